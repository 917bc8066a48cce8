//! A decision searched: a tree of what may be done and seen, grown by simulations (POMCP, Silver & Veness
//! 2010), with three changes that small models allow.
//!
//! Beliefs at the nodes are exact (Bayes' rule), not particles. A node's worth is backed up over all that may be
//! seen, with exact chances (DP-UCT, Keller & Helmert 2013), not averaged over what was simulated; the ends of the
//! tree lie between the worth of a plain plan and an upper bound. And a simulation looks where chance and width of
//! that bracket are greatest together (HSVI, Smith & Simmons 2004). So every value is the exact worth of a plan that
//! was found, the best plan's worth lies between it and `high`, and more simulations only narrow the bracket. Acts
//! are chosen by UCB (Auer, Cesa-Bianchi & Fischer 2002) with c = half the range of the node's values; an act that
//! can no longer be best is not looked at.
//!
//! What is searched is a [`Process`]: the full model (`searched`), or the options of a case over periods (`course`). At
//! the root every act has a tree of its own, grown from its own stream, and the budget is shared out as the process
//! says ([`Spread`]). Trees are put together in the order of the acts: the same bytes on any number of threads. A
//! caller's clock may stop the search early; then the number reached is reported.

use super::act::Act;
use crate::error::{Error, Result};
use crate::num;
use crate::rng::{self, Stream};
use rand::RngExt;
use rayon::prelude::*;
use std::fmt::Debug;

/// Simulations between two looks at the clock.
const LOOKS: u64 = 16;
/// Most simulations.
const MOST: u64 = 1_000_000;
/// Brackets narrower than this are closed.
const CLOSED: f64 = 1e-10;

/// How the simulations are shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spread {
    /// By sequential halving (Karnin, Koren & Somekh 2013): the better half of the acts goes on to the next round.
    /// What is looked at is drawn by chance times width.
    Halving,
    /// Every act gets as many, and the widest branch is looked at, so that acts which are alike get like values.
    Even,
}

/// A decision as the search sees it.
pub(super) trait Process: Sync {
    /// What can be done.
    type Act: Copy + PartialEq + Debug + Send + Sync;
    /// What lies on the table.
    type Table: Copy + Debug + Send + Sync;
    /// What is believed.
    type Belief: Clone + Debug + Send + Sync;
    /// What is seen after an act.
    type Seen: Copy + Debug + Send + Sync;
    /// How simulations are shared out.
    const SPREAD: Spread;

    /// The acts that are open, in a fixed order.
    fn acts(&self, table: &Self::Table, period: u32) -> Vec<Self::Act>;
    /// What comes of an act.
    fn step(
        &self,
        act: Self::Act,
        table: &Self::Table,
        belief: &Self::Belief,
        period: u32,
    ) -> Step<Self::Table, Self::Belief, Self::Seen>;
    /// Worth of a plain plan from here, and what no plan is worth more than.
    fn ends(&self, table: &Self::Table, belief: &Self::Belief, period: u32) -> (f64, f64);
    /// Discount factor of a period.
    fn discount(&self) -> f64;
}

/// What comes of an act: what it is worth at once, and what may be seen if talks go on.
pub(super) struct Step<T, B, S> {
    /// Less its cost; settlements at once, discounted.
    pub fixed: f64,
    pub branches: Vec<Branch<T, B, S>>,
}

