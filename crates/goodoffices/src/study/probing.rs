//! How much sooner probes decide if they are chosen by what they tell.
//!
//! Talks of the model up to half of the time (eight offers, the other side's between, each answered); then
//! probes only. From the same estimate five ways of choosing start: the ranking by information per cost; the
//! most telling last text each time; any probe by lot; any last text by lot; and the same text in the middle
//! each time, the one that leaves the worse-off side most. The party answers by its own utility, reservation
//! and habits, on common random numbers, so that the ways are paired by talk. Types in turn, probabilities
//! under the uniform prior: then the mean gain of `ln p(true group)` is the information a probe gave, in nats
//! (Lindley 1956). Decided: probability of the insincere types at least .9 or at most .1. Intervals: 95 %
//! percentiles of a bootstrap that draws whole talks. Absent on purpose: what a probe does to the talks.

use super::detection::{events, setup};
use super::separation::Interval;
use crate::error::{Error, Result};
use crate::faith::{
    Asked, Drawn, Estimator, Observation, ProbeAct, ProbeKind, ProbeOptions, Seen, Setup, Utility, When,
    draw, whole,
};
use crate::num;
use crate::rng::{Stream, stream};
use rand::RngExt;
use rayon::prelude::*;

/// Probability from which, and one less it down to which, a group counts as decided.
const DECIDED: f64 = 0.9;
/// Probes begin here and end before [`END`], shares of the time.
const START: f64 = 0.5;
const END: f64 = 0.8;
const RESAMPLES: usize = 1000;

/// A way of choosing probes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// The first of the ranking by information per cost.
    Ranking,
    /// The most telling last text.
    RankedText,
    /// Any of the six acts, with any text, by lot.
    Random,
    /// Any text by lot, as a last text.
    RandomText,
    /// The same text in the middle each time, as a last text.
    Middle,
}

impl Policy {
    /// Every one; the first is compared with the others.
    pub const ALL: [Self; 5] =
        [Self::Ranking, Self::RankedText, Self::Random, Self::RandomText, Self::Middle];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ranking => "ranking",
            Self::RankedText => "ranked last text",
            Self::Random => "random probe",
            Self::RandomText => "random last text",
            Self::Middle => "middle text",
        }
    }
}

/// What is to be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbingPlan {
    /// Talks; types in turn.
    pub talks: usize,
    /// Particles of each type.
    pub particles: usize,
    /// Are both utilities known to the estimator?
    pub informed: bool,
    /// Most probes put, 1 to 12.
    pub probes: usize,
    /// Seed.
    pub seed: u64,
}

/// What came of one way.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbingRow {
    /// The way.
    pub policy: Policy,
    /// Share of talks decided, after 0, 1, 2, … probes.
    pub decided: Vec<Interval>,
    /// Information gained so far, nats, after 0, 1, 2, … probes.
    pub information: Vec<Interval>,
    /// Talks decided rightly, and talks decided.
    pub right: (usize, usize),
    /// Mean number of probes until decided; a talk never decided counts with one more than were put.
    pub needed: Interval,
    /// Information per cost up to the decision, nats.
    pub per_cost: Interval,
    /// How often a probe was a last text, a double-blind question, or another.
    pub acts: [usize; 3],
}

/// Another way against the ranking, talk by talk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// The other way.
    pub policy: Policy,
    /// Probes needed more than by the ranking.
    pub more: Interval,
    /// Information after two probes (one if no more were put) less than by the ranking, nats.
    pub less: Interval,
    /// Information per cost less than by the ranking, nats.
    pub less_per_cost: Interval,
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Probing {
    /// What was run.
    pub plan: ProbingPlan,
    /// A row a way.
    pub rows: Vec<ProbingRow>,
    /// The other ways against the first.
    pub paired: Vec<Paired>,
}

/// One way in one talk.
struct Course {
    /// Probability of the insincere types after 0, 1, 2, … probes.
    insincere: Vec<f64>,
    /// Cost so far.
    cost: Vec<f64>,
    acts: [usize; 3],
}

