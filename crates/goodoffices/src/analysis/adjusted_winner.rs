//! Adjusted winner (Brams & Taylor 1996): two parties, equal points over issues that each side wins or shares.
//!
//! Each side spreads the same number of points over the issues. In falling order of the ratio (first side's points) ÷ (second's) the
//! first side wins issues until both sides have the same number of points; at most one issue is split. The result is efficient, equitable
//! (equal totals) and envy-free (each has at least half of its own points). It is not proof against untrue points, and for two
//! parties only. Of a scenario, an issue's points are what the side gains between the other side's best value and its own,
//! scaled so that each side has 100; values in between are left out, and an issue whose best value is the same for both is not
//! contested. Absent: reservations, constraints between issues.

use crate::error::{Error, Result};
use crate::num::TIE;
use crate::preference::{Additive, Preference};
use crate::scenario::Scenario;

/// Points of each side in [`contest`].
pub const POINTS: f64 = 100.0;

/// Differences below this share of the points are rounding.
const ROUNDING: f64 = 1e-12;

/// Who wins what.
#[derive(Clone, Debug, PartialEq)]
pub struct AdjustedWinner {
    /// Per issue, the first side's share: 1 it wins, 0 the other wins, between them it is split.
    pub shares: Vec<f64>,
    /// Points that each side gets, by its own count.
    pub totals: [f64; 2],
}

/// The procedure on points: one list a side, the same issues in the same order.
///
/// # Errors
/// If there are no issues, the lists differ in length or total, or a number is negative or not finite.
pub fn adjusted_winner(points: [&[f64]; 2]) -> Result<AdjustedWinner> {
    let [a, b] = points;
    if a.is_empty() || a.len() != b.len() {
        return Err(Error::parameter(format!("points for {} and {} issues", a.len(), b.len()))
            .remedy("give each side one number per issue"));
    }
    if let Some(x) = a.iter().chain(b).find(|x| !(x.is_finite() && **x >= 0.0)) {
        return Err(Error::parameter(format!("{x} is no number of points")).remedy("give numbers from 0 up"));
    }
    let sum = |p: &[f64]| p.iter().sum::<f64>();
    let (all_a, all_b) = (sum(a), sum(b));
    if all_a <= 0.0 || (all_a - all_b).abs() > TIE * all_a.max(1.0) {
        return Err(Error::parameter(format!("the sides have {all_a} and {all_b} points"))
            .remedy("both need the same total, above 0"));
    }
    let mut order: Vec<usize> = (0..a.len()).collect();
    // By falling ratio, without dividing: a[i]/b[i] > a[j]/b[j] iff a[i]·b[j] > a[j]·b[i].
    // An issue that is worth nothing to both would equal every ratio; it goes last.
    let worthless = |k: usize| a[k] == 0.0 && b[k] == 0.0;
    order.sort_by(|i, j| {
        worthless(*i).cmp(&worthless(*j)).then((a[*j] * b[*i]).total_cmp(&(a[*i] * b[*j]))).then(i.cmp(j))
    });
    let mut shares = vec![0.0; a.len()];
    let (mut first, mut second) = (0.0, all_b);
    for k in order {
        // Sums differ in their last bits where the sides are even: that is no split.
        let (gap, worth) = (second - first, a[k] + b[k]);
        if gap <= ROUNDING * all_a || worth <= 0.0 {
            break;
        }
        let share = if gap >= worth - ROUNDING * all_a { 1.0 } else { gap / worth };
        shares[k] = share;
        first += share * a[k];
        second -= share * b[k];
    }
    let totals = [
        shares.iter().zip(a).map(|(s, p)| s * p).sum(),
        shares.iter().zip(b).map(|(s, p)| (1.0 - s) * p).sum(),
    ];
    Ok(AdjustedWinner { shares, totals })
}

/// One contested issue of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Contest {
    /// Issue index.
    pub issue: usize,
    /// Value index that is best for each side.
    pub best: [usize; 2],
    /// Points of each side.
    pub points: [f64; 2],
}

