//! The full model searched: a tree of what may be done and seen, grown by simulations (POMCP, Silver & Veness
//! 2010), with two changes that the small model allows.
//!
//! Beliefs at the nodes are exact (Bayes' rule over the pairs of kinds), not particles; and a node's worth is
//! backed up over all that may be seen, with exact chances (DP-UCT, Keller & Helmert 2013), not averaged over
//! what was simulated. The ends of the tree are worth the best plain plan (`plain`). So every value is the
//! exact worth of a plan that is known, and thereby a lower bound of the best: more simulations only raise it.
//! Simulations choose by UCB (Auer, Cesa-Bianchi & Fischer 2002) with c = half the range of the node's values.
//!
//! A fixed number of trees grow apart, each from its own stream, and are merged in their order: the same bytes
//! on any number of threads. A caller's clock may stop the search early; then the number reached is reported.

use super::act::Act;
use super::model::Model;
use super::plain::Plain;
use super::table::{Branch, Table, updated};
use crate::error::{Error, Result};
use crate::num;
use crate::rng::{self, Stream};
use rand::RngExt;
use rayon::prelude::*;

/// Trees that grow apart.
const TREES: u64 = 8;
/// Simulations between two looks at the clock.
const LOOKS: u64 = 16;
/// Most simulations.
const MOST: u64 = 1_000_000;

/// How long to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Simulations, over all trees.
    pub simulations: u64,
    /// Root seed.
    pub seed: u64,
}

/// One act at the root.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Valued {
    /// Which.
    pub act: Act,
    /// Worth of doing it and following the best plan that was found: a lower bound.
    pub value: f64,
    /// The least and the greatest worth that a single tree found: how far the trees agree.
    pub trees: (f64, f64),
    /// Simulations that began with it.
    pub visits: u64,
    /// What it gives away against the best.
    pub regret: f64,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The open acts in descending order of worth; equal ones in the order of [`Model::acts`].
    pub options: Vec<Valued>,
    /// Simulations done.
    pub simulations: u64,
    /// Simulations asked for.
    pub asked: u64,
    /// Root seed.
    pub seed: u64,
}

#[derive(Clone, Debug)]
struct Node {
    table: Table,
    belief: Vec<f64>,
    visits: u64,
    plain: f64,
    tried: Vec<Tried>,
}

#[derive(Clone, Debug)]
struct Tried {
    act: Act,
    visits: u64,
    /// Cost, and settlements at once.
    fixed: f64,
    stubs: Vec<Stub>,
    value: f64,
}

#[derive(Clone, Debug)]
struct Stub {
    chance: f64,
    value: f64,
    node: Option<Box<Node>>,
}

impl Node {
    fn value(&self) -> f64 {
        self.tried.iter().map(|t| t.value).fold(self.plain, f64::max)
    }
}

impl Tried {
    fn back_up(&mut self, discount: f64) {
        let then: f64 = self.stubs.iter().map(|s| s.chance * s.value).sum();
        self.value = self.fixed + discount * then;
    }
}

struct Search<'a> {
    model: &'a Model,
    plain: &'a Plain,
}

