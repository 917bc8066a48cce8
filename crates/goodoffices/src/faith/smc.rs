//! The particles of one type: iterated batch importance sampling with resample–move.
//!
//! Chopin (2002); Del Moral, Doucet & Jasra (2006). For each act: weights times its probability, the evidence
//! grows by ln Σ W p. Where too few particles stay effective, some are chosen by systematic resampling, each
//! starts a chain of Metropolis moves against all acts so far, and every state of a chain is a particle (Dau &
//! Chopin 2022): few chains are long, and no move is thrown away. An act that would leave too few is taken in by
//! powers. Particles of one chain hang together, so the error of the evidence is reckoned between chains. A stream
//! of random numbers is named by type, chain and act, and sums go by index, so threads change nothing but time.

use super::frame::Frame;
use super::history::{Act, History};
use super::layout::{Decoded, Layout};
use super::level::{Kernel, Scratch, Tables};
use super::likelihood::{Chance, View};
use super::moves::{Mover, Work};
use super::setup::Setup;
use crate::num;
use crate::rng::stream;
use rand::RngExt;
use rayon::prelude::*;

/// Share of the particles that stay effective when an act is taken in at once; where fewer would, it is taken in
/// by powers, with moves between: while acts are few, and later.
const FLOOR: (f64, f64) = (0.3, 0.15);
/// Acts from which on a single one changes little.
const MANY_ACTS: usize = 16;
/// Share of effective particles below which they are resampled and moved: while acts are few, and later.
const RENEWED: (f64, f64) = (0.5, 0.3);
/// States kept of a chain.
const STATES: usize = 8;
/// Steps from one to the next, times the numbers of a particle: a stage costs about as much whatever the space.
const WORTH: usize = 300;
/// In a wide space they are more: the square of the blocks in a round, by this.
const WIDE: usize = 400;
/// Least number of chains.
const LEAST_CHAINS: usize = 64;
/// Particles asked for the part of the level in what an act says.
const ASKED: usize = 512;
/// Least power of an act taken in at once.
const LEAST_RISE: f64 = 0.02;
/// Particles worked on together.
const CHUNK: usize = 64;

/// One particle.
#[derive(Clone, Debug, Default)]
pub(crate) struct Particle {
    pub z: Vec<f64>,
    pub d: Decoded,
    pub tables: Tables,
    /// Demand at the last offer.
    pub previous: Option<f64>,
    /// ln likelihood of all acts.
    pub value: Value,
}

impl Particle {
    /// Becomes another at rest, in the room it has.
    pub fn take_over(&mut self, p: &Self) {
        self.z.clone_from(&p.z);
        self.d = p.d;
        self.tables.set_at_rest(&p.tables);
        (self.previous, self.value) = (p.previous, p.value);
    }
}

/// The particles of a type.
#[derive(Clone, Debug)]
pub(crate) struct Cloud {
    pub kind: usize,
    pub layout: Layout,
    pub particles: Vec<Particle>,
    /// Normalised weights.
    pub weights: Vec<f64>,
    /// Particles of one chain hang together: where each chain ends.
    ends: Vec<usize>,
    /// Room for the next particles.
    next: Vec<Particle>,
    /// Variance of the estimate of the ln evidence, summed over acts.
    pub variance: f64,
    /// Number of resamplings.
    pub resampled: usize,
}

/// ln likelihood: of all acts but the last, and of the last.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Value {
    pub before: f64,
    pub last: f64,
}

impl Value {
    /// With the last act to a power.
    pub fn at(self, power: f64) -> f64 {
        self.before + power * self.last
    }

    /// Nothing where it is below a bound.
    pub fn unless_below(self, power: f64, least: f64) -> Option<Self> {
        (self.at(power) >= least).then_some(self)
    }
}

/// What an act adds to the ln evidence: whole, and by its level alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Gain {
    pub whole: f64,
    pub path: f64,
}

/// What all clouds share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Common<'a> {
    pub setup: &'a Setup,
    pub kernel: &'a Kernel,
    pub history: &'a History,
    /// ln of the time elapsed to which possible deadlines relate.
    pub ln_anchor: Option<f64>,
}

