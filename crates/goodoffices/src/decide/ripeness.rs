//! Ripeness over time: is there a text that both would rather have than going on?
//!
//! The margin is R = max_ω min_i [u_i(ω) − W_i], with W_i the perceived worth of going on. A day is ripe iff
//! P(R > 0) ≥ .8, P(i can win soon) ≤ .2 for every party, and no W_i rises. This is Zartman's perceived
//! mutually hurting stalemate and way out (2000) as numbers; the three bounds are ours. The greatest margin
//! lies on the frontier, so its points are enough.

use super::judge::Band;
use crate::error::{Error, Result};

/// Least probability of a positive margin.
pub const MARGIN_LIKELY: f64 = 0.8;
/// Greatest probability of winning soon.
pub const WINS_SOON: f64 = 0.2;

/// What is believed on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Draws of the margin.
    pub margins: Vec<f64>,
    /// By party: probability that it can win soon.
    pub wins_soon: Vec<f64>,
    /// By party: mean worth of going on.
    pub going_on: Vec<f64>,
}

/// Why a day is not ripe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NotRipe {
    /// It is not likely enough that a text beats going on for all: the probability.
    NoWayOut(f64),
    /// A party (index) may win soon: the probability.
    MayWin(usize, f64),
    /// For a party (index) going on becomes worth more: by how much since the day before.
    GoingOnRises(usize, f64),
    /// There is no day before to compare with.
    NothingBefore,
}

/// One day, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Ripeness {
    /// Mean margin.
    pub margin: f64,
    /// Nine tenths of the draws.
    pub band: Band,
    /// Probability of a positive margin.
    pub positive: f64,
    /// What is lacking; empty if the day is ripe.
    pub lacking: Vec<NotRipe>,
}

impl Ripeness {
    /// Is nothing lacking?
    #[must_use]
    pub fn ripe(&self) -> bool {
        self.lacking.is_empty()
    }
}

/// The margin: the greatest least advantage over going on. `points` are utilities by party, one per outcome
/// (the frontier's are enough).
///
/// # Errors
/// If there is no point, or a point has not one utility for each party.
pub fn margin<'a>(points: impl IntoIterator<Item = &'a [f64]>, going_on: &[f64]) -> Result<f64> {
    let mut best = f64::NEG_INFINITY;
    for p in points {
        if p.len() != going_on.len() || p.is_empty() {
            return Err(Error::parameter(format!(
                "an outcome with {} utilities, and {} worths of going on",
                p.len(),
                going_on.len()
            )));
        }
        let least = p.iter().zip(going_on).map(|(u, w)| u - w).fold(f64::INFINITY, f64::min);
        best = best.max(least);
    }
    if best == f64::NEG_INFINITY {
        return Err(Error::parameter("no outcome is given").remedy("give the points of the frontier"));
    }
    Ok(best)
}

/// Days in order, each judged against the one before.
///
/// # Errors
/// If a day has no draws, or the parties differ in number.
pub fn ripeness(moments: &[Moment]) -> Result<Vec<Ripeness>> {
    let parties = moments.first().map_or(0, |m| m.going_on.len());
    moments
        .iter()
        .enumerate()
        .map(|(k, m)| {
            if m.margins.is_empty() || m.wins_soon.len() != parties || m.going_on.len() != parties {
                return Err(Error::parameter(format!(
                    "day {k} needs draws of the margin, and two numbers for each of {parties} parties"
                )));
            }
            let n = m.margins.len() as f64;
            let margin = m.margins.iter().sum::<f64>() / n;
            let positive = m.margins.iter().filter(|r| **r > 0.0).count() as f64 / n;
            let mut lacking = Vec::new();
            if positive < MARGIN_LIKELY {
                lacking.push(NotRipe::NoWayOut(positive));
            }
            lacking.extend(
                m.wins_soon
                    .iter()
                    .enumerate()
                    .filter(|(_, p)| **p > WINS_SOON)
                    .map(|(i, p)| NotRipe::MayWin(i, *p)),
            );
            match k.checked_sub(1).map(|b| &moments[b].going_on) {
                None => lacking.push(NotRipe::NothingBefore),
                Some(before) => lacking.extend(
                    (0..parties)
                        .map(|i| (i, m.going_on[i] - before[i]))
                        .filter(|(_, rise)| *rise > crate::num::TIE)
                        .map(|(i, rise)| NotRipe::GoingOnRises(i, rise)),
                ),
            }
            let band = Band::of(m.margins.clone()).unwrap_or(Band { low: margin, high: margin });
            Ok(Ripeness { margin, band, positive, lacking })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_margin_is_the_greatest_least_advantage() {
        let points = [[0.9, 0.1], [0.6, 0.5], [0.2, 0.95]];
        let rows = || points.iter().map(<[f64; 2]>::as_slice);
        assert!((margin(rows(), &[0.3, 0.3]).expect("fine") - 0.2).abs() < 1e-12);
        assert!((margin(rows(), &[0.1, 0.8]).expect("fine") - 0.1).abs() < 1e-12);
        assert!(margin(rows(), &[0.3]).is_err() && margin([], &[0.3, 0.3]).is_err());
    }

    #[test]
    fn each_condition_can_be_what_lacks() {
        let day = |up: usize, wins: f64, going: f64| Moment {
            margins: (0..10).map(|k| if k < up { 0.1 } else { -0.1 }).collect(),
            wins_soon: vec![0.1, wins],
            going_on: vec![0.4, going],
        };
        let r = ripeness(&[
            day(9, 0.1, 0.4),
            day(9, 0.1, 0.4),
            day(7, 0.1, 0.3),
            day(9, 0.3, 0.3),
            day(8, 0.2, 0.35),
        ])
        .expect("fine");
        assert_eq!(r[0].lacking, vec![NotRipe::NothingBefore]);
        assert!(r[1].ripe() && (r[1].margin - 0.08).abs() < 1e-12);
        assert_eq!(r[2].lacking, vec![NotRipe::NoWayOut(0.7)]);
        assert_eq!(r[3].lacking, vec![NotRipe::MayWin(1, 0.3)]);
        assert!(matches!(r[4].lacking[..], [NotRipe::GoingOnRises(1, x)] if (x - 0.05).abs() < 1e-12));
        assert!(ripeness(&[Moment { margins: vec![], wins_soon: vec![], going_on: vec![] }]).is_err());
    }
}
