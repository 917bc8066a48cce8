//! A case: a real negotiation with its table, its record and what its analyst adds.

use super::day::Day;
use super::estimate::{Assumption, Estimate};
use super::event::Event;
use super::trace::Trace;
use crate::num::Decimal;
use crate::outcome::{OutcomeSpace, Values};
use std::collections::BTreeMap;

/// When an option entered the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum First {
    /// With this event.
    Event(String),
    /// It was in force before the talks.
    StatusQuo,
    /// Nobody has proposed it; it is an option of the coding.
    Nobody,
}

/// What an option is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionNote {
    /// In words.
    pub text: String,
    /// In few words, for tables.
    pub label: Option<String>,
    /// When it entered the record.
    pub first: First,
    /// Who must do something for it to come about (principal indices, ascending).
    pub needs: Vec<usize>,
}

/// What an issue is called, beside its values in the space.
#[derive(Clone, Debug, PartialEq)]
pub struct IssueNote {
    /// In words.
    pub title: String,
    /// In few words, for tables.
    pub label: Option<String>,
    /// What the order of an ordered or number issue means.
    pub order_means: Option<String>,
    /// Unit of a number issue.
    pub unit: Option<String>,
    /// Value in force before the talks (index), where there is one.
    pub status_quo: Option<usize>,
    /// One note per option; empty for number issues.
    pub options: Vec<OptionNote>,
}

/// Values a constraint allows.
#[derive(Clone, Debug, PartialEq)]
pub enum Allowed {
    /// These value indices.
    Values(Vec<usize>),
    /// Numbers in a range, ends included.
    Range {
        /// Lowest.
        min: Decimal,
        /// Highest.
        max: Decimal,
    },
}

/// A constraint between issues, as the case states it.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseConstraint {
    /// In words.
    pub text: String,
    /// Premises: issue index and values.
    pub when: Vec<(usize, Allowed)>,
    /// Consequences.
    pub then: Vec<(usize, Allowed)>,
}

/// Two instruments of one principal that cannot both be used for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// Instrument index.
    pub one: usize,
    /// Instrument index.
    pub other: usize,
}

/// A remark that counts only through facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// In words.
    pub text: String,
    /// Day it speaks of, where one is given.
    pub date: Option<Day>,
    /// Ids of events it rests on.
    pub supports: Vec<String>,
}

/// A term of an event as one party states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewording {
    /// The event (id).
    pub event: String,
    /// Issue index.
    pub issue: usize,
    /// The value (index) by that account; `None` if by that account the term was not named.
    pub value: Option<usize>,
}

/// A disputed fact as one party states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// By whose account (index).
    pub principal: usize,
    /// The account in words.
    pub text: String,
    /// Events (ids) that by this account did not happen so.
    pub drop: Vec<String>,
    /// Terms that by this account were others.
    pub set: Vec<Rewording>,
}

/// A fact that the sides tell differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Stable name.
    pub id: String,
    /// What is disputed, in words.
    pub text: String,
    /// Events (ids) it is about; it counts once one of them does.
    pub about: Vec<String>,
    /// The accounts.
    pub readings: Vec<Reading>,
}

/// A real negotiation.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Stable name.
    pub slug: String,
    /// Name on the page.
    pub title: String,
    /// What the case is for.
    pub purpose: Option<String>,
    /// Whether good faith is to be judged at all.
    pub judge_faith: bool,
    /// The issues and their values.
    pub space: OutcomeSpace,
    /// What they are called; one note per issue.
    pub issues: Vec<IssueNote>,
    /// Constraints between issues.
    pub constraints: Vec<CaseConstraint>,
    /// Instruments that exclude each other.
    pub exclusions: Vec<Exclusion>,
    /// Facts that are told differently.
    pub disputes: Vec<Dispute>,
    /// Remarks.
    pub notes: Vec<Note>,
    /// Few words for events (by id), where a line has no room for the summary.
    pub labels: BTreeMap<String, String>,
    /// Who acts, with what, and what was said and done.
    pub trace: Trace,
    /// Statements about preferences.
    pub estimates: Vec<Estimate>,
    /// Named assumptions.
    pub assumptions: Vec<Assumption>,
}

