//! Levels first: own utility in bins, how an outcome is chosen within a bin.
//!
//! Every part-worth is rounded to a whole number of bins of 1/B, B = max(200, 20n), so that an outcome's level
//! is a sum of integers. With H0 the number of outcomes in a bin and H_η = Σ e^{η û}, both made issue by issue
//! (`H ← Σ_o f(o)·shift(H, q(o))`) without listing the outcomes,
//! `p(ω) = K((b(ω) − u*)/σ) / Σ_{b': H0(b') > 0} K((b' − u*)/σ) · e^{η û(ω)} / H_η(b(ω))`,
//! K normal with σ = .05, cut at 5σ; where no occupied bin is within 5σ of u*, the nearest take all. Weighting
//! bins, not outcomes, is what keeps a firm party from looking as if it gave way: a level is not likelier for
//! holding more outcomes. u* is held to bins as well. The generator draws from the same function.

use crate::num;

/// Standard deviation of the level about its target.
pub(crate) const SIGMA: f64 = 0.05;
/// Share of offers made by mistake: uniform on all outcomes.
pub(crate) const MISTAKES: f64 = 0.02;

/// Bins for so many issues.
#[must_use]
pub(crate) fn bins(issues: usize) -> usize {
    (20 * issues).max(200)
}

/// The kernel by distance in bins, cut at 5σ.
#[derive(Clone, Debug)]
pub(crate) struct Kernel {
    pub bins: usize,
    /// K(0), K(1), …, K(reach).
    pub at: Vec<f32>,
}

impl Kernel {
    /// The kernel over this many bins, with σ in units of [`SIGMA`].
    pub fn new(bins: usize, sigma: f64) -> Self {
        let width = sigma * SIGMA * bins as f64;
        let reach = (5.0 * width).ceil() as usize;
        let at = (0..=reach).map(|d| num::exp(-0.5 * (d as f64 / width).powi(2)) as f32).collect();
        Self { bins, at }
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
    /// e^{η û} of each value.
    pub factor: Vec<f64>,
    /// Occupied bins, as bits.
    pub occupied: Vec<u64>,
    /// Σ K over occupied bins, by target bin; 0 where none is near.
    pub weight: Vec<f32>,
    /// H_η by bin.
    pub regard: Vec<f64>,
    /// H0 by bin; only where it was asked for.
    pub count: Vec<f64>,
}

/// Room to work in.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    a: Vec<f64>,
    b: Vec<f64>,
    padded: Vec<f32>,
    pub open: Vec<f64>,
}

impl Tables {
    /// Length of the histograms: levels can round up by half a bin an issue.
    fn room(kernel: &Kernel, issues: usize) -> usize {
        kernel.bins + issues + 1
    }

    /// After `own` changed: occupied bins and weights of targets.
    pub fn own_changed(&mut self, kernel: &Kernel, starts: &[usize], scratch: &mut Scratch) {
        let room = Self::room(kernel, starts.len() - 1);
        let words = room.div_ceil(64);
        let mut bits = vec![0_u64; words];
        bits[0] = 1;
        let mut next = vec![0_u64; words];
        for w in starts.windows(2) {
            next.fill(0);
            for q in &self.own[w[0]..w[1]] {
                let (jump, shift) = (*q as usize / 64, u32::from(*q) % 64);
                for k in 0..words.saturating_sub(jump) {
                    next[k + jump] |= bits[k] << shift;
                    if shift > 0 && k + jump + 1 < words {
                        next[k + jump + 1] |= bits[k] >> (64 - shift);
                    }
                }
            }
            std::mem::swap(&mut bits, &mut next);
        }
        let reach = kernel.at.len() - 1;
        let targets = kernel.bins + 1;
        scratch.padded.clear();
        scratch.padded.resize(room.max(targets) + 2 * reach, 0.0);
        for b in 0..room {
            scratch.padded[reach + b] = ((bits[b / 64] >> (b % 64)) & 1) as f32;
        }
        self.weight.clear();
        self.weight.resize(targets, 0.0);
        let weight = &mut self.weight[..targets];
        for d in 0..=reach {
            let k = kernel.at[d];
            let right = &scratch.padded[reach + d..reach + d + targets];
            if d == 0 {
                for (w, r) in weight.iter_mut().zip(right) {
                    *w += k * r;
                }
            } else {
                let left = &scratch.padded[reach - d..reach - d + targets];
                for ((w, r), l) in weight.iter_mut().zip(right).zip(left) {
                    *w += k * (r + l);
                }
            }
        }
        self.occupied = bits;
    }

    /// After `other` or the regard changed: e^{η û}.
    pub fn factors_changed(&mut self, eta: f64) {
        self.factor.clear();
        self.factor.extend(self.other.iter().map(|u| num::exp(eta * u)));
    }

    /// After `own` or the factors changed: H_η.
    pub fn regard_changed(&mut self, kernel: &Kernel, starts: &[usize], scratch: &mut Scratch) {
        let room = Self::room(kernel, starts.len() - 1);
        let all = (0..self.own.len() as u32).collect::<Vec<_>>();
        let lists: Vec<&[u32]> = starts.windows(2).map(|w| &all[w[0]..w[1]]).collect();
        convolve(&self.own, Some(&self.factor), &lists, room, scratch);
        std::mem::swap(&mut self.regard, &mut scratch.a);
    }

    /// Fills H0.
    pub fn fill_count(&mut self, kernel: &Kernel, starts: &[usize], scratch: &mut Scratch) {
        let room = Self::room(kernel, starts.len() - 1);
        let all = (0..self.own.len() as u32).collect::<Vec<_>>();
        let lists: Vec<&[u32]> = starts.windows(2).map(|w| &all[w[0]..w[1]]).collect();
        convolve(&self.own, None, &lists, room, scratch);
        std::mem::swap(&mut self.count, &mut scratch.a);
    }

