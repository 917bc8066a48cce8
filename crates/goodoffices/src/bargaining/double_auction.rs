//! Chatterjee & Samuelson (1983): sealed bid and ask, each side knowing only its own value.
//!
//! Buyer's value v and seller's cost c uniform on [0, 1], independent; trade iff bid ≥ ask, at the price k·bid + (1−k)·ask.
//! The linear equilibrium: bid = v/(1+k) + k(1−k)/(2(1+k)), ask = c/(2−k) + (1−k)/2, so that trade happens iff
//! v ≥ (1−k)/2 + c(1+k)/(2−k). With k = ½ it is the second best of Myerson & Satterthwaite (1983): gains 9/64 of a possible
//! 1/6. A fixed text at ½ that each answers in confidence trades iff v ≥ ½ ≥ c: gains 1/8, three quarters of what is possible. For other k it is the equilibrium in linear strategies, not the second best. Absent: other distributions, and the many other
//! equilibria (step functions among them).

use super::model::{Found, Model, POINTS, Parameter, Values, said, value};
use crate::error::Result;

/// The linear equilibrium for a price rule k.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DoubleAuction {
    /// Weight of the bid in the price.
    pub k: f64,
    /// Probability of trade.
    pub trade: f64,
    /// Expected gains from trade.
    pub gains: f64,
}

/// Gains if everybody told the truth: E[(v − c)₊] = 1/6.
pub const POSSIBLE: f64 = 1.0 / 6.0;

/// Gains of a text at ½ that each answers in confidence, where the truth is dominant: trade iff v ≥ ½ ≥ c, ∫∫(v − c) = 1/8.
pub const FIXED_TEXT: f64 = 1.0 / 8.0;

/// The linear equilibrium for a price k·bid + (1−k)·ask, k in [0, 1].
#[must_use]
pub fn double_auction(k: f64) -> DoubleAuction {
    // Trade iff v ≥ a + m·c, which leaves costs up to c₁ = (1−a)/m.
    let (a, m) = ((1.0 - k) / 2.0, (1.0 + k) / (2.0 - k));
    let c1 = (1.0 - a) / m;
    // ∫₀^c₁ [(1 − L²)/2 − c(1 − L)] dc with L = a + m·c.
    let gains = c1 * (1.0 - a * a) / 2.0 - c1 * c1 * (a * m + (1.0 - a)) / 2.0
        + c1 * c1 * c1 * (m - m * m / 2.0) / 3.0;
    DoubleAuction { k, trade: (1.0 - a) * c1 / 2.0, gains }
}

impl DoubleAuction {
    /// The buyer's bid at value v.
    #[must_use]
    pub fn bid(&self, v: f64) -> f64 {
        v / (1.0 + self.k) + self.k * (1.0 - self.k) / (2.0 * (1.0 + self.k))
    }

    /// The seller's ask at cost c.
    #[must_use]
    pub fn ask(&self, c: f64) -> f64 {
        c / (2.0 - self.k) + (1.0 - self.k) / 2.0
    }

    /// The value from which a seller of cost c and a buyer trade.
    #[must_use]
    pub fn threshold(&self, c: f64) -> f64 {
        (1.0 - self.k) / 2.0 + c * (1.0 + self.k) / (2.0 - self.k)
    }
}

pub(super) const MODEL: Model = Model {
    name: "chatterjee-samuelson",
    title: "why a deal that both could sign is sometimes missed",
    formula: "bid = v/(1+k) + k(1−k)/(2(1+k)), ask = c/(2−k) + (1−k)/2; k = 1/2: trade iff v ≥ c + 1/4",
    source: "Chatterjee & Samuelson 1983, Operations Research 31(5); Myerson & Satterthwaite 1983, JET 29(2)",
    lesson: "Each side shades what it says, so deals with a small gain are missed although both could sign them. No way of asking removes the loss: with k = 1/2 no other mechanism loses less. One text asked in confidence makes the truth safe, and here it reaches 75 % of the gains, not 84 %: it protects what a side says, at a price in deals.",
    parameters: &[
        Parameter::share("k", 0.5, "weight of the buyer's bid in the price"),
        Parameter::share("v", 0.8, "the buyer's value, for the example"),
        Parameter::share("c", 0.3, "the seller's cost, for the example"),
    ],
    moves: "k",
    follows: &["gains_share", "trade_probability"],
    measure: "share of the possible gains; probability",
    points: POINTS,
    solve,
};

