//! The full model as the search sees it.

use super::act::Act;
use super::bound::Bound;
use super::model::Model;
use super::plain::Plain;
use super::pomcp::{Branch, Budget, Found, Process, Spread, Step, grow};
use super::table::{Seen, Table, updated};
use crate::error::Result;

struct Full<'a> {
    model: &'a Model,
    plain: Plain,
    bound: Bound,
}

impl Process for Full<'_> {
    type Act = Act;
    type Table = Table;
    type Belief = Vec<f64>;
    type Seen = Seen;
    const SPREAD: Spread = Spread::Halving;

    fn acts(&self, table: &Table, period: u32) -> Vec<Act> {
        self.model.acts(table, period)
    }

    fn step(&self, act: Act, table: &Table, belief: &Vec<f64>, period: u32) -> Step<Table, Vec<f64>, Seen> {
        let mut fixed = -self.model.cost(act);
        if act == Act::LeaveForGood {
            fixed += belief.iter().enumerate().map(|(k, b)| b * self.model.leaving(k, table)).sum::<f64>();
            return Step { fixed, branches: Vec::new() };
        }
        let fan = self.model.fan(act, table, period);
        fixed += self.discount() * fan.settled.iter().zip(belief).map(|(s, b)| s * b).sum::<f64>();
        let branch = |b: &super::table::Branch| -> Branch<Table, Vec<f64>, Seen> {
            let (chance, belief) = updated(belief, b);
            Branch { chance, seen: b.seen, table: b.table, belief }
        };
        Step { fixed, branches: fan.branches.iter().map(branch).collect() }
    }

    fn ends(&self, table: &Table, belief: &Vec<f64>, period: u32) -> (f64, f64) {
        let left = self.model.setting().horizon.saturating_sub(period);
        let low = self.plain.best(table, belief, left).0;
        (low, self.bound.at(table, belief, left).max(low))
    }

    fn discount(&self) -> f64 {
        self.model.setting().stakes.discount
    }
}

