//! The options of a case over time: which step now, which after it, until the sides settle or the mediator leaves.
//!
//! Hidden is one thing, whether the sides can settle; the belief in it is exact. On the table: which steps have been
//! used, and whether the mediator is there. A period brings one act:
//!
//! - a step of the menu (`menu`): what it costs, how likely it settles, whether it makes sides able, what its answer
//!   tells. Each can be used once, since a second answer to the same question is hardly a second piece of evidence;
//!   going on as now can be done for ever;
//! - a period away with the way open (`way_back`): they may settle unaided, or ask the mediator back; any step from
//!   there costs coming back besides;
//! - leaving for good, which ends it.
//!
//! After the horizon, and at the ends of the search, the stopping rule goes on. The search (`pomcp`) brackets every
//! option: below, the worth of the plan that was found; above, the worth if it were known whether they can settle,
//! where every unused step that gains by itself gains at once:
//!
//! can: g = max(U, O₁, unaided) + Σ_i max(0, δ(h_i − h)(V − U) − a_i), U = (δhV − c)/(1 − δ(1 − h));
//! cannot: O₀ + Σ_i max(0, τ_i(g′ − O₀) − c − a_i), g′ = δ·max(V, g).
//!
//! Absent: answers that depend on each other, steps that wear out, and who of the two is able (`model`).

use super::act::Act;
use super::menu::{Instrument, Menu};
use super::pomcp::{Branch, Budget, Found, Node, Process, Spread, Step, Tried, Valued, alone, grow};
use super::stopping::Stopping;
use super::table::Place;
use crate::error::{Error, Result};

/// Most steps of a menu.
const MOST: usize = 60;

/// A stay-or-leave problem with the steps that can be used in it.
#[derive(Clone, Copy, Debug)]
pub struct Course<'a> {
    /// The problem; its belief is the one now.
    pub problem: &'a Stopping,
    /// The steps.
    pub menu: &'a Menu,
    /// Is the mediator away now? Then any step from there costs coming back besides.
    pub away: bool,
    /// Periods in which steps can be used.
    pub horizon: u32,
}

/// What lies on the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    used: u64,
    place: Place,
}

/// What a period without a settlement brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Nothing.
    Nothing,
    /// A yes to the question; or, away, being asked back.
    Yes,
    /// A no; or, away, not being asked back.
    No,
}

/// What the plan that was found does after a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Next {
    /// What the step brought.
    pub answer: Answer,
    /// Chance of it, if they have not settled at once.
    pub chance: f64,
    /// Belief then.
    pub belief: f64,
    /// Place in [`Menu::acts`] of what the plan does then; nothing where it goes on as now, as long as that pays.
    pub then: Option<usize>,
    /// What it does after that; empty where it goes on as now, or at the depth to which plans are told.
    pub after: Vec<Next>,
}

/// How many steps of a plan are told after its first.
const TOLD: usize = 3;

/// A course searched.
#[derive(Clone, Debug, PartialEq)]
pub struct Charted {
    /// What was found; acts are places in [`Menu::acts`].
    pub found: Found<usize>,
    /// By place: what the plan that begins there does next.
    pub next: Vec<Vec<Next>>,
}

impl Charted {
    /// Worth by place.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        let mut out = vec![f64::NEG_INFINITY; self.next.len()];
        for o in &self.found.options {
            out[o.act] = o.value;
        }
        out
    }

    /// The option at a place.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<&Valued<usize>> {
        self.found.options.iter().find(|o| o.act == place)
    }
}

