//! Outside options from the ground, and why a first demand may be high.
//!
//! What a party expects without a settlement is d = max(p̂ − c, flow): its belief p̂ that it will win, less
//! what fighting costs it, or what the present state gives it, if that is more. logit p̂ is a Gaussian random
//! walk, moved by logged events (each by its stated effect) and spread by σ² per unit of time. Demands enter
//! only here: who believes that it is winning asks for more. By Fearon (1995) a demand up to p̂ + c_j
//! (c_j: the other's cost) leaves the other no worse than fighting; with c_j ~ U[0, C] the demand that is
//! worth most risks a refusal: x* = p̂ + (C − c)/2. So a high first demand has three plain explanations, set
//! side by side: belief (it lies at p̂ + c_j), test (it lies at x*), anchor (it lies above both, to be moved
//! from). Which of them weighs most is a matter of fit only: equal weights before, a spread that the caller
//! states, and the anchor spread evenly between the believed range and everything.
//! Red lines with their probability stand in `assess::propose`.

use super::judge::Band;
use super::principals::logit;
use crate::error::{Error, Place, Result};
use crate::num;
use statrs::distribution::{ContinuousCDF, Normal};

/// What is believed about a party's belief that it will win, on the logit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Winning {
    mean: f64,
    variance: f64,
}

/// Costs and the present state of a party.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// What fighting, striking or suing costs it.
    pub cost: f64,
    /// What the present state gives it.
    pub flow: f64,
}

/// Half of the interval that holds nine tenths of a normal law, in standard deviations.
const NINE_TENTHS: f64 = 1.644_853_627;

fn finite(name: &str, x: f64, least: f64) -> Result<f64> {
    if x.is_finite() && x >= least {
        return Ok(x);
    }
    Err(Error::parameter(format!("{name} {x} is impossible"))
        .at(Place::default().at_field(name))
        .remedy(if least == 0.0 { "a finite number, at least 0" } else { "a finite number" }))
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + num::exp(-x))
}

impl Winning {
    /// A belief with median `p` and a spread on the logit.
    ///
    /// # Errors
    /// If `p` does not lie inside (0, 1) or the spread is negative.
    pub fn new(p: f64, spread: f64) -> Result<Self> {
        if !(p > 0.0 && p < 1.0) {
            return Err(Error::parameter(format!("a belief of {p} in winning cannot move"))
                .remedy("between 0 and 1, both excluded"));
        }
        let s = finite("spread", spread, 0.0)?;
        Ok(Self { mean: logit(p), variance: s * s })
    }

    /// A belief with a median and the range that holds nine tenths of it.
    ///
    /// # Errors
    /// If one of the three does not lie inside (0, 1).
    pub fn ranged(low: f64, median: f64, high: f64) -> Result<Self> {
        let (least, most) = (Self::new(low, 0.0)?, Self::new(high, 0.0)?);
        Self::new(median, (most.mean - least.mean) / (2.0 * NINE_TENTHS))
    }

    /// The same after `time` without events: the median stays, the spread grows by `sigma`² per unit of time.
    ///
    /// # Errors
    /// If a number is negative.
    pub fn later(mut self, time: f64, sigma: f64) -> Result<Self> {
        let s = finite("sigma", sigma, 0.0)?;
        self.variance += s * s * finite("time", time, 0.0)?;
        Ok(self)
    }

    /// The same after an event on the ground that moves the logit by `effect`, known up to a spread.
    ///
    /// # Errors
    /// If the effect is not finite or the spread negative.
    pub fn moved(mut self, effect: f64, spread: f64) -> Result<Self> {
        let s = finite("spread", spread, 0.0)?;
        self.mean += finite("effect", effect, f64::MIN)?;
        self.variance += s * s;
        Ok(self)
    }

    /// The same after an event that moves the logit by something between two numbers, with nine tenths.
    ///
    /// # Errors
    /// If they are not finite or in the wrong order.
    pub fn moved_within(self, low: f64, high: f64) -> Result<Self> {
        self.moved(f64::midpoint(low, high), (high - low) / (2.0 * NINE_TENTHS))
    }

    /// The belief at a quantile.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        // Rounded, so that the last bits of a quantile function cannot show.
        let z = Normal::new(0.0, 1.0).map_or(0.0, |n| (n.inverse_cdf(u) * 1e9).round() / 1e9);
        logistic(self.mean + self.variance.sqrt() * z)
    }

    /// Median of the belief.
    #[must_use]
    pub fn median(&self) -> f64 {
        logistic(self.mean)
    }

    /// Nine tenths of the belief.
    #[must_use]
    pub fn band(&self) -> Band {
        Band { low: self.quantile(0.05), high: self.quantile(0.95) }
    }

    /// The outside option: its median and nine tenths, in the units of the cost.
    ///
    /// # Errors
    /// If the cost is negative or a number is not finite.
    pub fn outside(&self, s: Standing) -> Result<(f64, Band)> {
        let cost = finite("cost", s.cost, 0.0)?;
        let flow = finite("flow", s.flow, f64::MIN)?;
        let d = |p: f64| (p - cost).max(flow);
        let b = self.band();
        Ok((d(self.median()), Band { low: d(b.low), high: d(b.high) }))
    }
}

/// A first demand set against what could explain it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demand {
    /// The share of the whole that is asked for, in [0, 1].
    pub share: f64,
    /// What fighting costs the one who asks.
    pub own_cost: f64,
    /// What fighting is thought to cost the other.
    pub other_cost: f64,
    /// The most it may cost the other: C.
    pub other_cost_most: f64,
    /// How close a demand lies to what explains it.
    pub spread: f64,
}

