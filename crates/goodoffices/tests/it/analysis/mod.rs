//! Frontiers and solutions against brute force written apart from them, and what theory promises.

mod rectangles;

use goodoffices::analysis::{
    Analysis, Disagreement, Frontier, Guarantee, Method, Settings, Solutions, disagreement,
};
use goodoffices::outcome::{Issue, OutcomeSpace};
use goodoffices::preference::{Additive, Preference, Profile, Reservation, UtilityFunction};
use goodoffices::scenario::{Constraint, Party, Scenario, Term};
use proptest::prelude::*;

const TIE: f64 = 1e-9;

/// An additive function that does not say so.
#[derive(Debug)]
struct Opaque(Additive);

impl UtilityFunction for Opaque {
    fn utility(&self, digits: &[u32]) -> f64 {
        self.0.utility(digits)
    }
}

/// A small recipe for a scenario: sizes, and per party integer value tables with a common divisor, so that
/// ties are frequent, or reals, so that they are not.
#[derive(Clone, Debug)]
struct Recipe {
    sizes: Vec<usize>,
    tables: Vec<Vec<Vec<f64>>>,
    caps: Vec<Option<f64>>,
    reservations: Vec<Option<f64>>,
    constraints: Vec<Constraint>,
}

impl Recipe {
    fn space(&self) -> OutcomeSpace {
        let issue =
            |(k, n): (usize, &usize)| Issue::categorical(format!("i{k}"), (0..*n).map(|v| v.to_string()));
        OutcomeSpace::new(self.sizes.iter().enumerate().map(issue).collect()).unwrap()
    }

    fn functions(&self) -> Vec<Additive> {
        let space = self.space();
        self.tables
            .iter()
            .zip(&self.caps)
            .map(|(tables, cap)| {
                let weights: Vec<f64> = (0..tables.len()).map(|k| 1.0 / (k as f64 + 3.0)).collect();
                let u = Additive::new(&space, weights, tables.clone()).unwrap();
                cap.map_or(u.clone(), |c| u.with_cap(c))
            })
            .collect()
    }

    fn scenario(&self, opaque: bool) -> Scenario {
        let parties = self
            .functions()
            .into_iter()
            .zip(&self.reservations)
            .enumerate()
            .map(|(k, (u, r))| {
                let profile = if opaque { Profile::new(Opaque(u)) } else { Profile::new(u) };
                let r = r.map_or(Reservation::None, Reservation::Value);
                Party { name: format!("p{k}"), preference: Preference::Known(profile.with_reservation(r)) }
            })
            .collect();
        Scenario { name: "test".into(), space: self.space(), parties, constraints: self.constraints.clone() }
    }
}

fn recipe(parties: std::ops::RangeInclusive<usize>, largest: usize) -> impl Strategy<Value = Recipe> {
    (parties, proptest::collection::vec(1_usize..6, 1..8), 0_u8..4).prop_flat_map(
        move |(n, mut sizes, kind)| {
            while sizes.iter().product::<usize>() > largest {
                sizes.pop();
            }
            let value = match kind {
                0 => (0_i32..5).prop_map(|v| f64::from(v) / 4.0).boxed(),
                1 => (0_i32..40).prop_map(|v| f64::from(v) * 0.05).boxed(),
                // Within the tie, though not by rounding.
                2 => {
                    (0_i32..4, 0_i32..2).prop_map(|(v, k)| f64::from(v) / 4.0 + f64::from(k) * 4e-10).boxed()
                }
                _ => (0.0..1.0_f64).boxed(),
            };
            let issues = sizes.len();
            let tables: Vec<_> = (0..n)
                .map(|_| {
                    sizes.iter().map(|m| proptest::collection::vec(value.clone(), *m)).collect::<Vec<_>>()
                })
                .collect();
            let term = (0..issues, proptest::collection::btree_set(0_usize..5, 1..4))
                .prop_map(|(issue, values)| Term { issue, values: values.into_iter().collect() });
            let side = proptest::collection::vec(term, 0..3);
            let constraint =
                (side.clone(), side).prop_map(|(when, then)| Constraint { text: "c".into(), when, then });
            (
                Just(sizes),
                tables,
                proptest::collection::vec(proptest::option::weighted(0.3, 0.2..1.0_f64), n),
                proptest::collection::vec(proptest::option::weighted(0.4, 0.0..0.8_f64), n),
                prop_oneof![2 => Just(Vec::new()), 1 => proptest::collection::vec(constraint, 1..4)],
            )
                .prop_map(|(sizes, tables, caps, reservations, constraints)| Recipe {
                    sizes,
                    tables,
                    caps,
                    reservations,
                    constraints,
                })
        },
    )
}

