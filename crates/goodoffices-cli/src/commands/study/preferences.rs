//! `study preferences`: priorities of people, told from the deals they submitted (CaSiNo).
//!
//! A person submits about one deal a dialogue, most often the one both settled on, so little can be expected.
//! Each estimator sees a person's own submitted deals as packages kept, and gives each item a weight. There are
//! few different lists of deals, so each is worked out once.

use super::faith::shown;
use super::preferences_engine::{Deals, MOST, Weights};
use crate::output;
use anyhow::{Context, Result};
use goodoffices::format::{self, ITEMS, NamedFile};
use goodoffices::opponent::Model;
use goodoffices::outcome::{Issue, OutcomeSpace, Values};
use goodoffices::rng;
use goodoffices::study::{clustered_mean, genius_bayes, priorities_met};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `study preferences`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder with train.json of CaSiNo
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Particles a type for the two-party engine
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(2..=65_536))]
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

const NAMES: [&str; 8] = [
    "prior (all alike)",
    "packages kept (naive)",
    "frequency",
    "our Bayesian model",
    "pairwise",
    "Genius-Bayes (guarded)",
    "two-party engine, weights unknown",
    "two-party engine, points known",
];

/// A person's deals, and apart from them which dialogue they are from and the truth.
struct Person {
    dialogue: usize,
    deals: Deals,
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
            let deals: Deals = d.deals.iter().filter(|s| s.person == person).map(|s| s.keeps).collect();
            if !deals.is_empty() {
                people.push(Person { dialogue, deals, truth: d.priorities[person] });
            }
        }
    }
    let different: BTreeSet<Deals> = people.iter().map(|p| p.deals.clone()).collect();
    let weights = super::in_pool(args.threads.map(usize::from), || {
        Weights::of(&different, args.particles as usize, args.seed)
    })??;
    let estimates =
        people.iter().map(|p| estimates(&p.deals, &weights, args.seed)).collect::<Result<Vec<_>>>()?;
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
            "dialogues": dialogues.len(), "people": people.len(), "different": different.len(), "deals": deals, "deals_left_out": left_out,
            "estimators": rows,
        });
        output::data(&value.to_string())?;
    } else {
        output::data(&format!(
            "{} dialogues, {} people who submitted a deal, {deals} deals ({left_out} left out: packages not all \
             shared out), {} different lists of deals; {} particles a type, seed {}; intervals of 95 % by dialogue\n\n{t}",
            dialogues.len(),
            people.len(),
            different.len(),
            args.particles,
            args.seed
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A weight an item by every estimator, in the order of the names.
fn estimates(deals: &Deals, weights: &Weights, seed: u64) -> Result<Vec<[f64; 3]>> {
    let kept = |k: usize| deals.iter().map(|d| d[k] as f64).sum::<f64>();
    let mut out = vec![[1.0; 3], [kept(0), kept(1), kept(2)]];
    let issue = |name: &&str| Issue::new(*name, Values::Ordered((0..=MOST).map(|n| n.to_string()).collect()));
    let space = OutcomeSpace::new(ITEMS.iter().map(issue).collect())?;
    for name in ["frequency", "bayesian", "pairwise"] {
        let stream = rng::stream(seed, &["study".into(), "preferences".into(), name.into()]);
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
    out.extend(weights.get(deals));
    Ok(out)
}
