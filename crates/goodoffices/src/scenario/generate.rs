//! Random scenarios from a seed.
//!
//! [`generate`]: issues of named values; every party has an additive function whose tables run from 0 to 1 in
//! each issue and whose weights are uniform on the simplex. The opposition dial o in [0, 1] mixes each other
//! party's tables and weights with the first one's: v = (1 − |2o − 1|)·own + |2o − 1|·(first, or 1 − first),
//! so 0 is the same interests, ½ independent ones, 1 the exact opposite for every second party (with two
//! parties and no rounding, a constant sum). It is a dial; the opposition of what comes out is `analyze`'s to
//! measure. [`pie`]: the divisible single issue of the Automated Negotiation League 2024. All numbers are
//! multiples of 10⁻⁶ and weights sum to exactly 1, so that files stay short. Each party draws from a stream of
//! its own: adding a party or an issue changes no number of the others.

use super::{Party, Scenario};
use crate::error::{Error, Result};
use crate::outcome::{Issue, OutcomeSpace};
use crate::preference::{Additive, Discount, Preference, Profile, Reservation};
use crate::rng::{Stream, stream};
use rand::RngExt;
use std::ops::RangeInclusive;

/// Numbers are multiples of this.
const UNIT: f64 = 1e-6;
/// Most values of all issues and parties together.
const MAX_NUMBERS: usize = 4_000_000;

/// What a random scenario should be like.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// Number of issues.
    pub issues: usize,
    /// Values per issue.
    pub values: usize,
    /// Number of parties.
    pub parties: usize,
    /// The dial: 0 the same interests, ½ independent, 1 opposed.
    pub opposition: f64,
    /// Reservation values are drawn evenly from here; `None` for none.
    pub reservation: Option<RangeInclusive<f64>>,
    /// Discount factors are drawn evenly from here; `None` for none.
    pub discount: Option<RangeInclusive<f64>>,
    /// The seed.
    pub seed: u64,
}

impl Default for Design {
    fn default() -> Self {
        Self { issues: 3, values: 5, parties: 2, opposition: 0.5, reservation: None, discount: None, seed: 0 }
    }
}

/// A random scenario.
///
/// # Errors
/// If a count is zero or their product too large, or a number lies outside its range.
pub fn generate(design: &Design) -> Result<Scenario> {
    let Design { issues, values, parties, opposition, seed, .. } = *design;
    if issues == 0 || values == 0 || parties == 0 {
        return Err(Error::parameter("a scenario has at least one issue, value and party"));
    }
    if issues.saturating_mul(values).saturating_mul(parties) > MAX_NUMBERS {
        return Err(Error::limit(format!("more than {MAX_NUMBERS} numbers")));
    }
    if !(0.0..=1.0).contains(&opposition) {
        return Err(Error::parameter(format!("an opposition of {opposition} is outside [0, 1]")));
    }
    let reservation = range("reservation", design.reservation.as_ref(), 0.0)?;
    let discount = range("discount", design.discount.as_ref(), UNIT)?;
    let space = OutcomeSpace::new(
        (1..=issues)
            .map(|i| Issue::categorical(format!("issue {i}"), (1..=values).map(|v| format!("value {v}"))))
            .collect(),
    )?;
    let own = |party: usize| -> (Vec<f64>, Vec<Vec<f64>>) {
        let weights = simplex(issues, &mut part(seed, party, "weights", 0));
        let tables = (0..issues).map(|i| spread(values, &mut part(seed, party, "values", i))).collect();
        (weights, tables)
    };
    let first = own(0);
    let pull = (2.0 * opposition - 1.0).abs();
    let mut all = Vec::with_capacity(parties);
    for p in 0..parties {
        let (mut weights, mut tables) = own(p);
        if p > 0 {
            // Every second party stands against the first one, the others with it.
            let against = opposition > 0.5 && p % 2 == 1;
            for (w, f) in weights.iter_mut().zip(&first.0) {
                *w = (1.0 - pull) * *w + pull * f;
            }
            for (table, model) in tables.iter_mut().zip(&first.1) {
                for (v, f) in table.iter_mut().zip(model) {
                    *v = (1.0 - pull) * *v + pull * if against { 1.0 - f } else { *f };
                }
                stretch(table);
            }
        }
        whole_weights(&mut weights);
        tables.iter_mut().flatten().for_each(|v| *v = rounded(*v));
        let mut rng = part(seed, p, "terms", 0);
        let mut draw =
            |r: &Option<(f64, f64)>| r.map(|(low, high)| rounded(low + (high - low) * rng.random::<f64>()));
        let (reserved, factor) = (draw(&reservation), draw(&discount));
        let profile = Profile::new(Additive::new(&space, weights, tables)?)
            .with_reservation(reserved.map_or(Reservation::None, Reservation::Value))
            .with_discount(factor.map_or(Discount::NONE, Discount::new));
        all.push(Party { name: name(p, parties), preference: Preference::Known(profile) });
    }
    let name = format!("generated {issues}x{values}x{parties} seed {seed}");
    Ok(Scenario { name, space, parties: all, constraints: Vec::new() })
}

