//! Studies: how well methods do where the truth is known.

pub mod decide;
mod mediators;
mod opponents;
mod pressure;
mod separation;

pub use mediators::{MediatorScore, mediators};
pub use opponents::{OpponentRow, opponents};
pub use pressure::{Level, bias, pressure};
pub use separation::{AGAINST, FEWEST, Interval, Role, Scored, Separation, roc, separation};
