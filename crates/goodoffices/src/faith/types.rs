//! The six types of two-party talks: what each would demand, answer and do, and the priors of its parameters.
//!
//! Time-dependent targets after Faratin, Sierra & Jennings (1998): `u*(t) = r + (u0 − r)(1 − t^(1/e))`, so
//! e < 1 holds out and e > 1 gives way early. A reciprocator answers the other side's steps as its own utility
//! counts them: `u*_k = clip(u*_{k−1} − γ·Δu, r, 1)`. Two types do not mean to agree: one drifts (`u0 − q·t`,
//! with now and then a cosmetic step under pressure), one prefers what the other side cannot accept.
//! A new type is a new implementation of [`TypeLikelihood`] beside an entry in the type set.
//!
//! Assumed, not measured: how types answer probes, keep commitments and meet requests ([`Habits`]); that
//! both insincere types hold the same demand path. The record of a real case never trains any of it.

use super::prior::{BetaPrior, Prior};
use crate::num;
use std::fmt::Debug;

/// What a mediator may try besides putting a text to a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProbeKind {
    /// The other side takes a small verifiable step; does the party answer it?
    Reciprocity,
    /// Is the party ready for a step that costs it something (verification, escrow, an exchange)?
    CostlyStep,
    /// The date is moved; does the party keep its pace (rather than move only under threat)?
    DeadlineShift,
    /// Who binds the party is asked for in writing; is it named and stood by?
    Authority,
}

impl ProbeKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Reciprocity, Self::CostlyStep, Self::DeadlineShift, Self::Authority];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reciprocity => "reciprocity",
            Self::CostlyStep => "costly step",
            Self::DeadlineShift => "deadline shift",
            Self::Authority => "authority",
        }
    }
}

/// A parameter of a type, with its prior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its name in files.
    pub name: &'static str,
    /// Its prior.
    pub prior: Prior,
}

/// Most parameters of one type.
pub const MOST_PARAMETERS: usize = 8;

/// What a type sees when it must act.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Share of the time to the deadline, in [0, 1].
    pub time: f64,
    /// Its logarithm; minus infinity at the start.
    pub ln_time: f64,
    /// Its demand at its own last offer; nothing before the first.
    pub previous: Option<f64>,
    /// What the other side's steps since then are worth to it, on its own scale.
    pub step: f64,
    /// Is a warning or a near date pressing it?
    pub pressed: bool,
}

/// Levels it may aim at now: the first is its path; the others have the weights said.
#[derive(Clone, Copy, Debug)]
pub struct Targets {
    /// Its path; what is left of the weight.
    pub path: f64,
    /// Weight and level of a return to its opening.
    pub regress: (f64, f64),
    /// Weight and level of a cosmetic step.
    pub cosmetic: (f64, f64),
}

/// Shapes (a, b) of the beta prior of a frequency.
pub type Shapes = (f64, f64);

/// Frequencies and rates of a type that do not hang on its demands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Habits {
    /// Frequency of a yes where it answers without weighing; nothing where the answer hangs on its demands.
    pub yes: Option<Shapes>,
    /// Frequency of taking back what it agreed.
    pub takes_back: Shapes,
    /// Frequency of not keeping an interim commitment.
    pub breaks: Shapes,
    /// Frequency of not meeting a request of procedure.
    pub obstructs: Shapes,
    /// Mean and standard deviation of the log of how much slower it answers than it could.
    pub slower: (f64, f64),
    /// Do deeds outside the talks grow in tense weeks?
    pub tense: bool,
    /// Frequency of passing each probe, in the order of [`ProbeKind::ALL`].
    pub passes: [Shapes; 4],
}

/// A type: what it demands and how it answers, given its parameters.
pub trait TypeLikelihood: Send + Sync + Debug {
    /// Its parameters; the last, if it is called `regard`, weighs the others' utility within a level.
    fn parameters(&self) -> &'static [Parameter];

    /// The levels it may aim at; nothing where it offers at random.
    fn targets(&self, parameters: &[f64], at: &Moment) -> Option<Targets>;

    /// Its least acceptable level and readiness to say yes to a last text; nothing where it does not weigh.
    fn reservation(&self, parameters: &[f64]) -> Option<(f64, f64)>;

    /// Do its demands hang on the other side's steps?
    fn heeds_steps(&self) -> bool {
        true
    }

    /// What does not hang on its demands.
    fn habits(&self) -> Habits;
}

