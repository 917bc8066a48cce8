//! One file per command. Each has its arguments and a `run`.

mod completions;
mod run;
mod study;
mod tournament;

use anyhow::Result;
use std::process::ExitCode;

/// What the binary can be asked.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
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
            Command::Run(args) => run::run(&args),
            Command::Tournament(args) => tournament::run(&args),
            Command::Study(args) => study::run(&args),
            Command::Completions(args) => completions::run(&args),
            Command::Man => completions::man(),
        }
    }
}
