//! The mediator's side of mediated talks: what it sees, what it may answer, and the trait.
//!
//! A [`Mediator`] sees what happened so far, its [`Mandate`] and which instruments stand ready; never a utility,
//! a reservation or a type. What a party answers in confidence reaches the mediator alone.

use super::mandate::Mandate;
use super::{Ending, Fault, Move};
use crate::error::Result;
use crate::outcome::{Outcome, OutcomeSpace};
use crate::rng::{self, Part, Stream};
use crate::scenario::{Constraint, Scenario};
use std::fmt;

/// What a mediator does in a round. Every act but [`Act::Wait`] needs an instrument of its kind in the mandate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// Nothing new; while it is there, it facilitates.
    Wait,
    /// Calls for the partners, or the adoption, that an instrument needs.
    Prepare {
        /// Which (index).
        instrument: usize,
    },
    /// Brings the sides together; a recess ends.
    Convene,
    /// Puts a text to an open vote; all yes is an agreement.
    Table(Outcome),
    /// Asks all in confidence; all yes is disclosed, and is an agreement. Anything else stays with the mediator.
    Ask(Outcome),
    /// Asks one party in confidence.
    Probe {
        /// Whom.
        party: usize,
        /// Could it live with this text?
        text: Outcome,
    },
    /// Says what follows if there is no agreement by the end of a round.
    Warn {
        /// Which warning (index); the instrument says what it threatens.
        instrument: usize,
        /// Whom; all parties, where absent. A sanction that is threatened needs one.
        party: Option<usize>,
        /// The last round in which an agreement averts it.
        by: u64,
    },
    /// Makes no agreement dearer for a party.
    Sanction {
        /// Which (index).
        instrument: usize,
        /// Whom.
        party: usize,
    },
    /// Makes agreement worth more for a party.
    Offer {
        /// Which (index).
        instrument: usize,
        /// Whom.
        party: usize,
    },
    /// Proposes a truce.
    Truce,
    /// Breaks off for some rounds, this one included.
    Recess {
        /// How many.
        rounds: u64,
    },
    /// Leaves with a way back. The parties go on alone.
    StepBack,
    /// Comes back.
    Return,
    /// Leaves for good. The parties go on alone.
    Leave,
}

/// Who may know of something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Everybody.
    All,
    /// The parties and the mediator.
    Parties,
    /// This party and the mediator.
    One(usize),
}

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A party.
    Party(usize),
    /// The mediator.
    Mediator,
    /// A gate (index) of an instrument (index).
    Gate(usize, usize),
    /// A body whose consent is needed (index).
    Consent(usize),
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// A party moved at the table.
    Moved(Move),
    /// The mediator acted.
    Acted(Act),
    /// A party answered whether it could live with a text.
    Answered {
        /// The text.
        text: Outcome,
        /// Its answer.
        yes: bool,
    },
    /// All answers in confidence were yes, which is disclosed.
    Disclosed(Outcome),
    /// A party answered whether it keeps a truce.
    TruceAnswered(bool),
    /// A partner joined, or a package was adopted.
    Opened,
    /// A warning was carried out.
    CarriedOut {
        /// The warning (index of its instrument).
        warning: usize,
    },
    /// The round named passed without the act.
    Lapsed {
        /// The warning (index of its instrument).
        warning: usize,
    },
    /// A body said yes or no to what the parties agreed.
    Consented {
        /// The text.
        text: Outcome,
        /// Its answer.
        yes: bool,
    },
}

/// One thing that happened, as the mediator may see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Happening {
    /// The round, from 0.
    pub round: u64,
    /// Relative time, as it is known to all; 0 where nobody knows the end.
    pub time: f64,
    /// Who.
    pub by: Actor,
    /// What.
    pub what: What,
    /// Who may know.
    pub told: Told,
}

/// What a mediator sees at its turn.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The round, from 0.
    pub round: u64,
    /// Relative time in [0, 1], as it is known to all.
    pub time: f64,
    /// The standing offer and who made it.
    pub standing: Option<(Outcome, usize)>,
    /// Everything that happened so far, confidential answers included.
    pub seen: &'a [Happening],
    /// What it may do.
    pub mandate: &'a Mandate,
    /// Per instrument: can it be used now (joined, adopted, not yet used up)?
    pub ready: &'a [bool],
    /// Has it stepped back? Then it may only wait, return or leave.
    pub away: bool,
    /// Is there a recess?
    pub recess: bool,
    /// Does a truce hold?
    pub truce: bool,
    /// What it has cost so far.
    pub spent: f64,
}

/// What a mediator is told before talks begin.
#[derive(Clone, Debug)]
pub struct MediatorBriefing<'a> {
    scenario: &'a Scenario,
    /// What it may do.
    pub mandate: &'a Mandate,
    /// Rounds, where all know them.
    pub rounds: Option<u64>,
    seed: u64,
    path: &'a [Part<'a>],
}

impl<'a> MediatorBriefing<'a> {
    /// A briefing; random streams are named by `seed` and `path`.
    #[must_use]
    pub fn new(
        scenario: &'a Scenario,
        mandate: &'a Mandate,
        rounds: Option<u64>,
        seed: u64,
        path: &'a [Part<'a>],
    ) -> Self {
        Self { scenario, mandate, rounds, seed, path }
    }

    /// How many parties there are.
    #[must_use]
    pub fn parties(&self) -> usize {
        self.scenario.parties.len()
    }

    /// Name of a party.
    #[must_use]
    pub fn name(&self, party: usize) -> &str {
        self.scenario.parties.get(party).map_or("", |p| p.name.as_str())
    }

    /// The outcomes.
    #[must_use]
    pub fn space(&self) -> &'a OutcomeSpace {
        &self.scenario.space
    }

    /// Do the constraints allow this outcome?
    #[must_use]
    pub fn admits(&self, digits: &[u32]) -> bool {
        self.scenario.admits(digits)
    }

    /// The constraints between issues.
    #[must_use]
    pub fn constraints(&self) -> &'a [Constraint] {
        &self.scenario.constraints
    }

    /// The mediator's own random stream for a purpose.
    #[must_use]
    pub fn stream(&self, purpose: &str) -> Stream {
        let mut path = self.path.to_vec();
        path.extend([Part::Word("mediator"), Part::Word(purpose)]);
        rng::stream(self.seed, &path)
    }
}

/// A policy for whoever mediates.
pub trait Mediator: fmt::Debug + Send {
    /// Prepares for one session. Whatever an earlier session left must be forgotten.
    ///
    /// # Errors
    /// If the mediator cannot work with this mandate; it names the instrument that is missing.
    fn start(&mut self, briefing: &MediatorBriefing<'_>) -> Result<()>;

    /// Answers what to do at the beginning of a round.
    ///
    /// # Errors
    /// A fault, which is recorded; the mediator is gone from then on and the parties go on alone.
    fn act(&mut self, scene: &Scene<'_>) -> std::result::Result<Act, Fault>;

    /// The session is over.
    fn end(&mut self, _ending: &Ending) {}
}
