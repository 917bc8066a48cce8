//! Alternating offers over a pie of 1: discounting, an outside option, and a risk of breakdown.
//!
//! * Discounting (Rubinstein 1982): the proposer gets (1 − δ₂)/(1 − δ₁δ₂).
//! * An outside option b that the responder may take after rejecting, common δ (Binmore, Shaked & Sutton 1989;
//!   Osborne & Rubinstein 1990, §3.12): the proposer gets 1 − max(b, δ/(1 + δ)).
//! * After each rejection talks break down with probability q and pay (b₁, b₂), no discounting (Binmore,
//!   Rubinstein & Wolinsky 1986): x₁ = (1 − b₂ + (1 − q) b₁)/(2 − q), which goes to the Nash share
//!   (1 + b₁ − b₂)/2 as q → 0.
//!
//! Absent: several issues, incomplete information, offers at random times.

use super::model::{Found, Model, POINTS, Parameter, Values, nothing_to_gain, said, value};
use crate::error::Result;

/// Share of the party that proposes first.
#[must_use]
pub fn alternating_offers(delta_1: f64, delta_2: f64) -> f64 {
    (1.0 - delta_2) / lost(delta_1, delta_2)
}

/// 1 − δ₁δ₂, from the two parts that are lost, so that nothing cancels near 1.
fn lost(delta_1: f64, delta_2: f64) -> f64 {
    (1.0 - delta_1) + delta_1 * (1.0 - delta_2)
}

/// Share of the proposer where the responder may leave for `option` after rejecting.
#[must_use]
pub fn outside_option(delta: f64, option: f64) -> f64 {
    1.0 - option.max(delta / (1.0 + delta))
}

/// Share of the first proposer where each rejection ends the talks with probability `risk`, paying `breakdown`.
#[must_use]
pub fn breakdown(risk: f64, breakdown: (f64, f64)) -> f64 {
    (1.0 - breakdown.1 + (1.0 - risk) * breakdown.0) / (2.0 - risk)
}

pub(super) const MODELS: [Model; 3] = [
    Model {
        name: "rubinstein",
        title: "who gets what when waiting costs each side something",
        formula: "proposer's share = (1 − delta_2)/(1 − delta_1·delta_2)",
        source: "Rubinstein 1982, Econometrica 50(1)",
        lesson: "What a side gets depends on how well it can wait, not on what it asks for. Whoever makes waiting cheaper for one side moves the terms.",
        parameters: &[
            Parameter::inside("delta_1", 0.9, "worth today of 1 next round to the side that proposes first"),
            Parameter::inside("delta_2", 0.8, "worth today of 1 next round to the other side"),
        ],
        moves: "delta_2",
        follows: &["share_1", "share_2"],
        measure: "share of the pie",
        points: POINTS,
        solve: discounting,
    },
    Model {
        name: "outside-option",
        title: "what an alternative to these talks is worth at the table",
        formula: "proposer's share = 1 − max(option, delta/(1 + delta))",
        source: "Binmore, Shaked & Sutton 1989, QJE 104(4); Osborne & Rubinstein 1990, §3.12",
        lesson: "An alternative counts only where it is better than what the talks would give anyway. Below that it is irrelevant, however often it is mentioned.",
        parameters: &[
            Parameter::inside("delta", 0.9, "worth today of 1 next round, to both"),
            Parameter::share("option", 0.6, "what the responder gets if it leaves after rejecting"),
        ],
        moves: "option",
        follows: &["share_1", "share_2"],
        measure: "share of the pie",
        points: POINTS,
        solve: option,
    },
    Model {
        name: "breakdown",
        title: "what a risk that the talks collapse does to the terms",
        formula: "share_1 = (1 − fallback_2 + (1 − risk)·fallback_1)/(2 − risk); risk → 0: (1 + fallback_1 − fallback_2)/2",
        source: "Binmore, Rubinstein & Wolinsky 1986, RAND Journal 17(2)",
        lesson: "Where talks may collapse at any moment, what each side has after a collapse sets the terms: each point of fallback moves the share by half a point.",
        parameters: &[
            Parameter {
                name: "risk",
                meaning: "probability that a rejection ends the talks",
                default: 0.1,
                range: (0.0, 1.0),
                ends: (super::model::End::Out, super::model::End::In),
            },
            Parameter::share("fallback_1", 0.3, "what the first proposer gets if talks end"),
            Parameter::share("fallback_2", 0.1, "what the other side gets if talks end"),
        ],
        moves: "risk",
        follows: &["share_1", "share_2", "nash_share_1"],
        measure: "share of the pie",
        points: POINTS,
        solve: collapse,
    },
];

