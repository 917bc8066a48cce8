//! Probability of what a party did, given a type's parameters and a pair of utilities.
//!
//! Offers: level first ([`super::level`]); of a partial offer the sum over its completions, made by
//! convolving its open issues only; .02 of all offers are mistakes. Answers: in talks a yes has probability
//! logistic((u − max(u*, r))/.05), to a last text logistic((u − r)/.05) times the readiness to say yes at
//! all, to a double-blind question with half the unreadiness. Terms left open by a text that is answered
//! count with the mean of their values.

use super::frame::Frame;
use super::history::{Act, ActKind, Named};
use super::layout::Decoded;
use super::level::{Kernel, MISTAKES, Scratch, Tables};
use super::observation::Asked;
use super::types::{Moment, Targets, TypeLikelihood};
use crate::num;

/// Width of the passage from no to yes.
const WIDTH: f64 = 0.05;
/// Answers in talks given by mistake, half of them yes.
const SLIPS: f64 = 0.02;

/// What valuing an act needs besides the particle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub kind: &'a dyn TypeLikelihood,
    pub kernel: &'a Kernel,
    pub frame: &'a Frame,
    /// Logarithm of the time elapsed where no deadline is on record; else nothing.
    pub ln_anchor: Option<f64>,
}

/// Levels aimed at: weight, bin, and what the kernel sums to over occupied bins.
pub(crate) type Aims = [(f32, usize, f32); 3];

/// Levels aimed at, as weights and bins, and the demand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demand {
    weights: [f32; 3],
    bins: [u16; 3],
    /// The demand itself.
    pub path: f64,
}

/// Whether outcomes of a level count alike or by the others' utility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Regard {
    Alike,
    Weighted,
}

/// Probability of an act: whole, and with every outcome of a level alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Chance {
    pub whole: f64,
    pub path: f64,
}

