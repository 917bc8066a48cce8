//! How far the parties' interests stand apart: opposition under three conventions, and balance.
//!
//! `opposition` = min over rational outcomes of √Σ(1 − u_i/max_i)², max_i the party's best admissible
//! outcome. Two published conventions beside it, both raw distances to (1, …, 1), for utilities in [0, 1]:
//! of the first `equal_utility` point (ANL 2022) and of the first utilitarian point (NegoLog). Balance is
//! the mean over all admissible outcomes of u_1 − u_2 (NegoLog's BalanceScore).

use super::Settings;
use super::enumerate::enumerate;
use super::frontier::Frontier;
use super::merge::Limits;
use super::problem::Problem;
use super::solution::Solutions;
use crate::error::Result;
use crate::scenario::Scenario;

/// Opposition under three conventions; `None` where nothing is rational.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Opposition {
    /// Smallest scaled distance of a rational outcome to everybody's best.
    pub opposition: Option<f64>,
    /// Distance of the `equal_utility` point to (1, …, 1).
    pub equal_utility: Option<f64>,
    /// Distance of the utilitarian point to (1, …, 1).
    pub welfare: Option<f64>,
}

impl Opposition {
    /// The three distances.
    #[must_use]
    pub fn of(frontier: &Frontier, solutions: &Solutions) -> Self {
        let highs: Vec<f64> = frontier.extents().iter().map(|e| e.high).collect();
        let scaled = |us: &[f64]| distance(us.iter().zip(&highs).map(|(u, m)| u / m));
        let to_one = |k: &usize| distance(frontier.point(*k).utilities.iter().copied());
        let meaningful = highs.iter().all(|m| *m > 0.0);
        Self {
            opposition: frontier
                .points()
                .map(|p| scaled(p.utilities))
                .min_by(f64::total_cmp)
                .filter(|_| meaningful),
            equal_utility: solutions.equal_utility.first().map(to_one),
            welfare: solutions.utilitarian.first().map(to_one),
        }
    }
}

fn distance(utilities: impl Iterator<Item = f64>) -> f64 {
    utilities.map(|u| (1.0 - u) * (1.0 - u)).sum::<f64>().sqrt()
}

/// Spaces up to this size are enumerated for the means of capped functions.
const AVERAGED: u128 = 5_000_000;

/// Mean utility of each party over the admissible outcomes: in closed form where nothing is capped or
/// constrained, else by enumeration of spaces that are not too large.
///
/// # Errors
/// As [`Frontier::of`].
pub fn means(scenario: &Scenario, frontier: &Frontier, settings: &Settings) -> Result<Vec<Option<f64>>> {
    let known: Vec<Option<f64>> = frontier.extents().iter().map(|e| e.mean).collect();
    if known.iter().all(Option::is_some) || !frontier.seen_all {
        return Ok(known);
    }
    // Nothing is rational against a floor of infinity, so nothing is kept but the sums.
    let problem = Problem::new(scenario, settings)?.without_candidates();
    if problem.cardinality().is_none_or(|n| n > AVERAGED) {
        return Ok(known);
    }
    let seen = enumerate(&problem, Limits { max_frontier: usize::MAX, epsilon: None })?;
    Ok(seen.extents.iter().map(|e| e.mean).collect())
}

/// Mean of u_1 − u_2, for two parties, where both means are known.
#[must_use]
pub fn balance(means: &[Option<f64>]) -> Option<f64> {
    match means {
        [Some(a), Some(b)] => Some(a - b),
        _ => None,
    }
}
