//! Abreu & Gul (2000): a war of attrition between sides that may be of the kind that never moves.
//!
//! Demands α₁ + α₂ > 1, prior z_i that side i never yields, discount rates r_i. Side i yields at the rate
//! λ_i = r_j(1 − α_i)/(α₁ + α₂ − 1), which keeps j indifferent; alone it would be known for immovable at T_i = −ln z_i/λ_i. The side
//! with the larger T yields at once with probability 1 − z_i·z_j^(−λ_i/λ_j), and then both are known for immovable at the
//! same time min(T₁, T₂), when all yielding ends. Absent: choice of the demands, deadlines, outside options.

use super::model::{Found, Model, POINTS, Parameter, Values, nothing_to_gain, said, value};
use crate::error::Result;
use crate::num;

/// The equilibrium of the war of attrition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attrition {
    /// Rate at which each side yields.
    pub rate: [f64; 2],
    /// When each side would be known for immovable if neither yielded at once.
    pub time: [f64; 2],
    /// Probability that each side yields at once; at most one is above 0.
    pub at_once: [f64; 2],
}

impl Attrition {
    /// When all yielding ends.
    #[must_use]
    pub fn end(&self) -> f64 {
        self.time[0].min(self.time[1])
    }
}

/// The equilibrium for discount rates, demands with α₁ + α₂ > 1, and priors in (0, 1).
#[must_use]
pub fn attrition(rate: [f64; 2], demand: [f64; 2], prior: [f64; 2]) -> Attrition {
    let excess = demand[0] + demand[1] - 1.0;
    let yields = [0, 1].map(|i: usize| rate[1 - i] * (1.0 - demand[i]) / excess);
    let time = [0, 1].map(|i: usize| -num::ln(prior[i]) / yields[i]);
    let at_once = [0, 1].map(|i: usize| {
        let j = 1 - i;
        if time[i] <= time[j] {
            return 0.0;
        }
        // By logarithms: the power alone may pass what a double holds.
        1.0 - num::exp(num::ln(prior[i]) - yields[i] / yields[j] * num::ln(prior[j]))
    });
    Attrition { rate: yields, time, at_once }
}

pub(super) const MODEL: Model = Model {
    name: "attrition",
    title: "two firm demands: who yields first, and how long it takes",
    formula: "rate_i = r_j(1 − α_i)/(α_1 + α_2 − 1), T_i = −ln z_i/rate_i; larger T yields at once w.p. 1 − z_i·z_j^(−rate_i/rate_j)",
    source: "Abreu & Gul 2000, Econometrica 68(1)",
    lesson: "Long silence with two firm demands is what two sincere sides would do too. The greater demand makes its owner yield more slowly and look weaker; a reputation for never moving is what decides who moves first.",
    parameters: &[
        Parameter::positive("r_1", 0.1, "discount rate of side 1, for one unit of time"),
        Parameter::positive("r_2", 0.1, "discount rate of side 2, for one unit of time"),
        Parameter::inside("alpha_1", 0.7, "demand of side 1"),
        Parameter::inside("alpha_2", 0.6, "demand of side 2"),
        Parameter::inside("z_1", 0.05, "probability that side 1 never yields"),
        Parameter::inside("z_2", 0.1, "probability that side 2 never yields"),
    ],
    moves: "z_1",
    follows: &["at_once_1", "at_once_2"],
    measure: "probability of yielding at once",
    points: POINTS,
    solve,
};

