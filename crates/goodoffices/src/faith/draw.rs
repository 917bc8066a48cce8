//! The model run forwards: a party of a type drawn from its prior, and what it would have done.
//!
//! It reads the same tables as the estimator, so that what is drawn has exactly the likelihood that is
//! computed: levels by the kernel over occupied bins, then an outcome of the level issue by issue backwards
//! through the partial convolutions.

use super::estimator::common;
use super::history::History;
use super::layout::Layout;
use super::level::{Fault, Kernel, MISTAKES, Scratch, Tables, bins};
use super::likelihood::{chance_of_yes, worth};
use super::observation::{Asked, Observation, Seen, When, whole};
use super::setup::Setup;
use super::smc::{Particle, particle};
use super::types::{ProbeKind, Shapes};
use crate::error::{Error, Result};
use crate::num;
use crate::rng::Stream;
use rand::RngExt;
use rand_distr::{Distribution, Gamma};

/// What is to happen, before it is known how.
#[derive(Clone, Debug, PartialEq)]
pub enum Planned {
    /// The party makes an offer.
    Offer {
        /// Is it pressed to move?
        pressed: bool,
    },
    /// The other side offers this outcome.
    Theirs(Vec<u32>),
    /// The party is asked about this outcome.
    Ask(Vec<u32>, Asked),
    /// The party is asked about an outcome of this worth to it, as near as twenty draws come.
    AskWorth(f64, Asked),
    /// A probe is made.
    Probe(ProbeKind),
    /// An interim commitment comes due.
    Commitment,
    /// A request of procedure is made.
    Procedure,
}

/// A party drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// Its type (index).
    pub kind: usize,
    /// Its parameters by name, those of the type.
    pub parameters: Vec<(&'static str, f64)>,
    /// Its part-worths, as held in bins.
    pub parts: Vec<Vec<f64>>,
    /// ln probability of its acts.
    pub ln_likelihood: f64,
    /// What was seen.
    pub observations: Vec<Observation>,
    /// Its least acceptable level and readiness to say yes to a last text; nothing where it does not weigh.
    pub weighs: Option<(f64, f64)>,
    /// How often it says yes where it does not weigh.
    pub yes: Option<f64>,
    /// How often it passes each probe, in the order of [`ProbeKind::ALL`].
    pub passes: [f64; 4],
}

/// Draws a party of this type and what it does.
///
/// # Errors
/// If the setup makes no sense or there is no such type.
pub fn draw(setup: &Setup, kind: usize, plan: &[(When, Planned)], stream: &mut Stream) -> Result<Drawn> {
    draw_with(setup, kind, plan, stream, Fault::None)
}

