//! Who may see an item of the record.

use crate::error::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// Who may see an item: `public`, `team`, `told-by-X`, `may-be-used-with-Y`, the last two combinable with
/// commas. What X told the team, X may see; with Y it may be used only where that is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Anybody.
    #[default]
    Public,
    /// The mediator's team only.
    Team,
    /// The team, whoever told it, and whoever it may be used with.
    Restricted {
        /// Principals who told it.
        told_by: Vec<String>,
        /// Principals it may be used with.
        usable_with: Vec<String>,
    },
}

/// For whom an output is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// The mediator's team: everything.
    #[default]
    Team,
    /// Anybody: public items only.
    Public,
    /// A named principal: public items, what it told, and what may be used with it.
    Named(String),
}

impl Confidence {
    /// May this audience see the item?
    #[must_use]
    pub fn allows(&self, audience: &Audience) -> bool {
        match (self, audience) {
            (Self::Public, _) | (_, Audience::Team) => true,
            (_, Audience::Public) | (Self::Team, Audience::Named(_)) => false,
            (Self::Restricted { told_by, usable_with }, Audience::Named(who)) => {
                told_by.contains(who) || usable_with.contains(who)
            }
        }
    }

    /// The principals it names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let (a, b): (&[String], &[String]) = match self {
            Self::Restricted { told_by, usable_with } => (told_by, usable_with),
            _ => (&[], &[]),
        };
        a.iter().chain(b).map(String::as_str)
    }
}

impl FromStr for Confidence {
    type Err = Error;

    fn from_str(s: &str) -> Result<Self> {
        let wrong = || {
            Error::input(format!("{s:?} is not a confidence"))
                .remedy("write public, team, told-by-NAME or may-be-used-with-NAME; the last two may be joined by a comma")
        };
        match s {
            "public" => return Ok(Self::Public),
            "team" => return Ok(Self::Team),
            _ => {}
        }
        let (mut told_by, mut usable_with) = (Vec::new(), Vec::new());
        for part in s.split(',').map(str::trim) {
            let (list, name) = if let Some(name) = part.strip_prefix("told-by-") {
                (&mut told_by, name)
            } else if let Some(name) = part.strip_prefix("may-be-used-with-") {
                (&mut usable_with, name)
            } else {
                return Err(wrong());
            };
            if name.is_empty() {
                return Err(wrong());
            }
            list.push(name.to_owned());
        }
        told_by.sort();
        usable_with.sort();
        Ok(Self::Restricted { told_by, usable_with })
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Team => f.write_str("team"),
            Self::Restricted { told_by, usable_with } => {
                let parts: Vec<String> = told_by
                    .iter()
                    .map(|n| format!("told-by-{n}"))
                    .chain(usable_with.iter().map(|n| format!("may-be-used-with-{n}")))
                    .collect();
                f.write_str(&parts.join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_side_told_reaches_the_other_only_where_allowed() {
        let c: Confidence = "told-by-A".parse().expect("a confidence");
        let d: Confidence = "told-by-A, may-be-used-with-B".parse().expect("a confidence");
        let named = |n: &str| Audience::Named(n.into());
        assert!(c.allows(&named("A")) && c.allows(&Audience::Team));
        assert!(!c.allows(&named("B")) && !c.allows(&Audience::Public));
        assert!(d.allows(&named("B")) && !d.allows(&named("C")));
        assert_eq!(d.to_string().parse::<Confidence>().expect("again"), d);
        assert!("told-by-".parse::<Confidence>().is_err() && "secret".parse::<Confidence>().is_err());
    }
}
