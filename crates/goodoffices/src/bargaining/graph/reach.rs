//! Legal sequences: what a set of parties can reach when none of them moves twice running.
//!
//! S_H(s), inductively (Fang, Hipel & Kilgour 1993, definition of a joint move): a state that j ∈ H can move to from s is reached with
//! j as a last mover; from a state reached with last movers Ω, k ∈ H may move on unless Ω = {k}. With improvements only, each step must
//! be strictly better for its mover than the state just before.
//!
//! Two searches: [`reached`] keeps only whether Ω has none, one or several members, so that every move is looked at once; [`path_search`]
//! goes over pairs of state and last mover and remembers the way, for one improvement that is to be explained.

use crate::scenario::Conflict;

/// Which moves count in a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Steps {
    /// Every move.
    Any,
    /// Only those that the mover prefers to the state just before.
    Improving,
}

/// States that the parties of `group` can reach from `from` by legal sequences of at least one move, ascending. `from` itself is
/// among them where they can come back to it.
#[must_use]
pub fn sequences(conflict: &Conflict, group: &[usize], from: usize) -> Vec<usize> {
    reached(conflict, group, from, Steps::Any)
}

/// The same, where each mover must improve on the state just before.
#[must_use]
pub fn improvements(conflict: &Conflict, group: &[usize], from: usize) -> Vec<usize> {
    reached(conflict, group, from, Steps::Improving)
}

/// A shortest legal sequence of these parties from one state to another, as (mover, state) per step; empty where there is none.
#[must_use]
pub fn way(conflict: &Conflict, group: &[usize], from: usize, to: usize) -> Vec<(usize, usize)> {
    path_search(conflict, group, from, Steps::Any).path(to)
}

pub(super) fn reached(conflict: &Conflict, group: &[usize], from: usize, steps: Steps) -> Vec<usize> {
    let n = conflict.states().len();
    let mut by = vec![Reached::Not; n];
    // From a state reached by k all but k move on; once another reaches it too, k may as well, and nobody is left.
    let mut queue: Vec<(usize, Turn)> = vec![(from, Turn::All)];
    let mut next = 0;
    while let Some(&(state, turn)) = queue.get(next) {
        next += 1;
        for (k, party) in group.iter().enumerate().filter(|(k, _)| turn.allows(*k)) {
            for to in conflict.moves(*party, state) {
                if steps == Steps::Improving && !conflict.prefers(*party, *to, state) {
                    continue;
                }
                match by[*to] {
                    Reached::Not => {
                        by[*to] = Reached::By(k);
                        queue.push((*to, Turn::AllBut(k)));
                    }
                    Reached::By(other) if other != k => {
                        by[*to] = Reached::BySeveral;
                        queue.push((*to, Turn::Only(other)));
                    }
                    _ => {}
                }
            }
        }
    }
    (0..n).filter(|s| by[*s] != Reached::Not).collect()
}

/// The last movers Ω with which a state was reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reached {
    Not,
    By(usize),
    BySeveral,
}

/// Who has not moved on from a state yet, and may.
#[derive(Clone, Copy)]
enum Turn {
    All,
    AllBut(usize),
    Only(usize),
}

impl Turn {
    fn allows(self, k: usize) -> bool {
        match self {
            Self::All => true,
            Self::AllBut(last) => k != last,
            Self::Only(last) => k == last,
        }
    }
}

/// What a search found, with how each pair of state and last mover was first reached.
pub(super) struct Search {
    /// States reached, ascending.
    pub(super) reached: Vec<usize>,
    /// Per state and mover of the group: the pair before it, or itself if it is the first step.
    before: Vec<Option<(usize, Option<usize>)>>,
    /// Per state the length of a shortest sequence to it; 0 where there is none.
    length: Vec<usize>,
    group: Vec<usize>,
}

