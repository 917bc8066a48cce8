//! Strategies as the command line names them.

use crate::exec_player::{Limits, Program};
use anyhow::Result;
use goodoffices::protocol::Negotiator;
use goodoffices::strategy::{self, Spec};

/// Builds a negotiator: a built-in strategy, or a program of one's own that starts with its first session
/// (where it cannot, that session fails).
pub fn build(spec: &Spec, limits: &Limits) -> Result<Box<dyn Negotiator>> {
    match spec.command() {
        Some(command) => Ok(Box::new(Program::new(command, limits.clone())?)),
        None => Ok(strategy::build(spec)?),
    }
}

/// As [`build`], but a program is started at once: one that cannot start is an error.
pub fn build_now(spec: &Spec, limits: &Limits) -> Result<Box<dyn Negotiator>> {
    match spec.command() {
        Some(command) => Ok(Box::new(Program::started(command, limits.clone())?)),
        None => build(spec, limits),
    }
}
