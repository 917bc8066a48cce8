//! To stay or to leave, as optimal stopping.
//!
//! The parties can settle (belief p) or not. A period of talks costs c and settles with probability h if they
//! can; a settlement is worth V. Having left is worth O₁ if they can settle unaided one day and O₀ if not (the
//! plain problem has O₁ = O₀ = O); δ discounts a period. Without a settlement the belief only falls, so that
//! looking one period ahead is enough (the monotone case of Chow, Robbins & Siegmund 1971):
//!
//! p* = (c + (1−δ)O₀) / (δhV − (1−δ(1−h))O₁ + (1−δ)O₀), which is (c + (1−δ)O) / (δh(V−O)) for one O;
//! leave after k* = ⌈ln[odds(p) / odds(p*)] / −ln(1−h)⌉ periods. With q = δ(1−h) staying k periods is worth
//! p·[(δhV−c)(1−qᵏ)/(1−q) + qᵏO₁] + (1−p)·[−c(1−δᵏ)/(1−δ) + δᵏO₀].
//!
//! In continuous time p* = (c + rO) / (λ(V−O)) (compare Keller, Rady & Cripps 2005). Absent: signals besides
//! settlement (`menu`, `model`), and coming back (`way_back`).

use super::input::Input;
use crate::error::{Error, Place, Result};
use crate::num;

/// The stay-or-leave problem. Worths are on one scale, at least 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stopping {
    /// Probability that the parties can settle with help.
    pub belief: f64,
    /// Probability of settlement in a period if they can.
    pub hazard: f64,
    /// Worth of a settlement.
    pub settlement: f64,
    /// Worth of having left if they cannot settle.
    pub fallback: f64,
    /// Worth of having left if they can.
    pub fallback_if_settleable: f64,
    /// Cost of a period of talks.
    pub cost: f64,
    /// Discount factor of a period.
    pub discount: f64,
}

/// When to leave, and what that is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Stay while the belief is above this. At most 0: never leave.
    pub threshold: f64,
    /// Periods to stay without a settlement, from now; `None`: never leave.
    pub leave_after: Option<u64>,
    /// Worth of following the rule.
    pub value: f64,
    /// Worth of leaving now.
    pub leave_now: f64,
    /// Worth of staying one period and following the rule after it.
    pub stay_now: f64,
}

impl Stopping {
    /// Every number possible?
    ///
    /// # Errors
    /// Names the first that is not.
    pub fn checked(&self) -> Result<()> {
        for i in Input::ALL {
            i.checked(self.get(i))?;
        }
        Ok(())
    }

    /// One of its numbers.
    #[must_use]
    pub fn get(&self, input: Input) -> f64 {
        match input {
            Input::Belief => self.belief,
            Input::Hazard => self.hazard,
            Input::Settlement => self.settlement,
            Input::Fallback => self.fallback,
            Input::FallbackIfSettleable => self.fallback_if_settleable,
            Input::Cost => self.cost,
            Input::Discount => self.discount,
        }
    }

    /// The same with one number replaced. Replacing the fallback keeps what settling unaided adds to it.
    #[must_use]
    pub fn with(mut self, input: Input, x: f64) -> Self {
        match input {
            Input::Belief => self.belief = x,
            Input::Hazard => self.hazard = x,
            Input::Settlement => self.settlement = x,
            Input::Fallback => {
                self.fallback_if_settleable += x - self.fallback;
                self.fallback = x;
            }
            Input::FallbackIfSettleable => self.fallback_if_settleable = x,
            Input::Cost => self.cost = x,
            Input::Discount => self.discount = x,
        }
        self
    }

    /// Worth of leaving now, at a belief.
    #[must_use]
    pub fn leave(&self, belief: f64) -> f64 {
        belief * self.fallback_if_settleable + (1.0 - belief) * self.fallback
    }

