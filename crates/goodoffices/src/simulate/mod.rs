//! Many sessions: tournaments, their tables and rankings.
//!
//! A [`Plan`] is scenarios × role rotations × strategies at every seat × repetitions. Its negotiations are
//! numbered; each has a seed made from what it is (scenario, rotation, strategies, repetition), so any of
//! them can be played alone, on any thread, in any order, to the same rows. Blocks of consecutive
//! negotiations are played in the ambient thread pool and given back in order. Nothing is kept: rows go to
//! whoever writes them, and [`ranking`] is made from sums.

mod measures;
mod plan;
mod play;
mod rank;
mod row;

pub use measures::Measures;
pub use plan::{Job, Plan, turned};
pub use play::{Block, Build, Tables};
pub use rank::{Comparison, Ranking, Scores, Standing, ranking};
pub use row::{OFFER_COLUMNS, OfferRow, ROW_COLUMNS, Row};
