//! The machine that runs a protocol: turn, move, log.
//!
//! [`Session`] is the sans-I/O machine: [`Session::turn`] says who must act on what observation and
//! [`Session::apply`] advances and records. [`Room`] seats negotiators at a scenario and plays whole
//! sessions, one after another without preparing the table again. Seconds elapsed are always handed in.
//!
//! The log is compact (a round, a party, a time, a move); `trace` is the one place that says it in the
//! words of `talks`.

mod log;
mod mediated;
mod mediated_trace;
mod room;
mod text;
mod trace;

pub use log::{Entry, Log};
pub use mediated::{MediatedPlayed, MediatedRoom, MediatedRules};
pub use mediated_trace::mediated_trace;
pub use room::{Played, Room, Rules};
pub use text::play_text;
pub use trace::{trace, turns};

use crate::error::Result;
use crate::protocol::{Ask, Ending, Fault, FaultKind, Move, Negotiator, Observation, Protocol, Side, Turn};

/// A protocol being played, with its log.
#[derive(Debug)]
pub struct Session<P> {
    protocol: P,
    log: Log,
    /// The observation that the next move answers.
    seen: Option<Observation>,
    time: f64,
}

impl<P: Protocol> Session<P> {
    /// A session that has not begun.
    #[must_use]
    pub fn new(protocol: P, log: Log) -> Self {
        Self { protocol, log, seen: None, time: 0.0 }
    }

    /// Says who must act, given the seconds elapsed.
    pub fn turn(&mut self, elapsed: f64) -> Turn {
        let turn = self.protocol.turn(elapsed);
        self.seen = match &turn {
            Turn::Act(seen) => Some(*seen),
            Turn::Over(_) => None,
        };
        self.time = self.seen.map_or(self.time, |s| s.time);
        turn
    }

    /// Plays the move of the party whose turn it is.
    ///
    /// # Errors
    /// If the move is not legal; nothing is recorded then.
    pub fn apply(&mut self, step: Move) -> Result<()> {
        self.protocol.apply(step)?;
        if let Some(seen) = &self.seen {
            self.log.record(seen, step);
        }
        Ok(())
    }

    /// Ends the session because the party whose turn it is failed.
    pub fn abort(&mut self, fault: Fault) {
        self.protocol.abort(fault);
    }

    /// Asks the negotiators, who have been started, until it is over. `elapsed` is asked before every turn.
    pub fn converse<'n>(
        &mut self,
        negotiators: &mut [&'n mut (dyn Negotiator + 'n)],
        sides: &mut [Side],
        mut elapsed: impl FnMut() -> f64,
    ) -> Ending {
        let watched = negotiators.iter().any(|n| n.watches());
        let ending = loop {
            // Looked at where it is: copying an observation costs as much as answering it.
            let turn = self.protocol.turn(elapsed());
            let seen = match &turn {
                Turn::Over(ending) => break ending.clone(),
                Turn::Act(seen) => seen,
            };
            self.time = seen.time;
            let side = &mut sides[seen.party];
            let answer = match seen.ask {
                Ask::Offer => negotiators[seen.party].act(seen, side),
                Ask::Vote { .. } => negotiators[seen.party].vote(seen, side),
            };
            if let (true, Ok(step)) = (watched, &answer) {
                for (_, n) in negotiators.iter_mut().enumerate().filter(|(k, _)| *k != seen.party) {
                    n.watch(seen.party, *step);
                }
            }
            self.take(seen, answer);
        };
        for n in negotiators.iter_mut() {
            n.end(&ending);
        }
        ending
    }

    /// What happened so far.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Relative time of the last turn, as the party that had it saw it.
    #[must_use]
    pub fn last_time(&self) -> f64 {
        self.time
    }

    /// The protocol.
    #[must_use]
    pub fn protocol(&self) -> &P {
        &self.protocol
    }

    /// Plays the answer of the party that saw this; an illegal one ends the session as a recorded failure.
    fn take(&mut self, seen: &Observation, answer: std::result::Result<Move, Fault>) {
        match answer {
            Ok(step) => match self.protocol.apply(step) {
                Ok(()) => self.log.record(seen, step),
                Err(e) => {
                    self.abort(Fault { kind: FaultKind::Illegal, message: format!("{step:?}: {e}") });
                }
            },
            Err(fault) => self.abort(fault),
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