/// Searches the full model from a table and belief. `stop` is asked now and then whether to stop before the budget
/// is used up.
///
/// # Errors
/// If the belief is none, or the budget is 0 or beyond a million simulations.
pub fn search(
    model: &Model,
    table: &Table,
    belief: &[f64],
    budget: Budget,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Found> {
    model.checked_belief(belief)?;
    let full = Full { model, plain: Plain::of(model), bound: Bound::of(model) };
    Ok(grow(&full, table, &belief.to_vec(), budget, stop)?.0)
}

#[cfg(test)]
mod tests {
    use super::super::exact::exact;
    use super::super::model::{Kind, Means, Setting, Stakes};
    use super::*;

    const NEVER: &(dyn Fn() -> bool + Sync) = &|| false;

    /// Two kinds a side, the instruments of a great power or of a labour mediator.
    fn setting(horizon: u32, strong: Strength) -> Setting {
        let kinds = || Kind::standard_of(["reciprocator", "staller"]).expect("kinds");
        let with = |act, cost, weight| Means { cost, weight, decay: 0.1, ..Means::plain(act) };
        let mut means = vec![
            Means::plain(Act::Facilitate),
            with(Act::Table, 0.005, 0.0),
            with(Act::Probe(0), 0.005, 0.0),
            with(Act::Probe(1), 0.005, 0.0),
            Means::plain(Act::LeaveForGood),
        ];
        if strong == Strength::Power {
            means.extend([with(Act::Warn(1), 0.0, 0.4), with(Act::Sanction(1), 0.05, 0.5)]);
        }
        if strong == Strength::WayBack {
            means.extend([with(Act::LeaveWithWayBack, 0.0, 0.0), with(Act::Return, 0.02, 0.0)]);
        }
        Setting {
            kinds: [kinds(), kinds()],
            gaps: 2,
            reach: 0.3,
            outside: [vec![0.4, 0.6], vec![0.6, 0.4]],
            ground_moves: 0.0,
            text: [0.5, 0.5],
            against: 0.2,
            means,
            stakes: Stakes {
                settlement: 1.0,
                pressed: 0.8,
                settlement_unaided: 1.0,
                fallback: 0.15,
                cost: 0.03,
                cost_away: 0.002,
                cost_recess: 0.01,
                discount: 0.97,
            },
            horizon,
        }
    }

    #[derive(Clone, Copy, PartialEq)]
    enum Strength {
        Plain,
        Power,
        WayBack,
    }

    #[test]
    fn it_finds_the_act_and_the_value_of_the_exact_solution() {
        for (strength, horizon) in [(Strength::Plain, 7), (Strength::Power, 5), (Strength::WayBack, 5)] {
            let model = Model::new(setting(horizon, strength)).expect("a model");
            for (gap, a, b) in [(0, 0.5, 0.5), (1, 0.8, 0.7), (1, 0.2, 0.3), (0, 0.15, 0.9)] {
                let belief = model.belief([&[a, 1.0 - a], &[b, 1.0 - b]]).expect("a belief");
                let table = Table::open(gap, 0);
                let truth = exact(&model, &table, &belief, 3_000_000).expect("solved");
                let budget = Budget { simulations: 4000, seed: 11 };
                let found = search(&model, &table, &belief, budget, NEVER).expect("found");
                let (act, value) = truth.best();
                let best = found.options[0];
                assert!((best.value - value).abs() <= 0.01 * value.abs(), "{best:?} {act:?} {value}");
                assert!(best.value <= value + 1e-9, "a plan cannot be worth more than the best");
                let of = |a: Act| truth.options.iter().find(|o| o.0 == a).map_or(f64::NAN, |o| o.1);
                assert!(best.act == act || value - of(best.act) < 1e-9, "{best:?} {act:?} {value}");
                for o in &found.options {
                    let truth = of(o.act);
                    assert!(
                        o.value <= truth + 1e-9 && truth <= o.high + 1e-9 && o.regret >= 0.0,
                        "{o:?} {truth}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_same_bytes_on_any_number_of_threads() {
        let model = Model::new(setting(20, Strength::Power)).expect("a model");
        let belief = model.belief([&[0.6, 0.4], &[0.5, 0.5]]).expect("a belief");
        let budget = Budget { simulations: 500, seed: 5 };
        let with = |n| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("a pool");
            pool.install(|| search(&model, &Table::open(1, 0), &belief, budget, NEVER)).expect("found")
        };
        let one = with(1);
        assert_eq!(one, with(2));
        assert_eq!(one, with(5));
        assert_eq!((one.simulations, one.asked, one.stopped), (500, 500, false));
    }

    #[test]
    fn more_simulations_never_lower_a_value_of_a_tree_and_a_clock_reports_what_was_reached() {
        let model = Model::new(setting(12, Strength::Power)).expect("a model");
        let belief = model.belief([&[0.6, 0.4], &[0.5, 0.5]]).expect("a belief");
        let table = Table::open(1, 0);
        let run = |simulations| {
            search(&model, &table, &belief, Budget { simulations, seed: 1 }, NEVER).expect("found")
        };
        let (few, many) = (run(80), run(2000));
        assert!(many.options[0].value >= few.options[0].value);
        let looks = std::sync::atomic::AtomicU64::new(0);
        let stop = || looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 20;
        let cut =
            search(&model, &table, &belief, Budget { simulations: 100_000, seed: 1 }, &stop).expect("found");
        assert!(cut.stopped && cut.simulations < 1000 && cut.asked == 100_000, "{}", cut.simulations);
        let none = Budget { simulations: 0, seed: 1 };
        assert!(search(&model, &table, &belief, none, NEVER).is_err_and(|e| e.is_limit()));
    }

    #[test]
    fn exchanging_the_parties_exchanges_the_options() {
        let straight = setting(8, Strength::Power);
        let mut mirrored = straight.clone();
        mirrored.kinds.swap(0, 1);
        mirrored.outside.swap(0, 1);
        mirrored.text.swap(0, 1);
        for m in &mut mirrored.means {
            m.act = m.act.mirrored();
        }
        let value = |s: Setting, a: [f64; 2], b: [f64; 2]| {
            let model = Model::new(s).expect("a model");
            let belief = model.belief([&a, &b]).expect("a belief");
            exact(&model, &Table::open(1, 0), &belief, 3_000_000).expect("solved").options
        };
        let s = Setting { horizon: 4, ..straight };
        let m = Setting { horizon: 4, ..mirrored };
        let one = value(s, [0.7, 0.3], [0.4, 0.6]);
        let other = value(m, [0.4, 0.6], [0.7, 0.3]);
        for (act, v) in &one {
            let same = other.iter().find(|o| o.0 == act.mirrored()).expect("the mirrored act");
            assert!((v - same.1).abs() < 1e-12, "{act:?}");
        }
    }
}
