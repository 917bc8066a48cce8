//! One printed figure taken apart: its rule, its facts with sources, its assumptions, and what it would be
//! without each of them.

use super::figure::{Figure, Premise};
use super::{AssessConfig, assess};
use crate::error::{Error, Result};
use crate::talks::{Case, Event, Lens};
use rayon::prelude::*;
use serde::Serialize;

/// What a figure would be without something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "effect", content = "text")]
pub enum Effect {
    /// The same.
    Unchanged,
    /// This.
    Reads(String),
    /// Not printed at all.
    Gone,
    /// It cannot be removed: it belongs to the program; the panel of `assess --propose` moves it.
    Program,
}

/// A fact a figure rests on.
#[derive(Clone, Debug, Serialize)]
pub struct FactLine {
    /// Event id.
    pub id: String,
    /// When it happened.
    pub happened: String,
    /// From when it was known, where later.
    pub known: Option<String>,
    /// Who, in which office.
    pub who: String,
    /// Who vouches for it.
    pub evidence: &'static str,
    /// What, in a sentence.
    pub summary: String,
    /// Where it was read.
    pub source: String,
    /// Seen in a stored copy.
    pub verified: bool,
    /// What the figure would be without it.
    pub without: Effect,
}

/// An assumption a figure rests on.
#[derive(Clone, Debug, Serialize)]
pub struct PremiseLine {
    /// The assumption.
    pub premise: Premise,
    /// What the figure would be without it.
    pub without: Effect,
}

/// A figure taken apart.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// Version of this layout.
    pub schema_version: u32,
    /// The figure as printed.
    pub figure: Figure,
    /// Its facts.
    pub facts: Vec<FactLine>,
    /// Its assumptions.
    pub premises: Vec<PremiseLine>,
}

/// Takes a figure apart by assessing the case again without each fact and named assumption.
///
/// # Errors
/// If no figure has this key; the error lists the keys there are.
pub fn explain(case: &Case, lens: &Lens, config: &AssessConfig, key: &str) -> Result<Explanation> {
    let now = assess(case, lens, config)?;
    let figure = now
        .figures
        .iter()
        .find(|f| f.key.eq_ignore_ascii_case(key))
        .ok_or_else(|| {
            let keys: Vec<&str> = now.figures.iter().map(|f| f.key.as_str()).collect();
            Error::unknown(format!("no figure has the key {key:?} on {}", lens.until))
                .remedy(format!("there are: {}", keys.join(" ")))
        })?
        .clone();
    let effect = |other: &Case| -> Effect {
        match assess(other, lens, config) {
            Ok(a) => match a.figures.iter().find(|f| f.subject == figure.subject) {
                Some(f) if f.text == figure.text => Effect::Unchanged,
                Some(f) => Effect::Reads(f.text.clone()),
                None => Effect::Gone,
            },
            Err(_) => Effect::Gone,
        }
    };
    let facts = figure
        .facts
        .par_iter()
        .filter_map(|id| now.case.trace.event(id))
        .map(|e| fact_line(&now.case, e, effect(&case.without_event(&e.id))))
        .collect();
    let premises = figure
        .premises
        .iter()
        .map(|p| {
            let named =
                case.assumptions.iter().any(|a| a.id == p.id) || case.estimates.iter().any(|e| e.id == p.id);
            let without = if named {
                let mut c = case.clone();
                c.assumptions.retain(|a| a.id != p.id);
                c.estimates.retain(|e| e.id != p.id);
                effect(&c)
            } else {
                Effect::Program
            };
            PremiseLine { premise: p.clone(), without }
        })
        .collect();
    Ok(Explanation { schema_version: 1, figure, facts, premises })
}

fn fact_line(case: &Case, e: &Event, without: Effect) -> FactLine {
    FactLine {
        id: e.id.clone(),
        happened: if e.happened.is_exact() {
            e.happened.to.to_string()
        } else {
            format!("{} to {}", e.happened.from, e.happened.to)
        },
        known: e.known_later().then(|| e.known.to_string()),
        who: match &e.role {
            Some(r) => format!("{}, {r}", e.speaker),
            None => e.speaker.clone(),
        },
        evidence: e.evidence.name(),
        summary: case.plain_summary(e),
        source: case.plain_source(e),
        verified: e.verified,
        without,
    }
}