type Row = (Vec<u32>, Vec<f64>);

/// Every admissible outcome that the settings let count.
fn counted(scenario: &Scenario, settings: &Settings) -> Vec<Row> {
    let profiles: Vec<&Profile> = scenario
        .parties
        .iter()
        .map(|p| match &p.preference {
            Preference::Known(profile) => profile,
            other => panic!("{other:?}"),
        })
        .collect();
    let floor = |p: &Profile| match settings.disagreement {
        Disagreement::Zero => f64::NEG_INFINITY,
        Disagreement::Reservation => p.reservation_value().map_or(f64::NEG_INFINITY, |r| r - TIE),
    };
    scenario
        .space
        .enumerate()
        .filter(|d| scenario.admits(d))
        .map(|d| {
            let us: Vec<f64> = profiles.iter().map(|p| p.utility(&d)).collect();
            (d, us)
        })
        .filter(|(_, us)| us.iter().zip(&profiles).all(|(u, p)| *u >= floor(p)))
        .collect()
}

/// The definition, comparing all pairs: undominated, then the first of every group of equals.
fn brute_force(rows: &[Row]) -> Vec<Row> {
    let at_least = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(x, y)| *x >= y - TIE);
    let above = |a: &[f64], b: &[f64]| a.iter().zip(b).any(|(x, y)| *x > y + TIE);
    // Sorted by sum, a dominator stands before what it dominates; one that is itself dominated need not be asked.
    let mut order: Vec<&Row> = rows.iter().collect();
    order.sort_by(|a, b| b.1.iter().sum::<f64>().total_cmp(&a.1.iter().sum::<f64>()));
    let mut kept: Vec<&Row> = Vec::new();
    for p in order {
        if !kept.iter().any(|q| at_least(&q.1, &p.1) && above(&q.1, &p.1)) {
            kept.push(p);
        }
    }
    kept.sort_by(|a, b| a.0.cmp(&b.0));
    let mut firsts: Vec<Row> = Vec::new();
    for p in kept {
        if !firsts.iter().any(|q| at_least(&q.1, &p.1) && at_least(&p.1, &q.1)) {
            firsts.push(p.clone());
        }
    }
    firsts
}

fn rows(frontier: &Frontier) -> Vec<Row> {
    let mut rows: Vec<Row> = frontier.points().map(|p| (p.digits.to_vec(), p.utilities.to_vec())).collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows
}

fn zero() -> Settings {
    Settings { disagreement: Disagreement::Zero, ..Settings::default() }
}

