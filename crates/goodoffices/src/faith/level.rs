//! Levels first: own utility in bins, how an outcome is chosen within a bin.
//!
//! Every part-worth is rounded to a whole number of bins of 1/B, B = max(200, 20n), so that an outcome's level
//! is a sum of integers. With H0 the number of outcomes in a bin and H_η = Σ e^{η û}, both made issue by issue
//! (`H ← Σ_o f(o)·shift(H, q(o))`) without listing the outcomes,
//! `p(ω) = K((b(ω) − u*)/σ) / Σ_{b': H0(b') > 0} K((b' − u*)/σ) · e^{η û(ω)} / H_η(b(ω))`,
//! K normal with σ = .05, cut at 5σ; where no occupied bin is within 5σ of u*, the nearest take all. Weighting
//! bins, not outcomes, is what keeps a firm party from looking as if it gave way: a level is not likelier for
//! holding more outcomes. u* is held to bins as well. The generator draws from the same function.

use super::frame::{Frame, Slots};
use crate::num;
use std::ops::Range;

/// Standard deviation of the level about its target.
pub(crate) const SIGMA: f64 = 0.05;
/// Share of offers made by mistake: uniform on all outcomes.
pub(crate) const MISTAKES: f64 = 0.02;

/// Bins for so many issues.
#[must_use]
pub(crate) fn bins(issues: usize) -> usize {
    (20 * issues).max(200)
}

/// The bits of a byte as numbers.
static SPREAD: [[f32; 8]; 256] = {
    let mut table = [[0.0; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            if (byte >> bit) & 1 == 1 {
                table[byte][bit] = 1.0;
            }
            bit += 1;
        }
        byte += 1;
    }
    table
};

/// A fault planted on purpose, to see that a test of the whole finds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// None.
    #[default]
    None,
    /// Levels are drawn with twice the standard deviation that the estimate assumes.
    WideSampler,
    /// Levels are not normalised over the occupied bins.
    NoNormaliser,
    /// Outcomes are compared and not levels: p ∝ exp(−(u − u*)²/2σ²) over all outcomes, so that a level
    /// counts as often as it holds outcomes. The likelihood that makes a firm party look as if it gave way.
    ByOutcome,
}

/// How the kernel counts levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    Levels,
    Unnormalised,
    Outcomes,
}

/// The kernel by distance in bins, cut at 5σ.
#[derive(Clone, Debug)]
pub(crate) struct Kernel {
    pub bins: usize,
    /// K(0), K(1), …, K(reach).
    pub at: Vec<f32>,
    /// K(−margin), …, K(margin), filled up with 0 to a multiple of eight.
    both: Vec<f32>,
    /// Levels, but for a planted fault.
    count: Count,
}

impl Kernel {
    /// The kernel over this many bins.
    pub fn new(bins: usize) -> Self {
        Self::scaled(bins, 1.0, Count::Levels)
    }

    /// The kernel by which levels are drawn under a fault.
    pub fn to_draw(bins: usize, fault: Fault) -> Self {
        Self::scaled(bins, if fault == Fault::WideSampler { 2.0 } else { 1.0 }, Count::Levels)
    }

    /// The kernel by which levels are judged under a fault.
    pub fn to_judge(bins: usize, fault: Fault) -> Self {
        let count = match fault {
            Fault::NoNormaliser => Count::Unnormalised,
            Fault::ByOutcome => Count::Outcomes,
            Fault::None | Fault::WideSampler => Count::Levels,
        };
        Self::scaled(bins, 1.0, count)
    }

    fn scaled(bins: usize, sigma: f64, count: Count) -> Self {
        let width = sigma * SIGMA * bins as f64;
        let reach = (5.0 * width).ceil() as usize;
        let at: Vec<f32> = (0..=reach).map(|d| num::exp(-0.5 * (d as f64 / width).powi(2)) as f32).collect();
        let mut both: Vec<f32> = at.iter().rev().chain(&at[1..]).copied().collect();
        both.resize(both.len().next_multiple_of(8), 0.0);
        Self { bins, at, both, count }
    }

    /// Does a level count once, however many outcomes it holds?
    pub fn by_level(&self) -> bool {
        self.count != Count::Outcomes
    }

    /// Empty bins kept on either side of the levels.
    fn margin(&self) -> usize {
        self.at.len() - 1
    }

