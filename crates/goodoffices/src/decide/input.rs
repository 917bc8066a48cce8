//! The numbers a decision rests on, each with a range and with what it rests on.
//!
//! An [`Inputs`] says for every [`Input`] a value, the range it may have, and whether facts of the record or
//! an assumption carry it. A range is read as: half of the belief below the value and half above, evenly
//! inside each half. So the value is the median and the ends are ends. Missing or impossible inputs are
//! errors that say which, and what would be enough.

use super::stopping::Stopping;
use crate::error::{Error, Place, Result};
use crate::num;
use crate::rng::Stream;
use rand::RngExt;

/// One number of the stay-or-leave problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Input {
    /// Probability that the parties can settle with help.
    Belief,
    /// Probability of settlement in one period of talks if they can settle.
    Hazard,
    /// Worth of a settlement to the mediator's principal.
    Settlement,
    /// Worth of having left, if the parties cannot settle.
    Fallback,
    /// Worth of having left, if they can: they may settle unaided.
    FallbackIfSettleable,
    /// Cost of one period of talks.
    Cost,
    /// Discount factor of one period.
    Discount,
}

impl Input {
    /// Every input.
    pub const ALL: [Self; 7] = [
        Self::Belief,
        Self::Hazard,
        Self::Settlement,
        Self::Fallback,
        Self::FallbackIfSettleable,
        Self::Cost,
        Self::Discount,
    ];

    /// Its name in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Belief => "belief",
            Self::Hazard => "hazard",
            Self::Settlement => "settlement",
            Self::Fallback => "fallback",
            Self::FallbackIfSettleable => "fallback_if_settleable",
            Self::Cost => "cost",
            Self::Discount => "discount",
        }
    }

    /// The input of this name.
    ///
    /// # Errors
    /// If there is none; the error lists the names.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|i| i.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.into_iter().map(Self::name).collect();
            Error::unknown(format!("no input is called {name:?}"))
                .remedy(format!("there are {}", names.join(", ")))
        })
    }

    /// The values it may have: ends of a closed interval. Hazard and discount exclude 0 besides.
    #[must_use]
    pub fn bounds(self) -> (f64, f64) {
        match self {
            Self::Belief | Self::Hazard | Self::Discount => (0.0, 1.0),
            Self::Settlement | Self::Fallback | Self::FallbackIfSettleable | Self::Cost => (0.0, f64::MAX),
        }
    }

    /// Is this value possible at all?
    ///
    /// # Errors
    /// If not; the error says what would be right.
    pub fn checked(self, x: f64) -> Result<f64> {
        let (low, high) = self.bounds();
        let open = matches!(self, Self::Hazard | Self::Discount);
        if x.is_finite() && x >= low && x <= high && !(open && x <= 0.0) {
            return Ok(x);
        }
        let right = match self {
            Self::Belief => "a probability, between 0 and 1",
            Self::Hazard => "a probability per period, above 0 and at most 1",
            Self::Discount => "a factor per period, above 0 and at most 1",
            _ => "a finite number, at least 0: worth is counted from the worst that can happen",
        };
        Err(Error::parameter(format!("{} {x} is impossible", self.name()))
            .at(Place::default().at_field(self.name()))
            .remedy(right))
    }
}

/// What a number rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// Facts of the record.
    Fact,
    /// Something nobody stated.
    Assumption,
}

/// A number with the range it may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// The value: half of the belief lies on either side.
    pub value: f64,
    /// Least possible.
    pub low: f64,
    /// Greatest possible.
    pub high: f64,
    /// What it rests on.
    pub basis: Basis,
}

impl Quantity {
    /// A number that is taken as exact.
    #[must_use]
    pub fn exact(value: f64, basis: Basis) -> Self {
        Self { value, low: value, high: value, basis }
    }

    /// A number in a range.
    ///
    /// # Errors
    /// If `low <= value <= high` does not hold.
    pub fn within(value: f64, low: f64, high: f64, basis: Basis) -> Result<Self> {
        if low <= value && value <= high && (high - low).is_finite() {
            return Ok(Self { value, low, high, basis });
        }
        Err(Error::parameter(format!("{value} does not lie in the range {low} to {high}"))
            .remedy("give the value between its ends"))
    }

    /// The quantile at `u` in [0, 1]: piecewise linear, the value at one half.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        if u < 0.5 {
            self.low + 2.0 * u * (self.value - self.low)
        } else {
            self.value + (2.0 * u - 1.0) * (self.high - self.value)
        }
    }
}

