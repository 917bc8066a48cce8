//! Searching an additive function over more issues than two sorted halves can hold.
//!
//! Near the top, where outcomes are sparse, they are ranked by [`Stream`] and the answer is read off: exact.
//! Below, the issues that move the sum most are searched by branch and bound, values first that leave the target
//! in the middle of what the rest can reach; under them two sorted halves of the finer issues, at most 2^14 sums
//! each, find the rest (Horowitz & Sahni 1974). The search ends with an outcome within [`num::TIE`] of the target, or within the *lattice*: where
//! all weighted values of an issue differ by whole multiples of one quantum (weights and values with few digits),
//! nothing lies between the target and an outcome less than a quantum above it. Else it ends when it is
//! exhausted, or after [`MAX_LEAVES`] halves; then up to 2^17 outcomes are ranked, and only what is below those
//! too was cut short ([`Deep::was_cut`]). So among 10^30 outcomes the answer is *some*
//! outcome at or above the target and, unless cut, not more than 1e-9 above the least such; not the first of
//! its equals: of those there are more than can be looked at. It is always the same one. From the best down the
//! order is exact; ties are put in enumeration order (last first) up to [`MOST_PENDING`] of them.
//!
//! A question costs O(2^15) steps a leaf, most often one leaf; the k-th best O(log k) a level of the tree.

use super::Ranked;
use super::halves::{Pending, combinations};
use super::stream::Stream;
use crate::error::{Error, Result};
use crate::num;
use crate::outcome::{Digits, Outcome};
use crate::preference::Additive;
use std::collections::BinaryHeap;

/// Most sums of one half below the branches.
const MOST_IN_A_HALF: usize = 1 << 14;
/// Most times the halves are searched for one answer.
const MAX_LEAVES: usize = 32;
/// Most branches looked at for one answer.
const MAX_NODES: usize = 1 << 18;
/// Most outcomes of equal utility that are put in enumeration order.
const MOST_PENDING: usize = 1 << 16;
/// Outcomes that are ranked from the best down before anything is searched.
const RANKED_FIRST: usize = 4096;
/// Outcomes that are ranked where a search was cut short.
const RANKED_LAST: usize = 1 << 17;
/// Rounding of sums taken in another order.
const ROUNDING: f64 = 1e-12;

/// The lowest outcome at or above a target, and the highest below it.
type AboveBelow = (Option<Ranked>, Option<Ranked>);

/// On which side of the target an answer may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    NotBelow,
    Below,
}

/// An additive function cut into branches, a left and a right half.
#[derive(Clone, Debug)]
pub(super) struct Deep {
    /// Weighted values by issue.
    parts: Vec<Vec<f64>>,
    /// The issues in the order in which they are searched: those that move the sum most come first, so that
    /// the halves hold the fine ones.
    order: Vec<usize>,
    /// The weighted values in that order.
    searched: Vec<Vec<f64>>,
    bias: f64,
    cap: Option<f64>,
    /// Searched issues before this one are branched over.
    branches: usize,
    /// First searched issue of the right half.
    middle: usize,
    /// Sums of each half, ascending, with their combinations.
    left: Vec<(f64, u32)>,
    right: Vec<(f64, u32)>,
    /// How far above a target an answer may lie and be the least there is.
    enough: f64,
    /// Can the space's outcomes be numbered?
    numbered: bool,
    /// Least and greatest sum of the issues from each one on.
    rest: Vec<(f64, f64)>,
    walk: Option<Box<Walk>>,
    cut: bool,
}

