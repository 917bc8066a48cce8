//! Seats negotiators at a scenario and plays sessions, reusing everything that does not change between them.

use super::log::Log;
use super::{Session, last_party};
use crate::error::{Error, Result};
use crate::outcome::Outcome;
use crate::protocol::{
    AlternatingOffers, Briefing, Deadline, Ending, Information, Knowledge, Negotiator, Protocol, Side,
};
use crate::rng::{self, Part, Stream};
use crate::scenario::Scenario;
use rand::SeedableRng;
use std::sync::Arc;

/// How talks are held.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// When they end by themselves.
    pub deadline: Deadline,
    /// What the parties know of each other.
    pub information: Information,
}

/// How one session went.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// How it ended.
    pub ending: Ending,
    /// Rounds begun.
    pub step: u64,
    /// Offers made.
    pub offers: u64,
    /// Relative time of the last turn.
    pub time: f64,
    /// Per party, undiscounted: utility of the agreement, or the reservation value (0 where there is none).
    pub utilities: Vec<f64>,
}

impl Played {
    pub(super) fn new<P: Protocol>(ending: Ending, session: &Session<P>, sides: &[Side], time: f64) -> Self {
        let agreed = match ending {
            Ending::Agreement { outcome, .. } => Some(outcome),
            _ => None,
        };
        let worth = |side: &Side| match agreed {
            Some(outcome) => side.inverse.utility(outcome),
            None if side.reservation.is_finite() => side.reservation,
            None => 0.0,
        };
        Self {
            ending,
            step: session.protocol().rounds(),
            offers: session.log().offers(),
            time,
            utilities: sides.iter().map(worth).collect(),
        }
    }

    /// What was agreed.
    #[must_use]
    pub fn agreement(&self) -> Option<Outcome> {
        match self.ending {
            Ending::Agreement { outcome, .. } => Some(outcome),
            _ => None,
        }
    }

    /// The last to accept.
    #[must_use]
    pub fn acceptor(&self) -> Option<usize> {
        self.agreement().and_then(|_| last_party(&self.ending))
    }

    /// Did time, or chance, end it?
    #[must_use]
    pub fn timed_out(&self) -> bool {
        self.ending == Ending::TimedOut
    }
}

/// A scenario ready for sessions of alternating offers.
#[derive(Debug)]
pub struct Room {
    scenario: Arc<Scenario>,
    sides: Vec<Side>,
    rules: Rules,
    session: Session<AlternatingOffers>,
}

impl Room {
    /// Prepares the table.
    ///
    /// # Errors
    /// If the scenario has fewer than two parties, a party's utility function is not known, the space is
    /// too large to be searched, or the rules do not make sense.
    pub fn new(scenario: impl Into<Arc<Scenario>>, rules: &Rules, log: Log) -> Result<Self> {
        let scenario: Arc<Scenario> = scenario.into();
        let parties = scenario.parties.len();
        let outcomes = scenario
            .space
            .cardinality()
            .ok_or_else(|| Error::limit("the space has too many outcomes for a session"))?;
        // Stands in for the stream that each session brings.
        let stream = Stream::from_seed([0; 32]);
        let protocol = AlternatingOffers::new(parties, outcomes, &rules.deadline, Some(stream))?;
        let sides = (0..parties).map(|p| Side::new(&scenario, p)).collect::<Result<Vec<_>>>()?;
        Ok(Self { scenario, sides, rules: rules.clone(), session: Session::new(protocol, log) })
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The parties' sides.
    #[must_use]
    pub fn sides(&self) -> &[Side] {
        &self.sides
    }

    /// The log of the last session.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.session.log
    }

    /// Plays one session with these negotiators, one a party in order. Random streams are named by `seed`
    /// and `path`; `elapsed` says how many seconds have passed and is asked before every turn.
    ///
    /// # Errors
    /// If there is not one negotiator a party, or one refuses to start.
    pub fn play<'n>(
        &mut self,
        negotiators: &mut [&'n mut (dyn Negotiator + 'n)],
        seed: u64,
        path: &[Part<'_>],
        elapsed: impl FnMut() -> f64,
    ) -> Result<Played> {
        let parties = self.sides.len();
        if negotiators.len() != parties {
            return Err(Error::parameter(format!("{} strategies for {parties} parties", negotiators.len()))
                .remedy("give one strategy for each party"));
        }
        let deadline = &self.rules.deadline;
        let by_chance = deadline.chance > 0.0 || deadline.chance_per_second > 0.0;
        let stream = by_chance.then(|| {
            let mut path = path.to_vec();
            path.push("ending".into());
            rng::stream(seed, &path)
        });
        self.session.protocol.restart(stream);
        self.session.log.clear();
        for (me, negotiator) in negotiators.iter_mut().enumerate() {
            let rounds = match &deadline.knowledge {
                Knowledge::Open => deadline.rounds,
                Knowledge::Hidden { believed } => Some(*believed),
                Knowledge::Private(own) => own.get(me).copied(),
            };
            let mut briefing = Briefing::new(me, &self.scenario, self.rules.information, seed, path);
            briefing.rounds = rounds;
            briefing.seconds = deadline.seconds;
            negotiator.start(&briefing, &mut self.sides[me])?;
        }
        let ending = self.session.converse(negotiators, &mut self.sides, elapsed);
        let time = self.session.last_time();
        Ok(Played::new(ending, &self.session, &self.sides, time))
    }
}