impl Search {
    /// A shortest legal sequence to any of the states that fit; empty where none is reached.
    pub(super) fn shortest(&self, fits: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
        let fitting = self.reached.iter().copied().filter(|u| fits(*u));
        fitting.min_by_key(|u| self.length[*u]).map_or_else(Vec::new, |u| self.path(u))
    }

    /// A shortest legal sequence to a state: (mover, state) per step.
    pub(super) fn path(&self, to: usize) -> Vec<(usize, usize)> {
        let g = self.group.len();
        // Breadth first: of the movers that can come last, the one found first has the shortest sequence.
        let mut best: Option<Vec<(usize, usize)>> = None;
        for last in 0..g {
            let mut steps = Vec::new();
            let mut at = Some((to, last));
            while let Some((state, mover)) = at {
                let Some((previous, by)) = self.before[state * g + mover] else {
                    steps.clear();
                    break;
                };
                steps.push((self.group[mover], state));
                at = by.map(|m| (previous, m));
            }
            if !steps.is_empty() && best.as_ref().is_none_or(|b| steps.len() < b.len()) {
                best = Some(steps);
            }
        }
        let mut path = best.unwrap_or_default();
        path.reverse();
        path
    }
}

pub(super) fn path_search(conflict: &Conflict, group: &[usize], from: usize, steps: Steps) -> Search {
    let (n, g) = (conflict.states().len(), group.len());
    let mut before: Vec<Option<(usize, Option<usize>)>> = vec![None; n * g];
    let mut length = vec![0; n];
    let mut queue: Vec<(usize, Option<usize>, usize)> = vec![(from, None, 0)];
    let mut next = 0;
    while let Some(&(state, last, gone)) = queue.get(next) {
        next += 1;
        for (k, party) in group.iter().enumerate().filter(|(k, _)| last != Some(*k)) {
            for to in conflict.moves(*party, state) {
                let counts = steps == Steps::Any || conflict.prefers(*party, *to, state);
                if counts && before[to * g + k].is_none() {
                    before[to * g + k] = Some((state, last));
                    // Breadth first: the first time is the shortest.
                    if length[*to] == 0 {
                        length[*to] = gone + 1;
                    }
                    queue.push((*to, Some(k), gone + 1));
                }
            }
        }
    }
    let reached = (0..n).filter(|s| length[*s] > 0).collect();
    Search { reached, before, length, group: group.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Actor, State};
    use proptest::prelude::*;

    proptest! {
        /// Which states are reached is the same whether last movers are kept or only counted; a shortest way is legal.
        #[test]
        fn both_searches_reach_the_same(
            parties in 1..5_usize, n in 1..9_usize,
            moves in proptest::collection::vec((0..5_usize, 0..9_usize, 0..9_usize), 0..40),
            levels in proptest::collection::vec(0..4_usize, 40),
        ) {
            let mut table = vec![vec![Vec::new(); n]; parties];
            for (i, from, to) in moves {
                table[i % parties][from % n].push(to % n);
            }
            let actors = (0..parties).map(|i| Actor { name: format!("p{i}"), options: Vec::new() }).collect();
            let states = (0..n).map(|s| State { name: format!("s{s}"), profile: String::new() }).collect();
            let levels = (0..parties).map(|i| (0..n).map(|s| levels[(i * n + s) % 40]).collect()).collect();
            let c = Conflict::new("c", actors, states, table, levels).expect("a conflict");
            let group: Vec<usize> = (0..parties).collect();
            for from in 0..n {
                for steps in [Steps::Any, Steps::Improving] {
                    let search = path_search(&c, &group, from, steps);
                    prop_assert_eq!(&search.reached, &reached(&c, &group, from, steps));
                    for to in search.reached.iter().copied() {
                        let path = search.shortest(|u| u == to);
                        prop_assert_eq!(path.last().map(|p| p.1), Some(to));
                        prop_assert_eq!(path.len(), search.length[to]);
                        prop_assert!(path.windows(2).all(|w| w[0].0 != w[1].0));
                    }
                }
            }
        }
    }
}
