//! `study opponents`: how close opponent models come to the truth, on the negotiations of a tournament or on
//! logged sessions.

use super::opponents_page;
use crate::scenario_files::{self, LoadOptions};
use crate::{logs, output, players, replay, whole_file};
use anyhow::{Context, Result, bail};
use goodoffices::opponent;
use goodoffices::protocol::Negotiator;
use goodoffices::session::{Log, Room, turns};
use goodoffices::study::{OpponentRow, opponents};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Arguments of `study opponents`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tables of tournaments (negotiations.csv), whole or one row as in TABLE:ROW; with --scenario, logs of
    /// sessions (`run --trace`, or NegMAS's traces as CSV or JSON)
    #[arg(required = true, value_name = "TRACES")]
    tables: Vec<String>,
    /// Start the programs (exec:) that a table names
    #[arg(long)]
    programs: bool,
    /// The traces are logs of sessions over this scenario
    #[arg(long, value_name = "SCENARIO", num_args = 1..)]
    scenario: Vec<PathBuf>,
    #[command(flatten)]
    load: LoadOptions,
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
    /// Say what the models cost: a column of seconds, which differ from run to run
    #[arg(long)]
    time: bool,
    /// Write a page with curves over time and a table a model
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// A scored trace: its name and its rows.
pub type Scored = (String, Vec<OpponentRow>);

/// Runs the study.
pub fn run(args: &Args) -> Result<ExitCode> {
    if let Some(name) = args.models.iter().find(|m| !opponent::NAMES.contains(&m.as_str())) {
        bail!("no opponent model is called {name:?} (there are {})", opponent::NAMES.join(", "));
    }
    let begun = Instant::now();
    let mut all: Vec<Scored> = Vec::new();
    let clock = || if args.time { begun.elapsed().as_secs_f64() } else { 0.0 };
    for table in &args.tables {
        if !args.scenario.is_empty() {
            all.push((table.clone(), score_log(Path::new(table), args, &clock)?));
            continue;
        }
        for at in rows(table, args.limit)? {
            all.push((at.clone(), score(&at, args, &clock)?));
        }
    }
    anstream::eprintln!("{} traces in {:.1} s", all.len(), begun.elapsed().as_secs_f64());
    if let Some(path) = &args.html {
        let page = opponents_page::page(&all, &args.models, args.time);
        whole_file::write(path, page.as_bytes())?;
    }
    if args.json {
        let lines = all.iter().flat_map(|(trace, rows)| {
            rows.iter().map(move |r| {
                let mut row = json!({
                    "trace": trace, "party": r.party, "model": r.model, "step": r.step, "time": r.time,
                    "pearson": r.pearson, "ranking_distance": r.ranking_distance,
                    "nash_error": r.nash_error, "reservation_error": r.reservation_error,
                });
                if args.time {
                    row["seconds"] = json!(r.seconds);
                }
                row
            })
        });
        let value = json!({
            "schema_version": 1,
            "rows": lines.collect::<Vec<_>>(),
            "provenance": {
                "method": "study opponents", "models": args.models, "every": args.every, "limit": args.limit,
                "version": env!("CARGO_PKG_VERSION"),
            },
        });
        output::data(&value.to_string())?;
    } else if args.csv {
        output::data(&csv(&all, args.time)?)?;
    } else {
        output::data(&opponents_page::text(&all, &args.models, args.time))?;
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

/// The rows of a logged session.
fn score_log(path: &Path, args: &Args, clock: &dyn Fn() -> f64) -> Result<Vec<OpponentRow>> {
    let scenario = scenario_files::load_with_format(&args.scenario, &args.load)?.scenario;
    let logged = logs::read_over(path, &scenario)?;
    Ok(opponents(&scenario, &logged.turns, &args.models, args.every, clock)?)
}

fn score(at: &str, args: &Args, clock: &dyn Fn() -> f64) -> Result<Vec<OpponentRow>> {
    let asked = replay::read(at, args.programs)?;
    let mut negotiators = asked
        .strategies
        .iter()
        .map(|s| players::build(s, &asked.session.limits()))
        .collect::<Result<Vec<_>>>()?;
    let mut seats: Vec<&mut dyn Negotiator> = negotiators.iter_mut().map(|n| &mut **n as _).collect();
    let mut room = Room::new(asked.scenario.clone(), &asked.session.rules(), Log::full())?;
    room.play(&mut seats, asked.session.seed(), &["run".into()], || 0.0)?;
    Ok(opponents(&asked.scenario, &turns(&asked.scenario, room.log()), &args.models, args.every, clock)?)
}

fn csv(all: &[Scored], timed: bool) -> Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut header = vec![
        "trace",
        "party",
        "model",
        "step",
        "time",
        "pearson",
        "ranking_distance",
        "nash_error",
        "reservation_error",
    ];
    header.extend(timed.then_some("seconds"));
    out.write_record(header)?;
    for (trace, rows) in all {
        for r in rows {
            let text = |x: Option<f64>| x.map_or_else(String::new, |x| x.to_string());
            let mut cells = vec![
                trace.clone(),
                r.party.to_string(),
                r.model.clone(),
                r.step.to_string(),
                r.time.to_string(),
                text(r.pearson),
                r.ranking_distance.to_string(),
                text(r.nash_error),
                text(r.reservation_error),
            ];
            cells.extend(timed.then(|| format!("{:.9}", r.seconds)));
            out.write_record(cells)?;
        }
    }
    Ok(String::from_utf8(out.into_inner().context("CSV")?)?)
}