const OPENING: Parameter = Parameter { name: "opening", prior: Prior::Uniform(0.85, 1.0) };
const REGARD: Parameter = Parameter { name: "regard", prior: Prior::Exponential(5.0) };
const READY: Parameter = Parameter { name: "readiness", prior: Prior::Beta(BetaPrior::B82) };
const fn reservation(which: BetaPrior) -> Parameter {
    Parameter { name: "reservation", prior: Prior::Beta(which) }
}

/// Habits of the types that mean to agree; a no to a last text hangs on their demands.
const SINCERE: Habits = Habits {
    yes: None,
    takes_back: (1.0, 49.0),
    breaks: (1.0, 9.0),
    obstructs: (1.0, 4.0),
    slower: (0.0, 0.0),
    tense: false,
    passes: [(5.0, 5.0), (5.0, 5.0), (7.0, 3.0), (9.0, 1.0)],
};

const INSINCERE: Habits = Habits {
    yes: Some((1.0, 30.0)),
    takes_back: (1.0, 9.0),
    breaks: (2.0, 3.0),
    obstructs: (2.0, 3.0),
    slower: (0.0, 0.0),
    tense: false,
    passes: [(1.0, 9.0), (1.0, 9.0), (3.0, 7.0), (3.0, 3.0)],
};

/// Share of returns to the opening.
const RETURNS_SINCERE: f64 = 0.02;
const RETURNS_INSINCERE: f64 = 0.10;

fn plain(path: f64, opening: f64, returns: f64) -> Targets {
    Targets { path, regress: (returns, opening), cosmetic: (0.0, 0.0) }
}

/// Gives way by the clock; early (conceder) or late (hard bargainer).
#[derive(Clone, Copy, Debug)]
pub struct TimeBound {
    parameters: &'static [Parameter],
    habits: Habits,
}

const CONCEDER: [Parameter; 5] = [
    reservation(BetaPrior::B23),
    OPENING,
    Parameter { name: "exponent", prior: Prior::LogUniform(1.0, 5.0) },
    READY,
    REGARD,
];
const HARD: [Parameter; 5] = [
    reservation(BetaPrior::B43),
    OPENING,
    Parameter { name: "exponent", prior: Prior::LogUniform(0.05, 0.3) },
    READY,
    REGARD,
];
const RECIPROCATOR: [Parameter; 5] = [
    reservation(BetaPrior::B33),
    OPENING,
    Parameter { name: "reciprocity", prior: Prior::Uniform(0.5, 1.5) },
    READY,
    REGARD,
];
const STALLER: [Parameter; 4] = [
    OPENING,
    Parameter { name: "drift", prior: Prior::Uniform(0.0, 0.15) },
    Parameter { name: "cosmetic_step", prior: Prior::Uniform(0.0, 0.1) },
    Parameter { name: "regard", prior: Prior::Normal(0.0, 4.0) },
];
const SPOILER: [Parameter; 3] = [
    OPENING,
    Parameter { name: "drift", prior: Prior::Uniform(0.0, 0.15) },
    Parameter { name: "regard", prior: Prior::Exponential(-5.0) },
];

impl TypeLikelihood for TimeBound {
    fn parameters(&self) -> &'static [Parameter] {
        self.parameters
    }

    fn targets(&self, p: &[f64], at: &Moment) -> Option<Targets> {
        let (r, opening) = (p[0].min(p[1]), p[1]);
        // t^(1/e), with 0 at the start.
        let share = if at.time > 0.0 { num::exp(at.ln_time / p[2]) } else { 0.0 };
        Some(plain(r + (opening - r) * (1.0 - share), opening, RETURNS_SINCERE))
    }

    fn reservation(&self, p: &[f64]) -> Option<(f64, f64)> {
        Some((p[0].min(p[1]), p[3]))
    }

    fn heeds_steps(&self) -> bool {
        false
    }

    fn habits(&self) -> Habits {
        self.habits
    }
}

/// Answers the other side's steps in kind.
#[derive(Clone, Copy, Debug)]
pub struct Reciprocator;

impl TypeLikelihood for Reciprocator {
    fn parameters(&self) -> &'static [Parameter] {
        &RECIPROCATOR
    }

    fn targets(&self, p: &[f64], at: &Moment) -> Option<Targets> {
        let (r, opening) = (p[0].min(p[1]), p[1]);
        let path = at.previous.map_or(opening, |u| (u - p[2] * at.step).clamp(r, 1.0));
        Some(plain(path, opening, RETURNS_SINCERE))
    }

    fn reservation(&self, p: &[f64]) -> Option<(f64, f64)> {
        Some((p[0].min(p[1]), p[3]))
    }

    fn habits(&self) -> Habits {
        Habits { passes: [(8.0, 2.0), (6.0, 4.0), (7.0, 3.0), (9.0, 1.0)], ..SINCERE }
    }
}

