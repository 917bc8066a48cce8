//! An additive utility function whose weights are uncertain: w ~ Dirichlet(α).

use super::Additive;
use crate::error::{Error, Result};
use crate::outcome::OutcomeSpace;
use rand::Rng;
use rand_distr::{Distribution, Gamma};

/// Known value tables, Dirichlet weights.
#[derive(Clone, Debug, PartialEq)]
pub struct DirichletWeights {
    values: Vec<Vec<f64>>,
    alpha: Vec<f64>,
}

impl DirichletWeights {
    /// One concentration per issue and one table of values per issue.
    ///
    /// # Errors
    /// If a concentration is not positive and finite, or the shapes differ.
    pub fn new(values: Vec<Vec<f64>>, alpha: Vec<f64>) -> Result<Self> {
        if values.len() != alpha.len() {
            return Err(Error::parameter("one concentration per issue is needed"));
        }
        if let Some(a) = alpha.iter().find(|a| !(a.is_finite() && **a > 0.0)) {
            return Err(Error::parameter(format!("a concentration of {a} is not positive")));
        }
        Ok(Self { values, alpha })
    }

    /// Mean weights.
    #[must_use]
    pub fn mean(&self) -> Vec<f64> {
        let total: f64 = self.alpha.iter().sum();
        self.alpha.iter().map(|a| a / total).collect()
    }

    /// One function drawn from the belief.
    ///
    /// # Errors
    /// If the tables do not fit the space.
    pub fn draw(&self, space: &OutcomeSpace, rng: &mut impl Rng) -> Result<Additive> {
        Additive::new(space, dirichlet(&self.alpha, rng), self.values.clone())
    }
}

/// A draw from Dirichlet(α), by normalised Gamma draws.
pub(crate) fn dirichlet(alpha: &[f64], rng: &mut impl Rng) -> Vec<f64> {
    let mut w: Vec<f64> = alpha
        .iter()
        .map(|a| Gamma::new(*a, 1.0).map_or(0.0, |g| g.sample(rng)).max(f64::MIN_POSITIVE))
        .collect();
    let total: f64 = w.iter().sum();
    for x in &mut w {
        *x /= total;
    }
    w
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::stream;

    #[test]
    fn draws_average_to_the_mean() {
        let alpha = [1.0, 2.0, 5.0];
        let mut rng = stream(1, &["dirichlet".into()]);
        let n = 4000;
        let mut sum = [0.0; 3];
        for _ in 0..n {
            let w = dirichlet(&alpha, &mut rng);
            assert!((w.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            for (s, x) in sum.iter_mut().zip(&w) {
                *s += x / f64::from(n);
            }
        }
        for (got, want) in sum.iter().zip([0.125, 0.25, 0.625]) {
            assert!((got - want).abs() < 0.02, "{got} against {want}");
        }
    }
}
