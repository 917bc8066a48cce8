//! Leaving so that coming back is possible: what coming back is worth is part of what leaving is worth.
//!
//! Away, a period costs f. If the parties can settle they do so unaided with probability hᵤ, worth Vᵤ. A
//! party asks the mediator back with probability a₁ if they can settle and a₀ if not. On being asked, or
//! unasked, the mediator may come back once at cost R, and then follows the stopping rule from the belief of
//! that moment; or it may go for good at any time. Solved backward along the silent path of beliefs:
//!
//! U(p) = max{ O(p), W(p) − R, −f + δ[p·hᵤVᵤ + P(asks)·max(O(p′), W(p′) − R) + P(silent)·U(p″)] }.
//!
//! Coming back more than once is in the full model (`model`).

use super::stopping::Stopping;
use crate::error::{Error, Place, Result};

/// How leaving with a way back works.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WayBack<N = f64> {
    /// Cost of a period of keeping the way open.
    pub cost_away: N,
    /// Cost of coming back.
    pub cost_return: N,
    /// Probability that they settle unaided in a period, if they can.
    pub hazard_unaided: N,
    /// Worth of a settlement reached unaided.
    pub settlement_unaided: N,
    /// Probability that a party asks the mediator back in a period, if they can settle.
    pub asks: N,
    /// The same if they cannot.
    pub asks_otherwise: N,
    /// Periods after which the way is closed.
    pub periods: u32,
}

/// What leaving with a way back is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WayBackValue {
    /// Worth of leaving now, with the way back used as well as can be.
    pub value: f64,
    /// Worth of leaving now for good.
    pub for_good: f64,
    /// Probability of coming back.
    pub returns: f64,
    /// Periods away before going for good if nobody asks.
    pub waits: u32,
}

/// Most periods away.
const MOST: u32 = 10_000;

impl<N: Copy> WayBack<N> {
    /// The same with every number replaced, always in the same order.
    #[must_use]
    pub fn map<M>(&self, mut f: impl FnMut(N) -> M) -> WayBack<M> {
        WayBack {
            cost_away: f(self.cost_away),
            cost_return: f(self.cost_return),
            hazard_unaided: f(self.hazard_unaided),
            settlement_unaided: f(self.settlement_unaided),
            asks: f(self.asks),
            asks_otherwise: f(self.asks_otherwise),
            periods: self.periods,
        }
    }
}

impl WayBack {
    /// Every number possible?
    ///
    /// # Errors
    /// Names the first that is not.
    pub fn checked(&self) -> Result<()> {
        let at = |field: &str, x: f64, right: &str| {
            Error::parameter(format!("{field} {x} is impossible"))
                .at(Place::default().at_field(field))
                .remedy(right)
        };
        for (name, x) in [
            ("cost_away", self.cost_away),
            ("cost_return", self.cost_return),
            ("settlement_unaided", self.settlement_unaided),
        ] {
            if !(x.is_finite() && x >= 0.0) {
                return Err(at(name, x, "a finite number, at least 0"));
            }
        }
        for (name, x) in [
            ("hazard_unaided", self.hazard_unaided),
            ("asks", self.asks),
            ("asks_otherwise", self.asks_otherwise),
        ] {
            if !(0.0..=1.0).contains(&x) {
                return Err(at(name, x, "a probability, between 0 and 1"));
            }
        }
        if self.hazard_unaided + self.asks > 1.0 {
            return Err(at(
                "asks",
                self.asks,
                "settling unaided and asking exclude each other: at most 1 together",
            ));
        }
        if self.periods == 0 || self.periods > MOST {
            return Err(Error::limit(format!("{} periods away", self.periods))
                .at(Place::default().at_field("periods"))
                .remedy(format!("between 1 and {MOST}")));
        }
        Ok(())
    }

