//! When talks end by themselves, and what the parties know of it.

use crate::error::{Error, Result};

/// What the parties know of the number of rounds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Knowledge {
    /// Everybody knows it.
    #[default]
    Open,
    /// Nobody knows it; everybody counts on this many rounds.
    Hidden {
        /// Rounds counted on.
        believed: u64,
    },
    /// Each party has its own number of rounds, leaves when they have passed, and knows no other's.
    Private(Vec<u64>),
}

/// When talks end by themselves.
///
/// In round s (from 0) of n, relative time is t = min(1, (s + 1)/(n + 1)); with a time limit, the larger of
/// this and the share of seconds elapsed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deadline {
    /// Most rounds.
    pub rounds: Option<u64>,
    /// Most seconds.
    pub seconds: Option<f64>,
    /// Chance of ending before each round.
    pub chance: f64,
    /// Chance of ending once per whole second elapsed.
    pub chance_per_second: f64,
    /// What the parties know of the rounds.
    pub knowledge: Knowledge,
}

impl Deadline {
    /// A known number of rounds.
    #[must_use]
    pub fn rounds(n: u64) -> Self {
        Self { rounds: Some(n), ..Self::default() }
    }

    /// Checks that the talks end and every number makes sense for `parties` parties.
    ///
    /// # Errors
    /// If there is no limit at all, or a number is out of range.
    pub fn checked(&self, parties: usize) -> Result<()> {
        let wrong = |text: String| Err(Error::parameter(text));
        if self.rounds == Some(0) {
            return wrong("a session needs at least one round".into());
        }
        if let Some(s) = self.seconds
            && !(s > 0.0 && s.is_finite())
        {
            return wrong(format!("a time limit of {s} seconds is not positive"));
        }
        for p in [self.chance, self.chance_per_second] {
            if !(0.0..=1.0).contains(&p) {
                return wrong(format!("a chance of ending of {p} is not between 0 and 1"));
            }
        }
        let private = match &self.knowledge {
            Knowledge::Open => false,
            Knowledge::Hidden { believed } if *believed == 0 => {
                return wrong("parties must count on at least one round".into());
            }
            Knowledge::Hidden { .. } => false,
            Knowledge::Private(own) if own.len() != parties || own.contains(&0) => {
                return wrong(format!("{parties} private deadlines of at least one round are needed"));
            }
            Knowledge::Private(_) => true,
        };
        let ends = private
            || self.rounds.is_some()
            || self.seconds.is_some()
            || self.chance > 0.0
            || self.chance_per_second > 0.0;
        if !ends {
            return Err(Error::parameter("these talks would never end")
                .remedy("give a number of rounds, a time limit or a chance of ending"));
        }
        Ok(())
    }

    /// Relative time as this party sees it in this round.
    #[must_use]
    pub fn time(&self, party: usize, round: u64, elapsed: f64) -> f64 {
        let rounds = match &self.knowledge {
            Knowledge::Open => self.rounds,
            Knowledge::Hidden { believed } => Some(*believed),
            Knowledge::Private(own) => own.get(party).copied(),
        };
        let by_round = rounds.map_or(0.0, |n| round.saturating_add(1) as f64 / n.saturating_add(1) as f64);
        let by_clock = self.seconds.map_or(0.0, |s| elapsed / s);
        by_round.max(by_clock).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_never_reaches_one_by_rounds_alone() {
        let d = Deadline::rounds(100);
        assert_eq!(d.time(0, 99, 1e9), 100.0 / 101.0);
        let timed = Deadline { seconds: Some(10.0), ..d };
        assert_eq!((timed.time(0, 0, 5.0), timed.time(0, 99, 20.0)), (0.5, 1.0));
    }

    #[test]
    fn talks_that_cannot_end_are_refused() {
        assert!(Deadline::default().checked(2).unwrap_err().is_parameter());
        assert!(Deadline::rounds(0).checked(2).is_err());
        assert!(Deadline { seconds: Some(f64::NAN), ..Deadline::default() }.checked(2).is_err());
        assert!(Deadline { chance: 1.5, ..Deadline::rounds(1) }.checked(2).is_err());
        let own = Deadline { knowledge: Knowledge::Private(vec![5]), ..Deadline::default() };
        assert!(own.checked(2).is_err() && own.checked(1).is_ok());
    }
}