fn all_ways_agree(recipe: &Recipe, settings: &Settings) -> Result<(), TestCaseError> {
    let open = recipe.scenario(false);
    let seen = counted(&open, settings);
    let truth = brute_force(&seen);
    match Frontier::of(&open, settings) {
        Ok(merged) => {
            prop_assert_eq!(merged.method(), Method::Merge);
            prop_assert_eq!(merged.guarantee(), Guarantee::Exact);
            prop_assert_eq!(rows(&merged), truth.clone());
        }
        Err(e) => {
            prop_assert!(!open.space.enumerate().any(|d| open.admits(&d)), "{e}");
            return Ok(());
        }
    }
    let enumerated = Frontier::of(&recipe.scenario(true), settings).unwrap();
    prop_assert_eq!(enumerated.method(), Method::Enumeration);
    prop_assert_eq!(rows(&enumerated), truth);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn merging_and_enumerating_give_the_brute_force_frontier_of_two(r in recipe(2..=2, 3_000)) {
        all_ways_agree(&r, &Settings::default())?;
        all_ways_agree(&r, &zero())?;
    }

    #[test]
    fn merging_and_enumerating_give_the_brute_force_frontier_of_more(r in recipe(3..=6, 1_500)) {
        all_ways_agree(&r, &Settings::default())?;
        all_ways_agree(&r, &zero())?;
    }

    #[test]
    fn one_party_has_a_frontier_of_one_point(r in recipe(1..=1, 500)) {
        all_ways_agree(&r, &zero())?;
    }

    #[test]
    fn the_zone_is_counted_as_by_hand(r in recipe(2..=3, 2_000), opaque: bool) {
        let s = r.scenario(opaque);
        let all = counted(&s, &zero()).len();
        prop_assume!(all > 0);
        for settings in [Settings::default(), zero()] {
            let a = Analysis::of(&s, &settings).unwrap();
            let rational = counted(&s, &Settings::default()).len();
            prop_assert_eq!(a.zopa.size.clone(), Some(rational.to_string()));
            let share = rational as f64 / all as f64;
            prop_assert!((a.zopa.share.0 - share).abs() < 1e-12 && a.zopa.share.0 == a.zopa.share.1);
        }
    }

    #[test]
    fn solutions_are_on_the_frontier_and_best_by_brute_force(r in recipe(2..=4, 800)) {
        let s = r.scenario(false);
        let settings = Settings::default();
        let seen = counted(&s, &settings);
        prop_assume!(!seen.is_empty());
        let a = Analysis::of(&s, &settings).unwrap();
        let f = &a.frontier;
        let d = &a.disagreement;
        let sum = |us: &[f64]| us.iter().sum::<f64>();
        let least = |us: &[f64]| us.iter().zip(d).map(|(u, d)| u - d).fold(f64::INFINITY, f64::min);
        let product = |us: &[f64]| us.iter().zip(d).map(|(u, d)| (u - d).max(0.0)).product::<f64>();
        let best = |value: &dyn Fn(&[f64]) -> f64| seen.iter().map(|r| value(&r.1)).fold(f64::NEG_INFINITY, f64::max);
        for k in &a.solutions.utilitarian {
            prop_assert!(sum(f.point(*k).utilities) >= best(&sum) - 1e-8);
        }
        for k in &a.solutions.egalitarian {
            prop_assert!(least(f.point(*k).utilities) >= best(&least) - 1e-8);
        }
        let reach = |i: usize| best(&|us: &[f64]| us[i]) - d[i];
        if (0..d.len()).all(|i| reach(i) > 1e-6) {
            for k in &a.solutions.nash {
                prop_assert!(product(f.point(*k).utilities) >= best(&product) - 1e-8);
            }
            let share = |us: &[f64]| (0..d.len()).map(|i| (us[i] - d[i]) / reach(i)).fold(f64::INFINITY, f64::min);
            for k in &a.solutions.kalai_smorodinsky {
                prop_assert!(share(f.point(*k).utilities) >= best(&share) - 1e-7);
            }
        }
        for all in [&a.solutions.nash, &a.solutions.kalai_smorodinsky, &a.solutions.egalitarian,
            &a.solutions.utilitarian, &a.solutions.equal_utility] {
            prop_assert!(!all.is_empty() && all.windows(2).all(|w| w[0] < w[1]));
        }
    }

    #[test]
    fn nash_and_kalai_smorodinsky_do_not_see_the_scale(
        r in recipe(2..=3, 500), scale in 0.25..3.0_f64, shift in -0.5..0.5_f64,
    ) {
        // Caps would cut at another place; reservations move with the utilities.
        let plain = Recipe { caps: vec![None; r.caps.len()],
            reservations: r.reservations.iter().map(|x| Some(x.unwrap_or(0.0))).collect(), ..r };
        let a = plain.scenario(false);
        let mut b = a.clone();
        let u = &plain.functions()[0];
        let weights = u.weights().iter().map(|w| w * scale).collect();
        let moved = Additive::new(&a.space, weights, u.values().to_vec()).unwrap().with_bias(shift);
        let reservation = Reservation::Value(plain.reservations[0].unwrap() * scale + shift);
        b.parties[0].preference = Preference::Known(Profile::new(moved).with_reservation(reservation));
        let settings = Settings::default();
        let (fa, fb) = (Frontier::of(&a, &settings), Frontier::of(&b, &settings));
        let (Ok(fa), Ok(fb)) = (fa, fb) else { return Ok(()) };
        let outcomes = |f: &Frontier| f.points().map(|p| p.digits.to_vec()).collect::<Vec<_>>();
        prop_assume!(outcomes(&fa) == outcomes(&fb)); // but for points at the very edge of a tie
        let (sa, sb) = (Solutions::of(&a, &fa, &settings), Solutions::of(&b, &fb, &settings));
        let meet = |x: &[usize], y: &[usize]| x == y || x.iter().any(|k| y.contains(k));
        prop_assert!(meet(&sa.nash, &sb.nash));
        prop_assert!(meet(&sa.kalai_smorodinsky, &sb.kalai_smorodinsky));
    }

    #[test]
    fn the_epsilon_version_keeps_its_bound(r in recipe(2..=4, 1_000), epsilon in 0.001..0.5_f64) {
        let s = r.scenario(false);
        let Ok(exact) = Frontier::of(&s, &zero()) else { return Ok(()) };
        let coarse = Frontier::of(&s, &Settings { epsilon: Some(epsilon), ..zero() }).unwrap();
        prop_assert!(matched(&exact, &coarse, epsilon), "{:?}", coarse.guarantee());
    }

    #[test]
    fn exchanging_the_parties_exchanges_the_answer(r in recipe(2..=2, 1_000)) {
        let a = r.scenario(false);
        let mut b = a.clone();
        b.parties.swap(0, 1);
        let settings = Settings::default();
        let (Ok(x), Ok(y)) = (Analysis::of(&a, &settings), Analysis::of(&b, &settings)) else { return Ok(()) };
        let points = |a: &Analysis| rows(&a.frontier);
        let swapped: Vec<Row> = points(&y).into_iter().map(|(d, us)| (d, vec![us[1], us[0]])).collect();
        prop_assert_eq!(points(&x), swapped);
        let chosen = |a: &Analysis, all: &[usize]| {
            let mut d: Vec<Vec<u32>> = all.iter().map(|k| a.frontier.point(*k).digits.to_vec()).collect();
            d.sort();
            d
        };
        prop_assert_eq!(chosen(&x, &x.solutions.nash), chosen(&y, &y.solutions.nash));
        prop_assert_eq!(chosen(&x, &x.solutions.equal_utility), chosen(&y, &y.solutions.equal_utility));
        prop_assert_eq!(x.zopa, y.zopa);
        prop_assert_eq!(x.balance.map(|b| -b + 0.0), y.balance.map(|b| b + 0.0));
    }
}

