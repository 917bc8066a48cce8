//! The particles of one type: iterated batch importance sampling with resample–move.
//!
//! Chopin (2002); Del Moral, Doucet & Jasra (2006). For each act: weights times its probability, the evidence
//! grows by ln Σ W p; where the effective number of particles falls below half, systematic resampling and
//! sweeps of Metropolis moves against all acts so far. Moves are symmetric in numbers that are uniform
//! beforehand (reflected at 0 and 1), so that they are accepted by the likelihood alone; as every probability
//! is at most 1, a move is given up once its partial sum is too low. A stream of random numbers is named by
//! type, particle and act, and sums go by index, so threads change nothing but time.

use super::history::{Act, History};
use super::layout::{Block, Decoded, Layout, Part};
use super::level::{Frame, Kernel, MISTAKES, Scratch, Tables};
use super::likelihood::View;
use super::setup::Setup;
use crate::num;
use crate::rng::{Stream, stream};
use rand::RngExt;
use rayon::prelude::*;

/// Sweeps after a resampling. A sweep moves the parameters twice and every block of the utilities once.
const SWEEPS: usize = 2;
/// Acts from which on one short sweep is enough: a single act then changes little, and resamplings are many.
/// A short sweep moves the parameters, one block of the own utility and one of the other's regard or utility.
const THIN: usize = 16;
/// Share of moves of a part that go to its first block in a short sweep: parameters, weights, regard.
const FIRST: f64 = 0.4;
/// Share of moves that change one number of a block only.
const SINGLE: f64 = 0.5;
/// Share of moves that draw afresh.
const FRESH: f64 = 0.1;
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
    pub ln_like: f64,
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

