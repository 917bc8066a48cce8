//! `case check DIR`: every fault with file, line, field and remedy. 0 sound, 1 errors.

use crate::case_folder::Folder;
use crate::output;
use anyhow::Result;
use goodoffices::format::case::{Fault, Severity};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `case check`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case folder
    dir: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Checks the folder.
pub fn run(args: &Args) -> Result<ExitCode> {
    let reading = Folder::open(&args.dir)?.read();
    let count = |s: Severity| reading.faults.iter().filter(|f| f.severity == s).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if args.json {
        let report = json!({
            "schema_version": 1,
            "sound": errors == 0,
            "errors": errors,
            "warnings": warnings,
            "events": reading.case.as_ref().map(|c| c.events().len()),
            "faults": reading.faults.iter().map(value).collect::<Vec<_>>(),
        });
        output::data(&serde_json::to_string_pretty(&report)?)?;
    } else {
        let mut text = String::new();
        for fault in &reading.faults {
            text.push_str(&format!("{}: {}\n", fault.severity.name(), fault.error));
        }
        let verdict = if errors == 0 { "sound" } else { "not sound" };
        let events = reading.case.as_ref().map(|c| format!(", {} events", c.events().len()));
        text.push_str(&format!(
            "{verdict}: {}, {}{}\n",
            counted(errors, "error"),
            counted(warnings, "warning"),
            events.unwrap_or_default()
        ));
        output::data(&text)?;
    }
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// "1 error", "2 errors".
pub fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn value(fault: &Fault) -> Value {
    let place = fault.error.place();
    json!({
        "severity": fault.severity.name(),
        "file": place.file,
        "line": place.line,
        "field": place.field,
        "message": fault.error.message(),
        "remedy": fault.error.remedy_text(),
    })
}
