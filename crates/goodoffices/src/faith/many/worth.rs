//! Part-worths nobody told: draws, and what a party's own offers say of them.
//!
//! The worth of option o of issue a is β_a·v_a(o): v uniform on [0, 1] and rescaled to it, β exponential with
//! mean L/n for n issues, L one of [`LEVELS`], equally likely. Draws are Latin hypercubes (McKay, Beckman &
//! Conover 1979), the same for every issue with as many options: no estimate depends on the order of issues.
//! The estimate of a party's worths is their posterior mean under its own offers so far, where it is taken to
//! follow the others by κ ≥ 0 ([`RESPONSES`], exponential with mean 1.5) and to have no regard for them.
//! It is a share of the sum of expected β, so that a party of which little is known pulls little.

use super::choice::Weigher;
use super::record::Record;
use crate::num;
use crate::rng;
use rand::RngExt;

/// Total importance of the issues, equally likely.
pub(super) const LEVELS: [f64; 4] = [2.0, 5.0, 12.0, 30.0];
/// How strongly a party may follow the others while its worths are estimated.
const RESPONSES: [f64; 4] = [0.0, 1.0, 2.0, 4.0];
/// Mean of their exponential weights.
const RESPONSE_MEAN: f64 = 1.5;

/// Draws for issues of one size.
#[derive(Clone, Debug)]
pub(super) struct Draws {
    /// By draw, the importance of the issue where its mean is 1.
    importance: Vec<f64>,
    /// By option and draw, the worth within the issue, on [0, 1].
    values: Vec<Vec<f64>>,
}

/// Stratified numbers on (0, 1), one in each of `n` strata, in random order.
fn strata(n: usize, stream: &mut rng::Stream) -> Vec<f64> {
    let mut all: Vec<f64> = (0..n).map(|k| (k as f64 + stream.random::<f64>()) / n as f64).collect();
    for k in (1..n).rev() {
        all.swap(k, stream.random_range(0..=k as u64) as usize);
    }
    all
}

impl Draws {
    fn new(options: usize, draws: usize, seed: u64) -> Self {
        let mut stream =
            rng::stream(seed, &["faith".into(), "many".into(), "worth".into(), (options as u64).into()]);
        let importance = strata(draws, &mut stream).iter().map(|p| -num::ln((1.0 - p).max(1e-12))).collect();
        let mut values: Vec<Vec<f64>> = (0..options).map(|_| strata(draws, &mut stream)).collect();
        for d in 0..draws {
            let low = values.iter().map(|row| row[d]).fold(f64::INFINITY, f64::min);
            let high = values.iter().map(|row| row[d]).fold(f64::NEG_INFINITY, f64::max);
            for row in &mut values {
                row[d] = if high > low { (row[d] - low) / (high - low) } else { 0.0 };
            }
        }
        Self { importance, values }
    }
}

/// Draws for every issue of a record, with the weights e^{βv} that they give to options at each level.
#[derive(Debug)]
pub(super) struct Worths {
    draws: Vec<Draws>,
    /// By level and issue: by option and draw, e^{βv}.
    weights: Vec<Vec<Vec<Vec<f64>>>>,
    issues: f64,
}

impl Worths {
    /// Draws for the issues of these sizes.
    pub(super) fn new(sizes: &[usize], draws: usize, seed: u64) -> Self {
        let draws: Vec<Draws> = sizes.iter().map(|m| Draws::new(*m, draws, seed)).collect();
        let issues = sizes.len() as f64;
        let weights = LEVELS
            .iter()
            .map(|level| {
                let table = |d: &Draws| {
                    let row = |row: &Vec<f64>| {
                        let scaled = row.iter().zip(&d.importance);
                        scaled.map(|(v, b)| num::exp(level / issues * b * v)).collect()
                    };
                    d.values.iter().map(row).collect()
                };
                draws.iter().map(table).collect()
            })
            .collect();
        Self { draws, weights, issues }
    }

    /// By issue, then option and draw: e^{βv} at a level.
    pub(super) fn at_level(&self, level: usize) -> &[Vec<Vec<f64>>] {
        &self.weights[level]
    }

