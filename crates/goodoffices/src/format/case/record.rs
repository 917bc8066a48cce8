//! `record.jsonl`: one event a line. The keys are those of the case layout plus `package`, `supersedes`
//! and `entered`.
//!
//! Lines are read one at a time from the bytes handed in; nothing but the events is kept.

use super::fault::Faults;
use super::form::{Form, MOST_ITEMS};
use super::names::Names;
use super::node::{Data, Node, not_utf8, without_mark};
use super::{MOST_BYTES, MOST_LINE};
use crate::error::Error;
use crate::outcome::Proposal;
use crate::talks::{
    Ask, Authority, Confidence, Day, Entered, Event, Evidence, Kind, ProposalRole, Scope, Source, Span,
    Standing,
};
use rayon::prelude::*;

/// Keys of a line.
pub const KEYS: &[&str] = &[
    "id",
    "happened",
    "known",
    "order",
    "speaker",
    "role",
    "principal",
    "authority",
    "evidence",
    "addressee",
    "kind",
    "proposal",
    "proposal_role",
    "standing",
    "scope",
    "in_reply_to",
    "asks",
    "condition",
    "deadline",
    "instrument",
    "summary",
    "cameo",
    "source",
    "verified",
    "confidence",
    "package",
    "supersedes",
    "entered",
];
/// Keys that every line has.
pub const NEEDED: &[&str] = &[
    "id",
    "happened",
    "known",
    "speaker",
    "principal",
    "authority",
    "evidence",
    "kind",
    "scope",
    "summary",
    "confidence",
];
/// Keys of `asks`.
pub const ASK_KEYS: &[&str] = &["of", "by"];
/// Keys of `source`.
pub const SOURCE_KEYS: &[&str] = &["publisher", "title", "date", "address"];
/// Keys of `entered`.
pub const ENTERED_KEYS: &[&str] = &["on", "by", "reason"];

/// Events with the line each stands on.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) events: Vec<Event>,
    pub(super) at: Vec<usize>,
}

/// Reads every line that can be read; the others are faults.
pub(super) fn lines(bytes: &[u8], names: &Names, faults: &Faults) -> Lines {
    let mut out = Lines::default();
    if bytes.len() > MOST_BYTES {
        let e = Error::limit(format!("{} bytes; the limit is {MOST_BYTES}", bytes.len()));
        faults.error(0, "", e.remedy("split the record"));
        return out;
    }
    let whole = without_mark(bytes, faults);
    let chunks = chunks(whole, bytes.len() - whole.len());
    if let [only] = &chunks[..] {
        chunk(only, bytes.len(), names, faults, &mut out);
        return out;
    }
    let file = faults.file();
    let parts: Vec<(Lines, Faults)> = chunks
        .par_iter()
        .map(|part| {
            let (mut lines, own) = (Lines::default(), Faults::of(file));
            chunk(part, bytes.len(), names, &own, &mut lines);
            (lines, own)
        })
        .collect();
    for (lines, own) in parts {
        out.events.extend(lines.events);
        out.at.extend(lines.at);
        faults.absorb(own);
    }
    out
}

/// Whole lines that are read together.
struct Chunk<'a> {
    bytes: &'a [u8],
    /// Where it starts in the file.
    start: usize,
    /// The number of its first line.
    line: usize,
}

/// A file cut at line ends into chunks, so that long records are read by all threads there are.
fn chunks(bytes: &[u8], mut start: usize) -> Vec<Chunk<'_>> {
    const WIDTH: usize = 1 << 20;
    let (mut out, mut rest, mut line) = (Vec::new(), bytes, 1);
    loop {
        let end = rest.get(WIDTH..).and_then(|r| r.iter().position(|b| *b == b'\n')).map(|k| WIDTH + k + 1);
        let (now, later) = rest.split_at(end.unwrap_or(rest.len()));
        out.push(Chunk { bytes: now, start, line });
        if later.is_empty() {
            return out;
        }
        start += now.len();
        line += now.iter().filter(|b| **b == b'\n').count();
        rest = later;
    }
}

fn chunk(part: &Chunk<'_>, total: usize, names: &Names, faults: &Faults, out: &mut Lines) {
    let mut offset = part.start;
    for (k, line) in part.bytes.split(|b| *b == b'\n').enumerate() {
        let start = offset;
        offset += line.len() + 1;
        if faults.is_full() {
            break;
        }
        if let Some(event) = one(line, part.line + k, start, offset > total, names, faults) {
            out.events.push(event);
            out.at.push(part.line + k);
        }
    }
}

