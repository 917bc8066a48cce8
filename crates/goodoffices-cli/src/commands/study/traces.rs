//! `study traces`: sessions of other programs' negotiators, judged by the two-party engine.
//!
//! Each party is judged four times: by offers only, with answers observed (an offer that is followed by another
//! was refused), with two last texts put to it, and with what it did not sign. Labels are looked up afterwards.

use super::faith::shown;
use super::progress::Progress;
use super::traces_judge::{Evidence, How, Judged, Texts, judge};
use crate::{output, whole_file};
use anyhow::{Context, Result};
use goodoffices::faith::Level;
use goodoffices::format::{self, Heard, NamedFile, Seat};
use goodoffices::study::{Interval, clustered_mean};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `study traces`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder with traces.jsonl, as bench/peer_traces.py writes it
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Do not look at utilities
    #[arg(long)]
    blind: bool,
    /// How last texts are chosen
    #[arg(long, value_enum, default_value_t = Texts::Ranked)]
    texts: Texts,
    /// Judge the first so many sessions only
    #[arg(long, value_name = "N")]
    sessions: Option<usize>,
    /// Particles a type
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u32).range(2..=65_536))]
    particles: u32,
    /// Write a row a session, party and kind of evidence as CSV
    #[arg(long, value_name = "FILE")]
    scores: Option<PathBuf>,
    /// Seed
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads; the result is the same on any number
    #[arg(long, value_name = "N")]
    threads: Option<u16>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs `study traces`.
pub fn run(args: &Args) -> Result<ExitCode> {
    let path = args.data.join("traces.jsonl");
    let name = path.display().to_string();
    let bytes = std::fs::read(&path).with_context(|| name.clone())?;
    let (mut ids, mut heard, mut seats) = (Vec::new(), Vec::new(), Vec::new());
    let all = format::sessions(NamedFile { name: &name, bytes: &bytes })?;
    for (id, h, s) in all.into_iter().take(args.sessions.unwrap_or(usize::MAX)) {
        ids.push(id);
        heard.push(h);
        seats.push(s);
    }
    let judged = super::in_pool(args.threads.map(usize::from), || judge_all(&heard, args))??;
    if let Some(path) = &args.scores {
        whole_file::write(path, &table(&ids, &seats, &judged)?)?;
    }
    report(args, &ids, &seats, &judged)?;
    Ok(ExitCode::SUCCESS)
}

fn judge_all(heard: &[Heard], args: &Args) -> Result<Vec<Judged>> {
    let jobs: Vec<(usize, usize, Evidence)> =
        (0..heard.len()).flat_map(|s| (0..2).flat_map(move |p| Evidence::ALL.map(|e| (s, p, e)))).collect();
    let progress = Progress::new(jobs.len() as u64);
    let how =
        How { blind: args.blind, particles: args.particles as usize, seed: args.seed, texts: args.texts };
    let one = |(session, party, evidence): &(usize, usize, Evidence)| {
        let found = judge(&heard[*session], *session, *party, *evidence, how);
        progress.one();
        found
    };
    let all = jobs.par_iter().map(one).collect::<Result<Vec<_>>>()?;
    progress.end();
    Ok(all)
}

fn table(ids: &[String], seats: &[Vec<Seat>], judged: &[Judged]) -> Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record([
        "session",
        "party",
        "negotiator",
        "label",
        "evidence",
        "offers",
        "last_texts",
        "taken",
        "p_bad_faith",
        "ln_bf",
        "verdict",
        "surprised",
    ])?;
    for j in judged {
        let seat = &seats[j.session][j.party];
        out.write_record([
            ids[j.session].clone(),
            j.party.to_string(),
            seat.negotiator.clone(),
            seat.label.clone(),
            j.evidence.name().to_owned(),
            j.offers.to_string(),
            j.texts.0.to_string(),
            j.texts.1.to_string(),
            j.insincere.to_string(),
            j.ln_bf.to_string(),
            j.level.name().to_owned(),
            j.surprised.to_string(),
        ])?;
    }
    out.into_inner().context("CSV")
}

/// Groups of parties: each negotiator, stallers by what is wrapped, all of either.
fn group(seat: &Seat) -> String {
    if seat.label == "staller" {
        format!("staller, {} wrapped", seat.family)
    } else {
        seat.negotiator.clone()
    }
}

/// One line of the report.
struct Line {
    party: String,
    evidence: Evidence,
    n: usize,
    shares: [Option<Interval>; 5],
    /// Last texts put, and taken.
    texts: (usize, usize),
    /// Why parties did not come to `concern`: surprised, less probable than .90, one channel.
    held: [usize; 3],
}

