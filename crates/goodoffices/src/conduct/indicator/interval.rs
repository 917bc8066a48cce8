//! Intervals that hold nine tenths, computed the same way everywhere.
//!
//! A share: Beta posterior. A rate: Gamma posterior with the Jeffreys prior (shape ½). Where nothing was
//! counted the lower end is 0, and where everything was the upper end of a share is 1 (Brown, Cai and
//! DasGupta 2001), so that what was seen never lies outside. A median: order
//! statistics, which need no distribution (Thompson 1936). Ends are rounded to six digits, so that the last
//! bits of a machine's functions cannot show.

use statrs::distribution::{Beta, ContinuousCDF, Gamma};

/// Lower and upper end; no upper end where what is open bounds it only from below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// 5 % lie below it.
    pub low: f64,
    /// 5 % lie above it.
    pub high: Option<f64>,
}

const TAIL: f64 = 0.05;

fn rounded(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}

/// The posterior interval of a share after `k` of `n`, with a Beta(`a`, `b`) prior.
pub(super) fn share(k: usize, n: usize, a: f64, b: f64) -> Option<Interval> {
    let d = Beta::new(k as f64 + a, n.checked_sub(k)? as f64 + b).ok()?;
    let low = if k == 0 { 0.0 } else { rounded(d.inverse_cdf(TAIL)) };
    let high = if k == n { 1.0 } else { rounded(d.inverse_cdf(1.0 - TAIL)) };
    Some(Interval { low, high: Some(high) })
}

/// The posterior interval of a rate after `k` events in an exposure.
pub(super) fn rate(k: usize, exposure: f64) -> Option<Interval> {
    let d = Gamma::new(k as f64 + 0.5, exposure).ok()?;
    let low = if k == 0 { 0.0 } else { rounded(d.inverse_cdf(TAIL)) };
    Some(Interval { low, high: Some(rounded(d.inverse_cdf(1.0 - TAIL))) })
}

/// The median of ascending values and `open` more that are greater than any, and its interval; no value
/// where the median lies among the open ones, no interval below five values.
pub(super) fn median(values: &[f64], open: usize) -> (Option<f64>, Option<Interval>) {
    let n = values.len() + open;
    if n == 0 {
        return (None, None);
    }
    let mid = match n % 2 {
        1 => values.get(n / 2).copied(),
        _ => values.get(n / 2 - 1).zip(values.get(n / 2)).map(|(a, b)| f64::midpoint(*a, *b)),
    };
    // The greatest rank r with P(Binomial(n, ½) < r) at most the tail.
    let (mut rank, mut below, mut term) = (0_usize, 0.0_f64, 0.5_f64.powi(n.min(1000) as i32));
    if n > 1000 {
        // Beyond double range of ½^n: the normal approximation of the rank, rounded down.
        rank = (n as f64 / 2.0 - 0.822_427 * (n as f64).sqrt()).floor() as usize;
    } else {
        while below + term <= TAIL {
            below += term;
            term *= (n - rank) as f64 / (rank + 1) as f64;
            rank += 1;
        }
    }
    let interval = rank.checked_sub(1).and_then(|r| {
        let low = *values.get(r)?;
        Some(Interval { low, high: values.get(n - 1 - r).copied() })
    });
    (mid, interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_has_closed_ends_where_there_are_any() {
        let ends = |k, n| share(k, n, 1.0, 1.0).map(|i| (i.low, i.high.expect("an end")));
        // Beta(4, 1) has the closed quantile p^(1/4), and Beta(1, 4) its mirror image.
        let low = 0.05_f64.powf(0.25);
        assert!(ends(3, 3).is_some_and(|(a, b)| (a - low).abs() < 1e-5 && b == 1.0));
        assert!(ends(0, 3).is_some_and(|(a, b)| a == 0.0 && (b - (1.0 - low)).abs() < 1e-5));
        // Beta(2, 2) has the distribution function 3x² − 2x³.
        let (a, b) = ends(1, 2).expect("an interval");
        let cdf = |x: f64| 3.0 * x * x - 2.0 * x * x * x;
        assert!((cdf(a) - 0.05).abs() < 1e-5 && (cdf(b) - 0.95).abs() < 1e-5);
        assert_eq!(share(2, 1, 1.0, 1.0), None);
    }

    #[test]
    fn a_rate_of_one_half_shape_is_a_chi_square() {
        // Gamma(½, rate ½) is chi-square with one degree of freedom: its .95 quantile is 3.841459.
        let i = rate(0, 0.5).expect("an interval");
        assert!((i.high.expect("an end") - 3.841_459).abs() < 1e-4, "{i:?}");
        assert_eq!(rate(1, 0.0), None);
    }

    #[test]
    fn a_median_interval_needs_five_and_is_open_above_where_answers_are() {
        let v: Vec<f64> = (1..=5).map(f64::from).collect();
        assert_eq!(median(&v[..4], 0), (Some(2.5), None));
        // P(all five above the median) = 1/32 ≤ .05: ranks 1 and 5.
        assert_eq!(median(&v, 0), (Some(3.0), Some(Interval { low: 1.0, high: Some(5.0) })));
        assert_eq!(median(&v, 1).1, Some(Interval { low: 1.0, high: None }));
        assert_eq!(median(&v[..1], 5).0, None);
    }
}
