//! What one issue's values are worth, before weighting: tables and the field's parametric functions.
//!
//! A value function is turned into one table per issue ([`ValueFunction::tabulate`]), because every issue
//! here has finitely many values; [`super::Additive`] holds only tables. The forms are those of the field's
//! files: tables, v = offset + slope·x, triangles, constants, and the straight line between two ends that is
//! worth nothing outside them. Absent on purpose: cosine, exponential and other forms that no real file holds.

use crate::error::{Error, Result};
use crate::outcome::Issue;

/// A function from the values of one issue to numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueFunction {
    /// One number per value, in the issue's order.
    Table(Vec<f64>),
    /// The same for every value.
    Constant(f64),
    /// offset + slope·x, for issues whose values are numbers.
    Affine {
        /// Worth at x = 0.
        offset: f64,
        /// Change per unit of x.
        slope: f64,
    },
    /// 0 at `low` and `high` and outside, 1 at `top`, straight between.
    Triangular {
        /// Where it leaves 0.
        low: f64,
        /// Where it is 1.
        top: f64,
        /// Where it is 0 again.
        high: f64,
    },
    /// Straight between two ends, 0 outside them.
    Between {
        /// Lower end and its worth.
        low: (f64, f64),
        /// Upper end and its worth.
        high: (f64, f64),
    },
    /// Another function, held to [0, 1].
    Clamped(Box<ValueFunction>),
}

impl ValueFunction {
    /// v = slope·x.
    #[must_use]
    pub fn linear(slope: f64) -> Self {
        Self::Affine { offset: 0.0, slope }
    }

    /// v = x.
    #[must_use]
    pub fn identity() -> Self {
        Self::linear(1.0)
    }

    /// The same function held to [0, 1].
    #[must_use]
    pub fn clamped(self) -> Self {
        Self::Clamped(Box::new(self))
    }

    /// Does it need numbers to work on?
    #[must_use]
    pub fn needs_numbers(&self) -> bool {
        match self {
            Self::Table(_) | Self::Constant(_) => false,
            Self::Clamped(inner) => inner.needs_numbers(),
            _ => true,
        }
    }

    /// The function of a number; a table knows none and gives `None`.
    #[must_use]
    pub fn at(&self, x: f64) -> Option<f64> {
        Some(match self {
            Self::Table(_) => return None,
            Self::Constant(c) => *c,
            Self::Affine { offset, slope } => offset + slope * x,
            Self::Triangular { low, top, high } => {
                if x < *low || x > *high {
                    0.0
                } else if x == *top {
                    1.0
                } else if x < *top {
                    (x - low) / (top - low)
                } else {
                    (high - x) / (high - top)
                }
            }
            Self::Between { low, high } => {
                if x < low.0 || x > high.0 {
                    0.0
                } else if high.0 > low.0 {
                    low.1 + (high.1 - low.1) * ((x - low.0) / (high.0 - low.0))
                } else {
                    low.1
                }
            }
            Self::Clamped(inner) => inner.at(x)?.clamp(0.0, 1.0),
        })
    }

    /// One number per value of the issue.
    ///
    /// # Errors
    /// If a table has another length than the issue, a function of numbers meets an issue of names, or a
    /// result is not finite.
    pub fn tabulate(&self, issue: &Issue) -> Result<Vec<f64>> {
        let table = match self {
            Self::Table(t) => t.clone(),
            Self::Clamped(inner) if !inner.needs_numbers() => {
                inner.tabulate(issue)?.into_iter().map(|v| v.clamp(0.0, 1.0)).collect()
            }
            Self::Constant(c) => vec![*c; issue.len()],
            _ => (0..issue.len())
                .map(|k| issue.number(k).and_then(|x| self.at(x)))
                .collect::<Option<Vec<f64>>>()
                .ok_or_else(|| {
                    Error::input(format!(
                        "issue {:?} has names for values, its value function wants numbers",
                        issue.name()
                    ))
                    .remedy("give a table, or a range of numbers")
                })?,
        };
        if table.len() != issue.len() {
            return Err(Error::input(format!(
                "issue {:?} has {} values but its table {}",
                issue.name(),
                issue.len(),
                table.len()
            )));
        }
        if let Some(k) = table.iter().position(|v| !v.is_finite()) {
            return Err(Error::input(format!(
                "the worth of {:?} in issue {:?} is not a finite number",
                issue.label(k),
                issue.name()
            )));
        }
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Decimal;
    use crate::outcome::{Grid, Values};

    fn zero_to_four() -> Issue {
        let grid = Grid::new(Decimal::whole(0), Decimal::whole(4), Decimal::whole(1)).expect("a grid");
        Issue::new("n", Values::Number(grid))
    }

    #[test]
    fn the_forms_at_five_numbers() {
        let issue = zero_to_four();
        let table = |f: ValueFunction| f.tabulate(&issue).expect("a table");
        assert_eq!(table(ValueFunction::Affine { offset: 1.0, slope: -0.25 }), [1.0, 0.75, 0.5, 0.25, 0.0]);
        assert_eq!(
            table(ValueFunction::Triangular { low: 0.0, top: 1.0, high: 3.0 }),
            [0.0, 1.0, 0.5, 0.0, 0.0]
        );
        assert_eq!(
            table(ValueFunction::Between { low: (1.0, 0.5), high: (3.0, 1.0) }),
            [0.0, 0.5, 0.75, 1.0, 0.0]
        );
        assert_eq!(
            table(ValueFunction::Affine { offset: -1.0, slope: 1.0 }.clamped()),
            [0.0, 0.0, 1.0, 1.0, 1.0]
        );
        assert_eq!(table(ValueFunction::Constant(0.3)), [0.3; 5]);
        assert_eq!(table(ValueFunction::identity())[3], 3.0);
    }

    #[test]
    fn names_are_not_numbers_and_tables_must_fit() {
        let names = Issue::categorical("c", ["x", "y"]);
        assert!(ValueFunction::linear(1.0).tabulate(&names).is_err());
        assert!(ValueFunction::Table(vec![1.0]).tabulate(&names).is_err());
        assert!(ValueFunction::Table(vec![1.0, f64::NAN]).tabulate(&names).is_err());
        assert_eq!(ValueFunction::Constant(2.0).clamped().tabulate(&names).expect("a table"), [1.0, 1.0]);
    }
}
