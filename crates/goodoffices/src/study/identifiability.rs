//! How soon offers alone tell a hard bargainer from one who only drifts, and what a probe adds.
//!
//! Twenty offers of known own utility with normal error σ = .05. A hard bargainer follows
//! `r + (u0 − r)(1 − t^(1/e))`, e ~ logU(.05, .3), r ~ U(.3, .8); a drifting party `u0 − q·t`, q ~ U(0, .15);
//! u0 = .95 for both and known. The Bayes factor is exact on a grid; a probe is a yes with probability
//! .8 or .02. These two are assumptions: the table shows what follows from them, not that they hold.

use super::scores::{auc, power_at};
use crate::error::{Error, Result};
use crate::num;
use crate::rng::{Stream, stream};
use rand::RngExt;
use rayon::prelude::*;

const OFFERS: usize = 20;
const SIGMA: f64 = 0.05;
const YES: (f64, f64) = (0.8, 0.02);
const CELLS: usize = 32;
/// Both open with this, and it is known.
const OPENING: f64 = 0.95;

/// One row: what is known by a share of the time.
#[derive(Clone, Debug, PartialEq)]
pub struct IdentifiabilityRow {
    /// Share of the time.
    pub time: f64,
    /// AUC of the drifting against the hard, offers only.
    pub auc: f64,
    /// Power at 5 % false, offers only.
    pub power: f64,
    /// AUC with one probe.
    pub one_probe: f64,
    /// AUC with three.
    pub three_probes: f64,
}

fn hard(time: f64, e: f64, r: f64) -> f64 {
    r + (OPENING - r) * (1.0 - num::pow(time, 1.0 / e))
}

fn normal(s: &mut Stream) -> f64 {
    // Box and Muller (1958), with portable functions.
    let (a, b) = (s.random::<f64>().max(1e-300), s.random::<f64>());
    (-2.0 * num::ln(a)).sqrt() * libm::cos(2.0 * std::f64::consts::PI * b)
}

fn time(k: usize) -> f64 {
    (k + 1) as f64 / OFFERS as f64
}

fn middle(k: usize, low: f64, high: f64) -> f64 {
    low + (high - low) * (k as f64 + 0.5) / CELLS as f64
}

fn log_mean(values: &[f64]) -> f64 {
    let top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    top + num::ln(values.iter().map(|v| num::exp(v - top)).sum::<f64>() / values.len() as f64)
}

/// The paths of every cell of the grid, drifting and hard.
fn grids() -> (Vec<[f64; OFFERS]>, Vec<[f64; OFFERS]>) {
    let path = |f: &dyn Fn(f64) -> f64| std::array::from_fn(|k| f(time(k)));
    let (mut drift, mut hold) = (Vec::new(), Vec::new());
    for j in 0..CELLS {
        let q = middle(j, 0.0, 0.15);
        drift.push(path(&|t| OPENING - q * t));
        let r = middle(j, 0.3, 0.8);
        for k in 0..CELLS {
            let e = num::exp(middle(k, num::ln(0.05), num::ln(0.3)));
            hold.push(path(&|t| hard(t, e, r)));
        }
    }
    (drift, hold)
}

fn ln_likelihood(paths: &[[f64; OFFERS]], seen: &[f64]) -> f64 {
    let of = |p: &[f64; OFFERS]| {
        let square: f64 = p.iter().zip(seen).map(|(a, b)| (a - b) * (a - b)).sum();
        -0.5 * square / (SIGMA * SIGMA)
    };
    log_mean(&paths.iter().map(of).collect::<Vec<_>>())
}

/// The table, from `runs` parties of each kind.
///
/// # Errors
/// If there are no runs.
pub fn identifiability(runs: usize, seed: u64) -> Result<Vec<IdentifiabilityRow>> {
    if runs == 0 {
        return Err(
            Error::parameter("a table of no runs says nothing").remedy("run one of each kind at least")
        );
    }
    let grids = grids();
    let times = [0.25, 0.5, 0.8, 0.95];
    let scores: Vec<(bool, [[f64; 3]; 4])> = (0..2 * runs)
        .into_par_iter()
        .map(|k| {
            let drifts = k % 2 == 1;
            let mut s = stream(seed, &["identifiability".into(), (k as u64).into()]);
            let (a, b) = (s.random::<f64>(), s.random::<f64>());
            let seen: Vec<f64> = (0..OFFERS)
                .map(|j| {
                    let t = time(j);
                    let aim = if drifts {
                        OPENING - 0.15 * a * t
                    } else {
                        let e = num::exp(num::ln(0.05) + a * (num::ln(0.3) - num::ln(0.05)));
                        hard(t, e, 0.3 + 0.5 * b)
                    };
                    aim + SIGMA * normal(&mut s)
                })
                .collect();
            let probes: Vec<f64> = (0..3)
                .map(|_| {
                    let yes = s.random::<f64>() < if drifts { YES.1 } else { YES.0 };
                    let of = |p: f64| num::ln(if yes { p } else { 1.0 - p });
                    of(YES.1) - of(YES.0)
                })
                .collect();
            let row = times.map(|t| {
                let seen = &seen[..((t * OFFERS as f64 + 1e-9) as usize)];
                let offers = ln_likelihood(&grids.0, seen) - ln_likelihood(&grids.1, seen);
                [offers, offers + probes[0], offers + probes.iter().sum::<f64>()]
            });
            (drifts, row)
        })
        .collect();
    Ok(times
        .into_iter()
        .enumerate()
        .map(|(i, time)| {
            let of = |j: usize| -> Vec<(bool, f64)> { scores.iter().map(|(d, s)| (*d, s[i][j])).collect() };
            IdentifiabilityRow {
                time,
                auc: auc(&of(0)),
                power: power_at(&of(0), 0.05),
                one_probe: auc(&of(1)),
                three_probes: auc(&of(2)),
            }
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_alone_tell_late_and_a_probe_tells_early() {
        let rows = identifiability(60, 1).unwrap();
        assert!(rows[0].auc < 0.8 && rows[3].auc > 0.9, "{rows:?}");
        assert!(rows[0].one_probe > rows[0].auc + 0.1 && rows[1].three_probes > 0.95, "{rows:?}");
        assert!(identifiability(0, 1).is_err());
    }
}
