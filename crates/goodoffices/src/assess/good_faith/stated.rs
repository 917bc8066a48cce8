//! What a party has said of its own order of preference, as utilities that are equally likely.
//!
//! A statement that rests on one of the proposals weighed is left out: the proposal would count twice, once as
//! evidence and once as what it is held against.

use super::super::draws::{Belief, STATED};
use super::super::preferences::ordinal;
use super::{FaithConfig, Preferences};
use crate::faith::{Parts, Reading, Utility};
use crate::rng::stream;
use crate::talks::Case;
use std::collections::BTreeSet;

/// Tables drawn.
const TABLES: usize = 64;

/// The party's own utility as far as its statements tell it.
pub(super) fn utility(case: &Case, party: usize, reading: &Reading, config: &FaithConfig) -> Utility {
    if config.preferences == Preferences::Blind || reading.issues.is_empty() {
        return Utility::Unknown;
    }
    let weighed: BTreeSet<&String> = reading.events.iter().flatten().collect();
    let mut independent = case.clone();
    independent.estimates.retain(|e| !e.supports.iter().any(|s| weighed.contains(s)));
    let mut known = ordinal(&independent, party);
    known.red_lines.clear();
    let spoken = |s: &crate::preference::OrdinalStatement| reading.issues.contains(&s.issue);
    if !known.statements.iter().any(spoken) {
        return Utility::Unknown;
    }
    let belief = Belief::of_order(case, party, known);
    let tables = (0..TABLES).filter_map(|k| {
        let mut dice = stream(config.seed, &["stated order".into(), (k as u64).into()]);
        let parts = belief.draw(case, STATED, &mut dice).parts;
        let rows: Parts =
            reading.issues.iter().zip(&reading.shapes).map(|(i, s)| merged(&parts[*i], s.values)).collect();
        rows.iter().any(|r| r.iter().any(|x| (x - r[0]).abs() > 1e-12)).then_some(rows)
    });
    let tables: Vec<Parts> = tables.collect();
    if tables.is_empty() { Utility::Unknown } else { Utility::Estimated(tables) }
}

/// A row whose values were merged into fewer: the worth of the first of each.
fn merged(row: &[f64], values: usize) -> Vec<f64> {
    if row.len() <= values {
        return row.to_vec();
    }
    (0..values).map(|k| row[(k * row.len()).div_ceil(values).min(row.len() - 1)]).collect()
}