fn discounting(v: &Values) -> Result<Found> {
    let (d1, d2) = (v.of("delta_1"), v.of("delta_2"));
    let first = alternating_offers(d1, d2);
    // Each of these as a product: one less the other share would lose what a very impatient side gets.
    let other = d2 * (1.0 - d1) / lost(d1, d2);
    let second = d1 * (1.0 - d2) / lost(d1, d2);
    let advantage = (1.0 - d1) * (1.0 - d2) / lost(d1, d2);
    Ok(Found {
        values: vec![
            value("share_1", first, "share of the side that proposes first"),
            value("share_2", other, "share of the other side"),
            value("share_1_if_second", second, "share of the first side if the other proposed first"),
            value("advantage", advantage, "what proposing first is worth"),
        ],
        sentence: format!(
            "The first proposer offers {} and keeps {}; the other side accepts at once, since waiting a round to propose would be worth no more to it.",
            said(other),
            said(first)
        ),
        method: "closed form, unique subgame perfect equilibrium".to_owned(),
    })
}

fn option(v: &Values) -> Result<Found> {
    let (delta, b) = (v.of("delta"), v.of("option"));
    if b >= 1.0 {
        return Err(nothing_to_gain(
            &format!("option = {b} is the whole pie: the responder gains nothing from any agreement"),
            "option below 1",
        ));
    }
    let talks = delta / (1.0 + delta);
    let first = outside_option(delta, b);
    let sentence = if b > talks {
        format!(
            "The option of {} beats the {} that waiting would give, so the responder gets exactly its option and the proposer {}.",
            said(b),
            said(talks),
            said(first)
        )
    } else {
        format!(
            "The option of {} is no better than the {} that the talks give anyway, so it changes nothing: the proposer gets {}.",
            said(b),
            said(talks),
            said(first)
        )
    };
    Ok(Found {
        values: vec![
            value("share_1", first, "share of the proposer"),
            value("share_2", 1.0 - first, "share of the responder"),
            value("threshold", talks, "an option up to this changes nothing"),
        ],
        sentence,
        method: "closed form".to_owned(),
    })
}

