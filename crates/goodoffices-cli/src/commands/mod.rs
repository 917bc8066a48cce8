//! One file per command. Each has its arguments and a `run`.

mod advise;
mod analyze;
mod assess;
mod bargain;
mod brief;
mod case;
mod completions;
mod convert;
mod decide;
mod explain;
mod generate;
mod run;
mod run_mediated;
mod study;
mod tournament;

use anyhow::Result;
use std::process::ExitCode;

/// What the binary can be asked.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// One page on a case as of a day
    Brief(brief::Args),
    /// A case as of a day, whole: positions, moves, asks, dates, warnings, texts, what is missing
    Assess(assess::Args),
    /// The mediator's options weighed: for, against, worth, what would change the order; never an instruction
    Advise(advise::Args),
    /// Take a printed figure apart: its rule, its facts, its assumptions, and what it would be without each
    Explain(explain::Args),
    /// Keep the record of a real negotiation
    Case(case::Args),
    /// Compute what could be agreed: frontier, solutions, opposition, zone of agreement
    Analyze(analyze::Args),
    /// Search, or solve, the mediator's full decision: what each act is worth, and at most
    Decide(decide::Args),
    /// Solve a classical model of bargaining, or find the stable states of a conflict
    Bargain(bargain::Args),
    /// Write a scenario in another format
    Convert(convert::Args),
    /// Print a random scenario
    Generate(generate::Args),
    /// Let strategies negotiate over a scenario
    Run(run::Args),
    /// Let strategies meet each other over many scenarios
    Tournament(tournament::Args),
    /// How well methods do where the truth is known
    Study(study::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
    /// Print the manual page
    Man,
}

impl Command {
    /// Runs the command to its exit code.
    pub fn run(self) -> Result<ExitCode> {
        match self {
            Command::Brief(args) => brief::run(&args),
            Command::Assess(args) => assess::run(&args),
            Command::Advise(args) => advise::run(&args),
            Command::Explain(args) => explain::run(&args),
            Command::Case(args) => case::run(args),
            Command::Analyze(args) => analyze::run(&args),
            Command::Decide(args) => decide::run(&args),
            Command::Bargain(args) => bargain::run(&args),
            Command::Convert(args) => convert::run(&args),
            Command::Generate(args) => generate::run(&args),
            Command::Run(args) => run::run(&args),
            Command::Tournament(args) => tournament::run(&args),
            Command::Study(args) => study::run(&args),
            Command::Completions(args) => completions::run(&args),
            Command::Man => completions::man(),
        }
    }
}