struct Talk {
    sincere: bool,
    courses: Vec<Course>,
}

impl Talk {
    /// Number of probes after which the way decided.
    fn first(&self, policy: usize) -> Option<usize> {
        self.courses[policy].insincere.iter().position(|p| *p >= DECIDED || *p <= 1.0 - DECIDED)
    }

    fn gain(&self, policy: usize, probes: usize) -> f64 {
        let p = &self.courses[policy].insincere;
        let truth = |p: f64| num::ln(if self.sincere { 1.0 - p } else { p }.max(1e-12));
        truth(p[probes]) - truth(p[0])
    }

    fn needed(&self, policy: usize) -> f64 {
        self.first(policy).unwrap_or(self.courses[policy].insincere.len()) as f64
    }

    /// Gain and cost where the way stops.
    fn at_stop(&self, policy: usize) -> (f64, f64) {
        let stop = self.first(policy).unwrap_or(self.courses[policy].cost.len() - 1);
        (self.gain(policy, stop), self.courses[policy].cost[stop])
    }
}

/// Runs it; `done` is called after each talk.
///
/// # Errors
/// If the plan makes no sense.
pub fn probing(plan: &ProbingPlan, done: &(dyn Fn() + Sync)) -> Result<Probing> {
    if plan.talks < 6 || !(1..=12).contains(&plan.probes) {
        return Err(Error::parameter("a talk of every type at least, and 1 to 12 probes"));
    }
    let talks: Vec<Talk> = (0..plan.talks as u64)
        .into_par_iter()
        .map(|k| {
            let talk = one(plan, k);
            done();
            talk
        })
        .collect::<Result<_>>()?;
    let resamples = resamples(plan);
    let interval = |of: &dyn Fn(&mut dyn Iterator<Item = &Talk>) -> f64| {
        let mut values: Vec<f64> =
            resamples.iter().map(|r| of(&mut r.iter().map(|k| &talks[*k as usize]))).collect();
        values.sort_by(f64::total_cmp);
        let at = |q: f64| values[((values.len() as f64 - 1.0) * q).round() as usize];
        Interval { value: of(&mut talks.iter()), low: at(0.025), high: at(0.975) }
    };
    let mean = |of: &dyn Fn(&Talk) -> f64| {
        interval(&|talks| {
            let (sum, n) = talks.fold((0.0, 0.0), |(s, n), t| (s + of(t), n + 1.0));
            sum / n
        })
    };
    let ratio = |talks: &mut dyn Iterator<Item = &Talk>, policy: usize| {
        let (gain, cost) = talks.map(|t| t.at_stop(policy)).fold((0.0, 0.0), |s, x| (s.0 + x.0, s.1 + x.1));
        if cost > 0.0 { gain / cost } else { 0.0 }
    };
    let rows = (0..Policy::ALL.len())
        .map(|p| {
            let by = |m: usize| mean(&|t| f64::from(u8::from(t.first(p).is_some_and(|f| f <= m))));
            let rightly =
                |t: &&Talk| t.first(p).is_some_and(|f| (t.courses[p].insincere[f] < 0.5) == t.sincere);
            let mut acts = [0; 3];
            talks.iter().for_each(|t| acts.iter_mut().zip(t.courses[p].acts).for_each(|(a, b)| *a += b));
            ProbingRow {
                policy: Policy::ALL[p],
                decided: (0..=plan.probes).map(by).collect(),
                information: (0..=plan.probes).map(|m| mean(&|t| t.gain(p, m))).collect(),
                right: (
                    talks.iter().filter(rightly).count(),
                    talks.iter().filter(|t| t.first(p).is_some()).count(),
                ),
                needed: mean(&|t| t.needed(p)),
                per_cost: interval(&|talks| ratio(talks, p)),
                acts,
            }
        })
        .collect();
    let two = plan.probes.min(2);
    let paired = (1..Policy::ALL.len())
        .map(|p| Paired {
            policy: Policy::ALL[p],
            more: mean(&|t| t.needed(p) - t.needed(0)),
            less: mean(&|t| t.gain(0, two) - t.gain(p, two)),
            less_per_cost: interval(&|talks| {
                let drawn: Vec<&Talk> = talks.collect();
                ratio(&mut drawn.iter().copied(), 0) - ratio(&mut drawn.iter().copied(), p)
            }),
        })
        .collect();
    Ok(Probing { plan: *plan, rows, paired })
}

