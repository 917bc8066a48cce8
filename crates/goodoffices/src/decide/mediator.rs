//! A mediator that decides by what it believes, for simulated talks.
//!
//! It holds a belief over hypotheses:
//!
//! - which of the parties can settle;
//! - whether the mediator's effect lasts, or fades by e^{−ηk} over its rounds k (`leverage`). Nothing says how fast it
//!   would; the one scale of time that the model has is the mean time 1/h to a settlement, so 1/η is that, a third of
//!   it, or three times it, alike likely;
//! - how vague answers in confidence are: with error rate ε an answer is as stated with 1 − ε and a coin's throw with ε;
//!   ε is 0, or a third, two thirds or 1, alike likely.
//!
//! Each round without a settlement and each answer moves the belief by Bayes' rule. Then it compares plans, "stay n rounds and leave", each worth Σ belief ×
//! the closed form of `stopping`, or where the effect fades the same sum term by term from the round at hand:
//! Σ_{j<n} δʲS_j(−c + δh_{t+j}V) + δⁿS_nO₁, S_j = Π_{i<j}(1 − h_{t+i}).
//!
//! - leave, if no plan of staying is worth more than leaving;
//! - ask the party whose answer is worth most (the expected value of sample information over the plans,
//!   `information`), if that is more than the question costs;
//! - else stay.
//!
//! With an effect that lasts and true answers it is the stopping rule with questions. The weights of the other
//! hypotheses are round figures, set with the worlds of `study decide` in view; what they are worth on worlds that were drawn
//! afterwards is measured there too. The text asked about takes its issues in turn from the
//! parties' latest offers. Absent: pressure, texts to both, and coming back.

use super::information::worth_among_plans;
use super::menu::Reading;
use super::stopping::Stopping;
use crate::error::{Error, Result};
use crate::num;
use crate::outcome::{Outcome, OutcomeSpace};
use crate::protocol::{Act, Actor, Fault, Means, Mediator, MediatorBriefing, Move, Scene, What};

/// What the mediator doubts of its own model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubts {
    /// Weight of an effect that fades.
    pub fades: f64,
    /// Weight of answers that are vague.
    pub answers: f64,
}

impl Doubts {
    /// None: the model is taken as true.
    pub const NONE: Self = Self { fades: 0.0, answers: 0.0 };
}

impl Default for Doubts {
    /// Three fifths on an effect that fades, a half on vague answers.
    fn default() -> Self {
        Self { fades: 0.6, answers: 0.5 }
    }
}

/// What a belief-based mediator is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BeliefMediator {
    /// The stay-or-leave problem; its belief is the one at the start, that both can settle.
    pub problem: Stopping,
    /// What an answer in confidence tells of the party that gives it.
    pub reading: Reading,
    /// Cost of a question.
    pub question: f64,
    /// Doubts of all this.
    pub doubts: Doubts,
}

/// Rounds of the plans; the last is for ever.
const PLANS: [Option<u64>; 14] = [
    Some(0),
    Some(1),
    Some(2),
    Some(3),
    Some(4),
    Some(6),
    Some(8),
    Some(12),
    Some(16),
    Some(24),
    Some(32),
    Some(48),
    Some(96),
    None,
];

/// Where a plan has lost all but this part of what it could still bring, the rest is not summed.
const SUMMED: f64 = 1e-12;
/// Most rounds of a sum.
const MOST: u64 = 100_000;
/// Factors on 1/η against the mean time to a settlement.
const FACTORS: [f64; 3] = [1.0, 1.0 / 3.0, 3.0];
/// Error rates of vague answers.
const VAGUE: [f64; 3] = [1.0 / 3.0, 2.0 / 3.0, 1.0];

/// One way the world may be.
#[derive(Clone, Copy, Debug)]
struct Hypothesis {
    able: [bool; 2],
    /// In the first round, where both can settle.
    hazard: f64,
    /// η.
    fades: f64,
    /// ε.
    vague: f64,
}

impl Hypothesis {
    /// Chance of a settlement in a round.
    fn settles(&self, round: u64) -> f64 {
        if self.able == [true, true] { self.hazard * num::exp(-self.fades * round as f64) } else { 0.0 }
    }
}