impl Quantity {
    /// This chance after so many trials that failed, each of the same chance, part trials allowed.
    ///
    /// The range is read as a prior (half of the belief in each half, evenly), and each value x is weighed by
    /// (1 − x)ⁿ, Bayes' rule for n failures. `trials` gives the least, the stated and the greatest count: the value is
    /// the median by the stated count, the ends hold all but a fiftieth on either side by the greatest and the least.
    #[must_use]
    pub fn failed(&self, trials: [f64; 3]) -> Self {
        let value = self.failed_quantile(trials[1], 0.5);
        let low = self.failed_quantile(trials[2], 0.02).min(value);
        let high = self.failed_quantile(trials[0], 0.98).max(value);
        Self { value, low, high, basis: self.basis }
    }

    /// The quantile at `u` of the range, weighed by (1 − x)ⁿ.
    fn failed_quantile(&self, trials: f64, u: f64) -> f64 {
        // ∫(1 − x)ⁿ dx over part of a half, over the half's width.
        let part = |from: f64, to: f64, of: f64| {
            if of <= 0.0 {
                return num::pow(1.0 - from, trials);
            }
            let n = trials + 1.0;
            (num::pow(1.0 - from, n) - num::pow(1.0 - to, n)) / (n * of)
        };
        let (below, above) = (self.value - self.low, self.high - self.value);
        let mass = |x: f64| {
            let under = part(self.low, x.min(self.value), below);
            if x <= self.value { under } else { under + part(self.value, x, above) }
        };
        let all = part(self.low, self.value, below) + part(self.value, self.high, above);
        if all.is_nan() || all <= 0.0 || below + above <= 0.0 {
            return self.value;
        }
        let (mut low, mut high) = (self.low, self.high);
        for _ in 0..60 {
            let mid = f64::midpoint(low, high);
            if mass(mid) < u * all { low = mid } else { high = mid }
        }
        f64::midpoint(low, high)
    }
}

/// All inputs of the stay-or-leave problem, some of which may be missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs([Option<Quantity>; 7]);

impl Inputs {
    /// Nothing given.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The same with one input given, or replaced.
    #[must_use]
    pub fn with(mut self, input: Input, quantity: Quantity) -> Self {
        self.0[input as usize] = Some(quantity);
        self
    }

    /// One input.
    #[must_use]
    pub fn get(&self, input: Input) -> Option<Quantity> {
        self.0[input as usize]
    }

    /// Which are missing. The fallback if settleable may be: it is then the fallback.
    #[must_use]
    pub fn missing(&self) -> Vec<Input> {
        let optional = |i: &Input| *i == Input::FallbackIfSettleable;
        Input::ALL.into_iter().filter(|i| !optional(i) && self.get(*i).is_none()).collect()
    }

    /// The problem at the stated values.
    ///
    /// # Errors
    /// If an input is missing, is impossible, or has a range that is.
    pub fn stopping(&self) -> Result<Stopping> {
        for (input, q) in Input::ALL.into_iter().zip(&self.0) {
            if let Some(q) = q {
                for x in [q.value, q.low, q.high] {
                    input.checked(x)?;
                }
            }
        }
        self.at(|q| q.value)
    }

    /// A draw of the problem. Inputs of a basis that `varies` refuses keep their value, but use up the
    /// same random numbers, so that draws with and without them are paired.
    ///
    /// # Errors
    /// If an input is missing.
    pub fn draw(&self, rng: &mut Stream, varies: impl Fn(Input, Basis) -> bool) -> Result<Stopping> {
        let mut drawn = self.0;
        for (input, slot) in Input::ALL.into_iter().zip(&mut drawn) {
            let u: f64 = rng.random();
            if let Some(q) = slot
                && varies(input, q.basis)
            {
                q.value = q.quantile(u);
            }
        }
        Self(drawn).at(|q| q.value)
    }

