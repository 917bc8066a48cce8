//! Many parties: an offer as a choice in context.
//!
//! A party's offer is a choice among all texts, driven by its own interest, by what the others hold (response
//! κ), and by what the text is worth to them (regard η): `choice` has the formula. Types differ in κ and η only;
//! what a party asks for itself says nothing here, since it is summed out alike under every type. A party that
//! follows nobody, or that leaves others less than it could at no cost to itself, goes together with the
//! insincere types. Response and regard are shared in part by the run, and told by the other parties (`pool`).
//!
//! Two channels come out of it. *Answers*: an offer answers what the others have put on the table, so evidence
//! in κ stands there. *Regard for others*: what evidence in η adds to it. They sum to the ln Bayes factor of the
//! whole. Both are read off the same offers, so they are less independent than answers to a probe and a demand
//! would be; the level rule asks for both besides probability under three priors.
//!
//! Absent on purpose: answers to probes, silence, deeds (the two-party engine has them); a text's later fate;
//! labels, names and any fit to them. Costs are linear in offers, parties (with regard for one counterpart:
//! their square), issues, options and draws.

mod choice;
mod grid;
mod kinds;
mod pool;
mod record;
mod worth;

pub use kinds::{Centre, Habit, Kinds, Spread};
pub use record::{Offer, Record};

use super::verdict::{Channel, Evidence, Level};
use crate::error::{Error, Result};
use crate::num;
use choice::{Context, Interest, NOISE};
use pool::{Centres, Likelihoods};
use rayon::prelude::*;
use worth::Worths;

/// Part-worths by party, issue and option.
pub type PartWorths = Vec<Vec<Vec<f64>>>;

/// How many-party talks are read.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// The types.
    pub kinds: Kinds,
    /// Draws of part-worths an issue, where utilities are not known.
    pub draws: usize,
    /// Seed of the draws.
    pub seed: u64,
}

impl Parameters {
    /// The standard types where utilities are known, 400 draws.
    ///
    /// # Errors
    /// Never; the numbers are fixed.
    pub fn informed(seed: u64) -> Result<Self> {
        Ok(Self { kinds: Kinds::standard()?, draws: 400, seed })
    }

    /// The types without a victim where they are not, 400 draws.
    ///
    /// # Errors
    /// Never; the numbers are fixed.
    pub fn blind(seed: u64) -> Result<Self> {
        Ok(Self { kinds: Kinds::without_victim()?, draws: 400, seed })
    }
}

/// What one offer said.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Index of the offer in the record.
    pub offer: usize,
    /// What it added to the ln Bayes factor, insincere against sincere.
    pub ln_bayes_factor: f64,
    /// How much likelier the model had it, without mistakes, than a text at random; ln.
    pub ln_fit: f64,
}

/// A quantity as the record tells it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learned {
    /// Posterior mean.
    pub mean: f64,
    /// Posterior standard deviation.
    pub deviation: f64,
    /// 1 − posterior variance / prior variance; below .2 it was not learned.
    pub contraction: f64,
}

/// What the record says of one party.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Its own offers that count as choices.
    pub choices: usize,
    /// ln evidence by type.
    pub ln_evidence: Vec<f64>,
    /// Probability by type under the default prior.
    pub probability: Vec<f64>,
    /// Probability of the insincere types together.
    pub insincere: f64,
    /// ln Bayes factor, insincere against sincere.
    pub ln_bayes_factor: f64,
    /// The same by channel.
    pub channels: Vec<(Channel, f64)>,
    /// Offer by offer.
    pub steps: Vec<Step>,
    /// Response κ to what the others hold.
    pub response: Learned,
    /// Regard η for the others.
    pub regard: Learned,
    /// Do two offers in a row surprise the model?
    pub surprised: bool,
    /// How far it goes.
    pub level: Level,
}

/// Fewest choices for a level other than undetermined.
const FEWEST: usize = 2;
/// An offer surprises where the model, without mistakes, has it less likely than this share of a random text:
/// the model gives such texts less than this probability together.
const SURPRISE: f64 = 0.01;