/// One thing that may be seen.
pub(super) struct Branch<T, B, S> {
    pub chance: f64,
    pub seen: S,
    pub table: T,
    pub belief: B,
}

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
pub struct Valued<A = Act> {
    /// Which.
    pub act: A,
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
pub struct Found<A = Act> {
    /// The open acts in descending order of worth; equal ones in the order of the process.
    pub options: Vec<Valued<A>>,
    /// Simulations done: fewer than asked for where the clock stopped them, or nothing was left to find.
    pub simulations: u64,
    /// Simulations asked for.
    pub asked: u64,
    /// Did the caller's clock stop it?
    pub stopped: bool,
    /// Root seed.
    pub seed: u64,
}

/// A node of the tree.
pub(super) struct Node<P: Process + ?Sized> {
    table: P::Table,
    belief: P::Belief,
    visits: u64,
    plain: f64,
    bound: f64,
    pub tried: Vec<Tried<P>>,
}

/// An act at a node.
pub(super) struct Tried<P: Process + ?Sized> {
    pub act: P::Act,
    visits: u64,
    /// Cost, and settlements at once.
    fixed: f64,
    pub stubs: Vec<Stub<P>>,
    pub value: f64,
    pub high: f64,
}

/// What may be seen after an act.
pub(super) struct Stub<P: Process + ?Sized> {
    pub chance: f64,
    pub seen: P::Seen,
    pub belief: P::Belief,
    value: f64,
    high: f64,
    pub node: Option<Box<Node<P>>>,
}

impl<P: Process> Node<P> {
    fn value(&self) -> f64 {
        self.tried.iter().map(|t| t.value).fold(self.plain, f64::max)
    }

    fn high(&self) -> f64 {
        let acts = self.tried.iter().map(|t| t.high).fold(f64::NEG_INFINITY, f64::max);
        acts.min(self.bound).max(self.value())
    }