impl<'a> Common<'a> {
    pub fn view(&self, kind: usize) -> View<'a> {
        View {
            kind: self.setup.likelihoods[kind].as_ref(),
            kernel: self.kernel,
            frame: &self.history.frame,
            ln_anchor: self.ln_anchor,
        }
    }

    pub(super) fn frame(&self) -> &'a Frame {
        &self.history.frame
    }
}

impl Cloud {
    /// Particles from the prior.
    pub fn new(common: Common<'_>, kind: usize) -> Self {
        let setup = common.setup;
        let layout = Layout::new(setup, setup.likelihoods[kind].as_ref(), common.kernel.bins);
        let many = if layout.dimension == 0 { 1 } else { setup.particles };
        let particles: Vec<Particle> = (0..many)
            .into_par_iter()
            .with_min_len(CHUNK)
            .map_init(Scratch::default, |scratch, k| {
                let mut s = stream(
                    setup.seed,
                    &["faith".into(), "prior".into(), (kind as u64).into(), (k as u64).into()],
                );
                let z: Vec<f64> = (0..layout.dimension).map(|_| s.random::<f64>()).collect();
                let mut p = particle(common, &layout, z, scratch);
                p.tables.put_away(scratch);
                p
            })
            .collect();
        let weights = vec![1.0 / many as f64; many];
        let ends = (1..=many).collect();
        Self { kind, layout, particles, weights, ends, next: Vec::new(), variance: 0.0, resampled: 0 }
    }

    /// Takes in the last act of the history.
    pub fn observe(&mut self, common: Common<'_>) -> Gain {
        let Some(act) = common.history.acts.last() else { return Gain { whole: 0.0, path: 0.0 } };
        let view = common.view(self.kind);
        let frame = common.frame();
        // Of every `stride`-th particle also what the level alone explains.
        let stride = (self.particles.len() / ASKED).max(1);
        let chances: Vec<_> = self
            .particles
            .par_iter_mut()
            .enumerate()
            .with_min_len(CHUNK)
            .map_init(Scratch::default, |scratch, (k, p)| {
                p.tables.take_out(common.kernel, frame, scratch);
                let chance = if k % stride == 0 {
                    if p.tables.count.is_empty() && self.layout.dimension > 0 {
                        p.tables.fill_count(common.kernel, frame, scratch);
                    }
                    view.parts(&p.d, &mut p.tables, act, &mut p.previous, scratch)
                } else {
                    let whole = view.act(&p.d, &mut p.tables, act, &mut p.previous, scratch);
                    Chance { whole, path: 0.0 }
                };
                p.tables.put_away(scratch);
                p.value = Value { before: p.value.at(1.0), last: num::ln(chance.whole) };
                chance
            })
            .collect();
        let asked = || chances.iter().zip(&self.weights).step_by(stride);
        let part =
            asked().map(|(c, w)| w * c.path).sum::<f64>() / asked().map(|(c, w)| w * c.whole).sum::<f64>();
        let (mut power, mut whole) = (0.0, 0.0);
        while power < 1.0 {
            let rise = self.rise(common, 1.0 - power);
            power = if rise >= 1.0 - power { 1.0 } else { power + rise };
            whole += self.weigh(rise);
            if self.layout.dimension > 0 && (power < 1.0 || self.effective() < self.renewed(common)) {
                self.renew(common, power);
            }
        }
        Gain { whole, path: whole + num::ln(part) }
    }

    /// Power of the last act that can be added at once, at most `rest`: all of it, or what leaves a
    /// [`FLOOR`] of the particles effective.
    fn rise(&self, common: Common<'_>, rest: f64) -> f64 {
        let left = |rise: f64| {
            let (mut one, mut two) = (0.0, 0.0);
            for (w, p) in self.weights.iter().zip(&self.particles) {
                let x = w * num::exp(rise * p.value.last);
                one += x;
                two += x * x;
            }
            if two > 0.0 { one * one / two } else { 0.0 }
        };
        let floor = if self.few(common) { FLOOR.0 } else { FLOOR.1 };
        let least = floor * self.weights.len() as f64;
        if self.layout.dimension == 0 || left(rest) >= least {
            return rest;
        }
        let (mut low, mut high) = (0.0, rest);
        for _ in 0..10 {
            let middle = 0.5 * (low + high);
            if left(middle) >= least { low = middle } else { high = middle }
        }
        // However few particles are effective, it goes on.
        low.max(LEAST_RISE).min(rest)
    }

