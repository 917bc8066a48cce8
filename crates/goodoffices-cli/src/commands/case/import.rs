//! `case import SRC --to DIR`: a case folder from files of another layout.

use crate::case_folder::{self, CASE, ESTIMATES, RECORD, SOURCES, refusal};
use anyhow::{Context, Result, bail};
use goodoffices::format::case::NamedBytes;
use goodoffices::format::case::facts::{FactFiles, import};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Layouts that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum From {
    /// A folder with scenario.json, facts.jsonl and SOURCES.md
    Facts,
}

/// Arguments of `case import`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to read
    source: PathBuf,
    /// The case folder to make
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Its layout; told by its look if not given
    #[arg(long, value_enum)]
    from: Option<From>,
}

/// Imports.
pub fn run(args: &Args) -> Result<ExitCode> {
    facts(&args.source, &args.to)
}

fn facts(source: &Path, to: &Path) -> Result<ExitCode> {
    let need = |name: &str| -> Result<Vec<u8>> {
        let path = source.join(name);
        case_folder::bytes(&path)?.with_context(|| format!("{} is not there", path.display()))
    };
    let (scenario, facts) = (need("scenario.json")?, need("facts.jsonl")?);
    let sources = case_folder::bytes(&source.join(SOURCES))?;
    let files = FactFiles {
        scenario: NamedBytes { name: "scenario.json", bytes: &scenario },
        facts: NamedBytes { name: "facts.jsonl", bytes: &facts },
        sources: sources.as_deref().map(|bytes| NamedBytes { name: SOURCES, bytes }),
    };
    let imported = match import(&files) {
        Ok(imported) => imported,
        Err(faults) => bail!(refusal(&source.display().to_string(), &faults)),
    };
    let mut out: Vec<(&str, &[u8])> = vec![
        (CASE, imported.case_toml.as_bytes()),
        (RECORD, &facts),
        (ESTIMATES, imported.estimates_toml.as_bytes()),
    ];
    if let Some(sources) = &sources {
        out.push((SOURCES, sources));
    }
    case_folder::create(to, &out)?;
    anstream::eprintln!(
        "{}: {} events, {} estimates; `goodoffices case check {}` shows what to look at",
        to.display(),
        imported.case.events().len(),
        imported.case.estimates.len(),
        to.display()
    );
    Ok(ExitCode::SUCCESS)
}
