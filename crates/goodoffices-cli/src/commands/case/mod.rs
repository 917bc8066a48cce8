//! `case …`: the record of a real negotiation. One file per command.

mod check;
mod import;

use anyhow::Result;
use std::process::ExitCode;

/// Arguments of `case`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

/// What can be done with a case.
#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Check a case folder: every fault with file, line, field and remedy
    Check(check::Args),
    /// Make a case folder from other files
    Import(import::Args),
}

/// Runs one of them.
pub fn run(args: Args) -> Result<ExitCode> {
    match args.command {
        Command::Check(args) => check::run(&args),
        Command::Import(args) => import::run(&args),
    }
}
