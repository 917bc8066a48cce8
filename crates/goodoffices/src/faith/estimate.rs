//! What an estimator found, as data: evidence by type, event and channel; parameters and whether they were
//! learned; the level; and how far a prior would have to go to change it.
//!
//! Contraction of a parameter is 1 − Var_after / Var_before; below .2 it counts as not learned. A band of
//! a type's probability spans the default, the uniform and the sceptical prior. A party's offers bound its
//! reservation from above only: what it would settle for in the end shows in answers to last texts.

use super::estimator::{Added, Estimator, weighed};
use super::kinds::TypeSet;
use super::level::Kernel;
use super::setup::{Clock, Setup, Utility};
use super::smc::Cloud;
use super::verdict::{Channel, Evidence, Level, SURE};
use crate::num;

/// Contraction below which a parameter counts as not learned.
pub const NOT_LEARNED: f64 = 0.2;

/// A ln Bayes factor below this is rounding.
const ROUNDING: f64 = 1e-3;

/// A parameter of a type under its posterior.
#[derive(Clone, Debug, PartialEq)]
pub struct Marginal {
    /// Its name: of the type's parameters, or `weight 1`, `weight 2`, … of the issues.
    pub name: String,
    /// Mean.
    pub mean: f64,
    /// Variance.
    pub variance: f64,
    /// Interval that holds half.
    pub half: (f64, f64),
    /// Interval that holds nine tenths.
    pub most: (f64, f64),
    /// 1 − Var_after / Var_before.
    pub contraction: f64,
}

impl Marginal {
    /// Was anything learned about it?
    #[must_use]
    pub fn learned(&self) -> bool {
        self.contraction >= NOT_LEARNED
    }

    fn of(name: String, mut values: Vec<(f64, f64)>) -> Self {
        let mean: f64 = values.iter().map(|(x, w)| x * w).sum();
        let variance = values.iter().map(|(x, w)| w * (x - mean) * (x - mean)).sum();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let quantile = |q: f64| {
            let mut sum = 0.0;
            values
                .iter()
                .find(|(_, w)| {
                    sum += w;
                    sum >= q
                })
                .or(values.last())
                .map_or(f64::NAN, |v| v.0)
        };
        let half = (quantile(0.25), quantile(0.75));
        let most = (quantile(0.05), quantile(0.95));
        Self { name, mean, variance, half, most, contraction: 0.0 }
    }

    /// Every parameter of a type, and its weights where its utility is not known exactly.
    pub(super) fn all(setup: &Setup, cloud: &Cloud, kernel: &Kernel) -> Vec<Self> {
        let weigh = |f: &dyn Fn(usize) -> f64| -> Vec<(f64, f64)> {
            (0..cloud.particles.len()).map(|k| (f(k), cloud.weights[k])).collect()
        };
        let mut out: Vec<Self> = cloud
            .layout
            .parameters
            .iter()
            .enumerate()
            .map(|(i, p)| Self::of(p.name.to_owned(), weigh(&|k| cloud.particles[k].d.p[i])))
            .collect();
        if cloud.layout.dimension > 0 && !matches!(setup.own, Utility::Known(_)) {
            let mut start = 0;
            for (i, issue) in setup.issues.iter().enumerate() {
                let range = start..start + issue.values;
                start = range.end;
                let weight = |k: usize| {
                    let own = &cloud.particles[k].tables.own[range.clone()];
                    f64::from(own.iter().copied().max().unwrap_or(0)) / kernel.bins as f64
                };
                out.push(Self::of(format!("weight {}", i + 1), weigh(&weight)));
            }
        }
        out
    }
}

