//! Whatever is written reads back with every utility to 1e-12.

use crate::field_files::load;
use crate::shared::{data, files, folders};
use goodoffices::format::{Format, NamedFile, Options, Semantics, write};
use goodoffices::num::Decimal;
use goodoffices::outcome::{Grid, Issue, OutcomeSpace, RealRange, Values};
use goodoffices::preference::{
    Additive, Aggregation, Block, Bound, Discount, HyperRectangles, Preference, Profile, Rectangle,
    Reservation,
};
use goodoffices::rng::stream;
use goodoffices::scenario::{Party, Scenario};
use proptest::prelude::*;
use rand::RngExt;

const WRITTEN: [Format; 4] = [Format::Genius, Format::GeniusWeb, Format::Negmas, Format::Native];

/// Utilities of up to 200 outcomes, drawn by digits (the order of issues and values is part of the promise).
fn sampled(s: &Scenario) -> Vec<Option<f64>> {
    let mut rng = stream(1, &["round trip".into()]);
    let sizes: Vec<u32> = s.space.issues().iter().map(|i| i.len() as u32).collect();
    let mut all = Vec::new();
    for _ in 0..200 {
        let digits: Vec<u32> = sizes.iter().map(|n| rng.random_range(0..*n)).collect();
        for p in &s.parties {
            all.push(match &p.preference {
                Preference::Known(profile) => Some(profile.utility(&digits)),
                _ => None,
            });
        }
    }
    all
}

fn back(s: &Scenario, format: Format) -> goodoffices::Result<Scenario> {
    let written = write(s, format)?;
    let named: Vec<NamedFile<'_>> =
        written.files.iter().map(|(name, text)| NamedFile { name, bytes: text.as_bytes() }).collect();
    // Continuous issues are cut as finely as they were.
    let steps = s.space.issues().iter().find_map(|i| match i.values() {
        Values::Real(r) => Some(r.steps),
        _ => None,
    });
    let options = Options { real_values: steps.unwrap_or(11), ..Options::default() };
    let loaded = goodoffices::format::scenario(&named, &options)
        .unwrap_or_else(|e| panic!("{format} does not read back: {e}\n{:?}", written.files));
    Ok(loaded.scenario)
}

fn assert_kept(what: &str, s: &Scenario, again: &Scenario) {
    assert_eq!(again.space.cardinality_text(), s.space.cardinality_text(), "{what}");
    let sizes = |s: &Scenario| s.space.issues().iter().map(Issue::len).collect::<Vec<_>>();
    assert_eq!(sizes(again), sizes(s), "{what}");
    for (a, b) in sampled(again).iter().zip(sampled(s)) {
        match (a, b) {
            (Some(a), Some(b)) => assert!((a - b).abs() <= 1e-12, "{what}: {a} against {b}"),
            (a, b) => assert_eq!(*a, b, "{what}"),
        }
    }
}

#[test]
fn the_files_of_the_field_keep_every_utility_in_every_format() {
    let mut kept = 0;
    for part in ["genius", "geniusweb", "negmas-yaml", "negolog"] {
        let Some(root) = data(part) else { continue };
        for folder in folders(&root) {
            for semantics in [Semantics::Genius, Semantics::Negmas] {
                if semantics == Semantics::Negmas && part != "genius" {
                    continue;
                }
                let options = Options { semantics, ..Options::default() };
                let Ok(loaded) = load(&files(&folder), &options) else { continue };
                for format in WRITTEN {
                    let what = format!("{} to {format}", folder.display());
                    match back(&loaded.scenario, format) {
                        Ok(again) => assert_kept(&what, &loaded.scenario, &again),
                        // What a format cannot hold it refuses, saying why and what can.
                        Err(e) => {
                            assert!(e.is_parameter() && e.remedy_text().is_some(), "{what}: {e}");
                            assert_ne!(format, Format::Native, "{what}: {e}");
                            continue;
                        }
                    }
                    kept += 1;
                }
            }
        }
    }
    assert!(kept == 0 || kept > 500, "{kept}");
}

fn issue() -> impl Strategy<Value = Values> {
    let names = prop_oneof![Just("a"), Just("é <&\">'"), Just("No"), Just("1.0"), Just("x: #y")];
    prop_oneof![
        (names, 1_usize..5)
            .prop_map(|(n, k)| Values::Categorical((0..k).map(|v| format!("{n}{v}")).collect())),
        (1_usize..4).prop_map(|k| Values::Ordered((0..k).map(|v| format!(" {v} ")).collect())),
        (-3_i64..3, 1_i64..4, 1_i64..5).prop_map(|(low, step, n)| {
            let (low, step) = (Decimal::new(low * 5, 1).unwrap(), Decimal::new(step * 5, 1).unwrap());
            let high = Decimal::new(low.units_at(1).unwrap() + step.units_at(1).unwrap() * n, 1).unwrap();
            Values::Number(Grid::new(low, high, step).unwrap())
        }),
        (-2_i64..3, 1_i64..6).prop_map(|(low, n)| {
            let end = |x| Decimal::whole(x);
            Values::Number(Grid::new(end(low), end(low + n), end(1)).unwrap())
        }),
        Just(Values::Real(RealRange { low: -0.5, high: 2.0, steps: 6 })),
    ]
}

