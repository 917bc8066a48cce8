//! The full model solved exactly, backward over the beliefs that can be reached: the oracle of the tests.
//!
//! V(t, x, b) = max_a { −c_a + δ[Σ settled + Σ_o P(o|b, a)·V(t+1, x′, b′)] }, leaving for good ending it. Beliefs
//! that agree to twelve digits are one. Only for reductions: a few kinds, short horizons; a stated number of
//! beliefs is never passed.

use super::act::Act;
use super::model::Model;
use super::table::{Table, updated};
use crate::error::{Error, Result};
use std::collections::HashMap;

/// The worth of every act, exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Exact {
    /// Worth of each open act, in the order of [`Model::acts`].
    pub options: Vec<(Act, f64)>,
    /// Beliefs that were visited.
    pub beliefs: usize,
}

impl Exact {
    /// The best act and its worth; the first of equal ones.
    #[must_use]
    pub fn best(&self) -> (Act, f64) {
        let mut best = (Act::LeaveForGood, f64::NEG_INFINITY);
        for (act, value) in &self.options {
            if *value > best.1 {
                best = (*act, *value);
            }
        }
        best
    }
}

type Key = (u32, Table, Vec<i64>);

struct Solver<'a> {
    model: &'a Model,
    known: HashMap<Key, f64>,
    begun: usize,
    most: usize,
}

impl Solver<'_> {
    fn key(period: u32, table: &Table, belief: &[f64]) -> Key {
        (period, *table, belief.iter().map(|b| (b * 1e12).round() as i64).collect())
    }

    fn act(&mut self, act: Act, period: u32, table: &Table, belief: &[f64]) -> Result<f64> {
        let cost = self.model.cost(act);
        if act == Act::LeaveForGood {
            let worth: f64 = belief.iter().enumerate().map(|(k, b)| b * self.model.leaving(k, table)).sum();
            return Ok(worth - cost);
        }
        let fan = self.model.fan(act, table, period);
        let mut then: f64 = fan.settled.iter().zip(belief).map(|(s, b)| s * b).sum();
        for branch in &fan.branches {
            let (chance, next) = updated(belief, branch);
            if chance > 0.0 {
                then += chance * self.value(period + 1, &branch.table, &next)?;
            }
        }
        Ok(self.model.setting().stakes.discount * then - cost)
    }

    fn value(&mut self, period: u32, table: &Table, belief: &[f64]) -> Result<f64> {
        let key = Self::key(period, table, belief);
        if let Some(v) = self.known.get(&key) {
            return Ok(*v);
        }
        self.begun += 1;
        if self.begun > self.most {
            return Err(Error::limit(format!("more than {} beliefs can be reached", self.most))
                .remedy("take fewer kinds, acts, bins or periods; or search instead of solving"));
        }
        let mut best = f64::NEG_INFINITY;
        for act in self.model.acts(table, period) {
            best = best.max(self.act(act, period, table, belief)?);
        }
        self.known.insert(key, best);
        Ok(best)
    }
}

/// Worth of every open act at a table and belief, with `most` beliefs at most.
///
/// # Errors
/// If the belief is none, or more beliefs can be reached.
pub fn exact(model: &Model, table: &Table, belief: &[f64], most: usize) -> Result<Exact> {
    model.checked_belief(belief)?;
    let mut solver = Solver { model, known: HashMap::new(), begun: 0, most };
    let options = model
        .acts(table, 0)
        .into_iter()
        .map(|a| solver.act(a, 0, table, belief).map(|v| (a, v)))
        .collect::<Result<_>>()?;
    Ok(Exact { options, beliefs: solver.known.len() })
}

#[cfg(test)]
mod tests {
    use super::super::model::{Kind, Means, Setting, Stakes};
    use super::super::stopping::Stopping;
    use super::*;
    use proptest::prelude::*;

    /// The stopping problem as a reduction: one party can settle or not, the other always says yes.
    fn reduction(s: &Stopping, horizon: u32) -> Model {
        let kind = |name: &str, accepts| Kind {
            name: name.into(),
            accepts,
            ..Kind::standard("random").expect("a kind")
        };
        Model::new(Setting {
            kinds: [vec![kind("can", s.hazard), kind("cannot", 0.0)], vec![kind("willing", 1.0)]],
            gaps: 1,
            reach: 1.0,
            outside: [vec![0.0], vec![0.0]],
            ground_moves: 0.0,
            text: [1.0, 1.0],
            against: 0.0,
            means: vec![Means::plain(Act::Facilitate), Means::plain(Act::LeaveForGood)],
            stakes: Stakes {
                settlement: s.settlement,
                pressed: 1.0,
                settlement_unaided: s.fallback,
                fallback: s.fallback,
                cost: s.cost,
                cost_away: s.cost,
                cost_recess: s.cost,
                discount: s.discount,
            },
            horizon,
        })
        .expect("a model")
    }

    #[test]
    fn stopping_is_a_special_case_to_a_billionth() {
        let s = Stopping::TEXTBOOK;
        let solved = exact(&reduction(&s, 60), &Table::open(0, 0), &[0.7, 0.3], 10_000).expect("solved");
        let (act, value) = solved.best();
        assert_eq!(act, Act::Facilitate);
        assert!((value - s.value(0.7)).abs() < 1e-9 && (value - 0.527_477_2).abs() < 5e-8, "{value}");
        let below = exact(&reduction(&s, 60), &Table::open(0, 0), &[0.15, 0.85], 10_000).expect("solved");
        assert_eq!(below.best(), (Act::LeaveForGood, 0.2));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn stopping_is_a_special_case(b in 0.05..0.95_f64, h in 0.05..0.6_f64, o in 0.0..0.6_f64, c in 0.005..0.05_f64) {
            let s = Stopping {
                belief: b, hazard: h, settlement: 1.0, fallback: o, fallback_if_settleable: o, cost: c, discount: 0.97,
            };
            // Long enough for the rule to have left.
            let horizon = s.leave_after(b).expect("an end") as u32 + 2;
            let solved = exact(&reduction(&s, horizon), &Table::open(0, 0), &[b, 1.0 - b], 100_000).expect("solved");
            prop_assert!((solved.best().1 - s.value(b)).abs() < 1e-9);
        }
    }

    #[test]
    fn too_many_beliefs_are_an_error_and_no_hang() {
        let s = Stopping::TEXTBOOK;
        assert!(exact(&reduction(&s, 60), &Table::open(0, 0), &[0.7, 0.3], 10).is_err_and(|e| e.is_limit()));
        assert!(exact(&reduction(&s, 60), &Table::open(0, 0), &[0.7, 0.4], 10).is_err());
    }
}