/// Worth of each plan from a round on, if both can settle and the effect fades.
fn fading(problem: &Stopping, h: &Hypothesis, round: u64) -> [f64; PLANS.len()] {
    let (d, c) = (problem.discount, problem.cost);
    let mut out = [0.0; PLANS.len()];
    let (mut so_far, mut left, mut next) = (0.0, 1.0, 0);
    let (mut hazard, lasts) = (h.settles(round), num::exp(-h.fades));
    for n in 0..MOST {
        while PLANS.get(next).is_some_and(|p| *p == Some(n)) {
            out[next] = so_far + left * problem.fallback_if_settleable;
            next += 1;
        }
        let open = PLANS.get(next).is_some_and(Option::is_some);
        if !open && (hazard < SUMMED || left < SUMMED) {
            break;
        }
        so_far += left * (d * hazard * problem.settlement - c);
        left *= d * (1.0 - hazard);
        hazard *= lasts;
    }
    // For ever: nothing more is settled, and every round costs.
    let paid = if d < 1.0 {
        c / (1.0 - d)
    } else if c > 0.0 {
        f64::INFINITY
    } else {
        0.0
    };
    for w in &mut out[next..] {
        *w = so_far - left * paid;
    }
    out
}

/// The mediator at work.
#[derive(Debug)]
struct Believer {
    made_of: BeliefMediator,
    hypotheses: Vec<Hypothesis>,
    start: Vec<f64>,
    belief: Vec<f64>,
    /// Worth of each plan under each hypothesis from the round at hand; the first is leaving now.
    plans: Vec<Vec<f64>>,
    /// By way in which the effect fades: places of its hypotheses, and worths by round as far as they were needed.
    fading: Vec<(Vec<usize>, Vec<[f64; PLANS.len()]>)>,
    /// By party, and answer yes or no: its chance under each hypothesis.
    says: [[Vec<f64>; 2]; 2],
    space: Option<OutcomeSpace>,
    offers: [Option<Outcome>; 2],
    read: usize,
    rounds: u64,
    asked: [u32; 2],
}

impl BeliefMediator {
    /// A mediator of this make.
    ///
    /// # Errors
    /// If a number is impossible.
    pub fn build(self) -> Result<Box<dyn Mediator>> {
        self.problem.checked()?;
        self.reading.checked()?;
        let d = self.doubts;
        let shares = [d.fades, d.answers];
        if !(self.question.is_finite() && self.question >= 0.0)
            || shares.iter().any(|x| !(0.0..=1.0).contains(x))
        {
            return Err(Error::parameter("a question's cost must be at least 0, and doubts shares of 1")
                .remedy("fades and answers from 0 to 1"));
        }
        let (hypotheses, start) = self.hypotheses();
        let worth = |h: &Hypothesis, k: Option<u64>| {
            self.problem.stay_for(if h.able == [true, true] { 1.0 } else { 0.0 }, k)
        };
        let plans = PLANS.iter().map(|k| hypotheses.iter().map(|h| worth(h, *k)).collect()).collect();
        // Hypotheses that differ in nothing but the answers have one table.
        let mut fading: Vec<(Vec<usize>, Vec<_>)> = Vec::new();
        for (k, h) in hypotheses.iter().enumerate().filter(|(_, h)| h.fades > 0.0) {
            let alike = |o: &usize| hypotheses[*o].fades == h.fades;
            match fading.iter_mut().find(|(places, _)| places.iter().any(alike)) {
                Some((places, _)) => places.push(k),
                None => fading.push((vec![k], Vec::new())),
            }
        }
        let yes = |h: &Hypothesis, party: usize| {
            let stated = if h.able[party] { self.reading.yes } else { self.reading.yes_otherwise };
            (1.0 - h.vague) * stated + h.vague * 0.5
        };
        let says = [0, 1].map(|i| {
            [true, false].map(|said| {
                hypotheses
                    .iter()
                    .map(|h| if said { yes(h, i) } else { 1.0 - yes(h, i) })
                    .collect::<Vec<f64>>()
            })
        });
        Ok(Box::new(Believer {
            made_of: self,
            belief: start.clone(),
            start,
            hypotheses,
            plans,
            fading,
            says,
            space: None,
            offers: [None; 2],
            read: 0,
            rounds: 0,
            asked: [0; 2],
        }))
    }
}

