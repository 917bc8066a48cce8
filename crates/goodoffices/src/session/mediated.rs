//! Seats negotiators and a mediator at a scenario and plays mediated talks, reusing what does not change.
//!
//! Before a party's turn its side is told what no agreement is worth to it now ([`Mediation::least`]). At the
//! table this is never more than its best outcome, since a party that gains from going on stays and asks for its
//! best; where it votes on a text it is not bounded, so that it may refuse every text. A party whose own body
//! refused consent to a text does not take as little again.

use super::log::Log;
use super::room::Played;
use crate::error::{Error, Result};
use crate::num;
use crate::outcome::Outcome;
use crate::protocol::{
    Actor, Ask, Briefing, Consent, Ending, Fault, FaultKind, Happening, Knowledge, Mandate, Mediation,
    Mediator, MediatorBriefing, Move, Negotiator, Observation, Side, Stage, Stake, Told, What,
};
use crate::rng::{self, Part, Stream};
use crate::scenario::Scenario;
use crate::session::Rules;
use rand::{RngExt, SeedableRng};
use std::sync::Arc;

/// How mediated talks are held.
#[derive(Clone, Debug, Default)]
pub struct MediatedRules {
    /// Deadline and information, as in other talks.
    pub rules: Rules,
    /// What the mediator may do.
    pub mandate: Mandate,
    /// What each party has at stake besides the outcome; none for all, if empty.
    pub stakes: Vec<Stake>,
}

/// How mediated talks went.
#[derive(Clone, Debug, PartialEq)]
pub struct MediatedPlayed {
    /// Ending, rounds, offers, utilities as in other talks.
    pub played: Played,
    /// Per party: flows received, plus the discounted worth of the agreement with the offers that stand, or of no
    /// agreement with drift and sanctions.
    pub payoffs: Vec<f64>,
    /// What the mediator spent.
    pub spent: f64,
    /// The round in which the mediator last left, if it was not there at the end.
    pub left: Option<u64>,
    /// How the mediator failed, if it did; the parties went on alone.
    pub mediator_fault: Option<Fault>,
}

/// A scenario ready for mediated talks.
#[derive(Debug)]
pub struct MediatedRoom {
    scenario: Arc<Scenario>,
    sides: Vec<Side>,
    /// Reservation values at the start; the least utility where there is none.
    outside: Vec<f64>,
    own: Vec<f64>,
    rules: MediatedRules,
    mediation: Mediation,
    log: Log,
    thresholds: Vec<f64>,
    /// Per party: what its own body refused, at most.
    refused: Vec<f64>,
}

