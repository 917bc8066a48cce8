//! What a deadline can buy, what waiting for it costs, and the price of haste.
//!
//! A party for which talking on is worth a flow s per period holds S = s/(1−δ); settling is worth v < S to
//! it; refusing at the deadline T is met by a penalty K with credibility κ. Its best reply is to talk on and
//! settle *at* T, worth S(1−δᵀ) + δᵀv > v: no deadline buys an early settlement. It buys one at T iff
//! v ≥ w − κK, with w what the party holds after refusing: nothing if the flow ends with the refusal, S if it
//! goes on. So κK must be at least w − v. Only where the choice is made once, now (settle now or never),
//! is there a latest useful deadline, T_max = ln[(S−v)/(S+κK)] / ln δ. Derived in the project; the flow is
//! Richmond's "devious objectives" (1998) as a number.
//!
//! Haste: parties that can settle, with probability h a period, have done so by T with probability
//! 1 − (1−h)ᵀ; what remains of 1 is lost to a deadline that is kept.

use super::input::Input;
use crate::error::{Error, Place, Result};
use crate::num;

/// What a refusal at the deadline does to the party's flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AfterRefusal {
    /// It ends: the talks were what gave it.
    Ends,
    /// It goes on.
    GoesOn,
}

/// A party for which talking on is worth something, before a deadline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeadlineProblem {
    /// Worth of a period of talking on, to the party.
    pub flow: f64,
    /// Its discount factor of a period, below 1.
    pub discount: f64,
    /// Worth of settling, to the party.
    pub settlement: f64,
    /// Penalty for refusing, before doubts.
    pub penalty: f64,
    /// Probability that the penalty follows a refusal.
    pub credibility: f64,
    /// What refusing does to the flow.
    pub after: AfterRefusal,
}

/// What a deadline buys.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Buys {
    /// Worth of talking on for ever.
    pub for_ever: f64,
    /// Does the party rather settle at the deadline than refuse?
    pub settles_at_deadline: bool,
    /// Least κK that makes it so; at least 0.
    pub needed: f64,
    /// κK as it is.
    pub threatened: f64,
    /// Latest useful deadline, if the choice were made once and now; `None`: none is too late, since settling
    /// is worth as much as talking on, or nothing is threatened and none is early enough.
    pub latest_if_once: Option<f64>,
}

impl DeadlineProblem {
    /// What a deadline buys.
    ///
    /// # Errors
    /// If a number is impossible.
    pub fn solve(&self) -> Result<Buys> {
        let bad = |name: &str, x: f64, right: &str| {
            Err(Error::parameter(format!("{name} {x} is impossible"))
                .at(Place::default().at_field(name))
                .remedy(right))
        };
        for (name, x) in [("flow", self.flow), ("settlement", self.settlement), ("penalty", self.penalty)] {
            if !(x.is_finite() && x >= 0.0) {
                return bad(name, x, "a finite number, at least 0");
            }
        }
        if !(self.discount > 0.0 && self.discount < 1.0) {
            return bad(
                "discount",
                self.discount,
                "above 0 and below 1: a flow for ever needs an end of patience",
            );
        }
        if !(0.0..=1.0).contains(&self.credibility) {
            return bad("credibility", self.credibility, "a probability, between 0 and 1");
        }
        let for_ever = self.flow / (1.0 - self.discount);
        let threatened = self.credibility * self.penalty;
        let after = match self.after {
            AfterRefusal::Ends => 0.0,
            AfterRefusal::GoesOn => for_ever,
        };
        let latest =
            || num::ln((for_ever - self.settlement) / (for_ever + threatened)) / num::ln(self.discount);
        Ok(Buys {
            for_ever,
            settles_at_deadline: self.settlement >= after - threatened,
            needed: (after - self.settlement).max(0.0),
            threatened,
            latest_if_once: (self.settlement < for_ever && self.settlement + threatened > 0.0).then(latest),
        })
    }

    /// Worth, to the party, of talking on for `periods` and settling then.
    #[must_use]
    pub fn settle_at(&self, periods: f64) -> f64 {
        let d = num::pow(self.discount, periods);
        self.flow / (1.0 - self.discount) * (1.0 - d) + d * self.settlement
    }
}

/// What waiting `periods` costs whoever pays `cost` a period, discounted.
///
/// # Errors
/// If a number is impossible.
pub fn cost_of_waiting(cost: f64, discount: f64, periods: u32) -> Result<f64> {
    let (c, d) = (Input::Cost.checked(cost)?, Input::Discount.checked(discount)?);
    let n = f64::from(periods);
    Ok(if d < 1.0 { c * (1.0 - num::pow(d, n)) / (1.0 - d) } else { c * n })
}

/// Probability that parties that can settle have done so by then: one less it is the price of haste.
///
/// # Errors
/// If the hazard is impossible.
pub fn settled_by(hazard: f64, periods: u32) -> Result<f64> {
    Ok(1.0 - num::pow(1.0 - Input::Hazard.checked(hazard)?, f64::from(periods)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CASE: DeadlineProblem = DeadlineProblem {
        flow: 0.1,
        discount: 0.95,
        settlement: 0.8,
        penalty: 0.5,
        credibility: 1.0,
        after: AfterRefusal::GoesOn,
    };

    #[test]
    fn the_latest_deadline_to_the_printed_digits() {
        let b = CASE.solve().expect("solved");
        assert!((b.latest_if_once.expect("one") - 14.309).abs() < 5e-4, "{b:?}");
        // At that moment settling now is worth as much as talking on and being punished.
        let t = b.latest_if_once.expect("one");
        let talked = 2.0 * (1.0 - num::pow(0.95, t)) - 0.5 * num::pow(0.95, t);
        assert!((talked - 0.8).abs() < 1e-9);
        assert!((b.for_ever - 2.0).abs() < 1e-12 && (b.needed - 1.2).abs() < 1e-12 && !b.settles_at_deadline);
        let ends = DeadlineProblem { after: AfterRefusal::Ends, ..CASE }.solve().expect("solved");
        assert!(ends.settles_at_deadline && ends.needed == 0.0);
        let enough = DeadlineProblem { penalty: 1.2, ..CASE };
        assert!(enough.solve().expect("solved").settles_at_deadline);
    }

    #[test]
    fn haste_and_waiting() {
        assert!((settled_by(0.1, 10).expect("fine") - (1.0 - 0.9_f64.powi(10))).abs() < 1e-12);
        assert!((cost_of_waiting(0.01, 0.99, 10).expect("fine") - (1.0 - 0.99_f64.powi(10))).abs() < 1e-12);
        assert_eq!(cost_of_waiting(0.01, 1.0, 10), Ok(0.1));
        assert!(settled_by(1.2, 3).is_err() && cost_of_waiting(-1.0, 0.9, 3).is_err());
        assert!(DeadlineProblem { credibility: 1.2, ..CASE }.solve().is_err());
        assert!(DeadlineProblem { discount: 1.0, ..CASE }.solve().is_err());
    }

    proptest! {
        #[test]
        fn no_deadline_buys_an_early_settlement(
            flow in 0.01..0.5_f64, d in 0.5..0.99_f64, share in 0.05..0.95_f64, t in 0.5..40.0_f64,
        ) {
            let settlement = share * flow / (1.0 - d);
            let p = DeadlineProblem { flow, discount: d, settlement, ..CASE };
            prop_assert!(p.settle_at(t) >= settlement - 1e-12);
            let b = p.solve().expect("solved");
            prop_assert!(b.settles_at_deadline == (b.threatened >= b.needed));
        }
    }
}
