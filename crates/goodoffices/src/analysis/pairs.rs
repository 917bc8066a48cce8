//! The frontier of two additive utilities as bare pairs, for the many drawn parties of a case.
//!
//! F ← {0}; for each issue F ← undominated(F ⊕ values) (Nemhauser & Ullmann 1969). The merge of `merge.rs` keeps what makes up
//! each point and obeys constraints; here only the pairs are wanted, thousands of times. A value that is minus infinity for
//! either side is never part of a point.

use crate::num::TIE;

/// Undominated pairs of sums, falling in the first utility; one table of (first, second) per issue. Empty where an
/// issue has no finite value.
#[must_use]
pub fn pairs(issues: &[Vec<(f64, f64)>]) -> Vec<(f64, f64)> {
    let mut front = vec![(0.0, 0.0)];
    for values in issues {
        let open = || values.iter().filter(|v| v.0.is_finite() && v.1.is_finite());
        let mut sums: Vec<(f64, f64)> =
            front.iter().flat_map(|f| open().map(move |v| (f.0 + v.0, f.1 + v.1))).collect();
        sums.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)));
        let mut best = f64::NEG_INFINITY;
        sums.retain(|s| {
            let kept = s.1 > best;
            best = best.max(s.1);
            kept
        });
        front = sums;
    }
    front
}

/// Is a pair better for one side and no worse for the other somewhere on the frontier, by more than the tie?
#[must_use]
pub fn dominated(front: &[(f64, f64)], at: (f64, f64)) -> bool {
    front.iter().any(|f| f.0 >= at.0 - TIE && f.1 >= at.1 - TIE && (f.0 > at.0 + TIE || f.1 > at.1 + TIE))
}

/// The most that both sides could gain at once over a pair: the largest least gain on the frontier, at least 0.
#[must_use]
pub fn room(front: &[(f64, f64)], at: (f64, f64)) -> f64 {
    front.iter().fold(0.0, |best: f64, f| best.max((f.0 - at.0).min(f.1 - at.1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pairs_are_those_of_looking_at_every_outcome(
            issues in prop::collection::vec(prop::collection::vec((0.0..1.0_f64, 0.0..1.0_f64), 1..4), 1..5)
        ) {
            let mut all = vec![(0.0, 0.0)];
            for v in &issues {
                all = all.iter().flat_map(|a| v.iter().map(move |x| (a.0 + x.0, a.1 + x.1))).collect();
            }
            let front = pairs(&issues);
            for a in &all {
                let by_looking =
                    all.iter().any(|f| f.0 >= a.0 - TIE && f.1 >= a.1 - TIE && (f.0 > a.0 + TIE || f.1 > a.1 + TIE));
                prop_assert_eq!(dominated(&front, *a), by_looking);
                let most = all.iter().map(|f| (f.0 - a.0).min(f.1 - a.1)).fold(0.0, f64::max);
                prop_assert!((room(&front, *a) - most).abs() < 1e-12);
            }
            prop_assert!(front.windows(2).all(|w| w[0].0 >= w[1].0 && w[0].1 < w[1].1));
        }
    }
}