    /// Bins and summed factors of the combinations of these values of some issues: left in `scratch.open`.
    pub fn open(&self, lists: &[&[u32]], regard: Regard, scratch: &mut Scratch) {
        let most: usize =
            lists.iter().map(|l| l.iter().map(|k| self.own[*k as usize]).max().unwrap_or(0) as usize).sum();
        let factor = matches!(regard, Regard::Weighted).then_some(self.factor.as_slice());
        convolve(&self.own, factor, lists, most + 1, scratch);
        std::mem::swap(&mut scratch.open, &mut scratch.a);
    }

    /// Probability of a level given a target bin.
    #[inline]
    pub fn density(&self, kernel: &Kernel, level: usize, target: usize) -> f64 {
        let weight = self.weight[target];
        if weight > 0.0 {
            return kernel.at.get(level.abs_diff(target)).map_or(0.0, |k| f64::from(*k / weight));
        }
        self.nearest(level, target)
    }

    #[cold]
    fn nearest(&self, level: usize, target: usize) -> f64 {
        let is = |b: usize| self.occupied.get(b / 64).is_some_and(|w| w >> (b % 64) & 1 == 1);
        let mut d = 0;
        while d <= self.occupied.len() * 64 {
            let (up, down) = (is(target + d), d <= target && is(target - d) && d > 0);
            if up || down {
                let many = f64::from(u8::from(up) + u8::from(down));
                return if level.abs_diff(target) == d && is(level) { 1.0 / many } else { 0.0 };
            }
            d += 1;
        }
        0.0
    }

    /// Is the bin occupied?
    pub fn is_occupied(&self, bin: usize) -> bool {
        self.occupied.get(bin / 64).is_some_and(|w| w >> (bin % 64) & 1 == 1)
    }
}

/// Whether outcomes of a level count alike or by the others' utility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Regard {
    /// Alike.
    Alike,
    /// By e^{η û}.
    Weighted,
}

/// Σ over combinations, one value of each list, of the product of factors, by summed level: in `scratch.a`.
fn convolve(own: &[u16], factor: Option<&[f64]>, lists: &[&[u32]], room: usize, scratch: &mut Scratch) {
    let (a, b) = (&mut scratch.a, &mut scratch.b);
    a.clear();
    a.resize(room, 0.0);
    a[0] = 1.0;
    let mut top = 0;
    for list in lists {
        b.clear();
        b.resize(room, 0.0);
        let mut most = 0;
        for k in *list {
            let q = own[*k as usize] as usize;
            let f = factor.map_or(1.0, |f| f[*k as usize]);
            most = most.max(q);
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

    fn tables(own: Vec<u16>, other: Vec<f64>, starts: &[usize], eta: f64, kernel: &Kernel) -> Tables {
        let mut s = Scratch::default();
        let mut t = Tables { own, other, ..Tables::default() };
        t.own_changed(kernel, starts, &mut s);
        t.factors_changed(eta);
        t.regard_changed(kernel, starts, &mut s);
        t.fill_count(kernel, starts, &mut s);
        t
    }

    fn all(t: &Tables, kernel: &Kernel, target: usize) -> f64 {
        // Two issues of three values: every outcome listed.
        let mut sum = 0.0;
        for x in 0..3 {
            for y in 3..6 {
                let b = (t.own[x] + t.own[y]) as usize;
                sum += t.density(kernel, b, target) * t.factor[x] * t.factor[y] / t.regard[b];
            }
        }
        sum
    }

    #[test]
    fn probabilities_of_all_outcomes_sum_to_one_at_any_target_and_regard() {
        let kernel = Kernel::new(200, 1.0);
        for eta in [-7.0, 0.0, 12.0] {
            let t = tables(
                vec![0, 40, 120, 80, 30, 0],
                vec![0.3, 0.0, 0.1, 0.0, 0.2, 0.7],
                &[0, 3, 6],
                eta,
                &kernel,
            );
            assert_eq!(t.count.iter().sum::<f64>(), 9.0);
            for target in [0, 60, 133, 200] {
                assert!((all(&t, &kernel, target) - 1.0).abs() < 1e-6, "{target}");
            }
        }
    }

    #[test]
    fn a_target_far_from_every_level_goes_to_the_nearest() {
        let kernel = Kernel::new(200, 1.0);
        let t = tables(vec![0, 0, 0, 0, 200, 200], vec![0.0; 6], &[0, 3, 6], 0.0, &kernel);
        assert_eq!(t.weight[100], 0.0);
        assert_eq!((t.density(&kernel, 0, 100), t.density(&kernel, 200, 100)), (0.5, 0.5));
        assert_eq!((t.density(&kernel, 0, 80), t.density(&kernel, 200, 80)), (1.0, 0.0));
        assert!((all(&t, &kernel, 80) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn open_issues_add_up_to_the_whole() {
        let kernel = Kernel::new(200, 1.0);
        let t =
            tables(vec![0, 40, 120, 80, 30, 0], vec![0.3, 0.0, 0.1, 0.0, 0.2, 0.7], &[0, 3, 6], 3.0, &kernel);
        let mut s = Scratch::default();
        t.open(&[&[0, 1, 2], &[3, 4, 5]], Regard::Weighted, &mut s);
        for (a, b) in s.open.iter().zip(&t.regard) {
            assert!((a - b).abs() < 1e-12);
        }
    }
}
