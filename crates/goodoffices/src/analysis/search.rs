//! A lower bound on the frontier where functions are not additive and the space is too large to enumerate.
//!
//! Restarted local search on scalarised utilities: from a random outcome change one issue at a time to its
//! best value, then kick two issues and try again; weights are drawn afresh for every start, half of the
//! starts maximise the weighted sum, half the weighted minimum (which also reaches points no sum does).
//! Everything seen on the way competes for the archive; then the neighbours of every archived outcome are
//! looked at, and theirs, until nothing new is found or the budget is spent (Pareto local search, Paquete,
//! Chiarandini & Stützle 2004). No bound is proven for hyper-rectangle spaces, so the result is labelled a
//! lower bound without guarantee.

use super::Settings;
use super::dominance::{Rule, survivors};
use super::frontier::Extent;
use super::problem::Problem;
use crate::error::{Error, Result};
use crate::{num, rng};
use rand::{Rng, RngExt};
use std::collections::BTreeSet;

const STARTS: u64 = 96;
const KICKS: usize = 12;
/// Values of one issue tried at a time; of longer issues a random choice.
const TRIES: usize = 64;
/// Draws before a start without an admissible outcome is given up.
const DRAWS: usize = 2_000;
const HELD: usize = 20_000;
/// Evaluations spent on neighbours of the archive.
const BUDGET: usize = 400_000;

/// Digits of outcomes that no other found outcome dominates, and the extents seen.
pub(super) fn search(problem: &Problem<'_>, settings: &Settings) -> Result<(Vec<u32>, Vec<Extent>)> {
    let n = problem.parties();
    let mut archive = Archive::new(problem);
    for start in 0..STARTS {
        let mut stream = rng::stream(settings.seed, &["analysis".into(), "search".into(), start.into()]);
        let aim = Aim::draw(n, start, &mut stream);
        let Some(mut at) = random_outcome(problem, &mut stream) else { continue };
        let mut worth = archive.visit(&at, &aim)?;
        climb(problem, &mut archive, &aim, &mut at, &mut worth, &mut stream)?;
        for _ in 0..KICKS {
            let mut other = at.clone();
            for _ in 0..2.min(problem.issues()) {
                let k = stream.random_range(0..problem.issues());
                other[k] = problem.allowed[k][stream.random_range(0..problem.allowed[k].len())];
            }
            if !problem.scenario.admits(&other) {
                continue;
            }
            let mut other_worth = archive.visit(&other, &aim)?;
            climb(problem, &mut archive, &aim, &mut other, &mut other_worth, &mut stream)?;
            if other_worth > worth {
                (at, worth) = (other, other_worth);
            }
        }
    }
    neighbours(problem, &mut archive)?;
    let extents =
        archive.extents.iter().map(|(low, high)| Extent { low: *low, high: *high, mean: None }).collect();
    Ok((archive.digits, extents))
}

/// What one start maximises.
struct Aim {
    weights: Vec<f64>,
    minimum: bool,
}

impl Aim {
    fn draw(n: usize, start: u64, stream: &mut impl Rng) -> Self {
        // Exponential draws are a uniform point of the simplex, up to scale. The first starts favour one party.
        let weights = (0..n)
            .map(|k| if start / 2 == k as u64 { 50.0 } else { -num::ln(1.0 - stream.random::<f64>()) + 1e-6 })
            .collect();
        Self { weights, minimum: start % 2 == 1 }
    }

    fn worth(&self, utilities: &[f64]) -> f64 {
        let weighted = self.weights.iter().zip(utilities);
        if self.minimum {
            // Small weight: this party matters less, so its utility is stretched.
            let least = weighted.clone().fold(f64::INFINITY, |m, (w, u)| m.min(u / w));
            least + 1e-3 * utilities.iter().sum::<f64>()
        } else {
            weighted.map(|(w, u)| w * u).sum()
        }
    }
}

fn random_outcome(problem: &Problem<'_>, stream: &mut impl Rng) -> Option<Vec<u32>> {
    (0..DRAWS).find_map(|_| {
        let digits: Vec<u32> =
            problem.allowed.iter().map(|values| values[stream.random_range(0..values.len())]).collect();
        problem.scenario.admits(&digits).then_some(digits)
    })
}

