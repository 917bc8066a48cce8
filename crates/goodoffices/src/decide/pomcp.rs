//! The full model searched: a tree of what may be done and seen, grown by simulations (POMCP, Silver & Veness
//! 2010), with three changes that the small model allows.
//!
//! Beliefs at the nodes are exact (Bayes' rule over the pairs of kinds), not particles. A node's worth is backed
//! up over all that may be seen, with exact chances (DP-UCT, Keller & Helmert 2013), not averaged over what was
//! simulated; the ends of the tree lie between the best plain plan (`plain`) and an upper bound (`bound`). And
//! a simulation looks where chance and width of that bracket are greatest together (HSVI, Smith & Simmons
//! 2004). So every value is the exact worth of a plan that was found, the best plan's worth lies between it and
//! `high`, and more simulations only narrow the bracket. Acts are chosen by UCB (Auer, Cesa-Bianchi & Fischer
//! 2002) with c = half the range of the node's values; an act that can no longer be best is not looked at.
//!
//! At the root every act has a tree of its own, grown from its own stream, and the budget is shared out by
//! sequential halving (Karnin, Koren & Somekh 2013): the better half of the acts goes on to the next round. Trees
//! are put together in the order of the acts: the same bytes on any number of threads. A caller's clock may
//! stop the search early; then the number reached is reported.

use super::act::Act;
use super::bound::Bound;
use super::model::Model;
use super::plain::Plain;
use super::table::{Branch, Table, updated};
use crate::error::{Error, Result};
use crate::num;
use crate::rng::{self, Stream};
use rand::RngExt;
use rayon::prelude::*;

/// Simulations between two looks at the clock.
const LOOKS: u64 = 16;
/// Most simulations.
const MOST: u64 = 1_000_000;
/// Brackets narrower than this are closed.
const CLOSED: f64 = 1e-10;

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
    /// No plan that begins with it is worth more.
    pub high: f64,
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
    /// Simulations done: fewer than asked for where the clock stopped them, or nothing was left to find.
    pub simulations: u64,
    /// Simulations asked for.
    pub asked: u64,
    /// Did the caller's clock stop it?
    pub stopped: bool,
    /// Root seed.
    pub seed: u64,
}

#[derive(Debug)]
struct Node {
    table: Table,
    belief: Vec<f64>,
    visits: u64,
    plain: f64,
    bound: f64,
    tried: Vec<Tried>,
}

#[derive(Debug)]
struct Tried {
    act: Act,
    visits: u64,
    /// Cost, and settlements at once.
    fixed: f64,
    stubs: Vec<Stub>,
    value: f64,
    high: f64,
}

#[derive(Debug)]
struct Stub {
    chance: f64,
    value: f64,
    high: f64,
    node: Option<Box<Node>>,
}

impl Node {
    fn value(&self) -> f64 {
        self.tried.iter().map(|t| t.value).fold(self.plain, f64::max)
    }

    fn high(&self) -> f64 {
        let acts = self.tried.iter().map(|t| t.high).fold(f64::NEG_INFINITY, f64::max);
        acts.min(self.bound).max(self.value())
    }

    /// Upper confidence bound over the acts that can still be best.
    fn choose(&self) -> Option<usize> {
        let best = self.value();
        let low = self.tried.iter().map(|t| t.value).fold(f64::INFINITY, f64::min);
        let c = ((best - low) / 2.0).max(num::TIE);
        let ln = num::ln((self.visits + 1) as f64);
        let mut found: Option<(usize, f64)> = None;
        for (k, t) in self.tried.iter().enumerate() {
            if t.high <= best || t.high - t.value < CLOSED {
                continue;
            }
            let score = t.value + c * (ln / (t.visits + 1) as f64).sqrt();
            if found.is_none_or(|f| score > f.1) {
                found = Some((k, score));
            }
        }
        found.map(|f| f.0)
    }
}

impl Tried {
    fn back_up(&mut self, discount: f64) {
        let sum = |of: &dyn Fn(&Stub) -> f64| self.stubs.iter().map(|s| s.chance * of(s)).sum::<f64>();
        let (value, high) = (sum(&|s| s.value), sum(&|s| s.high));
        self.value = self.fixed + discount * value;
        self.high = self.fixed + discount * high;
    }

    /// A stub, by its chance times the width of its bracket.
    fn pick(&self, rng: &mut Stream) -> Option<usize> {
        let width = |s: &Stub| {
            let w = s.high - s.value;
            if w < CLOSED { 0.0 } else { s.chance * w }
        };
        let all: f64 = self.stubs.iter().map(width).sum();
        let mut u = rng.random::<f64>() * all;
        let mut last = None;
        for (j, s) in self.stubs.iter().enumerate() {
            let w = width(s);
            if w > 0.0 {
                last = Some(j);
                if u < w {
                    break;
                }
                u -= w;
            }
        }
        last
    }
}

struct Search<'a> {
    model: &'a Model,
    plain: Plain,
    bound: Bound,
}

