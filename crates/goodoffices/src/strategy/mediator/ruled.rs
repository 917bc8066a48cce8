//! The rule mediator: some work while it is there, and a rule for warning, acting and leaving.
//!
//! At a time t it first follows its [`Exit`], then does its [`Work`]. A share of time is of the time known to all;
//! where nobody knows the end, a rule by share never comes due, and a rule by round does.

use super::texts::Texts;
use crate::error::{Error, Result};
use crate::outcome::Outcome;
use crate::protocol::{Act, Fault, Mandate, Means, Mediator, MediatorBriefing, Scene};
use crate::rng::Stream;
use crate::scenario::Constraint;
use rand::{RngExt, SeedableRng};

/// What it does while it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    /// Convenes once, where it can, and waits.
    Facilitate,
    /// Works on one text, asking every so many rounds.
    Text {
        /// Rounds from one question to the next.
        every: u64,
    },
    /// Probes one party after the other.
    Probe {
        /// Rounds from one question to the next.
        every: u64,
    },
}

/// When it goes, or acts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Exit {
    /// Never.
    Never,
    /// At a share of the time, or in a round counted from 1; comes back after so many rounds, if not 0.
    At { time: f64, round: u64, back: u64 },
    /// Warns at a share of the time and carries it out at another, but for a chance that it does not.
    Warned { at: f64, by: f64, on: usize, bluff: f64 },
}

/// A mediator that follows rules.
#[derive(Debug)]
pub(super) struct Ruled {
    name: &'static str,
    work: Work,
    exit: Exit,
    texts: Option<Texts>,
    constraints: Vec<Constraint>,
    rounds: Option<u64>,
    convened: bool,
    /// The warning given, and its last round.
    warned: Option<(usize, u64)>,
    bluffs: bool,
    acted: bool,
    went: Option<u64>,
    stream: Stream,
}

impl Ruled {
    pub(super) fn new(name: &'static str, work: Work, exit: Exit) -> Self {
        Self {
            name,
            work,
            exit,
            texts: None,
            constraints: Vec::new(),
            rounds: None,
            convened: false,
            warned: None,
            bluffs: false,
            acted: false,
            went: None,
            stream: Stream::from_seed([0; 32]),
        }
    }

    fn check(&self, mandate: &Mandate) -> Result<()> {
        let needs = |any: &[Means]| {
            if any.iter().any(|m| mandate.has(*m)) {
                return Ok(());
            }
            let names: Vec<&str> = any.iter().map(|m| m.name()).collect();
            Err(Error::parameter(format!("mediator {} cannot work with these instruments", self.name))
                .remedy(format!("list {}", names.join(" or "))))
        };
        match self.work {
            Work::Facilitate => {}
            Work::Text { .. } => needs(&[Means::Ask, Means::Table])?,
            Work::Probe { .. } => {
                needs(&[Means::Probe])?;
                needs(&[Means::Ask, Means::Table])?;
            }
        }
        match self.exit {
            Exit::Never => Ok(()),
            Exit::At { back: 0, .. } => needs(&[Means::Leave, Means::StepBack]),
            Exit::At { .. } => needs(&[Means::StepBack]),
            Exit::Warned { .. } => needs(&[Means::Warn]),
        }
    }

    /// Leaves for good, or steps back where it cannot.
    fn go(&self, mandate: &Mandate, back: bool) -> Act {
        if back || !mandate.has(Means::Leave) { Act::StepBack } else { Act::Leave }
    }

    fn follow(&mut self, scene: &Scene<'_>) -> Option<Act> {
        match self.exit {
            Exit::Never => None,
            Exit::At { time, round, back } => {
                if let Some(since) = self.went {
                    let returns = scene.away && back > 0 && scene.round >= since + back;
                    return Some(if returns { Act::Return } else { Act::Wait }).filter(|_| scene.away);
                }
                let due = if round > 0 { scene.round + 1 >= round } else { scene.time >= time };
                if !due {
                    return None;
                }
                self.went = Some(scene.round);
                Some(self.go(scene.mandate, back > 0))
            }
            Exit::Warned { at, by, on, .. } => self.press(scene, at, by, on),
        }
    }

