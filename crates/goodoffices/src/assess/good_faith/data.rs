//! What was found of one party as data, for JSON: everything the sentences leave out. Names of types stand here
//! and on no page.

use super::sentence::still_fit;
use super::{LedgerLine, PartyFaith, Preferences};
use crate::faith::{Meaning, Probe, ProbeAct};
use crate::talks::Case;
use serde::Serialize;

/// One party.
#[derive(Clone, Debug, Serialize)]
pub struct FaithData {
    /// Slug of the party.
    pub party: String,
    /// The level: `no concern`, `undetermined`, `leaning`, `concern`.
    pub level: &'static str,
    /// Own offers, those on three issues or more, and answers to a text: what a level rests on.
    pub offers: usize,
    /// Own offers on three issues or more.
    pub wide_offers: usize,
    /// Answers to a text.
    pub answers: usize,
    /// ln Bayes factor of the types that do not mean to agree against those that do.
    pub ln_bayes_factor: Option<f64>,
    /// Their probability before and after, under the prior asked for.
    pub prior_insincere: f64,
    /// After the record.
    pub insincere: Option<f64>,
    /// Prior at which it would be even.
    pub even_at_prior: Option<f64>,
    /// Did the record surprise the model, so that it does not speak?
    pub surprised: bool,
    /// Types that still fit, the best first: a Bayes factor of 10 or less against the best.
    pub still_fit: Vec<&'static str>,
    /// The question whose answer would tell most, as printed.
    pub question: Option<String>,
    /// Each type, with its probability under the prior asked for, the uniform and the sceptical one.
    pub types: Vec<TypeData>,
    /// ln Bayes factor by channel.
    pub channels: Vec<(&'static str, f64)>,
    /// Every event that says anything, the strongest first.
    pub ledger: Vec<LedgerLine>,
    /// What could be done to find out, the most telling for its cost first.
    pub probes: Vec<ProbeData>,
    /// Events that could not be weighed, and why.
    pub left_out: Vec<(String, String)>,
    /// `stated` or `blind`.
    pub preferences: &'static str,
    /// Method.
    pub method: Option<&'static str>,
    /// Particles of each type.
    pub particles: Option<usize>,
    /// Seed.
    pub seed: Option<u64>,
}

/// One type.
#[derive(Clone, Debug, Serialize)]
pub struct TypeData {
    /// Name.
    pub name: &'static str,
    /// ln evidence, and its Monte Carlo standard error.
    pub ln_evidence: f64,
    /// Standard error.
    pub error: f64,
    /// Probability under the prior asked for.
    pub probability: f64,
    /// Under the uniform prior.
    pub uniform: f64,
    /// Under the sceptical prior.
    pub sceptical: f64,
    /// Parameters: mean, nine tenths, contraction (below .2: not learned).
    pub parameters: Vec<ParameterData>,
}

/// One parameter of a type.
#[derive(Clone, Debug, Serialize)]
pub struct ParameterData {
    /// Name.
    pub name: String,
    /// Mean.
    pub mean: f64,
    /// Interval that holds nine tenths.
    pub interval: (f64, f64),
    /// 1 − variance after / before.
    pub contraction: f64,
}

/// One way to find out.
#[derive(Clone, Debug, Serialize)]
pub struct ProbeData {
    /// What.
    pub what: String,
    /// The text put, as issue and value; empty for other probes.
    pub text: Vec<(String, String)>,
    /// Expected information, nats, and per cost.
    pub information: f64,
    /// Per cost.
    pub per_cost: f64,
    /// If yes.
    pub yes: MeaningData,
    /// If no.
    pub no: MeaningData,
}

/// What an answer would mean.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct MeaningData {
    /// How likely the answer is.
    pub probability: f64,
    /// ln Bayes factor it would bring.
    pub ln_bayes_factor: f64,
}

