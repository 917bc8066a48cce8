//! What happened on its date: every promise, warning, truce and ask that carries one.
//!
//! A warning or promise is *carried out* by a deed of the same principal with the same instrument, no
//! earlier than it was said and up to its date or [`GRACE_DAYS`] later; an ask is *answered* by a reply of
//! whom it asked up to its day. A date not over yet is *pending*; a date over with nothing of the kind on the
//! record has *passed*. A truce whose end date is over has *ended*; what either side alleged meanwhile is
//! counted as allegations and nothing more. Absent on purpose: whether an allegation is true, whether a
//! condition was met, and any judgement of keeping one's word.

use super::as_of::AsOf;
use super::ask::Asks;
use crate::talks::{Day, Event, Kind, Scope, Span};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// A deed this many days after the date still counts as carrying it out.
pub const GRACE_DAYS: i64 = 7;

/// Of deeds whose order is unknown, at most so many are named.
const MOST_DEEDS: usize = 64;

/// What carries the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// An undertaking.
    Promise,
    /// A warning of an act.
    Warning,
    /// A truce, or a halt agreed for a time; the date is its end.
    Truce,
    /// An answer or act asked for.
    Ask,
}

/// What happened on a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The date is not over.
    Pending,
    /// A matching deed is on the record.
    CarriedOut,
    /// Whom it asked has replied by the date.
    Answered,
    /// The date is over and nothing of the kind is on the record.
    Passed,
    /// The truce's end date is over.
    Ended,
}

impl Outcome {
    /// In words for the page.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::CarriedOut => "carried out",
            Self::Answered => "answered",
            Self::Passed => "passed",
            Self::Ended => "ended",
        }
    }
}

/// One date and what happened on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The event that set the date (id).
    pub event: String,
    /// Whose (indices).
    pub by: Vec<usize>,
    /// What carries the date.
    pub sort: Sort,
    /// What is used, for warnings and promises (instrument index).
    pub instrument: Option<usize>,
    /// When it was said.
    pub on: Span,
    /// The date.
    pub date: Day,
    /// What happened.
    pub outcome: Outcome,
    /// The deed that carried it out (event id), or the first of its kind after the grace.
    pub deed: Option<Deed>,
    /// Replies of those asked, up to the date or later (event ids).
    pub answers: Vec<String>,
    /// For a truce: who alleged breaches while it was in force.
    pub alleged: Vec<Alleged>,
}

/// A deed that matches a warning or promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// The events (ids); several where which came first is unknown.
    pub events: Vec<String>,
    /// When.
    pub on: Span,
    /// Days after the date; negative if before it.
    pub days_after: i64,
    /// It came in time: up to the date or within the grace.
    pub in_time: bool,
    /// Whether it came after the words is unknown (same day, order not recorded).
    pub order_unknown: bool,
}

/// Allegations one principal made while a truce was in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alleged {
    /// By whom (index).
    pub by: usize,
    /// Which of its allegations: a range of [`Dates::allegations`] of that principal.
    pub range: Range<usize>,
}

/// All dates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// One entry per dated thing, in the order of the record.
    pub dated: Vec<Dated>,
    /// Events (ids) by which each principal alleged something in the interim scope, in order.
    pub allegations: BTreeMap<usize, Vec<String>>,
}

impl Dates {
    /// The events of an allegation range.
    #[must_use]
    pub fn alleged(&self, a: &Alleged) -> &[String] {
        self.allegations.get(&a.by).and_then(|all| all.get(a.range.clone())).unwrap_or(&[])
    }
}

/// Deeds by principal and instrument, in the order of the record.
pub(super) struct Deeds<'a>(HashMap<(usize, usize), Vec<&'a Event>>);

impl<'a> Deeds<'a> {
    pub(super) fn of(as_of: &AsOf<'a>) -> Self {
        let mut map: HashMap<(usize, usize), Vec<&Event>> = HashMap::new();
        for e in as_of.trace().events().iter().filter(|e| is_deed(e.kind)) {
            for (p, i) in e.principals.iter().zip(std::iter::repeat(e.instrument)) {
                if let Some(i) = i {
                    map.entry((*p, i)).or_default().push(e);
                }
            }
        }
        Self(map)
    }

    /// The first deeds with an instrument that did not surely come before the words; as a rule one.
    pub(super) fn first_after(
        &self,
        principals: &[usize],
        instrument: usize,
        words: &Event,
    ) -> Vec<&'a Event> {
        let mut first: Vec<&Event> = Vec::new();
        for p in principals {
            let Some(deeds) = self.0.get(&(*p, instrument)) else { continue };
            let from = deeds.partition_point(|d| d.happened.from < words.happened.from);
            for &d in deeds[from..].iter().filter(|d| !d.surely_before(words)) {
                if first.len() >= MOST_DEEDS || first.iter().any(|f| f.surely_before(d)) {
                    break;
                }
                first.retain(|f| !d.surely_before(f) && f.id != d.id);
                first.push(d);
            }
        }
        first
    }
}