/// What one event says for one type against another, by channel.
#[derive(Clone, Debug, PartialEq)]
pub struct EventEvidence {
    /// Number of the observation.
    pub observation: usize,
    /// ln Bayes factor by channel.
    pub channels: Vec<(Channel, f64)>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The types.
    pub types: TypeSet,
    /// ln evidence (marginal likelihood) by type.
    pub ln_evidence: Vec<f64>,
    /// Monte Carlo standard error of each; 0 where nothing was sampled.
    pub error: Vec<f64>,
    /// What each observation added, in order.
    pub added: Vec<Added>,
    /// Parameters by type.
    pub parameters: Vec<Vec<Marginal>>,
    /// ln Bayes factor of the insincere against the sincere types, by channel that was observed.
    pub channels: Vec<(Channel, f64)>,
    /// The same with every channel by itself, as the rule of two channels reads it; nothing unless the
    /// probability of the insincere types is high enough under the uniform and the sceptical prior for the
    /// rule to matter.
    pub alone: Option<Vec<(Channel, f64)>>,
    /// Was the model surprised twice in a row, so that it should not speak?
    pub surprised: bool,
    /// Is a deadline on record?
    pub deadline_known: bool,
    /// Offers that name every issue, and offers in all.
    pub offers: (usize, usize),
    /// Name of the method.
    pub method: &'static str,
    /// Particles of each type.
    pub particles: usize,
    /// Seed.
    pub seed: u64,
}

impl Estimate {
    pub(super) fn new(e: &Estimator) -> Self {
        let parameters = e
            .clouds
            .iter()
            .zip(&e.priors)
            .map(|(cloud, before)| {
                let mut now = Marginal::all(&e.setup, cloud, &e.kernel);
                for (n, b) in now.iter_mut().zip(before) {
                    n.contraction = if b.variance > 0.0 { 1.0 - n.variance / b.variance } else { 0.0 };
                }
                now
            })
            .collect();
        Self {
            channels: group_channels(&e.setup.types, &e.added),
            alone: if sure(e) { super::alone::alone(e) } else { None },
            types: e.setup.types.clone(),
            ln_evidence: e.ln_evidence.clone(),
            error: e.clouds.iter().map(|c| c.variance.max(0.0).sqrt()).collect(),
            added: e.added.clone(),
            parameters,
            surprised: e.suspended,
            deadline_known: e.setup.clock == Clock::Deadline,
            offers: (e.history.complete, e.history.offers),
            method: "resample-move particles by type, level first",
            particles: e.setup.particles,
            seed: e.setup.seed,
        }
    }

    /// What the level rule reads.
    #[must_use]
    pub fn evidence(&self) -> Evidence<'_> {
        Evidence {
            types: &self.types,
            ln_evidence: &self.ln_evidence,
            channels: self.alone.as_ref().unwrap_or(&self.channels),
            surprised: self.surprised,
            deadline_known: self.deadline_known,
        }
    }

    /// The level. Evidence that is nothing but rounding leans nowhere.
    #[must_use]
    pub fn level(&self) -> Level {
        match self.evidence().level() {
            Level::Leaning if self.ln_bayes_factor() < ROUNDING => Level::Undetermined,
            level => level,
        }
    }

    /// Probability of each type under a prior.
    #[must_use]
    pub fn probability(&self, prior: &[f64]) -> Vec<f64> {
        weighed(&self.ln_evidence, prior)
    }

    /// ln Bayes factor of the insincere against the sincere types.
    #[must_use]
    pub fn ln_bayes_factor(&self) -> f64 {
        self.evidence().ln_bayes_factor()
    }

    /// Prior probability of the insincere types at which they come to the given probability, the shares inside
    /// both groups as by default. For .5 it is where the call flips.
    #[must_use]
    pub fn prior_for(&self, probability: f64) -> f64 {
        let odds = num::ln(probability / (1.0 - probability)) - self.ln_bayes_factor();
        1.0 / (1.0 + num::exp(-odds))
    }

    /// ln Bayes factor of type `one` against type `other` (indices), event by event and channel by channel.
    #[must_use]
    pub fn between(&self, one: usize, other: usize) -> Vec<EventEvidence> {
        let channels = |a: &Added| a.channels.iter().map(|(c, ln)| (*c, ln[one] - ln[other])).collect();
        self.added
            .iter()
            .map(|a| EventEvidence { observation: a.observation, channels: channels(a) })
            .collect()
    }

    /// The same for the insincere against the sincere types, each weighted as the record so far weighs it.
    #[must_use]
    pub fn between_groups(&self) -> Vec<EventEvidence> {
        group_events(&self.types, &self.added)
    }

    /// After each observation: its time, the probability of the insincere types under a prior, and the least and
    /// greatest under the default, the uniform and the sceptical prior.
    #[must_use]
    pub fn course(&self, prior: &[f64]) -> Vec<(f64, f64, (f64, f64))> {
        let priors = [self.types.prior(), self.types.uniform(), self.types.sceptical()];
        self.added
            .iter()
            .map(|a| {
                let at = |p: &[f64]| self.types.insincere(&weighed(&a.ln_evidence, p));
                let band =
                    priors.iter().map(|p| at(p)).fold((1.0_f64, 0.0_f64), |b, x| (b.0.min(x), b.1.max(x)));
                (a.time, at(prior), band)
            })
            .collect()
    }

    /// The type that fits best, and the best of the other group: the other explanation.
    #[must_use]
    pub fn explanations(&self) -> (usize, usize) {
        let best = |keep: &dyn Fn(usize) -> bool| {
            let mut best: Option<usize> = None;
            for k in (0..self.ln_evidence.len()).filter(|k| keep(*k)) {
                if best.is_none_or(|b| self.ln_evidence[k] > self.ln_evidence[b]) {
                    best = Some(k);
                }
            }
            best.unwrap_or(0)
        };
        let types = self.types.types();
        let first = best(&|_| true);
        (first, best(&|k| types[k].sincere != types[first].sincere))
    }
}

