//! Inverting a utility function: which outcome is worth about this much, which is the k-th best?
//!
//! Every bidding strategy asks one of two questions at every turn, so they decide what a session costs.
//! Nothing is sorted in advance. An additive function is first searched over *sorted halves* of its issues
//! (Horowitz & Sahni 1974: |A| + |B| steps for |A|·|B| outcomes); once the questions asked have cost more
//! than it, all outcomes are laid out in buckets of utility, of which only those touched are ever sorted.
//! Other functions are laid out at once, up to a stated limit.
//!
//! Order is part of the definition: ascending utility, and among equal utilities enumeration order (the
//! k-th best runs that order backwards). Utilities are the canonical ones, summed over the issues from left
//! to right; where two halves meet within 1e-9 of a boundary the sum is taken again canonically, so that
//! both ways of searching give the same outcome to the bit. What has been asked never changes an answer.
//!
//! Where a half would hold more than 2^22 combinations (about 14 issues of 10 values), the first issues are
//! searched by branch and bound above smaller halves. Best and k-th best stay exact; an answer to a target is
//! then within 1e-9 of the right one and not the first of its equals ([`Inverse::exactness`] says which holds).
//!
//! Deliberately absent: sampling. A function that is not additive over a space too large to be laid out is an
//! error, and so is a space that `u128` cannot number ([`least_from`] alone works there).

mod deep;
mod halves;
mod stream;
mod table;

use super::{Additive, UtilityFunction};
use crate::error::{Error, Result};
use crate::num;
use crate::outcome::{Digits, Outcome, OutcomeSpace};
use deep::Deep;
use halves::Halves;
use table::Table;

/// Most outcomes that are laid out where the function is not additive or the space is constrained.
pub const MOST_ENUMERATED: u128 = 1 << 24;
/// Most outcomes that an additive search gives up its halves for (16 bytes each).
const MOST_LAID_OUT: u128 = 1 << 20;
/// Outcomes up to which halves are not worth making: laying them out costs about as much as sorting halves.
const FEW: u128 = 2048;
/// Most outcomes that can be ranked from the best down where a space is too large for halves.
const MOST_RANKED: u64 = 1 << 24;

/// Says whether an outcome may be proposed.
pub type Admits<'a> = dyn Fn(&[u32]) -> bool + 'a;

/// An outcome with its utility.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// The outcome.
    pub outcome: Outcome,
    /// Its undiscounted utility.
    pub utility: f64,
}

/// The inverse of one utility function over one space.
#[derive(Clone, Debug)]
pub struct Inverse {
    body: Body,
    outcomes: u128,
    lowest: f64,
    highest: f64,
    /// Steps taken by questions so far; decides only when to lay out.
    work: u128,
}

#[derive(Clone, Debug)]
enum Body {
    Table(Table),
    Halves(Box<Halves>),
    Deep(Box<Deep>),
}

/// How far an answer to a target can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exactness {
    /// The answer by definition, first of its equals.
    Exact,
    /// At or above the target, and at most 1e-9 above the answer by definition.
    Near,
    /// As [`Exactness::Near`], but some search was cut short and its answer may be further above.
    Bounded,
}

impl Inverse {
    /// The inverse of `function` over the outcomes of `space` that `admits` lets through.
    ///
    /// # Errors
    /// If the space is too large: more than 2^24 outcomes where the function is not additive or the space
    /// is constrained, more than `u128` can number otherwise.
    pub fn new(
        space: &OutcomeSpace,
        function: &dyn UtilityFunction,
        admits: Option<&Admits<'_>>,
    ) -> Result<Self> {
        match (function.as_additive(), admits) {
            (Some(additive), None) => Self::additive(space, additive),
            _ => Self::enumerated(space, function, admits),
        }
    }

