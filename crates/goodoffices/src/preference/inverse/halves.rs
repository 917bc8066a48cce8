//! Searching an additive function over two sorted halves of its issues.
//!
//! With A the sums over the first issues and B those over the rest, both sorted, the least a + b at or
//! above a target is found by one walk up A and down B (Horowitz & Sahni 1974), and the k best by a heap
//! that advances through B for each a (as in the k-best sums of Johnson & Mizoguchi 1978).

use super::Ranked;
use super::table::Table;
use crate::error::{Error, Result};
use crate::num;
use crate::outcome::Outcome;
use crate::preference::Additive;
use std::collections::BinaryHeap;

/// Most combinations in one half.
const MOST_IN_A_HALF: u64 = 1 << 22;
/// Equal outcomes whose reverse order is restored exactly when walking down from the best.
const MOST_PENDING: usize = 1 << 20;

/// A sum over half of the issues, and which combination it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Sum {
    value: f64,
    index: u32,
}

/// The end of a walk.
#[derive(Clone, Copy, Debug)]
struct Least {
    /// The sum, infinite if there is none.
    value: f64,
    /// The combination of the first half.
    first: u32,
    /// The combination of the second half.
    second: u32,
    /// Is no other sum within rounding of it?
    alone: bool,
}

/// The two halves.
#[derive(Clone, Debug)]
pub(super) struct Halves {
    /// Combinations of the second half.
    width: u64,
    /// Issues of the second half.
    rest: usize,
    /// By combination of the first half, the canonical sum so far.
    prefix: Vec<f64>,
    /// By combination of the second half, its weighted values.
    parts: Vec<f64>,
    /// Sums of the first half, ascending; of bitwise equal ones the first.
    first: Vec<Sum>,
    /// Sums of the second half, ascending; of combinations with the same weighted values the first.
    second: Vec<Sum>,
    cap: Option<f64>,
    walk: Option<Box<Walk>>,
}

impl Halves {
    /// The halves; nothing where one of them would have more than 2^22 combinations.
    pub(super) fn new(function: &Additive) -> Result<Option<Self>> {
        let sizes: Vec<u64> = function.values().iter().map(|t| t.len() as u64).collect();
        let product = |s: &[u64]| s.iter().try_fold(1_u64, |p, n| p.checked_mul(*n));
        let Some(cut) = (0..=sizes.len())
            .filter_map(|c| Some((c, product(&sizes[..c])?.max(product(&sizes[c..])?))))
            .min_by_key(|(_, larger)| *larger)
            .filter(|(_, larger)| *larger <= MOST_IN_A_HALF)
            .map(|(c, _)| c)
        else {
            return Ok(None);
        };
        let part = |issue: usize| -> Vec<f64> {
            function.values()[issue].iter().map(|v| function.weights()[issue] * v).collect()
        };
        let prefix = combinations(function.bias(), &(0..cut).map(part).collect::<Vec<_>>());
        let rest = sizes.len() - cut;
        let mut parts: Vec<f64> = Vec::new();
        let mut width = 1_usize;
        for (done, issue) in (cut..sizes.len()).enumerate() {
            let values = part(issue);
            let mut longer = Vec::with_capacity(width * values.len() * (done + 1));
            for k in 0..width {
                for v in &values {
                    longer.extend_from_slice(&parts[k * done..(k + 1) * done]);
                    longer.push(*v);
                }
            }
            parts = longer;
            width *= values.len();
        }
        if !prefix.iter().chain(&parts).all(|x| x.is_finite()) {
            return Err(Error::input("a utility is too large to be a number"));
        }
        let first = distinct(&prefix, |k| std::slice::from_ref(&prefix[k]));
        let sums: Vec<f64> = (0..width).map(|k| parts[k * rest..(k + 1) * rest].iter().sum()).collect();
        let second = distinct(&sums, |k| &parts[k * rest..(k + 1) * rest]);
        let (width, cap) = (width as u64, function.cap());
        Ok(Some(Self { width, rest, prefix, parts, first, second, cap, walk: None }))
    }

    /// What one question costs.
    pub(super) fn steps(&self) -> u64 {
        (self.first.len() + self.second.len()) as u64
    }

    /// The canonical sum, before the cap.
    fn sum(&self, a: usize, b: usize) -> f64 {
        let mut sum = self.prefix[a];
        for p in &self.parts[b * self.rest..(b + 1) * self.rest] {
            sum += p;
        }
        sum
    }