impl Search<'_> {
    fn ends(&self, table: &Table, belief: &[f64], period: u32) -> (f64, f64) {
        let left = self.model.setting().horizon.saturating_sub(period);
        let low = self.plain.best(table, belief, left).0;
        (low, self.bound.at(table, belief, left).max(low))
    }

    fn node(&self, table: Table, belief: Vec<f64>, period: u32) -> Node {
        let (plain, bound) = self.ends(&table, &belief, period);
        let acts = self.model.acts(&table, period);
        let tried = acts.into_iter().map(|a| self.tried(a, &table, &belief, period)).collect();
        Node { table, belief, visits: 0, plain, bound, tried }
    }

    /// An act with all that may come of it.
    fn tried(&self, act: Act, table: &Table, belief: &[f64], period: u32) -> Tried {
        let cost = self.model.cost(act);
        let discount = self.model.setting().stakes.discount;
        let mut tried = Tried { act, visits: 0, fixed: -cost, stubs: Vec::new(), value: 0.0, high: 0.0 };
        if act == Act::LeaveForGood {
            tried.fixed +=
                belief.iter().enumerate().map(|(k, b)| b * self.model.leaving(k, table)).sum::<f64>();
        } else {
            let fan = self.model.fan(act, table, period);
            tried.fixed += discount * fan.settled.iter().zip(belief).map(|(s, b)| s * b).sum::<f64>();
            let stub = |b: &Branch| {
                let (chance, next) = updated(belief, b);
                let (value, high) =
                    if chance > 0.0 { self.ends(&b.table, &next, period + 1) } else { (0.0, 0.0) };
                Stub { chance, value, high, node: None }
            };
            tried.stubs = fan.branches.iter().map(stub).collect();
        }
        tried.back_up(discount);
        tried
    }

    /// One simulation that begins with an act; what it finds is backed up.
    fn simulate(&self, table: &Table, belief: &[f64], tried: &mut Tried, period: u32, rng: &mut Stream) {
        tried.visits += 1;
        let Some(j) = tried.pick(rng) else { return };
        let mut next = match tried.stubs[j].node.take() {
            Some(mut next) => {
                next.visits += 1;
                if let Some(k) = next.choose() {
                    let Node { table, belief, tried, .. } = &mut *next;
                    self.simulate(table, belief, &mut tried[k], period + 1, rng);
                }
                next
            }
            None => {
                let mut fan = self.model.fan(tried.act, table, period);
                let branch = fan.branches.swap_remove(j);
                let (_, after) = updated(belief, &branch);
                Box::new(self.node(branch.table, after, period + 1))
            }
        };
        let stub = &mut tried.stubs[j];
        stub.value = next.value();
        stub.high = if next.choose().is_none() { stub.value } else { next.high() };
        next.bound = next.bound.min(stub.high);
        stub.node = Some(next);
        tried.back_up(self.model.setting().stakes.discount);
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
    let search = Search { model, plain: Plain::of(model), bound: Bound::of(model) };
    let mut root = search.node(*table, belief.to_vec(), 0);
    let mut left = budget.simulations;
    let mut stopped = false;
    let mut kept: Vec<usize> = (0..root.tried.len()).collect();
    let mut round = 0_u64;
    while left > 0 && !stopped {
        let best = root.value();
        kept.retain(|k| root.tried[*k].high > best && root.tried[*k].high - root.tried[*k].value >= CLOSED);
        let n = kept.len() as u64;
        if n == 0 {
            break;
        }
        // Rounds still to come, this one included: as often as the acts can be halved down to one or two.
        let rounds = u64::from(64 - (n - 1).leading_zeros()).max(1);
        let share = if rounds == 1 { left } else { (left / rounds).max(1) };
        let mut trees: Vec<(usize, Option<Tried>, u64, bool)> = Vec::new();
        for (place, k) in kept.iter().enumerate() {
            let own = share / n + u64::from((place as u64) < share % n);
            let hollow = Tried {
                act: root.tried[*k].act,
                visits: 0,
                fixed: 0.0,
                stubs: Vec::new(),
                value: 0.0,
                high: 0.0,
            };
            trees.push((*k, Some(std::mem::replace(&mut root.tried[*k], hollow)), own, false));
        }
        trees.par_iter_mut().for_each(|(k, tree, own, cut)| {
            let Some(tried) = tree else { return };
            let path = ["decide search".into(), round.into(), (*k as u64).into()];
            let mut rng = rng::stream(budget.seed, &path);
            let mut done = 0;
            while done < *own && tried.high - tried.value >= CLOSED {
                if done % LOOKS == 0 && stop() {
                    *cut = true;
                    break;
                }
                search.simulate(table, belief, tried, 0, &mut rng);
                done += 1;
            }
            *own = done;
        });
        let mut done = 0;
        for (k, tree, own, cut) in trees {
            if let Some(tried) = tree {
                root.tried[k] = tried;
            }
            done += own;
            stopped |= cut;
        }
        left -= done;
        if done == 0 {
            break;
        }
        kept.sort_by(|a, b| root.tried[*b].value.total_cmp(&root.tried[*a].value).then(a.cmp(b)));
        if kept.len() > 2 {
            kept.truncate(kept.len().div_ceil(2));
        }
        kept.sort_unstable();
        round += 1;
    }
    let best = root.tried.iter().map(|t| t.value).fold(f64::NEG_INFINITY, f64::max);
    let of = |t: &Tried| Valued {
        act: t.act,
        value: t.value,
        high: t.high.max(t.value),
        visits: t.visits,
        regret: best - t.value,
    };
    let mut options: Vec<Valued> = root.tried.iter().map(of).collect();
    options.sort_by(|a, b| b.value.total_cmp(&a.value));
    let simulations = budget.simulations - left;
    Ok(Found { options, simulations, asked: budget.simulations, stopped, seed: budget.seed })
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
                    let truth = of(o.act);
                    assert!(
                        o.value <= truth + 1e-9 && truth <= o.high + 1e-9 && o.regret >= 0.0,
                        "{o:?} {truth}"
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
        assert_eq!((one.simulations, one.asked, one.stopped), (500, 500, false));
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
        assert!(cut.stopped && cut.simulations < 1000 && cut.asked == 100_000, "{}", cut.simulations);
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
