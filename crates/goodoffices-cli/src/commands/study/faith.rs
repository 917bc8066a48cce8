//! `study faith`: the many-party model on recorded talks, and how well it does where labels are told.
//!
//! Estimating comes first and is handed records without labels; labels are looked up afterwards, by run and
//! party, and only for the summary.

use super::faith_baselines::{Baseline, baselines};
use super::faith_page::{Head, Line, page};
use super::talks::{self, Talk};
use crate::{output, whole_file};
use anyhow::{Context, Result, bail};
use goodoffices::faith::Level;
use goodoffices::faith::many::{self, Kinds, Parameters, Reading};
use goodoffices::format::{Labels, Recorded};
use goodoffices::study::{AGAINST, Interval, Role, Scored, Separation, separation};
use indicatif::ProgressBar;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `study faith`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder with games.json and runs.jsonl
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Do not look at scores: estimate what parties want from their offers
    #[arg(long)]
    blind: bool,
    /// Write a row a run and party as CSV
    #[arg(long, value_name = "FILE")]
    scores: Option<PathBuf>,
    /// Types: with a saboteur of one party, or without; by default with it where scores are read
    #[arg(long, value_enum)]
    types: Option<Types>,
    /// Draws of part-worths an issue (with --blind)
    #[arg(long, value_name = "N", default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    draws: u32,
    /// Sets whose name holds one of these are erratic
    #[arg(long, value_delimiter = ',', value_name = "A,B", default_value = "mixtral,llama3")]
    erratic: Vec<String>,
    /// Seed of the draws and of the intervals
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads; the result is the same on any number
    #[arg(long, value_name = "N")]
    threads: Option<u16>,
    /// Score the baselines too, where labels are told
    #[arg(long)]
    baselines: bool,
    /// Write a page with curves
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Sets of types by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Types {
    /// Cooperative, greedy, spoiler, and one that spoils for a single party
    Standard,
    /// Cooperative, greedy, spoiler
    WithoutVictim,
}

/// One party of one run, judged.
pub struct Judged {
    /// The run.
    pub run: usize,
    /// The party of its game.
    pub party: usize,
    /// Its complete offers.
    pub moves: usize,
    /// What the record says of it.
    pub reading: Reading,
}

