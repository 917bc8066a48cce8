//! A mediator that does anything it may, by chance. A yardstick, and a test of the protocol.

use crate::error::Result;
use crate::outcome::Outcome;
use crate::protocol::{Act, Fault, Means, Mediator, MediatorBriefing, Scene};
use crate::rng::Stream;
use rand::{RngExt, SeedableRng};

/// Rounds that a recess of chance takes at most, and a warning of chance looks ahead.
const AHEAD: u64 = 5;

/// Acts by chance.
#[derive(Debug)]
pub(super) struct Random {
    act: f64,
    outcomes: u128,
    parties: usize,
    stream: Stream,
}

impl Random {
    pub(super) fn new(act: f64) -> Self {
        Self { act, outcomes: 1, parties: 2, stream: Stream::from_seed([0; 32]) }
    }

    fn text(&mut self) -> Outcome {
        Outcome(self.stream.random_range(0..self.outcomes))
    }

    /// An act with this instrument, if it can be used now.
    fn with(&mut self, scene: &Scene<'_>, k: usize) -> Option<Act> {
        let i = &scene.mandate.instruments[k];
        let drawn = self.stream.random_range(0..self.parties);
        let party = i.on.unwrap_or(drawn);
        let rounds = self.stream.random_range(1..=AHEAD);
        let called = || {
            let prepare = Act::Prepare { instrument: k };
            let before = scene.seen.iter().any(|h| match h.what {
                crate::protocol::What::Acted(Act::Prepare { instrument }) => instrument == k,
                crate::protocol::What::Acted(Act::Warn { instrument, .. }) => {
                    scene.mandate.instruments[instrument].threatens == Some(k)
                }
                _ => false,
            });
            (!i.needs.is_empty() && !before).then_some(prepare)
        };
        match i.means {
            Means::Convene => Some(Act::Convene),
            Means::Table => Some(Act::Table(self.text())),
            Means::Ask => Some(Act::Ask(self.text())),
            Means::Probe => Some(Act::Probe { party, text: self.text() }),
            Means::Warn => {
                let threatened = i.threatens.map(|t| (t, scene.mandate.instruments[t].on.unwrap_or(party)));
                let used = |t: usize| {
                    scene.seen.iter().any(|h| {
                        matches!(h.what, crate::protocol::What::Acted(Act::Sanction { instrument, .. }) if instrument == t)
                    })
                };
                let stands = standing(scene, k);
                let fits = threatened.is_none_or(|(t, p)| !used(t) && i.on.is_none_or(|on| on == p));
                (!stands && fits).then_some(Act::Warn {
                    instrument: k,
                    party: threatened.map(|(_, p)| p),
                    by: scene.round + rounds,
                })
            }
            Means::Sanction if scene.ready[k] => Some(Act::Sanction { instrument: k, party }),
            Means::Offer if scene.ready[k] => Some(Act::Offer { instrument: k, party }),
            Means::Sanction | Means::Offer => called(),
            Means::Truce => Some(Act::Truce),
            Means::Recess => Some(Act::Recess { rounds }),
            Means::StepBack => Some(Act::StepBack),
            Means::Leave => Some(Act::Leave),
        }
    }
}

/// Does a warning stand: given, and neither carried out nor lapsed since?
fn standing(scene: &Scene<'_>, k: usize) -> bool {
    use crate::protocol::What;
    scene.seen.iter().fold(false, |stands, h| match h.what {
        What::Acted(Act::Warn { instrument, .. }) if instrument == k => true,
        What::CarriedOut { warning } | What::Lapsed { warning } if warning == k => false,
        _ => stands,
    })
}

impl Mediator for Random {
    fn start(&mut self, briefing: &MediatorBriefing<'_>) -> Result<()> {
        self.stream = briefing.stream("random");
        self.parties = briefing.parties();
        self.outcomes = briefing.space().cardinality().unwrap_or(1);
        Ok(())
    }

    fn act(&mut self, scene: &Scene<'_>) -> std::result::Result<Act, Fault> {
        if self.stream.random::<f64>() >= self.act {
            return Ok(Act::Wait);
        }
        if scene.away {
            let back = self.stream.random::<f64>() < 0.5;
            return Ok(if back { Act::Return } else { Act::Wait });
        }
        let k = self.stream.random_range(0..scene.mandate.instruments.len());
        Ok(self.with(scene, k).unwrap_or(Act::Wait))
    }
}