    /// What leaving with this way back is worth at a belief. Linear in the periods.
    #[must_use]
    pub fn value(&self, problem: &Stopping, belief: f64) -> WayBackValue {
        let d = problem.discount;
        let back = |p: f64| problem.value(p) - self.cost_return;
        // Odds along the silent path, and after an ask.
        let silent = (1.0 - self.hazard_unaided - self.asks) / (1.0 - self.asks_otherwise).max(1e-300);
        let updated = |p: f64, can: f64, cannot: f64| {
            let (a, b) = (p * can, (1.0 - p) * cannot);
            if a + b > 0.0 { a / (a + b) } else { p }
        };
        let mut path = vec![belief];
        for _ in 1..=self.periods {
            let p = path[path.len() - 1];
            path.push(updated(p, silent, 1.0));
        }
        let closed = path.pop().unwrap_or(belief);
        let mut worth = problem.leave(closed).max(back(closed));
        let (mut returns, mut waits) = (f64::from(u8::from(back(closed) > problem.leave(closed))), 0);
        for &p in path.iter().rev() {
            let asked = updated(p, self.asks, self.asks_otherwise);
            let p_ask = p * self.asks + (1.0 - p) * self.asks_otherwise;
            let p_unaided = p * self.hazard_unaided;
            let p_silent = 1.0 - p_ask - p_unaided;
            let comes = back(asked) > problem.leave(asked);
            let on_ask = back(asked).max(problem.leave(asked));
            let away = d * (p_unaided * self.settlement_unaided + p_ask * on_ask + p_silent * worth)
                - self.cost_away;
            let (good, now) = (problem.leave(p), back(p));
            if away > good && away > now {
                worth = away;
                returns = p_ask * f64::from(u8::from(comes)) + p_silent * returns;
                waits += 1;
            } else {
                worth = good.max(now);
                returns = f64::from(u8::from(now > good));
                waits = 0;
            }
        }
        WayBackValue { value: worth, for_good: problem.leave(belief), returns, waits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn problem(belief: f64) -> Stopping {
        Stopping { cost: 0.02, ..Stopping::textbook(belief) }
    }

    const WAY: WayBack = WayBack {
        cost_away: 0.001,
        cost_return: 0.02,
        hazard_unaided: 0.02,
        settlement_unaided: 1.0,
        asks: 0.3,
        asks_otherwise: 0.02,
        periods: 60,
    };

    #[test]
    fn a_way_back_that_costs_too_much_is_leaving_for_good() {
        let p = problem(0.3);
        let shut = WayBack { cost_return: 10.0, hazard_unaided: 0.0, ..WAY };
        let v = shut.value(&p, 0.3);
        assert_eq!((v.value, v.returns, v.waits), (v.for_good, 0.0, 0));
        let open = WAY.value(&p, 0.3);
        assert!(open.value > v.value && open.returns > 0.3 && open.waits > 0, "{open:?}");
    }

    #[test]
    fn the_recursion_is_the_sum_over_the_period_of_the_first_ask() {
        // One period, by hand.
        let p = problem(0.4);
        let way = WayBack { periods: 1, ..WAY };
        let ask = 0.4 * 0.3 + 0.6 * 0.02;
        let silent = 1.0 - ask - 0.4 * 0.02;
        let silent_belief = 0.4 * 0.68 / (0.4 * 0.68 + 0.6 * 0.98);
        let by_hand = 0.99
            * (0.4 * 0.02
                + ask * (p.value(0.12 / ask) - 0.02)
                + silent * (p.value(silent_belief) - 0.02).max(0.2))
            - 0.001;
        let now = p.value(0.4) - 0.02;
        assert!((way.value(&p, 0.4).value - by_hand.max(now).max(0.2)).abs() < 1e-12);
    }

    #[test]
    fn impossible_numbers_are_named() {
        for bad in [
            WayBack { asks: 1.2, ..WAY },
            WayBack { hazard_unaided: 0.8, ..WAY },
            WayBack { periods: 0, ..WAY },
            WayBack { cost_return: f64::NAN, ..WAY },
        ] {
            assert!(bad.checked().is_err(), "{bad:?}");
        }
        assert!(WAY.checked().is_ok());
    }

    proptest! {
        #[test]
        fn more_of_a_way_back_is_never_worth_less(b in 0.01..0.99_f64, r in 0.0..0.3_f64, f in 0.0..0.02_f64, n in 1_u32..40) {
            let p = problem(b);
            let way = WayBack { cost_return: r, cost_away: f, periods: n, ..WAY };
            let v = way.value(&p, b);
            prop_assert!(v.value >= v.for_good && (0.0..=1.0).contains(&v.returns));
            let worth = |w: WayBack| w.value(&p, b).value;
            let dearer = worth(WayBack { cost_return: r + 0.05, ..way });
            let costlier = worth(WayBack { cost_away: f + 0.01, ..way });
            let longer = worth(WayBack { periods: n + 5, ..way });
            prop_assert!(dearer <= v.value + 1e-12 && costlier <= v.value + 1e-12 && longer >= v.value - 1e-12);
        }
    }
}
