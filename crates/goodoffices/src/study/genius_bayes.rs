//! "Genius-Bayes (guarded)": the scalable Bayesian opponent model as the field ships it, as a baseline.
//!
//! After Hindriks & Tykhonov (AAMAS 2008), with the constants of the shipped version: by issue, eleven weights
//! j/10 with prior ∝ (1 − (j+1)/11)³ and evaluators uphill, downhill or with one peak; an offer fits a hypothesis
//! by exp(−x²/2σ²), x = (û − u)/û, σ = .25, where û begins at 1 and falls .003 with each new offer; offers made
//! before are discarded; other issues stand at their expectations. It is no distribution over offers: it
//! estimates worths, and nothing else is read from it. *Guard* (ours): where an update leaves no mass or no
//! number, it is not made. `opponent` has a model of the same family that copes better with unordered issues.

use crate::num;
use std::collections::HashSet;

const SIGMA: f64 = 0.25;
const FALL: f64 = 0.003;
const WEIGHTS: usize = 11;

#[derive(Clone, Debug)]
struct IssueBelief {
    shapes: Vec<Vec<f64>>,
    shape_odds: Vec<f64>,
    weight_odds: Vec<f64>,
}

impl IssueBelief {
    fn new(options: usize) -> Self {
        let span = (options.max(2) - 1) as f64;
        let mut shapes: Vec<Vec<f64>> = vec![
            (0..options).map(|k| k as f64 / span).collect(),
            (0..options).map(|k| 1.0 - k as f64 / span).collect(),
        ];
        for peak in 1..options.saturating_sub(1) {
            let at = |k: usize| {
                if k <= peak {
                    k as f64 / peak as f64
                } else {
                    (options - 1 - k) as f64 / (options - 1 - peak) as f64
                }
            };
            shapes.push((0..options).map(at).collect());
        }
        let shape_odds = vec![1.0 / shapes.len() as f64; shapes.len()];
        let mut weight_odds: Vec<f64> =
            (0..WEIGHTS).map(|j| (1.0 - (j + 1) as f64 / WEIGHTS as f64).powi(3)).collect();
        let total: f64 = weight_odds.iter().sum();
        weight_odds.iter_mut().for_each(|p| *p /= total);
        Self { shapes, shape_odds, weight_odds }
    }

    fn weight(&self) -> f64 {
        self.weight_odds.iter().enumerate().map(|(j, p)| p * j as f64 / 10.0).sum()
    }

    fn value(&self, option: usize) -> f64 {
        self.shapes.iter().zip(&self.shape_odds).map(|(s, p)| p * s[option]).sum()
    }
}

fn update(odds: &mut [f64], likelihood: impl Fn(usize) -> f64) {
    let new: Vec<f64> = odds.iter().enumerate().map(|(k, p)| p * likelihood(k)).collect();
    let total: f64 = new.iter().sum();
    if total.is_finite() && total > 0.0 {
        odds.iter_mut().zip(new).for_each(|(p, n)| *p = n / total);
    }
}

/// Part-worths by issue and option that the model ends with after these offers.
#[must_use]
pub fn genius_bayes(sizes: &[usize], offers: &[Vec<usize>]) -> Vec<Vec<f64>> {
    let mut issues: Vec<IssueBelief> = sizes.iter().map(|m| IssueBelief::new(*m)).collect();
    let mut seen: HashSet<&Vec<usize>> = HashSet::new();
    for offer in offers {
        let target = (1.0 - FALL * seen.len() as f64).max(FALL);
        if !seen.insert(offer) {
            continue;
        }
        let fit = |u: f64| {
            let x = (target - u) / target;
            num::exp(-x * x / (2.0 * SIGMA * SIGMA))
        };
        for step in 0..2 {
            let total: f64 = issues.iter().map(IssueBelief::weight).sum();
            let expected: Vec<(f64, f64)> =
                issues.iter().zip(offer).map(|(i, o)| (i.weight() / total, i.value(*o))).collect();
            let sum: f64 = expected.iter().map(|(w, v)| w * v).sum();
            for ((issue, option), (w, v)) in issues.iter_mut().zip(offer).zip(&expected) {
                let others = sum - w * v;
                if step == 0 {
                    update(&mut issue.weight_odds, |j| fit(others + j as f64 / 10.0 * v));
                } else {
                    let shapes = &issue.shapes;
                    update(&mut issue.shape_odds, |k| fit(others + w * shapes[k][*option]));
                }
            }
        }
    }
    let total: f64 = issues.iter().map(IssueBelief::weight).sum();
    let row = |(i, m): (&IssueBelief, &usize)| (0..*m).map(|o| i.weight() / total * i.value(o)).collect();
    issues.iter().zip(sizes).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_learns_direction_discards_repeats_and_stays_a_number() {
        let sizes = [4, 3];
        let once = genius_bayes(&sizes, &[vec![3, 0]]);
        assert!(once[0][3] > once[0][0] && once[1][0] > once[1][2], "{once:?}");
        assert_eq!(once, genius_bayes(&sizes, &vec![vec![3, 0]; 50]));
        let many: Vec<Vec<usize>> = (0..1000).map(|k| vec![k % 4, k / 4 % 3]).collect();
        assert!(genius_bayes(&sizes, &many).iter().flatten().all(|x| x.is_finite()));
        assert!(genius_bayes(&[1], &[vec![0]]).iter().flatten().all(|x| x.is_finite()));
    }
}
