//! How far a warning is to be believed.
//!
//! Track record: κ = Beta(1 + executed, 1 + lapsed), each counted .98^weeks (what a principal did long ago
//! tells less). A package that is prepared but not adopted threatens K·P(adopted by T), not K. A party gives
//! way iff κK ≥ its cost of giving way. In equilibrium bluffing, with a share π of resolved principals and
//! κ* = cost/K, the unresolved bluff with probability b = π(1−κ*)/((1−π)κ*), which leaves a belief of just κ*.
//!
//! Bias (Kydd 2003): a mediator that leans to party 1 with weight β is believed when it counsels restraint
//! iff β ≥ εm / [(1−ε)(c_H−c_L) − εc_L]; never if the bracket is not positive. Principals of one side that
//! speak against each other are in `principals`.

use crate::error::{Error, Place, Result};
use crate::num;
use statrs::distribution::{Beta, ContinuousCDF};

/// What a week leaves of a count.
pub const WEEKLY: f64 = 0.98;

/// What came of an earlier warning of the same class by the same principal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Past {
    /// Was it carried out? If not, it lapsed.
    pub executed: bool,
    /// How long ago, in weeks.
    pub weeks: f64,
}

/// How far a class of warnings is to be believed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kappa {
    /// Weight of those carried out.
    pub executed: f64,
    /// Weight of those that lapsed.
    pub lapsed: f64,
    /// Mean.
    pub mean: f64,
    /// 5 % lie below, rounded to six digits.
    pub low: f64,
    /// 5 % lie above, rounded to six digits.
    pub high: f64,
}

impl Kappa {
    /// From what came of earlier warnings, the pending ones left out.
    ///
    /// # Errors
    /// If a time is negative or not finite.
    pub fn of(past: &[Past]) -> Result<Self> {
        let (mut executed, mut lapsed) = (0.0, 0.0);
        for p in past {
            if !(p.weeks.is_finite() && p.weeks >= 0.0) {
                return Err(Error::parameter(format!("{} weeks ago is impossible", p.weeks))
                    .remedy("a finite number, at least 0"));
            }
            let weight = num::pow(WEEKLY, p.weeks);
            *(if p.executed { &mut executed } else { &mut lapsed }) += weight;
        }
        Self::counted(executed, lapsed)
    }

    /// From the weights of those carried out and of those that lapsed.
    ///
    /// # Errors
    /// If a weight is negative or not finite.
    pub fn counted(executed: f64, lapsed: f64) -> Result<Self> {
        let (a, b) = (1.0 + executed, 1.0 + lapsed);
        if !(a.is_finite() && b.is_finite() && a >= 1.0 && b >= 1.0) {
            return Err(Error::parameter(format!(
                "{executed} carried out and {lapsed} lapsed is impossible"
            ))
            .remedy("finite numbers, at least 0"));
        }
        let beta = Beta::new(a, b).map_err(|e| Error::parameter(format!("no such distribution: {e}")))?;
        let at = |q: f64| (beta.inverse_cdf(q) * 1e6).round() / 1e6;
        Ok(Self { executed, lapsed, mean: a / (a + b), low: at(0.05), high: at(0.95) })
    }
}

fn probability(name: &str, x: f64) -> Result<f64> {
    if (0.0..=1.0).contains(&x) {
        return Ok(x);
    }
    Err(Error::parameter(format!("{name} {x} is impossible"))
        .at(Place::default().at_field(name))
        .remedy("a probability, between 0 and 1"))
}

/// What a warning threatens: κ·K, and if its package still has to be adopted, κ·K·P(adopted in time).
///
/// # Errors
/// If a probability is none, or the penalty is negative.
pub fn threatened(kappa: f64, penalty: f64, adopted_in_time: Option<f64>) -> Result<f64> {
    let adopted = adopted_in_time.map_or(Ok(1.0), |p| probability("adopted_in_time", p))?;
    if !(penalty.is_finite() && penalty >= 0.0) {
        return Err(Error::parameter(format!("penalty {penalty} is impossible")).remedy("at least 0"));
    }
    Ok(probability("kappa", kappa)? * penalty * adopted)
}

/// Does a party give way before this?
#[must_use]
pub fn complies(threatened: f64, cost: f64) -> bool {
    threatened >= cost
}

/// Equilibrium bluffing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bluffing {
    /// Probability with which an unresolved principal warns.
    pub bluffs: f64,
    /// Belief in resolve after a warning.
    pub believed: f64,
}

/// How often an unresolved principal warns, given the share of resolved ones and κ* = cost of giving way / K.
/// Where the resolved are so many that everybody may bluff, `bluffs` is 1 and the belief after it is π.
///
/// # Errors
/// If the share is no probability, or κ* is not above 0 and at most 1.
pub fn bluffing(resolved: f64, indifferent: f64) -> Result<Bluffing> {
    let p = probability("resolved", resolved)?;
    if !(indifferent > 0.0 && indifferent <= 1.0) {
        return Err(Error::parameter(format!("an indifference credibility of {indifferent} is impossible"))
            .remedy("above 0 and at most 1: giving way must cost something, and less than the penalty"));
    }
    let bluffs = if p >= 1.0 { 1.0 } else { (p * (1.0 - indifferent) / ((1.0 - p) * indifferent)).min(1.0) };
    let warned = p + (1.0 - p) * bluffs;
    Ok(Bluffing { bluffs, believed: if warned > 0.0 { p / warned } else { indifferent } })
}