/// A scenario of random reals from a fixed seed, without proptest's shrinking: these are large.
fn large(seed: u64, sizes: &[usize], parties: usize, steps: Option<f64>) -> Recipe {
    use rand::RngExt;
    let mut stream = goodoffices::rng::stream(seed, &["large".into()]);
    let mut value = || match steps {
        Some(n) => (stream.random::<f64>() * n).floor() / n,
        None => stream.random::<f64>(),
    };
    let tables =
        (0..parties).map(|_| sizes.iter().map(|m| (0..*m).map(|_| value()).collect()).collect()).collect();
    Recipe {
        sizes: sizes.to_vec(),
        tables,
        caps: vec![None; parties],
        reservations: vec![None; parties],
        constraints: Vec::new(),
    }
}

/// Undominated outcomes of two parties in N log N, with the tolerance spelled out; then first of equals.
fn brute_force_of_two(rows: &[Row]) -> Vec<Row> {
    let mut xs: Vec<(f64, f64)> = rows.iter().map(|r| (r.1[0], r.1[1])).collect();
    xs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let heights: Vec<f64> = xs
        .iter()
        .scan(f64::NEG_INFINITY, |m, p| {
            *m = m.max(p.1);
            Some(*m)
        })
        .collect();
    let highest = |count: usize| if count == 0 { f64::NEG_INFINITY } else { heights[count - 1] };
    let dominated = |r: &Row| {
        let (x, y) = (r.1[0], r.1[1]);
        highest(xs.partition_point(|p| p.0 >= x - TIE)) > y + TIE
            || highest(xs.partition_point(|p| p.0 > x + TIE)) >= y - TIE
    };
    let kept: Vec<Row> = rows.iter().filter(|r| !dominated(r)).cloned().collect();
    brute_force(&kept)
}

