//! From observations to evidence: every type's particles and habits, one observation at a time.
//!
//! A new observation costs one pass over the particles, and now and then a resampling; nothing starts over.
//! Where no deadline is on record the possible ones relate to the time elapsed; when that has grown by a
//! quarter the particles are weighed anew. The model's surprise at each observation is the share of what it
//! expected that would have been less likely (a posterior predictive p); below .01 twice in a row it is
//! suspended.

use super::estimate::{Estimate, Marginal};
use super::habits::HabitState;
use super::history::{ActKind, History};
use super::level::{Fault, Kernel, bins};
use super::observation::{MOST_OBSERVATIONS, Observation, Seen};
use super::setup::{Clock, Setup};
use super::smc::{Cloud, Common};
use super::surprise;
use super::verdict::Channel;
use crate::error::{Error, Result};
use crate::num;
use rayon::prelude::*;

/// Particles asked for surprise.
const ASKED: usize = 128;
/// A p below this is a surprise.
pub(crate) const SURPRISE: f64 = 0.01;
/// Growth of the time elapsed after which possible deadlines are set anew.
const GROWTH: f64 = 1.25;

/// What one observation adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Added {
    /// Number of the observation, in the order in which they were taken in.
    pub observation: usize,
    /// Share of the time, or days.
    pub time: f64,
    /// Channel by channel: what it adds to the ln evidence of each type.
    pub channels: Vec<(Channel, Vec<f64>)>,
    /// ln evidence of each type after it.
    pub ln_evidence: Vec<f64>,
    /// Share of what was expected that would have been less likely; nothing where nothing was expected.
    pub surprise: Option<f64>,
}

/// One draw from the posterior of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled {
    /// Its parameters, in the order of the type.
    pub parameters: Vec<f64>,
    /// Its part-worths as held in bins; usable as a table of [`super::Utility::Estimated`].
    pub parts: Vec<Vec<f64>>,
    /// ln likelihood of the acts.
    pub ln_likelihood: f64,
}

/// Types, weighed as observations come in.
#[derive(Clone, Debug)]
pub struct Estimator {
    pub(super) setup: Setup,
    pub(super) kernel: Kernel,
    pub(super) history: History,
    pub(super) clouds: Vec<Cloud>,
    pub(super) habits: Vec<HabitState>,
    /// Of each type, what its parameters looked like before anything was seen.
    pub(super) priors: Vec<Vec<Marginal>>,
    pub(super) ln_evidence: Vec<f64>,
    pub(super) added: Vec<Added>,
    /// What was taken in, in order.
    pub(super) seen: Vec<Observation>,
    pub(super) anchor: f64,
    pub(super) suspended: bool,
}

impl Estimator {
    /// Nothing seen yet.
    ///
    /// # Errors
    /// If the setup makes no sense.
    pub fn new(setup: &Setup) -> Result<Self> {
        Self::with_fault(setup, Fault::None)
    }

    /// The same with a planted fault, for a study that must find it.
    ///
    /// # Errors
    /// As [`Estimator::new`].
    pub fn with_fault(setup: &Setup, fault: Fault) -> Result<Self> {
        let setup = setup.clone().checked()?;
        let kernel = Kernel::to_judge(bins(setup.issues.len()), fault);
        let history = History::new(&setup.sizes());
        let common = Common { setup: &setup, kernel: &kernel, history: &history, ln_anchor: None };
        let clouds: Vec<Cloud> =
            (0..setup.types.len()).into_par_iter().map(|kind| Cloud::new(common, kind)).collect();
        let priors = clouds.iter().map(|c| Marginal::all(&setup, c, &kernel)).collect();
        let habits = setup.likelihoods.iter().map(|l| HabitState::new(&l.habits())).collect();
        let ln_evidence = vec![0.0; setup.types.len()];
        let (added, seen, anchor, suspended) = (Vec::new(), Vec::new(), 0.0, false);
        Ok(Self {
            setup,
            kernel,
            history,
            clouds,
            habits,
            priors,
            ln_evidence,
            added,
            seen,
            anchor,
            suspended,
        })
    }

