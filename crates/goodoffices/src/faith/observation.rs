//! What the estimator reads: the talks as seen from one party, one observation at a time.
//!
//! A partial offer names some issues; what it leaves open may become anything. Order inside a moment is
//! unknown unless recorded, and nothing here depends on it then. Absent on purpose: words, motives, and
//! anything that only a reader with a label could know.

use super::types::ProbeKind;
use crate::error::{Error, Result};
use std::cmp::Ordering;

/// Most observations of one party.
pub const MOST_OBSERVATIONS: usize = 20_000;

/// What an offer says about one issue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// Nothing.
    Open,
    /// This value (index).
    Value(u32),
    /// One of these values (indices, ascending).
    OneOf(Vec<u32>),
}

/// When something happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct When {
    /// Share of the time to the deadline in [0, 1]; where no deadline is on record, days since the start.
    pub time: f64,
    /// Place among what happened at the same time, where the record shows it.
    pub order: Option<u32>,
}

impl When {
    /// At this time, the order inside it unknown.
    #[must_use]
    pub fn at(time: f64) -> Self {
        Self { time, order: None }
    }

    /// Is it known to have come before the other?
    #[must_use]
    pub fn surely_before(self, other: Self) -> bool {
        match self.time.total_cmp(&other.time) {
            Ordering::Less => true,
            Ordering::Equal => matches!((self.order, other.order), (Some(a), Some(b)) if a < b),
            Ordering::Greater => false,
        }
    }
}

/// One thing seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// When.
    pub when: When,
    /// What.
    pub what: Seen,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// An offer of the party.
    Offer {
        /// One term per issue.
        terms: Vec<Term>,
        /// Was a warning or a near date pressing it to move?
        pressed: bool,
    },
    /// An offer of the other side. No evidence by itself; what the party did next may answer it.
    Theirs {
        /// One term per issue.
        terms: Vec<Term>,
    },
    /// The party's yes or no to terms put to it.
    Answer {
        /// The terms.
        terms: Vec<Term>,
        /// Yes?
        yes: bool,
        /// How it was asked.
        asked: Asked,
    },
    /// How many days it took for an answer.
    Took {
        /// Days, above 0.
        days: f64,
        /// Number of the request, where it was reported as waiting before.
        request: Option<u32>,
    },
    /// A request without an answer so far.
    Waiting {
        /// Days so far, above 0.
        days: f64,
        /// Number of the request; a later report of the same number replaces this one.
        request: u32,
    },
    /// Deeds outside the talks over some days, as far as they are attributed to the party.
    Incidents {
        /// Sum of the probabilities that the party did them.
        attributed: f64,
        /// Days watched, above 0.
        days: f64,
        /// Within a week after the other side moved toward it, or of a near agreement?
        tense: bool,
    },
    /// A term it had agreed to came up again.
    Agreed {
        /// Did it stand by it?
        kept: bool,
    },
    /// An interim commitment of the party came due.
    Commitment {
        /// Was it kept?
        kept: bool,
    },
    /// A request of procedure (reasons, information, a meeting, the named representative).
    Procedure {
        /// Was it met?
        met: bool,
    },
    /// What came of a probe other than a text put to it.
    Probe {
        /// Which.
        kind: ProbeKind,
        /// Did the party do what a party does that means to agree?
        passed: bool,
    },
}

/// How a yes or no was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// In the course of talks: a no may mean that it hopes for more.
    InTalks,
    /// As a last text of the mediator: a no ends it.
    AsLast,
    /// By a double-blind question: a yes is told only if both say yes.
    DoubleBlind,
}

