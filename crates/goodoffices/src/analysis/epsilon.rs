//! The ε-version's one step: of the points in a box keep the best in the last coordinate.
//!
//! Boxes are ε' wide in every coordinate but the last, so that whatever goes is matched by what stays
//! within ε' in those and not at all worse in the last (Papadimitriou & Yannakakis 2000). At most
//! (range/ε')^(n−1) points stay. Merging n issues takes ε' = ε/n; enumeration takes ε once, because a point
//! that replaces another of its box is in the same box.

use std::collections::BTreeMap;

/// Numbers of the rows of `coords` (`n` wide) that stay, ascending; of equals the first.
pub(super) fn boxed(coords: &[f64], n: usize, width: f64) -> Vec<usize> {
    let mut boxes: BTreeMap<Vec<i64>, usize> = BTreeMap::new();
    for (k, at) in coords.chunks_exact(n).enumerate() {
        let key: Vec<i64> = at[..n - 1].iter().map(|x| (x / width).floor() as i64).collect();
        let best = boxes.entry(key).or_insert(k);
        if at[n - 1] > coords[*best * n + n - 1] {
            *best = k;
        }
    }
    let mut kept: Vec<usize> = boxes.into_values().collect();
    kept.sort_unstable();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_keeps_its_best_and_its_first_among_equals() {
        let coords = [0.01, 0.5, 0.04, 0.7, 0.09, 0.7, 0.11, 0.2];
        assert_eq!(boxed(&coords, 2, 0.1), [1, 3]);
        assert_eq!(boxed(&coords, 2, 0.05), [1, 2, 3]);
    }
}
