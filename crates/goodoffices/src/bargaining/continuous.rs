//! Nash and Kalai–Smorodinsky on a smooth frontier y = top·(1 − x^bend), 0 ≤ x ≤ 1, bend ≥ 1.
//!
//! With disagreement (d₁, d₂): Nash (1950) maximises (x − d₁)(y − d₂), with unequal weights (Harsanyi & Selten 1972)
//! (x − d₁)^w (y − d₂)^(1−w); Kalai & Smorodinsky (1975) take the point of the frontier on the line from
//! disagreement to the ideal point (each side's best among what the other would still sign). Both are found by bisection
//! on a monotone condition, to the last bits of a double. Absent: frontiers that are not concave, lotteries, more
//! than two parties (`analysis` has discrete frontiers of any number).

use super::model::{End, Found, Model, POINTS, Parameter, Values, nothing_to_gain, said, value};
use crate::error::Result;
use crate::num;

/// A concave frontier y = top·(1 − x^bend).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frontier {
    /// Height at x = 0, above 0.
    pub top: f64,
    /// Curvature, at least 1; 1 is a straight line.
    pub bend: f64,
}

/// A point of the frontier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// The first side's utility.
    pub x: f64,
    /// The second side's.
    pub y: f64,
}

impl Frontier {
    /// The second side's utility where the first has x in [0, 1].
    #[must_use]
    pub fn y(&self, x: f64) -> f64 {
        self.top * (1.0 - num::pow(x, self.bend))
    }

    fn slope(&self, x: f64) -> f64 {
        -self.top * self.bend * num::pow(x, self.bend - 1.0)
    }

    /// The first side's utility where the second has y in [0, top].
    #[must_use]
    pub fn x(&self, y: f64) -> f64 {
        num::pow((1.0 - y / self.top).max(0.0), 1.0 / self.bend)
    }

    /// Does the frontier leave something to gain over disagreement for both?
    #[must_use]
    pub fn beats(&self, d: (f64, f64)) -> bool {
        d.0 >= 0.0 && d.1 >= 0.0 && d.0 < 1.0 && d.1 < self.top && self.y(d.0) > d.1
    }

    /// The Nash point for disagreement `d` and the first side's weight in (0, 1); meaningful where [`Frontier::beats`].
    #[must_use]
    pub fn nash(&self, d: (f64, f64), weight: f64) -> Split {
        // The derivative of the log product falls in x; multiplied out, so that nothing is divided by zero.
        let rising = |x: f64| weight * (self.y(x) - d.1) + (1.0 - weight) * self.slope(x) * (x - d.0) > 0.0;
        self.bisect(d, rising)
    }

    /// The Kalai–Smorodinsky point for disagreement `d`; meaningful where [`Frontier::beats`].
    #[must_use]
    pub fn kalai_smorodinsky(&self, d: (f64, f64)) -> Split {
        let reach = (self.x(d.1) - d.0, self.y(d.0) - d.1);
        self.bisect(d, |x| (x - d.0) / reach.0 < (self.y(x) - d.1) / reach.1)
    }

    /// The egalitarian point (Kalai 1977): equal gains.
    #[must_use]
    pub fn egalitarian(&self, d: (f64, f64)) -> Split {
        self.bisect(d, |x| x - d.0 < self.y(x) - d.1)
    }

    /// The x at which a condition that holds at first stops to hold.
    fn bisect(&self, d: (f64, f64), holds: impl Fn(f64) -> bool) -> Split {
        let (mut low, mut high) = (d.0, self.x(d.1));
        for _ in 0..80 {
            let middle = low + (high - low) / 2.0;
            if holds(middle) { low = middle } else { high = middle }
        }
        let x = low + (high - low) / 2.0;
        Split { x, y: self.y(x) }
    }
}

const BEND: Parameter = Parameter {
    name: "bend",
    meaning: "curvature of the frontier y = top·(1 − x^bend); 1 is a straight line",
    default: 2.0,
    range: (1.0, 50.0),
    ends: (End::In, End::In),
};
const TOP: Parameter = Parameter::positive("top", 1.0, "the second side's best utility");
const D1: Parameter = Parameter::share("d_1", 0.0, "the first side's utility without agreement");
const D2: Parameter = Parameter::cost("d_2", 0.0, "the second side's utility without agreement");

