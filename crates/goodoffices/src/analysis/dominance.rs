//! Non-dominated points in any number of dimensions: a k-d tree of boxes asked for a point that covers.
//!
//! Every candidate asks the tree whether another makes it superfluous; a box is opened only if its best
//! corner covers the candidate (Bentley 1975; the empty-orthant query of the maxima problem). A few strong
//! points, tried first, spare most queries. Worst case O(N^(2−1/n)), in practice near N log N. Queries are
//! independent and run in the ambient pool; the answer does not depend on the number of threads.

use rayon::prelude::*;

/// When a point may go because of another.
///
/// q covers p if q ≥ p − `cover` everywhere; p goes if q covers it and is above p + `clear` somewhere, or
/// precedes it in the given order. `clear` is infinite for a party whose cap may hide the difference.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) cover: Vec<f64>,
    pub(super) clear: Vec<f64>,
}

const LEAF: usize = 12;
const STRONG: usize = 24;
const PARALLEL_FROM: usize = 4_096;

/// Numbers of the points (rows of `coords`, `n` wide) that nothing makes superfluous, ascending.
///
/// `earlier(a, b)`: does a precede b? Asked only where a covers b without being clearly better.
pub(super) fn survivors(
    n: usize,
    coords: &[f64],
    rule: &Rule,
    earlier: &(dyn Fn(u32, u32) -> bool + Sync),
) -> Vec<u32> {
    match n {
        1 => filter::<1>(n, coords, rule, earlier),
        2 => filter::<2>(n, coords, rule, earlier),
        3 => filter::<3>(n, coords, rule, earlier),
        4 => filter::<4>(n, coords, rule, earlier),
        5 => filter::<5>(n, coords, rule, earlier),
        6 => filter::<6>(n, coords, rule, earlier),
        7..=8 => filter::<8>(n, coords, rule, earlier),
        9..=16 => filter::<16>(n, coords, rule, earlier),
        _ => filter::<{ super::problem::MOST_PARTIES }>(n, coords, rule, earlier),
    }
}

#[derive(Clone, Copy, Debug)]
struct Item<const N: usize> {
    at: [f64; N],
    id: u32,
}

struct Filter<'a, const N: usize> {
    cover: [f64; N],
    clear: [f64; N],
    earlier: &'a (dyn Fn(u32, u32) -> bool + Sync),
}

impl<const N: usize> Filter<'_, N> {
    /// Is `p` superfluous because of `q`?
    #[inline]
    fn beats(&self, q: &Item<N>, p: &Item<N>, low: &[f64; N]) -> bool {
        if !at_least(&q.at, low) || q.id == p.id {
            return false;
        }
        (0..N).any(|i| q.at[i] > p.at[i] + self.clear[i]) || (self.earlier)(q.id, p.id)
    }

    fn low(&self, p: &Item<N>) -> [f64; N] {
        std::array::from_fn(|i| p.at[i] - self.cover[i])
    }
}

#[inline]
fn at_least<const N: usize>(q: &[f64; N], low: &[f64; N]) -> bool {
    let mut all = true;
    for i in 0..N {
        all &= q[i] >= low[i];
    }
    all
}

fn filter<const N: usize>(
    n: usize,
    coords: &[f64],
    rule: &Rule,
    earlier: &(dyn Fn(u32, u32) -> bool + Sync),
) -> Vec<u32> {
    let mut f = Filter { cover: [0.0; N], clear: [f64::INFINITY; N], earlier };
    f.cover[..n].copy_from_slice(&rule.cover[..n]);
    f.clear[..n].copy_from_slice(&rule.clear[..n]);
    let mut items: Vec<Item<N>> = coords
        .chunks_exact(n)
        .enumerate()
        .map(|(k, row)| {
            let mut at = [0.0; N];
            at[..n].copy_from_slice(row);
            Item { at, id: k as u32 }
        })
        .collect();
    let strong = strong(&f, &items);
    items.retain(|p| {
        let low = f.low(p);
        !strong.iter().any(|q| f.beats(q, p, &low))
    });
    let tree = Tree::build(items);
    let stays = |p: &Item<N>| !tree.beaten(&f, p);
    let mut ids: Vec<u32> = if tree.items.len() >= PARALLEL_FROM {
        tree.items.par_iter().filter(|p| stays(p)).map(|p| p.id).collect()
    } else {
        tree.items.iter().filter(|p| stays(p)).map(|p| p.id).collect()
    };
    ids.sort_unstable();
    ids
}

