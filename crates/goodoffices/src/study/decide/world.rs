//! Worlds: what the mediator's model says, and what is true.
//!
//! The constants were fixed before any policy was run on them. The model is the same everywhere; each world but the
//! first changes one thing.

use crate::decide::Stopping;

/// What kind of party it is, for a settlement that there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Settles by chance, round by round.
    Settles,
    /// Does not settle.
    Refuses,
    /// Settles only while no mediator is there, whose presence feeds it.
    Fed,
}

impl Type {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Settles, Self::Refuses, Self::Fed];
}

/// What the mediator believes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    /// The stay-or-leave problem.
    pub stopping: Stopping,
    /// Probability that a party that would settle says yes to a probe.
    pub yes_if_settles: f64,
    /// Probability that one that would not says yes.
    pub yes_if_not: f64,
    /// What a probe costs.
    pub probe: f64,
}

/// What is true.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Truth {
    /// Probability of each pair of types, first party's in rows, in the order of [`Type::ALL`].
    pub types: [[f64; 3]; 3],
    /// Probability that two parties that settle do so in a round with the mediator.
    pub hazard: f64,
    /// η: the hazard after k rounds is multiplied by e^{−ηk}.
    pub decay: f64,
    /// The same without the mediator. A party that its presence fed is then ready in every round.
    pub alone: f64,
    /// Chance a round that a party that settles stops doing so, and that one that refuses begins to.
    pub switch: (f64, f64),
    /// Share of the settlement's worth that is lost a round.
    pub loss: f64,
    /// Chance that the talks end before a round.
    pub end: f64,
    /// Probability that a party that settles, and one that does not, says yes to a probe.
    pub yes: (f64, f64),
}

/// One world.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// Its name.
    pub name: String,
    /// What is different in it.
    pub about: String,
    /// What the mediator believes.
    pub model: Model,
    /// What is true.
    pub truth: Truth,
}

/// Rounds after which talks are cut off; at δ = .99 what comes later is worth little.
pub const HORIZON: u64 = 500;

/// Types where both settle with probability `both`, and else refuse alike often.
fn pairs(both: f64) -> [[f64; 3]; 3] {
    let other = (1.0 - both) / 3.0;
    [[both, other, 0.0], [other, other, 0.0], [0.0; 3]]
}

/// Worth of settling unaided, in a round with chance `alone`: V·Σ δ^{j+1}·h(1 − h)^j.
fn unaided(alone: f64, settlement: f64, discount: f64) -> f64 {
    settlement * discount * alone / (1.0 - discount * (1.0 - alone))
}

/// Every world, the one of the model first.
#[must_use]
pub fn worlds() -> Vec<World> {
    let (settlement, discount, elsewhere, alone) = (1.0, 0.99, 0.2, 0.002);
    let model = Model {
        stopping: Stopping {
            belief: 0.7,
            hazard: 0.1,
            settlement,
            fallback: elsewhere,
            fallback_if_settleable: elsewhere + unaided(alone, settlement, discount),
            cost: 0.01,
            discount,
        },
        yes_if_settles: 0.9,
        yes_if_not: 0.15,
        probe: 0.005,
    };
    let truth = Truth {
        types: pairs(0.7),
        hazard: 0.1,
        decay: 0.0,
        alone,
        switch: (0.0, 0.0),
        loss: 0.0,
        end: 0.0,
        yes: (0.9, 0.15),
    };
    let world = |name: &str, about: &str, truth| World {
        name: name.to_owned(),
        about: about.to_owned(),
        model,
        truth,
    };
    let fed = [[0.4, 0.1, 0.15], [0.1, 0.1, 0.0], [0.15, 0.0, 0.0]];
    vec![
        world("in-model", "the model is true", truth),
        world("slow", "two that can settle do so at .04 a round, not .1", Truth { hazard: 0.04, ..truth }),
        world("fast", "they do so at .25 a round", Truth { hazard: 0.25, ..truth }),
        world(
            "doubtful",
            "both can settle with probability .4, not .7",
            Truth { types: pairs(0.4), ..truth },
        ),
        world(
            "changing",
            "parties stop and begin to be able to settle, .02 a round each",
            Truth { switch: (0.02, 0.02), ..truth },
        ),
        world(
            "opposed",
            "where one can settle the other mostly cannot: both .35, one .6",
            Truth { types: [[0.35, 0.3, 0.0], [0.3, 0.05, 0.0], [0.0; 3]], ..truth },
        ),
        world("time-helps-one", "a settlement loses 3 % of its worth a round", Truth { loss: 0.03, ..truth }),
        world("leverage-decays", "the mediator's effect falls by e^{-.1k}", Truth { decay: 0.1, ..truth }),
        world("unknown-end", "talks end by themselves at .03 a round", Truth { end: 0.03, ..truth }),
        world(
            "fed-by-talks",
            "in 3 of 10 pairs one settles only once the mediator has gone",
            Truth { types: fed, ..truth },
        ),
        world(
            "vague-answers",
            "answers in confidence say little: .6 and .4",
            Truth { yes: (0.6, 0.4), ..truth },
        ),
        world("able-alone", "they settle unaided at .03 a round, not .002", Truth { alone: 0.03, ..truth }),
    ]
}

impl Truth {
    /// Probability of settling in round k between two types.
    #[must_use]
    pub fn settles(&self, a: Type, b: Type, there: bool, round: u64) -> f64 {
        self.share(a, there, round) * self.share(b, there, round)
    }

    /// A party's own share of it: the chance that it is ready in a round.
    #[must_use]
    pub fn share(&self, kind: Type, there: bool, round: u64) -> f64 {
        match (kind, there) {
            (Type::Refuses, _) | (Type::Fed, true) => 0.0,
            (Type::Settles, true) => {
                let h = self.hazard * crate::num::exp(-self.decay * round as f64);
                h.sqrt()
            }
            (Type::Settles, false) => self.alone.sqrt(),
            (Type::Fed, false) => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worlds_are_laws_and_only_the_first_is_the_model() {
        let all = worlds();
        let m = all[0].model;
        for w in &all {
            let sum: f64 = w.truth.types.iter().flatten().sum();
            assert!(
                (sum - 1.0).abs() < 1e-12 && w.truth.types.iter().flatten().all(|p| *p >= 0.0),
                "{}",
                w.name
            );
            assert_eq!(w.model, m);
            assert_eq!(w.truth == all[0].truth, w.name == "in-model");
            // No party's name matters.
            let t = w.truth.types;
            assert!((0..3).all(|a| (0..3).all(|b| t[a][b] == t[b][a])), "{}", w.name);
        }
        let t = all[0].truth;
        assert!((t.settles(Type::Settles, Type::Settles, true, 9) - m.stopping.hazard).abs() < 1e-12);
        assert!((t.types[0][0] - m.stopping.belief).abs() < 1e-12);
    }
}
