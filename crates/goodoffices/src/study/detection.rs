//! Who is told apart from whom: hard bargainers, drifting parties, and what a wrong model does to it.
//!
//! Talks in the model (C0) or with a misfit the estimator does not know (C1). Sixteen offers of a party, the
//! other side's between them, each or some of those answered yes or no (a counter-offer is a no), and two
//! last texts put as the ranking of probes says, after half and four fifths of the time; parties of every
//! type in turn, or hard and drifting ones only. A yes in talks signs nothing: talks go on to the deadline,
//! and there the party is judged. Reported: AUC of drifting against hard at half and at .95 of the time; how
//! often a sincere party comes to `concern` (upper bound of Clopper & Pearson); how often an insincere one
//! does, and what held the others back; calibration of the six probabilities; coverage of the reservation.
//! The true party answers each probe by its own utility, reservation and habits, whatever the estimate.

use super::scores::{auc, brier_and_log, reliability, upper_bound};
use crate::error::{Error, Result};
use crate::faith::{
    Asked, Drawn, Estimate, Estimator, IssueShape, Level, Observation, Planned, ProbeAct, ProbeOptions, Seen,
    Setup, Utility, When, draw, whole,
};
use crate::rng::{Stream, stream};
use rand::RngExt;
use rayon::prelude::*;

/// Offers of a party.
const OFFERS: usize = 16;

/// What the estimator does not know about the talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Nothing: the talks are the model's own.
    None,
    /// The deadline is not on record.
    NoDeadline,
    /// A tenth of the offers are replaced by others at random.
    Noise,
    /// A fifth of the offers are missing, and neighbours are exchanged.
    Missing,
    /// After half of the time the party goes on as another of its group would.
    Switch,
}

impl Misfit {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::None, Self::NoDeadline, Self::Noise, Self::Missing, Self::Switch];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::NoDeadline => "no deadline",
            Self::Noise => "noise",
            Self::Missing => "missing",
            Self::Switch => "switch",
        }
    }
}

/// Who is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parties {
    /// Every type in turn.
    All,
    /// Hard bargainers and drifting parties only; for the AUC alone.
    HardAndDrifting,
}

/// What is to be run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DetectionPlan {
    /// Parties drawn.
    pub runs: usize,
    /// Particles of each type.
    pub particles: usize,
    /// Is the party's utility known to the estimator?
    pub informed: bool,
    /// The misfit.
    pub misfit: Misfit,
    /// Who is drawn.
    pub parties: Parties,
    /// Of the other side's offers every so many-th is answered yes or no, 1 to 16.
    pub answered: usize,
    /// Probes put, 0 to 2.
    pub probes: usize,
    /// Seed.
    pub seed: u64,
}

/// Why insincere parties did not come to `concern`: the first rule that they did not meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeldBack {
    /// The model was surprised.
    pub surprised: usize,
    /// Less probable than .90 under one of the three priors.
    pub probability: usize,
    /// Fewer than two channels with a Bayes factor of 3.
    pub channels: usize,
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// What was run.
    pub plan: DetectionPlan,
    /// AUC of drifting against hard at half and at .95 of the time.
    pub auc: (f64, f64),
    /// Sincere parties that came to `concern`, and sincere parties.
    pub accused: (usize, usize),
    /// Upper bound of that share.
    pub accused_bound: f64,
    /// Insincere parties that came to `concern`, and insincere parties.
    pub found: (usize, usize),
    /// The same for the drifting alone.
    pub found_drifting: (usize, usize),
    /// Why the others did not.
    pub held_back: HeldBack,
    /// Parties of either kind left `undetermined` or `leaning`.
    pub open: usize,
    /// Sincere parties with a ln Bayes factor of 0 or more.
    pub leaning_sincere: usize,
    /// Brier and log score at the end, under the uniform prior by which types were drawn.
    pub scores: (f64, f64),
    /// Calibration error of the six probabilities.
    pub error: f64,
    /// Shares of reservations inside the 50 and 90 intervals, over sincere parties.
    pub coverage: (f64, f64),
}

struct Row {
    kind: usize,
    sincere: bool,
    half: f64,
    late: f64,
    ln_bayes_factor: f64,
    level: Level,
    surprised: bool,
    /// Least probability of the insincere types under the three priors.
    least: f64,
    probability: Vec<f64>,
    inside: Option<(bool, bool)>,
}

