//! Warnings taken apart, per principal and instrument.
//!
//! Repeats by one speaker on one day are one occasion. Of each occasion: who spoke and with what office, the
//! condition in words, the date, and what came of it so far: a use of the instrument, where there is a date by then or within
//! the same grace as for every date. Of the instrument: who can order it, whether
//! that office or the head has said it, what stands ready, and what the same principal promised that
//! excludes it. Absent on purpose: how credible a warning is.

use super::as_of::AsOf;
use super::dated::{Deeds, GRACE_DAYS};
use crate::talks::{Authority, Day, Event, Evidence, Kind, Span};
use std::collections::{BTreeMap, HashMap};

/// The warnings of one principal to use one instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Whose (index).
    pub principal: usize,
    /// With what (index); `None` for warnings that name no instrument.
    pub instrument: Option<usize>,
    /// One entry per speaker and day, in the order of the record.
    pub occasions: Vec<Occasion>,
    /// Number of events, repeats on one occasion included.
    pub events: usize,
    /// Speakers, by name, with the number of occasions.
    pub speakers: BTreeMap<String, usize>,
    /// Occasions on which the head spoke.
    pub by_head: usize,
    /// The office that can order it, where the case names one.
    pub ordered_by: Option<String>,
    /// Occasions on which the office that can order it spoke: the named one, else the head.
    pub by_orderer: usize,
    /// Occasions with a date.
    pub with_date: usize,
    /// Occasions with a condition in words.
    pub with_condition: usize,
    /// Events (ids) that say it stands ready.
    pub ready: Vec<String>,
    /// Events (ids) by which the same principal promised, or used, what excludes it.
    pub contrary: Vec<String>,
}

/// A warning by one speaker on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// When.
    pub on: Span,
    /// Who spoke.
    pub speaker: String,
    /// With what office.
    pub authority: Authority,
    /// The weakest voucher.
    pub evidence: Evidence,
    /// The events (ids).
    pub events: Vec<String>,
    /// The conditions, in words.
    pub conditions: Vec<String>,
    /// The dates set.
    pub dates: Vec<Day>,
    /// What came of it so far.
    pub so_far: SoFar,
}

impl Occasion {
    /// Days since its last date and the grace were over, without such a use; nothing while they are not, or without a date.
    #[must_use]
    pub fn overdue(&self, today: Day) -> Option<i64> {
        let over = self.dates.last()?.days_until(today) - GRACE_DAYS;
        (over > 0 && matches!(self.so_far, SoFar::NotUsed { .. })).then_some(over)
    }
}

/// What came of a warning so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SoFar {
    /// The instrument was used after it, and in time where there was a date: the events (ids) and the days from words to deed.
    Used {
        /// The events (ids); several where which came first is unknown.
        events: Vec<String>,
        /// Days from the words to the deed.
        days: i64,
    },
    /// No such use is on the record, for so many days.
    NotUsed {
        /// Days since the words.
        days: i64,
    },
}

/// Every warning, by principal and instrument. `n log n` in events.
#[must_use]
pub fn warnings(as_of: &AsOf<'_>) -> Vec<Warning> {
    let trace = as_of.trace();
    let deeds = Deeds::of(as_of);
    let mut threats: BTreeMap<(usize, Option<usize>), Vec<&Event>> = BTreeMap::new();
    let mut uses: HashMap<(usize, usize), Vec<&Event>> = HashMap::new();
    for e in trace.events() {
        for &p in &e.principals {
            match (e.kind, e.instrument) {
                (Kind::Threat, i) => threats.entry((p, i)).or_default().push(e),
                (_, Some(i)) => uses.entry((p, i)).or_default().push(e),
                _ => {}
            }
        }
    }
    threats
        .into_iter()
        .map(|((principal, instrument), events)| {
            let about = instrument.and_then(|i| trace.instruments().get(i));
            let occasions = occasions(as_of, principal, instrument, &events, &deeds);
            let orderer = about.and_then(|i| i.ordered_by.clone());
            let by_office = |office: &str| {
                let spoke = |e: &&&Event| e.role.as_deref().is_some_and(|r| names_office(r, office));
                distinct(events.iter().filter(spoke))
            };
            let by_head = occasions.iter().filter(|o| o.authority == Authority::Head).count();
            let mut contrary: Vec<&Event> = as_of
                .excluded()
                .iter()
                .flat_map(|(a, b)| [(*a, *b), (*b, *a)])
                .filter(|(a, _)| Some(*a) == instrument)
                .flat_map(|(_, b)| uses.get(&(principal, b)).into_iter().flatten().copied())
                .collect();
            contrary.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
            let mut speakers: BTreeMap<String, usize> = BTreeMap::new();
            for o in &occasions {
                *speakers.entry(o.speaker.clone()).or_default() += 1;
            }
            Warning {
                principal,
                instrument,
                events: events.len(),
                speakers,
                by_head,
                by_orderer: orderer.as_deref().map_or(by_head, by_office),
                ordered_by: orderer,
                with_date: occasions.iter().filter(|o| !o.dates.is_empty()).count(),
                with_condition: occasions.iter().filter(|o| !o.conditions.is_empty()).count(),
                ready: about.map_or_else(Vec::new, |i| i.ready.clone()),
                contrary: contrary.iter().map(|e| e.id.clone()).collect(),
                occasions,
            }
        })
        .collect()
}

