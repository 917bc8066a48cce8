//! What each entry alone cannot show: ids that answer to nothing, answers before what they answer, days
//! that cannot be, circles of correction.

use super::case_toml::{Declared, IdRef};
use super::estimates::Added;
use super::fault::{Faults, nearest};
use super::record::Lines;
use crate::error::Error;
use crate::talks::{CHARGED_WORDS, Event, First};
use std::collections::{HashMap, HashSet};

/// Events by id; of a repeated id the first.
pub(super) struct Ids<'a> {
    at: HashMap<&'a str, usize>,
    /// Every line could be read: an id that is not found stands nowhere.
    whole: bool,
}

impl<'a> Ids<'a> {
    /// The ids of a record; repeated ones are faults.
    pub(super) fn of(lines: &'a Lines, there_is_a_record: bool, faults: &Faults) -> Self {
        let whole = there_is_a_record && !faults.has_errors();
        let mut ids = HashMap::with_capacity(lines.events.len());
        for (k, e) in lines.events.iter().enumerate() {
            if let Some(first) = ids.insert(e.id.as_str(), k) {
                ids.insert(e.id.as_str(), first);
                let fault =
                    Error::input(format!("the id {:?} stands on line {} already", e.id, lines.at[first]));
                faults.error(
                    lines.at[k],
                    "id",
                    fault.remedy("give it an id of its own; to correct an event, name it in \"supersedes\""),
                );
            }
        }
        Self { at: ids, whole }
    }

    fn look_up(&self, id: &str, line: usize, field: &str, faults: &Faults) -> Option<usize> {
        let found = self.at.get(id).copied();
        if found.is_none() && self.whole {
            let e = Error::unknown(format!("no event {id:?} in the record"));
            // The nearest id is sought only in records of a size that people read.
            let near = (self.at.len() <= 5_000).then(|| {
                let mut ids: Vec<&str> = self.at.keys().copied().collect();
                ids.sort_unstable();
                nearest(id, ids)
            });
            faults.error(
                line,
                field,
                match near.flatten() {
                    Some(near) => e.remedy(format!("did you mean {near:?}?")),
                    None => e.remedy("name an event of the record by its id"),
                },
            );
        }
        found
    }

    /// Ids named in declarations or estimates.
    pub(super) fn check(&self, refs: &[IdRef], faults: &Faults) {
        for r in refs {
            self.look_up(&r.id, r.line, &r.field, faults);
        }
    }
}

/// The events among themselves.
///
/// `case_faults` takes what is wrong in the declarations, `faults` what is wrong in the record.
pub(super) fn events(
    lines: &Lines,
    ids: &Ids<'_>,
    declared: &Declared,
    case_faults: &Faults,
    faults: &Faults,
) {
    let mut corrected: HashMap<usize, usize> = HashMap::new();
    for (k, (e, line)) in lines.events.iter().zip(&lines.at).enumerate() {
        days(e, *line, faults);
        wording(e, *line, declared, faults);
        for id in &e.in_reply_to {
            let Some(asked) = ids.look_up(id, *line, "in_reply_to", faults) else { continue };
            let asked = &lines.events[asked];
            if asked.id == e.id {
                faults.error(
                    *line,
                    "in_reply_to",
                    Error::input("answers itself").remedy("name the event it answers"),
                );
            } else if e.surely_before(asked) {
                let fault =
                    Error::input(format!("answers {id:?}, which came later ({})", asked.happened.from));
                faults.error(*line, "in_reply_to", fault.remedy("check both days, and which answers which"));
            }
        }
        if let Some(id) = &e.supersedes {
            let Some(old) = ids.look_up(id, *line, "supersedes", faults) else { continue };
            if old == k {
                faults.error(
                    *line,
                    "supersedes",
                    Error::input("corrects itself").remedy("name the event it corrects"),
                );
            } else if let Some(before) = corrected.insert(old, k) {
                let other = &lines.events[before].id;
                let fault = Error::input(format!("{id:?} is corrected by {other:?} already"));
                faults.error(*line, "supersedes", fault.remedy(format!("correct {other:?} instead")));
            }
        }
    }
    circles(&lines.events, &lines.at, |e| Some((&e.id, e.supersedes.as_deref())), faults);
    firsts(lines, ids, declared, case_faults);
}

/// An option said to have entered the record with an event, though another named it on a day before.
fn firsts(lines: &Lines, ids: &Ids<'_>, declared: &Declared, faults: &Faults) {
    let mut earliest: HashMap<(usize, usize), &Event> = HashMap::new();
    for e in &lines.events {
        for term in e.proposal.terms() {
            let kept = earliest.entry(term).or_insert(e);
            if e.happened.to < kept.happened.to {
                *kept = e;
            }
        }
    }
    for (i, issue) in declared.issues.iter().enumerate() {
        for (v, option) in issue.options.iter().enumerate() {
            let First::Event(id) = &option.first else { continue };
            let Some(first) = ids.at.get(id.as_str()).map(|k| &lines.events[*k]) else { continue };
            let Some(before) = earliest.get(&(i, v)).filter(|e| e.surely_before(first)) else { continue };
            let fault = Error::input(format!("{:?} named it before {id:?} did", before.id));
            let field = format!("issue[{i}].option[{v}].first");
            faults.warning(0, &field, fault.remedy("name the event that put it on the record first"));
        }
    }
}

