//! What one party brings and is told: its own side, and a briefing on the others.

use crate::error::{Error, Result};
use crate::num;
use crate::outcome::OutcomeSpace;
use crate::preference::inverse::Inverse;
use crate::preference::{Additive, Preference, Profile};
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

/// Greatest utility whose squares can be added.
const MOST: f64 = 1e100;

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
        let inverse = Inverse::new(&scenario.space, profile.function(), constrained.then_some(&admits as _))?;
        if inverse.lowest() < -MOST || inverse.highest() > MOST {
            let range = format!("{:e} to {:e}", inverse.lowest(), inverse.highest());
            return Err(Error::input(format!("party {:?} has utilities from {range}", p.name))
                .remedy("distances between them cannot be measured; keep them within 1e100"));
        }
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
    scenario: &'a Scenario,
    information: Information,
    /// Rounds, where they are known to it.
    pub rounds: Option<u64>,
    /// Seconds, where there is a limit.
    pub seconds: Option<f64>,
    seed: u64,
    path: &'a [Part<'a>],
}

impl<'a> Briefing<'a> {
    /// A briefing for party `me`; random streams are named by `seed` and `path`.
    #[must_use]
    pub fn new(
        me: usize,
        scenario: &'a Scenario,
        information: Information,
        seed: u64,
        path: &'a [Part<'a>],
    ) -> Self {
        Self { me, scenario, information, rounds: None, seconds: None, seed, path }
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

    /// A party's utility of an outcome, where this party may know it.
    #[must_use]
    pub fn utility_of(&self, party: usize, digits: &[u32]) -> Option<f64> {
        self.profile_of(party).map(|p| p.utility(digits))
    }

    /// A party's reservation value, where this party may know it. Another's reads as 0 where only the
    /// utility functions are open.
    #[must_use]
    pub fn reservation_of(&self, party: usize) -> Option<f64> {
        let own = self.profile_of(party)?.reservation_value().unwrap_or(f64::NEG_INFINITY);
        Some(if party == self.me || self.information == Information::All { own } else { 0.0 })
    }

    /// A party's additive function, where this party may know it and it is one.
    #[must_use]
    pub fn additive_of(&self, party: usize) -> Option<&Additive> {
        self.profile_of(party)?.as_additive()
    }

    fn profile_of(&self, party: usize) -> Option<&Profile> {
        let open = party == self.me || self.information != Information::Own;
        match &self.scenario.parties.get(party)?.preference {
            Preference::Known(p) if open => Some(p),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Issue;
    use crate::preference::Reservation;
    use crate::scenario::Party;

    #[test]
    fn information_opens_utilities_first_and_reservations_last() {
        let space = OutcomeSpace::new(vec![Issue::categorical("a", ["x", "y"])]).unwrap();
        let party = |name: &str| {
            let u = Additive::new(&space, vec![1.0], vec![vec![0.0, 1.0]]).unwrap();
            let profile = Profile::new(u).with_reservation(Reservation::Value(0.4));
            Party { name: name.into(), preference: Preference::Known(profile) }
        };
        let parties = vec![party("p"), party("q")];
        let scenario = Scenario { name: "s".into(), space: space.clone(), parties, constraints: Vec::new() };
        let seen = |information| {
            let b = Briefing::new(0, &scenario, information, 0, &[]);
            (b.utility_of(0, &[1]), b.reservation_of(0), b.utility_of(1, &[1]), b.reservation_of(1))
        };
        assert_eq!(seen(Information::Own), (Some(1.0), Some(0.4), None, None));
        assert_eq!(seen(Information::OpponentUtility), (Some(1.0), Some(0.4), Some(1.0), Some(0.0)));
        assert_eq!(seen(Information::All), (Some(1.0), Some(0.4), Some(1.0), Some(0.4)));
    }
}
