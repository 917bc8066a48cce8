//! All outcomes in buckets of utility; a bucket is sorted when it is first touched.
//!
//! Filling is one counting pass, O(n); a question sorts the one or two small buckets it lands in.

use super::halves::combinations;
use super::{Admits, Ranked};
use crate::error::{Error, Result};
use crate::outcome::{Outcome, OutcomeSpace};
use crate::preference::{Additive, UtilityFunction};

/// Outcomes a bucket should hold on average.
const A_BUCKET: usize = 4;

/// Every outcome's utility, and the outcomes grouped by utility.
#[derive(Clone, Debug)]
pub(super) struct Table {
    utilities: Vec<f64>,
    /// Outcomes by bucket; inside an untouched bucket in enumeration order.
    order: Vec<u32>,
    /// Utilities by place in `order`, once the place's bucket is sorted; NaN before.
    sorted_utilities: Vec<f64>,
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
        let found: Vec<f64>;
        let values = match &members {
            None => &utilities,
            Some(m) => {
                found = m.iter().map(|k| utilities[*k as usize]).collect();
                &found
            }
        };
        let (lowest, highest) = extremes(values);
        let n = values.len();
        let last = (n / A_BUCKET).max(1);
        let span = highest - lowest;
        let scale = if span > 0.0 { last as f64 / span } else { 0.0 };
        let end = last as f64;
        let places: Vec<u32> = values.iter().map(|u| place((u - lowest) * scale, end)).collect();
        let mut starts = vec![0_u32; last + 2];
        for p in &places {
            starts[*p as usize] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        // Backwards, so that each bucket keeps enumeration order and its start ends in its place.
        let mut order = vec![0_u32; n];
        for (k, p) in places.iter().enumerate().rev() {
            let at = &mut starts[*p as usize];
            *at -= 1;
            order[*at as usize] = members.as_ref().map_or(k as u32, |m| m[k]);
        }
        Self {
            utilities,
            order,
            sorted_utilities: vec![f64::NAN; n],
            starts,
            sorted: vec![false; last + 1],
            lowest,
            scale,
        }
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
        let last = (self.sorted.len() - 1) as f64;
        place((u - self.lowest) * self.scale, last) as usize
    }

    /// The bucket's range in `order`, sorted.
    fn touch(&mut self, bucket: usize) -> std::ops::Range<usize> {
        let range = self.starts[bucket] as usize..self.starts[bucket + 1] as usize;
        if !self.sorted[bucket] {
            self.sorted[bucket] = true;
            let utilities = &self.utilities;
            let order = &mut self.order[range.clone()];
            order.sort_unstable_by(|a, b| {
                utilities[*a as usize].total_cmp(&utilities[*b as usize]).then(a.cmp(b))
            });
            for (u, k) in self.sorted_utilities[range.clone()].iter_mut().zip(order) {
                *u = utilities[*k as usize];
            }
        }
        range
    }

    /// The outcome at a settled position.
    fn at(&self, position: usize) -> Ranked {
        Ranked {
            outcome: Outcome(u128::from(self.order[position])),
            utility: self.sorted_utilities[position],
        }
    }

    /// Position of the first outcome at or above `target` in ascending order, `len` if there is none.
    fn position(&mut self, target: f64) -> usize {
        let bucket = self.bucket(target);
        let range = self.touch(bucket);
        let bucket = &self.sorted_utilities[range.clone()];
        // Buckets are short, but for ties.
        let inside = if bucket.len() <= 4 * A_BUCKET {
            bucket.iter().filter(|u| **u < target).count()
        } else {
            bucket.partition_point(|u| *u < target)
        };
        range.start + inside
    }

    /// Sorts the bucket that holds a position; the position keeps its place in the whole order.
    fn settle(&mut self, position: usize) {
        if self.sorted_utilities[position].is_nan() {
            let bucket = self.bucket(self.utilities[self.order[position] as usize]);
            self.touch(bucket);
        }
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

/// The whole number from 0 to `last` nearest to `x`, monotone in it, 0 for NaN. Adding 2^52 leaves it in the low bits, which
/// unlike a conversion is done for several numbers at once.
fn place(x: f64, last: f64) -> u32 {
    (x.max(0.0).min(last) + 4_503_599_627_370_496.0).to_bits() as u32
}

/// Least and greatest, in lanes so that several are compared at once.
fn extremes(values: &[f64]) -> (f64, f64) {
    const LANES: usize = 4;
    let less = |a: f64, b: f64| if b < a { b } else { a };
    let more = |a: f64, b: f64| if b > a { b } else { a };
    let (mut low, mut high) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    let chunks = values.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for k in 0..LANES {
            low[k] = less(low[k], chunk[k]);
            high[k] = more(high[k], chunk[k]);
        }
    }
    let all =
        |lanes: [f64; LANES], f: fn(f64, f64) -> f64| lanes.iter().chain(rest).copied().fold(lanes[0], f);
    (all(low, less), all(high, more))
}