    /// What a party's own choices say of its worths: after 0, 1, 2, … of them, by issue and option, on [0, 1].
    pub(super) fn learned(
        &self,
        record: &Record,
        party: usize,
        shares: &[Vec<Vec<f64>>],
    ) -> Vec<Vec<Vec<f64>>> {
        let sizes = record.sizes();
        let choices = record.choices(party);
        let flat: Vec<Vec<f64>> = sizes.iter().map(|m| vec![0.0; *m]).collect();
        let mut out = vec![flat; choices.len() + 1];
        if choices.is_empty() {
            return out;
        }
        // By cell (level and response): ln weight after each choice, and E[βv], E[β] by issue.
        let mut cells: Vec<(f64, Vec<f64>, Vec<Vec<Moments>>)> = Vec::new();
        for (l, level) in LEVELS.iter().enumerate() {
            for response in RESPONSES {
                let mut ln = vec![0.0; choices.len()];
                let mut moments = Vec::with_capacity(sizes.len());
                for (a, weights) in self.weights[l].iter().enumerate() {
                    let mut weigher = Weigher::new(self.draws[a].importance.len());
                    let mut by_choice = Vec::with_capacity(choices.len());
                    for (k, choice) in choices.iter().enumerate() {
                        if let Some(chosen) = record.offers()[*choice].values[a] {
                            let tilt: Vec<f64> =
                                shares[k][a].iter().map(|s| num::exp(response * s)).collect();
                            weigher.choose(weights, &tilt, chosen);
                        }
                        ln[k] += weigher.ln_mean();
                        by_choice.push(self.moments(a, level / self.issues, weigher.weights()));
                    }
                    moments.push(by_choice);
                }
                cells.push((-response / RESPONSE_MEAN, ln, moments));
            }
        }
        for (k, table) in out.iter_mut().skip(1).enumerate() {
            let top = cells.iter().map(|c| c.0 + c.1[k]).fold(f64::NEG_INFINITY, f64::max);
            let mut importance = 0.0;
            for (prior, ln, moments) in &cells {
                let weight = num::exp(prior + ln[k] - top);
                for (row, by_choice) in table.iter_mut().zip(moments) {
                    let m = &by_choice[k];
                    importance += weight * m.importance;
                    for (x, worth) in row.iter_mut().zip(&m.worths) {
                        *x += weight * worth;
                    }
                }
            }
            table.iter_mut().flatten().for_each(|x| *x /= importance.max(f64::MIN_POSITIVE));
        }
        out
    }

    fn moments(&self, issue: usize, scale: f64, weights: &[f64]) -> Moments {
        let draws = &self.draws[issue];
        let total: f64 = weights.iter().sum();
        let mean = |row: &dyn Fn(usize) -> f64| {
            scale * weights.iter().enumerate().map(|(d, w)| w * row(d)).sum::<f64>() / total
        };
        Moments {
            importance: mean(&|d| draws.importance[d]),
            worths: draws.values.iter().map(|row| mean(&|d| draws.importance[d] * row[d])).collect(),
        }
    }
}

/// Posterior means of one issue in one cell.
struct Moments {
    importance: f64,
    worths: Vec<f64>,
}

#[cfg(test)]
mod tests {
    use super::super::record::{Offer, shares};
    use super::*;

    #[test]
    fn what_a_party_keeps_asking_for_is_worth_more_and_nothing_is_known_before() {
        let offer = |v: usize, w: usize| Offer { party: 0, values: vec![Some(v), Some(w)], scripted: false };
        let offers = vec![offer(2, 0), offer(2, 1), offer(2, 0), offer(2, 1)];
        let record = Record::new(vec![3, 3], 2, offers).unwrap();
        let worths = Worths::new(record.sizes(), 400, 1);
        let learned = worths.learned(&record, 0, &shares(&record, 0));
        assert!(learned[0].iter().flatten().all(|x| *x == 0.0));
        let after = &learned[4];
        assert!(after[0][2] > after[0][0] && after[0][2] > after[0][1], "{after:?}");
        // The issue that never moves matters more than the one that does.
        let span = |row: &Vec<f64>| {
            row.iter().fold(0.0_f64, |m, x| m.max(*x)) - row.iter().fold(1.0_f64, |m, x| m.min(*x))
        };
        assert!(span(&after[0]) > span(&after[1]) && after.iter().flatten().all(|x| (0.0..=1.0).contains(x)));
    }
}
