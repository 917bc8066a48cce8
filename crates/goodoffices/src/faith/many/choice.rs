//! How likely an offer is: a softmax an issue, so that the normaliser over all texts is an exact product.
//!
//! p(ω) ∝ exp Σ_a [ b_a(o_a) + κ·s_a(o_a) + Σ_j c_j·g_ja(o_a) ]: own interest b, how much the others' latest
//! offers hold that option (s), and what it is worth to each other party (g), McFadden 1974.
//! Mistakes: .02 of a uniform choice over whole texts (own interest known) or .005 of one an issue (not known,
//! so that issues stay apart). An issue left open contributes
//! nothing: that is the sum over its completions.

use super::grid::{Cell, Regard};
use super::record::Record;
use super::worth::{LEVELS, Worths};
use crate::num;

/// Share of texts that are uniform mistakes where own interest is known.
pub(super) const NOISE: f64 = 0.02;
/// Share of an issue's options that are uniform mistakes where it is not.
const NOISE_ISSUE: f64 = 0.005;
/// Weights of own interest tried where utilities are known, equally likely.
const INTERESTS: [f64; 6] = [0.0, 2.0, 4.0, 8.0, 16.0, 32.0];

/// What one party saw before one of its choices.
#[derive(Debug)]
pub(super) struct Context {
    /// By issue and option: share of the others' standing offers.
    pub share: Vec<Vec<f64>>,
    /// By party, issue and option: what it is worth to them (the party's own is not read).
    pub worth: Vec<Vec<Vec<f64>>>,
}

