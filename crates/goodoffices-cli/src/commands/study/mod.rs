//! `study`: how well methods do where the truth is known. One file a study.

mod calibration;
mod decide;
mod decide_page;
mod detection;
mod faith;
mod faith_baselines;
mod faith_page;
mod identifiability;
mod mediators;
mod opponents;
mod opponents_page;
mod preferences;
mod preferences_engine;
mod probing;
mod progress;
mod talks;
mod traces;
mod traces_judge;

use anyhow::{Context, Result};
use std::process::ExitCode;

/// Arguments of `study`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Score opponent models on the negotiations of a tournament, offer by offer
    Opponents(Box<opponents::Args>),
    /// Judge the parties of recorded talks of several parties, and score the judgement where labels are told
    Faith(faith::Args),
    /// How well priorities are told from deals that people submitted (CaSiNo)
    Preferences(preferences::Args),
    /// Judge sessions of other programs' negotiators, answers and probes included
    Traces(traces::Args),
    /// Compare policies of staying and leaving on simulated worlds, also ones that the model has wrong
    Decide(decide::Args),
    /// Let rule mediators mediate the same talks over a scenario
    Mediators(Box<mediators::Args>),
    /// Draw parties from the good-faith model and see whether it finds them again
    Calibration(calibration::Args),
    /// How soon offers alone tell hard bargaining from drifting, and what a probe adds
    Identifiability(identifiability::Args),
    /// Drifting against hard bargaining, in the model and with a misfit it does not know
    Detection(detection::Args),
    /// How much sooner probes decide if they are chosen by what they tell
    Probing(probing::Args),
}

/// Runs a study.
pub fn run(args: &Args) -> Result<ExitCode> {
    match &args.what {
        What::Opponents(a) => opponents::run(a),
        What::Faith(a) => faith::run(a),
        What::Preferences(a) => preferences::run(a),
        What::Traces(a) => traces::run(a),
        What::Decide(a) => decide::run(a),
        What::Mediators(a) => mediators::run(a),
        What::Calibration(a) => calibration::run(a),
        What::Identifiability(a) => identifiability::run(a),
        What::Detection(a) => detection::run(a),
        What::Probing(a) => probing::run(a),
    }
}

/// Runs something on so many threads, or as many as there are cores.
fn in_pool<T: Send>(threads: Option<usize>, job: impl FnOnce() -> T + Send) -> Result<T> {
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build().context("threads")?;
    Ok(pool.install(job))
}
