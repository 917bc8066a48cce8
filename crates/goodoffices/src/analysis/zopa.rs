//! The zone of possible agreement: how many outcomes give every party at least its reservation.
//!
//! Counted exactly by enumeration; for additive functions by branch and bound (a partial outcome that
//! can no longer fail counts all its completions at once, one that can no longer succeed none). Where that
//! takes too long the share is bounded: per party by a counting program over utilities rounded down and
//! up to 2048 steps, together by Bonferroni's and Fréchet's inequalities.

use super::admissible;
use super::enumerate::enumerate;
use super::frontier::Frontier;
use super::merge::Limits;
use super::problem::Problem;
use super::{Disagreement, Settings};
use crate::error::Result;
use crate::scenario::Scenario;

/// Partial outcomes looked at before counting gives way to bounds.
const VISITS: u64 = 3_000_000;
/// The same in spaces so large that counting succeeds early or not at all.
const VISITS_LARGE: u64 = 200_000;
/// Where a space is that large.
const LARGE: u128 = 1_000_000_000_000;
/// Constrained spaces up to this size are counted by enumeration.
const COUNTED: u128 = 20_000_000;
const STEPS: usize = 2_048;

/// The size of the zone of possible agreement, absolute and as a share of the admissible outcomes.
#[derive(Clone, Debug, PartialEq)]
pub struct Zopa {
    /// Number of rational outcomes, exact, in decimal; `None` where only bounds are known.
    pub size: Option<String>,
    /// The share of admissible outcomes that are rational lies between these (equal where it is exact).
    pub share: (f64, f64),
}

impl Zopa {
    pub(super) fn exact(rational: u128, admissible: u128) -> Self {
        let share = if admissible == 0 { 0.0 } else { rational as f64 / admissible as f64 };
        Self { size: Some(rational.to_string()), share: (share, share) }
    }

    fn none() -> Self {
        Self { size: Some("0".to_owned()), share: (0.0, 0.0) }
    }

    fn between(low: f64, high: f64) -> Self {
        Self { size: None, share: (low.clamp(0.0, 1.0), high.clamp(0.0, 1.0)) }
    }

    /// The zone of a scenario whose frontier is at hand. Reservations count whatever
    /// [`Settings::disagreement`] says.
    ///
    /// # Errors
    /// As [`Frontier::of`].
    pub fn of(scenario: &Scenario, frontier: &Frontier, settings: &Settings) -> Result<Self> {
        let asked = settings.disagreement;
        let settings = Settings { disagreement: Disagreement::Reservation, ..settings.clone() };
        let problem = Problem::new(scenario, &settings)?;
        let low = |k: usize| frontier.extents[k].low;
        let high = |k: usize| frontier.extents[k].high;
        let parties = 0..problem.parties();
        let searched = matches!(frontier.guarantee(), super::Guarantee::LowerBound);
        if !searched && parties.clone().any(|k| high(k) < problem.floors[k]) {
            return Ok(Self::none());
        }
        let all = parties.clone().all(|k| problem.floors[k] == f64::NEG_INFINITY)
            || frontier.seen_all && parties.clone().all(|k| low(k) >= problem.floors[k]);
        if all {
            let size = if problem.constraints.is_empty() {
                Some(product_text(&problem))
            } else {
                admissible::count(problem.constraints, &problem.allowed).map(|n| n.to_string())
            };
            return Ok(Self { size, share: (1.0, 1.0) });
        }
        let counted = frontier.zopa.as_ref().filter(|_| asked == Disagreement::Reservation);
        if let Some(zopa) = counted {
            return Ok(zopa.clone());
        }
        let size = problem.cardinality();
        if problem.additive.is_none() || !problem.constraints.is_empty() {
            if size.is_some_and(|n| n <= COUNTED.min(u128::from(settings.max_enumeration))) {
                let limits = Limits { max_frontier: usize::MAX, epsilon: None };
                let seen = enumerate(&problem, limits)?;
                return Ok(Self::exact(seen.rational, seen.admissible));
            }
            return Ok(Self::between(0.0, 1.0));
        }
        let count = size.and_then(|n| Count::of(&problem).map(|c| Self::exact(c, n)));
        Ok(count.unwrap_or_else(|| bounds(&problem)))
    }
}

/// Number of outcomes the red lines leave, in decimal.
fn product_text(problem: &Problem<'_>) -> String {
    match problem.cardinality() {
        Some(n) => n.to_string(),
        None => {
            let mut limbs: Vec<u64> = vec![1];
            for values in &problem.allowed {
                let mut carry = 0;
                for limb in &mut limbs {
                    let x = *limb * values.len() as u64 + carry;
                    *limb = x % 1_000_000_000;
                    carry = x / 1_000_000_000;
                }
                if carry > 0 {
                    limbs.push(carry);
                }
            }
            let mut text = limbs.last().map(u64::to_string).unwrap_or_default();
            text.extend(limbs.iter().rev().skip(1).map(|l| format!("{l:09}")));
            text
        }
    }
}

