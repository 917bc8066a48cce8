//! One file per command. Each has its arguments and a `run`.

mod analyze;
mod completions;
mod convert;
mod generate;

use anyhow::Result;
use std::process::ExitCode;

/// What the binary can be asked.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Compute what could be agreed: frontier, solutions, opposition, zone of agreement
    Analyze(analyze::Args),
    /// Write a scenario in another format
    Convert(convert::Args),
    /// Print a random scenario
    Generate(generate::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
    /// Print the manual page
    Man,
}

impl Command {
    /// Runs the command to its exit code.
    pub fn run(self) -> Result<ExitCode> {
        match self {
            Command::Analyze(args) => analyze::run(&args),
            Command::Convert(args) => convert::run(&args),
            Command::Generate(args) => generate::run(&args),
            Command::Completions(args) => completions::run(&args),
            Command::Man => completions::man(),
        }
    }
}