/// A mediator's word on the other side's resolve (Kydd 2003).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counsel {
    /// Cost of fighting, to the mediator: m.
    pub war_cost: f64,
    /// Probability ε that the mediator is wrong about the other side.
    pub error: f64,
    /// Low cost of the other side's fighting: c_L.
    pub low_cost: f64,
    /// High cost of it: c_H.
    pub high_cost: f64,
}

/// Least leaning β to the counselled party at which counsel of restraint is believed; `None`: never.
///
/// # Errors
/// If a number is impossible, or the costs are not in order.
pub fn least_leaning(c: &Counsel) -> Result<Option<f64>> {
    let e = probability("error", c.error)?;
    let costs = [c.war_cost, c.low_cost, c.high_cost];
    if costs.iter().any(|x| !(x.is_finite() && *x >= 0.0)) || c.low_cost >= c.high_cost {
        return Err(Error::parameter("costs of fighting must be at least 0, the low one below the high one"));
    }
    let bracket = (1.0 - e) * (c.high_cost - c.low_cost) - e * c.low_cost;
    Ok((bracket > 0.0).then(|| e * c.war_cost / bracket))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_record_of_warnings_is_a_beta() {
        let none = Kappa::of(&[]).expect("fine");
        assert!(none.mean == 0.5 && (none.low - 0.05).abs() < 1e-5 && (none.high - 0.95).abs() < 1e-5);
        let fresh = |executed| Past { executed, weeks: 0.0 };
        let k = Kappa::of(&[fresh(true), fresh(false), fresh(false)]).expect("fine");
        assert!((k.mean - 0.4).abs() < 1e-12 && k.low < k.mean && k.mean < k.high);
        // 34.31 weeks halve what is counted.
        let old = Kappa::of(&[Past { executed: true, weeks: num::ln(0.5) / num::ln(0.98) }]).expect("fine");
        assert!((old.executed - 0.5).abs() < 1e-12 && (old.mean - 1.5 / 2.5).abs() < 1e-12);
        assert!(Kappa::of(&[Past { executed: true, weeks: -1.0 }]).is_err());
    }

    #[test]
    fn bluffing_and_leaning_to_the_printed_digits() {
        let b = bluffing(0.2, 0.5).expect("fine");
        assert!((b.bluffs - 0.25).abs() < 1e-12 && (b.believed - 0.5).abs() < 1e-12);
        let all = bluffing(0.7, 0.5).expect("fine");
        assert!(all.bluffs == 1.0 && (all.believed - 0.7).abs() < 1e-12);
        assert!(bluffing(0.2, 0.0).is_err() && bluffing(1.2, 0.5).is_err());
        let counsel = |error| Counsel { war_cost: 0.5, error, low_cost: 0.05, high_cost: 0.3 };
        let at = |e| least_leaning(&counsel(e)).expect("fine");
        assert!(at(0.05).is_some_and(|b| (b - 0.106_38).abs() < 5e-6));
        assert!(at(0.2).is_some_and(|b| (b - 0.526_32).abs() < 5e-6));
        assert_eq!(at(0.9), None);
    }

    #[test]
    fn a_package_not_adopted_threatens_less() {
        assert_eq!(threatened(0.4, 0.5, None), Ok(0.2));
        assert_eq!(threatened(0.4, 0.5, Some(0.5)), Ok(0.1));
        assert!(complies(0.2, 0.2) && !complies(0.1, 0.2));
        assert!(threatened(0.4, 0.5, Some(1.2)).is_err() && threatened(0.4, -1.0, None).is_err());
    }

    proptest! {
        #[test]
        fn carrying_out_never_lowers_and_lapsing_never_raises(
            past in prop::collection::vec((any::<bool>(), 0.0..200.0_f64), 0..12), weeks in 0.0..50.0_f64,
        ) {
            let mut past: Vec<Past> = past.into_iter().map(|(executed, weeks)| Past { executed, weeks }).collect();
            let before = Kappa::of(&past).expect("fine");
            past.push(Past { executed: true, weeks });
            prop_assert!(Kappa::of(&past).expect("fine").mean > before.mean);
            past.pop();
            past.push(Past { executed: false, weeks });
            prop_assert!(Kappa::of(&past).expect("fine").mean < before.mean);
        }

        #[test]
        fn a_bluff_leaves_the_belief_at_indifference(p in 0.01..0.99_f64, k in 0.01..1.0_f64) {
            let b = bluffing(p, k).expect("fine");
            prop_assert!(b.bluffs >= 1.0 || (b.believed - k).abs() < 1e-9);
            prop_assert!(b.believed >= p - 1e-12);
        }
    }
}
