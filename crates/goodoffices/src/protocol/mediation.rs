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

use super::mandate::{Mandate, Means};
use super::mediator::{Act, Actor, Happening, Scene, Told, What};
use super::stake::{Pressure, Stake, TRUCE};
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
            stake.checked(counted_on(deadline, party).is_some())?;
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

    /// What offers in force add to an agreement for a party.
    #[must_use]
    pub fn offered(&self, party: usize) -> f64 {
        self.in_force(party, Means::Offer)
    }

    /// What no agreement has become worth to a party that valued it `outside` at the start.
    #[must_use]
    pub fn outside(&self, party: usize, outside: f64) -> f64 {
        let s = &self.stakes[party];
        outside + s.drift * self.fought - self.in_force(party, Means::Sanction)
    }

    /// The least utility of a text that a party can live with, where no agreement was worth `outside` at the start.
    #[must_use]
    pub fn least(&self, party: usize, outside: f64) -> f64 {
        self.stakes[party].least(outside, &self.pressure(party))
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

    /// The instrument that an act uses, if it may be done now.
    fn allowed(&self, act: Act, round: u64) -> Result<Option<usize>> {
        let away = self.presence == Presence::Away;
        if away && !matches!(act, Act::Wait | Act::Return | Act::Leave) {
            return Err(Error::input("a mediator that has stepped back may wait, return or leave"));
        }
        let listed = |means: Means| {
            self.mandate.instruments.iter().position(|i| i.means == means).map(Some).ok_or_else(|| {
                Error::input(format!("the mandate has no {:?}", means.name()))
                    .remedy("use the instruments that it lists")
            })
        };
        let text = |o: Outcome| {
            if o.0 >= self.outcomes {
                Err(Error::input(format!("text {} is not of the space", o.0)))
            } else {
                Ok(())
            }
        };
        let of = |k: usize, means: Means, party: Option<usize>| match self.mandate.instruments.get(k) {
            Some(i) if i.means == means => {
                let fits = party.is_none_or(|p| p < self.parties && i.on.is_none_or(|on| on == p));
                if fits {
                    Ok(Some(k))
                } else {
                    Err(Error::input(format!("{:?} is not for that party", i.slug)))
                }
            }
            _ => Err(Error::input(format!("instrument {k} is no {:?}", means.name()))),
        };
        match act {
            Act::Wait => Ok(None),
            Act::Prepare { instrument: k } => match self.mandate.instruments.get(k) {
                Some(i) if !i.needs.is_empty() && !self.called[k] => Ok(None),
                Some(_) => Err(Error::input("there is nothing to prepare")),
                None => Err(Error::input(format!("there is no instrument {k}"))),
            },
            Act::Convene => listed(Means::Convene),
            Act::Table(o) => text(o).and_then(|()| listed(Means::Table)),
            Act::Ask(o) => text(o).and_then(|()| listed(Means::Ask)),
            Act::Probe { party, text: o } => {
                text(o)?;
                if party >= self.parties {
                    return Err(Error::input(format!("there is no party {party}")));
                }
                self.mandate
                    .find(Means::Probe, Some(party))
                    .map(Some)
                    .ok_or_else(|| Error::input("the mandate has no probe for that party"))
            }
            Act::Warn { instrument: k, party, by } => {
                of(k, Means::Warn, party)?;
                if by < round {
                    return Err(Error::input("a warning names a round to come"));
                }
                if self.warnings[k].is_some() {
                    return Err(Error::input("that warning stands already"));
                }
                match self.mandate.instruments[k].threatens {
                    Some(_) if party.is_none() => Err(Error::input("a warning of a sanction names a party")),
                    Some(t) if self.used[t].is_some() => {
                        Err(Error::input("that sanction is in force already"))
                    }
                    Some(t) => of(t, Means::Sanction, party).map(|_| Some(k)),
                    None => Ok(Some(k)),
                }
            }
            Act::Sanction { instrument: k, party } | Act::Offer { instrument: k, party } => {
                let means = if matches!(act, Act::Offer { .. }) { Means::Offer } else { Means::Sanction };
                of(k, means, Some(party))?;
                if !self.ready[k] {
                    return Err(Error::input(format!(
                        "{:?} is not ready, or used already",
                        self.mandate.instruments[k].slug
                    ))
                    .remedy("prepare it, and wait until those who must join have joined"));
                }
                Ok(Some(k))
            }
            Act::Truce => listed(Means::Truce),
            Act::Recess { rounds: 0 } => Err(Error::input("a recess takes a round at least")),
            Act::Recess { .. } => listed(Means::Recess),
            Act::StepBack => listed(Means::StepBack),
            Act::Return if away => listed(Means::StepBack),
            Act::Return => Err(Error::input("the mediator has not stepped back")),
            Act::Leave => listed(Means::Leave),
        }
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

    fn in_force(&self, party: usize, means: Means) -> f64 {
        let now = self.round.unwrap_or(0);
        let each = self.used.iter().zip(&self.mandate.instruments).filter_map(|(u, i)| {
            let (since, on) = (*u)?;
            (i.means == means && on == party).then(|| aged(i.weight, i.decay, now.saturating_sub(since)))
        });
        each.sum()
    }

    fn pressure(&self, party: usize) -> Pressure {
        let now = self.round.unwrap_or(0);
        let s = &self.stakes[party];
        let kappa = s.credibility(self.executed, self.lapsed);
        let left = counted_on(&self.deadline, party).map(|n| n.saturating_sub(now + 1));
        let mut p = Pressure {
            left,
            alone: self.presence != Presence::Here,
            truce: self.truce,
            in_force: self.in_force(party, Means::Sanction) + kappa * self.in_force(party, Means::Offer),
            drifted: s.drift * self.fought,
            ..Pressure::default()
        };
        for w in self.warnings.iter().flatten().filter(|w| w.party.is_none_or(|who| who == party)) {
            let rounds = w.by.saturating_sub(now);
            match self.mandate.instruments[w.instrument].threatens {
                None => p.leaving = Some((kappa, rounds)),
                Some(t) => {
                    let worth = kappa * self.mandate.instruments[t].weight * self.ready_by(t, rounds);
                    if rounds == 0 {
                        p.due += worth;
                    } else {
                        let (sum, first) = p.later.unwrap_or((0.0, rounds));
                        p.later = Some((sum + worth, first.min(rounds)));
                    }
                }
            }
        }
        p
    }

    /// Probability that an instrument stands ready within so many rounds.
    fn ready_by(&self, instrument: usize, rounds: u64) -> f64 {
        let needs = &self.mandate.instruments[instrument].needs;
        let closed = needs.iter().zip(&self.gates[instrument]).filter(|(_, open)| !**open);
        closed.map(|(g, _)| 1.0 - num::pow(1.0 - g.chance, rounds as f64)).product()
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

/// K·e^{−ηa}.
fn aged(weight: f64, decay: f64, age: u64) -> f64 {
    if decay == 0.0 { weight } else { weight * num::exp(-decay * age as f64) }
}

/// The rounds that a party counts on.
pub(super) fn counted_on(deadline: &Deadline, party: usize) -> Option<u64> {
    match &deadline.knowledge {
        Knowledge::Open => deadline.rounds,
        Knowledge::Hidden { believed } => Some(*believed),
        Knowledge::Private(own) => own.get(party).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Gate, Instrument};
    use rand::SeedableRng;

    fn talks(mandate: &Mandate, rounds: u64) -> Mediation {
        let stakes = [Stake::default(); 2];
        Mediation::new(10, &Deadline::rounds(rounds), mandate, &stakes, None, Stream::from_seed([1; 32]))
            .unwrap()
    }

    /// Plays until it is over: the mediator by `acts` (then waiting), parties by `yes`; offers are 0.
    fn play(m: &mut Mediation, acts: &[Act], yes: [bool; 2]) -> Ending {
        let mut acts = acts.iter();
        loop {
            match m.turn(0.0) {
                Stage::Over(e) => return e,
                Stage::Mediator => m.act(acts.next().copied().unwrap_or(Act::Wait)).unwrap(),
                Stage::Consent { .. } => m.consent(true).unwrap(),
                Stage::Party(o) => m
                    .apply(match o.ask {
                        Ask::Vote { .. } if yes[o.party] => Move::Accept,
                        Ask::Vote { .. } => Move::Reject,
                        Ask::Offer => Move::Offer(Outcome(0)),
                    })
                    .unwrap(),
            }
        }
    }

    #[test]
    fn what_was_asked_in_confidence_is_disclosed_only_if_all_say_yes() {
        let mandate = Mandate::of([Means::Ask, Means::Table]);
        for yes in [[true, false], [false, true], [false, false], [true, true]] {
            let mut m = talks(&mandate, 3);
            let ending = play(&mut m, &[Act::Ask(Outcome(7))], yes);
            let both = yes == [true, true];
            assert_eq!(ending == Ending::Agreement { outcome: Outcome(7), acceptor: 1 }, both);
            let disclosed = m.seen().iter().filter(|h| matches!(h.what, What::Disclosed(_))).count();
            assert_eq!(disclosed, usize::from(both));
            for h in m.seen() {
                if let (What::Answered { .. }, Actor::Party(p)) = (h.what, h.by) {
                    assert_eq!(h.told, Told::One(p));
                }
            }
        }
    }

    #[test]
    fn only_listed_instruments_are_used_and_an_illegal_act_changes_nothing() {
        let mut m = talks(&Mandate::of([Means::Table]), 2);
        assert_eq!(m.turn(0.0), Stage::Mediator);
        for act in [
            Act::Ask(Outcome(1)),
            Act::Leave,
            Act::StepBack,
            Act::Return,
            Act::Table(Outcome(10)),
            Act::Sanction { instrument: 0, party: 0 },
            Act::Prepare { instrument: 0 },
            Act::Recess { rounds: 0 },
        ] {
            assert!(m.act(act).unwrap_err().is_input(), "{act:?}");
        }
        assert!(m.seen().is_empty() && m.turn(0.0) == Stage::Mediator);
    }

    #[test]
    fn after_leaving_for_good_the_parties_go_on_alone() {
        let mut m = talks(&Mandate::of([Means::Leave, Means::StepBack]), 4);
        assert_eq!(play(&mut m, &[Act::Wait, Act::Leave], [true; 2]), Ending::TimedOut);
        let after = m.seen().iter().skip_while(|h| h.what != What::Acted(Act::Leave)).skip(1);
        let moves = after.inspect(|h| assert_ne!(h.by, Actor::Mediator)).count();
        assert_eq!((moves, m.rounds()), (6, 4));
    }

    #[test]
    fn a_sanction_waits_for_its_partners_and_a_warning_that_passes_lapses() {
        let mut mandate = Mandate::of([Means::Sanction, Means::Warn]);
        mandate.instruments[0] = Instrument {
            weight: 0.3,
            cost: 0.1,
            needs: vec![Gate { name: "europe".into(), chance: 1.0 }],
            ..Instrument::new(Means::Sanction)
        };
        mandate.instruments[1].threatens = Some(0);
        let mut m = talks(&mandate, 6);
        m.turn(0.0);
        assert!(m.act(Act::Sanction { instrument: 0, party: 1 }).is_err());
        let warn = Act::Warn { instrument: 1, party: Some(1), by: 1 };
        play(&mut m, &[warn, Act::Wait, Act::Wait, Act::Sanction { instrument: 0, party: 1 }], [true; 2]);
        let lapsed = m.seen().iter().filter(|h| h.what == What::Lapsed { warning: 1 }).count();
        assert_eq!((lapsed, m.spent()), (1, 0.1));
        assert!((m.outside(1, 0.5) - 0.2).abs() < 1e-12 && m.outside(0, 0.5) == 0.5);
        // One lapsed warning: κ = 1/3, and nothing is threatened any more.
        assert!((m.least(1, 0.5) - 0.2).abs() < 1e-12);
    }

    #[test]
    fn a_recess_lets_rounds_pass_and_a_refused_consent_reopens() {
        let mut mandate = Mandate::of([Means::Recess, Means::Table]);
        let mut m = talks(&mandate, 5);
        play(&mut m, &[Act::Recess { rounds: 3 }], [false; 2]);
        let moves = m.seen().iter().filter(|h| matches!(h.what, What::Moved(_))).count();
        assert_eq!((moves, m.rounds()), (4, 5));
        mandate.consents.push(crate::protocol::Consent {
            name: "members".into(),
            party: 0,
            low: 0.0,
            high: 1.0,
        });
        let mut m = talks(&mandate, 2);
        m.turn(0.0);
        m.act(Act::Table(Outcome(3))).unwrap();
        for _ in 0..2 {
            m.turn(0.0);
            m.apply(Move::Accept).unwrap();
        }
        assert_eq!(m.turn(0.0), Stage::Consent { consent: 0, text: Outcome(3) });
        m.consent(false).unwrap();
        assert!(matches!(m.turn(0.0), Stage::Party(Observation { party: 0, round: 0, standing: None, .. })));
    }
}
