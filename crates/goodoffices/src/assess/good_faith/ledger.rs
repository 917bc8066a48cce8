//! The evidence, event by event: which way each goes, how far, and along which channel.

use crate::faith::{Channel, Estimate, Reading};

/// One observation and what it says.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct LedgerLine {
    /// Ids of the events behind it.
    pub events: Vec<String>,
    /// ln Bayes factor, delay against bargaining, by channel.
    pub channels: Vec<(&'static str, f64)>,
    /// Their sum.
    pub ln_bayes_factor: f64,
    /// Probability that something less expected would have been seen; small where the model is surprised.
    pub surprise: Option<f64>,
}

/// Every observation that says anything, the strongest first.
pub(super) fn ledger(reading: &Reading, estimate: &Estimate) -> Vec<LedgerLine> {
    let mut lines: Vec<LedgerLine> = estimate
        .between_groups()
        .into_iter()
        .filter(|e| !e.channels.is_empty())
        .map(|e| LedgerLine {
            events: reading.events[e.observation].clone(),
            ln_bayes_factor: e.channels.iter().map(|c| c.1).sum(),
            channels: e.channels.iter().map(|(c, ln): &(Channel, f64)| (c.name(), *ln)).collect(),
            surprise: estimate.added[e.observation].surprise,
        })
        .collect();
    lines.sort_by(|a, b| {
        b.ln_bayes_factor.abs().total_cmp(&a.ln_bayes_factor.abs()).then_with(|| a.events.cmp(&b.events))
    });
    lines
}
