//! A trace as of a day, indexed once: who named which value of which issue, in which scope, when.
//!
//! Every part of `conduct` reads an [`AsOf`]. It holds what the trace does not say of itself: the values in
//! force before the talks and the pairs of instruments that exclude each other. It hides nothing: whoever
//! calls has already restricted the case to what may be seen.

use crate::outcome::OutcomeSpace;
use crate::talks::{Case, Day, Event, Evidence, ProposalRole, Scope, Span, Standing, Trace};
use std::collections::BTreeMap;

/// One principal on one issue in one scope: only values of one line are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line {
    /// Whose (index).
    pub principal: usize,
    /// Issue index.
    pub issue: usize,
    /// What the terms are about.
    pub scope: Scope,
}

/// A value as one event states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The event (id).
    pub event: String,
    /// Value index in its issue.
    pub value: usize,
    /// When it was said.
    pub on: Span,
    /// Who vouches for it.
    pub evidence: Evidence,
    /// How firmly it stands.
    pub standing: Option<Standing>,
}

/// A term of an event, by position of the event in the trace.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    pub event: usize,
    pub value: usize,
    pub role: Option<ProposalRole>,
}

/// A trace as of a day.
#[derive(Clone, Debug)]
pub struct AsOf<'a> {
    trace: &'a Trace,
    space: &'a OutcomeSpace,
    today: Day,
    status_quo: Vec<Option<usize>>,
    exclusions: Vec<(usize, usize)>,
    lines: BTreeMap<Line, Vec<Term>>,
}

impl<'a> AsOf<'a> {
    /// A trace over a space, read on a day. Terms outside the space and principals outside the trace are
    /// passed over (the readers report them).
    #[must_use]
    pub fn new(trace: &'a Trace, space: &'a OutcomeSpace, today: Day) -> Self {
        let mut lines: BTreeMap<Line, Vec<Term>> = BTreeMap::new();
        for (k, e) in trace.events().iter().enumerate() {
            for (issue, value) in e.proposal.terms() {
                if space.issues().get(issue).is_none_or(|i| value >= i.len()) {
                    continue;
                }
                for &principal in e.principals.iter().filter(|p| **p < trace.principals().len()) {
                    let line = Line { principal, issue, scope: e.scope };
                    lines.entry(line).or_default().push(Term { event: k, value, role: e.proposal_role });
                }
            }
        }
        Self { trace, space, today, status_quo: Vec::new(), exclusions: Vec::new(), lines }
    }

    /// A case, read on a day, with its values in force and its exclusions.
    #[must_use]
    pub fn of_case(case: &'a Case, today: Day) -> Self {
        Self::new(&case.trace, &case.space, today)
            .status_quo(case.issues.iter().map(|i| i.status_quo).collect())
            .exclusions(case.exclusions.iter().map(|x| (x.one, x.other)).collect())
    }

    /// With the values in force before the talks, one per issue.
    #[must_use]
    pub fn status_quo(mut self, values: Vec<Option<usize>>) -> Self {
        self.status_quo = values;
        self
    }

    /// With pairs of instruments that exclude each other.
    #[must_use]
    pub fn exclusions(mut self, pairs: Vec<(usize, usize)>) -> Self {
        self.exclusions = pairs;
        self
    }

    /// The trace.
    #[must_use]
    pub fn trace(&self) -> &'a Trace {
        self.trace
    }

    /// The space.
    #[must_use]
    pub fn space(&self) -> &'a OutcomeSpace {
        self.space
    }

    /// The day of reading.
    #[must_use]
    pub fn today(&self) -> Day {
        self.today
    }

    /// The value in force before the talks, where there is one.
    #[must_use]
    pub fn in_force(&self, issue: usize) -> Option<usize> {
        self.status_quo.get(issue).copied().flatten()
    }

    /// Pairs of instruments that exclude each other.
    #[must_use]
    pub fn excluded(&self) -> &[(usize, usize)] {
        &self.exclusions
    }

    /// The terms of each line, in the order of the record.
    pub(super) fn lines(&self) -> &BTreeMap<Line, Vec<Term>> {
        &self.lines
    }

    pub(super) fn event(&self, k: usize) -> &'a Event {
        &self.trace.events()[k]
    }

    pub(super) fn stated(&self, term: &Term) -> Stated {
        let e = self.event(term.event);
        Stated {
            event: e.id.clone(),
            value: term.value,
            on: e.happened,
            evidence: e.evidence,
            standing: e.standing,
        }
    }

    /// Days from the end of a span to today.
    pub(super) fn age(&self, on: Span) -> i64 {
        on.to.days_until(self.today)
    }
}

/// Is it the speaker's own proposal?
pub(super) fn own(term: &Term) -> bool {
    term.role.is_some_and(ProposalRole::is_own)
}

/// Is it firm: tabled, final or plainly said, and not only floated?
pub(super) fn firm(e: &Event) -> bool {
    e.standing != Some(Standing::Floated)
}

/// Does it make a path: firm, and either on its side's own record or a text tabled that others tell of?
/// A report of words that were never tabled does not.
#[must_use]
pub fn makes_path(e: &Event) -> bool {
    firm(e) && (e.evidence == Evidence::OnRecord || e.standing.is_some())
}