    /// Takes in one more observation.
    ///
    /// # Errors
    /// If it does not fit the setup, comes before what was already seen, or there are too many.
    pub fn observe(&mut self, o: &Observation) -> Result<()> {
        o.check(&self.setup.sizes(), self.setup.clock == Clock::Deadline)?;
        if o.when.time < self.history.elapsed {
            return Err(Error::input(format!(
                "an observation at {} comes after one at {}",
                o.when.time, self.history.elapsed
            ))
            .remedy("give observations in order of time, or all at once to observe_all"));
        }
        if self.added.len() >= MOST_OBSERVATIONS {
            return Err(Error::limit(format!("more than {MOST_OBSERVATIONS} observations of one party")));
        }
        let mut channels: Vec<(Channel, Vec<f64>)> = Vec::new();
        if let Some(change) = self.set_anchor(o.when.time) {
            channels.push((Channel::DemandPath, change));
        }
        let is_act = self.history.push(o);
        let mut surprise = None;
        let before = self.probability(&self.setup.types.prior());
        if is_act {
            surprise = self.surprise_of_offer();
            let common = common(&self.setup, &self.kernel, &self.history, self.anchor);
            let gains: Vec<_> = self.clouds.par_iter_mut().map(|c| c.observe(common)).collect();
            let whole: Vec<f64> = gains.iter().map(|g| g.whole).collect();
            if matches!(o.what, Seen::Offer { .. }) {
                let path: Vec<f64> = gains.iter().map(|g| g.path).collect();
                let regard = whole.iter().zip(&path).map(|(w, p)| w - p).collect();
                channels.push((Channel::DemandPath, path));
                channels.push((Channel::Regard, regard));
            } else {
                channels.push((Channel::Answers, whole));
            }
        }
        let by_habit: Vec<_> = self.habits.iter_mut().map(|h| h.observe(&o.what)).collect();
        for (kind, found) in by_habit.iter().enumerate() {
            let Some((channel, ln)) = found else { continue };
            if channels.last().is_none_or(|c| c.0 != *channel) {
                channels.push((*channel, vec![0.0; self.clouds.len()]));
            }
            if let Some(last) = channels.last_mut() {
                last.1[kind] += ln;
            }
        }
        if let (Seen::Answer { .. } | Seen::Probe { .. }, Some((_, ln))) = (&o.what, channels.last()) {
            let p: f64 = before.iter().zip(ln).map(|(p, l)| p * num::exp(*l)).sum();
            surprise = Some(if p < 0.5 { p } else { 1.0 });
        }
        for (_, ln) in &channels {
            self.ln_evidence.iter_mut().zip(ln).for_each(|(e, l)| *e += l);
        }
        self.seen.push(o.clone());
        let last = self.added.iter().rev().find_map(|a| a.surprise);
        let low = |p: Option<f64>| p.is_some_and(|p| p < SURPRISE);
        self.suspended |= low(surprise) && low(last);
        self.added.push(Added {
            observation: self.added.len(),
            time: o.when.time,
            channels,
            ln_evidence: self.ln_evidence.clone(),
            surprise,
        });
        Ok(())
    }

    /// Takes in observations in any order: by time, recorded order, then content, so that the order in which
    /// they were listed changes nothing.
    ///
    /// # Errors
    /// As [`Estimator::observe`].
    pub fn observe_all(&mut self, observations: &[Observation]) -> Result<()> {
        let mut sorted: Vec<&Observation> = observations.iter().collect();
        sorted.sort_by(|a, b| a.canonical(b));
        sorted.into_iter().try_for_each(|o| self.observe(o))
    }

    /// Where no deadline is on record: possible ones relate to the time elapsed.
    fn set_anchor(&mut self, elapsed: f64) -> Option<Vec<f64>> {
        if self.setup.clock == Clock::Deadline || elapsed <= self.anchor * GROWTH {
            return None;
        }
        self.anchor = elapsed;
        if self.history.acts.is_empty() {
            return None;
        }
        let common = common(&self.setup, &self.kernel, &self.history, self.anchor);
        Some(self.clouds.par_iter_mut().map(|c| c.anchor(common)).collect())
    }