/// How two parties value the shares of a pie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieKind {
    /// What one gains the other loses.
    ZeroSum,
    /// Each gains with its share, by a curve of its own.
    Monotonic,
    /// Each values every share independently.
    Arbitrary,
}

/// A scenario by the published settings of the Automated Negotiation League 2024 (ANAC; package `anl`,
/// settings of `anl2024`): two parties, 900 to 1,100 outcomes, reservation values drawn evenly from [0, 1),
/// a mixture of zero-sum, monotonic and arbitrary divisions of a pie, drawn here in equal shares. Deadlines
/// belong to a session. The league's own random numbers are not reproduced.
///
/// # Errors
/// Never in practice; the space is always lawful.
pub fn pie(seed: u64) -> Result<Scenario> {
    let mut rng = stream(seed, &["generate".into(), "anl2024".into()]);
    let n: usize = rng.random_range(900..=1100);
    let kind = [PieKind::ZeroSum, PieKind::Monotonic, PieKind::Arbitrary][rng.random_range(0..3_usize)];
    let space = OutcomeSpace::new(vec![Issue::categorical(
        "portions",
        (0..n).map(|k| format!("{k}_{}", n - 1 - k)),
    )])?;
    let ramp = |power: f64, k: usize| crate::num::pow(k as f64 / (n - 1) as f64, power);
    // Curves between concave and convex, alike on both sides of a straight line.
    let power = |x: f64| crate::num::pow(4.0, 2.0 * x - 1.0);
    let (a, b) = (power(rng.random()), power(rng.random()));
    let one: Vec<f64> = match kind {
        PieKind::ZeroSum => (0..n).map(|k| ramp(1.0, k)).collect(),
        PieKind::Monotonic => (0..n).map(|k| ramp(a, k)).collect(),
        PieKind::Arbitrary => spread(n, &mut rng),
    };
    let other: Vec<f64> = match kind {
        PieKind::ZeroSum => one.iter().map(|v| 1.0 - v).collect(),
        PieKind::Monotonic => (0..n).map(|k| ramp(b, n - 1 - k)).collect(),
        PieKind::Arbitrary => spread(n, &mut rng),
    };
    let mut parties = Vec::new();
    for (p, table) in [one, other].into_iter().enumerate() {
        let table = table.into_iter().map(rounded).collect();
        let reserved = rounded((rng.random::<f64>() - UNIT).max(0.0));
        let profile = Profile::new(Additive::new(&space, vec![1.0], vec![table])?)
            .with_reservation(Reservation::Value(reserved));
        parties.push(Party { name: name(p, 2), preference: Preference::Known(profile) });
    }
    let kind = match kind {
        PieKind::ZeroSum => "zero-sum",
        PieKind::Monotonic => "monotonic",
        PieKind::Arbitrary => "arbitrary",
    };
    Ok(Scenario { name: format!("anl2024 {kind} pie seed {seed}"), space, parties, constraints: Vec::new() })
}

fn part(seed: u64, party: usize, what: &str, issue: usize) -> Stream {
    stream(seed, &["generate".into(), what.into(), (party as u64).into(), (issue as u64).into()])
}

/// `party 1`, with as many digits as the last one needs, so that names sort in order.
fn name(party: usize, of: usize) -> String {
    let width = of.to_string().len();
    format!("party {:0width$}", party + 1)
}

fn range(what: &str, range: Option<&RangeInclusive<f64>>, least: f64) -> Result<Option<(f64, f64)>> {
    let Some(r) = range else { return Ok(None) };
    let (low, high) = (*r.start(), *r.end());
    if low >= least && low <= high && high <= 1.0 {
        return Ok(Some((low, high)));
    }
    Err(Error::parameter(format!("a {what} from {low} to {high} is not within {least} and 1")))
}

fn rounded(x: f64) -> f64 {
    // Dividing by an exact power of ten gives the double nearest to the short decimal.
    (x * 1e6).round() / 1e6
}

/// Uniform on the simplex: normalised exponential draws.
fn simplex(n: usize, rng: &mut Stream) -> Vec<f64> {
    let draws: Vec<f64> = (0..n).map(|_| -crate::num::ln(1.0 - rng.random::<f64>())).collect();
    let total: f64 = draws.iter().sum();
    draws.into_iter().map(|d| if total > 0.0 { d / total } else { 1.0 / n as f64 }).collect()
}