/// Runs it; `done` is called after each run.
///
/// # Errors
/// If the plan makes no sense.
pub fn detection(plan: &DetectionPlan, done: &(dyn Fn() + Sync)) -> Result<Detection> {
    if plan.runs < 6 || plan.probes > 2 || !(1..=OFFERS).contains(&plan.answered) {
        let text =
            "a run of every type at least, at most two probes, and every first to sixteenth offer answered";
        return Err(Error::parameter(text));
    }
    let rows: Vec<Row> = (0..plan.runs as u64)
        .into_par_iter()
        .map(|k| {
            let row = one(plan, k);
            done();
            row
        })
        .collect::<Result<_>>()?;
    let pair = |of: &dyn Fn(&Row) -> f64| -> Vec<(bool, f64)> {
        rows.iter().filter(|r| r.kind == 1 || r.kind == 3).map(|r| (r.kind == 3, of(r))).collect()
    };
    let count = |keep: &dyn Fn(&Row) -> bool| rows.iter().filter(|r| keep(r)).count();
    let concern = |r: &Row| r.level == Level::Concern;
    let accused = (count(&|r| r.sincere && concern(r)), count(&|r| r.sincere));
    let missed = |why: &dyn Fn(&Row) -> bool| count(&|r| !r.sincere && !concern(r) && why(r));
    let short = |r: &Row| r.least < 0.9;
    let held_back = HeldBack {
        surprised: missed(&|r| r.surprised),
        probability: missed(&|r| !r.surprised && short(r)),
        channels: missed(&|r| !r.surprised && !short(r)),
    };
    let forecasts: Vec<(usize, Vec<f64>)> = rows.iter().map(|r| (r.kind, r.probability.clone())).collect();
    let inside: Vec<(bool, bool)> = rows.iter().filter_map(|r| r.inside).collect();
    let share = |f: &dyn Fn(&(bool, bool)) -> bool| {
        inside.iter().filter(|x| f(x)).count() as f64 / inside.len().max(1) as f64
    };
    Ok(Detection {
        plan: *plan,
        auc: (auc(&pair(&|r| r.half)), auc(&pair(&|r| r.late))),
        accused,
        accused_bound: upper_bound(accused.0, accused.1),
        found: (count(&|r| !r.sincere && concern(r)), count(&|r| !r.sincere)),
        found_drifting: (count(&|r| r.kind == 3 && concern(r)), count(&|r| r.kind == 3)),
        held_back,
        open: count(&|r| matches!(r.level, Level::Undetermined | Level::Leaning)),
        leaning_sincere: count(&|r| r.sincere && r.ln_bayes_factor >= 0.0),
        scores: brier_and_log(&forecasts),
        error: reliability(&forecasts, 10).1,
        coverage: (share(&|x| x.0), share(&|x| x.1)),
    })
}

fn table(s: &mut Stream) -> Vec<Vec<f64>> {
    (0..3).map(|_| (0..4).map(|_| s.random::<f64>()).collect()).collect()
}

/// Three issues of four values, two tables at random.
pub(super) fn setup(particles: usize, seed: u64, s: &mut Stream) -> Setup {
    let mut setup = Setup::new(vec![IssueShape { values: 4, ordered: false }; 3], seed);
    setup.particles = particles;
    setup.own = Utility::Known(table(s));
    setup.other = Utility::Known(table(s));
    setup
}

/// Offers, the other side's offers between, and answers to every so many-th of those.
pub(super) fn events(answered: usize, s: &mut Stream) -> Vec<(When, Planned)> {
    let mut out = Vec::new();
    for k in 0..OFFERS {
        let at = |x: f64| When::at((k as f64 + x) / OFFERS as f64);
        let digits: Vec<u32> = (0..3).map(|_| s.random_range(0..4_u32)).collect();
        out.push((at(0.2), Planned::Theirs(digits.clone())));
        if (k + 1) % answered == 0 {
            out.push((at(0.4), Planned::Ask(digits, Asked::InTalks)));
        }
        out.push((at(0.6), Planned::Offer { pressed: false }));
    }
    out
}

/// What the party did, with the misfit done to it, and whoever answers the probes.
fn talks(
    plan: &DetectionPlan,
    truth: &Setup,
    kind: usize,
    s: &mut Stream,
) -> Result<(Drawn, Vec<Observation>)> {
    let events = events(plan.answered, s);
    let mut drawn = draw(truth, kind, &events, s)?;
    let mut seen = drawn.observations.clone();
    match plan.misfit {
        Misfit::None => {}
        Misfit::NoDeadline => seen.iter_mut().for_each(|o| o.when.time *= 60.0),
        Misfit::Noise => {
            for o in &mut seen {
                let digits: Vec<u32> = (0..3).map(|_| s.random_range(0..4_u32)).collect();
                if let Seen::Offer { terms, .. } = &mut o.what
                    && s.random_range(0..10_u32) == 0
                {
                    *terms = whole(&digits);
                }
            }
        }
        Misfit::Missing => {
            seen.retain(|o| !matches!(o.what, Seen::Offer { .. }) || s.random_range(0..5_u32) > 0);
            for k in (0..seen.len().saturating_sub(1)).step_by(4) {
                let (a, b) = (seen[k].what.clone(), seen[k + 1].what.clone());
                (seen[k].what, seen[k + 1].what) = (b, a);
            }
        }
        Misfit::Switch => {
            let other = match kind {
                0 => 1,
                1 => 2,
                2 => 0,
                3 => 4,
                4 => 3,
                k => k,
            };
            let later = draw(truth, other, &events, s)?;
            let half = seen.len() / 2;
            seen.truncate(half);
            seen.extend(later.observations.iter().skip(half).cloned());
            // Both probes come after half of the time.
            (drawn.weighs, drawn.yes, drawn.passes) = (later.weighs, later.yes, later.passes);
        }
    }
    Ok((drawn, seen))
}

