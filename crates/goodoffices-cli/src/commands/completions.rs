//! `completions SHELL` and `man`: both made from the same command line that is parsed.

use crate::{Cli, output};
use anyhow::Result;
use clap::CommandFactory;
use std::process::ExitCode;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell to complete for
    shell: clap_complete::Shell,
}

/// Prints the completion script.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "goodoffices", &mut text);
    output::data(&String::from_utf8(text)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the manual page.
pub fn man() -> Result<ExitCode> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut text)?;
    output::data(&String::from_utf8(text)?)?;
    Ok(ExitCode::SUCCESS)
}
