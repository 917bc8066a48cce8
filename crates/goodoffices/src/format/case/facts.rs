//! The older layout of a case: `scenario.json` and `facts.jsonl`, read into the files of this program.
//!
//! Its tables have plural names, and its stated positions become estimates, each with an id made of what
//! it says. The lines of facts are lines of a record already and are taken over byte for byte.

use super::case_toml::declared;
use super::estimates::{Added, added};
use super::fault::Faults;
use super::node::{Data, Node, text_of};
use super::{Fault, MOST_TOML, NamedBytes, Reading, Severity, assemble, record, write};
use crate::error::Error;
use crate::talks::Case;
use std::borrow::Cow;
use std::collections::HashMap;

/// A case in the older layout.
#[derive(Clone, Copy, Debug)]
pub struct FactFiles<'a> {
    /// `scenario.json`.
    pub scenario: NamedBytes<'a>,
    /// `facts.jsonl`.
    pub facts: NamedBytes<'a>,
    /// `SOURCES.md`, where there is one.
    pub sources: Option<NamedBytes<'a>>,
}

/// The same case as files of this program.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The case.
    pub case: Case,
    /// What somebody should look at.
    pub warnings: Vec<Fault>,
    /// `case.toml`.
    pub case_toml: String,
    /// `estimates.toml`.
    pub estimates_toml: String,
}

/// Reads a case in the older layout.
///
/// # Errors
/// Every fault found, if one of them is an error.
pub fn import(files: &FactFiles<'_>) -> Result<Imported, Vec<Fault>> {
    let case_faults = Faults::of(files.scenario.name);
    let Some(root) = scenario(&files.scenario, &case_faults) else { return Err(case_faults.into_vec()) };
    let (table, positions) = modern(root);
    let d = declared(&table, &case_faults);
    let record_faults = Faults::of(files.facts.name);
    let lines = record::lines(files.facts.bytes, &d.names, &record_faults);
    let estimate_faults = Faults::of(files.scenario.name);
    let entries = positions.map_or_else(Added::default, |node| added(&node, &d.names, &estimate_faults));
    let case_toml = write::case_toml(&d);
    let estimates_toml = write::estimates_toml(&entries, &d);
    let named = super::CaseFiles {
        case: Some(files.scenario),
        record: Some(files.facts),
        estimates: None,
        sources: files.sources,
    };
    match assemble(&named, d, lines, entries, [case_faults, record_faults, estimate_faults]) {
        Reading { case: Some(case), faults } => {
            Ok(Imported { case, warnings: faults, case_toml, estimates_toml })
        }
        Reading { case: None, faults } => Err(faults),
    }
}

fn scenario<'a>(file: &NamedBytes<'a>, faults: &Faults) -> Option<Node<'a>> {
    let text = text_of(file.bytes, MOST_TOML, faults)?;
    match Node::of_json(text, 0) {
        Ok(node) => Some(node),
        Err(e) => {
            faults.add(
                Severity::Error,
                e.line(),
                "",
                Error::input(format!("not JSON: {e}")).remedy("see SCHEMA.md of the case data"),
            );
            None
        }
    }
}

/// The table with its singular names, and the positions as a file of estimates.
fn modern(root: Node<'_>) -> (Node<'_>, Option<Node<'_>>) {
    let Data::Table(entries) = root.data else { return (root, None) };
    let mut table = Vec::new();
    let mut positions = None;
    for (key, mut node) in entries {
        let key = match key.as_ref() {
            "issues" => {
                if let Data::List(issues) = &mut node.data {
                    issues.iter_mut().for_each(|n| rename(n, "options", "option"));
                }
                "issue".into()
            }
            "principals" => "principal".into(),
            "constraints" => "constraint".into(),
            "instruments" => "instrument".into(),
            "notes" => "note".into(),
            "positions_stated" => {
                positions = Some(node);
                continue;
            }
            _ => key,
        };
        table.push((key, node));
    }
    (Node::new(Data::Table(table)), positions.map(estimates))
}

fn rename(node: &mut Node<'_>, from: &str, to: &'static str) {
    if let Data::Table(entries) = &mut node.data {
        for (key, _) in entries.iter_mut().filter(|(k, _)| k == from) {
            *key = to.into();
        }
    }
}

/// Positions with ids made of what they say; what was published is public.
fn estimates(mut positions: Node<'_>) -> Node<'_> {
    let mut times: HashMap<String, usize> = HashMap::new();
    if let Data::List(items) = &mut positions.data {
        for item in items {
            let word = |key: &str| match item.get(key).map(|n| &n.data) {
                Some(Data::Text(t) | Data::Number(t)) => t.to_string(),
                Some(Data::List(list)) => match list.first().map(|n| &n.data) {
                    Some(Data::Text(t) | Data::Number(t)) => t.to_string(),
                    _ => String::new(),
                },
                _ => String::new(),
            };
            let name = ["principal", "issue", "says", "options"].map(word).join(".");
            let n = times.entry(name.clone()).or_default();
            *n += 1;
            let id = if *n == 1 { name } else { format!("{name}.{n}") };
            if let Data::Table(entries) = &mut item.data {
                entries.insert(0, ("id".into(), Node::new(Data::Text(Cow::Owned(id)))));
                entries.push(("confidence".into(), Node::new(Data::Text("public".into()))));
            }
        }
    }
    Node::new(Data::Table(vec![("estimate".into(), positions)]))
}