/// Reads a record: one reading a party. `worths` are everybody's part-worths (any scale, higher is better), or
/// nothing where utilities are not known.
///
/// # Errors
/// If `worths` do not have the record's shape, are not finite, or there are no draws.
pub fn judge(record: &Record, worths: Option<&PartWorths>, parameters: &Parameters) -> Result<Vec<Reading>> {
    if !(1..=100_000).contains(&parameters.draws) {
        return Err(Error::parameter(format!("{} draws an issue", parameters.draws))
            .remedy("take from 1 to 100000; 400 keep their noise low"));
    }
    let worths = worths.map(|w| unit(record, w)).transpose()?;
    let drawn = worths.is_none().then(|| Worths::new(record.sizes(), parameters.draws, parameters.seed));
    let record = &if worths.is_some() { record.clone() } else { record.by_first_naming() };
    let parties = record.parties();
    let shares: Vec<_> = (0..parties).into_par_iter().map(|i| record::shares(record, i)).collect();
    let learned: Vec<Vec<Vec<Vec<f64>>>> = (0..parties)
        .into_par_iter()
        .map(|j| match (&worths, &drawn) {
            (Some(known), _) => vec![known[j].clone()],
            (None, Some(drawn)) => drawn.learned(record, j, &shares[j]),
            (None, None) => Vec::new(),
        })
        .collect();
    let everyone = grid::everyone();
    let likelihoods: Vec<Likelihoods> = (0..parties)
        .into_par_iter()
        .map(|i| {
            let contexts = contexts(record, i, &shares[i], &learned);
            let interest = match (&worths, &drawn) {
                (None, Some(drawn)) => Interest::Drawn(drawn),
                (Some(known), _) => Interest::Known(&known[i]),
                (None, None) => Interest::Known(&[]),
            };
            let of = |cells: &[grid::Cell]| choice::ln_likelihoods(record, i, cells, &contexts, interest);
            let targeted = parameters.kinds.habits().iter().any(|h| h.victim.is_some());
            let victims = if targeted { of(&grid::victims(i, parties)) } else { Vec::new() };
            Likelihoods { everyone: of(&everyone), victims, counterparts: parties - 1 }
        })
        .collect();
    let noise = if drawn.is_some() { 0.0 } else { NOISE };
    Ok(readings(record, &likelihoods, &parameters.kinds, noise))
}

/// Part-worths brought to [0, 1]: the least of each issue to 0, the best text to 1.
fn unit(record: &Record, worths: &PartWorths) -> Result<PartWorths> {
    let fits = |p: &Vec<Vec<f64>>| p.iter().map(Vec::len).eq(record.sizes().iter().copied());
    if worths.len() != record.parties() || !worths.iter().all(fits) {
        return Err(Error::input("part-worths do not have the record's parties, issues and options"));
    }
    if worths.iter().flatten().flatten().any(|x| !x.is_finite()) {
        return Err(Error::input("a part-worth is not a finite number"));
    }
    let low = |row: &[f64]| row.iter().copied().fold(f64::INFINITY, f64::min);
    let high = |row: &[f64]| row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Ok(worths
        .iter()
        .map(|party| {
            let span: f64 = party.iter().map(|row| high(row) - low(row)).sum();
            let scale = if span > 0.0 { 1.0 / span } else { 0.0 };
            party.iter().map(|row| row.iter().map(|x| (x - low(row)) * scale).collect()).collect()
        })
        .collect())
}

/// What a party saw before each of its choices. `learned` has one table where worths are known, else one
/// after each choice of the party they belong to.
fn contexts(
    record: &Record,
    party: usize,
    shares: &[Vec<Vec<f64>>],
    learned: &[Vec<Vec<Vec<f64>>>],
) -> Vec<Context> {
    let choices: Vec<Vec<usize>> = (0..record.parties()).map(|j| record.choices(j)).collect();
    let before = |j: usize, k: usize| choices[j].partition_point(|c| *c < k);
    choices[party]
        .iter()
        .zip(shares)
        .map(|(k, share)| {
            let worth = learned.iter().enumerate();
            let worth = worth.map(|(j, after)| after[before(j, *k).min(after.len() - 1)].clone()).collect();
            Context { share: share.clone(), worth }
        })
        .collect()
}