/// Is it done, and not only said?
fn is_deed(kind: Kind) -> bool {
    !matches!(kind, Kind::Threat | Kind::Promise | Kind::Statement | Kind::Demand | Kind::Reject)
}

/// Every dated promise, warning, truce and ask. `n log n` in events.
#[must_use]
pub fn dates(as_of: &AsOf<'_>, asks: &Asks) -> Dates {
    let deeds = Deeds::of(as_of);
    let mut alleged: BTreeMap<usize, Vec<&Event>> = BTreeMap::new();
    for e in as_of.trace().events() {
        if e.kind == Kind::Incident && e.scope == Scope::Interim {
            for p in &e.principals {
                alleged.entry(*p).or_default().push(e);
            }
        }
    }
    let mut answers: HashMap<&str, Vec<(&str, Day)>> = HashMap::new();
    for r in &asks.requests {
        let of = answers.entry(&r.event).or_default();
        of.extend(r.answers.iter().map(|a| (a.event.as_str(), a.on.from)));
    }
    let mut dated = Vec::new();
    for e in as_of.trace().events() {
        let ask_day = e.asks.as_ref().and_then(|a| a.by);
        let sort = match e.kind {
            Kind::Threat => Sort::Warning,
            Kind::Truce => Sort::Truce,
            Kind::Accept | Kind::Agreement if e.scope == Scope::Interim && e.deadline.is_some() => {
                Sort::Truce
            }
            Kind::Promise => Sort::Promise,
            _ => Sort::Ask,
        };
        let date = if sort == Sort::Ask { ask_day } else { e.deadline.or(ask_day) };
        let Some(date) = date else { continue };
        dated.push(one(as_of, e, sort, date, &deeds, &alleged, &answers));
    }
    let allegations =
        alleged.into_iter().map(|(p, es)| (p, es.into_iter().map(|e| e.id.clone()).collect())).collect();
    Dates { dated, allegations }
}

fn one(
    as_of: &AsOf<'_>,
    e: &Event,
    sort: Sort,
    date: Day,
    deeds: &Deeds<'_>,
    alleged: &BTreeMap<usize, Vec<&Event>>,
    answers: &HashMap<&str, Vec<(&str, Day)>>,
) -> Dated {
    let over = as_of.today() > date;
    let replies = answers.get(e.id.as_str()).map_or(&[][..], Vec::as_slice);
    let answered = replies.iter().any(|(_, day)| *day <= date);
    let deed = match (sort, e.instrument) {
        (Sort::Warning | Sort::Promise, Some(i)) => {
            let first = deeds.first_after(&e.principals, i, e);
            first.iter().map(|d| d.happened).min_by_key(|on| (on.from, on.to)).map(|on| {
                let days_after = date.days_until(on.from);
                Deed {
                    events: first.iter().map(|d| d.id.clone()).collect(),
                    on,
                    days_after,
                    in_time: days_after <= GRACE_DAYS,
                    order_unknown: first.iter().any(|d| !e.surely_before(d)),
                }
            })
        }
        _ => None,
    };
    let done = deed.as_ref().is_some_and(|d| d.in_time);
    let outcome = match sort {
        Sort::Truce if over => Outcome::Ended,
        Sort::Truce => Outcome::Pending,
        _ if done => Outcome::CarriedOut,
        Sort::Ask if answered => Outcome::Answered,
        _ if over => Outcome::Passed,
        _ => Outcome::Pending,
    };
    let alleged = match sort {
        Sort::Truce => alleged
            .iter()
            .map(|(by, all)| {
                let from = all.partition_point(|a| a.happened.from < e.happened.from);
                let to = all.partition_point(|a| a.happened.from <= date);
                Alleged { by: *by, range: from..to.max(from) }
            })
            .filter(|a| !a.range.is_empty())
            .collect(),
        _ => Vec::new(),
    };
    let mut ids: Vec<String> = replies.iter().map(|(id, _)| (*id).to_owned()).collect();
    ids.sort();
    ids.dedup();
    Dated {
        event: e.id.clone(),
        by: e.principals.clone(),
        sort,
        instrument: e.instrument,
        on: e.happened,
        date,
        outcome,
        deed,
        answers: ids,
        alleged,
    }
}
