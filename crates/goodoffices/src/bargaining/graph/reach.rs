//! Legal sequences: what a set of parties can reach when none of them moves twice running.
//!
//! S_H(s), inductively (Fang, Hipel & Kilgour 1993, definition of a joint move): a state that j ∈ H can move to from s is reached with
//! j as a last mover; from a state reached with last movers Ω, k ∈ H may move on unless Ω = {k}. The search goes over pairs of
//! state and last mover, which is the same. With improvements only, each step must be strictly better for its mover than the
//! state just before.

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

pub(super) fn reached(conflict: &Conflict, group: &[usize], from: usize, steps: Steps) -> Vec<usize> {
    path_search(conflict, group, from, steps).reached
}

/// What a search found, with how each pair of state and last mover was first reached.
pub(super) struct Search {
    /// States reached, ascending.
    pub(super) reached: Vec<usize>,
    /// Per state and mover of the group: the pair before it, or itself if it is the first step.
    before: Vec<Option<(usize, Option<usize>)>>,
    group: Vec<usize>,
}

impl Search {
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
    let mut queue: Vec<(usize, Option<usize>)> = vec![(from, None)];
    let mut next = 0;
    while let Some(&(state, last)) = queue.get(next) {
        next += 1;
        for (k, party) in group.iter().enumerate().filter(|(k, _)| last != Some(*k)) {
            for to in conflict.moves(*party, state) {
                let counts = steps == Steps::Any || conflict.prefers(*party, *to, state);
                if counts && before[to * g + k].is_none() {
                    before[to * g + k] = Some((state, last));
                    queue.push((*to, Some(k)));
                }
            }
        }
    }
    let reached = (0..n).filter(|s| (0..g).any(|k| before[s * g + k].is_some())).collect();
    Search { reached, before, group: group.to_vec() }
}