pub(super) const MODELS: [Model; 2] = [
    Model {
        name: "nash",
        title: "the Nash solution on a smooth frontier",
        formula: "max (x − d_1)^weight·(y − d_2)^(1 − weight) on y = top·(1 − x^bend)",
        source: "Nash 1950, Econometrica 18(2); weights: Harsanyi & Selten 1972",
        lesson: "It rewards the better fallback, and it does not change if a side measures its utility on another scale.",
        parameters: &[
            BEND,
            TOP,
            D1,
            D2,
            Parameter {
                name: "weight",
                meaning: "bargaining weight of the first side",
                default: 0.5,
                range: (1e-9, 1.0 - 1e-9),
                ends: (End::In, End::In),
            },
        ],
        moves: "d_1",
        follows: &["x", "y"],
        measure: "utility",
        points: POINTS,
        solve: nash,
    },
    Model {
        name: "kalai-smorodinsky",
        title: "the Kalai–Smorodinsky solution on a smooth frontier",
        formula: "(x − d_1)/(ideal_1 − d_1) = (y − d_2)/(ideal_2 − d_2) on y = top·(1 − x^bend)",
        source: "Kalai & Smorodinsky 1975, Econometrica 43(3)",
        lesson: "Each side gets the same share of the most it could hope for: a claim that both can check without comparing utilities.",
        parameters: &[BEND, TOP, D1, D2],
        moves: "d_1",
        follows: &["x", "y"],
        measure: "utility",
        points: POINTS,
        solve: kalai,
    },
];

fn read(v: &Values) -> Result<(Frontier, (f64, f64))> {
    let frontier = Frontier { top: v.of("top"), bend: v.of("bend") };
    let d = (v.of("d_1"), v.of("d_2"));
    // Below this a gain is lost in the rounding of the frontier itself, and so would the answer be.
    const LEAST_GAIN: f64 = 1e-6;
    if frontier.beats(d) && frontier.y(d.0) - d.1 >= LEAST_GAIN * frontier.top {
        return Ok((frontier, d));
    }
    let room = if d.0 < 1.0 { frontier.y(d.0) } else { 0.0 };
    Err(nothing_to_gain(
        &format!(
            "d_1 = {} and d_2 = {} leave no point of the frontier that is better for both by a millionth of top",
            said(d.0),
            said(d.1)
        ),
        &if room > 2.0 * LEAST_GAIN * frontier.top {
            format!("d_2 below {} with this d_1", said(room - LEAST_GAIN * frontier.top))
        } else {
            format!(
                "d_1 below {} with this d_2",
                said(frontier.x(d.1.max(2.0 * LEAST_GAIN * frontier.top).min(frontier.top)))
            )
        },
    ))
}

fn nash(v: &Values) -> Result<Found> {
    let (f, d) = read(v)?;
    let s = f.nash(d, v.of("weight"));
    let k = f.kalai_smorodinsky(d);
    Ok(Found {
        values: vec![
            value("x", s.x, "the first side's utility"),
            value("y", s.y, "the second side's utility"),
            value("product", (s.x - d.0) * (s.y - d.1), "product of the gains"),
            value(
                "kalai_smorodinsky_x",
                k.x,
                "the first side's utility at the Kalai–Smorodinsky point, to compare",
            ),
        ],
        sentence: format!(
            "The product of gains is greatest where the first side has {} and the second {}.",
            said(s.x),
            said(s.y)
        ),
        method: "bisection on the derivative of the log product, 80 halvings".to_owned(),
    })
}

