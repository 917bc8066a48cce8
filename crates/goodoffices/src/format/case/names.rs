//! The names a case declares, by which its other files speak of principals, issues, values and instruments.

use super::fault::there_are;
use super::form::Form;
use super::node::{Data, Node};
use crate::error::Error;
use crate::num::Decimal;
use crate::outcome::{Issue, Value, Values};
use std::collections::HashMap;

/// Names with their numbers.
#[derive(Debug, Default)]
pub(super) struct Index {
    numbers: HashMap<String, usize>,
    order: Vec<String>,
    /// Some could not be read: an unknown name may be one of them.
    partial: bool,
}

impl Index {
    /// Adds a name under the next number; `false` if it is there already.
    pub(super) fn add(&mut self, name: &str) -> bool {
        let number = self.order.len();
        self.order.push(name.to_owned());
        match self.numbers.entry(name.to_owned()) {
            std::collections::hash_map::Entry::Occupied(_) => false,
            std::collections::hash_map::Entry::Vacant(v) => {
                v.insert(number);
                true
            }
        }
    }

    /// Some names could not be read.
    pub(super) fn set_partial(&mut self) {
        self.partial = true;
    }

    pub(super) fn is_whole(&self) -> bool {
        !self.partial
    }

    pub(super) fn get(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &str> + Clone {
        self.order.iter().map(String::as_str)
    }
}

/// Everything the declarations name.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) principals: Index,
    pub(super) issues: Index,
    /// Values of each issue; `None` where its declaration is at fault.
    pub(super) values: Vec<Option<Issue>>,
    pub(super) instruments: Index,
}

impl Names {
    /// Names of declarations that could not be read at all.
    pub(super) fn unread() -> Self {
        let mut names = Self::default();
        names.principals.set_partial();
        names.issues.set_partial();
        names.instruments.set_partial();
        names
    }

    /// A value of an issue by its number, or a fault that says what there is.
    pub(super) fn value(
        &self,
        form: &Form<'_, '_>,
        field: &str,
        issue: usize,
        node: &Node<'_>,
    ) -> Option<usize> {
        let issue = self.values.get(issue)?.as_ref()?;
        match value_of(issue, node) {
            Ok(v) => Some(v),
            Err(e) => {
                form.faults.error(node.line, &form.path(field), e);
                None
            }
        }
    }
}

/// The number of a value of an issue.
pub(super) fn value_of(issue: &Issue, node: &Node<'_>) -> Result<usize, Error> {
    let name = issue.name();
    match (issue.values(), &node.data) {
        (Values::Categorical(o) | Values::Ordered(o), Data::Text(text)) => {
            o.iter().position(|x| x == text).ok_or_else(|| {
                Error::unknown(format!("{name:?} has no option {text:?}"))
                    .remedy(there_are(text, o.iter().map(String::as_str)))
            })
        }
        (Values::Categorical(o) | Values::Ordered(o), Data::Number(text)) => Err(Error::input(format!(
            "a number where an option of {name:?} is meant"
        ))
        .remedy(if o.iter().any(|x| x == text) {
            format!("write it in quotes: \"{text}\"")
        } else {
            there_are(text, o.iter().map(String::as_str))
        })),
        (Values::Number(grid), Data::Number(text)) => {
            let off = |near: String| {
                Error::input(format!("{text} is not a value of {name:?}")).remedy(format!(
                    "{near}there are {} to {} in steps of {}",
                    grid.low(),
                    grid.high(),
                    grid.step()
                ))
            };
            let Ok(number) = text.parse::<Decimal>() else { return Err(off(String::new())) };
            issue.index_of(&Value::Number(number)).ok_or_else(|| {
                let (low, high, step) = (grid.low().to_f64(), grid.high().to_f64(), grid.step().to_f64());
                let k = ((number.to_f64().clamp(low, high) - low) / step).round() as usize;
                off(format!("the nearest is {}; ", grid.value(k.min(grid.len() - 1))))
            })
        }
        (Values::Number(_), Data::Text(text)) => Err(Error::input(format!(
            "text where a number of {name:?} is meant"
        ))
        .remedy(match text.parse::<Decimal>() {
            Ok(_) => format!("write it without quotes: {text}"),
            Err(_) => "write a number".to_owned(),
        })),
        (_, data) => Err(Error::input(format!("{} where a value of {name:?} is meant", data.sort()))
            .remedy("write one value")),
    }
}