    /// What the plan that was found does here; nothing where it follows the plain plan.
    pub(super) fn planned(&self) -> Option<&Tried<P>> {
        let mut best: Option<&Tried<P>> = None;
        for t in &self.tried {
            if t.value > best.map_or(self.plain, |b| b.value) {
                best = Some(t);
            }
        }
        best
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

impl<P: Process> Tried<P> {
    fn hollow(act: P::Act) -> Self {
        Self { act, visits: 0, fixed: 0.0, stubs: Vec::new(), value: 0.0, high: 0.0 }
    }

    fn back_up(&mut self, discount: f64) {
        let sum = |of: &dyn Fn(&Stub<P>) -> f64| self.stubs.iter().map(|s| s.chance * of(s)).sum::<f64>();
        let (value, high) = (sum(&|s| s.value), sum(&|s| s.high));
        self.value = self.fixed + discount * value;
        self.high = self.fixed + discount * high;
    }

    /// A stub, by its chance times the width of its bracket.
    fn pick(&self, rng: &mut Stream) -> Option<usize> {
        let width = |s: &Stub<P>| {
            let w = s.high - s.value;
            if w < CLOSED { 0.0 } else { s.chance * w }
        };
        if P::SPREAD == Spread::Even {
            let mut widest: Option<(usize, f64)> = None;
            for (j, w) in self.stubs.iter().map(width).enumerate() {
                if w > widest.map_or(0.0, |f| f.1) {
                    widest = Some((j, w));
                }
            }
            return widest.map(|f| f.0);
        }
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

fn node<P: Process>(process: &P, table: P::Table, belief: P::Belief, period: u32) -> Node<P> {
    let (plain, bound) = process.ends(&table, &belief, period);
    let acts = process.acts(&table, period);
    let tried = acts.into_iter().map(|a| tried(process, a, &table, &belief, period)).collect();
    Node { table, belief, visits: 0, plain, bound, tried }
}

/// An act with all that may come of it.
fn tried<P: Process>(
    process: &P,
    act: P::Act,
    table: &P::Table,
    belief: &P::Belief,
    period: u32,
) -> Tried<P> {
    let step = process.step(act, table, belief, period);
    let stub = |b: Branch<P::Table, P::Belief, P::Seen>| {
        let (value, high) =
            if b.chance > 0.0 { process.ends(&b.table, &b.belief, period + 1) } else { (0.0, 0.0) };
        Stub { chance: b.chance, seen: b.seen, belief: b.belief, value, high, node: None }
    };
    let stubs = step.branches.into_iter().map(stub).collect();
    let mut tried = Tried { fixed: step.fixed, stubs, ..Tried::hollow(act) };
    tried.back_up(process.discount());
    tried
}

/// One simulation that begins with an act; what it finds is backed up.
fn simulate<P: Process>(
    process: &P,
    table: &P::Table,
    belief: &P::Belief,
    tried: &mut Tried<P>,
    period: u32,
    rng: &mut Stream,
) {
    tried.visits += 1;
    let Some(j) = tried.pick(rng) else { return };
    let mut next = match tried.stubs[j].node.take() {
        Some(mut next) => {
            next.visits += 1;
            if let Some(k) = next.choose() {
                let Node { table, belief, tried, .. } = &mut *next;
                simulate(process, table, belief, &mut tried[k], period + 1, rng);
            }
            next
        }
        None => {
            let branch = process.step(tried.act, table, belief, period).branches.swap_remove(j);
            Box::new(node(process, branch.table, branch.belief, period + 1))
        }
    };
    let stub = &mut tried.stubs[j];
    stub.value = next.value();
    stub.high = if next.choose().is_none() { stub.value } else { next.high() };
    next.bound = next.bound.min(stub.high);
    stub.node = Some(next);
    tried.back_up(process.discount());
}

/// The tree of one act alone: with an even spread what a search of all acts gives it.
pub(super) fn alone<P: Process>(
    process: &P,
    act: P::Act,
    table: &P::Table,
    belief: &P::Belief,
    simulations: u64,
) -> Tried<P> {
    let mut tree = tried(process, act, table, belief, 0);
    // An even spread draws nothing.
    let mut rng = rng::stream(0, &["decide search".into()]);
    for _ in 0..simulations {
        if tree.high - tree.value < CLOSED {
            break;
        }
        simulate(process, table, belief, &mut tree, 0, &mut rng);
    }
    tree
}

/// What was found, with the tree.
pub(super) type Grown<P> = (Found<<P as Process>::Act>, Node<P>);

/// Searches from a table and belief. `stop` is asked now and then whether to stop before the budget is used up.
///
/// # Errors
/// If the budget is 0 or beyond a million simulations.
pub(super) fn grow<P: Process>(
    process: &P,
    table: &P::Table,
    belief: &P::Belief,
    budget: Budget,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Grown<P>> {
    if budget.simulations == 0 || budget.simulations > MOST {
        return Err(Error::limit(format!("{} simulations", budget.simulations)).remedy("1 to 1000000"));
    }
    let mut root = node(process, *table, belief.clone(), 0);
    let mut left = budget.simulations;
    let mut stopped = false;
    let mut kept: Vec<usize> = (0..root.tried.len()).collect();
    let mut round = 0_u64;
    while left > 0 && !stopped {
        let best = root.value();
        kept.retain(|k| root.tried[*k].high - root.tried[*k].value >= CLOSED);
        if P::SPREAD == Spread::Halving {
            kept.retain(|k| root.tried[*k].high > best);
        }
        let n = kept.len() as u64;
        if n == 0 {
            break;
        }
        // Rounds still to come, this one included: as often as the acts can be halved down to one or two.
        let rounds = match P::SPREAD {
            Spread::Halving => u64::from(64 - (n - 1).leading_zeros()).max(1),
            Spread::Even => 1,
        };
        let share = if rounds == 1 { left } else { (left / rounds).max(1) };
        let mut trees: Vec<(usize, Option<Tried<P>>, u64, bool)> = Vec::new();
        for (place, k) in kept.iter().enumerate() {
            let odd = P::SPREAD == Spread::Halving && (place as u64) < share % n;
            let own = share / n + u64::from(odd);
            let hollow = Tried::hollow(root.tried[*k].act);
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
                simulate(process, table, belief, tried, 0, &mut rng);
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
        if done == 0 || P::SPREAD == Spread::Even {
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
    let of = |t: &Tried<P>| Valued {
        act: t.act,
        value: t.value,
        high: t.high.max(t.value),
        visits: t.visits,
        regret: best - t.value,
    };
    let mut options: Vec<Valued<P::Act>> = root.tried.iter().map(of).collect();
    options.sort_by(|a, b| b.value.total_cmp(&a.value));
    let simulations = budget.simulations - left;
    let found = Found { options, simulations, asked: budget.simulations, stopped, seed: budget.seed };
    Ok((found, root))
}
