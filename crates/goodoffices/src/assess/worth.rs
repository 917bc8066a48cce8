//! What a text is worth by the draws: an interval a party, whether another text beats it, and who is least satisfied.
//!
//! * Interval: the 5 % and 95 % points of the drawn utilities (linear between order statistics); a real red line crossed counts 0.
//! * Undominated: the share of draws in which no other text is better for one party and no worse for the other, among all texts
//!   made of values worth trying. The frontier is found exactly for each draw (`analysis::pairs`), constraints between issues aside, so
//!   the share is a lower bound where there are some. A text that crosses a real line counts as beaten. With many issues and
//!   unknown weights nearly every text is beaten somewhere; so the room is given too: what both could gain at once on the
//!   mean if each draw were known, which no single text can reach in all of them. For two parties only.
//! * Least satisfied: lowest mean share of the greatest gain that it could have; several where they tie.
//!
//! Absent: any comparison of one party's utility with another's beyond that share.

use super::draws::{Draw, World};
use crate::analysis::{dominated, pairs, room};
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
    /// Mean over the same draws of what both could gain at once if the draw were known; `None` unless there are two.
    pub room: Option<f64>,
    /// Per party, the mean share of its greatest possible gain over no agreement, -1 to 1.
    pub gain: Vec<f64>,
    /// Slugs of the parties with the lowest such share.
    pub least_satisfied: Vec<String>,
}

/// The frontier of each draw looked at, found once for all texts; empty unless there are two parties.
pub(super) struct Fronts(Vec<Vec<(f64, f64)>>);

impl Fronts {
    /// `tried`: per issue the values that texts may have; each issue may also be left open, which counts as the middle.
    pub(super) fn of(world: &World, tried: &[Vec<usize>]) -> Self {
        let [a, b] = world.0.as_slice() else { return Self(Vec::new()) };
        let front = |(a, b): (&Draw, &Draw)| {
            let issues: Vec<Vec<(f64, f64)>> = tried
                .iter()
                .enumerate()
                .map(|(i, values)| {
                    let open = (0.5 * a.weights[i], 0.5 * b.weights[i]);
                    values.iter().map(|v| (a.parts[i][*v], b.parts[i][*v])).chain([open]).collect()
                })
                .collect();
            pairs(&issues)
        };
        Self(a.iter().zip(b).take(LOOKED_AT).map(front).collect())
    }
}

/// What a text is worth.
pub(super) fn worth(world: &World, slugs: &[String], terms: &[Option<usize>], fronts: &Fronts) -> Worth {
    let utility = world.0.iter().map(|draws| interval(draws, terms)).collect();
    let gain: Vec<f64> = world
        .0
        .iter()
        .map(|draws| draws.iter().map(|d| d.share_of_gain(terms)).sum::<f64>() / draws.len().max(1) as f64)
        .collect();
    let lowest = gain.iter().copied().fold(f64::INFINITY, f64::min);
    let least_satisfied =
        slugs.iter().zip(&gain).filter(|(_, g)| **g <= lowest + TIE).map(|(s, _)| s.clone()).collect();
    let (mut stands, mut left) = (0_usize, 0.0);
    if let [a, b] = world.0.as_slice() {
        for ((a, b), front) in a.iter().zip(b).zip(&fronts.0) {
            let at = (a.utility(terms), b.utility(terms));
            let finite = at.0.is_finite() && at.1.is_finite();
            stands += usize::from(finite && !dominated(front, at));
            // A crossed line counts as 0 here, as in the interval.
            left += room(front, (at.0.max(0.0), at.1.max(0.0)));
        }
    }
    let n = fronts.0.len() as f64;
    let of_all = |x: f64| (n > 0.0).then(|| x / n);
    Worth { utility, undominated: of_all(stands as f64), room: of_all(left), gain, least_satisfied }
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
        let fronts = Fronts::of(&world, &[vec![0, 1], vec![0, 1]]);
        let w = worth(&world, &slugs, &[Some(0), Some(0)], &fronts);
        assert_eq!(w.utility, [(1.0, 1.0), (0.0, 0.0)]);
        assert_eq!((w.undominated, w.least_satisfied), (Some(1.0), vec!["b".to_owned()]));
        // Opposite interests of equal weight: every text is on the frontier, and an even one satisfies both alike.
        let even = worth(&world, &slugs, &[Some(0), Some(1)], &fronts);
        assert_eq!((even.undominated, even.least_satisfied.len()), (Some(1.0), 2));
    }

    #[test]
    fn a_text_that_both_would_change_is_beaten() {
        let world = World(vec![vec![draw(0)], vec![draw(0)]]);
        let slugs = ["a".to_owned(), "b".to_owned()];
        let fronts = Fronts::of(&world, &[vec![0, 1], vec![0, 1]]);
        let w = worth(&world, &slugs, &[Some(1), Some(0)], &fronts);
        assert_eq!((w.undominated, w.room), (Some(0.0), Some(0.5)));
    }
}