    /// Weights times the last act to a power; returns what that adds to the ln evidence.
    fn weigh(&mut self, rise: f64) -> f64 {
        let top = self.particles.iter().map(|p| rise * p.value.last).fold(f64::NEG_INFINITY, f64::max);
        let gains: Vec<f64> = self.particles.iter().map(|p| num::exp(rise * p.value.last - top)).collect();
        let first: f64 = self.weights.iter().zip(&gains).map(|(w, g)| w * g).sum();
        // Between chains, whose particles hang together.
        let mut start = 0;
        for end in &self.ends {
            let chain = self.weights[start..*end].iter().zip(&gains[start..*end]);
            self.variance += chain.map(|(w, g)| w * (g / first - 1.0)).sum::<f64>().powi(2);
            start = *end;
        }
        for (w, g) in self.weights.iter_mut().zip(&gains) {
            *w *= g / first;
        }
        top + num::ln(first)
    }

    /// Changes the time to which possible deadlines relate; returns what that adds to the ln evidence.
    pub fn anchor(&mut self, common: Common<'_>) -> f64 {
        let view = common.view(self.kind);
        let acts = &common.history.acts;
        let change: Vec<f64> = self
            .particles
            .par_iter_mut()
            .with_min_len(CHUNK)
            .map_init(Scratch::default, |scratch, p| {
                p.tables.take_out(common.kernel, common.frame(), scratch);
                let before = p.value.at(1.0);
                (p.value, p.previous) = ln_likelihood(&view, &p.d, &mut p.tables, acts, scratch);
                p.tables.put_away(scratch);
                p.value.at(1.0) - before
            })
            .collect();
        let top = change.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = self.weights.iter().zip(&change).map(|(w, c)| w * num::exp(c - top)).sum();
        for (w, c) in self.weights.iter_mut().zip(&change) {
            *w *= num::exp(c - top) / sum;
        }
        self.rejuvenate(common);
        top + num::ln(sum)
    }

    /// Effective number of particles.
    pub fn effective(&self) -> f64 {
        1.0 / self.weights.iter().map(|w| w * w).sum::<f64>()
    }

    fn rejuvenate(&mut self, common: Common<'_>) {
        if self.layout.dimension > 0 && self.effective() < self.renewed(common) {
            self.renew(common, 1.0);
        }
    }

    /// Resamples and moves, with the last act to a power.
    fn renew(&mut self, common: Common<'_>, power: f64) {
        let all = self.particles.len();
        let turns = self.layout.turns.len();
        let (most, few) = (WORTH / self.layout.dimension, self.few(common));
        // A walk by lot needs steps as the square of the way.
        let partial = common.history.complete < common.history.offers;
        let least = if few && !partial { turns * turns / WIDE } else { 0 };
        let stint = if few { most.clamp(4, 12) } else { (most / 2).clamp(2, 6) }.min(turns).max(least);
        let many = (all / STATES).max(LEAST_CHAINS.min(all));
        self.chains(common, many, stint, power);
    }

    fn few(&self, common: Common<'_>) -> bool {
        common.history.acts.len() < MANY_ACTS
    }

    /// Effective particles below which they are resampled and moved.
    fn renewed(&self, common: Common<'_>) -> f64 {
        self.particles.len() as f64 * if self.few(common) { RENEWED.0 } else { RENEWED.1 }
    }

    /// Resamples in any case, then moves every particle by itself through so many rounds.
    pub fn refresh(&mut self, common: Common<'_>, rounds: usize) {
        if self.layout.dimension > 0 {
            self.chains(common, self.particles.len(), rounds * self.layout.turns.len(), 1.0);
        }
    }

