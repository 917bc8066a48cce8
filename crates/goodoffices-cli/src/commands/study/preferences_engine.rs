//! Weights of three items by the two-party engine, told from the deals a person submitted.
//!
//! Two readings. *Weights unknown*: uniform on the simplex, values of an item rising, falling or with a peak,
//! like the engine reads any talks. *Points known*: what everybody at the table knew beforehand, that a package is
//! worth 5, 4 or 3 points by its priority; then a utility is one of six orders, and the six are summed exactly: of
//! each the evidence of every type, the other person's order being any of six. Particles carry only what is left
//! (how the person gives way). An order's evidence is worked out once, for the deals with the items listed from high
//! to low priority, so that orders which the deals do not tell apart stay exactly even.

use super::progress::Progress;
use anyhow::Result;
use goodoffices::faith::{
    Clock, Estimate, Estimator, IssueShape, Observation, Seen, Setup, Term, Utility, When,
};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Most packages of an item.
pub(super) const MOST: usize = 3;
/// What a package of the item of high, medium and low priority is worth.
const POINTS: [f64; 3] = [5.0, 4.0, 3.0];
/// Orders of three items: the item of high priority, of medium, of low.
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/// What one person submitted: packages of each item kept, deal by deal.
pub(super) type Deals = Vec<[usize; 3]>;

/// Weights by deals, of both readings.
#[derive(Debug)]
pub(super) struct Weights(BTreeMap<Deals, [[f64; 3]; 2]>);

impl Weights {
    /// Works them out, each list of deals once.
    pub fn of(all: &BTreeSet<Deals>, particles: usize, seed: u64) -> Result<Self> {
        let ordered: BTreeSet<Deals> =
            all.iter().flat_map(|d| ORDERS.iter().map(|o| by_priority(d, *o))).collect();
        let progress = Progress::new((all.len() + ordered.len()) as u64);
        let evidence = ordered
            .par_iter()
            .map(|d| {
                let found = known(d, particles, seed)?;
                progress.one();
                Ok((d.clone(), found))
            })
            .collect::<Result<BTreeMap<_, _>>>()?;
        let weights = all
            .par_iter()
            .map(|d| {
                let free = unknown(d, particles, seed)?;
                progress.one();
                Ok((d.clone(), [free, order_weights(d, &evidence)]))
            })
            .collect::<Result<_>>()?;
        progress.end();
        Ok(Self(weights))
    }

    /// Of a person: weights unknown, points known.
    pub fn get(&self, deals: &Deals) -> [[f64; 3]; 2] {
        self.0.get(deals).copied().unwrap_or([[1.0; 3]; 2])
    }
}

/// The deals with the items in this order.
fn by_priority(deals: &Deals, order: [usize; 3]) -> Deals {
    deals.iter().map(|d| order.map(|k| d[k])).collect()
}

/// ln of the evidence of a person whose items of high, medium and low priority are listed in this order, over types.
fn known(deals: &Deals, particles: usize, seed: u64) -> Result<f64> {
    let row = |points: f64, keeps: bool| -> Vec<f64> {
        (0..=MOST).map(|n| points * if keeps { n } else { MOST - n } as f64).collect()
    };
    let mut setup = Setup::new(vec![IssueShape { values: MOST + 1, ordered: true }; 3], seed);
    setup.own = Utility::Known(POINTS.iter().map(|p| row(*p, true)).collect());
    let others = ORDERS.iter().map(|o| {
        let mut rows = vec![Vec::new(); 3];
        o.iter().zip(POINTS).for_each(|(k, p)| rows[*k] = row(p, false));
        rows
    });
    setup.other = Utility::Estimated(others.collect());
    let e = estimate(setup, deals, particles)?;
    let prior = e.types.prior();
    let top = e.ln_evidence.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = e.ln_evidence.iter().zip(&prior).map(|(l, p)| p * (l - top).exp()).sum();
    Ok(top + sum.ln())
}

/// Expected points of each item over the six orders.
fn order_weights(deals: &Deals, evidence: &BTreeMap<Deals, f64>) -> [f64; 3] {
    let ln = ORDERS.map(|o| evidence.get(&by_priority(deals, o)).copied().unwrap_or(0.0));
    let top = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mass = ln.map(|l| (l - top).exp());
    let sum: f64 = mass.iter().sum();
    let mut out = [0.0; 3];
    for (order, m) in ORDERS.iter().zip(mass) {
        order.iter().zip(POINTS).for_each(|(k, p)| out[*k] += p * m / sum);
    }
    out
}

/// Posterior mean weights where nothing of the utility is known, over types.
fn unknown(deals: &Deals, particles: usize, seed: u64) -> Result<[f64; 3]> {
    let setup = Setup::new(vec![IssueShape { values: MOST + 1, ordered: true }; 3], seed);
    let found = estimate(setup, deals, particles)?;
    let probability = found.probability(&found.types.prior());
    let mut out = [0.0; 3];
    for (p, parameters) in probability.iter().zip(&found.parameters) {
        for (k, w) in out.iter_mut().enumerate() {
            let name = format!("weight {}", k + 1);
            let mean = parameters.iter().find(|m| m.name == name).map_or(1.0 / 3.0, |m| m.mean);
            *w += p * mean;
        }
    }
    Ok(out)
}

fn estimate(mut setup: Setup, deals: &Deals, particles: usize) -> Result<Estimate> {
    setup.particles = particles;
    setup.clock = Clock::Deadline;
    let mut estimator = Estimator::new(&setup)?;
    for (k, deal) in deals.iter().enumerate() {
        let terms = deal.iter().map(|d| Term::Value(*d as u32)).collect();
        let when = When::at((k + 1) as f64 / (deals.len() + 1) as f64);
        estimator.observe(&Observation { when, what: Seen::Offer { terms, pressed: false } })?;
    }
    Ok(estimator.estimate())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_that_deals_do_not_tell_apart_stay_even_and_what_is_kept_weighs_more() {
        let deals = vec![[3, 1, 1], [3, 1, 1]];
        let weights = Weights::of(&BTreeSet::from([deals.clone()]), 64, 1).expect("weights");
        let [_, points] = weights.get(&deals);
        assert_eq!(points[1], points[2]);
        assert!(points[0] > points[1], "{points:?}");
        assert!((points.iter().sum::<f64>() - 12.0).abs() < 1e-9);
        // The same deals with the items listed otherwise: the same weights.
        let turned = vec![[1, 3, 1], [1, 3, 1]];
        let [_, other] = Weights::of(&BTreeSet::from([turned.clone()]), 64, 1).expect("weights").get(&turned);
        assert!((other[1] - points[0]).abs() < 1e-12);
    }
}
