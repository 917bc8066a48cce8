//! Priorities estimated against priorities told, and means with intervals clustered by dialogue.
//!
//! *Top*: is the item with the greatest estimated weight the one of highest priority? Items that tie share the
//! credit. *Pairs*: the share of pairs of items in the right order, ties half: 1/3 and 1/2 are chance.

use super::separation::Interval;
use crate::num::TIE;
use crate::rng;
use rand::RngExt;

const RESAMPLES: u64 = 2000;

/// Top and pairs of one estimate; `truth` is greater for what matters more, without ties.
#[must_use]
pub fn priorities_met(estimate: &[f64], truth: &[usize]) -> (f64, f64) {
    let most = estimate.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let tied: Vec<usize> = (0..estimate.len()).filter(|k| estimate[*k] >= most - TIE).collect();
    let best = (0..truth.len()).max_by_key(|k| truth[*k]);
    let top = if best.is_some_and(|b| tied.contains(&b)) { 1.0 / tied.len() as f64 } else { 0.0 };
    let (mut right, mut pairs) = (0.0, 0.0);
    for a in 0..truth.len() {
        for b in 0..a {
            let (e, t) = (estimate[a] - estimate[b], truth[a] > truth[b]);
            pairs += 1.0;
            right += if e.abs() <= TIE { 0.5 } else { f64::from(u8::from((e > 0.0) == t)) };
        }
    }
    (top, if pairs > 0.0 { right / pairs } else { 0.5 })
}

/// The mean of values in clusters, with the 95 % percentile interval of a bootstrap that draws whole clusters;
/// nothing where there is no value.
#[must_use]
pub fn clustered_mean(values: &[(usize, f64)], seed: u64) -> Option<Interval> {
    let clusters = values.iter().map(|v| v.0 + 1).max()?;
    let (mut sums, mut counts) = (vec![0.0; clusters], vec![0.0; clusters]);
    for (c, x) in values {
        sums[*c] += x;
        counts[*c] += 1.0;
    }
    let present: Vec<usize> = (0..clusters).filter(|c| counts[*c] > 0.0).collect();
    let mean = |drawn: &mut dyn Iterator<Item = usize>| {
        let (s, n) = drawn.fold((0.0, 0.0), |(s, n), c| (s + sums[c], n + counts[c]));
        s / n
    };
    let mut stream = rng::stream(seed, &["study".into(), "clustered".into()]);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let mut drawn =
                (0..present.len()).map(|_| present[stream.random_range(0..present.len() as u64) as usize]);
            mean(&mut drawn)
        })
        .collect();
    means.sort_by(f64::total_cmp);
    let at = |q: f64| means[((means.len() as f64 - 1.0) * q).round() as usize];
    Some(Interval { value: mean(&mut present.iter().copied()), low: at(0.025), high: at(0.975) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_truth_is_right_its_reverse_wrong_and_ties_are_chance() {
        assert_eq!(priorities_met(&[0.5, 0.3, 0.2], &[2, 1, 0]), (1.0, 1.0));
        assert_eq!(priorities_met(&[0.2, 0.3, 0.5], &[2, 1, 0]), (0.0, 0.0));
        let (top, pairs) = priorities_met(&[1.0; 3], &[2, 0, 1]);
        assert!((top - 1.0 / 3.0).abs() < 1e-12 && pairs == 0.5);
    }

    #[test]
    fn clusters_widen_the_interval() {
        let apart: Vec<(usize, f64)> = (0..200).map(|k| (k, f64::from(k as u8 % 2))).collect();
        let together: Vec<(usize, f64)> = (0..200).map(|k| (k / 20, f64::from((k / 20 % 2) as u8))).collect();
        let (a, b) = (clustered_mean(&apart, 1).unwrap(), clustered_mean(&together, 1).unwrap());
        assert_eq!((a.value, b.value), (0.5, 0.5));
        assert!(a.low < 0.5 && 0.5 < a.high && b.high - b.low > 2.0 * (a.high - a.low));
        assert!(clustered_mean(&[], 1).is_none());
    }
}
