//! Yardsticks: random, tough, and the best few.

use crate::error::{Error, Result};
use crate::outcome::Outcome;
use crate::preference::inverse::Ranked;
use crate::protocol::{Briefing, Fault, FaultKind, Move, Negotiator, Observation, Side};
use crate::rng::Stream;
use rand::{RngExt, SeedableRng};

/// Offers what `bid` finds; leaves where no outcome is as good as no agreement.
pub(super) fn leave_or(
    side: &mut Side,
    bid: impl FnOnce(&mut Side) -> Option<Ranked>,
) -> std::result::Result<Move, Fault> {
    if !side.is_rational() {
        return Ok(Move::End);
    }
    bid(side).map(|r| Move::Offer(r.outcome)).ok_or_else(|| Fault {
        kind: FaultKind::Illegal,
        message: "the strategy found nothing to offer".into(),
    })
}

/// How many outcomes the best share of the space holds; at least one, and no more than can be ranked.
pub(super) fn share_of(side: &Side, share: f64) -> u64 {
    ((side.inverse.len() as f64 * share).ceil() as u64).clamp(1, side.inverse.ranked())
}

/// A stream to fill a field before the first session.
pub(super) fn unused() -> Stream {
    Stream::from_seed([0; 32])
}

/// Offers any outcome, accepts any with a fixed probability. Not rational on purpose.
#[derive(Debug)]
pub(super) struct RandomOffers {
    pub(super) accept: f64,
    stream: Stream,
    outcomes: u128,
}

impl RandomOffers {
    pub(super) fn new(accept: f64) -> Self {
        Self { accept, stream: unused(), outcomes: 1 }
    }
}

impl Negotiator for RandomOffers {
    fn start(&mut self, briefing: &Briefing<'_>, side: &mut Side) -> Result<()> {
        self.stream = briefing.stream("random");
        self.outcomes = side.inverse.len();
        Ok(())
    }

    fn act(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        if seen.standing.is_some() && self.stream.random::<f64>() < self.accept {
            return Ok(Move::Accept);
        }
        let Ok(few) = u64::try_from(self.outcomes) else {
            return Ok(Move::Offer(Outcome(self.stream.random_range(0..self.outcomes))));
        };
        let k = self.stream.random_range(0..few);
        if side.inverse.is_whole() {
            return Ok(Move::Offer(Outcome(u128::from(k))));
        }
        leave_or(side, |side| side.inverse.best(k))
    }
}

/// Offers its best outcome always and accepts nothing less.
#[derive(Clone, Debug)]
pub(super) struct Tough;

impl Negotiator for Tough {
    fn start(&mut self, _briefing: &Briefing<'_>, _side: &mut Side) -> Result<()> {
        Ok(())
    }

    fn act(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        if let Some((offer, _)) = seen.standing
            && side.is_rational()
            && side.inverse.utility(offer) >= side.inverse.highest()
        {
            return Ok(Move::Accept);
        }
        leave_or(side, |side| side.inverse.best(0))
    }
}

/// Offers any of the best share of outcomes and accepts any of them.
#[derive(Debug)]
pub(super) struct TopFraction {
    share: f64,
    count: u64,
    least: f64,
    stream: Stream,
}

impl TopFraction {
    pub(super) fn new(share: f64) -> Self {
        Self { share, count: 1, least: 0.0, stream: unused() }
    }
}

impl Negotiator for TopFraction {
    fn start(&mut self, briefing: &Briefing<'_>, side: &mut Side) -> Result<()> {
        self.stream = briefing.stream("top-fraction");
        if side.inverse.len() as f64 * self.share > side.inverse.ranked() as f64 {
            return Err(Error::limit(format!(
                "the best {} of {} outcomes are more than can be ranked",
                self.share,
                briefing.space().cardinality_text()
            ))
            .remedy(format!("a smaller share: at most {} outcomes", side.inverse.ranked())));
        }
        self.count = share_of(side, self.share);
        self.least = side.inverse.best(self.count - 1).map_or(0.0, |r| r.utility).max(side.reservation);
        while self.count > 1 && side.inverse.best(self.count - 1).is_some_and(|r| r.utility < self.least) {
            self.count /= 2;
        }
        Ok(())
    }

    fn act(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        if let Some((offer, _)) = seen.standing
            && side.is_rational()
            && side.inverse.utility(offer) >= self.least
        {
            return Ok(Move::Accept);
        }
        let k = self.stream.random_range(0..self.count);
        leave_or(side, |side| side.inverse.best(k))
    }
}
