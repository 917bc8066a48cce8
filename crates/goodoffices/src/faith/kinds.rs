//! Behavioural types: names, priors and which of them are sincere. The set is data.
//!
//! A set lists its types in a fixed order; evidence, priors and posteriors are slices in that order. Each
//! type has a default prior and a sceptical one (insincere types .10 together), besides the uniform one that
//! the level rule also asks for.

use crate::error::{Error, Result};

/// One behavioural type.
#[derive(Clone, Debug, PartialEq)]
pub struct BehaviouralType {
    /// Its name in files and studies; never printed about a real party.
    pub name: &'static str,
    /// Does it bargain in order to agree?
    pub sincere: bool,
    /// Default prior probability.
    pub prior: f64,
    /// Prior probability for a reader who thinks insincere types rare.
    pub sceptical: f64,
}

/// Types in a fixed order, whose priors sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeSet(Vec<BehaviouralType>);

impl TypeSet {
    /// A set of these types; both priors are scaled to sum to 1.
    ///
    /// # Errors
    /// If there is no sincere or no insincere type, a name stands twice, or a prior is not positive.
    pub fn new(mut types: Vec<BehaviouralType>) -> Result<Self> {
        if types.iter().all(|t| t.sincere) || !types.iter().any(|t| t.sincere) {
            return Err(Error::parameter("a set of types needs a sincere and an insincere one"));
        }
        for (k, t) in types.iter().enumerate() {
            if types[..k].iter().any(|other| other.name == t.name) {
                return Err(Error::parameter(format!("type {:?} stands twice", t.name)));
            }
            if !(t.prior > 0.0 && t.prior.is_finite() && t.sceptical > 0.0 && t.sceptical.is_finite()) {
                return Err(Error::parameter(format!("type {:?} needs priors above 0", t.name)));
            }
        }
        let (prior, sceptical) = types.iter().fold((0.0, 0.0), |(a, b), t| (a + t.prior, b + t.sceptical));
        for t in &mut types {
            t.prior /= prior;
            t.sceptical /= sceptical;
        }
        Ok(Self(types))
    }

    /// The six types of two-party talks (conceder, hard bargainer, reciprocator, staller, spoiler, random).
    #[must_use]
    pub fn standard() -> Self {
        let sincere = [("conceder", 0.25), ("hard_bargainer", 0.30), ("reciprocator", 0.20)];
        let kind = |name, sincere, prior, sceptical| BehaviouralType { name, sincere, prior, sceptical };
        // The sceptical prior: .07 and .03 for the insincere, the others share the rest as before (.25+.30+.20+.08).
        let rest = 0.90 / 0.83;
        let mut types: Vec<_> = sincere.iter().map(|(n, p)| kind(*n, true, *p, p * rest)).collect();
        types.push(kind("staller", false, 0.12, 0.07));
        types.push(kind("spoiler", false, 0.05, 0.03));
        types.push(kind("random", true, 0.08, 0.08 * rest));
        Self(types)
    }

    /// The types, in order.
    #[must_use]
    pub fn types(&self) -> &[BehaviouralType] {
        &self.0
    }

    /// How many types.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Never: a set has two types at least.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Index of the type of this name.
    ///
    /// # Errors
    /// If there is none; the error lists the names.
    pub fn index(&self, name: &str) -> Result<usize> {
        self.0.iter().position(|t| t.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.0.iter().map(|t| t.name).collect();
            Error::unknown(format!("no behavioural type is called {name:?}"))
                .remedy(format!("there are {}", names.join(", ")))
        })
    }

    /// The default prior.
    #[must_use]
    pub fn prior(&self) -> Vec<f64> {
        self.0.iter().map(|t| t.prior).collect()
    }

    /// The uniform prior.
    #[must_use]
    pub fn uniform(&self) -> Vec<f64> {
        vec![1.0 / self.0.len() as f64; self.0.len()]
    }

    /// The sceptical prior.
    #[must_use]
    pub fn sceptical(&self) -> Vec<f64> {
        self.0.iter().map(|t| t.sceptical).collect()
    }

    /// A prior in which the insincere types have probability `share` together, the rest as in `base`.
    ///
    /// # Errors
    /// If `share` is not between 0 and 1.
    pub fn with_insincere(&self, base: &[f64], share: f64) -> Result<Vec<f64>> {
        if !(share > 0.0 && share < 1.0) {
            return Err(Error::parameter(format!("a prior of {share} is no probability between 0 and 1")));
        }
        let now = self.insincere(base);
        Ok(self
            .0
            .iter()
            .zip(base)
            .map(|(t, p)| if t.sincere { p * (1.0 - share) / (1.0 - now) } else { p * share / now })
            .collect())
    }

    /// Probability of the insincere types together.
    #[must_use]
    pub fn insincere(&self, probability: &[f64]) -> f64 {
        self.0.iter().zip(probability).filter(|(t, _)| !t.sincere).map(|(_, p)| p).sum()
    }
}