/// Uniform draws, stretched to run from 0 to 1.
fn spread(n: usize, rng: &mut Stream) -> Vec<f64> {
    let mut table: Vec<f64> = (0..n).map(|_| rng.random()).collect();
    stretch(&mut table);
    table
}

/// Shifts and scales to run from 0 to 1; a flat table becomes 1 throughout.
fn stretch(table: &mut [f64]) {
    let low = table.iter().copied().fold(f64::INFINITY, f64::min);
    let high = table.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for v in table {
        *v = if high > low { (*v - low) / (high - low) } else { 1.0 };
    }
}

/// Weights in whole millionths that sum to a million: largest remainders first.
fn whole_weights(weights: &mut [f64]) {
    let total: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|w| w / total / UNIT).collect();
    let mut units: Vec<u64> = exact.iter().map(|x| x.floor() as u64).collect();
    let missing = 1_000_000_u64.saturating_sub(units.iter().sum()) as usize;
    let mut order: Vec<usize> = (0..weights.len()).collect();
    let remainder = |k: usize| exact[k] - exact[k].floor();
    order.sort_by(|a, b| remainder(*b).total_cmp(&remainder(*a)).then(a.cmp(b)));
    for k in order.into_iter().cycle().take(missing) {
        units[k] += 1;
    }
    for (w, u) in weights.iter_mut().zip(units) {
        *w = u as f64 / 1e6;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profiles(s: &Scenario) -> Vec<&Profile> {
        s.parties
            .iter()
            .map(|p| match &p.preference {
                Preference::Known(p) => p,
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn the_ends_of_the_dial_are_sameness_and_a_constant_sum() {
        for (opposition, sum) in [(1.0, Some(1.0)), (0.0, None), (0.5, None)] {
            let s = generate(&Design { opposition, ..Design::default() }).expect("a scenario");
            let [a, b] = profiles(&s)[..] else { panic!("two parties") };
            for d in s.space.enumerate() {
                let (x, y) = (a.utility(&d), b.utility(&d));
                assert!((0.0..=1.0 + 1e-12).contains(&x));
                match sum {
                    Some(sum) => assert!((x + y - sum).abs() < 1e-5),
                    None if opposition == 0.0 => assert!((x - y).abs() < 1e-5),
                    None => {}
                }
            }
        }
    }

    #[test]
    fn numbers_are_short_weights_sum_to_one_and_a_seed_is_a_scenario() {
        let design = Design {
            issues: 4,
            parties: 3,
            reservation: Some(0.1..=0.4),
            discount: Some(0.5..=0.9),
            ..Design::default()
        };
        let (a, b) = (generate(&design).expect("a scenario"), generate(&design).expect("a scenario"));
        let more = generate(&Design { parties: 4, ..design.clone() }).expect("a scenario");
        for (k, p) in profiles(&a).into_iter().enumerate() {
            let u = p.as_additive().expect("additive");
            assert_eq!(Some(u), profiles(&b)[k].as_additive());
            assert_eq!(Some(u), profiles(&more)[k].as_additive());
            let millionths: f64 = u.weights().iter().map(|w| (w * 1e6).round()).sum();
            assert_eq!(millionths, 1e6);
            assert!(u.values().iter().flatten().all(|v| format!("{v}").len() <= 8));
            assert!((0.1..=0.4).contains(&p.reservation_value().expect("a value")));
            assert!((0.5..=0.9).contains(&p.discount().factor()));
        }
    }

    #[test]
    fn pies_are_as_the_league_published_them() {
        let kinds: Vec<Scenario> = (0..40).map(|s| pie(s).expect("a scenario")).collect();
        for s in &kinds {
            let n = s.space.cardinality().expect("small");
            assert!((900..=1100).contains(&n));
            let [a, b] = profiles(s)[..] else { panic!("two parties") };
            for p in [a, b] {
                let r = p.reservation_value().expect("a value");
                assert!((0.0..1.0).contains(&r));
            }
            if s.name.contains("zero-sum") {
                assert!(s.space.enumerate().all(|d| (a.utility(&d) + b.utility(&d) - 1.0).abs() < 1e-9));
            }
        }
        for kind in ["zero-sum", "monotonic", "arbitrary"] {
            assert!(kinds.iter().any(|s| s.name.contains(kind)), "{kind}");
        }
    }

    #[test]
    fn designs_out_of_range_are_refused() {
        for bad in [
            Design { issues: 0, ..Design::default() },
            Design { opposition: 1.5, ..Design::default() },
            Design { reservation: Some(0.5..=0.4), ..Design::default() },
            Design { discount: Some(0.0..=0.5), ..Design::default() },
            Design { issues: 1000, values: 1_000_000, ..Design::default() },
        ] {
            assert!(generate(&bad).is_err(), "{bad:?}");
        }
    }
}