impl View<'_> {
    /// What the party sees at the act.
    pub fn moment(&self, d: &Decoded, own: &[u16], act: &Act, previous: Option<f64>) -> Moment {
        let (time, ln_time) = match self.ln_anchor {
            None => (act.when.time, act.ln_time),
            Some(a) => {
                let ln = (act.ln_time - a - d.ln_horizon).min(0.0);
                (if act.when.time > 0.0 { num::exp(ln) } else { 0.0 }, ln)
            }
        };
        let bins = self.kernel.bins as f64;
        let step =
            act.steps.iter().map(|(to, from)| f64::from(own[*to as usize]) - f64::from(own[*from as usize]));
        let step = if self.kind.heeds_steps() { step.sum::<f64>() / bins } else { 0.0 };
        Moment { time, ln_time, previous, step, pressed: act.pressed }
    }

    /// Probability of an act, and the party's demand at it (which stays after an offer).
    #[inline]
    pub fn act(
        &self,
        d: &Decoded,
        t: &mut Tables,
        act: &Act,
        previous: &mut Option<f64>,
        s: &mut Scratch,
    ) -> f64 {
        let at = self.moment(d, &t.own, act, *previous);
        let targets = self.kind.targets(&d.p, &at);
        match &act.what {
            ActKind::Offer(named) => {
                let Some(targets) = targets else { return named.share };
                *previous = Some(targets.path);
                self.offer(t, named, &self.demand(&targets), Regard::Weighted, s)
            }
            ActKind::Answer { named, yes, asked } => {
                self.answer(d, &t.own, named, *yes, *asked, targets.map(|t| t.path))
            }
        }
    }

    /// The same, with the share that the level alone explains.
    pub fn parts(
        &self,
        d: &Decoded,
        t: &mut Tables,
        act: &Act,
        previous: &mut Option<f64>,
        s: &mut Scratch,
    ) -> Chance {
        let at = self.moment(d, &t.own, act, *previous);
        let whole = self.act(d, t, act, previous, s);
        let path = match (&act.what, self.kind.targets(&d.p, &at)) {
            (ActKind::Offer(named), Some(targets)) => {
                self.offer(t, named, &self.demand(&targets), Regard::Alike, s)
            }
            _ => whole,
        };
        Chance { whole, path }
    }

    fn offer(&self, t: &mut Tables, named: &Named, demand: &Demand, regard: Regard, s: &mut Scratch) -> f64 {
        let aims = self.near(t, demand);
        let (whole, factors) = match regard {
            Regard::Alike => (&t.count, &self.frame.even),
            Regard::Weighted => (&t.regard, &t.factor),
        };
        let (bin, factor) = t.at(&named.fixed, factors);
        let meant = if named.open.is_empty() {
            self.level(t, bin, &aims) * (factor / whole[bin].max(f32::MIN_POSITIVE))
        } else {
            t.open(&named.open, factors, s);
            s.open.iter_mut().zip(&whole[bin..]).for_each(|(x, h)| *x /= h.max(f32::MIN_POSITIVE));
            let mut sum = 0.0;
            for (weight, target, near) in aims.iter().filter(|a| a.0 > 0.0) {
                sum += weight * t.density_over(self.kernel, bin, &s.open, *target, *near);
            }
            sum * factor
        };
        (1.0 - MISTAKES) * f64::from(meant) + MISTAKES * named.share
    }

    /// Weights, bins and normalisers of the levels aimed at.
    pub fn aims(&self, t: &mut Tables, targets: &Targets) -> Aims {
        self.near(t, &self.demand(targets))
    }

    /// Weights and bins of the levels aimed at.
    #[inline]
    pub fn demand(&self, targets: &Targets) -> Demand {
        let (regress, cosmetic) = (targets.regress.0, targets.cosmetic.0 * (1.0 - targets.regress.0));
        let bin = |level: f64| self.kernel.bin(level) as u16;
        Demand {
            weights: [(1.0 - regress - cosmetic) as f32, regress as f32, cosmetic as f32],
            bins: [bin(targets.path), bin(targets.regress.1), bin(targets.cosmetic.1)],
            path: targets.path,
        }
    }

    #[inline]
    fn near(&self, t: &mut Tables, demand: &Demand) -> Aims {
        let mut aims = [(0.0, 0, 0.0); 3];
        for (k, aim) in aims.iter_mut().enumerate() {
            let (weight, bin) = (demand.weights[k], demand.bins[k] as usize);
            *aim = (weight, bin, if weight > 0.0 { t.weight(self.kernel, bin) } else { 0.0 });
        }
        aims
    }

    /// Probability of the level of a complete offer, whose bin is in `bins`; of any other act, of the whole.
    #[inline]
    pub fn made(
        &self,
        d: &Decoded,
        t: &mut Tables,
        act: &Act,
        demand: Option<&Demand>,
        bins: &[u16],
        s: &mut Scratch,
    ) -> f64 {
        match (&act.what, demand) {
            (ActKind::Offer(_), Some(demand)) if act.slot.is_some() => {
                let slot = act.slot.map_or(0, |s| s.0 as usize);
                let aims = self.near(t, demand);
                f64::from(self.level(t, bins[slot] as usize, &aims))
            }
            (ActKind::Offer(named), Some(demand)) => self.offer(t, named, demand, Regard::Weighted, s),
            (ActKind::Offer(named), None) => named.share,
            (ActKind::Answer { named, yes, asked }, demand) => {
                self.answer(d, &t.own, named, *yes, *asked, demand.map(|d| d.path))
            }
        }
    }

    /// The same with the normalisers of other utilities, `t`, as if the level were occupied there.
    #[inline]
    pub fn level_near(&self, t: &mut Tables, bin: usize, demand: &Demand) -> f32 {
        let mut sum = 0.0;
        for (weight, target) in demand.weights.iter().zip(demand.bins) {
            if *weight > 0.0 {
                let near = t.weight(self.kernel, target as usize);
                sum += weight * t.density_if_occupied(self.kernel, bin, target as usize, near);
            }
        }
        sum
    }

    /// Probability of a level given the levels aimed at.
    #[inline]
    pub fn level(&self, t: &Tables, bin: usize, aims: &Aims) -> f32 {
        let mut sum = 0.0;
        for (weight, target, near) in aims {
            if *weight > 0.0 {
                sum += weight * t.density(self.kernel, bin, *target, *near);
            }
        }
        sum
    }

    pub fn answer(
        &self,
        d: &Decoded,
        own: &[u16],
        named: &Named,
        yes: bool,
        asked: Asked,
        demand: Option<f64>,
    ) -> f64 {
        let (Some((r, ready)), Some(demand)) = (self.kind.reservation(&d.p), demand) else { return 1.0 };
        let p = chance_of_yes(worth(self.kernel, own, named), demand, r, ready, asked);
        if yes { p } else { 1.0 - p }
    }
}

/// Own utility of terms; open issues count with the mean of their values.
pub(crate) fn worth(kernel: &Kernel, own: &[u16], named: &Named) -> f64 {
    let q = |k: &u32| f64::from(own[*k as usize]);
    let fixed: f64 = named.fixed.iter().map(q).sum();
    let open: f64 = named.open.iter().map(|l| l.iter().map(q).sum::<f64>() / l.len() as f64).sum();
    (fixed + open) / kernel.bins as f64
}

/// Probability of a yes to terms of this worth.
#[must_use]
pub(crate) fn chance_of_yes(worth: f64, demand: f64, reservation: f64, ready: f64, asked: Asked) -> f64 {
    let logistic = |x: f64| 1.0 / (1.0 + num::exp(-x / WIDTH));
    match asked {
        Asked::InTalks => (1.0 - SLIPS) * logistic(worth - demand.max(reservation)) + 0.5 * SLIPS,
        Asked::AsLast => ready * logistic(worth - reservation),
        Asked::DoubleBlind => (0.5 + 0.5 * ready) * logistic(worth - reservation),
    }
}
