//! `study`: how well methods do where the truth is known. One file a study.

mod decide;
mod faith;
mod faith_baselines;
mod faith_page;
mod mediators;
mod opponents;
mod opponents_page;
mod preferences;
mod talks;
mod traces;

use anyhow::Result;
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
    Opponents(opponents::Args),
    /// Judge the parties of recorded talks of several parties, and score the judgement where labels are told
    Faith(faith::Args),
    /// How well priorities are told from deals that people submitted (CaSiNo)
    Preferences(preferences::Args),
    /// Judge sessions of other programs' negotiators, answers and probes included
    Traces(traces::Args),
    /// Compare policies of staying and leaving on simulated worlds, also ones that the model has wrong
    Decide(decide::Args),
    /// Let rule mediators mediate the same talks over a scenario
    Mediators(mediators::Args),
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
    }
}
