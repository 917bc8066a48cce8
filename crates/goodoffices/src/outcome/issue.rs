//! One issue and the values it can take.

use super::grid::Grid;
use crate::num::Decimal;
use std::borrow::Cow;

/// A matter to be settled, with its values in a fixed order.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    name: String,
    values: Values,
}

/// The values of an issue.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Named options without an order.
    Categorical(Vec<String>),
    /// Named options in a described order (an order, not a valuation).
    Ordered(Vec<String>),
    /// Numbers on a grid.
    Number(Grid),
    /// A continuous range, cut into equal steps where it must be enumerated.
    Real(RealRange),
}

/// A continuous range with the number of equal steps it is cut into.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RealRange {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Values used when enumerated, both ends included; at least 1.
    pub steps: u32,
}

/// A value as people write it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// The name of an option.
    Option(String),
    /// A number.
    Number(Decimal),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Option(s) => f.pad(s),
            Value::Number(d) => d.fmt(f),
        }
    }
}

impl Issue {
    /// An issue of this name and values.
    #[must_use]
    pub fn new(name: impl Into<String>, values: Values) -> Self {
        Self { name: name.into(), values }
    }

    /// An unordered issue.
    #[must_use]
    pub fn categorical<S: Into<String>>(
        name: impl Into<String>,
        options: impl IntoIterator<Item = S>,
    ) -> Self {
        Self::new(name, Values::Categorical(options.into_iter().map(Into::into).collect()))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its values.
    #[must_use]
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Number of values; 0 only for a list without options.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Categorical(o) | Values::Ordered(o) => o.len(),
            Values::Number(g) => g.len(),
            Values::Real(r) => r.steps.max(1) as usize,
        }
    }

    /// Has it no values at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Does the order of the values mean something?
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        !matches!(self.values, Values::Categorical(_))
    }

    /// Are the values numbers?
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self.values, Values::Number(_) | Values::Real(_))
    }

    /// The text of the value with this index.
    ///
    /// # Panics
    /// If the index is not below [`Issue::len`].
    #[must_use]
    pub fn label(&self, index: usize) -> Cow<'_, str> {
        match &self.values {
            Values::Categorical(o) | Values::Ordered(o) => Cow::Borrowed(&o[index]),
            Values::Number(g) => Cow::Owned(g.value(index).to_string()),
            Values::Real(_) => Cow::Owned(format!("{}", self.number(index).unwrap_or(f64::NAN))),
        }
    }

    /// The value with this index as a double, where the values are numbers.
    #[must_use]
    pub fn number(&self, index: usize) -> Option<f64> {
        match &self.values {
            Values::Number(g) => Some(g.value(index).to_f64()),
            Values::Real(r) if r.steps > 1 => {
                Some(r.low + (r.high - r.low) * (index as f64 / f64::from(r.steps - 1)))
            }
            Values::Real(r) => Some(r.low),
            _ => None,
        }
    }

    /// The index of a value, if it is one of this issue's.
    #[must_use]
    pub fn index_of(&self, value: &Value) -> Option<usize> {
        match (&self.values, value) {
            (Values::Categorical(o) | Values::Ordered(o), Value::Option(s)) => o.iter().position(|x| x == s),
            (Values::Number(g), Value::Number(d)) => g.index_of(*d),
            _ => None,
        }
    }
}