    /// Share of what was expected of the last act, an offer that names an issue, that would have been less likely.
    fn surprise_of_offer(&mut self) -> Option<f64> {
        let act = self.history.acts.last()?;
        let ActKind::Offer(named) = &act.what else { return None };
        let common = common(&self.setup, &self.kernel, &self.history, self.anchor);
        let before = self.probability(&self.setup.types.prior());
        let tail = |c: &mut Cloud| surprise::tail(c, common, act, named, ASKED);
        let by_type = self.clouds.iter_mut().map(tail).collect::<Option<Vec<f64>>>()?;
        Some(before.iter().zip(by_type).map(|(p, t)| p * t).sum::<f64>().min(1.0))
    }

    /// Probability of each type under a prior, as it stands.
    #[must_use]
    pub fn probability(&self, prior: &[f64]) -> Vec<f64> {
        weighed(&self.ln_evidence, prior)
    }

    /// About `many` particles of a type after one more resampling and `sweeps` sweeps of moves.
    #[must_use]
    pub fn sample(&self, kind: usize, many: usize, sweeps: usize) -> Vec<Sampled> {
        let common = common(&self.setup, &self.kernel, &self.history, self.anchor);
        let mut cloud = self.clouds[kind].clone();
        cloud.refresh(common, sweeps);
        let stride = (cloud.particles.len() / many.max(1)).max(1);
        let starts = &self.history.frame.starts;
        let share = |q: &u16| f64::from(*q) / self.kernel.bins as f64;
        let sampled = |p: &super::smc::Particle| Sampled {
            parameters: p.d.p[..cloud.layout.parameters.len()].to_vec(),
            parts: starts.windows(2).map(|w| p.tables.own[w[0]..w[1]].iter().map(share).collect()).collect(),
            ln_likelihood: p.value.at(1.0),
        };
        cloud.particles.iter().step_by(stride).take(many).map(sampled).collect()
    }

    /// ln Bayes factor of type `one` against type `other` (indices), as it stands.
    #[must_use]
    pub fn between(&self, one: usize, other: usize) -> f64 {
        self.ln_evidence[one] - self.ln_evidence[other]
    }

    /// What was found so far.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        Estimate::new(self)
    }
}

/// Prior times likelihood, to sum 1.
pub(super) fn weighed(ln: &[f64], prior: &[f64]) -> Vec<f64> {
    let top = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mass: Vec<f64> = ln.iter().zip(prior).map(|(l, p)| p * num::exp(l - top)).collect();
    let sum: f64 = mass.iter().sum();
    mass.iter().map(|m| m / sum).collect()
}