/// The same with a planted fault.
///
/// # Errors
/// As [`draw`].
pub fn draw_with(
    setup: &Setup,
    kind: usize,
    plan: &[(When, Planned)],
    stream: &mut Stream,
    fault: Fault,
) -> Result<Drawn> {
    let setup = setup.clone().checked()?;
    let Some(likelihood) = setup.likelihoods.get(kind) else {
        return Err(Error::unknown(format!("there is no type {kind}")));
    };
    let kernel = Kernel::to_draw(bins(setup.issues.len()), fault);
    let mut history = History::new(&setup.sizes());
    let layout = Layout::new(&setup, likelihood.as_ref(), kernel.bins);
    let mut scratch = Scratch::default();
    let z: Vec<f64> = (0..layout.dimension).map(|_| stream.random::<f64>()).collect();
    let anchor = plan.iter().map(|p| p.0.time).fold(0.0, f64::max);
    let mut p = {
        let common = common(&setup, &kernel, &history, anchor);
        let mut p = particle(common, &layout, z, &mut scratch);
        p.tables.fill_count(&kernel, &history.frame, &mut scratch);
        p
    };
    let habits = likelihood.habits();
    let yes = habits.yes.map(|s| frequency(s, stream));
    let breaks = frequency(habits.breaks, stream);
    let obstructs = frequency(habits.obstructs, stream);
    let passes = habits.passes.map(|s| frequency(s, stream));
    let mut observations = Vec::with_capacity(plan.len());
    let mut ln_likelihood = 0.0;
    for (when, planned) in plan {
        let what = match planned {
            Planned::Theirs(digits) => Seen::Theirs { terms: whole(digits) },
            Planned::Probe(k) => {
                Seen::Probe { kind: *k, passed: stream.random::<f64>() < passes[*k as usize] }
            }
            Planned::Commitment => Seen::Commitment { kept: stream.random::<f64>() >= breaks },
            Planned::Procedure => Seen::Procedure { met: stream.random::<f64>() >= obstructs },
            Planned::Offer { pressed } => {
                let digits = offer(&setup, &kernel, &history, anchor, &mut p, kind, *when, *pressed, stream);
                Seen::Offer { terms: whole(&digits), pressed: *pressed }
            }
            Planned::Ask(digits, asked) => answer(
                &setup,
                &kernel,
                &history,
                anchor,
                &p,
                kind,
                *when,
                digits.clone(),
                *asked,
                yes,
                stream,
            ),
            Planned::AskWorth(worth, asked) => {
                let digits = near(&setup, &kernel, &p.tables, &history.frame.starts, *worth, stream);
                answer(&setup, &kernel, &history, anchor, &p, kind, *when, digits, *asked, yes, stream)
            }
        };
        let o = Observation { when: *when, what };
        if history.push(&o) {
            let common = common(&setup, &kernel, &history, anchor);
            if let Some(act) = history.acts.last() {
                let view = common.view(kind);
                ln_likelihood += num::ln(view.act(&p.d, &mut p.tables, act, &mut p.previous, &mut scratch));
            }
        }
        observations.push(o);
    }
    let parameters = layout.parameters.iter().zip(p.d.p).map(|(q, x)| (q.name, x)).collect();
    let share = |q: &u16| f64::from(*q) / kernel.bins as f64;
    let parts = history
        .frame
        .starts
        .windows(2)
        .map(|w| p.tables.own[w[0]..w[1]].iter().map(share).collect())
        .collect();
    let weighs = likelihood.reservation(&p.d.p);
    Ok(Drawn { kind, parameters, parts, ln_likelihood, observations, weighs, yes, passes })
}

fn frequency((a, b): Shapes, s: &mut Stream) -> f64 {
    let mut gamma = |shape: f64| Gamma::new(shape, 1.0).map_or(1.0, |g| g.sample(s));
    let (x, y) = (gamma(a), gamma(b));
    x / (x + y)
}

/// An outcome of about this worth, of twenty at random.
fn near(
    setup: &Setup,
    kernel: &Kernel,
    t: &Tables,
    starts: &[usize],
    worth: f64,
    s: &mut Stream,
) -> Vec<u32> {
    let mut best: (f64, Vec<u32>) = (f64::INFINITY, Vec::new());
    for _ in 0..20 {
        let digits = anything(setup, s);
        let bin: usize =
            digits.iter().zip(starts).map(|(d, start)| t.own[start + *d as usize] as usize).sum();
        let off = (bin as f64 / kernel.bins as f64 - worth).abs();
        if off < best.0 {
            best = (off, digits);
        }
    }
    best.1
}

fn anything(setup: &Setup, s: &mut Stream) -> Vec<u32> {
    setup.issues.iter().map(|i| s.random_range(0..i.values as u32)).collect()
}

/// The moment of an act that has not happened yet.
fn moment(setup: &Setup, history: &History, when: When, pressed: bool) -> History {
    let mut h = history.clone();
    let terms = whole(&vec![0; setup.issues.len()]);
    h.push(&Observation { when, what: Seen::Offer { terms, pressed } });
    h
}