/// Columns of shares.
const SHARES: [&str; 5] = ["concern", "no concern", "ln BF ≥ 0", "undetermined", "surprised"];

fn lines(args: &Args, seats: &[Vec<Seat>], judged: &[Judged]) -> Vec<Line> {
    let seat = |j: &Judged| &seats[j.session][j.party];
    let mut groups: Vec<String> = judged.iter().map(|j| group(seat(j))).collect();
    groups.sort();
    groups.dedup();
    groups.extend(["all sincere".to_owned(), "all stallers".to_owned()]);
    let mut out = Vec::new();
    for name in &groups {
        for evidence in Evidence::ALL {
            let inside = |j: &&Judged| {
                j.evidence == evidence
                    && match name.as_str() {
                        "all sincere" => seat(j).label != "staller",
                        "all stallers" => seat(j).label == "staller",
                        _ => group(seat(j)) == *name,
                    }
            };
            let chosen: Vec<&Judged> = judged.iter().filter(inside).collect();
            let share = |of: &dyn Fn(&Judged) -> bool| {
                let values: Vec<(usize, f64)> =
                    chosen.iter().map(|j| (j.session, f64::from(u8::from(of(j))))).collect();
                clustered_mean(&values, args.seed)
            };
            let missed = |why: &dyn Fn(&Judged) -> bool| {
                chosen.iter().filter(|j| j.level != Level::Concern && why(j)).count()
            };
            let sum = |of: &dyn Fn(&Judged) -> usize| chosen.iter().map(|j| of(j)).sum::<usize>();
            out.push(Line {
                party: name.clone(),
                evidence,
                n: chosen.len(),
                shares: [
                    share(&|j| j.level == Level::Concern),
                    share(&|j| j.level == Level::NoConcern),
                    share(&|j| j.ln_bf >= 0.0),
                    share(&|j| j.level == Level::Undetermined),
                    share(&|j| j.surprised),
                ],
                texts: (sum(&|j| j.texts.0), sum(&|j| j.texts.1)),
                held: [
                    missed(&|j| j.surprised),
                    missed(&|j| !j.surprised && j.least < 0.9),
                    missed(&|j| !j.surprised && j.least >= 0.9),
                ],
            });
        }
    }
    out
}

fn report(args: &Args, ids: &[String], seats: &[Vec<Seat>], judged: &[Judged]) -> Result<()> {
    let lines = lines(args, seats, judged);
    if args.json {
        let interval = |i: &Option<Interval>| {
            i.map_or(Value::Null, |i| json!({"value": i.value, "low": i.low, "high": i.high}))
        };
        let row = |l: &Line| {
            let [concern, no_concern, leaning, undetermined, surprised] = &l.shares;
            json!({
                "party": l.party, "evidence": l.evidence.name(), "n": l.n, "concern": interval(concern),
                "no_concern": interval(no_concern), "leaning_or_more": interval(leaning),
                "undetermined": interval(undetermined), "surprised": interval(surprised),
                "last_texts": l.texts.0, "taken": l.texts.1,
                "held_back": {"surprised": l.held[0], "below_90": l.held[1], "one_channel": l.held[2]},
            })
        };
        let value = json!({
            "schema_version": 2,
            "provenance": {
                "method": "two-party engine on foreign sessions", "blind": args.blind,
                "texts": args.texts.name(), "particles": args.particles, "seed": args.seed,
                "version": env!("CARGO_PKG_VERSION"),
            },
            "sessions": ids.len(), "groups": lines.iter().map(row).collect::<Vec<_>>(),
        });
        return output::data(&value.to_string());
    }
    let mut t = comfy_table::Table::new();
    t.load_style(comfy_table::presets::NOTHING);
    let mut header = vec!["party", "evidence", "n"];
    header.extend(SHARES);
    header.extend(["texts taken", "surprised, unsure, one channel"]);
    t.set_header(header);
    for l in &lines {
        let mut cells = vec![l.party.clone(), l.evidence.name().to_owned(), l.n.to_string()];
        cells.extend(l.shares.map(shown));
        cells.push(format!("{} of {}", l.texts.1, l.texts.0));
        cells.push(format!("{}, {}, {}", l.held[0], l.held[1], l.held[2]));
        t.add_row(cells);
    }
    output::data(&format!(
        "{} sessions, {}, last texts {}, {} particles a type, seed {}; intervals of 95 % by session; the last column \
         says what kept those that did not come to concern from it\n\n{t}",
        ids.len(),
        if args.blind { "blind" } else { "utilities known" },
        args.texts.name(),
        args.particles,
        args.seed
    ))
}
