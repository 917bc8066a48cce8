//! A commitment problem: power will shift, and the side that gains from it cannot promise not to use it.
//!
//! A pie of 1 each period, A makes the offers. A's odds are p₁ now and p₂ for good from the next period on; a war ends the matter and
//! costs B c_B once. B's war value is (1−p)/(1−δ) − c_B; from tomorrow on A offers B exactly that, or nothing where war is worth
//! nothing to B. Today A can give at most the whole pie, so B fights now iff
//! (1−p₁)/(1−δ) − c_B > 1 + δ·max(0, (1−p₂)/(1−δ) − c_B). From odds of p° = 1 − (1−δ)c_B on B would not fight tomorrow, and a further
//! shift takes nothing from it. So this is one condition (after Powell 2006, restated):
//!
//! δ·min(p₂, p°) − p₁ > (1−δ)²·c_B.
//!
//! Equality counts as no war. Absent: shifts that take several periods, A's own cost (A would rather not be fought), and third
//! parties who guarantee.

use super::model::{Found, Model, POINTS, Parameter, Values, said, value};
use crate::error::Result;
use crate::num::TIE;

/// Whether the side that will be weaker fights now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerShift {
    /// B's worth of fighting now.
    pub fight: f64,
    /// The most that A can offer B today together with what B can expect later.
    pub peace: f64,
    /// δ·min(p₂, p°) − p₁: the shift that counts.
    pub shift: f64,
    /// (1−δ)²·c_B: a shift beyond this means war.
    pub bound: f64,
    /// δ, by which the two ways to compare differ in scale.
    delta: f64,
}

impl PowerShift {
    /// Does B fight now? Equality, within the tie of 1e-9 in B's worth, is peace.
    #[must_use]
    pub fn fights(&self) -> bool {
        self.shift - self.bound > TIE * (1.0 - self.delta)
    }
}

/// B's worth of fighting now, and the best peace that A can offer it.
#[must_use]
pub fn power_shift(delta: f64, now: f64, later: f64, cost_b: f64) -> PowerShift {
    let left = 1.0 - delta;
    let war = |p: f64| (1.0 - p) / left - cost_b;
    PowerShift {
        fight: war(now),
        peace: 1.0 + delta * war(later).max(0.0),
        shift: delta * later.min(1.0 - left * cost_b) - now,
        bound: left * left * cost_b,
        delta,
    }
}

pub(super) const MODEL: Model = Model {
    name: "power-shift",
    title: "does the side that will be weaker fight now?",
    formula: "B fights now iff delta·min(p_later, 1 − (1 − delta)·cost_b) − p_now > (1 − delta)²·cost_b",
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
    measure: "worth to B, in pies of one period",
    points: POINTS,
    solve,
};

fn solve(v: &Values) -> Result<Found> {
    let (delta, now, later, cost) = (v.of("delta"), v.of("p_now"), v.of("p_later"), v.of("cost_b"));
    let s = power_shift(delta, now, later, cost);
    let sentence = if s.fight <= 0.0 {
        format!(
            "B never fights: a war costs it {}, and it could win no more than {}.",
            said(cost),
            said((1.0 - now) / (1.0 - delta))
        )
    } else if s.fights() {
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
            value(
                "shift",
                s.shift,
                "delta·min(p_later, 1 − (1 − delta)·cost_b) − p_now: from there on B would not fight later either",
            ),
            value("bound", s.bound, "(1 − delta)²·cost_b: a shift beyond this means war"),
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
    }

    #[test]
    fn where_war_is_worth_nothing_later_a_further_shift_takes_nothing() {
        let at = |list: &[(&str, f64)]| {
            let given: Vec<(String, f64)> = list.iter().map(|(n, x)| ((*n).to_owned(), *x)).collect();
            MODEL.answer(&given).expect("an answer")
        };
        // By hand: B's later war is worth (1 − 1)/.5 − .5 < 0, so peace is 1 and fighting .7/.5 − .5 = .9.
        let a = at(&[("delta", 0.5), ("p_now", 0.3), ("p_later", 1.0), ("cost_b", 0.5)]);
        assert_eq!((a.get("fights"), a.get("peace")), (Some(0.0), Some(1.0)));
        assert!(a.get("shift") < a.get("bound"), "{a:?}");
        let a = at(&[("delta", 0.5), ("p_now", 0.4), ("p_later", 1.0), ("cost_b", 0.3)]);
        assert!(a.get("fights") == Some(0.0) && a.get("shift") < a.get("bound"), "{a:?}");
        // Too dear for B at any time: an answer and no error.
        let a = at(&[("p_now", 0.9), ("cost_b", 1.0)]);
        assert!(a.get("fights") == Some(0.0) && a.sentence.contains("never fights"), "{a:?}");
    }

    proptest! {
        #[test]
        fn the_short_condition_is_the_long_one(delta in 0.01..0.99_f64, now in 0.0..1.0_f64, later in 0.0..1.0_f64, cost in 0.0..30.0_f64) {
            let s = power_shift(delta, now, later, cost);
            let gap = s.fight - s.peace;
            prop_assume!(gap.abs() > 1e-8);
            prop_assert_eq!(s.fights(), gap > 0.0);
            prop_assert_eq!(s.fights(), s.shift > s.bound);
        }

        #[test]
        fn without_a_shift_nobody_fights(delta in 0.01..0.99_f64, p in 0.0..1.0_f64, cost in 1e-6..2.0_f64) {
            prop_assert!(!power_shift(delta, p, p, cost).fights());
        }
    }
}
