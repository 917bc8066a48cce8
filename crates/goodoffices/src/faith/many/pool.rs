//! What a run tells of itself: the shared centres of response and regard, summed exactly.
//!
//! How closely parties follow each other, and how much they leave each other, differs from talks to talks.
//! The centres (μκ, μη) are on a grid with a prior; party i is read under their posterior given every *other*
//! party, P(μ | others) ∝ w(μ)·Π_{j≠i} Σ_t π_t·E_jt(μ), where E_jt(μ) is party j's evidence for type t. No party
//! is compared with itself, and no label is needed: this is the calibration.

use super::choice::ln_sum_exp;
use super::grid::{self, centres, normal, victim_weights};
use super::kinds::{Centre, Kinds, Spread};
use crate::num;

/// The centres of a run with their prior weights, as pairs in one order.
pub(super) struct Centres {
    /// (μκ, μη).
    pub at: Vec<[f64; 2]>,
    /// ln prior weight.
    pub ln_weight: Vec<f64>,
}

impl Centres {
    pub(super) fn new() -> Self {
        let [(responses, response_weights), (regards, regard_weights)] = centres();
        let (mut at, mut ln_weight) = (Vec::new(), Vec::new());
        for (r, rw) in responses.iter().zip(&response_weights) {
            for (g, gw) in regards.iter().zip(&regard_weights) {
                at.push([*r, *g]);
                ln_weight.push(num::ln(rw * gw));
            }
        }
        Self { at, ln_weight }
    }
}

/// ln likelihoods of one party's choices on both grids: by cell, then after 1, 2, … choices.
pub(super) struct Likelihoods {
    /// The finer grid.
    pub everyone: Vec<Vec<f64>>,
    /// The coarser, by victim.
    pub victims: Vec<Vec<f64>>,
    /// Number of counterparts.
    pub counterparts: usize,
}

/// ln evidence by type and centre: one number for types without a centre of the run, else one a centre.
pub(super) type Evidence = Vec<Vec<f64>>;

fn centre_of(spread: Spread, of_the_run: f64) -> f64 {
    match spread.centre {
        Centre::At(x) => x,
        Centre::OfTheRun => of_the_run,
    }
}

/// Evidence of a party after its first `choices` choices (0: nothing seen, all 0).
pub(super) fn evidence(kinds: &Kinds, centres: &Centres, seen: &Likelihoods, choices: usize) -> Evidence {
    let Some(last) = choices.checked_sub(1) else {
        return kinds.habits().iter().map(|_| vec![0.0]).collect();
    };
    let column = |table: &[Vec<f64>]| {
        let ln: Vec<f64> = table.iter().map(|row| row[last]).collect();
        let top = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (ln.iter().map(|x| num::exp(x - top)).collect::<Vec<f64>>(), top)
    };
    let (everyone, top) = column(&seen.everyone);
    let (victims, victims_top) = column(&seen.victims);
    let (responses, regards) = (grid::responses(), grid::regards());
    kinds
        .habits()
        .iter()
        .map(|habit| {
            let one = |centre: &[f64; 2]| {
                if let Some(victim) = habit.victim {
                    let spreads = [habit.response, habit.regard, victim];
                    let weights = victim_weights(spreads, *centre, seen.counterparts);
                    return victims_top + num::ln(weights.iter().zip(&victims).map(|(w, l)| w * l).sum());
                }
                let response =
                    normal(&responses, centre_of(habit.response, centre[0]), habit.response.deviation);
                let regard = normal(&regards, centre_of(habit.regard, centre[1]), habit.regard.deviation);
                top + num::ln(weighted(&everyone, &response, &regard))
            };
            if habit.response.centre == Centre::OfTheRun || habit.regard.centre == Centre::OfTheRun {
                centres.at.iter().map(one).collect()
            } else {
                vec![one(&[0.0, 0.0])]
            }
        })
        .collect()
}

/// Σ_κ Σ_η w_κ w_η L, with κ slowest in L.
pub(super) fn weighted(likelihood: &[f64], response: &[f64], regard: &[f64]) -> f64 {
    likelihood
        .chunks_exact(regard.len())
        .zip(response)
        .map(|(row, w)| w * row.iter().zip(regard).map(|(l, v)| l * v).sum::<f64>())
        .sum()
}