    fn capped(&self, sum: f64) -> f64 {
        match self.cap {
            Some(cap) if sum > cap => cap,
            _ => sum,
        }
    }

    fn ranked(&self, a: u32, b: u32) -> Ranked {
        Ranked {
            outcome: Outcome(u128::from(u64::from(a) * self.width + u64::from(b))),
            utility: self.capped(self.sum(a as usize, b as usize)),
        }
    }

    pub(super) fn utility(&self, outcome: u64) -> f64 {
        let (a, b) = match (u32::try_from(outcome), u32::try_from(self.width)) {
            // A division of half the width is several times cheaper.
            (Ok(o), Ok(w)) => ((o / w) as usize, (o % w) as usize),
            _ => ((outcome / self.width) as usize, (outcome % self.width) as usize),
        };
        self.capped(self.sum(a, b))
    }

    pub(super) fn lay_out(&self) -> Table {
        let mut all = Vec::with_capacity(self.prefix.len() * self.width as usize);
        for a in 0..self.prefix.len() {
            for b in 0..self.width as usize {
                all.push(self.capped(self.sum(a, b)));
            }
        }
        Table::grouped(all, None)
    }

    pub(super) fn nearest(&self, target: f64, floor: f64) -> Option<Ranked> {
        if floor < target && self.is_thin(target - floor) && self.cap.is_none_or(|cap| target <= cap) {
            // Mostly nothing lies between: then the least from the floor is the answer, in one walk.
            let least = self.least_from(floor - num::TIE);
            if least.value >= target + num::TIE && least.alone {
                return Some(self.uncut(self.ranked(least.first, least.second)));
            }
        }
        let up = self.lowest_from(target);
        if floor >= target {
            return up;
        }
        let down = self.highest_between(floor, target);
        match (up, down) {
            (Some(u), Some(d)) if target - d.utility < u.utility - target => Some(d),
            (None, d) => d,
            (u, _) => u,
        }
    }

    /// Lowest canonical utility at or above `target`, first of equals.
    fn lowest_from(&self, target: f64) -> Option<Ranked> {
        if let Some(cap) = self.cap
            && target > cap
        {
            return None;
        }
        let least = self.least_from(target - num::TIE);
        if least.value == f64::INFINITY {
            return None;
        }
        if least.alone && least.value >= target + num::TIE {
            return Some(self.uncut(self.ranked(least.first, least.second)));
        }
        self.lowest_canonical(target, least.value).map(|found| self.uncut(found))
    }

    /// Of what is at the cap, all is equal there: the first of all of it.
    fn uncut(&self, found: Ranked) -> Ranked {
        let at_cap = self.cap.filter(|cap| found.utility >= *cap).and_then(|cap| self.first_at(cap));
        at_cap.unwrap_or(found)
    }

    /// Is a range of utility so thin that it most likely holds no outcome?
    fn is_thin(&self, range: f64) -> bool {
        let span = |sums: &[Sum]| sums.last().map_or(0.0, |l| l.value - sums[0].value);
        let outcomes = self.prefix.len() as f64 * self.width as f64;
        4.0 * range * outcomes < span(&self.first) + span(&self.second)
    }

    /// One walk: the least approximate sum at or above `from`, and whether the second least is well above it.
    fn least_from(&self, from: f64) -> Least {
        let (mut least, mut next) = ((f64::INFINITY, 0, 0), f64::INFINITY);
        let mut j = self.second.len();
        // Rows that reach `from` at all; and once the whole of a row does, only the next one can still matter.
        let top = self.second.last().map_or(0.0, |b| b.value);
        let start = self.first.partition_point(|a| a.value + top < from);
        let mut whole = 0;
        for (i, a) in self.first.iter().enumerate().skip(start) {
            while j > 0 && a.value + self.second[j - 1].value >= from {
                j -= 1;
            }
            let v = a.value + self.second[j].value;
            if v < least.0 {
                next = least.0;
                least = (v, i, j);
            } else if v < next {
                next = v;
            }
            whole += u32::from(j == 0);
            if whole == 2 {
                break;
            }
        }
        let (value, i, j) = least;
        let (Some(a), Some(b)) = (self.first.get(i), self.second.get(j)) else {
            return Least { value: f64::INFINITY, first: 0, second: 0, alone: false };
        };
        if let Some(b) = self.second.get(j + 1) {
            next = next.min(a.value + b.value);
        }
        Least { value, first: a.index, second: b.index, alone: next > value + 2.0 * num::TIE }
    }