    /// A target as a bin.
    #[inline]
    pub fn bin(&self, target: f64) -> usize {
        (target.clamp(0.0, 1.0) * self.bins as f64 + 0.5) as usize
    }
}

/// Histograms of one pair of utilities.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tables {
    /// Level of each value in bins, issue after issue.
    pub own: Vec<u16>,
    /// û of each value, issue after issue.
    pub other: Vec<f64>,
    /// e^{η û} of each value, scaled issue by issue.
    pub factor: Vec<f32>,
    /// Occupied bins, a bit each.
    bits: Vec<u64>,
    /// The same as numbers: 1 where an outcome has that level, between margins as wide as the kernel. Empty
    /// while put away.
    occupied: Vec<f32>,
    /// Σ K over occupied bins by target bin, as far as it was asked for; else below 0. Empty while put away.
    weights: Vec<f32>,
    /// H_η by bin.
    pub regard: Vec<f32>,
    /// H0 by bin, scaled; only where it was asked for.
    pub count: Vec<f32>,
}

/// Room to work in.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    a: Vec<f32>,
    b: Vec<f32>,
    bits: Vec<u64>,
    next: Vec<u64>,
    pub open: Vec<f32>,
    without: Vec<f32>,
    /// Room for what particles put away.
    occupied: Vec<f32>,
    weights: Vec<f32>,
}

impl Tables {
    /// Length of the histograms: levels can round up by half a bin an issue.
    fn room(kernel: &Kernel, frame: &Frame) -> usize {
        kernel.bins + frame.issues() + 1
    }

    /// After `own` changed: occupied bins.
    pub fn own_changed(&mut self, kernel: &Kernel, frame: &Frame, scratch: &mut Scratch) {
        let words = Self::room(kernel, frame).div_ceil(64);
        // As many empty words before them, so that shifting needs no bounds.
        let (bits, next) = (&mut scratch.bits, &mut scratch.next);
        bits.clear();
        bits.resize(2 * words + 1, 0);
        next.clear();
        next.resize(2 * words + 1, 0);
        bits[words + 1] = 1;
        for w in frame.starts.windows(2) {
            next[words + 1..].fill(0);
            for q in &self.own[w[0]..w[1]] {
                let (jump, shift) = ((*q as usize / 64).min(words), u32::from(*q) % 64);
                let from = &bits[words - jump..];
                for (k, word) in next[words + 1..].iter_mut().enumerate() {
                    *word |= (from[k + 1] << shift) | (from[k] >> 1 >> (63 - shift));
                }
            }
            std::mem::swap(bits, next);
        }
        self.bits.clear();
        self.bits.extend_from_slice(&bits[words + 1..]);
        self.spread(kernel, frame, scratch);
    }

    /// Occupied bins as numbers.
    fn spread(&mut self, kernel: &Kernel, frame: &Frame, scratch: &mut Scratch) {
        let room = Self::room(kernel, frame);
        self.weights.clear();
        self.weights.resize(kernel.bins + 1, -1.0);
        let margin = kernel.margin();
        self.occupied.clear();
        self.occupied.resize(room + 2 * margin + 8, 0.0);
        for (eight, out) in self.occupied[margin..margin + room].chunks_mut(8).enumerate() {
            let byte = (self.bits[eight / 8] >> (8 * (eight % 8))) & 255;
            out.copy_from_slice(&SPREAD[byte as usize][..out.len()]);
        }
        if kernel.count == Count::Outcomes {
            convolve(&self.own, &frame.even, frame.lists(), room, scratch);
            self.occupied[margin..margin + room].copy_from_slice(&scratch.a);
        }
    }

    /// Makes again what was put away.
    pub fn take_out(&mut self, kernel: &Kernel, frame: &Frame, scratch: &mut Scratch) {
        if self.occupied.is_empty() && !self.bits.is_empty() {
            std::mem::swap(&mut self.occupied, &mut scratch.occupied);
            std::mem::swap(&mut self.weights, &mut scratch.weights);
            self.spread(kernel, frame, scratch);
        }
    }

    /// Puts away what is soon made again: a particle at rest is small.
    pub fn put_away(&mut self, scratch: &mut Scratch) {
        std::mem::swap(&mut self.occupied, &mut scratch.occupied);
        std::mem::swap(&mut self.weights, &mut scratch.weights);
        // What comes back is empty, or was another's and is not wanted.
        self.occupied = Vec::new();
        self.weights = Vec::new();
    }

