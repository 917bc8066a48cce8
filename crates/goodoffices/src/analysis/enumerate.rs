//! The frontier by enumeration, for functions that are not additive: every outcome once, row by row.
//!
//! A row is the outcomes that differ in the last issue. Two filters keep almost everything out: a table
//! (two parties) or a handful of points (more) made from a spread sample, against which an outcome that is
//! clearly dominated goes after one look; then batches go through the sweep or the tree. Rows are cut into
//! pieces of fixed size that run in the ambient pool and are put together in order, so the result does not
//! depend on the number of threads. Cost: one evaluation and about two comparisons an outcome.
//! Where an error is allowed, what outgrows its batch is boxed (`epsilon`) instead of compared.

use super::dominance::{Rule, survivors};
use super::epsilon::boxed;
use super::frontier::Extent;
use super::merge::{Limits, within};
use super::problem::Problem;
use super::sweep::{Spot, sweep};
use crate::error::{Error, Result};
use rayon::prelude::*;

/// Outcomes of one piece, roughly.
const PIECE: u64 = 32_768;
/// Outcomes of the sample behind the first filter.
const SAMPLE: u64 = 2_048;
/// Outcomes held before they are pruned.
const HELD: usize = 16_384;

/// Outcomes that may be on the frontier, and what was seen on the way.
#[derive(Debug)]
pub(super) struct Enumerated {
    pub(super) digits: Vec<u32>,
    pub(super) extents: Vec<Extent>,
    /// Admissible outcomes.
    pub(super) admissible: u128,
    /// Admissible outcomes that give each party what it asks.
    pub(super) rational: u128,
    /// The error the ε-version may have made; 0 where it was not needed.
    pub(super) bound: f64,
}

/// Enumerates `rows` × the last issue. The caller has bounded the size.
pub(super) fn enumerate(problem: &Problem<'_>, limits: Limits) -> Result<Enumerated> {
    let walk = Walk::new(problem);
    let sieve = Sieve::new(&walk);
    let rows_each = (PIECE / walk.row.len() as u64).max(1);
    let pieces = walk.rows.div_ceil(rows_each);
    let done: Vec<Result<Piece>> = (0..pieces)
        .into_par_iter()
        .map(|k| {
            let from = k * rows_each;
            Piece::run(&walk, &sieve, from, walk.rows.min(from + rows_each), limits)
        })
        .collect();
    let n = problem.parties();
    let mut all = Piece::new(n);
    for piece in done {
        let piece = piece?;
        all.held.append(piece.held);
        all.tally.add(&piece.tally);
        all.coarse |= piece.coarse;
        if all.held.ids.len() > HELD.max(limits.max_frontier) {
            all.thin(&walk, limits)?;
        }
    }
    if limits.epsilon.is_some() && all.held.ids.len() > HELD {
        all.thin(&walk, limits)?;
    }
    all.prune(&walk);
    within(all.held.ids.len(), limits)?;
    let bound = limits.epsilon.filter(|_| all.coarse).unwrap_or(0.0);
    let mut digits = Vec::with_capacity(all.held.ids.len() * problem.issues());
    let mut one = vec![0; problem.issues()];
    for (row, v) in &all.held.ids {
        walk.write(*row, &mut one);
        if let Some(last) = one.last_mut() {
            *last = *v;
        }
        digits.extend_from_slice(&one);
    }
    let extents = all.tally.extents();
    Ok(Enumerated { digits, extents, admissible: all.tally.admissible, rational: all.tally.rational, bound })
}

/// The rows of a space.
struct Walk<'a> {
    problem: &'a Problem<'a>,
    rows: u64,
    /// Values of the last issue left on the table, and whether that is all of them.
    row: Vec<u32>,
    width: usize,
    rule: Rule,
}

