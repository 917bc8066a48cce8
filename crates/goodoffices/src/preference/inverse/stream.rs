//! Sums over many issues, greatest first, made only as far as they are asked for.
//!
//! A tree over the issues: a leaf holds every sum of a few of them, sorted; an inner node merges its two
//! children by a heap that holds, for each left sum reached, the next right sum (the k greatest of X + Y,
//! Johnson & Mizoguchi 1978, nested). The k-th sum costs O(log k) at every node that has to move, and k sums
//! are remembered: O(k) memory a node, nothing that grows with the space.

use std::collections::BinaryHeap;

/// Most sums of a leaf.
const MOST_IN_A_LEAF: usize = 1 << 12;

/// A sum and the mixed-radix number of the combination it belongs to, within the stream's own issues.
pub(super) type Numbered = (f64, u128);

/// The sums of some issues, descending.
#[derive(Clone, Debug)]
pub(super) enum Stream {
    /// All of them.
    Leaf(Vec<Numbered>),
    /// A lazy merge of two streams.
    Pair(Box<Pair>),
}

/// A merge, with what it has given so far.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    left: Stream,
    right: Stream,
    /// Combinations of the right stream.
    width: u128,
    heap: BinaryHeap<Head>,
    given: Vec<Numbered>,
}

#[derive(Clone, Copy, Debug)]
struct Head {
    value: f64,
    row: u32,
    column: u32,
}

impl Stream {
    /// The stream over weighted values of issues.
    pub(super) fn over(parts: &[Vec<f64>]) -> Self {
        let size = |p: &[Vec<f64>]| p.iter().fold(1_u128, |n, v| n.saturating_mul(v.len() as u128));
        if parts.len() < 2 || size(parts) <= MOST_IN_A_LEAF as u128 {
            let mut sums: Vec<Numbered> = vec![(0.0, 0)];
            for values in parts {
                let n = values.len() as u128;
                let longer = |s: &Numbered| {
                    let (sum, number) = *s;
                    values
                        .iter()
                        .zip(0_u128..)
                        .map(move |(v, k)| (sum + v, number * n + k))
                        .collect::<Vec<_>>()
                };
                sums = sums.iter().flat_map(longer).collect();
            }
            sums.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then(y.1.cmp(&x.1)));
            return Self::Leaf(sums);
        }
        let cut = (1..parts.len())
            .min_by_key(|c| size(&parts[..*c]).max(size(&parts[*c..])))
            .unwrap_or(parts.len() / 2);
        let mut pair = Pair {
            left: Self::over(&parts[..cut]),
            right: Self::over(&parts[cut..]),
            width: size(&parts[cut..]),
            heap: BinaryHeap::new(),
            given: Vec::new(),
        };
        pair.reach(0, 0);
        Self::Pair(Box::new(pair))
    }

    /// The `k`-th greatest sum, from 0.
    pub(super) fn get(&mut self, k: usize) -> Option<Numbered> {
        match self {
            Self::Leaf(sums) => sums.get(k).copied(),
            Self::Pair(pair) => pair.get(k),
        }
    }
}

impl Pair {
    /// Puts a pair of places into the heap, if both are there.
    fn reach(&mut self, row: u32, column: u32) {
        if let (Some(a), Some(b)) = (self.left.get(row as usize), self.right.get(column as usize)) {
            self.heap.push(Head { value: a.0 + b.0, row, column });
        }
    }

    fn get(&mut self, k: usize) -> Option<Numbered> {
        while self.given.len() <= k {
            let Head { value, row, column } = self.heap.pop()?;
            // Each place is reached once: along its row, and a row from the head of the one before.
            self.reach(row, column + 1);
            if column == 0 {
                self.reach(row + 1, 0);
            }
            let (a, b) = (self.left.get(row as usize)?, self.right.get(column as usize)?);
            self.given.push((value, a.1 * self.width + b.1));
        }
        self.given.get(k).copied()
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.total_cmp(&other.value).then((other.row, other.column).cmp(&(self.row, self.column)))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sum_comes_once_and_in_order() {
        let parts: Vec<Vec<f64>> = (0..7)
            .map(|i| (0..6).map(|v| f64::from((v * 7 + i * 3) % 11) / (1.0 + f64::from(i))).collect())
            .collect();
        let mut stream = Stream::over(&parts);
        assert!(matches!(stream, Stream::Pair(_)));
        let mut seen = vec![false; 6_usize.pow(7)];
        let mut before = f64::INFINITY;
        for k in 0..seen.len() {
            let (sum, number) = stream.get(k).expect("a sum");
            assert!(sum <= before && !std::mem::replace(&mut seen[number as usize], true));
            let mut rest = number as usize;
            let mut exact = 0.0;
            for p in parts.iter().rev() {
                exact += p[rest % 6];
                rest /= 6;
            }
            assert!((exact - sum).abs() < 1e-12);
            before = sum;
        }
        assert_eq!(stream.get(seen.len()), None);
    }
}
