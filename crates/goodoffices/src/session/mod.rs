//! The machine that runs a protocol: turn, move, log.
//!
//! [`Session`] is the sans-I/O machine: [`Session::turn`] says who must act on what observation and
//! [`Session::apply`] advances and records. [`Room`] seats negotiators at a scenario and plays whole
//! sessions, one after another without preparing the table again. Seconds elapsed are always handed in.
//!
//! The log is compact (a round, a party, a time, a move); `trace` is the one place that says it in the
//! words of `talks`.

mod log;
mod room;

pub use log::{Entry, Log};
pub use room::{Played, Room, Rules};

use crate::error::Result;
use crate::protocol::{Ending, Fault, FaultKind, Move, Observation, Protocol, Turn};

/// A protocol being played, with its log.
#[derive(Debug)]
pub struct Session<P> {
    protocol: P,
    log: Log,
    /// The observation that the next move answers.
    seen: Option<Observation>,
}

impl<P: Protocol> Session<P> {
    /// A session that has not begun.
    #[must_use]
    pub fn new(protocol: P, log: Log) -> Self {
        Self { protocol, log, seen: None }
    }

    /// Says who must act, given the seconds elapsed.
    pub fn turn(&mut self, elapsed: f64) -> Turn {
        let turn = self.protocol.turn(elapsed);
        self.seen = match &turn {
            Turn::Act(seen) => Some(*seen),
            Turn::Over(_) => None,
        };
        turn
    }

    /// Plays the move of the party whose turn it is.
    ///
    /// # Errors
    /// If the move is not legal; nothing is recorded then.
    pub fn apply(&mut self, step: Move) -> Result<()> {
        self.protocol.apply(step)?;
        if let Some(seen) = self.seen {
            self.log.record(&seen, step);
        }
        Ok(())
    }

    /// Ends the session because the party whose turn it is failed.
    pub fn abort(&mut self, fault: Fault) {
        self.protocol.abort(fault);
    }

    /// What happened so far.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The protocol.
    #[must_use]
    pub fn protocol(&self) -> &P {
        &self.protocol
    }

    /// Plays the answer of a party; an illegal one ends the session as a recorded failure.
    pub fn answer(&mut self, answer: std::result::Result<Move, Fault>) {
        let outcome = match answer {
            Ok(step) => self.apply(step).map_err(|e| Fault {
                kind: FaultKind::Illegal,
                message: format!("{step:?}: {e}"),
            }),
            Err(fault) => Err(fault),
        };
        if let Err(fault) = outcome {
            self.abort(fault);
        }
    }
}

/// The party that agreement, departure or failure came from.
#[must_use]
pub fn last_party(ending: &Ending) -> Option<usize> {
    match ending {
        Ending::Agreement { acceptor, .. } => Some(*acceptor),
        Ending::Left { party } | Ending::Failed { party, .. } => Some(*party),
        Ending::TimedOut => None,
    }
}
