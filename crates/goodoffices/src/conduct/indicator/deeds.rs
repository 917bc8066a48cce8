//! Families H, I and J: authority, acts outside the talks, commitments for a time.
//!
//! H: of terms stated by speakers below the top, the share that a head or minister of the same side set
//! aside within the window of `side_by_side`, with a Beta(1, 9) prior. I: own deeds with an instrument
//! outside the talks, per 30 days of the record. J: of dated promises, and apart from them of dated warnings,
//! whose date is over, the share carried out. Truces are left out: a breach alleged is not one found.

use super::super::as_of::{AsOf, makes_path};
use super::super::dated::{Outcome, Sort};
use super::super::side_by_side::Verdict;
use super::super::whole::Conduct;
use super::{About, Family, Found, Indicator, interval};
use crate::talks::Kind;
use std::collections::BTreeSet;

const AUTHORITY: About = About {
    family: Family::H,
    key: "authority.set_aside",
    name: "terms of negotiators that the top set aside",
    unit: "share of their terms, mean under a Beta(1, 9) prior",
    anchor: "Atlanta Hilton & Tower (1984): agent without authority",
    shows: "how often a head or minister stated a term that cannot hold beside a negotiator's",
    cannot: "consultations unseen; a change of mind by the same person",
};

const OUTSIDE: About = About {
    family: Family::I,
    key: "outside.rate",
    name: "own acts outside the talks",
    unit: "per 30 days",
    anchor: "Atlanta Hilton & Tower (1984): unilateral changes",
    shows: "how often this side used a declared instrument (a suit, a sanction, a lockout, a cancellation)",
    cannot: "whether it was more than before the talks: the record has no such period; acts only alleged",
};

const PROMISES: About = About {
    family: Family::J,
    key: "commitments.promises",
    name: "dated promises carried out",
    unit: "share of those whose date is over",
    anchor: "commitment lifecycle (discharged, expired)",
    shows: "how many dated undertakings have a matching deed on the record",
    cannot: "truces: breaches are alleged by each side and not found by anybody here",
};

const WARNINGS: About = About {
    family: Family::J,
    key: "commitments.warnings",
    name: "dated warnings carried out",
    unit: "share of those whose date is over",
    anchor: "threats executed and lapsed",
    shows: "how many dated warnings were followed by the act in time",
    cannot: "whether the condition was met by the other side in between",
};

pub(super) fn indicators(as_of: &AsOf<'_>, conduct: &Conduct, p: usize) -> Vec<Indicator> {
    vec![
        authority(as_of, conduct, p),
        outside(as_of, p),
        dated(conduct, p, Sort::Promise, PROMISES, "no dated promise whose date is over"),
        dated(conduct, p, Sort::Warning, WARNINGS, "no dated warning whose date is over"),
    ]
}

fn authority(as_of: &AsOf<'_>, conduct: &Conduct, p: usize) -> Indicator {
    let trace = as_of.trace();
    let below = trace
        .events()
        .iter()
        .filter(|e| e.binds(p) && !e.authority.is_top() && e.is_own_proposal() && makes_path(e));
    let terms: usize = below.map(|e| e.proposal.len()).sum();
    let mut set_aside = BTreeSet::new();
    let mut events = Vec::new();
    for pair in conduct.side_by_side.iter().filter(|s| s.principal == p && s.verdict == Verdict::CannotHold) {
        let ranks = |ids: &[String], top: bool| {
            ids.iter().filter_map(|id| trace.event(id)).any(|e| e.authority.is_top() == top)
        };
        if ranks(&pair.one, false) && ranks(&pair.other, true) {
            set_aside.insert((pair.about, pair.one.clone()));
            events.extend(pair.one.iter().chain(pair.other.iter()).map(String::as_str));
        }
    }
    let k = set_aside.len().min(terms);
    if terms == 0 {
        return Indicator::no_data(AUTHORITY, p, "no term was stated by a speaker below head or minister");
    }
    let value = Some((k as f64 + 1.0) / (terms as f64 + 10.0));
    let found = Found::Value { value, interval: interval::share(k, terms, 1.0, 9.0), count: k, of: terms };
    Indicator::new(AUTHORITY, p, found, events)
}

fn outside(as_of: &AsOf<'_>, p: usize) -> Indicator {
    let events = as_of.trace().events();
    let Some(start) = events.first().map(|e| e.happened.from) else {
        return Indicator::no_data(OUTSIDE, p, "the record is empty");
    };
    let months = (start.days_until(as_of.today()) + 1).max(1) as f64 / 30.0;
    let deeds: Vec<&str> = events
        .iter()
        .filter(|e| e.principals == [p] && e.instrument.is_some())
        .filter(|e| matches!(e.kind, Kind::Incident | Kind::Sanction | Kind::Charge | Kind::Lockout))
        .map(|e| e.id.as_str())
        .collect();
    let k = deeds.len();
    let value = Some((k as f64 / months * 1e6).round() / 1e6);
    let found = Found::Value { value, interval: interval::rate(k, months), count: k, of: k };
    Indicator::new(OUTSIDE, p, found, deeds)
}

fn dated(conduct: &Conduct, p: usize, sort: Sort, about: About, why: &'static str) -> Indicator {
    let over = || {
        let of_sort = conduct.dates.dated.iter().filter(move |d| d.sort == sort && d.by.contains(&p));
        of_sort.filter(|d| matches!(d.outcome, Outcome::CarriedOut | Outcome::Passed))
    };
    let done = over().filter(|d| d.outcome == Outcome::CarriedOut).count();
    let deeds = over().filter_map(|d| d.deed.as_ref()).flat_map(|d| &d.events).map(String::as_str);
    let events: Vec<&str> = over().map(|d| d.event.as_str()).chain(deeds).collect();
    Indicator::share(about, p, done, over().count(), events, why)
}