impl BeliefMediator {
    /// Every hypothesis with its weight at the start.
    fn hypotheses(&self) -> (Vec<Hypothesis>, Vec<f64>) {
        let (d, p) = (self.doubts, self.problem.belief);
        let third = |of: f64| of / 3.0;
        let stated = self.problem.hazard;
        let mut fades = vec![(0.0, 1.0 - d.fades)];
        fades.extend(FACTORS.map(|f| (stated / f, third(d.fades))));
        let mut vague = vec![(0.0, 1.0 - d.answers)];
        vague.extend(VAGUE.map(|e| (e, third(d.answers))));
        let (mut hypotheses, mut start) = (Vec::new(), Vec::new());
        for able in [[true, true], [true, false], [false, true], [false, false]] {
            // Where not both can settle, the three other cases are alike likely, and what fades is no question.
            let both = able == [true, true];
            let pair = if both { p } else { (1.0 - p) / 3.0 };
            let lasts = if both { fades.as_slice() } else { &[(0.0, 1.0)] };
            for (eta, a) in lasts {
                for (error, b) in &vague {
                    let weight = pair * a * b;
                    if weight > 0.0 {
                        hypotheses.push(Hypothesis { able, hazard: stated, fades: *eta, vague: *error });
                        start.push(weight);
                    }
                }
            }
        }
        (hypotheses, start)
    }
}

impl Believer {
    fn times(&mut self, likelihood: impl Fn(usize) -> f64) {
        let mut sum = 0.0;
        for (k, b) in self.belief.iter_mut().enumerate() {
            *b *= likelihood(k);
            sum += *b;
        }
        if sum > 0.0 {
            self.belief.iter_mut().for_each(|b| *b /= sum);
        } else {
            // What happened was impossible under all of them: back to the start.
            self.belief.copy_from_slice(&self.start);
        }
    }

    /// Takes in what happened since.
    fn learn(&mut self, scene: &Scene<'_>) {
        for k in self.read..scene.seen.len() {
            let h = scene.seen[k];
            match (h.by, h.what) {
                (Actor::Party(i), What::Answered { yes, .. }) if i < 2 => {
                    let likelihood = std::mem::take(&mut self.says[i][usize::from(!yes)]);
                    self.times(|k| likelihood[k]);
                    self.says[i][usize::from(!yes)] = likelihood;
                }
                (Actor::Party(i), What::Moved(Move::Offer(o))) if i < 2 => self.offers[i] = Some(o),
                _ => {}
            }
        }
        self.read = scene.seen.len();
        while self.rounds < scene.round {
            let hypotheses = std::mem::take(&mut self.hypotheses);
            let round = self.rounds;
            self.times(|k| 1.0 - hypotheses[k].settles(round));
            self.hypotheses = hypotheses;
            self.rounds += 1;
        }
    }

    /// Plans are worth what they are from this round on, where the effect fades.
    fn value_plans(&mut self, round: u64) {
        for (places, by_round) in &mut self.fading {
            while (by_round.len() as u64) <= round {
                by_round.push(fading(
                    &self.made_of.problem,
                    &self.hypotheses[places[0]],
                    by_round.len() as u64,
                ));
            }
            for (plan, worth) in self.plans.iter_mut().zip(&by_round[round as usize]) {
                places.iter().for_each(|k| plan[*k] = *worth);
            }
        }
    }

    fn plan(&self, plan: &[f64]) -> f64 {
        plan.iter().zip(&self.belief).map(|(v, b)| v * b).sum()
    }

    /// Issues in turn from the latest offers, beginning with one party's and then the other's.
    fn text(&self) -> Option<Outcome> {
        let space = self.space.as_ref()?;
        let (a, b) = (self.offers[0]?, self.offers[1]?);
        let mut digits = [vec![0; space.issues().len()], vec![0; space.issues().len()]];
        space.write_digits(a, &mut digits[0]);
        space.write_digits(b, &mut digits[1]);
        let turn = (self.asked[0] + self.asked[1]) as usize;
        let mixed: Vec<u32> = (0..digits[0].len()).map(|k| digits[(k + turn) % 2][k]).collect();
        space.outcome(&mixed)
    }