fn scenarios() -> impl Strategy<Value = Scenario> {
    (proptest::collection::vec(issue(), 1..5), any::<u64>(), 0_u8..8, 1_usize..4).prop_map(
        |(issues, seed, kind, n)| {
            let issues = issues
                .into_iter()
                .enumerate()
                .map(|(k, v)| Issue::new(format!("issue \"{k}\""), v))
                .collect();
            let space = OutcomeSpace::new(issues).unwrap();
            let mut rng = stream(seed, &["a scenario".into()]);
            let mut parties = Vec::new();
            for p in 0..n {
                let sign = if kind & 4 == 0 { 0.0 } else { -1.0 };
                let tables = space
                    .issues()
                    .iter()
                    .map(|i| {
                        let (a, b): (f64, f64) = (rng.random(), rng.random());
                        (0..i.len())
                            .map(|v| match i.number(v) {
                                Some(x) if kind & 1 == 0 => (a + b * (x + 3.0)) / 12.0,
                                _ => rng.random::<f64>() + sign,
                            })
                            .collect()
                    })
                    .collect();
                let weights = vec![1.0 / space.issues().len() as f64; space.issues().len()];
                let mut u = Additive::new(&space, weights, tables).unwrap();
                if kind & 2 != 0 {
                    u = u.with_bias(rng.random::<f64>() - 0.7).with_cap(1.0);
                }
                let profile = Profile::new(u)
                    .with_reservation(if p == 0 { Reservation::Value(0.01) } else { Reservation::None })
                    .with_discount(Discount::new(if p == 1 { 0.75 } else { 1.0 }));
                parties
                    .push(Party { name: format!("party {}", n - p), preference: Preference::Known(profile) });
            }
            Scenario { name: "drawn".into(), space, parties, constraints: Vec::new() }
        },
    )
}

fn rectangles() -> impl Strategy<Value = Scenario> {
    let bound = (0_usize..3, 0_u32..4, 0_u32..5, any::<bool>());
    let rectangle = (1_u32..50, proptest::collection::vec(bound, 0..4));
    (proptest::collection::vec(rectangle, 1..6), 0_u8..4).prop_map(|(drawn, kind)| {
        let grid = Grid::new(Decimal::whole(-1), Decimal::whole(3), Decimal::whole(1)).unwrap();
        let issues = (0..3).map(|k| Issue::new(format!("i{k}"), Values::Number(grid))).collect();
        let space = OutcomeSpace::new(issues).unwrap();
        let rectangles = drawn
            .into_iter()
            .map(|(utility, bounds)| Rectangle {
                utility: f64::from(utility),
                bounds: bounds
                    .into_iter()
                    .map(|(issue, low, high, inside)| Bound {
                        issue,
                        low,
                        high: high.min(4),
                        inside: inside || kind < 2,
                    })
                    .collect(),
            })
            .collect();
        let aggregation =
            [Aggregation::Sum, Aggregation::Min, Aggregation::Sum, Aggregation::Max][usize::from(kind)];
        let blocks = vec![Block { weight: 1.5, aggregation, rectangles }];
        let mut u = HyperRectangles::new(&space, blocks, 120.0).unwrap().with_bias(0.125);
        if kind != 0 {
            u = u.with_cap(1.0);
        }
        let parties = vec![Party { name: "only".into(), preference: Preference::Known(Profile::new(u)) }];
        Scenario { name: "drawn".into(), space, parties, constraints: Vec::new() }
    })
}

proptest! {
    #[test]
    fn drawn_scenarios_keep_every_utility(s in prop_oneof![scenarios(), rectangles()]) {
        for format in WRITTEN {
            match back(&s, format) {
                Ok(again) => {
                    assert_kept(&format.to_string(), &s, &again);
                    for (a, b) in s.parties.iter().zip(&again.parties) {
                        let (Preference::Known(a), Preference::Known(b)) = (&a.preference, &b.preference) else {
                            panic!("a known preference")
                        };
                        if format != Format::GeniusWeb {
                            prop_assert_eq!(a.reservation_value(), b.reservation_value());
                            prop_assert_eq!(a.discount(), b.discount());
                        }
                    }
                }
                Err(e) => prop_assert!(format != Format::Native && e.is_parameter(), "{}: {}", format, e),
            }
        }
    }

    #[test]
    fn a_reservation_value_and_its_bid_leave_the_same_outcomes_rational(s in scenarios()) {
        let Ok(again) = back(&s, Format::GeniusWeb) else { return Ok(()) };
        for (a, b) in s.parties.iter().zip(&again.parties) {
            let (Preference::Known(a), Preference::Known(b)) = (&a.preference, &b.preference) else {
                panic!("a known preference")
            };
            let rational = |p: &Profile, d: &[u32]| p.reservation_value().is_none_or(|r| p.utility(d) >= r - 1e-9);
            for digits in s.space.enumerate().take(500) {
                prop_assert_eq!(rational(a, &digits), rational(b, &digits));
            }
        }
    }
}
