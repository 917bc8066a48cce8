//! The linear additive utility function u(ω) = min(cap, b + Σ_a w_a·v_a(ω_a)).
//!
//! Held as one table of weighted values per issue, so that evaluating is a sum in issue order (the order
//! is part of the definition: it makes ties reproducible). The cap at 1 is GENIUS's.

use super::UtilityFunction;
use crate::error::{Error, Result};
use crate::outcome::OutcomeSpace;

/// A linear additive utility function over the issues of one space.
#[derive(Clone, Debug, PartialEq)]
pub struct Additive {
    weights: Vec<f64>,
    values: Vec<Vec<f64>>,
    bias: f64,
    cap: Option<f64>,
}

impl Additive {
    /// Weights and, per issue, the value of each of its values.
    ///
    /// # Errors
    /// If the shape does not fit the space or a number is not finite.
    pub fn new(space: &OutcomeSpace, weights: Vec<f64>, values: Vec<Vec<f64>>) -> Result<Self> {
        let n = space.issues().len();
        if weights.len() != n || values.len() != n {
            return Err(Error::input(format!(
                "{} weights and {} value tables for {n} issues",
                weights.len(),
                values.len()
            )));
        }
        for (issue, (w, table)) in space.issues().iter().zip(weights.iter().zip(&values)) {
            if table.len() != issue.len() {
                return Err(Error::input(format!(
                    "issue {:?} has {} values but its table {}",
                    issue.name(),
                    issue.len(),
                    table.len()
                )));
            }
            if !w.is_finite() || table.iter().any(|v| !v.is_finite()) {
                return Err(Error::input(format!(
                    "issue {:?} has a weight or value that is not finite",
                    issue.name()
                )));
            }
        }
        let largest = |(w, t): (&f64, &Vec<f64>)| t.iter().map(|v| (w * v).abs()).fold(0.0, f64::max);
        if !weights.iter().zip(&values).map(largest).sum::<f64>().is_finite() {
            return Err(Error::input("weights and values are so large that their sum overflows"));
        }
        Ok(Self { weights, values, bias: 0.0, cap: None })
    }

    /// The same function with a constant added to every utility (before the cap).
    #[must_use]
    pub fn with_bias(mut self, bias: f64) -> Self {
        self.bias = bias;
        self
    }

    /// The same function capped from above.
    #[must_use]
    pub fn with_cap(mut self, cap: f64) -> Self {
        self.cap = Some(cap);
        self
    }

    /// offset + scale·u as an additive function; `None` where a cap would become a floor.
    pub(super) fn affine(&self, scale: f64, offset: f64) -> Option<Self> {
        let cap = match self.cap {
            Some(_) if scale < 0.0 => return None,
            cap => cap.map(|c| offset + scale * c),
        };
        let weights = self.weights.iter().map(|w| scale * w).collect();
        Some(Self { weights, values: self.values.clone(), bias: offset + scale * self.bias, cap })
    }

    /// One weight per issue.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Unweighted values, per issue and value.
    #[must_use]
    pub fn values(&self) -> &[Vec<f64>] {
        &self.values
    }

    /// The constant.
    #[must_use]
    pub fn bias(&self) -> f64 {
        self.bias
    }

    /// The cap, if any.
    #[must_use]
    pub fn cap(&self) -> Option<f64> {
        self.cap
    }

    /// Weighted value of one value of one issue.
    #[must_use]
    pub fn part(&self, issue: usize, value: usize) -> f64 {
        self.weights[issue] * self.values[issue][value]
    }
}

impl UtilityFunction for Additive {
    fn utility(&self, digits: &[u32]) -> f64 {
        let mut sum = self.bias;
        for ((w, table), d) in self.weights.iter().zip(&self.values).zip(digits) {
            sum += w * table[*d as usize];
        }
        match self.cap {
            Some(cap) if sum > cap => cap,
            _ => sum,
        }
    }

    fn row(&self, digits: &mut [u32], into: &mut [f64]) {
        let Some(last) = digits.len().checked_sub(1) else {
            into.fill(self.utility(digits));
            return;
        };
        let mut sum = self.bias;
        for ((w, table), d) in self.weights.iter().zip(&self.values).zip(&digits[..last]) {
            sum += w * table[*d as usize];
        }
        let cap = self.cap.unwrap_or(f64::INFINITY);
        let w = self.weights[last];
        for (u, v) in into.iter_mut().zip(&self.values[last]) {
            let x = sum + w * v;
            *u = if x > cap { cap } else { x };
        }
    }

    fn as_additive(&self) -> Option<&Additive> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Issue;

    #[test]
    fn the_sum_is_capped_only_where_asked() {
        let space =
            OutcomeSpace::new(vec![Issue::categorical("a", ["x", "y"]), Issue::categorical("b", ["x", "y"])])
                .expect("a space");
        let u =
            Additive::new(&space, vec![1.0, 1.0], vec![vec![0.25, 1.0], vec![0.5, 1.0]]).expect("a function");
        assert_eq!(u.utility(&[0, 1]), 1.25);
        assert_eq!(u.clone().with_cap(1.0).utility(&[0, 1]), 1.0);
        assert!(Additive::new(&space, vec![1.0], vec![vec![0.0, 1.0]]).is_err());
        assert!(Additive::new(&space, vec![1.0, f64::NAN], vec![vec![0.0, 1.0]; 2]).is_err());
    }
}
