//! Priors of single parameters, as maps from a uniform number to a value.
//!
//! A particle holds numbers `z` in (0, 1), each uniform beforehand; a parameter is the prior's quantile at
//! `z`. So every move that is symmetric in `z` is symmetric before the likelihood, for any prior, and the
//! sampler, the estimator and the exact sums read the very same prior. Quantiles without a closed form are
//! tables of 1,025 knots with straight lines between, made by bisection of the distribution function (the
//! beta with whole parameters is a polynomial: Abramowitz & Stegun 26.5.6); that line is the prior.

use crate::num;
use std::sync::LazyLock;

/// The prior of one parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Prior {
    /// Uniform between two bounds.
    Uniform(f64, f64),
    /// Uniform in the logarithm, between two bounds above 0.
    LogUniform(f64, f64),
    /// Exponential of this mean, held at eight means; a negative mean turns it round.
    Exponential(f64),
    /// Normal of this mean and standard deviation.
    Normal(f64, f64),
    /// Beta.
    Beta(BetaPrior),
}

/// The betas in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BetaPrior {
    /// Beta(2, 3).
    B23,
    /// Beta(3, 3).
    B33,
    /// Beta(4, 3).
    B43,
    /// Beta(8, 2).
    B82,
}

const KNOTS: usize = 1024;

type Table = Vec<f64>;

static NORMAL: LazyLock<Table> =
    LazyLock::new(|| table(-4.0, 4.0, |x| 0.5 * (1.0 + libm::erf(x / std::f64::consts::SQRT_2))));
static B23: LazyLock<Table> = LazyLock::new(|| beta(2, 3));
static B33: LazyLock<Table> = LazyLock::new(|| beta(3, 3));
static B43: LazyLock<Table> = LazyLock::new(|| beta(4, 3));
static B82: LazyLock<Table> = LazyLock::new(|| beta(8, 2));

fn beta(a: u32, b: u32) -> Table {
    let n = a + b - 1;
    let choose = |j: u32| (0..j).fold(1.0, |c, i| c * f64::from(n - i) / f64::from(i + 1));
    let power = |x: f64, k: u32| (0..k).fold(1.0, |p, _| p * x);
    table(0.0, 1.0, move |x| (a..=n).map(|j| choose(j) * power(x, j) * power(1.0 - x, n - j)).sum())
}

fn table(low: f64, high: f64, cdf: impl Fn(f64) -> f64) -> Table {
    (0..=KNOTS)
        .map(|k| {
            let p = k as f64 / KNOTS as f64;
            let (mut a, mut b) = (low, high);
            for _ in 0..60 {
                let middle = 0.5 * (a + b);
                if cdf(middle) < p { a = middle } else { b = middle }
            }
            0.5 * (a + b)
        })
        .collect()
}

fn look_up(table: &Table, z: f64) -> f64 {
    let x = z.clamp(0.0, 1.0) * KNOTS as f64;
    let k = (x as usize).min(KNOTS - 1);
    table[k] + (x - k as f64) * (table[k + 1] - table[k])
}

impl Prior {
    /// The quantile at `z` in [0, 1].
    #[must_use]
    pub fn quantile(self, z: f64) -> f64 {
        match self {
            Self::Uniform(a, b) => a + z * (b - a),
            Self::LogUniform(a, b) => num::exp(num::ln(a) + z * (num::ln(b) - num::ln(a))),
            // At most eight means: sums of e^{η û} fit single precision.
            Self::Exponential(mean) => -mean * num::ln((1.0 - z).max(3.4e-4)),
            Self::Normal(mean, sd) => mean + sd * look_up(&NORMAL, z),
            Self::Beta(which) => look_up(
                match which {
                    BetaPrior::B23 => &B23,
                    BetaPrior::B33 => &B33,
                    BetaPrior::B43 => &B43,
                    BetaPrior::B82 => &B82,
                },
                z,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_have_the_moments_of_their_distribution() {
        let mean = |p: Prior| (0..10_000).map(|k| p.quantile((f64::from(k) + 0.5) / 1e4)).sum::<f64>() / 1e4;
        for (p, m) in [
            (Prior::Beta(BetaPrior::B23), 0.4),
            (Prior::Beta(BetaPrior::B33), 0.5),
            (Prior::Beta(BetaPrior::B43), 4.0 / 7.0),
            (Prior::Beta(BetaPrior::B82), 0.8),
            (Prior::Normal(1.0, 4.0), 1.0),
            (Prior::Exponential(5.0), 5.0),
            (Prior::Exponential(-5.0), -5.0),
            (Prior::LogUniform(1.0, 5.0), 4.0 / 5.0_f64.ln()),
        ] {
            assert!((mean(p) - m).abs() < 0.005, "{p:?}: {}", mean(p));
        }
        // Normal: one standard deviation.
        assert!((Prior::Normal(0.0, 1.0).quantile(0.841_344_746) - 1.0).abs() < 1e-3);
    }
}
