//! Symmetric steps in numbers that are uniform beforehand.

use crate::rng::Stream;
use rand::RngExt;

/// Two different numbers below `many`.
pub(super) fn two(many: u32, s: &mut Stream) -> (usize, usize) {
    let i = s.random_range(0..many);
    let k = s.random_range(0..many - 1);
    (i as usize, (if k >= i { k + 1 } else { k }) as usize)
}

/// Divides the weight of two issues between them anew: exchanged, a little otherwise, or by lot. Weights are
/// uniform on the simplex, so the share of one in the sum of two is uniform, and such a step is symmetric. The
/// cuts are put down in an order by lot, since any is as good.
pub(super) fn pass(cuts: &mut [f64], s: &mut Stream) {
    cuts.sort_unstable_by(f64::total_cmp);
    let many = cuts.len();
    let weight = |k: usize| cuts.get(k).copied().unwrap_or(1.0) - if k == 0 { 0.0 } else { cuts[k - 1] };
    let (i, k) = two(many as u32 + 1, s);
    let (a, b) = (weight(i), weight(k));
    let share = if a + b > 0.0 { a / (a + b) } else { 0.5 };
    let (how, x) = (s.random::<f64>(), s.random::<f64>());
    let share = if how < 0.2 {
        1.0 - share
    } else if how < 0.5 {
        x
    } else {
        reflected(share + if how < 0.75 { 0.1 } else { 0.4 } * (2.0 * x - 1.0))
    };
    let gain = share * (a + b) - a;
    let (low, high, gain) = if i < k { (i, k, gain) } else { (k, i, -gain) };
    // What the earlier issue gains moves every cut between the two.
    for cut in &mut cuts[low..high] {
        *cut = (*cut + gain).clamp(0.0, 1.0);
    }
    for j in (1..many).rev() {
        cuts.swap(j, s.random_range(0..=j as u32) as usize);
    }
}

/// Brought back into (0, 1) by reflection.
pub(super) fn reflected(x: f64) -> f64 {
    let y = x.rem_euclid(2.0);
    if y > 1.0 { 2.0 - y } else { y }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::stream;

    #[test]
    fn passing_weight_leaves_cuts_uniform() {
        let mut s = stream(1, &["pass".into()]);
        let (mut sums, many) = ([0.0; 4], 40_000);
        for _ in 0..many {
            let mut cuts = [s.random::<f64>(), s.random::<f64>()];
            pass(&mut cuts, &mut s);
            pass(&mut cuts, &mut s);
            let (low, high) = (cuts[0].min(cuts[1]), cuts[0].max(cuts[1]));
            for (sum, x) in sums.iter_mut().zip([cuts[0], cuts[0] * cuts[0], low * low, (high - low).powi(2)])
            {
                *sum += x / f64::from(many);
            }
        }
        // Uniform: 1/2 and 1/3. A gap of three: 2/(3·4).
        for (sum, right) in sums.iter().zip([1.0 / 2.0, 1.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((sum - right).abs() < 0.006, "{sums:?}");
        }
    }
}
