//! Studies: how well methods do where the truth is known.

mod opponents;

pub use opponents::{OpponentRow, opponents};
