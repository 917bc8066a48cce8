//! Mandates and stakes as they are written.
//!
//! A mandate is a list of instruments with their parameters: `table,ask,warn(of=sanction),
//! sanction(weight=0.3,decay=0.02,needs=europe,joins=0.2),leave`. A consent stands in the same list. Stakes are a list,
//! one a party: `stake(flow=0.02,discount=0.98),stake`.

use super::super::catalogue::{Entry, Settings, entry, p};
use super::super::spec::Spec;
use crate::error::{Error, Result};
use crate::protocol::{Consent, Gate, Instrument, Mandate, Means, Stake};

const NAME: super::super::catalogue::Parameter = p("name", "", "a word; its own kind, where absent");
const COST: super::super::catalogue::Parameter = p("cost", "0", "0 or more, a use");
const ON: super::super::catalogue::Parameter = p("on", "any", "a party from 0, or any");
const WEIGHT: super::super::catalogue::Parameter = p("weight", "0.1", "0 or more, in the party's utilities");
const DECAY: super::super::catalogue::Parameter = p("decay", "0", "0 or more, a round");
const NEEDS: super::super::catalogue::Parameter =
    p("needs", "", "who must join or what be adopted, with + between");
const JOINS: super::super::catalogue::Parameter =
    p("joins", "0.1", "0 to 1, the chance a round that each does");
const MEDIATION: &str = "the mediator's means in Touval & Zartman 1985; Beardsley et al. 2006";

/// Every instrument that a mandate can list, and consents.
pub const INSTRUMENTS: &[Entry] = &[
    entry("convene", &[NAME, COST], "bring the sides together; ends a recess", MEDIATION),
    entry("table", &[NAME, COST], "put a text to an open vote", MEDIATION),
    entry("ask", &[NAME, COST], "ask all in confidence; disclosed only if all say yes", MEDIATION),
    entry("probe", &[NAME, COST, ON], "ask one party in confidence", MEDIATION),
    entry(
        "warn",
        &[NAME, COST, ON, p("of", "leave", "leave, or the name of a listed sanction")],
        "say what follows without agreement",
        MEDIATION,
    ),
    entry("sanction", &[NAME, COST, ON, WEIGHT, DECAY, NEEDS, JOINS], "make no agreement dearer", MEDIATION),
    entry("offer", &[NAME, COST, ON, WEIGHT, DECAY, NEEDS, JOINS], "make agreement worth more", MEDIATION),
    entry("truce", &[NAME, COST], "propose a truce", MEDIATION),
    entry("recess", &[NAME, COST], "break off for some rounds", MEDIATION),
    entry("step-back", &[NAME, COST], "leave with a way back", MEDIATION),
    entry("leave", &[NAME, COST], "leave for good", MEDIATION),
    entry(
        "consent",
        &[
            NAME,
            p("party", "0", "whose body, from 0"),
            p("low", "0", "a utility of that party"),
            p("high", "0", "a utility of that party, not below low"),
        ],
        "a body that must agree; its threshold is drawn evenly between low and high",
        "Putnam 1988",
    ),
];

/// What a party has at stake.
pub const STAKE: &Entry = &entry(
    "stake",
    &[
        p("flow", "0", "utility a round without agreement"),
        p("keeps", "0", "0 to 1, the share of the flow that goes on without the mediator"),
        p("discount", "1", "above 0, to 1, a round"),
        p("drift", "0", "change of the outside value a round"),
        p("belief", "0.5", "0 to 1, that a warning is carried out"),
    ],
    "what going on without agreement is worth to a party",
    "own construction",
);

