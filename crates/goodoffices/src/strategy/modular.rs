//! Bidding and acceptance put together (Baarslag, Hindriks, Hendrikx, Dirkzwager & Jonker 2014).
//!
//! Acceptance conditions (Baarslag, Hindriks & Jonker 2013), with u the utility of the standing offer:
//! - `next`: α·u + β ≥ utility of the offer it would make now;
//! - `prev`: α·u + β ≥ utility of the offer it made last;
//! - `const`: u ≥ c; `time`: t ≥ T;
//! - `combi`: next, or t ≥ T and u is no less than the best offer received in the last 1 − t of the time.
//!
//! Never accepts less than the reservation value. Bidding is a time-based curve.

use super::simple::leave_or;
use super::time_based::TimeBased;
use crate::error::Result;
use crate::protocol::{Briefing, Fault, Move, Negotiator, Observation, Side};

/// When to accept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Acceptance {
    Next { alpha: f64, beta: f64 },
    Previous { alpha: f64, beta: f64 },
    Constant { least: f64 },
    Time { from: f64 },
    Combined { from: f64 },
}

/// Offers remembered with their times for `combi`.
const MEMORY: usize = 1 << 12;

/// The negotiator.
#[derive(Clone, Debug)]
pub(super) struct Modular {
    acceptance: Acceptance,
    bidding: TimeBased,
    last: Option<f64>,
    received: Vec<(f64, f64)>,
}

impl Modular {
    pub(super) fn new(acceptance: Acceptance, e: f64) -> Self {
        Self { acceptance, bidding: TimeBased::new(e), last: None, received: Vec::new() }
    }

    fn accepts(&self, u: f64, time: f64, next: f64) -> bool {
        match self.acceptance {
            Acceptance::Next { alpha, beta } => alpha * u + beta >= next,
            Acceptance::Previous { alpha, beta } => self.last.is_some_and(|l| alpha * u + beta >= l),
            Acceptance::Constant { least } => u >= least,
            Acceptance::Time { from } => time >= from,
            Acceptance::Combined { from } => {
                let window = time - (1.0 - time);
                let recent = self.received.iter().rev().take_while(|(t, _)| *t >= window);
                u >= next || (time >= from && recent.fold(f64::NEG_INFINITY, |m, (_, v)| m.max(*v)) <= u)
            }
        }
    }
}

impl Negotiator for Modular {
    fn start(&mut self, briefing: &Briefing<'_>, side: &mut Side) -> Result<()> {
        self.last = None;
        self.received.clear();
        self.received.reserve(briefing.rounds.map_or(MEMORY, |n| (n as usize).min(MEMORY)));
        self.bidding.start(briefing, side)
    }

    fn act(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        if !side.is_rational() {
            return Ok(Move::End);
        }
        let bid = self.bidding.bid(seen.time, side);
        if let (Some((offer, _)), Some(next)) = (seen.standing, bid) {
            let u = side.inverse.utility(offer);
            if u >= side.reservation && self.accepts(u, seen.time, next.utility) {
                return Ok(Move::Accept);
            }
            if matches!(self.acceptance, Acceptance::Combined { .. }) && self.received.len() < MEMORY {
                self.received.push((seen.time, u));
            }
        }
        self.last = bid.map(|b| b.utility);
        leave_or(side, |_| bid)
    }
}
