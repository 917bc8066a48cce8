//! How talks may go: who moves, what moves are legal, how it ends, what each side observes.
//!
//! A [`Protocol`] is a machine without input or output: [`Protocol::turn`] says who must act and on what
//! observation, [`Protocol::apply`] advances. Elapsed seconds are handed in; nothing here has a clock.
//! A [`Negotiator`] answers observations with moves. It sees its own [`Side`] (utility function, inverse,
//! reservation) and never another's; what it may know of the others stands in its [`Briefing`].
//!
//! In mediated talks ([`Mediation`]) a [`Mediator`] acts beside the parties, with the instruments of its
//! [`Mandate`]; it sees what happened and never what anybody wants.

mod alternating;
mod deadline;
mod mandate;
mod mediation;
mod mediator;
mod side;
mod single_text;
mod stake;

pub use alternating::AlternatingOffers;
pub use deadline::{Deadline, Knowledge};
pub use mandate::{Consent, Gate, Instrument, MOST_INSTRUMENTS, Mandate, Means};
pub use mediation::{Mediation, Stage};
pub use mediator::{Act, Actor, Happening, Mediator, MediatorBriefing, Scene, Told, What};
pub use side::{Briefing, Information, Side};
pub use single_text::{SingleText, TextRule};
pub use stake::{Pressure, Stake, TRUCE};

use crate::error::Result;
use crate::outcome::Outcome;
use std::fmt;

/// What a party can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Put an outcome forward; where another's offer stands, this rejects it.
    Offer(Outcome),
    /// Accept what stands.
    Accept,
    /// Reject what is put to the vote (only where the protocol asks for a vote).
    Reject,
    /// Leave the talks.
    End,
}

/// What is asked of the party whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ask {
    /// Accept the standing offer, if there is one of another's, or make one.
    Offer,
    /// Accept or reject this text in place of the current one; `heat` is the temperature of the search, 0
    /// where none is used. Without a current text: whether this one is acceptable as an agreement.
    Vote {
        /// The text proposed.
        text: Outcome,
        /// The text that stands.
        current: Option<Outcome>,
        /// Temperature on the scale of utilities.
        heat: f64,
        /// A uniform draw that decides whether a worse text is accepted.
        luck: f64,
    },
}

/// What a party sees at its turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// Whose turn it is.
    pub party: usize,
    /// The round, from 0.
    pub round: u64,
    /// Relative time in [0, 1], as far as this party can tell.
    pub time: f64,
    /// The standing offer and who made it.
    pub standing: Option<(Outcome, usize)>,
    /// What is asked.
    pub ask: Ask,
}

/// How talks ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// All agreed; `acceptor` is the party whose acceptance completed it.
    Agreement {
        /// What was agreed.
        outcome: Outcome,
        /// The last to accept.
        acceptor: usize,
    },
    /// The deadline passed, or chance ended the talks.
    TimedOut,
    /// A party left.
    Left {
        /// Who.
        party: usize,
    },
    /// A party failed: its program crashed, was too slow, or moved illegally.
    Failed {
        /// Who.
        party: usize,
        /// How.
        fault: Fault,
    },
}

/// How a negotiator failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind.
    pub kind: FaultKind,
    /// In words.
    pub message: String,
}

/// The kinds of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// The program ended or could not start.
    Crash,
    /// It did not answer in time.
    Timeout,
    /// Its answer was no legal move.
    Illegal,
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Crash => "crash",
            Self::Timeout => "timeout",
            Self::Illegal => "illegal",
        })
    }
}

/// Whose turn it is, or how it ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// This party must act on this.
    Act(Observation),
    /// It is over.
    Over(Ending),
}

/// The rules of talks, with the state of one play of them.
pub trait Protocol: fmt::Debug {
    /// Says who must act, given the seconds elapsed since the start. Asking twice changes nothing.
    fn turn(&mut self, elapsed: f64) -> Turn;

    /// Plays the move of the party whose turn it is.
    ///
    /// # Errors
    /// If the move is not legal now; the state is unchanged.
    fn apply(&mut self, step: Move) -> Result<()>;

    /// Ends the talks because the party whose turn it is failed.
    fn abort(&mut self, fault: Fault);

    /// Rounds begun so far.
    fn rounds(&self) -> u64;
}

/// A policy that answers observations.
pub trait Negotiator: fmt::Debug + Send {
    /// Prepares for one session. Whatever an earlier session left must be forgotten.
    ///
    /// # Errors
    /// If the negotiator cannot play under this briefing.
    fn start(&mut self, briefing: &Briefing<'_>, side: &mut Side) -> Result<()>;

    /// Answers [`Ask::Offer`].
    ///
    /// # Errors
    /// A fault, which ends the session and is recorded.
    fn act(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault>;

    /// Answers [`Ask::Vote`]. The default accepts with probability min(1, e^{ΔU/T}) against the current text
    /// (at temperature 0, what is no worse) and, in the end, what is no worse than the reservation value.
    ///
    /// # Errors
    /// As [`Negotiator::act`].
    fn vote(&mut self, seen: &Observation, side: &mut Side) -> std::result::Result<Move, Fault> {
        let Ask::Vote { text, current, heat, luck } = seen.ask else { return Ok(Move::Reject) };
        let against = current.map_or(side.reservation, |c| side.inverse.utility(c));
        let gain = side.inverse.utility(text) - against;
        let uphill = current.is_some() && heat > 0.0 && luck < crate::num::exp(gain / heat);
        Ok(if gain >= 0.0 || uphill { Move::Accept } else { Move::Reject })
    }

    /// Sees a move of another party. Called for every move; offers that stand at one's own turn are seen
    /// there too.
    fn watch(&mut self, _party: usize, _step: Move) {}

    /// Does [`Negotiator::watch`] do anything?
    fn watches(&self) -> bool {
        false
    }

    /// No agreement has become worth something else (`side.reservation`), as a mediator's instruments and the
    /// conflict itself can make it. Called before the party's turns in mediated talks, where it changed.
    fn revalue(&mut self, _side: &mut Side) {}

    /// Hears an act of the mediator that it may know of. Called in mediated talks only.
    fn hear(&mut self, _act: &Act) {}

    /// The session is over.
    fn end(&mut self, _ending: &Ending) {}
}
