//! What a mediator could do next to find out, ranked by expected information per cost.
//!
//! A probe's information is the mutual information between the group (means to agree, or not) and the answer,
//! in nats; its value the expected gain in the chance of calling the group rightly (Raiffa & Schlaifer 1961:
//! EVSI under 0–1 loss). Of texts, the one whose answer would tell most is named, among those that the
//! other side could live with as far as is known: by its utility where that is known or estimated, else by
//! how much of its last terms the text keeps. Readiness to answer probes is assumed ([`super::Habits`]),
//! costs are the caller's. Absent on purpose: any probe that only shows what is known already.

use super::estimator::Estimator;
use super::observation::{Asked, Term, whole};
use super::setup::Utility;
use super::types::ProbeKind;
use crate::num;
use crate::rng::stream;
use rand::RngExt;

/// Particles of a type that are asked.
const ASKED: usize = 128;
/// Texts looked at: all if there are no more, else these many by lot.
const TEXTS: usize = 1500;

/// Costs of probes, in any one unit, and what the other side must be left.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbeOptions {
    /// A last text put to the party.
    pub text: f64,
    /// A double-blind question.
    pub double_blind: f64,
    /// The other probes, in the order of [`ProbeKind::ALL`].
    pub others: [f64; 4],
    /// Least worth of a text to the other side, on [0, 1].
    pub other_least: f64,
}

impl Default for ProbeOptions {
    fn default() -> Self {
        Self { text: 1.0, double_blind: 1.5, others: [2.0, 3.0, 2.0, 1.0], other_least: 0.4 }
    }
}

/// What a probe is.
#[derive(Clone, Debug, PartialEq)]
pub enum ProbeAct {
    /// These terms (one value per issue) are put to the party in this way.
    Text {
        /// The outcome.
        digits: Vec<u32>,
        /// How.
        asked: Asked,
    },
    /// Another probe.
    Other(ProbeKind),
}

/// What one answer would mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Meaning {
    /// Its probability now.
    pub probability: f64,
    /// ln Bayes factor of the insincere against the sincere types that it would bring.
    pub ln_bayes_factor: f64,
    /// Probability of the insincere types after it.
    pub insincere: f64,
}

/// A probe with what it would tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// What to do.
    pub act: ProbeAct,
    /// Its cost.
    pub cost: f64,
    /// Expected information about the group, nats.
    pub information: f64,
    /// Information per cost: the rank.
    pub per_cost: f64,
    /// Expected gain in the chance of calling the group rightly.
    pub value: f64,
    /// Yes, or passed.
    pub yes: Meaning,
    /// No, or not passed.
    pub no: Meaning,
    /// Probability of a yes by type.
    pub by_type: Vec<f64>,
}

impl Estimator {
    /// Probes under a prior, the most telling per cost first.
    #[must_use]
    pub fn probes(&self, prior: &[f64], options: &ProbeOptions) -> Vec<Probe> {
        let mut probes: Vec<Probe> = Vec::new();
        let texts = self.texts(options.other_least);
        for (asked, cost) in [(Asked::AsLast, options.text), (Asked::DoubleBlind, options.double_blind)] {
            let mut best: Option<Probe> = None;
            for digits in &texts {
                let by_type = self.yes_by_type(digits, asked);
                let p = self.probe(ProbeAct::Text { digits: digits.clone(), asked }, cost, by_type, prior);
                if best.as_ref().is_none_or(|b| p.information > b.information + 1e-12) {
                    best = Some(p);
                }
            }
            probes.extend(best);
        }
        for (kind, cost) in ProbeKind::ALL.into_iter().zip(options.others) {
            let by_type = self.habits.iter().map(|h| h.passes(kind)).collect();
            probes.push(self.probe(ProbeAct::Other(kind), cost, by_type, prior));
        }
        probes.sort_by(|a, b| b.per_cost.total_cmp(&a.per_cost));
        probes
    }

    /// Probability, by type, of a yes to a text.
    #[must_use]
    pub fn yes_by_type(&self, digits: &[u32], asked: Asked) -> Vec<f64> {
        let named = self.history.named(&whole(digits));
        let clouds = self.clouds.iter().zip(&self.habits).zip(self.setup.likelihoods.iter());
        clouds
            .map(|((cloud, habits), kind)| {
                let stride = (cloud.particles.len() / ASKED).max(1);
                let (mut sum, mut weight) = (0.0, 0.0);
                for (p, w) in cloud.particles.iter().zip(&cloud.weights).step_by(stride) {
                    let Some((r, ready)) = kind.reservation(&p.d.p) else {
                        return habits.yes().unwrap_or(0.5);
                    };
                    let worth = super::likelihood::worth(&self.kernel, &p.tables.own, &named);
                    // A last text or a blind question: what it hopes for besides does not count.
                    sum += w * super::likelihood::chance_of_yes(worth, 0.0, r, ready, asked);
                    weight += w;
                }
                if weight > 0.0 { sum / weight } else { 0.5 }
            })
            .collect()
    }

    /// The same for a probe that is no text.
    #[must_use]
    pub fn passes_by_type(&self, kind: ProbeKind) -> Vec<f64> {
        self.habits.iter().map(|h| h.passes(kind)).collect()
    }