/// What is known of a party's own interest.
#[derive(Clone, Copy, Debug)]
pub(super) enum Interest<'a> {
    /// Its part-worths, by issue and option, their sum on [0, 1].
    Known(&'a [Vec<f64>]),
    /// Nothing: draws.
    Drawn(&'a Worths),
}

/// Weights of draws of one issue, updated choice by choice without ever underflowing.
#[derive(Debug)]
pub(super) struct Weigher {
    weights: Vec<f64>,
    total: Vec<f64>,
    ln_scale: f64,
    sum: f64,
}

impl Weigher {
    pub(super) fn new(draws: usize) -> Self {
        Self { weights: vec![1.0; draws], total: vec![0.0; draws], ln_scale: 0.0, sum: draws as f64 }
    }

    pub(super) fn reset(&mut self) {
        self.weights.fill(1.0);
        self.ln_scale = 0.0;
        self.sum = self.weights.len() as f64;
    }

    /// The weights of the draws, up to a factor.
    pub(super) fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// ln of the mean likelihood of the choices so far.
    pub(super) fn ln_mean(&self) -> f64 {
        self.ln_scale + num::ln(self.sum / self.weights.len() as f64)
    }

    /// Sees a choice: `own` holds e^{b} by option and draw, `tilt` e^{context} by option.
    pub(super) fn choose(&mut self, own: &[Vec<f64>], tilt: &[f64], chosen: usize) {
        self.total.fill(0.0);
        for (row, t) in own.iter().zip(tilt) {
            for (z, e) in self.total.iter_mut().zip(row) {
                *z += e * t;
            }
        }
        let (keep, floor) = ((1.0 - NOISE_ISSUE) * tilt[chosen], NOISE_ISSUE / tilt.len() as f64);
        for ((w, e), z) in self.weights.iter_mut().zip(&own[chosen]).zip(&self.total) {
            *w *= keep * e / z + floor;
        }
        // Four sums in a fixed order: the same bytes everywhere, and no chain of 400 additions.
        let mut sums = [0.0; 4];
        let quads = self.weights.chunks_exact(4);
        let rest: f64 = quads.remainder().iter().sum();
        for quad in quads {
            for (s, w) in sums.iter_mut().zip(quad) {
                *s += w;
            }
        }
        self.sum = sums.iter().sum::<f64>() + rest;
        if !(1e-60..1e60).contains(&self.sum) && self.sum > 0.0 {
            let by = self.sum;
            self.weights.iter_mut().for_each(|w| *w /= by);
            self.ln_scale += num::ln(by);
            self.sum = 1.0;
        }
    }
}

/// The context's pull on each option of an issue in a cell.
fn pull(cell: &Cell, context: &Context, party: usize, issue: usize, out: &mut Vec<f64>) {
    out.clear();
    out.extend(context.share[issue].iter().map(|s| cell.response * s));
    let others = (context.worth.len() - 1) as f64;
    for (j, worth) in context.worth.iter().enumerate().filter(|(j, _)| *j != party) {
        let weight = match cell.regard {
            Regard::Everyone(regard) => regard / others,
            Regard::Victim { victim, at, .. } if victim == j => at,
            Regard::Victim { rest, .. } => rest / (others - 1.0),
        };
        if weight != 0.0 {
            out.iter_mut().zip(&worth[issue]).for_each(|(x, g)| *x += weight * g);
        }
    }
}

/// ln likelihood of a party's first 1, 2, … choices: by cell, then choice.
pub(super) fn ln_likelihoods(
    record: &Record,
    party: usize,
    cells: &[Cell],
    contexts: &[Context],
    interest: Interest<'_>,
) -> Vec<Vec<f64>> {
    let choices: Vec<&[Option<usize>]> =
        record.choices(party).iter().map(|k| &*record.offers()[*k].values).collect();
    cells
        .iter()
        .map(|cell| match interest {
            Interest::Known(own) => known(own, &choices, cell, contexts, party),
            Interest::Drawn(worths) => drawn(worths, &choices, cell, contexts, party),
        })
        .collect()
}

fn known(
    own: &[Vec<f64>],
    choices: &[&[Option<usize>]],
    cell: &Cell,
    contexts: &[Context],
    party: usize,
) -> Vec<f64> {
    let mut ln = [0.0; INTERESTS.len()];
    let (mut tilt, mut pulls) = (Vec::new(), Vec::new());
    let mut out = Vec::with_capacity(choices.len());
    for (values, context) in choices.iter().zip(contexts) {
        let mut p = [1.0; INTERESTS.len()];
        let mut uniform = 1.0;
        for (a, value) in values.iter().enumerate() {
            let Some(value) = value else { continue };
            pull(cell, context, party, a, &mut tilt);
            uniform /= tilt.len() as f64;
            for (p, interest) in p.iter_mut().zip(INTERESTS) {
                pulls.clear();
                pulls.extend(tilt.iter().zip(&own[a]).map(|(t, u)| t + interest * u));
                *p *= softmax(&pulls, *value);
            }
        }
        for (ln, p) in ln.iter_mut().zip(p) {
            *ln += num::ln((1.0 - NOISE) * p + NOISE * uniform);
        }
        out.push(ln_mean_exp(&ln));
    }
    out
}

fn drawn(
    worths: &Worths,
    choices: &[&[Option<usize>]],
    cell: &Cell,
    contexts: &[Context],
    party: usize,
) -> Vec<f64> {
    let issues = contexts.first().map_or(0, |c| c.share.len());
    let mut ln = vec![[0.0; LEVELS.len()]; choices.len()];
    let mut tilt = Vec::new();
    for a in 0..issues {
        let mut tilts: Vec<Option<(Vec<f64>, usize)>> = Vec::with_capacity(choices.len());
        for (values, context) in choices.iter().zip(contexts) {
            tilts.push(values[a].map(|chosen| {
                pull(cell, context, party, a, &mut tilt);
                (tilt.iter().map(|x| num::exp(*x)).collect(), chosen)
            }));
        }
        let mut weigher: Option<Weigher> = None;
        for level in 0..LEVELS.len() {
            let own = &worths.at_level(level)[a];
            let weigher = weigher.get_or_insert_with(|| Weigher::new(own[0].len()));
            weigher.reset();
            for (ln, step) in ln.iter_mut().zip(&tilts) {
                if let Some((tilt, chosen)) = step {
                    weigher.choose(own, tilt, *chosen);
                }
                ln[level] += weigher.ln_mean();
            }
        }
    }
    ln.iter().map(|by_level| ln_mean_exp(by_level)).collect()
}

/// Probability of one option under a softmax.
fn softmax(pulls: &[f64], chosen: usize) -> f64 {
    let top = pulls.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let z: f64 = pulls.iter().map(|x| num::exp(x - top)).sum();
    num::exp(pulls[chosen] - top) / z
}

/// ln of the mean of e^x.
pub(super) fn ln_mean_exp(x: &[f64]) -> f64 {
    ln_sum_exp(x.iter().copied()) - num::ln(x.len() as f64)
}

/// ln Σ e^x; −∞ of nothing.
pub(super) fn ln_sum_exp(x: impl Iterator<Item = f64> + Clone) -> f64 {
    let top = x.clone().fold(f64::NEG_INFINITY, f64::max);
    if top == f64::NEG_INFINITY { top } else { top + num::ln(x.map(|x| num::exp(x - top)).sum()) }
}
