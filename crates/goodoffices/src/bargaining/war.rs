//! Fearon (1995): why fighting is costly and happens all the same.
//!
//! A wins with odds p; fighting costs a and b. Every share of A in [p − a, p + b] (cut to [0, 1]) beats fighting for both. If A
//! makes one demand and knows of B's cost only that it is uniform on [0, C]: with a < C the demand is
//! x* = p + (C − a)/2 and the probability of war (1 − a/C)/2; with a ≥ C it is x* = p, and no war. Where x* would
//! pass 1 it is 1, which lowers the probability of war to (1 − p)/C. Risk-neutral sides, a pie of 1. Absent: issues that
//! cannot be divided, and commitment problems (see `power_shift`).

use super::model::{Found, Model, POINTS, Parameter, Values, nothing_to_gain, said, value};
use crate::error::Result;
use crate::num::TIE;

/// The range, and A's demand under uncertainty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct War {
    /// Least share of A that A prefers to fighting.
    pub low: f64,
    /// Greatest share of A that B prefers to fighting, at B's true cost.
    pub high: f64,
    /// A's demand when B's cost is uniform on [0, C].
    pub demand: f64,
    /// Probability that the demand is refused.
    pub risk: f64,
}

/// The range [p − a, p + b] and A's demand when it takes B's cost to be uniform on [0, `widest`], `widest` > 0.
#[must_use]
pub fn war(p: f64, cost_a: f64, cost_b: f64, widest: f64) -> War {
    let ask = (p + ((widest - cost_a) / 2.0).max(0.0)).min(1.0);
    War {
        low: (p - cost_a).max(0.0),
        high: (p + cost_b).min(1.0),
        demand: ask,
        risk: ((ask - p) / widest).clamp(0.0, 1.0),
    }
}

pub(super) const MODEL: Model = Model {
    name: "fearon",
    title: "the shares that both prefer to fighting, and the risk of asking for more",
    formula: "range [p − cost_a, p + cost_b]; cost_b ~ U[0, widest]: demand p + (widest − cost_a)/2, Pr(war) = (1 − cost_a/widest)/2",
    source: "Fearon 1995, International Organization 49(3)",
    lesson: "A text inside the range exists as long as fighting costs anything. What stands in the way is not knowing the other's cost: each demand trades a better share against the risk of a refusal.",
    parameters: &[
        Parameter::share("p", 0.6, "odds that A wins"),
        Parameter::cost("cost_a", 0.1, "what fighting costs A, in shares of the pie"),
        Parameter::cost("cost_b", 0.15, "what fighting costs B in fact, in shares of the pie"),
        Parameter::positive("widest", 0.3, "the greatest cost that A thinks B could have"),
    ],
    moves: "p",
    follows: &["low", "high", "demand", "war_probability"],
    measure: "share of A; probability of a refusal",
    points: POINTS,
    solve,
};

fn solve(v: &Values) -> Result<Found> {
    let (p, a, b, widest) = (v.of("p"), v.of("cost_a"), v.of("cost_b"), v.of("widest"));
    if b > widest {
        return Err(nothing_to_gain(
            &format!(
                "cost_b = {} is more than widest = {}, the greatest cost that A thinks possible",
                said(b),
                said(widest)
            ),
            &format!("widest of at least {}", said(b)),
        ));
    }
    let w = war(p, a, b, widest);
    let refused = w.demand > w.high + 1e-12;
    let range = if w.high - w.low > TIE {
        format!(
            "Every share of A from {} to {} is no worse than fighting for either, and between the two better for both.",
            said(w.low),
            said(w.high)
        )
    } else {
        format!(
            "No share is better for both than fighting: at a share of A of {} nobody is worse off, and at any other somebody is.",
            said(w.low)
        )
    };
    Ok(Found {
        values: vec![
            value("low", w.low, "least share of A that A prefers to fighting"),
            value("high", w.high, "greatest share of A that B prefers to fighting"),
            value("width", w.high - w.low, "width of the range"),
            value("demand", w.demand, "A's demand, not knowing B's cost"),
            value("war_probability", w.risk, "probability that this demand is refused, as A sees it"),
        ],
        sentence: format!(
            "{range} Not knowing B's cost, A asks for {} and takes a risk of {} of being refused; at this cost B would {}.",
            said(w.demand),
            said(w.risk),
            if refused { "refuse" } else { "accept" }
        ),
        method: "closed form".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_values_to_the_printed_digits() {
        let w = war(0.6, 0.1, 0.15, 0.3);
        assert!((w.demand - 0.7).abs() < 1e-15 && (w.risk - 1.0 / 3.0).abs() < 1e-15);
        let free = MODEL.answer(&["p", "cost_a", "cost_b"].map(|n| (n.to_owned(), 0.0))).expect("no costs");
        assert!(free.sentence.starts_with("No share is better for both"), "{}", free.sentence);
        assert!((w.low - 0.5).abs() < 1e-15 && (w.high - 0.75).abs() < 1e-15);
        assert!(
            MODEL
                .answer(&[("cost_b".to_owned(), 0.4)])
                .expect_err("b > C")
                .to_string()
                .contains("at least 0.4")
        );
    }

    proptest! {
        /// A's demand is a best reply to its belief: no other demand of a grid is worth more.
        #[test]
        fn no_other_demand_is_better(p in 0.0..1.0_f64, a in 0.0..0.6_f64, widest in 0.01..0.8_f64) {
            let worth = |x: f64| {
                let refused = ((x - p) / widest).clamp(0.0, 1.0);
                (1.0 - refused) * x + refused * (p - a)
            };
            let best = worth(war(p, a, 0.0, widest).demand);
            for k in 0..=500 {
                prop_assert!(worth(f64::from(k) / 500.0) <= best + 1e-12);
            }
        }

        #[test]
        fn the_range_is_never_empty_and_costs_widen_it(p in 0.0..1.0_f64, a in 0.0..1.0_f64, b in 0.0..1.0_f64, more in 0.0..0.5_f64) {
            let (w, wider) = (war(p, a, b, 1.0), war(p, a + more, b, 1.0));
            prop_assert!(w.low <= w.high && wider.low <= w.low && wider.high == w.high);
            // A higher cost of one's own lowers the demand and the risk.
            prop_assert!(wider.demand <= w.demand && wider.risk <= w.risk);
        }
    }
}
