//! Simulation-based calibration of the good-faith model.
//!
//! Talts, Betancourt, Simpson, Vehtari & Gelman (2018): draw a party from the prior and talks from the model,
//! estimate, and rank the truth among posterior draws. If sampler and estimator agree, every rank is equally
//! likely. A draw: type by the default prior, 3 issues of 4 values, both utilities unknown or known, 5 to 20 events (own
//! and other offers, answers in talks and to last texts). Ranks of every parameter, weight, the utility of a
//! random outcome and the ln likelihood among 99 draws; χ² over 20 bins, Bonferroni over quantities, p > .01;
//! bands for the whole distribution function after Dvoretzky, Kiefer & Wolfowitz (1956, Massart's constant),
//! which are somewhat wider than those of Säilynoja, Bürkner & Vehtari (2022). Of the types: mean probability
//! less frequency. Two standard errors are a test of .05 for one type; asked of six, a run without any fault would
//! miss one in about one run of four. So the six are tested together at .05, corrected like the ranks (Bonferroni):
//! 2.64 standard errors. A planted [`Fault`] must make it fail.

use super::scores::{ReliabilityBin, brier_and_log, reliability};
use crate::error::{Error, Result};
use crate::faith::{
    Asked, Drawn, Estimator, Fault, IssueShape, Planned, Sampled, Setup, Utility, When, draw_with,
};
use crate::num;
use crate::rng::{Stream, stream};
use rand::RngExt;
use rayon::prelude::*;
use statrs::distribution::{ChiSquared, ContinuousCDF};
use std::collections::BTreeMap;

/// Posterior draws a truth is ranked among.
pub const RANKED: usize = 99;
const BINS: usize = 20;
/// Rounds of moves between the end of an estimate and its posterior draws.
const SWEEPS: usize = 4;
/// Least number of ranks of which a quantity is tested.
const LEAST: usize = 40;
/// Standard errors allowed to the frequency of a type by itself.
const ERRORS: f64 = 2.0;
/// Level at which the types are tested together.
const TOGETHER: f64 = 0.05;

/// What the estimate knows of the two utilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Both, exactly.
    Both,
    /// Neither.
    Neither,
}

/// What is to be drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalibrationPlan {
    /// Parties drawn.
    pub draws: usize,
    /// Particles of each type.
    pub particles: usize,
    /// Most events of a party, at least 5.
    pub events: usize,
    /// What the estimate knows of the two utilities.
    pub known: Known,
    /// Seed.
    pub seed: u64,
    /// A planted fault.
    pub fault: Fault,
}

/// Ranks of one quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Its name, with its type.
    pub name: String,
    /// How often each of the ranks 0 to 99 came.
    pub ranks: Vec<usize>,
    /// p of the χ² test over 20 bins.
    pub p: f64,
    /// Greatest distance of the distribution function of the ranks from even.
    pub distance: f64,
    /// Distance that 95 of 100 even ones stay within.
    pub band: f64,
    /// Shares of truths inside the intervals that should hold 50 and 90 of 100.
    pub coverage: (f64, f64),
}

/// How often a type was drawn and how probable it was said to be.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeCheck {
    /// Its name.
    pub name: &'static str,
    /// Share of draws.
    pub frequency: f64,
    /// Mean probability.
    pub probability: f64,
    /// Standard error of the difference.
    pub error: f64,
}

impl TypeCheck {
    /// Within two standard errors, by itself?
    #[must_use]
    pub fn holds(&self) -> bool {
        self.errors() <= ERRORS
    }

    /// Distance in standard errors.
    #[must_use]
    pub fn errors(&self) -> f64 {
        (self.frequency - self.probability).abs() / self.error.max(1e-9)
    }
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// What was drawn.
    pub plan: CalibrationPlan,
    /// Ranks, by type and quantity.
    pub quantities: Vec<Quantity>,
    /// The types.
    pub types: Vec<TypeCheck>,
    /// Mean Brier and log score.
    pub scores: (f64, f64),
    /// The same of the prior.
    pub prior_scores: (f64, f64),
    /// Reliability over all types, in ten bins of equal mass.
    pub reliability: Vec<ReliabilityBin>,
    /// Mean distance of said and came.
    pub error: f64,
}

impl Calibration {
    /// Least p, corrected for the number of quantities tested.
    #[must_use]
    pub fn least_p(&self) -> f64 {
        let least = self.quantities.iter().map(|q| q.p).fold(1.0, f64::min);
        (least * self.quantities.len().max(1) as f64).min(1.0)
    }

    /// Least p of the types, corrected for their number.
    #[must_use]
    pub fn types_p(&self) -> f64 {
        let most = self.types.iter().map(TypeCheck::errors).fold(0.0, f64::max);
        let p = libm::erfc(most / std::f64::consts::SQRT_2);
        (p * self.types.len().max(1) as f64).min(1.0)
    }

    /// Does every test hold?
    #[must_use]
    pub fn holds(&self) -> bool {
        !self.quantities.is_empty() && self.least_p() > 0.01 && self.types_p() > TOGETHER
    }

