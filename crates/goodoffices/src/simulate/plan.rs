//! What a tournament consists of, and its negotiations by number.

use crate::error::{Error, Result};
use crate::rng::{self, Part};
use crate::scenario::Scenario;
use crate::session::Rules;
use crate::strategy::Spec;
use rand::Rng;
use std::sync::Arc;

/// Most negotiations of one plan.
const MOST: u64 = 1 << 40;

/// A tournament.
#[derive(Clone, Debug)]
pub struct Plan {
    scenarios: Vec<Arc<Scenario>>,
    prints: Vec<String>,
    strategies: Vec<Spec>,
    ranked: usize,
    rules: Rules,
    repetitions: u32,
    self_play: bool,
    rotate: bool,
    discount: bool,
    seed: u64,
    /// Number of the first negotiation of each scenario, and one end.
    starts: Vec<u64>,
}

/// One negotiation of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub number: u64,
    /// Scenario index.
    pub scenario: usize,
    /// By how many places the parties' order is turned.
    pub rotation: usize,
    /// Strategy index per seat, in order of moving.
    pub seats: Vec<usize>,
    /// Repetition, from 0.
    pub repetition: u32,
    /// Root of the negotiation's random streams (53 bits, so that any reader keeps it exact).
    pub seed: u64,
}

impl Plan {
    /// A plan in which `competitors` meet each other (and themselves) over `scenarios`.
    ///
    /// # Errors
    /// If there is no scenario or no competitor, or a strategy stands twice.
    pub fn new(scenarios: Vec<Arc<Scenario>>, competitors: Vec<Spec>, rules: Rules, seed: u64) -> Result<Self> {
        if scenarios.is_empty() || competitors.is_empty() {
            return Err(Error::parameter("a tournament needs a scenario and a strategy at least"));
        }
        if let Some(s) = scenarios.iter().find(|s| s.parties.len() < 2) {
            return Err(Error::input(format!("scenario {:?} has one party; two are needed", s.name)));
        }
        let prints = scenarios.iter().map(|s| s.fingerprint()).collect();
        let ranked = competitors.len();
        let mut plan = Self {
            scenarios,
            prints,
            strategies: competitors,
            ranked,
            rules,
            repetitions: 1,
            self_play: true,
            rotate: true,
            discount: false,
            seed,
            starts: Vec::new(),
        };
        plan.count()?;
        Ok(plan)
    }

    /// The same plan with opponents that everybody meets and that are not ranked.
    ///
    /// # Errors
    /// If a strategy stands twice or there are too many negotiations.
    pub fn with_opponents(mut self, opponents: Vec<Spec>) -> Result<Self> {
        self.strategies.truncate(self.ranked);
        self.strategies.extend(opponents);
        self.count()?;
        Ok(self)
    }

    /// The same plan repeated so many times.
    ///
    /// # Errors
    /// If there are no repetitions or too many negotiations.
    pub fn with_repetitions(mut self, repetitions: u32) -> Result<Self> {
        self.repetitions = repetitions;
        self.count()?;
        Ok(self)
    }

    /// The same plan without negotiations in which all seats hold one strategy.
    ///
    /// # Errors
    /// If nothing is left.
    pub fn without_self_play(mut self) -> Result<Self> {
        self.self_play = false;
        self.count()?;
        Ok(self)
    }

    /// The same plan with the parties always in the scenario's order.
    ///
    /// # Errors
    /// As [`Plan::with_repetitions`].
    pub fn without_rotation(mut self) -> Result<Self> {
        self.rotate = false;
        self.count()?;
        Ok(self)
    }

    /// The same plan with discounted utilities.
    #[must_use]
    pub fn discounted(mut self) -> Self {
        self.discount = true;
        self
    }

    fn count(&mut self) -> Result<()> {
        for (k, s) in self.strategies.iter().enumerate() {
            if self.strategies[..k].contains(s) {
                return Err(Error::parameter(format!("strategy {s} stands twice")));
            }
        }
        if self.repetitions == 0 {
            return Err(Error::parameter("a tournament needs at least one repetition"));
        }
        self.starts = vec![0];
        let mut total = 0_u64;
        for scenario in 0..self.scenarios.len() {
            let parties = self.scenarios[scenario].parties.len();
            let tuples = self.tuples(parties);
            let rotations = if self.rotate { parties as u64 } else { 1 };
            total = tuples
                .and_then(|t| t.checked_mul(rotations)?.checked_mul(u64::from(self.repetitions)))
                .and_then(|n| total.checked_add(n))
                .filter(|n| *n <= MOST)
                .ok_or_else(|| Error::limit("too many negotiations").remedy("fewer strategies or repetitions"))?;
            self.starts.push(total);
        }
        if total == 0 {
            return Err(Error::parameter("without self-play one strategy has nobody to meet"));
        }
        Ok(())
    }

