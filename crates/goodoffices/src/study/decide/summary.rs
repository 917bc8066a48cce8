//! A policy over many worlds: what it is worth on average, and where it does better and worse than the simple ones.

use super::score::{Outlook, WorldScore};

/// In how many worlds one policy is worth more than another, less, or neither with the whole 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// More.
    pub better: usize,
    /// Not shown.
    pub neither: usize,
    /// Less.
    pub worse: usize,
}

impl Counts {
    fn count(&mut self, better: bool, worse: bool) {
        match (better, worse) {
            (true, _) => self.better += 1,
            (_, true) => self.worse += 1,
            _ => self.neither += 1,
        }
    }
}

/// One policy against one of the simple ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Against {
    /// The other's name.
    pub policy: String,
    /// Own worth less the other's: mean over the worlds, with its 95 % interval over the worlds.
    pub gain: Outlook,
    /// World by world.
    pub worlds: Counts,
}

/// One policy over all worlds.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Its name.
    pub policy: String,
    /// Worth to the mediator, mean over the worlds.
    pub worth: Outlook,
    /// Regret against the best fixed round of each world's law, mean over the worlds.
    pub regret: Outlook,
    /// The greatest regret and its world.
    pub most: (f64, String),
    /// Against each of the simple ones that were played.
    pub against: Vec<Against>,
    /// Better than all of them, worse than one of them, or neither.
    pub all: Counts,
}

/// Each policy over the worlds; empty without worlds.
#[must_use]
pub fn summary(worlds: &[WorldScore]) -> Vec<Summary> {
    let policies = worlds.first().map_or(0, |w| w.policies.len());
    (0..policies).map(|p| over_worlds(worlds, p)).collect()
}

fn over_worlds(worlds: &[WorldScore], p: usize) -> Summary {
    let rows = || worlds.iter().map(|w| &w.policies[p]);
    let name = &worlds[0].policies[p].policy;
    let others = rows().next().map_or(0, |r| r.against.len());
    let against = (0..others).filter(|k| worlds[0].policies[p].against[*k].0 != *name).map(|k| {
        let mut counts = Counts::default();
        for r in rows() {
            let less = r.against[k].1;
            counts.count(less.mean + less.half < 0.0, less.mean - less.half > 0.0);
        }
        Against {
            policy: worlds[0].policies[p].against[k].0.clone(),
            gain: Outlook::of(rows().map(|r| -r.against[k].1.mean)),
            worlds: counts,
        }
    });
    let mut all = Counts::default();
    for r in rows() {
        let mut others = r.against.iter().filter(|(other, _)| other != name).map(|(_, o)| *o);
        let worse = others.clone().any(|o| o.mean - o.half > 0.0);
        all.count(others.all(|o| o.mean + o.half < 0.0), worse);
    }
    let most = worlds
        .iter()
        .map(|w| (w.policies[p].regret.mean, &w.world))
        .fold((f64::NEG_INFINITY, ""), |most, (r, world)| if r > most.0 { (r, world) } else { most });
    Summary {
        policy: name.clone(),
        worth: Outlook::of(rows().map(|r| r.worth.mean)),
        regret: Outlook::of(rows().map(|r| r.regret.mean)),
        most: (most.0, most.1.to_owned()),
        against: against.collect(),
        all,
    }
}

#[cfg(test)]
mod tests {
    use super::super::score::PolicyScore;
    use super::*;

    fn world(name: &str, gains: [f64; 2]) -> WorldScore {
        let o = |mean| Outlook { mean, half: 0.1 };
        let against = |a, b| vec![("stay".to_owned(), o(a)), ("leave".to_owned(), o(b))];
        let policy = |policy: &str, worth, against| PolicyScore {
            policy: policy.to_owned(),
            worth: o(worth),
            regret: o(1.0 - worth),
            against,
            settled: 0.5,
            rounds: 3.0,
        };
        WorldScore {
            world: name.to_owned(),
            about: String::new(),
            best_round: None,
            best: 1.0,
            knowing: 1.0,
            policies: vec![
                policy("stay", 0.0, against(0.0, -0.5)),
                policy("own", gains[0], against(-gains[0], -gains[1])),
            ],
        }
    }

    #[test]
    fn worlds_are_counted_by_whole_intervals() {
        let worlds = [world("a", [0.4, 0.3]), world("b", [0.4, 0.05]), world("c", [0.05, -0.2])];
        let all = summary(&worlds);
        let own = &all[1];
        assert_eq!(own.all, Counts { better: 1, neither: 1, worse: 1 });
        assert_eq!(own.against[0].worlds, Counts { better: 2, neither: 1, worse: 0 });
        assert_eq!(own.against[1].worlds, Counts { better: 1, neither: 1, worse: 1 });
        assert!((own.against[1].gain.mean - 0.05).abs() < 1e-12);
        assert_eq!(own.most, (0.95, "c".to_owned()));
        // Nobody is compared with itself.
        assert_eq!(all[0].against.len(), 1);
        assert!(summary(&[]).is_empty());
    }
}
