//! What going on without agreement is worth to a party, and what warnings, sanctions and offers do to it.
//!
//! This is the one place where instruments act on parties. A party has an outside value d (its reservation value,
//! plus a drift a round), a flow s that it receives in each round without agreement (a delaying party's side
//! benefit if positive, the cost of the conflict if negative), a discount δ a round, and a belief κ that a
//! warning will be carried out. With m rounds still to come after this one, a text worth v is acceptable iff
//! v ≥ max(wait, refuse) − (imposed sanctions + standing offers + κ·K of warnings that are due now), where
//!
//! - wait: settling now is no worse than settling a round later, v ≥ s + δv, so v ≥ s/(1 − δ); only where s ≠ 0
//!   and m > 0 (with δ = 1: never while s > 0, always while s < 0). This is why a deadline buys settlement *at*
//!   the deadline and not before;
//! - refuse: s·(1 − δ^m)/(1 − δ) + δ^m·d, less the discounted κ·K of warnings that are due later.
//!
//! A mediator's leaving ends the flow but for the share that the party keeps; a warning of leaving does so with
//! probability κ from the round named. κ = (2b + executed)/(2 + executed + lapsed), b the belief at the start
//! (Beta(1 + executed, 1 + lapsed) for b = ½). A sanction that is not ready counts K·P(ready by then). A truce
//! is kept by a party unless the flow or the drift of fighting helps it.
//! Source: derived from the leverage argument for threats of leaving (required κK = w − v).

use crate::error::{Error, Result};
use crate::num;

/// What a party has at stake besides the outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stake {
    /// s: what a round without agreement gives it.
    pub flow: f64,
    /// Share of the flow that goes on after the mediator has left, from 0 to 1.
    pub keeps: f64,
    /// δ: worth of a round later, above 0, to 1.
    pub discount: f64,
    /// By how much its outside value changes a round.
    pub drift: f64,
    /// b: the belief at the start that a warning is carried out and an offer kept.
    pub belief: f64,
}

impl Default for Stake {
    fn default() -> Self {
        Self { flow: 0.0, keeps: 0.0, discount: 1.0, drift: 0.0, belief: 0.5 }
    }
}

/// Share of flow and drift that a truce takes away.
pub const TRUCE: f64 = 0.5;

/// What presses on a party in a round.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pressure {
    /// Rounds still to come after this one; unknown where absent.
    pub left: Option<u64>,
    /// Has the mediator left?
    pub alone: bool,
    /// Does a truce hold?
    pub truce: bool,
    /// Probability and rounds from now of a leaving that was announced.
    pub leaving: Option<(f64, u64)>,
    /// Sanctions in force and offers that stand, in utilities.
    pub in_force: f64,
    /// κ·K of warnings that fall due at the end of this round.
    pub due: f64,
    /// κ·K of warnings that fall due later, and in how many rounds the first does.
    pub later: Option<(f64, u64)>,
    /// Change of the outside value since the start.
    pub drifted: f64,
}

impl Stake {
    /// Checks every number; `bounded` says that the party knows how many rounds there are.
    ///
    /// # Errors
    /// If a number is out of range, or a flow would never end and is not discounted.
    pub fn checked(&self, bounded: bool) -> Result<()> {
        let wrong = |text: String, remedy: &str| Err(Error::parameter(text).remedy(remedy));
        if !(self.flow.is_finite() && self.drift.is_finite()) {
            return wrong("a flow and a drift are finite numbers".into(), "give utilities a round");
        }
        if !(self.discount > 0.0 && self.discount <= 1.0) {
            return wrong(format!("a discount of {} a round", self.discount), "give a number above 0, to 1");
        }
        for (what, x) in [("keeps", self.keeps), ("belief", self.belief)] {
            if !(0.0..=1.0).contains(&x) {
                return wrong(format!("{what}={x} of a stake"), "give a number between 0 and 1");
            }
        }
        if !bounded && self.flow != 0.0 && self.discount == 1.0 {
            return wrong(
                "a flow without end and without discount has no worth".into(),
                "give a number of rounds, or a discount below 1",
            );
        }
        Ok(())
    }

    /// κ after so many warnings carried out and lapsed.
    #[must_use]
    pub fn credibility(&self, executed: u32, lapsed: u32) -> f64 {
        let (e, l) = (f64::from(executed), f64::from(lapsed));
        (2.0 * self.belief + e) / (2.0 + e + l)
    }

    /// The flow of a round.
    #[must_use]
    pub fn flow_now(&self, alone: bool, truce: bool) -> f64 {
        self.flow * if alone { self.keeps } else { 1.0 } * if truce { 1.0 - TRUCE } else { 1.0 }
    }

