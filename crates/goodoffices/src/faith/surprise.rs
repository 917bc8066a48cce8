//! How little the model expected an offer: the share of what it expected that would have been less likely.
//!
//! Of an offer the model looks at the level of what it names: the own utility of the issues that are named, with what
//! is left open added up over all its values. With h the shares of combinations by level, of the named issues (A), the
//! open ones (O) and all, and P the probability of a level,
//! `P(a) = (1 − m)·Σ_o h_A(a)·h_O(o)·P(a+o)/h(a+o) + m·h_A(a)`, m the share of mistakes, uniform on all outcomes;
//! the surprise of a particle is Σ P(a') over the a' with P(a') ≤ P(a), and particles and types count by their weight
//! (a posterior predictive p, Rubin 1984). An offer that names every issue has no open ones, so `P(a+o)` is the level
//! itself; one that names none is no surprise. An issue told as a set of values counts as open. A type that offers
//! at random finds nothing less likely than anything else.

use super::frame::Frame;
use super::history::{Act, Named};
use super::level::{MISTAKES, Scratch};
use super::smc::{Cloud, Common};

/// Share of what a type expected at an act that would have been less likely than these terms, over about `asked`
/// particles; nothing where the terms name no issue.
pub(super) fn tail(
    cloud: &mut Cloud,
    common: Common<'_>,
    act: &Act,
    named: &Named,
    asked: usize,
) -> Option<f64> {
    if named.fixed.is_empty() {
        return None;
    }
    if cloud.layout.dimension == 0 {
        return Some(1.0);
    }
    let view = common.view(cloud.kind);
    let parts = Parts::of(&common.history.frame, named);
    let stride = (cloud.particles.len() / asked).max(1);
    let (mut sum, mut weight, mut scratch) = (0.0, 0.0, Scratch::default());
    for (p, w) in cloud.particles.iter_mut().zip(&cloud.weights).step_by(stride) {
        p.tables.take_out(common.kernel, common.frame(), &mut scratch);
        let at = view.moment(&p.d, &p.tables.own, act, p.previous);
        let Some(targets) = view.kind.targets(&p.d.p, &at) else { return Some(1.0) };
        let aims = view.aims(&mut p.tables, &targets);
        let level = |b: usize| f64::from(view.level(&p.tables, b, &aims));
        sum += w * parts.tail(&p.tables.own, &named.fixed, level);
        p.tables.put_away(&mut scratch);
        weight += w;
    }
    Some(if weight > 0.0 { (sum / weight).min(1.0) } else { 1.0 })
}

/// Positions of the values of the issues that are named, and of those that are open.
struct Parts {
    named: Vec<std::ops::Range<usize>>,
    open: Vec<std::ops::Range<usize>>,
}

impl Parts {
    fn of(frame: &Frame, named: &Named) -> Self {
        let issues = (0..frame.starts.len() - 1).map(|a| frame.range(a));
        let is_named = |r: &std::ops::Range<usize>| named.fixed.iter().any(|k| r.contains(&(*k as usize)));
        let (named, open) = issues.partition(is_named);
        Self { named, open }
    }

    fn tail(&self, own: &[u16], values: &[u32], level: impl Fn(usize) -> f64) -> f64 {
        let (a, o) = (shares(own, &self.named), shares(own, &self.open));
        let mut all = vec![0.0; a.len() + o.len() - 1];
        for (i, x) in a.iter().enumerate().filter(|(_, x)| **x > 0.0) {
            o.iter().enumerate().for_each(|(j, y)| all[i + j] += x * y);
        }
        // How much likelier a level is than if every outcome were alike.
        let raised: Vec<f64> =
            all.iter().enumerate().map(|(b, h)| if *h > 0.0 { level(b) / h } else { 0.0 }).collect();
        let chance = |i: usize| {
            let meant: f64 = o.iter().enumerate().map(|(j, y)| y * raised[i + j]).sum();
            a[i] * ((1.0 - MISTAKES) * meant + MISTAKES)
        };
        let chances: Vec<f64> = (0..a.len()).map(|i| if a[i] > 0.0 { chance(i) } else { 0.0 }).collect();
        let here = chances[values.iter().map(|k| own[*k as usize] as usize).sum::<usize>()];
        chances.iter().filter(|c| **c <= here * (1.0 + 1e-9)).sum()
    }
}

