//! A party of a world: it settles by chance, as its type and the mediator's presence have it.
//!
//! In each round it is ready with its share of the hazard, √h. The first party offers the settlement when it is
//! ready, the second accepts it when it is; so they settle with chance h. Each draws the same numbers in each
//! round whatever the mediator does, so that policies meet the same luck.

use super::world::{Truth, Type};
use crate::error::Result;
use crate::outcome::Outcome;
use crate::protocol::{Act, Briefing, Fault, Move, Negotiator, Observation, Side};
use crate::rng::Stream;
use rand::{RngExt, SeedableRng};

/// The settlement; the others are each party's own best.
pub(super) const SETTLEMENT: Outcome = Outcome(1);

/// A party.
#[derive(Debug)]
pub(super) struct Party {
    me: usize,
    truth: Truth,
    kind: Type,
    first: Type,
    there: bool,
    round: u64,
    luck: Stream,
    answers: Stream,
}

impl Party {
    pub(super) fn new(truth: Truth) -> Self {
        let unused = || Stream::from_seed([0; 32]);
        let kind = Type::Refuses;
        Self { me: 0, truth, kind, first: kind, there: true, round: 0, luck: unused(), answers: unused() }
    }

    /// What it is when the next session begins.
    pub(super) fn becomes(&mut self, kind: Type) {
        self.first = kind;
    }

    /// Its type, after what happened between the rounds until this one.
    fn pass(&mut self, round: u64) -> f64 {
        let (stop, begin) = self.truth.switch;
        let mut ready = 1.0;
        while self.round <= round {
            let turn: f64 = self.luck.random();
            ready = self.luck.random();
            if self.round > 0 {
                self.kind = match self.kind {
                    Type::Settles if turn < stop => Type::Refuses,
                    Type::Refuses if turn < begin => Type::Settles,
                    kind => kind,
                };
            }
            self.round += 1;
        }
        ready
    }
}

impl Negotiator for Party {
    fn start(&mut self, briefing: &Briefing<'_>, _side: &mut Side) -> Result<()> {
        (self.me, self.kind, self.there, self.round) = (briefing.me, self.first, true, 0);
        (self.luck, self.answers) = (briefing.stream("luck"), briefing.stream("answers"));
        Ok(())
    }

    fn act(&mut self, seen: &Observation, _side: &mut Side) -> std::result::Result<Move, Fault> {
        let draw = self.pass(seen.round);
        let ready = draw < self.truth.share(self.kind, self.there, seen.round);
        if ready && self.me == 1 && seen.standing.is_some_and(|s| s.0 == SETTLEMENT) {
            return Ok(Move::Accept);
        }
        let own = if self.me == 0 { Outcome(0) } else { Outcome(2) };
        Ok(Move::Offer(if ready && self.me == 0 { SETTLEMENT } else { own }))
    }

    fn vote(&mut self, _seen: &Observation, _side: &mut Side) -> std::result::Result<Move, Fault> {
        let (if_settles, if_not) = self.truth.yes;
        let yes = if self.kind == Type::Settles { if_settles } else { if_not };
        Ok(if self.answers.random::<f64>() < yes { Move::Accept } else { Move::Reject })
    }

    fn hear(&mut self, act: &Act) {
        match act {
            Act::Leave | Act::StepBack => self.there = false,
            Act::Return => self.there = true,
            _ => {}
        }
    }
}
