//! `deadline`: what a deadline can buy from a side that gains by talking on, and the price of haste.
//!
//! [`DeadlineProblem`] asked twice, for a flow that ends with a refusal and one that goes on, with what waiting costs and what haste loses.

use super::super::deadline::{AfterRefusal, DeadlineProblem, cost_of_waiting, settled_by};
use crate::bargaining::{End, Found, Model, POINTS, Parameter, Values, said, value};
use crate::error::{Error, Result};

pub(super) const MODEL: Model = Model {
    name: "deadline",
    title: "what a deadline can buy from a side that gains by talking on",
    formula: "S = s/(1−δ); settles at T iff κK ≥ w − v, w = 0 (flow ends) or S (goes on); once and now: T_max = ln[(S−v)/(S+κK)]/ln δ; haste: (1−h)^T",
    source: "derived in this project; the flow: Richmond 1998, Journal of Peace Research 35(6), as a number",
    lesson: "From a side to which talking on is worth more than settling, no deadline buys an early settlement. It buys one at its date if refusing ends what the talks give, or if what follows is dear and believed. Each period cut off loses sides that would have settled.",
    parameters: &[
        Parameter::cost("flow", 0.1, "what a period of talking on is worth to the side"),
        Parameter::inside("discount", 0.95, "worth now of 1 a period later"),
        Parameter::cost("settlement", 0.8, "what settling is worth to it"),
        Parameter::cost("penalty", 0.5, "what refusing costs it, if carried out"),
        Parameter::share("credibility", 1.0, "probability that it is carried out"),
        Parameter {
            ends: (End::Out, End::In),
            ..Parameter::share("hazard", 0.1, "probability that sincere sides settle in a period")
        },
        Parameter {
            range: (0.0, 1e4),
            ..Parameter::cost("periods", 10.0, "periods until the deadline, a whole number")
        },
        Parameter::cost("cost", 0.01, "what a period of talks costs the mediator"),
    ],
    moves: "flow",
    follows: &["needed_if_goes_on", "needed_if_ends", "threatened"],
    measure: "worth to the side",
    points: POINTS,
    solve,
};

fn solve(v: &Values) -> Result<Found> {
    let asked = v.of("periods");
    if asked.fract() != 0.0 {
        return Err(Error::parameter(format!("periods = {} is no whole number", said(asked)))
            .remedy(format!("{} or {} would do", asked.floor(), asked.ceil())));
    }
    let periods = asked as u32;
    let problem = |after| DeadlineProblem {
        flow: v.of("flow"),
        discount: v.of("discount"),
        settlement: v.of("settlement"),
        penalty: v.of("penalty"),
        credibility: v.of("credibility"),
        after,
    };
    let (ends, on) = (problem(AfterRefusal::Ends).solve()?, problem(AfterRefusal::GoesOn).solve()?);
    let settled = settled_by(v.of("hazard"), periods)?;
    let flag = |b: bool| f64::from(u8::from(b));
    let mut values = vec![
        value("needed_if_goes_on", on.needed, "κK needed at the date if the flow goes on after a refusal"),
        value("needed_if_ends", ends.needed, "κK needed at the date if the flow ends with a refusal"),
        value("threatened", on.threatened, "κK: penalty times credibility"),
        value(
            "settles_if_goes_on",
            flag(on.settles_at_deadline),
            "1 if it settles at the date though the flow would go on, else 0",
        ),
        value(
            "settles_if_ends",
            flag(ends.settles_at_deadline),
            "1 if it settles at the date where the flow would end, else 0",
        ),
        value("for_ever", on.for_ever, "S: worth of talking on for ever"),
        value(
            "settle_at_date",
            problem(AfterRefusal::GoesOn).settle_at(asked),
            "worth of talking on and settling at the date",
        ),
    ];
    if let Some(t) = on.latest_if_once {
        values.push(value(
            "latest_if_once",
            t,
            "T_max: latest useful deadline, were the choice made once and now",
        ));
    }
    values.extend([
        value("settled_by", settled, "probability that sides that can settle have done so by then"),
        value("haste", 1.0 - settled, "price of haste: probability that they could have, and had no time"),
        value(
            "waiting",
            cost_of_waiting(v.of("cost"), v.of("discount"), periods)?,
            "what waiting until the date costs the mediator",
        ),
    ]);
    let word = |settles: bool| if settles { "it settles" } else { "it refuses" };
    let sentence = if on.for_ever <= problem(AfterRefusal::GoesOn).settlement {
        format!(
            "Settling is worth {} to the side and talking on for ever {}: it needs no deadline. Sides that can settle have done so by then with probability {}.",
            said(v.of("settlement")),
            said(on.for_ever),
            said(settled)
        )
    } else {
        format!(
            "At the date {} if refusing ends what the talks give it ({} needed, {} threatened), and {} if that goes on ({} needed). Sides that can settle have done so by then with probability {}.",
            word(ends.settles_at_deadline),
            said(ends.needed),
            said(ends.threatened),
            word(on.settles_at_deadline),
            said(on.needed),
            said(settled)
        )
    };
    Ok(Found { values, sentence, method: "closed form".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::super::tests::ask;
    use super::*;

    #[test]
    fn published_values_to_the_printed_digits() {
        let a = ask(&MODEL, &[]).expect("defaults");
        let get = |n: &str| a.get(n).expect("it");
        assert_eq!(format!("{:.3}", get("latest_if_once")), "14.309");
        assert_eq!(format!("{:.4} {:.4}", get("needed_if_goes_on"), get("needed_if_ends")), "1.2000 0.0000");
        assert!(get("settles_if_goes_on") == 0.0 && get("settles_if_ends") == 1.0);
        assert!((get("haste") - 0.9_f64.powi(10)).abs() < 1e-12 && get("settle_at_date") > 0.8);
    }

    #[test]
    fn half_a_period_is_refused_and_a_settlement_worth_more_has_no_latest_date() {
        let e = ask(&MODEL, &[("periods", 2.5)]).expect_err("half");
        assert!(e.to_string().contains("2 or 3"), "{e}");
        let a = ask(&MODEL, &[("flow", 0.01)]).expect("an answer");
        assert!(a.get("latest_if_once").is_none() && a.get("settles_if_goes_on") == Some(1.0), "{a:?}");
        assert!(a.sentence.contains("needs no deadline"), "{a:?}");
    }
}