impl<'a> Walk<'a> {
    fn new(problem: &'a Problem<'a>) -> Self {
        let row = problem.allowed.last().cloned().unwrap_or_else(|| vec![0]);
        let width = problem.scenario.space.issues().last().map_or(1, crate::outcome::Issue::len);
        let before = problem.allowed.len().saturating_sub(1);
        let rows = problem.allowed[..before].iter().map(|v| v.len() as u64).product();
        let rule = Rule { cover: vec![0.0; problem.parties()], clear: problem.tie.clone() };
        Self { problem, rows, row, width, rule }
    }

    /// Writes the digits of a row, the last at its first value.
    fn write(&self, row: u64, digits: &mut [u32]) {
        let mut rest = row;
        let before = self.problem.allowed.len().saturating_sub(1);
        for k in (0..before).rev() {
            let values = &self.problem.allowed[k];
            digits[k] = values[(rest % values.len() as u64) as usize];
            rest /= values.len() as u64;
        }
    }

    /// Moves to the next row.
    fn advance(&self, places: &mut [usize], digits: &mut [u32]) {
        for k in (0..places.len()).rev() {
            places[k] += 1;
            let values = &self.problem.allowed[k];
            if places[k] < values.len() {
                digits[k] = values[places[k]];
                return;
            }
            places[k] = 0;
            digits[k] = values[0];
        }
    }

    fn start(&self, row: u64) -> (Vec<usize>, Vec<u32>) {
        let before = self.problem.allowed.len().saturating_sub(1);
        let mut places = vec![0; before];
        let mut rest = row;
        for k in (0..before).rev() {
            let len = self.problem.allowed[k].len() as u64;
            places[k] = (rest % len) as usize;
            rest /= len;
        }
        let mut digits = vec![0; self.problem.allowed.len()];
        self.write(row, &mut digits);
        (places, digits)
    }
}

/// The first filter: what is clearly dominated by something in a spread sample.
struct Sieve {
    /// Two parties: per cell of the first utility, the height something at least as far right reaches.
    low: f64,
    scale: f64,
    heights: Vec<f64>,
    /// More parties: rows of strong points, less the tie.
    strong: Vec<f64>,
}

const CELLS: usize = 4_096;
const STRONG: usize = 16;

impl Sieve {
    fn new(walk: &Walk<'_>) -> Self {
        let n = walk.problem.parties();
        let none = Self { low: 0.0, scale: 0.0, heights: Vec::new(), strong: Vec::new() };
        let total = walk.rows.saturating_mul(walk.row.len() as u64);
        if total < 4 * SAMPLE {
            return none;
        }
        let mut coords = Vec::new();
        let mut at = vec![0.0; n];
        let mut digits = vec![0; walk.problem.issues()];
        // A stride near total/SAMPLE that is odd, so that it does not beat with the sizes of the issues.
        let stride = (total / SAMPLE) | 1;
        for k in 0..SAMPLE {
            let index = k * stride % total;
            walk.write(index / walk.row.len() as u64, &mut digits);
            if let Some(last) = digits.last_mut() {
                *last = walk.row[(index % walk.row.len() as u64) as usize];
            }
            if !walk.problem.scenario.admits(&digits) {
                continue;
            }
            walk.problem.evaluate(&digits, &mut at);
            if at.iter().all(|u| u.is_finite()) && walk.problem.is_rational(&at) {
                coords.extend_from_slice(&at);
            }
        }
        let kept = survivors(n, &coords, &walk.rule, &|a, b| a < b);
        if kept.is_empty() {
            return none;
        }
        let point = |k: u32| &coords[k as usize * n..(k as usize + 1) * n];
        if n == 2 {
            let tie = &walk.problem.tie;
            let lows = coords.chunks_exact(2).fold(f64::INFINITY, |m, p| m.min(p[0]));
            let highs = coords.chunks_exact(2).fold(f64::NEG_INFINITY, |m, p| m.max(p[0]));
            let scale = CELLS as f64 / (highs - lows).max(1e-300);
            let mut heights = vec![f64::NEG_INFINITY; CELLS];
            for (cell, height) in heights.iter_mut().enumerate() {
                // A cell's right edge, with a hair for rounding.
                let edge = lows + (cell as f64 + 1.0) / scale + tie[0];
                for k in &kept {
                    let p = point(*k);
                    if p[0] >= edge {
                        *height = height.max(p[1] - tie[1]);
                    }
                }
            }
            return Self { low: lows, scale, heights, strong: Vec::new() };
        }
        let mut order = kept;
        let sum = |k: u32| point(k).iter().sum::<f64>();
        order.sort_by(|a, b| sum(*b).total_cmp(&sum(*a)).then(a.cmp(b)));
        order.truncate(STRONG);
        let strong =
            order.iter().flat_map(|k| point(*k).iter().zip(&walk.problem.tie).map(|(u, t)| u - t)).collect();
        Self { low: 0.0, scale: 0.0, heights: Vec::new(), strong }
    }

