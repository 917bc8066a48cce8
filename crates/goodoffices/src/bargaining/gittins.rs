//! The Gittins index of a Beta–Bernoulli arm: what effort on one track of talks is worth, learning included.
//!
//! A track succeeds each time with an unknown probability of prior Beta(a, b). Its index is the sure payment λ per attempt at
//! which trying once more and stopping for good are worth the same (Gittins 1979; calibration by dynamic programming, Gittins, Glazebrook
//! & Weber 2011): V(s,f) = max(λ/(1−δ), p + δ[p V(s+1,f) + (1−p) V(s,f+1)]), p = (a+s)/(a+b+s+f). The recursion is cut
//! after N attempts, where δ^N < 1e-8: once from below (the mean for ever) and once from above (success for ever), so the index is bracketed and the
//! bracket is reported. Absent: other priors, tracks whose state moves while nobody works on them.

use super::model::{End, Found, Model, Parameter, Values, said, value};
use crate::error::Result;
use crate::num;

/// The index with what is proven of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gittins {
    /// Proven lower bound.
    pub low: f64,
    /// Proven upper bound.
    pub high: f64,
    /// Attempts looked ahead.
    pub depth: usize,
}

impl Gittins {
    /// The middle of the bracket.
    #[must_use]
    pub fn index(&self) -> f64 {
        f64::midpoint(self.low, self.high)
    }
}

/// Patience beyond which the programme would be too large.
pub const MOST_PATIENT: f64 = 0.995;

/// What is left of the worth of everything after the last attempt looked at.
const LEFT: f64 = 1e-8;
/// Halvings of the interval of λ.
const HALVINGS: usize = 30;

/// The index of a Beta(a, b) arm under a discount factor in (0, [`MOST_PATIENT`]].
#[must_use]
pub fn gittins(delta: f64, a: f64, b: f64) -> Gittins {
    let depth = (num::ln(LEFT) / num::ln(delta)).ceil().max(2.0) as usize;
    let mut row = vec![0.0; depth + 1];
    Gittins {
        low: bound(delta, a, b, &mut row, Tail::Mean),
        high: bound(delta, a, b, &mut row, Tail::Success),
        depth,
    }
}

/// What is assumed after the last attempt looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tail {
    /// The mean so far for ever: worth no more than going on to learn.
    Mean,
    /// Success for ever: worth no less.
    Success,
}

fn bound(delta: f64, a: f64, b: f64, row: &mut [f64], end: Tail) -> f64 {
    let (mut low, mut high) = (a / (a + b), 1.0);
    for _ in 0..HALVINGS {
        let lambda = f64::midpoint(low, high);
        if worth_trying(delta, a, b, lambda, row, end) { low = lambda } else { high = lambda }
    }
    if end == Tail::Mean { low } else { high }
}

/// Is one more attempt worth more than λ for ever? Values are in units of 1/(1−δ).
fn worth_trying(delta: f64, a: f64, b: f64, lambda: f64, row: &mut [f64], end: Tail) -> bool {
    let last = row.len() - 1;
    let total = |n: usize| a + b + n as f64;
    for (s, cell) in row.iter_mut().enumerate() {
        let p = (a + s as f64) / total(last);
        *cell = if end == Tail::Mean { p.max(lambda) } else { 1.0 };
    }
    for n in (1..last).rev() {
        let over = 1.0 / total(n);
        for s in 0..=n {
            let p = (a + s as f64) * over;
            let go = (1.0 - delta) * p + delta * (p * row[s + 1] + (1.0 - p) * row[s]);
            row[s] = go.max(lambda);
        }
    }
    let p = a / total(0);
    (1.0 - delta) * p + delta * (p * row[1] + (1.0 - p) * row[0]) > lambda
}

pub(super) const MODEL: Model = Model {
    name: "gittins",
    title: "on which track to work next, when working on it teaches something",
    formula: "λ with λ/(1−δ) = max over stopping times of E[Σ δ^t successes + δ^τ λ/(1−δ)], prior Beta(a, b)",
    source: "Gittins 1979, JRSS B 41(2); Gittins, Glazebrook & Weber 2011",
    lesson: "A track nobody has tried is worth more than its odds, since a try shows whether to go on. Work on the track with the highest index; the bonus shrinks with every answer.",
    parameters: &[
        Parameter {
            name: "delta",
            meaning: "worth today of a success one attempt later (above .995 the programme is too large)",
            default: 0.9,
            range: (0.0, MOST_PATIENT),
            ends: (End::Out, End::In),
        },
        Parameter {
            name: "a",
            meaning: "1 + successes so far, under a flat prior",
            default: 1.0,
            range: (0.01, 10_000.0),
            ends: (End::In, End::In),
        },
        Parameter {
            name: "b",
            meaning: "1 + failures so far, under a flat prior",
            default: 1.0,
            range: (0.01, 10_000.0),
            ends: (End::In, End::In),
        },
    ],
    moves: "b",
    follows: &["index", "mean"],
    measure: "worth of an attempt, in successes",
    points: 25,
    solve,
};

fn solve(v: &Values) -> Result<Found> {
    let (delta, a, b) = (v.of("delta"), v.of("a"), v.of("b"));
    let g = gittins(delta, a, b);
    let mean = a / (a + b);
    Ok(Found {
        values: vec![
            value("index", g.index(), "sure payment per attempt that the track is worth"),
            value("mean", mean, "probability of success of the next attempt"),
            value("learning", g.index() - mean, "what the chance to learn adds"),
            value("error", (g.high - g.low) / 2.0, "half of the proven bracket"),
        ],
        sentence: format!(
            "The next attempt succeeds with probability {}, but the track is worth {} an attempt: {} of that is the chance to learn whether to go on.",
            said(mean),
            said(g.index()),
            said(g.index() - mean)
        ),
        method: format!(
            "calibrated dynamic programme, {} attempts ahead, bracketed from below and above",
            g.depth
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_values_to_the_printed_digits() {
        for (delta, want) in [(0.9, "0.7029"), (0.95, "0.7614"), (0.99, "0.8699")] {
            let g = gittins(delta, 1.0, 1.0);
            assert_eq!(format!("{:.4}", g.index()), want);
            assert!(g.low <= g.high && g.high - g.low < 2e-6, "{g:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_index_is_above_the_mean_and_moves_the_right_way(delta in 0.1..0.9_f64, a in 0.5..5.0_f64, b in 0.5..5.0_f64) {
            let g = gittins(delta, a, b);
            prop_assert!(g.low <= g.high && g.high - g.low < 1e-6);
            prop_assert!(g.index() >= a / (a + b) && g.index() <= 1.0);
            prop_assert!(gittins(delta, a + 1.0, b).index() > g.index());
            prop_assert!(gittins(delta, a, b + 1.0).index() < g.index());
            prop_assert!(gittins((delta + 0.05).min(0.95), a, b).index() >= g.index() - 1e-6);
        }
    }
}