    /// Shares inside the 50 and 90 intervals over all quantities.
    #[must_use]
    pub fn coverage(&self) -> (f64, f64) {
        let (mut half, mut most, mut n) = (0.0, 0.0, 0.0);
        for q in &self.quantities {
            let count = q.ranks.iter().sum::<usize>() as f64;
            half += q.coverage.0 * count;
            most += q.coverage.1 * count;
            n += count;
        }
        (half / n, most / n)
    }
}

/// One party: its type, what was said of it, and the ranks of its truths.
struct Row {
    kind: usize,
    probability: Vec<f64>,
    ranks: Vec<(String, usize)>,
}

/// Runs it; `done` is called after each draw.
///
/// # Errors
/// If the plan makes no sense.
pub fn calibration(plan: &CalibrationPlan, done: &(dyn Fn() + Sync)) -> Result<Calibration> {
    if plan.draws == 0 || plan.events < 5 {
        return Err(Error::parameter("calibration needs a draw and 5 events at least"));
    }
    if plan.particles < RANKED + 1 {
        return Err(Error::parameter(format!("{} particles", plan.particles))
            .remedy(format!("truths are ranked among {RANKED} draws: take more particles than that")));
    }
    let rows: Vec<Row> = (0..plan.draws as u64)
        .into_par_iter()
        .map(|k| {
            let row = one(plan, k);
            done();
            row
        })
        .collect::<Result<_>>()?;
    Ok(gathered(plan, &rows))
}

fn setup(plan: &CalibrationPlan, seed: u64) -> Setup {
    let mut setup = Setup::new(vec![IssueShape { values: 4, ordered: false }; 3], seed);
    setup.particles = plan.particles;
    setup
}

/// Part-worths at random.
fn parts(sizes: &[usize], s: &mut Stream) -> Vec<Vec<f64>> {
    let row = |m: &usize| {
        let weight = s.random::<f64>() + 0.05;
        (0..*m).map(|_| weight * s.random::<f64>()).collect()
    };
    sizes.iter().map(row).collect()
}

/// The events of one party's talks.
fn events(plan: &CalibrationPlan, sizes: &[usize], s: &mut Stream) -> Vec<(When, Planned)> {
    let many = s.random_range(5..=plan.events as u32);
    (0..many)
        .map(|k| {
            let digits: Vec<u32> = sizes.iter().map(|m| s.random_range(0..*m as u32)).collect();
            let what = match s.random_range(0..10_u32) {
                0..=5 => Planned::Offer { pressed: s.random_range(0..4_u32) == 0 },
                6 | 7 => Planned::Theirs(digits),
                8 => Planned::Ask(digits, Asked::InTalks),
                _ => Planned::Ask(digits, Asked::AsLast),
            };
            (When::at((f64::from(k) + 0.5) / f64::from(many)), what)
        })
        .collect()
}

/// An index by its probability.
pub(super) fn pick(probability: &[f64], s: &mut Stream) -> usize {
    let mut left = s.random::<f64>();
    for (k, p) in probability.iter().enumerate() {
        left -= p;
        if left < 0.0 {
            return k;
        }
    }
    probability.len() - 1
}

fn one(plan: &CalibrationPlan, k: u64) -> Result<Row> {
    let mut s = stream(plan.seed, &["calibration".into(), k.into()]);
    let mut setup = setup(plan, plan.seed.wrapping_add(k));
    if plan.known == Known::Both {
        let sizes = setup.sizes();
        setup.own = Utility::Known(parts(&sizes, &mut s));
        setup.other = Utility::Known(parts(&sizes, &mut s));
    }
    let prior = setup.types.prior();
    let kind = pick(&prior, &mut s);
    let events = events(plan, &setup.sizes(), &mut s);
    let drawn = draw_with(&setup, kind, &events, &mut s, plan.fault)?;
    let mut e = Estimator::with_fault(&setup, plan.fault)?;
    e.observe_all(&drawn.observations)?;
    let probability = e.probability(&prior);
    let sample = e.sample(kind, RANKED, SWEEPS);
    let name = setup.types.types()[kind].name;
    let ranks = if drawn.parameters.is_empty() {
        Vec::new()
    } else {
        ranks(name, plan.known, &drawn, &sample, &mut s)
    };
    Ok(Row { kind, probability, ranks })
}

/// Rank of the truth among the draws; ties by lot.
fn ranks(
    name: &str,
    known: Known,
    truth: &Drawn,
    sample: &[Sampled],
    s: &mut Stream,
) -> Vec<(String, usize)> {
    let mut rank = |what: String, truth: f64, of: &dyn Fn(&Sampled) -> f64| {
        let below = sample.iter().filter(|x| of(x) < truth).count();
        let even = sample.iter().filter(|x| of(x) == truth).count();
        (format!("{name}: {what}"), below + s.random_range(0..=even as u32) as usize)
    };
    let mut out = Vec::new();
    for (k, (parameter, x)) in truth.parameters.iter().enumerate() {
        out.push(rank((*parameter).to_owned(), *x, &|d| d.parameters[k]));
    }
    out.push(rank("ln likelihood".to_owned(), truth.ln_likelihood, &|d| d.ln_likelihood));
    if known == Known::Both {
        return out;
    }
    let most = |row: &[f64]| row.iter().copied().fold(0.0, f64::max);
    for (k, row) in truth.parts.iter().enumerate() {
        out.push(rank(format!("weight {}", k + 1), most(row), &|d| most(&d.parts[k])));
    }
    // The issues are alike: the first value of each is as random an outcome as any.
    let first = |parts: &[Vec<f64>]| parts.iter().map(|r| r[0]).sum::<f64>();
    out.push(rank("utility of an outcome".to_owned(), first(&truth.parts), &|d| first(&d.parts)));
    out
}