/// Reads a mandate; `presence` is what being there costs a round.
///
/// # Errors
/// If an instrument or a parameter is not known, a value is out of range, or there is no instrument.
pub fn mandate(text: &str, presence: f64, parties: usize) -> Result<Mandate> {
    let mut made = Mandate { presence, ..Mandate::default() };
    if text.trim().is_empty() {
        made.checked(parties)?;
    }
    let mut threats: Vec<Option<String>> = Vec::new();
    for spec in Spec::list(text)? {
        let e = INSTRUMENTS.iter().find(|e| e.name == spec.name).ok_or_else(|| {
            let names: Vec<&str> = INSTRUMENTS.iter().map(|e| e.name).collect();
            Error::unknown(format!("no instrument is called {:?}", spec.name))
                .remedy(format!("there are {}", names.join(", ")))
        })?;
        let s = Settings::new(&spec, e)?;
        let has = |name: &str| e.parameters.iter().any(|p| p.name == name);
        let any = |name: &str| s.number(name, f64::MIN, f64::MAX);
        let at_least_0 = |name: &str| if has(name) { s.number(name, 0.0, f64::MAX) } else { Ok(0.0) };
        let name = match s.text("name") {
            name if name.is_empty() => e.name.to_owned(),
            name => name,
        };
        let party = |name: &str| {
            let last = parties.saturating_sub(1) as f64;
            let x = s.number(name, 0.0, last)?;
            if x.fract() == 0.0 { Ok(x as usize) } else { Err(s.wrong(name, &x.to_string())) }
        };
        let Some(means) = Means::parse(e.name) else {
            let (low, high) = (any("low")?, any("high")?);
            made.consents.push(Consent { name, party: party("party")?, low, high });
            continue;
        };
        let on = if !has("on") || s.text("on") == "any" { None } else { Some(party("on")?) };
        let mut needs = Vec::new();
        if has("needs") {
            let chance = s.number("joins", 0.0, 1.0)?;
            let names = s.text("needs");
            let each = names.split('+').filter(|n| !n.is_empty());
            needs.extend(each.map(|n| Gate { name: n.to_owned(), chance }));
        }
        threats.push(Some(s.text("of")).filter(|of| means == Means::Warn && of != "leave"));
        made.instruments.push(Instrument {
            slug: name,
            on,
            cost: at_least_0("cost")?,
            weight: at_least_0("weight")?,
            decay: at_least_0("decay")?,
            needs,
            ..Instrument::new(means)
        });
    }
    for (k, of) in threats.iter().enumerate() {
        let Some(of) = of else { continue };
        let found = made.instruments.iter().position(|i| i.means == Means::Sanction && i.slug == *of);
        made.instruments[k].threatens = Some(found.ok_or_else(|| {
            Error::unknown(format!("no sanction of this mandate is called {of:?}"))
                .remedy("list the sanction, or write of=leave")
        })?);
    }
    made.checked(parties)?;
    Ok(made)
}

/// Reads the stakes, one a party.
///
/// # Errors
/// If a parameter is not known, a value is out of range, or there is not one stake a party.
pub fn stakes(text: &str, parties: usize) -> Result<Vec<Stake>> {
    let specs = Spec::list(text)?;
    if specs.len() != parties {
        return Err(Error::parameter(format!("{} stakes for {parties} parties", specs.len()))
            .remedy("give one stake for each party, as in stake(flow=0.02,discount=0.98),stake"));
    }
    let read = |spec: &Spec| {
        if spec.name != STAKE.name {
            return Err(Error::unknown(format!("{:?} is no stake", spec.name))
                .remedy("write stake(flow=0.02,discount=0.98)"));
        }
        let s = Settings::new(spec, STAKE)?;
        let stake = Stake {
            flow: s.number("flow", f64::MIN, f64::MAX)?,
            keeps: s.number("keeps", 0.0, 1.0)?,
            discount: s.number("discount", f64::MIN_POSITIVE, 1.0)?,
            drift: s.number("drift", f64::MIN, f64::MAX)?,
            belief: s.number("belief", 0.0, 1.0)?,
        };
        stake.checked(true)?;
        Ok(stake)
    };
    specs.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mandate_is_read_with_what_it_needs() {
        let m = mandate(
            "table,warn(of=oil),sanction(name=oil,on=1,weight=0.3,needs=europe+congress,joins=0.25),leave,consent(party=1,high=0.4)",
            0.01,
            2,
        )
        .unwrap();
        assert_eq!(m.instruments.len(), 4);
        assert_eq!((m.instruments[1].threatens, m.instruments[2].on), (Some(2), Some(1)));
        let gates: Vec<(&str, f64)> =
            m.instruments[2].needs.iter().map(|g| (g.name.as_str(), g.chance)).collect();
        assert_eq!(gates, [("europe", 0.25), ("congress", 0.25)]);
        assert_eq!((m.consents.len(), m.presence), (1, 0.01));
    }

    #[test]
    fn what_is_not_known_is_refused_with_what_there_is() {
        for bad in [
            "",
            "tabel",
            "table(x=1)",
            "warn(of=oil)",
            "warn",
            "sanction(weight=-1)",
            "probe(on=2)",
            "consent",
            "sanction(joins=1.2)",
            "table,table",
        ] {
            assert!(mandate(bad, 0.0, 2).is_err(), "{bad}");
        }
        assert!(mandate("table", f64::NAN, 2).is_err());
        assert!(stakes("stake", 2).is_err() && stakes("steak,stake", 2).is_err());
        assert!(stakes("stake(belief=2),stake", 2).is_err() && stakes("stake(flow=0.1),stake", 2).is_ok());
    }
}