fn kalai(v: &Values) -> Result<Found> {
    let (f, d) = read(v)?;
    let s = f.kalai_smorodinsky(d);
    let n = f.nash(d, 0.5);
    let share = (s.x - d.0) / (f.x(d.1) - d.0);
    Ok(Found {
        values: vec![
            value("x", s.x, "the first side's utility"),
            value("y", s.y, "the second side's utility"),
            value("share", share, "share of its greatest possible gain that each side gets"),
            value("ideal_x", f.x(d.1), "the most the first side could hope for"),
            value("ideal_y", f.y(d.0), "the most the second side could hope for"),
            value("nash_x", n.x, "the first side's utility at the Nash point, to compare"),
        ],
        sentence: format!(
            "Each side gets {} of the most it could gain: the first has {}, the second {}.",
            said(share),
            said(s.x),
            said(s.y)
        ),
        method: "bisection on the difference of shares, 80 halvings".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PARABOLA: Frontier = Frontier { top: 1.0, bend: 2.0 };

    #[test]
    fn published_values_to_the_printed_digits() {
        let n = PARABOLA.nash((0.0, 0.0), 0.5);
        assert_eq!(format!("{:.7}", n.x), "0.5773503");
        assert!((n.x - 1.0 / 3.0_f64.sqrt()).abs() < 1e-15);
        let k = PARABOLA.kalai_smorodinsky((0.0, 0.0));
        assert_eq!(format!("{:.7}", k.x), "0.6180340");
        assert!((k.x - (5.0_f64.sqrt() - 1.0) / 2.0).abs() < 1e-15);
    }

    #[test]
    fn a_disagreement_outside_the_frontier_is_refused() {
        let e = MODELS[0]
            .answer(&[("d_1".to_owned(), 0.9), ("d_2".to_owned(), 0.5)])
            .expect_err("0.81 + 0.5 is outside");
        assert!(e.to_string().contains("d_2 below 0.19"), "{e}");
    }

    proptest! {
        #[test]
        fn no_point_of_a_grid_does_better(bend in 1.0..6.0_f64, top in 0.2..5.0_f64, d1 in 0.0..0.9_f64, share in 0.0..0.95_f64, w in 0.05..0.95_f64) {
            let f = Frontier { top, bend };
            let d = (d1, share * f.y(d1));
            prop_assume!(f.beats(d));
            let product = |x: f64| num::pow((x - d.0).max(0.0), w) * num::pow((f.y(x) - d.1).max(0.0), 1.0 - w);
            let best = product(f.nash(d, w).x);
            for k in 0..=400 {
                prop_assert!(product(d.0 + (1.0 - d.0) * f64::from(k) / 400.0) <= best * (1.0 + 1e-12));
            }
            let s = f.kalai_smorodinsky(d);
            let shares = ((s.x - d.0) / (f.x(d.1) - d.0), (s.y - d.1) / (f.y(d.0) - d.1));
            prop_assert!((shares.0 - shares.1).abs() < 1e-9, "{shares:?}");
        }

        /// Nash ignores the scale of a utility; on a straight frontier it is (1 + d₁ − d₂)/2, which breakdown goes to.
        #[test]
        fn scale_does_not_matter(bend in 1.0..5.0_f64, top in 0.2..5.0_f64, d1 in 0.0..0.8_f64, share in 0.0..0.9_f64) {
            let (one, many) = (Frontier { top: 1.0, bend }, Frontier { top, bend });
            let d = (d1, share * one.y(d1));
            prop_assert!((one.nash(d, 0.5).x - many.nash((d.0, d.1 * top), 0.5).x).abs() < 1e-12);
            let line = Frontier { top: 1.0, bend: 1.0 };
            let d = (d1, share * (1.0 - d1));
            prop_assert!((line.nash(d, 0.5).x - f64::midpoint(1.0, d.0 - d.1)).abs() < 1e-12);
            prop_assert!((line.nash(d, 0.5).x - line.egalitarian(d).x).abs() < 1e-12);
            // Patience as weight: discounting with short rounds goes to the Nash point of weight ln δ₂/(ln δ₁ + ln δ₂).
            let (d1, d2) = (0.9_f64, 0.8_f64);
            let w = num::ln(d2) / (num::ln(d1) + num::ln(d2));
            let short = 1e-6;
            let x = super::super::alternating_offers(num::pow(d1, short), num::pow(d2, short));
            prop_assert!((line.nash((0.0, 0.0), w).x - x).abs() < 1e-6);
        }
    }
}