fn gathered(plan: &CalibrationPlan, rows: &[Row]) -> Calibration {
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (name, rank) in rows.iter().flat_map(|r| &r.ranks) {
        by_name.entry(name).or_default().push(*rank);
    }
    let quantities = by_name
        .into_iter()
        .filter(|(_, r)| r.len() >= LEAST)
        .map(|(n, r)| quantity(n.to_owned(), &r))
        .collect();
    let types = setup(plan, 0).types;
    let n = rows.len() as f64;
    let checks = types.types().iter().enumerate().map(|(k, t)| {
        let is = |r: &Row| f64::from(u8::from(r.kind == k));
        let off: Vec<f64> = rows.iter().map(|r| r.probability[k] - is(r)).collect();
        let mean = off.iter().sum::<f64>() / n;
        let variance = off.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0).max(1.0);
        TypeCheck {
            name: t.name,
            frequency: rows.iter().map(is).sum::<f64>() / n,
            probability: rows.iter().map(|r| r.probability[k]).sum::<f64>() / n,
            error: (variance / n).sqrt(),
        }
    });
    let types_checked = checks.collect();
    let forecasts: Vec<(usize, Vec<f64>)> = rows.iter().map(|r| (r.kind, r.probability.clone())).collect();
    let before: Vec<(usize, Vec<f64>)> = rows.iter().map(|r| (r.kind, types.prior())).collect();
    let (bins, error) = reliability(&forecasts, 10);
    Calibration {
        plan: *plan,
        quantities,
        types: types_checked,
        scores: brier_and_log(&forecasts),
        prior_scores: brier_and_log(&before),
        reliability: bins,
        error,
    }
}

fn quantity(name: String, found: &[usize]) -> Quantity {
    let mut ranks = vec![0; RANKED + 1];
    found.iter().for_each(|r| ranks[*r] += 1);
    let n = found.len() as f64;
    let width = (RANKED + 1) / BINS;
    let expected = n / BINS as f64;
    let chi: f64 =
        ranks.chunks(width).map(|c| (c.iter().sum::<usize>() as f64 - expected).powi(2) / expected).sum();
    let p = ChiSquared::new((BINS - 1) as f64).map_or(0.0, |d| 1.0 - d.cdf(chi));
    let (mut sum, mut distance) = (0.0, 0.0_f64);
    for (k, r) in ranks.iter().enumerate() {
        sum += *r as f64 / n;
        distance = distance.max((sum - (k + 1) as f64 / (RANKED + 1) as f64).abs());
    }
    let band = (num::ln(2.0 / 0.05) / (2.0 * n)).sqrt();
    let inside = |low: usize, high: usize| ranks[low..high].iter().sum::<usize>() as f64 / n;
    Quantity { name, p, distance, band, coverage: (inside(25, 75), inside(5, 95)), ranks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_ranks_pass_and_heaped_ranks_fail() {
        let even: Vec<usize> = (0..400).map(|k| k * 7 % 100).collect();
        let q = quantity("x".into(), &even);
        assert!(q.p > 0.9 && q.distance < q.band);
        assert!((q.coverage.0 - 0.5).abs() < 1e-9 && (q.coverage.1 - 0.9).abs() < 1e-9);
        let heaped: Vec<usize> = (0..400).map(|k| k * 7 % 60).collect();
        let q = quantity("x".into(), &heaped);
        assert!(q.p < 1e-6 && q.distance > q.band);
    }

    #[test]
    fn a_plan_without_sense_is_refused() {
        let plan = plan(1, 50, Fault::None);
        assert!(calibration(&plan, &|| ()).is_err());
        assert!(calibration(&CalibrationPlan { particles: 128, draws: 0, ..plan }, &|| ()).is_err());
    }

    fn plan(draws: usize, particles: usize, fault: Fault) -> CalibrationPlan {
        CalibrationPlan { draws, particles, events: 12, known: Known::Both, seed: 1, fault }
    }

    /// With both utilities known, which takes less time. With neither known, and for the other faults, there
    /// is the command; its results are in `docs/calibration.md`.
    #[test]
    fn the_model_is_calibrated_and_a_planted_fault_is_found() {
        let run = |fault| calibration(&plan(240, 200, fault), &|| ()).unwrap();
        let clean = run(Fault::None);
        assert!(clean.quantities.len() >= 9 && clean.holds(), "{} {:?}", clean.least_p(), clean.types);
        assert!(!run(Fault::WideSampler).holds(), "twice the standard deviation was not found");
    }
}
