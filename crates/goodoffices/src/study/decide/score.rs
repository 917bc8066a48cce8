//! Policies played on worlds, and their worth and regret with intervals.

use super::oracle::{best_knowing, best_round, settlement};
use super::party::Party;
use super::world::{HORIZON, Model, Type, World};
use crate::decide::{BeliefMediator, Doubts, Reading};
use crate::error::{Error, Result};
use crate::outcome::{Issue, OutcomeSpace};
use crate::preference::{Additive, Preference, Profile};
use crate::protocol::{
    Act, Actor, Deadline, Ending, Happening, Instrument, Knowledge, Mandate, Means, Mediator, Negotiator,
    What,
};
use crate::rng;
use crate::scenario::{Party as Person, Scenario};
use crate::session::{Log, MediatedRoom, MediatedRules, Rules};
use crate::strategy::Spec;
use crate::strategy::mediator::build_mediator;
use rand::RngExt;
use rayon::prelude::*;
use std::sync::Arc;

/// Builds a policy for what the mediator believes.
pub type Build = dyn Fn(&Model) -> Result<Box<dyn Mediator>> + Sync;

/// A policy by name.
pub struct Policy {
    /// Its name.
    pub name: String,
    /// How it is built.
    pub build: Box<Build>,
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Policy").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How much is played.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// Talks per world and policy.
    pub talks: u64,
    /// Root of all random streams.
    pub seed: u64,
}

/// A mean with a 95 % interval (normal, over talks).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlook {
    /// The mean.
    pub mean: f64,
    /// Half the interval's width.
    pub half: f64,
}

impl Outlook {
    pub(super) fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let n = values.clone().count() as f64;
        let mean = values.clone().sum::<f64>() / n;
        let variance = values.map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0).max(1.0);
        Self { mean, half: 1.959_963_984_540_054 * (variance / n).sqrt() }
    }
}

/// One policy on one world.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyScore {
    /// Its name.
    pub policy: String,
    /// Worth to the mediator.
    pub worth: Outlook,
    /// Worth of the best fixed round less its own, on the same talks.
    pub regret: Outlook,
    /// Worth of always staying, always leaving and the fixed deadline less its own, on the same talks: positive
    /// means that the other is better.
    pub against: Vec<(String, Outlook)>,
    /// Share of talks that ended in a settlement.
    pub settled: f64,
    /// Rounds in which the mediator was there, on average.
    pub rounds: f64,
}

/// One world.
#[derive(Clone, Debug, PartialEq)]
pub struct WorldScore {
    /// Its name.
    pub world: String,
    /// What is different in it.
    pub about: String,
    /// The best fixed round of leaving, from 0; `None`: never.
    pub best_round: Option<u64>,
    /// What it is worth, exactly.
    pub best: f64,
    /// What one who knows the types can reach, exactly.
    pub knowing: f64,
    /// The policies, in their order.
    pub policies: Vec<PolicyScore>,
}

/// Names of the policies that any other is compared with.
pub const NAIVE: [&str; 3] = ["always-stay", "always-leave", "fixed-deadline"];

/// The policies of this module: always stay, always leave, the fixed deadline (the mean time to settle, if they
/// can), and the threshold of the closed form, which is a round fixed by the model.
#[must_use]
pub fn policies() -> Vec<Policy> {
    let ruled = |name: &str, text: fn(&Model) -> String| Policy {
        name: name.to_owned(),
        build: Box::new(move |model| build_mediator(&text(model).parse::<Spec>()?)),
    };
    vec![
        ruled("always-stay", |_| "facilitator".into()),
        ruled("always-leave", |_| "leaver".into()),
        ruled("fixed-deadline", |m| format!("deadline(round={})", (1.0 / m.stopping.hazard).round() + 1.0)),
        ruled("threshold", |m| match m.stopping.rule().leave_after {
            Some(k) => format!("deadline(round={})", k + 1),
            None => "facilitator".into(),
        }),
        believing("belief", Doubts::NONE),
        believing("belief-doubting", Doubts::default()),
    ]
}

