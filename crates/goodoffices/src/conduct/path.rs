//! Paths of positions: how a principal's own value of an issue went, like with like, and which way.
//!
//! A path holds a principal's own firm values of one issue in one scope: those on its own record, and those
//! of a text that was tabled (formal or final) though only others tell of it. Floated values and reports of
//! words that were never tabled make no path. Values whose order is unknown form one [`Stage`]; between
//! stages lie [`Step`]s. The first stage *opens* the issue and is no move; a band counts as coded.
//!
//! A step is measured against each other party's standing value at that time, in ranks of the issue's order:
//! with own value `a`, then `b`, and the other's `o`, it is toward where `|b − o| < |a − o|`, away where
//! greater. Where the other party has said nothing of the kind, the value in force before the talks stands
//! for `o` and the result says so. Where the order of events leaves more than one possible `o`, `a` or `b`,
//! a direction is given only if all agree. Unordered issues know only change and no change.
//! After the step classes of Hindriks, Jonker and Tykhonov (2007), but with orders in place of utilities, so
//! that nothing is said of what a step was worth. Absent on purpose: weights, and sums over issues.

use super::as_of::{AsOf, Line, Stated, firm, makes_path, own};
use super::order::{earliest, latest};
use crate::talks::{Event, Evidence, Scope, Span};
use std::collections::BTreeMap;

/// More possible values than this on one side of a step, and its direction is not told.
const MOST_READINGS: usize = 64;

/// The path of one principal on one issue in one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Whose, on what, in which scope.
    pub line: Line,
    /// What it said, in order; the first opens the issue.
    pub stages: Vec<Stage>,
    /// From each stage to the next: one fewer than stages.
    pub steps: Vec<Step>,
}

/// Statements between which the order is unknown; as a rule one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// From the first day to the last.
    pub on: Span,
    /// The statements.
    pub said: Vec<Stated>,
    /// Values that may have come first, ascending.
    pub first: Vec<usize>,
    /// Values that may have come last, ascending.
    pub last: Vec<usize>,
    /// Recorded positions, first and last, where all of it is one day and every order is recorded.
    orders: Orders,
}

/// First and last recorded position inside one day, where every position is recorded.
type Orders = Option<(u32, u32)>;

/// From one stage to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The stage it ends in (position in [`Path::stages`]).
    pub to: usize,
    /// Ranks moved, with sign, where both values are certain and the issue has an order.
    pub ranks: Option<i64>,
    /// The weakest voucher of what it rests on.
    pub voucher: Evidence,
    /// One entry for each other party.
    pub against: Vec<Against>,
}

/// A step seen from another party's position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Against {
    /// The other party (index).
    pub other: usize,
    /// What stood for its position.
    pub measured_by: Measure,
    /// Which way the step went.
    pub direction: Direction,
}

/// What a step was measured against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The other party's own statements (event ids; of very many the first).
    Position(Vec<String>),
    /// The value in force before the talks, since the other party had said nothing of the kind.
    InForce(usize),
    /// Nothing: the issue has no order, or there is no value to measure by.
    Nothing,
}

/// Which way a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Nearer to the other side.
    Toward,
    /// Further from it.
    Away,
    /// The same value again.
    NoChange,
    /// Another value, as far from the other side as before.
    Across,
    /// Another value of an issue without an order, or with nothing to measure by.
    Changed,
    /// The order of events leaves it open.
    Unclear,
}

impl Direction {
    /// In words for the page.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Toward => "moved toward",
            Self::Away => "moved away",
            Self::NoChange => "no change",
            Self::Across => "changed, as far apart as before",
            Self::Changed => "changed",
            Self::Unclear => "order unknown, direction not told",
        }
    }
}

impl Stage {
    /// Is it known to have come before the event?
    #[must_use]
    pub fn surely_before(&self, e: &Event) -> bool {
        self.on.to < e.happened.from || self.same_day_orders(e).is_some_and(|((_, last), order)| last < order)
    }

    /// Is it known to have come after the event?
    #[must_use]
    pub fn surely_after(&self, e: &Event) -> bool {
        e.happened.to < self.on.from
            || self.same_day_orders(e).is_some_and(|((first, _), order)| order < first)
    }

    fn same_day_orders(&self, e: &Event) -> Option<((u32, u32), u32)> {
        (self.on == e.happened).then_some(self.orders?).zip(e.order)
    }
}