    fn press(&mut self, scene: &Scene<'_>, at: f64, by: f64, on: usize) -> Option<Act> {
        if scene.away {
            return Some(Act::Wait);
        }
        let Some((warning, last)) = self.warned else {
            let instrument = scene.mandate.find(Means::Warn, Some(on))?;
            let threatens = scene.mandate.instruments[instrument].threatens;
            if scene.time < at {
                return None;
            }
            let n = self.rounds.unwrap_or(scene.round + 1);
            let last =
                ((by * (n + 1) as f64).ceil() as u64).saturating_sub(1).clamp(scene.round, n.max(1) - 1);
            self.warned = Some((instrument, last));
            return Some(Act::Warn { instrument, party: threatens.map(|_| on), by: last });
        };
        if scene.round < last || self.bluffs || self.acted {
            return None;
        }
        match scene.mandate.instruments[warning].threatens {
            None => {
                self.acted = true;
                Some(self.go(scene.mandate, false))
            }
            Some(t) if scene.ready[t] => {
                self.acted = true;
                Some(Act::Sanction { instrument: t, party: on })
            }
            Some(_) => None,
        }
    }

    fn toil(&mut self, scene: &Scene<'_>) -> Act {
        let (every, probing) = match self.work {
            Work::Facilitate => {
                let convene = !self.convened && scene.mandate.has(Means::Convene);
                self.convened = true;
                return if convene { Act::Convene } else { Act::Wait };
            }
            Work::Text { every } => (every, false),
            Work::Probe { every } => (every, true),
        };
        let Some(texts) = &mut self.texts else { return Act::Wait };
        texts.read(scene.seen);
        if !texts.can_begin() || !scene.round.is_multiple_of(every) {
            return Act::Wait;
        }
        let constraints = &self.constraints;
        let admits = |digits: &[u32]| constraints.iter().all(|c| c.admits(digits));
        if !probing {
            return texts.next(admits).map_or(Act::Wait, |text| question(scene.mandate, text));
        }
        // Probing: on with the text in work as long as nobody said no; all yes is asked openly to all.
        let parties = texts.parties();
        let text = match texts.current() {
            Some(text) if !(0..parties).any(|p| texts.answer(p) == Some(false)) => text,
            _ => match texts.next(admits) {
                Some(text) => text,
                None => return Act::Wait,
            },
        };
        let asked = (0..parties)
            .find(|p| texts.answer(*p).is_none() && scene.mandate.find(Means::Probe, Some(*p)).is_some());
        match asked {
            Some(party) => Act::Probe { party, text },
            None => question(scene.mandate, text),
        }
    }
}

/// Asks all about a text, in confidence where the mandate can.
fn question(mandate: &Mandate, text: Outcome) -> Act {
    if mandate.has(Means::Ask) { Act::Ask(text) } else { Act::Table(text) }
}

impl Mediator for Ruled {
    fn start(&mut self, briefing: &MediatorBriefing<'_>) -> Result<()> {
        self.check(briefing.mandate)?;
        if let Exit::Warned { on, bluff, .. } = self.exit {
            if on >= briefing.parties() || briefing.mandate.find(Means::Warn, Some(on)).is_none() {
                return Err(Error::parameter(format!("mediator {} cannot warn party {on}", self.name))
                    .remedy(format!("there are {} parties, counted from 0", briefing.parties())));
            }
            self.stream = briefing.stream("bluff");
            self.bluffs = self.stream.random::<f64>() < bluff;
        }
        self.rounds = briefing.rounds;
        (self.convened, self.acted) = (false, false);
        (self.warned, self.went) = (None, None);
        if self.work != Work::Facilitate && !self.texts.as_mut().is_some_and(|t| t.restart(briefing)) {
            self.texts = Some(Texts::new(briefing));
        }
        if self.constraints != briefing.constraints() {
            self.constraints = briefing.constraints().to_vec();
        }
        Ok(())
    }

    fn act(&mut self, scene: &Scene<'_>) -> std::result::Result<Act, Fault> {
        if let Some(act) = self.follow(scene) {
            return Ok(act);
        }
        if scene.away {
            return Ok(Act::Wait);
        }
        Ok(self.toil(scene))
    }
}
