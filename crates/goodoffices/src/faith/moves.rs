//! Metropolis moves of one particle against all acts so far.
//!
//! Moves are symmetric in numbers that are uniform beforehand (reflected at 0 and 1), so that they are accepted
//! by the likelihood alone. What an act's probability is made of is kept while a particle is moved: the levels
//! it aims at (parameters), the probability of the level (parameters, own utility) and the share of the
//! outcome in its level (both utilities, regard). A move of the regard or of the other side's utility leaves
//! every level as it is; a move of parameters leaves every share. As every probability is at most 1, a move is
//! given up once what is surely too low is known, before histograms are made where that is possible.
//!
//! Own utility: accepted in two steps (Christen & Fox 2005). The first judges the new levels with the
//! normalisers and shares of where the particle stands, `s(x → y)`, which needs no histogram and turns most
//! moves away; the second makes up for it, with min(L(y), s(y → x)) against min(L(x), s(x → y)).

use super::history::{Act, ActKind};
use super::layout::{Block, Decoded, Form, Layout, Part, Turn, shape};
use super::level::{MISTAKES, Scratch, Tables, scaled};
use super::likelihood::{Demand, View};
use super::smc::{Common, Particle, Value};
use super::steps::{pass, reflected, two};
use crate::num;
use crate::rng::Stream;
use rand::RngExt;

/// Share of moves that change one number of a block only.
const SINGLE: f64 = 0.6;
/// Share of moves that draw afresh, of a whole block and of one number.
const FRESH: (f64, f64) = (0.1, 0.3);
/// Share of moves of weights that pass weight between two issues, and of values that exchange two.
const PASSED: f64 = 0.7;
const EXCHANGED: f64 = 0.2;
/// Moves of the other side's values of one issue in a row.
const TRIES: usize = 4;
/// Steps in multiples of the standard deviation over the particles.
const SCALES: [f64; 3] = [0.2, 0.7, 2.0];
/// Share of blocks that move together; length of the step, and multiples of it.
const TOGETHER: f64 = 0.5;
const STRIDE: f64 = 2.38;
const LENGTHS: [f64; 3] = [0.15, 0.4, 1.0];
/// Below this a product of probabilities is put down as a logarithm.
const TINY: f64 = 1e-200;

/// What the probabilities of the acts are made of.
#[derive(Debug, Default)]
struct Made {
    /// What it aims at, by act.
    demands: Vec<Option<Demand>>,
    /// Probability of the level, by act; of an answer or a partial offer, the whole.
    levels: Vec<f64>,
    /// Bin, by outcome offered.
    bins: Vec<u16>,
    /// Share in its level, by outcome offered.
    shares: Vec<f32>,
}

/// Whether demands are made anew with the levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Demands {
    Kept,
    Anew,
}

/// Room to move in.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub scratch: Scratch,
    z: Vec<f64>,
    kept: Tables,
    parts: Vec<f64>,
    values: Vec<f64>,
    factors: Vec<f32>,
    /// Product of the factors of the other issues, by outcome offered.
    rest: Vec<f32>,
    /// The particle that is moved.
    moved: Particle,
    /// Which blocks move together.
    within: Vec<bool>,
    now: Made,
    next: Made,
}

/// What a chain needs besides the particle.
#[derive(Clone, Copy)]
pub(crate) struct Mover<'a> {
    pub common: Common<'a>,
    pub kind: usize,
    pub layout: &'a Layout,
    /// Standard deviation of each number over the particles.
    pub spread: &'a [f64],
    /// Power to which the last act counts.
    pub power: f64,
    /// Where the particles stood that were chosen.
    pub crowd: &'a [&'a [f64]],
}

