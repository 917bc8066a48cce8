//! A printed statement with everything it rests on.
//!
//! Whatever an assessment prints carries a key, the rule that made it, the facts and the assumptions it
//! rests on. `explain` reads nothing else, and finds the effect of a fact by assessing the case without it.

use std::collections::HashSet;

/// An assumption that a figure rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Premise {
    /// Id of a named assumption of the case, or `default:NAME` for one of this program's.
    pub id: String,
    /// In words, with author and date where it has them.
    pub text: String,
}

/// One printed statement.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Figure {
    /// Its key, as in `A1`.
    pub key: String,
    /// What it is about, the same from day to day (keys count rows, so they move).
    pub subject: String,
    /// What is printed, in one line of text.
    pub text: String,
    /// The rule that made it, in a sentence.
    pub rule: String,
    /// Ids of the events it rests on, in the order of the record.
    pub facts: Vec<String>,
    /// Assumptions it rests on.
    pub premises: Vec<Premise>,
    /// Share of it that is assumption, 0 to 1; `None` where nothing is assumed beyond the coding.
    pub assumed: Option<f64>,
}

impl Figure {
    /// A figure that rests on facts alone.
    #[must_use]
    pub fn new(
        key: impl Into<String>,
        subject: impl Into<String>,
        text: impl Into<String>,
        rule: impl Into<String>,
    ) -> Self {
        Self {
            key: key.into(),
            subject: subject.into(),
            text: text.into(),
            rule: rule.into(),
            facts: Vec::new(),
            premises: Vec::new(),
            assumed: None,
        }
    }

    /// The same figure resting on these events too; each is named once.
    #[must_use]
    pub fn resting_on(mut self, facts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut known: HashSet<String> = HashSet::new();
        for fact in facts {
            let fact = fact.into();
            if known.is_empty() {
                known.extend(self.facts.iter().cloned());
            }
            if known.insert(fact.clone()) {
                self.facts.push(fact);
            }
        }
        self
    }

    /// The same figure resting on an assumption too.
    #[must_use]
    pub fn assuming(mut self, premise: Premise) -> Self {
        if !self.premises.contains(&premise) {
            self.premises.push(premise);
        }
        self
    }

    /// The same figure with the share of it that is assumption.
    #[must_use]
    pub fn with_assumed(mut self, share: f64) -> Self {
        self.assumed = Some(share);
        self
    }
}
