//! A scalable Bayesian model after Hindriks & Tykhonov (2008), with constants of our own.
//!
//! Hypotheses are kept issue by issue: a weight out of five levels, and a shape of the values (uphill,
//! downhill, or a peak at one value; on unordered issues a worth out of five levels for each value apart). An offer at
//! time t is as likely as a normal of σ = .15 around a target 1 − .3·t, with the other issues at their
//! expectation. *Guard*: a twentieth of each update is uniform, so that no hypothesis dies of one odd offer.
//!
//! The version that the field ships differs (eleven weights, σ = .25, a target falling .003 with each new offer,
//! repeated offers discarded); `study` has that one as a baseline.

use crate::num;

const LEVELS: usize = 5;
const SIGMA: f64 = 0.15;
const CONCESSION: f64 = 0.3;
const GUARD: f64 = 0.05;
/// Most peaks tried on one issue.
const PEAKS: usize = 64;

#[derive(Clone, Debug)]
struct IssueBelief {
    shapes: Vec<Vec<f64>>,
    shape_odds: Vec<f64>,
    /// On unordered issues instead, by value, the odds of each level.
    free: Vec<[f64; LEVELS]>,
    weight_odds: [f64; LEVELS],
    /// Expected value of each value, and the expected raw weight.
    values: Vec<f64>,
    weight: f64,
}

#[derive(Clone, Debug)]
pub(super) struct Bayesian {
    issues: Vec<IssueBelief>,
    total: f64,
}

fn shapes(n: usize, ordered: bool) -> Vec<Vec<f64>> {
    let at = |k: usize| k as f64 / (n - 1) as f64;
    let step = n.div_ceil(PEAKS);
    let peaks = (0..n).step_by(step);
    if n == 1 {
        return vec![vec![1.0]];
    }
    if !ordered {
        return Vec::new();
    }
    let mut all: Vec<Vec<f64>> = vec![(0..n).map(at).collect(), (0..n).map(|k| 1.0 - at(k)).collect()];
    for p in peaks.filter(|p| *p > 0 && *p < n - 1) {
        let far = p.max(n - 1 - p) as f64;
        all.push((0..n).map(|k| 1.0 - (k.abs_diff(p) as f64) / far).collect());
    }
    all
}

fn level(k: usize) -> f64 {
    (k + 1) as f64 / LEVELS as f64
}

fn worth(k: usize) -> f64 {
    k as f64 / (LEVELS - 1) as f64
}

impl IssueBelief {
    fn expect(&mut self) {
        for (k, v) in self.values.iter_mut().enumerate() {
            *v = match self.free.get(k) {
                Some(odds) => odds.iter().enumerate().map(|(l, p)| worth(l) * p).sum(),
                None => self.shapes.iter().zip(&self.shape_odds).map(|(s, p)| s[k] * p).sum(),
            };
        }
        self.weight = self.weight_odds.iter().enumerate().map(|(k, p)| level(k) * p).sum();
    }
}

/// Multiplies odds by likelihoods and brings them back to sum 1, mixed with the uniform.
fn update(odds: &mut [f64], likelihood: impl Fn(usize) -> f64) {
    for (k, p) in odds.iter_mut().enumerate() {
        *p *= likelihood(k);
    }
    let total: f64 = odds.iter().sum();
    let n = odds.len() as f64;
    for p in odds.iter_mut() {
        let sharp = if total > 0.0 { *p / total } else { 1.0 / n };
        *p = (1.0 - GUARD) * sharp + GUARD / n;
    }
}

impl Bayesian {
    pub(super) fn new(sizes: &[usize], ordered: &[bool]) -> Self {
        let issues = sizes.iter().zip(ordered).map(|(n, ordered)| {
            let shapes = shapes(*n, *ordered);
            let odds = vec![1.0 / shapes.len().max(1) as f64; shapes.len()];
            let free = if shapes.is_empty() { vec![[1.0 / LEVELS as f64; LEVELS]; *n] } else { Vec::new() };
            let mut belief = IssueBelief {
                shapes,
                shape_odds: odds,
                free,
                weight_odds: [1.0 / LEVELS as f64; LEVELS],
                values: vec![0.0; *n],
                weight: 0.0,
            };
            belief.expect();
            belief
        });
        let mut model = Self { issues: issues.collect(), total: 0.0 };
        model.total = model.issues.iter().map(|i| i.weight).sum();
        model
    }

    pub(super) fn observe(&mut self, digits: &[u32], time: f64) {
        let target = 1.0 - CONCESSION * time;
        let fit = |u: f64| num::exp(-(u - target) * (u - target) / (2.0 * SIGMA * SIGMA));
        // All issues learn from the same expectations, so that their order does not matter.
        let sum: f64 = self.issues.iter().zip(digits).map(|(i, d)| i.weight * i.values[*d as usize]).sum();
        let total = self.total;
        for (issue, d) in self.issues.iter_mut().zip(digits) {
            let d = *d as usize;
            let (w, v) = (issue.weight, issue.values[d]);
            let (others, other_weights) = (sum - w * v, total - w);
            let shapes = &issue.shapes;
            match issue.free.get_mut(d) {
                Some(odds) => update(odds, |k| fit((others + w * worth(k)) / total)),
                None => update(&mut issue.shape_odds, |k| fit((others + w * shapes[k][d]) / total)),
            }
            update(&mut issue.weight_odds, |k| fit((others + level(k) * v) / (other_weights + level(k))));
            issue.expect();
        }
        self.total = self.issues.iter().map(|i| i.weight).sum();
    }

    pub(super) fn utility(&self, digits: &[u32]) -> f64 {
        let sum: f64 = self.issues.iter().zip(digits).map(|(i, d)| i.weight * i.values[*d as usize]).sum();
        if self.total > 0.0 { sum / self.total } else { 0.0 }
    }
}
