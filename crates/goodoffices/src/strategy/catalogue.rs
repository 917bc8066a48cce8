//! Every strategy by name, with its parameters, defaults and source.

use super::insincere::{DeadlineDodger, FalseFront, Spoiler, Staller};
use super::micro::Micro;
use super::modular::{Acceptance, Modular};
use super::reciprocal::{MOST_LAG, Tactic, TitForTat};
use super::simple::{RandomOffers, TopFraction, Tough};
use super::spec::{Setting, Spec};
use super::time_based::TimeBased;
use crate::error::{Error, Result};
use crate::opponent;
use crate::protocol::Negotiator;

/// A parameter of a strategy.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Its default, as written.
    pub default: &'static str,
    /// What it may be, in words.
    pub range: &'static str,
}

/// A strategy that can be asked for.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// What it does.
    pub about: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

pub(super) const fn p(name: &'static str, default: &'static str, range: &'static str) -> Parameter {
    Parameter { name, default, range }
}

const FARATIN: &str = "Faratin, Sierra & Jennings 1998";
const BAARSLAG: &str = "Baarslag, Hindriks & Jonker 2013; Baarslag et al. 2014";
const OWN: &str = "own construction";
const E_RANGE: &str = "0.001 to 1000";

/// Every strategy, in the order shown to people.
pub const CATALOGUE: &[Entry] = &[
    entry("boulware", &[p("e", "0.25", E_RANGE)], "time-based, concedes late", FARATIN),
    entry("linear", &[p("e", "1", E_RANGE)], "time-based, concedes evenly", FARATIN),
    entry("conceder", &[p("e", "4", E_RANGE)], "time-based, concedes early", FARATIN),
    entry("aspiration", &[p("e", "0.25", E_RANGE)], "time-based with slack 1e-3", FARATIN),
    entry("tft", &[], "naive tit for tat on utilities", FARATIN),
    entry("relative-tft", &[p("delta", "1", "1 to 62")], "imitates the relative concession", FARATIN),
    entry(
        "absolute-tft",
        &[p("delta", "1", "1 to 62"), p("noise", "0", "0 to 1")],
        "imitates the absolute concession, with noise",
        FARATIN,
    ),
    entry("average-tft", &[p("window", "2", "1 to 62")], "imitates the average concession", FARATIN),
    entry("micro", &[], "minimal concession, one new offer for one", "de Jonge 2022"),
    entry("random", &[p("accept", "0.1", "0 to 1")], "any offer; accepts by chance", OWN),
    entry("tough", &[], "its best and nothing less", "Baarslag et al. 2013 (hardliner)"),
    entry("top-fraction", &[p("share", "0.05", "above 0, to 1")], "any of its best share", OWN),
    entry(
        "modular",
        &[
            p("accept", "next", "next, prev, const, time or combi"),
            p("e", "0.25", E_RANGE),
            p("alpha", "1", "0 to 10"),
            p("beta", "0", "-1 to 1"),
            p("c", "0.9", "a utility"),
            p("t", "0.98", "0 to 1"),
            p("model", "none", "none, pairwise, frequency or bayesian"),
        ],
        "a named acceptance condition over a time-based curve",
        BAARSLAG,
    ),
    entry("staller", &[p("range", "0.05", "0 to 1")], "cosmetic movement, never accepts", OWN),
    entry("spoiler", &[p("share", "0.1", "above 0, to 1")], "offers the others cannot accept", OWN),
    entry(
        "false-front",
        &[p("e", "1", E_RANGE), p("until", "0.6", "0 to 1")],
        "concedes, then withdraws",
        OWN,
    ),
    entry(
        "deadline-dodger",
        &[p("from", "0.95", "0 to 1"), p("concession", "0.4", "0 to 1")],
        "moves only when it is too late to answer",
        OWN,
    ),
];

pub(super) const fn entry(
    name: &'static str,
    parameters: &'static [Parameter],
    about: &'static str,
    source: &'static str,
) -> Entry {
    Entry { name, parameters, about, source }
}

/// Settings of one strategy, read with their defaults.
pub(super) struct Settings<'a> {
    spec: &'a Spec,
    entry: &'a Entry,
}

impl<'a> Settings<'a> {
    /// The settings of a specification, checked against the parameters of what it names.
    pub(super) fn new(spec: &'a Spec, entry: &'a Entry) -> Result<Self> {
        for (name, _) in &spec.settings {
            if !entry.parameters.iter().any(|p| p.name == name) {
                let names: Vec<&str> = entry.parameters.iter().map(|p| p.name).collect();
                let has = if names.is_empty() { "no parameters".to_owned() } else { names.join(", ") };
                return Err(Error::unknown(format!("{} has no parameter {name:?}", entry.name))
                    .remedy(format!("it has {has}")));
            }
        }
        Ok(Self { spec, entry })
    }

    pub(super) fn text(&self, name: &str) -> String {
        if let Some((_, s)) = self.spec.settings.iter().find(|(k, _)| k == name) {
            return match s {
                Setting::Number(x) => x.to_string(),
                Setting::Word(w) => w.clone(),
            };
        }
        self.entry.parameters.iter().find(|p| p.name == name).map_or("", |p| p.default).to_owned()
    }