fn one(plan: &DetectionPlan, k: u64) -> Result<Row> {
    let mut s = stream(plan.seed, &["detection".into(), k.into()]);
    let kind = match plan.parties {
        Parties::All => (k % 6) as usize,
        Parties::HardAndDrifting => [1, 3][(k % 2) as usize],
    };
    let truth = setup(plan.particles, plan.seed.wrapping_add(k), &mut s);
    let (party, seen) = talks(plan, &truth, kind, &mut s)?;
    let reservation = party.parameters.iter().find(|p| p.0 == "reservation").map(|p| p.1);
    let mut known = truth.clone();
    if !plan.informed {
        known.own = Utility::Unknown;
        known.other = Utility::Unknown;
    }
    let whole_time = if plan.misfit == Misfit::NoDeadline { 60.0 } else { 1.0 };
    if plan.misfit == Misfit::NoDeadline {
        known.clock = crate::faith::Clock::Unknown;
    }
    let mut e = Estimator::new(&known)?;
    let (mut half, mut late, mut put) = (0.0, 0.0, 0);
    for o in &seen {
        for (n, at) in [0.5, 0.8].into_iter().enumerate().take(plan.probes) {
            if put == n && o.when.time > at * whole_time {
                put += 1;
                let answer = probed(&e, &truth, &party, at * whole_time, &mut s);
                e.observe(&answer)?;
            }
        }
        e.observe(o)?;
        if o.when.time <= 0.5 * whole_time {
            half = e.between(3, 1);
        }
        if o.when.time <= 0.95 * whole_time {
            late = e.between(3, 1);
        }
    }
    let found = e.estimate();
    let types = truth.types.types();
    let name = |m: &crate::faith::Marginal| m.name == "reservation";
    let interval = found.parameters[kind].iter().find(|m| name(m));
    let inside = reservation.zip(interval).map(|(r, m)| {
        let within = |i: (f64, f64)| i.0 <= r && r <= i.1;
        (within(m.half), within(m.most))
    });
    Ok(Row {
        kind,
        sincere: types[kind].sincere,
        half,
        late,
        ln_bayes_factor: found.ln_bayes_factor(),
        level: found.level(),
        surprised: found.surprised,
        least: least(&found),
        probability: found.probability(&truth.types.uniform()),
        inside,
    })
}

/// Least probability of the insincere types under the three priors of the rule.
fn least(found: &Estimate) -> f64 {
    let priors = [found.types.prior(), found.types.uniform(), found.types.sceptical()];
    priors.iter().map(|p| found.types.insincere(&found.probability(p))).fold(1.0, f64::min)
}

/// The most telling probe, whatever it costs, is put; the party answers by its own utility, reservation and
/// habits.
fn probed(e: &Estimator, truth: &Setup, party: &Drawn, time: f64, s: &mut Stream) -> Observation {
    let alike = ProbeOptions { text: 1.0, double_blind: 1.0, others: [1.0; 4], ..ProbeOptions::default() };
    let probes = e.probes(&truth.types.prior(), &alike);
    let mut chance = |p: f64| s.random::<f64>() < p;
    let what = match probes.into_iter().next().map(|p| p.act) {
        Some(ProbeAct::Text { digits, asked }) => {
            let yes = chance(party.chance_of_yes(&digits, asked));
            Seen::Answer { terms: whole(&digits), yes, asked }
        }
        Some(ProbeAct::Other(kind)) => Seen::Probe { kind, passed: chance(party.passes[kind as usize]) },
        None => Seen::Procedure { met: true },
    };
    Observation { when: When::at(time), what }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_informed_estimate_tells_drifting_from_hard_late_and_accuses_few() {
        let plan = DetectionPlan {
            runs: 48,
            particles: 128,
            informed: true,
            misfit: Misfit::None,
            parties: Parties::All,
            answered: 1,
            probes: 2,
            seed: 4,
        };
        let found = detection(&plan, &|| ()).unwrap();
        assert!(found.auc.1 > 0.9 && found.accused.0 <= 3, "{found:?}");
        assert!(detection(&DetectionPlan { runs: 2, ..plan }, &|| ()).is_err());
    }
}