impl Deep {
    pub(super) fn new(function: &Additive) -> Result<Self> {
        let parts: Vec<Vec<f64>> = (0..function.weights().len())
            .map(|i| (0..function.values()[i].len()).map(|v| function.part(i, v)).collect())
            .collect();
        if !parts.iter().flatten().all(|x| x.is_finite()) {
            return Err(Error::input("a utility is too large to be a number"));
        }
        let n = parts.len();
        let span = |i: &usize| {
            let p = &parts[*i];
            let high = p.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            high - p.iter().copied().fold(f64::INFINITY, f64::min)
        };
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|a, b| span(b).total_cmp(&span(a)).then(a.cmp(b)));
        let searched: Vec<Vec<f64>> = order.iter().map(|i| parts[*i].clone()).collect();
        let size = |from: usize, to: usize| {
            searched[from..to].iter().fold(1_usize, |s, p| s.saturating_mul(p.len()))
        };
        let middle_of =
            |from: usize| (from..=n).min_by_key(|m| (size(from, *m).max(size(*m, n)), *m)).unwrap_or(n);
        let fits = |from: usize| {
            let m = middle_of(from);
            size(from, m).max(size(m, n)) <= MOST_IN_A_HALF
        };
        let branches = (0..=n).find(|b| fits(*b)).unwrap_or(n);
        let middle = middle_of(branches);
        let mut rest = vec![(0.0, 0.0); n + 1];
        for (k, p) in searched.iter().enumerate().rev() {
            let low = p.iter().copied().fold(f64::INFINITY, f64::min);
            let high = p.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            rest[k] = (rest[k + 1].0 + low, rest[k + 1].1 + high);
        }
        let sorted = |tables: &[Vec<f64>]| {
            let mut sums: Vec<(f64, u32)> = combinations(0.0, tables).into_iter().zip(0..).collect();
            sums.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            sums
        };
        let (left, right) = (sorted(&searched[branches..middle]), sorted(&searched[middle..]));
        // A cap lies anywhere between the points of a lattice.
        let lattice = if function.cap().is_none() { quantum(&parts) } else { None };
        let enough = lattice.map_or(num::TIE, |q| q - num::TIE);
        let numbered = parts.iter().try_fold(1_u128, |n, p| n.checked_mul(p.len() as u128)).is_some();
        let (bias, cap) = (function.bias(), function.cap());
        let (walk, cut) = (None, false);
        Ok(Self {
            parts,
            order,
            searched,
            bias,
            cap,
            branches,
            middle,
            left,
            right,
            enough,
            numbered,
            rest,
            walk,
            cut,
        })
    }

    /// The same, searching also where ranking would do.
    #[cfg(test)]
    pub(super) fn without_ranking(mut self) -> Self {
        self.numbered = false;
        self
    }

    /// Was any search cut short so far?
    pub(super) fn was_cut(&self) -> bool {
        self.cut
    }

    fn capped(&self, sum: f64) -> f64 {
        self.cap.map_or(sum, |c| if sum > c { c } else { sum })
    }

    /// The canonical utility, summed from left to right.
    fn canonical(&self, digits: &[u32]) -> f64 {
        self.capped(self.parts.iter().zip(digits).fold(self.bias, |sum, (p, d)| sum + p[*d as usize]))
    }

    /// The digits of an outcome, and back. Only for spaces that `u128` can number.
    fn digits(&self, outcome: Outcome) -> Digits {
        let mut digits = vec![0; self.parts.len()];
        let mut rest = outcome.0;
        for (digit, p) in digits.iter_mut().zip(&self.parts).rev() {
            *digit = (rest % p.len() as u128) as u32;
            rest /= p.len() as u128;
        }
        digits
    }

    fn outcome(&self, digits: &[u32]) -> Outcome {
        Outcome(self.parts.iter().zip(digits).fold(0, |n, (p, d)| n * p.len() as u128 + u128::from(*d)))
    }

    pub(super) fn utility(&self, outcome: Outcome) -> f64 {
        self.canonical(&self.digits(outcome))
    }

    pub(super) fn nearest(&mut self, target: f64, floor: f64) -> Option<Ranked> {
        let (digits, utility) = self.nearest_digits(target, floor)?;
        Some(Ranked { outcome: self.outcome(&digits), utility })
    }

    /// As [`super::Inverse::nearest`], for spaces of any size.
    pub(super) fn nearest_digits(&mut self, target: f64, floor: f64) -> Option<(Digits, f64)> {
        if let Some(ranked) = self.near_the_top(target, RANKED_FIRST) {
            return self.nearer(target, floor, ranked);
        }
        let (up, mut cut) = self.search(target, Side::NotBelow);
        let far = up.as_ref().is_none_or(|(_, u)| u - target > num::TIE);
        let mut down = None;
        if floor < target && far {
            let (below, short) = self.search(target, Side::Below);
            down = below.filter(|(_, u)| *u >= floor);
            cut |= short;
        }
        if cut {
            // Sparse still: rank further before giving in.
            if let Some(ranked) = self.near_the_top(target, RANKED_LAST) {
                return self.nearer(target, floor, ranked);
            }
            self.cut = true;
        }
        match (up, down) {
            (Some((_, u)), Some((digits, d))) if target - d < u - target => Some((digits, d)),
            (None, down) => down,
            (up, _) => up,
        }
    }

    /// The nearer of what lies at or above the target and what lies below it, not below the floor.
    fn nearer(&self, target: f64, floor: f64, (up, down): AboveBelow) -> Option<(Digits, f64)> {
        let down = down.filter(|d| d.utility >= floor);
        let found = match (up, down) {
            (Some(u), Some(d)) if target - d.utility < u.utility - target => d,
            (up, down) => up.or(down)?,
        };
        Some((self.digits(found.outcome), found.utility))
    }

    /// The lowest outcome at or above the target and the highest below it, if both are among the best few (or
    /// there is none): of the ranking's equals the last is the first in enumeration order.
    fn near_the_top(&mut self, target: f64, most: usize) -> Option<AboveBelow> {
        if !self.numbered {
            return None;
        }
        let whole = self.best(most - 1).is_none();
        let found = &self.walk.as_ref()?.found;
        let at = found.partition_point(|r| r.utility >= target);
        if at == found.len() && !whole {
            return None;
        }
        let up = at.checked_sub(1).map(|k| found[k]);
        let below = found.get(at).map(|r| r.utility);
        let down = below.and_then(|u| found[at..].iter().take_while(|r| r.utility == u).last().copied());
        Some((up, down))
    }

    /// What a search finds, and whether it was cut short.
    fn search(&self, target: f64, side: Side) -> (Option<(Digits, f64)>, bool) {
        let mut state = Branching { target, side, best: None, leaves: 0, nodes: 0, cut: false };
        let mut digits = Vec::with_capacity(self.parts.len());
        self.branch(&mut state, &mut digits, self.bias);
        (state.best.map(|(_, digits, utility)| (self.in_order(&digits), utility)), state.cut)
    }

    /// Digits of the search as digits of the space.
    fn in_order(&self, searched: &[u32]) -> Digits {
        let mut digits = vec![0; searched.len()];
        for (i, d) in self.order.iter().zip(searched) {
            digits[*i] = *d;
        }
        digits
    }

    fn branch(&self, state: &mut Branching, digits: &mut Digits, sum: f64) {
        let k = digits.len();
        let reached = state.best.as_ref().map_or(f64::INFINITY, |b| b.0);
        if reached <= self.enough || state.cut {
            return;
        }
        state.nodes += 1;
        if state.nodes > MAX_NODES {
            state.cut = true;
            return;
        }
        let (low, high) = (self.capped(sum + self.rest[k].0), self.capped(sum + self.rest[k].1));
        // How near anything below here can come, on the side that counts.
        let bound = match state.side {
            Side::NotBelow if high < state.target - ROUNDING => return,
            Side::NotBelow => low - state.target,
            Side::Below if low >= state.target + ROUNDING => return,
            Side::Below => state.target - high,
        };
        if bound >= reached {
            return;
        }
        if k == self.branches {
            if state.leaves == MAX_LEAVES {
                state.cut = true;
                return;
            }
            state.leaves += 1;
            self.leaf(state, digits, sum);
            return;
        }
        let centre = (self.rest[k + 1].0 + self.rest[k + 1].1) / 2.0;
        let mut order: Vec<usize> = (0..self.searched[k].len()).collect();
        let off = |v: usize| (sum + self.searched[k][v] + centre - state.target).abs();
        order.sort_by(|a, b| off(*a).total_cmp(&off(*b)).then(a.cmp(b)));
        for v in order {
            digits.push(v as u32);
            self.branch(state, digits, sum + self.searched[k][v]);
            digits.pop();
        }
    }

    /// The nearest pair of a left and a right sum whose canonical utility lies on the right side: one walk up
    /// the left sums and down the right ones.
    fn leaf(&self, state: &mut Branching, digits: &mut Digits, sum: f64) {
        let target = state.target;
        let mut at = self.right.len();
        for (a, l) in &self.left {
            let base = sum + a;
            while at > 0 && self.capped(base + self.right[at - 1].0) >= target - ROUNDING {
                at -= 1;
            }
            // Sums within rounding of the target may fall on either side of it; beyond them the first one counts.
            let about = |r: &(f64, u32)| self.capped(base + r.0);
            let touching = self.right[at..].iter().take_while(|r| about(r) <= target + ROUNDING).count();
            let found = match state.side {
                Side::NotBelow => {
                    let mut near = self.right[at..].iter().take(touching + 1);
                    near.any(|r| self.consider(state, digits, *l, r, about(r)))
                }
                Side::Below => {
                    let mut near = self.right[at.saturating_sub(1)..at + touching].iter().rev();
                    near.any(|r| self.consider(state, digits, *l, r, about(r)))
                }
            };
            if found && state.best.as_ref().is_some_and(|b| b.0 <= self.enough) {
                return;
            }
        }
    }

    /// Takes a pair of a left and a right sum worth `about` this as the best so far, if it is; whether it lies on
    /// the right side of the target.
    fn consider(
        &self,
        state: &mut Branching,
        digits: &mut Digits,
        l: u32,
        r: &(f64, u32),
        about: f64,
    ) -> bool {
        let reached = state.best.as_ref().map_or(f64::INFINITY, |b| b.0);
        if (about - state.target).abs() >= reached + ROUNDING {
            return false;
        }
        let from = digits.len();
        write(&self.searched[self.branches..self.middle], l as usize, digits);
        write(&self.searched[self.middle..], r.1 as usize, digits);
        let utility = self.canonical(&self.in_order(digits));
        let there = match state.side {
            Side::NotBelow => utility >= state.target,
            Side::Below => utility < state.target,
        };
        let away = (utility - state.target).abs();
        if there && away < reached {
            state.best = Some((away, digits.clone(), utility));
        }
        digits.truncate(from);
        there
    }

    pub(super) fn best(&mut self, k: usize) -> Option<Ranked> {
        let mut walk = self.walk.take().unwrap_or_else(|| {
            Box::new(Walk {
                stream: Stream::over(&self.parts),
                next: 0,
                pending: BinaryHeap::new(),
                found: Vec::new(),
            })
        });
        while walk.found.len() <= k && walk.advance(self) {}
        let found = walk.found.get(k).copied();
        self.walk = Some(walk);
        found
    }
}

