//! `case import SRC --to DIR`: a case folder from files of another layout.

use crate::case_folder::{self, CASE, ESTIMATES, Folder, Lock, RECORD, SOURCES, refusal};
use crate::scenario_files::LoadOptions;
use anyhow::{Context, Result, anyhow, bail};
use goodoffices::format::case::derive::derive;
use goodoffices::format::case::facts::{FactFiles, import};
use goodoffices::format::case::logged::of_session;
use goodoffices::format::case::{Fault, NamedBytes, table};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Layouts that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum From {
    /// A folder with scenario.json, facts.jsonl and SOURCES.md
    Facts,
    /// A table (CSV), as `case export --table` writes it
    Table,
    /// The log of a session: NegMAS's full_trace or extended_trace (CSV, JSON), or `run --trace`
    NegmasTrace,
}

/// Arguments of `case import`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to read
    source: PathBuf,
    /// The case folder to make; of a table, also one that is there and takes its record from the table
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// For a table: the case.toml that declares its names [default: DIR's own, or one made of the table]
    #[arg(long, value_name = "FILE")]
    case: Option<PathBuf>,
    /// Its layout; told by its look if not given
    #[arg(long, value_enum)]
    from: Option<From>,
    /// For the log of a session: the scenario it was held over, which names issues, values and parties
    #[arg(long, value_name = "SCENARIO", num_args = 1..)]
    scenario: Vec<PathBuf>,
    #[command(flatten)]
    load: LoadOptions,
}

/// Imports.
pub fn run(args: &Args) -> Result<ExitCode> {
    let source = &args.source;
    let from = match args.from {
        Some(from) => from,
        None if source.is_dir() => From::Facts,
        None if source.exists() => From::Table,
        None => bail!("{} is not there", source.display()),
    };
    if from != From::NegmasTrace && !args.scenario.is_empty() {
        bail!("--scenario is for logs of sessions (--from negmas-trace)");
    }
    match from {
        From::Facts | From::NegmasTrace if args.case.is_some() => {
            bail!("--case is for tables; {} has its own", source.display())
        }
        From::Facts => facts(source, &args.to),
        From::Table => of_table(args),
        From::NegmasTrace => of_log(args),
    }
}

/// The log of a session: a case of its own, or nothing.
fn of_log(args: &Args) -> Result<ExitCode> {
    let path = &args.source;
    let logged = crate::logs::read(path, &args.scenario, &args.load)?;
    let slug = args.to.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().replace(['-', '_'], " ");
    let derived = of_session(&logged, &slug, &format!("Session {stem}"))
        .map_err(|faults| anyhow!(refusal(&path.display().to_string(), &faults)))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut origin =
        format!("# Sources\n\nThe log of a simulated session, {name}. Its days stand for rounds.\n");
    for note in &logged.notes {
        origin.push_str(&format!("\n- {note}\n"));
    }
    case_folder::create(
        &args.to,
        &[
            (CASE, derived.case_toml.as_bytes()),
            (RECORD, derived.record.as_bytes()),
            (SOURCES, origin.as_bytes()),
        ],
    )?;
    anstream::eprintln!(
        "{}: {} parties, {} issues, {} events",
        args.to.display(),
        logged.parties.len(),
        logged.space.issues().len(),
        derived.case.events().len()
    );
    Ok(ExitCode::SUCCESS)
}

/// A table: into a case that is there, onto given declarations, or as a case of its own.
fn of_table(args: &Args) -> Result<ExitCode> {
    let path = &args.source;
    let bytes = case_folder::bytes(path)?.with_context(|| format!("{} is not there", path.display()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let csv = NamedBytes { name: &name, bytes: &bytes };
    let refuse = |faults: Vec<Fault>| anyhow!(refusal(&path.display().to_string(), &faults));
    if args.to.join(CASE).exists() {
        if args.case.is_some() {
            bail!("{} has a {CASE} of its own (leave out --case, or name a new folder)", args.to.display());
        }
        let _held = Lock::hold(&args.to)?;
        let mut folder = Folder::open(&args.to)?;
        // The names come from the declarations alone: the record may be about to be repaired.
        let declared = folder.declarations().map_err(refuse)?;
        let record = table::read(&csv, &declared).map_err(refuse)?;
        folder.record = Some(record.clone().into_bytes());
        let reading = folder.read();
        if reading.case.is_none() {
            bail!("nothing was written: {}", refusal(&args.to.display().to_string(), &reading.faults));
        }
        crate::whole_file::write(&args.to.join(RECORD), record.as_bytes())?;
        anstream::eprintln!("{}: the record now holds {} events", args.to.display(), record.lines().count());
        return Ok(ExitCode::SUCCESS);
    }
    let origin = format!("# Sources\n\nRead from the table {name}. Say here where its rows come from.\n");
    let (case_toml, record) = match &args.case {
        Some(file) => {
            let toml =
                case_folder::bytes(file)?.with_context(|| format!("{} is not there", file.display()))?;
            let mut folder = Folder::of(toml.clone());
            let declared = folder.declarations().map_err(refuse)?;
            let record = table::read(&csv, &declared).map_err(refuse)?;
            folder.record = Some(record.clone().into_bytes());
            let reading = folder.read();
            if reading.case.is_none() {
                bail!(refusal(&path.display().to_string(), &reading.faults));
            }
            (String::from_utf8(toml)?, record)
        }
        None => {
            let slug = args.to.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let derived = derive(&csv, &slug).map_err(refuse)?;
            anstream::eprintln!("roles, kinds and orders in {} are guesses: go through them", CASE);
            (derived.case_toml, derived.record)
        }
    };
    case_folder::create(
        &args.to,
        &[(CASE, case_toml.as_bytes()), (RECORD, record.as_bytes()), (SOURCES, origin.as_bytes())],
    )?;
    anstream::eprintln!("{}: {} events", args.to.display(), record.lines().count());
    Ok(ExitCode::SUCCESS)
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