    /// Chains from `many` particles, chosen by systematic resampling; where each stands after every `stint`
    /// steps is a particle.
    fn chains(&mut self, common: Common<'_>, many: usize, stint: usize, power: f64) {
        let all = self.particles.len();
        let act = common.history.acts.len() as u64;
        let (kind, layout, again) = (self.kind, &self.layout, self.resampled as u64);
        let chosen = self.chosen(common, many);
        let spread = self.spread();
        let crowd: Vec<&[f64]> = chosen.iter().map(|k| &self.particles[*k].z[..]).collect();
        let mover = Mover { common, kind, layout, spread: &spread, power, crowd: &crowd };
        self.next.resize_with(all, Particle::default);
        self.ends = (0..many).map(|j| (j + 1) * all / many).collect();
        let mut rest = &mut self.next[..];
        let mut chains = Vec::with_capacity(many);
        let mut start = 0;
        for (k, end) in chosen.iter().zip(&self.ends) {
            let (here, after) = rest.split_at_mut(end - start);
            (start, rest) = (*end, after);
            chains.push((*k, here));
        }
        let old = &self.particles;
        chains.into_par_iter().enumerate().with_min_len(CHUNK / 8).for_each_init(
            Work::default,
            |work, (j, (k, out))| {
                let path = [
                    "faith".into(),
                    "move".into(),
                    (kind as u64).into(),
                    (j as u64).into(),
                    act.into(),
                    again.into(),
                ];
                let mut s = stream(common.setup.seed, &path);
                mover.chain(&old[k], stint, out, work, &mut s);
            },
        );
        std::mem::swap(&mut self.particles, &mut self.next);
        self.weights = vec![1.0 / all as f64; all];
        self.resampled += 1;
    }

    /// Numbers of `many` particles, by systematic resampling.
    fn chosen(&self, common: Common<'_>, many: usize) -> Vec<usize> {
        let act = common.history.acts.len() as u64;
        let (kind, again) = (self.kind as u64, self.resampled as u64);
        let path = ["faith".into(), "resample".into(), kind.into(), act.into(), again.into()];
        let start: f64 = stream(common.setup.seed, &path).random();
        let mut chosen = Vec::with_capacity(many);
        let (mut sum, mut k) = (self.weights[0], 0);
        for j in 0..many {
            let point = (j as f64 + start) / many as f64;
            while sum < point && k + 1 < self.weights.len() {
                k += 1;
                sum += self.weights[k];
            }
            chosen.push(k);
        }
        chosen
    }

    /// Standard deviation of each number over the particles.
    fn spread(&self) -> Vec<f64> {
        (0..self.layout.dimension)
            .map(|d| {
                let mean: f64 = self.particles.iter().zip(&self.weights).map(|(p, w)| w * p.z[d]).sum();
                let square: f64 =
                    self.particles.iter().zip(&self.weights).map(|(p, w)| w * (p.z[d] - mean).powi(2)).sum();
                square.sqrt().max(1e-3)
            })
            .collect()
    }
}

/// A particle of these numbers before anything was seen.
pub(crate) fn particle(common: Common<'_>, layout: &Layout, z: Vec<f64>, scratch: &mut Scratch) -> Particle {
    let d = layout.decode(&z);
    let mut tables = Tables::default();
    if layout.dimension > 0 {
        layout.own(common.setup, &z, &mut Vec::new(), &mut tables.own);
        layout.other(common.setup, &z, &mut tables.other);
        tables.own_changed(common.kernel, common.frame(), scratch);
        tables.factors_changed(d.eta, common.frame());
        tables.regard_changed(common.kernel, common.frame(), scratch);
    } else {
        tables.own = vec![0; common.frame().even.len()];
    }
    Particle { z, d, tables, previous: None, value: Value::default() }
}

/// ln likelihood of all acts, and the demand at the last offer.
pub(crate) fn ln_likelihood(
    view: &View<'_>,
    d: &Decoded,
    t: &mut Tables,
    acts: &[Act],
    scratch: &mut Scratch,
) -> (Value, Option<f64>) {
    let mut previous = None;
    let mut value = Value::default();
    for act in acts {
        let chance = view.act(d, t, act, &mut previous, scratch);
        value = Value { before: value.at(1.0), last: num::ln(chance) };
    }
    (value, previous)
}