fn resamples(plan: &ProbingPlan) -> Vec<Vec<u32>> {
    let mut s = stream(plan.seed, &["probing".into(), "resamples".into()]);
    let many = plan.talks as u32;
    (0..RESAMPLES).map(|_| (0..many).map(|_| s.random_range(0..many)).collect()).collect()
}

fn one(plan: &ProbingPlan, k: u64) -> Result<Talk> {
    let mut s = stream(plan.seed, &["probing".into(), k.into()]);
    let kind = (k % 6) as usize;
    let truth = setup(plan.particles, plan.seed.wrapping_add(k), &mut s);
    let mut plans = events(1, &mut s);
    plans.retain(|(when, _)| when.time <= START);
    let party = draw(&truth, kind, &plans, &mut s)?;
    let mut known = truth.clone();
    if !plan.informed {
        known.own = Utility::Unknown;
        known.other = Utility::Unknown;
    }
    let mut e = Estimator::new(&known)?;
    party.observations.iter().try_for_each(|o| e.observe(o))?;
    let middle =
        if plan.informed { middle(&truth) } else { truth.sizes().iter().map(|n| *n as u32 / 2).collect() };
    let courses = Policy::ALL
        .into_iter()
        .map(|policy| course(plan, k, policy, e.clone(), &party, &middle))
        .collect::<Result<_>>()?;
    Ok(Talk { sincere: truth.types.types()[kind].sincere, courses })
}

fn course(
    plan: &ProbingPlan,
    k: u64,
    policy: Policy,
    mut e: Estimator,
    party: &Drawn,
    middle: &[u32],
) -> Result<Course> {
    let types = e.estimate().types;
    let prior = types.uniform();
    let options = ProbeOptions::default();
    let insincere = |e: &Estimator| types.insincere(&e.probability(&prior));
    let mut out = Course { insincere: vec![insincere(&e)], cost: vec![0.0], acts: [0; 3] };
    for m in 0..plan.probes {
        let mut lot = stream(plan.seed, &["probing".into(), "lot".into(), k.into(), (m as u64).into()]);
        let act = chosen(policy, &e, &prior, &options, party, middle, &mut lot);
        // One number decides the answer whatever is asked: common random numbers.
        let mut luck = stream(plan.seed, &["probing".into(), "answer".into(), k.into(), (m as u64).into()]);
        let luck = luck.random::<f64>();
        let (what, cost, which) = match act {
            ProbeAct::Text { digits, asked } => {
                let yes = luck < party.chance_of_yes(&digits, asked);
                let blind = asked == Asked::DoubleBlind;
                let cost = if blind { options.double_blind } else { options.text };
                (Seen::Answer { terms: whole(&digits), yes, asked }, cost, usize::from(blind))
            }
            ProbeAct::Other(kind) => {
                let passed = luck < party.passes[kind as usize];
                (Seen::Probe { kind, passed }, options.others[kind as usize], 2)
            }
        };
        let time = START + (END - START) * (m + 1) as f64 / plan.probes as f64;
        e.observe(&Observation { when: When::at(time), what })?;
        out.insincere.push(insincere(&e));
        out.cost.push(out.cost[m] + cost);
        out.acts[which] += 1;
    }
    Ok(out)
}