/// Branch and bound over the issues, widest first.
struct Count<'a> {
    floors: &'a [f64],
    /// Per issue: rows of parts.
    parts: Vec<Vec<f64>>,
    /// Per level: least and most the rest can add, and the number of completions.
    least: Vec<Vec<f64>>,
    most: Vec<Vec<f64>>,
    completions: Vec<u128>,
    /// Partial outcomes that may still be looked at.
    visits: u64,
}

impl<'a> Count<'a> {
    /// The count; `None` if it would take too many visits.
    fn of(problem: &'a Problem<'_>) -> Option<u128> {
        let n = problem.parties();
        let additive = problem.additive.as_ref()?;
        let mut parts: Vec<Vec<f64>> = problem
            .allowed
            .iter()
            .enumerate()
            .map(|(issue, values)| {
                values.iter().flat_map(|v| additive.iter().map(move |u| u.part(issue, *v as usize))).collect()
            })
            .collect();
        let range = |rows: &[f64], k: usize| {
            rows.iter()
                .skip(k)
                .step_by(n)
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(*x), h.max(*x)))
        };
        let spread =
            |rows: &Vec<f64>| (0..n).map(|k| range(rows, k)).map(|(l, h)| h - l).fold(0.0_f64, f64::max);
        parts.sort_by(|a, b| spread(b).total_cmp(&spread(a)));
        let levels = parts.len();
        let (mut least, mut most) = (vec![vec![0.0; n]; levels + 1], vec![vec![0.0; n]; levels + 1]);
        let mut completions = vec![1_u128; levels + 1];
        for level in (0..levels).rev() {
            for k in 0..n {
                let (l, h) = range(&parts[level], k);
                least[level][k] = least[level + 1][k] + l;
                most[level][k] = most[level + 1][k] + h;
            }
            completions[level] = completions[level + 1].checked_mul((parts[level].len() / n) as u128)?;
        }
        let visits = if completions[0] > LARGE { VISITS_LARGE } else { VISITS };
        let mut count = Self { floors: &problem.floors, parts, least, most, completions, visits };
        let start: Vec<f64> = additive.iter().map(|u| u.bias()).collect();
        count.below(0, &start)
    }

    fn below(&mut self, level: usize, sums: &[f64]) -> Option<u128> {
        self.visits = self.visits.checked_sub(1)?;
        let n = sums.len();
        if (0..n).any(|k| sums[k] + self.most[level][k] < self.floors[k]) {
            return Some(0);
        }
        if (0..n).all(|k| sums[k] + self.least[level][k] >= self.floors[k]) {
            return Some(self.completions[level]);
        }
        if level == self.parts.len() {
            return Some(0);
        }
        let mut total = 0;
        let mut next = vec![0.0; n];
        for v in 0..self.parts[level].len() / n {
            for k in 0..n {
                next[k] = sums[k] + self.parts[level][v * n + k];
            }
            total += self.below(level + 1, &next)?;
        }
        Some(total)
    }
}

/// Bounds on the share of rational outcomes.
fn bounds(problem: &Problem<'_>) -> Zopa {
    let shares: Vec<(f64, f64)> = (0..problem.parties()).map(|k| share_of_one(problem, k)).collect();
    let missing: f64 = shares.iter().map(|(low, _)| 1.0 - low).sum();
    let most = shares.iter().fold(1.0_f64, |m, (_, high)| m.min(*high));
    Zopa::between(1.0 - missing - 1e-12, most + 1e-12)
}

/// Bounds on the share of outcomes that reach one party's floor.
fn share_of_one(problem: &Problem<'_>, party: usize) -> (f64, f64) {
    let (Some(additive), floor) = (&problem.additive, problem.floors[party]) else { return (0.0, 1.0) };
    let u = additive[party];
    let mut low = u.bias();
    let mut span = 0.0;
    let mut tables = Vec::with_capacity(problem.allowed.len());
    for (issue, values) in problem.allowed.iter().enumerate() {
        let parts: Vec<f64> = values.iter().map(|v| u.part(issue, *v as usize)).collect();
        let least = parts.iter().copied().fold(f64::INFINITY, f64::min);
        span += parts.iter().copied().fold(f64::NEG_INFINITY, f64::max) - least;
        low += least;
        tables.push(parts.iter().map(|p| p - least).collect::<Vec<f64>>());
    }
    if low >= floor {
        return (1.0, 1.0);
    }
    if low + span < floor || span <= 0.0 {
        return (0.0, 0.0);
    }
    let width = span / STEPS as f64;
    let reach = |up: bool| {
        let top = STEPS + tables.len() + 1;
        let mut share = vec![0.0; top + 1];
        share[0] = 1.0;
        for table in &tables {
            let mut steps = vec![0.0_f64; top + 1];
            for p in table {
                let s = if up { (p / width).ceil() } else { (p / width).floor() };
                steps[(s as usize).min(top)] += 1.0 / table.len() as f64;
            }
            let mut next = vec![0.0; top + 1];
            for (s, q) in steps.iter().enumerate().filter(|(_, q)| **q > 0.0) {
                for (at, p) in share.iter().enumerate() {
                    next[(at + s).min(top)] += p * q;
                }
            }
            share = next;
        }
        let needed = (floor - low) / width;
        share.iter().enumerate().filter(|(s, _)| *s as f64 >= needed).map(|(_, p)| p).sum::<f64>()
    };
    (reach(false), reach(true))
}