fn readings(record: &Record, likelihoods: &[Likelihoods], kinds: &Kinds, noise: f64) -> Vec<Reading> {
    let centres = Centres::new();
    let parties = record.parties();
    let choices: Vec<Vec<usize>> = (0..parties).map(|i| record.choices(i)).collect();
    let whole: Vec<pool::Evidence> = (0..parties)
        .into_par_iter()
        .map(|i| pool::evidence(kinds, &centres, &likelihoods[i], choices[i].len()))
        .collect();
    (0..parties)
        .into_par_iter()
        .map(|i| {
            let others: Vec<&pool::Evidence> = (0..parties).filter(|j| *j != i).map(|j| &whole[j]).collect();
            let ln_centres = pool::posterior(kinds, &centres, &others);
            let party =
                Party { record, choices: &choices[i], seen: &likelihoods[i], kinds, centres: &centres };
            party.reading(&ln_centres, noise)
        })
        .collect()
}

/// One party, to be read under the run's centres.
struct Party<'a> {
    record: &'a Record,
    choices: &'a [usize],
    seen: &'a Likelihoods,
    kinds: &'a Kinds,
    centres: &'a Centres,
}

impl Party<'_> {
    fn reading(&self, ln_centres: &[f64], noise: f64) -> Reading {
        let types = self.kinds.types();
        let prior = types.prior();
        let after =
            |k: usize| pool::summed(&pool::evidence(self.kinds, self.centres, self.seen, k), ln_centres);
        let judged = |ln: &[f64], channels: &[(Channel, f64)], surprised: bool| {
            let e = Evidence { types, ln_evidence: ln, channels, surprised, deadline_known: false };
            (e.ln_bayes_factor(), e.probability(&prior), e.level())
        };
        let total = |ln: &[f64]| choice::ln_sum_exp(ln.iter().zip(&prior).map(|(l, p)| l + num::ln(*p)));
        let mut ln_evidence = after(0);
        let (mut factor, mut sum) = (0.0, total(&ln_evidence));
        let mut steps = Vec::with_capacity(self.choices.len());
        for (k, offer) in self.choices.iter().enumerate() {
            ln_evidence = after(k + 1);
            let (next, next_sum) = (judged(&ln_evidence, &[], false).0, total(&ln_evidence));
            let over_random = next_sum - sum + self.ln_texts(*offer);
            let ln_fit = num::ln(((num::exp(over_random) - noise) / (1.0 - noise)).max(f64::MIN_POSITIVE));
            steps.push(Step { offer: *offer, ln_bayes_factor: next - factor, ln_fit });
            (factor, sum) = (next, next_sum);
        }
        let surprises: Vec<bool> = steps.iter().map(|s| s.ln_fit < num::ln(SURPRISE)).collect();
        let surprised = surprises.windows(2).any(|w| w[0] && w[1]);
        let weights = self.weights(ln_centres);
        let answers = self.answers(&weights);
        let channels = match self.choices.len() {
            0 => Vec::new(),
            _ => vec![(Channel::Regard, factor - answers), (Channel::Answers, answers)],
        };
        let (ln_bayes_factor, probability, level) = judged(&ln_evidence, &channels, surprised);
        let [response, regard] = self.learned(&weights);
        Reading {
            choices: self.choices.len(),
            insincere: types.insincere(&probability),
            ln_evidence,
            probability,
            ln_bayes_factor,
            channels,
            steps,
            response,
            regard,
            surprised,
            level: if self.choices.len() < FEWEST { Level::Undetermined } else { level },
        }
    }

    /// ln of the number of texts that an offer chose from.
    fn ln_texts(&self, offer: usize) -> f64 {
        let stated = self.record.offers()[offer].values.iter().zip(self.record.sizes());
        stated.filter(|(v, _)| v.is_some()).map(|(_, m)| num::ln(*m as f64)).sum()
    }

    /// Weights of κ and of η by type, the run's centres summed out.
    fn weights(&self, ln_centres: &[f64]) -> Vec<[Vec<f64>; 2]> {
        let grids = [grid::responses(), grid::regards()];
        let of = |spread: Spread, k: usize| match spread.centre {
            Centre::At(x) => grid::normal(&grids[k], x, spread.deviation),
            Centre::OfTheRun => {
                let mut sum = vec![0.0; grids[k].len()];
                for (at, ln) in self.centres.at.iter().zip(ln_centres) {
                    let weights = grid::normal(&grids[k], at[k], spread.deviation);
                    sum.iter_mut().zip(weights).for_each(|(s, w)| *s += num::exp(*ln) * w);
                }
                sum
            }
        };
        self.kinds.habits().iter().map(|h| [of(h.response, 0), of(h.regard, 1)]).collect()
    }

    /// Likelihoods of all choices on the finer grid, up to a factor.
    fn likelihood(&self) -> Vec<f64> {
        let ln: Vec<f64> = self.seen.everyone.iter().map(|row| row.last().copied().unwrap_or(0.0)).collect();
        let top = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        ln.iter().map(|x| num::exp(x - top)).collect()
    }

    /// What types mix to on one of the two grids: of those with one regard for all.
    fn mixed(&self, weights: &[[Vec<f64>; 2]], k: usize) -> Vec<f64> {
        let prior = self.kinds.types().prior();
        let mut mix = vec![0.0; weights[0][k].len()];
        let plain = self.kinds.habits().iter().zip(&prior).zip(weights);
        for ((_, p), w) in plain.filter(|((h, _), _)| h.victim.is_none()) {
            mix.iter_mut().zip(&w[k]).for_each(|(m, w)| *m += p * w);
        }
        let sum: f64 = mix.iter().sum();
        mix.iter_mut().for_each(|m| *m /= sum);
        mix
    }

    /// ln Bayes factor if types differed in their response alone.
    fn answers(&self, weights: &[[Vec<f64>; 2]]) -> f64 {
        let (likelihood, regard) = (self.likelihood(), self.mixed(weights, 1));
        let ln: Vec<f64> =
            weights.iter().map(|w| num::ln(pool::weighted(&likelihood, &w[0], &regard))).collect();
        let types = self.kinds.types();
        let e = Evidence { types, ln_evidence: &ln, channels: &[], surprised: false, deadline_known: false };
        e.ln_bayes_factor()
    }

    /// κ and η before and after.
    fn learned(&self, weights: &[[Vec<f64>; 2]]) -> [Learned; 2] {
        let (grids, likelihood) = ([grid::responses(), grid::regards()], self.likelihood());
        let prior = self.kinds.types().prior();
        let columns = grids[1].len();
        let mut cells = [vec![0.0; likelihood.len()], vec![0.0; likelihood.len()]];
        let plain = self.kinds.habits().iter().zip(&prior).zip(weights);
        for ((_, p), w) in plain.filter(|((h, _), _)| h.victim.is_none()) {
            for (c, l) in likelihood.iter().enumerate() {
                let mass = p * w[0][c / columns] * w[1][c % columns];
                cells[0][c] += mass;
                cells[1][c] += mass * l;
            }
        }
        let moments = |mass: &[f64], k: usize| {
            let x = |c: usize| if k == 0 { grids[0][c / columns] } else { grids[1][c % columns] };
            let sum: f64 = mass.iter().sum();
            let mean = mass.iter().enumerate().map(|(c, m)| m * x(c)).sum::<f64>() / sum;
            (mean, mass.iter().enumerate().map(|(c, m)| m * (x(c) - mean) * (x(c) - mean)).sum::<f64>() / sum)
        };
        [0, 1].map(|k| {
            let ((_, before), (mean, after)) = (moments(&cells[0], k), moments(&cells[1], k));
            Learned { mean, deviation: after.sqrt(), contraction: 1.0 - after / before }
        })
    }
}