impl Course<'_> {
    /// Searches.
    ///
    /// # Errors
    /// If a number of the problem or the menu is impossible, there are more than 60 steps, or the budget is 0 or
    /// beyond a million simulations.
    pub fn search(&self, budget: Budget, stop: &(dyn Fn() -> bool + Sync)) -> Result<Charted> {
        self.problem.checked()?;
        self.menu.checked()?;
        if self.menu.instruments.len() > MOST {
            return Err(Error::limit(format!("{} steps", self.menu.instruments.len()))
                .remedy(format!("at most {MOST}")));
        }
        let (found, root) = grow(&self.ready(), &self.start(), &self.problem.belief, budget, stop)?;
        Ok(Charted { next: root.tried.iter().map(|t| next(t, TOLD)).collect(), found })
    }

    /// Worths of the options at these places of [`Menu::acts`], each after so many simulations of its own.
    #[must_use]
    pub fn worths(&self, places: &[usize], each: u64) -> Vec<f64> {
        let ready = self.ready();
        let (at, belief) = (self.start(), self.problem.belief);
        places.iter().map(|k| alone(&ready, *k, &at, &belief, each).value).collect()
    }

    fn start(&self) -> At {
        At { used: 0, place: if self.away { Place::Away } else { Place::Here } }
    }

    /// With what follows from it worked out.
    fn ready(&self) -> Ready<'_> {
        let p = self.problem;
        let (d, c, h, v) = (p.discount, p.cost, p.hazard, p.settlement);
        let (o0, o1) = (p.fallback, p.fallback_if_settleable);
        // Dividing by nothing: without discounting and with a sure settlement to come, waiting is free.
        let forever =
            |gain: f64, keeps: f64| if keeps < 1.0 { gain / (1.0 - keeps) } else { gain.max(0.0) / 1e-12 };
        let mut can = forever(d * h * v - c, d * (1.0 - h)).min(v).max(o1);
        if let Some(w) = &self.menu.way_back {
            let unaided = d * w.hazard_unaided * w.settlement_unaided - w.cost_away;
            let most = w.settlement_unaided.max(v);
            can = can.max(forever(unaided, d * (1.0 - w.hazard_unaided)).min(most));
        }
        let gain = |i: &Instrument| {
            let own = i.hazard.map_or(h, |x| x.max(h));
            // Whatever the period costs while it is used, it costs no less than nothing.
            let period = i.period_cost.unwrap_or(c);
            (d * (own - h) * (v - can).max(0.0) - i.cost + (c - period).max(0.0)).max(0.0)
        };
        let can_more: Vec<f64> = self.menu.instruments.iter().map(gain).collect();
        let all: f64 = can + can_more.iter().sum::<f64>();
        let turned = d * v.max(all);
        let turns = |i: &Instrument| (i.turns * (turned - o0) - i.period_cost.unwrap_or(c) - i.cost).max(0.0);
        let cannot_more = self.menu.instruments.iter().map(turns).collect();
        Ready { course: self, can, can_more, cannot_more }
    }
}

struct Ready<'a> {
    course: &'a Course<'a>,
    /// Worth if they can settle, without any step; and what each step adds at most.
    can: f64,
    can_more: Vec<f64>,
    /// What each step adds at most if they cannot.
    cannot_more: Vec<f64>,
}

impl Process for Ready<'_> {
    type Act = usize;
    type Table = At;
    type Belief = f64;
    type Seen = Answer;
    const SPREAD: Spread = Spread::Even;

    fn acts(&self, table: &At, period: u32) -> Vec<usize> {
        if period >= self.course.horizon {
            return Vec::new();
        }
        let n = self.course.menu.instruments.len();
        let way = self.course.menu.way_back.is_some();
        // At the root nothing is used yet, so that acts stand at their places.
        (0..n).filter(|i| table.used >> i & 1 == 0).chain(n..n + 1 + usize::from(way)).collect()
    }

    fn step(&self, act: usize, table: &At, belief: &f64, _period: u32) -> Step<At, f64, Answer> {
        let (p, menu, b) = (self.course.problem, self.course.menu, *belief);
        match (menu.instruments.get(act), menu.way_back) {
            (Some(i), way) => {
                let back = match (table.place, way) {
                    (Place::Away, Some(w)) => w.cost_return,
                    _ => 0.0,
                };
                let (paid, settles, open) = i.period(p, b);
                let used = if i.act == Act::Facilitate { table.used } else { table.used | 1 << act };
                let at = At { used, place: Place::Here };
                let one = |answer, chance, belief| Branch { chance, seen: answer, table: at, belief };
                let branches = match i.reading {
                    None => vec![one(Answer::Nothing, 1.0 - settles, open)],
                    Some(r) => {
                        let (yes, after_yes, after_no) = r.read(open);
                        let on = 1.0 - settles;
                        vec![
                            one(Answer::Yes, on * yes, after_yes),
                            one(Answer::No, on * (1.0 - yes), after_no),
                        ]
                    }
                };
                Step { fixed: p.discount * settles * p.settlement - paid - back, branches }
            }
            (None, Some(w)) if act == menu.instruments.len() => {
                let settles = b * w.hazard_unaided;
                let at = At { place: Place::Away, ..*table };
                let asked = b * w.asks + (1.0 - b) * w.asks_otherwise;
                let silent = (1.0 - settles - asked).max(0.0);
                let share = |part: f64, of: f64| if of > 0.0 { (part / of).min(1.0) } else { b };
                let branch = |seen, chance, belief| Branch { chance, seen, table: at, belief };
                let branches = vec![
                    branch(Answer::Yes, asked, share(b * w.asks, asked)),
                    branch(Answer::No, silent, share(b * (1.0 - w.hazard_unaided - w.asks), silent)),
                ];
                Step { fixed: p.discount * settles * w.settlement_unaided - w.cost_away, branches }
            }
            _ => Step { fixed: p.leave(b), branches: Vec::new() },
        }
    }

    fn ends(&self, table: &At, belief: &f64, period: u32) -> (f64, f64) {
        let (p, b) = (self.course.problem, *belief);
        let low = match (table.place, self.course.menu.way_back) {
            (Place::Away, Some(w)) => p.leave(b).max(p.value(b) - w.cost_return),
            _ => p.value(b),
        };
        if period >= self.course.horizon {
            return (low, low);
        }
        let unused = |of: &[f64]| -> f64 {
            of.iter().enumerate().filter(|(i, _)| table.used >> i & 1 == 0).map(|(_, x)| x).sum()
        };
        let can = self.can + unused(&self.can_more);
        let cannot = p.fallback + unused(&self.cannot_more);
        (low, (b * can + (1.0 - b) * cannot).max(low))
    }

    fn discount(&self) -> f64 {
        self.course.problem.discount
    }
}

