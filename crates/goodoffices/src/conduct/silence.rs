//! Silence by issue: what was raised by somebody, and when each principal last spoke of it.
//!
//! An issue is raised by the first event that names a value of it. A principal has spoken of it once an
//! event that binds it does, in any role: a refusal is no silence. Absent on purpose: reasons for silence.

use super::as_of::AsOf;
use crate::talks::{Evidence, ProposalRole, Scope, Span};
use std::sync::Arc;

/// A principal's silence, or last word, on an issue that somebody raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Whose (index).
    pub principal: usize,
    /// Issue index.
    pub issue: usize,
    /// When the issue was first raised, by whomever.
    pub raised: Span,
    /// The events (ids) that raised it; several where the order is unknown.
    pub raised_by: Arc<[String]>,
    /// Its last word; `None` if it never spoke of the issue.
    pub last: Option<LastWord>,
    /// Days since the last word, or since the issue was raised.
    pub age: i64,
}

/// The last time a principal spoke of an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastWord {
    /// The event (id); of several whose order is unknown, those of the last day.
    pub events: Vec<String>,
    /// When.
    pub on: Span,
    /// The strongest voucher of these events.
    pub voucher: Evidence,
    /// When it last put forward or demanded a value of its own, if ever.
    pub own: Option<Span>,
}

#[derive(Clone, Default)]
struct Word {
    on: Option<Span>,
    events: Vec<usize>,
    own: Option<Span>,
}

/// Every principal that is a party or a mediator against every issue raised, and every other principal on
/// the issues it spoke of; by principal, then issue. Linear in the terms named.
#[must_use]
pub fn silences(as_of: &AsOf<'_>) -> Vec<Silence> {
    let issues = as_of.space().issues().len();
    let people = as_of.trace().principals();
    let mut raised: Vec<(Option<Span>, Vec<usize>)> = vec![(None, Vec::new()); issues];
    let mut words: Vec<Vec<Word>> = vec![vec![Word::default(); issues]; people.len()];
    for (line, terms) in as_of.lines() {
        for term in terms {
            let e = as_of.event(term.event);
            let entry = &mut raised[line.issue];
            if entry.0.is_none_or(|s| key(e.happened) < key(s)) {
                *entry = (Some(e.happened), Vec::new());
            }
            if entry.0 == Some(e.happened) {
                entry.1.push(term.event);
            }
            let word = &mut words[line.principal][line.issue];
            if word.on.is_none_or(|s| last_key(e.happened) > last_key(s)) {
                word.on = Some(e.happened);
                word.events.clear();
            }
            if word.on == Some(e.happened) {
                word.events.push(term.event);
            }
            if term.role.is_some_and(ProposalRole::is_own)
                && word.own.is_none_or(|s| last_key(e.happened) > last_key(s))
            {
                word.own = Some(e.happened);
            }
        }
    }
    let ids = |mut at: Vec<usize>| -> Vec<String> {
        at.sort_unstable();
        at.dedup();
        at.into_iter().map(|k| as_of.event(k).id.clone()).collect()
    };
    let raised: Vec<(Option<Span>, Arc<[String]>)> =
        raised.into_iter().map(|(on, by)| (on, ids(by).into())).collect();
    let mut found = Vec::new();
    for (principal, words) in words.into_iter().enumerate() {
        for (issue, word) in words.into_iter().enumerate() {
            let (Some(first), by) = &raised[issue] else { continue };
            use crate::talks::PrincipalRole::{Mediator, Party};
            if word.on.is_none() && !matches!(people[principal].role, Party | Mediator) {
                continue;
            }
            let strongest = word.events.iter().map(|k| as_of.event(*k).evidence).min();
            let last = word.on.map(|on| LastWord {
                voucher: strongest.unwrap_or(Evidence::OnRecord),
                events: ids(word.events),
                on,
                own: word.own,
            });
            found.push(Silence {
                principal,
                issue,
                raised: *first,
                raised_by: Arc::clone(by),
                age: as_of.age(last.as_ref().map_or(*first, |l| l.on)),
                last,
            });
        }
    }
    found
}

fn key(on: Span) -> (crate::talks::Day, crate::talks::Day) {
    (on.from, on.to)
}

fn last_key(on: Span) -> (crate::talks::Day, crate::talks::Day) {
    (on.to, on.from)
}

/// The scopes a principal spoke in on an issue, by scope; empty if it never did.
#[must_use]
pub fn scopes_spoken(as_of: &AsOf<'_>, principal: usize, issue: usize) -> Vec<Scope> {
    let spoke =
        |scope: &Scope| as_of.lines().contains_key(&super::as_of::Line { principal, issue, scope: *scope });
    Scope::ALL.iter().copied().filter(spoke).collect()
}