impl Observation {
    /// Fails where the observation does not fit a space with these numbers of values per issue.
    ///
    /// # Errors
    /// If an issue or value is not of the space, a number is out of its range, or the time makes no sense.
    pub fn check(&self, sizes: &[usize], deadline_known: bool) -> Result<()> {
        let t = self.when.time;
        if !(t.is_finite() && t >= 0.0 && (!deadline_known || t <= 1.0)) {
            let range = if deadline_known { "from 0 to 1" } else { "0 or more days" };
            return Err(Error::input(format!("a time of {t} cannot be")).remedy(format!("times are {range}")));
        }
        let days = |d: f64| match d.is_finite() && d > 0.0 && d <= 1e6 {
            true => Ok(()),
            false => Err(Error::input(format!("{d} days cannot be")).remedy("a number above 0")),
        };
        match &self.what {
            Seen::Offer { terms, .. } | Seen::Theirs { terms } | Seen::Answer { terms, .. } => {
                check_terms(terms, sizes)
            }
            Seen::Took { days: d, .. } | Seen::Waiting { days: d, .. } => days(*d),
            Seen::Incidents { attributed, days: d, .. } => {
                if !(attributed.is_finite() && *attributed >= 0.0) {
                    return Err(Error::input(format!("{attributed} attributed incidents cannot be")));
                }
                days(*d)
            }
            _ => Ok(()),
        }
    }

    /// A fixed order of observations at one time, so that the order in which they were listed changes nothing.
    pub(crate) fn canonical(&self, other: &Self) -> Ordering {
        let rank = |o: &Self| o.when.order.unwrap_or(u32::MAX);
        self.when
            .time
            .total_cmp(&other.when.time)
            .then(rank(self).cmp(&rank(other)))
            .then_with(|| format!("{:?}", self.what).cmp(&format!("{:?}", other.what)))
    }
}

fn check_terms(terms: &[Term], sizes: &[usize]) -> Result<()> {
    if terms.len() != sizes.len() {
        return Err(Error::input(format!("{} terms over {} issues", terms.len(), sizes.len()))
            .remedy("one term per issue, open where nothing is said"));
    }
    let beyond = |issue: usize, v: u32| {
        Error::unknown(format!("issue {issue} has no value {v}"))
            .remedy(format!("its values are 0 to {}", sizes[issue] - 1))
    };
    for (issue, (term, size)) in terms.iter().zip(sizes).enumerate() {
        match term {
            Term::Value(v) if *v as usize >= *size => return Err(beyond(issue, *v)),
            Term::OneOf(values) => {
                if values.is_empty() || values.windows(2).any(|w| w[0] >= w[1]) {
                    return Err(Error::input(format!(
                        "issue {issue}: a set of values is empty or not ascending"
                    )));
                }
                if let Some(v) = values.iter().find(|v| **v as usize >= *size) {
                    return Err(beyond(issue, *v));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The values a term allows.
pub(crate) fn allowed(term: &Term, size: usize) -> Vec<u32> {
    match term {
        Term::Open => (0..size as u32).collect(),
        Term::Value(v) => vec![*v],
        Term::OneOf(values) => values.clone(),
    }
}

/// The terms of a whole outcome.
#[must_use]
pub fn whole(digits: &[u32]) -> Vec<Term> {
    digits.iter().map(|d| Term::Value(*d)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_the_space_is_refused_with_its_place() {
        let offer = |t| Observation { when: When::at(0.1), what: Seen::Offer { terms: t, pressed: false } };
        assert!(offer(whole(&[0, 2])).check(&[2, 3], true).is_ok());
        let e = offer(whole(&[0, 3])).check(&[2, 3], true).unwrap_err();
        assert!(e.message().contains("issue 1") && e.remedy_text().unwrap().contains("0 to 2"));
        assert!(offer(whole(&[0])).check(&[2, 3], true).is_err());
        assert!(offer(vec![Term::Open, Term::OneOf(vec![2, 1])]).check(&[2, 3], true).is_err());
        let late = Observation { when: When::at(1.5), what: Seen::Agreed { kept: true } };
        assert!(late.check(&[2], true).is_err() && late.check(&[2], false).is_ok());
        let nan = Observation { when: When::at(f64::NAN), what: Seen::Agreed { kept: true } };
        assert!(nan.check(&[2], false).is_err());
        let never = Seen::Took { days: 0.0, request: None };
        assert!(Observation { when: When::at(0.0), what: never }.check(&[2], false).is_err());
    }

    #[test]
    fn order_inside_a_time_counts_only_where_recorded() {
        let at = |order| When { time: 0.5, order };
        assert!(at(Some(1)).surely_before(at(Some(2))));
        assert!(!at(None).surely_before(at(Some(2))) && !at(Some(1)).surely_before(at(None)));
        assert!(When::at(0.4).surely_before(at(None)));
    }
}
