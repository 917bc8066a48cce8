//! The record as a table for spreadsheets (CSV, one event a row), and back without loss.
//!
//! Columns are the keys of a line, `a.b` for a key inside another and `proposal.ISSUE` for each issue. A
//! cell that a spreadsheet could take for a formula gets a leading apostrophe, which reading removes
//! again; lists are joined by "; ". A line that is not written as this program writes it stands once more,
//! whole, in the last column, so that it comes back byte for byte.

use super::fault::{Fault, Faults, there_are};
use super::names::{Index, Names};
use super::node::{Data, Node, text_of};
use super::record::{self, Lines};
use super::{MOST_BYTES, NamedBytes, Severity, write};
use crate::error::Error;
use crate::talks::{Case, Event};
use std::borrow::Cow;
use std::collections::HashMap;

/// Columns before those of the issues.
pub const BEFORE: &[&str] = &[
    "id",
    "happened",
    "happened.to",
    "known",
    "order",
    "speaker",
    "role",
    "principal",
    "authority",
    "evidence",
    "addressee",
    "kind",
];
/// Columns after those of the issues.
pub const AFTER: &[&str] = &[
    "proposal_role",
    "standing",
    "scope",
    "in_reply_to",
    "asks.of",
    "asks.by",
    "condition",
    "deadline",
    "instrument",
    "summary",
    "cameo",
    "source.publisher",
    "source.title",
    "source.date",
    "source.address",
    "verified",
    "confidence",
    "package",
    "supersedes",
    "entered.on",
    "entered.by",
    "entered.reason",
    AS_WRITTEN,
];
/// What the column of an issue starts with.
pub const ISSUE: &str = "proposal.";
/// The column that holds a line written otherwise than this program would.
pub const AS_WRITTEN: &str = "as_written";

/// Columns whose cells are lists.
const LISTS: &[&str] = &["principal", "addressee", "in_reply_to", "asks.of"];

/// First characters that make a spreadsheet calculate, and the apostrophe that holds it off.
const GUARDED: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '\''];

/// A cell that stays text in a spreadsheet.
#[must_use]
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(GUARDED) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before [`guarded`].
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(GUARDED) => rest,
        _ => cell,
    }
}

fn joined<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> String {
    let items: Vec<String> =
        items.into_iter().map(|s| s.as_ref().replace('\\', "\\\\").replace(';', "\\;")).collect();
    items.join("; ")
}

pub(super) fn split(cell: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut letters = cell.chars().peekable();
    while let Some(c) = letters.next() {
        let last = out.len() - 1;
        match c {
            '\\' if letters.peek().is_some_and(|n| matches!(n, '\\' | ';')) => {
                out[last].extend(letters.next());
            }
            ';' => {
                letters.next_if_eq(&' ');
                out.push(String::new());
            }
            c => out[last].push(c),
        }
    }
    out
}

impl Names {
    /// The names of a case.
    pub(super) fn of(case: &Case) -> Self {
        fn index<'a>(names: impl Iterator<Item = &'a str>) -> Index {
            let mut index = Index::default();
            names.for_each(|n| {
                index.add(n);
            });
            index
        }
        Self {
            principals: index(case.trace.principals().iter().map(|p| p.slug.as_str())),
            issues: index(case.space.issues().iter().map(|i| i.name())),
            values: case.space.issues().iter().cloned().map(Some).collect(),
            instruments: index(case.trace.instruments().iter().map(|i| i.slug.as_str())),
        }
    }
}

/// The events of a record in the order of its lines, with the text of each line.
///
/// # Errors
/// Every fault, if there is one.
pub fn events<'a>(record: &NamedBytes<'a>, case: &Case) -> Result<Vec<(Event, &'a str)>, Vec<Fault>> {
    let faults = Faults::of(record.name);
    let lines = record::lines(record.bytes, &Names::of(case), &faults);
    if faults.has_errors() {
        return Err(faults.into_vec());
    }
    let texts: Vec<&str> =
        record.bytes.split(|b| *b == b'\n').map(|l| std::str::from_utf8(l).unwrap_or_default()).collect();
    Ok(lines.events.into_iter().zip(lines.at).map(|(e, at)| (e, texts[at - 1])).collect())
}

