//! A commitment problem: power will shift, and the side that gains from it cannot promise not to use it.
//!
//! A pie of 1 each period, A makes the offers. A's odds are p₁ now and p₂ for good from the next period on; a war ends the matter and
//! costs B c_B once. B's war value is (1−p)/(1−δ) − c_B; from tomorrow on A offers B exactly that. Today A can give at most
//! the whole pie, so B fights now iff (1−p₁)/(1−δ) − c_B > 1 + δ·max(0, (1−p₂)/(1−δ) − c_B). Where the later war value is not negative
//! this is δp₂ − p₁ > (1−δ)² c_B (after Powell 2006, restated). Equality counts as no war. Absent: shifts that take several
//! periods, A's own cost (A would rather not be fought), and third parties who guarantee.

use super::model::{Found, Model, POINTS, Parameter, Values, nothing_to_gain, said, value};
use crate::error::Result;
use crate::num::TIE;

/// Whether the side that will be weaker fights now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerShift {
    /// B's worth of fighting now.
    pub fight: f64,
    /// The most that A can offer B today together with what B can expect later.
    pub peace: f64,
}

impl PowerShift {
    /// Does B fight now? Equality, within the tie of 1e-9, is peace.
    #[must_use]
    pub fn fights(&self) -> bool {
        self.fight > self.peace + TIE
    }
}

/// B's worth of fighting now, and the best peace that A can offer it.
#[must_use]
pub fn power_shift(delta: f64, now: f64, later: f64, cost_b: f64) -> PowerShift {
    let war = |p: f64| (1.0 - p) / (1.0 - delta) - cost_b;
    PowerShift { fight: war(now), peace: 1.0 + delta * war(later).max(0.0) }
}

pub(super) const MODEL: Model = Model {
    name: "power-shift",
    title: "does the side that will be weaker fight now?",
    formula: "B fights now iff delta·p_later − p_now > (1 − delta)²·cost_b",
    source: "Powell 2006, International Organization 60(1), restated",
    lesson: "No division of today's pie helps if what is signed today can be undone tomorrow. What helps slows the shift, ties hands, or pays later: guarantees, monitors, staged steps.",
    parameters: &[
        Parameter::inside("delta", 0.9, "worth today of 1 next period"),
        Parameter::share("p_now", 0.3, "odds that A wins now"),
        Parameter::share("p_later", 0.6, "odds that A wins from the next period on"),
        Parameter::cost("cost_b", 0.2, "what a war costs B, once, in pies of one period"),
    ],
    moves: "p_later",
    follows: &["fight", "peace"],
    points: POINTS,
    solve,
};

fn solve(v: &Values) -> Result<Found> {
    let (delta, now, later, cost) = (v.of("delta"), v.of("p_now"), v.of("p_later"), v.of("cost_b"));
    let s = power_shift(delta, now, later, cost);
    if s.fight <= TIE {
        let most = (1.0 - now) / (1.0 - delta);
        return Err(nothing_to_gain(
            &format!(
                "cost_b = {} is at least the {} that B could win: it never fights, and has no fallback",
                said(cost),
                said(most)
            ),
            &format!("cost_b below {}", said(most)),
        ));
    }
    let sentence = if s.fights() {
        format!(
            "B fights now: fighting is worth {} to it, and even the whole pie today with what it can expect later is worth {}.",
            said(s.fight),
            said(s.peace)
        )
    } else {
        format!(
            "A can hold B to peace: the whole pie today would be worth {} to B, fighting {}.",
            said(s.peace),
            said(s.fight)
        )
    };
    Ok(Found {
        values: vec![
            value("shift", delta * later - now, "delta·p_later − p_now"),
            value(
                "bound",
                (1.0 - delta) * (1.0 - delta) * cost,
                "(1 − delta)²·cost_b: a shift beyond this means war",
            ),
            value("fight", s.fight, "B's worth of fighting now"),
            value("peace", s.peace, "B's worth of the best peace A can offer"),
            value("fights", f64::from(u8::from(s.fights())), "1 if B fights now, else 0"),
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
    fn published_values_to_the_printed_digits() {
        let a = MODEL.answer(&[]).expect("defaults");
        assert_eq!(format!("{:.2}", a.get("shift").expect("shift")), "0.24");
        assert_eq!(format!("{:.3}", a.get("bound").expect("bound")), "0.002");
        assert_eq!(a.get("fights"), Some(1.0));
        assert!(
            MODEL
                .answer(&[("cost_b".to_owned(), 7.0)])
                .expect_err("all of it")
                .to_string()
                .contains("below 7")
        );
    }

    proptest! {
        #[test]
        fn the_short_condition_is_the_long_one(delta in 0.01..0.99_f64, now in 0.0..1.0_f64, later in 0.0..1.0_f64, cost in 0.0..0.5_f64) {
            let s = power_shift(delta, now, later, cost);
            prop_assume!((1.0 - later) / (1.0 - delta) >= cost);
            let gap = delta * later - now - (1.0 - delta) * (1.0 - delta) * cost;
            prop_assume!(gap.abs() > 1e-9);
            prop_assert_eq!(s.fights(), gap > 0.0);
        }

        #[test]
        fn without_a_shift_nobody_fights(delta in 0.01..0.99_f64, p in 0.0..1.0_f64, cost in 1e-6..2.0_f64) {
            prop_assert!(!power_shift(delta, p, p, cost).fights());
        }
    }
}
