//! What naive position-by-position counting would call moving away, and why each stays or goes.
//!
//! The naive count takes every term that an event names as the new position of everybody it binds, and
//! compares it with the last term each other party was named with (or the value in force). It knows neither
//! role nor standing nor scope nor voucher, and takes the order of lines for the order of events. Each move
//! it finds is held against the path ([`super::paths`]), and every difference is named. Kept so that the
//! rules of like with like can be checked against what they leave out.

use super::as_of::{AsOf, Line, makes_path};
use super::path::{Direction, Measure, Path, paths};
use crate::talks::{Event, Evidence, ProposalRole, Scope, Standing};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A move away by the naive count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NaiveMove {
    /// Whose (index).
    pub principal: usize,
    /// Issue index.
    pub issue: usize,
    /// From this event (id) and value.
    pub from: (String, usize),
    /// To this event (id) and value.
    pub to: (String, usize),
    /// Away from this party (index).
    pub other: usize,
    /// By this event of the other party, or by the value in force.
    pub measured_by: Option<String>,
    /// Why it goes; empty if it stays.
    pub goes: BTreeSet<Reason>,
    /// The path has the same step, and it moves away there too.
    pub stays: bool,
}

/// Why a naive move is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// One end is a term one would fall back to.
    Threatened,
    /// One end is a yes to another's term.
    Accepted,
    /// One end is a no to another's term.
    Refused,
    /// One end is agreed between sides.
    Agreed,
    /// One end names a term without any role.
    NoRole,
    /// One end is only floated.
    Floated,
    /// One end is a report of words that were never tabled.
    ReportedOnly,
    /// The ends are of different scopes.
    OtherScope,
    /// The other party's value is no own firm value of that scope.
    OtherSideNotLikeWithLike,
    /// The order of the two ends, or of the other party's statements, is unknown.
    OrderUnknown,
    /// A later own value of the same line lies between the ends.
    NotNeighbours,
}

impl Reason {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Threatened => "a threatened term is no move",
            Self::Accepted => "a yes to another's term is no move",
            Self::Refused => "a no to another's term is no move",
            Self::Agreed => "a term agreed between sides is no move of one",
            Self::NoRole => "a term named without a role is no move",
            Self::Floated => "one end is only floated",
            Self::ReportedOnly => "one end is a report of words never tabled",
            Self::OtherScope => "the ends are of different scopes",
            Self::OtherSideNotLikeWithLike => "the other side's value is no own firm value of that scope",
            Self::OrderUnknown => "the order of events is unknown",
            Self::NotNeighbours => "another own value of the line lies between",
        }
    }
}

/// A step that moves away on the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMove {
    /// Whose, on what, in which scope.
    pub line: Line,
    /// From these events (ids).
    pub from: Vec<String>,
    /// To these events (ids).
    pub to: Vec<String>,
    /// Away from this party (index).
    pub other: usize,
    /// The other party had said nothing of the kind; measured by the value in force.
    pub by_value_in_force: bool,
    /// The weakest voucher of what the step rests on.
    pub voucher: Evidence,
}

/// Every step that moves away on a path, by line.
#[must_use]
pub fn kept_moves(paths: &[Path]) -> Vec<KeptMove> {
    let mut kept = Vec::new();
    for path in paths {
        for step in &path.steps {
            for a in step.against.iter().filter(|a| a.direction == Direction::Away) {
                let ids = |k: usize| path.stages[k].said.iter().map(|s| s.event.clone()).collect();
                kept.push(KeptMove {
                    line: path.line,
                    from: ids(step.to - 1),
                    to: ids(step.to),
                    other: a.other,
                    by_value_in_force: matches!(a.measured_by, Measure::InForce(_)),
                    voucher: step.voucher,
                });
            }
        }
    }
    kept
}

/// Every naive move away of a party, in the order of the record. Linear in the terms (times parties).
#[must_use]
pub fn naive_moves(as_of: &AsOf<'_>) -> Vec<NaiveMove> {
    let paths = paths(as_of);
    let mut kept: HashMap<(&str, Line, usize), Vec<&str>> = HashMap::new();
    for path in &paths {
        for step in &path.steps {
            for a in step.against.iter().filter(|a| a.direction == Direction::Away) {
                for to in &path.stages[step.to].said {
                    let from = path.stages[step.to - 1].said.iter().map(|s| s.event.as_str());
                    kept.insert((&to.event, path.line, a.other), from.collect());
                }
            }
        }
    }
    let parties = as_of.trace().parties();
    let mut last: BTreeMap<(usize, usize), (&Event, usize)> = BTreeMap::new();
    let mut found = Vec::new();
    for e in as_of.trace().events() {
        for (issue, value) in e.proposal.terms() {
            let known = as_of.space().issues().get(issue).filter(|i| value < i.len());
            if known.is_none_or(|i| !i.is_ordered()) {
                continue;
            }
            for &p in e.principals.iter().filter(|p| parties.contains(p)) {
                let Some(&(from, was)) = last.get(&(p, issue)) else { continue };
                for &other in parties.iter().filter(|o| **o != p) {
                    let theirs = last.get(&(other, issue));
                    let Some(o) = theirs.map(|t| t.1).or(as_of.in_force(issue)) else { continue };
                    if value.abs_diff(o) <= was.abs_diff(o) {
                        continue;
                    }
                    let line = Line { principal: p, issue, scope: e.scope };
                    let same_step = kept.get(&(e.id.as_str(), line, other));
                    let stays = same_step.is_some_and(|f| f.contains(&from.id.as_str()));
                    let goes = if stays { BTreeSet::new() } else { reasons(from, e, theirs.map(|t| t.0)) };
                    found.push(NaiveMove {
                        principal: p,
                        issue,
                        from: (from.id.clone(), was),
                        to: (e.id.clone(), value),
                        other,
                        measured_by: theirs.map(|t| t.0.id.clone()),
                        goes,
                        stays,
                    });
                }
            }
        }
        for (issue, value) in e.proposal.terms() {
            for &p in &e.principals {
                last.insert((p, issue), (e, value));
            }
        }
    }
    found
}

/// Every difference between the two ends, and of the other party's value, from like with like.
fn reasons(from: &Event, to: &Event, theirs: Option<&Event>) -> BTreeSet<Reason> {
    let mut why = BTreeSet::new();
    for e in [from, to] {
        match e.proposal_role {
            Some(ProposalRole::Threatened) => drop(why.insert(Reason::Threatened)),
            Some(ProposalRole::Accepts) => drop(why.insert(Reason::Accepted)),
            Some(ProposalRole::Refuses) => drop(why.insert(Reason::Refused)),
            Some(ProposalRole::Agreed) => drop(why.insert(Reason::Agreed)),
            None => drop(why.insert(Reason::NoRole)),
            Some(ProposalRole::PutsForward | ProposalRole::Demands) => {
                if e.standing == Some(Standing::Floated) {
                    why.insert(Reason::Floated);
                } else if !makes_path(e) {
                    why.insert(Reason::ReportedOnly);
                }
            }
        }
    }
    if from.scope != to.scope {
        why.insert(Reason::OtherScope);
    }
    let comparable = |t: &Event, scope: Scope| t.is_own_proposal() && makes_path(t) && t.scope == scope;
    if theirs.is_some_and(|t| !comparable(t, to.scope)) {
        why.insert(Reason::OtherSideNotLikeWithLike);
    }
    if !from.surely_before(to) || theirs.is_some_and(|t| !t.surely_before(to)) {
        why.insert(Reason::OrderUnknown);
    }
    if why.is_empty() {
        why.insert(Reason::NotNeighbours);
    }
    why
}
