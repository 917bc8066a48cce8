//! From a utility back to an outcome: the best, the worst, the nearest to a target, the least not below it.
//!
//! Additive functions are never enumerated. Best and worst are chosen issue by issue. For a target the issues
//! are cut into two halves whose sums are sorted once; every left sum finds its right partner by bisection
//! (Horowitz & Sahni 1974). Where the halves would be too large, the first issues are searched by branch and
//! bound above the halves, and [`Found::proven`] says whether the search was exhausted or came within the
//! tie tolerance. Other functions are tabulated up to [`Inversion::MAX_LISTED`] outcomes. Ties within 1e-9
//! go to the first outcome in enumeration order (above the halves: the first found, always the same).

use super::{Additive, UtilityFunction};
use crate::error::{Error, Result};
use crate::num::TIE;
use crate::outcome::{Digits, Outcome, OutcomeSpace};

/// Most sums of one half where the two halves are the whole space.
const WHOLE_HALF: usize = 1 << 20;
/// Most sums of one half below a branch-and-bound search.
const PART_HALF: usize = 1 << 14;
/// Most times the halves are searched below the branches.
const MAX_LEAVES: usize = 256;

/// An outcome that answers a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its digits.
    pub digits: Digits,
    /// Its utility.
    pub utility: f64,
    /// Whether nothing better exists (up to 1e-9); false where a search was cut short.
    pub proven: bool,
}

/// Which outcomes answer to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Either,
    NotBelow,
}

/// A utility function made ready for questions from the utility's side.
#[derive(Debug)]
pub struct Inversion<'a> {
    function: &'a dyn UtilityFunction,
    kind: Kind<'a>,
}

#[derive(Debug)]
enum Kind<'a> {
    Additive(Halves<'a>),
    Listed { space: &'a OutcomeSpace, sorted: Vec<(f64, u32)> },
}

impl<'a> Inversion<'a> {
    /// Most outcomes of a space that is tabulated because its function is not additive.
    pub const MAX_LISTED: u128 = 1 << 22;

    /// Prepares a function over a space.
    ///
    /// # Errors
    /// If the function is not additive and the space has more than [`Inversion::MAX_LISTED`] outcomes.
    pub fn new(space: &'a OutcomeSpace, function: &'a dyn UtilityFunction) -> Result<Self> {
        if let Some(additive) = function.as_additive() {
            return Ok(Self { function, kind: Kind::Additive(Halves::new(additive)) });
        }
        match space.cardinality() {
            Some(n) if n <= Self::MAX_LISTED => {
                let mut sorted: Vec<(f64, u32)> =
                    space.enumerate().zip(0..).map(|(d, k)| (function.utility(&d), k)).collect();
                sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                Ok(Self { function, kind: Kind::Listed { space, sorted } })
            }
            _ => Err(Error::limit(format!(
                "a function that is not additive over {} outcomes cannot be inverted",
                space.cardinality_text()
            ))
            .remedy(format!("at most {} outcomes can", Self::MAX_LISTED))),
        }
    }

    fn found(&self, digits: Digits, proven: bool) -> Found {
        let utility = self.function.utility(&digits);
        Found { digits, utility, proven }
    }

    /// The first outcome whose utility is within 1e-9 of the greatest.
    #[must_use]
    pub fn best(&self) -> Found {
        match &self.kind {
            Kind::Additive(h) => self.found(h.extreme(true), true),
            Kind::Listed { sorted, .. } => {
                let top = sorted.last().map_or(0.0, |l| l.0);
                self.first_listed(top - TIE, f64::INFINITY)
            }
        }
    }

    /// The first outcome whose utility is within 1e-9 of the least.
    #[must_use]
    pub fn worst(&self) -> Found {
        match &self.kind {
            Kind::Additive(h) => self.found(h.extreme(false), true),
            Kind::Listed { sorted, .. } => {
                let bottom = sorted.first().map_or(0.0, |l| l.0);
                self.first_listed(f64::NEG_INFINITY, bottom + TIE)
            }
        }
    }

    /// The outcome whose utility is nearest to the target.
    #[must_use]
    pub fn nearest(&self, target: f64) -> Found {
        match &self.kind {
            Kind::Additive(h) => match h.search(target, Side::Either) {
                Some((digits, proven)) => self.found(digits, proven),
                None => self.best(),
            },
            Kind::Listed { sorted, .. } => {
                let k = sorted.partition_point(|s| s.0 < target);
                let near = |k: usize| sorted.get(k).map_or(f64::INFINITY, |s| (s.0 - target).abs());
                let d = near(k).min(k.checked_sub(1).map_or(f64::INFINITY, near)) + TIE;
                self.first_listed(target - d, target + d)
            }
        }
    }

    /// The outcome of least utility that is not below the target (up to 1e-12); `None` if every one is.
    #[must_use]
    pub fn least_not_below(&self, target: f64) -> Option<Found> {
        match &self.kind {
            Kind::Additive(h) => h.search(target, Side::NotBelow).map(|(d, proven)| self.found(d, proven)),
            Kind::Listed { sorted, .. } => {
                let k = sorted.partition_point(|s| s.0 < target - ROUNDING);
                sorted.get(k).map(|s| self.first_listed(s.0, s.0 + TIE))
            }
        }
    }

    /// The first outcome with a utility in a closed range that is known not to be empty.
    fn first_listed(&self, low: f64, high: f64) -> Found {
        let Kind::Listed { space, sorted } = &self.kind else { return self.best() };
        let from = sorted.partition_point(|s| s.0 < low);
        let first = sorted[from..].iter().take_while(|s| s.0 <= high).map(|s| s.1).min().unwrap_or(0);
        self.found(space.digits(Outcome(u128::from(first))), true)
    }
}

/// Rounding of sums taken in another order.
const ROUNDING: f64 = 1e-12;

/// An additive function cut into branches, a left and a right half.
#[derive(Debug)]
struct Halves<'a> {
    function: &'a Additive,
    parts: Vec<Vec<f64>>,
    /// Issues before this one are branched over.
    branches: usize,
    /// First issue of the right half.
    middle: usize,
    left: Vec<f64>,
    right: Vec<(f64, u32)>,
    /// Least and greatest sum of the issues from each one on.
    rest: Vec<(f64, f64)>,
}

