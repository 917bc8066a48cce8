//! Bidding and acceptance put together (Baarslag, Hindriks, Hendrikx, Dirkzwager & Jonker 2014).
//!
//! Acceptance conditions (Baarslag, Hindriks & Jonker 2013), with u the utility of the standing offer:
//! - `next`: α·u + β ≥ utility of the offer it would make now;
//! - `prev`: α·u + β ≥ utility of the offer it made last;
//! - `const`: u ≥ c; `time`: t ≥ T;
//! - `combi`: next, or t ≥ T and u is no less than the best offer received in the last 1 − t of the time.
//!
//! Never accepts less than the reservation value. Bidding is a time-based curve; with an opponent model, of
//! a few outcomes just above the target the one that the model holds best for the other is offered.

use super::simple::leave_or;
use super::time_based::TimeBased;
use crate::error::Result;
use crate::opponent::Model;
use crate::outcome::{Outcome, OutcomeSpace};
use crate::preference::inverse::Ranked;
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
#[derive(Debug)]
pub(super) struct Modular {
    acceptance: Acceptance,
    bidding: TimeBased,
    last: Option<f64>,
    received: Vec<(f64, f64)>,
    model: Option<Modelled>,
}

/// A model of the others (all of them as one), with what it needs to be asked.
#[derive(Debug)]
struct Modelled {
    name: String,
    model: Option<Model>,
    space: Option<OutcomeSpace>,
    digits: Vec<u32>,
}

/// Outcomes compared, and how far above the target they reach as a share of the range.
const CANDIDATES: u32 = 8;
const REACH: f64 = 0.03;

impl Modelled {
    fn observe(&mut self, offer: Outcome, time: f64) {
        if let (Some(model), Some(space)) = (&mut self.model, &self.space) {
            space.write_digits(offer, &mut self.digits);
            model.observe(&self.digits, time);
        }
    }

    /// Of outcomes just above the bid, the best for the others; the bid itself where they are equal.
    fn choose(&mut self, bid: Ranked, side: &mut Side) -> Ranked {
        let (Some(model), Some(space)) = (&self.model, &self.space) else { return bid };
        let span = side.inverse.highest() - bid.utility;
        let mut best = (f64::NEG_INFINITY, bid);
        for k in 0..CANDIDATES {
            let target = bid.utility + span * REACH * f64::from(k);
            let Some(r) = (if k == 0 { Some(bid) } else { side.inverse.at_least(target) }) else { continue };
            space.write_digits(r.outcome, &mut self.digits);
            let theirs = model.utility(&self.digits);
            if theirs > best.0 {
                best = (theirs, r);
            }
        }
        best.1
    }
}

impl Modular {
    pub(super) fn new(acceptance: Acceptance, e: f64, model: Option<&str>) -> Self {
        let model = model.map(|name| Modelled {
            name: name.to_owned(),
            model: None,
            space: None,
            digits: Vec::new(),
        });
        Self { acceptance, bidding: TimeBased::new(e), last: None, received: Vec::new(), model }
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
        if let Some(m) = &mut self.model {
            m.model = Some(Model::new(&m.name, briefing.space(), briefing.stream("opponent model"))?);
            m.digits = vec![0; briefing.space().issues().len()];
            m.space = Some(briefing.space().clone());
        }
        self.bidding.start(briefing, side)
    }

    fn revalue(&mut self, side: &mut Side) {
        self.bidding.revalue(side);
    }

    fn act(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        if !side.is_rational() {
            return Ok(Move::End);
        }
        let mut bid = self.bidding.bid(seen.time, side);
        if let Some(m) = &mut self.model {
            if let Some((offer, _)) = seen.standing {
                m.observe(offer, seen.time);
            }
            bid = bid.map(|b| m.choose(b, side));
        }
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