fn collapse(v: &Values) -> Result<Found> {
    let (q, b1, b2) = (v.of("risk"), v.of("fallback_1"), v.of("fallback_2"));
    if b1 + b2 >= 1.0 {
        return Err(nothing_to_gain(
            &format!("fallback_1 + fallback_2 = {} leaves nothing to gain from agreeing", said(b1 + b2)),
            &if b1 < 1.0 {
                format!("a sum below 1, such as fallback_2 below {} with this fallback_1", said(1.0 - b1))
            } else if b2 >= 1.0 {
                "a sum below 1: both are the whole pie".to_owned()
            } else {
                format!("a sum below 1, such as fallback_1 below {} with this fallback_2", said(1.0 - b2))
            },
        ));
    }
    let first = breakdown(q, (b1, b2));
    let other = ((1.0 - q) * (1.0 - b1) + b2) / (2.0 - q);
    let nash = (1.0 + b1 - b2) / 2.0;
    Ok(Found {
        values: vec![
            value("share_1", first, "share of the first proposer"),
            value("share_2", other, "share of the other side"),
            value(
                "nash_share_1",
                nash,
                "share of the first proposer as the risk of each round goes to 0 (Nash)",
            ),
        ],
        sentence: format!(
            "The first proposer gets {}; as the risk of each round becomes small this goes to {}, half of what agreeing adds on top of its fallback.",
            said(first),
            said(nash)
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
        assert_eq!(format!("{:.7}", alternating_offers(0.9, 0.8)), "0.7142857");
        assert_eq!(format!("{:.7}", outside_option(0.9, 0.4)), "0.5263158");
        assert_eq!(format!("{:.7}", outside_option(0.9, 0.6)), "0.4000000");
        assert_eq!(format!("{:.7}", breakdown(0.1, (0.3, 0.1))), "0.6157895");
        assert_eq!(format!("{:.7}", breakdown(1e-12, (0.3, 0.1))), "0.6000000");
    }

    #[test]
    fn a_very_impatient_side_loses_no_digits() {
        for tiny in [1e-9, 1e-300] {
            let a = MODELS[0].answer(&[("delta_1".to_owned(), tiny)]).expect("in range");
            // δ₁(1 − δ₂)/(1 − δ₁δ₂) at δ₂ = .8, to the last bits.
            let want = tiny * 0.2 * (1.0 + 0.8 * tiny);
            assert!((a.get("share_1_if_second").expect("it") / want - 1.0).abs() < 1e-14, "{a:?}");
        }
    }

    #[test]
    fn no_gain_is_refused_with_what_would_be_enough() {
        let m = &MODELS[2];
        let e =
            m.answer(&[("fallback_1".to_owned(), 0.7), ("fallback_2".to_owned(), 0.4)]).expect_err("none");
        assert!(e.is_parameter() && e.to_string().contains("below 0.3"), "{e}");
        let e = m.answer(&[("fallback_1".to_owned(), 1.0)]).expect_err("the whole pie");
        assert!(e.to_string().contains("fallback_1 below 0.9 with this fallback_2"), "{e}");
        assert!(MODELS[1].answer(&[("option".to_owned(), 1.0)]).is_err());
    }

    proptest! {
        /// The equilibrium is the fixed point: what a side accepts is what waiting a round to propose is worth.
        #[test]
        fn the_responder_is_indifferent(d1 in 0.01..0.999_f64, d2 in 0.01..0.999_f64) {
            let x1 = alternating_offers(d1, d2);
            let x2 = alternating_offers(d2, d1);
            prop_assert!((1.0 - x1 - d2 * x2).abs() < 1e-12 && (1.0 - x2 - d1 * x1).abs() < 1e-12);
            prop_assert!(x1 > 0.0 && x1 < 1.0);
            let a = MODELS[0].answer(&[("delta_1".to_owned(), d1), ("delta_2".to_owned(), d2)]).expect("in range");
            let get = |n: &str| a.get(n).expect("it");
            prop_assert!((get("share_1") + get("share_2") - 1.0).abs() < 1e-12);
            prop_assert!((1.0 - x2 - get("share_1_if_second")).abs() < 1e-12);
            prop_assert!((x1 + x2 - 1.0 - get("advantage")).abs() < 1e-12);
        }

        #[test]
        fn patience_helps_the_patient(d1 in 0.01..0.9_f64, d2 in 0.01..0.9_f64, more in 0.001..0.09_f64) {
            prop_assert!(alternating_offers(d1 + more, d2) > alternating_offers(d1, d2));
            prop_assert!(alternating_offers(d1, d2 + more) < alternating_offers(d1, d2));
        }

        #[test]
        fn breakdown_goes_to_nash_and_its_fixed_point_holds(q in 1e-9..1.0_f64, b1 in 0.0..0.6_f64, share in 0.0..0.9_f64) {
            let b2 = share * (1.0 - b1);
            let x1 = breakdown(q, (b1, b2));
            let x2 = breakdown(q, (b2, b1));
            prop_assert!((1.0 - x1 - (q * b2 + (1.0 - q) * x2)).abs() < 1e-12);
            let nash = (1.0 + b1 - b2) / 2.0;
            prop_assert!((x1 - nash).abs() <= q, "{x1} {nash}");
        }

        #[test]
        fn an_option_below_the_threshold_changes_nothing(delta in 0.01..0.999_f64, share in 0.0..1.0_f64) {
            let threshold = delta / (1.0 + delta);
            prop_assert_eq!(outside_option(delta, share * threshold), outside_option(delta, 0.0));
            let above = threshold + share * (1.0 - threshold);
            prop_assert!((outside_option(delta, above) - (1.0 - above)).abs() < 1e-15);
        }
    }
}