/// Runs `study faith`.
pub fn run(args: &Args) -> Result<ExitCode> {
    let threads = args.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("threads")?;
    let (recorded, labels) = talks::read(&args.data)?;
    let by_default = if args.blind { Types::WithoutVictim } else { Types::Standard };
    let kinds = match args.types.unwrap_or(by_default) {
        Types::Standard => Kinds::standard()?,
        Types::WithoutVictim => Kinds::without_victim()?,
    };
    let parameters = Parameters { kinds, draws: args.draws as usize, seed: args.seed };
    let all = recorded
        .runs
        .iter()
        .enumerate()
        .map(|(k, run)| talks::talk(k, run, &recorded.games[run.game]))
        .collect::<Result<Vec<Talk>>>()?;
    if let Some(t) = all.iter().find(|t| !args.blind && t.scores.is_none()) {
        let run = &recorded.runs[t.run];
        bail!("game {:?} has no scores for every party (use --blind)", recorded.games[run.game].name);
    }
    let judged = pool.install(|| judge(&all, args.blind, &parameters))?;
    let types: Vec<&str> = parameters.kinds.types().types().iter().map(|t| t.name).collect();
    if let Some(path) = &args.scores {
        whole_file::write(path, &table(&recorded, &judged, &types)?)?;
    }
    let (rows, places) = scored(&recorded, &labels, &judged, &args.erratic);
    let found = (!rows.is_empty()).then(|| pool.install(|| separation(&rows, 0.0, args.seed)));
    let others = match &found {
        Some(_) if args.baselines => pool.install(|| compared(args, &all, &rows, &places))?,
        _ => Vec::new(),
    };
    if let Some(path) = &args.html {
        let model = found.iter().map(|found| Line { name: "this model, ln BF", rows: &rows, found });
        let rest = others.iter().map(|(b, found)| Line { name: b.name, rows: &b.rows, found });
        let lines: Vec<Line<'_>> = model.chain(rest).collect();
        let probability: Vec<f64> = places.iter().map(|p| judged[p.2].reading.insincere).collect();
        let head = Head { how: &how(args, &judged), levels: &levels(&judged), probability: &probability };
        whole_file::write(path, page(&head, &lines).as_bytes())?;
    }
    if args.json {
        let document = document(args, &recorded, &all, &judged, &types, found.as_ref(), &others);
        output::data(&document.to_string())?;
    } else {
        output::data(&summary(args, &judged, found.as_ref(), &others))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The baselines with how well they separate.
fn compared(
    args: &Args,
    all: &[Talk],
    rows: &[Scored],
    places: &[(usize, usize, usize)],
) -> Result<Vec<(Baseline, Separation)>> {
    let parties: Vec<(usize, usize)> = places.iter().map(|p| (p.0, p.1)).collect();
    let list = baselines(all, rows, &parties, args.blind, args.seed)?;
    Ok(list
        .into_par_iter()
        .map(|b| {
            let mut found = separation(&b.rows, b.threshold.unwrap_or(f64::INFINITY), args.seed);
            if b.threshold.is_none() {
                (found.wrong, found.wrong_erratic, found.power) = (None, None, None);
            }
            (b, found)
        })
        .collect())
}

/// Judges every party of every run, from records alone.
fn judge(all: &[Talk], blind: bool, parameters: &Parameters) -> Result<Vec<Judged>> {
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new(all.len() as u64)
    } else {
        ProgressBar::hidden()
    };
    let one = |t: &Talk| {
        let worths = if blind { None } else { t.scores.as_ref() };
        let readings = many::judge(&t.record, worths, parameters)?;
        bar.inc(1);
        let row = |(party, reading)| Judged {
            run: t.run,
            party,
            moves: talks::complete(&t.record, party),
            reading,
        };
        Ok(readings.into_iter().enumerate().map(row).collect::<Vec<_>>())
    };
    let runs = all.par_iter().map(one).collect::<Result<Vec<_>>>()?;
    bar.finish_and_clear();
    Ok(runs.into_iter().flatten().collect())
}

/// The scores as CSV.
fn table(recorded: &Recorded, judged: &[Judged], types: &[&str]) -> Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut head = vec!["run".to_owned(), "party".to_owned(), "moves".to_owned()];
    head.extend(types.iter().map(|t| format!("p_{t}")));
    head.extend(["p_bad_faith", "ln_bf", "verdict"].map(str::to_owned));
    out.write_record(&head)?;
    for j in judged {
        let run = &recorded.runs[j.run];
        let party = &recorded.games[run.game].parties[j.party];
        let mut row = vec![run.id.clone(), party.name.clone(), j.moves.to_string()];
        row.extend(j.reading.probability.iter().map(f64::to_string));
        row.extend([j.reading.insincere.to_string(), j.reading.ln_bayes_factor.to_string()]);
        row.push(j.reading.level.name().to_owned());
        out.write_record(&row)?;
    }
    out.into_inner().context("CSV")
}

/// Parties with a known label, scored by ln Bayes factor; beside them run, party and place among the judged.
fn scored(
    recorded: &Recorded,
    labels: &Labels,
    judged: &[Judged],
    erratic: &[String],
) -> (Vec<Scored>, Vec<(usize, usize, usize)>) {
    let row = |(k, j): (usize, &Judged)| {
        let run = &recorded.runs[j.run];
        let scored = Scored {
            run: j.run,
            seat: run.game * 64 + j.party,
            role: Role::of(labels[j.run][j.party].as_deref()?)?,
            erratic: erratic.iter().any(|e| run.set.contains(e.as_str())),
            moves: j.moves,
            score: j.reading.ln_bayes_factor,
        };
        Some((scored, (j.run, j.party, k)))
    };
    judged.iter().enumerate().filter_map(row).unzip()
}

/// A number with its interval, in print.
pub fn shown(interval: Option<Interval>) -> String {
    interval.map_or_else(|| "–".to_owned(), |i| format!("{:.3} ({:.3}–{:.3})", i.value, i.low, i.high))
}

/// How the talks were read.
fn how(args: &Args, judged: &[Judged]) -> String {
    let known = if args.blind { "blind" } else { "scores known" };
    format!("{} parties judged, {known}, seed {}.", judged.len(), args.seed)
}