fn days(e: &Event, line: usize, faults: &Faults) {
    if e.known < e.happened.from {
        let fault = Error::input(format!("known on {} but not begun before {}", e.known, e.happened.from));
        faults.error(line, "known", fault.remedy("nothing is known before it happens: check both days"));
    }
    if let Some(deadline) = e.deadline.filter(|d| *d < e.happened.from) {
        let fault = Error::input(format!("the deadline {deadline} had passed when it was set"));
        faults.error(line, "deadline", fault.remedy("check both days"));
    }
    if let Some(by) = e.asks.as_ref().and_then(|a| a.by).filter(|d| *d < e.happened.from) {
        let fault = Error::input(format!("asks for an answer by {by}, before it was asked"));
        faults.error(line, "asks.by", fault.remedy("check both days"));
    }
    if e.order.is_some() && !e.happened.is_exact() {
        let fault = Error::input("a position inside a day that is not known");
        faults.warning(line, "order", fault.remedy("write null, or the exact day"));
    }
}

fn wording(e: &Event, line: usize, declared: &Declared, faults: &Faults) {
    let lower = e.summary.to_lowercase();
    for word in CHARGED_WORDS.iter().filter(|w| lower.contains(**w)) {
        let fault = Error::input(format!("the summary says {word:?}"));
        faults.warning(line, "summary", fault.remedy("say what was done; call an allegation an allegation"));
    }
    for name in &e.addressees {
        if declared.names.principals.get(name).is_some() {
            continue;
        }
        let principals = declared.names.principals.all().filter(|p| p.to_lowercase() == name.to_lowercase());
        if let Some(meant) = principals.into_iter().next() {
            let fault = Error::input(format!("{name:?} is no declared name"));
            faults.warning(
                line,
                "addressee",
                fault.remedy(format!("write {meant:?} if that principal is meant")),
            );
        }
    }
    if e.proposal_role.is_some() && e.proposal.is_empty() {
        let fault = Error::input("a role for terms, but no terms");
        faults.warning(line, "proposal_role", fault.remedy("name the terms in \"proposal\", or write null"));
    }
    if e.proposal_role.is_none() && !e.proposal.is_empty() {
        let fault = Error::input("terms without a role");
        faults.warning(
            line,
            "proposal_role",
            fault.remedy("say what the speaker does with them; else they count for nothing"),
        );
    }
    if let Some(i) = e.instrument.and_then(|i| declared.instruments.get(i)) {
        let whose = |p: &usize| {
            *p == i.principal || declared.principals.get(*p).is_some_and(|q| q.of == Some(i.principal))
        };
        if !e.principals.iter().any(whose) {
            let fault = Error::input(format!("{:?} is not an instrument of those whom this binds", i.slug));
            faults.warning(line, "instrument", fault.remedy("check the instrument and the principal"));
        }
    }
}

/// Circles of correction, each reported once, at its first entry.
fn circles<'a, T>(
    all: &'a [T],
    lines: &[usize],
    of: impl Fn(&'a T) -> Option<(&'a str, Option<&'a str>)>,
    faults: &Faults,
) {
    let next: HashMap<&str, &str> = all
        .iter()
        .filter_map(&of)
        .filter_map(|(id, old)| old.filter(|o| *o != id).map(|o| (id, o)))
        .collect();
    let mut clear: HashSet<&str> = HashSet::new();
    for (entry, line) in all.iter().zip(lines) {
        let Some((id, Some(_))) = of(entry) else { continue };
        let mut way = vec![id];
        let mut on_way: HashSet<&str> = HashSet::from([id]);
        let mut at = id;
        while let Some(to) = next.get(at).filter(|to| !clear.contains(**to)) {
            if !on_way.insert(to) {
                let fault = Error::input(format!("{id:?} corrects itself by way of {at:?}"));
                faults.error(*line, "supersedes", fault.remedy("let the newest correct the one before it"));
                break;
            }
            way.push(to);
            at = to;
        }
        clear.extend(way);
    }
}

/// Estimates and assumptions among themselves.
pub(super) fn added(added: &Added, faults: &Faults) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let named = added.estimates.iter().map(|e| e.id.as_str()).zip(&added.estimates_at);
    for (id, line) in named.chain(added.assumptions.iter().map(|a| a.id.as_str()).zip(&added.assumptions_at))
    {
        if let Some(first) = seen.insert(id, *line) {
            let fault = Error::input(format!("the id {id:?} stands on line {first} already"));
            faults.error(*line, "id", fault.remedy("give it an id of its own"));
        }
    }
    let estimates: HashSet<&str> = added.estimates.iter().map(|e| e.id.as_str()).collect();
    let assumptions: HashSet<&str> = added.assumptions.iter().map(|a| a.id.as_str()).collect();
    for (e, line) in added.estimates.iter().zip(&added.estimates_at) {
        replaced(&e.id, e.supersedes.as_deref(), &estimates, *line, faults);
    }
    for (a, line) in added.assumptions.iter().zip(&added.assumptions_at) {
        replaced(&a.id, a.supersedes.as_deref(), &assumptions, *line, faults);
    }
    circles(&added.estimates, &added.estimates_at, |e| Some((&e.id, e.supersedes.as_deref())), faults);
    circles(&added.assumptions, &added.assumptions_at, |a| Some((&a.id, a.supersedes.as_deref())), faults);
}

fn replaced(id: &str, old: Option<&str>, all: &HashSet<&str>, line: usize, faults: &Faults) {
    let Some(old) = old else { return };
    if old == id {
        faults.error(
            line,
            "supersedes",
            Error::input("corrects itself").remedy("name the entry it corrects"),
        );
    } else if !all.contains(old) {
        let mut names: Vec<&str> = all.iter().copied().collect();
        names.sort_unstable();
        let fault = Error::unknown(format!("no entry {old:?} of the same sort"));
        faults.error(
            line,
            "supersedes",
            match nearest(old, names) {
                Some(near) => fault.remedy(format!("did you mean {near:?}?")),
                None => fault.remedy("name an entry of this file by its id"),
            },
        );
    }
}
