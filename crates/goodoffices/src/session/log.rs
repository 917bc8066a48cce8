//! What happened in a session, compactly.

use crate::outcome::Outcome;
use crate::protocol::{Ask, Move, Observation};

/// One move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// The round, from 0.
    pub round: u64,
    /// Relative time as the party saw it.
    pub time: f64,
    /// Who moved.
    pub party: usize,
    /// What was done.
    pub step: Move,
}

/// The moves of a session in order, or only how many offers there were.
#[derive(Clone, Debug, Default)]
pub struct Log {
    keep: bool,
    offers: u64,
    entries: Vec<Entry>,
    /// Texts voted on, with the number of the entry.
    texts: Vec<(usize, Outcome)>,
}

impl Log {
    /// A log that keeps every move.
    #[must_use]
    pub fn full() -> Self {
        Self { keep: true, ..Self::default() }
    }

    /// A log that only counts.
    #[must_use]
    pub fn counting() -> Self {
        Self::default()
    }

    /// Forgets everything, keeping its room.
    pub fn clear(&mut self) {
        self.offers = 0;
        self.entries.clear();
        self.texts.clear();
    }

    pub(super) fn record(&mut self, seen: &Observation, step: Move) {
        self.offers += u64::from(matches!(step, Move::Offer(_)));
        if self.keep {
            if let Ask::Vote { text, .. } = seen.ask {
                self.texts.push((self.entries.len(), text));
            }
            self.entries.push(Entry { round: seen.round, time: seen.time, party: seen.party, step });
        }
    }

    /// Number of offers made.
    #[must_use]
    pub fn offers(&self) -> u64 {
        self.offers
    }

    /// The moves; empty if the log only counts.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The text that the vote with this number was about.
    #[must_use]
    pub fn text(&self, entry: usize) -> Option<Outcome> {
        self.texts.binary_search_by_key(&entry, |t| t.0).ok().map(|k| self.texts[k].1)
    }

    /// Offers with their parties, in order.
    pub fn offered(&self) -> impl Iterator<Item = (usize, Outcome)> + '_ {
        self.entries.iter().filter_map(|e| match e.step {
            Move::Offer(outcome) => Some((e.party, outcome)),
            _ => None,
        })
    }
}
