//! What an outcome was worth, measured against what could have been.
//!
//! Names are those of NegMAS where it has them. For the parties' utilities u of the agreement (or their
//! reservation values without one):
//! advantage (u_i − r_i)/(max_i − r_i), with the least utility where there is no reservation;
//! welfare Σ u_i; `pareto_optimality` 1 − d/D with d the Euclidean distance to the nearest point of the
//! frontier; `nash_optimality` and `kalai_optimality` (Kalai–Smorodinsky) the same with the nearest of
//! those solutions; D is the diagonal of the box of all utilities. Undiscounted, reservations respected.

use crate::analysis::{Frontier, Settings, Solutions};
use crate::error::Result;
use crate::protocol::Side;
use crate::scenario::Scenario;

/// Reference points of one scenario, and distances to them.
#[derive(Clone, Debug)]
pub struct Measures {
    parties: usize,
    frontier: Vec<f64>,
    nash: Vec<f64>,
    kalai: Vec<f64>,
    diagonal: f64,
}

impl Measures {
    /// The reference points of a scenario.
    ///
    /// # Errors
    /// If a party's function is not known or the frontier cannot be found.
    pub fn of(scenario: &Scenario) -> Result<Self> {
        let sides =
            (0..scenario.parties.len()).map(|p| Side::new(scenario, p)).collect::<Result<Vec<_>>>()?;
        let frontier = Frontier::of(scenario, &Settings::default())?;
        let solutions = Solutions::of(scenario, &frontier, &Settings::default());
        let points = |which: &[usize]| -> Vec<f64> {
            which.iter().flat_map(|k| frontier.point(*k).utilities.to_vec()).collect()
        };
        let box_side = |s: &Side| s.inverse.highest() - s.inverse.lowest();
        let diagonal = sides.iter().map(|s| box_side(s) * box_side(s)).sum::<f64>().sqrt();
        Ok(Self {
            parties: sides.len(),
            frontier: frontier.points().flat_map(|p| p.utilities.to_vec()).collect(),
            nash: points(&solutions.nash),
            kalai: points(&solutions.kalai_smorodinsky),
            diagonal,
        })
    }

    /// Utilities of the frontier's points.
    pub fn frontier(&self) -> impl Iterator<Item = &[f64]> {
        self.frontier.chunks_exact(self.parties)
    }

    /// Utilities of the Nash solutions.
    pub fn nash(&self) -> impl Iterator<Item = &[f64]> {
        self.nash.chunks_exact(self.parties)
    }

    /// Utilities of the Kalai–Smorodinsky solutions.
    pub fn kalai(&self) -> impl Iterator<Item = &[f64]> {
        self.kalai.chunks_exact(self.parties)
    }

    fn nearness(&self, points: &[f64], u: &[f64]) -> Option<f64> {
        let square = |p: &[f64]| p.iter().zip(u).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
        let d = points.chunks_exact(self.parties).map(square).fold(f64::INFINITY, f64::min);
        (d.is_finite() && self.diagonal > 0.0).then(|| 1.0 - d.sqrt() / self.diagonal)
    }

    /// Nearness to the frontier, 1 being on it; nothing where no outcome is rational for all.
    #[must_use]
    pub fn pareto_optimality(&self, u: &[f64]) -> Option<f64> {
        self.nearness(&self.frontier, u)
    }

    /// Nearness to a Nash solution.
    #[must_use]
    pub fn nash_optimality(&self, u: &[f64]) -> Option<f64> {
        self.nearness(&self.nash, u)
    }

    /// Nearness to a Kalai–Smorodinsky solution.
    #[must_use]
    pub fn kalai_optimality(&self, u: &[f64]) -> Option<f64> {
        self.nearness(&self.kalai, u)
    }
}