impl From<&Meaning> for MeaningData {
    fn from(m: &Meaning) -> Self {
        Self { probability: m.probability, ln_bayes_factor: m.ln_bayes_factor }
    }
}

impl PartyFaith {
    /// As data.
    #[must_use]
    pub fn data(&self, case: &Case) -> FaithData {
        let e = self.estimate.as_ref();
        let before = |p: &[f64]| -> f64 { e.map_or(0.0, |e| e.types.insincere(p)) };
        FaithData {
            party: case.trace.principals()[self.principal].slug.clone(),
            level: self.level.name(),
            offers: self.reading.offers,
            wide_offers: self.reading.wide,
            answers: self.reading.answers,
            ln_bayes_factor: e.map(|e| e.ln_bayes_factor()),
            prior_insincere: before(&self.prior),
            insincere: e.map(|e| e.types.insincere(&e.probability(&self.prior))),
            even_at_prior: e.map(|e| e.prior_for(0.5)),
            surprised: e.is_some_and(|e| e.surprised),
            still_fit: e.map_or_else(Vec::new, |e| {
                still_fit(e).into_iter().map(|k| e.types.types()[k].name).collect()
            }),
            question: self.figures.iter().find(|f| f.subject.ends_with(" question")).map(|f| f.text.clone()),
            types: self.types(),
            channels: e.map_or_else(Vec::new, |e| e.channels.iter().map(|(c, ln)| (c.name(), *ln)).collect()),
            ledger: self.ledger.clone(),
            probes: self.probes.iter().map(|p| self.probe(case, p)).collect(),
            left_out: self
                .reading
                .left_out
                .iter()
                .map(|(id, why)| (id.clone(), format!("{why:?}")))
                .collect(),
            preferences: match self.preferences {
                Preferences::Stated => "stated",
                Preferences::Blind => "blind",
            },
            method: e.map(|e| e.method),
            particles: e.map(|e| e.particles),
            seed: e.map(|e| e.seed),
        }
    }

    fn types(&self) -> Vec<TypeData> {
        let Some(e) = &self.estimate else { return Vec::new() };
        let under = |prior: &[f64]| e.probability(prior);
        let (own, uniform, sceptical) =
            (under(&self.prior), under(&e.types.uniform()), under(&e.types.sceptical()));
        (0..e.types.len())
            .map(|k| TypeData {
                name: e.types.types()[k].name,
                ln_evidence: e.ln_evidence[k],
                error: e.error[k],
                probability: own[k],
                uniform: uniform[k],
                sceptical: sceptical[k],
                parameters: e.parameters[k]
                    .iter()
                    .map(|m| ParameterData {
                        name: m.name.clone(),
                        mean: m.mean,
                        interval: m.most,
                        contraction: m.contraction,
                    })
                    .collect(),
            })
            .collect()
    }

    fn probe(&self, case: &Case, p: &Probe) -> ProbeData {
        let (what, text) = match &p.act {
            ProbeAct::Text { digits, asked } => {
                let issue = |k: usize| self.reading.issues[k];
                // Values of a long issue were merged: the first of those merged names them.
                let value = |k: usize, d: u32| {
                    let (size, shape) = (case.space.issues()[issue(k)].len(), self.reading.shapes[k].values);
                    if size > shape { (d as usize * size).div_ceil(shape) } else { d as usize }
                };
                let named = digits.iter().enumerate().take(self.reading.issues.len());
                let terms = named.map(|(k, d)| {
                    (
                        case.issue_label(issue(k)).to_owned(),
                        case.value_label(issue(k), value(k, *d)).to_string(),
                    )
                });
                (format!("text, {asked:?}"), terms.collect())
            }
            ProbeAct::Other(kind) => (kind.name().to_owned(), Vec::new()),
        };
        ProbeData {
            what,
            text,
            information: p.information,
            per_cost: p.per_cost,
            yes: (&p.yes).into(),
            no: (&p.no).into(),
        }
    }
}