    /// Is an outcome of a two-party space clearly dominated?
    #[inline]
    fn drops_pair(&self, x: f64, y: f64) -> bool {
        // The cast saturates: below the sample's range is cell 0.
        let cell = ((x - self.low) * self.scale) as usize;
        self.heights.get(cell).is_some_and(|h| y < *h)
    }

    #[inline]
    fn drops(&self, at: &[f64]) -> bool {
        self.strong.chunks_exact(at.len()).any(|q| q.iter().zip(at).all(|(q, p)| p < q))
    }
}

/// Outcomes held, with their numbers.
#[derive(Default)]
struct Held {
    coords: Vec<f64>,
    ids: Vec<(u64, u32)>,
}

impl Held {
    fn append(&mut self, mut other: Self) {
        self.coords.append(&mut other.coords);
        self.ids.append(&mut other.ids);
    }
}

struct Piece {
    n: usize,
    held: Held,
    tally: Tally,
    /// Has boxing let anything go?
    coarse: bool,
}

impl Piece {
    fn new(n: usize) -> Self {
        Self { n, held: Held::default(), tally: Tally::new(n), coarse: false }
    }

    fn run(walk: &Walk<'_>, sieve: &Sieve, from: u64, to: u64, limits: Limits) -> Result<Self> {
        let problem = walk.problem;
        let n = problem.parties();
        let mut piece = Self::new(n);
        let (mut places, mut digits) = walk.start(from);
        let mut utilities = vec![0.0; n * walk.width];
        let plain = problem.constraints.is_empty() && !problem.has_floors() && walk.row.len() == walk.width;
        let mut threshold = HELD;
        for row in from..to {
            for (u, f) in utilities.chunks_exact_mut(walk.width).zip(&problem.functions) {
                f.row(&mut digits, u);
            }
            if utilities.iter().any(|u| !u.is_finite()) {
                return Err(not_finite(walk, &utilities));
            }
            if plain && n == 2 {
                piece.pair_row(sieve, row, &utilities);
            } else {
                piece.row(walk, sieve, row, &mut digits, &utilities);
            }
            if piece.held.ids.len() > threshold {
                piece.thin(walk, limits)?;
                threshold = HELD.max(2 * piece.held.ids.len());
            }
            walk.advance(&mut places, &mut digits);
        }
        if limits.epsilon.is_none() {
            piece.prune(walk);
        }
        Ok(piece)
    }

    /// Two parties, every outcome admissible and rational.
    fn pair_row(&mut self, sieve: &Sieve, row: u64, utilities: &[f64]) {
        let (xs, ys) = utilities.split_at(utilities.len() / 2);
        for (party, us) in [xs, ys].into_iter().enumerate() {
            let range = &mut self.tally.ranges[party];
            for u in us {
                range.0 = range.0.min(*u);
                range.1 = range.1.max(*u);
                range.2 += u;
            }
        }
        self.tally.admissible += xs.len() as u128;
        self.tally.rational += xs.len() as u128;
        for (v, (x, y)) in xs.iter().zip(ys).enumerate() {
            if !sieve.drops_pair(*x, *y) {
                self.held.coords.extend_from_slice(&[*x, *y]);
                self.held.ids.push((row, v as u32));
            }
        }
    }

