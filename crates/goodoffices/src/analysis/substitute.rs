//! Values that another value can stand in for, so that spaces of hyper-rectangles shrink before they are
//! enumerated or searched.
//!
//! Value w can stand in for v if, whatever the other issues say, nobody is worse off with w and no constraint
//! tells the two apart. Of an additive function that is a comparison of parts. Of rectangles that only ever
//! add, w must lie in every range that v lies in; of others in exactly the same. Ten issues of ten values
//! under twenty rectangles (10^10 outcomes) come down to about 10^6, and with that from a search without
//! guarantee to an exact answer. The frontier's utilities are unchanged; with [`Keep::First`] so are the
//! outcomes that stand for equal ones, since only an earlier value then replaces a later.

use super::problem::Problem;
use crate::preference::{Aggregation, Bound, HyperRectangles};

/// Issues with more values are left alone: comparing all pairs would not pay.
const MOST_VALUES: usize = 2_000;

/// Which values may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// Those an earlier value can stand in for.
    First,
    /// Those any value can stand in for; of values that can stand in for one another the first stays.
    Best,
}

/// The values of each issue that are still needed.
pub(super) fn needed(problem: &Problem<'_>, keep: Keep) -> Vec<Vec<u32>> {
    let needed = |(issue, values): (usize, &Vec<u32>)| {
        if values.len() > MOST_VALUES {
            return values.clone();
        }
        let rules: Vec<Rule<'_>> = (0..problem.parties()).map(|k| Rule::of(problem, k, issue)).collect();
        let stands_in = |w: u32, v: u32| {
            rules.iter().all(|r| r.stands_in(w, v)) && same_to_constraints(problem, issue, w, v)
        };
        let gone = |v: &u32| {
            values
                .iter()
                .any(|w| w != v && stands_in(*w, *v) && (w < v || keep == Keep::Best && !stands_in(*v, *w)))
        };
        values.iter().copied().filter(|v| !gone(v)).collect()
    };
    problem.allowed.iter().enumerate().map(needed).collect()
}

/// What one party's function says of one issue.
enum Rule<'a> {
    /// The weighted part of each value.
    Parts(Box<dyn Fn(u32) -> f64 + 'a>),
    /// The ranges, and whether lying in more of them can only help.
    Ranges {
        bounds: Vec<Bound>,
        rising: bool,
    },
    Unknown,
}

impl<'a> Rule<'a> {
    fn of(problem: &Problem<'a>, party: usize, issue: usize) -> Self {
        let function = problem.functions[party];
        if let Some(u) = function.as_additive() {
            return Self::Parts(Box::new(move |v| u.part(issue, v as usize)));
        }
        let Some(u) = function.as_hyper() else { return Self::Unknown };
        let rectangles = u.blocks().iter().flat_map(|b| &b.rectangles);
        let bounds = rectangles.flat_map(|r| &r.bounds).filter(|b| b.issue == issue).copied().collect();
        Self::Ranges { bounds, rising: rising(u) }
    }

    fn stands_in(&self, w: u32, v: u32) -> bool {
        let takes = |b: &Bound, d: u32| (b.low <= d && d <= b.high) == b.inside;
        match self {
            Self::Parts(part) => part(w) >= part(v),
            Self::Ranges { bounds, rising: true } => bounds.iter().all(|b| takes(b, w) || !takes(b, v)),
            Self::Ranges { bounds, rising: false } => bounds.iter().all(|b| takes(b, w) == takes(b, v)),
            Self::Unknown => false,
        }
    }
}

/// Can another rectangle that holds only add?
fn rising(u: &HyperRectangles) -> bool {
    u.blocks().iter().all(|b| {
        b.weight >= 0.0 && b.aggregation != Aggregation::Min && b.rectangles.iter().all(|r| r.utility >= 0.0)
    })
}

fn same_to_constraints(problem: &Problem<'_>, issue: usize, w: u32, v: u32) -> bool {
    let terms = problem.constraints.iter().flat_map(|c| c.when.iter().chain(&c.then));
    terms.filter(|t| t.issue == issue).all(|t| {
        let has = |d: u32| t.values.binary_search(&(d as usize)).is_ok();
        has(w) == has(v)
    })
}
