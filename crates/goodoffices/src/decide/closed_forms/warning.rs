//! `warning`: how far a warning is believed by what came of earlier ones, whether it moves, and for how long.

use super::super::credibility::{Kappa, complies, threatened};
use super::super::leverage::{decayed, last_moment};
use crate::bargaining::{Found, Model, POINTS, Parameter, Values, said, value};
use crate::error::Result;

pub(super) const MODEL: Model = Model {
    name: "warning",
    title: "whether a warning moves the one warned, and until when",
    formula: "κ = Beta(1 + carried out, 1 + lapsed); gives way iff κ·K·P(adopted)·e^{−ηt} ≥ cost; until ln(κ·K·P(adopted)/cost)/η",
    source: "derived in this project; pressure that wears out: compare Beardsley 2008, Journal of Politics 70(3)",
    lesson: "A package that is prepared and not adopted threatens only as much as its adoption is likely. Each date that passes without the act takes credibility from the next warning, and what is said too early has worn out by the date.",
    parameters: &[
        Parameter::cost("penalty", 0.5, "K: what the one warned loses if it is carried out"),
        Parameter::cost("carried_out", 1.0, "earlier warnings of the class that were carried out"),
        Parameter::cost("lapsed", 1.0, "earlier warnings of the class that lapsed"),
        Parameter::share("adopted", 1.0, "P: chance that what is still to be adopted is adopted in time"),
        Parameter::positive("cost", 0.1, "what giving way costs the one warned"),
        Parameter::cost("decay", 0.05, "η: how fast the pressure wears out in a period"),
        Parameter::cost("time", 10.0, "t: periods since it was said"),
    ],
    moves: "time",
    follows: &["presses"],
    measure: "what is threatened",
    points: POINTS,
    solve,
};

fn solve(v: &Values) -> Result<Found> {
    let kappa = Kappa::counted(v.of("carried_out"), v.of("lapsed"))?;
    let (cost, decay) = (v.of("cost"), v.of("decay"));
    let said_first = threatened(kappa.mean, v.of("penalty"), Some(v.of("adopted")))?;
    let presses = decayed(said_first, decay, v.of("time"))?;
    let moves = complies(presses, cost);
    let mut values = vec![
        value("credibility", kappa.mean, "κ: mean of what came of earlier warnings"),
        value("credibility_low", kappa.low, "5 % lie below"),
        value("credibility_high", kappa.high, "5 % lie above"),
        value("threatened", said_first, "κ·K·P when it was said"),
        value("presses", presses, "what is left of it at time"),
        value("gives_way", f64::from(u8::from(moves)), "1 if giving way pays now, else 0"),
    ];
    let until = last_moment(said_first, cost, decay);
    if let Some(t) = until.filter(|t| t.is_finite()) {
        values.push(value("last_moment", t, "periods after it was said until which giving way pays"));
    }
    let ends = match until {
        None => {
            format!("it never did: {} is threatened, and giving way costs {}", said(said_first), said(cost))
        }
        Some(t) if t.is_finite() => format!("it does until {} periods after it was said", said(t)),
        Some(_) => "and it does not wear out".to_owned(),
    };
    let sentence = format!(
        "The warning presses with {}, believed to {}; giving way {}, {ends}.",
        said(presses),
        said(kappa.mean),
        if moves { "pays" } else { "does not pay" }
    );
    Ok(Found { values, sentence, method: "closed form".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::super::tests::ask;
    use super::*;

    #[test]
    fn a_warning_presses_until_it_has_worn_out() {
        let at = |given: &[(&str, f64)], name: &str| ask(&MODEL, given).expect("an answer").get(name);
        // One carried out, one lapsed: even odds, so .25 of .5; ln 2.5 / .05.
        assert_eq!(at(&[], "credibility"), Some(0.5));
        assert_eq!(at(&[], "threatened"), Some(0.25));
        let last = at(&[], "last_moment").expect("it ends");
        assert!((last - 2.5_f64.ln() / 0.05).abs() < 1e-12);
        assert_eq!(at(&[("time", last - 0.01)], "gives_way"), Some(1.0));
        assert_eq!(at(&[("time", last + 0.01)], "gives_way"), Some(0.0));
        // Prepared and not adopted: half of it.
        assert_eq!(at(&[("adopted", 0.5)], "threatened"), Some(0.125));
        // No record is even odds too; three that lapsed and none kept leave one in five.
        assert_eq!(at(&[("carried_out", 0.0), ("lapsed", 0.0)], "credibility"), Some(0.5));
        let lapsed = at(&[("carried_out", 0.0), ("lapsed", 3.0)], "credibility").expect("it");
        assert!((lapsed - 0.2).abs() < 1e-12);
        // Never enough, and never worn out.
        assert_eq!(at(&[("cost", 0.3)], "last_moment"), None);
        let steady = ask(&MODEL, &[("decay", 0.0)]).expect("an answer");
        assert!(steady.get("last_moment").is_none() && steady.sentence.contains("does not wear out"));
    }
}
