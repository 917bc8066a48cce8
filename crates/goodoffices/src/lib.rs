//! # Good Offices
//!
//! An engine for mediated negotiation. *Talks are a sequence of events, wherever they come from*: a
//! simulated session and a recorded negotiation give the same [`talks::Trace`] of the same
//! [`talks::Event`]s, and everything that judges, estimates, advises or draws reads a trace and a
//! [`scenario::Scenario`].
//!
//! The engine is pure: no clock, no files, no network, no threads it was not given. The same input and
//! seed give the same bytes on any machine.
//!
//! Modules stand on floors; a module imports only from floors below its own (`cargo xtask layers`).

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod analysis;
pub mod assess;
pub mod bargaining;
pub mod conduct;
pub mod decide;
pub mod error;
pub mod faith;
pub mod format;
pub mod num;
pub mod opponent;
pub mod outcome;
pub mod preference;
pub mod protocol;
pub mod report;
pub mod rng;
pub mod scenario;
pub mod session;
pub mod simulate;
pub mod strategy;
pub mod study;
pub mod talks;

pub use error::{Error, Result};