impl Mover<'_> {
    /// A chain from one particle: where it stands after every `stint` steps.
    pub fn chain(
        &self,
        from: &Particle,
        stint: usize,
        out: &mut [Particle],
        work: &mut Work,
        s: &mut Stream,
    ) {
        let view = self.common.view(self.kind);
        let (kernel, history) = (self.common.kernel, self.common.history);
        let mut p = std::mem::take(&mut work.moved);
        p.take_over(from);
        // What is now is made once.
        p.tables.take_out(kernel, &history.frame, &mut work.scratch);
        history.slots.bins(&p.tables.own, &mut work.next.bins);
        p.tables.shares(&history.slots, &work.next.bins, &mut work.next.shares);
        if let Some(value) = self.assess(&view, &mut p, work, Demands::Anew, f64::NEG_INFINITY) {
            p.value = value;
        }
        std::mem::swap(&mut work.now, &mut work.next);
        let turns = &self.layout.turns;
        let mut at = s.random_range(0..turns.len() as u32) as usize;
        for out in out {
            for _ in 0..stint {
                match turns[at] {
                    Turn::Block(k) => self.step(&view, &self.layout.blocks[k], &mut p, work, s),
                    Turn::Together => self.together(&view, &mut p, work, s),
                }
                at = (at + 1) % turns.len();
            }
            let offers = history.acts.iter().zip(&work.now.demands).rev();
            let last = offers.filter(|(a, _)| matches!(a.what, ActKind::Offer(_))).find_map(|(_, d)| *d);
            p.previous = last.map(|d| d.path);
            out.take_over(&p);
        }
        p.tables.put_away(&mut work.scratch);
        work.moved = p;
    }

    /// Proposes other numbers for a block.
    fn propose(&self, block: &Block, now: &[f64], next: &mut Vec<f64>, s: &mut Stream) {
        next.clear();
        next.extend_from_slice(now);
        let many = block.range.len() as u32;
        if block.form == Form::Cuts && s.random::<f64>() < PASSED {
            return pass(&mut next[block.range.clone()], s);
        }
        if matches!(block.form, Form::Values(_)) && s.random::<f64>() < EXCHANGED {
            let (i, k) = two(many, s);
            return next.swap(block.range.start + i, block.range.start + k);
        }
        let single = many > 1 && s.random::<f64>() < SINGLE;
        let fresh = s.random::<f64>() < if single { FRESH.1 } else { FRESH.0 } || !block.smooth;
        let scale = SCALES[s.random_range(0..3_u32) as usize];
        let only = block.range.start + s.random_range(0..many) as usize;
        let range = if single { only..only + 1 } else { block.range.clone() };
        for k in range {
            let x = s.random::<f64>();
            next[k] =
                if fresh { x } else { reflected(now[k] + scale * self.spread[k] * (2.0 * x - 1.0) * 1.7) };
        }
    }

    fn step(&self, view: &View<'_>, block: &Block, p: &mut Particle, work: &mut Work, s: &mut Stream) {
        let history = self.common.history;
        if let (Part::Other, Form::Values(issue), true) =
            (block.what, block.form, history.complete == history.offers)
        {
            return self.values_of_other(block, issue, p, work, s);
        }
        self.propose(block, &p.z, &mut work.z, s);
        let before = p.d;
        if block.form == Form::Plain {
            p.d = self.layout.decode(&work.z);
        }
        let value = match block.what {
            Part::Parameters => self.parameters(view, p, work, self.least(p.value, s)),
            Part::Own => self.own(view, p, work, &before, s),
            Part::Other => self.other(view, p, work, self.least(p.value, s)),
        };
        self.settle(value, before, p, work);
    }

    fn settle(&self, value: Option<Value>, before: Decoded, p: &mut Particle, work: &mut Work) {
        match value {
            Some(value) => {
                p.value = value;
                std::mem::swap(&mut p.z, &mut work.z);
            }
            None => p.d = before,
        }
    }

    /// Moves parameters and own utility together, along the difference of two other particles (ter Braak 2006),
    /// which points where they hang together. Each block is in it or not by lot. Cuts are compared in order.
    fn together(&self, view: &View<'_>, p: &mut Particle, work: &mut Work, s: &mut Stream) {
        let many = self.crowd.len() as u32;
        if many < 4 {
            return;
        }
        let (i, k) = two(many, s);
        let (a, b) = (self.crowd[i], self.crowd[k]);
        work.z.clone_from(&p.z);
        let (mut numbers, mut own) = (0, false);
        work.within.clear();
        for block in self.layout.blocks.iter().filter(|b| b.what != Part::Other && b.smooth) {
            let inside = s.random::<f64>() < TOGETHER;
            work.within.push(inside);
            if inside {
                numbers += block.range.len();
                own |= block.what == Part::Own;
            }
        }
        if numbers == 0 {
            return;
        }
        let scale = STRIDE / (2.0 * numbers as f64).sqrt() * LENGTHS[s.random_range(0..3_u32) as usize];
        let blocks = self.layout.blocks.iter().filter(|b| b.what != Part::Other && b.smooth);
        for (block, _) in blocks.zip(&work.within).filter(|(_, inside)| **inside) {
            let here = &mut work.z[block.range.clone()];
            if block.form != Form::Cuts {
                for (k, z) in block.range.clone().zip(here) {
                    *z = reflected(*z + scale * (a[k] - b[k]));
                }
                continue;
            }
            here.sort_unstable_by(f64::total_cmp);
            for (from, factor) in [(a, scale), (b, -scale)] {
                work.values.clear();
                work.values.extend_from_slice(&from[block.range.clone()]);
                work.values.sort_unstable_by(f64::total_cmp);
                here.iter_mut().zip(&work.values).for_each(|(z, x)| *z += factor * x);
            }
            // A step back would not lead here if the order were another.
            let last = here.last().copied().unwrap_or(0.0);
            if here[0] <= 0.0 || last >= 1.0 || here.windows(2).any(|w| w[0] >= w[1]) {
                return;
            }
        }
        let before = p.d;
        p.d = self.layout.decode(&work.z);
        let value = if own {
            self.own(view, p, work, &before, s)
        } else {
            self.parameters(view, p, work, self.least(p.value, s))
        };
        self.settle(value, before, p, work);
    }

    /// ln likelihood that a move must reach.
    fn least(&self, now: Value, s: &mut Stream) -> f64 {
        now.at(self.power) + num::ln(s.random::<f64>().max(1e-300))
    }

    fn parameters(&self, view: &View<'_>, p: &mut Particle, work: &mut Work, least: f64) -> Option<Value> {
        work.next.bins.clone_from(&work.now.bins);
        work.next.shares.clone_from(&work.now.shares);
        let value = self.assess(view, p, work, Demands::Anew, least);
        if value.is_some() {
            std::mem::swap(&mut work.now, &mut work.next);
        }
        value
    }

    fn own(
        &self,
        view: &View<'_>,
        p: &mut Particle,
        work: &mut Work,
        before: &Decoded,
        s: &mut Stream,
    ) -> Option<Value> {
        let (kernel, history) = (self.common.kernel, self.common.history);
        self.layout.own(self.common.setup, &work.z, &mut work.parts, &mut work.kept.own);
        history.slots.bins(&work.kept.own, &mut work.next.bins);
        let anew = view.kind.heeds_steps() || p.d.p != before.p;
        let demands = if anew { Demands::Anew } else { Demands::Kept };
        // What is partial needs histograms at once.
        let in_two = history.complete == history.offers && kernel.by_level();
        let mut least = self.least(p.value, s);
        if in_two {
            if demands == Demands::Anew {
                self.demands(view, &p.d, &work.kept.own, &mut work.next.demands);
            }
            let demands = if demands == Demands::Anew { &work.next.demands } else { &work.now.demands };
            let there = (&work.kept.own[..], &work.next.bins[..], &demands[..]);
            let there = self.first(view, &p.d, there, &mut p.tables, &work.now.shares);
            if there < least {
                return None;
            }
            least = p.value.at(self.power).min(there) + num::ln(s.random::<f64>().max(1e-300));
        }
        work.kept.swap_own(&mut p.tables);
        p.tables.own_changed(kernel, &history.frame, &mut work.scratch);
        let mut value = None;
        // Levels alone first: a share is at most 1.
        work.next.shares.clear();
        work.next.shares.resize(work.next.bins.len(), 1.0);
        if !in_two || self.assess(view, p, work, demands, least).is_some() {
            work.kept.swap_regard(&mut p.tables);
            p.tables.factor.clone_from(&work.kept.factor);
            p.tables.regard_changed(kernel, &history.frame, &mut work.scratch);
            p.tables.shares(&history.slots, &work.next.bins, &mut work.next.shares);
            value = if in_two {
                self.sum(&work.next.levels, &work.next.shares, least)
            } else {
                self.assess(view, p, work, demands, least)
            };
            if in_two && value.is_some() {
                let here = (&work.kept.own[..], &work.now.bins[..], &work.now.demands[..]);
                let back = self.first(view, before, here, &mut p.tables, &work.next.shares);
                value = value.filter(|_| back >= least);
            }
            if value.is_none() {
                work.kept.swap_regard(&mut p.tables);
            }
        }
        if value.is_none() {
            work.kept.swap_own(&mut p.tables);
            return None;
        }
        p.tables.count.clear();
        if demands == Demands::Kept {
            std::mem::swap(&mut work.now.demands, &mut work.next.demands);
        }
        std::mem::swap(&mut work.now, &mut work.next);
        value
    }

    /// ln likelihood of an own utility, its bins and demands, with normalisers and shares of another.
    fn first(
        &self,
        view: &View<'_>,
        d: &Decoded,
        (own, bins, demands): (&[u16], &[u16], &[Option<Demand>]),
        other: &mut Tables,
        shares: &[f32],
    ) -> f64 {
        let acts = &self.common.history.acts;
        let (mut sum, mut product) = (0.0, 1.0);
        for (k, (act, demand)) in acts.iter().zip(demands).enumerate() {
            let p = match (&act.what, act.slot, demand) {
                (ActKind::Offer(_), Some((slot, _)), Some(demand)) => {
                    let level = view.level_near(other, bins[slot as usize] as usize, demand);
                    chance(act, f64::from(level), shares)
                }
                (ActKind::Offer(named), ..) => named.share,
                (ActKind::Answer { named, yes, asked }, ..) => {
                    view.answer(d, own, named, *yes, *asked, demand.map(|d| d.path))
                }
            };
            if k + 1 == acts.len() {
                return sum + num::ln(product) + self.power * num::ln(p);
            }
            product *= p;
            if product < TINY {
                sum += num::ln(product);
                product = 1.0;
            }
        }
        sum + num::ln(product)
    }

    /// What the party would aim at with another own utility.
    fn demands(&self, view: &View<'_>, d: &Decoded, own: &[u16], out: &mut Vec<Option<Demand>>) {
        out.clear();
        let mut previous = None;
        for act in &self.common.history.acts {
            let at = view.moment(d, own, act, previous);
            let demand = view.kind.targets(&d.p, &at).map(|t| view.demand(&t));
            if let (ActKind::Offer(_), Some(demand)) = (&act.what, &demand) {
                previous = Some(demand.path);
            }
            out.push(demand);
        }
    }

    fn other(&self, view: &View<'_>, p: &mut Particle, work: &mut Work, least: f64) -> Option<Value> {
        let (kernel, history) = (self.common.kernel, self.common.history);
        std::mem::swap(&mut p.tables.other, &mut work.kept.other);
        self.layout.other(self.common.setup, &work.z, &mut p.tables.other);
        work.kept.swap_regard(&mut p.tables);
        p.tables.factors_changed(p.d.eta, &history.frame);
        p.tables.regard_changed(kernel, &history.frame, &mut work.scratch);
        p.tables.shares(&history.slots, &work.now.bins, &mut work.next.shares);
        let partial = history.complete < history.offers;
        let value = if partial {
            work.next.bins.clone_from(&work.now.bins);
            self.assess(view, p, work, Demands::Kept, least)
        } else {
            self.sum(&work.now.levels, &work.next.shares, least)
        };
        if value.is_none() {
            work.kept.swap_regard(&mut p.tables);
            std::mem::swap(&mut p.tables.other, &mut work.kept.other);
            return None;
        }
        std::mem::swap(&mut work.now.shares, &mut work.next.shares);
        if partial {
            std::mem::swap(&mut work.now.levels, &mut work.next.levels);
        }
        value
    }

    /// Moves of the other side's values of one issue. The histogram of the other issues stays, so that only the
    /// levels of outcomes offered are valued.
    fn values_of_other(
        &self,
        block: &Block,
        issue: usize,
        p: &mut Particle,
        work: &mut Work,
        s: &mut Stream,
    ) {
        let history = self.common.history;
        let frame = &history.frame;
        let t = &mut p.tables;
        let here = frame.range(issue);
        let shape_of = self.common.setup.issues[issue];
        let weight = t.other[here.clone()].iter().copied().fold(0.0, f64::max);
        t.without(issue, self.common.kernel, frame, &mut work.scratch);
        work.rest.clear();
        work.rest.extend(history.slots.iter().map(|o| {
            let others = o.iter().enumerate().filter(|(a, _)| *a != issue);
            others.fold(1.0, |f, (_, k)| f * t.factor[*k as usize])
        }));
        let scale = frame.even[here.start];
        let mut moved = false;
        for _ in 0..TRIES {
            self.propose(block, &p.z, &mut work.z, s);
            let least = self.least(p.value, s);
            work.values.clear();
            let values = &mut work.values;
            shape(shape_of, &work.z[block.range.clone()], |v| values.push(weight * v));
            work.factors.clear();
            scaled(&work.values, p.d.eta, scale, &mut work.factors);
            work.next.shares.clear();
            let now = work.now.bins.iter().zip(history.slots.iter()).zip(&work.rest);
            work.next.shares.extend(now.map(|((bin, outcome), rest)| {
                let factor = rest * work.factors[outcome[issue] as usize - here.start];
                let whole = t.level_without(*bin as usize, &here, &work.factors, &work.scratch);
                factor / whole.max(f32::MIN_POSITIVE)
            }));
            if let Some(value) = self.sum(&work.now.levels, &work.next.shares, least) {
                moved = true;
                p.value = value;
                std::mem::swap(&mut p.z, &mut work.z);
                std::mem::swap(&mut work.now.shares, &mut work.next.shares);
                t.other[here.clone()].copy_from_slice(&work.values);
                t.factor[here.clone()].copy_from_slice(&work.factors);
            }
        }
        if moved {
            t.regard_from_without(&here, &work.scratch);
        }
    }

    /// Makes demands and levels anew as far as they change, and the value with the shares of `next`; nothing
    /// once that is sure to be below `least`.
    fn assess(
        &self,
        view: &View<'_>,
        p: &mut Particle,
        work: &mut Work,
        demands: Demands,
        least: f64,
    ) -> Option<Value> {
        let (now, next) = (&work.now, &mut work.next);
        let (mut sum, mut product, mut previous) = (0.0, 1.0, None);
        let acts = &self.common.history.acts;
        if demands == Demands::Anew {
            next.demands.clear();
        }
        next.levels.clear();
        for (k, act) in acts.iter().enumerate() {
            let demand = if demands == Demands::Anew {
                let at = view.moment(&p.d, &p.tables.own, act, previous);
                let demand = view.kind.targets(&p.d.p, &at).map(|t| view.demand(&t));
                next.demands.push(demand);
                demand
            } else {
                now.demands[k]
            };
            if let (ActKind::Offer(_), Some(demand)) = (&act.what, &demand) {
                previous = Some(demand.path);
            }
            let level = view.made(&p.d, &mut p.tables, act, demand.as_ref(), &next.bins, &mut work.scratch);
            next.levels.push(level);
            if k + 1 == acts.len() {
                break;
            }
            product *= chance(act, level, &next.shares);
            if k % 8 == 7 || product < TINY {
                sum += num::ln(product);
                product = 1.0;
                if sum < least {
                    return None;
                }
            }
        }
        let last = acts.last().zip(next.levels.last()).map_or(1.0, |(a, l)| chance(a, *l, &next.shares));
        Value { before: sum + num::ln(product), last: num::ln(last) }.unless_below(self.power, least)
    }

    /// The value of these levels and shares; nothing once that is sure to be below `least`.
    fn sum(&self, levels: &[f64], shares: &[f32], least: f64) -> Option<Value> {
        let (mut sum, mut product) = (0.0, 1.0);
        let (last, before) = self.common.history.acts.split_last()?;
        for (act, level) in before.iter().zip(levels) {
            product *= chance(act, *level, shares);
            if product < TINY {
                sum += num::ln(product);
                product = 1.0;
            }
        }
        let last = num::ln(chance(last, levels[before.len()], shares));
        Value { before: sum + num::ln(product), last }.unless_below(self.power, least)
    }
}

