//! A party's utility function together with what no agreement is worth and how time costs it.

use super::{Additive, HyperRectangles, UtilityFunction};
use crate::num;
use crate::outcome::Digits;
use std::sync::Arc;

/// The worth of no agreement.
#[derive(Clone, Debug, PartialEq)]
pub enum Reservation {
    /// Nothing is known: any agreement counts as rational.
    None,
    /// A utility.
    Value(f64),
    /// The utility of this outcome (GeniusWeb's reservation bid).
    Bid(Digits),
}

/// What a discount factor is raised to. The field has both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiscountBy {
    /// The share of the deadline passed, in [0, 1]: u·d^t (GENIUS, and this program's files).
    Time,
    /// The rounds begun: u·d^step (NegMAS's `ExpDiscountedUFun` with its default factor).
    Step,
}

/// The factor d of u·d^t with t in [0, 1], the share of the deadline passed; of u·d^step where so asked
/// ([`DiscountBy`]). No discount is d = 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Discount(f64);

impl Discount {
    /// No discounting.
    pub const NONE: Self = Self(1.0);

    /// The field's convention: a factor of 0 or less, above 1, or not a number means none.
    #[must_use]
    pub fn new(factor: f64) -> Self {
        if factor > 0.0 && factor <= 1.0 { Self(factor) } else { Self::NONE }
    }

    /// The factor d.
    #[must_use]
    pub fn factor(self) -> f64 {
        self.0
    }

    /// d^t or d^step, at the end of talks that took this share of the deadline and this many rounds.
    #[must_use]
    pub fn after(self, by: DiscountBy, time: f64, steps: u64) -> f64 {
        match by {
            DiscountBy::Time => self.at(time),
            DiscountBy::Step => self.at(steps as f64),
        }
    }

    /// d^t.
    #[must_use]
    pub fn at(self, t: f64) -> f64 {
        if self.0 == 1.0 { 1.0 } else { num::pow(self.0, t) }
    }
}

/// What one party wants, fully known.
#[derive(Clone, Debug)]
pub struct Profile {
    utility: Arc<dyn UtilityFunction>,
    reservation: Reservation,
    discount: Discount,
}

impl Profile {
    /// A profile without reservation or discount.
    #[must_use]
    pub fn new(utility: impl UtilityFunction + 'static) -> Self {
        Self { utility: Arc::new(utility), reservation: Reservation::None, discount: Discount::NONE }
    }

    /// The same profile with a reservation.
    #[must_use]
    pub fn with_reservation(mut self, reservation: Reservation) -> Self {
        self.reservation = reservation;
        self
    }

    /// The same profile with a discount.
    #[must_use]
    pub fn with_discount(mut self, discount: Discount) -> Self {
        self.discount = discount;
        self
    }

    /// The utility function.
    #[must_use]
    pub fn function(&self) -> &dyn UtilityFunction {
        &*self.utility
    }

    /// The utility function, to be shared.
    pub(super) fn shared_function(&self) -> Arc<dyn UtilityFunction> {
        Arc::clone(&self.utility)
    }

    /// The function, if additive.
    #[must_use]
    pub fn as_additive(&self) -> Option<&Additive> {
        self.utility.as_additive()
    }

    /// The function as hyper-rectangles, if it is made of them.
    #[must_use]
    pub fn as_hyper(&self) -> Option<&HyperRectangles> {
        self.utility.as_hyper()
    }

    /// Undiscounted utility of an outcome.
    #[must_use]
    pub fn utility(&self, digits: &[u32]) -> f64 {
        self.utility.utility(digits)
    }

    /// Utility at relative time t.
    #[must_use]
    pub fn discounted(&self, digits: &[u32], t: f64) -> f64 {
        self.utility(digits) * self.discount.at(t)
    }

    /// The reservation as it was given.
    #[must_use]
    pub fn reservation(&self) -> &Reservation {
        &self.reservation
    }

    /// The reservation as an undiscounted utility, if there is one. It is discounted like any outcome.
    #[must_use]
    pub fn reservation_value(&self) -> Option<f64> {
        match &self.reservation {
            Reservation::None => None,
            Reservation::Value(v) => Some(*v),
            Reservation::Bid(digits) => Some(self.utility(digits)),
        }
    }

    /// The worth of no agreement at relative time t: discounted like any outcome.
    #[must_use]
    pub fn discounted_reservation(&self, t: f64) -> Option<f64> {
        self.reservation_value().map(|r| r * self.discount.at(t))
    }

    /// The discount.
    #[must_use]
    pub fn discount(&self) -> Discount {
        self.discount
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_discounts_mean_none() {
        for d in [0.0, -1.0, 1.5, f64::NAN] {
            assert_eq!(Discount::new(d), Discount::NONE);
        }
        assert_eq!(Discount::new(0.25).at(0.5), 0.5);
        // NegMAS 0.16.0: worth 0.5 agreed at step 11 under 0.9 per step is 0.15690529804500003.
        let d = Discount::new(0.9);
        assert!((0.5 * d.after(DiscountBy::Step, 0.57, 11) - 0.156_905_298_045).abs() < 1e-12);
        assert_eq!(d.after(DiscountBy::Time, 0.57, 11), d.at(0.57));
    }
}
