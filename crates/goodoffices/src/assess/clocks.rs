//! Clocks: every dated promise, warning, truce and ask, with what happened on its date.

use super::figure::Figure;
use super::in_short::possessive;
use super::words::{Words, age, counted};
use crate::conduct::{Dated, Dates, Outcome, Sort};
use crate::talks::Day;
use serde::Serialize;

/// One dated thing.
#[derive(Clone, Debug, Serialize)]
pub struct Clock {
    /// The date.
    #[serde(skip)]
    pub date: Day,
    /// The date in words.
    pub day: String,
    /// What is dated, in few words.
    pub what: String,
    /// What happened on it.
    pub outcome: &'static str,
    /// Still to come?
    pub pending: bool,
    /// The printed line.
    pub figure: Figure,
}

/// Pending dates first (the next one first), then past ones (the latest first).
pub(super) fn clocks(words: Words<'_>, dates: &Dates) -> Vec<Clock> {
    let mut out: Vec<Clock> = dates.dated.iter().map(|d| clock(words, dates, d)).collect();
    out.sort_by(|a, b| {
        (!a.pending)
            .cmp(&!b.pending)
            .then(if a.pending { a.date.cmp(&b.date) } else { b.date.cmp(&a.date) })
            .then(a.figure.subject.cmp(&b.figure.subject))
    });
    for (k, c) in out.iter_mut().enumerate() {
        c.figure.key = format!("K{}", k + 1);
    }
    out
}

fn clock(words: Words<'_>, dates: &Dates, d: &Dated) -> Clock {
    let case = words.case;
    let who = words.names(&d.by);
    let event = case.trace.event(&d.event);
    let labelled = event.filter(|e| case.labels.contains_key(&e.id)).map(|e| case.event_label(e).to_owned());
    let instrument = d.instrument.map(|i| case.trace.instruments()[i].short());
    let what = labelled.unwrap_or_else(|| match (d.sort, instrument) {
        (Sort::Truce, _) => format!("{} truce ends", possessive(&who)),
        (Sort::Warning, Some(i)) => format!("{who} warned: {i}"),
        (Sort::Warning, None) => format!("{who} warned"),
        (Sort::Promise, Some(i)) => format!("{who} promised: {i}"),
        (Sort::Promise, None) => format!("{who} promised"),
        (Sort::Ask, _) => match event.filter(|e| !e.proposal.is_empty()) {
            Some(e) => format!("{who} asked: {}", words.some_terms(&e.proposal, 1)),
            None => format!("{who} asked for an answer"),
        },
    });
    let mut text =
        format!("{}: {what} (said {}): {}.", words.day(d.date), words.span(d.on), d.outcome.words());
    let mut facts = vec![d.event.clone()];
    if let Some(deed) = &d.deed {
        let how = if deed.in_time { "done" } else { "not by then; an act of the kind came" };
        text.push_str(&format!(" {how} {}.", words.span(deed.on)));
        facts.extend(deed.events.iter().cloned());
    }
    if d.outcome == Outcome::Answered {
        facts.extend(d.answers.iter().cloned());
    }
    for a in &d.alleged {
        let ids = dates.alleged(a);
        text.push_str(&format!(
            " {} alleged breaches in {} on this record; not independently checked.",
            words.short(a.by),
            counted(ids.len(), "statement", "statements")
        ));
        facts.extend(ids.iter().cloned());
    }
    let pending = d.outcome == Outcome::Pending;
    if pending {
        text.push_str(&format!(" {} left.", age(words.today.days_until(d.date))));
    }
    let figure = Figure::new(
        "",
        format!("clock {} {}", d.event, d.date),
        text,
        "What was said with a date, and what the record shows for that date: a matching act within seven days \
         counts as carried out, a reply by the date as answered.",
    )
    .resting_on(facts);
    Clock { date: d.date, day: words.day(d.date), what, outcome: d.outcome.words(), pending, figure }
}