    fn additive(space: &OutcomeSpace, function: &Additive) -> Result<Self> {
        let outcomes = space.cardinality().ok_or_else(too_large)?;
        let body = if outcomes <= FEW {
            Body::Table(Table::additive(function))
        } else if let Some(halves) = Halves::new(function)? {
            Body::Halves(Box::new(halves))
        } else {
            Body::Deep(Box::new(Deep::new(function)?))
        };
        let extreme = |best: bool| {
            let mut sum = function.bias();
            for (w, table) in function.weights().iter().zip(function.values()) {
                let parts = table.iter().map(|v| w * v);
                sum += if best {
                    parts.fold(f64::NEG_INFINITY, f64::max)
                } else {
                    parts.fold(f64::INFINITY, f64::min)
                };
            }
            function.cap().map_or(sum, |cap| sum.min(cap))
        };
        Ok(Self { body, outcomes, lowest: extreme(false), highest: extreme(true), work: 0 })
    }

    fn enumerated(
        space: &OutcomeSpace,
        function: &dyn UtilityFunction,
        admits: Option<&Admits<'_>>,
    ) -> Result<Self> {
        if space.cardinality().is_none_or(|n| n > MOST_ENUMERATED) {
            return Err(too_large());
        }
        let table = Table::enumerated(space, function, admits)?;
        let (lowest, highest) = table.extremes();
        Ok(Self { outcomes: table.len() as u128, body: Body::Table(table), lowest, highest, work: 0 })
    }

    /// Number of outcomes that may be proposed.
    #[must_use]
    pub fn len(&self) -> u128 {
        self.outcomes
    }

    /// Never true: a space without an admissible outcome has no inverse.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// May every outcome of the space be proposed, so that any number below [`Inverse::len`] is one?
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match &self.body {
            Body::Table(t) => t.is_whole(),
            Body::Halves(_) | Body::Deep(_) => true,
        }
    }

    /// How far answers to a target can be trusted, as far as has been asked.
    #[must_use]
    pub fn exactness(&self) -> Exactness {
        match &self.body {
            Body::Table(_) | Body::Halves(_) => Exactness::Exact,
            Body::Deep(d) if d.was_cut() => Exactness::Bounded,
            Body::Deep(_) => Exactness::Near,
        }
    }

    /// How many outcomes [`Inverse::best`] can rank.
    #[must_use]
    pub fn ranked(&self) -> u64 {
        let all = u64::try_from(self.outcomes).unwrap_or(u64::MAX);
        if matches!(self.body, Body::Deep(_)) { all.min(MOST_RANKED) } else { all }
    }

    /// Least utility.
    #[must_use]
    pub fn lowest(&self) -> f64 {
        self.lowest
    }

    /// Greatest utility.
    #[must_use]
    pub fn highest(&self) -> f64 {
        self.highest
    }

    /// Canonical utility of an outcome of the space.
    ///
    /// # Panics
    /// If the outcome is not of the space.
    #[must_use]
    pub fn utility(&self, outcome: Outcome) -> f64 {
        match &self.body {
            Body::Table(t) => t.utility(outcome.0 as usize),
            Body::Halves(h) => h.utility(outcome.0 as u64),
            Body::Deep(d) => d.utility(outcome),
        }
    }

    /// The outcome of lowest utility at or above `target`; or, if that is strictly nearer to it, the
    /// highest below `target` that is still at or above `floor`. Ties: first in enumeration order.
    pub fn nearest(&mut self, target: f64, floor: f64) -> Option<Ranked> {
        match &mut self.body {
            Body::Table(t) => t.nearest(target, floor),
            Body::Halves(h) => {
                self.work += u128::from(h.steps());
                if self.work / 4 > self.outcomes && self.outcomes <= MOST_LAID_OUT {
                    let mut table = h.lay_out();
                    let found = table.nearest(target, floor);
                    self.body = Body::Table(table);
                    return found;
                }
                h.nearest(target, floor)
            }
            Body::Deep(d) => d.nearest(target, floor),
        }
    }

    /// The outcome of lowest utility at or above `target`.
    pub fn at_least(&mut self, target: f64) -> Option<Ranked> {
        self.nearest(target, target)
    }

    /// The `k`-th best outcome, from 0; among equals the last in enumeration order comes first. Nothing beyond
    /// [`Inverse::ranked`].
    pub fn best(&mut self, k: u64) -> Option<Ranked> {
        if k >= self.ranked() {
            return None;
        }
        match &mut self.body {
            Body::Table(t) => t.best(k as usize),
            Body::Halves(h) => {
                if k > 64 && u128::from(k) > self.outcomes / 8 && self.outcomes <= MOST_LAID_OUT {
                    let mut table = h.lay_out();
                    let found = table.best(k as usize);
                    self.body = Body::Table(table);
                    return found;
                }
                h.best(k as usize)
            }
            Body::Deep(d) => d.best(k as usize),
        }
    }
}

