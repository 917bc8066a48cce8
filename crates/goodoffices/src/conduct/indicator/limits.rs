//! Family D: terms the other side had already said no to.
//!
//! Of own terms stated after the first two offer days (high openings are normal), the share whose value
//! another party had refused before, in the same scope. A refusal is a statement and no fact about limits.

use super::super::as_of::{AsOf, makes_path, own};
use super::{About, Family, Indicator};
use crate::talks::{Day, Event, ProposalRole, Scope};
use std::collections::{BTreeSet, HashMap};

/// The first offers, which are left out.
const OPENING_DAYS: usize = 2;

const REFUSED: About = About {
    family: Family::D,
    key: "limits.refused",
    name: "own terms the other side had refused before",
    unit: "share of terms after the first two offer days",
    anchor: "Atlanta Hilton & Tower (1984): unreasonable demands; here only what the other side said no to",
    shows: "how often a term was put again that the other side had said no to",
    cannot: "whether the no was real, or the term unreasonable",
};

pub(super) fn indicator(as_of: &AsOf<'_>, p: usize) -> Indicator {
    let parties = as_of.trace().parties();
    let mut refused: HashMap<(usize, Scope, usize), Vec<&Event>> = HashMap::new();
    let mut days: BTreeSet<Day> = BTreeSet::new();
    for (line, terms) in as_of.lines() {
        for term in terms {
            let e = as_of.event(term.event);
            if line.principal == p && own(term) && makes_path(e) {
                days.insert(e.happened.to);
            } else if line.principal != p
                && parties.contains(&line.principal)
                && term.role == Some(ProposalRole::Refuses)
            {
                // The first refusals of a value; several where which came first is unknown.
                let first = refused.entry((line.issue, line.scope, term.value)).or_default();
                let key = |e: &Event| (e.happened.to, e.order);
                if first.first().is_none_or(|f| key(e) <= key(f)) {
                    first.retain(|f| key(f) == key(e));
                    first.push(e);
                }
            }
        }
    }
    let opening = days.iter().nth(OPENING_DAYS - 1).copied();
    let (mut again, mut all, mut events) = (0, 0, Vec::new());
    for (line, terms) in as_of.lines().iter().filter(|(line, _)| line.principal == p) {
        for term in terms.iter().filter(|t| own(t)) {
            let e = as_of.event(term.event);
            if !makes_path(e) || opening.is_none_or(|o| e.happened.to <= o) {
                continue;
            }
            all += 1;
            let refusals = refused.get(&(line.issue, line.scope, term.value)).map_or(&[][..], Vec::as_slice);
            let before: Vec<&str> =
                refusals.iter().filter(|r| r.surely_before(e)).map(|r| r.id.as_str()).collect();
            again += usize::from(!before.is_empty());
            events.extend(before);
            events.push(e.id.as_str());
        }
    }
    Indicator::share(REFUSED, p, again, all, events, "no own terms after the first two offer days")
}
