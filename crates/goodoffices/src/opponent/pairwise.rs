//! Our default: offers compared in pairs.
//!
//! Whoever concedes offers first what it likes more, and offers at all what it likes more than most. So
//! P(a over b) = σ(β(û(a) − û(b))) (Bradley & Terry 1952) for a offered before b, and for a offered against b
//! drawn from the whole space. û is additive and learned by gradient steps, a few comparisons an offer;
//! repeated offers are compared with the space only.

use crate::num;
use crate::rng::Stream;
use rand::RngExt;

const EARLIER: usize = 8;
const DRAWN: usize = 8;
const RATE: f64 = 0.35;
const SHRINK: f64 = 0.999;
/// Distinct offers remembered.
const MEMORY: usize = 512;

#[derive(Debug)]
pub(super) struct Pairwise {
    tables: Vec<Vec<f64>>,
    seen: Vec<Vec<u32>>,
    scratch: Vec<u32>,
    stream: Stream,
    low: f64,
    high: f64,
}

impl Pairwise {
    pub(super) fn new(sizes: &[usize], stream: Stream) -> Self {
        Self {
            tables: sizes.iter().map(|n| vec![0.0; *n]).collect(),
            seen: Vec::new(),
            scratch: vec![0; sizes.len()],
            stream,
            low: 0.0,
            high: 0.0,
        }
    }

    fn raw(&self, digits: &[u32]) -> f64 {
        self.tables.iter().zip(digits).map(|(t, d)| t[*d as usize]).sum()
    }

    /// One gradient step for `better` over `worse`.
    fn step(&mut self, better: &[u32], worse: &[u32], rate: f64) {
        let margin = self.raw(better) - self.raw(worse);
        let push = rate / (1.0 + num::exp(margin));
        for (t, (a, b)) in self.tables.iter_mut().zip(better.iter().zip(worse)) {
            if a != b {
                t[*a as usize] += push;
                t[*b as usize] -= push;
            }
        }
    }

    pub(super) fn observe(&mut self, digits: &[u32]) {
        let mut other = std::mem::take(&mut self.scratch);
        for _ in 0..DRAWN {
            for (d, t) in other.iter_mut().zip(&self.tables) {
                *d = self.stream.random_range(0..t.len() as u32);
            }
            self.step(digits, &other, RATE);
        }
        if self.seen.iter().rev().all(|s| s != digits) {
            let n = self.seen.len();
            for _ in 0..EARLIER.min(n) {
                let k = self.stream.random_range(0..n as u64) as usize;
                other.copy_from_slice(&self.seen[k]);
                self.step(&other, digits, RATE);
            }
            if n < MEMORY {
                self.seen.push(digits.to_vec());
            }
        }
        self.scratch = other;
        (self.low, self.high) = (0.0, 0.0);
        for t in &mut self.tables {
            t.iter_mut().for_each(|x| *x *= SHRINK);
            self.low += t.iter().copied().fold(f64::INFINITY, f64::min);
            self.high += t.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        }
    }

    pub(super) fn utility(&self, digits: &[u32]) -> f64 {
        let span = self.high - self.low;
        if span > num::TIE { (self.raw(digits) - self.low) / span } else { 0.5 }
    }
}