/// Three explanations of a demand, side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Explained {
    /// The share that belief alone would ask for: p̂ + c_j.
    pub by_belief: f64,
    /// The share that is worth most to ask for: x*.
    pub by_test: f64,
    /// The belief in winning at which belief alone would explain the demand; nothing if none would.
    pub needs_belief: Option<f64>,
    /// How well belief, test and anchor fit, summing to 1.
    pub fit: [f64; 3],
}

impl Demand {
    /// The demand explained, under a belief in winning.
    ///
    /// # Errors
    /// If a number is impossible.
    pub fn explained(&self, winning: &Winning) -> Result<Explained> {
        if !(0.0..=1.0).contains(&self.share) {
            return Err(Error::parameter(format!("a share of {} is impossible", self.share))
                .at(Place::default().at_field("share"))
                .remedy("between 0 and 1"));
        }
        let own = finite("own_cost", self.own_cost, 0.0)?;
        let other = finite("other_cost", self.other_cost, 0.0)?;
        let most = finite("other_cost_most", self.other_cost_most, 0.0)?;
        let spread = finite("spread", self.spread, 0.0)?;
        if other > most || spread == 0.0 {
            return Err(Error::parameter("the other's cost must not pass its most, nor the spread be 0"));
        }
        let p = winning.median();
        let by_belief = (p + other).min(1.0);
        let by_test = (p + ((most - own) / 2.0).max(0.0)).min(1.0);
        let near = |x: f64, s: f64| num::exp(-0.5 * ((self.share - x) / s).powi(2)) / s;
        // The belief itself is uncertain: its spread, on the scale of shares, adds to that of the demand.
        let b = winning.band();
        let wide = (spread * spread + ((b.high - b.low) / 3.29).powi(2)).sqrt();
        let least = by_belief.max(by_test);
        let root_two_pi = 2.506_628_274_631_000_2;
        let above = 1.0 - least;
        let anchor = if above > 0.0 && self.share > least { root_two_pi / above } else { 0.0 };
        let raw = [near(by_belief, wide), near(by_test, wide), anchor];
        let sum: f64 = raw.iter().sum();
        let needs = self.share - other;
        Ok(Explained {
            by_belief,
            by_test,
            needs_belief: (needs > 0.0 && needs < 1.0).then_some(needs),
            fit: if sum > 0.0 { raw.map(|r| r / sum) } else { [1.0 / 3.0; 3] },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn events_move_the_belief_and_time_spreads_it() {
        let w = Winning::new(0.5, 0.2).expect("fine");
        let up = w.moved(0.4, 0.0).expect("fine");
        assert!((up.median() - 1.0 / (1.0 + num::exp(-0.4))).abs() < 1e-12);
        let later = w.later(9.0, 0.1).expect("fine");
        assert_eq!(later.median(), 0.5);
        // Spread² = .04 + 9·.01 = .13.
        assert!((later.quantile(0.95) - logistic(0.13_f64.sqrt() * 1.644_853_627)).abs() < 1e-9);
        let (d, band) = later.outside(Standing { cost: 0.1, flow: 0.35 }).expect("fine");
        assert!((d - 0.4).abs() < 1e-12 && band.low == 0.35 && band.high > 0.5);
        assert!(Winning::new(1.0, 0.1).is_err() && w.later(-1.0, 0.1).is_err());
        assert!(w.outside(Standing { cost: -0.1, flow: 0.0 }).is_err());
    }

    #[test]
    fn a_high_demand_is_explained() {
        // Fearon's numbers: p = .6, c = .1, C = .3 give x* = .7.
        let w = Winning::new(0.6, 0.05).expect("fine");
        let demand =
            |share| Demand { share, own_cost: 0.1, other_cost: 0.15, other_cost_most: 0.3, spread: 0.03 };
        let at = |share| demand(share).explained(&w).expect("fine");
        let e = at(0.7);
        assert!((e.by_test - 0.7).abs() < 1e-12 && (e.by_belief - 0.75).abs() < 1e-12);
        assert!((e.fit.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(e.fit[1] > e.fit[0] && e.fit[2] == 0.0, "{e:?}");
        assert!(at(0.75).fit[0] > at(0.75).fit[1]);
        let high = at(0.98);
        assert!(high.fit[2] > 0.9 && (high.needs_belief.expect("a belief") - 0.83).abs() < 1e-12);
        // Who believes that it is winning explains the same demand by belief.
        let sure = demand(0.98).explained(&Winning::new(0.83, 0.05).expect("fine")).expect("fine");
        assert!(sure.fit[0] > 0.4 && sure.fit[2] < 0.2, "{sure:?}");
        assert!(demand(1.2).explained(&w).is_err());
    }

    proptest! {
        #[test]
        fn a_better_position_on_the_ground_never_lowers_the_outside_option(
            p in 0.05..0.95_f64, effect in 0.0..2.0_f64, cost in 0.0..0.5_f64, flow in -0.2..0.5_f64,
        ) {
            let w = Winning::new(p, 0.3).expect("fine");
            let s = Standing { cost, flow };
            let before = w.outside(s).expect("fine").0;
            let after = w.moved(effect, 0.0).expect("fine").outside(s).expect("fine").0;
            prop_assert!(after >= before && before >= flow);
        }
    }
}