impl<'a> Halves<'a> {
    fn new(function: &'a Additive) -> Self {
        let parts: Vec<Vec<f64>> = (0..function.weights().len())
            .map(|i| (0..function.values()[i].len()).map(|v| function.part(i, v)).collect())
            .collect();
        let n = parts.len();
        let size =
            |from: usize, to: usize| parts[from..to].iter().fold(1_usize, |s, p| s.saturating_mul(p.len()));
        let middle_of =
            |from: usize| (from..=n).min_by_key(|m| (size(from, *m).max(size(*m, n)), *m)).unwrap_or(n);
        let fits = |from: usize, most: usize| {
            let m = middle_of(from);
            size(from, m).max(size(m, n)) <= most
        };
        let branches =
            if fits(0, WHOLE_HALF) { 0 } else { (0..=n).find(|b| fits(*b, PART_HALF)).unwrap_or(n) };
        let middle = middle_of(branches);
        let mut rest = vec![(0.0, 0.0); n + 1];
        for (k, p) in parts.iter().enumerate().rev() {
            let low = p.iter().copied().fold(f64::INFINITY, f64::min);
            let high = p.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            rest[k] = (rest[k + 1].0 + low, rest[k + 1].1 + high);
        }
        let left = sums(&parts[branches..middle]);
        let mut right: Vec<(f64, u32)> = sums(&parts[middle..]).into_iter().zip(0..).collect();
        right.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Self { function, branches, middle, left, right, rest, parts }
    }

    fn capped(&self, sum: f64) -> f64 {
        self.function.cap().map_or(sum, |c| sum.min(c))
    }