#[allow(clippy::too_many_arguments)]
fn answer(
    setup: &Setup,
    kernel: &Kernel,
    history: &History,
    anchor: f64,
    p: &Particle,
    kind: usize,
    when: When,
    digits: Vec<u32>,
    asked: Asked,
    habit: Option<f64>,
    s: &mut Stream,
) -> Seen {
    let h = moment(setup, history, when, false);
    let common = common(setup, kernel, &h, anchor);
    let view = common.view(kind);
    let chance = h.acts.last().and_then(|act| {
        let at = view.moment(&p.d, &p.tables.own, act, p.previous);
        let targets = view.kind.targets(&p.d.p, &at)?;
        let (r, ready) = view.kind.reservation(&p.d.p)?;
        let worth = worth(kernel, &p.tables.own, &h.named(&whole(&digits)));
        Some(chance_of_yes(worth, targets.path, r, ready, asked))
    });
    let yes = s.random::<f64>() < chance.or(habit).unwrap_or(0.5);
    Seen::Answer { terms: whole(&digits), yes, asked }
}

#[allow(clippy::too_many_arguments)]
fn offer(
    setup: &Setup,
    kernel: &Kernel,
    history: &History,
    anchor: f64,
    p: &mut Particle,
    kind: usize,
    when: When,
    pressed: bool,
    s: &mut Stream,
) -> Vec<u32> {
    let h = moment(setup, history, when, pressed);
    let common = common(setup, kernel, &h, anchor);
    let view = common.view(kind);
    let targets = h.acts.last().and_then(|act| {
        let at = view.moment(&p.d, &p.tables.own, act, p.previous);
        view.kind.targets(&p.d.p, &at)
    });
    let (mistake, level) = (s.random::<f64>(), s.random::<f64>());
    let Some(targets) = targets else { return anything(setup, s) };
    if mistake < MISTAKES {
        return anything(setup, s);
    }
    let (mut sum, mut bin) = (0.0, 0);
    let aims = view.aims(&mut p.tables, &targets);
    let t = &p.tables;
    for b in 0..t.regard.len() {
        if t.is_occupied(kernel, b) {
            sum += f64::from(view.level(t, b, &aims));
            bin = b;
            if sum >= level {
                break;
            }
        }
    }
    within(t, &h.frame.starts, bin, s)
}

/// An outcome of a level, by the others' utility.
fn within(t: &Tables, starts: &[usize], level: usize, s: &mut Stream) -> Vec<u32> {
    let room = t.regard.len();
    let mut partial = vec![vec![0.0; room]];
    partial[0][0] = 1.0;
    for w in starts.windows(2) {
        let mut next = vec![0.0; room];
        let last = &partial[partial.len() - 1];
        for k in w[0]..w[1] {
            let q = t.own[k] as usize;
            for b in 0..room - q {
                next[b + q] += f64::from(t.factor[k]) * last[b];
            }
        }
        partial.push(next);
    }
    let mut rest = level;
    let mut digits = vec![0; starts.len() - 1];
    for issue in (0..digits.len()).rev() {
        let mut left = s.random::<f64>() * partial[issue + 1][rest];
        let mut chosen = None;
        for k in starts[issue]..starts[issue + 1] {
            let q = t.own[k] as usize;
            let mass = if q <= rest { f64::from(t.factor[k]) * partial[issue][rest - q] } else { 0.0 };
            if mass > 0.0 {
                chosen = Some(k);
                left -= mass;
                if left <= 0.0 {
                    break;
                }
            }
        }
        let k = chosen.unwrap_or(starts[issue]);
        digits[issue] = (k - starts[issue]) as u32;
        rest -= t.own[k] as usize;
    }
    digits
}

impl Drawn {
    /// Its offers, as digits.
    #[must_use]
    pub fn offers(&self) -> usize {
        self.observations.iter().filter(|o| matches!(o.what, Seen::Offer { .. })).count()
    }

