//! `study traces`: sessions of other programs' negotiators, judged by the two-party engine.
//!
//! Each party is judged three times: by offers only, with answers observed (an offer that is followed by
//! another was refused), and with answers and the probes put to it. Labels are looked up afterwards.

use super::faith::shown;
use crate::{output, whole_file};
use anyhow::{Context, Result};
use goodoffices::faith::{
    Asked, Estimator, IssueShape, Level, Observation, Seen, Setup, Term, Utility, When,
};
use goodoffices::format::{self, Heard, HeardPut, NamedFile, Seat};
use goodoffices::study::{Interval, clustered_mean};
use indicatif::ProgressBar;
use rayon::prelude::*;
use serde_json::json;
use std::io::IsTerminal;
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

/// Kinds of evidence.
const SEEN: [&str; 3] = ["offers only", "offers and answers", "offers, answers and probes"];

/// One party judged on one kind of evidence.
struct Judged {
    session: usize,
    party: usize,
    seen: usize,
    offers: usize,
    insincere: f64,
    ln_bf: f64,
    level: Level,
    surprised: bool,
}

/// Runs `study traces`.
pub fn run(args: &Args) -> Result<ExitCode> {
    let path = args.data.join("traces.jsonl");
    let name = path.display().to_string();
    let bytes = std::fs::read(&path).with_context(|| name.clone())?;
    let (mut ids, mut heard, mut seats) = (Vec::new(), Vec::new(), Vec::new());
    for (id, h, s) in format::sessions(NamedFile { name: &name, bytes: &bytes })? {
        ids.push(id);
        heard.push(h);
        seats.push(s);
    }
    let threads = args.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("threads")?;
    let judged = pool.install(|| judge(&heard, args))?;
    if let Some(path) = &args.scores {
        whole_file::write(path, &table(&ids, &seats, &judged)?)?;
    }
    report(args, &ids, &seats, &judged)?;
    Ok(ExitCode::SUCCESS)
}

fn judge(heard: &[Heard], args: &Args) -> Result<Vec<Judged>> {
    let jobs: Vec<(usize, usize, usize)> = (0..heard.len())
        .flat_map(|s| (0..2).flat_map(move |p| (0..SEEN.len()).map(move |k| (s, p, k))))
        .collect();
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new(jobs.len() as u64)
    } else {
        ProgressBar::hidden()
    };
    let one = |(session, party, seen): &(usize, usize, usize)| {
        let h = &heard[*session];
        let shape = |n: &usize| IssueShape { values: *n, ordered: false };
        let mut setup = Setup::new(h.sizes.iter().map(shape).collect(), args.seed);
        setup.particles = args.particles as usize;
        if !args.blind {
            setup.own = Utility::Known(h.utilities[*party].clone());
            setup.other = Utility::Known(h.utilities[1 - *party].clone());
        }
        let mut estimator = Estimator::new(&setup)?;
        for o in observations(h, *party, *seen) {
            estimator.observe(&o)?;
        }
        bar.inc(1);
        let found = estimator.estimate();
        Ok(Judged {
            session: *session,
            party: *party,
            seen: *seen,
            offers: h.offers.iter().filter(|o| o.party == *party).count(),
            insincere: found.types.insincere(&found.probability(&found.types.prior())),
            ln_bf: found.ln_bayes_factor(),
            level: found.level(),
            surprised: found.surprised,
        })
    };
    let all = jobs.par_iter().map(one).collect::<Result<Vec<_>>>()?;
    bar.finish_and_clear();
    Ok(all)
}

fn terms(put: &HeardPut) -> Vec<Term> {
    put.offer.iter().map(|o| Term::Value(*o as u32)).collect()
}