/// Shares of the combinations of the values of these issues by summed level.
fn shares(own: &[u16], issues: &[std::ops::Range<usize>]) -> Vec<f64> {
    let mut h = vec![1.0];
    for range in issues {
        let most = own[range.clone()].iter().copied().max().unwrap_or(0) as usize;
        let each = 1.0 / range.len() as f64;
        let mut next = vec![0.0; h.len() + most];
        for q in &own[range.clone()] {
            next[*q as usize..].iter_mut().zip(&h).for_each(|(y, x)| *y += each * x);
        }
        h = next;
    }
    h
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faith::{
        Estimator, IssueShape, Level, Observation, Planned, Seen, Setup, Term, Utility, When, draw, whole,
    };
    use crate::rng::stream;

    fn setup() -> Setup {
        let mut s = Setup::new(vec![IssueShape { values: 4, ordered: true }; 3], 5);
        s.own = Utility::Known(vec![vec![0.0, 1.0, 2.0, 3.0]; 3]);
        s.other = Utility::Known(vec![vec![3.0, 2.0, 1.0, 0.0]; 3]);
        s.particles = 256;
        s
    }

    fn offers(terms: impl Fn(usize) -> Vec<Term>, many: usize) -> Estimator {
        let mut e = Estimator::new(&setup()).unwrap();
        for k in 0..many {
            let what = Seen::Offer { terms: terms(k), pressed: false };
            e.observe(&Observation { when: When::at((k as f64 + 0.5) / 24.0), what }).unwrap();
        }
        e
    }

    #[test]
    fn a_party_that_leaves_every_path_twice_silences_the_model_with_whole_and_with_partial_offers() {
        let firm = |k: usize, bad: u32| -> u32 { if k < 14 { 3 } else { bad } };
        let complete = |k: usize| whole(&[firm(k, 1), firm(k, 0), firm(k, 0)]);
        let partial = |k: usize| vec![Term::Value(firm(k, 0)), Term::Value(firm(k, 0)), Term::Open];
        for terms in [&complete as &dyn Fn(usize) -> Vec<Term>, &partial] {
            assert!(!offers(terms, 15).estimate().surprised);
            let found = offers(terms, 16).estimate();
            let p: Vec<Option<f64>> = found.added.iter().map(|a| a.surprise).collect();
            assert!(p[..14].iter().all(|p| p.is_some_and(|p| p > 0.2)), "{p:?}");
            assert!(found.surprised && found.level() == Level::Undetermined, "{p:?}");
        }
        // What names nothing is no surprise.
        assert_eq!(offers(|_| vec![Term::Open; 3], 1).estimate().added[0].surprise, None);
    }

    #[test]
    fn what_the_model_draws_seldom_surprises_it() {
        let plan: Vec<(When, Planned)> = (0..12)
            .map(|k| (When::at((f64::from(k) + 0.5) / 12.0), Planned::Offer { pressed: false }))
            .collect();
        let (mut low, mut all, mut silenced) = (0, 0, 0);
        for k in 0..60_u64 {
            let drawn = draw(&setup(), (k % 6) as usize, &plan, &mut stream(4, &[k.into()])).unwrap();
            let mut e = Estimator::new(&setup()).unwrap();
            e.observe_all(&drawn.observations).unwrap();
            let found = e.estimate();
            let p = found.added.iter().filter_map(|a| a.surprise);
            low += p.clone().filter(|p| *p < 0.05).count();
            all += p.count();
            silenced += usize::from(found.surprised);
        }
        assert!(all == 720 && low < 60 && silenced == 0, "{low} of {all}, {silenced}");
    }

    #[test]
    fn an_offer_that_names_all_is_judged_by_its_level() {
        // Two issues of two values at levels 0 and 60, 0 and 40; the level aimed at has .9, the others share the rest.
        let own = [0_u16, 60, 0, 40];
        let parts = |fixed: &[u32], open: Vec<Vec<u32>>| {
            Parts::of(&Frame::new(&[2, 2]), &Named { fixed: fixed.to_vec(), open, share: 1.0 })
        };
        let all = parts(&[0, 2], Vec::new());
        let level = |b: usize| match b {
            100 => 0.9,
            60 => 0.06,
            40 => 0.04,
            _ => 0.0,
        };
        let near = |x: f64, y: f64| (x - y).abs() < 1e-12;
        assert!(near(all.tail(&own, &[1, 3], level), 1.0));
        assert!(near(all.tail(&own, &[0, 2], level), 0.02 * 0.25));
        assert!(near(all.tail(&own, &[0, 3], level), 0.02 * 0.5 + 0.98 * 0.04));
        // Only the first issue named: levels 0 and 60 of it.
        let parts = parts(&[0], vec![vec![2, 3]]);
        assert!(near(parts.tail(&own, &[0], level), 0.98 * 0.04 + 0.02 * 0.5));
    }
}
