//! What is on the table: issues, outcomes, the space of outcomes, and proposals.
//!
//! An [`Outcome`] gives every issue a value; a [`Proposal`] gives some. Real offers are partial, so a
//! proposal is not an outcome with holes patched. Inside the engine a value is its index in its issue (a
//! *digit*), and an outcome is the mixed-radix number of its digits, first issue slowest.
//! What an option is called on the page, who first named it and when, belongs to `talks`.

mod grid;
mod issue;
mod proposal;
mod space;

pub use grid::Grid;
pub use issue::{Issue, RealRange, Value, Values};
pub use proposal::Proposal;
pub use space::{Digits, Outcome, OutcomeSpace};
