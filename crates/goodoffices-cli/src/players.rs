//! Strategies as the command line names them.

use anyhow::{Result, bail};
use goodoffices::protocol::Negotiator;
use goodoffices::strategy::{self, Spec};

/// Builds a negotiator: a built-in strategy, or a program of one's own.
pub fn build(spec: &Spec) -> Result<Box<dyn Negotiator>> {
    if spec.command().is_some() {
        bail!("{spec}: programs of one's own cannot play yet (use a built-in strategy)");
    }
    Ok(strategy::build(spec)?)
}