/// Walking down from the best, as far as asked.
#[derive(Clone, Debug)]
struct Walk {
    stream: Stream,
    /// Place in the stream.
    next: usize,
    /// Taken from the stream, but something equal may still come.
    pending: BinaryHeap<Pending>,
    found: Vec<Ranked>,
}

impl Walk {
    /// Finds one more; false at the end.
    fn advance(&mut self, deep: &Deep) -> bool {
        loop {
            let ahead = self.stream.get(self.next);
            if let Some(Pending(r)) = self.pending.peek().copied() {
                let settled = ahead.is_none_or(|(v, _)| r.utility > deep.capped(deep.bias + v) + num::TIE);
                if settled || self.pending.len() > MOST_PENDING {
                    self.pending.pop();
                    self.found.push(r);
                    return true;
                }
            }
            let Some((_, number)) = ahead else { return false };
            let outcome = Outcome(number);
            self.pending.push(Pending(Ranked { outcome, utility: deep.utility(outcome) }));
            self.next += 1;
        }
    }
}

#[derive(Debug)]
struct Branching {
    target: f64,
    side: Side,
    /// Distance, digits, canonical utility.
    best: Option<(f64, Digits, f64)>,
    leaves: usize,
    nodes: usize,
    cut: bool,
}

/// The greatest number of which all differences inside an issue are whole multiples, if there is one that is
/// not too small to be told from rounding.
fn quantum(parts: &[Vec<f64>]) -> Option<f64> {
    const LEAST: f64 = 1e-6;
    let low = |p: &[f64]| p.iter().copied().fold(f64::INFINITY, f64::min);
    let differences = || parts.iter().flat_map(|p| p.iter().map(move |v| v - low(p)));
    let mut q = 0.0_f64;
    for d in differences() {
        // Euclid's algorithm; what is smaller than half of the least quantum is rounding.
        let (mut a, mut b) = (d, q);
        while b > LEAST / 2.0 {
            (a, b) = (b, a - b * (a / b).round());
            b = b.abs();
        }
        q = a;
    }
    let whole = |d: f64| (d / q - (d / q).round()).abs() * q <= 1e-12 * (1.0 + d / q);
    (q >= LEAST && differences().all(whole)).then_some(q)
}

/// Appends the digits of the combination with this number.
fn write(tables: &[Vec<f64>], mut number: usize, into: &mut Digits) {
    let from = into.len();
    into.resize(from + tables.len(), 0);
    for (digit, t) in into[from..].iter_mut().zip(tables).rev() {
        *digit = (number % t.len()) as u32;
        number /= t.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantum_is_found_where_there_is_one() {
        let near = |p: &[Vec<f64>], wanted: f64| (quantum(p).expect("a quantum") - wanted).abs() < 1e-12;
        assert!(near(&[vec![0.0, 0.25, 1.0], vec![0.1, 0.35]], 0.25));
        assert!(near(&[vec![0.3 * 0.1, 0.3 * 0.7], vec![0.0, 0.7 * 0.2]], 0.02));
        let thirds: Vec<f64> = (0..10).map(|v| f64::from(v * v) / 51_150.0).collect();
        assert!(near(&[thirds], 1.0 / 51_150.0));
        assert_eq!(quantum(&[vec![0.0, 1.0], vec![0.0, 2.0_f64.sqrt()]]), None);
        assert_eq!(quantum(&[vec![0.5, 0.5]]), None);
    }
}
