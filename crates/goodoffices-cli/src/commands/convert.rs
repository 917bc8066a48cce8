//! `convert PATH… --to FORMAT --out FOLDER`: a scenario of any format in another.
//!
//! The folder appears whole or not at all: files are written beside it under another name, which is then
//! changed. What the format cannot keep is said on standard error, or stops the command where it would change
//! a utility. `--to toml` without `--out` writes to standard output.

use crate::output;
use crate::scenario_files::{LoadOptions, load};
use anyhow::{Context, Result, bail};
use goodoffices::format::{self, Format, Written};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `convert`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A folder, files, or - for a native scenario on standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The format to write
    #[arg(long, value_name = "genius|geniusweb|negmas|toml", value_parser = target)]
    to: Format,
    /// The folder to make; it must not exist, or be empty
    #[arg(long, short, value_name = "FOLDER", aliases = ["output", "out-dir", "output-dir"])]
    out: Option<PathBuf>,
    #[command(flatten)]
    load: LoadOptions,
}

fn target(text: &str) -> Result<Format, String> {
    match text.parse() {
        Ok(Format::NegoLog) => Err("NegoLog JSON is read, not written".to_owned()),
        Ok(format) => Ok(format),
        Err(e) => Err(goodoffices::Error::to_string(&e)),
    }
}

/// Reads, writes, and lists the files on standard output.
pub fn run(args: &Args) -> Result<ExitCode> {
    let scenario = load(&args.paths, &args.load)?;
    let written = format::write(&scenario, args.to)?;
    for note in &written.notes {
        anstream::eprintln!("note: {note}");
    }
    match &args.out {
        Some(folder) => {
            make_folder(folder, &written)?;
            let names: Vec<String> =
                written.files.iter().map(|(name, _)| folder.join(name).display().to_string()).collect();
            output::data(&names.join("\n"))?;
        }
        None => match written.files.as_slice() {
            [(_, text)] => output::data(text)?,
            files => bail!("{} files do not fit on standard output (give --out FOLDER)", files.len()),
        },
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes a folder with these files, whole or not at all.
fn make_folder(folder: &Path, written: &Written) -> Result<()> {
    let name = folder.file_name().with_context(|| format!("{}: no name for a folder", folder.display()))?;
    let parent = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if folder.exists() {
        let empty = folder.is_dir() && std::fs::read_dir(folder)?.next().is_none();
        if !empty {
            bail!("{}: exists already (name a new folder)", folder.display());
        }
    }
    std::fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
    let partial = parent.join(format!(".{}.{}.partial", name.to_string_lossy(), std::process::id()));
    let made = (|| -> Result<()> {
        std::fs::create_dir(&partial)?;
        for (name, text) in &written.files {
            std::fs::write(partial.join(name), text)?;
        }
        if folder.exists() {
            std::fs::remove_dir(folder)?;
        }
        std::fs::rename(&partial, folder)?;
        Ok(())
    })();
    if made.is_err() {
        let _ = std::fs::remove_dir_all(&partial);
    }
    made.with_context(|| folder.display().to_string())
}
