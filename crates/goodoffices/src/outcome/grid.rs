//! The values of a number issue: integer multiples of a decimal step from a decimal start.

use crate::error::{Error, Result};
use crate::num::Decimal;

/// `count` decimals from `first` in steps of `step`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Grid {
    first: i64,
    step: i64,
    scale: u8,
    count: u32,
}

impl Grid {
    /// All values from `low` to `high` in steps of `step`, both ends included.
    ///
    /// # Errors
    /// If `step` is not positive, `low > high`, `high` is not reached in whole steps, or there are more
    /// than `u32::MAX` values.
    pub fn new(low: Decimal, high: Decimal, step: Decimal) -> Result<Self> {
        let scale = low.scale().max(high.scale()).max(step.scale());
        let units = |d: Decimal| {
            d.units_at(scale).ok_or_else(|| Error::limit(format!("{d} has too many digits for a grid")))
        };
        let (lo, hi, st) = (units(low)?, units(high)?, units(step)?);
        if st <= 0 {
            return Err(Error::parameter(format!("a step of {step} is not positive")));
        }
        let span = hi
            .checked_sub(lo)
            .filter(|s| *s >= 0)
            .ok_or_else(|| Error::parameter(format!("the range {low} to {high} is empty")))?;
        if span % st != 0 {
            return Err(Error::parameter(format!("{high} is not reached from {low} in steps of {step}")));
        }
        let count = u32::try_from(span / st)
            .ok()
            .and_then(|steps| steps.checked_add(1))
            .ok_or_else(|| Error::limit(format!("{low} to {high} by {step} has too many values")))?;
        Ok(Self { first: lo, step: st, scale, count })
    }

    /// The coarsest grid on which all these numbers lie; `None` of none, or where it would have more than
    /// `most` values.
    #[must_use]
    pub fn covering(numbers: &[Decimal], most: usize) -> Option<Self> {
        let scale = numbers.iter().map(|n| n.scale()).max()?;
        let units: Vec<i64> = numbers.iter().map(|n| n.units_at(scale)).collect::<Option<_>>()?;
        let (low, high) = (*units.iter().min()?, *units.iter().max()?);
        let divisor = units.iter().try_fold(0_i64, |g, u| Some(common_divisor(g, u.checked_sub(low)?)))?;
        let step = divisor.max(1);
        let count = usize::try_from(high.checked_sub(low)? / step).ok()?.checked_add(1)?;
        if count > most {
            return None;
        }
        Some(Self { first: low, step, scale, count: u32::try_from(count).ok()? })
    }

    /// Number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Never true: a grid has at least one value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The `i`-th value, lowest first.
    ///
    /// # Panics
    /// If `i` is not below [`Grid::len`].
    #[must_use]
    pub fn value(&self, i: usize) -> Decimal {
        assert!(i < self.len(), "grid index {i} of {}", self.len());
        Decimal::new(self.first + self.step * i as i64, self.scale).unwrap_or(Decimal::whole(0))
    }

    /// The index of a value that lies on the grid.
    #[must_use]
    pub fn index_of(&self, value: Decimal) -> Option<usize> {
        let offset = value.units_at(self.scale)?.checked_sub(self.first)?;
        if offset < 0 || offset % self.step != 0 {
            return None;
        }
        usize::try_from(offset / self.step).ok().filter(|i| *i < self.len())
    }

    /// Lowest value.
    #[must_use]
    pub fn low(&self) -> Decimal {
        self.value(0)
    }

    /// Highest value.
    #[must_use]
    pub fn high(&self) -> Decimal {
        self.value(self.len() - 1)
    }

    /// Distance between neighbours.
    #[must_use]
    pub fn step(&self) -> Decimal {
        Decimal::new(self.step, self.scale).unwrap_or(Decimal::whole(1))
    }
}

fn common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Decimal {
        s.parse().expect("a decimal")
    }

    #[test]
    fn a_share_in_tenths() {
        let g = Grid::new(d("40"), d("57"), d("0.1")).expect("a grid");
        assert_eq!(g.len(), 171);
        assert_eq!(g.index_of(d("54.3")), Some(143));
        assert_eq!(g.value(143), d("54.3"));
        assert_eq!(g.index_of(d("54.35")), None);
        assert_eq!(g.index_of(d("39.9")), None);
        assert_eq!(g.index_of(d("57.1")), None);
    }

    #[test]
    fn the_coarsest_grid_under_some_numbers() {
        let g = Grid::covering(&[d("4.5"), d("3"), d("6")], 10).expect("a grid");
        assert_eq!((g.low(), g.high(), g.step(), g.len()), (d("3"), d("6"), d("1.5"), 3));
        assert_eq!(Grid::covering(&[d("7")], 1).map(|g| g.len()), Some(1));
        assert_eq!(Grid::covering(&[d("0"), d("1000")], 1), Grid::covering(&[], 1));
        assert!(Grid::covering(&[d("0"), d("1"), d("1000")], 1000).is_none());
    }

    #[test]
    fn a_grid_that_misses_its_end_is_refused() {
        assert!(Grid::new(d("0"), d("1"), d("0.3")).is_err());
        assert!(Grid::new(d("1"), d("0"), d("0.5")).is_err());
        assert!(Grid::new(d("0"), d("1"), d("0")).is_err());
        assert!(Grid::new(d("0"), Decimal::whole(i64::MAX), d("1")).is_err());
    }
}