impl Case {
    /// The events, in the order of the record.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        self.trace.events()
    }

    /// Few words for an event: its label, else its summary.
    #[must_use]
    pub fn event_label<'a>(&'a self, event: &'a Event) -> &'a str {
        self.labels.get(&event.id).unwrap_or(&event.summary)
    }

    /// The case without one event: what a figure would be if it were not on the record.
    #[must_use]
    pub fn without_event(&self, id: &str) -> Case {
        let mut case = self.clone();
        let events = self.events().iter().filter(|e| e.id != id).cloned().collect();
        case.trace = Trace::new(self.trace.principals().to_vec(), self.trace.instruments().to_vec(), events);
        case
    }

    /// Few words for an issue.
    #[must_use]
    pub fn issue_label(&self, issue: usize) -> String {
        self.issues[issue]
            .label
            .clone()
            .unwrap_or_else(|| self.space.issues()[issue].name().replace('_', " "))
    }

    /// Few words for a value of an issue.
    #[must_use]
    pub fn value_label(&self, issue: usize, value: usize) -> String {
        match self.issues[issue].options.get(value) {
            Some(note) => note
                .label
                .clone()
                .unwrap_or_else(|| self.space.issues()[issue].label(value).replace('_', " ")),
            None => self.space.issues()[issue].label(value).into_owned(),
        }
    }

    /// Full words for a value of an issue.
    #[must_use]
    pub fn value_text(&self, issue: usize, value: usize) -> String {
        match (self.issues[issue].options.get(value), &self.issues[issue].unit) {
            (Some(note), _) => note.text.clone(),
            (None, Some(unit)) => format!("{} {unit}", self.space.issues()[issue].label(value)),
            (None, None) => self.space.issues()[issue].label(value).into_owned(),
        }
    }

    /// A hash of what the case says: the provenance of results made from it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut h = blake3::Hasher::new();
        let mut put = |s: &str| {
            h.update(&(s.len() as u64).to_le_bytes());
            h.update(s.as_bytes());
        };
        put(&self.slug);
        for (issue, note) in self.space.issues().iter().zip(&self.issues) {
            put(issue.name());
            put(&note.title);
            match issue.values() {
                Values::Number(g) => put(&format!("{} {} {}", g.low(), g.high(), g.step())),
                _ => (0..issue.len()).for_each(|v| put(&issue.label(v))),
            }
        }
        for p in self.trace.principals() {
            put(&p.slug);
        }
        for e in self.events() {
            put(&e.id);
            put(&format!("{:?} {} {:?} {:?} {:?}", e.happened, e.known, e.order, e.principals, e.kind));
            put(&format!("{:?} {:?} {:?} {:?}", e.proposal, e.proposal_role, e.standing, e.scope));
            put(&format!("{:?} {:?} {:?} {:?}", e.in_reply_to, e.asks, e.condition, e.deadline));
            put(&e.summary);
        }
        for e in &self.estimates {
            put(&format!("{e:?}"));
        }
        for a in &self.assumptions {
            put(&format!("{a:?}"));
        }
        h.finalize().to_hex().as_str()[..16].to_owned()
    }
}

impl Case {
    /// The constraints in the form the table uses.
    #[must_use]
    pub fn scenario_constraints(&self) -> Vec<crate::scenario::Constraint> {
        let side = |terms: &[(usize, Allowed)]| -> Vec<crate::scenario::Term> {
            terms
                .iter()
                .map(|(issue, allowed)| {
                    let mut values = self.allowed_values(*issue, allowed);
                    values.sort_unstable();
                    crate::scenario::Term { issue: *issue, values }
                })
                .collect()
        };
        self.constraints
            .iter()
            .map(|c| crate::scenario::Constraint {
                text: c.text.clone(),
                when: side(&c.when),
                then: side(&c.then),
            })
            .collect()
    }
}
