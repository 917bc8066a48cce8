//! Who did best, and how sure that is.
//!
//! A strategy's score is the mean over scenarios of its mean over repetitions of its mean utility (or
//! advantage) in a repetition. Intervals resample scenarios and, inside each, repetitions (two-stage
//! bootstrap; Davison & Hinkley 1997, §3.8), at 95 %. Two strategies are compared by a sign-flip test on the
//! differences of their scenario means (Fisher 1935), exact up to 16 scenarios, and the p-values are
//! corrected for their number by Holm (1979).

use crate::num;
use crate::rng;
use rand::RngExt;

/// Resamples of the bootstrap.
const RESAMPLES: usize = 1000;
/// Flips drawn where there are too many to try all.
const FLIPS: usize = 10_000;

/// Sums of a measure by strategy, scenario and repetition.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    scenarios: usize,
    repetitions: usize,
    /// (sum, count) by strategy, scenario, repetition.
    cells: Vec<(f64, u64)>,
}

impl Scores {
    /// Nothing yet for so many strategies, scenarios and repetitions.
    #[must_use]
    pub fn new(strategies: usize, scenarios: usize, repetitions: usize) -> Self {
        Self { scenarios, repetitions, cells: vec![(0.0, 0); strategies * scenarios * repetitions] }
    }

    /// Adds a value. Additions must come in a fixed order.
    pub fn add(&mut self, strategy: usize, scenario: usize, repetition: usize, value: f64) {
        let k = (strategy * self.scenarios + scenario) * self.repetitions + repetition;
        self.cells[k].0 += value;
        self.cells[k].1 += 1;
    }

    fn mean(&self, strategy: usize, scenario: usize, repetition: usize) -> Option<f64> {
        let (sum, n) = self.cells[(strategy * self.scenarios + scenario) * self.repetitions + repetition];
        (n > 0).then(|| sum / n as f64)
    }

    fn strategies(&self) -> usize {
        self.cells.len() / (self.scenarios * self.repetitions).max(1)
    }

    /// Mean over repetitions; nothing where the strategy never played the scenario.
    fn scenario_mean(&self, strategy: usize, scenario: usize, drawn: Option<&[usize]>) -> Option<f64> {
        let all: Vec<usize>;
        let which = match drawn {
            Some(d) => d,
            None => {
                all = (0..self.repetitions).collect();
                &all
            }
        };
        let means: Vec<f64> = which.iter().filter_map(|r| self.mean(strategy, scenario, *r)).collect();
        (!means.is_empty()).then(|| means.iter().sum::<f64>() / means.len() as f64)
    }

    fn score(&self, strategy: usize) -> f64 {
        let means: Vec<f64> =
            (0..self.scenarios).filter_map(|s| self.scenario_mean(strategy, s, None)).collect();
        means.iter().sum::<f64>() / means.len().max(1) as f64
    }
}

/// Where a strategy stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Strategy index.
    pub strategy: usize,
    /// Its score.
    pub score: f64,
    /// Ends of the 95 % interval.
    pub interval: (f64, f64),
}

/// Two strategies compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The better (strategy index).
    pub better: usize,
    /// The other.
    pub other: usize,
    /// Difference of scores.
    pub difference: f64,
    /// p-value after correction.
    pub p: f64,
}

/// Standings, best first, and all pairwise comparisons.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// Best first; equal scores in the order of the plan.
    pub standings: Vec<Standing>,
    /// Every pair.
    pub comparisons: Vec<Comparison>,
}

