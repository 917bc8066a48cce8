//! `study opponents`: how close opponent models come to the truth, on the negotiations of a tournament.

use crate::{output, players, replay};
use anyhow::{Context, Result, bail};
use goodoffices::opponent;
use goodoffices::protocol::Negotiator;
use goodoffices::session::{Log, Room};
use goodoffices::study::{OpponentRow, opponents};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

/// Arguments of `study opponents`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tables of tournaments (negotiations.csv), whole or one row as in TABLE:ROW
    #[arg(required = true, value_name = "TABLE")]
    tables: Vec<String>,
    /// Models, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "A,B", default_value = "pairwise,frequency,bayesian")]
    models: Vec<String>,
    /// Score after every N-th offer of a party
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    /// Most negotiations of a table, evenly spaced
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    /// Print a row per trace, party, model and step as CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// The same as JSON
    #[arg(long)]
    json: bool,
}

/// A scored trace: its name, its rows, and seconds taken by all models.
type Scored = (String, Vec<OpponentRow>);

/// Runs the study.
pub fn run(args: &Args) -> Result<ExitCode> {
    if let Some(name) = args.models.iter().find(|m| !opponent::NAMES.contains(&m.as_str())) {
        bail!("no opponent model is called {name:?} (there are {})", opponent::NAMES.join(", "));
    }
    let begun = Instant::now();
    let mut all: Vec<Scored> = Vec::new();
    for table in &args.tables {
        for at in rows(table, args.limit)? {
            all.push((at.clone(), score(&at, args)?));
        }
    }
    anstream::eprintln!("{} traces in {:.1} s", all.len(), begun.elapsed().as_secs_f64());
    if args.json {
        let lines = all.iter().flat_map(|(trace, rows)| {
            rows.iter().map(move |r| {
                json!({
                    "trace": trace, "party": r.party, "model": r.model, "step": r.step, "time": r.time,
                    "pearson": r.pearson, "ranking_distance": r.ranking_distance,
                    "nash_error": r.nash_error, "reservation_error": r.reservation_error,
                })
            })
        });
        let value = json!({ "schema_version": 1, "rows": lines.collect::<Vec<_>>() });
        output::data(&value.to_string())?;
    } else if args.csv {
        output::data(&csv(&all)?)?;
    } else {
        output::data(&picture(&all, &args.models))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `TABLE:ROW` of the negotiations asked for.
fn rows(table: &str, limit: u64) -> Result<Vec<String>> {
    if !Path::new(table).is_file() && table.rsplit_once(':').is_some_and(|(_, r)| r.parse::<usize>().is_ok())
    {
        return Ok(vec![table.to_owned()]);
    }
    let mut reader = csv::Reader::from_path(table).with_context(|| table.to_owned())?;
    let mut firsts = Vec::new();
    let mut last = None;
    for (k, record) in reader.records().enumerate() {
        let record = record.with_context(|| table.to_owned())?;
        let number = record.get(0).unwrap_or_default().to_owned();
        if last.as_ref() != Some(&number) {
            firsts.push(k);
            last = Some(number);
        }
    }
    let step = (firsts.len() as u64).div_ceil(limit).max(1) as usize;
    Ok(firsts.into_iter().step_by(step).map(|k| format!("{table}:{k}")).collect())
}

fn score(at: &str, args: &Args) -> Result<Vec<OpponentRow>> {
    let asked = replay::read(at)?;
    let mut negotiators = asked
        .strategies
        .iter()
        .map(|s| players::build(s, asked.session.limits()))
        .collect::<Result<Vec<_>>>()?;
    let mut seats: Vec<&mut dyn Negotiator> = negotiators.iter_mut().map(|n| &mut **n as _).collect();
    let mut room = Room::new(asked.scenario.clone(), &asked.session.rules(), Log::full())?;
    room.play(&mut seats, asked.session.seed(), &["run".into()], || 0.0)?;
    Ok(opponents(&asked.scenario, room.log(), &args.models, args.every)?)
}

fn csv(all: &[Scored]) -> Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record([
        "trace",
        "party",
        "model",
        "step",
        "time",
        "pearson",
        "ranking_distance",
        "nash_error",
        "reservation_error",
    ])?;
    for (trace, rows) in all {
        for r in rows {
            let text = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
            out.write_record([
                trace.clone(),
                r.party.to_string(),
                r.model.clone(),
                r.step.to_string(),
                r.time.to_string(),
                text(r.pearson),
                r.ranking_distance.to_string(),
                text(r.nash_error),
                text(r.reservation_error),
            ])?;
        }
    }
    Ok(String::from_utf8(out.into_inner().context("CSV")?)?)
}

/// Means by model, and the correlation by tenths of the time as a picture.
fn picture(all: &[Scored], models: &[String]) -> String {
    let mut t = comfy_table::Table::new();
    t.load_style(comfy_table::presets::NOTHING);
    t.set_header([
        "model",
        "rows",
        "pearson",
        "ranking distance",
        "nash error",
        "reservation error",
        "pearson by tenths of the time",
    ]);
    let bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    for model in models {
        let rows: Vec<&OpponentRow> = all.iter().flat_map(|a| &a.1).filter(|r| r.model == *model).collect();
        let mean =
            |values: Vec<f64>| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
        let show = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| format!("{x:.3}"));
        let tenths: String = (0..10)
            .map(|k| {
                let inside = rows.iter().filter(|r| ((r.time * 10.0) as usize).min(9) == k);
                match mean(inside.filter_map(|r| r.pearson).collect()) {
                    Some(p) => bars[((p.clamp(0.0, 1.0) * 7.0).round()) as usize],
                    None => ' ',
                }
            })
            .collect();
        t.add_row([
            model.clone(),
            rows.len().to_string(),
            show(mean(rows.iter().filter_map(|r| r.pearson).collect())),
            show(mean(rows.iter().map(|r| r.ranking_distance).collect())),
            show(mean(rows.iter().filter_map(|r| r.nash_error).collect())),
            show(mean(rows.iter().filter_map(|r| r.reservation_error.map(f64::abs)).collect())),
            tenths,
        ]);
    }
    t.to_string()
}