/// All paths, by principal, issue and scope. Linear in the terms named (times the number of parties).
#[must_use]
pub fn paths(as_of: &AsOf<'_>) -> Vec<Path> {
    let stages: BTreeMap<Line, Vec<Stage>> = as_of
        .lines()
        .keys()
        .map(|line| (*line, stages(as_of, *line, &makes_path)))
        .filter(|(_, s)| !s.is_empty())
        .collect();
    // A party of which only reports are known is still measured against, by those reports.
    let parties = as_of.trace().parties();
    let mut references: BTreeMap<Line, Vec<Stage>> = BTreeMap::new();
    for line in as_of.lines().keys().filter(|l| parties.contains(&l.principal) && !stages.contains_key(l)) {
        references.insert(*line, self::stages(as_of, *line, &firm));
    }
    let reference = |principal: usize, issue: usize, scope: Scope| -> &[Stage] {
        let line = Line { principal, issue, scope };
        stages.get(&line).or_else(|| references.get(&line)).map_or(&[], Vec::as_slice)
    };
    let steps: Vec<Vec<Step>> = stages
        .iter()
        .map(|(line, own)| {
            let others: Vec<(usize, &[Stage])> = parties
                .iter()
                .filter(|p| **p != line.principal)
                .map(|p| (*p, reference(*p, line.issue, line.scope)))
                .collect();
            (1..own.len()).map(|k| step(as_of, *line, &own[k - 1], k, &own[k], &others)).collect()
        })
        .collect();
    stages.into_iter().zip(steps).map(|((line, stages), steps)| Path { line, stages, steps }).collect()
}

/// The stages of a line over the events that `counts` lets in.
fn stages(as_of: &AsOf<'_>, line: Line, counts: &dyn Fn(&Event) -> bool) -> Vec<Stage> {
    let events = as_of.trace().events();
    let mut open: Vec<(Span, Orders, Vec<usize>)> = Vec::new();
    let terms = as_of.lines().get(&line).map_or(&[][..], Vec::as_slice);
    let terms: Vec<_> = terms.iter().filter(|t| own(t) && counts(&events[t.event])).collect();
    for (k, term) in terms.iter().enumerate() {
        let e = &events[term.event];
        let order = e.order.filter(|_| e.happened.is_exact()).map(|o| (o, o));
        let mut now = (e.happened, order, vec![k]);
        while let Some((span, orders, _)) = open.last() {
            let follows = span.to < now.0.from
                || (*span == now.0 && matches!((orders, now.1), (Some(a), Some(b)) if a.1 < b.0));
            if follows {
                break;
            }
            let Some((span, orders, mut members)) = open.pop() else { break };
            let whole = Span { from: span.from.min(now.0.from), to: span.to.max(now.0.to) };
            let merged = match (orders, now.1) {
                (Some(a), Some(b)) if whole.is_exact() => Some((a.0.min(b.0), a.1.max(b.1))),
                _ => None,
            };
            // The shorter list joins the longer one.
            let mut added = now.2;
            if members.len() < added.len() {
                std::mem::swap(&mut members, &mut added);
            }
            members.append(&mut added);
            now = (whole, merged, members);
        }
        open.push(now);
    }
    open.into_iter()
        .map(|(on, orders, mut members)| {
            members.sort_unstable();
            let at: Vec<usize> = members.iter().map(|k| terms[*k].event).collect();
            let values = |which: Vec<usize>| -> Vec<usize> {
                let mut found: Vec<usize> = Vec::new();
                let mut which = which.into_iter().peekable();
                for k in &members {
                    if which.next_if_eq(&terms[*k].event).is_some() {
                        found.push(terms[*k].value);
                    }
                }
                found.sort_unstable();
                found.dedup();
                found
            };
            Stage {
                on,
                first: values(earliest(events, &at)),
                last: values(latest(events, &at)),
                said: members.iter().map(|k| as_of.stated(terms[*k])).collect(),
                orders,
            }
        })
        .collect()
}

fn step(
    as_of: &AsOf<'_>,
    line: Line,
    before: &Stage,
    to: usize,
    after: &Stage,
    others: &[(usize, &[Stage])],
) -> Step {
    let ordered = as_of.space().issues()[line.issue].is_ordered();
    let mut voucher = before.said.iter().chain(&after.said).map(|s| s.evidence).max();
    let against = others
        .iter()
        .map(|(other, stages)| {
            let (values, measured_by, weakest) = measure(as_of, line, after, stages, ordered);
            voucher = voucher.max(weakest);
            let too_many = matches!(&measured_by, Measure::Position(ids) if ids.len() > MOST_READINGS);
            let direction = match direction(&before.last, &after.first, &values, ordered) {
                _ if too_many && before.last != after.first => Direction::Unclear,
                direction => direction,
            };
            Against { other: *other, measured_by, direction }
        })
        .collect();
    Step {
        to,
        ranks: match (before.last.as_slice(), after.first.as_slice()) {
            ([a], [b]) if ordered => Some(*b as i64 - *a as i64),
            _ => None,
        },
        voucher: voucher.unwrap_or(Evidence::OnRecord),
        against,
    }
}