    fn probe(&self, act: ProbeAct, cost: f64, by_type: Vec<f64>, prior: &[f64]) -> Probe {
        let now = self.probability(prior);
        let types = self.setup.types.types();
        let (mut bad, mut bad_yes, mut good_yes) = (0.0, 0.0, 0.0);
        for ((t, p), y) in types.iter().zip(&now).zip(&by_type) {
            if t.sincere {
                good_yes += p * y;
            } else {
                bad += p;
                bad_yes += p * y;
            }
        }
        let good = 1.0 - bad;
        let meaning = |bad_too: f64, good_too: f64| Meaning {
            probability: bad_too + good_too,
            ln_bayes_factor: num::ln((bad_too / bad.max(1e-300)).max(1e-300))
                - num::ln((good_too / good.max(1e-300)).max(1e-300)),
            insincere: bad_too / (bad_too + good_too).max(1e-300),
        };
        let yes = meaning(bad_yes, good_yes);
        let no = meaning(bad - bad_yes, good - good_yes);
        let part =
            |joint: f64, a: f64, b: f64| if joint > 0.0 { joint * num::ln(joint / (a * b)) } else { 0.0 };
        let information = part(bad_yes, bad, yes.probability)
            + part(good_yes, good, yes.probability)
            + part(bad - bad_yes, bad, no.probability)
            + part(good - good_yes, good, no.probability);
        let value = bad_yes.max(good_yes) + (bad - bad_yes).max(good - good_yes) - bad.max(good);
        let information = information.max(0.0);
        Probe {
            act,
            cost,
            information,
            per_cost: information / cost.max(1e-9),
            value: value.max(0.0),
            yes,
            no,
            by_type,
        }
    }

    /// Texts that the other side could live with.
    fn texts(&self, least: f64) -> Vec<Vec<u32>> {
        let sizes = self.setup.sizes();
        let many = sizes.iter().try_fold(1_usize, |n, s| n.checked_mul(*s).filter(|n| *n <= TEXTS));
        let mut texts: Vec<Vec<u32>> = match many {
            Some(many) => (0..many)
                .map(|k| {
                    let mut rest = k;
                    let mut digits = vec![0; sizes.len()];
                    for (d, s) in digits.iter_mut().zip(&sizes).rev() {
                        *d = (rest % s) as u32;
                        rest /= s;
                    }
                    digits
                })
                .collect(),
            None => {
                let mut s = stream(self.setup.seed, &["faith".into(), "texts".into()]);
                (0..TEXTS).map(|_| sizes.iter().map(|m| s.random_range(0..*m as u32)).collect()).collect()
            }
        };
        let worth = |digits: &[u32]| self.worth_to_other(digits);
        let best = texts.iter().map(|d| worth(d)).fold(0.0, f64::max);
        texts.retain(|d| worth(d) >= least.min(best));
        texts
    }

    /// What a text is worth to the other side, as far as is known; else the share of its last terms kept.
    fn worth_to_other(&self, digits: &[u32]) -> f64 {
        let value =
            |parts: &Vec<Vec<f64>>| digits.iter().zip(parts).map(|(d, p)| p[*d as usize]).sum::<f64>();
        match &self.setup.other {
            Utility::Known(parts) => value(parts),
            Utility::Estimated(draws) => draws.iter().map(value).sum::<f64>() / draws.len() as f64,
            Utility::Unknown => {
                let last = self.history.their_terms();
                let kept = digits.iter().zip(&last).map(|(d, t)| match t {
                    Term::Value(v) => f64::from(u8::from(v == d)),
                    _ => 0.5,
                });
                kept.sum::<f64>() / digits.len() as f64
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faith::{IssueShape, Observation, Seen, Setup, When};

    fn estimator() -> Estimator {
        let mut setup = Setup::new(vec![IssueShape { values: 4, ordered: true }; 3], 3);
        setup.own = Utility::Known(vec![vec![0.0, 1.0, 2.0, 3.0]; 3]);
        setup.other = Utility::Known(vec![vec![3.0, 2.0, 1.0, 0.0]; 3]);
        setup.particles = 256;
        let mut e = Estimator::new(&setup).unwrap();
        for k in 0..4 {
            let terms = whole(&[3, 3, 3 - k % 2]);
            let what = Seen::Offer { terms, pressed: false };
            e.observe(&Observation { when: When::at(0.1 + 0.1 * f64::from(k)), what }).unwrap();
        }
        e
    }

    #[test]
    fn an_answer_does_to_the_evidence_what_the_probe_said_it_would() {
        let e = estimator();
        let prior = e.setup.types.prior();
        let probes = e.probes(&prior, &ProbeOptions::default());
        assert_eq!(probes.len(), 6);
        assert!(probes.windows(2).all(|w| w[0].per_cost >= w[1].per_cost));
        for p in &probes {
            assert!((p.yes.probability + p.no.probability - 1.0).abs() < 1e-9 && p.information >= 0.0);
            let mut after = e.clone();
            let what = match &p.act {
                ProbeAct::Text { digits, asked } => {
                    Seen::Answer { terms: whole(digits), yes: false, asked: *asked }
                }
                ProbeAct::Other(kind) => Seen::Probe { kind: *kind, passed: false },
            };
            after.observe(&Observation { when: When::at(0.6), what }).unwrap();
            let moved = after.estimate().ln_bayes_factor() - e.estimate().ln_bayes_factor();
            let said = p.no.ln_bayes_factor;
            // The probe asks half the particles: the difference is Monte Carlo error.
            assert!((moved - said).abs() < 0.25, "{:?}: {moved} against {said}", p.act);
        }
        // A no to a text that both could live with speaks for delay, a yes strongly against it.
        let text = probes.iter().find(|p| matches!(p.act, ProbeAct::Text { .. })).unwrap();
        assert!(text.no.ln_bayes_factor > 0.2 && text.yes.ln_bayes_factor < -2.0, "{text:?}");
    }
}
