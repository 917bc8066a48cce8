//! Parties drawn from what is known of them: orders as stated, weights, red lines and fallbacks by lot.
//!
//! The same dice are thrown under every stance and with every statement removed, so that what moves an answer is
//! the assumption and not the dice. What is drawn and why is said in `propose`.

use super::preferences::ordinal;
use crate::outcome::Values;
use crate::preference::{Ordinal, OrdinalStatement, RedLine, Says};
use crate::rng::{Stream, stream};
use crate::talks::{Case, Evidence, Scope, Setting, Standing};
use rand::{Rng, RngExt};
use rand_distr::{Distribution, Gamma};
use std::collections::BTreeMap;

/// How many draws, from which seed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dice {
    pub(super) draws: usize,
    pub(super) seed: u64,
}

/// Worth of no agreement where nobody assumed another: uniform on this interval.
pub const FALLBACK: (f64, f64) = (0.3, 0.7);

/// How the draws are made; the panel changes one part at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stance {
    pub(super) name: &'static str,
    pub(super) red_line: Option<f64>,
    pub(super) fallback_shift: f64,
    pub(super) concentration: f64,
}

pub(super) const STATED: Stance =
    Stance { name: "as stated", red_line: None, fallback_shift: 0.0, concentration: 1.0 };

pub(super) const PANEL: [Stance; 6] = [
    Stance { name: "every red line real with .95", red_line: Some(0.95), ..STATED },
    Stance { name: "every red line real with .30", red_line: Some(0.30), ..STATED },
    Stance { name: "no agreement worth .2 less", fallback_shift: -0.2, ..STATED },
    Stance { name: "no agreement worth .2 more", fallback_shift: 0.2, ..STATED },
    Stance { name: "weights nearly equal", concentration: 20.0, ..STATED },
    Stance { name: "one issue outweighs the rest", concentration: 0.2, ..STATED },
];

/// One draw of one party.
pub(super) struct Draw {
    /// Weighted value per issue and value; minus infinity where a real red line stands.
    pub(super) parts: Vec<Vec<f64>>,
    pub(super) weights: Vec<f64>,
    pub(super) fallback: f64,
}

impl Draw {
    /// Utility between 0 and 1; minus infinity across a red line. What a text leaves open counts as the middle
    /// of what it could become, so that a short text is not likelier for being short.
    pub(super) fn utility(&self, terms: &[Option<usize>]) -> f64 {
        terms.iter().enumerate().map(|(k, v)| v.map_or(0.5 * self.weights[k], |v| self.parts[k][v])).sum()
    }

    /// Its best utility over all texts, constraints aside.
    pub(super) fn ideal(&self) -> f64 {
        self.parts.iter().map(|p| p.iter().copied().fold(f64::NEG_INFINITY, f64::max)).sum()
    }

    /// Gain over no agreement as a share of the greatest gain; at least -1, so that one crossed line does not decide a mean.
    pub(super) fn share_of_gain(&self, terms: &[Option<usize>]) -> f64 {
        let reach = self.ideal() - self.fallback;
        let gain = self.utility(terms) - self.fallback;
        if reach > 0.0 { (gain / reach).max(-1.0) } else { gain.clamp(-1.0, 0.0) }
    }

    pub(super) fn can_live_with(&self, terms: &[Option<usize>]) -> bool {
        self.utility(terms) >= self.fallback
    }
}

/// What is known of one party, ready to be drawn from.
pub(super) struct Belief {
    pub(super) slug: String,
    /// Number of the party: what its dice are keyed by, so that a name decides nothing.
    pub(super) party: u64,
    /// Order pairs (better, worse) per issue.
    pub(super) pairs: Vec<Vec<(usize, usize)>>,
    pub(super) ordinal: Ordinal,
    pub(super) concentration: Vec<f64>,
    pub(super) fallback: (f64, f64),
}

pub(super) fn belief(whole: &Case, principal: usize, without: Option<&str>) -> Belief {
    let reduced;
    let case = match without {
        Some(id) => {
            let mut c = whole.clone();
            c.estimates.retain(|e| e.id != id);
            reduced = c;
            &reduced
        }
        None => whole,
    };
    let mut known = ordinal(case, principal);
    known.statements.extend(own_terms(case, principal));
    // A line that goes with the statement keeps its place in the dice, with no chance of being real.
    let same = |a: &RedLine, b: &RedLine| (a.issue, a.value) == (b.issue, b.value);
    let of_whole = ordinal(whole, principal).red_lines;
    let more: Vec<RedLine> =
        known.red_lines.iter().filter(|l| !of_whole.iter().any(|w| same(w, l))).copied().collect();
    let real = |l: &RedLine| known.red_lines.iter().find(|k| same(k, l)).map_or(0.0, |k| k.real);
    known.red_lines = of_whole.iter().map(|l| RedLine { real: real(l), ..*l }).chain(more).collect();
    let issues = case.space.issues();
    let mut concentration = vec![1.0; issues.len()];
    let mut fallback = FALLBACK;
    for a in &case.assumptions {
        match a.setting {
            Setting::Weight { principal: p, issue, concentration: c } if p == principal => {
                concentration[issue] = c
            }
            Setting::Fallback { principal: p, low, high } if p == principal => fallback = (low, high),
            _ => {}
        }
    }
    Belief {
        slug: case.trace.principals()[principal].slug.clone(),
        party: case.trace.parties().iter().position(|p| *p == principal).unwrap_or_default() as u64,
        pairs: issues.iter().enumerate().map(|(k, i)| known.pairs(k, i.len())).collect(),
        ordinal: known,
        concentration,
        fallback,
    }
}