/// One line of a record.
fn one(bytes: &[u8], line: usize, start: usize, last: bool, names: &Names, faults: &Faults) -> Option<Event> {
    if bytes.len() > MOST_LINE {
        let e = Error::limit(format!("a line of {} bytes; the limit is {MOST_LINE}", bytes.len()));
        faults.error(
            line,
            "",
            e.remedy("one event a line; keep long texts in a file of their own and give its address"),
        );
        return None;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim(),
        Err(e) => {
            faults.error(line, "", not_utf8(start + e.valid_up_to()));
            return None;
        }
    };
    if text.is_empty() {
        return None;
    }
    match Node::of_json(text, line) {
        Ok(node) => event(&node, names, faults),
        Err(e) if e.is_eof() && last => {
            let e = Error::input("the last line is cut off");
            faults.error(line, "", e.remedy("restore it from where it was written, or delete it"));
            None
        }
        Err(e) => {
            let words = e.to_string();
            let words = words.split(" at line ").next().unwrap_or_default();
            let deep = words.contains("recursion limit");
            let what = if deep {
                Error::limit("nested too deeply")
            } else {
                Error::input(format!("not JSON at byte {} of the line: {words}", e.column()))
            };
            faults.error(line, "", what.remedy("one JSON object a line, as docs/case-format.md shows"));
            None
        }
    }
}

/// One event.
pub(super) fn event(node: &Node<'_>, names: &Names, faults: &Faults) -> Option<Event> {
    let form = Form::open(node, "", KEYS, faults)?;
    let id = id(&form, "id");
    let happened = span(&form);
    let known = form.day("known");
    let order = form.opt_count("order");
    let speaker = form.text("speaker");
    let role = form.opt_text("role");
    if form.need("principal", "a list of declared principals").is_some() && form.list("principal").is_empty()
    {
        let e = Error::input("binds nobody");
        form.error("principal", e.remedy("name at least one declared principal"));
    }
    let principals = form.all_declared("principal", "principal", &names.principals);
    let authority = form.named("authority", Authority::ALL, Authority::name);
    let evidence = form.named("evidence", Evidence::ALL, Evidence::name);
    let addressees = form.texts("addressee");
    let kind = form.named("kind", Kind::ALL, Kind::name);
    let proposal = proposal(&form, names);
    let proposal_role = form.opt_named("proposal_role", ProposalRole::ALL, ProposalRole::name);
    let standing = form.opt_named("standing", Standing::ALL, Standing::name);
    let scope = form.named("scope", Scope::ALL, Scope::name);
    let in_reply_to = form.texts("in_reply_to");
    let asks = form.get("asks").and_then(|node| ask(node, names, faults));
    let condition = form.opt_text("condition");
    let deadline = form.opt_day("deadline");
    let instrument = form.opt_declared("instrument", "instrument", &names.instruments);
    let summary = form.text("summary");
    let cameo = form.opt_text("cameo");
    let source = form.get("source").and_then(|node| source(node, faults)).unwrap_or_default();
    let verified = form.flag("verified", false);
    let confidence = confidence(&form, names, true);
    let package = form.opt_text("package");
    let supersedes = form.opt_text("supersedes");
    let entered = form.get("entered").and_then(|node| entered(node, faults));
    Some(Event {
        id: id?,
        happened: happened?,
        known: known?,
        order,
        speaker: speaker?,
        role,
        principals,
        authority: authority?,
        evidence: evidence?,
        addressees,
        kind: kind?,
        proposal,
        proposal_role,
        standing,
        scope: scope?,
        package,
        in_reply_to,
        asks,
        condition,
        deadline,
        instrument,
        summary: summary?,
        cameo,
        source,
        verified,
        confidence: confidence?,
        supersedes,
        entered,
    })
}

/// An id: any text without white space or control characters, held to a length.
pub(super) fn id(form: &Form<'_, '_>, key: &str) -> Option<String> {
    let text = form.text(key)?;
    if text.len() <= 200 && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == ';') {
        return Some(text);
    }
    form.error(
        key,
        Error::input(format!("{text:?} is no id")).remedy("no blanks or semicolons, at most 200 bytes"),
    );
    None
}

