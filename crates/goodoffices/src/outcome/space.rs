//! The space of outcomes of a list of issues, of any size.
//!
//! An outcome is a mixed-radix index in `u128` where the space is small enough; a larger space (10^40
//! outcomes occur in the field's own files) is handled through [`Digits`], which never needs the index.

use super::issue::Issue;
use crate::error::{Error, Result};

/// One value index per issue, in issue order.
pub type Digits = Vec<u32>;

/// A value for every issue, as its number in its space: first issue slowest, values in domain order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Outcome(pub u128);

/// All outcomes of some issues.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeSpace {
    issues: Vec<Issue>,
    /// Weight of each issue's digit, and the number of outcomes; `None` beyond `u128`.
    strides: Option<(Vec<u128>, u128)>,
}

impl OutcomeSpace {
    /// The space of these issues.
    ///
    /// # Errors
    /// If an issue has no values, more than `u32::MAX` of them, or a name stands twice.
    pub fn new(issues: Vec<Issue>) -> Result<Self> {
        let mut names: Vec<&str> = issues.iter().map(Issue::name).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|p| p[0] == p[1]) {
            return Err(Error::input(format!("issue {:?} is declared twice", pair[0])));
        }
        for issue in &issues {
            if issue.is_empty() {
                return Err(Error::input(format!("issue {:?} has no values", issue.name())));
            }
            if u32::try_from(issue.len()).is_err() {
                return Err(Error::limit(format!("issue {:?} has too many values", issue.name())));
            }
        }
        let mut strides = vec![0; issues.len()];
        let mut total: Option<u128> = Some(1);
        for (stride, issue) in strides.iter_mut().zip(&issues).rev() {
            if let Some(t) = total {
                *stride = t;
                total = t.checked_mul(issue.len() as u128);
            }
        }
        let strides = total.map(|t| (strides, t));
        Ok(Self { issues, strides })
    }

    /// The issues.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The issue of this name, with its index.
    #[must_use]
    pub fn issue(&self, name: &str) -> Option<(usize, &Issue)> {
        self.issues.iter().enumerate().find(|(_, i)| i.name() == name)
    }

    /// Number of outcomes; `None` where it is beyond `u128`.
    #[must_use]
    pub fn cardinality(&self) -> Option<u128> {
        self.strides.as_ref().map(|(_, n)| *n)
    }

    /// Number of outcomes as an exact decimal string, however large.
    #[must_use]
    pub fn cardinality_text(&self) -> String {
        // Base 10^9 limbs, least first.
        let mut limbs: Vec<u64> = vec![1];
        for issue in &self.issues {
            let mut carry = 0_u64;
            for limb in &mut limbs {
                let x = *limb * issue.len() as u64 + carry;
                *limb = x % 1_000_000_000;
                carry = x / 1_000_000_000;
            }
            while carry > 0 {
                limbs.push(carry % 1_000_000_000);
                carry /= 1_000_000_000;
            }
        }
        let mut text = limbs.last().map(u64::to_string).unwrap_or_default();
        for limb in limbs.iter().rev().skip(1) {
            text.push_str(&format!("{limb:09}"));
        }
        text
    }

    /// The outcome with these digits; `None` where the space is beyond `u128` or a digit is out of range.
    #[must_use]
    pub fn outcome(&self, digits: &[u32]) -> Option<Outcome> {
        let (strides, _) = self.strides.as_ref()?;
        if digits.len() != self.issues.len()
            || digits.iter().zip(&self.issues).any(|(d, i)| *d as usize >= i.len())
        {
            return None;
        }
        Some(Outcome(digits.iter().zip(strides).map(|(d, s)| u128::from(*d) * s).sum()))
    }

    /// The digits of an outcome.
    ///
    /// # Panics
    /// If the space is beyond `u128` or the outcome is not of this space.
    #[must_use]
    pub fn digits(&self, outcome: Outcome) -> Digits {
        let mut digits = vec![0; self.issues.len()];
        self.write_digits(outcome, &mut digits);
        digits
    }

    /// Writes the digits of an outcome into `digits`, without allocating.
    ///
    /// # Panics
    /// As [`OutcomeSpace::digits`], or if `digits` is not as long as the issues.
    pub fn write_digits(&self, outcome: Outcome, digits: &mut [u32]) {
        let (strides, total) = self.strides.as_ref().expect("an indexed space");
        assert!(outcome.0 < *total, "an outcome of this space");
        assert_eq!(digits.len(), self.issues.len());
        let mut rest = outcome.0;
        for (digit, stride) in digits.iter_mut().zip(strides) {
            *digit = (rest / stride) as u32;
            rest %= stride;
        }
    }

    /// Every outcome's digits in order, first issue slowest. Works for any size; the caller bounds it.
    pub fn enumerate(&self) -> impl Iterator<Item = Digits> + '_ {
        let mut next: Option<Digits> = Some(vec![0; self.issues.len()]);
        std::iter::from_fn(move || {
            let now = next.clone()?;
            next = {
                let mut d = now.clone();
                let mut k = d.len();
                loop {
                    if k == 0 {
                        break None;
                    }
                    k -= 1;
                    d[k] += 1;
                    if (d[k] as usize) < self.issues[k].len() {
                        break Some(d);
                    }
                    d[k] = 0;
                }
            };
            Some(now)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn space(sizes: &[usize]) -> OutcomeSpace {
        OutcomeSpace::new(
            sizes
                .iter()
                .enumerate()
                .map(|(k, n)| Issue::categorical(format!("i{k}"), (0..*n).map(|v| v.to_string())))
                .collect(),
        )
        .expect("a space")
    }

    #[test]
    fn ten_to_the_forty_is_counted_exactly_without_an_index() {
        let s = space(&[10; 40]);
        assert_eq!(s.cardinality(), None);
        assert_eq!(s.cardinality_text(), format!("1{}", "0".repeat(40)));
        assert_eq!(s.enumerate().nth(11).map(|d| (d[38], d[39])), Some((1, 1)));
    }

    #[test]
    fn a_space_with_a_name_twice_or_an_empty_issue_is_refused() {
        let twice = vec![Issue::categorical("a", ["x"]), Issue::categorical("a", ["y"])];
        assert!(OutcomeSpace::new(twice).is_err());
        assert!(OutcomeSpace::new(vec![Issue::categorical("a", Vec::<String>::new())]).is_err());
    }

    proptest! {
        #[test]
        fn index_and_digits_agree(sizes in proptest::collection::vec(1_usize..7, 0..6)) {
            let s = space(&sizes);
            let n = s.cardinality().unwrap();
            prop_assert_eq!(s.cardinality_text(), n.to_string());
            for (k, digits) in s.enumerate().enumerate() {
                let o = s.outcome(&digits).unwrap();
                prop_assert_eq!(o.0, k as u128);
                prop_assert_eq!(&s.digits(o), &digits);
            }
            prop_assert_eq!(s.enumerate().count() as u128, n);
        }
    }
}
