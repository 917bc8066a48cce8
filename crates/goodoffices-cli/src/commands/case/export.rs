//! `case export DIR --table FILE.csv`: the record for a spreadsheet; `case import FILE.csv --to DIR` reads it back.

use crate::case_folder::{Folder, RECORD, refusal};
use crate::output;
use anyhow::{Result, bail};
use goodoffices::format::case::{NamedBytes, table};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `case export`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case folder
    dir: PathBuf,
    /// The CSV file to write ("-": standard output)
    #[arg(long, value_name = "FILE")]
    table: PathBuf,
}

/// Exports.
pub fn run(args: &Args) -> Result<ExitCode> {
    let folder = Folder::open(&args.dir)?;
    let reading = folder.read();
    let (Some(case), Some(record)) = (reading.case, folder.record.as_deref()) else {
        bail!(refusal(&args.dir.display().to_string(), &reading.faults));
    };
    let text = match table::write(&NamedBytes { name: RECORD, bytes: record }, &case) {
        Ok(text) => text,
        Err(faults) => bail!(refusal(RECORD, &faults)),
    };
    if args.table == Path::new("-") {
        output::data(&text)?;
    } else {
        crate::whole_file::write(&args.table, text.as_bytes())?;
        anstream::eprintln!("{}: {} events", args.table.display(), case.events().len());
    }
    Ok(ExitCode::SUCCESS)
}
