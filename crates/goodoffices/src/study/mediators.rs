//! Rule mediators compared over one scenario: the same talks, drawn strategies, each mediator in turn.
//!
//! In talk k each seat draws its strategy from a list; the draw and all luck of the parties are named by k and not by
//! the mediator, so that every mediator meets the same talks. What is reported are means; differences between
//! mediators are paired. Deliberately absent: a ranking; what a settlement is worth to whom is not ours to say.

use crate::error::{Error, Result};
use crate::protocol::{Ending, Negotiator};
use crate::rng;
use crate::scenario::Scenario;
use crate::session::{Log, MediatedRoom, MediatedRules};
use crate::strategy::mediator::build_mediator;
use crate::strategy::{Spec, build};
use rand::RngExt;
use rayon::prelude::*;
use std::sync::Arc;

/// Talks that one worker plays in a row.
const A_BLOCK: u64 = 256;
/// Most talks of a mediator.
const MOST: u64 = 1 << 32;

/// How one mediator did.
#[derive(Clone, Debug, PartialEq)]
pub struct MediatorScore {
    /// As written.
    pub mediator: String,
    /// Talks held.
    pub talks: u64,
    /// Talks that ended in agreement.
    pub agreed: u64,
    /// Of these, agreed after the mediator had left.
    pub agreed_alone: u64,
    /// Talks in which a party left or failed.
    pub broken: u64,
    /// Talks in which the mediator failed.
    pub faults: u64,
    /// Per party: mean payoff.
    pub payoffs: Vec<f64>,
    /// Mean of what the mediator spent.
    pub spent: f64,
    /// Mean rounds.
    pub rounds: f64,
    /// Mean of things that happened.
    pub happenings: f64,
}

/// Sums over a block, merged in order.
#[derive(Clone, Debug, Default)]
struct Sums {
    counts: [u64; 4],
    payoffs: Vec<f64>,
    spent: f64,
    rounds: f64,
    happenings: f64,
}

impl Sums {
    fn add(&mut self, other: &Self) {
        for (a, b) in self.counts.iter_mut().zip(other.counts) {
            *a += b;
        }
        self.payoffs.resize(other.payoffs.len(), 0.0);
        for (a, b) in self.payoffs.iter_mut().zip(&other.payoffs) {
            *a += b;
        }
        self.spent += other.spent;
        self.rounds += other.rounds;
        self.happenings += other.happenings;
    }
}

/// Lets every mediator mediate the same `talks` talks over a scenario, each seat's strategy drawn from `strategies`.
///
/// # Errors
/// If there is nothing to play, or a strategy, a mediator or the table cannot be made.
pub fn mediators(
    scenario: &Arc<Scenario>,
    strategies: &[Spec],
    specs: &[Spec],
    rules: &MediatedRules,
    talks: u64,
    seed: u64,
) -> Result<Vec<MediatorScore>> {
    if strategies.is_empty() || specs.is_empty() || talks == 0 {
        return Err(Error::parameter("a comparison needs a strategy, a mediator and a talk at least"));
    }
    if talks > MOST {
        return Err(Error::limit(format!("more than {MOST} talks")));
    }
    let mut scores = Vec::new();
    for spec in specs {
        let blocks: Vec<u64> = (0..talks.div_ceil(A_BLOCK)).collect();
        let parts: Vec<Result<Sums>> = blocks
            .into_par_iter()
            .map(|b| {
                let range = b * A_BLOCK..((b + 1) * A_BLOCK).min(talks);
                block(scenario, strategies, spec, rules, range, seed)
            })
            .collect();
        let mut sums = Sums::default();
        for part in parts {
            sums.add(&part?);
        }
        let n = talks as f64;
        scores.push(MediatorScore {
            mediator: spec.to_string(),
            talks,
            agreed: sums.counts[0],
            agreed_alone: sums.counts[1],
            broken: sums.counts[2],
            faults: sums.counts[3],
            payoffs: sums.payoffs.iter().map(|x| x / n).collect(),
            spent: sums.spent / n,
            rounds: sums.rounds / n,
            happenings: sums.happenings / n,
        });
    }
    Ok(scores)
}

fn block(
    scenario: &Arc<Scenario>,
    strategies: &[Spec],
    spec: &Spec,
    rules: &MediatedRules,
    range: std::ops::Range<u64>,
    seed: u64,
) -> Result<Sums> {
    let mut room = MediatedRoom::new(scenario.clone(), rules, Log::counting())?;
    let mut mediator = build_mediator(spec)?;
    let seats = scenario.parties.len();
    let mut players: Vec<Vec<Box<dyn Negotiator>>> = Vec::new();
    for _ in 0..seats {
        players.push(strategies.iter().map(build).collect::<Result<_>>()?);
    }
    let mut sums = Sums { payoffs: vec![0.0; seats], ..Sums::default() };
    for k in range {
        let path = ["study".into(), "mediators".into(), k.into()];
        let mut luck = rng::stream(seed, &path);
        let mut chosen: Vec<&mut dyn Negotiator> = Vec::with_capacity(seats);
        for row in &mut players {
            let pick = luck.random_range(0..row.len());
            chosen.push(&mut *row[pick]);
        }
        let p = room.play(&mut chosen, &mut *mediator, seed, &path, || 0.0)?;
        let agreed = matches!(p.played.ending, Ending::Agreement { .. });
        sums.counts[0] += u64::from(agreed);
        sums.counts[1] += u64::from(agreed && p.left.is_some());
        sums.counts[2] += u64::from(matches!(p.played.ending, Ending::Left { .. } | Ending::Failed { .. }));
        sums.counts[3] += u64::from(p.mediator_fault.is_some());
        for (sum, x) in sums.payoffs.iter_mut().zip(&p.payoffs) {
            *sum += x;
        }
        sums.spent += p.spent;
        sums.rounds += p.played.step as f64;
        sums.happenings += room.happenings().len() as f64;
    }
    Ok(sums)
}
