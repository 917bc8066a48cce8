//! What changed since an earlier day or an earlier report, kept apart: new events; corrections and facts
//! learned late; changed assumptions; and which of them moved each figure.

use super::Assessment;
use super::figure::Figure;
use crate::talks::{Case, Day};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What an assessment said, as small as a later comparison needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// As of which day (YYYY-MM-DD).
    pub as_of: String,
    /// Hash of the case as it was seen.
    pub fingerprint: String,
    /// Ids of the events that counted.
    pub events: BTreeSet<String>,
    /// Estimates and assumptions that counted: id and what it says.
    pub estimates: BTreeMap<String, String>,
    /// Every figure by its subject: its text.
    pub figures: BTreeMap<String, String>,
}

/// Why something counts now that did not before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It happened since.
    NewEvent,
    /// It had happened, and became known or was entered since.
    LearnedLate,
    /// It corrects what was there.
    Correction,
    /// An estimate or assumption was added, changed or dropped.
    Assumption,
}

/// A figure that reads differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Its key now; empty if it is gone.
    pub key: String,
    /// Its subject.
    pub subject: String,
    /// What it said; `None` if it is new.
    pub before: Option<String>,
    /// What it says; `None` if it is gone.
    pub now: Option<String>,
    /// What moved it: the cause and the id. Empty where only time passed.
    pub by: Vec<(Cause, String)>,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Since {
    /// The earlier day.
    pub since: String,
    /// Ids of events that happened since.
    pub new_events: Vec<String>,
    /// Ids of events that had happened and count only now.
    pub learned_late: Vec<String>,
    /// Corrections: the new id and the one it replaces.
    pub corrections: Vec<(String, String)>,
    /// Ids of estimates and assumptions that were added, changed or dropped.
    pub assumptions: Vec<String>,
    /// Figures that read differently.
    pub moved: Vec<Moved>,
}

/// Compares an assessment with what an earlier one said. `whole` is the case before any lens: only it still
/// knows what corrects what.
#[must_use]
pub fn since(before: &Snapshot, now: &Assessment, whole: &Case) -> Since {
    let after = now.snapshot();
    let day: Option<Day> = before.as_of.parse().ok();
    let mut out = Since {
        since: before.as_of.clone(),
        new_events: Vec::new(),
        learned_late: Vec::new(),
        corrections: Vec::new(),
        assumptions: Vec::new(),
        moved: Vec::new(),
    };
    let mut cause: BTreeMap<&str, Cause> = BTreeMap::new();
    for e in now.case.events().iter().filter(|e| !before.events.contains(&e.id)) {
        let why = if let Some(old) = corrected(whole, &e.id).find(|old| before.events.contains(*old)) {
            out.corrections.push((e.id.clone(), old.to_owned()));
            Cause::Correction
        } else if day.is_some_and(|d| e.happened.to <= d) {
            out.learned_late.push(e.id.clone());
            Cause::LearnedLate
        } else {
            out.new_events.push(e.id.clone());
            Cause::NewEvent
        };
        cause.insert(&e.id, why);
    }
    // Under the other clock nothing is hidden for being unknown yet: what became public since is said too.
    for e in now.case.events() {
        if before.events.contains(&e.id) && day.is_some_and(|d| e.happened.to <= d && e.known > d) {
            let seen = |old: &&str| whole.trace.event(old).is_some_and(|o| now.lens.lets_through(o));
            match corrected(whole, &e.id).find(seen) {
                Some(old) => out.corrections.push((e.id.clone(), old.to_owned())),
                None => out.learned_late.push(e.id.clone()),
            }
        }
    }
    for id in before.estimates.keys().chain(after.estimates.keys()).collect::<BTreeSet<_>>() {
        if before.estimates.get(id) != after.estimates.get(id) {
            out.assumptions.push(id.clone());
        }
    }
    let changed: HashSet<&str> = out.assumptions.iter().map(String::as_str).collect();
    let mut figures: HashMap<&str, &Figure> = HashMap::new();
    for f in &now.figures {
        figures.entry(&f.subject).or_insert(f);
    }
    for subject in before.figures.keys().chain(after.figures.keys()).collect::<BTreeSet<_>>() {
        let (old, new) = (before.figures.get(subject), after.figures.get(subject));
        if old == new {
            continue;
        }
        let figure = figures.get(subject.as_str()).copied();
        let mut by: Vec<(Cause, String)> = figure
            .map(|f| f.facts.iter().filter_map(|id| Some((*cause.get(id.as_str())?, id.clone()))).collect())
            .unwrap_or_default();
        if let Some(f) = figure {
            by.extend(
                f.premises
                    .iter()
                    .filter(|p| changed.contains(p.id.as_str()))
                    .map(|p| (Cause::Assumption, p.id.clone())),
            );
        }
        by.sort();
        out.moved.push(Moved {
            key: figure.map(|f| f.key.clone()).unwrap_or_default(),
            subject: subject.clone(),
            before: old.cloned(),
            now: new.cloned(),
            by,
        });
    }
    out
}

/// What an event corrects, the newest first.
fn corrected<'a>(whole: &'a Case, id: &str) -> impl Iterator<Item = &'a str> {
    let before = |id: &str| whole.trace.event(id).and_then(|e| e.supersedes.as_deref());
    // Corrections in a circle are refused on reading; the bound is for cases made by hand.
    std::iter::successors(before(id), move |old| before(old)).take(whole.events().len())
}
