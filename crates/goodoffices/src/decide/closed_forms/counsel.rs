//! `counsel`: whose word that the other side is resolved is believed (Kydd 2003).
//!
//! An error of more than one half would be a mediator who is believed in reverse, so the range ends there.

use super::super::credibility::{Counsel, least_leaning};
use crate::bargaining::{Found, Model, POINTS, Parameter, Values, said, value};
use crate::error::{Error, Result};

pub(super) const MODEL: Model = Model {
    name: "counsel",
    title: "how far a mediator must lean to a side to be believed when it counsels restraint",
    formula: "β ≥ εm/[(1−ε)(c_H−c_L) − εc_L]; never if the bracket is not above 0",
    source: "Kydd 2003, American Journal of Political Science 47(4), restated",
    lesson: "Who only wants peace would counsel restraint whatever it knew, so its word tells nothing. Counsel is believed from one who has a stake in that side's share; let a friend of the side carry the message.",
    parameters: &[
        Parameter::cost("war_cost", 0.5, "m: what fighting costs the mediator"),
        Parameter {
            range: (0.0, 0.5),
            ..Parameter::share(
                "error",
                0.05,
                "ε: probability that the mediator is wrong about the other side",
            )
        },
        Parameter::cost("low_cost", 0.05, "c_L: the other side's low cost of fighting"),
        Parameter::positive("high_cost", 0.3, "c_H: its high cost of fighting"),
    ],
    moves: "error",
    follows: &["leaning"],
    measure: "weight on the share of that side",
    points: POINTS,
    solve,
};

fn solve(v: &Values) -> Result<Found> {
    let c = Counsel {
        war_cost: v.of("war_cost"),
        error: v.of("error"),
        low_cost: v.of("low_cost"),
        high_cost: v.of("high_cost"),
    };
    if c.low_cost >= c.high_cost {
        return Err(Error::parameter(format!(
            "low_cost = {} is not below high_cost = {}: there is nothing to tell apart",
            said(c.low_cost),
            said(c.high_cost)
        ))
        .remedy(format!("low_cost below {} would do", said(c.high_cost))));
    }
    // Where the bracket is 0.
    let most_error = (c.high_cost - c.low_cost) / c.high_cost;
    let mut values = Vec::new();
    let sentence = match least_leaning(&c)? {
        Some(least) => {
            values.push(value(
                "leaning",
                least,
                "β: least weight on that side's share at which counsel is believed",
            ));
            format!(
                "Counsel of restraint is believed from a mediator that gives that side's share a weight of {} or more against the cost of fighting.",
                said(least)
            )
        }
        None => format!(
            "No leaning is enough: a mediator that is wrong with probability {} is not believed; {} is where that begins.",
            said(c.error),
            said(most_error)
        ),
    };
    values.push(value(
        "most_error",
        most_error,
        "probability of being wrong from which nobody's counsel is believed",
    ));
    Ok(Found { values, sentence, method: "closed form".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::super::tests::ask;
    use super::*;

    #[test]
    fn published_values_to_the_printed_digits() {
        for (error, want) in [(0.05, "0.10638"), (0.2, "0.52632")] {
            let a = ask(&MODEL, &[("error", error)]).expect("an answer");
            assert_eq!(format!("{:.5}", a.get("leaning").expect("it")), want);
        }
        let never = ask(&MODEL, &[("error", 0.4), ("low_cost", 0.2)]).expect("an answer");
        assert!(never.get("leaning").is_none() && never.sentence.starts_with("No leaning"), "{never:?}");
        assert!((never.get("most_error").expect("it") - 1.0 / 3.0).abs() < 1e-12);
        let e = ask(&MODEL, &[("low_cost", 0.3)]).expect_err("equal");
        assert!(e.to_string().contains("low_cost below 0.3"), "{e}");
    }
}
