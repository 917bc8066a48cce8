//! The grids on which response and regard are summed, and the weights that types give them.
//!
//! A weight is the normal density at a grid point, scaled so that the weights of a type sum to 1: every type is
//! a proper mixture of proper choices. The finer grid serves types with one regard for all, the coarser one,
//! a copy for each victim, the types with a victim.

use super::kinds::{Centre, Spread};
use crate::num;

/// Whom an offer is good for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Regard {
    /// Everyone else alike.
    Everyone(f64),
    /// One party apart from the rest.
    Victim {
        /// Regard for the rest.
        rest: f64,
        /// Who the one is.
        victim: usize,
        /// Regard for that one.
        at: f64,
    },
}

/// One point of a grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cell {
    /// Response κ.
    pub response: f64,
    /// Regard.
    pub regard: Regard,
}

/// Evenly spaced numbers, both ends included.
fn even(from: f64, to: f64, step: f64) -> Vec<f64> {
    let n = ((to - from) / step).round() as usize;
    (0..=n).map(|k| from + k as f64 * step).collect()
}

/// κ of the finer grid.
pub(super) fn responses() -> Vec<f64> {
    even(-2.0, 4.5, 0.5)
}

/// η of the finer grid.
pub(super) fn regards() -> Vec<f64> {
    even(-32.0, 32.0, 4.0)
}

/// κ, η and ζ (regard for the victim) of the coarser grid.
fn coarse() -> [Vec<f64>; 3] {
    [even(-1.0, 3.0, 1.0), even(-4.0, 12.0, 4.0), even(-20.0, -4.0, 8.0)]
}

/// Centres that a run may have: of κ and of η, with their normal weights.
pub(super) fn centres() -> [(Vec<f64>, Vec<f64>); 2] {
    let with = |grid: Vec<f64>, at, deviation| {
        let weights = normal(&grid, at, deviation);
        (grid, weights)
    };
    [with(even(0.0, 5.0, 0.5), 2.0, 1.5), with(even(-4.0, 20.0, 4.0), 8.0, 8.0)]
}

/// Normal weights on a grid, summing to 1.
pub(super) fn normal(grid: &[f64], at: f64, deviation: f64) -> Vec<f64> {
    let mass: Vec<f64> = grid
        .iter()
        .map(|x| {
            let z = (x - at) / deviation;
            num::exp(-0.5 * z * z)
        })
        .collect();
    let sum: f64 = mass.iter().sum();
    mass.iter().map(|m| m / sum).collect()
}

/// The finer grid, κ slowest.
pub(super) fn everyone() -> Vec<Cell> {
    let regards = regards();
    let row = |response: f64| {
        let cell = move |regard: &f64| Cell { response, regard: Regard::Everyone(*regard) };
        regards.iter().map(cell).collect::<Vec<_>>()
    };
    responses().into_iter().flat_map(row).collect()
}

/// The coarser grid of one party among `parties`: a copy for each counterpart.
pub(super) fn victims(party: usize, parties: usize) -> Vec<Cell> {
    let [responses, rests, ats] = coarse();
    let mut cells = Vec::new();
    for victim in (0..parties).filter(|j| *j != party) {
        for response in &responses {
            for rest in &rests {
                let cell = |at: &f64| Cell {
                    response: *response,
                    regard: Regard::Victim { rest: *rest, victim, at: *at },
                };
                cells.extend(ats.iter().map(cell));
            }
        }
    }
    cells
}

/// Weights of the coarser grid, summing to 1 over all counterparts; centres of the run stand at these numbers.
pub(super) fn victim_weights(habit: [Spread; 3], centre: [f64; 2], counterparts: usize) -> Vec<f64> {
    let grids = coarse();
    let of = |k: usize| {
        let at = match habit[k].centre {
            Centre::At(x) => x,
            Centre::OfTheRun => centre[k],
        };
        normal(&grids[k], at, habit[k].deviation)
    };
    let (responses, rests, ats) = (of(0), of(1), of(2));
    let mut one = Vec::with_capacity(responses.len() * rests.len() * ats.len());
    for r in &responses {
        for s in &rests {
            one.extend(ats.iter().map(|z| r * s * z / counterparts as f64));
        }
    }
    (0..counterparts).flat_map(|_| one.iter().copied()).collect()
}
