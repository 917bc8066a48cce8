//! `study calibration`: does the good-faith model mean what it says?

use super::progress::Progress;
use crate::{output, whole_file};
use anyhow::Result;
use clap::ValueEnum;
use goodoffices::faith::Fault;
use goodoffices::report::calibration_page;
use goodoffices::study::{Calibration, CalibrationPlan, Known, calibration};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `study calibration`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Parties drawn from the prior
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    draws: u32,
    /// Particles of each type
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u32).range(100..=131_072))]
    particles: u32,
    /// Most events of a party
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(5..=1000))]
    events: u32,
    /// What the estimate knows of the two utilities
    #[arg(long, value_enum, default_value_t = Knows::Neither)]
    knows: Knows,
    /// Plant a fault that the tests must find
    #[arg(long, value_enum, default_value_t = Planted::None)]
    fault: Planted,
    /// Exit with 1 if a test does not hold
    #[arg(long)]
    require: bool,
    /// Seed
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads; changes time only
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Write a page with the plots
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// The same as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Knows {
    /// Both utilities
    Both,
    /// Neither
    Neither,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Planted {
    /// None
    None,
    /// Levels drawn with twice the standard deviation
    WideSampler,
    /// Levels not normalised
    NoNormaliser,
    /// Outcomes compared, not levels
    ByOutcome,
}

/// Runs the study.
pub fn run(args: &Args) -> Result<ExitCode> {
    let plan = CalibrationPlan {
        draws: args.draws as usize,
        particles: args.particles as usize,
        events: args.events as usize,
        known: match args.knows {
            Knows::Both => Known::Both,
            Knows::Neither => Known::Neither,
        },
        seed: args.seed,
        fault: match args.fault {
            Planted::None => Fault::None,
            Planted::WideSampler => Fault::WideSampler,
            Planted::NoNormaliser => Fault::NoNormaliser,
            Planted::ByOutcome => Fault::ByOutcome,
        },
    };
    let progress = Progress::new(u64::from(args.draws));
    let found = super::in_pool(args.threads, || calibration(&plan, &|| progress.one()))??;
    progress.end();
    if let Some(path) = &args.html {
        whole_file::write(path, calibration_page(&found, env!("CARGO_PKG_VERSION")).as_bytes())?;
    }
    output::data(&if args.json { document(&found).to_string() } else { text(&found) })?;
    let held = if found.holds() { "every test holds" } else { "not every test holds" };
    anstream::eprintln!(
        "{} draws, {} particles a type, seed {}: {held}",
        args.draws,
        args.particles,
        args.seed
    );
    Ok(if args.require && !found.holds() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn text(c: &Calibration) -> String {
    let mut t = comfy_table::Table::new();
    t.load_style(comfy_table::presets::NOTHING);
    t.set_header(["quantity", "ranks", "p", "distance", "band", "in 50 %", "in 90 %"]);
    for q in &c.quantities {
        t.add_row([
            q.name.clone(),
            q.ranks.iter().sum::<usize>().to_string(),
            format!("{:.3}", q.p),
            format!("{:.3}", q.distance),
            format!("{:.3}", q.band),
            format!("{:.3}", q.coverage.0),
            format!("{:.3}", q.coverage.1),
        ]);
    }
    let mut types = comfy_table::Table::new();
    types.load_style(comfy_table::presets::NOTHING);
    types.set_header(["type", "frequency", "mean probability", "standard error", "fits"]);
    for k in &c.types {
        types.add_row([
            k.name.to_owned(),
            format!("{:.3}", k.frequency),
            format!("{:.3}", k.probability),
            format!("{:.3}", k.error),
            if k.holds() { "yes" } else { "no" }.to_owned(),
        ]);
    }
    let (half, most) = c.coverage();
    format!(
        "{t}\n\n{types}\n\nleast p, corrected for {} quantities: {:.3} (more than .01 holds)\n\
         least p of the types, corrected for {}: {:.3} (more than .05 holds)\n\
         coverage of 50 % and 90 % intervals: {half:.3}, {most:.3}\n\
         Brier {:.3} (prior {:.3}), log score {:.3} (prior {:.3}), calibration error {:.3}",
        c.quantities.len(),
        c.least_p(),
        c.types.len(),
        c.types_p(),
        c.scores.0,
        c.prior_scores.0,
        c.scores.1,
        c.prior_scores.1,
        c.error
    )
}

fn document(c: &Calibration) -> Value {
    let (half, most) = c.coverage();
    json!({
        "schema_version": 1,
        "provenance": {
            "method": "simulation-based calibration, resample-move particles by type, level first",
            "draws": c.plan.draws, "particles": c.plan.particles, "events": c.plan.events,
            "known": format!("{:?}", c.plan.known).to_lowercase(),
            "fault": format!("{:?}", c.plan.fault), "seed": c.plan.seed, "version": env!("CARGO_PKG_VERSION"),
        },
        "holds": c.holds(),
        "least_p_corrected": c.least_p(),
        "least_p_of_types_corrected": c.types_p(),
        "coverage": { "of_50": half, "of_90": most },
        "brier": c.scores.0, "log_score": c.scores.1,
        "prior_brier": c.prior_scores.0, "prior_log_score": c.prior_scores.1,
        "ece": c.error,
        "types": c.types.iter().map(|t| json!({
            "type": t.name, "frequency": t.frequency, "probability": t.probability,
            "standard_error": t.error, "holds": t.holds(),
        })).collect::<Vec<_>>(),
        "reliability": c.reliability.iter().map(|b| json!({
            "said": b.said, "came": b.came, "count": b.count,
        })).collect::<Vec<_>>(),
        "quantities": c.quantities.iter().map(|q| json!({
            "name": q.name, "ranks": q.ranks, "p": q.p, "distance": q.distance, "band": q.band,
            "in_50": q.coverage.0, "in_90": q.coverage.1,
        })).collect::<Vec<_>>(),
    })
}