/// What one party is judged by, in order.
fn observations(h: &Heard, party: usize, seen: usize) -> Vec<Observation> {
    let mut out: Vec<Observation> = Vec::new();
    let mut order = 0;
    let mut push = |time: f64, what: Seen| {
        order += 1;
        out.push(Observation { when: When { time, order: Some(order) }, what });
    };
    let mut probes = h.probes.iter().filter(|p| seen == 2 && p.party == party).peekable();
    let mut theirs: Option<&HeardPut> = None;
    for put in &h.offers {
        while let Some(p) = probes.next_if(|p| p.time < put.time) {
            push(p.time, asked(p));
        }
        if put.party == party {
            if let (true, Some(t)) = (seen > 0, theirs) {
                push(put.time, Seen::Answer { terms: terms(t), yes: false, asked: Asked::InTalks });
            }
            push(put.time, Seen::Offer { terms: terms(put), pressed: false });
            theirs = None;
        } else {
            push(put.time, Seen::Theirs { terms: terms(put) });
            theirs = Some(put);
        }
    }
    for p in probes {
        push(p.time, asked(p));
    }
    if let (true, Some(last)) = (seen > 0 && h.accepted == Some(party), h.offers.last()) {
        let time = h.probes.last().map_or(last.time, |p| p.time.max(last.time));
        push(time, Seen::Answer { terms: terms(last), yes: true, asked: Asked::InTalks });
    }
    out
}

fn asked(p: &HeardPut) -> Seen {
    Seen::Answer { terms: terms(p), yes: p.accept == Some(true), asked: Asked::InTalks }
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
            SEEN[j.seen].to_owned(),
            j.offers.to_string(),
            j.insincere.to_string(),
            j.ln_bf.to_string(),
            j.level.name().to_owned(),
            j.surprised.to_string(),
        ])?;
    }
    out.into_inner().context("CSV")
}

fn report(args: &Args, ids: &[String], seats: &[Vec<Seat>], judged: &[Judged]) -> Result<()> {
    let mut groups: Vec<String> = Vec::new();
    let group = |j: &Judged| {
        let seat = &seats[j.session][j.party];
        if seat.label == "staller" {
            format!("staller, {} wrapped", seat.family)
        } else {
            seat.negotiator.clone()
        }
    };
    for j in judged {
        let name = group(j);
        if !groups.contains(&name) {
            groups.push(name);
        }
    }
    groups.sort();
    groups.extend(["all sincere".to_owned(), "all stallers".to_owned()]);
    let staller = |j: &Judged| seats[j.session][j.party].label == "staller";
    let mut t = comfy_table::Table::new();
    t.load_style(comfy_table::presets::NOTHING);
    t.set_header(["party", "evidence", "n", "concern", "ln BF ≥ 0", "undetermined", "surprised"]);
    let mut rows = Vec::new();
    for name in &groups {
        for (seen, evidence) in SEEN.iter().enumerate() {
            let inside = |j: &&Judged| {
                j.seen == seen
                    && match name.as_str() {
                        "all sincere" => !staller(j),
                        "all stallers" => staller(j),
                        _ => group(j) == *name,
                    }
            };
            let chosen: Vec<&Judged> = judged.iter().filter(inside).collect();
            let share = |of: &dyn Fn(&Judged) -> bool| {
                let values: Vec<(usize, f64)> =
                    chosen.iter().map(|j| (j.session, f64::from(u8::from(of(j))))).collect();
                clustered_mean(&values, args.seed)
            };
            let concern = share(&|j| j.level == Level::Concern);
            let leaning = share(&|j| j.ln_bf >= 0.0);
            let undetermined = share(&|j| j.level == Level::Undetermined);
            let surprised = share(&|j| j.surprised);
            t.add_row([
                name.clone(),
                (*evidence).to_owned(),
                chosen.len().to_string(),
                shown(concern),
                shown(leaning),
                shown(undetermined),
                shown(surprised),
            ]);
            let json =
                |i: Option<Interval>| i.map(|i| json!({"value": i.value, "low": i.low, "high": i.high}));
            rows.push(json!({
                "party": name, "evidence": evidence, "n": chosen.len(), "concern": json(concern),
                "leaning_or_more": json(leaning), "undetermined": json(undetermined), "surprised": json(surprised),
            }));
        }
    }
    if args.json {
        let value = json!({
            "schema_version": 1,
            "provenance": {
                "method": "two-party engine on foreign sessions", "blind": args.blind, "particles": args.particles,
                "seed": args.seed, "version": env!("CARGO_PKG_VERSION"),
            },
            "sessions": ids.len(), "groups": rows,
        });
        return output::data(&value.to_string());
    }
    output::data(&format!(
        "{} sessions, {}, {} particles a type, seed {}; intervals of 95 % by session\n\n{t}",
        ids.len(),
        if args.blind { "blind" } else { "utilities known" },
        args.particles,
        args.seed
    ))
}