/// Probability of an act made of its level and its share.
#[inline]
fn chance(act: &Act, level: f64, shares: &[f32]) -> f64 {
    match act.slot {
        Some((slot, even)) => (1.0 - MISTAKES) * level * f64::from(shares[slot as usize]) + MISTAKES * even,
        None => level,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faith::estimator::common;
    use crate::faith::history::History;
    use crate::faith::level::{Kernel, bins};
    use crate::faith::smc::{Cloud, ln_likelihood};
    use crate::faith::{IssueShape, Planned, Setup, When, draw};
    use crate::rng::stream;

    #[test]
    fn what_is_kept_while_moving_is_what_is_made_anew() {
        let mut setup = Setup::new(vec![IssueShape { values: 4, ordered: false }; 3], 2);
        setup.particles = 24;
        let plan: Vec<(When, Planned)> = (0..9)
            .map(|k| {
                let theirs = Planned::Theirs(vec![k % 4, 1, (k + 1) % 4]);
                let what = if k % 3 == 1 { theirs } else { Planned::Offer { pressed: k % 4 == 0 } };
                (When::at(f64::from(k) / 9.0), what)
            })
            .collect();
        let kernel = Kernel::new(bins(3));
        for kind in 0..5 {
            let drawn = draw(&setup, kind, &plan, &mut stream(4, &[])).unwrap();
            let mut history = History::new(&setup.sizes());
            drawn.observations.iter().for_each(|o| {
                history.push(o);
            });
            let common = common(&setup, &kernel, &history, 1.0);
            let mut cloud = Cloud::new(common, kind);
            cloud.refresh(common, 3);
            let mut scratch = Scratch::default();
            for p in &mut cloud.particles {
                let regard = p.tables.regard.clone();
                p.tables.take_out(&kernel, &history.frame, &mut scratch);
                p.tables.factors_changed(p.d.eta, &history.frame);
                p.tables.regard_changed(&kernel, &history.frame, &mut scratch);
                let top = regard.iter().copied().fold(0.0, f32::max);
                assert!(regard.iter().zip(&p.tables.regard).all(|(a, b)| (a - b).abs() <= 1e-5 * top));
                let view = common.view(kind);
                let (value, previous) =
                    ln_likelihood(&view, &p.d, &mut p.tables, &history.acts, &mut scratch);
                assert!((value.at(1.0) - p.value.at(1.0)).abs() < 1e-3, "{value:?} {:?}", p.value);
                assert_eq!(previous, p.previous);
            }
        }
    }
}
