//! Negotiators: policies that answer observations with moves.
//!
//! A strategy is written `name` or `name(parameter=value,…)`; [`CATALOGUE`] lists every name with its
//! parameters and source. The exponent e is Faratin's everywhere: below 1 concedes late (boulware), above 1
//! early. Plain `boulware`, `linear`, `conceder`, `micro` and `tft` follow the published definitions of
//! their peers in NegMAS to the bit, tie order included.
//!
//! A strategy keeps only what it must between turns; `start` forgets the last session. None allocates at a
//! turn once its session has been prepared.

mod catalogue;
mod insincere;
pub mod mediator;
mod micro;
mod modular;
mod reciprocal;
mod simple;
mod spec;
mod time_based;

pub use catalogue::{CATALOGUE, Entry, Parameter, build};
pub use spec::{Setting, Spec};
