//! `study preferences`: priorities of people, told from the deals they submitted (CaSiNo).
//!
//! A person submits about one deal a dialogue, most often the one both settled on, so little can be expected.
//! Each estimator sees a person's own submitted deals as packages kept, and gives each item a weight.

use super::faith::shown;
use crate::output;
use anyhow::{Context, Result};
use goodoffices::faith::{Clock, Estimator, IssueShape, Observation, Seen, Setup, Term, When};
use goodoffices::format::{self, ITEMS, NamedFile};
use goodoffices::opponent::Model;
use goodoffices::outcome::{Issue, OutcomeSpace, Values};
use goodoffices::rng;
use goodoffices::study::{clustered_mean, genius_bayes, priorities_met};
use rayon::prelude::*;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `study preferences`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder with train.json of CaSiNo
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Particles a type for the two-party engine
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u32).range(2..=65_536))]
    particles: u32,
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

/// Most packages of an item.
const MOST: usize = 3;
const NAMES: [&str; 7] = [
    "prior (all alike)",
    "packages kept (naive)",
    "frequency",
    "our Bayesian model",
    "pairwise",
    "Genius-Bayes (guarded)",
    "two-party engine",
];

/// A person's deals, and apart from them which dialogue they are from and the truth.
struct Person {
    dialogue: usize,
    deals: Vec<[usize; 3]>,
    truth: [usize; 3],
}

/// Runs `study preferences`.
pub fn run(args: &Args) -> Result<ExitCode> {
    let path = args.data.join("train.json");
    let name = path.display().to_string();
    let bytes = std::fs::read(&path).with_context(|| name.clone())?;
    let (dialogues, left_out) = format::casino(NamedFile { name: &name, bytes: &bytes })?;
    let mut people = Vec::new();
    for (dialogue, d) in dialogues.iter().enumerate() {
        for person in 0..2 {
            let deals: Vec<[usize; 3]> =
                d.deals.iter().filter(|s| s.person == person).map(|s| s.keeps).collect();
            if !deals.is_empty() {
                people.push(Person { dialogue, deals, truth: d.priorities[person] });
            }
        }
    }
    let threads = args.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("threads")?;
    let estimates = pool.install(|| {
        let of = |p: &Person| estimates(&p.deals, args);
        people.par_iter().map(of).collect::<Result<Vec<_>>>()
    })?;
    let deals: usize = people.iter().map(|p| p.deals.len()).sum();
    let mut t = comfy_table::Table::new();
    t.load_style(comfy_table::presets::NOTHING);
    t.set_header(["estimator", "top priority right (chance .333)", "pairs right (chance .5)"]);
    let mut rows = Vec::new();
    for (k, name) in NAMES.iter().enumerate() {
        let met: Vec<(usize, (f64, f64))> = people
            .iter()
            .zip(&estimates)
            .map(|(p, e)| (p.dialogue, priorities_met(&e[k], &p.truth)))
            .collect();
        let of = |pick: fn((f64, f64)) -> f64| {
            let values: Vec<(usize, f64)> = met.iter().map(|(c, m)| (*c, pick(*m))).collect();
            clustered_mean(&values, args.seed)
        };
        let (top, pairs) = (of(|m| m.0), of(|m| m.1));
        t.add_row([(*name).to_owned(), shown(top), shown(pairs)]);
        let json = |i: Option<goodoffices::study::Interval>| {
            i.map(|i| json!({"value": i.value, "low": i.low, "high": i.high}))
        };
        rows.push(json!({"estimator": name, "top": json(top), "pairs": json(pairs)}));
    }
    if args.json {
        let value = json!({
            "schema_version": 1,
            "provenance": {
                "method": "priorities from submitted deals", "seed": args.seed, "particles": args.particles,
                "version": env!("CARGO_PKG_VERSION"), "items": ITEMS,
            },
            "dialogues": dialogues.len(), "people": people.len(), "deals": deals, "deals_left_out": left_out,
            "estimators": rows,
        });
        output::data(&value.to_string())?;
    } else {
        output::data(&format!(
            "{} dialogues, {} people who submitted a deal, {deals} deals ({left_out} left out: packages not all \
             shared out), seed {}; intervals of 95 % by dialogue\n\n{t}",
            dialogues.len(),
            people.len(),
            args.seed
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A weight an item by every estimator, in the order of the names.
fn estimates(deals: &[[usize; 3]], args: &Args) -> Result<Vec<[f64; 3]>> {
    let kept = |k: usize| deals.iter().map(|d| d[k] as f64).sum::<f64>();
    let mut out = vec![[1.0; 3], [kept(0), kept(1), kept(2)]];
    let issue = |name: &&str| Issue::new(*name, Values::Ordered((0..=MOST).map(|n| n.to_string()).collect()));
    let space = OutcomeSpace::new(ITEMS.iter().map(issue).collect())?;
    for name in ["frequency", "bayesian", "pairwise"] {
        let stream = rng::stream(args.seed, &["study".into(), "preferences".into(), name.into()]);
        let mut model = Model::new(name, &space, stream)?;
        for (k, deal) in deals.iter().enumerate() {
            model.observe(&deal.map(|d| d as u32), k as f64 / deals.len() as f64);
        }
        // What all packages of an item are worth against none of it.
        let gain = |k: usize| {
            let mut all = [0_u32; 3];
            all[k] = MOST as u32;
            model.utility(&all) - model.utility(&[0; 3])
        };
        out.push([gain(0), gain(1), gain(2)]);
    }
    let offers: Vec<Vec<usize>> = deals.iter().map(|d| d.to_vec()).collect();
    let worths = genius_bayes(&[MOST + 1; 3], &offers);
    let gain = |k: usize| worths[k][MOST] - worths[k][0];
    out.push([gain(0), gain(1), gain(2)]);
    out.push(engine(deals, args)?);
    Ok(out)
}

/// Posterior mean weights of the two-party engine, over its types.
fn engine(deals: &[[usize; 3]], args: &Args) -> Result<[f64; 3]> {
    let mut setup = Setup::new(vec![IssueShape { values: MOST + 1, ordered: true }; 3], args.seed);
    setup.particles = args.particles as usize;
    setup.clock = Clock::Deadline;
    let mut estimator = Estimator::new(&setup)?;
    for (k, deal) in deals.iter().enumerate() {
        let terms = deal.iter().map(|d| Term::Value(*d as u32)).collect();
        let when = When::at((k + 1) as f64 / (deals.len() + 1) as f64);
        estimator.observe(&Observation { when, what: Seen::Offer { terms, pressed: false } })?;
    }
    let found = estimator.estimate();
    let probability = found.probability(&found.types.prior());
    let mut out = [0.0; 3];
    for (p, parameters) in probability.iter().zip(&found.parameters) {
        for (k, w) in out.iter_mut().enumerate() {
            let name = format!("weight {}", k + 1);
            let mean = parameters.iter().find(|m| m.name == name).map_or(1.0 / 3.0, |m| m.mean);
            *w += p * mean;
        }
    }
    Ok(out)
}
