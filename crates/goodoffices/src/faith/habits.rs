//! Channels that do not hang on demands: summed exactly, by conjugate priors and small grids.
//!
//! Given the type they are independent of everything else, so their marginal likelihoods multiply. Yes or
//! no, kept or not: beta-binomial. Days to an answer: `ln x ~ N(μ + ln m, σ²)` with μ ~ N(0, 1),
//! σ ~ U(.3, 1), m by type, on a grid of 41 × 8; a request without an answer so far counts as longer than
//! that. Deeds: Poisson with rate λ a week, λ ~ Gamma(1, 1), times 1 + m in tense weeks for a type whose deeds
//! grow then, m ~ Gamma(2, 1) on 60 cells; attributed shares of events are carried as fractions, and the
//! factorial that all types share is left out.

use super::observation::Seen;
use super::types::{Habits, ProbeKind, Shapes};
use super::verdict::Channel;
use crate::num;
use std::collections::BTreeMap;

const MU: usize = 41;
const SIGMAS: usize = 8;
const EXCESS: usize = 60;

/// Seen and not seen of something with a frequency.
#[derive(Clone, Copy, Debug)]
struct Frequency {
    shapes: Shapes,
}

impl Frequency {
    /// ln probability of the next, updating.
    fn next(&mut self, happened: bool) -> f64 {
        let (a, b) = &mut self.shapes;
        let p = *a / (*a + *b);
        *(if happened { a } else { b }) += 1.0;
        num::ln(if happened { p } else { 1.0 - p })
    }
}

/// State of all such channels of one type.
#[derive(Clone, Debug)]
pub(crate) struct HabitState {
    yes: Option<Frequency>,
    takes_back: Frequency,
    breaks: Frequency,
    obstructs: Frequency,
    passes: [Frequency; 4],
    tense: bool,
    /// ln weight, mean, σ.
    pace: Vec<(f64, f64, f64)>,
    waiting: BTreeMap<u32, f64>,
    deeds: Deeds,
}

#[derive(Clone, Copy, Debug, Default)]
struct Deeds {
    calm: (f64, f64),
    tense: (f64, f64),
}

impl HabitState {
    pub fn new(h: &Habits) -> Self {
        let f = |shapes| Frequency { shapes };
        let sd = (1.0 + h.slower.1 * h.slower.1).sqrt();
        let mut pace = Vec::with_capacity(MU * SIGMAS);
        for i in 0..MU {
            let x = -4.0 + 8.0 * i as f64 / (MU - 1) as f64;
            for j in 0..SIGMAS {
                let sigma = 0.3 + 0.7 * (j as f64 + 0.5) / SIGMAS as f64;
                pace.push((-0.5 * x * x, h.slower.0 + sd * x, sigma));
            }
        }
        let sum = log_sum(pace.iter().map(|p| p.0));
        pace.iter_mut().for_each(|p| p.0 -= sum);
        Self {
            yes: h.yes.map(f),
            takes_back: f(h.takes_back),
            breaks: f(h.breaks),
            obstructs: f(h.obstructs),
            passes: h.passes.map(f),
            tense: h.tense,
            pace,
            waiting: BTreeMap::new(),
            deeds: Deeds::default(),
        }
    }

    /// Frequency of a yes without weighing, as it stands; nothing where answers hang on demands.
    pub fn yes(&self) -> Option<f64> {
        self.yes.map(|f| f.shapes.0 / (f.shapes.0 + f.shapes.1))
    }

    /// Frequency of passing a probe, as it stands.
    pub fn passes(&self, kind: ProbeKind) -> f64 {
        let (a, b) = self.passes[kind as usize].shapes;
        a / (a + b)
    }

    /// ln probability of what was seen given what was seen before, and its channel; nothing where another
    /// part of the model speaks for it.
    pub fn observe(&mut self, seen: &Seen) -> Option<(Channel, f64)> {
        Some(match seen {
            Seen::Offer { .. } | Seen::Theirs { .. } => return None,
            Seen::Answer { yes, .. } => (Channel::Answers, self.yes.as_mut()?.next(*yes)),
            Seen::Took { days, request } => {
                let before = request.and_then(|r| self.waiting.remove(&r));
                (Channel::Timing, self.took(*days, before))
            }
            Seen::Waiting { days, request } => {
                let before = self.waiting.insert(*request, *days);
                (Channel::Timing, self.waits(*days, before))
            }
            Seen::Incidents { attributed, days, tense } => {
                let before = self.deeds.ln_marginal(self.tense);
                let d = &mut self.deeds;
                let (count, weeks) = if *tense { &mut d.tense } else { &mut d.calm };
                *count += attributed;
                *weeks += days / 7.0;
                (Channel::Incidents, self.deeds.ln_marginal(self.tense) - before)
            }
            Seen::Agreed { kept } => (Channel::Repetition, self.takes_back.next(!kept)),
            Seen::Commitment { kept } => (Channel::Commitments, self.breaks.next(!kept)),
            Seen::Procedure { met } => (Channel::Acts, self.obstructs.next(!met)),
            Seen::Probe { kind, passed } => (Channel::Answers, self.passes[*kind as usize].next(*passed)),
        })
    }

