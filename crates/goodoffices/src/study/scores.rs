//! Scores of probabilities and rankings against the truth.
//!
//! AUC with ties counted half (Mann & Whitney 1947). Brier (1950) over classes `Σ_s (p_s − 1_s)²`; log score
//! `−ln p_true`. Calibration error: all pairs of a class's probability and whether it was the truth, in bins
//! of equal mass, mean distance of the two (ECE). Upper bounds of a frequency after Clopper & Pearson (1934).

use crate::num;
use statrs::distribution::{Beta, ContinuousCDF};

/// Probability that a true case scores above a false one.
#[must_use]
pub fn auc(scores: &[(bool, f64)]) -> f64 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (mut rank_sum, mut k) = (0.0, 0);
    while k < sorted.len() {
        let end = sorted[k..].iter().take_while(|s| s.1 == sorted[k].1).count() + k;
        let rank = 0.5 * (k + end - 1) as f64 + 1.0;
        rank_sum += rank * sorted[k..end].iter().filter(|s| s.0).count() as f64;
        k = end;
    }
    let positive = scores.iter().filter(|s| s.0).count() as f64;
    let negative = scores.len() as f64 - positive;
    (rank_sum - 0.5 * positive * (positive + 1.0)) / (positive * negative)
}

/// Share of true cases above the score that leaves at most this share of false ones above it.
#[must_use]
pub fn power_at(scores: &[(bool, f64)], false_share: f64) -> f64 {
    let mut others: Vec<f64> = scores.iter().filter(|s| !s.0).map(|s| s.1).collect();
    others.sort_by(|a, b| b.total_cmp(a));
    let allowed = (false_share * others.len() as f64) as usize;
    let Some(threshold) = others.get(allowed) else { return 1.0 };
    let positive = scores.iter().filter(|s| s.0);
    positive.clone().filter(|s| s.1 > *threshold).count() as f64 / positive.count().max(1) as f64
}

/// Mean Brier and log score of class probabilities.
#[must_use]
pub fn brier_and_log(forecasts: &[(usize, Vec<f64>)]) -> (f64, f64) {
    let n = forecasts.len().max(1) as f64;
    let brier = |(truth, p): &(usize, Vec<f64>)| {
        p.iter().enumerate().map(|(k, p)| (p - f64::from(u8::from(k == *truth))).powi(2)).sum::<f64>()
    };
    let log = |(truth, p): &(usize, Vec<f64>)| -num::ln(p[*truth].max(1e-300));
    (forecasts.iter().map(brier).sum::<f64>() / n, forecasts.iter().map(log).sum::<f64>() / n)
}

/// A bin of a reliability diagram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReliabilityBin {
    /// Mean probability said.
    pub said: f64,
    /// Share that came true.
    pub came: f64,
    /// How many.
    pub count: usize,
}

/// Bins of equal mass over all classes, and the calibration error.
#[must_use]
pub fn reliability(forecasts: &[(usize, Vec<f64>)], bins: usize) -> (Vec<ReliabilityBin>, f64) {
    let mut pairs: Vec<(f64, bool)> =
        forecasts.iter().flat_map(|(t, p)| p.iter().enumerate().map(move |(k, p)| (*p, k == *t))).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = pairs.len();
    let mut out = Vec::new();
    for b in 0..bins {
        let part = &pairs[b * n / bins..(b + 1) * n / bins];
        if part.is_empty() {
            continue;
        }
        let m = part.len() as f64;
        out.push(ReliabilityBin {
            said: part.iter().map(|p| p.0).sum::<f64>() / m,
            came: part.iter().filter(|p| p.1).count() as f64 / m,
            count: part.len(),
        });
    }
    let error = out.iter().map(|b| (b.said - b.came).abs() * b.count as f64).sum::<f64>() / n.max(1) as f64;
    (out, error)
}

/// Upper 95 % bound of a frequency seen `hits` times in `trials` (one-sided 97.5 %).
#[must_use]
pub fn upper_bound(hits: usize, trials: usize) -> f64 {
    if hits >= trials {
        return 1.0;
    }
    Beta::new(hits as f64 + 1.0, (trials - hits) as f64).map_or(1.0, |b| b.inverse_cdf(0.975))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_of_known_cases() {
        let s = [(true, 3.0), (true, 1.0), (false, 1.0), (false, 0.0)];
        assert!((auc(&s) - 0.875).abs() < 1e-12);
        assert_eq!(power_at(&s, 0.0), 0.5);
        let uniform = vec![(2, vec![1.0 / 6.0; 6]); 3];
        let (brier, log) = brier_and_log(&uniform);
        assert!((brier - 0.8333).abs() < 1e-3 && (log - 6.0_f64.ln()).abs() < 1e-12);
        assert!(reliability(&uniform, 10).1 < 0.7);
        // 0 of 10: 1 − .025^(1/10).
        assert!((upper_bound(0, 10) - 0.3085).abs() < 1e-3);
    }
}