    /// The same where several candidates lie within the tolerance: widened until one is at or above.
    fn lowest_canonical(&self, target: f64, seen: f64) -> Option<Ranked> {
        let mut low = target - num::TIE;
        let mut high = seen.max(target + num::TIE) + 2.0 * num::TIE;
        loop {
            let mut best: Option<Ranked> = None;
            let mut above = f64::INFINITY;
            let mut j = self.second.len();
            for a in &self.first {
                while j > 0 && a.value + self.second[j - 1].value >= low {
                    j -= 1;
                }
                for b in &self.second[j..] {
                    let v = a.value + b.value;
                    if v > high {
                        above = above.min(v);
                        break;
                    }
                    let r = self.ranked(a.index, b.index);
                    if r.utility >= target && best.is_none_or(|x| before(&r, &x)) {
                        best = Some(r);
                    }
                }
            }
            if best.is_some() || above == f64::INFINITY {
                return best;
            }
            low = high;
            high = above + 2.0 * num::TIE;
        }
    }

    /// Highest canonical utility in `[floor, target)`, first of equals.
    fn highest_between(&self, floor: f64, target: f64) -> Option<Ranked> {
        let mut best: Option<Ranked> = None;
        let mut consider = |r: Ranked| {
            if r.utility >= floor && r.utility < target {
                let better = best.is_none_or(|x| {
                    r.utility > x.utility || (r.utility == x.utility && r.outcome < x.outcome)
                });
                if better {
                    best = Some(r);
                }
            }
        };
        if self.cap.is_some_and(|cap| target > cap) {
            // The cap itself is below the target: all at the cap are the highest, if there are any.
            if let Some(r) = self.cap.and_then(|cap| self.first_at(cap)) {
                return (r.utility >= floor).then_some(r);
            }
        }
        let (low, high) = (floor - num::TIE, target + num::TIE);
        let mut j = self.second.len();
        // Only the top of each row can be the highest, down to what rounding can hide.
        let mut top = f64::NEG_INFINITY;
        for a in &self.first {
            while j > 0 && a.value + self.second[j - 1].value > high {
                j -= 1;
            }
            for b in self.second[..j].iter().rev() {
                let v = a.value + b.value;
                if v < low || v < top - 2.0 * num::TIE {
                    break;
                }
                let r = self.ranked(a.index, b.index);
                if r.utility < target {
                    top = top.max(v);
                }
                consider(r);
            }
        }
        best
    }

    /// The first outcome whose uncapped sum is at or above `cap`.
    fn first_at(&self, cap: f64) -> Option<Ranked> {
        let top = self.second.last()?;
        for a in 0..self.prefix.len() {
            if self.prefix[a] + top.value < cap - num::TIE {
                continue;
            }
            if let Some(b) = (0..self.width as usize).find(|b| self.sum(a, *b) >= cap) {
                return Some(self.ranked(a as u32, b as u32));
            }
        }
        None
    }

    pub(super) fn best(&mut self, k: usize) -> Option<Ranked> {
        let mut walk = self.walk.take().unwrap_or_else(|| Box::new(Walk::new(self)));
        while walk.found.len() <= k && walk.advance(self) {}
        let found = walk.found.get(k).copied();
        self.walk = Some(walk);
        found
    }
}

/// Sums of one value per table onto a start, first table slowest.
pub(super) fn combinations(start: f64, tables: &[Vec<f64>]) -> Vec<f64> {
    let mut all = vec![start];
    for t in tables {
        let mut longer = Vec::with_capacity(all.len() * t.len());
        for sum in &all {
            longer.extend(t.iter().map(|p| sum + p));
        }
        all = longer;
    }
    all
}

/// Sums with their indices, ascending, keeping the first of those with bitwise the same weighted values.
fn distinct<'a>(sums: &[f64], parts: impl Fn(usize) -> &'a [f64]) -> Vec<Sum> {
    let mut all: Vec<Sum> =
        sums.iter().enumerate().map(|(k, s)| Sum { value: *s, index: k as u32 }).collect();
    all.sort_unstable_by(|x, y| x.value.total_cmp(&y.value).then(x.index.cmp(&y.index)));
    let mut kept: Vec<Sum> = Vec::with_capacity(all.len());
    let mut run = 0;
    for s in all {
        if kept.last().is_some_and(|k| k.value != s.value) {
            run = kept.len();
        }
        // Runs of equal sums are short, except where values repeat; look at the few kept of this run.
        let same = |k: &&Sum| parts(k.index as usize) == parts(s.index as usize);
        if kept[run..].iter().take(64).find(same).is_none() {
            kept.push(s);
        }
    }
    kept
}

