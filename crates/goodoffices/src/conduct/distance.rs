//! How far apart two parties are on an issue, over time, in ranks of its order (grid steps of a number).
//!
//! The distance at a time is `|a − b|` of the two paths' values then; where the order of events leaves
//! several possible values, the least and the greatest distance are given. Absent on purpose: distances on
//! issues without an order, and any sum over issues.

use super::as_of::{AsOf, Line};
use super::path::{Path, Stage};
use crate::talks::{Day, Scope};

/// The distance between two parties on one issue in one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distance {
    /// Issue index.
    pub issue: usize,
    /// What the terms are about.
    pub scope: Scope,
    /// One party (index).
    pub one: usize,
    /// The other (index), greater than `one`.
    pub other: usize,
    /// The distances in order, the last one standing.
    pub series: Vec<Gap>,
}

/// A distance from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// From this day.
    pub from: Day,
    /// Least possible, in ranks.
    pub least: usize,
    /// Greatest possible, in ranks.
    pub greatest: usize,
    /// The stage of `one`'s path (position in [`Path::stages`]).
    pub one_stage: usize,
    /// The stage of `other`'s path.
    pub other_stage: usize,
}

impl Distance {
    /// The distance that stands.
    #[must_use]
    pub fn now(&self) -> Option<Gap> {
        self.series.last().copied()
    }
}

/// Distances between every two parties, by issue, scope and pair. Linear in the stages (times parties).
#[must_use]
pub fn distances(as_of: &AsOf<'_>, paths: &[Path]) -> Vec<Distance> {
    let parties = as_of.trace().parties();
    let path = |principal: usize, issue: usize, scope: Scope| {
        let line = Line { principal, issue, scope };
        paths.binary_search_by(|p| p.line.cmp(&line)).ok().map(|k| &paths[k])
    };
    let mut found = Vec::new();
    for (issue, values) in as_of.space().issues().iter().enumerate().filter(|(_, i)| i.is_ordered()) {
        debug_assert!(!values.is_empty());
        for scope in Scope::ALL {
            for (k, &one) in parties.iter().enumerate() {
                let Some(a) = path(one, issue, *scope) else { continue };
                for &other in &parties[k + 1..] {
                    let Some(b) = path(other, issue, *scope) else { continue };
                    found.push(Distance {
                        issue,
                        scope: *scope,
                        one,
                        other,
                        series: series(&a.stages, &b.stages),
                    });
                }
            }
        }
    }
    found
}

/// Both paths merged by the day on which each stage ends.
fn series(a: &[Stage], b: &[Stage]) -> Vec<Gap> {
    let (mut i, mut j) = (0, 0);
    let mut gaps: Vec<Gap> = Vec::with_capacity(a.len() + b.len());
    while i < a.len() || j < b.len() {
        let day = match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) => x.on.to.min(y.on.to),
            (Some(x), None) => x.on.to,
            (None, Some(y)) => y.on.to,
            (None, None) => break,
        };
        // A day counts as a whole: the distance is that of its end.
        while a.get(i).is_some_and(|s| s.on.to == day) {
            i += 1;
        }
        while b.get(j).is_some_and(|s| s.on.to == day) {
            j += 1;
        }
        let (Some(x), Some(y)) = (i.checked_sub(1), j.checked_sub(1)) else { continue };
        if let Some((least, greatest)) = between(&a[x].last, &b[y].last) {
            gaps.push(Gap { from: day, least, greatest, one_stage: x, other_stage: y });
        }
    }
    gaps
}

/// Least and greatest distance between two ascending sets of values, in one pass.
fn between(a: &[usize], b: &[usize]) -> Option<(usize, usize)> {
    let greatest = a.last()?.abs_diff(*b.first()?).max(b.last()?.abs_diff(*a.first()?));
    let (mut i, mut j, mut least) = (0, 0, usize::MAX);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        least = least.min(x.abs_diff(*y));
        if x < y { i += 1 } else { j += 1 }
    }
    Some((least, greatest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_pass_finds_what_all_pairs_find(
            a in proptest::collection::btree_set(0_usize..40, 1..8),
            b in proptest::collection::btree_set(0_usize..40, 1..8),
        ) {
            let (a, b): (Vec<_>, Vec<_>) = (a.into_iter().collect(), b.into_iter().collect());
            let all: Vec<usize> = a.iter().flat_map(|x| b.iter().map(move |y| x.abs_diff(*y))).collect();
            prop_assert_eq!(between(&a, &b), all.iter().min().copied().zip(all.iter().max().copied()));
        }
    }
}
