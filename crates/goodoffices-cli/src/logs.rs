//! Logs of sessions from the file system: NegMAS's exports and this program's own traces.

use crate::scenario_files::{self, LoadOptions};
use anyhow::{Result, bail};
use goodoffices::format::NamedFile;
use goodoffices::format::negmas_trace::{LoggedSession, read as read_log};
use goodoffices::scenario::Scenario;
use std::path::{Path, PathBuf};

/// Reads a log over a scenario's files, or over what its offers show if none are named. Notes go to standard
/// error.
pub fn read(path: &Path, scenario: &[PathBuf], options: &LoadOptions) -> Result<LoggedSession> {
    match scenario {
        [] => log(path, None),
        paths => read_over(path, &scenario_files::load_with_format(paths, options)?.scenario),
    }
}

/// Reads a log over a scenario.
pub fn read_over(path: &Path, scenario: &Scenario) -> Result<LoggedSession> {
    log(path, Some(scenario))
}

fn log(path: &Path, scenario: Option<&Scenario>) -> Result<LoggedSession> {
    if path.is_dir() {
        bail!("{} is a folder (name the file of one session)", path.display());
    }
    let bytes = scenario_files::read_file(path)?;
    let name = path.display().to_string();
    let logged = read_log(&NamedFile { name: &name, bytes: &bytes }, scenario)?;
    for note in &logged.notes {
        anstream::eprintln!("note: {note}");
    }
    Ok(logged)
}