fn before(a: &Ranked, b: &Ranked) -> bool {
    a.utility < b.utility || (a.utility == b.utility && a.outcome < b.outcome)
}

/// Walking down from the best, as far as asked.
#[derive(Clone, Debug)]
struct Walk {
    first: Vec<Sum>,
    second: Vec<Sum>,
    heap: BinaryHeap<Head>,
    /// Rows of `first` already in the heap.
    opened: usize,
    /// Taken from the heap but perhaps not in their final place yet: ascending by (utility, outcome).
    pending: BinaryHeap<Pending>,
    found: Vec<Ranked>,
    /// Next outcome to look at among those at the cap, counted down; 0 is done.
    capped: u64,
}

#[derive(Clone, Copy, Debug)]
struct Head {
    value: f64,
    row: u32,
    column: u32,
}

/// An outcome that waits for its equals: the greatest utility first, then the last outcome.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending(pub(super) Ranked);

impl Walk {
    fn new(halves: &Halves) -> Self {
        let all = |sums: &mut dyn Iterator<Item = f64>| {
            let mut v: Vec<Sum> = sums.enumerate().map(|(k, s)| Sum { value: s, index: k as u32 }).collect();
            v.sort_unstable_by(|x, y| y.value.total_cmp(&x.value).then(y.index.cmp(&x.index)));
            v
        };
        let rest = halves.rest;
        let second =
            all(&mut (0..halves.width as usize).map(|k| halves.parts[k * rest..(k + 1) * rest].iter().sum()));
        let first = all(&mut halves.prefix.iter().copied());
        let capped = if halves.cap.is_some() { first.len() as u64 * halves.width } else { 0 };
        Self {
            first,
            second,
            heap: BinaryHeap::with_capacity(256),
            opened: 0,
            pending: BinaryHeap::with_capacity(64),
            found: Vec::with_capacity(256),
            capped,
        }
    }

    fn open(&mut self) {
        if let (Some(a), Some(b)) = (self.first.get(self.opened), self.second.first()) {
            self.heap.push(Head { value: a.value + b.value, row: self.opened as u32, column: 0 });
            self.opened += 1;
        }
    }

    /// Finds one more; false at the end.
    fn advance(&mut self, halves: &Halves) -> bool {
        while let (Some(cap), 1..) = (halves.cap, self.capped) {
            // Everything at the cap first, last in enumeration order foremost.
            let outcome = self.capped - 1;
            let (a, b) = ((outcome / halves.width) as usize, (outcome % halves.width) as usize);
            if halves.prefix[a] + self.second[0].value < cap - num::TIE {
                self.capped -= b as u64 + 1;
                continue;
            }
            self.capped -= 1;
            if halves.sum(a, b) >= cap {
                self.found.push(halves.ranked(a as u32, b as u32));
                return true;
            }
        }
        loop {
            if self.heap.is_empty() {
                self.open();
            }
            // No row not yet opened may begin above the heap's head.
            while let (Some(head), Some(a)) = (self.heap.peek(), self.first.get(self.opened)) {
                if a.value + self.second[0].value < head.value {
                    break;
                }
                self.open();
            }
            let ahead = self.heap.peek().map(|h| h.value);
            if let Some(Pending(r)) = self.pending.peek().copied() {
                let settled = ahead.is_none_or(|v| r.utility > v + num::TIE);
                if settled || self.pending.len() > MOST_PENDING {
                    self.pending.pop();
                    self.found.push(r);
                    return true;
                }
            }
            let Some(head) = self.heap.pop() else { return false };
            let a = self.first[head.row as usize];
            let b = self.second[head.column as usize];
            if let Some(below) = self.second.get(head.column as usize + 1) {
                self.heap.push(Head { value: a.value + below.value, row: head.row, column: head.column + 1 });
            }
            let sum = halves.sum(a.index as usize, b.index as usize);
            if halves.cap.is_none_or(|cap| sum < cap) {
                self.pending.push(Pending(halves.ranked(a.index, b.index)));
            }
        }
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.total_cmp(&other.value).then(other.row.cmp(&self.row))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}

impl Ord for Pending {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.utility.total_cmp(&other.0.utility).then(self.0.outcome.cmp(&other.0.outcome))
    }
}

impl PartialOrd for Pending {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Pending {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Pending {}