impl MediatedRoom {
    /// Prepares the table.
    ///
    /// # Errors
    /// As [`crate::session::Room::new`] and [`Mediation::new`], or if there is not one stake a party.
    pub fn new(scenario: impl Into<Arc<Scenario>>, rules: &MediatedRules, log: Log) -> Result<Self> {
        let scenario: Arc<Scenario> = scenario.into();
        let parties = scenario.parties.len();
        let outcomes = scenario
            .space
            .cardinality()
            .ok_or_else(|| Error::limit("the space has too many outcomes for a session"))?;
        let mut rules = rules.clone();
        if rules.stakes.is_empty() {
            rules.stakes = vec![Stake::default(); parties];
        }
        if rules.stakes.len() != parties {
            return Err(Error::parameter(format!("{} stakes for {parties} parties", rules.stakes.len()))
                .remedy("give one stake for each party, or none"));
        }
        let unused = || Stream::from_seed([0; 32]);
        let deadline = &rules.rules.deadline;
        let mediation =
            Mediation::new(outcomes, deadline, &rules.mandate, &rules.stakes, Some(unused()), unused())?;
        let sides = (0..parties).map(|p| Side::new(&scenario, p)).collect::<Result<Vec<_>>>()?;
        let own: Vec<f64> = sides.iter().map(|s| s.reservation).collect();
        let outside =
            sides.iter().map(|s| if s.reservation.is_finite() { s.reservation } else { s.inverse.lowest() });
        let outside = outside.collect();
        let thresholds = vec![0.0; rules.mandate.consents.len()];
        let refused = vec![f64::NEG_INFINITY; parties];
        Ok(Self { scenario, sides, outside, own, rules, mediation, log, thresholds, refused })
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &MediatedRules {
        &self.rules
    }

    /// Everything that happened in the last session, confidential answers included.
    #[must_use]
    pub fn happenings(&self) -> &[Happening] {
        self.mediation.seen()
    }

    /// Moves of the parties at the table in the last session.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The parties' sides, as the last session left them.
    #[must_use]
    pub fn sides(&self) -> &[Side] {
        &self.sides
    }

    /// Plays one session. Random streams are named by `seed` and `path`; `elapsed` says how many seconds have
    /// passed and is asked before every turn.
    ///
    /// # Errors
    /// If there is not one negotiator a party, or a negotiator or the mediator refuses to start.
    pub fn play<'n>(
        &mut self,
        negotiators: &mut [&'n mut (dyn Negotiator + 'n)],
        mediator: &mut dyn Mediator,
        seed: u64,
        path: &[Part<'_>],
        mut elapsed: impl FnMut() -> f64,
    ) -> Result<MediatedPlayed> {
        self.start(negotiators, mediator, seed, path)?;
        let watched = negotiators.iter().any(|n| n.watches());
        let mut fault = None;
        let mut last_time = 0.0;
        let ending = loop {
            match self.mediation.turn(elapsed()) {
                Stage::Over(ending) => break ending,
                Stage::Mediator => {
                    let from = self.mediation.seen().len();
                    let done = mediator.act(&self.mediation.scene()).and_then(|act| {
                        self.mediation
                            .act(act)
                            .map_err(|e| Fault { kind: FaultKind::Illegal, message: format!("{act:?}: {e}") })
                    });
                    if let Err(f) = done {
                        self.mediation.lose_mediator();
                        fault = Some(f);
                    }
                    self.tell(from, negotiators);
                }
                Stage::Consent { consent, text } => self.ask_consent(consent, text)?,
                Stage::Party(seen) => {
                    last_time = seen.time;
                    let answer = self.ask(&seen, negotiators);
                    if let (true, Ok(step), Ask::Offer) = (watched, &answer, seen.ask) {
                        for (_, n) in negotiators.iter_mut().enumerate().filter(|(k, _)| *k != seen.party) {
                            n.watch(seen.party, *step);
                        }
                    }
                    self.answer(&seen, answer);
                }
            }
        };
        for n in negotiators.iter_mut() {
            n.end(&ending);
        }
        mediator.end(&ending);
        Ok(self.played(ending, last_time, fault))
    }

