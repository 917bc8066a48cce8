//! Lines added to a record: checked against the whole case first, appended whole or not at all.

use crate::case_folder::{Folder, Lock, RECORD};
use anyhow::{Result, bail};
use goodoffices::format::case::{Severity, write};
use goodoffices::talks::{Case, Day};
use serde_json::Value;
use std::path::Path;

/// Lines as they were handed in, with the name by which faults speak of them.
#[derive(Debug)]
pub struct Added {
    /// Name.
    pub name: String,
    /// One JSON object each.
    pub lines: Vec<String>,
}

/// Appends what `make` gives for the case as it stands, and returns the ids with the case as it then is.
pub fn append(folder: &Path, make: impl FnOnce(&Folder) -> Result<Added>) -> Result<(Vec<String>, Case)> {
    if !folder.is_dir() {
        bail!("{} is not there (`goodoffices case new` makes a case)", folder.display());
    }
    let _held = Lock::hold(folder)?;
    let mut files = Folder::open(folder)?;
    let added = make(&files)?;
    if added.lines.is_empty() {
        bail!("{} holds no event", added.name);
    }
    let Some(old) = files.record.take() else {
        bail!("{} has no {RECORD} (make an empty one to start with)", folder.display());
    };
    let mut before = old;
    if before.last().is_some_and(|b| *b != b'\n') {
        before.push(b'\n');
    }
    let first = before.iter().filter(|b| **b == b'\n').count() + 1;
    let mut tried = before.clone();
    for line in &added.lines {
        tried.extend_from_slice(line.as_bytes());
        tried.push(b'\n');
    }
    files.record = Some(tried);
    let reading = files.read();
    let Some(case) = reading.case else {
        let mut text = String::new();
        let (mut own, mut others) = (0, 0);
        for fault in reading.faults.iter().filter(|f| f.severity == Severity::Error) {
            let place = fault.error.place();
            match place.line.filter(|l| place.file.as_deref() == Some(RECORD) && *l >= first) {
                Some(line) => {
                    own += 1;
                    let field = place.field.as_ref().map(|f| format!(", {f}")).unwrap_or_default();
                    text.push_str(&format!(
                        "\n  {}, event {}{field}: {}",
                        added.name,
                        line - first + 1,
                        fault.error.message()
                    ));
                    if let Some(remedy) = fault.error.remedy_text() {
                        text.push_str(&format!(" ({remedy})"));
                    }
                }
                None => {
                    others += 1;
                    text.push_str(&format!("\n  {}", fault.error));
                }
            }
        }
        match (own, others) {
            (0, _) => bail!("the case has errors already; repair them first; nothing was written:{text}"),
            _ => bail!("nothing was written:{text}"),
        }
    };
    // The lines are written in the one form of this program, in the order they were handed in.
    let mut ids = Vec::new();
    for line in &added.lines {
        let id =
            serde_json::from_str::<serde_json::Value>(line)?["id"].as_str().unwrap_or_default().to_owned();
        if let Some(event) = case.trace.event(&id) {
            before.extend_from_slice(write::line(event, &case).as_bytes());
            before.push(b'\n');
        }
        ids.push(id);
    }
    crate::whole_file::write(&folder.join(RECORD), &before)?;
    Ok((ids, case))
}

/// Today, in UTC.
pub fn today() -> Result<Day> {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();
    let epoch: Day = "1970-01-01".parse()?;
    Ok(epoch.plus(i64::try_from(seconds / 86_400)?))
}

/// Terms as their issues take them: `45` is text where 45 names an option, and a number where the issue has numbers.
pub fn fit_terms(event: &mut Value, case: &Case) {
    let Some(terms) = event.get_mut("proposal").and_then(Value::as_object_mut) else { return };
    for (name, value) in terms.iter_mut() {
        let Some(issue) = case.space.issues().iter().find(|i| i.name() == name) else { continue };
        match value {
            Value::Number(n) if !issue.is_number() => *value = Value::String(n.to_string()),
            Value::String(s) if issue.is_number() => {
                if let Ok(n @ Value::Number(_)) = serde_json::from_str(s) {
                    *value = n;
                }
            }
            _ => {}
        }
    }
}