    fn row(&mut self, walk: &Walk<'_>, sieve: &Sieve, row: u64, digits: &mut [u32], utilities: &[f64]) {
        let problem = walk.problem;
        let mut at = vec![0.0; self.n];
        for v in &walk.row {
            if let Some(last) = digits.last_mut() {
                *last = *v;
            }
            if !problem.constraints.is_empty() && !problem.scenario.admits(digits) {
                continue;
            }
            for (u, all) in at.iter_mut().zip(utilities.chunks_exact(walk.width)) {
                *u = all[*v as usize];
            }
            self.tally.admissible += 1;
            for (range, u) in self.tally.ranges.iter_mut().zip(&at) {
                *range = (range.0.min(*u), range.1.max(*u), range.2 + u);
            }
            if !problem.is_rational(&at) {
                continue;
            }
            self.tally.rational += 1;
            let out = if self.n == 2 { sieve.drops_pair(at[0], at[1]) } else { sieve.drops(&at) };
            if !out {
                self.held.coords.extend_from_slice(&at);
                self.held.ids.push((row, *v));
            }
        }
    }

    /// Makes room: by dominance, or by boxes where an error is allowed. Never both, so that what a box
    /// keeps is matched once only.
    fn thin(&mut self, walk: &Walk<'_>, limits: Limits) -> Result<()> {
        match limits.epsilon {
            None => self.prune(walk),
            Some(width) => {
                let kept = boxed(&self.held.coords, self.n, width);
                self.coarse |= kept.len() < self.held.ids.len();
                self.keep(&kept);
            }
        }
        within(self.held.ids.len(), limits)
    }

    fn keep(&mut self, kept: &[usize]) {
        let n = self.n;
        let rows = kept.iter().flat_map(|k| self.held.coords[k * n..(k + 1) * n].iter().copied());
        self.held.coords = rows.collect();
        self.held.ids = kept.iter().map(|k| self.held.ids[*k]).collect();
    }

    fn prune(&mut self, walk: &Walk<'_>) {
        let kept: Vec<u32> = if self.n == 2 {
            let mut spots: Vec<Spot> = (0..self.held.ids.len())
                .map(|k| Spot { x: self.held.coords[2 * k], y: self.held.coords[2 * k + 1], id: k as u32 })
                .collect();
            sweep(&mut spots, &walk.rule, &|a, b| a < b);
            let mut ids: Vec<u32> = spots.iter().map(|s| s.id).collect();
            ids.sort_unstable();
            ids
        } else {
            survivors(self.n, &self.held.coords, &walk.rule, &|a, b| a < b)
        };
        let kept: Vec<usize> = kept.into_iter().map(|k| k as usize).collect();
        self.keep(&kept);
    }
}

fn not_finite(walk: &Walk<'_>, utilities: &[f64]) -> Error {
    let party = utilities.iter().position(|u| !u.is_finite()).unwrap_or(0) / walk.width.max(1);
    let name = walk.problem.scenario.parties.get(party).map_or("a party", |p| p.name.as_str());
    Error::input(format!("the utility of {name:?} is not finite somewhere"))
}

/// Least, greatest and sum of each party's utilities, and counts.
struct Tally {
    ranges: Vec<(f64, f64, f64)>,
    admissible: u128,
    rational: u128,
}

impl Tally {
    fn new(n: usize) -> Self {
        Self { ranges: vec![(f64::INFINITY, f64::NEG_INFINITY, 0.0); n], admissible: 0, rational: 0 }
    }

    fn add(&mut self, other: &Self) {
        for (a, b) in self.ranges.iter_mut().zip(&other.ranges) {
            *a = (a.0.min(b.0), a.1.max(b.1), a.2 + b.2);
        }
        self.admissible += other.admissible;
        self.rational += other.rational;
    }

    fn extents(&self) -> Vec<Extent> {
        let count = self.admissible as f64;
        self.ranges
            .iter()
            .map(|(low, high, sum)| Extent { low: *low, high: *high, mean: Some(sum / count) })
            .collect()
    }
}