/// The mediator that decides by what it believes (`decide`), with so many doubts of the model.
fn believing(name: &str, doubts: Doubts) -> Policy {
    let build = move |m: &Model| {
        let reading = Reading { yes: m.yes_if_settles, yes_otherwise: m.yes_if_not };
        BeliefMediator { problem: m.stopping, reading, question: m.probe, doubts }.build()
    };
    Policy { name: name.to_owned(), build: Box::new(build) }
}

/// What is on the table in every world: a settlement, and each party's own best.
fn table() -> Result<Arc<Scenario>> {
    let space =
        OutcomeSpace::new(vec![Issue::categorical("text", ["first's own", "settlement", "second's own"])])?;
    let person = |name: &str, values: [f64; 3]| -> Result<Person> {
        let u = Additive::new(&space, vec![1.0], vec![values.to_vec()])?;
        Ok(Person { name: name.into(), preference: Preference::Known(Profile::new(u)) })
    };
    let parties = vec![person("first", [1.0, 0.6, 0.0])?, person("second", [0.0, 0.6, 1.0])?];
    Ok(Arc::new(Scenario { name: "worlds".into(), space, parties, constraints: Vec::new() }))
}

fn rules(world: &World) -> MediatedRules {
    let mut mandate = Mandate::of([Means::Probe, Means::StepBack, Means::Leave]);
    mandate.instruments[0] = Instrument { cost: world.model.probe, ..mandate.instruments[0].clone() };
    let deadline = Deadline {
        rounds: Some(HORIZON),
        chance: world.truth.end,
        knowledge: Knowledge::Hidden { believed: HORIZON },
        ..Deadline::default()
    };
    MediatedRules { rules: Rules { deadline, ..Rules::default() }, mandate, stakes: Vec::new() }
}

/// What talks were worth: worth, settled, rounds there.
type Played = (f64, bool, u64);

/// Worth of finished talks to the mediator.
fn worth(world: &World, seen: &[Happening], ending: &Ending, rounds: u64) -> Played {
    let s = &world.model.stopping;
    let agreed = matches!(ending, Ending::Agreement { .. });
    let (mut total, mut there, mut present, mut delta) = (0.0, true, 0, 1.0);
    let mut acts = seen.iter().filter(|h| h.by == Actor::Mediator).peekable();
    for round in 0..rounds {
        while let Some(h) = acts.next_if(|h| h.round == round) {
            match h.what {
                What::Acted(Act::Leave | Act::StepBack) => there = false,
                What::Acted(Act::Return) => there = true,
                What::Acted(Act::Probe { .. }) => total -= delta * world.model.probe,
                _ => {}
            }
        }
        present += u64::from(there);
        total += delta * if there { -s.cost } else { (1.0 - s.discount) * s.fallback };
        delta *= s.discount;
        if agreed && round + 1 == rounds {
            total += delta * settlement(world, round);
        }
    }
    if !there {
        total += delta * s.fallback;
    }
    (total, agreed, present)
}

/// Talks that one worker plays in a row.
const A_BLOCK: u64 = 250;

fn play(world: &World, policy: &Policy, scenario: &Arc<Scenario>, config: Config) -> Result<Vec<Played>> {
    let blocks: Vec<u64> = (0..config.talks.div_ceil(A_BLOCK)).collect();
    let parts: Vec<Result<Vec<Played>>> = blocks
        .into_par_iter()
        .map(|b| {
            let mut room = MediatedRoom::new(scenario.clone(), &rules(world), Log::counting())?;
            let mut parties = [Party::new(world.truth), Party::new(world.truth)];
            let mut mediator = (policy.build)(&world.model)?;
            let mut out = Vec::new();
            for k in b * A_BLOCK..((b + 1) * A_BLOCK).min(config.talks) {
                let path = ["study".into(), "decide".into(), world.name.as_str().into(), k.into()];
                let (a, b) = drawn(world, rng::stream(config.seed, &path).random());
                let [first, second] = &mut parties;
                first.becomes(a);
                second.becomes(b);
                let mut seats: [&mut dyn Negotiator; 2] = [first, second];
                let p = room.play(&mut seats, &mut *mediator, config.seed, &path, || 0.0)?;
                if let Some(fault) = p.mediator_fault {
                    return Err(Error::input(format!("policy {}: {}", policy.name, fault.message)));
                }
                out.push(worth(world, room.happenings(), &p.played.ending, p.played.step));
            }
            Ok(out)
        })
        .collect();
    let mut all = Vec::new();
    for part in parts {
        all.extend(part?);
    }
    Ok(all)
}