/// Drifts, and hardly ever says yes.
#[derive(Clone, Copy, Debug)]
pub struct Staller;

impl TypeLikelihood for Staller {
    fn parameters(&self) -> &'static [Parameter] {
        &STALLER
    }

    fn targets(&self, p: &[f64], at: &Moment) -> Option<Targets> {
        let path = p[0] - p[1] * at.time;
        let cosmetic = if at.pressed { (0.5, path - p[2]) } else { (0.0, 0.0) };
        Some(Targets { path, regress: (RETURNS_INSINCERE, p[0]), cosmetic })
    }

    fn reservation(&self, _p: &[f64]) -> Option<(f64, f64)> {
        None
    }

    fn heeds_steps(&self) -> bool {
        false
    }

    fn habits(&self) -> Habits {
        // A median delay of 1.8 times its own pace.
        Habits { slower: (0.587_786_664_902_119, 0.3), ..INSINCERE }
    }
}

/// Offers what the other side can accept least.
#[derive(Clone, Copy, Debug)]
pub struct Spoiler;

impl TypeLikelihood for Spoiler {
    fn parameters(&self) -> &'static [Parameter] {
        &SPOILER
    }

    fn targets(&self, p: &[f64], at: &Moment) -> Option<Targets> {
        Some(plain(p[0] - p[1] * at.time, p[0], RETURNS_INSINCERE))
    }

    fn reservation(&self, _p: &[f64]) -> Option<(f64, f64)> {
        None
    }

    fn heeds_steps(&self) -> bool {
        false
    }

    fn habits(&self) -> Habits {
        Habits { tense: true, ..INSINCERE }
    }
}

/// Offers anything.
#[derive(Clone, Copy, Debug)]
pub struct Erratic;

impl TypeLikelihood for Erratic {
    fn parameters(&self) -> &'static [Parameter] {
        &[]
    }

    fn targets(&self, _p: &[f64], _at: &Moment) -> Option<Targets> {
        None
    }

    fn reservation(&self, _p: &[f64]) -> Option<(f64, f64)> {
        None
    }

    fn heeds_steps(&self) -> bool {
        false
    }

    fn habits(&self) -> Habits {
        let even = (1.0, 1.0);
        Habits {
            yes: Some(even),
            takes_back: even,
            breaks: even,
            obstructs: even,
            passes: [even; 4],
            ..SINCERE
        }
    }
}

/// The six likelihoods, in the order of [`super::TypeSet::standard`].
#[must_use]
pub fn standard() -> Vec<Box<dyn TypeLikelihood>> {
    vec![
        Box::new(TimeBound { parameters: &CONCEDER, habits: SINCERE }),
        Box::new(TimeBound {
            parameters: &HARD,
            habits: Habits { passes: [(4.0, 6.0), (4.0, 6.0), (7.0, 3.0), (9.0, 1.0)], ..SINCERE },
        }),
        Box::new(Reciprocator),
        Box::new(Staller),
        Box::new(Spoiler),
        Box::new(Erratic),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(time: f64, previous: Option<f64>, step: f64) -> Moment {
        Moment { time, ln_time: time.ln(), previous, step, pressed: false }
    }

    #[test]
    fn a_time_bound_party_starts_at_its_opening_and_ends_at_its_reservation() {
        let types = standard();
        let p = [0.4, 0.9, 2.0, 1.0, 0.8];
        let path = |k: usize, t: f64| types[k].targets(&p, &moment(t, None, 0.0)).unwrap().path;
        assert!((path(0, 0.0) - 0.9).abs() < 1e-12 && (path(0, 1.0) - 0.4).abs() < 1e-12);
        // e = 2: the square root of the time is gone.
        assert!((path(0, 0.25) - 0.65).abs() < 1e-12);
    }

    #[test]
    fn a_reciprocator_answers_both_ways_and_stops_at_its_reservation() {
        let p = [0.5, 0.9, 1.0, 1.0, 0.8];
        let path = |prev, step| Reciprocator.targets(&p, &moment(0.5, prev, step)).unwrap().path;
        assert_eq!(path(None, 0.3), 0.9);
        assert!((path(Some(0.8), 0.1) - 0.7).abs() < 1e-12 && (path(Some(0.8), -0.1) - 0.9).abs() < 1e-12);
        assert_eq!(path(Some(0.6), 0.4), 0.5);
    }
}