    /// The belief at which staying one more period is worth as much as leaving. At most 0: staying never
    /// costs anything; 1 or more: no belief justifies it; infinite where staying gains nothing at all.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        let (d, h) = (self.discount, self.hazard);
        let wait = (1.0 - d) * self.fallback;
        let need = self.cost + wait;
        let gain = d * h * self.settlement - (1.0 - d * (1.0 - h)) * self.fallback_if_settleable + wait;
        if gain > 0.0 { need / gain } else { f64::INFINITY }
    }

    /// The belief after another period without a settlement.
    #[must_use]
    pub fn after_silence(&self, belief: f64) -> f64 {
        let left = belief * (1.0 - self.hazard);
        if left + (1.0 - belief) > 0.0 { left / (left + 1.0 - belief) } else { belief }
    }

    /// Periods to stay from a belief; `None`: never leave.
    #[must_use]
    pub fn leave_after(&self, belief: f64) -> Option<u64> {
        let p = self.threshold();
        if belief <= p {
            return Some(0);
        }
        if p <= 0.0 || belief >= 1.0 {
            return None;
        }
        if self.hazard >= 1.0 {
            return Some(1);
        }
        let odds = num::ln(belief / (1.0 - belief) * ((1.0 - p) / p));
        Some((odds / -num::ln(1.0 - self.hazard)).ceil().max(1.0) as u64)
    }

    /// Worth of staying `k` periods from a belief and leaving then; `None`: for ever.
    #[must_use]
    pub fn stay_for(&self, belief: f64, k: Option<u64>) -> f64 {
        let (d, h, c) = (self.discount, self.hazard, self.cost);
        let q = d * (1.0 - h);
        let power = |x: f64| k.map_or(if x < 1.0 { 0.0 } else { 1.0 }, |k| num::pow(x, k as f64));
        let (qk, dk) = (power(q), power(d));
        let can = (d * h * self.settlement - c) * (1.0 - qk) / (1.0 - q) + qk * self.fallback_if_settleable;
        let paid = match k {
            Some(k) if d >= 1.0 => c * k as f64,
            None if d >= 1.0 => {
                if c > 0.0 {
                    f64::INFINITY
                } else {
                    0.0
                }
            }
            _ => c * (1.0 - dk) / (1.0 - d),
        };
        if belief >= 1.0 { can } else { belief * can + (1.0 - belief) * (dk * self.fallback - paid) }
    }

    /// Worth of the problem at a belief. Convex in the belief, and never below [`Stopping::leave`].
    #[must_use]
    pub fn value(&self, belief: f64) -> f64 {
        self.stay_for(belief, self.leave_after(belief)).max(self.leave(belief))
    }

    /// Worth of staying one period from a belief and following the rule after it.
    #[must_use]
    pub fn stay(&self, belief: f64) -> f64 {
        let settles = belief * self.hazard;
        let next = self.value(self.after_silence(belief));
        self.discount * (settles * self.settlement + (1.0 - settles) * next) - self.cost
    }

    /// When to leave, whatever the inputs give: a threshold of 1 or more is no error here.
    #[must_use]
    pub fn rule(&self) -> Rule {
        Rule {
            threshold: self.threshold(),
            leave_after: self.leave_after(self.belief),
            value: self.value(self.belief),
            leave_now: self.leave(self.belief),
            stay_now: self.stay(self.belief),
        }
    }

    /// When to leave.
    ///
    /// # Errors
    /// If a number is impossible, or staying costs as much as it can ever gain; the error says what cost,
    /// hazard or settlement would be enough.
    pub fn solve(&self) -> Result<Rule> {
        self.checked()?;
        let rule = self.rule();
        if rule.threshold < 1.0 {
            return Ok(rule);
        }
        let said = |(input, x): (Input, f64)| match input {
            Input::Cost => format!("a cost below {x:.6}"),
            Input::Hazard => format!("a hazard above {x:.6}"),
            _ => format!("a settlement above {x:.6}"),
        };
        let enough: Vec<String> = self.enough().into_iter().map(said).collect();
        Err(Error::parameter("staying costs as much as it can gain, even if the parties can surely settle")
            .at(Place::default().at_field("cost"))
            .remedy(format!("enough would be {}", enough.join(", or "))))
    }

    /// Where staying costs as much as it can gain: the cost below which, the hazard above which and the settlement above
    /// which it would not, each for itself; only those that are possible.
    #[must_use]
    pub fn enough(&self) -> Vec<(Input, f64)> {
        let (d, h, o) = (self.discount, self.hazard, self.fallback_if_settleable);
        let mut enough = Vec::new();
        let dear = d * h * self.settlement - (1.0 - d * (1.0 - h)) * o;
        if dear > 0.0 {
            enough.push((Input::Cost, dear));
        }
        let hazard = (self.cost + (1.0 - d) * o) / (d * (self.settlement - o));
        if self.settlement > o && hazard < 1.0 {
            enough.push((Input::Hazard, hazard));
        }
        enough.push((Input::Settlement, (self.cost + (1.0 - d * (1.0 - h)) * o) / (d * h)));
        enough
    }

    /// The same value by dynamic programming along the path of beliefs, without the closed form: the oracle
    /// of the tests. The path ends where less than `gap` could still be gained, or after a million periods.
    #[must_use]
    pub fn value_by_iteration(&self, gap: f64) -> f64 {
        const MOST: usize = 1_000_000;
        let mut path = vec![self.belief];
        let mut left = 1.0;
        while path.len() < MOST {
            let p = path[path.len() - 1];
            left *= self.discount;
            // Whoever stays can gain no more than the settlement, and only if the parties can settle.
            if p * left * self.settlement < gap {
                break;
            }
            path.push(self.after_silence(p));
        }
        let mut worth = self.leave(path[path.len() - 1]);
        for &p in path.iter().rev().skip(1) {
            let settles = p * self.hazard;
            let stay = self.discount * (settles * self.settlement + (1.0 - settles) * worth) - self.cost;
            worth = stay.max(self.leave(p));
        }
        worth
    }
}