fn drawn(world: &World, luck: f64) -> (Type, Type) {
    let mut sum = 0.0;
    for (a, row) in world.truth.types.iter().enumerate() {
        for (b, p) in row.iter().enumerate() {
            sum += p;
            if luck < sum {
                return (Type::ALL[a], Type::ALL[b]);
            }
        }
    }
    (Type::Refuses, Type::Refuses)
}

/// Plays every policy on every world.
///
/// # Errors
/// If there are fewer than two talks, no policy, or a policy cannot be built or acts beyond its mandate.
pub fn decide(worlds: &[World], policies: &[Policy], config: Config) -> Result<Vec<WorldScore>> {
    if config.talks < 2 || policies.is_empty() {
        return Err(Error::parameter("a study needs two talks and a policy at least"));
    }
    let scenario = table()?;
    let mut scores = Vec::new();
    for world in worlds {
        let (best_round, best) = best_round(world);
        let text = best_round.map_or("facilitator".to_owned(), |k| format!("deadline(round={})", k + 1));
        let reference = Policy {
            name: "best-round".into(),
            build: Box::new(move |_| build_mediator(&text.parse::<Spec>()?)),
        };
        let best_played = play(world, &reference, &scenario, config)?;
        let mut played = Vec::new();
        for policy in policies {
            played.push(play(world, policy, &scenario, config)?);
        }
        let naive = |name: &&str| policies.iter().position(|p| p.name == *name);
        let less = |a: &[Played], b: &[Played]| {
            Outlook::of(a.iter().zip(b).map(|(x, y)| x.0 - y.0).collect::<Vec<_>>().into_iter())
        };
        let rows = policies.iter().zip(&played).map(|(policy, mine)| PolicyScore {
            policy: policy.name.clone(),
            worth: Outlook::of(mine.iter().map(|p| p.0)),
            regret: less(&best_played, mine),
            against: NAIVE
                .iter()
                .filter_map(|name| naive(name).map(|k| ((*name).to_owned(), less(&played[k], mine))))
                .collect(),
            settled: mine.iter().filter(|p| p.1).count() as f64 / mine.len() as f64,
            rounds: mine.iter().map(|p| p.2 as f64).sum::<f64>() / mine.len() as f64,
        });
        scores.push(WorldScore {
            world: world.name.clone(),
            about: world.about.clone(),
            best_round,
            best,
            knowing: best_knowing(world),
            policies: rows.collect(),
        });
    }
    Ok(scores)
}

#[cfg(test)]
mod tests {
    use super::super::world::worlds;
    use super::*;

    #[test]
    fn simulated_worth_is_the_exact_one_and_threads_change_nothing() {
        let all = worlds();
        // Those that play by a fixed round.
        let ruled: Vec<Policy> = policies().into_iter().take(4).collect();
        let config = Config { talks: 600, seed: 3 };
        // Changing types, an unknown end, and parties fed by talks: each part of the law is used.
        for k in [4, 8, 9] {
            let world = &all[k..=k];
            let scores = decide(world, &ruled, config).unwrap();
            let s = &scores[0];
            let reference = s.policies.iter().map(|p| p.worth.mean + p.regret.mean).fold(0.0, f64::max);
            // Four standard errors of the reference policy's worth, from the policy nearest to it.
            let half = s.policies.iter().map(|p| p.worth.half).fold(0.0, f64::max);
            assert!((reference - s.best).abs() < 2.1 * half, "{}: {reference} {} {half}", s.world, s.best);
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
            assert_eq!(scores, pool.install(|| decide(world, &ruled, config)).unwrap());
        }
        assert!(decide(&all, &[], config).is_err());
    }
}