    /// Does it keep a truce? Unless time of fighting helps it.
    #[must_use]
    pub fn keeps_truce(&self) -> bool {
        self.flow + self.drift <= 0.0
    }

    /// Worth of m rounds of a flow of 1, from now; `None`: without end.
    fn annuity(&self, rounds: Option<u64>) -> f64 {
        match rounds {
            Some(m) if self.discount == 1.0 => m as f64,
            Some(m) => (1.0 - self.after(m)) / (1.0 - self.discount),
            None => 1.0 / (1.0 - self.discount),
        }
    }

    /// δ^m.
    fn after(&self, rounds: u64) -> f64 {
        if self.discount == 1.0 { 1.0 } else { num::pow(self.discount, rounds as f64) }
    }

    /// The least utility of a text that this party can live with, where no agreement is worth `outside`.
    #[must_use]
    pub fn least(&self, outside: f64, p: &Pressure) -> f64 {
        let outside = outside + p.drifted;
        if self.flow == 0.0 && self.discount == 1.0 {
            return outside - p.in_force - p.due - p.later.map_or(0.0, |l| l.0);
        }
        let flow = self.flow_now(p.alone, p.truce);
        let (odds, when) = if p.alone { (0.0, 0) } else { p.leaving.unwrap_or((0.0, 0)) };
        let later_flow = flow * (1.0 - odds * (1.0 - self.keeps));
        // The flow up to the announced leaving, and from then on.
        let first = if odds > 0.0 { p.left.map_or(when, |m| when.min(m)) } else { 0 };
        let rest = p.left.map(|m| m - first.min(m));
        let flows = if self.flow == 0.0 {
            0.0
        } else {
            flow * self.annuity(Some(first)) + self.after(first) * later_flow * self.annuity(rest)
        };
        let end = p.left.map_or(0.0, |m| self.after(m));
        let threat = p.later.map_or(0.0, |(k, rounds)| k * self.after(rounds));
        let refuse = flows + end * outside - threat;
        let next = if first > 0 { flow } else { later_flow };
        let wait = if p.left == Some(0) || next == 0.0 {
            f64::NEG_INFINITY
        } else if self.discount == 1.0 {
            if next > 0.0 { f64::INFINITY } else { f64::NEG_INFINITY }
        } else {
            next / (1.0 - self.discount)
        };
        wait.max(refuse) - p.in_force - p.due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_stakes_nothing_changes_but_by_pressure() {
        let s = Stake::default();
        assert_eq!(s.least(0.4, &Pressure { left: Some(10), ..Pressure::default() }), 0.4);
        let p = Pressure { in_force: 0.1, due: 0.05, later: Some((0.02, 3)), ..Pressure::default() };
        assert!((s.least(0.4, &p) - 0.23).abs() < 1e-12);
    }

    #[test]
    fn a_deadline_buys_settlement_at_the_deadline_and_not_before() {
        // s = .1, δ = .95: S = 2 > v = .8. It waits until nothing is left.
        let s = Stake { flow: 0.1, discount: 0.95, ..Stake::default() };
        let at = |left| s.least(0.0, &Pressure { left: Some(left), ..Pressure::default() });
        assert!(at(1) > 0.8 && at(50) > 0.8 && at(0) <= 0.8);
        // Refusing is worth w = 1 at the deadline; settled iff v ≥ w − κK, so κK = .2 is what it takes.
        let due = |k| s.least(1.0, &Pressure { left: Some(0), due: k, ..Pressure::default() });
        assert!(due(0.19) > 0.8 && due(0.2 + 1e-12) <= 0.8);
    }

    #[test]
    fn leaving_disciplines_only_whom_mediation_feeds() {
        let fed = Stake { flow: 0.05, discount: 0.95, ..Stake::default() };
        let free = Stake { keeps: 1.0, ..fed };
        let told =
            |s: Stake, leaving| s.least(0.2, &Pressure { left: Some(40), leaving, ..Pressure::default() });
        assert!(told(fed, Some((1.0, 0))) < told(fed, None));
        assert_eq!(told(free, Some((1.0, 0))), told(free, None));
        // Until the day named it waits.
        assert_eq!(told(fed, Some((1.0, 5))), told(fed, None));
    }

    #[test]
    fn belief_follows_what_was_carried_out() {
        let s = Stake::default();
        assert_eq!((s.credibility(0, 0), s.credibility(1, 0), s.credibility(0, 2)), (0.5, 2.0 / 3.0, 0.25));
        assert!(s.checked(false).is_ok());
        assert!(Stake { flow: 0.1, ..s }.checked(false).is_err());
        assert!(Stake { belief: 1.2, ..s }.checked(true).is_err());
    }
}
