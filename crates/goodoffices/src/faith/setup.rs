//! What is known before the first observation: the space, whose utility is known how well, the clock.

use super::kinds::TypeSet;
use super::types::{self, MOST_PARAMETERS, TypeLikelihood};
use crate::error::{Error, Result};
use crate::outcome::OutcomeSpace;
use std::sync::Arc;

/// Most issues, values of an issue, and particles of a type.
const MOST: (usize, usize, usize) = (64, 1000, 1 << 17);

/// An issue as the estimator sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssueShape {
    /// Number of values.
    pub values: usize,
    /// Does their order mean something?
    pub ordered: bool,
}

/// Part-worths: one row per issue, one number per value. Rows are brought to least 0 and the best outcome to 1.
pub type Parts = Vec<Vec<f64>>;

/// How well a utility is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Utility {
    /// Exactly.
    Known(Parts),
    /// With uncertainty: tables that are equally likely.
    Estimated(Vec<Parts>),
    /// Not at all: weights uniform on the simplex; values of an ordered issue rising, falling or with a peak
    /// inside, each equally likely; of another issue uniform and brought to [0, 1].
    Unknown,
}

/// What the times mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Clock {
    /// Shares of the time to a deadline that is on record.
    Deadline,
    /// Days since the start; no deadline is on record. It is then one, two, five or ten times as far off as the
    /// time elapsed, each equally likely.
    Unknown,
}

/// What decides an estimate besides the observations.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The issues.
    pub issues: Vec<IssueShape>,
    /// The party's own utility.
    pub own: Utility,
    /// The other side's; of several others their mean.
    pub other: Utility,
    /// The clock.
    pub clock: Clock,
    /// Names and priors of the types.
    pub types: TypeSet,
    /// Their likelihoods, in the same order.
    pub likelihoods: Arc<Vec<Box<dyn TypeLikelihood>>>,
    /// Particles of each type.
    pub particles: usize,
    /// Seed.
    pub seed: u64,
    /// Cells of a grid to which every parameter is held; for comparison with exact sums, else nothing.
    pub grid: Option<u32>,
}

impl Setup {
    /// The six types over a space, nothing known of either utility, 2,048 particles a type.
    #[must_use]
    pub fn new(issues: Vec<IssueShape>, seed: u64) -> Self {
        Self {
            issues,
            own: Utility::Unknown,
            other: Utility::Unknown,
            clock: Clock::Deadline,
            types: TypeSet::standard(),
            likelihoods: Arc::new(types::standard()),
            particles: 2048,
            seed,
            grid: None,
        }
    }

    /// The same over an outcome space.
    #[must_use]
    pub fn over(space: &OutcomeSpace, seed: u64) -> Self {
        let shape = |i: &crate::outcome::Issue| IssueShape { values: i.len(), ordered: i.is_ordered() };
        Self::new(space.issues().iter().map(shape).collect(), seed)
    }

    /// Number of values per issue.
    #[must_use]
    pub fn sizes(&self) -> Vec<usize> {
        self.issues.iter().map(|i| i.values).collect()
    }

    /// Fails where the setup makes no sense, and brings known utilities to [0, 1].
    ///
    /// # Errors
    /// If there are no issues or too many, an issue has no values, a table does not fit, likelihoods and types
    /// differ in number, or the number of particles is out of range.
    pub(crate) fn checked(mut self) -> Result<Self> {
        if self.issues.is_empty() {
            return Err(Error::input("there are no issues").remedy("give at least one issue with its values"));
        }
        if self.issues.len() > MOST.0 {
            return Err(Error::limit(format!(
                "{} issues, at most {} can be handled",
                self.issues.len(),
                MOST.0
            ))
            .remedy("leave out issues that nobody names"));
        }
        for (k, i) in self.issues.iter().enumerate() {
            if i.values == 0 || i.values > MOST.1 {
                let text = format!("issue {k} has {} values", i.values);
                return Err(Error::limit(text).remedy(format!("1 to {} values can be handled", MOST.1)));
            }
        }
        if self.likelihoods.len() != self.types.len() {
            return Err(Error::parameter(format!(
                "{} likelihoods for {} types",
                self.likelihoods.len(),
                self.types.len()
            )));
        }
        if self.likelihoods.iter().any(|l| l.parameters().len() > MOST_PARAMETERS) {
            return Err(Error::limit(format!("a type has more than {MOST_PARAMETERS} parameters")));
        }
        if !(2..=MOST.2).contains(&self.particles) {
            let text = format!("{} particles of a type", self.particles);
            return Err(Error::parameter(text).remedy(format!("2 to {}", MOST.2)));
        }
        if self.grid == Some(0) {
            return Err(Error::parameter("a grid needs at least one cell"));
        }
        for utility in [&mut self.own, &mut self.other] {
            match utility {
                Utility::Known(parts) => *parts = normalised(parts, &self.issues)?,
                Utility::Estimated(draws) => {
                    if draws.is_empty() {
                        return Err(Error::input("an estimated utility without a single table"));
                    }
                    for parts in draws {
                        *parts = normalised(parts, &self.issues)?;
                    }
                }
                Utility::Unknown => {}
            }
        }
        Ok(self)
    }
}

fn normalised(parts: &Parts, issues: &[IssueShape]) -> Result<Parts> {
    if parts.len() != issues.len() || parts.iter().zip(issues).any(|(p, i)| p.len() != i.values) {
        return Err(Error::input("a table of utilities does not fit the issues")
            .remedy("one row per issue, one number per value"));
    }
    if parts.iter().flatten().any(|x| !x.is_finite()) {
        return Err(Error::input("a table of utilities has a number that is not finite"));
    }
    let least = |row: &Vec<f64>| row.iter().copied().fold(f64::INFINITY, f64::min);
    let most = |row: &Vec<f64>| row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let range: f64 = parts.iter().map(|row| most(row) - least(row)).sum();
    if range <= 0.0 {
        return Err(Error::input("a utility that is the same for every outcome says nothing"));
    }
    Ok(parts.iter().map(|row| row.iter().map(|x| (x - least(row)) / range).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issues() -> Vec<IssueShape> {
        vec![IssueShape { values: 2, ordered: false }, IssueShape { values: 3, ordered: true }]
    }

    #[test]
    fn tables_are_brought_to_zero_and_one() {
        let mut s = Setup::new(issues(), 1);
        s.own = Utility::Known(vec![vec![2.0, 4.0], vec![1.0, 3.0, 7.0]]);
        let Utility::Known(parts) = s.checked().unwrap().own else { panic!("known") };
        assert_eq!(parts, vec![vec![0.0, 0.25], vec![0.0, 0.25, 0.75]]);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert!(Setup::new(vec![], 1).checked().is_err());
        assert!(Setup::new(vec![IssueShape { values: 0, ordered: false }], 1).checked().is_err());
        let with = |own| Setup { own, ..Setup::new(issues(), 1) }.checked();
        assert!(with(Utility::Known(vec![vec![0.0, 1.0]])).is_err());
        assert!(with(Utility::Known(vec![vec![1.0, 1.0], vec![0.0; 3]])).is_err());
        assert!(with(Utility::Estimated(vec![])).is_err());
        assert!(Setup { particles: 1, ..Setup::new(issues(), 1) }.checked().is_err());
    }
}