    pub(super) fn wrong(&self, name: &str, value: &str) -> Error {
        let range = self.entry.parameters.iter().find(|p| p.name == name).map_or("", |p| p.range);
        Error::parameter(format!("{}: {name}={value} cannot be", self.entry.name))
            .remedy(format!("{name} is {range}"))
    }

    pub(super) fn number(&self, name: &str, low: f64, high: f64) -> Result<f64> {
        let text = self.text(name);
        text.parse::<f64>().ok().filter(|x| (low..=high).contains(x)).ok_or_else(|| self.wrong(name, &text))
    }

    fn exponent(&self) -> Result<f64> {
        self.number("e", 0.001, 1000.0)
    }

    fn lag(&self, name: &str) -> Result<usize> {
        let x = self.number(name, 1.0, MOST_LAG as f64)?;
        if x.fract() == 0.0 { Ok(x as usize) } else { Err(self.wrong(name, &x.to_string())) }
    }
}

/// Builds the strategy of a specification.
///
/// # Errors
/// If no strategy has that name, it has no such parameter, or a value is out of range.
pub fn build(spec: &Spec) -> Result<Box<dyn Negotiator>> {
    let entry = CATALOGUE.iter().find(|e| e.name == spec.name).ok_or_else(|| {
        let names: Vec<&str> = CATALOGUE.iter().map(|e| e.name).collect();
        Error::unknown(format!("no strategy is called {:?}", spec.name))
            .remedy(format!("there are {}, and exec:COMMAND", names.join(", ")))
    })?;
    let s = Settings::new(spec, entry)?;
    let share = |name: &str| s.number(name, f64::MIN_POSITIVE, 1.0);
    Ok(match entry.name {
        "boulware" | "linear" | "conceder" => Box::new(TimeBased::new(s.exponent()?)),
        "aspiration" => Box::new(TimeBased::aspiration(s.exponent()?)),
        "tft" => Box::new(TitForTat::new(Tactic::Naive)),
        "relative-tft" => Box::new(TitForTat::new(Tactic::Relative { delta: s.lag("delta")? })),
        "absolute-tft" => Box::new(TitForTat::new(Tactic::Absolute {
            delta: s.lag("delta")?,
            noise: s.number("noise", 0.0, 1.0)?,
        })),
        "average-tft" => Box::new(TitForTat::new(Tactic::Average { window: s.lag("window")? })),
        "micro" => Box::new(Micro::new()),
        "random" => Box::new(RandomOffers::new(s.number("accept", 0.0, 1.0)?)),
        "tough" => Box::new(Tough),
        "top-fraction" => Box::new(TopFraction::new(share("share")?)),
        "modular" => {
            let (alpha, beta) = (s.number("alpha", 0.0, 10.0)?, s.number("beta", -1.0, 1.0)?);
            let acceptance = match s.text("accept").as_str() {
                "next" => Acceptance::Next { alpha, beta },
                "prev" => Acceptance::Previous { alpha, beta },
                "const" => Acceptance::Constant { least: s.number("c", f64::MIN, f64::MAX)? },
                "time" => Acceptance::Time { from: s.number("t", 0.0, 1.0)? },
                "combi" => Acceptance::Combined { from: s.number("t", 0.0, 1.0)? },
                other => return Err(s.wrong("accept", other)),
            };
            let model = s.text("model");
            let model = match model.as_str() {
                "none" => None,
                name if opponent::NAMES.contains(&name) => Some(name),
                other => return Err(s.wrong("model", other)),
            };
            Box::new(Modular::new(acceptance, s.exponent()?, model))
        }
        "staller" => Box::new(Staller::new(s.number("range", 0.0, 1.0)?)),
        "spoiler" => Box::new(Spoiler::new(share("share")?)),
        "false-front" => Box::new(FalseFront::new(s.exponent()?, s.number("until", 0.0, 1.0)?)),
        _ => Box::new(DeadlineDodger::new(s.number("from", 0.0, 1.0)?, s.number("concession", 0.0, 1.0)?)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_strategy_is_built_with_its_defaults_and_refuses_what_it_does_not_know() {
        for e in CATALOGUE {
            let plain: Spec = e.name.parse().unwrap();
            assert!(build(&plain).is_ok(), "{}", e.name);
            let settings: Vec<String> =
                e.parameters.iter().map(|p| format!("{}={}", p.name, p.default)).collect();
            let full: Spec = format!("{}({})", e.name, settings.join(",")).parse().unwrap();
            assert!(build(&full).is_ok(), "{full}");
            let odd: Spec = format!("{}(no-such=1)", e.name).parse().unwrap();
            assert!(build(&odd).unwrap_err().is_unknown());
        }
        assert!(build(&"nobody".parse().unwrap()).unwrap_err().is_unknown());
        for bad in ["boulware(e=0)", "boulware(e=x)", "relative-tft(delta=1.5)", "modular(accept=odd)"] {
            assert!(build(&bad.parse().unwrap()).unwrap_err().is_parameter(), "{bad}");
        }
    }
}