/// ln P(centre | the parties of this evidence), up to nothing: it sums to 1.
pub(super) fn posterior(kinds: &Kinds, centres: &Centres, others: &[&Evidence]) -> Vec<f64> {
    let prior = kinds.types().prior();
    let mut ln = centres.ln_weight.clone();
    for evidence in others {
        for (m, ln) in ln.iter_mut().enumerate() {
            let at = |e: &Vec<f64>| if e.len() == 1 { e[0] } else { e[m] };
            *ln += ln_sum_exp(evidence.iter().zip(&prior).map(|(e, p)| num::ln(*p) + at(e)));
        }
    }
    let total = ln_sum_exp(ln.iter().copied());
    ln.iter().map(|x| x - total).collect()
}

/// ln evidence by type, the centres summed out.
pub(super) fn summed(evidence: &Evidence, ln_centres: &[f64]) -> Vec<f64> {
    let one = |e: &Vec<f64>| match e.len() {
        1 => e[0],
        _ => ln_sum_exp(e.iter().zip(ln_centres).map(|(e, c)| e + c)),
    };
    evidence.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng;
    use rand::RngExt;

    fn density(grid: &[f64], at: f64, deviation: f64, k: usize) -> f64 {
        let of = |x: f64| (-(x - at) * (x - at) / (2.0 * deviation * deviation)).exp();
        of(grid[k]) / grid.iter().map(|x| of(*x)).sum::<f64>()
    }

    /// The sum over centres, types and cells, written out as one nested loop.
    #[test]
    fn pooling_is_the_sum_written_out() {
        let kinds = Kinds::without_victim().unwrap();
        let (responses, regards) = (grid::responses(), grid::regards());
        let cells = responses.len() * regards.len();
        let mut draw = rng::stream(4, &["test".into()]);
        let seen: Vec<Likelihoods> = (0..3)
            .map(|_| Likelihoods {
                everyone: (0..cells).map(|_| vec![-8.0 * draw.random::<f64>()]).collect(),
                victims: Vec::new(),
                counterparts: 2,
            })
            .collect();
        let centres = Centres::new();
        let all: Vec<Evidence> = seen.iter().map(|s| evidence(&kinds, &centres, s, 1)).collect();
        let got = summed(&all[0], &posterior(&kinds, &centres, &[&all[1], &all[2]]));
        let direct = |s: &Likelihoods, t: usize, centre: [f64; 2]| -> f64 {
            let spreads = [(centre[0], 1.0, centre[1], 6.0), (1.0, 0.75, 4.0, 4.0), (0.0, 1.0, -4.0, 6.0)];
            let (k, sk, e, se) = spreads[t];
            let mut sum = 0.0;
            for a in 0..responses.len() {
                for b in 0..regards.len() {
                    let w = density(&responses, k, sk, a) * density(&regards, e, se, b);
                    sum += w * s.everyone[a * regards.len() + b][0].exp();
                }
            }
            sum
        };
        let prior = [0.63, 0.27, 0.10];
        let mus: Vec<f64> = (0..=10).map(|k| f64::from(k) * 0.5).collect();
        let etas: Vec<f64> = (0..=6).map(|k| f64::from(k) * 4.0 - 4.0).collect();
        let (mut above, mut below) = ([0.0; 3], 0.0);
        for m in 0..mus.len() {
            for e in 0..etas.len() {
                let mut weight = density(&mus, 2.0, 1.5, m) * density(&etas, 8.0, 8.0, e);
                for s in &seen[1..] {
                    weight *= (0..3).map(|t| prior[t] * direct(s, t, [mus[m], etas[e]])).sum::<f64>();
                }
                below += weight;
                for (t, x) in above.iter_mut().enumerate() {
                    *x += weight * direct(&seen[0], t, [mus[m], etas[e]]);
                }
            }
        }
        for (x, g) in above.iter().zip(&got) {
            assert!(((x / below).ln() - g).abs() < 1e-9, "{} {g}", (x / below).ln());
        }
    }
}