    /// Ways to fill the seats: all tuples, without those of fixed opponents only and, if so asked, those of
    /// one strategy only.
    fn tuples(&self, parties: usize) -> Option<u64> {
        let p = u32::try_from(parties).ok()?;
        let (all, fixed) = (self.strategies.len() as u64, (self.strategies.len() - self.ranked) as u64);
        let alone = if self.self_play { 0 } else { self.ranked as u64 };
        all.checked_pow(p)?.checked_sub(fixed.checked_pow(p)?)?.checked_sub(alone)
    }

    /// The k-th tuple of strategies in lexicographic order, first seat slowest.
    fn tuple(&self, parties: usize, k: u64) -> Vec<usize> {
        let n = self.strategies.len();
        let mut seats = vec![0; parties];
        let mut left = k;
        loop {
            let opponents_only = seats.iter().all(|s| *s >= self.ranked);
            let alone = !self.self_play && seats.iter().all(|s| *s == seats[0]);
            if !opponents_only && !alone {
                if left == 0 {
                    return seats;
                }
                left -= 1;
            }
            for seat in seats.iter_mut().rev() {
                *seat += 1;
                if *seat < n {
                    break;
                }
                *seat = 0;
            }
        }
    }

    /// Number of negotiations.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Never true: a plan without negotiations is an error.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The scenarios.
    #[must_use]
    pub fn scenarios(&self) -> &[Arc<Scenario>] {
        &self.scenarios
    }

    /// Every strategy, the ranked ones first.
    #[must_use]
    pub fn strategies(&self) -> &[Spec] {
        &self.strategies
    }

    /// How many of them are ranked.
    #[must_use]
    pub fn ranked(&self) -> usize {
        self.ranked
    }

    /// How talks are held.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Repetitions.
    #[must_use]
    pub fn repetitions(&self) -> u32 {
        self.repetitions
    }

    /// Are utilities discounted?
    #[must_use]
    pub fn is_discounted(&self) -> bool {
        self.discount
    }

    /// The root seed.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Hash of everything that decides the plan's rows.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut h = blake3::Hasher::new();
        let names: Vec<String> = self.strategies.iter().map(ToString::to_string).collect();
        let labels: Vec<&str> = self.scenarios.iter().map(|s| s.name.as_str()).collect();
        let settings = (self.ranked, &self.rules, self.repetitions, self.self_play, self.rotate, self.discount);
        h.update(format!("{:?} {labels:?} {names:?} {settings:?} {}", self.prints, self.seed).as_bytes());
        h.finalize().to_hex()[..16].to_owned()
    }

    /// The negotiation with this number.
    #[must_use]
    pub fn job(&self, number: u64) -> Option<Job> {
        let scenario = self.starts.partition_point(|s| *s <= number).checked_sub(1)?;
        let parties = self.scenarios.get(scenario)?.parties.len();
        let within = number - self.starts[scenario];
        let repetitions = u64::from(self.repetitions);
        let (rest, repetition) = (within / repetitions, within % repetitions);
        let tuples = self.tuples(parties)?;
        let (rotation, k) = (rest / tuples, rest % tuples);
        let seats = self.tuple(parties, k);
        let mut path: Vec<Part<'_>> = vec!["tournament".into(), self.prints[scenario].as_str().into(), rotation.into()];
        let names: Vec<String> = seats.iter().map(|s| self.strategies[*s].to_string()).collect();
        path.extend(names.iter().map(|n| Part::Word(n)));
        path.push(repetition.into());
        let seed = rng::stream(self.seed, &path).next_u64() >> 11;
        Some(Job {
            number,
            scenario,
            rotation: rotation as usize,
            seats,
            repetition: repetition as u32,
            seed,
        })
    }
}

/// A scenario with its parties' order turned by `by` places.
pub(super) fn turned(scenario: &Arc<Scenario>, by: usize) -> Arc<Scenario> {
    if by == 0 {
        return Arc::clone(scenario);
    }
    let mut turned = (**scenario).clone();
    turned.parties.rotate_left(by);
    Arc::new(turned)
}
