//! The particles of one type: iterated batch importance sampling with resample–move.
//!
//! Chopin (2002); Del Moral, Doucet & Jasra (2006). For each act: weights times its probability, the evidence
//! grows by ln Σ W p; where the effective number of particles falls below half, systematic resampling and
//! sweeps of Metropolis moves against all acts so far. Moves are symmetric in numbers that are uniform
//! beforehand (reflected at 0 and 1), so that they are accepted by the likelihood alone; as every probability
//! is at most 1, a move is given up once its partial sum is too low. A stream of random numbers is named by
//! type, particle and act, and sums go by index, so threads change nothing but time.

use super::history::{Act, History};
use super::layout::{Decoded, Layout};
use super::level::{Frame, Kernel, Scratch, Tables};
use super::likelihood::View;
use super::moves::{Mover, Reach, Work};
use super::setup::Setup;
use crate::num;
use crate::rng::stream;
use rand::RngExt;
use rayon::prelude::*;

/// Sweeps after a resampling. A sweep moves the parameters twice and every block of the utilities once.
const SWEEPS: usize = 3;
/// Acts from which on one short sweep is enough: a single act then changes little, and resamplings are many.
/// A short sweep moves the parameters, one block of the own utility and one of the other's regard or utility.
const THIN: usize = 16;
/// Share of the particles that stay effective when an act is taken in at once; where fewer would, it is taken in
/// by powers, with moves between.
const FLOOR: f64 = 0.3;
/// Least power of an act taken in at once.
const LEAST_RISE: f64 = 0.02;
/// Particles worked on together.
const CHUNK: usize = 64;

/// One particle.
#[derive(Clone, Debug)]
pub(crate) struct Particle {
    pub z: Vec<f64>,
    pub d: Decoded,
    pub tables: Tables,
    /// Demand at the last offer.
    pub previous: Option<f64>,
    /// ln likelihood of all acts.
    pub value: Value,
}

/// The particles of a type.
#[derive(Clone, Debug)]
pub(crate) struct Cloud {
    pub kind: usize,
    pub layout: Layout,
    pub particles: Vec<Particle>,
    /// Normalised weights.
    pub weights: Vec<f64>,
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