    /// Takes over everything but what is soon made again.
    pub fn set_at_rest(&mut self, t: &Self) {
        self.own.clone_from(&t.own);
        self.other.clone_from(&t.other);
        self.factor.clone_from(&t.factor);
        self.bits.clone_from(&t.bits);
        self.regard.clone_from(&t.regard);
        self.count.clear();
    }

    /// After `other` or the regard changed: e^{η û}, at most 1 times the scale.
    pub fn factors_changed(&mut self, eta: f64, frame: &Frame) {
        self.factor.clear();
        for w in frame.starts.windows(2) {
            scaled(&self.other[w[0]..w[1]], eta, frame.even[w[0]], &mut self.factor);
        }
    }

    /// H_η of all issues but one, left in `scratch.without`.
    pub fn without(&self, issue: usize, kernel: &Kernel, frame: &Frame, scratch: &mut Scratch) {
        let others = frame.lists().enumerate().filter(|(a, _)| *a != issue).map(|(_, l)| l);
        convolve(&self.own, &self.factor, others, Self::room(kernel, frame), scratch);
        std::mem::swap(&mut scratch.a, &mut scratch.without);
    }

    /// H_η of one level, from that of all issues but one and the factors of that one.
    #[inline]
    pub fn level_without(&self, bin: usize, here: &Range<usize>, factors: &[f32], s: &Scratch) -> f32 {
        let each = self.own[here.clone()].iter().zip(factors);
        each.map(|(q, f)| bin.checked_sub(*q as usize).map_or(0.0, |b| f * s.without[b])).sum()
    }

    /// H_η from that of all issues but one.
    pub fn regard_from_without(&mut self, here: &Range<usize>, scratch: &Scratch) {
        self.regard.fill(0.0);
        for k in here.clone() {
            let (q, f) = (self.own[k] as usize, self.factor[k]);
            for (y, x) in self.regard[q..].iter_mut().zip(&scratch.without) {
                *y += f * x;
            }
        }
    }

    /// After `own` or the factors changed: H_η.
    pub fn regard_changed(&mut self, kernel: &Kernel, frame: &Frame, scratch: &mut Scratch) {
        convolve(&self.own, &self.factor, frame.lists(), Self::room(kernel, frame), scratch);
        std::mem::swap(&mut self.regard, &mut scratch.a);
    }

    /// Fills H0.
    pub fn fill_count(&mut self, kernel: &Kernel, frame: &Frame, scratch: &mut Scratch) {
        convolve(&self.own, &frame.even, frame.lists(), Self::room(kernel, frame), scratch);
        std::mem::swap(&mut self.count, &mut scratch.a);
    }

    /// Share in its level of each outcome, whose bins are known.
    pub fn shares(&self, slots: &Slots, bins: &[u16], out: &mut Vec<f32>) {
        out.clear();
        out.extend(slots.iter().zip(bins).map(|(o, bin)| {
            let factor = o.iter().fold(1.0, |f, k| f * self.factor[*k as usize]);
            factor / self.regard[*bin as usize].max(f32::MIN_POSITIVE)
        }));
    }

    /// Bin and product of factors of values.
    #[inline]
    pub fn at(&self, values: &[u32], factors: &[f32]) -> (usize, f32) {
        let (mut bin, mut factor) = (0, 1.0_f32);
        for k in values {
            bin += self.own[*k as usize] as usize;
            factor *= factors[*k as usize];
        }
        (bin, factor)
    }

    /// Exchanges what hangs on the own utility alone.
    pub fn swap_own(&mut self, t: &mut Self) {
        std::mem::swap(&mut self.own, &mut t.own);
        std::mem::swap(&mut self.bits, &mut t.bits);
        std::mem::swap(&mut self.occupied, &mut t.occupied);
        std::mem::swap(&mut self.weights, &mut t.weights);
    }

    /// Exchanges what hangs on the regard.
    pub fn swap_regard(&mut self, t: &mut Self) {
        std::mem::swap(&mut self.factor, &mut t.factor);
        std::mem::swap(&mut self.regard, &mut t.regard);
    }