/// What the plan that begins with a step does next, answer by answer.
fn next(t: &Tried<Ready<'_>>, deep: usize) -> Vec<Next> {
    let open: f64 = t.stubs.iter().map(|s| s.chance).sum();
    t.stubs
        .iter()
        .filter(|s| s.chance > 0.0)
        .map(|s| {
            let then = s.node.as_deref().and_then(Node::planned);
            Next {
                answer: s.seen,
                chance: s.chance / open,
                belief: s.belief,
                then: then.map(|t| t.act),
                after: then.filter(|_| deep > 1).map_or_else(Vec::new, |t| next(t, deep - 1)),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::menu::Reading;
    use super::super::way_back::WayBack;
    use super::*;
    use proptest::prelude::*;

    const NEVER: &(dyn Fn() -> bool + Sync) = &|| false;

    fn problem(belief: f64) -> Stopping {
        Stopping {
            belief,
            hazard: 0.06,
            settlement: 1.0,
            fallback: 0.1,
            fallback_if_settleable: 0.45,
            cost: 0.006,
            discount: 0.99,
        }
    }

    fn instrument(act: Act, [cost, settles, turns]: [f64; 3], reading: Option<[f64; 2]>) -> Instrument {
        Instrument {
            cost,
            hazard: Some(settles),
            turns,
            reading: reading.map(|[yes, yes_otherwise]| Reading { yes, yes_otherwise }),
            ..Instrument::plain(act)
        }
    }

    fn menu(way: bool) -> Menu {
        Menu {
            instruments: vec![
                instrument(Act::Table, [0.01, 0.12, 0.03], None),
                instrument(Act::Probe(0), [0.004, 0.06, 0.01], Some([0.5, 0.15])),
                instrument(Act::Sanction(1), [0.03, 0.06, 0.08], None),
                Instrument::plain(Act::Facilitate),
            ],
            way_back: way.then_some(WayBack {
                cost_away: 0.001,
                cost_return: 0.02,
                hazard_unaided: 0.02,
                settlement_unaided: 0.8,
                asks: 0.1,
                asks_otherwise: 0.02,
                periods: 26,
            }),
        }
    }

    /// Every plan within the horizon, by recursion: the oracle.
    fn by_recursion(ready: &Ready<'_>, at: At, belief: f64, period: u32) -> Vec<f64> {
        let best = |at: At, belief: f64, period: u32| {
            let low = ready.ends(&at, &belief, period).0;
            by_recursion(ready, at, belief, period).into_iter().fold(low, f64::max)
        };
        let of = |act: usize| {
            let step = ready.step(act, &at, &belief, period);
            let then = |b: &Branch<At, f64, Answer>| {
                if b.chance > 0.0 { b.chance * best(b.table, b.belief, period + 1) } else { 0.0 }
            };
            step.fixed + ready.discount() * step.branches.iter().map(then).sum::<f64>()
        };
        ready.acts(&at, period).into_iter().map(of).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_best_plan_lies_in_every_bracket_and_the_search_finds_it(
            b in 0.02..0.98_f64, way in proptest::bool::ANY, away in proptest::bool::ANY,
            cost in 0.001..0.03_f64, hazard in 0.01..0.2_f64,
        ) {
            let (p, m) = (Stopping { cost, hazard, ..problem(b) }, menu(way));
            let course = Course { problem: &p, menu: &m, away: away && way, horizon: 4 };
            let charted = course.search(Budget { simulations: 3000, seed: 1 }, NEVER).expect("searched");
            let truth = by_recursion(&course.ready(), course.start(), b, 0);
            for o in &charted.found.options {
                let t = truth[o.act];
                prop_assert!(o.value <= t + 1e-9 && t <= o.high + 1e-9, "{o:?} {t}");
                prop_assert!(t - o.value <= 0.01 * t.abs(), "{o:?} {t}");
            }
            let best = truth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let first = charted.found.options[0];
            prop_assert!(best - truth[first.act] <= 1e-9 + best - first.value, "{first:?} {truth:?}");
        }

        #[test]
        fn a_plan_is_worth_no_less_than_its_first_step_with_the_stopping_rule(b in 0.02..0.98_f64) {
            let (p, m) = (problem(b), menu(false));
            let course = Course { problem: &p, menu: &m, away: false, horizon: 26 };
            for (long, short) in course.worths(&[0, 1, 2, 3, 4], 60).iter().zip(m.values(&p)) {
                prop_assert!(*long >= short - 1e-12, "{long} {short}");
            }
        }
    }

    #[test]
    fn with_nothing_to_use_it_is_the_stopping_problem() {
        let m = Menu { instruments: vec![Instrument::plain(Act::Facilitate)], way_back: None };
        for b in [0.05, 0.3, 0.7] {
            let p = problem(b);
            let w = Course { problem: &p, menu: &m, away: false, horizon: 26 }.worths(&[0, 1], 200);
            assert!((w[0] - p.stay(b)).abs() < 1e-12 && (w[1] - p.leave(b)).abs() < 1e-12);
        }
    }

    #[test]
    fn steps_that_are_alike_are_worth_alike_and_exchanging_them_exchanges_their_worths() {
        let p = problem(0.4);
        let side = |i: usize, turns: f64| instrument(Act::Probe(i), [0.004, 0.06, turns], Some([0.5, 0.15]));
        let of = |turns: [f64; 2]| {
            let steps = vec![side(0, turns[0]), side(1, turns[1]), Instrument::plain(Act::Facilitate)];
            let m = Menu { instruments: steps, way_back: None };
            Course { problem: &p, menu: &m, away: false, horizon: 8 }
                .search(Budget { simulations: 800, seed: 3 }, NEVER)
                .expect("searched")
                .values()
        };
        let same = of([0.01, 0.01]);
        assert_eq!(same[0], same[1]);
        let (one, other) = (of([0.01, 0.05]), of([0.05, 0.01]));
        assert!((one[0] - other[1]).abs() < 1e-9 && (one[1] - other[0]).abs() < 1e-9, "{one:?} {other:?}");
        assert!((one[2] - other[2]).abs() < 1e-9);
    }

    #[test]
    fn the_same_bytes_on_any_number_of_threads_and_a_tree_alone_is_the_tree_among_others() {
        let (p, m) = (problem(0.5), menu(true));
        let course = Course { problem: &p, menu: &m, away: false, horizon: 26 };
        let with = |n| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("a pool");
            pool.install(|| course.search(Budget { simulations: 606, seed: 5 }, NEVER)).expect("searched")
        };
        let one = with(1);
        assert_eq!(one, with(3));
        let n = m.acts().len();
        let alone = course.worths(&(0..n).collect::<Vec<_>>(), 606 / n as u64);
        let open = one.found.options.iter().filter(|o| o.high - o.value > 1e-9).count();
        assert_eq!(open, n - 1, "all but leaving for good are open at the root");
        // Leaving for good has nothing to look at: the others share its part.
        let shared = course.worths(&(0..n).collect::<Vec<_>>(), 606 / (n as u64 - 1));
        assert_eq!(one.values(), shared);
        assert!(alone.iter().zip(&shared).all(|(a, s)| s >= a));
        assert!(one.next.iter().take(n - 1).all(|next| !next.is_empty()));
        let looks = std::sync::atomic::AtomicU64::new(0);
        let stop = || looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 5;
        let cut = course.search(Budget { simulations: 90_000, seed: 5 }, &stop).expect("searched").found;
        assert!(cut.stopped && cut.simulations < 1000 && cut.asked == 90_000);
    }

    #[test]
    fn impossible_numbers_and_budgets_are_refused() {
        let (p, m) = (problem(1.2), menu(false));
        let course = |problem, menu| Course { problem, menu, away: false, horizon: 4 };
        let few = Budget { simulations: 10, seed: 1 };
        assert!(course(&p, &m).search(few, NEVER).is_err_and(|e| e.to_string().contains("belief 1.2")));
        let p = problem(0.5);
        assert!(
            course(&p, &m).search(Budget { simulations: 0, seed: 1 }, NEVER).is_err_and(|e| e.is_limit())
        );
        let mut odd = menu(false);
        odd.instruments[0].turns = 1.2;
        assert!(course(&p, &odd).search(few, NEVER).is_err_and(|e| e.to_string().contains("turns of table")));
    }
}
