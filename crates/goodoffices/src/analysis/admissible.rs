//! Constraints as an automaton over the issues, so that partial outcomes may be compared exactly.
//!
//! Of a constraint "if every `when` holds, every `then` must" a partial outcome needs to remember one of
//! three things: still open, a consequence has failed while the premise stands, or settled. Two partial
//! outcomes with the same memory admit the same completions. States are at most three to the number of
//! constraints open at once (the idea of bucket elimination, Dechter 1999, with states for buckets).

use crate::scenario::{Constraint, Term};
use std::collections::BTreeMap;

/// What a partial outcome remembers of each constraint.
pub(super) type State = Vec<u8>;

const OPEN: u8 = 0;
const FAILED: u8 = 1;
const SETTLED: u8 = 2;

#[derive(Debug)]
pub(super) struct Automaton {
    rules: Vec<Memory>,
    issues: usize,
}

#[derive(Debug)]
struct Memory {
    when: Vec<Term>,
    then: Vec<Term>,
    /// Lowest issue of each side; the issue count where a side is empty. Issues come from last to first.
    first_when: usize,
    first_then: usize,
}

impl Automaton {
    pub(super) fn new(constraints: &[Constraint], issues: usize) -> Self {
        let first = |terms: &[Term]| terms.iter().map(|t| t.issue).min().unwrap_or(issues);
        let rules = constraints
            .iter()
            .map(|c| Memory {
                when: c.when.clone(),
                then: c.then.clone(),
                first_when: first(&c.when),
                first_then: first(&c.then),
            })
            .collect();
        Self { rules, issues }
    }

    /// Before any issue.
    pub(super) fn start(&self) -> Option<State> {
        Some(self.rules.iter().map(|r| if r.first_then == self.issues { SETTLED } else { OPEN }).collect())
    }

    /// Does any constraint name this issue?
    pub(super) fn touches(&self, issue: usize) -> bool {
        self.rules.iter().any(|r| r.when.iter().chain(&r.then).any(|t| t.issue == issue))
    }

    /// After one more issue; `None` if a constraint is broken for certain.
    pub(super) fn step(&self, state: &State, issue: usize, value: u32) -> Option<State> {
        let holds = |terms: &[Term]| {
            terms
                .iter()
                .filter(|t| t.issue == issue)
                .all(|t| t.values.binary_search(&(value as usize)).is_ok())
        };
        let mut next = state.clone();
        for (memory, rule) in next.iter_mut().zip(&self.rules) {
            if *memory == SETTLED {
                continue;
            }
            if !holds(&rule.when) {
                *memory = SETTLED;
                continue;
            }
            if !holds(&rule.then) {
                *memory = FAILED;
            }
            let premise_complete = issue <= rule.first_when || rule.first_when == self.issues;
            if *memory == FAILED && premise_complete {
                return None;
            }
            if *memory == OPEN && issue <= rule.first_then {
                *memory = SETTLED;
            }
        }
        Some(next)
    }
}

/// Number of outcomes over these values that break no constraint; `None` beyond `u128`.
pub(super) fn count(constraints: &[Constraint], allowed: &[Vec<u32>]) -> Option<u128> {
    let automaton = Automaton::new(constraints, allowed.len());
    let mut states: BTreeMap<State, u128> = automaton.start().map(|s| (s, 1)).into_iter().collect();
    for (issue, values) in allowed.iter().enumerate().rev() {
        let mut next: BTreeMap<State, u128> = BTreeMap::new();
        for (state, ways) in &states {
            for v in values {
                if let Some(to) = automaton.step(state, issue, *v) {
                    let sum = next.entry(to).or_insert(0);
                    *sum = sum.checked_add(*ways)?;
                }
            }
        }
        states = next;
    }
    states.values().try_fold(0_u128, |sum, ways| sum.checked_add(*ways))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn term() -> impl Strategy<Value = Term> {
        (0_usize..4, proptest::collection::btree_set(0_usize..3, 0..3))
            .prop_map(|(issue, values)| Term { issue, values: values.into_iter().collect() })
    }

    proptest! {
        #[test]
        fn it_accepts_what_the_constraints_admit(
            sides in proptest::collection::vec(
                (proptest::collection::vec(term(), 0..3), proptest::collection::vec(term(), 0..3)), 0..4),
            digits in proptest::collection::vec(0_u32..3, 4),
        ) {
            let constraints: Vec<Constraint> = sides
                .into_iter()
                .map(|(when, then)| Constraint { text: String::new(), when, then })
                .collect();
            let a = Automaton::new(&constraints, 4);
            let end = (0..4).rev().try_fold(a.start().unwrap(), |s, k| a.step(&s, k, digits[k]));
            prop_assert_eq!(end.is_some(), constraints.iter().all(|c| c.admits(&digits)));
            prop_assert!(end.is_none_or(|s| s.iter().all(|m| *m == SETTLED)));
        }
    }
}
