//! Studies: how well methods do where the truth is known.

mod genius_bayes;
mod logistic;
mod opponents;
mod priorities;
mod separation;
mod yardsticks;

pub use genius_bayes::genius_bayes;
pub use logistic::cross_validated;
pub use opponents::{OpponentRow, opponents};
pub use priorities::{clustered_mean, priorities_met};
pub use separation::{AGAINST, FEWEST, Interval, Role, Scored, Separation, roc, separation};
pub use yardsticks::{Yardsticks, yardsticks};
