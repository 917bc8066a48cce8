//! What the record says of the chance that the sides can settle, by way of each side's conduct.
//!
//! Settling needs that every side means to agree and that something lies between them. Of the second the record of
//! conduct says nothing, so the assumed chance stays, scaled by how far the chance that all mean to agree has moved:
//! b = b₀ · Π_i (1 − q_i) / (1 − q_i⁰), with q_i the probability that side i's conduct is of a kind that does not, and q_i⁰
//! the same beforehand. The band spans the starting beliefs. Nothing is returned where a side has put too few texts
//! for its conduct to be told: then the assumed chance stands, and is said to be assumed.

use super::super::good_faith::{FEWEST_TEXTS, PartyFaith};
use super::held::RecordBelief;
use crate::talks::quantity;

/// The belief, where every side's conduct can be weighed.
pub(in super::super) fn record_belief(faith: &[PartyFaith]) -> Option<RecordBelief> {
    let assumed = quantity("belief", false)?;
    let mut scales = [1.0; 3];
    let mut facts: Vec<String> = Vec::new();
    for side in faith {
        let e = side.estimate.as_ref().filter(|e| !e.surprised)?;
        if side.reading.wide + side.reading.answers < FEWEST_TEXTS {
            return None;
        }
        let priors = [side.prior.clone(), e.types.uniform(), e.types.sceptical()];
        for (scale, prior) in scales.iter_mut().zip(&priors) {
            *scale *= (1.0 - e.types.insincere(&e.probability(prior))) / (1.0 - e.types.insincere(prior));
        }
        facts.extend(side.figures.first().map(|f| f.facts.clone()).unwrap_or_default());
    }
    let held = *scales.first().filter(|_| !faith.is_empty())?;
    let low = scales.iter().copied().fold(f64::INFINITY, f64::min);
    let high = scales.iter().copied().fold(0.0, f64::max);
    let within = |x: f64| x.clamp(0.01, 0.99);
    Some(RecordBelief {
        value: within(assumed.value * held),
        low: within(assumed.low * low),
        high: within(assumed.high * high),
        facts,
        how: format!(
            "an assumed chance of {:.2} [{:.2} to {:.2}], times {held:.2} for what each side's conduct adds",
            assumed.value, assumed.low, assumed.high
        ),
    })
}
