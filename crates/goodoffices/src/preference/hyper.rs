//! Hyper-rectangle utility: u(ω) = min(cap, b + Σ_blocks w·agg{ utility of the rectangles that hold ω } / scale).
//!
//! A rectangle holds an outcome when every one of its bounds does; without bounds it always holds. Bounds
//! are kept as closed ranges of value indices, so that the reader decides what a file's numbers mean:
//! GENIUS's are inclusive, divided by the file's `maxutility` and capped at 1; the peer's are exclusive,
//! undivided and uncapped. Source of the form: Ito, Hattori & Klein 2007 (constraint-based utility), as
//! used in the ANAC 2014 domains. No closed form for best or nearest outcomes exists; see `inverse`.

use super::UtilityFunction;
use crate::error::{Error, Result};
use crate::outcome::OutcomeSpace;

/// How the rectangles of one block are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregation {
    /// The sum of those that hold.
    Sum,
    /// The least of those that hold.
    Min,
    /// The greatest of those that hold.
    Max,
}

/// A condition on one issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Issue index.
    pub issue: usize,
    /// Lowest value index of the range.
    pub low: u32,
    /// Highest value index of the range; below `low` the range is empty.
    pub high: u32,
    /// Whether the value must lie inside the range (true) or outside it.
    pub inside: bool,
}

impl Bound {
    fn holds(&self, digits: &[u32]) -> bool {
        self.takes(digits[self.issue])
    }

    fn takes(&self, digit: u32) -> bool {
        (self.low <= digit && digit <= self.high) == self.inside
    }
}

/// A utility paid where all bounds hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Rectangle {
    /// What it pays.
    pub utility: f64,
    /// The conditions.
    pub bounds: Vec<Bound>,
}

/// Rectangles under one aggregation and weight.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Its weight.
    pub weight: f64,
    /// How its rectangles are put together.
    pub aggregation: Aggregation,
    /// The rectangles.
    pub rectangles: Vec<Rectangle>,
}

impl Block {
    fn value(&self, digits: &[u32]) -> f64 {
        let paid =
            self.rectangles.iter().filter(|r| r.bounds.iter().all(|b| b.holds(digits))).map(|r| r.utility);
        self.weight
            * match self.aggregation {
                Aggregation::Sum => paid.sum::<f64>(),
                Aggregation::Min => paid.reduce(f64::min).unwrap_or(0.0),
                Aggregation::Max => paid.reduce(f64::max).unwrap_or(0.0),
            }
    }
}

/// A utility function made of hyper-rectangles.
#[derive(Clone, Debug, PartialEq)]
pub struct HyperRectangles {
    blocks: Vec<Block>,
    scale: f64,
    bias: f64,
    cap: Option<f64>,
    masks: Option<Masks>,
}

/// Which rectangles each value of each issue leaves standing, one bit a rectangle, blocks in order.
#[derive(Clone, Debug, PartialEq)]
struct Masks {
    issues: Vec<Vec<u64>>,
    /// The bits of each block.
    blocks: Vec<u64>,
    /// Utility of each rectangle.
    utilities: Vec<f64>,
}

/// Most values of one issue that masks are made for.
const MASKED_VALUES: usize = 4_096;

impl Masks {
    /// `None` where there are more rectangles than bits, or an issue is very long.
    fn new(space: &OutcomeSpace, blocks: &[Block]) -> Option<Self> {
        let all: Vec<&Rectangle> = blocks.iter().flat_map(|b| &b.rectangles).collect();
        if all.len() > 64 || space.issues().iter().any(|i| i.len() > MASKED_VALUES) {
            return None;
        }
        let stands =
            |r: &Rectangle, issue: usize, v: u32| r.bounds.iter().all(|b| b.issue != issue || b.takes(v));
        let mask = |issue: usize, v: u32| {
            all.iter().enumerate().fold(0, |m, (k, r)| m | u64::from(stands(r, issue, v)) << k)
        };
        let issues = space.issues().iter().enumerate();
        let issues = issues.map(|(k, i)| (0..i.len() as u32).map(|v| mask(k, v)).collect()).collect();
        let mut at = 0;
        let blocks = blocks
            .iter()
            .map(|b| {
                let bits = (0..b.rectangles.len()).fold(0, |m, k| m | 1 << (at + k));
                at += b.rectangles.len();
                bits
            })
            .collect();
        Some(Self { issues, blocks, utilities: all.iter().map(|r| r.utility).collect() })
    }
}

