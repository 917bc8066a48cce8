//! What the analyst adds: one statement an entry, or a named assumption.

use super::confidence::Confidence;
use super::day::Day;
use crate::preference::Says;

/// A statement about a principal's preference, with exactly the facts that support it. It counts as of a
/// day only through supports of that day or before.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Unique, stable.
    pub id: String,
    /// Whose preference (index).
    pub principal: usize,
    /// On which issue (index).
    pub issue: usize,
    /// What it says.
    pub says: Says,
    /// Ids of events that each carry it alone.
    pub supports: Vec<String>,
    /// Read from moves by the analyst, rather than said.
    pub inferred: bool,
    /// Who may see it.
    pub confidence: Confidence,
    /// Id of the estimate this one corrects.
    pub supersedes: Option<String>,
    /// Author of the entry, where known.
    pub author: Option<String>,
}

/// What an assumption sets. Anything an assumption may set is listed here; nothing else is read.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// Whether the condition of a warning (event id) can be observed: `yes`, `partly`, `no`.
    Observable {
        /// The warning.
        event: String,
        /// `yes`, `partly` or `no`.
        answer: String,
    },
    /// Probability that a declared red line is real.
    RedLine {
        /// Whose (index).
        principal: usize,
        /// Issue index.
        issue: usize,
        /// Value index.
        value: usize,
        /// The probability.
        probability: f64,
    },
    /// Concentration of a principal's uncertain weight on an issue (1 where nothing is said).
    Weight {
        /// Whose (index).
        principal: usize,
        /// Issue index.
        issue: usize,
        /// The concentration.
        concentration: f64,
    },
    /// Worth of no agreement for a principal, on the scale where its worst text is 0 and its best 1.
    Fallback {
        /// Whose (index).
        principal: usize,
        /// Lowest plausible.
        low: f64,
        /// Highest plausible.
        high: f64,
    },
    /// How far an event moves what a principal believes it could win without a settlement, on the logit.
    Ground {
        /// The event (id).
        event: String,
        /// Whose belief (index).
        principal: usize,
        /// Lowest plausible; above 0 is in its favour.
        low: f64,
        /// Highest plausible.
        high: f64,
    },
    /// A quantity that advice rests on.
    Advice {
        /// Its key, one of [`QUANTITIES`](super::QUANTITIES).
        quantity: String,
        /// Whose (index), for a quantity of each party.
        principal: Option<usize>,
        /// Lowest plausible.
        low: f64,
        /// Highest plausible.
        high: f64,
    },
}

/// A named assumption: who made it, when, why.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// Unique, stable.
    pub id: String,
    /// What it sets.
    pub setting: Setting,
    /// Who made it.
    pub author: String,
    /// When it was made.
    pub date: Day,
    /// Why.
    pub reason: String,
    /// Events it rests on; if any are named, it counts only once one of them does.
    pub supports: Vec<String>,
    /// Who may see it.
    pub confidence: Confidence,
    /// Id of the assumption this one replaces.
    pub supersedes: Option<String>,
}