    /// The party whose answer is worth most more than the question costs; of equal ones the one asked less.
    fn question(&self, scene: &Scene<'_>) -> Option<(usize, f64)> {
        let worth = |i: usize| {
            let instrument = scene.mandate.find(Means::Probe, Some(i))?;
            if !scene.ready.get(instrument).copied().unwrap_or(false) {
                return None;
            }
            // The round of the question is stayed through, whatever the answer.
            let net =
                worth_among_plans(&self.belief, &self.plans[1..], &self.says[i]) - self.made_of.question;
            (net > 0.0).then_some(net)
        };
        match (worth(0), worth(1)) {
            (Some(a), Some(b)) if (a - b).abs() < 1e-12 => {
                Some((usize::from(self.asked[1] < self.asked[0]), a))
            }
            (Some(a), Some(b)) => Some(if b > a { (1, b) } else { (0, a) }),
            (Some(a), None) => Some((0, a)),
            (None, Some(b)) => Some((1, b)),
            (None, None) => None,
        }
    }
}

impl Mediator for Believer {
    fn start(&mut self, briefing: &MediatorBriefing<'_>) -> Result<()> {
        if briefing.parties() != 2 {
            return Err(Error::parameter(format!("{} parties; this mediator knows two", briefing.parties())));
        }
        if !briefing.mandate.has(Means::Leave) && !briefing.mandate.has(Means::StepBack) {
            return Err(Error::parameter("a mediator that weighs leaving must be able to leave")
                .remedy("list leave or step-back"));
        }
        if self.space.as_ref() != Some(briefing.space()) {
            self.space = Some(briefing.space().clone());
        }
        self.belief.copy_from_slice(&self.start);
        (self.offers, self.read, self.rounds, self.asked) = ([None; 2], 0, 0, [0; 2]);
        Ok(())
    }