/// What the clouds share.
pub(super) fn common<'a>(
    setup: &'a Setup,
    kernel: &'a Kernel,
    history: &'a History,
    anchor: f64,
) -> Common<'a> {
    let ln_anchor = (setup.clock == Clock::Unknown).then(|| if anchor > 0.0 { num::ln(anchor) } else { 0.0 });
    Common { setup, kernel, history, ln_anchor }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faith::{Asked, IssueShape, Level, Planned, Term, When, draw, whole};
    use crate::rng::stream;

    fn setup(particles: usize) -> Setup {
        let mut s = Setup::new(vec![IssueShape { values: 3, ordered: false }; 3], 11);
        s.particles = particles;
        s
    }

    fn offer(time: f64, digits: &[u32]) -> Observation {
        Observation { when: When::at(time), what: Seen::Offer { terms: whole(digits), pressed: false } }
    }

    fn talks() -> Vec<Observation> {
        let plan: Vec<(When, Planned)> = (0..12)
            .map(|k| {
                let what = match k % 3 {
                    0 => Planned::Offer { pressed: false },
                    1 => Planned::Theirs(vec![k % 2, 1, k % 3]),
                    _ => Planned::Ask(vec![1, 1, 1], Asked::InTalks),
                };
                (When::at(f64::from(k) / 12.0), what)
            })
            .collect();
        draw(&setup(64), 1, &plan, &mut stream(3, &[])).unwrap().observations
    }

    #[test]
    fn threads_and_the_order_of_listing_change_no_byte() {
        let run = |threads: usize, o: &[Observation]| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let mut e = Estimator::new(&setup(256)).unwrap();
                e.observe_all(o).unwrap();
                format!("{:?}", e.estimate())
            })
        };
        let mut o = talks();
        // Ties inside a time, order unknown.
        o[3].when = o[4].when;
        o[5].when = o[4].when;
        let one = run(1, &o);
        assert_eq!(one, run(3, &o));
        o.reverse();
        assert_eq!(one, run(2, &o));
    }

    #[test]
    fn channels_of_the_groups_add_up_to_the_bayes_factor() {
        let mut e = Estimator::new(&setup(256)).unwrap();
        e.observe_all(&talks()).unwrap();
        let found = e.estimate();
        let sum: f64 = found.channels.iter().map(|c| c.1).sum();
        assert!((sum - found.ln_bayes_factor()).abs() < 1e-9);
        let share = found.prior_for(0.5);
        let prior = found.types.with_insincere(&found.types.prior(), share).unwrap();
        assert!((found.types.insincere(&found.probability(&prior)) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn records_without_content_leave_the_prior() {
        let e = Estimator::new(&setup(64)).unwrap().estimate();
        assert!(e.ln_bayes_factor().abs() < 1e-9);
        assert_eq!(e.level(), Level::Undetermined);
        let mut e = Estimator::new(&setup(256)).unwrap();
        let nothing = Seen::Offer { terms: vec![Term::Open; 3], pressed: false };
        e.observe(&Observation { when: When::at(0.2), what: nothing }).unwrap();
        let found = e.estimate();
        assert!(found.ln_evidence.iter().all(|l| l.abs() < 1e-4), "{:?}", found.ln_evidence);
        assert_eq!(found.offers, (0, 1));
    }

    #[test]
    fn one_offer_and_the_same_offer_forever_decide_nothing_against_the_party() {
        let mut e = Estimator::new(&setup(256)).unwrap();
        e.observe(&offer(0.1, &[0, 1, 2])).unwrap();
        assert!(matches!(e.estimate().level(), Level::Undetermined | Level::Leaning));
        for k in 1..15 {
            e.observe(&offer(0.1 + 0.03 * f64::from(k), &[0, 1, 2])).unwrap();
        }
        assert_ne!(e.estimate().level(), Level::Concern);
    }

    #[test]
    fn what_cannot_be_is_refused_and_leaves_the_estimate_as_it_was() {
        let mut e = Estimator::new(&setup(64)).unwrap();
        e.observe(&offer(0.5, &[0, 1, 2])).unwrap();
        let before = format!("{:?}", e.estimate());
        assert!(e.observe(&offer(0.4, &[0, 1, 2])).unwrap_err().remedy_text().unwrap().contains("order"));
        assert!(e.observe(&offer(0.6, &[0, 1, 3])).is_err());
        assert!(e.observe(&offer(0.6, &[0, 1])).is_err());
        assert!(e.observe(&offer(1.6, &[0, 1, 2])).is_err());
        assert_eq!(before, format!("{:?}", e.estimate()));
    }

    #[test]
    fn without_a_deadline_time_is_relative_to_what_has_elapsed() {
        let run = |scale: f64| {
            let mut s = setup(256);
            s.clock = Clock::Unknown;
            let mut e = Estimator::new(&s).unwrap();
            for (k, d) in [[0, 0, 0], [0, 0, 1], [0, 1, 1], [0, 1, 2]].iter().enumerate() {
                e.observe(&offer(scale * k as f64, d)).unwrap();
            }
            e.estimate()
        };
        let (a, b) = (run(1.0), run(64.0));
        assert!(!a.deadline_known);
        for (x, y) in a.ln_evidence.iter().zip(&b.ln_evidence) {
            assert!((x - y).abs() < 1e-6);
        }
    }
}