    /// Probability that it says yes to an outcome as a last text or in a double-blind question. In talks the
    /// answer hangs on its demand of the moment as well; here only its least acceptable level counts.
    #[must_use]
    pub fn chance_of_yes(&self, digits: &[u32], asked: Asked) -> f64 {
        let worth = digits.iter().zip(&self.parts).map(|(d, p)| p[*d as usize]).sum::<f64>();
        let weighed = self.weighs.map(|(r, ready)| chance_of_yes(worth, 0.0, r, ready, asked));
        weighed.or(self.yes).unwrap_or(0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faith::history::ActKind;
    use crate::faith::smc::Cloud;
    use crate::faith::{IssueShape, Utility};
    use crate::rng::stream;

    #[test]
    fn what_is_drawn_has_the_frequency_that_is_computed() {
        // One known pair of utilities, first offers of a hard bargainer: compare counts with probabilities
        // summed over many particles.
        let issues = vec![IssueShape { values: 3, ordered: false }; 2];
        let mut setup = Setup::new(issues, 5);
        setup.own = Utility::Known(vec![vec![0.0, 0.35, 0.6], vec![0.4, 0.0, 0.1]]);
        setup.other = Utility::Known(vec![vec![0.5, 0.2, 0.0], vec![0.0, 0.5, 0.3]]);
        setup.particles = 1024;
        let plan = [(When::at(0.3), Planned::Offer { pressed: true })];
        for kind in [1, 3, 4] {
            let many = 1500_u32;
            let mut counts = [0_u32; 9];
            for k in 0..many {
                let mut s = stream(9, &["t".into(), u64::from(k).into()]);
                let o = draw(&setup, kind, &plan, &mut s).unwrap().observations.remove(0);
                let Seen::Offer { terms, .. } = o.what else { panic!("an offer") };
                let v = |t: &crate::faith::Term| {
                    if let crate::faith::Term::Value(v) = t { *v as usize } else { 9 }
                };
                counts[v(&terms[0]) * 3 + v(&terms[1])] += 1;
            }
            let mut sum = 0.0;
            let kernel = Kernel::new(bins(2));
            for (k, count) in counts.iter().enumerate() {
                // The same particles from the prior for every outcome, so that the sum is exact.
                let mut h = History::new(&setup.sizes());
                let terms = whole(&[k as u32 / 3, k as u32 % 3]);
                h.push(&Observation { when: When::at(0.3), what: Seen::Offer { terms, pressed: true } });
                let common = common(&setup, &kernel, &h, 0.3);
                let (view, mut scratch) = (common.view(kind), Scratch::default());
                let mut cloud = Cloud::new(common, kind);
                let of = |p: &mut Particle| {
                    p.tables.take_out(&kernel, &h.frame, &mut scratch);
                    view.act(&p.d, &mut p.tables, &h.acts[0], &mut None, &mut scratch)
                };
                let p = cloud.particles.iter_mut().map(of).sum::<f64>() / 1024.0;
                sum += p;
                let sd = (p * (1.0 - p) / f64::from(many)).sqrt();
                let off = (f64::from(*count) / f64::from(many) - p).abs();
                assert!(off < 4.0 * sd + 0.012, "type {kind} outcome {k}: {count} against {p}");
            }
            assert!((sum - 1.0).abs() < 1e-6, "{sum}");
        }
    }

    #[test]
    fn act_kinds_are_read_back() {
        let setup = Setup::new(vec![IssueShape { values: 3, ordered: true }; 2], 5);
        let plan = [
            (When::at(0.1), Planned::Theirs(vec![0, 0])),
            (When::at(0.2), Planned::Offer { pressed: false }),
            (When::at(0.3), Planned::Ask(vec![1, 1], Asked::AsLast)),
        ];
        let d = draw(&setup, 0, &plan, &mut stream(1, &[])).unwrap();
        let mut h = History::new(&setup.sizes());
        d.observations.iter().for_each(|o| {
            h.push(o);
        });
        assert!(matches!(h.acts[1].what, ActKind::Answer { .. }) && d.ln_likelihood < 0.0 && d.offers() == 1);
    }
}