    fn act(&mut self, scene: &Scene<'_>) -> std::result::Result<Act, Fault> {
        if scene.away {
            return Ok(Act::Wait);
        }
        self.learn(scene);
        self.value_plans(scene.round);
        let leave = self.plan(&self.plans[0]);
        let stay = self.plans[1..].iter().map(|p| self.plan(p)).fold(f64::NEG_INFINITY, f64::max);
        // A question needs a text, and a text the offers of both.
        let asks = self.text().and_then(|text| self.question(scene).map(|(party, gain)| (party, gain, text)));
        let gain = asks.map_or(0.0, |a| a.1);
        if stay + gain <= leave {
            return Ok(if scene.mandate.has(Means::Leave) { Act::Leave } else { Act::StepBack });
        }
        if let Some((party, _, text)) = asks {
            self.asked[party] += 1;
            return Ok(Act::Probe { party, text });
        }
        Ok(Act::Wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Issue;
    use crate::protocol::{Happening, Mandate, Told};

    fn make(doubts: Doubts) -> BeliefMediator {
        BeliefMediator {
            problem: Stopping::TEXTBOOK,
            reading: Reading { yes: 0.8, yes_otherwise: 0.02 },
            question: 0.005,
            doubts,
        }
    }

    fn scenario() -> crate::scenario::Scenario {
        use crate::preference::{Additive, Preference, Profile};
        let space =
            OutcomeSpace::new(vec![Issue::categorical("a", ["x", "y"]), Issue::categorical("b", ["x", "y"])])
                .expect("a space");
        let person = |name: &str, v: [f64; 2]| crate::scenario::Party {
            name: name.into(),
            preference: Preference::Known(Profile::new(
                Additive::new(&space, vec![0.5, 0.5], vec![v.to_vec(), v.to_vec()]).expect("a utility"),
            )),
        };
        let parties = vec![person("p", [1.0, 0.0]), person("q", [0.0, 1.0])];
        crate::scenario::Scenario { name: "s".into(), space, parties, constraints: Vec::new() }
    }

    /// Plays rounds in which both repeat their own best and every question gets `yes` from party 0 and 1.
    fn rounds_until_leaving(make: BeliefMediator, means: &[Means], yes: [bool; 2]) -> (u64, [u32; 2]) {
        let scenario = scenario();
        let mandate = Mandate::of(means.iter().copied());
        let ready = vec![true; mandate.instruments.len()];
        let mut mediator = make.build().expect("a mediator");
        mediator.start(&MediatorBriefing::new(&scenario, &mandate, None, 0, &[])).expect("started");
        let (mut seen, mut asked) = (Vec::new(), [0; 2]);
        for round in 0..400 {
            let happened = |by, what| Happening { round, time: 0.0, by, what, told: Told::All };
            let scene = Scene {
                round,
                time: 0.0,
                standing: None,
                seen: &seen,
                mandate: &mandate,
                ready: &ready,
                away: false,
                recess: false,
                truce: false,
                spent: 0.0,
            };
            match mediator.act(&scene).expect("an act") {
                Act::Leave => return (round, asked),
                Act::Probe { party, text } => {
                    asked[party] += 1;
                    seen.push(happened(Actor::Party(party), What::Answered { text, yes: yes[party] }));
                }
                act => assert_eq!(act, Act::Wait),
            }
            seen.push(happened(Actor::Party(0), What::Moved(Move::Offer(Outcome(0)))));
            seen.push(happened(Actor::Party(1), What::Moved(Move::Offer(Outcome(3)))));
        }
        (400, asked)
    }

    #[test]
    fn without_questions_and_doubts_it_is_the_stopping_rule() {
        let m = make(Doubts::NONE);
        let rule = m.problem.solve().expect("a rule");
        assert_eq!(Some(rounds_until_leaving(m, &[Means::Leave], [true; 2]).0), rule.leave_after);
    }

    #[test]
    fn answers_shorten_and_lengthen_the_stay_and_the_mirror_holds() {
        let means = [Means::Probe, Means::Leave];
        let m = make(Doubts::NONE);
        let (no, asked_no) = rounds_until_leaving(m, &means, [false; 2]);
        let (yes, asked_yes) = rounds_until_leaving(m, &means, [true; 2]);
        assert!(
            no < 10 && yes > 25 && asked_no.iter().sum::<u32>() > 0,
            "{no} {yes} {asked_no:?} {asked_yes:?}"
        );
        // A no of either party tells the same.
        let (a, b) =
            (rounds_until_leaving(m, &means, [false, true]), rounds_until_leaving(m, &means, [true, false]));
        assert!(a.0 < 12 && b.0 < 12, "{a:?} {b:?}");
        // Who doubts that answers tell anything leaves later on a no.
        let doubting =
            rounds_until_leaving(make(Doubts { answers: 0.9, ..Doubts::NONE }), &means, [false; 2]);
        assert!(doubting.0 > no, "{doubting:?}");
    }

    #[test]
    fn an_effect_that_does_not_fade_is_the_closed_form_and_one_that_does_is_worth_less() {
        let problem = make(Doubts::NONE).problem;
        let h = |fades| Hypothesis { able: [true, true], hazard: 0.1, fades, vague: 0.0 };
        let (lasting, fades, later) =
            (fading(&problem, &h(0.0), 3), fading(&problem, &h(0.1), 0), fading(&problem, &h(0.1), 20));
        for (k, plan) in PLANS.iter().enumerate() {
            assert!((lasting[k] - problem.stay_for(1.0, *plan)).abs() < 1e-9, "{plan:?}");
            assert!(fades[k] <= lasting[k] + 1e-12 && later[k] <= fades[k] + 1e-12, "{plan:?}");
        }
        // Two rounds by hand.
        let (d, c, h0) = (problem.discount, problem.cost, 0.1);
        let h1 = 0.1 * num::exp(-0.1);
        let then = d * h1 - c + d * (1.0 - h1) * problem.fallback;
        assert!((fades[2] - (d * h0 - c + d * (1.0 - h0) * then)).abs() < 1e-12);
    }

    #[test]
    fn who_holds_that_the_effect_may_fade_leaves_although_both_say_yes() {
        let means = [Means::Probe, Means::Leave];
        let sure = rounds_until_leaving(make(Doubts::NONE), &means, [true; 2]).0;
        let doubts = Doubts { fades: 0.25, ..Doubts::NONE };
        let doubting = rounds_until_leaving(make(doubts), &means, [true; 2]).0;
        assert!(doubting < sure && doubting > 5, "{doubting} {sure}");
        let weights: f64 = make(Doubts::default()).hypotheses().1.iter().sum();
        assert!((weights - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_built_is_said() {
        assert!(make(Doubts { fades: 1.1, ..Doubts::NONE }).build().is_err());
        assert!(BeliefMediator { question: -1.0, ..make(Doubts::NONE) }.build().is_err());
        let scenario = scenario();
        let mandate = Mandate::of([Means::Probe]);
        let mut m = make(Doubts::NONE).build().expect("a mediator");
        assert!(m.start(&MediatorBriefing::new(&scenario, &mandate, None, 0, &[])).is_err());
    }
}
