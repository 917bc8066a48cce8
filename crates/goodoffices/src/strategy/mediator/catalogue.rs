//! Every rule mediator by name, with its parameters, defaults and source.

use super::super::catalogue::{Entry, Settings, entry, p};
use super::super::spec::Spec;
use super::random::Random;
use super::ruled::{Exit, Ruled, Work};
use crate::error::{Error, Result};
use crate::protocol::Mediator;

const OWN: &str = "own construction";
const RAIFFA: &str = "after Raiffa 1982, ch. 14";
const SHUTTLE: &str = "after Raiffa 1982; Hopmann 1996";
const THREAT: &str = "after Fearon 1994; Beardsley 2008";
const WORK: &str = "none, text or probe";

/// Every rule mediator, in the order shown to people.
pub const MEDIATORS: &[Entry] = &[
    entry("facilitator", &[], "stays to the end and brings the sides together", OWN),
    entry("leaver", &[], "leaves at once", OWN),
    entry(
        "deadline",
        &[
            p("at", "0.6", "0 to 1, a share of the known time"),
            p("round", "0", "a round from 1; 0 uses at"),
            p("back", "0", "rounds after which it returns; 0 leaves for good where it can"),
            p("work", "none", WORK),
        ],
        "leaves at a time fixed beforehand",
        OWN,
    ),
    entry(
        "single-text",
        &[p("every", "1", "1 or more rounds")],
        "asks all in confidence about one text and moves it toward whoever says no",
        RAIFFA,
    ),
    entry(
        "prober",
        &[p("every", "1", "1 or more rounds")],
        "probes one party after the other, and asks all once each has said yes",
        SHUTTLE,
    ),
    entry(
        "warn-then-act",
        &[
            p("at", "0.5", "0 to 1, a share of the known time"),
            p("by", "0.7", "0 to 1, a share of the known time"),
            p("on", "0", "the party warned, from 0"),
            p("bluff", "0", "0 to 1, the chance that it does not carry out what it warned of"),
            p("work", "none", WORK),
        ],
        "warns, and carries it out when the time named has passed",
        THREAT,
    ),
    entry("random", &[p("act", "0.3", "0 to 1")], "any act that it may do now, by chance", OWN),
];

/// Builds the mediator of a specification.
///
/// # Errors
/// If no mediator has that name, it has no such parameter, or a value is out of range.
pub fn build_mediator(spec: &Spec) -> Result<Box<dyn Mediator>> {
    let entry = MEDIATORS.iter().find(|e| e.name == spec.name).ok_or_else(|| {
        let names: Vec<&str> = MEDIATORS.iter().map(|e| e.name).collect();
        Error::unknown(format!("no mediator is called {:?}", spec.name))
            .remedy(format!("there are {}", names.join(", ")))
    })?;
    let s = Settings::new(spec, entry)?;
    let share = |name: &str| s.number(name, 0.0, 1.0);
    let whole = |name: &str, low: f64| {
        let x = s.number(name, low, 1e9)?;
        if x.fract() == 0.0 { Ok(x as u64) } else { Err(s.wrong(name, &x.to_string())) }
    };
    let work = || match s.text("work").as_str() {
        "none" => Ok(Work::Facilitate),
        "text" => Ok(Work::Text { every: 1 }),
        "probe" => Ok(Work::Probe { every: 1 }),
        other => Err(s.wrong("work", other)),
    };
    Ok(match entry.name {
        "facilitator" => Box::new(Ruled::new(entry.name, Work::Facilitate, Exit::Never)),
        "leaver" => {
            Box::new(Ruled::new(entry.name, Work::Facilitate, Exit::At { time: 0.0, round: 1, back: 0 }))
        }
        "deadline" => Box::new(Ruled::new(
            entry.name,
            work()?,
            Exit::At { time: share("at")?, round: whole("round", 0.0)?, back: whole("back", 0.0)? },
        )),
        "single-text" => {
            Box::new(Ruled::new(entry.name, Work::Text { every: whole("every", 1.0)? }, Exit::Never))
        }
        "prober" => {
            Box::new(Ruled::new(entry.name, Work::Probe { every: whole("every", 1.0)? }, Exit::Never))
        }
        "warn-then-act" => {
            let (at, by) = (share("at")?, share("by")?);
            if by < at {
                return Err(s.wrong("by", &by.to_string()).remedy("by is not before at"));
            }
            let exit = Exit::Warned { at, by, on: whole("on", 0.0)? as usize, bluff: share("bluff")? };
            Box::new(Ruled::new(entry.name, work()?, exit))
        }
        _ => Box::new(Random::new(share("act")?)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mediator_is_built_with_its_defaults_and_refuses_what_it_does_not_know() {
        for e in MEDIATORS {
            let settings: Vec<String> =
                e.parameters.iter().map(|p| format!("{}={}", p.name, p.default)).collect();
            let full: Spec = format!("{}({})", e.name, settings.join(",")).parse().unwrap();
            assert!(build_mediator(&full).is_ok(), "{full}");
            let odd: Spec = format!("{}(no-such=1)", e.name).parse().unwrap();
            assert!(build_mediator(&odd).unwrap_err().is_unknown());
        }
        assert!(build_mediator(&"nobody".parse().unwrap()).unwrap_err().is_unknown());
        for bad in [
            "deadline(at=2)",
            "deadline(round=1.5)",
            "single-text(every=0)",
            "deadline(work=x)",
            "warn-then-act(at=0.8,by=0.2)",
            "random(act=-1)",
        ] {
            assert!(build_mediator(&bad.parse().unwrap()).unwrap_err().is_parameter(), "{bad}");
        }
    }
}
