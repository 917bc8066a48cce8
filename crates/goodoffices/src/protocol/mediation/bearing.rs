//! How things stand for a party: what is in force, what is announced, and what it takes to be acceptable.
//!
//! The rule itself is [`Stake::least`](crate::protocol::Stake::least); this gathers what it needs.

use super::{Mediation, Presence};
use crate::num;
use crate::protocol::{Deadline, Knowledge, Means, Pressure};

impl Mediation {
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
