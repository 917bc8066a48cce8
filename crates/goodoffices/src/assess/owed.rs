//! Who owes an answer: asks that nothing on the record has answered, with their history.
//!
//! Asks of the same terms in one scope are one line, whoever asked; asks without terms are lines of their
//! own. A reply is any recorded answer, a refusal or counter-offer included.

use super::figure::Figure;
use super::words::{Words, age, some};
use crate::conduct::{Asks, Request, RequestGroup};
use crate::outcome::Proposal;
use crate::talks::{Day, Kind, PrincipalRole, Scope};
use serde::Serialize;
use std::collections::BTreeMap;

/// One line.
#[derive(Clone, Debug, Serialize)]
pub struct Owed {
    /// Who owes (indices).
    #[serde(skip)]
    pub by: Vec<usize>,
    /// Few words for who owes.
    pub who: String,
    /// Few words for what was asked.
    pub what: String,
    /// Terms asked for; empty where the ask names none.
    #[serde(skip)]
    pub terms: Proposal,
    /// Scope of the ask.
    #[serde(skip)]
    pub scope: Scope,
    /// Day of the latest open ask.
    #[serde(skip)]
    pub last: Day,
    /// Days since the earliest open ask.
    pub days_open: i64,
    /// Open asks.
    pub open: usize,
    /// Event ids of open asks.
    pub asks: Vec<String>,
    /// Event ids of replies to earlier asks of the same terms.
    pub earlier_replies: Vec<String>,
    /// A day was set and it is past.
    pub overdue: bool,
    /// The printed line.
    pub figure: Figure,
}

/// Open asks of parties and mediators, the latest asked first.
pub(super) fn owed(words: Words<'_>, asks: &Asks) -> Vec<Owed> {
    let case = words.case;
    let owing = |p: usize| {
        matches!(
            case.trace.principals()[p].role,
            PrincipalRole::Party | PrincipalRole::Mediator | PrincipalRole::Faction
        )
    };
    // Groups that differ only in who is asked, by the same asks, are one line.
    let mut lines: BTreeMap<(Vec<&str>, Scope), Vec<usize>> = BTreeMap::new();
    // What a warning asks for stands with the warnings and the dates.
    let warning = |g: &RequestGroup| {
        g.open
            .iter()
            .all(|r| case.trace.event(&asks.requests[*r].event).is_some_and(|e| e.kind == Kind::Threat))
    };
    let listed_group = |g: &RequestGroup| !g.open.is_empty() && owing(g.of) && !warning(g);
    for (k, g) in asks.groups.iter().enumerate().filter(|(_, g)| listed_group(g)) {
        let events: Vec<&str> = g.open.iter().map(|r| asks.requests[*r].event.as_str()).collect();
        lines.entry((events, g.scope)).or_default().push(k);
    }
    let mut out: Vec<Owed> = lines.into_values().map(|groups| line(words, asks, &groups)).collect();
    out.sort_by(|a, b| b.last.cmp(&a.last).then(b.by.len().cmp(&a.by.len())).then(a.asks.cmp(&b.asks)));
    for (k, o) in out.iter_mut().enumerate() {
        o.figure.key = format!("A{}", k + 1);
    }
    out
}

fn line(words: Words<'_>, asks: &Asks, groups: &[usize]) -> Owed {
    let case = words.case;
    let g = &asks.groups[groups[0]];
    let by: Vec<usize> = groups.iter().map(|k| asks.groups[*k].of).collect();
    let open: Vec<&Request> = g.open.iter().map(|k| &asks.requests[*k]).collect();
    let first_open = open.iter().map(|r| r.on.to).min().unwrap_or(g.last);
    let last = open.iter().map(|r| r.on.to).max().unwrap_or(g.last);
    let newest = open.iter().max_by_key(|r| (r.on.to, &r.event)).copied();
    let event = newest.and_then(|r| case.trace.event(&r.event));
    let what = match event {
        Some(e) if case.labels.contains_key(&e.id) => case.event_label(e).to_owned(),
        _ if !g.terms.is_empty() => words.some_terms(&g.terms, 2),
        Some(e) => first_words(&case.plain_summary(e)),
        None => String::new(),
    };
    let days_open = first_open.days_until(words.today);
    let overdue = open.iter().any(|r| r.overdue);
    let earlier: Vec<String> = groups.iter().flat_map(|k| asks.groups[*k].answered_by.clone()).collect();
    let who = words.names(&by);

    let mut text = format!("{who}: {what}. ");
    if open.len() == 1 {
        text.push_str(&format!("Asked {}", words.day(last)));
    } else {
        text.push_str(&format!(
            "Asked {} times, {} to {}",
            open.len(),
            words.day(first_open),
            words.day(last)
        ));
    }
    if g.first < first_open {
        text.push_str(&format!(" (first {})", words.day(g.first)));
    }
    if let Some(asker) = event {
        let last = if open.len() > 1 { "last by" } else { "by" };
        text.push_str(&format!(" {last} {}", words.names(&asker.principals)));
    }
    text.push_str(&format!(
        ", {}.",
        if days_open <= 0 { "today".to_owned() } else { format!("{} ago", age(days_open)) }
    ));
    if !earlier.is_empty() {
        let days = some(
            earlier.iter().filter_map(|id| case.trace.event(id)).map(|e| words.span(e.happened)).collect(),
            8,
        );
        text.push_str(&format!(" Earlier asks of it had replies: {days}."));
    }
    if overdue {
        text.push_str(" Its date is past.");
    }
    let figure = Figure::new(
        "",
        format!("owed {}", open.iter().map(|r| r.event.as_str()).collect::<Vec<_>>().join(" ")),
        text,
        "Asks to which no recorded event of the asked side replies, at or after the ask; any reply counts, a \
         refusal too.",
    )
    .resting_on(open.iter().map(|r| r.event.clone()))
    .resting_on(earlier.iter().cloned());
    Owed {
        by,
        who,
        what,
        terms: g.terms.clone(),
        scope: g.scope,
        last,
        days_open,
        open: open.len(),
        asks: open.iter().map(|r| r.event.clone()).collect(),
        earlier_replies: earlier,
        overdue,
        figure,
    }
}

/// Room for what was asked where the event has no label.
const WHAT: usize = 60;

/// The first words of a summary, cut where a word ends.
fn first_words(summary: &str) -> String {
    if summary.chars().count() <= WHAT {
        return summary.trim_end_matches('.').to_owned();
    }
    let cut: String = summary.chars().take(WHAT).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head))
}
