//! `stopping`: to stay or to leave, with the numbers given one by one.
//!
//! The problem of [`super::super::stopping`] with one fallback (O₁ = O₀ = O), in periods and, as [`Flowing`], in continuous time with the same
//! chance of settlement and the same patience over a period: λ = −ln(1−h), r = −ln δ. A value that is not there (never leave, no belief is
//! enough) is left out and the sentence says so.

use super::super::stopping::{Flowing, Stopping};
use crate::bargaining::{End, Found, Model, POINTS, Parameter, Values, said, value};
use crate::error::Result;
use crate::num;

pub(super) const MODEL: Model = Model {
    name: "stopping",
    title: "how long to stay without a settlement, and when to leave",
    formula: "p* = (c + (1−δ)O)/(δh(V−O)), k* = ⌈ln[odds(p)/odds(p*)]/−ln(1−h)⌉; continuous: p* = (c + rO)/(λ(V−O))",
    source: "Chow, Robbins & Siegmund 1971, Great Expectations (the monotone case); continuous time: compare Keller, Rady & Cripps 2005, Econometrica 73(1)",
    lesson: "Each period without a settlement is evidence that there will be none. Fix beforehand how long you stay if nothing but time passes; what you hold on leaving matters as much as what you hope for.",
    parameters: &[
        Parameter::share("belief", 0.7, "probability that the sides can settle with help"),
        Parameter {
            ends: (End::Out, End::In),
            ..Parameter::share("hazard", 0.1, "probability of a settlement in a period if they can")
        },
        Parameter::cost("settlement", 1.0, "worth of a settlement"),
        Parameter::cost("fallback", 0.2, "worth of having left"),
        Parameter::cost("cost", 0.01, "cost of a period of talks"),
        Parameter {
            ends: (End::Out, End::In),
            ..Parameter::share("discount", 0.99, "worth now of 1 a period later")
        },
    ],
    moves: "belief",
    follows: &["stay", "leave"],
    measure: "worth, in units of a settlement",
    points: POINTS,
    solve,
};

fn solve(v: &Values) -> Result<Found> {
    let fallback = v.of("fallback");
    let problem = Stopping {
        belief: v.of("belief"),
        hazard: v.of("hazard"),
        settlement: v.of("settlement"),
        fallback,
        fallback_if_settleable: fallback,
        cost: v.of("cost"),
        discount: v.of("discount"),
    };
    problem.checked()?;
    let rule = problem.rule();
    let flowing = Flowing {
        belief: problem.belief,
        rate: -num::ln(1.0 - problem.hazard),
        settlement: problem.settlement,
        fallback,
        cost: problem.cost,
        interest: -num::ln(problem.discount),
    };
    // A settlement that is sure within a period has no rate; one worth no more than leaving has no threshold.
    let continuous = (problem.hazard < 1.0).then(|| flowing.solve()).and_then(Result::ok);
    let mut values = Vec::new();
    if rule.threshold.is_finite() {
        values.push(value(
            "threshold",
            rule.threshold,
            "p*: stay while the belief is above this; from 1 on no belief is enough",
        ));
    }
    if let Some(k) = rule.leave_after {
        values.push(value("periods", k as f64, "k*: periods to stay if nothing but time passes"));
    }
    values.extend([
        value("worth", rule.value, "worth of following the rule"),
        value("stay", rule.stay_now, "worth of staying one period and following the rule after it"),
        value("leave", rule.leave_now, "worth of leaving now"),
    ]);
    if let Some((threshold, time, worth)) = continuous {
        values.push(value(
            "threshold_continuous",
            threshold,
            "p* in continuous time, rate −ln(1 − hazard), interest −ln(discount)",
        ));
        if let Some(time) = time {
            values.push(value("time_continuous", time, "how long to stay in continuous time, in periods"));
        }
        values.push(value("worth_continuous", worth, "worth of following the rule in continuous time"));
    }
    let sentence = match (rule.threshold, rule.leave_after) {
        (t, _) if t >= 1.0 => format!(
            "Leave now: a period costs at least as much as it can gain, even if the sides can surely settle. Leaving is worth {}.",
            said(rule.leave_now)
        ),
        (t, Some(0)) => format!(
            "Leave now: a belief of {} is not above {}, from where a period is worth its cost. Leaving is worth {}.",
            said(problem.belief),
            said(t),
            said(rule.leave_now)
        ),
        (t, Some(k)) => format!(
            "Stay while the belief is above {}: with {} now that is {k} period{} without a settlement. Following this is worth {}, leaving now {}.",
            said(t),
            said(problem.belief),
            if k == 1 { "" } else { "s" },
            said(rule.value),
            said(rule.leave_now)
        ),
        (_, None) => format!(
            "Never leave: no time without a settlement makes leaving better. Staying is worth {}, leaving now {}.",
            said(rule.value),
            said(rule.leave_now)
        ),
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
        assert_eq!(
            format!("{:.7} {} {:.7}", get("threshold"), get("periods"), get("worth")),
            "0.1515152 25 0.5274772"
        );
        // λ = .1 and r = .01: p* = (.01 + .01·.2)/(.1·.8) = .15.
        let (h, d) = (1.0 - num::exp(-0.1), num::exp(-0.01));
        let a = ask(&MODEL, &[("hazard", h), ("discount", d)]).expect("an answer");
        assert_eq!(format!("{:.7}", a.get("threshold_continuous").expect("it")), "0.1500000");
    }

    #[test]
    fn leaving_now_and_never_are_answers() {
        let a = ask(&MODEL, &[("cost", 0.2)]).expect("an answer");
        assert!(a.get("threshold").expect("it") >= 1.0 && a.get("periods") == Some(0.0), "{a:?}");
        assert!(a.sentence.starts_with("Leave now"), "{a:?}");
        let a = ask(&MODEL, &[("fallback", 2.0)]).expect("an answer");
        assert!(a.get("threshold").is_none() && a.get("worth") == Some(2.0), "{a:?}");
        let a = ask(&MODEL, &[("cost", 0.0), ("discount", 1.0)]).expect("an answer");
        assert!(a.get("periods").is_none() && a.sentence.starts_with("Never leave"), "{a:?}");
        assert!(ask(&MODEL, &[("hazard", 0.0)]).expect_err("no").to_string().contains("0 < hazard ≤ 1"));
    }
}