/// The levels, counted.
fn levels(judged: &[Judged]) -> String {
    let count = |level: Level| judged.iter().filter(|j| j.reading.level == level).count();
    let all = [Level::NoConcern, Level::Undetermined, Level::Leaning, Level::Concern];
    all.map(|l| format!("{} {}", l.name(), count(l))).join(", ")
}

fn summary(
    args: &Args,
    judged: &[Judged],
    found: Option<&Separation>,
    others: &[(Baseline, Separation)],
) -> String {
    let mut lines = vec![how(args, judged), format!("levels: {}", levels(judged))];
    match found {
        None => lines.push("no labels: nothing to compare with".to_owned()),
        Some(s) => {
            lines.push(format!(
                "{} saboteurs and {} sincere parties with two complete offers or more",
                s.counted[0], s.counted[1]
            ));
            for (name, area) in AGAINST.iter().zip(&s.areas) {
                lines.push(format!("area under the curve, against {name}: {}", shown(*area)));
            }
            lines.push(format!("ln BF ≥ 0 among sincere parties: {}", shown(s.wrong)));
            lines.push(format!("ln BF ≥ 0 among erratic sets: {}", shown(s.wrong_erratic)));
            lines.push(format!("ln BF ≥ 0 among saboteurs (power): {}", shown(s.power)));
            lines.push(format!("power at 5 % false on these data: {}", shown(s.power_at_five)));
        }
    }
    if !others.is_empty() {
        let mut t = comfy_table::Table::new();
        t.load_style(comfy_table::presets::NOTHING);
        t.set_header(["baseline"].iter().chain(&AGAINST).chain(&["power at 5 %"]));
        for (b, s) in others {
            let figures = s.areas.iter().chain([&s.power_at_five]).map(|a| shown(*a));
            t.add_row(std::iter::once(b.name.to_owned()).chain(figures));
        }
        lines.push(format!("\n{t}"));
    }
    lines.join("\n")
}

fn document(
    args: &Args,
    recorded: &Recorded,
    all: &[Talk],
    judged: &[Judged],
    types: &[&str],
    found: Option<&Separation>,
    others: &[(Baseline, Separation)],
) -> Value {
    let interval = |i: Option<Interval>| i.map(|i| json!({"value": i.value, "low": i.low, "high": i.high}));
    let rows: Vec<Value> = judged
        .iter()
        .map(|j| {
            let run = &recorded.runs[j.run];
            let r = &j.reading;
            let learned = |l: many::Learned| json!({"mean": l.mean, "deviation": l.deviation, "contraction": l.contraction});
            let channels: Vec<Value> =
                r.channels.iter().map(|(c, x)| json!({"channel": c.name(), "ln_bf": x})).collect();
            let steps: Vec<Value> = r
                .steps
                .iter()
                .map(|s| json!({"offer": s.offer, "ln_bf": s.ln_bayes_factor, "ln_fit": s.ln_fit}))
                .collect();
            json!({
                "run": run.id, "party": recorded.games[run.game].parties[j.party].name, "moves": j.moves,
                "choices": r.choices, "fingerprint": all[j.run].record.fingerprint(),
                "probability": r.probability, "ln_evidence": r.ln_evidence, "p_bad_faith": r.insincere,
                "ln_bf": r.ln_bayes_factor, "verdict": r.level.name(), "surprised": r.surprised,
                "channels": channels, "steps": steps,
                "response": learned(r.response), "regard": learned(r.regard),
            })
        })
        .collect();
    let figures = |s: &Separation| {
        let areas = AGAINST.iter().zip(&s.areas);
        let areas: Vec<Value> =
            areas.map(|(name, a)| json!({"against": name, "area": interval(*a)})).collect();
        json!({
            "saboteurs": s.counted[0], "sincere": s.counted[1], "areas": areas,
            "false": interval(s.wrong), "false_erratic": interval(s.wrong_erratic),
            "power": interval(s.power), "power_at_five": interval(s.power_at_five),
        })
    };
    let baselines: Vec<Value> =
        others.iter().map(|(b, s)| json!({"name": b.name, "separation": figures(s)})).collect();
    json!({
        "schema_version": 1,
        "provenance": {
            "method": "many-party choice in context", "blind": args.blind, "types": types,
            "draws": args.draws, "seed": args.seed, "version": env!("CARGO_PKG_VERSION"),
        },
        "separation": found.map(figures),
        "baselines": baselines,
        "parties": rows,
    })
}
