//! Asks: who asked what of whom, by when, and what answered it.
//!
//! An answer is any reply of the asked principal, or of a part of it, a refusal or a counter-offer
//! included, known through the recorded link; a reply that surely came before the ask is none. Asks of the
//! same terms in the same scope form a group, whoever asked, so that it can be told when a thing was first
//! and last asked and which of the asks were answered. Absent on purpose: guessing answers from the text.

use super::as_of::AsOf;
use crate::outcome::Proposal;
use crate::talks::{Day, Event, Kind, Scope, Span};
use std::collections::{BTreeMap, HashMap};

/// One ask of one principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The ask (event id).
    pub event: String,
    /// When it was asked.
    pub on: Span,
    /// Who asked (indices).
    pub by: Vec<usize>,
    /// Of whom (index).
    pub of: usize,
    /// The terms asked for; empty where the ask names none.
    pub terms: Proposal,
    /// What it is about.
    pub scope: Scope,
    /// By when.
    pub due: Option<Day>,
    /// What answered it, in the order of the record.
    pub answers: Vec<Answer>,
    /// Days since it was asked, if nothing has answered it.
    pub days_open: Option<i64>,
    /// Nothing has answered it and its day is past.
    pub overdue: bool,
}

/// A reply to an ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The reply (event id).
    pub event: String,
    /// Who replied: the asked principal, or a part of it (index).
    pub by: usize,
    /// When.
    pub on: Span,
    /// What sort of act.
    pub kind: Kind,
    /// Days from ask to answer, at least and at most.
    pub days: (i64, i64),
    /// It came after the day that was set.
    pub late: bool,
}

/// Asks of the same terms, in the same scope, of the same principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestGroup {
    /// Of whom (index).
    pub of: usize,
    /// The terms; empty for an ask without terms, which is a group of its own.
    pub terms: Proposal,
    /// What they are about.
    pub scope: Scope,
    /// The asks: positions in [`Asks::requests`], in the order of the record.
    pub requests: Vec<usize>,
    /// Day of the first ask.
    pub first: Day,
    /// Day of the last ask.
    pub last: Day,
    /// Those that nothing has answered: positions in [`Asks::requests`].
    pub open: Vec<usize>,
    /// Every answer to any of them (event ids), without repetition.
    pub answered_by: Vec<String>,
    /// Those that are past their day without an answer.
    pub overdue: usize,
}

/// All asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asks {
    /// One entry per ask and principal asked, in the order of the record.
    pub requests: Vec<Request>,
    /// The same, grouped; by principal asked, then by first ask.
    pub groups: Vec<RequestGroup>,
}

/// The asks of a trace and what answered them. Linear in events and links.
#[must_use]
pub fn asks(as_of: &AsOf<'_>) -> Asks {
    let trace = as_of.trace();
    let mut replies: HashMap<&str, Vec<&Event>> = HashMap::new();
    for e in trace.events() {
        for id in &e.in_reply_to {
            replies.entry(id).or_default().push(e);
        }
    }
    let mut requests = Vec::new();
    for e in trace.events() {
        let Some(ask) = &e.asks else { continue };
        for &of in ask.of.iter().filter(|p| **p < trace.principals().len()) {
            let answers: Vec<Answer> = replies
                .get(e.id.as_str())
                .into_iter()
                .flatten()
                .filter(|r| !r.surely_before(e))
                .filter_map(|r| {
                    let by = *r.principals.iter().find(|p| speaks_for(as_of, **p, of))?;
                    Some(Answer {
                        event: r.id.clone(),
                        by,
                        on: r.happened,
                        kind: r.kind,
                        days: (
                            e.happened.to.days_until(r.happened.from).max(0),
                            e.happened.from.days_until(r.happened.to).max(0),
                        ),
                        late: ask.by.is_some_and(|d| r.happened.from > d),
                    })
                })
                .collect();
            let open = answers.is_empty();
            requests.push(Request {
                event: e.id.clone(),
                on: e.happened,
                by: e.principals.clone(),
                of,
                terms: e.proposal.clone(),
                scope: e.scope,
                due: ask.by,
                days_open: open.then(|| as_of.age(e.happened)),
                overdue: open && ask.by.is_some_and(|d| d < as_of.today()),
                answers,
            });
        }
    }
    let groups = grouped(&requests);
    Asks { requests, groups }
}

/// Is `who` the asked principal, or a part of it?
fn speaks_for(as_of: &AsOf<'_>, who: usize, asked: usize) -> bool {
    who == asked || as_of.trace().principals().get(who).is_some_and(|p| p.of == Some(asked))
}

fn grouped(requests: &[Request]) -> Vec<RequestGroup> {
    let mut members: BTreeMap<(usize, Scope, &Proposal, &str), Vec<usize>> = BTreeMap::new();
    for (k, r) in requests.iter().enumerate() {
        let alone = if r.terms.is_empty() { r.event.as_str() } else { "" };
        members.entry((r.of, r.scope, &r.terms, alone)).or_default().push(k);
    }
    let mut groups: Vec<RequestGroup> = members
        .into_iter()
        .map(|((of, scope, terms, _), members)| {
            let of_all = members.iter().map(|k| &requests[*k]);
            let mut answered_by: Vec<(Span, &str)> =
                of_all.clone().flat_map(|r| &r.answers).map(|a| (a.on, a.event.as_str())).collect();
            answered_by.sort();
            answered_by.dedup();
            RequestGroup {
                of,
                terms: terms.clone(),
                scope,
                first: of_all.clone().map(|r| r.on.from).min().unwrap_or_else(|| Day::of_step(0)),
                last: of_all.clone().map(|r| r.on.to).max().unwrap_or_else(|| Day::of_step(0)),
                open: members.iter().copied().filter(|k| requests[*k].answers.is_empty()).collect(),
                answered_by: answered_by.into_iter().map(|(_, id)| id.to_owned()).collect(),
                overdue: of_all.filter(|r| r.overdue).count(),
                requests: members,
            }
        })
        .collect();
    groups.sort_by_key(|g| (g.of, g.first, g.requests.first().copied()));
    groups
}