fn solve(v: &Values) -> Result<Found> {
    let pair = |a: &str, b: &str| [v.of(a), v.of(b)];
    let (rate, demand, prior) = (pair("r_1", "r_2"), pair("alpha_1", "alpha_2"), pair("z_1", "z_2"));
    if demand[0] + demand[1] <= 1.0 {
        return Err(nothing_to_gain(
            &format!(
                "alpha_1 + alpha_2 = {} can both be met: there is nothing to wait for",
                said(demand[0] + demand[1])
            ),
            &if said(1.0 - demand[0]) == "1" {
                "a sum above 1, such as alpha_1 = 0.7 and alpha_2 = 0.6".to_owned()
            } else {
                format!("a sum above 1, such as alpha_2 above {} with this alpha_1", said(1.0 - demand[0]))
            },
        ));
    }
    let a = attrition(rate, demand, prior);
    let weaker = usize::from(a.at_once[1] > 0.0);
    let sentence = if a.at_once[weaker] > 0.0 {
        format!(
            "Side {} is the weaker: it yields at once with probability {}. If it does not, each side yields little by little, and by time {} whoever has not is known never to.",
            weaker + 1,
            said(a.at_once[weaker]),
            said(a.end())
        )
    } else {
        format!(
            "The sides are equally strong: neither yields at once, and all yielding ends at time {}.",
            said(a.end())
        )
    };
    Ok(Found {
        values: vec![
            value("at_once_1", a.at_once[0], "probability that side 1 yields at once"),
            value("at_once_2", a.at_once[1], "probability that side 2 yields at once"),
            value("rate_1", a.rate[0], "rate at which side 1 yields afterwards"),
            value("rate_2", a.rate[1], "rate at which side 2 yields afterwards"),
            value(
                "time_1",
                a.time[0],
                "when side 1 would be known for immovable if it did not yield at once",
            ),
            value(
                "time_2",
                a.time[1],
                "when side 2 would be known for immovable if it did not yield at once",
            ),
            value("end", a.end(), "when all yielding ends"),
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
        let a = attrition([0.1, 0.1], [0.7, 0.6], [0.05, 0.1]);
        assert_eq!(format!("{:.4} {:.4}", a.rate[0], a.rate[1]), "0.1000 0.1333");
        assert_eq!(format!("{:.3} {:.3}", a.time[0], a.time[1]), "29.957 17.269");
        assert_eq!(format!("{:.5} {:.0}", a.at_once[0], a.at_once[1]), "0.71883 0");
        let e = MODEL.answer(&[("alpha_1".to_owned(), 0.3)]).expect_err("compatible");
        assert!(e.to_string().contains("alpha_2 above 0.7"), "{e}");
        let e = MODEL.answer(&[("alpha_1".to_owned(), 1e-300)]).expect_err("compatible");
        assert!(e.to_string().contains("alpha_1 = 0.7"), "{e}");
        let e = MODEL.answer(&[("r_1".to_owned(), 5e-324)]).expect_err("out of range");
        assert!(e.to_string().contains("0.000001 ≤ r_1 ≤ 1000000"), "{e}");
    }

    proptest! {
        /// After yielding at once both sides are known for immovable at the same time.
        #[test]
        fn reputations_end_together(r1 in 0.01..1.0_f64, r2 in 0.01..1.0_f64, a1 in 0.51..0.95_f64, a2 in 0.51..0.95_f64, z1 in 0.01..0.9_f64, z2 in 0.01..0.9_f64) {
            let a = attrition([r1, r2], [a1, a2], [z1, z2]);
            for (i, z) in [z1, z2].into_iter().enumerate() {
                // Probability of not having yielded by the end is exactly the prior of being immovable.
                let left = (1.0 - a.at_once[i]) * num::exp(-a.rate[i] * a.end());
                prop_assert!((left - z).abs() < 1e-9, "side {i}: {left} against {z}");
            }
            prop_assert!(a.at_once[0] == 0.0 || a.at_once[1] == 0.0);
        }

        /// Nothing in the range is answered with what is no number.
        #[test]
        fn the_whole_range_is_finite(e in proptest::array::uniform6(-6.0..-0.0001_f64), far in -300.0..-1.0_f64) {
            let x = e.map(|e| num::pow(10.0, e));
            let a = attrition([x[0], 1.0 / x[1]], [1.0 - x[2] / 2.0, 1.0 - x[3] / 2.0], [num::pow(10.0, far), x[4]]);
            for v in a.rate.into_iter().chain(a.time).chain(a.at_once) {
                prop_assert!(v.is_finite() && v >= -1e-12, "{a:?}");
            }
        }

        /// Exchanging the sides exchanges the answer; a firmer reputation never makes a side yield more at once.
        #[test]
        fn mirror_and_reputation(r in 0.01..1.0_f64, a1 in 0.51..0.95_f64, a2 in 0.51..0.95_f64, z1 in 0.01..0.4_f64, z2 in 0.01..0.9_f64, more in 0.01..0.5_f64) {
            let a = attrition([r, 2.0 * r], [a1, a2], [z1, z2]);
            let b = attrition([2.0 * r, r], [a2, a1], [z2, z1]);
            prop_assert_eq!(a.at_once[0], b.at_once[1]);
            prop_assert_eq!(a.time[1], b.time[0]);
            prop_assert!(attrition([r, 2.0 * r], [a1, a2], [z1 + more, z2]).at_once[0] <= a.at_once[0]);
        }
    }
}
