//! The table: a space, the parties with what they want, and the constraints between issues.

mod conflict;
mod generate;
mod option_form;

pub use conflict::{Actor, Conflict, MOST_PARTIES, MOST_STATES, State};
pub use generate::{Design, PieKind, generate, pie};
pub use option_form::{Forbidden, MOST_OPTIONS, OptionForm, Pattern, Resolved};

use crate::outcome::OutcomeSpace;
use crate::preference::Preference;

/// A party to the negotiation.
#[derive(Clone, Debug)]
pub struct Party {
    /// Its name.
    pub name: String,
    /// What it wants, as far as known.
    pub preference: Preference,
}

/// One side of a constraint: the issue takes one of these values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Issue index.
    pub issue: usize,
    /// Value indices, ascending.
    pub values: Vec<usize>,
}

impl Term {
    fn holds(&self, digits: &[u32]) -> bool {
        self.values.binary_search(&(digits[self.issue] as usize)).is_ok()
    }
}

/// If every `when` term holds, every `then` term must.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// In words.
    pub text: String,
    /// Premises.
    pub when: Vec<Term>,
    /// Consequences.
    pub then: Vec<Term>,
}

impl Constraint {
    /// Does a complete outcome respect the constraint?
    #[must_use]
    pub fn admits(&self, digits: &[u32]) -> bool {
        !self.when.iter().all(|t| t.holds(digits)) || self.then.iter().all(|t| t.holds(digits))
    }
}

/// What is on the table, and for whom.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// The outcomes.
    pub space: OutcomeSpace,
    /// The parties, in order.
    pub parties: Vec<Party>,
    /// Constraints between issues.
    pub constraints: Vec<Constraint>,
}

impl Scenario {
    /// A short hash of everything that decides how talks over it can go: issues, values, parties, what they
    /// want, constraints. The scenario's own name is not part of it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut h = blake3::Hasher::new();
        let mut text = |s: &str| {
            h.update(&(s.len() as u64).to_le_bytes());
            h.update(s.as_bytes());
        };
        for issue in self.space.issues() {
            text(issue.name());
            for k in 0..issue.len().min(1 << 16) {
                text(&issue.label(k));
            }
        }
        for party in &self.parties {
            text(&party.name);
            text(&format!("{:?}", party.preference));
        }
        for c in &self.constraints {
            text(&format!("{:?} {:?}", c.when, c.then));
        }
        h.finalize().to_hex()[..16].to_owned()
    }

    /// Does a complete outcome respect every constraint?
    #[must_use]
    pub fn admits(&self, digits: &[u32]) -> bool {
        self.constraints.iter().all(|c| c.admits(digits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_binds_only_where_its_premise_holds() {
        let c = Constraint {
            text: "a flat share has no band".into(),
            when: vec![Term { issue: 0, values: vec![0] }],
            then: vec![Term { issue: 1, values: vec![0, 2] }],
        };
        assert!(c.admits(&[0, 2]) && c.admits(&[1, 1]));
        assert!(!c.admits(&[0, 1]));
    }
}
