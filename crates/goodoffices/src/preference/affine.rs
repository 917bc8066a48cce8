//! An affine transformation of any utility function: u'(ω) = offset + scale·u(ω).
//!
//! Positive scales leave the order, and so the frontier, as they are (von Neumann & Morgenstern 1944). Of an
//! additive function the transformation is additive too, its cap included, unless a cap is turned into a floor
//! by a negative scale.

use super::{Additive, Profile, Reservation, UtilityFunction};
use crate::error::{Error, Result};
use std::sync::Arc;

/// A utility function, scaled and shifted.
#[derive(Clone, Debug)]
pub struct Affine {
    inner: Arc<dyn UtilityFunction>,
    scale: f64,
    offset: f64,
    additive: Option<Additive>,
}

impl Affine {
    /// offset + scale·inner.
    ///
    /// # Errors
    /// If a number is not finite.
    pub fn new(inner: Arc<dyn UtilityFunction>, scale: f64, offset: f64) -> Result<Self> {
        if !(scale.is_finite() && offset.is_finite()) {
            return Err(Error::parameter(format!(
                "a scale of {scale} and an offset of {offset} are no numbers"
            )));
        }
        let additive = inner.as_additive().and_then(|u| u.affine(scale, offset));
        Ok(Self { inner, scale, offset, additive })
    }
}

impl UtilityFunction for Affine {
    fn utility(&self, digits: &[u32]) -> f64 {
        // One definition: whoever asks for the additive form gets the very same numbers.
        match &self.additive {
            Some(u) => u.utility(digits),
            None => self.offset + self.scale * self.inner.utility(digits),
        }
    }

    fn row(&self, digits: &mut [u32], into: &mut [f64]) {
        match &self.additive {
            Some(u) => u.row(digits, into),
            None => {
                self.inner.row(digits, into);
                for u in into {
                    *u = self.offset + self.scale * *u;
                }
            }
        }
    }

    fn as_additive(&self) -> Option<&Additive> {
        self.additive.as_ref()
    }
}

impl Profile {
    /// The same profile with utilities (and the reservation value) scaled and shifted.
    ///
    /// # Errors
    /// If a number is not finite.
    pub fn affine(&self, scale: f64, offset: f64) -> Result<Self> {
        let function = Affine::new(self.shared_function(), scale, offset)?;
        let reservation = match self.reservation() {
            Reservation::Value(r) => Reservation::Value(offset + scale * r),
            other => other.clone(),
        };
        Ok(Profile::new(function).with_reservation(reservation).with_discount(self.discount()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Issue, OutcomeSpace};
    use crate::preference::{Aggregation, Block, HyperRectangles, Rectangle};

    #[test]
    fn caps_and_reservations_move_along() {
        let issues = vec![Issue::categorical("a", ["x", "y"]), Issue::categorical("b", ["x", "y"])];
        let space = OutcomeSpace::new(issues).expect("a space");
        let u =
            Additive::new(&space, vec![0.5, 1.0], vec![vec![0.25, 1.0], vec![0.5, 1.0]]).expect("a function");
        let profile =
            Profile::new(u.with_bias(0.125).with_cap(1.0)).with_reservation(Reservation::Value(0.5));
        let up = profile.affine(4.0, -1.0).expect("a profile");
        let down = profile.affine(-1.0, 0.0).expect("a profile");
        assert!(up.as_additive().is_some() && down.as_additive().is_none());
        assert_eq!((up.reservation_value(), down.reservation_value()), (Some(1.0), Some(-0.5)));
        for digits in space.enumerate() {
            let plain = profile.utility(&digits);
            assert!((up.utility(&digits) - (4.0 * plain - 1.0)).abs() < 1e-12);
            assert!((down.utility(&digits) + plain).abs() < 1e-12);
        }
        assert!(profile.affine(f64::NAN, 0.0).is_err());
    }

    #[test]
    fn other_functions_are_wrapped() {
        let space = OutcomeSpace::new(vec![Issue::categorical("a", ["x"])]).expect("a space");
        let rectangles = vec![Rectangle { utility: 3.0, bounds: Vec::new() }];
        let blocks = vec![Block { weight: 1.0, aggregation: Aggregation::Sum, rectangles }];
        let inner = Arc::new(HyperRectangles::new(&space, blocks, 1.0).expect("a function"));
        assert_eq!(Affine::new(inner, 2.0, 0.5).expect("a function").utility(&[0]), 6.5);
    }
}