    fn at(&self, read: impl Fn(&Quantity) -> f64) -> Result<Stopping> {
        if let Some(i) = self.missing().first() {
            return Err(Error::parameter(format!("no {} is given", i.name()))
                .at(Place::default().at_field(i.name()))
                .remedy(match i {
                    Input::Belief => "say how likely it is that the parties can settle with help, such as 0.5",
                    Input::Hazard => "say how likely a settlement is in one period if they can, such as 0.1",
                    Input::Settlement => "say what a settlement is worth; the unit of the other worths, such as 1",
                    Input::Fallback | Input::FallbackIfSettleable => {
                        "say what having left is worth to the mediator, on the scale of the settlement, such as 0.2"
                    }
                    Input::Cost => "say what a period of talks costs, on the scale of the settlement, such as 0.01",
                    Input::Discount => "say what a period's delay leaves of a worth, such as 0.99",
                }));
        }
        let of = |i: Input| self.get(i).as_ref().map(&read);
        let fallback = of(Input::Fallback).unwrap_or_default();
        Ok(Stopping {
            belief: of(Input::Belief).unwrap_or_default(),
            hazard: of(Input::Hazard).unwrap_or_default(),
            settlement: of(Input::Settlement).unwrap_or_default(),
            fallback,
            fallback_if_settleable: of(Input::FallbackIfSettleable).unwrap_or(fallback),
            cost: of(Input::Cost).unwrap_or_default(),
            discount: of(Input::Discount).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Inputs {
        let given = [0.7, 0.1, 1.0, 0.2, 0.2, 0.01, 0.99];
        Input::ALL
            .into_iter()
            .zip(given)
            .fold(Inputs::none(), |all, (i, x)| all.with(i, Quantity::exact(x, Basis::Assumption)))
    }

    #[test]
    fn what_is_missing_is_named_with_what_would_be_enough() {
        let mut inputs = full();
        inputs.0[Input::Fallback as usize] = None;
        let e = inputs.stopping().expect_err("no fallback");
        assert!(e.to_string().contains("no fallback is given") && e.remedy_text().is_some(), "{e}");
        assert_eq!(inputs.missing(), vec![Input::Fallback]);
    }

    #[test]
    fn a_probability_of_one_and_a_fifth_is_impossible() {
        let inputs = full().with(Input::Belief, Quantity::exact(1.2, Basis::Fact));
        let e = inputs.stopping().expect_err("1.2");
        assert!(
            e.is_parameter()
                && e.to_string().contains("belief 1.2")
                && e.to_string().contains("between 0 and 1")
        );
        for (i, bad) in [
            (Input::Hazard, 0.0),
            (Input::Discount, 1.01),
            (Input::Cost, -1.0),
            (Input::Settlement, f64::NAN),
        ] {
            assert!(full().with(i, Quantity::exact(bad, Basis::Fact)).stopping().is_err(), "{i:?}");
        }
    }

    #[test]
    fn failures_lower_a_chance_by_bayes_rule_and_none_changes_nothing() {
        let q = Quantity::within(0.2, 0.0, 0.4, Basis::Assumption).expect("a range");
        let same = q.failed([0.0; 3]);
        assert!((same.value - 0.2).abs() < 1e-9 && same.low < 0.01 && same.high > 0.39, "{same:?}");
        // Evenly over [0, .4] and one failure: the median m solves m − m²/2 = ½(.4 − .08).
        let one = q.failed([1.0; 3]);
        assert!((one.value - (1.0 - (1.0_f64 - 0.32).sqrt())).abs() < 1e-9, "{one:?}");
        let many = q.failed([5.0, 10.0, 20.0]);
        assert!(many.value < one.value && many.low <= many.value && many.value <= many.high, "{many:?}");
        assert!(many.high < same.high && many.low >= 0.0);
        let known = Quantity::exact(0.3, Basis::Fact);
        assert_eq!(known.failed([4.0; 3]), known);
        // A chance of one that failed cannot be.
        let sure = Quantity { value: 1.0, low: 0.5, high: 1.0, basis: Basis::Fact }.failed([3.0; 3]);
        assert!(sure.value < 0.8 && sure.low <= sure.value, "{sure:?}");
    }

    #[test]
    fn the_value_is_the_median_of_its_range() {
        let q = Quantity::within(0.2, 0.1, 0.6, Basis::Fact).expect("in range");
        assert_eq!(
            [0.0, 0.25, 0.5, 0.75, 1.0].map(|u| (q.quantile(u) * 1e9).round() / 1e9),
            [0.1, 0.15, 0.2, 0.4, 0.6]
        );
        assert!(Quantity::within(0.7, 0.1, 0.6, Basis::Fact).is_err());
        for i in Input::ALL {
            assert_eq!(Input::parse(i.name()), Ok(i));
        }
    }
}