impl Search<'_> {
    fn node(&self, table: Table, belief: Vec<f64>, period: u32) -> Node {
        let left = self.model.setting().horizon.saturating_sub(period);
        let plain = self.plain.best(&table, &belief, left).0;
        let tried = self
            .model
            .acts(&table, period)
            .into_iter()
            .map(|a| self.tried(a, &table, &belief, period))
            .collect();
        Node { table, belief, visits: 0, plain, tried }
    }

    /// An act with all that may come of it, valued at the ends by plain plans.
    fn tried(&self, act: Act, table: &Table, belief: &[f64], period: u32) -> Tried {
        let cost = self.model.cost(act);
        let discount = self.model.setting().stakes.discount;
        if act == Act::LeaveForGood {
            let worth: f64 = belief.iter().enumerate().map(|(k, b)| b * self.model.leaving(k, table)).sum();
            return Tried { act, visits: 0, fixed: worth - cost, stubs: Vec::new(), value: worth - cost };
        }
        let fan = self.model.fan(act, table, period);
        let settled: f64 = fan.settled.iter().zip(belief).map(|(s, b)| s * b).sum();
        let left = self.model.setting().horizon.saturating_sub(period + 1);
        let stub = |b: &Branch| {
            let (chance, next) = updated(belief, b);
            let value = if chance > 0.0 { self.plain.best(&b.table, &next, left).0 } else { 0.0 };
            Stub { chance, value, node: None }
        };
        let stubs = fan.branches.iter().map(stub).collect();
        let mut tried = Tried { act, visits: 0, fixed: discount * settled - cost, stubs, value: 0.0 };
        tried.back_up(discount);
        tried
    }

    /// The node behind a stub.
    fn behind(&self, node: &Node, act: Act, stub: usize, period: u32) -> Node {
        let mut fan = self.model.fan(act, &node.table, period);
        let branch = fan.branches.swap_remove(stub);
        let (_, belief) = updated(&node.belief, &branch);
        self.node(branch.table, belief, period + 1)
    }

    fn choose(node: &Node) -> usize {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for t in &node.tried {
            (low, high) = (low.min(t.value), high.max(t.value));
        }
        let c = ((high - low) / 2.0).max(num::TIE);
        let ln = num::ln((node.visits + 1) as f64);
        let mut best = (0, f64::NEG_INFINITY);
        for (k, t) in node.tried.iter().enumerate() {
            let bonus = c * (ln / (t.visits + 1) as f64).sqrt();
            if t.value + bonus > best.1 {
                best = (k, t.value + bonus);
            }
        }
        best.0
    }

    /// One simulation from a node; what it finds is backed up.
    fn simulate(&self, node: &mut Node, period: u32, rng: &mut Stream) {
        let k = Self::choose(node);
        node.visits += 1;
        node.tried[k].visits += 1;
        let mut u: f64 = rng.random();
        let mut chosen = None;
        for (j, s) in node.tried[k].stubs.iter().enumerate() {
            if u < s.chance {
                chosen = Some(j);
                break;
            }
            u -= s.chance;
        }
        // Settled, or left for good: nothing more can be found.
        let Some(j) = chosen else { return };
        let mut next = match node.tried[k].stubs[j].node.take() {
            Some(mut next) => {
                self.simulate(&mut next, period + 1, rng);
                next
            }
            None => Box::new(self.behind(node, node.tried[k].act, j, period)),
        };
        let stub = &mut node.tried[k].stubs[j];
        next.plain = next.plain.max(stub.value);
        stub.value = next.value();
        stub.node = Some(next);
        node.tried[k].back_up(self.model.setting().stakes.discount);
    }

    /// All that either tree found.
    fn merge(&self, into: &mut Node, from: Node) {
        let discount = self.model.setting().stakes.discount;
        into.visits += from.visits;
        for (a, b) in into.tried.iter_mut().zip(from.tried) {
            a.visits += b.visits;
            for (s, t) in a.stubs.iter_mut().zip(b.stubs) {
                match (&mut s.node, t.node) {
                    (Some(x), Some(y)) => {
                        self.merge(x, *y);
                        s.value = s.value.max(x.value());
                    }
                    (None, Some(y)) => {
                        s.value = s.value.max(y.value());
                        s.node = Some(y);
                    }
                    (_, None) => {}
                }
            }
            a.back_up(discount);
        }
    }
}

