//! Mediated talks: alternating offers in which a mediator may act, with its instruments and no others.
//!
//! Before each round the mediator, while it has not left for good, does one thing ([`Act`]); then every party
//! acts once, unless there is a recess. A text that is tabled, or asked about in confidence, is put to the
//! parties in order; if all say yes it is agreed. Answers in confidence reach the mediator only; that all said
//! yes is disclosed, that somebody said no never is. After the mediator has left, the same talks go on without
//! it. What is agreed may need consents; where a body says no, nothing stands any more and the talks go on.
//!
//! How instruments bear on the parties is [`Stake`]'s. Deliberately absent: parties outside the table, texts on
//! some issues only, and promises that are broken after agreement.

mod bearing;
mod legal;

use super::mandate::Mandate;
use super::mediator::{Act, Actor, Happening, Scene, Told, What};
use super::stake::{Stake, TRUCE};
use super::{AlternatingOffers, Ask, Deadline, Ending, Fault, Knowledge, Move, Observation, Protocol, Turn};
use crate::error::{Error, Result};
use crate::num;
use crate::outcome::Outcome;
use crate::rng::Stream;
use rand::RngExt;

/// Whose turn it is in mediated talks.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// The mediator's; [`Mediation::scene`] is what it sees.
    Mediator,
    /// This party must act, or vote, on this.
    Party(Observation),
    /// A body is asked whether it consents.
    Consent {
        /// Which (index in the mandate).
        consent: usize,
        /// To what.
        text: Outcome,
    },
    /// It is over.
    Over(Ending),
}

/// Where the mediator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    Here,
    Away,
    Gone,
}

/// A question that is being put to the parties.
#[derive(Clone, Copy, Debug)]
struct Question {
    text: Outcome,
    next: usize,
    end: usize,
    all_yes: bool,
    open: bool,
    single: bool,
}

/// A warning that stands.
#[derive(Clone, Copy, Debug)]
struct Warning {
    instrument: usize,
    party: Option<usize>,
    by: u64,
}

/// One play of mediated talks.
#[derive(Debug)]
pub struct Mediation {
    inner: AlternatingOffers,
    parties: usize,
    outcomes: u128,
    deadline: Deadline,
    mandate: Mandate,
    stakes: Vec<Stake>,
    stream: Stream,
    // The state of one play.
    presence: Presence,
    elapsed: f64,
    round: Option<u64>,
    heard: bool,
    question: Option<Question>,
    agreed: Option<(Outcome, usize, usize)>,
    recess_until: u64,
    truce: bool,
    /// Rounds passed, those under a truce counting for a part.
    fought: f64,
    /// Standing warnings, one an instrument at most.
    warnings: Vec<Option<Warning>>,
    /// Per instrument in use: the round since when, and the party.
    used: Vec<Option<(u64, usize)>>,
    called: Vec<bool>,
    gates: Vec<Vec<bool>>,
    ready: Vec<bool>,
    executed: u32,
    lapsed: u32,
    spent: f64,
    flows: Vec<f64>,
    seen: Vec<Happening>,
    ending: Option<Ending>,
}

impl Mediation {
    /// Mediated talks over a space of this many outcomes; one stake a party. `stream` decides when partners join.
    ///
    /// # Errors
    /// As [`AlternatingOffers::new`], [`Mandate::checked`] and [`Stake::checked`].
    pub fn new(
        outcomes: u128,
        deadline: &Deadline,
        mandate: &Mandate,
        stakes: &[Stake],
        chance: Option<Stream>,
        stream: Stream,
    ) -> Result<Self> {
        let parties = stakes.len();
        let inner = AlternatingOffers::new(parties, outcomes, deadline, chance)?;
        mandate.checked(parties)?;
        for (party, stake) in stakes.iter().enumerate() {
            stake.checked(bearing::counted_on(deadline, party).is_some())?;
        }
        let n = mandate.instruments.len();
        let mut made = Self {
            inner,
            parties,
            outcomes,
            deadline: deadline.clone(),
            mandate: mandate.clone(),
            stakes: stakes.to_vec(),
            stream,
            presence: Presence::Here,
            elapsed: 0.0,
            round: None,
            heard: false,
            question: None,
            agreed: None,
            recess_until: 0,
            truce: false,
            fought: 0.0,
            warnings: vec![None; n],
            used: vec![None; n],
            called: vec![false; n],
            gates: mandate.instruments.iter().map(|i| vec![false; i.needs.len()]).collect(),
            ready: vec![true; n],
            executed: 0,
            lapsed: 0,
            spent: 0.0,
            flows: vec![0.0; parties],
            seen: Vec::new(),
            ending: None,
        };
        made.clear();
        Ok(made)
    }

