//! A logged session as a case: its parties, its table and its turns, in the files of this program.
//!
//! Names that no case file may hold ("mid, x") keep their words as text and get a plain name. A value that
//! nobody offered is an option of the table that nobody has put on the record. Days are stand-ins for rounds.

use super::case_toml::Declared;
use super::derive::Derived;
use super::estimates::Added;
use super::fault::{Fault, Severity};
use super::names::Names;
use super::record::Lines;
use super::{CaseFiles, NamedBytes, Reading, build, read, write};
use crate::error::Error;
use crate::format::negmas_trace::LoggedSession;
use crate::outcome::{Issue, Values};
use crate::talks::{First, IssueNote, OptionNote, Trace};

/// Most values of an unordered issue or range that are written out as options.
const MOST_OPTIONS: usize = 10_000;

/// Makes a case of a session.
///
/// # Errors
/// If an issue has more options than a case holds, or what was made does not read again.
pub fn of_session(session: &LoggedSession, slug: &str, title: &str) -> Result<Derived, Vec<Fault>> {
    let one = |error: Error| vec![Fault { error, severity: Severity::Error }];
    let trace = session.trace();
    let mut names = Names::default();
    let mut issues = Vec::new();
    for (k, issue) in session.space.issues().iter().enumerate() {
        let name = plain(issue.name(), names.issues.all(), "issue");
        names.issues.add(&name);
        let (issue, note) = coded(issue, name, k, &trace).map_err(one)?;
        names.values.push(Some(issue));
        issues.push(note);
    }
    let declared = Declared {
        slug: plain(slug, std::iter::empty(), "session"),
        title: title.to_owned(),
        purpose: Some("a logged session; its days stand for rounds".into()),
        judge_faith: true,
        names,
        issues,
        principals: trace.principals().to_vec(),
        ..Declared::default()
    };
    let case_toml = write::case_toml(&declared);
    let events = trace.events().to_vec();
    let lines = Lines { at: vec![0; events.len()], events };
    let table = build(declared, lines, Added::default()).map_err(one)?;
    let record: String = table.events().iter().map(|e| write::line(e, &table) + "\n").collect();
    let whole = CaseFiles {
        case: Some(NamedBytes { name: "case.toml", bytes: case_toml.as_bytes() }),
        record: Some(NamedBytes { name: "record.jsonl", bytes: record.as_bytes() }),
        estimates: None,
        sources: Some(NamedBytes { name: "SOURCES.md", bytes: b"" }),
    };
    match read(&whole) {
        Reading { case: Some(case), .. } => Ok(Derived { case, case_toml, record }),
        Reading { faults, .. } => Err(faults),
    }
}

/// A name of letters, digits, '_', '-' and '.', unlike those taken.
fn plain<'a>(name: &str, taken: impl Iterator<Item = &'a str> + Clone, stand_in: &str) -> String {
    let fits = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '.') { c } else { '_' };
    let mut base: String = name.trim().chars().map(fits).collect();
    while base.len() > 150 {
        base.pop();
    }
    if base.is_empty() {
        base = stand_in.to_owned();
    }
    let mut found = base.clone();
    let mut k = 2;
    while taken.clone().any(|t| t == found) {
        found = format!("{base}_{k}");
        k += 1;
    }
    found
}

/// An issue under its plain name, with what its options are called and when each entered the record.
fn coded(issue: &Issue, name: String, number: usize, trace: &Trace) -> crate::Result<(Issue, IssueNote)> {
    let title = issue.name().to_owned();
    let note =
        |options| IssueNote { title, label: None, order_means: None, unit: None, status_quo: None, options };
    if let Values::Number(grid) = issue.values() {
        return Ok((Issue::new(name, Values::Number(*grid)), note(Vec::new())));
    }
    if issue.len() > MOST_OPTIONS {
        return Err(Error::limit(format!("issue {:?} has more than {MOST_OPTIONS} options", issue.name()))
            .remedy("read the log without the scenario: an issue then has the values that were offered"));
    }
    let mut first: Vec<First> = vec![First::Nobody; issue.len()];
    for event in trace.events() {
        if let Some(First::Nobody) = event.proposal.get(number).map(|v| &first[v])
            && let Some(v) = event.proposal.get(number)
        {
            first[v] = First::Event(event.id.clone());
        }
    }
    let mut seen = std::collections::HashSet::new();
    let mut slugs: Vec<String> = Vec::new();
    let mut options = Vec::new();
    for (v, first) in first.into_iter().enumerate() {
        let text = issue.label(v).into_owned();
        let mut slug = plain(&text, std::iter::empty(), "value");
        if !seen.insert(slug.clone()) {
            slug = plain(&text, slugs.iter().map(String::as_str), "value");
            seen.insert(slug.clone());
        }
        // A page would show the plain name with spaces for '_'.
        let label = (slug.replace('_', " ") != text && !text.trim().is_empty() && text.chars().count() <= 40)
            .then(|| text.clone());
        slugs.push(slug);
        let text = if text.trim().is_empty() { "(empty)".into() } else { text };
        options.push(OptionNote { text, label, first, needs: Vec::new() });
    }
    let values = if issue.is_ordered() { Values::Ordered(slugs) } else { Values::Categorical(slugs) };
    let mut note = note(options);
    if issue.is_ordered() {
        note.order_means = Some("as the scenario lists the values".into());
    }
    Ok((Issue::new(name, values), note))
}
