//! Stacked alternating offers for any number of parties (Aydoğan, Festen, Hindriks & Jonker 2017).
//!
//! In a round every party acts once, in order. Where another's offer stands it accepts it or makes its own,
//! which replaces it; proposing counts as accepting one's own offer; when all parties accept, it is agreed.
//! There is no special last move, and relative time does not reach 1 by rounds alone.

use super::{Ask, Deadline, Ending, Fault, Knowledge, Move, Observation, Protocol, Turn};
use crate::error::{Error, Result};
use crate::outcome::Outcome;
use crate::rng::Stream;
use rand::RngExt;

/// One play of alternating offers.
#[derive(Debug)]
pub struct AlternatingOffers {
    parties: usize,
    outcomes: u128,
    deadline: Deadline,
    chance: Option<Stream>,
    next: usize,
    /// The round in progress, from 0.
    round: u64,
    begun: bool,
    time: f64,
    /// Does relative time differ within a round?
    time_varies: bool,
    seconds_drawn: u64,
    standing: Option<(Outcome, usize)>,
    /// Parties that accept what stands, its proposer included.
    accepting: usize,
    ending: Option<Ending>,
}

impl AlternatingOffers {
    /// Talks of `parties` parties over a space of this many outcomes. `chance` is the stream that decides
    /// whether chance ends them.
    ///
    /// # Errors
    /// If there are fewer than two parties, no outcome, or the deadline does not make sense.
    pub fn new(parties: usize, outcomes: u128, deadline: &Deadline, chance: Option<Stream>) -> Result<Self> {
        if parties < 2 {
            return Err(
                Error::parameter(format!("{parties} party cannot negotiate")).remedy("give two or more")
            );
        }
        if outcomes == 0 {
            return Err(Error::input("a space without outcomes leaves nothing to negotiate"));
        }
        deadline.checked(parties)?;
        if (deadline.chance > 0.0 || deadline.chance_per_second > 0.0) && chance.is_none() {
            return Err(Error::parameter("a chance of ending needs a random stream"));
        }
        Ok(Self {
            parties,
            outcomes,
            deadline: deadline.clone(),
            chance,
            next: 0,
            round: 0,
            begun: false,
            time: 0.0,
            time_varies: deadline.seconds.is_some() || matches!(deadline.knowledge, Knowledge::Private(_)),
            seconds_drawn: 0,
            standing: None,
            accepting: 0,
            ending: None,
        })
    }

    /// Back to the start with the same rules, without allocating.
    pub fn restart(&mut self, chance: Option<Stream>) {
        self.chance = chance;
        self.next = 0;
        self.round = 0;
        self.begun = false;
        self.seconds_drawn = 0;
        self.standing = None;
        self.accepting = 0;
        self.ending = None;
    }

    /// The standing offer and who made it.
    pub(super) fn standing(&self) -> Option<(Outcome, usize)> {
        self.standing
    }

    /// How it ended, if it did.
    pub(super) fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// Whose turn it is, once it has been asked.
    pub(super) fn next_party(&self) -> Option<usize> {
        (self.begun && self.ending.is_none()).then_some(self.next)
    }

    /// Lets the round pass without a move.
    pub(super) fn skip_round(&mut self) {
        self.next = 0;
        self.round += 1;
        self.begun = false;
    }

    /// Takes an agreement back: nothing stands, and the next party has the turn.
    pub(super) fn reopen(&mut self) {
        self.standing = None;
        self.accepting = 0;
        if self.ending.take().is_some() {
            self.next += 1;
            if self.next == self.parties {
                self.skip_round();
            }
        }
    }

    /// Has the time for a round or a turn run out?
    fn out_of_time(&mut self, elapsed: f64) -> bool {
        if self.deadline.seconds.is_some_and(|s| elapsed >= s) {
            return true;
        }
        if self.begun {
            return false;
        }
        if self.deadline.rounds.is_some_and(|n| self.round >= n) {
            return true;
        }
        if let Some(stream) = &mut self.chance {
            if self.deadline.chance > 0.0 && stream.random::<f64>() < self.deadline.chance {
                return true;
            }
            while self.deadline.chance_per_second > 0.0 && (self.seconds_drawn as f64) < elapsed.floor() {
                self.seconds_drawn += 1;
                if stream.random::<f64>() < self.deadline.chance_per_second {
                    return true;
                }
            }
        }
        false
    }
}

impl Protocol for AlternatingOffers {
    fn turn(&mut self, elapsed: f64) -> Turn {
        if self.ending.is_none() && self.out_of_time(elapsed) {
            self.ending = Some(Ending::TimedOut);
        }
        if let Knowledge::Private(own) = &self.deadline.knowledge
            && self.ending.is_none()
            && self.round >= own[self.next]
        {
            self.ending = Some(Ending::Left { party: self.next });
        }
        if let Some(ending) = &self.ending {
            return Turn::Over(ending.clone());
        }
        self.begun = true;
        // Without clock or private deadlines it is one time a round.
        if self.next == 0 || self.time_varies {
            self.time = self.deadline.time(self.next, self.round, elapsed);
        }
        Turn::Act(Observation {
            party: self.next,
            round: self.round,
            time: self.time,
            standing: self.standing,
            ask: Ask::Offer,
        })
    }

