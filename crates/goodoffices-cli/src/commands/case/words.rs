//! How the commands of a case put its parts into words.

use anyhow::{Result, bail};
use goodoffices::talks::{Case, Event, Span};

/// "9 May 2025", or "1 to 28 Feb 2010".
pub fn span(span: Span) -> String {
    if span.is_exact() { span.from.to_string() } else { format!("{} to {}", span.from, span.to) }
}

/// Whom an event binds.
pub fn who(e: &Event, case: &Case) -> String {
    let names: Vec<&str> = e.principals.iter().map(|p| case.trace.principals()[*p].short()).collect();
    names.join(", ")
}

/// The terms of an event.
pub fn terms(e: &Event, case: &Case) -> String {
    let terms: Vec<String> = e
        .proposal
        .terms()
        .map(|(i, v)| format!("{}: {}", case.issue_label(i), case.value_label(i, v)))
        .collect();
    terms.join("; ")
}

/// The issue of this name.
pub fn issue(case: &Case, name: &str) -> Result<usize> {
    let issues = case.space.issues();
    match issues.iter().position(|i| i.name() == name) {
        Some(i) => Ok(i),
        None => {
            let names: Vec<&str> = issues.iter().map(|i| i.name()).collect();
            bail!("no issue {name:?} in this view of the case (there are: {})", names.join(", "))
        }
    }
}
