//! Good faith: behavioural types, likelihoods, evidence event by event, levels and probes.
//!
//! What is estimated is what kind of conduct a record goes together with, never what anybody intends.

mod kinds;
pub mod many;
mod verdict;

pub use kinds::{BehaviouralType, TypeSet};
pub use verdict::{Channel, Evidence, Level};