/// Searches from a table and belief. `stop` is asked now and then whether to stop before the budget is used up.
///
/// # Errors
/// If the belief is none, or the budget is 0 or beyond a million simulations.
pub fn search(
    model: &Model,
    table: &Table,
    belief: &[f64],
    budget: Budget,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Found> {
    model.checked_belief(belief)?;
    if budget.simulations == 0 || budget.simulations > MOST {
        return Err(Error::limit(format!("{} simulations", budget.simulations)).remedy("1 to 1000000"));
    }
    let plain = Plain::of(model);
    let search = Search { model, plain: &plain };
    let mut trees: Vec<(Node, u64)> = (0..TREES)
        .into_par_iter()
        .map(|tree| {
            let mut rng = rng::stream(budget.seed, &["decide search".into(), tree.into()]);
            let share = budget.simulations / TREES + u64::from(tree < budget.simulations % TREES);
            let mut root = search.node(*table, belief.to_vec(), 0);
            let mut done = 0;
            while done < share && !(done % LOOKS == 0 && stop()) {
                search.simulate(&mut root, 0, &mut rng);
                done += 1;
            }
            (root, done)
        })
        .collect();
    let spans: Vec<(f64, f64)> = (0..trees[0].0.tried.len())
        .map(|k| {
            trees
                .iter()
                .map(|t| t.0.tried[k].value)
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
        })
        .collect();
    let simulations = trees.iter().map(|t| t.1).sum();
    let (mut root, _) = trees.remove(0);
    for (tree, _) in trees {
        search.merge(&mut root, tree);
    }
    let best = root.tried.iter().map(|t| t.value).fold(f64::NEG_INFINITY, f64::max);
    let mut options: Vec<Valued> = root
        .tried
        .iter()
        .zip(spans)
        .map(|(t, trees)| Valued {
            act: t.act,
            value: t.value,
            trees,
            visits: t.visits,
            regret: best - t.value,
        })
        .collect();
    options.sort_by(|a, b| b.value.total_cmp(&a.value));
    Ok(Found { options, simulations, asked: budget.simulations, seed: budget.seed })
}

#[cfg(test)]
mod tests {
    use super::super::exact::exact;
    use super::super::model::{Kind, Means, Setting, Stakes};
    use super::*;

    const NEVER: &(dyn Fn() -> bool + Sync) = &|| false;

    /// Two kinds a side, the instruments of a great power or of a labour mediator.
    fn setting(horizon: u32, strong: Strength) -> Setting {
        let kinds = || Kind::standard_of(["reciprocator", "staller"]).expect("kinds");
        let with = |act, cost, weight| Means { cost, weight, decay: 0.1, ..Means::plain(act) };
        let mut means = vec![
            Means::plain(Act::Facilitate),
            with(Act::Table, 0.005, 0.0),
            with(Act::Probe(0), 0.005, 0.0),
            with(Act::Probe(1), 0.005, 0.0),
            Means::plain(Act::LeaveForGood),
        ];
        if strong == Strength::Power {
            means.extend([with(Act::Warn(1), 0.0, 0.4), with(Act::Sanction(1), 0.05, 0.5)]);
        }
        if strong == Strength::WayBack {
            means.extend([with(Act::LeaveWithWayBack, 0.0, 0.0), with(Act::Return, 0.02, 0.0)]);
        }
        Setting {
            kinds: [kinds(), kinds()],
            gaps: 2,
            reach: 0.3,
            outside: [vec![0.4, 0.6], vec![0.6, 0.4]],
            ground_moves: 0.0,
            text: [0.5, 0.5],
            against: 0.2,
            means,
            stakes: Stakes {
                settlement: 1.0,
                pressed: 0.8,
                settlement_unaided: 1.0,
                fallback: 0.15,
                cost: 0.03,
                cost_away: 0.002,
                cost_recess: 0.01,
                discount: 0.97,
            },
            horizon,
        }
    }

    #[derive(Clone, Copy, PartialEq)]
    enum Strength {
        Plain,
        Power,
        WayBack,
    }

    #[test]
    fn it_finds_the_act_and_the_value_of_the_exact_solution() {
        for (strength, horizon) in [(Strength::Plain, 7), (Strength::Power, 5), (Strength::WayBack, 5)] {
            let model = Model::new(setting(horizon, strength)).expect("a model");
            for (gap, a, b) in [(0, 0.5, 0.5), (1, 0.8, 0.7), (1, 0.2, 0.3), (0, 0.15, 0.9)] {
                let belief = model.belief([&[a, 1.0 - a], &[b, 1.0 - b]]).expect("a belief");
                let table = Table::open(gap, 0);
                let truth = exact(&model, &table, &belief, 3_000_000).expect("solved");
                let budget = Budget { simulations: 4000, seed: 11 };
                let found = search(&model, &table, &belief, budget, NEVER).expect("found");
                let (act, value) = truth.best();
                let best = found.options[0];
                assert!((best.value - value).abs() <= 0.01 * value.abs(), "{best:?} {act:?} {value}");
                assert!(best.value <= value + 1e-9, "a plan cannot be worth more than the best");
                let of = |a: Act| truth.options.iter().find(|o| o.0 == a).map_or(f64::NAN, |o| o.1);
                assert!(best.act == act || value - of(best.act) < 1e-9, "{best:?} {act:?} {value}");
                for o in &found.options {
                    assert!(
                        o.value <= of(o.act) + 1e-9 && o.trees.0 <= o.trees.1 && o.regret >= 0.0,
                        "{o:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_same_bytes_on_any_number_of_threads() {
        let model = Model::new(setting(20, Strength::Power)).expect("a model");
        let belief = model.belief([&[0.6, 0.4], &[0.5, 0.5]]).expect("a belief");
        let budget = Budget { simulations: 500, seed: 5 };
        let with = |n| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("a pool");
            pool.install(|| search(&model, &Table::open(1, 0), &belief, budget, NEVER)).expect("found")
        };
        let one = with(1);
        assert_eq!(one, with(2));
        assert_eq!(one, with(5));
        assert_eq!((one.simulations, one.asked), (500, 500));
    }

    #[test]
    fn more_simulations_never_lower_a_value_of_a_tree_and_a_clock_reports_what_was_reached() {
        let model = Model::new(setting(12, Strength::Power)).expect("a model");
        let belief = model.belief([&[0.6, 0.4], &[0.5, 0.5]]).expect("a belief");
        let table = Table::open(1, 0);
        let run = |simulations| {
            search(&model, &table, &belief, Budget { simulations, seed: 1 }, NEVER).expect("found")
        };
        let (few, many) = (run(80), run(2000));
        assert!(many.options[0].value >= few.options[0].value);
        let looks = std::sync::atomic::AtomicU64::new(0);
        let stop = || looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 20;
        let cut =
            search(&model, &table, &belief, Budget { simulations: 100_000, seed: 1 }, &stop).expect("found");
        assert!(cut.simulations < 1000 && cut.asked == 100_000, "{}", cut.simulations);
        let none = Budget { simulations: 0, seed: 1 };
        assert!(search(&model, &table, &belief, none, NEVER).is_err_and(|e| e.is_limit()));
    }

    #[test]
    fn exchanging_the_parties_exchanges_the_options() {
        let straight = setting(8, Strength::Power);
        let mut mirrored = straight.clone();
        mirrored.kinds.swap(0, 1);
        mirrored.outside.swap(0, 1);
        mirrored.text.swap(0, 1);
        for m in &mut mirrored.means {
            m.act = m.act.mirrored();
        }
        let value = |s: Setting, a: [f64; 2], b: [f64; 2]| {
            let model = Model::new(s).expect("a model");
            let belief = model.belief([&a, &b]).expect("a belief");
            exact(&model, &Table::open(1, 0), &belief, 3_000_000).expect("solved").options
        };
        let s = Setting { horizon: 4, ..straight };
        let m = Setting { horizon: 4, ..mirrored };
        let one = value(s, [0.7, 0.3], [0.4, 0.6]);
        let other = value(m, [0.4, 0.6], [0.7, 0.3]);
        for (act, v) in &one {
            let same = other.iter().find(|o| o.0 == act.mirrored()).expect("the mirrored act");
            assert!((v - same.1).abs() < 1e-12, "{act:?}");
        }
    }
}
