//! What one party brings and is told: its own side, and a briefing on the others.

use crate::error::{Error, Result};
use crate::num;
use crate::outcome::OutcomeSpace;
use crate::preference::inverse::Inverse;
use crate::preference::{Preference, Profile, Reservation};
use crate::rng::{self, Part, Stream};
use crate::scenario::Scenario;

/// What the parties know of each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Information {
    /// Each its own preferences only.
    #[default]
    Own,
    /// The others' utility functions too, their reservation hidden and read as 0.
    OpponentUtility,
    /// Everything.
    All,
}

/// A party's own preferences, ready to be asked. It can be used for one session after another: nothing
/// that a session leaves in it changes an answer.
#[derive(Clone, Debug)]
pub struct Side {
    /// The utility function with its inverse.
    pub inverse: Inverse,
    /// Worth of no agreement; −∞ where there is none.
    pub reservation: f64,
}

impl Side {
    /// The side of a scenario's party.
    ///
    /// # Errors
    /// If the party's utility function is not known, or the space is too large to be searched.
    pub fn new(scenario: &Scenario, party: usize) -> Result<Self> {
        let p = &scenario.parties[party];
        let Preference::Known(profile) = &p.preference else {
            return Err(Error::input(format!("party {:?} has no utility function", p.name))
                .remedy("sessions need what every party wants as numbers"));
        };
        let admits = |digits: &[u32]| scenario.admits(digits);
        let constrained = !scenario.constraints.is_empty();
        let inverse =
            Inverse::new(&scenario.space, profile.function(), constrained.then_some(&admits as _))?;
        Ok(Self { inverse, reservation: profile.reservation_value().unwrap_or(f64::NEG_INFINITY) })
    }

    /// Least utility worth having: the reservation value or the least there is.
    #[must_use]
    pub fn floor(&self) -> f64 {
        self.reservation.max(self.inverse.lowest())
    }

    /// Is any outcome at least as good as no agreement?
    #[must_use]
    pub fn is_rational(&self) -> bool {
        self.reservation <= self.inverse.highest()
    }

    /// A utility brought to [0, 1] by the function's own range.
    #[must_use]
    pub fn share(&self, utility: f64) -> f64 {
        let span = self.inverse.highest() - self.inverse.lowest();
        if span > num::TIE { (utility - self.inverse.lowest()) / span } else { 1.0 }
    }
}

/// What a negotiator is told before a session.
#[derive(Clone, Debug)]
pub struct Briefing<'a> {
    /// Which party it is.
    pub me: usize,
    /// The table as this party may see it: preferences it must not know are [`Preference::Unknown`].
    pub scenario: &'a Scenario,
    /// Rounds, where they are known to it.
    pub rounds: Option<u64>,
    /// Seconds, where there is a limit.
    pub seconds: Option<f64>,
    /// Root seed.
    pub seed: u64,
    /// Names of this session in the tree of random streams.
    pub path: &'a [Part<'a>],
}

impl Briefing<'_> {
    /// The party's own random stream for a purpose.
    #[must_use]
    pub fn stream(&self, purpose: &str) -> Stream {
        let mut path = self.path.to_vec();
        path.extend([Part::Word("party"), Part::Number(self.me as u64), Part::Word(purpose)]);
        rng::stream(self.seed, &path)
    }

    /// The outcomes.
    #[must_use]
    pub fn space(&self) -> &OutcomeSpace {
        &self.scenario.space
    }

    /// Another party's utility function, where this party may know it.
    #[must_use]
    pub fn other(&self, party: usize) -> Option<&Profile> {
        match &self.scenario.parties.get(party)?.preference {
            Preference::Known(p) if party != self.me => Some(p),
            _ => None,
        }
    }
}

/// The scenario as party `me` may see it.
#[must_use]
pub fn seen_by(scenario: &Scenario, me: usize, information: Information) -> Scenario {
    let mut seen = scenario.clone();
    for (k, party) in seen.parties.iter_mut().enumerate() {
        if k == me || information == Information::All {
            continue;
        }
        party.preference = match (&party.preference, information) {
            (Preference::Known(p), Information::OpponentUtility) => {
                Preference::Known(p.clone().with_reservation(Reservation::Value(0.0)))
            }
            _ => Preference::Unknown,
        };
    }
    seen
}