/// The undominated points of largest sum, up to [`STRONG`].
fn strong<const N: usize>(f: &Filter<'_, N>, items: &[Item<N>]) -> Vec<Item<N>> {
    if items.len() < 8 * STRONG {
        return Vec::new();
    }
    let sum = |p: &Item<N>| p.at.iter().sum::<f64>();
    let mut order: Vec<(f64, u32)> = items.iter().enumerate().map(|(k, p)| (sum(p), k as u32)).collect();
    let head = (8 * STRONG).min(order.len() - 1);
    let falling = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    order.select_nth_unstable_by(head, falling);
    order.truncate(head);
    order.sort_unstable_by(falling);
    let mut strong: Vec<Item<N>> = Vec::with_capacity(STRONG);
    for (_, k) in order {
        let p = items[k as usize];
        let low = f.low(&p);
        if !strong.iter().any(|q| f.beats(q, &p, &low)) {
            strong.push(p);
            if strong.len() == STRONG {
                break;
            }
        }
    }
    strong
}

/// Boxes over the items: a binary tree in depth-first order.
struct Tree<const N: usize> {
    items: Vec<Item<N>>,
    nodes: Vec<Node<N>>,
}

struct Node<const N: usize> {
    best: [f64; N],
    /// Items `from..to` of a leaf; for an inner node `to` is 0 and `from` the number of its second child.
    from: u32,
    to: u32,
}

impl<const N: usize> Tree<N> {
    fn build(mut items: Vec<Item<N>>) -> Self {
        let mut nodes = Vec::with_capacity(2 * items.len() / LEAF + 2);
        let n = items.len();
        if n > 0 {
            split(&mut items, 0, &mut nodes);
        }
        Self { items, nodes }
    }

    fn beaten(&self, f: &Filter<'_, N>, p: &Item<N>) -> bool {
        let low = f.low(p);
        let mut stack = [0_u32; 64];
        let mut depth = usize::from(!self.nodes.is_empty());
        while depth > 0 {
            depth -= 1;
            let at = stack[depth];
            let node = &self.nodes[at as usize];
            if !at_least(&node.best, &low) {
                continue;
            }
            if node.to > 0 {
                let leaf = &self.items[node.from as usize..node.to as usize];
                if leaf.iter().any(|q| f.beats(q, p, &low)) {
                    return true;
                }
            } else {
                stack[depth] = at + 1;
                stack[depth + 1] = node.from;
                depth += 2;
            }
        }
        false
    }
}

fn split<const N: usize>(items: &mut [Item<N>], offset: usize, nodes: &mut Vec<Node<N>>) {
    let mut best = [f64::NEG_INFINITY; N];
    let mut worst = [f64::INFINITY; N];
    for p in items.iter() {
        for i in 0..N {
            best[i] = best[i].max(p.at[i]);
            worst[i] = worst[i].min(p.at[i]);
        }
    }
    let at = nodes.len();
    nodes.push(Node { best, from: offset as u32, to: (offset + items.len()) as u32 });
    if items.len() <= LEAF {
        return;
    }
    let widest = (0..N)
        .max_by(|a, b| (best[*a] - worst[*a]).total_cmp(&(best[*b] - worst[*b])).then(b.cmp(a)))
        .unwrap_or(0);
    let middle = items.len() / 2;
    items.select_nth_unstable_by(middle, |a, b| b.at[widest].total_cmp(&a.at[widest]).then(a.id.cmp(&b.id)));
    let (high, low) = items.split_at_mut(middle);
    split(high, offset, nodes);
    let second = nodes.len();
    split(low, offset + middle, nodes);
    nodes[at].from = second as u32;
    nodes[at].to = 0;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slow(n: usize, coords: &[f64], rule: &Rule) -> Vec<u32> {
        let rows: Vec<&[f64]> = coords.chunks_exact(n).collect();
        (0..rows.len())
            .filter(|p| {
                !(0..rows.len()).any(|q| {
                    q != *p
                        && (0..n).all(|i| rows[q][i] >= rows[*p][i] - rule.cover[i])
                        && (q < *p || (0..n).any(|i| rows[q][i] > rows[*p][i] + rule.clear[i]))
                })
            })
            .map(|p| p as u32)
            .collect()
    }

    proptest! {
        #[test]
        fn the_tree_keeps_what_comparing_all_pairs_keeps(
            n in 1_usize..7,
            raw in proptest::collection::vec(0_u8..12, 0..1500),
        ) {
            let coords: Vec<f64> = raw.iter().map(|x| f64::from(*x) / 8.0).collect();
            let coords = &coords[..coords.len() / n * n];
            let rule = Rule { cover: vec![1e-12; n], clear: vec![1e-9; n] };
            prop_assert_eq!(survivors(n, coords, &rule, &|a, b| a < b), slow(n, coords, &rule));
        }
    }
}