    /// Bins and summed factors of the combinations of these values of some issues: left in `scratch.open`.
    pub fn open(&self, lists: &[Vec<u32>], factor: &[f32], scratch: &mut Scratch) {
        let most = |l: &Vec<u32>| l.iter().map(|k| self.own[*k as usize] as usize).max().unwrap_or(0);
        let room = lists.iter().map(most).sum::<usize>() + 1;
        convolve(&self.own, factor, lists.iter().map(Vec::as_slice), room, scratch);
        std::mem::swap(&mut scratch.open, &mut scratch.a);
    }

    /// Σ K over occupied bins for a target; 0 where none is near.
    #[inline]
    pub fn weight(&mut self, kernel: &Kernel, target: usize) -> f32 {
        let known = self.weights[target];
        if known >= 0.0 {
            return known;
        }
        // Without the normaliser: as if the levels about a target were as many as in a space without gaps.
        let weight = match kernel.count {
            Count::Unnormalised => kernel.both.iter().sum(),
            Count::Levels | Count::Outcomes => self.sum(kernel, target),
        };
        self.weights[target] = weight;
        weight
    }

    fn sum(&self, kernel: &Kernel, target: usize) -> f32 {
        // Eight sums side by side, added in a fixed order.
        let mut sums = [0.0_f32; 8];
        let here = &self.occupied[target..target + kernel.both.len()];
        for (k, o) in kernel.both.chunks_exact(8).zip(here.chunks_exact(8)) {
            for i in 0..8 {
                sums[i] += k[i] * o[i];
            }
        }
        ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
    }

    /// Probability of a level given a target bin and the target's weight.
    #[inline]
    pub fn density(&self, kernel: &Kernel, level: usize, target: usize, weight: f32) -> f32 {
        if weight > 0.0 {
            let many = self.occupied[kernel.margin() + level];
            return kernel.at.get(level.abs_diff(target)).map_or(0.0, |k| k * many / weight);
        }
        self.nearest(kernel, level, target)
    }

    /// Σ over the levels from `low` up, each times a share of it that is 0 where the level is not occupied.
    pub fn density_over(
        &self,
        kernel: &Kernel,
        low: usize,
        shares: &[f32],
        target: usize,
        weight: f32,
    ) -> f32 {
        let margin = kernel.margin();
        let from = target.saturating_sub(margin).max(low);
        let to = (target + margin + 1).min(low + shares.len());
        if !kernel.by_level() || weight <= 0.0 {
            let each = shares.iter().enumerate().filter(|(_, x)| **x > 0.0);
            return each.map(|(k, x)| x * self.density(kernel, low + k, target, weight)).sum();
        }
        if from >= to {
            return 0.0;
        }
        let near = &kernel.both[from + margin - target..to + margin - target];
        near.iter().zip(&shares[from - low..to - low]).map(|(k, x)| k * x).sum::<f32>() / weight
    }

    /// The same as if the level were occupied by one outcome.
    #[inline]
    pub fn density_if_occupied(&self, kernel: &Kernel, level: usize, target: usize, weight: f32) -> f32 {
        if weight > 0.0 {
            return kernel.at.get(level.abs_diff(target)).map_or(0.0, |k| k / weight);
        }
        self.nearest(kernel, level, target)
    }

    #[cold]
    fn nearest(&self, kernel: &Kernel, level: usize, target: usize) -> f32 {
        let is = |b: usize| self.is_occupied(kernel, b);
        for d in 0..=kernel.bins + 64 {
            let (up, down) = (is(target + d), d > 0 && d <= target && is(target - d));
            if up || down {
                let many = f32::from(u8::from(up) + u8::from(down));
                return if level.abs_diff(target) == d && is(level) { 1.0 / many } else { 0.0 };
            }
        }
        0.0
    }

    /// Is the bin occupied?
    pub fn is_occupied(&self, kernel: &Kernel, bin: usize) -> bool {
        self.occupied.get(kernel.margin() + bin).is_some_and(|o| *o > 0.0)
    }
}

/// Adds e^{η û} of the values of one issue, the greatest brought to `scale`.
pub(crate) fn scaled(values: &[f64], eta: f64, scale: f32, out: &mut Vec<f32>) {
    let top = values.iter().map(|u| eta * u).fold(f64::NEG_INFINITY, f64::max);
    out.extend(values.iter().map(|u| num::exp(eta * u - top) as f32 * scale));
}