    /// The first outcome within 1e-9 of the best or the worst: each issue takes the first value that still
    /// lets the others reach it.
    fn extreme(&self, best: bool) -> Digits {
        let end = |r: (f64, f64)| if best { r.1 } else { r.0 };
        let goal = self.capped(self.function.bias() + end(self.rest[0]));
        let mut sum = self.function.bias();
        let mut digits = Vec::with_capacity(self.parts.len());
        for (k, p) in self.parts.iter().enumerate() {
            let reach = |v: f64| self.capped(sum + v + end(self.rest[k + 1]));
            let good = |v: f64| if best { reach(v) >= goal - TIE } else { reach(v) <= goal + TIE };
            let digit = p.iter().position(|v| good(*v)).unwrap_or(0);
            sum += p[digit];
            digits.push(digit as u32);
        }
        digits
    }

    /// How far a sum is from answering; infinite where it does not answer at all.
    fn distance(&self, sum: f64, target: f64, side: Side) -> f64 {
        let d = self.capped(sum) - target;
        match side {
            Side::Either => d.abs(),
            Side::NotBelow if d < -ROUNDING => f64::INFINITY,
            Side::NotBelow => d.max(0.0),
        }
    }

    fn search(&self, target: f64, side: Side) -> Option<(Digits, bool)> {
        let mut state = Branching { target, side, best: None, leaves: 0, cut: false };
        let mut digits = Vec::with_capacity(self.branches);
        self.branch(&mut state, &mut digits, self.function.bias());
        let (_, digits) = state.best?;
        Some((digits, !state.cut))
    }

    fn branch(&self, state: &mut Branching, digits: &mut Digits, sum: f64) {
        let k = digits.len();
        let reached = state.best.as_ref().map_or(f64::INFINITY, |b| b.0);
        if reached <= TIE && self.branches > 0 {
            return;
        }
        let (low, high) = (sum + self.rest[k].0, sum + self.rest[k].1);
        let bound = if self.capped(high) < state.target {
            self.distance(high, state.target, state.side)
        } else if self.capped(low) > state.target {
            self.distance(low, state.target, state.side)
        } else {
            0.0
        };
        if bound == f64::INFINITY || bound >= reached {
            return;
        }
        if k == self.branches {
            if state.leaves == MAX_LEAVES {
                state.cut = true;
                return;
            }
            state.leaves += 1;
            if let Some((d, l, r)) = self.halves(sum, state.target, state.side)
                && d < reached
            {
                let mut all = digits.clone();
                write(&self.parts[self.branches..self.middle], l, &mut all);
                write(&self.parts[self.middle..], r as usize, &mut all);
                state.best = Some((d, all));
            }
            return;
        }
        // Values that leave the target in the middle of what the rest can reach come first.
        let centre = (self.rest[k + 1].0 + self.rest[k + 1].1) / 2.0;
        let mut order: Vec<usize> = (0..self.parts[k].len()).collect();
        let off = |v: usize| (sum + self.parts[k][v] + centre - state.target).abs();
        order.sort_by(|a, b| off(*a).total_cmp(&off(*b)).then(a.cmp(b)));
        for v in order {
            digits.push(v as u32);
            self.branch(state, digits, sum + self.parts[k][v]);
            digits.pop();
        }
    }

    /// The best pair of a left and a right sum: distance, left index, right index.
    fn halves(&self, sum: f64, target: f64, side: Side) -> Option<(f64, usize, u32)> {
        let slack = if side == Side::NotBelow { ROUNDING } else { 0.0 };
        let partner = |l: f64| self.right.partition_point(|r| sum + l + r.0 < target - slack);
        let mut least = f64::INFINITY;
        for l in &self.left {
            let k = partner(*l);
            for r in self.right[k.saturating_sub(1)..].iter().take(2) {
                least = least.min(self.distance(sum + l + r.0, target, side));
            }
        }
        if least == f64::INFINITY {
            return None;
        }
        // The first pair, in enumeration order, that is no further away than a tie.
        let wanted = least + TIE;
        for (k, l) in self.left.iter().enumerate() {
            let near = |r: &(f64, u32)| self.distance(sum + l + r.0, target, side) <= wanted;
            let from =
                self.right.partition_point(|r| self.capped(sum + l + r.0) < target - wanted - ROUNDING);
            let within = |r: &&(f64, u32)| self.capped(sum + l + r.0) <= target + wanted + ROUNDING;
            let first = self.right[from..].iter().take_while(within).filter(|r| near(r)).map(|r| r.1).min();
            if let Some(r) = first {
                return Some((least, k, r));
            }
        }
        None
    }
}

