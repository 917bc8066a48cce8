//! What was called final, and whether it moved later.
//!
//! An own proposal whose standing is `final` is followed along its path, term by term, to the first later
//! stage with another value. Absent on purpose: any view of whether calling it final was wise.

use super::as_of::{AsOf, Line};
use super::path::Path;
use crate::talks::{Span, Standing};
use std::collections::HashMap;

/// A proposal called final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalCall {
    /// The event (id).
    pub event: String,
    /// Whose (index).
    pub principal: usize,
    /// When.
    pub on: Span,
    /// Its terms, by issue; none where the call named no terms.
    pub terms: Vec<FinalTerm>,
}

/// A term of a proposal called final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalTerm {
    /// Issue index.
    pub issue: usize,
    /// Value index.
    pub value: usize,
    /// Where it next stood otherwise.
    pub moved: Option<LaterValue>,
}

/// Another value, said later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaterValue {
    /// The events that state it (ids); several where the order is unknown.
    pub events: Vec<String>,
    /// Value index.
    pub value: usize,
    /// When.
    pub on: Span,
}

/// Every call of finality, in the order of the record. Linear in the stages.
#[must_use]
pub fn final_calls(as_of: &AsOf<'_>, paths: &[Path]) -> Vec<FinalCall> {
    // For each event and line on a path: where the path next has another value.
    let mut later: HashMap<(&str, Line), Option<LaterValue>> = HashMap::new();
    for path in paths {
        let mut next: Vec<usize> = vec![path.stages.len(); path.stages.len()];
        for k in (0..path.stages.len().saturating_sub(1)).rev() {
            let same = path.stages[k].last == path.stages[k + 1].first && is_one(&path.stages[k + 1]);
            next[k] = if same { next[k + 1] } else { k + 1 };
        }
        for (k, stage) in path.stages.iter().enumerate() {
            let moved = path.stages.get(next[k]).and_then(|s| {
                let others = || s.said.iter().filter(|x| !stage.last.contains(&x.value));
                let first = others().min_by_key(|x| (x.on, x.value))?;
                let events = others().filter(|x| x.value == first.value && x.on == first.on);
                let events = events.map(|x| x.event.clone()).collect();
                Some(LaterValue { events, value: first.value, on: first.on })
            });
            for said in stage.said.iter().filter(|s| s.standing == Some(Standing::Final)) {
                later.insert((&said.event, path.line), moved.clone());
            }
        }
    }
    let mut calls = Vec::new();
    for e in as_of.trace().events().iter().filter(|e| e.standing == Some(Standing::Final)) {
        for &principal in e.principals.iter().filter(|p| **p < as_of.trace().principals().len()) {
            let is_own = e.proposal.is_empty() || e.is_own_proposal();
            if !is_own {
                continue;
            }
            let terms = e
                .proposal
                .terms()
                .filter_map(|(issue, value)| {
                    let line = Line { principal, issue, scope: e.scope };
                    let moved = later.get(&(e.id.as_str(), line)).cloned().flatten();
                    as_of.lines().contains_key(&line).then_some(FinalTerm { issue, value, moved })
                })
                .collect();
            calls.push(FinalCall { event: e.id.clone(), principal, on: e.happened, terms });
        }
    }
    calls
}

fn is_one(stage: &super::path::Stage) -> bool {
    stage.first.len() == 1 && stage.first == stage.last
}
