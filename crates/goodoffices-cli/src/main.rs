//! The `goodoffices` binary: parses the command line, runs one command, maps its end to an exit code.
//!
//! 0 done (no agreement is a result) · 1 a question answered no · 2 usage or input error · 130
//! interrupted · a broken pipe is 0. Data goes to standard output, talk to standard error.

mod append;
mod case_folder;
mod commands;
mod exec_player;
mod folders;
mod lens_args;
mod logs;
mod mediated_args;
mod output;
mod parquet_table;
mod players;
mod replay;
mod scenario_files;
mod session_args;
mod strategy_page;
mod tally;
mod tournament_cells;
mod tournament_folder;
mod tournament_page;
mod waiting;
mod whole_file;

use clap::Parser;
use commands::Command;
use std::process::ExitCode;

/// An engine and workbench for mediated negotiation.
#[derive(Debug, Parser)]
#[command(name = "goodoffices", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    match Cli::parse().command.run() {
        Ok(code) => code,
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
