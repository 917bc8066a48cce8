//! What a tournament consists of, and its negotiations by number.

use super::measures::Measures;
use crate::error::{Error, Place, Result};
use crate::preference::DiscountBy;
use crate::rng::{self, Part};
use crate::scenario::Scenario;
use crate::session::{Log, Room, Rules};
use crate::strategy::Spec;
use rand::Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Most negotiations of one plan.
const MOST: u64 = 1 << 40;
/// Most tuples of strategies where some do not count.
const MOST_TUPLES: u64 = 10_000_000;

/// A tournament.
#[derive(Clone, Debug)]
pub struct Plan {
    scenarios: Vec<Arc<Scenario>>,
    prints: Vec<String>,
    strategies: Vec<Spec>,
    names: Vec<String>,
    /// By number of parties: the tuples that count, where not all do.
    chosen: BTreeMap<usize, Vec<u64>>,
    ranked: usize,
    rules: Rules,
    repetitions: u32,
    self_play: bool,
    rotate: bool,
    discount: Option<DiscountBy>,
    seed: u64,
    /// Number of the first negotiation of each scenario, and one end.
    starts: Vec<u64>,
    /// Reference points by scenario, found when first needed; nothing where they cannot be found.
    measures: Vec<OnceLock<Option<Measures>>>,
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
    pub fn new(
        scenarios: Vec<Arc<Scenario>>,
        competitors: Vec<Spec>,
        rules: Rules,
        seed: u64,
    ) -> Result<Self> {
        if scenarios.is_empty() || competitors.is_empty() {
            return Err(Error::parameter("a tournament needs a scenario and a strategy at least"));
        }
        if let Some(s) = scenarios.iter().find(|s| s.parties.len() < 2) {
            return Err(Error::input(format!("scenario {:?} has one party; two are needed", s.name)));
        }
        for s in &scenarios {
            rules.deadline.checked(s.parties.len()).map_err(|e| e.at(Place::file(s.name.clone())))?;
        }
        let prints = scenarios.iter().map(|s| s.fingerprint()).collect();
        let ranked = competitors.len();
        let measures = vec![OnceLock::new(); scenarios.len()];
        let mut plan = Self {
            scenarios,
            measures,
            prints,
            strategies: competitors,
            names: Vec::new(),
            chosen: BTreeMap::new(),
            ranked,
            rules,
            repetitions: 1,
            self_play: true,
            rotate: true,
            discount: None,
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
        let means = [self.strategies.len() as u64, self.scenarios.len() as u64, repetitions.into()];
        if means.iter().try_fold(1_u64, |n, k| n.checked_mul(*k)).is_none_or(|n| n > MOST_MEANS) {
            return Err(too_many());
        }
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
    pub fn discounted(mut self, by: DiscountBy) -> Self {
        self.discount = Some(by);
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
        self.names = self.strategies.iter().map(ToString::to_string).collect();
        self.chosen.clear();
        if !self.self_play || self.strategies.len() > self.ranked {
            let sizes: BTreeSet<usize> = self.scenarios.iter().map(|s| s.parties.len()).collect();
            for parties in sizes {
                let all = (self.strategies.len() as u64).checked_pow(parties as u32);
                let all = all.filter(|n| *n <= MOST_TUPLES).ok_or_else(too_many)?;
                let tuples = (0..all).filter(|k| self.counts(&self.tuple(parties, *k))).collect();
                self.chosen.insert(parties, tuples);
            }
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
                .ok_or_else(too_many)?;
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
        match self.chosen.get(&parties) {
            Some(chosen) => Some(chosen.len() as u64),
            None => (self.strategies.len() as u64).checked_pow(u32::try_from(parties).ok()?),
        }
    }

    fn counts(&self, seats: &[usize]) -> bool {
        let opponents_only = seats.iter().all(|s| *s >= self.ranked);
        let alone = !self.self_play && seats.iter().all(|s| *s == seats[0]);
        !opponents_only && !alone
    }

    /// The k-th of all tuples in lexicographic order, first seat slowest.
    fn tuple(&self, parties: usize, k: u64) -> Vec<usize> {
        let n = self.strategies.len() as u64;
        let mut seats = vec![0; parties];
        let mut rest = k;
        for seat in seats.iter_mut().rev() {
            *seat = (rest % n) as usize;
            rest /= n;
        }
        seats
    }

    /// Prepares every scenario once and throws it away, so that what cannot be played is known before
    /// anything is written.
    ///
    /// # Errors
    /// If a party's utility function is not known or a space is too large to be searched.
    pub fn check(&self) -> Result<()> {
        for scenario in &self.scenarios {
            Room::new(Arc::clone(scenario), &self.rules, Log::counting())
                .map_err(|e| e.at(Place::file(scenario.name.clone())))?;
        }
        Ok(())
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

    /// Their names, with parameters, in the same order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
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

    /// Is the parties' order turned?
    #[must_use]
    pub fn rotates(&self) -> bool {
        self.rotate
    }

    /// By what utilities are discounted, if they are.
    #[must_use]
    pub fn discounting(&self) -> Option<DiscountBy> {
        self.discount
    }

    /// The root seed.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Reference points of a scenario, the parties in its own order; nothing where its frontier cannot be
    /// found within the analysis's limits.
    #[must_use]
    pub fn measures(&self, scenario: usize) -> Option<&Measures> {
        self.measures[scenario].get_or_init(|| Measures::of(&self.scenarios[scenario]).ok()).as_ref()
    }

    /// Hash of everything that decides the plan's rows.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut h = blake3::Hasher::new();
        let names = &self.names;
        let labels: Vec<&str> = self.scenarios.iter().map(|s| s.name.as_str()).collect();
        let settings =
            (self.ranked, &self.rules, self.repetitions, self.self_play, self.rotate, self.discount);
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
        let k = self.chosen.get(&parties).map_or(Some(k), |c| c.get(k as usize).copied())?;
        let seats = self.tuple(parties, k);
        let mut path: Vec<Part<'_>> =
            vec!["tournament".into(), self.prints[scenario].as_str().into(), rotation.into()];
        path.extend(seats.iter().map(|s| Part::Word(&self.names[*s])));
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

/// Most means (of a strategy, in a scenario and repetition) that a ranking keeps.
const MOST_MEANS: u64 = 1 << 28;

fn too_many() -> Error {
    Error::limit("too many negotiations").remedy("fewer strategies or repetitions")
}

/// A scenario with its parties' order turned by `by` places.
#[must_use]
pub fn turned(scenario: &Arc<Scenario>, by: usize) -> Arc<Scenario> {
    if by == 0 {
        return Arc::clone(scenario);
    }
    let mut turned = (**scenario).clone();
    turned.parties.rotate_left(by);
    Arc::new(turned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Issue, OutcomeSpace};
    use crate::preference::{Additive, Preference, Profile};
    use crate::protocol::Deadline;
    use crate::scenario::Party;
    use std::collections::HashSet;

    fn rules() -> Rules {
        Rules { deadline: Deadline::rounds(5), ..Rules::default() }
    }

    fn scenario(name: &str, parties: usize) -> Arc<Scenario> {
        let space = OutcomeSpace::new(vec![Issue::categorical("a", [name, "y"])]).unwrap();
        let party = |k: usize| {
            let u = Additive::new(&space, vec![1.0], vec![vec![0.0, 1.0]]).unwrap();
            Party { name: format!("p{k}"), preference: Preference::Known(Profile::new(u)) }
        };
        let parties = (0..parties).map(party).collect();
        Arc::new(Scenario { name: name.into(), space: space.clone(), parties, constraints: Vec::new() })
    }

    #[test]
    fn every_negotiation_has_its_own_identity_and_the_counts_are_those_of_the_definition() {
        let scenarios = vec![scenario("x", 2), scenario("z", 3)];
        let list = |t: &str| Spec::list(t).unwrap();
        let plan = Plan::new(scenarios, list("boulware,linear,micro"), rules(), 7).unwrap();
        assert_eq!(plan.len(), 9 * 2 + 27 * 3);
        let plan = plan.with_repetitions(2).unwrap().with_opponents(list("tough")).unwrap();
        assert_eq!(plan.len(), ((16 - 1) * 2 + (64 - 1) * 3) * 2);
        let plan = plan.without_self_play().unwrap();
        assert_eq!(plan.len(), ((16 - 4) * 2 + (64 - 4) * 3) * 2);
        let mut seen = HashSet::new();
        for k in 0..plan.len() {
            let job = plan.job(k).unwrap();
            assert!(job.seats.iter().any(|s| *s < plan.ranked()));
            assert!(seen.insert((job.scenario, job.rotation, job.seats.clone(), job.repetition)));
            assert!(job.seed < 1 << 53);
        }
        let seeds: HashSet<u64> = (0..plan.len()).map(|k| plan.job(k).unwrap().seed).collect();
        assert_eq!(seeds.len() as u64, plan.len());
        assert!(plan.job(plan.len()).is_none());
    }

    #[test]
    fn a_plan_that_cannot_be_is_refused() {
        let s = vec![scenario("x", 2)];
        let list = |t: &str| Spec::list(t).unwrap();
        assert!(Plan::new(Vec::new(), list("linear"), rules(), 0).is_err());
        assert!(Plan::new(vec![scenario("x", 1)], list("linear"), rules(), 0).is_err());
        assert!(Plan::new(s.clone(), list("linear,linear"), rules(), 0).is_err());
        let alone = Plan::new(s, list("linear"), rules(), 0).unwrap();
        assert!(alone.clone().with_repetitions(0).is_err());
        assert!(alone.without_self_play().is_err());
    }
}
