//! Functions of hyper-rectangles, by rows and by enumeration, against brute force.

use super::{Recipe, Row, TIE, brute_force, counted, recipe, rows};
use goodoffices::analysis::{Frontier, Guarantee, Method, Settings};
use goodoffices::outcome::{Issue, OutcomeSpace};
use goodoffices::preference::{
    Affine, Aggregation, Block, Bound, HyperRectangles, Preference, Profile, Rectangle, Reservation,
    UtilityFunction,
};
use goodoffices::scenario::{Party, Scenario};
use proptest::prelude::*;
use std::sync::Arc;

fn hyper(sizes: Vec<usize>) -> impl Strategy<Value = HyperRectangles> {
    let issues = sizes.len();
    let bound = (0..issues, 0_u32..5, 0_u32..3, any::<bool>()).prop_map(|(issue, low, more, inside)| Bound {
        issue,
        low,
        high: low + more,
        inside,
    });
    let rectangle = (-3_i32..9, proptest::collection::vec(bound, 0..4))
        .prop_map(|(u, bounds)| Rectangle { utility: f64::from(u) / 3.0, bounds });
    let kind = prop_oneof![Just(Aggregation::Sum), Just(Aggregation::Min), Just(Aggregation::Max)];
    let block = (0_i32..4, kind, proptest::collection::vec(rectangle, 0..8)).prop_map(
        |(w, aggregation, rectangles)| Block { weight: f64::from(w) * 0.3, aggregation, rectangles },
    );
    (proptest::collection::vec(block, 0..4), proptest::option::of(0.2..1.0_f64)).prop_map(
        move |(blocks, cap)| {
            let issue =
                |(k, n): (usize, &usize)| Issue::categorical(format!("i{k}"), (0..*n).map(|v| v.to_string()));
            let space = OutcomeSpace::new(sizes.iter().enumerate().map(issue).collect()).unwrap();
            let u = HyperRectangles::new(&space, blocks, 3.0).unwrap().with_bias(0.1);
            cap.map_or(u.clone(), |c| u.with_cap(c))
        },
    )
}

/// Sizes, and two functions of rectangles over them.
fn rectangles() -> impl Strategy<Value = (Vec<usize>, HyperRectangles, HyperRectangles)> {
    proptest::collection::vec(1_usize..6, 1..5)
        .prop_flat_map(|sizes| (Just(sizes.clone()), hyper(sizes.clone()), hyper(sizes)))
}

proptest! {
    #[test]
    fn rows_are_utilities_to_the_last_bit((sizes, a, _) in rectangles(), r in recipe(1..=1, 400)) {
        let check = |u: &dyn UtilityFunction, space: &OutcomeSpace| {
            let width = space.issues().last().map_or(1, Issue::len);
            let all: Vec<Vec<u32>> = space.enumerate().collect();
            let mut row = vec![0.0; width];
            for outcomes in all.chunks(width) {
                u.row(&mut outcomes[0].clone(), &mut row);
                for (d, x) in outcomes.iter().zip(&row) {
                    prop_assert_eq!(u.utility(d).to_bits(), x.to_bits());
                }
            }
            Ok(())
        };
        let plain = Recipe { sizes, tables: vec![], caps: vec![], reservations: vec![], constraints: vec![] };
        check(&a, &plain.space())?;
        check(&Affine::new(Arc::new(a), -1.5, 0.25).unwrap(), &plain.space())?;
        check(&Affine::new(Arc::new(r.functions()[0].clone()), 2.0, 0.5).unwrap(), &r.space())?;
        check(&r.functions()[0], &r.space())?;
    }

    #[test]
    fn rectangles_are_enumerated_as_by_brute_force((sizes, a, b) in rectangles(), floor in proptest::option::of(0.0..0.5_f64)) {
        let plain = Recipe { sizes, tables: vec![], caps: vec![], reservations: vec![], constraints: vec![] };
        let reservation = floor.map_or(Reservation::None, Reservation::Value);
        let party = |name: &str, u: HyperRectangles| Party {
            name: name.into(),
            preference: Preference::Known(Profile::new(u).with_reservation(reservation.clone())),
        };
        let parties = vec![party("a", a), party("b", b)];
        let s = Scenario { name: "rectangles".into(), space: plain.space(), parties, constraints: vec![] };
        let settings = Settings::default();
        let f = Frontier::of(&s, &settings).unwrap();
        prop_assert_eq!(f.method(), Method::Enumeration);
        let truth = brute_force(&counted(&s, &settings));
        prop_assert_eq!(rows(&f), truth.clone());
        // With every limit on looking, down to where substitutes are needed and no further.
        let size = s.space.cardinality().unwrap() as u64;
        for max_enumeration in [size - 1, size / 2, size / 4, size / 8] {
            let small = Frontier::of(&s, &Settings { max_enumeration, ..settings.clone() }).unwrap();
            if small.method() == Method::Enumeration {
                let utilities = |all: &[Row]| {
                    let mut us: Vec<Vec<f64>> = all.iter().map(|r| r.1.clone()).collect();
                    us.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
                    us
                };
                let (ours, theirs) = (utilities(&rows(&small)), utilities(&truth));
                prop_assert_eq!(ours.len(), theirs.len());
                for (a, b) in ours.iter().zip(&theirs) {
                    prop_assert!(a.iter().zip(b).all(|(x, y)| (x - y).abs() <= TIE));
                }
            } else {
                prop_assert_eq!(small.guarantee(), Guarantee::LowerBound);
            }
        }
    }
}