impl HyperRectangles {
    /// Blocks over a space, divided by `scale`.
    ///
    /// # Errors
    /// If the scale is not positive, a number is not finite, or a bound names an issue that is not there.
    pub fn new(space: &OutcomeSpace, blocks: Vec<Block>, scale: f64) -> Result<Self> {
        if !(scale.is_finite() && scale > 0.0) {
            return Err(Error::input(format!("a greatest utility of {scale} is not positive")));
        }
        for block in &blocks {
            let numbers = block.rectangles.iter().map(|r| r.utility).chain([block.weight]);
            if let Some(x) = numbers.into_iter().find(|x| !x.is_finite()) {
                return Err(Error::input(format!("a rectangle or block is worth {x}, which is not finite")));
            }
            let bounds = block.rectangles.iter().flat_map(|r| &r.bounds);
            if let Some(b) = bounds.into_iter().find(|b| b.issue >= space.issues().len()) {
                return Err(Error::input(format!(
                    "a bound is on issue number {} of {}",
                    b.issue + 1,
                    space.issues().len()
                )));
            }
        }
        let size = |b: &Block| b.rectangles.iter().map(|r| (b.weight * r.utility).abs()).sum::<f64>();
        if !(blocks.iter().map(size).sum::<f64>() / scale).is_finite() {
            return Err(Error::input("the rectangles pay so much that their sum overflows"));
        }
        let masks = Masks::new(space, &blocks);
        Ok(Self { blocks, scale, bias: 0.0, cap: None, masks })
    }

    /// The same function with a constant added (before the cap).
    #[must_use]
    pub fn with_bias(mut self, bias: f64) -> Self {
        self.bias = bias;
        self
    }

    /// The same function capped from above.
    #[must_use]
    pub fn with_cap(mut self, cap: f64) -> Self {
        self.cap = Some(cap);
        self
    }

    /// The blocks.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// What the sum is divided by.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// The constant.
    #[must_use]
    pub fn bias(&self) -> f64 {
        self.bias
    }

    /// The cap, if any.
    #[must_use]
    pub fn cap(&self) -> Option<f64> {
        self.cap
    }

    /// A row by masks: what all other issues leave standing, then value by value.
    fn masked_row(&self, masks: &Masks, digits: &[u32], last: usize, into: &mut [f64]) {
        let others = masks.issues[..last].iter().zip(digits);
        let standing = others.fold(u64::MAX, |m, (issue, d)| m & issue[*d as usize]);
        let cap = self.cap.unwrap_or(f64::INFINITY);
        for (u, mask) in into.iter_mut().zip(&masks.issues[last]) {
            let holding = standing & mask;
            let mut sum = -0.0;
            for (block, bits) in self.blocks.iter().zip(&masks.blocks) {
                let mut left = holding & bits;
                let next = |left: &mut u64| {
                    let k = left.trailing_zeros() as usize;
                    *left &= *left - 1;
                    masks.utilities[k]
                };
                let paid = match block.aggregation {
                    Aggregation::Sum => {
                        let mut paid = -0.0;
                        while left != 0 {
                            paid += next(&mut left);
                        }
                        paid
                    }
                    _ if left == 0 => 0.0,
                    Aggregation::Min | Aggregation::Max => {
                        let mut paid = next(&mut left);
                        while left != 0 {
                            let u = next(&mut left);
                            let least = block.aggregation == Aggregation::Min;
                            paid = if least { paid.min(u) } else { paid.max(u) };
                        }
                        paid
                    }
                };
                sum += block.weight * paid;
            }
            let x = self.bias + sum / self.scale;
            *u = if x > cap { cap } else { x };
        }
    }

    /// A number that no outcome's uncapped utility passes (each block at the best its rectangles could do).
    #[must_use]
    pub fn upper_bound(&self) -> f64 {
        let block = |b: &Block| {
            let signed = b.rectangles.iter().map(|r| b.weight * r.utility);
            match b.aggregation {
                Aggregation::Sum => signed.filter(|u| *u > 0.0).sum::<f64>(),
                Aggregation::Min | Aggregation::Max => signed.fold(0.0, f64::max),
            }
        };
        self.bias + self.blocks.iter().map(block).sum::<f64>() / self.scale
    }
}