#[test]
fn a_million_outcomes_for_two_and_ten_thousand_for_more() {
    for (seed, steps) in [(1, None), (2, Some(20.0)), (3, Some(1_000.0))] {
        let r = large(seed, &[10; 6], 2, steps);
        let s = r.scenario(false);
        let truth = brute_force_of_two(&counted(&s, &zero()));
        assert_eq!(rows(&Frontier::of(&s, &zero()).unwrap()), truth);
        assert_eq!(rows(&Frontier::of(&r.scenario(true), &zero()).unwrap()), truth);
    }
    for parties in 3..=5 {
        let r = large(parties as u64, &[5, 5, 5, 5, 4, 4], parties, Some(50.0));
        let s = r.scenario(false);
        let truth = brute_force(&counted(&s, &zero()));
        assert_eq!(rows(&Frontier::of(&s, &zero()).unwrap()), truth);
        assert_eq!(rows(&Frontier::of(&r.scenario(true), &zero()).unwrap()), truth);
    }
}

/// Does every point of `exact` have one of `coarse` within its bound, and is the bound the one asked?
fn matched(exact: &Frontier, coarse: &Frontier, epsilon: f64) -> bool {
    let bound = match coarse.guarantee() {
        Guarantee::Exact => 0.0,
        Guarantee::Within(e) => e,
        Guarantee::LowerBound => return false,
    };
    let near = |p: &[f64], q: &[f64]| q.iter().zip(p).all(|(x, y)| *x >= y - bound - 2.0 * TIE);
    bound <= epsilon * (1.0 + 1e-12)
        && exact.points().all(|p| coarse.points().any(|q| near(p.utilities, q.utilities)))
}

#[test]
fn enumeration_keeps_to_an_error_when_the_frontier_is_too_large() {
    // Three parties whose utilities sum to a constant: every outcome is on the frontier.
    let mut r = large(11, &[6; 7], 3, None);
    for i in 0..7 {
        for v in 0..6 {
            r.tables[2][i][v] = 1.0 - 0.5 * (r.tables[0][i][v] + r.tables[1][i][v]);
        }
    }
    let s = r.scenario(true);
    let settings = Settings { max_frontier: 20_000, ..zero() };
    assert!(Frontier::of(&s, &settings).unwrap_err().is_limit());
    let coarse = Frontier::of(&s, &Settings { epsilon: Some(0.05), ..settings }).unwrap();
    assert_eq!(coarse.guarantee(), Guarantee::Within(0.05));
    let exact = Frontier::of(&s, &zero()).unwrap();
    assert!(exact.len() > 100_000 && coarse.len() < 5_000);
    // A spread of the exact points will do.
    let near = |p: &[f64], q: &[f64]| q.iter().zip(p).all(|(x, y)| *x >= y - 0.05 - TIE);
    for k in (0..exact.len()).step_by(97) {
        let p = exact.point(k);
        assert!(coarse.points().any(|q| near(p.utilities, q.utilities)));
    }
}

#[test]
fn means_are_those_of_all_outcomes_caps_or_not() {
    let mut r = large(12, &[4, 5, 3], 2, None);
    for caps in [[None, None], [Some(0.5), None]] {
        r.caps = caps.to_vec();
        let s = r.scenario(false);
        let all = counted(&s, &zero());
        let a = Analysis::of(&s, &Settings::default()).unwrap();
        for (k, mean) in a.means.iter().enumerate() {
            let truth = all.iter().map(|row| row.1[k]).sum::<f64>() / all.len() as f64;
            assert!((mean.unwrap() - truth).abs() < 1e-12);
        }
        assert!((a.balance.unwrap() - (a.means[0].unwrap() - a.means[1].unwrap())).abs() < 1e-12);
    }
}