#[derive(Debug)]
struct Branching {
    target: f64,
    side: Side,
    best: Option<(f64, Digits)>,
    leaves: usize,
    cut: bool,
}

/// Sums of one value per table, first table slowest.
fn sums(tables: &[Vec<f64>]) -> Vec<f64> {
    let mut all = vec![0.0];
    for t in tables {
        all = all.iter().flat_map(|s| t.iter().map(move |v| s + v)).collect();
    }
    all
}

/// Writes the digits of the combination with this number.
fn write(tables: &[Vec<f64>], mut number: usize, into: &mut Digits) {
    let from = into.len();
    for t in tables.iter().rev() {
        into.insert(from, (number % t.len()) as u32);
        number /= t.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Issue;
    use proptest::prelude::*;

    fn space(sizes: &[usize]) -> OutcomeSpace {
        let issue =
            |(k, n): (usize, &usize)| Issue::categorical(format!("i{k}"), (0..*n).map(|v| v.to_string()));
        OutcomeSpace::new(sizes.iter().enumerate().map(issue).collect()).expect("a space")
    }

    /// The same function, hiding that it is additive.
    #[derive(Debug)]
    struct Opaque(Additive);

    impl UtilityFunction for Opaque {
        fn utility(&self, digits: &[u32]) -> f64 {
            self.0.utility(digits)
        }
    }

    fn additive() -> impl Strategy<Value = (OutcomeSpace, Additive)> {
        proptest::collection::vec(proptest::collection::vec(0_u8..=20, 1..5), 1..6).prop_flat_map(|tables| {
            (proptest::option::of(5_u8..40), -5_i8..5).prop_map(move |(cap, bias)| {
                let s = space(&tables.iter().map(Vec::len).collect::<Vec<_>>());
                let values =
                    tables.iter().map(|t| t.iter().map(|v| f64::from(*v) / 20.0).collect()).collect();
                let mut u = Additive::new(&s, vec![0.37; tables.len()], values).expect("a function");
                u = u.with_bias(f64::from(bias) / 20.0);
                (s, if let Some(c) = cap { u.with_cap(f64::from(c) / 20.0) } else { u })
            })
        })
    }

    proptest! {
        #[test]
        fn halves_agree_with_the_table_ties_included((s, u) in additive(), target in -1.0_f64..2.5) {
            let opaque = Opaque(u.clone());
            let (a, b) = (Inversion::new(&s, &u).unwrap(), Inversion::new(&s, &opaque).unwrap());
            prop_assert_eq!(a.best(), b.best());
            prop_assert_eq!(a.worst(), b.worst());
            prop_assert_eq!(a.nearest(target), b.nearest(target));
            prop_assert_eq!(a.least_not_below(target), b.least_not_below(target));
            let brute = s.enumerate().map(|d| (u.utility(&d) - target).abs()).fold(f64::INFINITY, f64::min);
            prop_assert!((a.nearest(target).utility - target).abs() <= brute + 2.0 * TIE);
        }
    }

    #[test]
    fn ten_to_the_thirty_is_inverted_without_enumerating() {
        let s = space(&[10; 30]);
        let values = (0..30).map(|i| (0..10).map(|v| f64::from(v * v + i) / 110.0).collect()).collect();
        let weights = (0..30).map(|i| f64::from(i + 1) / 465.0).collect();
        let u = Additive::new(&s, weights, values).expect("a function");
        let inverse = Inversion::new(&s, &u).expect("an inversion");
        assert_eq!(inverse.best().digits, [9; 30]);
        assert_eq!(inverse.worst().digits, [0; 30]);
        for target in [0.2, 0.5, 0.7] {
            let found = inverse.nearest(target);
            assert!(found.proven && (found.utility - target).abs() <= 1e-8, "{found:?}");
            let above = inverse.least_not_below(target).expect("one");
            assert!(above.utility >= target - 1e-11 && above.utility <= target + 1e-8, "{above:?}");
        }
        assert_eq!(inverse.least_not_below(2.0), None);
        assert_eq!(inverse.nearest(2.0).utility, inverse.best().utility);
    }
}
