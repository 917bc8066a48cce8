//! The rows of a log, whatever holds them: CSV with a header, JSON lines, or one JSON list of objects.
//!
//! Columns come in any order; the ones that mean nothing here (clock time, text, data, utilities) are left
//! aside. A row is one offer, with what was said about it.

use super::super::text::{MAX_NODES, decode};
use super::super::tree::{Datum, Node};
use super::cell;
use crate::error::{Error, Place, Result};

/// Names of the column that says who acts.
const WHO: &[&str] = &["negotiator", "party"];

/// One row: what its columns hold, `Null` where a column is not there.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) step: u64,
    pub(super) time: Option<f64>,
    pub(super) who: String,
    pub(super) offer: Node,
    /// The negotiator's own word on what stood on the table.
    pub(super) response: Node,
    /// The others' words on this offer.
    pub(super) responses: Node,
    pub(super) state: String,
}

/// Reads the rows.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Vec<Row>> {
    if bytes.starts_with(b"PAR1") {
        return Err(Error::input("this is a Parquet file")
            .at(Place::file(file).at_line(1))
            .remedy("write it as CSV first: pandas.read_parquet(FILE).to_csv(FILE2, index=False)"));
    }
    let text = decode(file, bytes)?;
    let rows = match text.trim_start().bytes().next() {
        Some(b'[') => of_list(file, &text)?,
        Some(b'{') => of_lines(file, &text)?,
        Some(_) => of_csv(file, &text)?,
        None => Vec::new(),
    };
    if rows.is_empty() {
        return Err(Error::input("there are no rows")
            .at(Place::file(file).at_line(1))
            .remedy("a header and a row an offer, or a JSON object a line"));
    }
    Ok(rows)
}

fn too_many(file: &str, line: usize) -> Error {
    Error::limit(format!("more than {MAX_NODES} rows"))
        .at(Place::file(file).at_line(line))
        .remedy("give one session a file")
}

fn of_csv(file: &str, text: &str) -> Result<Vec<Row>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let torn = |e: &csv::Error, line: u64| {
        let line = e.position().map_or(line, csv::Position::line).max(1);
        Error::input("the row does not have as many cells as the header")
            .at(Place::file(file).at_line(line as usize))
            .remedy("put a cell with commas in double quotes")
    };
    let header: Vec<String> = match reader.headers() {
        Ok(h) => h.iter().map(|c| c.trim().to_owned()).collect(),
        Err(e) => return Err(torn(&e, 1)),
    };
    if let Some(twice) = header.iter().enumerate().find(|(k, h)| !h.is_empty() && header[..*k].contains(h)) {
        return Err(Error::input(format!("the column {:?} stands twice", twice.1))
            .at(Place::file(file).at_line(1).at_field(twice.1.clone())));
    }
    for wanted in [&["step"][..], WHO, &["offer"]] {
        if !wanted.iter().any(|w| header.iter().any(|h| h == w)) {
            return Err(Error::input(format!("there is no column {:?}", wanted[0]))
                .at(Place::file(file).at_line(1))
                .remedy("the header names step, negotiator, offer, and may name relative_time, response, responses, state"));
        }
    }
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut last = 1;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(rows),
            Err(e) => return Err(torn(&e, last)),
        }
        last = record.position().map_or(last, csv::Position::line);
        let line = last as usize;
        if rows.len() == MAX_NODES {
            return Err(too_many(file, line));
        }
        let get = |name: &str| -> Result<Node> {
            let text = header.iter().position(|h| h == name).and_then(|k| record.get(k)).unwrap_or("").trim();
            let plain =
                match name {
                    "offer" | "responses" => None,
                    _ if text.is_empty() => Some(Datum::Null),
                    "step" | "relative_time" => Some(text.parse().map_or_else(
                        |_| Datum::Text(text.to_owned()),
                        |x: f64| Datum::Number(x, text.into()),
                    )),
                    "response" if text.starts_with('<') => None,
                    _ => Some(Datum::Text(text.to_owned())),
                };
            match plain {
                Some(datum) => Ok(Node { line, datum }),
                None => {
                    cell::parse(text, line).map_err(|e| e.at(Place::file(file).at_line(line).at_field(name)))
                }
            }
        };
        rows.push(row(file, line, &get)?);
    }
}

fn of_lines(file: &str, text: &str) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (k, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        if rows.len() == MAX_NODES {
            return Err(too_many(file, k + 1));
        }
        // The parser counts from the line's own start.
        let node = super::super::json::parse(file, line).map_err(|e| {
            let again = if e.is_limit() { Error::limit(e.message()) } else { Error::input(e.message()) };
            again.at(Place { field: e.place().field.clone(), ..Place::file(file).at_line(k + 1) })
        })?;
        rows.extend(of_object(file, k + 1, &node)?);
    }
    Ok(rows)
}

fn of_list(file: &str, text: &str) -> Result<Vec<Row>> {
    let root = super::super::json::parse(file, text)?;
    let Datum::List(items) = &root.datum else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    for node in items {
        rows.extend(of_object(file, node.line, node)?);
    }
    Ok(rows)
}

/// A row of an object; nothing for the last line of this program's own traces, which says how it ended.
fn of_object(file: &str, line: usize, node: &Node) -> Result<Option<Row>> {
    let Datum::Map(entries) = &node.datum else {
        return Err(Error::input("a row is no object")
            .at(Place::file(file).at_line(line))
            .remedy("write {\"step\": 0, \"negotiator\": \"a\", \"offer\": [\"low\", 4]}"));
    };
    let find = |name: &str| entries.iter().find(|(k, _)| k == name).map(|(_, n)| n.clone());
    if find("end").is_some() {
        return Ok(None);
    }
    let own = find("move");
    let get = |name: &str| -> Result<Node> {
        let found = match (name, &own) {
            ("response", Some(word)) => Some(word.clone()),
            _ => find(name),
        };
        Ok(found.unwrap_or(Node { line, datum: Datum::Null }))
    };
    row(file, line, &get).map(Some)
}

fn row(file: &str, line: usize, get: &dyn Fn(&str) -> Result<Node>) -> Result<Row> {
    let wrong = |field: &str, message: &str| {
        Error::input(message).at(Place::file(file).at_line(line).at_field(field))
    };
    let step = match get("step")?.datum {
        Datum::Number(x, _) if x >= 0.0 && x.fract() == 0.0 && x < 1e15 => x as u64,
        _ => return Err(wrong("step", "a step is wanted: a whole number from 0 up")),
    };
    let time = match get("relative_time")?.datum {
        Datum::Null => None,
        Datum::Number(x, _) if (0.0..=1.0).contains(&x) => Some(x),
        _ => return Err(wrong("relative_time", "a relative time is wanted: a number from 0 to 1")),
    };
    let mut who = String::new();
    for name in WHO {
        match get(name)?.datum {
            Datum::Text(t) if !t.trim().is_empty() => who = t.trim().to_owned(),
            Datum::Number(_, t) => who = t.to_string(),
            _ => {}
        }
    }
    let state = match get("state")?.datum {
        Datum::Text(t) => t,
        _ => String::new(),
    };
    let row = Row {
        line,
        step,
        time,
        who,
        offer: get("offer")?,
        response: get("response")?,
        responses: get("responses")?,
        state,
    };
    // A last row may only say how it ended.
    if row.who.is_empty() && !matches!(row.offer.datum, Datum::Null) {
        return Err(wrong("negotiator", "an offer without the negotiator who made it"));
    }
    Ok(row)
}
