//! `case …`: the record of a real negotiation. One file per command.

mod add;
mod check;
mod edit;
mod export;
mod history;
mod import;
mod new;
mod show;
mod words;

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
    /// Make a case folder that explains itself
    New(new::Args),
    /// Check a case folder: every fault with file, line, field and remedy
    Check(check::Args),
    /// Show events of the record
    Show(show::Args),
    /// Add events to the record
    Add(Box<add::Args>),
    /// Correct an event: the correction is appended, nothing is overwritten
    Edit(edit::Args),
    /// Make a case folder from other files
    Import(import::Args),
    /// Write the record as a table for a spreadsheet
    Export(export::Args),
    /// The bargaining history of one issue
    History(history::Args),
}

/// Runs one of them.
pub fn run(args: Args) -> Result<ExitCode> {
    match args.command {
        Command::Check(args) => check::run(&args),
        Command::New(args) => new::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Add(args) => add::run(&args),
        Command::Edit(args) => edit::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::History(args) => history::run(&args),
    }
}
