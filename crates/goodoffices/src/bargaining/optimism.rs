//! Mutual optimism: each side thinks it is winning.
//!
//! If A gives itself odds p̂_A and B itself p̂_B, and fighting costs them a and b, A wants at least p̂_A − a and B at least
//! p̂_B − b of a pie of 1. A share that both accept exists iff p̂_A + p̂_B ≤ 1 + a + b (Blainey 1973; Wittman 1979; Fearon
//! 1995). Equality counts: a single share is left. Absent: why the two beliefs differ, and learning from the
//! fighting (Slantchev 2003).

use super::model::{Found, Model, POINTS, Parameter, Values, said, value};
use crate::error::Result;
use crate::num::TIE;

/// What two beliefs leave to agree on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Optimism {
    /// Least share A accepts.
    pub floor_a: f64,
    /// Least share B accepts.
    pub floor_b: f64,
    /// 1 + a + b − p̂_A − p̂_B: how far the condition holds; negative where there is no zone. The zone's width where no floor is cut to 0.
    pub margin: f64,
}

impl Optimism {
    /// Is there a share that both accept? Equality counts, within the tie of 1e-9.
    #[must_use]
    pub fn zone(&self) -> bool {
        self.margin >= -TIE
    }

    /// Greatest share of A that B accepts.
    #[must_use]
    pub fn ceiling_a(&self) -> f64 {
        1.0 - self.floor_b
    }

    /// Width of the zone; negative where there is none.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.ceiling_a() - self.floor_a
    }
}

/// What is left to agree on when each side gives itself these odds.
#[must_use]
pub fn optimism(odds_a: f64, odds_b: f64, cost_a: f64, cost_b: f64) -> Optimism {
    Optimism {
        floor_a: (odds_a - cost_a).max(0.0),
        floor_b: (odds_b - cost_b).max(0.0),
        margin: 1.0 + cost_a + cost_b - odds_a - odds_b,
    }
}

pub(super) const MODEL: Model = Model {
    name: "optimism",
    title: "can two sides agree that both think they are winning?",
    formula: "a zone of agreement exists iff odds_a + odds_b ≤ 1 + cost_a + cost_b",
    source: "Blainey 1973; Wittman 1979, JCR 23(4); Fearon 1995",
    lesson: "Where both think they are winning, no text helps until a belief moves: information that both trust about the ground does more than another draft.",
    parameters: &[
        Parameter::share("odds_a", 0.7, "odds that A gives itself"),
        Parameter::share("odds_b", 0.6, "odds that B gives itself"),
        Parameter::cost("cost_a", 0.1, "what fighting costs A, in shares of the pie"),
        Parameter::cost("cost_b", 0.1, "what fighting costs B, in shares of the pie"),
    ],
    moves: "odds_a",
    follows: &["floor_a", "ceiling_a", "width"],
    measure: "share of A",
    points: POINTS,
    solve,
};

fn solve(v: &Values) -> Result<Found> {
    let (pa, pb, a, b) = (v.of("odds_a"), v.of("odds_b"), v.of("cost_a"), v.of("cost_b"));
    let o = optimism(pa, pb, a, b);
    let sentence = if o.zone() {
        format!(
            "There are shares that both accept: A from {} to {}.",
            said(o.floor_a),
            said(o.ceiling_a().max(o.floor_a))
        )
    } else {
        format!(
            "No share satisfies both: together they believe {} more than there is. Beliefs, or what they expect fighting to cost, would have to move by {}.",
            said(pa + pb - 1.0),
            said(-o.margin)
        )
    };
    Ok(Found {
        values: vec![
            value("width", o.width(), "width of the zone; below 0 there is none, and this much is missing"),
            value("floor_a", o.floor_a, "least share that A accepts"),
            value("ceiling_a", o.ceiling_a(), "greatest share of A that B accepts"),
            value(
                "margin",
                o.margin,
                "1 + cost_a + cost_b − odds_a − odds_b: a zone exists while this is not below 0",
            ),
            value(
                "overlap",
                pa + pb - 1.0,
                "sum of the two beliefs less 1: above 0 they cannot both be true",
            ),
        ],
        sentence,
        method: "closed form".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_boundary_belongs_to_the_zone() {
        assert!(optimism(0.7, 0.5, 0.1, 0.1).zone());
        assert!(!optimism(0.7, 0.5 + 1e-6, 0.1, 0.1).zone());
        assert!(optimism(0.7, 0.5 - 1e-6, 0.1, 0.1).zone());
        assert!(MODEL.answer(&[]).expect("defaults").sentence.contains("move by 0.1"));
    }

    #[test]
    fn a_floor_cut_to_nothing_narrows_the_zone_and_not_the_margin() {
        let o = optimism(0.1, 0.5, 0.5, 0.1);
        assert!((o.margin - 1.0).abs() < 1e-15 && o.floor_a == 0.0);
        assert!((o.ceiling_a() - 0.6).abs() < 1e-15 && (o.width() - 0.6).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn the_zone_is_what_a_search_finds(pa in 0.0..1.0_f64, pb in 0.0..1.0_f64, a in 0.0..0.5_f64, b in 0.0..0.5_f64) {
            let o = optimism(pa, pb, a, b);
            prop_assume!(o.margin.abs() > 2e-3);
            let found = (0..=1000).any(|k| {
                let x = f64::from(k) / 1000.0;
                x >= pa - a && 1.0 - x >= pb - b
            });
            // A grid of a thousandth finds every zone wider than that.
            prop_assert_eq!(found, o.zone());
            // The width is that of the shares found, floors cut to the pie included.
            let count = (0..=1000).filter(|k| {
                let x = f64::from(*k) / 1000.0;
                x >= pa - a && 1.0 - x >= pb - b
            }).count() as f64;
            prop_assert!((count / 1000.0 - o.width().max(0.0)).abs() < 2.1e-3, "{count} {}", o.width());
            // Two sides that share one belief always have a zone.
            prop_assert!(optimism(pa, 1.0 - pa, a, b).zone());
        }
    }
}