/// The outcome of least utility at or above `target` (up to rounding, 1e-12) with its utility, for additive
/// functions in spaces of any size; as exact as [`Inverse`] is there.
///
/// # Errors
/// As [`Inverse::new`], the limit of `u128` excepted.
pub fn least_from(
    space: &OutcomeSpace,
    function: &dyn UtilityFunction,
    target: f64,
) -> Result<Option<(Digits, f64)>> {
    let target = target - num::TIE * 1e-3;
    if let (None, Some(additive)) = (space.cardinality(), function.as_additive()) {
        return Ok(Deep::new(additive)?.nearest_digits(target, target));
    }
    let found = Inverse::new(space, function, None)?.at_least(target);
    Ok(found.map(|r| (space.digits(r.outcome), r.utility)))
}

fn too_large() -> Error {
    Error::limit("the space has too many outcomes to be searched by utility")
        .remedy("use an additive utility function, fewer issues, or a coarser grid")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Issue;
    use proptest::prelude::*;

    fn space(sizes: &[usize]) -> OutcomeSpace {
        let issues = sizes.iter().enumerate();
        OutcomeSpace::new(
            issues
                .map(|(k, n)| Issue::categorical(format!("i{k}"), (0..*n).map(|v| v.to_string())))
                .collect(),
        )
        .expect("a space")
    }

    /// Everything sorted: the definition.
    fn sorted(s: &OutcomeSpace, u: &Additive) -> Vec<Ranked> {
        let mut all: Vec<Ranked> = s
            .enumerate()
            .enumerate()
            .map(|(k, d)| Ranked { outcome: Outcome(k as u128), utility: u.utility(&d) })
            .collect();
        all.sort_by(|a, b| a.utility.total_cmp(&b.utility));
        all
    }

    fn by_definition(all: &[Ranked], target: f64, floor: f64) -> Option<Ranked> {
        let at = all.partition_point(|r| r.utility < target);
        let up = all.get(at).copied();
        let down = all[..at].last().filter(|d| d.utility >= floor).map(|d| {
            let first = all.partition_point(|r| r.utility < d.utility);
            all[first]
        });
        match (up, down) {
            (Some(u), Some(d)) if target - d.utility < u.utility - target => Some(d),
            (None, d) => d,
            (u, _) => u,
        }
    }

    fn functions() -> impl Strategy<Value = (OutcomeSpace, Additive)> {
        (proptest::collection::vec(1_usize..6, 1..6), 0_u32..3).prop_flat_map(|(sizes, kind)| {
            let value = move || -> BoxedStrategy<f64> {
                match kind {
                    0 => (0_u32..4).prop_map(|x| f64::from(x) / 10.0).boxed(),
                    1 => (0_u32..3).prop_map(|x| 0.1 * f64::from(x)).boxed(),
                    _ => (0.0_f64..1.0).boxed(),
                }
            };
            let tables: Vec<_> = sizes.iter().map(|n| proptest::collection::vec(value(), *n)).collect();
            let weights = proptest::collection::vec(-0.2_f64..1.0, sizes.len());
            (Just(sizes), tables, weights, proptest::option::of(0.2_f64..1.5)).prop_map(
                move |(sizes, tables, w, cap)| {
                    let s = space(&sizes);
                    let w = if kind == 0 { w.iter().map(|x| (x * 10.0).round() / 10.0).collect() } else { w };
                    let u = Additive::new(&s, w, tables).expect("a function");
                    (s, cap.iter().fold(u, |u, c| u.with_cap(*c)))
                },
            )
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

        /// Halves, buckets and a plain sort agree on every question, ties and caps included.
        #[test]
        fn every_way_of_searching_is_the_sort((s, u) in functions(), targets in proptest::collection::vec(0_usize..1000, 8)) {
            let all = sorted(&s, &u);
            let n = all.len();
            let mut ways = vec![Body::Table(Table::additive(&u)), Body::Halves(Box::new(Halves::new(&u).unwrap().unwrap()))];
            let laid = Halves::new(&u).unwrap().unwrap().lay_out();
            ways.push(Body::Table(laid));
            for mut body in ways {
                for t in &targets {
                    let exact = all[t % n].utility;
                    for target in [exact, exact + 1e-7, exact - 1e-7, exact + 0.01] {
                        for floor in [target, target - 1e-6, target - 0.05] {
                            let want = by_definition(&all, target, floor);
                            let got = match &mut body {
                                Body::Table(x) => x.nearest(target, floor),
                                Body::Halves(x) => x.nearest(target, floor),
                                Body::Deep(_) => unreachable!("asked on its own below"),
                            };
                            prop_assert_eq!(got, want, "target {} floor {}", target, floor);
                        }
                    }
                }
                for k in 0..n.min(200) {
                    let got = match &mut body {
                        Body::Table(x) => x.best(k),
                        Body::Halves(x) => x.best(k),
                        Body::Deep(_) => unreachable!("asked on its own below"),
                    };
                    prop_assert_eq!(got, Some(all[n - 1 - k]), "best {}", k);
                }
            }
            let inverse = Inverse::new(&s, &u, None).unwrap();
            prop_assert_eq!(inverse.lowest(), all[0].utility);
            prop_assert_eq!(inverse.highest(), all[n - 1].utility);
            for r in &all {
                prop_assert_eq!(inverse.utility(r.outcome), r.utility);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

        /// Branches above halves: the best in the very order of the sort; to a target what is promised.
        #[test]
        fn the_deep_search_keeps_its_promise((s, u) in functions(), targets in proptest::collection::vec(0_usize..1000, 8)) {
            let all = sorted(&s, &u);
            let n = all.len();
            let mut deep = Deep::new(&u).unwrap();
            for k in 0..n.min(200) {
                prop_assert_eq!(deep.best(k), Some(all[n - 1 - k]), "best {}", k);
            }
            prop_assert_eq!(deep.best(n), None);
            for (t, way) in targets.iter().flat_map(|t| [(t, false), (t, true)]) {
                deep = if way { Deep::new(&u).unwrap().without_ranking() } else { Deep::new(&u).unwrap() };
                let exact = all[t % n].utility;
                for target in [exact, exact + 1e-7, exact - 1e-7, exact + 0.01] {
                    for floor in [target, target - 1e-6, target - 0.05] {
                        let want = by_definition(&all, target, floor);
                        let got = deep.nearest(target, floor);
                        prop_assert_eq!(got.is_some(), want.is_some(), "target {} floor {}", target, floor);
                        let (Some(g), Some(w)) = (got, want) else { continue };
                        prop_assert!(g.utility >= floor);
                        prop_assert!((g.utility - target).abs() <= (w.utility - target).abs() + num::TIE);
                        prop_assert_eq!(g.utility, u.utility(&s.digits(g.outcome)));
                    }
                }
            }
            prop_assert!(!deep.was_cut());
        }
    }

    #[test]
    fn ten_to_the_thirty_outcomes_are_searched_without_enumerating() {
        let s = space(&[10; 30]);
        let values = (0..30).map(|i| (0..10).map(|v| f64::from(v * v + i) / 110.0).collect()).collect();
        let weights = (0..30).map(|i| f64::from(i + 1) / 465.0).collect();
        let u = Additive::new(&s, weights, values).unwrap();
        let mut inverse = Inverse::new(&s, &u, None).unwrap();
        assert_eq!((inverse.len(), inverse.ranked()), (10_u128.pow(30), MOST_RANKED));
        assert_eq!(s.digits(inverse.best(0).unwrap().outcome), [9; 30]);
        // Utilities are multiples of 1/51150; on a multiple itself rounding may put an outcome just below it.
        for target in [0.200_001, 0.500_001, 0.700_001, 0.77777] {
            let found = inverse.at_least(target).unwrap();
            let least = (target * 51_150.0 - 1e-7).ceil() / 51_150.0;
            assert!(found.utility >= target && found.utility <= least + 1e-9, "{target}: {found:?}");
            assert_eq!(found.utility, u.utility(&s.digits(found.outcome)));
        }
        assert_eq!(inverse.at_least(2.0), None);
        assert_eq!(inverse.at_least(inverse.highest()).map(|r| s.digits(r.outcome)), Some(vec![9; 30]));
        // Near the top not every multiple is there: the answer is read off the ranking, exactly.
        let ranked: Vec<Ranked> = (0..4000).map(|k| inverse.best(k).unwrap()).collect();
        let target = ranked[3000].utility + 1e-7;
        let want = ranked.iter().rev().find(|r| r.utility >= target).copied();
        assert_eq!(inverse.at_least(target), want);
        // From the best down: never up again, nothing twice.
        let ranked: Vec<Ranked> = (0..3000).map(|k| inverse.best(k).unwrap()).collect();
        assert!(ranked.windows(2).all(|w| w[0].utility >= w[1].utility));
        let distinct: std::collections::BTreeSet<Outcome> = ranked.iter().map(|r| r.outcome).collect();
        assert_eq!(distinct.len(), ranked.len());
        assert_eq!(inverse.exactness(), Exactness::Near);
    }

    #[test]
    fn beyond_u128_only_digits_are_found() {
        let s = space(&[10; 50]);
        let u = Additive::new(&s, vec![0.02; 50], vec![(0..10).map(|v| f64::from(v) / 9.0).collect(); 50])
            .unwrap();
        assert!(Inverse::new(&s, &u, None).unwrap_err().is_limit());
        let (digits, worth) = least_from(&s, &u, 0.5).unwrap().unwrap();
        // Utilities are multiples of 1/450.
        assert!((worth - 0.5).abs() < 1e-9 && u.utility(&digits) == worth);
        assert_eq!(least_from(&s, &u, 1.5).unwrap(), None);
    }

    #[test]
    fn a_space_of_ten_to_the_forty_is_refused_and_ten_to_the_twelve_is_not() {
        let big = space(&[10; 40]);
        let u = Additive::new(&big, vec![0.025; 40], vec![(0..10).map(f64::from).collect(); 40]).unwrap();
        assert!(Inverse::new(&big, &u, None).unwrap_err().is_limit());
        let s = space(&[10; 12]);
        let table: Vec<f64> = (0..10).map(|v| f64::from(v) / 9.0).collect();
        let weights: Vec<f64> = (0..12).map(|k| (1.0 + f64::from(k)) / 78.0).collect();
        let u = Additive::new(&s, weights, vec![table; 12]).unwrap();
        let mut inverse = Inverse::new(&s, &u, None).unwrap();
        let found = inverse.at_least(0.7).unwrap();
        // Utilities are multiples of 1/702 here.
        assert!(found.utility >= 0.7 && found.utility < 0.7 + 1.0 / 702.0);
        assert_eq!(inverse.best(0).unwrap().outcome.0, 999_999_999_999);
    }

    #[test]
    fn outcomes_that_break_a_constraint_are_never_found() {
        let s = space(&[4, 4]);
        let u = Additive::new(&s, vec![0.5; 2], vec![vec![0.0, 0.25, 0.5, 1.0]; 2]).unwrap();
        let admits = |d: &[u32]| d[0] != 3;
        let mut inverse = Inverse::new(&s, &u, Some(&admits)).unwrap();
        assert_eq!((inverse.len(), inverse.highest()), (12, 0.75));
        assert_eq!(inverse.best(0).unwrap().outcome, Outcome(11));
        assert_eq!(inverse.at_least(0.8), None);
    }
}
