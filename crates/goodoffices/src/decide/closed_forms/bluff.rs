//! `bluff`: how often a principal that would not act warns all the same, and what a warning is then worth.

use super::super::credibility::bluffing;
use crate::bargaining::{End, Found, Model, POINTS, Parameter, Values, said, value};
use crate::error::Result;

pub(super) const MODEL: Model = Model {
    name: "bluff",
    title: "how often a warning is a bluff, and how far it is believed",
    formula: "b = π(1−κ*)/((1−π)κ*), κ* = cost of giving way/K; belief after a warning: κ*, or π where everybody may bluff",
    source: "derived in this project; compare Fearon 1994, American Political Science Review 88(3)",
    lesson: "A warning is believed only as far as those who would act are told apart from those who would not. Where few would act, most warnings must be left unsaid, or none is heard.",
    parameters: &[
        Parameter::share("resolved", 0.2, "share of principals that would carry it out"),
        Parameter {
            ends: (End::Out, End::In),
            ..Parameter::share(
                "indifference",
                0.5,
                "credibility at which giving way just pays: its cost over the penalty",
            )
        },
    ],
    moves: "resolved",
    follows: &["bluffs", "believed"],
    measure: "probability",
    points: POINTS,
    solve,
};

fn solve(v: &Values) -> Result<Found> {
    let (resolved, indifferent) = (v.of("resolved"), v.of("indifference"));
    let b = bluffing(resolved, indifferent)?;
    let warned = resolved + (1.0 - resolved) * b.bluffs;
    let sentence = if b.bluffs >= 1.0 {
        format!(
            "Those who would act are so many that all may warn: a warning is believed as far as {}.",
            said(b.believed)
        )
    } else {
        format!(
            "A principal that would not act warns with probability {}; a warning is then believed as far as {}, where giving way just pays.",
            said(b.bluffs),
            said(b.believed)
        )
    };
    Ok(Found {
        values: vec![
            value("bluffs", b.bluffs, "probability with which a principal that would not act warns"),
            value("believed", b.believed, "belief, after a warning, that it would be carried out"),
            value("warns", warned, "probability that a warning is heard at all"),
        ],
        sentence,
        method: "closed form, equilibrium in which a warning leaves the one warned indifferent".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::ask;
    use super::*;

    #[test]
    fn published_values_to_the_printed_digits() {
        let a = ask(&MODEL, &[]).expect("defaults");
        assert_eq!(format!("{:.2}", a.get("bluffs").expect("it")), "0.25");
        assert!((a.get("believed").expect("it") - 0.5).abs() < 1e-12);
        // Of 4 warnings in 10, 2 are meant.
        assert!((a.get("warns").expect("it") - 0.4).abs() < 1e-12);
        let all = ask(&MODEL, &[("resolved", 0.7)]).expect("an answer");
        assert!(all.get("bluffs") == Some(1.0) && all.sentence.contains("all may warn"), "{all:?}");
        assert!(ask(&MODEL, &[("indifference", 0.0)]).is_err());
    }
}