/// What may have stood for the other party's position when the stage was said.
fn measure(
    as_of: &AsOf<'_>,
    line: Line,
    now: &Stage,
    stages: &[Stage],
    ordered: bool,
) -> (Vec<usize>, Measure, Option<Evidence>) {
    if !ordered {
        return (Vec::new(), Measure::Nothing, None);
    }
    // Stages are in order, so those that may have been said by then form a prefix.
    let until = stages.partition_point(|s| !surely_after(s, now));
    let sure = stages[..until].partition_point(|s| surely_before(s, now));
    let possible = &stages[sure.saturating_sub(1)..until];
    if possible.is_empty() {
        return match as_of.in_force(line.issue) {
            Some(v) => (vec![v], Measure::InForce(v), None),
            None => (Vec::new(), Measure::Nothing, None),
        };
    }
    // Of what surely came before only the last counts; of what may have come between, all.
    let mut values: Vec<usize> = Vec::new();
    let mut rests_on: Vec<&Stated> = Vec::new();
    for (k, stage) in possible.iter().enumerate() {
        let only_last = k == 0 && sure > 0;
        let counted = stage.said.iter().filter(|x| !only_last || stage.last.contains(&x.value));
        rests_on.extend(counted.take(MOST_READINGS + 1));
        values.extend_from_slice(if only_last { &stage.last } else { &[] });
        if rests_on.len() > MOST_READINGS {
            break;
        }
    }
    values.extend(rests_on.iter().map(|s| s.value));
    if sure == 0 {
        // It may be that none of it had been said yet.
        values.extend(as_of.in_force(line.issue));
    }
    values.sort_unstable();
    values.dedup();
    let weakest = rests_on.iter().map(|s| s.evidence).max();
    (values, Measure::Position(rests_on.iter().map(|s| s.event.clone()).collect()), weakest)
}

fn surely_before(one: &Stage, other: &Stage) -> bool {
    one.on.to < other.on.from
        || (one.on == other.on && matches!((one.orders, other.orders), (Some(a), Some(b)) if a.1 < b.0))
}

fn surely_after(one: &Stage, other: &Stage) -> bool {
    surely_before(other, one)
}

/// The direction on which every possible reading agrees.
fn direction(from: &[usize], to: &[usize], others: &[usize], ordered: bool) -> Direction {
    if let ([a], [b]) = (from, to)
        && a == b
    {
        return Direction::NoChange;
    }
    let readings = from.len().saturating_mul(to.len()).saturating_mul(others.len().max(1));
    if readings > MOST_READINGS {
        return Direction::Unclear;
    }
    let measured = ordered && !others.is_empty();
    let one = |a: usize, b: usize, o: usize| match (a == b, b.abs_diff(o).cmp(&a.abs_diff(o))) {
        (true, _) => Direction::NoChange,
        _ if !measured => Direction::Changed,
        (_, std::cmp::Ordering::Less) => Direction::Toward,
        (_, std::cmp::Ordering::Greater) => Direction::Away,
        (_, std::cmp::Ordering::Equal) => Direction::Across,
    };
    let others = if measured { others } else { &[0] };
    let mut all =
        from.iter().flat_map(|a| to.iter().flat_map(move |b| others.iter().map(move |o| one(*a, *b, *o))));
    match all.next() {
        Some(first) if all.all(|d| d == first) => first,
        _ => Direction::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_is_told_only_where_every_reading_agrees() {
        assert_eq!(direction(&[0], &[3], &[9], true), Direction::Toward);
        assert_eq!(direction(&[3], &[0], &[9], true), Direction::Away);
        assert_eq!(direction(&[3], &[5], &[4], true), Direction::Across);
        assert_eq!(direction(&[3], &[3], &[], true), Direction::NoChange);
        assert_eq!(direction(&[0], &[3], &[], true), Direction::Changed);
        assert_eq!(direction(&[0], &[3], &[9], false), Direction::Changed);
        assert_eq!(direction(&[2], &[3], &[0, 9], true), Direction::Unclear);
        assert_eq!(direction(&[2, 4], &[3], &[9], true), Direction::Unclear);
        assert_eq!(direction(&[1, 2], &[3], &[9], true), Direction::Toward);
    }
}
