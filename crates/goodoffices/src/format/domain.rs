//! What the readers share: a domain before it is a space, and values found by their names.

use super::text::short;
use crate::error::{Error, Result};
use crate::num::Decimal;
use crate::outcome::{Grid, Issue, OutcomeSpace, Value, Values};
use std::collections::HashMap;

/// Most values of all issues of one domain together.
pub(crate) const MAX_VALUES: usize = 250_000;

/// Most issues of one domain.
pub(crate) const MAX_ISSUES: usize = 1000;

/// Issues and a name, as one file gives them.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    pub(crate) name: Option<String>,
    pub(crate) issues: Vec<Issue>,
}

impl Domain {
    /// The space of these issues.
    pub(crate) fn space(&self) -> Result<OutcomeSpace> {
        let values: usize = self.issues.iter().map(Issue::len).fold(0, usize::saturating_add);
        if values > MAX_VALUES {
            return Err(Error::limit(format!(
                "{values} values are more than the {MAX_VALUES} a domain may have"
            ))
            .remedy("use a coarser step"));
        }
        if self.issues.len() > MAX_ISSUES {
            return Err(Error::limit(format!("more than {MAX_ISSUES} issues")));
        }
        OutcomeSpace::new(self.issues.clone())
    }
}

/// A grid from low to high; where the last step would pass `high`, the grid ends before it.
pub(crate) fn grid(low: Decimal, high: Decimal, step: Decimal) -> Result<Grid> {
    let exact = Grid::new(low, high, step);
    if exact.is_ok() || step <= Decimal::whole(0) || high < low {
        return exact;
    }
    let scale = low.scale().max(high.scale()).max(step.scale());
    let units = |d: Decimal| d.units_at(scale);
    let reached = (|| {
        let (l, h, s) = (units(low)?, units(high)?, units(step)?);
        Decimal::new(l + h.checked_sub(l)? / s * s, scale)
    })();
    match reached {
        Some(reached) => Grid::new(low, reached, step),
        None => exact,
    }
}

/// The values of an issue by name.
pub(crate) struct Named<'a> {
    issue: &'a Issue,
    options: HashMap<&'a str, usize>,
}

impl<'a> Named<'a> {
    pub(crate) fn new(issue: &'a Issue) -> Self {
        let options = match issue.values() {
            Values::Categorical(o) | Values::Ordered(o) => {
                // Of names that stand twice the first is meant.
                o.iter().enumerate().rev().map(|(k, s)| (s.as_str(), k)).collect()
            }
            _ => HashMap::new(),
        };
        Self { issue, options }
    }

    /// The index of the value written so.
    pub(crate) fn index(&self, text: &str) -> Option<usize> {
        match self.issue.values() {
            Values::Categorical(_) | Values::Ordered(_) => self.options.get(text).copied(),
            Values::Number(_) => {
                let text = text.trim();
                let decimal = text.parse().ok().or_else(|| Decimal::from_f64(text.parse().ok()?))?;
                self.issue.index_of(&Value::Number(decimal))
            }
            Values::Real(r) => {
                let x: f64 = text.trim().parse().ok()?;
                let share = if r.high > r.low { (x - r.low) / (r.high - r.low) } else { 0.0 };
                let k = (share * f64::from(r.steps.saturating_sub(1))).round();
                let k = if k >= 0.0 && k < f64::from(r.steps.max(1)) { k as usize } else { return None };
                let width = (r.high - r.low).abs().max(1.0);
                self.issue.number(k).filter(|y| (y - x).abs() <= 1e-9 * width).map(|_| k)
            }
        }
    }

    /// As [`Named::index`], or an error that lists some values.
    pub(crate) fn need(&self, text: &str) -> Result<usize> {
        self.index(text).ok_or_else(|| {
            let some: Vec<String> =
                (0..self.issue.len().min(5)).map(|k| short(&self.issue.label(k))).collect();
            Error::input(format!("{:?} is no value of issue {:?}", short(text), short(self.issue.name())))
                .remedy(format!(
                    "its values are {}{}",
                    some.join(", "),
                    if self.issue.len() > 5 { ", ..." } else { "" }
                ))
        })
    }

    /// The closed range of value indices whose numbers lie between two numbers; `None` if the values of the
    /// issue are not numbers. An empty range has its low end above its high end.
    pub(crate) fn range(&self, min: f64, max: f64, ends: Ends) -> Option<(u32, u32)> {
        let names = match self.issue.values() {
            Values::Categorical(o) | Values::Ordered(o) => o,
            // Numbers ascend, so both ends are found by bisection.
            Values::Number(_) | Values::Real(_) => {
                let number = |k: usize| self.issue.number(k).unwrap_or(f64::NAN);
                let before = |end: f64, with: bool| {
                    first_false(self.issue.len(), |k| if with { number(k) <= end } else { number(k) < end })
                };
                let (from, to) = match ends {
                    Ends::Included => (before(min, false), before(max, true)),
                    Ends::Excluded => (before(min, true), before(max, false)),
                };
                return Some(if from < to { (from as u32, to as u32 - 1) } else { (1, 0) });
            }
        };
        let (mut low, mut high) = (1, 0);
        for (k, name) in names.iter().enumerate() {
            let x: f64 = name.trim().parse().ok()?;
            let holds = match ends {
                Ends::Included => min <= x && x <= max,
                Ends::Excluded => min < x && x < max,
            };
            if holds {
                if low > high {
                    low = k as u32;
                } else if k as u32 != high + 1 {
                    // Numbers out of order: no range of indices is meant.
                    return None;
                }
                high = k as u32;
            }
        }
        Some((low, high))
    }
}

/// The first index below `n` where a test that turns false once does so; `n` if it never does.
fn first_false(n: usize, test: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = (low + high) / 2;
        if test(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// Whether the ends of a range belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ends {
    Included,
    Excluded,
}

/// `travel_domain` of `folder/travel_domain.xml`.
pub(crate) fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Decimal {
        s.parse().expect("a decimal")
    }

    #[test]
    fn a_grid_ends_before_a_step_that_would_pass_the_high_end() {
        let g = grid(d("0"), d("1"), d("0.3")).expect("a grid");
        assert_eq!((g.len(), g.high()), (4, d("0.9")));
        assert!(grid(d("1"), d("0"), d("0.3")).is_err());
        assert!(grid(d("0"), d("1"), d("0")).is_err());
    }

    #[test]
    fn values_are_found_by_name_number_and_range() {
        let g = Issue::new("n", Values::Number(grid(d("-1"), d("1"), d("0.5")).expect("a grid")));
        let named = Named::new(&g);
        assert_eq!((named.index("0.50"), named.index("5e-1"), named.index("0.3")), (Some(3), Some(3), None));
        assert_eq!(named.range(-0.5, 0.5, Ends::Included), Some((1, 3)));
        assert_eq!(named.range(-0.5, 0.5, Ends::Excluded), Some((2, 2)));
        assert_eq!(named.range(0.1, 0.2, Ends::Included), Some((1, 0)));
        let c = Issue::categorical("c", ["a", "b", "a"]);
        assert_eq!(Named::new(&c).index("a"), Some(0));
        assert!(Named::new(&c).need("z").expect_err("an error").to_string().contains("its values are a, b"));
        assert_eq!(Named::new(&c).range(0.0, 1.0, Ends::Included), None);
    }

    #[test]
    fn stems() {
        assert_eq!(["a/b.c.xml", "x", ".xml"].map(stem), ["b.c", "x", ".xml"]);
    }
}
