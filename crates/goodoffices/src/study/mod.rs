//! Studies: how well methods do where the truth is known.

mod opponents;
mod separation;

pub use opponents::{OpponentRow, opponents};
pub use separation::{AGAINST, FEWEST, Interval, Role, Scored, Separation, roc, separation};
