//! A scenario made ready for analysis: every function known, reservations resolved, red lines applied.
//!
//! Two tolerances go with each party. `tie` is the project's 1e-9 (larger only where utilities themselves
//! exceed 70,000, so that it never falls below 64 units in the last place): utilities nearer than this are
//! equal. `noise` is what rounding in a different order of summation can do; partial sums nearer than that
//! are the same sum.

use super::{Disagreement, Settings};
use crate::error::{Error, Result};
use crate::num::TIE;
use crate::preference::{Additive, Preference, UtilityFunction};
use crate::scenario::{Constraint, Scenario};

/// Most parties an analysis takes.
pub(super) const MOST_PARTIES: usize = 64;

/// A scenario with everything an analysis asks of it at hand.
#[derive(Clone, Debug)]
pub(super) struct Problem<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) functions: Vec<&'a dyn UtilityFunction>,
    /// Set where every function is additive.
    pub(super) additive: Option<Vec<&'a Additive>>,
    /// What an outcome must give each party; minus infinity where nothing is asked.
    pub(super) floors: Vec<f64>,
    /// Values left on the table, per issue, ascending.
    pub(super) allowed: Vec<Vec<u32>>,
    pub(super) constraints: &'a [Constraint],
    pub(super) tie: Vec<f64>,
    pub(super) noise: Vec<f64>,
}

impl<'a> Problem<'a> {
    pub(super) fn new(scenario: &'a Scenario, settings: &Settings) -> Result<Self> {
        if scenario.parties.is_empty() {
            return Err(Error::input("the scenario has no parties").remedy("name at least one profile"));
        }
        if scenario.parties.len() > MOST_PARTIES {
            return Err(Error::limit(format!(
                "{} parties; an analysis takes at most {MOST_PARTIES}",
                scenario.parties.len()
            )));
        }
        let mut functions = Vec::with_capacity(scenario.parties.len());
        let mut reservations = Vec::with_capacity(scenario.parties.len());
        for party in &scenario.parties {
            let Preference::Known(profile) = &party.preference else {
                return Err(Error::input(format!(
                    "the utilities of {:?} are not known, so no frontier can be computed",
                    party.name
                ))
                .remedy("give every party a utility function"));
            };
            functions.push(profile.function());
            reservations.push(profile.reservation_value().filter(|r| *r > f64::NEG_INFINITY));
        }
        if let Some(k) = reservations.iter().position(|r| r.is_some_and(f64::is_nan)) {
            return Err(Error::input(format!(
                "the reservation of {:?} is not a number",
                scenario.parties[k].name
            )));
        }
        let additive: Option<Vec<&Additive>> = functions.iter().map(|f| f.as_additive()).collect();
        let scale = |k: usize| {
            additive.as_ref().map_or(1.0, |all| {
                let u = all[k];
                let widest = |t: &Vec<f64>| t.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
                u.weights()
                    .iter()
                    .zip(u.values())
                    .fold(u.bias().abs(), |sum, (w, table)| sum + w.abs() * widest(table))
            })
        };
        let scales: Vec<f64> = (0..functions.len()).map(scale).collect();
        let tie: Vec<f64> = scales.iter().map(|s| TIE.max(64.0 * f64::EPSILON * s)).collect();
        let noise = scales.iter().map(|s| 1e-12_f64.max(8.0 * f64::EPSILON * s)).collect();
        let floors = match settings.disagreement {
            Disagreement::Zero => vec![f64::NEG_INFINITY; functions.len()],
            Disagreement::Reservation => {
                reservations.iter().zip(&tie).map(|(r, t)| r.map_or(f64::NEG_INFINITY, |r| r - t)).collect()
            }
        };
        let allowed = allowed(scenario, &settings.red_lines)?;
        check_constraints(scenario)?;
        Ok(Self {
            scenario,
            functions,
            additive,
            floors,
            allowed,
            constraints: &scenario.constraints,
            tie,
            noise,
        })
    }

    pub(super) fn parties(&self) -> usize {
        self.functions.len()
    }

    pub(super) fn issues(&self) -> usize {
        self.allowed.len()
    }

    /// Outcomes left by the red lines (constraints not counted); `None` beyond `u128`.
    pub(super) fn cardinality(&self) -> Option<u128> {
        self.allowed.iter().try_fold(1_u128, |n, v| n.checked_mul(v.len() as u128))
    }

    /// Has any party something to lose from an agreement?
    pub(super) fn has_floors(&self) -> bool {
        self.floors.iter().any(|f| *f > f64::NEG_INFINITY)
    }

    /// The same with only these values left.
    pub(super) fn with_values(&self, allowed: Vec<Vec<u32>>) -> Self {
        Self { allowed, ..self.clone() }
    }

    /// The same with floors nothing reaches: enumeration then only counts and sums.
    pub(super) fn without_candidates(mut self) -> Self {
        self.floors.fill(f64::INFINITY);
        self
    }

    pub(super) fn is_rational(&self, utilities: &[f64]) -> bool {
        utilities.iter().zip(&self.floors).all(|(u, f)| u >= f)
    }

    pub(super) fn evaluate(&self, digits: &[u32], into: &mut [f64]) {
        for (u, f) in into.iter_mut().zip(&self.functions) {
            *u = f.utility(digits);
        }
    }

    /// Lowest and highest utility of an additive party over the values left, constraints disregarded.
    pub(super) fn additive_range(&self, party: usize) -> Option<(f64, f64)> {
        let u = self.additive.as_ref()?[party];
        let (mut low, mut high) = (u.bias(), u.bias());
        for (issue, values) in self.allowed.iter().enumerate() {
            let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
            for v in values {
                let part = u.part(issue, *v as usize);
                least = least.min(part);
                most = most.max(part);
            }
            low += least;
            high += most;
        }
        let cap = u.cap().unwrap_or(f64::INFINITY);
        Some((low.min(cap), high.min(cap)))
    }
}

fn allowed(scenario: &Scenario, red_lines: &[(usize, usize)]) -> Result<Vec<Vec<u32>>> {
    let issues = scenario.space.issues();
    let mut allowed: Vec<Vec<u32>> = issues.iter().map(|i| (0..i.len() as u32).collect()).collect();
    for (issue, value) in red_lines {
        let Some(values) = allowed.get_mut(*issue).filter(|_| *value < issues[*issue].len()) else {
            return Err(Error::parameter(format!("there is no value {value} of issue {issue} to rule out")));
        };
        values.retain(|v| *v as usize != *value);
        if values.is_empty() {
            return Err(Error::input(format!(
                "the red lines leave no value of issue {:?}",
                issues[*issue].name()
            )));
        }
    }
    Ok(allowed)
}

fn check_constraints(scenario: &Scenario) -> Result<()> {
    let n = scenario.space.issues().len();
    for c in &scenario.constraints {
        if c.when.iter().chain(&c.then).any(|t| t.issue >= n) {
            return Err(Error::input(format!("constraint {:?} names an issue that is not there", c.text)));
        }
    }
    Ok(())
}