fn span(form: &Form<'_, '_>) -> Option<Span> {
    const WHAT: &str = "a day as YYYY-MM-DD, or [from, to]";
    let node = form.need("happened", WHAT)?;
    let Data::List(ends) = &node.data else {
        return form.day_in("happened", node).map(Span::on);
    };
    let days: Vec<Option<Day>> = ends.iter().map(|n| form.day_in("happened", n)).collect();
    match days[..] {
        [Some(from), Some(to)] if from <= to => Some(Span { from, to }),
        [Some(from), Some(to)] => {
            let e = Error::input(format!("the span ends ({to}) before it begins ({from})"));
            form.error("happened", e.remedy("exchange the two days"));
            None
        }
        _ => {
            if !days.contains(&None) {
                form.error(
                    "happened",
                    Error::input(format!("{} days", days.len())).remedy(format!("write {WHAT}")),
                );
            }
            None
        }
    }
}

fn proposal(form: &Form<'_, '_>, names: &Names) -> Proposal {
    let Some(node) = form.get("proposal") else { return Proposal::empty() };
    let entries = match &node.data {
        Data::Table(entries) if entries.len() <= MOST_ITEMS => entries,
        data => {
            let e = Error::input(format!("{} where issues and values are meant", data.sort()));
            form.error("proposal", e.remedy("write {\"issue\": \"option\"} or {}"));
            return Proposal::empty();
        }
    };
    let mut terms: Vec<(usize, usize)> = Vec::with_capacity(entries.len());
    for (name, value) in entries {
        let known = names.issues.get(name).filter(|i| names.values.get(*i).is_some_and(Option::is_some));
        let Some(issue) = known else {
            // The field's name is put together only where it is needed: most events have terms.
            if names.issues.get(name).is_none() {
                form.declared_in(&format!("proposal.{name}"), "issue", name, node.line, &names.issues);
            }
            continue;
        };
        let Some(Some(declared)) = names.values.get(issue) else { continue };
        if terms.iter().any(|t| t.0 == issue) {
            let e = Error::input(format!("issue {name:?} is named twice"));
            form.error("proposal", e.remedy("one value an issue; for two, write two events"));
        }
        match super::names::value_of(declared, value) {
            Ok(v) => terms.push((issue, v)),
            Err(e) => form.faults.error(value.line, &form.path(&format!("proposal.{name}")), e),
        }
    }
    Proposal::new(terms)
}

fn ask(node: &Node<'_>, names: &Names, faults: &Faults) -> Option<Ask> {
    let form = Form::open(node, "asks", ASK_KEYS, faults)?;
    let of = form.all_declared("of", "principal", &names.principals);
    if form.list("of").is_empty() {
        form.error("of", Error::input("asks nobody").remedy("name whom it asks, or write null for asks"));
    }
    Some(Ask { of, by: form.opt_day("by") })
}

fn source(node: &Node<'_>, faults: &Faults) -> Option<Source> {
    let form = Form::open(node, "source", SOURCE_KEYS, faults)?;
    Some(Source {
        publisher: form.opt_text("publisher"),
        title: form.opt_text("title"),
        date: source_date(&form),
        address: form.opt_text("address"),
    })
}

/// A date as the source gives it: a day, words, or `[from, to]`, kept as "from to to".
fn source_date(form: &Form<'_, '_>) -> Option<String> {
    let node = form.get("date")?;
    let Data::List(ends) = &node.data else { return form.opt_text("date") };
    let days: Vec<Day> = ends.iter().filter_map(|n| form.day_in("date", n)).collect();
    match days[..] {
        [from, to] if ends.len() == 2 && from <= to => Some(format!("{from} to {to}")),
        _ => {
            let e = Error::input("not a span of days");
            form.error("date", e.remedy("write a day, [from, to], or words"));
            None
        }
    }
}

fn entered(node: &Node<'_>, faults: &Faults) -> Option<Entered> {
    let form = Form::open(node, "entered", ENTERED_KEYS, faults)?;
    let (on, by, reason) = (form.day("on"), form.text("by"), form.opt_text("reason"));
    Some(Entered { on: on?, by: by?, reason })
}

/// Who may see it. In a record it must be said; elsewhere what is absent is for the team.
pub(super) fn confidence(form: &Form<'_, '_>, names: &Names, needed: bool) -> Option<Confidence> {
    if !needed && form.get("confidence").is_none() {
        return Some(Confidence::Team);
    }
    let node = form.need("confidence", "public, team, told-by-NAME or may-be-used-with-NAME")?;
    let text = form.text_in("confidence", node)?;
    match text.parse::<Confidence>() {
        Ok(confidence) => {
            for name in confidence.names() {
                form.declared_in("confidence", "principal", name, node.line, &names.principals);
            }
            Some(confidence)
        }
        Err(e) => {
            form.error("confidence", e);
            None
        }
    }
}