/// Could the rule for `concern` hold, whatever the default prior?
fn sure(e: &Estimator) -> bool {
    let types = &e.setup.types;
    let priors = [types.uniform(), types.sceptical()];
    priors.iter().all(|p| types.insincere(&weighed(&e.ln_evidence, p)) >= SURE)
}

pub(super) fn group_channels(types: &TypeSet, added: &[Added]) -> Vec<(Channel, f64)> {
    let events = group_events(types, added);
    Channel::ALL
        .into_iter()
        .filter_map(|channel| {
            let of = |e: &EventEvidence| {
                e.channels.iter().filter(|c| c.0 == channel).map(|c| c.1).collect::<Vec<_>>()
            };
            let all: Vec<f64> = events.iter().flat_map(of).collect();
            (!all.is_empty()).then(|| (channel, all.iter().sum()))
        })
        .collect()
}

/// Every event's ln Bayes factor of the groups; of an offer the level first, then what the rest adds, so that
/// the channels of an event sum to what it says in all.
fn group_events(types: &TypeSet, added: &[Added]) -> Vec<EventEvidence> {
    let prior = types.prior();
    let mut before = vec![0.0; types.len()];
    added
        .iter()
        .map(|a| {
            let mut sum = vec![0.0; types.len()];
            let mut last = 0.0;
            let channels = a.channels.iter().map(|(channel, ln)| {
                sum.iter_mut().zip(ln).for_each(|(s, l)| *s += l);
                let now = group_factor(types, &prior, &before, &sum);
                let this = now - last;
                last = now;
                (*channel, this)
            });
            let channels = channels.collect();
            before.clone_from(&a.ln_evidence);
            EventEvidence { observation: a.observation, channels }
        })
        .collect()
}

/// ln of the ratio of what the groups expected of an event, each type weighted as it stood.
fn group_factor(types: &TypeSet, prior: &[f64], before: &[f64], gain: &[f64]) -> f64 {
    let group = |sincere: bool| {
        let members = || (0..types.len()).filter(move |k| types.types()[*k].sincere == sincere);
        let mass = |k: usize| num::ln(prior[k]) + before[k];
        super::habits::log_sum(members().map(|k| mass(k) + gain[k]))
            - super::habits::log_sum(members().map(mass))
    };
    group(false) - group(true)
}