/// How much of a particle a sweep moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Every block.
    All,
    /// One block of each part, by lot.
    Some,
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
                p.ln_like += num::ln(chance.whole);
                chance
            })
            .collect();
        let mean =
            |f: &dyn Fn(usize) -> f64| (0..self.weights.len()).map(|k| self.weights[k] * f(k)).sum::<f64>();
        let whole = mean(&|k| chances[k].whole);
        let path = mean(&|k| chances[k].path);
        if whole > 0.0 {
            let second = mean(&|k| chances[k].whole * chances[k].whole);
            self.variance +=
                (second / (whole * whole) - 1.0) * self.weights.iter().map(|w| w * w).sum::<f64>();
            for (w, c) in self.weights.iter_mut().zip(&chances) {
                *w *= c.whole / whole;
            }
        }
        self.rejuvenate(common);
        Gain { whole: num::ln(whole), path: num::ln(path) }
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
                let before = p.ln_like;
                (p.ln_like, p.previous) =
                    ln_likelihood(&view, &p.d, &mut p.tables, acts, f64::NEG_INFINITY, scratch);
                p.ln_like - before
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

    /// Share of the levels expected at an act that would have been less likely than that of these values,
    /// over about `asked` particles.
    pub fn tail(&mut self, common: Common<'_>, act: &Act, values: &[u32], asked: usize) -> f64 {
        if self.layout.dimension == 0 {
            return 1.0;
        }
        let view = common.view(self.kind);
        let stride = (self.particles.len() / asked).max(1);
        let (mut sum, mut weight) = (0.0, 0.0);
        for (p, w) in self.particles.iter_mut().zip(&self.weights).step_by(stride) {
            let at = view.moment(&p.d, &p.tables, act, p.previous);
            let Some(targets) = view.kind.targets(&p.d.p, &at) else { return 1.0 };
            let aims = view.aims(&mut p.tables, &targets);
            let bin: usize = values.iter().map(|k| p.tables.own[*k as usize] as usize).sum();
            let here = f64::from(view.level(&p.tables, bin, &aims));
            let mut tail = 0.0;
            for b in 0..p.tables.regard.len() {
                if p.tables.is_occupied(common.kernel, b) {
                    let there = f64::from(view.level(&p.tables, b, &aims));
                    if there <= here * (1.0 + 1e-9) {
                        tail += there;
                    }
                }
            }
            // A mistake may land anywhere.
            sum += w * ((1.0 - MISTAKES) * tail + MISTAKES);
            weight += w;
        }
        if weight > 0.0 { sum / weight } else { 1.0 }
    }

    /// Effective number of particles.
    pub fn effective(&self) -> f64 {
        1.0 / self.weights.iter().map(|w| w * w).sum::<f64>()
    }

    fn rejuvenate(&mut self, common: Common<'_>) {
        let many = self.particles.len();
        if self.layout.dimension == 0 || self.effective() >= 0.5 * many as f64 {
            return;
        }
        self.resample(common);
        let few = common.history.acts.len() < THIN;
        // What is partial is dear to value: such a record is moved in short sweeps.
        let partial = common.history.complete < common.history.offers;
        let reach = if few && !partial { Reach::All } else { Reach::Some };
        self.sweep(common, if few { SWEEPS } else { 1 }, reach);
    }

    /// Resamples in any case, then sweeps.
    pub fn refresh(&mut self, common: Common<'_>, sweeps: usize) {
        if self.layout.dimension > 0 {
            self.resample(common);
            self.sweep(common, sweeps, Reach::All);
        }
    }

    fn resample(&mut self, common: Common<'_>) {
        let many = self.particles.len();
        let act = common.history.acts.len() as u64;
        let path = ["faith".into(), "resample".into(), (self.kind as u64).into(), act.into()];
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

    /// Metropolis sweeps over all particles.
    pub fn sweep(&mut self, common: Common<'_>, sweeps: usize, reach: Reach) {
        let spread = self.spread();
        let act = common.history.acts.len() as u64;
        let (kind, layout, again) = (self.kind, &self.layout, self.resampled as u64);
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
                for _ in 0..sweeps {
                    sweep(common, kind, layout, reach, &spread, p, work, &mut s);
                }
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
    Particle { z, d, tables, previous: None, ln_like: 0.0 }
}

/// ln likelihood of all acts, or something below `least` once it is sure to be; and the demand at the last offer.
pub(crate) fn ln_likelihood(
    view: &View<'_>,
    d: &Decoded,
    t: &mut Tables,
    acts: &[Act],
    least: f64,
    scratch: &mut Scratch,
) -> (f64, Option<f64>) {
    let (mut sum, mut product, mut previous) = (0.0, 1.0, None);
    for (k, act) in acts.iter().enumerate() {
        product *= view.act(d, t, act, &mut previous, scratch);
        if k % 8 == 7 || product < 1e-200 {
            sum += num::ln(product);
            product = 1.0;
            if sum < least {
                return (sum, previous);
            }
        }
    }
    (sum + num::ln(product), previous)
}

#[derive(Default)]
struct Work {
    scratch: Scratch,
    z: Vec<f64>,
    kept: Tables,
}

#[allow(clippy::too_many_arguments)]
fn sweep(
    common: Common<'_>,
    kind: usize,
    layout: &Layout,
    reach: Reach,
    spread: &[f64],
    p: &mut Particle,
    work: &mut Work,
    s: &mut Stream,
) {
    if reach == Reach::All {
        for block in layout.blocks.iter().filter(|b| b.what == Part::Parameters).chain(&layout.blocks) {
            step(common, kind, layout, block, spread, p, work, s);
        }
        return;
    }
    let of = |what: Part| layout.blocks.iter().filter(move |b| b.what == what);
    for what in [Part::Parameters, Part::Own, Part::Other] {
        let blocks = of(what).count();
        let first = s.random::<f64>() < FIRST || blocks <= 1;
        let pick = if first { 0 } else { 1 + s.random_range(0..blocks as u32 - 1) as usize };
        if let Some(block) = of(what).nth(pick) {
            step(common, kind, layout, block, spread, p, work, s);
        }
    }
}

#[allow(clippy::too_many_arguments)]
fn step(
    common: Common<'_>,
    kind: usize,
    layout: &Layout,
    block: &Block,
    spread: &[f64],
    p: &mut Particle,
    work: &mut Work,
    s: &mut Stream,
) {
    work.z.clone_from(&p.z);
    let fresh = !block.smooth || s.random::<f64>() < FRESH;
    let scale = [0.2, 0.7, 2.0][s.random_range(0..3_u32) as usize];
    let many = block.range.len() as u32;
    let single = (s.random::<f64>() < SINGLE).then(|| block.range.start + s.random_range(0..many) as usize);
    for k in block.range.clone() {
        let x = s.random::<f64>();
        if single.is_some_and(|only| only != k) {
            continue;
        }
        work.z[k] = if fresh { x } else { reflected(p.z[k] + scale * spread[k] * (2.0 * x - 1.0) * 1.7) };
    }
    let least = p.ln_like + num::ln(s.random::<f64>().max(1e-300));
    let d = layout.decode(&work.z);
    let t = &mut p.tables;
    let frame = common.frame();
    let regard = d.eta != p.d.eta || block.what != Part::Parameters;
    // What changes is kept aside, to be put back.
    if block.what == Part::Own {
        std::mem::swap(&mut t.own, &mut work.kept.own);
        std::mem::swap(&mut t.occupied, &mut work.kept.occupied);
        std::mem::swap(&mut t.weights, &mut work.kept.weights);
        layout.own(common.setup, &work.z, &mut t.own);
        t.own_changed(common.kernel, frame, &mut work.scratch);
    }
    if block.what == Part::Other {
        std::mem::swap(&mut t.other, &mut work.kept.other);
        layout.other(common.setup, &work.z, &mut t.other);
    }
    if regard {
        std::mem::swap(&mut t.factor, &mut work.kept.factor);
        std::mem::swap(&mut t.regard, &mut work.kept.regard);
        t.factors_changed(d.eta, common.frame());
        t.regard_changed(common.kernel, frame, &mut work.scratch);
    }
    let view = common.view(kind);
    let (ln_like, previous) = ln_likelihood(&view, &d, t, &common.history.acts, least, &mut work.scratch);
    if ln_like >= least {
        std::mem::swap(&mut p.z, &mut work.z);
        p.d = d;
        p.ln_like = ln_like;
        p.previous = previous;
        if block.what == Part::Own {
            t.count.clear();
        }
        return;
    }
    if block.what == Part::Own {
        std::mem::swap(&mut t.own, &mut work.kept.own);
        std::mem::swap(&mut t.occupied, &mut work.kept.occupied);
        std::mem::swap(&mut t.weights, &mut work.kept.weights);
    }
    if block.what == Part::Other {
        std::mem::swap(&mut t.other, &mut work.kept.other);
    }
    if regard {
        std::mem::swap(&mut t.factor, &mut work.kept.factor);
        std::mem::swap(&mut t.regard, &mut work.kept.regard);
    }
}

/// Brought back into (0, 1) by reflection.
fn reflected(x: f64) -> f64 {
    let y = x.rem_euclid(2.0);
    if y > 1.0 { 2.0 - y } else { y }
}