fn occasions(
    as_of: &AsOf<'_>,
    principal: usize,
    instrument: Option<usize>,
    events: &[&Event],
    deeds: &Deeds<'_>,
) -> Vec<Occasion> {
    let mut by: BTreeMap<(Span, &str), Vec<&Event>> = BTreeMap::new();
    for e in events {
        by.entry((e.happened, &e.speaker)).or_default().push(e);
    }
    by.into_iter()
        .map(|((on, speaker), said)| {
            let mut conditions: Vec<String> = said.iter().filter_map(|e| e.condition.clone()).collect();
            conditions.sort();
            conditions.dedup();
            let mut dates: Vec<Day> =
                said.iter().filter_map(|e| e.deadline.or(e.asks.as_ref().and_then(|a| a.by))).collect();
            dates.sort();
            dates.dedup();
            let in_time =
                |d: &&Event| dates.last().is_none_or(|date| date.days_until(d.happened.from) <= GRACE_DAYS);
            let used: Vec<&Event> = instrument.map_or_else(Vec::new, |i| {
                let each = said.iter().map(|e| deeds.first_after(&[principal], i, e));
                let first = each.min_by_key(|d| d.first().map_or((1, None), |d| (0, Some(d.happened))));
                first.unwrap_or_default().into_iter().filter(in_time).collect()
            });
            Occasion {
                on,
                speaker: speaker.to_owned(),
                authority: said.iter().map(|e| e.authority).min().unwrap_or(Authority::Unknown),
                evidence: said.iter().map(|e| e.evidence).max().unwrap_or(Evidence::OnRecord),
                events: said.iter().map(|e| e.id.clone()).collect(),
                conditions,
                dates,
                so_far: match used.first() {
                    Some(d) => SoFar::Used {
                        events: used.iter().map(|d| d.id.clone()).collect(),
                        days: on.to.days_until(d.happened.from).max(0),
                    },
                    None => SoFar::NotUsed { days: as_of.age(on) },
                },
            }
        })
        .collect()
}

/// Number of occasions among events.
fn distinct<'e>(events: impl Iterator<Item = &'e &'e Event>) -> usize {
    let mut seen: Vec<(Span, &str)> = events.map(|e| (e.happened, e.speaker.as_str())).collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len()
}

/// Does a role name an office? Whole words, without regard to case or a leading "the", and not as a part of another
/// office ("Vice President" is not the President).
pub(crate) fn names_office(role: &str, office: &str) -> bool {
    let office = office.strip_prefix("the ").unwrap_or(office);
    let words = |s: &str| -> Vec<String> {
        s.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let (role, office) = (words(role), words(office));
    let Some(at) = role.windows(office.len().max(1)).position(|w| w == office) else { return false };
    at.checked_sub(1).is_none_or(|k| !matches!(role[k].as_str(), "vice" | "deputy" | "acting" | "former"))
}

#[cfg(test)]
mod tests {
    use super::names_office;

    #[test]
    fn a_deputy_is_not_the_office() {
        assert!(names_office("US President", "president"));
        assert!(!names_office("US Vice President", "president"));
        assert!(!names_office("spokesperson", "president"));
        assert!(!names_office("", "president"));
    }
}
