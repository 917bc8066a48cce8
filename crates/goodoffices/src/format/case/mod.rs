//! The case record: `case.toml`, `record.jsonl`, `estimates.toml`, and tables for spreadsheets.
//!
//! [`read`] collects every fault of a case, not the first: each says file, line, field and remedy. A case
//! with errors is not handed out. Line formats and limits are in docs/case-format.md; the JSON Schemas under
//! docs/schema are held to [`record::KEYS`] and its siblings by test.
//!
//! Absent on purpose: paths, the clock, locks. Whoever calls hands in bytes and takes bytes.

pub mod case_toml;
mod coherence;
pub mod derive;
pub mod estimates;
pub mod facts;
mod fault;
mod form;
pub mod logged;
mod names;
mod node;
pub mod record;
pub mod table;
pub mod write;

pub use fault::{Fault, Severity};

use crate::error::Error;
use crate::outcome::OutcomeSpace;
use crate::talks::{Case, Trace};
use case_toml::{Declared, declared};
use estimates::Added;
use fault::Faults;
use node::{Node, text_of};
use record::Lines;

/// Most bytes of a record.
pub const MOST_BYTES: usize = 1 << 30;
/// Most bytes of one line of a record.
pub const MOST_LINE: usize = 1 << 20;
/// Most bytes of a TOML file.
pub const MOST_TOML: usize = 16 << 20;

/// A file's bytes with the name by which faults speak of it.
#[derive(Clone, Copy, Debug)]
pub struct NamedBytes<'a> {
    /// Name.
    pub name: &'a str,
    /// Content.
    pub bytes: &'a [u8],
}

/// The files of a case; `None` where there is no such file.
#[derive(Clone, Copy, Debug, Default)]
pub struct CaseFiles<'a> {
    /// `case.toml`.
    pub case: Option<NamedBytes<'a>>,
    /// `record.jsonl`.
    pub record: Option<NamedBytes<'a>>,
    /// `estimates.toml`; a case may do without.
    pub estimates: Option<NamedBytes<'a>>,
    /// `SOURCES.md`; a case should have one.
    pub sources: Option<NamedBytes<'a>>,
}

/// What came of reading a case.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The case; `None` if there is an error.
    pub case: Option<Case>,
    /// Everything that is wrong, by file and line.
    pub faults: Vec<Fault>,
}

impl Reading {
    /// The faults that make the case unusable.
    pub fn errors(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter().filter(|f| f.severity == Severity::Error)
    }
}

/// Reads a case and checks it.
#[must_use]
pub fn read(files: &CaseFiles<'_>) -> Reading {
    let case_faults = Faults::of(files.case.map_or("case.toml", |f| f.name));
    let declared = match files.case {
        Some(file) => toml_of(&file, &case_faults).map(|root| declared(&root, &case_faults)),
        None => {
            let e = Error::input("a case folder without case.toml");
            case_faults.error(0, "", e.remedy("`goodoffices case new DIR` makes one that documents itself"));
            None
        }
    };
    let declared = declared.unwrap_or_else(Declared::unread);
    finish(files, declared, case_faults)
}

/// The declarations alone, as a case without events or estimates. Ids that they name are not looked up.
///
/// # Errors
/// Every fault, if one is an error.
pub fn read_declarations(case: Option<NamedBytes<'_>>) -> Result<Case, Vec<Fault>> {
    let faults = Faults::of(case.map_or("case.toml", |f| f.name));
    let declared = case.and_then(|file| toml_of(&file, &faults).map(|root| declared(&root, &faults)));
    match declared {
        Some(d) if !faults.has_errors() => build(d, Lines::default(), Added::default())
            .map_err(|error| vec![Fault { error, severity: Severity::Error }]),
        Some(_) => Err(faults.into_vec()),
        None => {
            if !faults.has_errors() {
                faults.error(
                    0,
                    "",
                    Error::input("a case without case.toml").remedy("write its declarations first"),
                );
            }
            Err(faults.into_vec())
        }
    }
}

fn toml_of<'a>(file: &NamedBytes<'a>, faults: &Faults) -> Option<Node<'a>> {
    Node::of_toml(text_of(file.bytes, MOST_TOML, faults)?, faults)
}

/// The record and estimates against the declarations, and the case if nothing is wrong.
fn finish(files: &CaseFiles<'_>, declared: Declared, case_faults: Faults) -> Reading {
    let record_faults = Faults::of(files.record.map_or("record.jsonl", |f| f.name));
    let estimate_faults = Faults::of(files.estimates.map_or("estimates.toml", |f| f.name));
    let lines = match files.record {
        Some(file) => record::lines(file.bytes, &declared.names, &record_faults),
        None => {
            let e = Error::input("a case folder without a record");
            record_faults.error(0, "", e.remedy("add record.jsonl, one event a line; it may be empty"));
            Lines::default()
        }
    };
    let added = files
        .estimates
        .and_then(|file| toml_of(&file, &estimate_faults))
        .map_or_else(Added::default, |root| estimates::added(&root, &declared.names, &estimate_faults));
    assemble(files, declared, lines, added, [case_faults, record_faults, estimate_faults])
}

/// Holds the parts against each other and puts the case together.
fn assemble(
    files: &CaseFiles<'_>,
    declared: Declared,
    lines: Lines,
    added: Added,
    faults: [Faults; 3],
) -> Reading {
    let [case_faults, record_faults, estimate_faults] = faults;
    let ids = coherence::Ids::of(&lines, files.record.is_some(), &record_faults);
    coherence::events(&lines, &ids, &declared, &case_faults, &record_faults);
    ids.check(&declared.refs, &case_faults);
    ids.check(&added.refs, &estimate_faults);
    coherence::added(&added, &estimate_faults);
    let source_faults = Faults::of("SOURCES.md");
    if files.sources.is_none() {
        let e = Error::input("no SOURCES.md beside the record");
        source_faults.warning(0, "", e.remedy("say where the record comes from and what it lacks"));
    }
    let mut all = Vec::new();
    for faults in [case_faults, record_faults, estimate_faults, source_faults] {
        let mut some = faults.into_vec();
        some.sort_by_key(|f| f.error.place().line);
        all.extend(some);
    }
    let sound = all.iter().all(|f| f.severity != Severity::Error);
    let case = sound.then(|| build(declared, lines, added)).and_then(|built| match built {
        Ok(case) => Some(case),
        Err(error) => {
            all.push(Fault { error, severity: Severity::Error });
            None
        }
    });
    Reading { case, faults: all }
}

fn build(declared: Declared, lines: Lines, added: Added) -> crate::Result<Case> {
    let issues = declared.names.values.into_iter().flatten().collect();
    Ok(Case {
        slug: declared.slug,
        title: declared.title,
        purpose: declared.purpose,
        judge_faith: declared.judge_faith,
        space: OutcomeSpace::new(issues)?,
        issues: declared.issues,
        constraints: declared.constraints,
        exclusions: declared.exclusions,
        disputes: declared.disputes,
        notes: declared.notes,
        labels: declared.labels,
        trace: Trace::new(declared.principals, declared.instruments, lines.events),
        estimates: added.estimates,
        assumptions: added.assumptions,
    })
}
