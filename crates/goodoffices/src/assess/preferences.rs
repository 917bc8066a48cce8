//! What each party is known to have said about its preferences, gathered from the estimates of a case.
//!
//! A value that a party ruled out is a red line unless a later statement of the same party accepts it
//! (positions move). The line is held real with probability .8 where a head or minister declared it and
//! .5 otherwise, unless the case names its own assumption.

use super::figure::Premise;
use crate::preference::{Ordinal, OrdinalStatement, RedLine, Says};
use crate::talks::{Assumption, Case, Estimate, Setting};

/// The words for a named assumption.
pub(super) fn premise(a: &Assumption) -> Premise {
    Premise { id: a.id.clone(), text: format!("{} (assumed by {}, {})", a.reason, a.author, a.date) }
}

/// The program's own assumption about declared lines.
pub(super) fn red_line_premise(probability: f64) -> Premise {
    if probability >= RedLine::DECLARED_AT_THE_TOP {
        Premise {
            id: "default:red-line-top".into(),
            text: "a line declared by a head or minister is real with probability .8 (assumed)".into(),
        }
    } else {
        Premise {
            id: "default:red-line".into(),
            text: "a line declared by anybody else is real with probability .5 (assumed)".into(),
        }
    }
}

/// A red line with the statement that declares it and the assumption that weighs it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclaredLine {
    /// The line.
    pub line: RedLine,
    /// Events that declare it.
    pub supports: Vec<String>,
    /// Whether the analyst read it from a demand rather than from words that name it.
    pub inferred: bool,
    /// What its probability rests on.
    pub premise: Premise,
}

/// The red lines of one principal that still stand.
#[must_use]
pub fn declared_lines(case: &Case, principal: usize) -> Vec<DeclaredLine> {
    let mut lines: Vec<DeclaredLine> = Vec::new();
    for e in case.estimates.iter().filter(|e| e.principal == principal) {
        let Says::RulesOut(values) = &e.says else { continue };
        for v in values {
            if accepted_since(case, e, *v) {
                continue;
            }
            if let Some(known) = lines.iter_mut().find(|l| l.line.issue == e.issue && l.line.value == *v) {
                known.supports.extend(
                    e.supports.iter().filter(|s| !known.supports.contains(s)).cloned().collect::<Vec<_>>(),
                );
                known.inferred &= e.inferred;
            } else {
                lines.push(DeclaredLine {
                    line: RedLine { issue: e.issue, value: *v, real: 0.0 },
                    supports: e.supports.clone(),
                    inferred: e.inferred,
                    premise: red_line_premise(0.0),
                });
            }
        }
    }
    for l in &mut lines {
        let named = case.assumptions.iter().find_map(|a| match a.setting {
            Setting::RedLine { principal: p, issue, value, probability }
                if p == principal && issue == l.line.issue && value == l.line.value =>
            {
                Some((probability, premise(a)))
            }
            _ => None,
        });
        (l.line.real, l.premise) = named.unwrap_or_else(|| {
            let top = l.supports.iter().filter_map(|id| case.trace.event(id)).any(|e| e.authority.is_top());
            let p = if top { RedLine::DECLARED_AT_THE_TOP } else { RedLine::DECLARED_OTHERWISE };
            (p, red_line_premise(p))
        });
    }
    lines
}

/// Did the same principal accept the value in a statement that came after every support of this one?
fn accepted_since(case: &Case, ruled_out: &Estimate, value: usize) -> bool {
    let latest = ruled_out.supports.iter().filter_map(|id| case.trace.event(id)).map(|e| e.happened.to).max();
    case.estimates.iter().any(|e| {
        e.principal == ruled_out.principal
            && e.issue == ruled_out.issue
            && matches!(&e.says, Says::Accepts(vs) if vs.contains(&value))
            && e.supports
                .iter()
                .filter_map(|id| case.trace.event(id))
                .any(|s| latest.is_none_or(|l| l < s.happened.from))
    })
}

/// Everything a principal is known to have said about its order of preference.
#[must_use]
pub fn ordinal(case: &Case, principal: usize) -> Ordinal {
    Ordinal {
        statements: case
            .estimates
            .iter()
            .filter(|e| e.principal == principal)
            .map(|e| OrdinalStatement { issue: e.issue, says: e.says.clone() })
            .collect(),
        red_lines: declared_lines(case, principal).into_iter().map(|l| l.line).collect(),
    }
}