fn chosen(
    policy: Policy,
    e: &Estimator,
    prior: &[f64],
    options: &ProbeOptions,
    party: &Drawn,
    middle: &[u32],
    lot: &mut Stream,
) -> ProbeAct {
    let which = lot.random_range(0..6_usize);
    let digits: Vec<u32> = party.parts.iter().map(|p| lot.random_range(0..p.len() as u32)).collect();
    let last = |digits: Vec<u32>| ProbeAct::Text { digits, asked: Asked::AsLast };
    let ranked = |keep: &dyn Fn(&ProbeAct) -> bool| {
        e.probes(prior, options).into_iter().map(|p| p.act).find(|a| keep(a))
    };
    match policy {
        Policy::Ranking => ranked(&|_| true).unwrap_or(last(digits)),
        Policy::RankedText => {
            ranked(&|a| matches!(a, ProbeAct::Text { asked: Asked::AsLast, .. })).unwrap_or(last(digits))
        }
        Policy::Random => match which {
            0 => last(digits),
            1 => ProbeAct::Text { digits, asked: Asked::DoubleBlind },
            n => ProbeAct::Other(ProbeKind::ALL[n - 2]),
        },
        Policy::RandomText => last(digits),
        Policy::Middle => last(middle.to_vec()),
    }
}

/// The outcome that leaves the worse-off side most, the first of several; both utilities from 0 to 1.
fn middle(truth: &Setup) -> Vec<u32> {
    let sizes = truth.sizes();
    let (Utility::Known(own), Utility::Known(other)) = (&truth.own, &truth.other) else {
        return sizes.iter().map(|n| *n as u32 / 2).collect();
    };
    let extreme = |of: fn(f64, f64) -> f64, parts: &[Vec<f64>]| -> f64 {
        parts.iter().map(|row| row.iter().copied().fold(row[0], of)).sum()
    };
    let worth = |digits: &[u32], parts: &[Vec<f64>]| {
        let (low, high) = (extreme(f64::min, parts), extreme(f64::max, parts));
        (digits.iter().zip(parts).map(|(d, row)| row[*d as usize]).sum::<f64>() - low) / (high - low)
    };
    let mut best = (f64::NEG_INFINITY, Vec::new());
    for index in 0..sizes.iter().product::<usize>() {
        let mut rest = index;
        let digits: Vec<u32> = sizes
            .iter()
            .map(|n| {
                let d = rest % n;
                rest /= n;
                d as u32
            })
            .collect();
        let least = worth(&digits, own).min(worth(&digits, other));
        if least > best.0 {
            best = (least, digits);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faith::IssueShape;

    #[test]
    fn following_the_ranking_tells_more_than_a_lot_and_each_way_starts_alike() {
        let plan = ProbingPlan { talks: 60, particles: 64, informed: true, probes: 2, seed: 2 };
        let found = probing(&plan, &|| ()).unwrap();
        assert_eq!(found, probing(&plan, &|| ()).unwrap());
        let at = |p: usize, m: usize| found.rows[p].information[m].value;
        assert!(at(0, 2) > at(2, 2) && at(1, 2) > at(3, 2), "{found:?}");
        // Nobody has learned anything before the first probe, and all start from the same estimate.
        assert!(found.rows.iter().all(|r| r.information[0].value == 0.0));
        assert!(found.rows.iter().all(|r| r.decided[0] == found.rows[0].decided[0]));
        assert!(found.rows.iter().all(|r| r.acts.iter().sum::<usize>() == 2 * plan.talks));
        assert_eq!(found.rows[4].acts, [2 * plan.talks, 0, 0]);
        assert!(probing(&ProbingPlan { probes: 0, ..plan }, &|| ()).is_err());
    }

    #[test]
    fn the_middle_text_is_the_one_that_leaves_the_worse_off_most() {
        let mut s = Setup::new(vec![IssueShape { values: 3, ordered: true }; 1], 1);
        s.own = Utility::Known(vec![vec![0.0, 4.0, 10.0]]);
        s.other = Utility::Known(vec![vec![9.0, 6.0, 3.0]]);
        assert_eq!(middle(&s), [1]);
    }
}