/// The same problem in continuous time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flowing {
    /// Probability that the parties can settle with help.
    pub belief: f64,
    /// Settlements per unit of time if they can.
    pub rate: f64,
    /// Worth of a settlement.
    pub settlement: f64,
    /// Worth of having left.
    pub fallback: f64,
    /// Cost per unit of time.
    pub cost: f64,
    /// Interest per unit of time.
    pub interest: f64,
}

impl Flowing {
    /// Threshold, time to stay (`None`: for ever) and value.
    ///
    /// # Errors
    /// If a number is impossible, or a settlement is worth no more than having left.
    pub fn solve(&self) -> Result<(f64, Option<f64>, f64)> {
        let Self { belief: p, rate, settlement, fallback, cost, interest: r } = *self;
        Input::Belief.checked(p)?;
        for (name, x) in [("settlement", settlement), ("fallback", fallback), ("cost", cost), ("interest", r)]
        {
            if !(x.is_finite() && x >= 0.0) {
                return Err(Error::parameter(format!("{name} {x} is impossible")).remedy("at least 0"));
            }
        }
        if !(rate.is_finite() && rate > 0.0) {
            return Err(Error::parameter(format!("rate {rate} is impossible")).remedy("above 0"));
        }
        if settlement <= fallback {
            return Err(Error::parameter("a settlement is worth no more than having left")
                .remedy(format!("enough would be a settlement above {fallback}")));
        }
        let threshold = (cost + r * fallback) / (rate * (settlement - fallback));
        if p <= threshold {
            return Ok((threshold, Some(0.0), fallback));
        }
        // Rewards of a flow until time t, if the parties can settle and if not.
        let held = |x: f64, t: Option<f64>| match t {
            Some(t) if x > 0.0 => (1.0 - num::exp(-x * t)) / x,
            Some(t) => t,
            None => 1.0 / x,
        };
        let time = (threshold > 0.0 && p < 1.0)
            .then(|| num::ln(p / (1.0 - p) * ((1.0 - threshold) / threshold)) / rate);
        let end = |x: f64| time.map_or(0.0, |t| num::exp(-x * t));
        let can = (rate * settlement - cost) * held(rate + r, time) + end(rate + r) * fallback;
        let paid = if cost > 0.0 { cost * held(r, time) } else { 0.0 };
        let cannot = end(r) * fallback - paid;
        let value = if p >= 1.0 { can } else { p * can + (1.0 - p) * cannot };
        Ok((threshold, time, value))
    }
}

#[cfg(test)]
impl Stopping {
    /// The textbook case of the tests: p* .1515152, k* 25, worth .5274772 at a belief of .7.
    pub(super) const TEXTBOOK: Self = Self {
        belief: 0.7,
        hazard: 0.1,
        settlement: 1.0,
        fallback: 0.2,
        fallback_if_settleable: 0.2,
        cost: 0.01,
        discount: 0.99,
    };

