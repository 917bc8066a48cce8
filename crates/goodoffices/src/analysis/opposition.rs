//! How far the parties' interests stand apart: opposition under three conventions, and balance.
//!
//! `opposition` = min over rational outcomes of √Σ(1 − u_i/max_i)², max_i the party's best admissible
//! outcome. Two published conventions beside it, both raw distances to (1, …, 1), for utilities in [0, 1]:
//! of the first `equal_utility` point (ANL 2022) and of the first utilitarian point (NegoLog). Balance is
//! the mean over all admissible outcomes of u_1 − u_2 (NegoLog's BalanceScore).

use super::frontier::Frontier;
use super::solution::Solutions;

/// Opposition under three conventions; `None` where nothing is rational.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Opposition {
    /// Smallest scaled distance of a rational outcome to everybody's best.
    pub opposition: Option<f64>,
    /// Distance of the `equal_utility` point to (1, …, 1).
    pub equal_utility: Option<f64>,
    /// Distance of the utilitarian point to (1, …, 1).
    pub welfare: Option<f64>,
}

impl Opposition {
    /// The three distances.
    #[must_use]
    pub fn of(frontier: &Frontier, solutions: &Solutions) -> Self {
        let highs: Vec<f64> = frontier.extents().iter().map(|e| e.high).collect();
        let scaled = |us: &[f64]| distance(us.iter().zip(&highs).map(|(u, m)| u / m));
        let to_one = |k: &usize| distance(frontier.point(*k).utilities.iter().copied());
        let meaningful = highs.iter().all(|m| *m > 0.0);
        Self {
            opposition: frontier
                .points()
                .map(|p| scaled(p.utilities))
                .min_by(f64::total_cmp)
                .filter(|_| meaningful),
            equal_utility: solutions.equal_utility.first().map(to_one),
            welfare: solutions.utilitarian.first().map(to_one),
        }
    }
}

fn distance(utilities: impl Iterator<Item = f64>) -> f64 {
    utilities.map(|u| (1.0 - u) * (1.0 - u)).sum::<f64>().sqrt()
}

/// Mean of u_1 − u_2 over the admissible outcomes, for two parties, where it can be computed.
#[must_use]
pub fn balance(frontier: &Frontier) -> Option<f64> {
    match frontier.extents() {
        [a, b] => Some(a.mean? - b.mean?),
        _ => None,
    }
}