/// The latest own settlement term of each issue, firm and on record or tabled, as the value put first.
pub(super) fn own_terms(case: &Case, principal: usize) -> Vec<OrdinalStatement> {
    let mut latest: BTreeMap<usize, usize> = BTreeMap::new();
    for e in case.events() {
        let tabled = e.standing != Some(Standing::Floated)
            && (e.evidence == Evidence::OnRecord
                || (e.evidence == Evidence::Reported && e.standing.is_some()));
        if e.binds(principal) && e.is_own_proposal() && e.scope == Scope::Settlement && tabled {
            latest.extend(e.proposal.terms());
        }
    }
    latest
        .into_iter()
        .map(|(issue, value)| OrdinalStatement { issue, says: Says::Prefers(vec![value]) })
        .collect()
}

impl Belief {
    /// What follows from an order alone: even weights beforehand, nothing known of the fallback.
    pub(super) fn of_order(case: &Case, principal: usize, known: Ordinal) -> Self {
        let issues = case.space.issues();
        Self {
            slug: case.trace.principals()[principal].slug.clone(),
            party: 0,
            pairs: issues.iter().enumerate().map(|(k, i)| known.pairs(k, i.len())).collect(),
            ordinal: known,
            concentration: vec![1.0; issues.len()],
            fallback: FALLBACK,
        }
    }

    pub(super) fn draws(&self, case: &Case, stance: Stance, dice: Dice) -> Vec<Draw> {
        (0..dice.draws)
            .map(|k| {
                // The same dice under every stance and with every statement removed, so that what moves is
                // the assumption: weights, whose draws vary in number, come last.
                let mut rng = stream(dice.seed, &["propose".into(), self.party.into(), (k as u64).into()]);
                self.draw(case, stance, &mut rng)
            })
            .collect()
    }

    pub(super) fn draw(&self, case: &Case, stance: Stance, rng: &mut Stream) -> Draw {
        let issues = case.space.issues();
        let mut parts: Vec<Vec<f64>> = issues
            .iter()
            .zip(&self.pairs)
            .map(|(issue, pairs)| match issue.values() {
                Values::Number(_) | Values::Real(_) => monotone(issue.len(), pairs, rng),
                _ => linear_extension(issue.len(), pairs, rng),
            })
            .collect();
        let (low, high) = self.fallback;
        let fallback = low + (high - low) * rng.random::<f64>() + stance.fallback_shift;
        let crossed: Vec<bool> = self
            .ordinal
            .red_lines
            .iter()
            .map(|l| rng.random::<f64>() < stance.red_line.filter(|_| l.real > 0.0).unwrap_or(l.real))
            .collect();
        let raw: Vec<f64> = self
            .concentration
            .iter()
            .map(|a| {
                Gamma::new(a * stance.concentration, 1.0)
                    .map_or(0.0, |g| g.sample(rng))
                    .max(f64::MIN_POSITIVE)
            })
            .collect();
        let total: f64 = raw.iter().sum();
        let weights: Vec<f64> = raw.iter().map(|w| w / total).collect();
        for (values, weight) in parts.iter_mut().zip(&weights) {
            values.iter_mut().for_each(|v| *v *= weight);
        }
        for (line, _) in self.ordinal.red_lines.iter().zip(&crossed).filter(|(_, real)| **real) {
            parts[line.issue][line.value] = f64::NEG_INFINITY;
        }
        Draw { parts, weights, fallback: fallback.clamp(0.0, 1.0) }
    }
}

/// Values of a number issue: linear in the number, upward or downward as the statements say, by lot if they
/// say nothing.
pub(super) fn monotone(n: usize, pairs: &[(usize, usize)], rng: &mut impl Rng) -> Vec<f64> {
    let upward = pairs.iter().filter(|(better, worse)| better > worse).count();
    let coin = rng.random::<bool>();
    let up = match upward.cmp(&(pairs.len() - upward)) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => coin,
    };
    let top = (n.max(2) - 1) as f64;
    (0..n).map(|v| if up { v as f64 / top } else { (n - 1 - v) as f64 / top }).collect()
}