    fn apply(&mut self, step: Move) -> Result<()> {
        if self.ending.is_some() {
            return Err(Error::input("the talks are over"));
        }
        if !self.begun {
            return Err(Error::input("a move before anybody's turn").remedy("ask whose turn it is first"));
        }
        match step {
            Move::Offer(outcome) => {
                if outcome.0 >= self.outcomes {
                    return Err(Error::input(format!("offer {} is not of the space", outcome.0)));
                }
                self.standing = Some((outcome, self.next));
                self.accepting = 1;
            }
            Move::Accept => {
                let Some((outcome, proposer)) = self.standing else {
                    return Err(Error::input("there is no offer to accept"));
                };
                if proposer == self.next {
                    return Err(Error::input("a party cannot accept its own offer"));
                }
                self.accepting += 1;
                if self.accepting == self.parties {
                    self.ending = Some(Ending::Agreement { outcome, acceptor: self.next });
                }
            }
            Move::End => self.ending = Some(Ending::Left { party: self.next }),
            Move::Reject => {
                return Err(
                    Error::input("an offer is rejected by making another").remedy("offer, accept or end")
                );
            }
        }
        if self.ending.is_none() {
            self.next += 1;
            if self.next == self.parties {
                self.next = 0;
                self.round += 1;
                self.begun = false;
            }
        }
        Ok(())
    }

    fn abort(&mut self, fault: Fault) {
        if self.ending.is_none() {
            self.ending = Some(Ending::Failed { party: self.next, fault });
        }
    }

    fn rounds(&self) -> u64 {
        self.round + u64::from(self.begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn play(parties: usize, rounds: u64) -> AlternatingOffers {
        AlternatingOffers::new(parties, 10, &Deadline::rounds(rounds), None).expect("talks")
    }

    #[test]
    fn three_parties_agree_when_the_other_two_accept() {
        let mut p = play(3, 5);
        let mut seen = Vec::new();
        for m in [Move::Offer(Outcome(1)), Move::Accept, Move::Offer(Outcome(2)), Move::Accept, Move::Accept]
        {
            let Turn::Act(o) = p.turn(0.0) else { panic!("over early") };
            seen.push((o.party, o.round, o.standing.map(|s| s.0.0)));
            p.apply(m).expect("legal");
        }
        assert_eq!(seen, [(0, 0, None), (1, 0, Some(1)), (2, 0, Some(1)), (0, 1, Some(2)), (1, 1, Some(2))]);
        assert_eq!(p.turn(0.0), Turn::Over(Ending::Agreement { outcome: Outcome(2), acceptor: 1 }));
        assert_eq!(p.rounds(), 2);
    }

    #[test]
    fn illegal_moves_change_nothing() {
        let mut p = play(2, 2);
        p.turn(0.0);
        for m in [Move::Accept, Move::Reject, Move::Offer(Outcome(10))] {
            assert!(p.apply(m).unwrap_err().is_input());
        }
        p.apply(Move::Offer(Outcome(9))).expect("legal");
        assert!(matches!(p.turn(0.0), Turn::Act(Observation { party: 1, round: 0, .. })));
    }

    #[test]
    fn rounds_and_seconds_both_end_the_talks() {
        let mut p = play(2, 1);
        for k in 0..2 {
            p.turn(0.0);
            p.apply(Move::Offer(Outcome(k))).expect("legal");
        }
        assert_eq!((p.turn(0.0), p.rounds()), (Turn::Over(Ending::TimedOut), 1));
        let timed = Deadline { seconds: Some(3.0), ..Deadline::default() };
        let mut p = AlternatingOffers::new(2, 10, &timed, None).expect("talks");
        assert!(matches!(p.turn(1.5), Turn::Act(Observation { time: 0.5, .. })));
        p.apply(Move::Offer(Outcome(0))).expect("legal");
        assert_eq!(p.turn(3.0), Turn::Over(Ending::TimedOut));
    }

    #[test]
    fn a_private_deadline_makes_its_party_leave() {
        let d = Deadline { knowledge: Knowledge::Private(vec![5, 1]), ..Deadline::default() };
        let mut p = AlternatingOffers::new(2, 10, &d, None).expect("talks");
        for k in 0..3 {
            p.turn(0.0);
            p.apply(Move::Offer(Outcome(k))).expect("legal");
        }
        assert_eq!(p.turn(0.0), Turn::Over(Ending::Left { party: 1 }));
    }
}
