//! The positions of all values of a space in one row, and outcomes by those positions.

use crate::num;
use std::ops::Range;

/// Where the values of each issue start, and what an outcome counts, so that sums over a space of any size fit.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// Starts; one more entry at the end.
    pub starts: Vec<usize>,
    /// Per value.
    pub even: Vec<f32>,
    all: Vec<u32>,
}

/// Outcomes offered, each once, as positions of values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    issues: usize,
    positions: Vec<u32>,
}

impl Slots {
    /// None yet, of so many issues.
    pub fn new(issues: usize) -> Self {
        Self { issues, positions: Vec::new() }
    }

    /// In order.
    pub fn iter(&self) -> std::slice::ChunksExact<'_, u32> {
        self.positions.chunks_exact(self.issues)
    }

    /// The number of an outcome, which is added if it is new.
    pub fn number(&mut self, outcome: &[u32]) -> usize {
        let known = self.iter().position(|s| s == outcome);
        known.unwrap_or_else(|| {
            self.positions.extend_from_slice(outcome);
            self.positions.len() / self.issues - 1
        })
    }

    /// Their bins.
    pub fn bins(&self, own: &[u16], out: &mut Vec<u16>) {
        out.clear();
        out.extend(self.iter().map(|o| o.iter().map(|k| own[*k as usize]).sum::<u16>()));
    }
}

/// Most that the outcomes of a space may count together.
const MOST: f64 = 1e20;

impl Frame {
    /// The frame of issues with so many values.
    pub fn new(sizes: &[usize]) -> Self {
        let mut starts = vec![0];
        let mut even = Vec::new();
        let root = num::pow(MOST, 1.0 / sizes.len() as f64);
        for s in sizes {
            starts.push(starts[starts.len() - 1] + s);
            even.extend(std::iter::repeat_n((root / *s as f64).min(1.0) as f32, *s));
        }
        let all = (0..even.len() as u32).collect();
        Self { starts, even, all }
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = &[u32]> {
        self.starts.windows(2).map(|w| &self.all[w[0]..w[1]])
    }

    /// Where the values of an issue are.
    pub fn range(&self, issue: usize) -> Range<usize> {
        self.starts[issue]..self.starts[issue + 1]
    }

    pub(super) fn issues(&self) -> usize {
        self.starts.len() - 1
    }
}