#[test]
fn a_constrained_space_too_large_to_enumerate_is_still_exact() {
    // If the first issue takes its first value, the last must too: 10^12 outcomes less 9·10^10.
    let mut r = large(13, &[10; 12], 2, None);
    let first = |issue| Term { issue, values: vec![0] };
    r.constraints = vec![Constraint { text: "c".into(), when: vec![first(0)], then: vec![first(11)] }];
    let s = r.scenario(false);
    let a = Analysis::of(&s, &zero()).unwrap();
    assert_eq!(a.zopa.size, Some((1_000_000_000_000_u64 - 90_000_000_000).to_string()));
    assert!(a.frontier.points().all(|p| s.admits(p.digits)));
    // The two cases apart, put together, are the same.
    let case = |red_lines: Vec<(usize, usize)>| {
        let open = Scenario { constraints: Vec::new(), ..s.clone() };
        rows(&Frontier::of(&open, &Settings { red_lines, ..zero() }).unwrap())
    };
    let mut both = case((1..10).map(|v| (0, v)).chain((1..10).map(|v| (11, v))).collect());
    both.extend(case(vec![(0, 0)]));
    assert_eq!(rows(&a.frontier), brute_force(&both));
}

#[test]
fn spaces_beyond_u128_are_answered() {
    let r = large(9, &[10; 40], 2, None);
    let s = r.scenario(false);
    assert_eq!(s.space.cardinality(), None);
    let a = Analysis::of(&s, &Settings::default()).unwrap();
    assert_eq!(a.zopa.size, Some(format!("1{}", "0".repeat(40))));
    assert!(a.frontier.len() > 100 && !a.solutions.nash.is_empty());
}

#[test]
fn a_frontier_that_passes_the_limit_offers_epsilon() {
    // Strictly opposed: every outcome is on the frontier.
    let mut r = large(4, &[4; 12], 1, None);
    let opposed = r.tables[0].iter().map(|t| t.iter().map(|v| 1.0 - v).collect()).collect();
    r.tables.push(opposed);
    r.caps.push(None);
    r.reservations.push(None);
    let s = r.scenario(false);
    let settings = Settings { max_frontier: 10_000, ..zero() };
    let e = Frontier::of(&s, &settings).unwrap_err();
    assert!(e.is_limit() && e.to_string().contains("--epsilon"), "{e}");
    let coarse = Frontier::of(&s, &Settings { epsilon: Some(0.01), ..settings }).unwrap();
    assert!(coarse.len() <= 4_000);
    assert!(matches!(coarse.guarantee(), Guarantee::Within(e) if e <= 0.01));
}

#[test]
fn what_is_too_large_to_enumerate_is_searched_and_labelled() {
    let r = large(5, &[6; 8], 2, None);
    let settings = Settings { max_enumeration: 1_000, ..zero() };
    let found = Frontier::of(&r.scenario(true), &settings).unwrap();
    assert_eq!(found.guarantee(), Guarantee::LowerBound);
    assert_eq!(found.method(), Method::Search);
    let truth = rows(&Frontier::of(&r.scenario(false), &zero()).unwrap());
    // A lower bound: nothing found lies above the truth, and here most of the truth is found.
    for p in found.points() {
        assert!(truth.iter().any(|t| t.1.iter().zip(p.utilities).all(|(a, b)| *a >= b - TIE)));
    }
    let hits = found.points().filter(|p| truth.iter().any(|t| t.0 == p.digits)).count();
    assert!(2 * hits > truth.len(), "{hits} of {}", truth.len());
    let again = Frontier::of(&r.scenario(true), &settings).unwrap();
    assert_eq!(rows(&again), rows(&found));
}

