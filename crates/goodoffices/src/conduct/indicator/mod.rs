//! Indicators: counts of conduct that the law and the field have looked at, each with its limits.
//!
//! Families A to K follow what tribunals and scholars name (each indicator carries its anchor): duty to
//! bargain cases such as *Atlanta Hilton & Tower* (NLRB 1984), the *North Sea Continental Shelf* cases (ICJ
//! 1969, ¶85), *Lac Lanoux* (1957), and the literature of negotiation. Only orders and numbers of the record
//! are used, never a utility; where a family would need one, or the record does not hold what it counts, the
//! result says so and why. Every party goes through the same code. Absent on purpose: weights, sums over
//! families, any verdict. How much a party moved has no sign as evidence: hard bargaining is allowed.

mod answers;
mod deeds;
mod interval;
mod limits;
mod movement;
mod withdrawal;

pub use interval::Interval;

use super::as_of::AsOf;
use super::path::{Direction, Path, Step};
use super::whole::Conduct;

/// What an indicator looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Movement.
    A,
    /// Reciprocity.
    B,
    /// Taking back.
    C,
    /// Terms the other side can hardly take.
    D,
    /// Delay.
    E,
    /// Repetition.
    F,
    /// Gain for both.
    G,
    /// Authority.
    H,
    /// Acts outside the talks.
    I,
    /// Commitments for a time.
    J,
    /// Process.
    K,
}

/// What is fixed about an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// What it looks at.
    pub family: Family,
    /// Stable key.
    pub key: &'static str,
    /// Name on the page.
    pub name: &'static str,
    /// Unit of the value.
    pub unit: &'static str,
    /// Where the idea comes from.
    pub anchor: &'static str,
    /// What it can show.
    pub shows: &'static str,
    /// What it cannot show.
    pub cannot: &'static str,
}

/// One indicator of one party.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// What it is.
    pub about: About,
    /// Whose (index).
    pub principal: usize,
    /// What was found.
    pub found: Found,
    /// The events it counts (ids), sorted, without repetition.
    pub events: Vec<String>,
}

/// What an indicator found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// A value.
    Value {
        /// The value; `None` where what is still open leaves it without an upper bound.
        value: Option<f64>,
        /// The 90 % interval; `None` where there are too few to tell, or for a plain count.
        interval: Option<Interval>,
        /// How many.
        count: usize,
        /// Out of how many.
        of: usize,
    },
    /// The record does not hold what would be counted.
    NoData {
        /// Why.
        why: &'static str,
    },
}

/// All indicators of all parties, by party, then family. `n log n` in events.
#[must_use]
pub fn indicators(as_of: &AsOf<'_>, conduct: &Conduct) -> Vec<Indicator> {
    let mut all = Vec::new();
    for p in as_of.trace().parties() {
        let mut of_party = Vec::new();
        of_party.extend(movement::indicators(as_of, conduct, p));
        of_party.extend(withdrawal::indicators(as_of, conduct, p));
        of_party.push(limits::indicator(as_of, p));
        of_party.extend(answers::indicators(as_of, conduct, p));
        of_party.extend(deeds::indicators(as_of, conduct, p));
        of_party.sort_by_key(|i| (i.about.family, i.about.key));
        all.extend(of_party);
    }
    all
}

impl Indicator {
    fn new<'e>(
        about: About,
        principal: usize,
        found: Found,
        events: impl IntoIterator<Item = &'e str>,
    ) -> Self {
        let mut events: Vec<&str> = events.into_iter().collect();
        events.sort_unstable();
        events.dedup();
        Self { about, principal, found, events: events.into_iter().map(str::to_owned).collect() }
    }

    /// A share `k` of `n` under a uniform prior; no data where `n` is 0.
    fn share<'e>(
        about: About,
        principal: usize,
        k: usize,
        n: usize,
        events: impl IntoIterator<Item = &'e str>,
        why: &'static str,
    ) -> Self {
        let found = if n == 0 {
            Found::NoData { why }
        } else {
            let interval = interval::share(k, n, 1.0, 1.0);
            Found::Value { value: Some(k as f64 / n as f64), interval, count: k, of: n }
        };
        Self::new(about, principal, found, events)
    }

    fn no_data(about: About, principal: usize, why: &'static str) -> Self {
        Self::new(about, principal, Found::NoData { why }, [])
    }
}

/// A step as seen from all other parties at once: toward one and away from none is toward.
fn overall(step: &Step) -> Direction {
    let has = |d: Direction| step.against.iter().any(|a| a.direction == d);
    match (has(Direction::Toward), has(Direction::Away)) {
        _ if has(Direction::Unclear) => Direction::Unclear,
        (true, false) => Direction::Toward,
        (false, true) => Direction::Away,
        (true, true) => Direction::Across,
        (false, false) => step.against.first().map_or(Direction::Changed, |a| a.direction),
    }
}

/// The events (ids) at both ends of a step.
fn ends<'p>(path: &'p Path, step: &Step) -> impl Iterator<Item = &'p str> {
    path.stages[step.to - 1..=step.to].iter().flat_map(|s| &s.said).map(|s| s.event.as_str())
}
