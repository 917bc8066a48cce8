//! Bargaining solutions on a frontier: Nash, Kalai–Smorodinsky, egalitarian, utilitarian, equal utility.
//!
//! With disagreement d, gains g_i = u_i − d_i and ideals m_i (party i's best rational outcome; its best of
//! all where reservations are disregarded):
//! Nash (1950) maximises Π g_i; Kalai & Smorodinsky (1975) the leximin of g_i/(m_i − d_i), as fits a
//! discrete frontier; the egalitarian solution (Kalai 1977) the leximin of g_i; the utilitarian Σ u_i;
//! `equal_utility` minimises max u_i − min u_i over the frontier (what some of the field's files call
//! "Kalai"). Every solution is the list of all points within 1e-9 of the best, in the frontier's order.
//! Products are compared by their geometric mean, so that 1e-9 is in units of utility. A party that can
//! gain nothing over its disagreement counts neither in the product nor in the leximin of shares.
//! Deliberately absent: randomised outcomes (lotteries) and a solution called plain "Kalai".

use super::frontier::Frontier;
use super::{Disagreement, Settings};
use crate::num::{self, TIE};
use crate::preference::Preference;
use crate::scenario::Scenario;

/// Numbers of frontier points, per solution, ties included, in the frontier's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Solutions {
    /// Greatest product of gains.
    pub nash: Vec<usize>,
    /// Leximin of gains as shares of the greatest possible gain.
    pub kalai_smorodinsky: Vec<usize>,
    /// Leximin of gains.
    pub egalitarian: Vec<usize>,
    /// Greatest sum of utilities.
    pub utilitarian: Vec<usize>,
    /// Smallest difference between the highest and the lowest utility.
    pub equal_utility: Vec<usize>,
}

impl Solutions {
    /// The solutions on a frontier of this scenario.
    #[must_use]
    pub fn of(scenario: &Scenario, frontier: &Frontier, settings: &Settings) -> Self {
        Self::given(frontier, &disagreement(scenario, frontier, settings))
    }

    /// The solutions for given disagreement utilities.
    #[must_use]
    pub fn given(frontier: &Frontier, disagreement: &[f64]) -> Self {
        if frontier.is_empty() {
            return Self::default();
        }
        let n = disagreement.len();
        let mut ideal = vec![f64::NEG_INFINITY; n];
        for p in frontier.points() {
            for (m, u) in ideal.iter_mut().zip(p.utilities) {
                *m = m.max(*u);
            }
        }
        let reach: Vec<f64> = ideal.iter().zip(disagreement).map(|(m, d)| m - d).collect();
        let all: Vec<usize> = (0..frontier.len()).collect();
        let utilities = |k: usize| frontier.point(k).utilities;
        let gain = |k: usize, i: usize| utilities(k)[i] - disagreement[i];
        let product = |k: usize| {
            let mut product = 1.0;
            for (i, r) in reach.iter().enumerate() {
                if *r > TIE {
                    product *= gain(k, i).max(0.0);
                }
            }
            product
        };
        let share = |k: usize, i: usize| if reach[i] > TIE { gain(k, i) / reach[i] } else { 1.0 };
        let sum = |k: usize| utilities(k).iter().sum::<f64>();
        let spread = |k: usize| {
            let us = utilities(k);
            us.iter().fold(f64::NEG_INFINITY, |m, u| m.max(*u))
                - us.iter().fold(f64::INFINITY, |m, u| m.min(*u))
        };
        Self {
            nash: greatest_product(&all, n, product),
            kalai_smorodinsky: leximin(all.clone(), n, share),
            egalitarian: leximin(all.clone(), n, gain),
            utilitarian: greatest(&all, sum),
            equal_utility: greatest(&all, |k| -spread(k)),
        }
    }
}

/// What disagreement gives each party: its reservation; where it has none, or reservations are
/// disregarded, 0 (or its worst outcome, where that is below 0).
#[must_use]
pub fn disagreement(scenario: &Scenario, frontier: &Frontier, settings: &Settings) -> Vec<f64> {
    scenario
        .parties
        .iter()
        .zip(&frontier.extents)
        .map(|(party, extent)| {
            let nothing = 0.0_f64.min(extent.low);
            match (settings.disagreement, &party.preference) {
                (Disagreement::Reservation, Preference::Known(profile)) => {
                    profile.reservation_value().filter(|r| *r > f64::NEG_INFINITY).unwrap_or(nothing)
                }
                _ => nothing,
            }
        })
        .collect()
}

/// All within the tie of the greatest.
fn greatest(among: &[usize], value: impl Fn(usize) -> f64) -> Vec<usize> {
    let best = among.iter().fold(f64::NEG_INFINITY, |m, k| m.max(value(*k)));
    among.iter().copied().filter(|k| value(*k) >= best - TIE).collect()
}

fn greatest_product(among: &[usize], n: usize, product: impl Fn(usize) -> f64) -> Vec<usize> {
    let best = among.iter().fold(f64::NEG_INFINITY, |m, k| m.max(product(*k)));
    let mean = |p: f64| if n == 2 { p.sqrt() } else { num::pow(p, 1.0 / n as f64) };
    let least = mean(best) - TIE;
    // A cheap look first: the mean of a product far below the best is never within the tie.
    among.iter().copied().filter(|k| product(*k) >= best * 0.5 && mean(product(*k)) >= least).collect()
}

/// Maximises the lowest value, among those the second lowest, and so on.
fn leximin(mut among: Vec<usize>, n: usize, value: impl Fn(usize, usize) -> f64) -> Vec<usize> {
    let mut sorted = vec![0.0; n];
    for rank in 0..n {
        if among.len() < 2 {
            break;
        }
        let mut ranked = Vec::with_capacity(among.len());
        for k in &among {
            for (i, s) in sorted.iter_mut().enumerate() {
                *s = value(*k, i);
            }
            sorted.sort_unstable_by(f64::total_cmp);
            ranked.push(sorted[rank]);
        }
        let best = ranked.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        among = among.iter().zip(&ranked).filter(|(_, v)| **v >= best - TIE).map(|(k, _)| *k).collect();
    }
    among
}