    fn reweigh(&mut self, ln: impl Fn(f64, f64) -> f64) -> f64 {
        self.pace.iter_mut().for_each(|p| p.0 += ln(p.1, p.2));
        let sum = log_sum(self.pace.iter().map(|p| p.0));
        self.pace.iter_mut().for_each(|p| p.0 -= sum);
        sum
    }

    fn took(&mut self, days: f64, before: Option<f64>) -> f64 {
        let x = num::ln(days);
        let root = num::ln((2.0 * std::f64::consts::PI).sqrt());
        self.reweigh(|mean, sigma| {
            let z = (x - mean) / sigma;
            -0.5 * z * z - num::ln(sigma) - root - x - before.map_or(0.0, |b| ln_longer(b, mean, sigma))
        })
    }

    fn waits(&mut self, days: f64, before: Option<f64>) -> f64 {
        self.reweigh(|mean, sigma| {
            ln_longer(days, mean, sigma) - before.map_or(0.0, |b| ln_longer(b, mean, sigma))
        })
    }
}

fn ln_longer(days: f64, mean: f64, sigma: f64) -> f64 {
    let z = (num::ln(days) - mean) / sigma;
    num::ln((0.5 * libm::erfc(z / std::f64::consts::SQRT_2)).max(1e-300))
}

impl Deeds {
    /// ln ∫ λ^c e^{−λE} dGamma(1,1), over the excess where there is one.
    fn ln_marginal(&self, grows: bool) -> f64 {
        let count = self.calm.0 + self.tense.0;
        let at = |m: f64| {
            let exposure = 1.0 + self.calm.1 + (1.0 + m) * self.tense.1;
            libm::lgamma(1.0 + count) + self.tense.0 * num::ln(1.0 + m) - (1.0 + count) * num::ln(exposure)
        };
        if !grows {
            return at(0.0);
        }
        // Gamma(2, 1) on cells of width .2, from 0 to 12.
        let cells = (0..EXCESS).map(|k| 0.2 * (k as f64 + 0.5));
        let whole = log_sum(cells.clone().map(|m| num::ln(m) - m));
        log_sum(cells.map(|m| num::ln(m) - m + at(m))) - whole
    }
}

/// ln Σ e^x, in order.
pub(crate) fn log_sum(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let top = values.clone().fold(f64::NEG_INFINITY, f64::max);
    if top == f64::NEG_INFINITY {
        return top;
    }
    top + num::ln(values.map(|x| num::exp(x - top)).sum::<f64>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faith::types::standard;

    fn states() -> Vec<HabitState> {
        standard().iter().map(|t| HabitState::new(&t.habits())).collect()
    }

    #[test]
    fn frequencies_give_the_beta_binomial() {
        let mut s = states();
        // Staller: two noes to last texts have probability 30/31 · 31/32.
        let no = Seen::Answer { terms: vec![], yes: false, asked: crate::faith::Asked::AsLast };
        let two: f64 = (0..2).map(|_| s[3].observe(&no).unwrap().1).sum();
        assert!((two - (30.0_f64 / 32.0).ln()).abs() < 1e-12);
        assert!(s[0].observe(&no).is_none());
        let broken = Seen::Commitment { kept: false };
        assert!(s[3].observe(&broken).unwrap().1 > s[1].observe(&broken).unwrap().1);
    }

    #[test]
    fn waiting_and_then_an_answer_is_the_same_as_the_answer() {
        let mut a = states().remove(3);
        let mut b = a.clone();
        let once = a.observe(&Seen::Took { days: 9.0, request: Some(1) }).unwrap().1;
        let mut parts = 0.0;
        for days in [2.0, 5.0] {
            parts += b.observe(&Seen::Waiting { days, request: 1 }).unwrap().1;
        }
        parts += b.observe(&Seen::Took { days: 9.0, request: Some(1) }).unwrap().1;
        assert!((once - parts).abs() < 1e-9);
        // N(ln m, 1 + .09) before anything is known, spread by σ: the density at its middle.
        let mut sum = 0.0;
        for k in 1..4000 {
            let mut fresh = states().remove(3);
            let days = f64::from(k) * 0.05;
            sum += 0.05 * fresh.observe(&Seen::Took { days, request: None }).unwrap().1.exp();
        }
        assert!(sum > 0.99 && sum < 1.001, "{sum}");
    }

    #[test]
    fn deeds_in_tense_weeks_speak_for_the_type_whose_deeds_grow_then() {
        let mut s = states();
        for tense in [false, true] {
            let seen = Seen::Incidents { attributed: if tense { 6.0 } else { 0.5 }, days: 14.0, tense };
            let by_type: Vec<f64> = s.iter_mut().map(|t| t.observe(&seen).unwrap().1).collect();
            assert_eq!(by_type[0], by_type[3]);
            if tense {
                assert!(by_type[4] > by_type[0] + 0.5);
            }
        }
    }
}
