//! `study detection`: drifting against hard bargaining, in the model and with a misfit it does not know.

use super::progress::Progress;
use crate::output;
use anyhow::Result;
use clap::ValueEnum;
use goodoffices::study::{Detection, DetectionPlan, Misfit, Parties, detection};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Arguments of `study detection`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Parties drawn
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(6..=1_000_000))]
    runs: u32,
    /// Particles of each type
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = clap::value_parser!(u32).range(2..=131_072))]
    particles: u32,
    /// What the estimator knows of the two utilities
    #[arg(long, value_enum, default_value_t = Knows::Both)]
    knows: Knows,
    /// What is wrong with the talks, separated by commas; all if not given
    #[arg(long, value_delimiter = ',', value_name = "A,B", value_parser = misfit)]
    misfit: Vec<Misfit>,
    /// Who is drawn
    #[arg(long, value_enum, default_value_t = Drawn::All)]
    parties: Drawn,
    /// Of the other side's offers every Nth is answered yes or no (a counter-offer is a no)
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=16))]
    answered: u8,
    /// Probes put to the party, those that tell most
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=2))]
    probes: u8,
    /// Seed
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads; changes time only
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
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
enum Drawn {
    /// The six types in turn
    All,
    /// Hard bargainers and drifting parties only; for the AUC
    Pair,
}

fn misfit(text: &str) -> std::result::Result<Misfit, String> {
    Misfit::ALL.into_iter().find(|m| m.name() == text.replace('_', " ")).ok_or_else(|| {
        let names: Vec<&str> = Misfit::ALL.iter().map(|m| m.name()).collect();
        format!("there are {}", names.join(", "))
    })
}

/// Runs the study.
pub fn run(args: &Args) -> Result<ExitCode> {
    let misfits = if args.misfit.is_empty() { Misfit::ALL.to_vec() } else { args.misfit.clone() };
    let progress = Progress::new(u64::from(args.runs) * misfits.len() as u64);
    let plan = |misfit| DetectionPlan {
        runs: args.runs as usize,
        particles: args.particles as usize,
        informed: matches!(args.knows, Knows::Both),
        misfit,
        parties: match args.parties {
            Drawn::All => Parties::All,
            Drawn::Pair => Parties::HardAndDrifting,
        },
        answered: usize::from(args.answered),
        probes: usize::from(args.probes),
        seed: args.seed,
    };
    let found: Vec<Detection> = super::in_pool(args.threads, || {
        misfits.iter().map(|m| detection(&plan(*m), &|| progress.one())).collect::<goodoffices::Result<_>>()
    })??;
    progress.end();
    if args.json {
        let value = json!({
            "schema_version": 1,
            "provenance": {
                "method": "resample-move particles by type, level first",
                "runs": args.runs, "particles": args.particles, "probes": args.probes, "answered": args.answered,
                "seed": args.seed,
                "version": env!("CARGO_PKG_VERSION"),
            },
            "rows": found.iter().map(row).collect::<Vec<_>>(),
        });
        output::data(&value.to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut t = comfy_table::Table::new();
    t.load_style(comfy_table::presets::NOTHING);
    t.set_header([
        "misfit",
        "AUC .5",
        "AUC .95",
        "false concern",
        "bound",
        "found",
        "found drifting",
        "surprised, unsure, one channel",
        "left open",
        "ECE",
        "Brier",
        "r in 50 %",
        "r in 90 %",
    ]);
    for d in &found {
        let share = |(a, b): (usize, usize)| format!("{a} of {b}");
        let show = |x: f64| format!("{x:.3}");
        t.add_row([
            d.plan.misfit.name().to_owned(),
            show(d.auc.0),
            show(d.auc.1),
            share(d.accused),
            show(d.accused_bound),
            share(d.found),
            share(d.found_drifting),
            format!("{}, {}, {}", d.held_back.surprised, d.held_back.probability, d.held_back.channels),
            d.open.to_string(),
            show(d.error),
            show(d.scores.0),
            show(d.coverage.0),
            show(d.coverage.1),
        ]);
    }
    output::data(&t.to_string())?;
    anstream::eprintln!(
        "{} parties each, {} particles a type, seed {}",
        args.runs,
        args.particles,
        args.seed
    );
    Ok(ExitCode::SUCCESS)
}

fn row(d: &Detection) -> Value {
    json!({
        "misfit": d.plan.misfit.name(), "informed": d.plan.informed,
        "auc_half": d.auc.0, "auc_late": d.auc.1,
        "sincere": d.accused.1, "sincere_concern": d.accused.0, "sincere_concern_upper": d.accused_bound,
        "sincere_leaning": d.leaning_sincere,
        "insincere": d.found.1, "insincere_concern": d.found.0,
        "drifting": d.found_drifting.1, "drifting_concern": d.found_drifting.0, "left_open": d.open,
        "held_back": {
            "surprised": d.held_back.surprised, "below_90": d.held_back.probability,
            "one_channel": d.held_back.channels,
        },
        "ece": d.error, "brier": d.scores.0, "log_score": d.scores.1,
        "reservation_in_50": d.coverage.0, "reservation_in_90": d.coverage.1,
    })
}
