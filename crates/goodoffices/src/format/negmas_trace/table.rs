//! What the offers of a log are about: their digits against a table, and a table made of the offers alone.
//!
//! An offer is a list of values in issue order, an object from issue to value, or one bare value where there
//! is one issue. Made of the offers alone, an issue has the values that were offered and no others: a grid of
//! numbers where all are numbers on one, else names in the order in which they were first offered.

use super::super::domain::Named;
use super::super::tree::{Datum, Node, label};
use crate::error::{Error, Result};
use crate::num::Decimal;
use crate::outcome::{Digits, Grid, Issue, OutcomeSpace, Values};
use std::collections::HashSet;

/// Most values of an issue that is made a grid because numbers were offered.
const MOST_ON_A_GRID: usize = 1_000;

/// The values of an offer with the issues they are for, where it names them.
fn pairs(offer: &Node) -> Result<Vec<(Option<&str>, String)>> {
    let text = |n: &Node| label(n).ok_or_else(|| Error::input("a value of the offer is no name or number"));
    match &offer.datum {
        Datum::List(l) => l.iter().map(|n| Ok((None, text(n)?))).collect(),
        Datum::Map(m) => m.iter().map(|(k, n)| Ok((Some(k.as_str()), text(n)?))).collect(),
        _ => Ok(vec![(None, text(offer)?)]),
    }
}

/// The issues that offers speak of, where no table is given; each error has the index of its offer.
pub(super) fn from_offers(offers: &[&Node]) -> Result<OutcomeSpace, (usize, Error)> {
    let mut names: Vec<String> = Vec::new();
    let mut values: Vec<(Vec<String>, HashSet<String>)> = Vec::new();
    for (k, offer) in offers.iter().enumerate() {
        let pairs = pairs(offer).map_err(|e| (k, e))?;
        if names.is_empty() {
            let named = |(i, p): (usize, &(Option<&str>, String))| {
                p.0.map_or_else(|| format!("issue{}", i + 1), str::to_owned)
            };
            names = pairs.iter().enumerate().map(named).collect();
            values = vec![(Vec::new(), HashSet::new()); names.len()];
        }
        if pairs.len() != names.len() {
            let e =
                Error::input(format!("this offer has {} values, the first one {}", pairs.len(), names.len()));
            return Err((k, e.remedy("every offer gives every issue a value")));
        }
        for (i, (name, value)) in pairs.into_iter().enumerate() {
            let at = match name {
                None => i,
                Some(name) => names.iter().position(|n| n == name).ok_or_else(|| {
                    (
                        k,
                        Error::input(format!("the first offer names no issue {name:?}"))
                            .remedy(names.join(", ")),
                    )
                })?,
            };
            if values[at].1.insert(value.clone()) {
                values[at].0.push(value);
            }
        }
    }
    let issues = names.into_iter().zip(values).map(|(name, (values, _))| {
        let numbers: Option<Vec<Decimal>> = values.iter().map(|v| v.parse().ok()).collect();
        match numbers.and_then(|n| Grid::covering(&n, MOST_ON_A_GRID)) {
            Some(grid) => Issue::new(name, Values::Number(grid)),
            None => Issue::new(name, Values::Categorical(values)),
        }
    });
    OutcomeSpace::new(issues.collect()).map_err(|e| (0, e))
}

/// Reads offers against a space.
pub(super) struct Reader<'a> {
    space: &'a OutcomeSpace,
    named: Vec<Named<'a>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(space: &'a OutcomeSpace) -> Self {
        Self { space, named: space.issues().iter().map(Named::new).collect() }
    }

    /// The digits of an offer; nothing where there is none.
    pub(super) fn digits(&self, offer: &Node) -> Result<Option<Digits>> {
        if matches!(offer.datum, Datum::Null) {
            return Ok(None);
        }
        let pairs = pairs(offer)?;
        let issues = self.space.issues();
        if pairs.len() != issues.len() {
            let names: Vec<&str> = issues.iter().map(Issue::name).collect();
            return Err(Error::input(format!(
                "the offer has {} values for {} issues",
                pairs.len(),
                issues.len()
            ))
            .remedy(format!("a value for each of {}", names.join(", "))));
        }
        let mut digits: Vec<Option<u32>> = vec![None; issues.len()];
        for (k, (name, value)) in pairs.into_iter().enumerate() {
            let at = match name {
                None => k,
                Some(name) => self
                    .space
                    .issue(name)
                    .map(|i| i.0)
                    .ok_or_else(|| Error::input(format!("the table has no issue {name:?}")))?,
            };
            if digits[at].is_some() {
                return Err(Error::input(format!("the offer names issue {:?} twice", issues[at].name())));
            }
            digits[at] = Some(self.named[at].need(&value)? as u32);
        }
        Ok(digits.into_iter().collect())
    }
}
