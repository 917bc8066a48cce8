//! `brief CASE`: one page, as of the record's last day unless told otherwise.

use crate::lens_args::{LensArgs, SideArgs, day};
use crate::{case_folder, output};
use anyhow::{Result, bail};
use goodoffices::assess::{AssessConfig, Assessment, Depth, Since, Snapshot, assess, since};
use goodoffices::report::{self, Sheet};
use goodoffices::talks::{Case, Day, Lens};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `brief`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case folder
    case: PathBuf,
    #[command(flatten)]
    lens: LensArgs,
    #[command(flatten)]
    side: SideArgs,
    /// What changed since this day, or since an earlier report in JSON [default: seven days before]
    #[arg(long, value_name = "DATE|REPORT.json")]
    since: Option<String>,
    /// Form of the page
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The page as JSON (short for --format json)
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Form of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Plain text, 80 columns
    Text,
    /// Markdown
    Markdown,
    /// One self-contained HTML file
    Html,
    /// JSON
    Json,
}

/// Prints the brief.
pub fn run(args: &Args) -> Result<ExitCode> {
    let case = case_folder::load(&args.case)?;
    let lens = args.side.added_to(args.lens.lens(&case)?);
    let config = AssessConfig { depth: Depth::FirstPage, ..AssessConfig::default() };
    let (now, since) = assessed(&case, &lens, args.since.as_deref(), config)?;
    let sheet = if args.format == Format::Html { Sheet::Html } else { Sheet::Text };
    let page = report::brief(&now, Some(&since), sheet);
    let text = match (args.json, args.format) {
        (true, _) | (_, Format::Json) => serde_json::to_string_pretty(&page)? + "\n",
        (_, Format::Text) => report::text(&page),
        (_, Format::Markdown) => report::markdown(&page),
        (_, Format::Html) => report::html(&[&page]),
    };
    deliver(args.output.as_deref(), &text)?;
    Ok(ExitCode::SUCCESS)
}

/// To the file if one is named, else to standard output.
pub fn deliver(file: Option<&Path>, text: &str) -> Result<()> {
    match file {
        Some(path) => crate::whole_file::write(path, text.as_bytes()),
        None => output::data(text),
    }
}

/// The assessment and what changed since an earlier day or report.
pub fn assessed(
    case: &Case,
    lens: &Lens,
    earlier: Option<&str>,
    config: AssessConfig,
) -> Result<(Assessment, Since)> {
    let before = match earlier {
        Some(text) if text.ends_with(".json") => snapshot_of(Path::new(text))?,
        Some(text) => snapshot_at(case, lens, day("--since", text)?, &config)?,
        None => snapshot_at(case, lens, lens.until.plus(-7), &config)?,
    };
    let back_to: Day = before.as_of.parse()?;
    if back_to > lens.until {
        bail!("--since: {back_to} is after {} (give an earlier day)", lens.until);
    }
    let now = assess(case, lens, &AssessConfig { since: Some(back_to), ..config })?;
    let since = since(&before, &now, case);
    Ok((now, since))
}

fn snapshot_at(case: &Case, lens: &Lens, day: Day, config: &AssessConfig) -> Result<Snapshot> {
    let mut then = lens.clone();
    then.until = day;
    then.known = lens.known.map(|k| k.min(day));
    match config.depth {
        Depth::FirstPage => Ok(Snapshot::of_case(&case.seen(&then)?, day)),
        Depth::Whole => {
            let plain = AssessConfig { faith: config.faith.clone(), ..AssessConfig::default() };
            Ok(assess(case, &then, &plain)?.snapshot())
        }
    }
}

/// What an earlier `assess --json` said.
fn snapshot_of(path: &Path) -> Result<Snapshot> {
    let Some(bytes) = case_folder::bytes(path)? else { bail!("{} is not there", path.display()) };
    let report: serde_json::Value = serde_json::from_slice(&bytes).map_err(|e| {
        anyhow::anyhow!("{}: not JSON: {e} (name a report made by `assess --json`)", path.display())
    })?;
    let snapshot = report.get("snapshot").cloned().ok_or_else(|| {
        anyhow::anyhow!("{}: no \"snapshot\" (name a report made by `assess --json`)", path.display())
    })?;
    serde_json::from_value(snapshot).map_err(|e| anyhow::anyhow!("{}: snapshot: {e}", path.display()))
}
