//! Baselines of `study faith`, on the same traces: what the model must beat, in one table.
//!
//! Naive measures; our own logistic regression on them, taught with labels and cross-validated by run; and the
//! field's preference estimators feeding the same score: their worths, estimated from each party's offers of the
//! whole run, stand in for scores in the many-party model.

use super::talks::Talk;
use anyhow::Result;
use goodoffices::faith::many::{self, Kinds, Parameters, PartWorths, Record};
use goodoffices::opponent::Model;
use goodoffices::outcome::{Issue, OutcomeSpace};
use goodoffices::rng;
use goodoffices::study::{Role, Scored, Yardsticks, cross_validated, genius_bayes, yardsticks};
use rayon::prelude::*;

/// Folds of the cross-validation, and its ridge.
const FOLDS: usize = 10;
const RIDGE: f64 = 1.0;

/// A baseline: its name, its scores, and the score at which it would flag, where it has one.
pub struct Baseline {
    /// Its name.
    pub name: &'static str,
    /// A row a labelled party.
    pub rows: Vec<Scored>,
    /// Where it flags.
    pub threshold: Option<f64>,
}

/// Complete, unscripted offers of a party.
fn offers(record: &Record, party: usize) -> Vec<Vec<usize>> {
    let own = record.offers().iter().filter(|o| o.party == party && !o.scripted);
    own.filter_map(|o| o.values.iter().copied().collect()).collect()
}

/// Worths that one of the field's estimators ends with, by party.
fn estimated(name: &str, record: &Record, seed: u64) -> Result<PartWorths> {
    let of = |party: usize| {
        let offers = offers(record, party);
        if name == "genius-bayes" {
            return Ok(genius_bayes(record.sizes(), &offers));
        }
        let label = |n: &usize| (0..*n).map(|k| k.to_string()).collect::<Vec<_>>();
        let issues = record.sizes().iter().enumerate();
        let space =
            OutcomeSpace::new(issues.map(|(a, n)| Issue::categorical(a.to_string(), label(n))).collect())?;
        let stream = rng::stream(seed, &["study".into(), "baseline".into(), name.into()]);
        let mut model = Model::new(name, &space, stream)?;
        let n = offers.len().max(1) as f64;
        for (k, offer) in offers.iter().enumerate() {
            let digits: Vec<u32> = offer.iter().map(|d| *d as u32).collect();
            model.observe(&digits, k as f64 / n);
        }
        // The model is additive: one option at a time, the others at their first.
        let mut digits = vec![0_u32; record.sizes().len()];
        let mut tables = Vec::new();
        for (a, n) in record.sizes().iter().enumerate() {
            let row = (0..*n as u32).map(|o| {
                digits[a] = o;
                model.utility(&digits)
            });
            let row: Vec<f64> = row.collect();
            digits[a] = 0;
            tables.push(row);
        }
        Ok(tables)
    };
    (0..record.parties()).map(of).collect()
}

/// Every baseline that can be computed without scores (`blind`) or with them.
pub fn baselines(
    all: &[Talk],
    model: &[Scored],
    parties: &[(usize, usize)],
    blind: bool,
    seed: u64,
) -> Result<Vec<Baseline>> {
    let measured: Vec<Vec<Yardsticks>> = all
        .iter()
        .map(|t| {
            let scores = if blind { None } else { t.scores.as_ref() };
            yardsticks(&t.record, scores, t.thresholds.as_deref())
        })
        .collect();
    let of = |k: usize| measured[parties[k].0][parties[k].1];
    let naive = |name, pick: fn(&Yardsticks) -> Option<f64>| {
        // A party without the measure stands in the middle of nothing: at 0, with everybody who has none.
        let score = |k: usize| pick(&of(k)).unwrap_or(0.0);
        let rows = model.iter().enumerate().map(|(k, r)| Scored { score: score(k), ..*r }).collect();
        Baseline { name, rows, threshold: None }
    };
    let mut out = vec![naive("offers unlike the others' (naive)", |y| y.unlike)];
    if !blind {
        out.push(naive("offers that meet few others' thresholds (naive)", |y| y.meets_few));
        out.push(naive("own demand (naive)", |y| y.demand));
        out.push(naive("small concession (naive)", |y| y.concession.map(|c| -c)));
    }
    out.push(naive("repetition (naive)", |y| y.repetition));
    let features: Vec<Vec<Option<f64>>> = (0..model.len())
        .map(|k| {
            let y = of(k);
            vec![y.unlike, y.meets_few, y.demand, y.concession, y.repetition, y.change]
        })
        .collect();
    let counted: Vec<usize> =
        (0..model.len()).filter(|k| model[*k].moves >= goodoffices::study::FEWEST).collect();
    let features: Vec<Vec<Option<f64>>> = counted.iter().map(|k| features[*k].clone()).collect();
    let truth: Vec<bool> = counted.iter().map(|k| model[*k].role == Role::Saboteur).collect();
    let groups: Vec<usize> = counted.iter().map(|k| model[*k].run).collect();
    let logits = cross_validated(&features, &truth, &groups, FOLDS, RIDGE);
    let rows = counted.iter().zip(logits).map(|(k, score)| Scored { score, ..model[*k] }).collect();
    out.push(Baseline { name: "logistic regression (taught with labels)", rows, threshold: None });
    let parameters = Parameters { kinds: Kinds::standard()?, draws: 1, seed };
    for (name, estimator) in [
        ("frequency worths, same score", "frequency"),
        ("Genius-Bayes (guarded) worths, same score", "genius-bayes"),
        ("our Bayesian model's worths, same score", "bayesian"),
        ("pairwise worths, same score", "pairwise"),
    ] {
        let factors = all
            .par_iter()
            .map(|t| {
                let worths = estimated(estimator, &t.record, seed)?;
                let readings = many::judge(&t.record, Some(&worths), &parameters)?;
                Ok(readings.iter().map(|r| r.ln_bayes_factor).collect::<Vec<f64>>())
            })
            .collect::<Result<Vec<_>>>()?;
        let score = |k: usize| factors[parties[k].0][parties[k].1];
        let rows = model.iter().enumerate().map(|(k, r)| Scored { score: score(k), ..*r }).collect();
        out.push(Baseline { name, rows, threshold: Some(0.0) });
    }
    Ok(out)
}