fn climb(
    problem: &Problem<'_>,
    archive: &mut Archive<'_>,
    aim: &Aim,
    at: &mut [u32],
    worth: &mut f64,
    stream: &mut impl Rng,
) -> Result<()> {
    loop {
        let before = *worth;
        for k in 0..at.len() {
            let values = &problem.allowed[k];
            let mut best = at[k];
            for t in 0..values.len().min(TRIES) {
                let v = if values.len() <= TRIES {
                    values[t]
                } else {
                    values[stream.random_range(0..values.len())]
                };
                let here = std::mem::replace(&mut at[k], v);
                if problem.scenario.admits(at) {
                    let w = archive.visit(at, aim)?;
                    if w > *worth {
                        *worth = w;
                        best = v;
                    }
                }
                at[k] = here;
            }
            at[k] = best;
        }
        if *worth <= before {
            return Ok(());
        }
    }
}

/// Looks at everything one issue away from what is in the archive, until nothing new comes up.
fn neighbours(problem: &Problem<'_>, archive: &mut Archive<'_>) -> Result<()> {
    let mut explored: BTreeSet<Vec<u32>> = BTreeSet::new();
    let mut spent = 0;
    loop {
        archive.prune();
        let issues = problem.issues().max(1);
        let fresh: Vec<Vec<u32>> = archive
            .digits
            .chunks_exact(issues)
            .filter(|d| !explored.contains(*d))
            .map(<[u32]>::to_vec)
            .collect();
        if fresh.is_empty() {
            return Ok(());
        }
        for mut at in fresh {
            explored.insert(at.clone());
            for k in 0..at.len() {
                let here = at[k];
                for v in problem.allowed[k].iter().take(TRIES).filter(|v| **v != here) {
                    at[k] = *v;
                    if problem.scenario.admits(&at) {
                        archive.see(&at)?;
                        spent += 1;
                    }
                }
                at[k] = here;
            }
            if spent > BUDGET {
                archive.prune();
                return Ok(());
            }
        }
    }
}

struct Archive<'a> {
    problem: &'a Problem<'a>,
    digits: Vec<u32>,
    coords: Vec<f64>,
    extents: Vec<(f64, f64)>,
    at: Vec<f64>,
    threshold: usize,
}

impl<'a> Archive<'a> {
    fn new(problem: &'a Problem<'a>) -> Self {
        let n = problem.parties();
        Self {
            problem,
            digits: Vec::new(),
            coords: Vec::new(),
            extents: vec![(f64::INFINITY, f64::NEG_INFINITY); n],
            at: vec![0.0; n],
            threshold: HELD,
        }
    }

    /// Evaluates an admissible outcome and says what it is worth to the aim.
    fn visit(&mut self, digits: &[u32], aim: &Aim) -> Result<f64> {
        self.see(digits)?;
        Ok(aim.worth(&self.at))
    }

    /// Evaluates an admissible outcome and keeps it if it is rational.
    fn see(&mut self, digits: &[u32]) -> Result<()> {
        self.problem.evaluate(digits, &mut self.at);
        if let Some(k) = self.at.iter().position(|u| !u.is_finite()) {
            let name = &self.problem.scenario.parties[k].name;
            return Err(Error::input(format!("the utility of {name:?} is not finite somewhere")));
        }
        for (range, u) in self.extents.iter_mut().zip(&self.at) {
            *range = (range.0.min(*u), range.1.max(*u));
        }
        if self.problem.is_rational(&self.at) {
            self.digits.extend_from_slice(digits);
            self.coords.extend_from_slice(&self.at);
            if self.coords.len() / self.at.len() > self.threshold {
                self.prune();
                self.threshold = HELD.max(2 * self.coords.len() / self.at.len());
            }
        }
        Ok(())
    }

    fn prune(&mut self) {
        let (n, issues) = (self.at.len(), self.problem.issues());
        let rule = Rule { cover: vec![0.0; n], clear: self.problem.tie.clone() };
        let digits = &self.digits;
        let outcome = |k: u32| &digits[k as usize * issues..(k as usize + 1) * issues];
        // Of an outcome seen twice the first visit stays.
        let earlier = |a: u32, b: u32| (outcome(a), a) < (outcome(b), b);
        let kept = survivors(n, &self.coords, &rule, &earlier);
        let pick = |all: &[f64], w: usize| -> Vec<f64> {
            kept.iter().flat_map(|k| all[*k as usize * w..(*k as usize + 1) * w].to_vec()).collect()
        };
        let coords = pick(&self.coords, n);
        self.digits = kept.iter().flat_map(|k| outcome(*k).to_vec()).collect();
        self.coords = coords;
    }
}
