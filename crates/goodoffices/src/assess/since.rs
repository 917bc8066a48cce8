//! What changed since an earlier day or an earlier report, kept apart: new events; corrections and facts
//! learned late; changed assumptions; and which of them moved each figure.

use super::Assessment;
use super::figure::Figure;
use crate::preference::Says;
use crate::talks::{Assumption, Case, Day, Estimate, Setting};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What an assessment said, as small as a later comparison needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// As of which day (YYYY-MM-DD).
    pub as_of: String,
    /// Hash of the case as it was seen; empty where only what counted is compared.
    pub fingerprint: String,
    /// Ids of the events that counted.
    pub events: BTreeSet<String>,
    /// Estimates and assumptions that counted: id and what it says.
    pub estimates: BTreeMap<String, String>,
    /// Every figure, in the order of the report: its subject and its text; `None` where only what counted is
    /// compared.
    pub figures: Option<Vec<(String, String)>>,
}

impl Snapshot {
    /// What counted in a case as seen on a day, without assessing it: enough for the first page, which counts what
    /// is new and does not say what moved.
    #[must_use]
    pub fn of_case(seen: &Case, day: Day) -> Self {
        Self {
            as_of: day.to_string(),
            fingerprint: String::new(),
            events: seen.events().iter().map(|e| e.id.clone()).collect(),
            estimates: counted(seen),
            figures: None,
        }
    }
}

/// Estimates and assumptions of a case: id and what it says.
pub(super) fn counted(case: &Case) -> BTreeMap<String, String> {
    case.estimates
        .iter()
        .map(|e| (e.id.clone(), said(case, e)))
        .chain(case.assumptions.iter().map(|a| (a.id.clone(), set(case, a))))
        .collect()
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
    let estimates = counted(&now.case);
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
        if before.events.contains(&e.id)
            && day.is_some_and(|d| e.happened.to <= d && e.known > d && e.known <= now.today)
        {
            let seen = |old: &&str| whole.trace.event(old).is_some_and(|o| now.lens.lets_through(o));
            match corrected(whole, &e.id).find(seen) {
                Some(old) => out.corrections.push((e.id.clone(), old.to_owned())),
                None => out.learned_late.push(e.id.clone()),
            }
        }
    }
    for id in before.estimates.keys().chain(estimates.keys()).collect::<BTreeSet<_>>() {
        if before.estimates.get(id) != estimates.get(id) {
            out.assumptions.push(id.clone());
        }
    }
    let changed: HashSet<&str> = out.assumptions.iter().map(String::as_str).collect();
    let Some(figures_before) = &before.figures else { return out };
    let figures_after: Vec<(String, String)> =
        now.figures.iter().map(|f| (f.subject.clone(), f.text.clone())).collect();
    let (was, is) = (by_subject(figures_before), by_subject(&figures_after));
    let figures: HashMap<&str, &Figure> = now.figures.iter().map(|f| (f.subject.as_str(), f)).collect();
    // In the order of the report, then what is gone: an order by subject would be one by name.
    let gone = figures_before.iter().filter(|(subject, _)| !is.contains_key(subject.as_str()));
    for (subject, _) in figures_after.iter().chain(gone) {
        let (old, new) = (was.get(subject.as_str()), is.get(subject.as_str()));
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
            before: old.map(|t| (*t).to_owned()),
            now: new.map(|t| (*t).to_owned()),
            by,
        });
    }
    out
}

fn by_subject(figures: &[(String, String)]) -> HashMap<&str, &str> {
    figures.iter().map(|(subject, text)| (subject.as_str(), text.as_str())).collect()
}

/// What an event corrects, the newest first.
fn corrected<'a>(whole: &'a Case, id: &str) -> impl Iterator<Item = &'a str> {
    let before = |id: &str| whole.trace.event(id).and_then(|e| e.supersedes.as_deref());
    // Corrections in a circle are refused on reading; the bound is for cases made by hand.
    std::iter::successors(before(id), move |old| before(old)).take(whole.events().len())
}

/// What a statement says, in names: numbers of issues and values differ from day to day.
fn said(case: &Case, e: &Estimate) -> String {
    let names = |values: &[usize]| -> Vec<String> {
        values.iter().map(|v| case.space.issues()[e.issue].label(*v).into_owned()).collect()
    };
    let what = match &e.says {
        Says::Accepts(v) => format!("accepts {}", names(v).join(", ")),
        Says::RulesOut(v) => format!("rules out {}", names(v).join(", ")),
        Says::Prefers(v) => format!("prefers {}", names(v).join(", ")),
        Says::Direction { higher: true } => "the more the better".to_owned(),
        Says::Direction { higher: false } => "the less the better".to_owned(),
    };
    let who = &case.trace.principals()[e.principal].slug;
    let how = if e.inferred { "inferred" } else { "said" };
    format!("{who} on {}: {what} ({how}; {})", case.space.issues()[e.issue].name(), e.confidence)
}

/// What an assumption sets, in names, with its reason.
fn set(case: &Case, a: &Assumption) -> String {
    let who = |p: usize| &case.trace.principals()[p].slug;
    let issue = |i: usize| case.space.issues()[i].name();
    let what = match &a.setting {
        Setting::Observable { event, answer } => format!("{event} observable: {answer}"),
        Setting::RedLine { principal, issue: i, value, probability } => format!(
            "{} will not have {} {}: {probability}",
            who(*principal),
            issue(*i),
            case.space.issues()[*i].label(*value)
        ),
        Setting::Weight { principal, issue: i, concentration } => {
            format!("weight of {} for {}: {concentration}", issue(*i), who(*principal))
        }
        Setting::Fallback { principal, low, high } => {
            format!("no agreement is worth {low} to {high} to {}", who(*principal))
        }
        Setting::Ground { event, principal, low, high } => {
            format!("{event} moves the ground for {}: {low} to {high}", who(*principal))
        }
        Setting::Advice { quantity, principal, low, high } => match principal {
            Some(p) => format!("{quantity} of {}: {low} to {high}", who(*p)),
            None => format!("{quantity}: {low} to {high}"),
        },
    };
    format!("{what} ({}, {}: {}; {})", a.author, a.date, a.reason, a.confidence)
}