/// The record of a case as CSV.
///
/// # Errors
/// Every fault of the record, if there is one.
pub fn write(record: &NamedBytes<'_>, case: &Case) -> Result<String, Vec<Fault>> {
    let events = events(record, case)?;
    table(events.iter().map(|(e, text)| (e, Some(*text))), case)
        .map_err(|error| vec![Fault { error, severity: Severity::Error }])
}

/// Events as CSV, each with its line where it is to come back as it was written.
///
/// # Errors
/// If the rows cannot be put together.
pub fn table<'a>(
    events: impl IntoIterator<Item = (&'a Event, Option<&'a str>)>,
    case: &Case,
) -> crate::Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let issues = case.space.issues();
    let header = BEFORE
        .iter()
        .map(|c| (*c).to_owned())
        .chain(issues.iter().map(|i| format!("{ISSUE}{}", i.name())))
        .chain(AFTER.iter().map(|c| (*c).to_owned()));
    let failed = |e: csv::Error| Error::limit(e.to_string());
    out.write_record(header).map_err(failed)?;
    for (event, text) in events {
        let cells = row(event, text, case);
        out.write_record(cells.iter().map(|c| guarded(c).into_owned())).map_err(failed)?;
    }
    let bytes = out.into_inner().map_err(|e| failed(e.into_error().into()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn row(e: &Event, text: Option<&str>, case: &Case) -> Vec<String> {
    let principals = case.trace.principals();
    let names = |which: &[usize]| joined(which.iter().map(|p| principals[*p].slug.as_str()));
    let or_empty = |t: &Option<String>| t.clone().unwrap_or_default();
    let as_written = text.filter(|t| write::line(e, case) != *t).unwrap_or_default();
    let mut cells = vec![
        e.id.clone(),
        e.happened.from.to_string(),
        if e.happened.is_exact() { String::new() } else { e.happened.to.to_string() },
        e.known.to_string(),
        e.order.map(|n| n.to_string()).unwrap_or_default(),
        e.speaker.clone(),
        or_empty(&e.role),
        names(&e.principals),
        e.authority.name().to_owned(),
        e.evidence.name().to_owned(),
        joined(&e.addressees),
        e.kind.name().to_owned(),
    ];
    cells.extend(
        case.space
            .issues()
            .iter()
            .enumerate()
            .map(|(i, issue)| e.proposal.get(i).map(|v| issue.label(v).into_owned()).unwrap_or_default()),
    );
    cells.extend([
        e.proposal_role.map(|r| r.name().to_owned()).unwrap_or_default(),
        e.standing.map(|s| s.name().to_owned()).unwrap_or_default(),
        e.scope.name().to_owned(),
        joined(&e.in_reply_to),
        e.asks.as_ref().map(|a| names(&a.of)).unwrap_or_default(),
        e.asks.as_ref().and_then(|a| a.by).map(|d| d.to_string()).unwrap_or_default(),
        or_empty(&e.condition),
        e.deadline.map(|d| d.to_string()).unwrap_or_default(),
        e.instrument.map(|i| case.trace.instruments()[i].slug.clone()).unwrap_or_default(),
        e.summary.clone(),
        or_empty(&e.cameo),
        or_empty(&e.source.publisher),
        or_empty(&e.source.title),
        or_empty(&e.source.date),
        or_empty(&e.source.address),
        e.verified.to_string(),
        e.confidence.to_string(),
        or_empty(&e.package),
        or_empty(&e.supersedes),
        e.entered.as_ref().map(|n| n.on.to_string()).unwrap_or_default(),
        e.entered.as_ref().map(|n| n.by.clone()).unwrap_or_default(),
        e.entered.as_ref().and_then(|n| n.reason.clone()).unwrap_or_default(),
        as_written.to_owned(),
    ]);
    cells
}

/// A table as text: its header and rows with their lines.
pub(super) struct Rows {
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<(usize, Vec<String>)>,
}

/// Reads a CSV text; separated by commas, semicolons or tabs, whichever its header has most of.
pub(super) fn rows(table: &NamedBytes<'_>, faults: &Faults) -> Option<Rows> {
    let bytes = table.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(table.bytes);
    let text = text_of(bytes, MOST_BYTES, faults)?;
    let first = text.lines().next().unwrap_or_default();
    let count = |c: char| first.matches(c).count();
    let separator = [(count(','), b','), (count(';'), b';'), (count('\t'), b'\t')];
    let separator = separator.iter().rev().max_by_key(|s| s.0).map_or(b',', |s| s.1);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut all = Vec::new();
    for record in reader.records() {
        match record {
            Ok(r) => {
                let line = r.position().map_or(0, |p| p.line() as usize);
                all.push((line, r.iter().map(|c| unguarded(c).to_owned()).collect::<Vec<String>>()));
            }
            Err(e) => {
                faults.error(
                    0,
                    "",
                    Error::input(format!("not a table: {e}")).remedy("save it as CSV in UTF-8"),
                );
                return None;
            }
        }
    }
    if all.is_empty() {
        faults.error(1, "", Error::input("the table is empty").remedy("its first row names the columns"));
        return None;
    }
    let (_, header) = all.remove(0);
    Some(Rows { header, rows: all })
}

/// Columns that are missing, unknown or there twice.
pub(super) fn check_header(header: &[String], names: &Names, faults: &Faults) {
    let has = |c: &str| header.iter().any(|h| h == c);
    let missing: Vec<&str> = record::NEEDED.iter().copied().filter(|c| !has(c)).collect();
    if !missing.is_empty() {
        let e = Error::input(format!("columns are missing: {}", missing.join(", ")));
        faults.error(
            1,
            "",
            e.remedy("the first row names the columns; `case export --table` shows them all"),
        );
    }
    for (k, column) in header.iter().enumerate() {
        if header[..k].contains(column) {
            let e = Error::input(format!("the column {column:?} stands twice"));
            faults.error(1, column, e.remedy("keep one of the two"));
        } else if let Some(issue) = column.strip_prefix(ISSUE) {
            if names.issues.get(issue).is_none() && names.issues.is_whole() {
                let e = Error::unknown(format!("no issue {issue:?} is declared"));
                faults.error(1, column, e.remedy(there_are(issue, names.issues.all())));
            }
        } else if !BEFORE.contains(&column.as_str()) && !AFTER.contains(&column.as_str()) {
            let e = Error::input(format!("unknown column {column:?}"));
            let remedy = there_are(column, BEFORE.iter().chain(AFTER).copied());
            faults.error(1, column, e.remedy(format!("{remedy}, and proposal.ISSUE for each issue")));
        }
    }
}

/// The record that a table holds, checked against the case it belongs to.
///
/// # Errors
/// Every fault of the table, if there is one.
pub fn read(table: &NamedBytes<'_>, case: &Case) -> Result<String, Vec<Fault>> {
    let faults = Faults::of(table.name);
    let Some(rows) = rows(table, &faults) else { return Err(faults.into_vec()) };
    let names = Names::of(case);
    check_header(&rows.header, &names, &faults);
    if faults.has_errors() {
        return Err(faults.into_vec());
    }
    let mut out = String::new();
    let mut lines = Lines::default();
    for (line, cells) in &rows.rows {
        if cells.len() != rows.header.len() {
            let e = Error::input(format!("{} cells under {} columns", cells.len(), rows.header.len()));
            faults.error(*line, "", e.remedy("put cells with separators or line ends in quotes"));
            continue;
        }
        let node = tree(&rows.header, cells, *line, &names);
        let Some(event) = record::event(&node, &names, &faults) else { continue };
        let written = rows.header.iter().position(|h| h == AS_WRITTEN).map(|k| cells[k].as_str());
        out.push_str(&text_of_row(&event, written.unwrap_or_default(), case, &names));
        out.push('\n');
        lines.events.push(event);
        lines.at.push(*line);
    }
    if faults.has_errors() { Err(faults.into_vec()) } else { Ok(out) }
}

/// The line as it was written, if it still says what the cells say; else as this program writes it.
fn text_of_row(event: &Event, written: &str, case: &Case, names: &Names) -> String {
    if !written.is_empty() && !written.contains('\n') {
        let quiet = Faults::of("");
        let same = Node::of_json(written, 0).ok().and_then(|n| record::event(&n, names, &quiet));
        if same.as_ref() == Some(event) {
            return written.to_owned();
        }
    }
    write::line(event, case)
}

/// A row as the tree of a line.
fn tree<'a>(header: &'a [String], cells: &'a [String], line: usize, names: &Names) -> Node<'a> {
    let at = |data: Data<'a>| Node { line, data };
    let text = |cell: &'a str| at(Data::Text(Cow::Borrowed(cell)));
    let by_name: HashMap<&str, &'a str> = header
        .iter()
        .map(String::as_str)
        .zip(cells.iter().map(String::as_str))
        .filter(|(_, c)| !c.is_empty())
        .collect();
    let list = |cell: &'a str| {
        at(Data::List(split(cell).into_iter().map(|s| at(Data::Text(Cow::Owned(s)))).collect()))
    };
    let inside = |prefix: &str, keys: &[&'static str]| {
        let entries: Vec<_> = keys
            .iter()
            .filter_map(|key| {
                let column = format!("{prefix}.{key}");
                let cell = by_name.get(column.as_str())?;
                let is_list = LISTS.contains(&column.as_str());
                Some((Cow::Borrowed(*key), if is_list { list(cell) } else { text(cell) }))
            })
            .collect();
        (!entries.is_empty()).then(|| at(Data::Table(entries)))
    };
    let terms: Vec<_> = header
        .iter()
        .zip(cells)
        .filter(|(_, cell)| !cell.is_empty())
        .filter_map(|(column, cell)| {
            let issue = column.strip_prefix(ISSUE)?;
            let declared = names.issues.get(issue).and_then(|i| names.values[i].as_ref());
            let number = declared.is_some_and(crate::outcome::Issue::is_number)
                && cell.parse::<crate::num::Decimal>().is_ok();
            let data = if number { Data::Number(cell.into()) } else { Data::Text(cell.into()) };
            Some((Cow::Borrowed(issue), at(data)))
        })
        .collect();
    let mut entries: Vec<(Cow<'a, str>, Node<'a>)> = Vec::new();
    for key in record::KEYS {
        let node = match *key {
            "happened" => by_name.get("happened").map(|from| match by_name.get("happened.to") {
                Some(to) => at(Data::List(vec![text(from), text(to)])),
                None => text(from),
            }),
            "proposal" => Some(at(Data::Table(terms.clone()))),
            "asks" => inside("asks", record::ASK_KEYS),
            "source" => inside("source", record::SOURCE_KEYS),
            "entered" => inside("entered", record::ENTERED_KEYS),
            "order" => by_name.get("order").map(|c| match c.parse::<u32>() {
                Ok(_) => at(Data::Number(Cow::Borrowed(*c))),
                Err(_) => text(c),
            }),
            "verified" => by_name.get("verified").map(|c| match c.to_ascii_lowercase().as_str() {
                "true" => at(Data::Bool(true)),
                "false" => at(Data::Bool(false)),
                _ => text(c),
            }),
            key => by_name.get(key).map(|c| if LISTS.contains(&key) { list(c) } else { text(c) }),
        };
        entries.extend(node.map(|n| (Cow::Borrowed(*key), n)));
    }
    at(Data::Table(entries))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cells_and_lists_come_back(items in proptest::collection::vec(r"[ -~\t\r\n\\;'=+@é-]{1,12}", 1..4)) {
            for item in &items {
                let guarded = guarded(item);
                prop_assert_eq!(unguarded(&guarded), item);
                prop_assert!(!guarded.starts_with(['=', '+', '-', '@', '\t', '\r']));
            }
            let cell = joined(&items);
            let guarded = guarded(&cell);
            prop_assert_eq!(split(unguarded(&guarded)), items);
        }
    }
}
