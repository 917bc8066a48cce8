//! Parties that do not mean to agree, or not as they seem to. Needed to test whatever judges sincerity.
//!
//! They are our own simple constructions after the types described in the literature on spoilers (Stedman
//! 1997) and on talks for side effects (Iklé 1964; Richmond 1998): a staller moves without moving, a spoiler
//! offers what others cannot accept, a false front withdraws what it conceded, a deadline dodger moves only
//! when it is too late to answer.

use super::simple::{leave_or, share_of, unused};
use super::time_based::TimeBased;
use crate::error::Result;
use crate::outcome::Outcome;
use crate::protocol::{Briefing, Fault, Move, Negotiator, Observation, Side};
use crate::rng::Stream;
use rand::RngExt;

/// Offers one of its best outcomes after another, within a range of its best; never accepts.
#[derive(Debug)]
pub(super) struct Staller {
    range: f64,
    stream: Stream,
}

impl Staller {
    pub(super) fn new(range: f64) -> Self {
        Self { range, stream: unused() }
    }
}

impl Negotiator for Staller {
    fn start(&mut self, briefing: &Briefing<'_>, _side: &mut Side) -> Result<()> {
        self.stream = briefing.stream("staller");
        Ok(())
    }

    fn act(&mut self, _seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        let (low, high) = (side.inverse.lowest(), side.inverse.highest());
        let target = high - self.range * self.stream.random::<f64>() * (high - low);
        leave_or(side, |side| side.inverse.at_least(target.max(side.reservation).min(high)))
    }
}

/// Offers, of its best share of outcomes that are worth no agreement, those worst for the others; never accepts.
///
/// Where the others' utilities are hidden from it, it offers its very best.
#[derive(Debug)]
pub(super) struct Spoiler {
    share: f64,
    /// Its best outcomes, worst for the others first.
    offers: Vec<Outcome>,
    next: usize,
}

/// Most outcomes a spoiler looks over.
const SPOILS: u64 = 256;

impl Spoiler {
    pub(super) fn new(share: f64) -> Self {
        Self { share, offers: Vec::new(), next: 0 }
    }
}

impl Negotiator for Spoiler {
    fn start(&mut self, briefing: &Briefing<'_>, side: &mut Side) -> Result<()> {
        self.next = 0;
        self.offers.clear();
        let mut digits = vec![0; briefing.space().issues().len()];
        let mut worth: Vec<(f64, Outcome)> = Vec::new();
        for k in 0..share_of(side, self.share).min(SPOILS) {
            // What is worth less to itself than no agreement it does not offer: somebody might take it.
            let Some(r) = side.inverse.best(k).filter(|r| r.utility >= side.reservation) else { break };
            briefing.space().write_digits(r.outcome, &mut digits);
            let others = (0..briefing.parties()).filter(|p| *p != briefing.me);
            let others = others.filter_map(|p| briefing.utility_of(p, &digits));
            worth.push((others.fold(f64::INFINITY, f64::min), r.outcome));
        }
        worth.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.offers.extend(worth.iter().map(|w| w.1).take(8));
        Ok(())
    }

    fn act(&mut self, _seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        if !side.is_rational() || self.offers.is_empty() {
            return Ok(Move::End);
        }
        let offer = self.offers[self.next % self.offers.len()];
        self.next += 1;
        Ok(Move::Offer(offer))
    }
}

/// Concedes like a time-based party until a time, then goes back to its best and accepts nothing less.
#[derive(Debug)]
pub(super) struct FalseFront {
    face: TimeBased,
    until: f64,
}

impl FalseFront {
    pub(super) fn new(e: f64, until: f64) -> Self {
        Self { face: TimeBased::new(e), until }
    }
}

impl Negotiator for FalseFront {
    fn start(&mut self, briefing: &Briefing<'_>, side: &mut Side) -> Result<()> {
        self.face.start(briefing, side)
    }

    fn act(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        let best = side.inverse.highest();
        if let Some((offer, _)) = seen.standing
            && side.is_rational()
            && side.inverse.utility(offer) >= best
        {
            return Ok(Move::Accept);
        }
        let time = if seen.time < self.until { seen.time } else { 0.0 };
        leave_or(side, |side| self.face.bid(time, side))
    }

    fn revalue(&mut self, side: &mut Side) {
        self.face.revalue(side);
    }
}

/// Holds out until little time is left, then shows a concession that can hardly be answered any more;
/// accepts only then, and only what is near its best.
#[derive(Debug)]
pub(super) struct DeadlineDodger {
    from: f64,
    concession: f64,
}

impl DeadlineDodger {
    pub(super) fn new(from: f64, concession: f64) -> Self {
        Self { from, concession }
    }
}

impl Negotiator for DeadlineDodger {
    fn start(&mut self, _briefing: &Briefing<'_>, _side: &mut Side) -> Result<()> {
        Ok(())
    }

    fn act(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        let (low, high) = (side.floor(), side.inverse.highest());
        let late = seen.time >= self.from;
        if let Some((offer, _)) = seen.standing {
            let least = high - 0.1 * (high - low);
            if late && side.is_rational() && side.inverse.utility(offer) >= least {
                return Ok(Move::Accept);
            }
        }
        let target = if late { high - self.concession * (high - low) } else { high };
        leave_or(side, |side| side.inverse.at_least(target.max(side.reservation).min(high)))
    }
}
