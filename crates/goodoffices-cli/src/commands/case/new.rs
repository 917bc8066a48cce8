//! `case new DIR`: a small case folder that explains itself and passes `case check`.

use crate::case_folder::{self, CASE, ESTIMATES, RECORD, SOURCES};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `case new`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to make
    dir: PathBuf,
    /// Name on the page
    #[arg(long)]
    title: Option<String>,
}

const TABLE: &str = include_str!("skeleton/case.toml");
const LINES: &str = include_str!("skeleton/record.jsonl");
const ADDED: &str = include_str!("skeleton/estimates.toml");
const ORIGIN: &str = include_str!("skeleton/SOURCES.md");

/// Makes it.
pub fn run(args: &Args) -> Result<ExitCode> {
    let name = args.dir.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let slug: String = name.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.')).collect();
    if slug.is_empty() {
        bail!("{} is no name for a case (use letters, digits, '-' and '_')", args.dir.display());
    }
    let title = args.title.clone().unwrap_or_else(|| slug.replace(['-', '_'], " "));
    if title.trim().is_empty() || title.chars().any(char::is_control) {
        bail!("a title needs text, without control characters");
    }
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let table = TABLE.replace("\"SLUG\"", &quoted(&slug)).replace("\"TITLE\"", &quoted(&title));
    case_folder::create(
        &args.dir,
        &[
            (CASE, table.as_bytes()),
            (RECORD, LINES.as_bytes()),
            (ESTIMATES, ADDED.as_bytes()),
            (SOURCES, ORIGIN.as_bytes()),
        ],
    )?;
    anstream::eprintln!(
        "{}: a case with one invented event; declare your own in {CASE}, then `goodoffices case check {}`",
        args.dir.display(),
        args.dir.display()
    );
    Ok(ExitCode::SUCCESS)
}