#[test]
fn red_lines_leave_what_they_leave() {
    let r = large(6, &[4, 4, 4], 3, Some(10.0));
    let s = r.scenario(false);
    let settings = Settings { red_lines: vec![(0, 1), (2, 3)], ..zero() };
    let kept: Vec<Row> = counted(&s, &settings).into_iter().filter(|(d, _)| d[0] != 1 && d[2] != 3).collect();
    let truth = brute_force(&kept);
    assert_eq!(rows(&Frontier::of(&s, &settings).unwrap()), truth);
    assert_eq!(rows(&Frontier::of(&r.scenario(true), &settings).unwrap()), truth);
    let none = Settings { red_lines: (0..4).map(|v| (1, v)).collect(), ..zero() };
    assert!(Frontier::of(&s, &none).unwrap_err().is_input());
    assert!(Frontier::of(&s, &Settings { red_lines: vec![(7, 0)], ..zero() }).is_err());
}

#[test]
fn nothing_rational_is_an_empty_answer_and_not_an_error() {
    let mut r = large(7, &[3, 3], 2, None);
    r.reservations = vec![Some(5.0), None];
    let a = Analysis::of(&r.scenario(false), &Settings::default()).unwrap();
    assert!(a.frontier.is_empty() && a.solutions == Solutions::default());
    assert_eq!(a.zopa.size.as_deref(), Some("0"));
    assert_eq!(a.opposition.opposition, None);
}

#[test]
fn without_a_reservation_disagreement_is_nothing() {
    let r = large(8, &[3, 3], 2, None);
    let s = r.scenario(false);
    let f = Frontier::of(&s, &Settings::default()).unwrap();
    assert_eq!(disagreement(&s, &f, &Settings::default()), vec![0.0, 0.0]);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    let many = large(14, &[5; 8], 4, None);
    let two = large(15, &[8; 6], 2, Some(20.0));
    for s in [many.scenario(false), many.scenario(true), two.scenario(true)] {
        let run = |n| pool(n).install(|| Analysis::of(&s, &Settings::default()).unwrap());
        let (one, four) = (run(1), run(4));
        let bits = |a: &Analysis| {
            a.frontier.points().flat_map(|p| p.utilities.to_vec()).map(f64::to_bits).collect::<Vec<_>>()
        };
        assert_eq!(bits(&one), bits(&four));
        assert_eq!(rows(&one.frontier), rows(&four.frontier));
        assert_eq!(one.solutions, four.solutions);
        assert_eq!(
            one.means.iter().map(|m| m.map(f64::to_bits)).collect::<Vec<_>>(),
            four.means.iter().map(|m| m.map(f64::to_bits)).collect::<Vec<_>>()
        );
    }
}

#[test]
fn what_cannot_be_counted_is_bounded() {
    // The same tables over few and many issues: the bounds of the second hold for the first's kind.
    for (issues, counted_exactly) in [(6, true), (30, false)] {
        let mut r = large(16, &vec![10; issues], 2, None);
        let (low, high) = (0.45, 0.55);
        let s = r.scenario(false);
        let extents = Frontier::of(&s, &zero()).unwrap().extents().to_vec();
        r.reservations = extents
            .iter()
            .zip([low, high])
            .map(|(e, share)| Some(e.low + share * (e.high - e.low)))
            .collect();
        let a = Analysis::of(&r.scenario(false), &Settings::default()).unwrap();
        assert_eq!(a.zopa.size.is_some(), counted_exactly);
        let (least, most) = a.zopa.share;
        assert!(0.0 <= least && least <= most && most <= 1.0);
        // Sampled outcomes that are rational, as a share: within the bounds, give or take the sampling.
        use rand::RngExt;
        let mut stream = goodoffices::rng::stream(17, &["share".into()]);
        let s = r.scenario(false);
        let hits = (0..20_000)
            .filter(|_| {
                let d: Vec<u32> = (0..issues).map(|_| stream.random_range(0..10)).collect();
                s.parties.iter().all(|p| match &p.preference {
                    Preference::Known(u) => u.utility(&d) >= u.reservation_value().unwrap(),
                    _ => false,
                })
            })
            .count();
        let share = hits as f64 / 20_000.0;
        assert!(share >= least - 0.015 && share <= most + 0.015, "{share} in {least} to {most}");
        assert!(most < 0.75, "a bound that says something");
    }
}