/// What of a scenario is contested, with points that sum to [`POINTS`] for each side, and the issues that are not.
///
/// # Errors
/// If there are not two parties with additive utilities, there are constraints, or a side cares for no contested issue.
pub fn contest(scenario: &Scenario) -> Result<(Vec<Contest>, Vec<usize>)> {
    let applies =
        "adjusted winner applies to two parties with additive utilities and no constraints between issues";
    let functions: Vec<&Additive> = scenario
        .parties
        .iter()
        .filter_map(|p| match &p.preference {
            Preference::Known(profile) => profile.as_additive(),
            _ => None,
        })
        .collect();
    let [a, b] = functions.as_slice() else {
        return Err(Error::input(format!("{applies}; here are {} parties", scenario.parties.len())));
    };
    if scenario.parties.len() != 2 || !scenario.constraints.is_empty() {
        return Err(Error::input(format!(
            "{applies}; here are {} parties and {} constraints",
            scenario.parties.len(),
            scenario.constraints.len()
        )));
    }
    let (mut contested, mut agreed) = (Vec::new(), Vec::new());
    for (k, issue) in scenario.space.issues().iter().enumerate() {
        // A side's best value; of equally good ones the best for the other side.
        let best = |own: &Additive, other: &Additive| {
            let key = |v: usize| (own.part(k, v), other.part(k, v));
            (0..issue.len()).fold(0, |best, v| {
                let ((x, y), (bx, by)) = (key(v), key(best));
                if x > bx + TIE || (x > bx - TIE && y > by + TIE) { v } else { best }
            })
        };
        let (va, vb) = (best(a, b), best(b, a));
        let points = [a.part(k, va) - a.part(k, vb), b.part(k, vb) - b.part(k, va)];
        if points.iter().all(|p| *p <= TIE) {
            agreed.push(k);
        } else {
            contested.push(Contest { issue: k, best: [va, vb], points: points.map(|p| p.max(0.0)) });
        }
    }
    for side in [0, 1] {
        let total: f64 = contested.iter().map(|c| c.points[side]).sum();
        if total <= TIE {
            return Err(Error::input(format!(
                "nothing is contested for {:?}: its best value of every issue suits the other side too",
                scenario.parties[side].name
            ))
            .remedy("take each issue's best value; there is nothing to divide"));
        }
        for c in &mut contested {
            c.points[side] *= POINTS / total;
        }
    }
    Ok((contested, agreed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_instances() {
        let w = adjusted_winner([&[86.0, 75.0, 30.0, 9.0], &[19.0, 81.0, 60.0, 40.0]]).expect("equal totals");
        assert_eq!(w.shares[0], 1.0);
        assert!((w.shares[1] - 95.0 / 156.0).abs() < 1e-12 && w.shares[2..] == [0.0, 0.0]);
        assert_eq!(w.totals.map(|t| format!("{t:.4}")), ["131.6731", "131.6731"]);
        // Brams & Togman 1996: one sixth of Sinai goes to Israel.
        let w = adjusted_winner([&[35.0, 10.0, 20.0, 10.0, 5.0, 20.0], &[55.0, 5.0, 10.0, 5.0, 20.0, 5.0]])
            .expect("equal totals");
        assert!((w.shares[0] - 1.0 / 6.0).abs() < 1e-12);
        assert_eq!(format!("{:.4}", w.totals[0]), "65.8333");
    }

    #[test]
    fn what_is_no_division_of_points_is_refused() {
        assert!(adjusted_winner([&[], &[]]).is_err());
        assert!(adjusted_winner([&[1.0], &[1.0, 0.0]]).is_err());
        assert!(adjusted_winner([&[-1.0, 2.0], &[1.0, 0.0]]).is_err());
        assert!(adjusted_winner([&[f64::NAN], &[1.0]]).is_err());
        assert!(adjusted_winner([&[0.0], &[0.0]]).is_err());
        let e = adjusted_winner([&[60.0, 40.0], &[50.0, 40.0]]).expect_err("100 and 90");
        assert!(e.to_string().contains("100 and 90"), "{e}");
    }

    proptest! {
        #[test]
        fn equitable_envy_free_efficient_and_one_split(raw in prop::collection::vec((0.0..1.0_f64, 0.0..1.0_f64), 1..9)) {
            let total = |k: usize| raw.iter().map(|p| if k == 0 { p.0 } else { p.1 }).sum::<f64>();
            prop_assume!(total(0) > 1e-3 && total(1) > 1e-3);
            let a: Vec<f64> = raw.iter().map(|p| 100.0 * p.0 / total(0)).collect();
            let b: Vec<f64> = raw.iter().map(|p| 100.0 * p.1 / total(1)).collect();
            let w = adjusted_winner([&a, &b]).unwrap();
            prop_assert!((w.totals[0] - w.totals[1]).abs() < 1e-9, "equitable");
            prop_assert!(w.totals[0] >= 50.0 - 1e-9, "each has half by its own count, so none envies");
            prop_assert!(w.shares.iter().filter(|s| **s > 0.0 && **s < 1.0).count() <= 1, "{:?}", w.shares);
            // Efficient: any other division gives one side less, or both the same. Since both are linear, it is enough that there are weights
            // under which this one is best: those at the ratio of the split issue.
            let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
            for (k, s) in w.shares.iter().enumerate().filter(|(k, _)| a[*k] + b[*k] > 0.0) {
                let ratio = a[k] / (a[k] + b[k]);
                if *s > 1e-12 { low = low.min(ratio) }
                if *s < 1.0 - 1e-12 { high = high.max(ratio) }
            }
            prop_assert!(low >= high - 1e-9, "no trade is left: {low} {high}");
            // Mirror.
            let m = adjusted_winner([&b, &a]).unwrap();
            prop_assert!((m.totals[0] - w.totals[1]).abs() < 1e-9);
        }
    }
}