    fn start<'n>(
        &mut self,
        negotiators: &mut [&'n mut (dyn Negotiator + 'n)],
        mediator: &mut dyn Mediator,
        seed: u64,
        path: &[Part<'_>],
    ) -> Result<()> {
        let parties = self.sides.len();
        if negotiators.len() != parties {
            return Err(Error::parameter(format!("{} strategies for {parties} parties", negotiators.len()))
                .remedy("give one strategy for each party"));
        }
        let named = |purpose: &'static str| {
            let mut path = path.to_vec();
            path.push(purpose.into());
            rng::stream(seed, &path)
        };
        let deadline = &self.rules.rules.deadline;
        let by_chance = deadline.chance > 0.0 || deadline.chance_per_second > 0.0;
        let gated = self.rules.mandate.instruments.iter().any(|i| !i.needs.is_empty());
        let world = if gated { named("partners") } else { Stream::from_seed([0; 32]) };
        self.mediation.restart(by_chance.then(|| named("ending")), world);
        self.log.clear();
        self.refused.fill(f64::NEG_INFINITY);
        if !self.thresholds.is_empty() {
            let mut stream = named("consents");
            for (threshold, Consent { low, high, .. }) in
                self.thresholds.iter_mut().zip(&self.rules.mandate.consents)
            {
                *threshold = low + (high - low) * stream.random::<f64>();
            }
        }
        for (me, negotiator) in negotiators.iter_mut().enumerate() {
            self.sides[me].reservation = self.own[me];
            let mut briefing = Briefing::new(me, &self.scenario, self.rules.rules.information, seed, path);
            briefing.rounds = match &deadline.knowledge {
                Knowledge::Open => deadline.rounds,
                Knowledge::Hidden { believed } => Some(*believed),
                Knowledge::Private(own) => own.get(me).copied(),
            };
            briefing.seconds = deadline.seconds;
            negotiator.start(&briefing, &mut self.sides[me])?;
        }
        let public = if deadline.knowledge == Knowledge::Open { deadline.rounds } else { None };
        mediator.start(&MediatorBriefing::new(&self.scenario, &self.rules.mandate, public, seed, path))
    }

    /// Parties hear of the mediator's acts that they may know of.
    fn tell<'n>(&self, from: usize, negotiators: &mut [&'n mut (dyn Negotiator + 'n)]) {
        for h in &self.mediation.seen()[from..] {
            let What::Acted(act) = h.what else { continue };
            for (party, n) in negotiators.iter_mut().enumerate() {
                if h.told != Told::One(party) && matches!(h.told, Told::One(_)) {
                    continue;
                }
                n.hear(&act);
            }
        }
    }

    /// The least that a party can live with now.
    fn least(&self, party: usize) -> f64 {
        let least = self.mediation.least(party, self.outside[party]);
        // No pressure and no stake: what it brought, −∞ included.
        let least = if least == self.outside[party] { self.own[party] } else { least };
        if self.refused[party] > least { self.refused[party] + num::TIE } else { least }
    }

    fn ask<'n>(
        &mut self,
        seen: &Observation,
        negotiators: &mut [&'n mut (dyn Negotiator + 'n)],
    ) -> std::result::Result<Move, Fault> {
        let party = seen.party;
        let least = self.least(party);
        let side = &mut self.sides[party];
        let best = side.inverse.highest();
        let at_table = if self.outside[party] <= best { least.min(best) } else { least };
        if (at_table - side.reservation).abs() > num::TIE {
            side.reservation = at_table;
            negotiators[party].revalue(side);
        }
        match seen.ask {
            Ask::Offer => negotiators[party].act(seen, side),
            Ask::Vote { .. } => {
                side.reservation = least;
                let answer = negotiators[party].vote(seen, side);
                side.reservation = at_table;
                answer
            }
        }
    }

    fn answer(&mut self, seen: &Observation, answer: std::result::Result<Move, Fault>) {
        let done = answer.and_then(|step| {
            self.mediation
                .apply(step)
                .map(|()| step)
                .map_err(|e| Fault { kind: FaultKind::Illegal, message: format!("{step:?}: {e}") })
        });
        match done {
            Ok(step) => self.log.record(seen, step),
            Err(fault) => self.mediation.abort(fault),
        }
    }

    fn ask_consent(&mut self, consent: usize, text: Outcome) -> Result<()> {
        let party = self.rules.mandate.consents[consent].party;
        let worth = self.sides[party].inverse.utility(text);
        let yes = worth >= self.thresholds[consent];
        if !yes {
            self.refused[party] = self.refused[party].max(worth);
        }
        self.mediation.consent(yes)
    }

    fn played(&self, ending: Ending, time: f64, mediator_fault: Option<Fault>) -> MediatedPlayed {
        let agreed = match ending {
            Ending::Agreement { outcome, .. } => Some(outcome),
            _ => None,
        };
        let own = |p: usize| if self.own[p].is_finite() { self.own[p] } else { 0.0 };
        let worth = |p: usize| agreed.map_or_else(|| own(p), |o| self.sides[p].inverse.utility(o));
        let parties = 0..self.sides.len();
        let end = self.mediation.rounds().saturating_sub(1);
        let payoff = |p: usize| {
            let last = match agreed {
                Some(_) => worth(p) + self.mediation.offered(p),
                None => self.mediation.outside(p, own(p)),
            };
            let delta = self.rules.stakes[p].discount;
            let share = if delta == 1.0 { 1.0 } else { num::pow(delta, end as f64) };
            self.mediation.flow_of(p) + share * last
        };
        let mut left = None;
        for h in self.mediation.seen().iter().filter(|h| h.by == Actor::Mediator) {
            match h.what {
                What::Acted(crate::protocol::Act::Leave | crate::protocol::Act::StepBack) => {
                    left = Some(h.round)
                }
                What::Acted(crate::protocol::Act::Return) => left = None,
                _ => {}
            }
        }
        MediatedPlayed {
            payoffs: parties.clone().map(payoff).collect(),
            spent: self.mediation.spent(),
            left,
            mediator_fault,
            played: Played {
                ending,
                step: self.mediation.rounds(),
                offers: self.log.offers(),
                time,
                utilities: parties.map(worth).collect(),
            },
        }
    }
}
