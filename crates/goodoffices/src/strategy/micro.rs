//! MiCRO, minimal concession (de Jonge 2022).
//!
//! Walks its rational outcomes from the best down and makes a new offer only when it has seen at least as
//! many distinct offers as it made; otherwise repeats one of its own at random. Accepts what is worth no
//! less than the next offer it is ready to make (or its last one), and never less than its reservation.

use super::simple::unused;
use crate::error::Result;
use crate::outcome::Outcome;
use crate::protocol::{Briefing, Fault, Move, Negotiator, Observation, Side};
use crate::rng::Stream;
use rand::RngExt;

/// Distinct outcomes, by open addressing, so that a turn does not allocate while there is room.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    slots: Vec<u128>,
    count: usize,
    /// Slots filled, to be emptied without touching the rest.
    filled: Vec<u32>,
}

impl Seen {
    const EMPTY: u128 = u128::MAX;

    /// Forgets everything and makes room for so many.
    pub(super) fn clear(&mut self, room: usize) {
        let want = (room.clamp(16, 1 << 16) * 2).next_power_of_two();
        if self.slots.len() < want {
            self.slots = vec![Self::EMPTY; want];
        } else {
            for k in &self.filled {
                self.slots[*k as usize] = Self::EMPTY;
            }
        }
        self.filled.clear();
        self.filled.reserve(room.min(1 << 16));
        self.count = 0;
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Adds an outcome; true if it is new.
    pub(super) fn insert(&mut self, outcome: Outcome) -> bool {
        if self.slots.len() < 2 * (self.count + 1) {
            self.grow();
        }
        let key = outcome.0;
        let mask = self.slots.len() - 1;
        let mut k = (Self::folded(key).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & mask;
        loop {
            if self.slots[k] == key {
                return false;
            }
            if self.slots[k] == Self::EMPTY {
                self.slots[k] = key;
                self.filled.push(k as u32);
                self.count += 1;
                return true;
            }
            k = (k + 1) & mask;
        }
    }

    fn folded(key: u128) -> u64 {
        key as u64 ^ (key >> 64) as u64
    }

    fn grow(&mut self) {
        let old: Vec<u128> = self.slots.iter().copied().filter(|k| *k != Self::EMPTY).collect();
        self.slots = vec![Self::EMPTY; (self.slots.len() * 2).max(32)];
        self.filled.clear();
        self.count = 0;
        for key in old {
            self.insert(Outcome(key));
        }
    }
}

/// The negotiator.
#[derive(Debug)]
pub(super) struct Micro {
    next: u64,
    received: Seen,
    /// The last outcome looked up, so that a turn asks once.
    mine: Option<(u64, Option<(Outcome, f64)>)>,
    stream: Stream,
}

impl Micro {
    pub(super) fn new() -> Self {
        Self { next: 0, received: Seen::default(), mine: None, stream: unused() }
    }

    /// The k-th best rational outcome.
    fn rational(&mut self, k: u64, side: &mut Side) -> Option<(Outcome, f64)> {
        if let Some((at, found)) = self.mine
            && at == k
        {
            return found;
        }
        let found =
            side.inverse.best(k).filter(|r| r.utility >= side.reservation).map(|r| (r.outcome, r.utility));
        self.mine = Some((k, found));
        found
    }
}

impl Negotiator for Micro {
    fn start(&mut self, briefing: &Briefing<'_>, _side: &mut Side) -> Result<()> {
        self.next = 0;
        self.mine = None;
        self.received.clear(briefing.rounds.unwrap_or(1024) as usize);
        self.stream = briefing.stream("micro");
        Ok(())
    }

    fn act(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        if let Some((offer, _)) = seen.standing {
            self.received.insert(offer);
        }
        // Distinct outcomes sent are the first `next` of the walk.
        let ready = self.next <= self.received.len() as u64;
        if let Some((offer, _)) = seen.standing {
            let mine =
                if ready { self.rational(self.next, side) } else { self.rational(self.next - 1, side) };
            let against = mine.map_or(side.reservation, |(_, u)| u.max(side.reservation));
            if side.inverse.utility(offer) >= against {
                return Ok(Move::Accept);
            }
        }
        if ready && let Some((outcome, _)) = self.rational(self.next, side) {
            self.next += 1;
            return Ok(Move::Offer(outcome));
        }
        if self.next == 0 {
            return Ok(Move::End);
        }
        let again = self.stream.random_range(0..self.next);
        Ok(side.inverse.best(again).map_or(Move::End, |r| Move::Offer(r.outcome)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinct_outcomes_are_counted_once_through_growth_and_reuse() {
        let mut seen = Seen::default();
        for _ in 0..2 {
            seen.clear(4);
            for k in 0..500_u128 {
                assert!(seen.insert(Outcome(k * 7919)));
                assert!(!seen.insert(Outcome(k * 7919)));
            }
            assert_eq!(seen.len(), 500);
        }
    }
}
