//! Facts of a scenario: the frontier, the bargaining solutions on it, opposition, and the zone of agreement.
//!
//! ```text
//! problem ─► merge (additive)     ─┐
//!         ─► enumerate (any other) ├─► frontier ─► solution, opposition, zopa
//!         ─► search (too large)   ─┘        (both after `substitute` where rectangles allow it)
//! ```
//!
//! Everything is undiscounted. Dominance and ties are at 1e-9; the order of points and the outcome that
//! stands for equal ones are stated in [`Frontier`]. Nothing here samples without saying so: what is
//! claimed for a frontier is its [`Guarantee`].

mod adjusted_winner;
mod admissible;
mod dominance;
mod enumerate;
mod epsilon;
mod fingerprint;
mod frontier;
mod improve;
mod merge;
mod opposition;
mod pairs;
mod problem;
mod search;
mod solution;
mod substitute;
mod sweep;
mod zopa;

pub use adjusted_winner::{AdjustedWinner, Contest, POINTS, adjusted_winner, contest};
pub use fingerprint::fingerprint;
pub use frontier::{Extent, Frontier, Guarantee, Method, Point};
pub use improve::{Improvement, improve};
pub use opposition::{Opposition, balance, means};
pub use pairs::{dominated, pairs, room};
pub use solution::{Solutions, disagreement};
pub use zopa::Zopa;

use crate::error::{Error, Result};
use crate::scenario::Scenario;

/// What no agreement is worth, and so which outcomes count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Disagreement {
    /// Each party's reservation; only outcomes at or above every reservation count.
    #[default]
    Reservation,
    /// Reservations are disregarded: every outcome counts and disagreement is worth 0, as the reference
    /// figures of GENIUS, ANL and NegoLog have it.
    Zero,
}

/// How to analyse.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// What no agreement is worth.
    pub disagreement: Disagreement,
    /// Most points a frontier, or a partial frontier on the way to it, may have.
    pub max_frontier: usize,
    /// Additive error allowed for frontiers that are merged or enumerated; `None` is exact.
    pub epsilon: Option<f64>,
    /// Values nobody will discuss, as issue and value indices.
    pub red_lines: Vec<(usize, usize)>,
    /// Spaces up to this size are enumerated where functions are not additive.
    pub max_enumeration: u64,
    /// Seed of the search for what can be neither merged nor enumerated.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            disagreement: Disagreement::Reservation,
            max_frontier: 1_000_000,
            epsilon: None,
            red_lines: Vec::new(),
            max_enumeration: 100_000_000,
            seed: 0,
        }
    }
}

impl Settings {
    fn check(&self) -> Result<()> {
        match self.epsilon {
            Some(e) if !(e > 0.0 && e.is_finite()) => {
                Err(Error::parameter(format!("an error of {e} cannot be allowed"))
                    .remedy("give a positive number, such as 0.01"))
            }
            _ => Ok(()),
        }
    }
}

/// Everything the analysis of a scenario says.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The frontier.
    pub frontier: Frontier,
    /// The solutions on it.
    pub solutions: Solutions,
    /// What disagreement gave each party.
    pub disagreement: Vec<f64>,
    /// How far interests stand apart.
    pub opposition: Opposition,
    /// Mean utility per party over the admissible outcomes, where it can be computed.
    pub means: Vec<Option<f64>>,
    /// Mean of u_1 − u_2, for two parties.
    pub balance: Option<f64>,
    /// How much can be agreed.
    pub zopa: Zopa,
}

impl Analysis {
    /// Analyses a scenario.
    ///
    /// # Errors
    /// As [`Frontier::of`].
    pub fn of(scenario: &Scenario, settings: &Settings) -> Result<Self> {
        let frontier = Frontier::of(scenario, settings)?;
        let means = means(scenario, &frontier, settings)?;
        let disagreement = disagreement(scenario, &frontier, settings);
        let solutions = Solutions::given(&frontier, &disagreement);
        let opposition = Opposition::of(&frontier, &solutions);
        let zopa = Zopa::of(scenario, &frontier, settings)?;
        Ok(Self { balance: balance(&means), means, frontier, solutions, disagreement, opposition, zopa })
    }
}
