//! Hyper-rectangle utility: u(ω) = min(cap, b + Σ_blocks w·agg{ utility of the rectangles that hold ω } / scale).
//!
//! A rectangle holds an outcome when every one of its bounds does; without bounds it always holds. Bounds
//! are kept as closed ranges of value indices, so that the reader decides what a file's numbers mean:
//! GENIUS's are inclusive, divided by the file's `maxutility` and capped at 1; the peer's are exclusive,
//! undivided and uncapped. Source of the form: Ito, Hattori & Klein 2007 (constraint-based utility), as
//! used in the ANAC 2014 domains. No closed form for best or nearest outcomes exists; see `invert`.

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
        let d = digits[self.issue];
        (self.low <= d && d <= self.high) == self.inside
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
        Ok(Self { blocks, scale, bias: 0.0, cap: None })
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