/// Values of the options of one issue: an order that respects the pairs, with uniform spacings, best 1 and
/// worst 0.
pub(super) fn linear_extension(n: usize, pairs: &[(usize, usize)], rng: &mut impl Rng) -> Vec<f64> {
    if n == 1 {
        return vec![1.0];
    }
    let keys: Vec<f64> = (0..n).map(|_| rng.random::<f64>()).collect();
    let mut levels: Vec<f64> = (0..n - 2).map(|_| rng.random::<f64>()).chain([0.0, 1.0]).collect();
    levels.sort_by(|a, b| b.total_cmp(a));
    let mut blocked = vec![0_usize; n];
    for (_, worse) in pairs {
        blocked[*worse] += 1;
    }
    let mut placed = vec![false; n];
    let mut values = vec![0.0; n];
    for level in levels {
        // Statements of different days can run in a circle; then the least blocked option goes first.
        let Some(next) = (0..n)
            .filter(|v| !placed[*v])
            .min_by(|a, b| blocked[*a].cmp(&blocked[*b]).then(keys[*b].total_cmp(&keys[*a])))
        else {
            break;
        };
        placed[next] = true;
        values[next] = level;
        for (_, worse) in pairs.iter().filter(|(better, _)| *better == next) {
            blocked[*worse] = blocked[*worse].saturating_sub(1);
        }
    }
    values
}

/// All parties' draws under one stance.
pub(super) struct World(pub(super) Vec<Vec<Draw>>);

impl World {
    pub(super) fn each(&self, terms: &[Option<usize>]) -> Vec<f64> {
        self.0.iter().map(|draws| share(draws.iter().map(|d| d.can_live_with(terms)))).collect()
    }

    pub(super) fn all(&self, terms: &[Option<usize>]) -> f64 {
        let n = self.0.first().map_or(0, Vec::len);
        share((0..n).map(|k| self.0.iter().all(|draws| draws[k].can_live_with(terms))))
    }

    /// Mean over draws of the welfare of a text, counted only where all can live with it: acceptance times what it is worth.
    pub(super) fn accepted_welfare(&self, terms: &[Option<usize>]) -> f64 {
        let n = self.0.first().map_or(0, Vec::len);
        let sum: f64 = (0..n)
            .filter(|k| self.0.iter().all(|draws| draws[*k].can_live_with(terms)))
            .map(|k| self.0.iter().map(|draws| draws[k].utility(terms)).sum::<f64>() / self.0.len() as f64)
            .sum();
        sum / n.max(1) as f64
    }

    /// Mean over draws of the smallest share of the greatest gain (Kalai–Smorodinsky).
    pub(super) fn mean_least_share(&self, terms: &[Option<usize>]) -> f64 {
        let n = self.0.first().map_or(0, Vec::len);
        let least = |k: usize| self.0.iter().map(|d| d[k].share_of_gain(terms)).fold(f64::INFINITY, f64::min);
        (0..n).map(least).sum::<f64>() / n.max(1) as f64
    }

    /// Mean over draws of the product of what each gains over no agreement, 0 where one would not sign.
    pub(super) fn mean_product(&self, terms: &[Option<usize>]) -> f64 {
        let n = self.0.first().map_or(0, Vec::len);
        let sum: f64 = (0..n)
            .map(|k| {
                self.0
                    .iter()
                    .map(|draws| (draws[k].utility(terms) - draws[k].fallback).max(0.0))
                    .product::<f64>()
            })
            .sum();
        sum / n.max(1) as f64
    }

    /// Mean over draws of the smallest gain.
    pub(super) fn mean_least(&self, terms: &[Option<usize>]) -> f64 {
        let n = self.0.first().map_or(0, Vec::len);
        let sum: f64 = (0..n)
            .map(|k| {
                self.0
                    .iter()
                    .map(|draws| draws[k].utility(terms).max(-1.0) - draws[k].fallback)
                    .fold(f64::INFINITY, f64::min)
            })
            .sum();
        sum / n.max(1) as f64
    }
}

pub(super) fn share(yes: impl Iterator<Item = bool>) -> f64 {
    let (mut n, mut k) = (0_usize, 0_usize);
    for y in yes {
        n += 1;
        k += usize::from(y);
    }
    k as f64 / n.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_order_respects_what_was_said() {
        let mut rng = stream(3, &["test".into()]);
        for _ in 0..200 {
            let v = linear_extension(5, &[(4, 0), (0, 2)], &mut rng);
            assert!(v[4] > v[0] && v[0] > v[2]);
            assert_eq!(v.iter().copied().fold(0.0, f64::max), 1.0);
            assert_eq!(v.iter().copied().fold(1.0, f64::min), 0.0);
        }
    }

    #[test]
    fn without_statements_every_order_is_as_likely() {
        let mut rng = stream(4, &["test".into()]);
        let n = 6000;
        let first = (0..n).filter(|_| linear_extension(3, &[], &mut rng)[0] == 1.0).count();
        assert!((first as f64 / f64::from(n) - 1.0 / 3.0).abs() < 0.025, "{first}");
    }

    #[test]
    fn statements_in_a_circle_do_not_hang() {
        let mut rng = stream(5, &["test".into()]);
        assert_eq!(linear_extension(3, &[(0, 1), (1, 2), (2, 0)], &mut rng).len(), 3);
    }
}
