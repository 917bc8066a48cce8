//! Estimating another party's preferences from its offers.
//!
//! A [`Model`] sees the offers of one party in order and holds an additive estimate of its utility function,
//! on [0, 1]. What it is told is outcomes and relative times, nothing of its own side. The estimate is a
//! table of weighted values an issue, so reading it costs a sum.
//!
//! Deliberately absent: the party's reservation and kind, which `faith` estimates with everything else.

mod bayesian;
mod frequency;
mod pairwise;

use crate::error::{Error, Result};
use crate::outcome::OutcomeSpace;
use crate::rng::Stream;

/// The models by name.
pub const NAMES: &[&str] = &["pairwise", "frequency", "bayesian"];

/// A model of one other party.
#[derive(Debug)]
pub struct Model(Kind);

#[derive(Debug)]
enum Kind {
    Frequency(frequency::Frequency),
    Bayesian(bayesian::Bayesian),
    Pairwise(Box<pairwise::Pairwise>),
}

/// Largest number of values, over all issues, that a model keeps count of.
const MOST_VALUES: usize = 1 << 20;

impl Model {
    /// The model of this name over a space; `stream` is drawn from by models that sample.
    ///
    /// # Errors
    /// If no model has that name or the issues have too many values.
    pub fn new(name: &str, space: &OutcomeSpace, stream: Stream) -> Result<Self> {
        let sizes: Vec<usize> = space.issues().iter().map(crate::outcome::Issue::len).collect();
        if sizes.iter().sum::<usize>() > MOST_VALUES {
            return Err(Error::limit("the issues have too many values for an opponent model"));
        }
        let ordered: Vec<bool> = space.issues().iter().map(crate::outcome::Issue::is_ordered).collect();
        Ok(Self(match name {
            "frequency" => Kind::Frequency(frequency::Frequency::new(&sizes)),
            "bayesian" => Kind::Bayesian(bayesian::Bayesian::new(&sizes, &ordered)),
            "pairwise" => Kind::Pairwise(Box::new(pairwise::Pairwise::new(&sizes, stream))),
            other => {
                return Err(Error::unknown(format!("no opponent model is called {other:?}"))
                    .remedy(format!("there are {}", NAMES.join(", "))));
            }
        }))
    }

    /// Sees an offer made at a relative time.
    pub fn observe(&mut self, digits: &[u32], time: f64) {
        match &mut self.0 {
            Kind::Frequency(m) => m.observe(digits),
            Kind::Bayesian(m) => m.observe(digits, time),
            Kind::Pairwise(m) => m.observe(digits),
        }
    }

    /// Estimated utility of an outcome, on [0, 1].
    #[must_use]
    pub fn utility(&self, digits: &[u32]) -> f64 {
        match &self.0 {
            Kind::Frequency(m) => m.utility(digits),
            Kind::Bayesian(m) => m.utility(digits),
            Kind::Pairwise(m) => m.utility(digits),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Issue;
    use crate::preference::{Additive, UtilityFunction};
    use crate::rng;
    use rand::RngExt;

    fn correlation(a: &[f64], b: &[f64]) -> f64 {
        let n = a.len() as f64;
        let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
        let cov: f64 = a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum();
        let (va, vb): (f64, f64) =
            (a.iter().map(|x| (x - ma).powi(2)).sum(), b.iter().map(|y| (y - mb).powi(2)).sum());
        cov / (va * vb).sqrt()
    }

    /// Over scenarios drawn at random, every model correlates with the truth behind an honest concession.
    #[test]
    fn models_learn_from_a_party_that_concedes_evenly() {
        let sizes = [5, 5, 5];
        let mut means = Vec::new();
        for name in NAMES {
            let mut sum = 0.0;
            for seed in 0..12_u64 {
                let mut draw = rng::stream(seed, &["test".into()]);
                let issue =
                    |k: usize| Issue::categorical(format!("i{k}"), (0..sizes[k]).map(|v| v.to_string()));
                let space = OutcomeSpace::new((0..3).map(issue).collect()).unwrap();
                let tables = sizes.iter().map(|n| (0..*n).map(|_| draw.random::<f64>()).collect()).collect();
                let u = Additive::new(&space, vec![0.5, 0.3, 0.2], tables).unwrap();
                let mut all: Vec<Vec<u32>> = space.enumerate().collect();
                all.sort_by(|a, b| u.utility(b).total_cmp(&u.utility(a)));
                let mut model = Model::new(name, &space, rng::stream(seed, &["model".into()])).unwrap();
                for (k, offer) in all.iter().take(40).enumerate() {
                    model.observe(offer, k as f64 / 100.0);
                }
                let truth: Vec<f64> = all.iter().map(|d| u.utility(d)).collect();
                let guess: Vec<f64> = all.iter().map(|d| model.utility(d)).collect();
                assert!(guess.iter().all(|g| (-1e-9..=1.0 + 1e-9).contains(g)), "{name}: {guess:?}");
                sum += correlation(&truth, &guess) / 12.0;
            }
            means.push((*name, sum));
        }
        for (name, mean) in &means {
            assert!(*mean > 0.8, "{name} correlates {mean}: {means:?}");
        }
    }
}
