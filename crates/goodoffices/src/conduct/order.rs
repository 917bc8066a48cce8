//! What is latest where the order inside a day is unknown.
//!
//! Events are only partly ordered: by day, and inside a day by recorded position alone. "The latest" is
//! therefore a set: those that no other event surely follows.

use crate::talks::{Day, Event};

/// Of these positions in `events`, those whose event no other of them surely follows, as given. Linear.
pub(super) fn latest(events: &[Event], of: &[usize]) -> Vec<usize> {
    let Some(edge) = of.iter().map(|k| events[*k].happened.from).max() else { return Vec::new() };
    let last = of.iter().filter_map(|k| order_on(&events[*k], edge)).max();
    of.iter()
        .copied()
        .filter(|k| {
            let e = &events[*k];
            e.happened.to >= edge && order_on(e, edge).is_none_or(|o| Some(o) == last)
        })
        .collect()
}

/// Of these positions in `events`, those whose event surely follows no other of them, as given. Linear.
pub(super) fn earliest(events: &[Event], of: &[usize]) -> Vec<usize> {
    let Some(edge) = of.iter().map(|k| events[*k].happened.to).min() else { return Vec::new() };
    let first = of.iter().filter_map(|k| order_on(&events[*k], edge)).min();
    of.iter()
        .copied()
        .filter(|k| {
            let e = &events[*k];
            e.happened.from <= edge && order_on(e, edge).is_none_or(|o| Some(o) == first)
        })
        .collect()
}

/// Its recorded position inside this day, if it surely happened on it.
fn order_on(e: &Event, day: Day) -> Option<u32> {
    e.order.filter(|_| e.happened.is_exact() && e.happened.from == day)
}

/// How one set of events lies to another in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Surely later.
    Later,
    /// Surely earlier.
    Earlier,
    /// The order is unknown, or they overlap.
    Unclear,
}

/// How `one` lies to `other`.
pub(super) fn relation(events: &[Event], one: &[usize], other: &[usize]) -> Relation {
    let all_before = |a: &[usize], b: &[usize]| {
        // What is earliest in `b` bounds the rest; sets beyond a handful are compared by their days.
        if a.len().saturating_mul(b.len()) > 256 {
            let end = a.iter().map(|k| events[*k].happened.to).max();
            let start = b.iter().map(|k| events[*k].happened.from).min();
            return matches!((end, start), (Some(x), Some(y)) if x < y);
        }
        a.iter().all(|x| b.iter().all(|y| events[*x].surely_before(&events[*y])))
    };
    if all_before(other, one) {
        Relation::Later
    } else if all_before(one, other) {
        Relation::Earlier
    } else {
        Relation::Unclear
    }
}