fn solve(p: &Values) -> Result<Found> {
    let (v, c) = (p.of("v"), p.of("c"));
    let e = double_auction(p.of("k"));
    let (bid, ask) = (e.bid(v), e.ask(c));
    let threshold = e.threshold(c);
    let trades = v >= threshold;
    let example = if trades {
        format!("they trade at {}", said(e.k * bid + (1.0 - e.k) * ask))
    } else if v > c {
        format!("they miss a deal worth {}", said(v - c))
    } else {
        "there is nothing to gain".to_owned()
    };
    Ok(Found {
        values: vec![
            value("gains", e.gains, "expected gains from trade"),
            value("gains_possible", POSSIBLE, "expected gains if both told the truth"),
            value("gains_share", e.gains / POSSIBLE, "share of the possible gains"),
            value("trade_probability", e.trade, "probability of trade"),
            value("bid", bid, "what a buyer of value v bids"),
            value("ask", ask, "what a seller of cost c asks"),
            value("margin", threshold - c, "gain that must be there before a seller of cost c trades"),
            value(
                "fixed_text_share",
                FIXED_TEXT / POSSIBLE,
                "share of the possible gains of one text at 1/2, asked in confidence",
            ),
        ],
        sentence: format!(
            "A buyer of value {} bids {}, a seller of cost {} asks {}: {example}. Over all pairs {} of the possible gains are realised.",
            said(v),
            said(bid),
            said(c),
            said(ask),
            said(e.gains / POSSIBLE)
        ),
        method: "closed form, equilibrium in linear strategies, values uniform on [0, 1]".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_values_to_the_printed_digits() {
        let e = double_auction(0.5);
        for x in [0.0, 0.3, 0.75, 1.0] {
            assert!((e.bid(x) - (2.0 * x / 3.0 + 1.0 / 12.0)).abs() < 1e-15);
            assert!((e.ask(x) - (2.0 * x / 3.0 + 0.25)).abs() < 1e-15);
            assert!((e.threshold(x) - (x + 0.25)).abs() < 1e-15);
        }
        assert!((e.gains - 9.0 / 64.0).abs() < 1e-15);
        assert_eq!(format!("{:.5}", 1.0 - e.gains / POSSIBLE), "0.15625");
        assert_eq!(format!("{:.3}", 100.0 * e.gains / POSSIBLE), "84.375");
        assert_eq!(MODEL.answer(&[]).expect("defaults").get("fixed_text_share"), Some(0.75));
    }

    proptest! {
        /// Neither side can do better against the other's rule: no bid of a grid beats the equilibrium's.
        #[test]
        fn bids_are_best_replies(k in 0.05..0.95_f64, v in 0.0..1.0_f64) {
            let e = double_auction(k);
            // The seller asks above `bid` with a cost beyond that of the threshold; the price is linear in c.
            let worth = |bid: f64| {
                let most = ((bid - (1.0 - k) / 2.0) * (2.0 - k)).clamp(0.0, 1.0);
                let mean_ask = (1.0 - k) / 2.0 + most / 2.0 / (2.0 - k);
                most * (v - k * bid - (1.0 - k) * mean_ask)
            };
            let best = worth(e.bid(v)).max(0.0);
            for j in 0..=300 {
                prop_assert!(worth(f64::from(j) / 300.0) <= best + 1e-9, "k {k} v {v} j {j}");
            }
        }

        #[test]
        fn sums_over_a_grid_agree(k in 0.0..1.0_f64) {
            let e = double_auction(k);
            let n = 400;
            let mut gains = 0.0;
            let mut trade = 0.0;
            for i in 0..n {
                let c = (f64::from(i) + 0.5) / f64::from(n);
                let from = e.threshold(c);
                if from < 1.0 {
                    trade += (1.0 - from) / f64::from(n);
                    gains += ((1.0 - from * from) / 2.0 - c * (1.0 - from)) / f64::from(n);
                }
            }
            let mut fixed = 0.0;
            for i in 0..n {
                let c = (f64::from(i) + 0.5) / f64::from(n);
                fixed += if c <= 0.5 { (0.375 - c * 0.5) / f64::from(n) } else { 0.0 };
            }
            prop_assert!((fixed - FIXED_TEXT).abs() < 1e-4);
            prop_assert!((gains - e.gains).abs() < 1e-4 && (trade - e.trade).abs() < 1e-4);
            prop_assert!(e.gains <= double_auction(0.5).gains + 1e-15, "k = 1/2 is the second best");
        }
    }
}