    /// Back to the start with the same rules, without allocating.
    pub fn restart(&mut self, chance: Option<Stream>, stream: Stream) {
        self.inner.restart(chance);
        self.stream = stream;
        self.clear();
    }

    fn clear(&mut self) {
        self.presence = Presence::Here;
        (self.elapsed, self.round, self.heard) = (0.0, None, false);
        (self.question, self.agreed, self.ending) = (None, None, None);
        (self.recess_until, self.truce, self.fought) = (0, false, 0.0);
        (self.executed, self.lapsed, self.spent) = (0, 0, 0.0);
        self.warnings.fill(None);
        self.used.fill(None);
        self.called.fill(false);
        self.seen.clear();
        self.flows.fill(0.0);
        for (k, gates) in self.gates.iter_mut().enumerate() {
            gates.fill(false);
            self.ready[k] = gates.is_empty();
        }
    }

    /// What the mediator sees now.
    #[must_use]
    pub fn scene(&self) -> Scene<'_> {
        let round = self.round.unwrap_or(0);
        Scene {
            round,
            time: self.public_time(),
            standing: self.inner.standing(),
            seen: &self.seen,
            mandate: &self.mandate,
            ready: &self.ready,
            away: self.presence == Presence::Away,
            recess: self.recess_until > round,
            truce: self.truce,
            spent: self.spent,
        }
    }

    /// Everything that happened.
    #[must_use]
    pub fn seen(&self) -> &[Happening] {
        &self.seen
    }

    /// What the mediator has spent.
    #[must_use]
    pub fn spent(&self) -> f64 {
        self.spent
    }

    /// Rounds begun so far.
    #[must_use]
    pub fn rounds(&self) -> u64 {
        self.round.map_or(0, |r| r + 1)
    }

    /// Discounted flows that a party has received so far.
    #[must_use]
    pub fn flow_of(&self, party: usize) -> f64 {
        self.flows[party]
    }

    /// Says who must act, given the seconds elapsed since the start. Asking twice changes nothing.
    pub fn turn(&mut self, elapsed: f64) -> Stage {
        self.elapsed = elapsed;
        loop {
            if let Some(ending) = &self.ending {
                return Stage::Over(ending.clone());
            }
            if let Some((text, _, consent)) = self.agreed {
                return Stage::Consent { consent, text };
            }
            if let Some(q) = self.question {
                return Stage::Party(self.vote(q));
            }
            let seen = match self.inner.turn(elapsed) {
                Turn::Over(ending) => {
                    self.ending = Some(ending);
                    continue;
                }
                Turn::Act(seen) => seen,
            };
            if self.round != Some(seen.round) {
                self.begin(seen.round);
            }
            if !self.heard && self.presence != Presence::Gone {
                return Stage::Mediator;
            }
            if self.recess_until <= seen.round {
                return Stage::Party(seen);
            }
            self.inner.skip_round();
        }
    }

    /// A round begins: flows, gates, warnings that lapsed.
    fn begin(&mut self, round: u64) {
        self.round = Some(round);
        self.heard = false;
        let alone = self.presence != Presence::Here;
        if round > 0 {
            for (flow, s) in self.flows.iter_mut().zip(&self.stakes) {
                if s.flow != 0.0 {
                    *flow += s.flow_now(alone, self.truce) * num::pow(s.discount, (round - 1) as f64);
                }
            }
            self.fought += if self.truce { 1.0 - TRUCE } else { 1.0 };
        }
        if !alone {
            self.spent += self.mandate.presence;
        }
        for k in 0..self.warnings.len() {
            if self.warnings[k].is_some_and(|w| w.by < round) {
                self.warnings[k] = None;
                self.lapsed += 1;
                self.note(Actor::Mediator, What::Lapsed { warning: k }, Told::All);
            }
        }
        for k in 0..self.gates.len() {
            if !self.called[k] || self.ready[k] || self.used[k].is_some() {
                continue;
            }
            for g in 0..self.gates[k].len() {
                if self.gates[k][g]
                    || self.stream.random::<f64>() >= self.mandate.instruments[k].needs[g].chance
                {
                    continue;
                }
                self.gates[k][g] = true;
                self.note(Actor::Gate(k, g), What::Opened, Told::All);
            }
            self.ready[k] = self.gates[k].iter().all(|open| *open);
        }
    }

    fn note(&mut self, by: Actor, what: What, told: Told) {
        let (round, time) = (self.round.unwrap_or(0), self.public_time());
        self.seen.push(Happening { round, time, by, what, told });
    }

    fn public_time(&self) -> f64 {
        match self.deadline.knowledge {
            Knowledge::Open => self.deadline.time(0, self.round.unwrap_or(0), self.elapsed),
            _ => 0.0,
        }
    }

    fn vote(&self, q: Question) -> Observation {
        let round = self.round.unwrap_or(0);
        Observation {
            party: q.next,
            round,
            time: self.deadline.time(q.next, round, self.elapsed),
            standing: self.inner.standing(),
            ask: Ask::Vote { text: q.text, current: None, heat: 0.0, luck: 0.0 },
        }
    }

    /// Plays the move of the party whose turn it is: at the table, or its answer to a text.
    ///
    /// # Errors
    /// If the move is not legal now; the state is unchanged.
    pub fn apply(&mut self, step: Move) -> Result<()> {
        if self.ending.is_some() || self.agreed.is_some() {
            return Err(Error::input("no party has the turn"));
        }
        if let Some(q) = self.question {
            return self.answer(q, step);
        }
        let Some(party) = self.inner.next_party().filter(|_| self.heard || self.presence == Presence::Gone)
        else {
            return Err(Error::input("a move before anybody's turn").remedy("ask whose turn it is first"));
        };
        self.inner.apply(step)?;
        self.note(Actor::Party(party), What::Moved(step), Told::All);
        if let Some(Ending::Agreement { outcome, acceptor }) = self.inner.ending() {
            let (outcome, acceptor) = (*outcome, *acceptor);
            self.settle(outcome, acceptor);
        }
        Ok(())
    }

    fn answer(&mut self, mut q: Question, step: Move) -> Result<()> {
        let yes = match step {
            Move::Accept => true,
            Move::Reject => false,
            Move::End => {
                self.note(Actor::Party(q.next), What::Moved(step), Told::All);
                self.ending = Some(Ending::Left { party: q.next });
                return Ok(());
            }
            Move::Offer(_) => {
                return Err(Error::input("a text is put to the vote").remedy("accept, reject or end"));
            }
        };
        let told = if q.open { Told::All } else { Told::One(q.next) };
        self.note(Actor::Party(q.next), What::Answered { text: q.text, yes }, told);
        let last = q.next;
        q.all_yes &= yes;
        q.next += 1;
        if q.next < q.end {
            self.question = Some(q);
            return Ok(());
        }
        self.question = None;
        if q.all_yes && !q.single {
            if !q.open {
                self.note(Actor::Mediator, What::Disclosed(q.text), Told::All);
            }
            self.settle(q.text, last);
        }
        Ok(())
    }

    /// All parties agree: consents are asked, or it is over.
    fn settle(&mut self, outcome: Outcome, acceptor: usize) {
        if self.mandate.consents.is_empty() {
            self.ending = Some(Ending::Agreement { outcome, acceptor });
        } else {
            self.agreed = Some((outcome, acceptor, 0));
        }
    }

    /// The answer of the body that was asked for its consent.
    ///
    /// # Errors
    /// If none was asked.
    pub fn consent(&mut self, yes: bool) -> Result<()> {
        let Some((text, acceptor, consent)) = self.agreed else {
            return Err(Error::input("nobody was asked for a consent"));
        };
        self.note(Actor::Consent(consent), What::Consented { text, yes }, Told::All);
        if !yes {
            self.agreed = None;
            self.inner.reopen();
        } else if consent + 1 < self.mandate.consents.len() {
            self.agreed = Some((text, acceptor, consent + 1));
        } else {
            self.agreed = None;
            self.ending = Some(Ending::Agreement { outcome: text, acceptor });
        }
        Ok(())
    }

    /// Plays the act of the mediator, whose turn it is.
    ///
    /// # Errors
    /// If it is not its turn, the mandate has no such instrument, or it cannot be used now; the state is unchanged.
    pub fn act(&mut self, act: Act) -> Result<()> {
        let Some(round) = self.round.filter(|_| {
            self.ending.is_none()
                && self.agreed.is_none()
                && self.question.is_none()
                && !self.heard
                && self.presence != Presence::Gone
        }) else {
            return Err(Error::input("it is not the mediator's turn"));
        };
        let instrument = self.allowed(act, round)?;
        if let Some(k) = instrument
            && act != Act::Return
        {
            self.spent += self.mandate.instruments[k].cost;
        }
        self.heard = true;
        let told = match act {
            Act::Probe { party, .. } => Told::One(party),
            Act::Ask(_) => Told::Parties,
            _ => Told::All,
        };
        if act != Act::Wait {
            self.note(Actor::Mediator, What::Acted(act), told);
        }
        self.carry_out(act, round);
        Ok(())
    }

    fn carry_out(&mut self, act: Act, round: u64) {
        let ask = |text, next, end, open, single| Question { text, next, end, all_yes: true, open, single };
        match act {
            Act::Wait => {}
            Act::Prepare { instrument } => self.called[instrument] = true,
            Act::Convene => self.recess_until = 0,
            Act::Table(text) => self.question = Some(ask(text, 0, self.parties, true, false)),
            Act::Ask(text) => self.question = Some(ask(text, 0, self.parties, false, false)),
            Act::Probe { party, text } => self.question = Some(ask(text, party, party + 1, false, true)),
            Act::Warn { instrument, party, by } => {
                self.warnings[instrument] = Some(Warning { instrument, party, by });
                if let Some(t) = self.mandate.instruments[instrument].threatens {
                    self.called[t] = true;
                }
            }
            Act::Sanction { instrument, party } => {
                self.used[instrument] = Some((round, party));
                self.ready[instrument] = false;
                self.executed_warnings(Some(instrument));
            }
            Act::Offer { instrument, party } => {
                self.used[instrument] = Some((round, party));
                self.ready[instrument] = false;
            }
            Act::Truce => {
                let mut all = true;
                for party in 0..self.parties {
                    let keeps = self.stakes[party].keeps_truce();
                    all &= keeps;
                    self.note(Actor::Party(party), What::TruceAnswered(keeps), Told::All);
                }
                self.truce = all;
            }
            Act::Recess { rounds } => self.recess_until = round.saturating_add(rounds),
            Act::StepBack | Act::Leave => {
                self.presence = if act == Act::Leave { Presence::Gone } else { Presence::Away };
                self.recess_until = 0;
                self.executed_warnings(None);
            }
            Act::Return => self.presence = Presence::Here,
        }
    }

    /// Warnings of this sanction, or of leaving, have been carried out.
    fn executed_warnings(&mut self, sanction: Option<usize>) {
        for k in 0..self.warnings.len() {
            if self.warnings[k].is_some_and(|w| self.mandate.instruments[w.instrument].threatens == sanction)
            {
                self.warnings[k] = None;
                self.executed += 1;
                self.note(Actor::Mediator, What::CarriedOut { warning: k }, Told::All);
            }
        }
    }

    /// The party whose turn it is could not act; the talks end.
    pub fn abort(&mut self, fault: Fault) {
        let party = self.question.map(|q| q.next).or(self.inner.next_party()).unwrap_or(0);
        self.ending.get_or_insert(Ending::Failed { party, fault });
    }

    /// The mediator could not act: it is gone, and the parties go on alone.
    pub fn lose_mediator(&mut self) {
        self.presence = Presence::Gone;
        self.heard = true;
    }

    /// Is the mediator gone for good?
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.presence == Presence::Gone
    }
}

#[cfg(test)]
mod tests;