    fn frame(&self) -> &'a Frame {
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
                particle(common, &layout, z, scratch)
            })
            .collect();
        let weights = vec![1.0 / many as f64; many];
        Self { kind, layout, particles, weights, variance: 0.0, resampled: 0 }
    }

    /// Takes in the last act of the history.
    pub fn observe(&mut self, common: Common<'_>) -> Gain {
        let Some(act) = common.history.acts.last() else { return Gain { whole: 0.0, path: 0.0 } };
        let view = common.view(self.kind);
        let frame = common.frame();
        let chances: Vec<_> = self
            .particles
            .par_iter_mut()
            .with_min_len(CHUNK)
            .map_init(Scratch::default, |scratch, p| {
                if p.tables.count.is_empty() && self.layout.dimension > 0 {
                    p.tables.fill_count(common.kernel, frame, scratch);
                }
                let chance = view.parts(&p.d, &mut p.tables, act, &mut p.previous, scratch);
                p.value = Value { before: p.value.at(1.0), last: num::ln(chance.whole) };
                chance
            })
            .collect();
        let path: f64 = (0..self.weights.len()).map(|k| self.weights[k] * chances[k].path).sum();
        let (mut power, mut whole) = (0.0, 0.0);
        while power < 1.0 {
            let rise = self.rise(1.0 - power);
            power = if rise >= 1.0 - power { 1.0 } else { power + rise };
            whole += self.weigh(rise);
            if self.layout.dimension > 0
                && (power < 1.0 || self.effective() < 0.5 * self.weights.len() as f64)
            {
                self.resample(common);
                self.sweep(common, self.many(common), self.reach(common), power);
            }
        }
        Gain { whole, path: num::ln(path) }
    }

    /// Power of the last act that can be added at once, at most `rest`: all of it, or what leaves a
    /// [`FLOOR`] of the particles effective.
    fn rise(&self, rest: f64) -> f64 {
        let left = |rise: f64| {
            let (mut one, mut two) = (0.0, 0.0);
            for (w, p) in self.weights.iter().zip(&self.particles) {
                let x = w * num::exp(rise * p.value.last);
                one += x;
                two += x * x;
            }
            if two > 0.0 { one * one / two } else { 0.0 }
        };
        let least = FLOOR * self.weights.len() as f64;
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
        let (mut first, mut second) = (0.0, 0.0);
        let squares: f64 = self.weights.iter().map(|w| w * w).sum();
        let gains: Vec<f64> = self.particles.iter().map(|p| num::exp(rise * p.value.last - top)).collect();
        for (w, g) in self.weights.iter().zip(&gains) {
            first += w * g;
            second += w * g * g;
        }
        self.variance += (second / (first * first) - 1.0) * squares;
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
                let before = p.value.at(1.0);
                (p.value, p.previous) = ln_likelihood(&view, &p.d, &mut p.tables, acts, scratch);
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
        if self.layout.dimension > 0 && self.effective() < 0.5 * self.particles.len() as f64 {
            self.resample(common);
            self.sweep(common, self.many(common), self.reach(common), 1.0);
        }
    }

    fn many(&self, common: Common<'_>) -> usize {
        if common.history.acts.len() < THIN { SWEEPS } else { 1 }
    }

    fn reach(&self, common: Common<'_>) -> Reach {
        // What is partial is dear to value: such a record is moved in short sweeps.
        let partial = common.history.complete < common.history.offers;
        if common.history.acts.len() < THIN && !partial { Reach::All } else { Reach::Some }
    }

    /// Resamples in any case, then sweeps.
    pub fn refresh(&mut self, common: Common<'_>, sweeps: usize) {
        if self.layout.dimension > 0 {
            self.resample(common);
            self.sweep(common, sweeps, Reach::All, 1.0);
        }
    }

    fn resample(&mut self, common: Common<'_>) {
        let many = self.particles.len();
        let act = common.history.acts.len() as u64;
        let again = self.resampled as u64;
        let path = ["faith".into(), "resample".into(), (self.kind as u64).into(), act.into(), again.into()];
        let start: f64 = stream(common.setup.seed, &path).random();
        let mut chosen = Vec::with_capacity(many);
        let (mut sum, mut k) = (self.weights[0], 0);
        for j in 0..many {
            let point = (j as f64 + start) / many as f64;
            while sum < point && k + 1 < many {
                k += 1;
                sum += self.weights[k];
            }
            chosen.push(k);
        }
        // A particle chosen once is moved, one chosen more often copied.
        let mut old: Vec<Option<Particle>> = self.particles.drain(..).map(Some).collect();
        for (j, k) in chosen.iter().enumerate() {
            let again = chosen.get(j + 1) == Some(k);
            let p = if again { old[*k].clone() } else { old[*k].take() };
            self.particles.extend(p);
        }
        self.weights = vec![1.0 / many as f64; many];
        self.resampled += 1;
    }

    /// Metropolis sweeps over all particles, with the last act to a power.
    pub fn sweep(&mut self, common: Common<'_>, sweeps: usize, reach: Reach, power: f64) {
        let spread = self.spread();
        let act = common.history.acts.len() as u64;
        let (kind, layout, again) = (self.kind, &self.layout, self.resampled as u64);
        let mover = Mover { common, kind, layout, spread: &spread, power };
        self.particles.par_iter_mut().enumerate().with_min_len(CHUNK).for_each_init(
            Work::default,
            |work, (k, p)| {
                let path = [
                    "faith".into(),
                    "move".into(),
                    (kind as u64).into(),
                    (k as u64).into(),
                    act.into(),
                    again.into(),
                ];
                let mut s = stream(common.setup.seed, &path);
                mover.sweeps(sweeps, reach, p, work, &mut s);
            },
        );
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
        layout.own(common.setup, &z, &mut tables.own);
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