/// Ranks the first `ranked` strategies.
#[must_use]
pub fn ranking(scores: &Scores, ranked: usize, seed: u64) -> Ranking {
    let ranked = ranked.min(scores.strategies());
    let mut resampled: Vec<Vec<f64>> = vec![Vec::with_capacity(RESAMPLES); ranked];
    let mut stream = rng::stream(seed, &["ranking".into(), "bootstrap".into()]);
    let mut drawn: Vec<(usize, Vec<usize>)> = Vec::new();
    for _ in 0..RESAMPLES {
        drawn.clear();
        for _ in 0..scores.scenarios {
            let s = stream.random_range(0..scores.scenarios as u64) as usize;
            let r =
                (0..scores.repetitions).map(|_| stream.random_range(0..scores.repetitions as u64) as usize);
            drawn.push((s, r.collect()));
        }
        for (k, into) in resampled.iter_mut().enumerate() {
            let means: Vec<f64> =
                drawn.iter().filter_map(|(s, r)| scores.scenario_mean(k, *s, Some(r))).collect();
            if !means.is_empty() {
                into.push(means.iter().sum::<f64>() / means.len() as f64);
            }
        }
    }
    let mut standings: Vec<Standing> = resampled
        .iter_mut()
        .enumerate()
        .map(|(strategy, r)| {
            r.sort_by(f64::total_cmp);
            let at = |q: f64| r.get(((r.len() as f64 * q) as usize).min(r.len().saturating_sub(1))).copied();
            let score = scores.score(strategy);
            let interval = (at(0.025).unwrap_or(score), at(0.975).unwrap_or(score));
            Standing { strategy, score, interval }
        })
        .collect();
    standings.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.strategy.cmp(&b.strategy)));
    let mut comparisons = Vec::new();
    for (k, a) in standings.iter().enumerate() {
        for b in &standings[k + 1..] {
            let differences: Vec<f64> = (0..scores.scenarios)
                .filter_map(|s| {
                    let (x, y) = (
                        scores.scenario_mean(a.strategy, s, None)?,
                        scores.scenario_mean(b.strategy, s, None)?,
                    );
                    Some(x - y)
                })
                .collect();
            let p = sign_flip(&differences, seed, (a.strategy as u64, b.strategy as u64));
            let difference = a.score - b.score;
            comparisons.push(Comparison { better: a.strategy, other: b.strategy, difference, p });
        }
    }
    holm(&mut comparisons);
    Ranking { standings, comparisons }
}

/// Share of sign patterns whose mean is at least as far from 0 as the one seen.
fn sign_flip(differences: &[f64], seed: u64, pair: (u64, u64)) -> f64 {
    let n = differences.len();
    let seen = differences.iter().sum::<f64>().abs() - num::TIE;
    let extreme = |negative: &dyn Fn(usize) -> bool| {
        let sum: f64 = differences.iter().enumerate().map(|(k, d)| if negative(k) { -d } else { *d }).sum();
        sum.abs() >= seen
    };
    if n <= 16 {
        let all = 1_u32 << n;
        let hits = (0..all).filter(|bits| extreme(&|k| bits >> k & 1 == 1)).count();
        return hits as f64 / f64::from(all);
    }
    let mut stream = rng::stream(seed, &["ranking".into(), "flips".into(), pair.0.into(), pair.1.into()]);
    let mut hits = 1;
    for _ in 0..FLIPS {
        let flips: Vec<bool> = (0..n).map(|_| stream.random::<bool>()).collect();
        hits += usize::from(extreme(&|k| flips[k]));
    }
    hits as f64 / (FLIPS + 1) as f64
}

/// Holm's correction, in place; the comparisons keep their order.
fn holm(comparisons: &mut [Comparison]) {
    let n = comparisons.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| comparisons[*a].p.total_cmp(&comparisons[*b].p).then(a.cmp(b)));
    let mut least: f64 = 0.0;
    for (k, at) in order.into_iter().enumerate() {
        least = least.max((comparisons[at].p * (n - k) as f64).min(1.0));
        comparisons[at].p = least;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clear_winner_is_sure_and_equals_are_not() {
        let mut s = Scores::new(3, 10, 2);
        for scenario in 0..10 {
            for r in 0..2 {
                let noise = (scenario as f64 * 1.7 + r as f64).sin() * 0.05;
                s.add(0, scenario, r, 0.5 + noise);
                s.add(1, scenario, r, 0.8 + noise);
                s.add(2, scenario, r, 0.5 - noise);
            }
        }
        let r = ranking(&s, 3, 1);
        assert_eq!(r.standings[0].strategy, 1);
        assert!(r.standings[0].interval.0 > r.standings[1].interval.1);
        for st in &r.standings {
            assert!(st.interval.0 <= st.score && st.score <= st.interval.1);
        }
        // Exact: 2 of 1024 patterns, times the number of tests left.
        let p = |a: usize, b: usize| {
            let c =
                r.comparisons.iter().find(|c| (c.better, c.other) == (a, b) || (c.better, c.other) == (b, a));
            c.expect("compared").p
        };
        assert!((p(1, 0) - 2.0 / 1024.0 * 3.0).abs() < 1e-12);
        assert!(p(0, 2) > 0.2);
        assert_eq!(r, ranking(&s, 3, 1));
    }
}
