//! What a text is worth by the draws: an interval a party, whether another text beats it, and who is least satisfied.
//!
//! * Interval: the 5 % and 95 % points of the drawn utilities (linear between order statistics); a real red line crossed counts 0.
//! * Undominated: the share of draws in which no other text is better for one party and no worse for the other, among all texts
//!   made of values worth trying. The frontier is found exactly for each draw (`analysis::pairs`), constraints between issues aside, so
//!   the share is a lower bound where there are some. A text that crosses a real line counts as beaten. For two parties only.
//! * Least satisfied: lowest mean share of the greatest gain that it could have; several where they tie.
//!
//! Absent: any comparison of one party's utility with another's beyond that share.

use super::draws::{Draw, World};
use crate::analysis::{dominated, pairs};
use crate::num::TIE;
use serde::Serialize;

/// Draws for which the frontier is found: fewer than all, since the share need not be fine.
const LOOKED_AT: usize = 200;

/// What a text is worth by the draws.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Worth {
    /// Per party, the utility's 5 % and 95 % points, from 0 to 1.
    pub utility: Vec<(f64, f64)>,
    /// Share of draws in which no other text is better for one party and no worse for the other; `None` unless there are two.
    pub undominated: Option<f64>,
    /// Per party, the mean share of its greatest possible gain over no agreement, -1 to 1.
    pub gain: Vec<f64>,
    /// Slugs of the parties with the lowest such share.
    pub least_satisfied: Vec<String>,
}

/// What a text is worth. `tried`: per issue the values that other texts may have.
pub(super) fn worth(world: &World, slugs: &[String], terms: &[Option<usize>], tried: &[Vec<usize>]) -> Worth {
    let utility = world.0.iter().map(|draws| interval(draws, terms)).collect();
    let gain: Vec<f64> = world
        .0
        .iter()
        .map(|draws| draws.iter().map(|d| d.share_of_gain(terms)).sum::<f64>() / draws.len().max(1) as f64)
        .collect();
    let lowest = gain.iter().copied().fold(f64::INFINITY, f64::min);
    let least_satisfied =
        slugs.iter().zip(&gain).filter(|(_, g)| **g <= lowest + TIE).map(|(s, _)| s.clone()).collect();
    let undominated = match world.0.as_slice() {
        [a, b] => Some(undominated(a, b, terms, tried)),
        _ => None,
    };
    Worth { utility, undominated, gain, least_satisfied }
}

fn interval(draws: &[Draw], terms: &[Option<usize>]) -> (f64, f64) {
    let mut u: Vec<f64> = draws.iter().map(|d| d.utility(terms).max(0.0)).collect();
    u.sort_by(f64::total_cmp);
    let point = |p: f64| {
        let Some(last) = u.len().checked_sub(1) else { return 0.0 };
        let at = p * last as f64;
        let low = at.floor() as usize;
        u[low] + (at - low as f64) * (u[(low + 1).min(last)] - u[low])
    };
    (point(0.05), point(0.95))
}

fn undominated(a: &[Draw], b: &[Draw], terms: &[Option<usize>], tried: &[Vec<usize>]) -> f64 {
    let n = a.len().min(b.len()).min(LOOKED_AT);
    let stands = |k: usize| {
        let at = (a[k].utility(terms), b[k].utility(terms));
        if !(at.0.is_finite() && at.1.is_finite()) {
            return false;
        }
        let issues: Vec<Vec<(f64, f64)>> = tried
            .iter()
            .enumerate()
            .map(|(i, values)| {
                // An issue may also be left open, which counts as the middle.
                let open = (0.5 * a[k].weights[i], 0.5 * b[k].weights[i]);
                values.iter().map(|v| (a[k].parts[i][*v], b[k].parts[i][*v])).chain([open]).collect()
            })
            .collect();
        !dominated(&pairs(&issues), at)
    };
    (0..n).filter(|k| stands(*k)).count() as f64 / n.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(best: usize) -> Draw {
        let part = if best == 0 { vec![0.5, 0.0] } else { vec![0.0, 0.5] };
        Draw { parts: vec![part.clone(), part], weights: vec![0.5, 0.5], fallback: 0.2 }
    }

    #[test]
    fn a_text_that_gives_one_side_everything_is_unbeaten_and_leaves_the_other_unsatisfied() {
        let world = World(vec![vec![draw(0)], vec![draw(1)]]);
        let slugs = ["a".to_owned(), "b".to_owned()];
        let tried = [vec![0, 1], vec![0, 1]];
        let w = worth(&world, &slugs, &[Some(0), Some(0)], &tried);
        assert_eq!(w.utility, [(1.0, 1.0), (0.0, 0.0)]);
        assert_eq!((w.undominated, w.least_satisfied), (Some(1.0), vec!["b".to_owned()]));
        // Opposite interests of equal weight: every text is on the frontier, and an even one satisfies both alike.
        let even = worth(&world, &slugs, &[Some(0), Some(1)], &tried);
        assert_eq!((even.undominated, even.least_satisfied.len()), (Some(1.0), 2));
    }

    #[test]
    fn a_text_that_both_would_change_is_beaten() {
        let world = World(vec![vec![draw(0)], vec![draw(0)]]);
        let slugs = ["a".to_owned(), "b".to_owned()];
        let w = worth(&world, &slugs, &[Some(1), Some(0)], &[vec![0, 1], vec![0, 1]]);
        assert_eq!(w.undominated, Some(0.0));
    }
}