    /// The same at another belief.
    pub(super) fn textbook(belief: f64) -> Self {
        Self { belief, ..Self::TEXTBOOK }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXTBOOK: Stopping = Stopping::TEXTBOOK;

    #[test]
    fn the_textbook_case_to_the_printed_digits() {
        let rule = TEXTBOOK.solve().expect("a rule");
        assert!((rule.threshold - 0.151_515_2).abs() < 5e-8, "{rule:?}");
        assert_eq!(rule.leave_after, Some(25));
        assert!((rule.value - 0.527_477_2).abs() < 5e-8, "{rule:?}");
        assert!((rule.stay_now - rule.value).abs() < 1e-12 && rule.leave_now == 0.2);
        assert!((TEXTBOOK.value_by_iteration(1e-13) - rule.value).abs() < 1e-9);
    }

    #[test]
    fn short_periods_come_close_to_continuous_time() {
        let flowing =
            Flowing { belief: 0.7, rate: 0.1, settlement: 1.0, fallback: 0.2, cost: 0.01, interest: 0.01 };
        let (threshold, time, value) = flowing.solve().expect("a rule");
        assert!((threshold - 0.15).abs() < 1e-12);
        let dt = 1e-4;
        let fine = Stopping {
            hazard: 1.0 - num::exp(-0.1 * dt),
            cost: 0.01 * dt,
            discount: num::exp(-0.01 * dt),
            ..TEXTBOOK
        };
        let rule = fine.solve().expect("a rule");
        assert!((rule.threshold - threshold).abs() < 1e-4 && (rule.value - value).abs() < 1e-4);
        assert!((rule.leave_after.expect("a time") as f64 * dt - time.expect("a time")).abs() < 1e-2);
        let free = Flowing { cost: 0.0, interest: 0.0, ..flowing }.solve().expect("a rule");
        assert!(free.1.is_none() && (free.2 - 0.7).abs() < 1e-12, "{free:?}");
    }

    #[test]
    fn where_costs_eat_the_gains_the_error_says_what_would_be_enough() {
        let dear = Stopping { cost: 0.2, ..TEXTBOOK };
        let e = dear.solve().expect_err("too dear");
        assert!(e.to_string().contains("a cost below 0.077200"), "{e}");
        let just = Stopping { cost: 0.077_199, ..TEXTBOOK };
        assert!(just.solve().is_ok());
        assert!(
            Stopping { hazard: 0.26, ..dear }.solve().is_ok()
                && Stopping { hazard: 0.25, ..dear }.solve().is_err()
        );
        assert!(e.to_string().contains("a settlement above 2.240404"), "{e}");
        assert!(Stopping { settlement: 2.2405, ..dear }.solve().is_ok());
    }

    #[test]
    fn free_talks_are_never_left_and_certainty_never_ends() {
        let free = Stopping { cost: 0.0, discount: 1.0, ..TEXTBOOK };
        let rule = free.solve().expect("a rule");
        assert_eq!((rule.threshold, rule.leave_after), (0.0, None));
        // For ever: settled if they can; else nothing is ever got, but the fallback does not decay either.
        assert!((rule.value - (0.7 + 0.3 * 0.2)).abs() < 1e-12, "{rule:?}");
        let sure = Stopping { belief: 1.0, ..TEXTBOOK }.solve().expect("a rule");
        assert_eq!(sure.leave_after, None);
        assert!((sure.value - (0.099 - 0.01) / (1.0 - 0.891)).abs() < 1e-12);
    }

    fn problems() -> impl Strategy<Value = Stopping> {
        (0.01..0.99_f64, 0.01..0.9_f64, 0.0..0.9_f64, 0.0..0.5_f64, 0.001..0.05_f64, 0.85..1.0_f64).prop_map(
            |(belief, hazard, fallback, more, cost, discount)| Stopping {
                belief,
                hazard,
                settlement: 1.0,
                fallback,
                fallback_if_settleable: (fallback + more).min(1.0),
                cost,
                discount,
            },
        )
    }

    proptest! {
        #[test]
        fn the_closed_form_is_the_dynamic_programme(s in problems()) {
            prop_assert!((s.value(s.belief) - s.value_by_iteration(1e-13)).abs() < 1e-9);
        }

        #[test]
        fn it_moves_as_it_should(s in problems(), dp in 0.0..0.3_f64) {
            let v = s.value(s.belief);
            prop_assert!(s.threshold() > 0.0);
            prop_assert!(s.threshold() < 1.0 || s.solve().is_err());
            prop_assert!(v >= s.leave(s.belief) - 1e-12);
            let more = |i: Input, x: f64| s.with(i, s.get(i) + x);
            prop_assert!(more(Input::Cost, dp).value(s.belief) <= v + 1e-12);
            prop_assert!(more(Input::Cost, dp).threshold() >= s.threshold());
            prop_assert!(more(Input::Settlement, dp).value(s.belief) >= v - 1e-12);
            prop_assert!(more(Input::Fallback, dp).value(s.belief) >= v - 1e-12);
            let faster = s.with(Input::Hazard, (s.hazard + dp).min(1.0));
            if s.settlement >= s.fallback_if_settleable + s.cost {
                prop_assert!(faster.value(s.belief) >= v - 1e-12);
            }
            // Convex in the belief: information is worth something or nothing.
            let (low, high) = ((s.belief - dp).max(0.0), (s.belief + dp).min(1.0));
            let w = (s.belief - low) / (high - low).max(1e-12);
            if high > low {
                prop_assert!(v <= (1.0 - w) * s.value(low) + w * s.value(high) + 1e-12);
            }
        }
    }
}
