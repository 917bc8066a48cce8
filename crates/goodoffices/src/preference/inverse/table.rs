//! All outcomes in buckets of utility; a bucket is sorted when it is first touched.
//!
//! Filling is one counting pass, O(n); a question sorts the one or two small buckets it lands in.

use super::halves::combinations;
use super::{Admits, Ranked};
use crate::error::{Error, Result};
use crate::outcome::{Outcome, OutcomeSpace};
use crate::preference::{Additive, UtilityFunction};

/// Visits outcomes with their utilities.
type Visit<'a> = dyn FnMut(&mut dyn FnMut(u32, f64)) + 'a;

/// Outcomes a bucket should hold on average.
const A_BUCKET: usize = 4;

/// Every outcome's utility, and the outcomes grouped by utility.
#[derive(Clone, Debug)]
pub(super) struct Table {
    utilities: Vec<f64>,
    /// Outcomes by bucket; inside an untouched bucket in enumeration order.
    order: Vec<u32>,
    /// Where each bucket begins in `order`, and one end.
    starts: Vec<u32>,
    sorted: Vec<bool>,
    lowest: f64,
    scale: f64,
}

impl Table {
    pub(super) fn additive(function: &Additive) -> Self {
        let weighted = function.weights().iter().zip(function.values());
        let parts: Vec<Vec<f64>> = weighted.map(|(w, table)| table.iter().map(|v| w * v).collect()).collect();
        let mut sums = combinations(function.bias(), &parts);
        if let Some(cap) = function.cap() {
            for u in &mut sums {
                *u = if *u > cap { cap } else { *u };
            }
        }
        Self::grouped(sums, None)
    }

    pub(super) fn enumerated(
        space: &OutcomeSpace,
        function: &dyn UtilityFunction,
        admits: Option<&Admits<'_>>,
    ) -> Result<Self> {
        let mut utilities = Vec::new();
        let mut members = Vec::new();
        for (k, digits) in space.enumerate().enumerate() {
            let u = function.utility(&digits);
            if !u.is_finite() {
                return Err(Error::input(format!("the utility of outcome {k} is not finite")));
            }
            utilities.push(u);
            if admits.is_none_or(|f| f(&digits)) {
                members.push(k as u32);
            }
        }
        if members.is_empty() {
            return Err(Error::input("no outcome respects the constraints")
                .remedy("loosen a constraint or widen an issue"));
        }
        Ok(Self::grouped(utilities, Some(members)))
    }

    /// Takes utilities in enumeration order; `members` are those that may be found, ascending.
    pub(super) fn grouped(utilities: Vec<f64>, members: Option<Vec<u32>>) -> Self {
        let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut see = |u: f64| {
            lowest = if u < lowest { u } else { lowest };
            highest = if u > highest { u } else { highest };
        };
        match &members {
            None => utilities.iter().for_each(|u| see(*u)),
            Some(m) => m.iter().for_each(|k| see(utilities[*k as usize])),
        }
        let n = members.as_ref().map_or(utilities.len(), Vec::len);
        let buckets = (n / A_BUCKET).max(1);
        let span = highest - lowest;
        let scale = if span > 0.0 { buckets as f64 / span } else { 0.0 };
        let mut table = Self {
            utilities,
            order: vec![0; n],
            starts: vec![0; buckets + 1],
            sorted: vec![false; buckets],
            lowest,
            scale,
        };
        let last = buckets - 1;
        let place = |u: f64| (((u - lowest) * scale) as usize).min(last);
        let mut fill = |each: &mut Visit<'_>| {
            let starts = &mut table.starts;
            each(&mut |_, u| starts[place(u)] += 1);
            let mut sum = 0;
            for start in starts.iter_mut() {
                sum += *start;
                *start = sum;
            }
            // Backwards, so that each bucket keeps enumeration order and its start ends in its place.
            let order = &mut table.order;
            each(&mut |k, u| {
                let at = &mut starts[place(u)];
                *at -= 1;
                order[*at as usize] = k;
            });
        };
        let utilities = &table.utilities;
        match &members {
            None => fill(&mut |f| {
                for (k, u) in utilities.iter().enumerate().rev() {
                    f(k as u32, *u);
                }
            }),
            Some(m) => fill(&mut |f| m.iter().rev().for_each(|k| f(*k, utilities[*k as usize]))),
        }
        table
    }

    /// Outcomes that may be found.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    pub(super) fn is_whole(&self) -> bool {
        self.order.len() == self.utilities.len()
    }

    pub(super) fn utility(&self, outcome: usize) -> f64 {
        self.utilities[outcome]
    }

    /// Least and greatest utility that may be found.
    pub(super) fn extremes(&self) -> (f64, f64) {
        let of = |k: &u32| self.utilities[*k as usize];
        let least = self.order.iter().map(of).fold(f64::INFINITY, f64::min);
        (least, self.order.iter().map(of).fold(f64::NEG_INFINITY, f64::max))
    }

    fn bucket(&self, u: f64) -> usize {
        // A negative or NaN product saturates to 0.
        (((u - self.lowest) * self.scale) as usize).min(self.sorted.len() - 1)
    }

    /// The bucket's range in `order`, sorted.
    fn touch(&mut self, bucket: usize) -> std::ops::Range<usize> {
        let range = self.starts[bucket] as usize..self.starts[bucket + 1] as usize;
        if !self.sorted[bucket] {
            self.sorted[bucket] = true;
            let utilities = &self.utilities;
            self.order[range.clone()].sort_unstable_by(|a, b| {
                utilities[*a as usize].total_cmp(&utilities[*b as usize]).then(a.cmp(b))
            });
        }
        range
    }

    fn at(&self, position: usize) -> Ranked {
        let k = self.order[position];
        Ranked { outcome: Outcome(u128::from(k)), utility: self.utilities[k as usize] }
    }

    /// Position of the first outcome at or above `target` in ascending order, `len` if there is none.
    fn position(&mut self, target: f64) -> usize {
        let bucket = self.bucket(target);
        let range = self.touch(bucket);
        let (order, utilities) = (&self.order, &self.utilities);
        let inside = order[range.clone()].partition_point(|k| utilities[*k as usize] < target);
        range.start + inside
    }

    /// Sorts the bucket that holds a position; the position keeps its place in the whole order.
    fn settle(&mut self, position: usize) {
        let bucket = self.bucket(self.utilities[self.order[position] as usize]);
        self.touch(bucket);
    }

    pub(super) fn nearest(&mut self, target: f64, floor: f64) -> Option<Ranked> {
        let position = self.position(target);
        let up = (position < self.order.len()).then(|| {
            self.settle(position);
            self.at(position)
        });
        if floor >= target || position == 0 {
            return up;
        }
        self.settle(position - 1);
        let down = self.at(position - 1);
        let nearer = up.is_none_or(|u| target - down.utility < u.utility - target);
        if down.utility < floor || !nearer {
            return up;
        }
        // Equal utilities share a bucket, which is sorted.
        let first = self.position(down.utility);
        Some(self.at(first))
    }

    pub(super) fn best(&mut self, k: usize) -> Option<Ranked> {
        let position = self.order.len().checked_sub(k + 1)?;
        self.settle(position);
        Some(self.at(position))
    }
}