/// Σ over combinations, one value of each list, of the product of factors, by summed level: in `scratch.a`.
fn convolve<'a>(
    own: &[u16],
    factor: &[f32],
    lists: impl Iterator<Item = &'a [u32]>,
    room: usize,
    scratch: &mut Scratch,
) {
    let (a, b) = (&mut scratch.a, &mut scratch.b);
    a.clear();
    a.resize(room, 0.0);
    a[0] = 1.0;
    let mut top = 0;
    b.clear();
    b.resize(room, 0.0);
    for list in lists {
        let most = list.iter().map(|k| own[*k as usize] as usize).max().unwrap_or(0);
        b[..=top + most].fill(0.0);
        for k in list {
            let q = own[*k as usize] as usize;
            let f = factor[*k as usize];
            for (y, x) in b[q..=q + top].iter_mut().zip(&a[..=top]) {
                *y += f * x;
            }
        }
        top += most;
        std::mem::swap(a, b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(own: Vec<u16>, other: Vec<f64>, eta: f64, kernel: &Kernel) -> (Tables, Frame) {
        let mut s = Scratch::default();
        let mut t = Tables { own, other, ..Tables::default() };
        let frame = Frame::new(&[3, 3]);
        t.own_changed(kernel, &frame, &mut s);
        t.factors_changed(eta, &frame);
        t.regard_changed(kernel, &frame, &mut s);
        t.fill_count(kernel, &frame, &mut s);
        (t, frame)
    }

    fn all(t: &mut Tables, kernel: &Kernel, target: usize) -> f32 {
        // Two issues of three values: every outcome listed.
        let (mut sum, weight) = (0.0, t.weight(kernel, target));
        for x in 0..3 {
            for y in 3..6 {
                let b = (t.own[x] + t.own[y]) as usize;
                sum += t.density(kernel, b, target, weight) * t.factor[x] * t.factor[y] / t.regard[b];
            }
        }
        sum
    }

    #[test]
    fn probabilities_of_all_outcomes_sum_to_one_at_any_target_and_regard() {
        let kernel = Kernel::new(200);
        for eta in [-7.0, 0.0, 12.0] {
            let (mut t, _) =
                tables(vec![0, 40, 120, 80, 30, 0], vec![0.3, 0.0, 0.1, 0.0, 0.2, 0.7], eta, &kernel);
            assert_eq!(t.count.iter().sum::<f32>(), 9.0);
            for target in [0, 60, 133, 200] {
                assert!((all(&mut t, &kernel, target) - 1.0).abs() < 1e-5, "{target}");
            }
        }
    }

    #[test]
    fn the_weight_of_a_target_is_the_kernel_summed_over_occupied_bins() {
        let kernel = Kernel::new(200);
        let (mut t, _) = tables(vec![0, 40, 120, 80, 30, 0], vec![0.0; 6], 0.0, &kernel);
        let levels: std::collections::BTreeSet<usize> =
            (0..9).map(|k| (t.own[k / 3] + t.own[3 + k % 3]) as usize).collect();
        for target in [0, 17, 90, 155, 200] {
            let sum: f32 = levels.iter().filter_map(|b| kernel.at.get(b.abs_diff(target))).sum();
            assert!((t.weight(&kernel, target) - sum).abs() < 1e-5, "{target}");
        }
    }

    #[test]
    fn a_target_far_from_every_level_goes_to_the_nearest() {
        let kernel = Kernel::new(200);
        let (mut t, _) = tables(vec![0, 0, 0, 0, 200, 200], vec![0.0; 6], 0.0, &kernel);
        assert_eq!(t.weight(&kernel, 100), 0.0);
        let mut at = |level, target| {
            let weight = t.weight(&kernel, target);
            t.density(&kernel, level, target, weight)
        };
        assert_eq!((at(0, 100), at(200, 100)), (0.5, 0.5));
        assert_eq!((at(0, 80), at(200, 80)), (1.0, 0.0));
        assert!((all(&mut t, &kernel, 80) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn open_issues_add_up_to_the_whole() {
        let kernel = Kernel::new(200);
        let (t, _) = tables(vec![0, 40, 120, 80, 30, 0], vec![0.3, 0.0, 0.1, 0.0, 0.2, 0.7], 3.0, &kernel);
        let mut s = Scratch::default();
        t.open(&[vec![0, 1, 2], vec![3, 4, 5]], &t.factor, &mut s);
        for (a, b) in s.open.iter().zip(&t.regard) {
            assert!((a - b).abs() < 1e-6);
        }
    }
}
