//! Numbers that are the same on every machine: exact decimals, portable functions, one tolerance.
//!
//! `exp`, `ln` and `powf` of the standard library may differ in the last bit between platforms; here they
//! come from `libm`. Sums are taken in index order by whoever takes them.

use crate::error::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// Two utilities closer than this are equal: ties, dominance, band membership.
pub const TIE: f64 = 1e-9;

/// Portable `e^x`.
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Portable natural logarithm.
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Portable power.
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Portable sine.
#[must_use]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Portable cosine.
#[must_use]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// A decimal number held exactly: `units / 10^scale`, in lowest terms.
///
/// Steps of a number issue are decimals, so that 50 percent and 54.3 percent are grid points and not
/// neighbours of grid points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    units: i64,
    scale: u8,
}

impl Decimal {
    /// Most digits after the point.
    pub const MAX_SCALE: u8 = 9;

    /// `units / 10^scale`; `None` if `scale` is beyond [`Decimal::MAX_SCALE`].
    #[must_use]
    pub fn new(units: i64, scale: u8) -> Option<Self> {
        (scale <= Self::MAX_SCALE).then(|| Self { units, scale }.reduced())
    }

    /// A whole number.
    #[must_use]
    pub fn whole(n: i64) -> Self {
        Self { units: n, scale: 0 }
    }

    fn reduced(mut self) -> Self {
        while self.scale > 0 && self.units % 10 == 0 {
            self.units /= 10;
            self.scale -= 1;
        }
        self
    }

    /// Digits after the point.
    #[must_use]
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// The number in units of `10^-scale`; `None` where it does not fit or is finer than that.
    #[must_use]
    pub fn units_at(self, scale: u8) -> Option<i64> {
        let up = scale.checked_sub(self.scale)?;
        self.units.checked_mul(10_i64.checked_pow(u32::from(up))?)
    }

    /// The nearest double.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        // One correctly rounded division of two exact doubles (units below 2^53 in every sane input).
        self.units as f64 / 10_f64.powi(i32::from(self.scale))
    }

    /// The decimal a double prints as, if it has one within range.
    #[must_use]
    pub fn from_f64(x: f64) -> Option<Self> {
        if !x.is_finite() {
            return None;
        }
        format!("{x}").parse().ok()
    }

    /// `self - other`, exact; `None` on overflow.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        Self::new(self.units_at(scale)?.checked_sub(other.units_at(scale)?)?, scale)
    }

    /// The distance between two decimals; `None` on overflow.
    #[must_use]
    pub fn distance(self, other: Self) -> Option<Self> {
        let d = self.checked_sub(other)?;
        Self::new(d.units.checked_abs()?, d.scale)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let scale = self.scale.max(other.scale);
        let wide = |d: &Self| i128::from(d.units) * 10_i128.pow(u32::from(scale - d.scale));
        wide(self).cmp(&wide(other))
    }
}

impl FromStr for Decimal {
    type Err = Error;

    fn from_str(s: &str) -> Result<Self> {
        let wrong =
            || Error::input(format!("{s:?} is not a decimal number")).remedy("write digits, such as 54.3");
        let (sign, digits) = match s.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, s),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || !all_digits(whole)
            || !all_digits(part)
            || (part.is_empty() && digits.contains('.'))
        {
            return Err(wrong());
        }
        let part = part.trim_end_matches('0');
        let scale = u8::try_from(part.len()).map_err(|_| wrong())?;
        let units: i64 = format!("{whole}{part}").parse().map_err(|_| wrong())?;
        Self::new(sign * units, scale).ok_or_else(wrong)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return f.pad(&self.units.to_string());
        }
        let base = 10_u64.pow(u32::from(self.scale));
        let (whole, part) = (self.units.unsigned_abs() / base, self.units.unsigned_abs() % base);
        let sign = if self.units < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{whole}.{part:0width$}", width = usize::from(self.scale)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn d(s: &str) -> Decimal {
        s.parse().expect("a decimal")
    }

    #[test]
    fn decimals_are_exact() {
        assert_eq!(d("54.30"), d("54.3"));
        assert_eq!(d("53").checked_sub(d("52.5")), Some(d("0.5")));
        assert_eq!(d("-0.05").to_string(), "-0.05");
        assert!(d("9.9") < d("10"));
        assert_eq!(Decimal::from_f64(54.3), Some(d("54.3")));
    }

    #[test]
    fn what_is_not_a_decimal_is_refused() {
        for bad in ["", "-", ".5", "5.", "1e3", "1.2.3", "٣", "99999999999999999999", "0.1234567891"] {
            assert!(bad.parse::<Decimal>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn text_round_trips(units in -1_000_000_000_000_i64..1_000_000_000_000, scale in 0_u8..=9) {
            let x = Decimal::new(units, scale).unwrap();
            prop_assert_eq!(x.to_string().parse::<Decimal>().unwrap(), x);
        }

        #[test]
        fn order_is_that_of_the_rationals(a in -10_000_i64..10_000, b in -10_000_i64..10_000, s in 0_u8..4, t in 0_u8..4) {
            let (x, y) = (Decimal::new(a, s).unwrap(), Decimal::new(b, t).unwrap());
            let exact = (i128::from(a) * 10_i128.pow(u32::from(t))).cmp(&(i128::from(b) * 10_i128.pow(u32::from(s))));
            prop_assert_eq!(x.cmp(&y), exact);
        }
    }
}
