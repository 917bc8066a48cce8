//! Seeded scenarios for the benchmarks.

use goodoffices::outcome::{Issue, OutcomeSpace};
use goodoffices::preference::{
    Additive, Aggregation, Block, Bound, HyperRectangles, Preference, Profile, Rectangle, UtilityFunction,
};
use goodoffices::scenario::{Party, Scenario};
use rand::RngExt;

/// An additive function that does not say so, evaluated row by row: stands for any function that is not
/// additive in a space that must be enumerated.
#[derive(Debug)]
pub struct Opaque(pub Additive);

impl UtilityFunction for Opaque {
    fn utility(&self, digits: &[u32]) -> f64 {
        self.0.utility(digits)
    }

    fn row(&self, digits: &mut [u32], into: &mut [f64]) {
        self.0.row(digits, into);
    }
}

/// A product of issue-wise values: not additive, and only `utility` is written.
#[derive(Debug)]
pub struct Product(pub Additive);

impl UtilityFunction for Product {
    fn utility(&self, digits: &[u32]) -> f64 {
        let values = self.0.values();
        digits.iter().zip(values).map(|(d, table)| 0.5 + 0.5 * table[*d as usize]).product()
    }
}

/// Weights and value tables of one party.
pub type Tables = (Vec<f64>, Vec<Vec<f64>>);

/// Weights that sum to 1 and values that span [0, 1], uniform before scaling.
#[must_use]
pub fn tables(seed: u64, party: u64, sizes: &[usize]) -> Tables {
    let mut stream = goodoffices::rng::stream(seed, &["bench".into(), party.into()]);
    let raw: Vec<f64> = sizes.iter().map(|_| stream.random::<f64>() + 0.1).collect();
    let total: f64 = raw.iter().sum();
    let values = sizes
        .iter()
        .map(|m| {
            let v: Vec<f64> = (0..*m).map(|_| stream.random()).collect();
            let low = v.iter().copied().fold(f64::INFINITY, f64::min);
            let high = v.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            v.iter().map(|x| (x - low) / (high - low).max(1e-9)).collect()
        })
        .collect();
    (raw.iter().map(|w| w / total).collect(), values)
}

/// A scenario of these tables; `wrap` makes a profile of each function.
///
/// # Panics
/// If the tables do not fit the sizes.
#[must_use]
pub fn scenario(sizes: &[usize], parties: &[Tables], wrap: impl Fn(Additive) -> Profile) -> Scenario {
    let issue =
        |(k, n): (usize, &usize)| Issue::categorical(format!("i{k}"), (0..*n).map(|v| format!("v{v}")));
    let space = OutcomeSpace::new(sizes.iter().enumerate().map(issue).collect()).expect("a space");
    let parties = parties
        .iter()
        .enumerate()
        .map(|(k, (weights, values))| {
            let u = Additive::new(&space, weights.clone(), values.clone()).expect("fitting tables");
            Party { name: format!("p{k}"), preference: Preference::Known(wrap(u)) }
        })
        .collect();
    Scenario { name: "bench".into(), space, parties, constraints: Vec::new() }
}

/// Tables of several parties.
#[must_use]
pub fn all_tables(seed: u64, parties: u64, sizes: &[usize]) -> Vec<Tables> {
    (0..parties).map(|p| tables(seed, p, sizes)).collect()
}

/// A function of two rectangles an issue, one to four bounds each, like those of the field's domains.
///
/// # Panics
/// Never: the bounds fit the space they are drawn for.
#[must_use]
pub fn rectangles(seed: u64, party: u64, space: &OutcomeSpace) -> HyperRectangles {
    let mut stream = goodoffices::rng::stream(seed, &["rectangles".into(), party.into()]);
    let issues = space.issues().len();
    let rectangles: Vec<Rectangle> = (0..2 * issues)
        .map(|_| {
            let bounds = (0..stream.random_range(1..5))
                .map(|_| {
                    let issue = stream.random_range(0..issues);
                    let last = space.issues()[issue].len() as u32 - 1;
                    let (a, b) = (stream.random_range(0..=last), stream.random_range(0..=last));
                    Bound { issue, low: a.min(b), high: a.max(b), inside: true }
                })
                .collect();
            Rectangle { utility: f64::from(stream.random_range(50..100)), bounds }
        })
        .collect();
    let most = rectangles.iter().map(|r| r.utility).sum();
    let blocks = vec![Block { weight: 1.0, aggregation: Aggregation::Sum, rectangles }];
    HyperRectangles::new(space, blocks, most).expect("bounds within the space").with_cap(1.0)
}

/// A scenario of rectangles for two parties.
///
/// # Panics
/// If a size is 0.
#[must_use]
pub fn rectangle_scenario(seed: u64, sizes: &[usize]) -> Scenario {
    let mut s = scenario(sizes, &all_tables(seed, 2, sizes), Profile::new);
    for (k, party) in s.parties.iter_mut().enumerate() {
        party.preference = Preference::Known(Profile::new(rectangles(seed, k as u64, &s.space)));
    }
    s
}