impl UtilityFunction for HyperRectangles {
    fn utility(&self, digits: &[u32]) -> f64 {
        let sum = self.bias + self.blocks.iter().map(|b| b.value(digits)).sum::<f64>() / self.scale;
        match self.cap {
            Some(cap) if sum > cap => cap,
            _ => sum,
        }
    }

    fn row(&self, digits: &mut [u32], into: &mut [f64]) {
        let Some(last) = digits.len().checked_sub(1) else {
            into.fill(self.utility(digits));
            return;
        };
        // The same sums in the same order as `utility`, whose empty sum is -0.
        if let Some(masks) = &self.masks {
            self.masked_row(masks, digits, last, into);
            return;
        }
        let mut paid = vec![0.0; into.len()];
        into.fill(-0.0);
        for block in &self.blocks {
            paid.fill(match block.aggregation {
                Aggregation::Sum => -0.0,
                Aggregation::Min => f64::INFINITY,
                Aggregation::Max => f64::NEG_INFINITY,
            });
            for r in &block.rectangles {
                if !r.bounds.iter().all(|b| b.issue == last || b.holds(digits)) {
                    continue;
                }
                for (v, p) in paid.iter_mut().enumerate() {
                    if r.bounds.iter().all(|b| b.issue != last || b.takes(v as u32)) {
                        *p = match block.aggregation {
                            Aggregation::Sum => *p + r.utility,
                            Aggregation::Min => p.min(r.utility),
                            Aggregation::Max => p.max(r.utility),
                        };
                    }
                }
            }
            for (u, p) in into.iter_mut().zip(&paid) {
                *u += block.weight * if p.is_finite() { *p } else { 0.0 };
            }
        }
        let cap = self.cap.unwrap_or(f64::INFINITY);
        for u in into {
            let sum = self.bias + *u / self.scale;
            *u = if sum > cap { cap } else { sum };
        }
    }

    fn as_hyper(&self) -> Option<&HyperRectangles> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Issue;

    fn space() -> OutcomeSpace {
        let issue = |n: &str| Issue::categorical(n, ["0", "1", "2", "3"]);
        OutcomeSpace::new(vec![issue("a"), issue("b")]).expect("a space")
    }

    fn bound(issue: usize, low: u32, high: u32, inside: bool) -> Bound {
        Bound { issue, low, high, inside }
    }

    #[test]
    fn bounds_are_closed_and_may_exclude() {
        let rectangles = vec![
            Rectangle { utility: 2.0, bounds: vec![bound(0, 1, 2, true)] },
            Rectangle { utility: 4.0, bounds: vec![bound(0, 1, 2, false), bound(1, 3, 3, true)] },
            Rectangle { utility: 1.0, bounds: vec![] },
        ];
        let with = |aggregation| {
            let blocks = vec![Block { weight: 1.0, aggregation, rectangles: rectangles.clone() }];
            HyperRectangles::new(&space(), blocks, 4.0).expect("a function")
        };
        let sum = with(Aggregation::Sum);
        assert_eq!(sum.utility(&[1, 0]), 0.75);
        assert_eq!(sum.utility(&[2, 0]), 0.75);
        assert_eq!(sum.utility(&[3, 3]), 1.25);
        assert_eq!(sum.clone().with_cap(1.0).utility(&[3, 3]), 1.0);
        assert_eq!(with(Aggregation::Max).utility(&[3, 3]), 1.0);
        assert_eq!(with(Aggregation::Min).utility(&[3, 3]), 0.25);
        assert!(sum.upper_bound() >= 1.25);
    }

    #[test]
    fn what_cannot_be_a_function_is_refused() {
        let one = |utility, issue| {
            vec![Block {
                weight: 1.0,
                aggregation: Aggregation::Sum,
                rectangles: vec![Rectangle { utility, bounds: vec![bound(issue, 0, 1, true)] }],
            }]
        };
        assert!(HyperRectangles::new(&space(), one(1.0, 2), 1.0).is_err());
        assert!(HyperRectangles::new(&space(), one(f64::NAN, 0), 1.0).is_err());
        assert!(HyperRectangles::new(&space(), one(1.0, 0), 0.0).is_err());
    }
}
