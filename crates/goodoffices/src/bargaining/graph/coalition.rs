//! Coalitions: which parties, moving together, could all do better, and what answers them.
//!
//! For a coalition H at state s (Kilgour, Hipel, Fang & Peng 2001; Inohara & Hipel 2008): an improvement is a state that H reaches by
//! legal sequences of its members and that *every* member strictly prefers to s.
//! * **Nash**: H has none.
//! * **GMR**: each improvement t is answered by some u ∈ S_{N−H}(t) that *some* member of H does not prefer to s.
//! * **SMR**: as GMR, and whatever H reaches from that u, some member does not prefer it to s.
//! * **SEQ**: as GMR, with u reached by coalition improvements of subcoalitions of the others, none of which moves twice running.
//!
//! For a coalition of one these are the rules of `stability`, except that under SEQ the others may answer jointly. All parties together
//! have nobody to answer them. A state is *stable for all coalitions* under a rule if it is so for each of the 2ⁿ − 1. Absent: how a
//! coalition would form, and side payments.

use super::reach::{Steps, reached};
use super::stability::Rule;
use crate::error::{Error, Result};
use crate::scenario::Conflict;

/// Most parties whose coalitions are analysed.
pub const MOST_COALITION_PARTIES: usize = 6;
/// Most states whose coalitions are analysed.
pub const MOST_COALITION_STATES: usize = 256;

/// One coalition's view of every state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coalition {
    /// Its members, ascending.
    pub members: Vec<usize>,
    /// Per state, the improvements it has, ascending.
    pub improvements: Vec<Vec<usize>>,
    stable: Vec<[bool; 4]>,
}

impl Coalition {
    /// Is the state stable for this coalition under the rule?
    #[must_use]
    pub fn stable(&self, state: usize, rule: Rule) -> bool {
        self.stable[state][rule as usize]
    }
}

/// Every coalition: single parties first, all together last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coalitions(Vec<Coalition>);

impl Coalitions {
    /// The coalitions, smaller ones first.
    #[must_use]
    pub fn all(&self) -> &[Coalition] {
        &self.0
    }

    /// Is the state stable for every coalition under the rule?
    #[must_use]
    pub fn stable(&self, state: usize, rule: Rule) -> bool {
        self.0.iter().all(|c| c.stable(state, rule))
    }
}

/// Stability of every state for every coalition.
///
/// # Errors
/// If there are more than [`MOST_COALITION_PARTIES`] parties or [`MOST_COALITION_STATES`] states.
pub fn coalitions(conflict: &Conflict) -> Result<Coalitions> {
    let (parties, n) = (conflict.actors().len(), conflict.states().len());
    if parties > MOST_COALITION_PARTIES || n > MOST_COALITION_STATES {
        return Err(Error::limit(format!(
            "coalitions of {parties} parties over {n} states; the limits are {MOST_COALITION_PARTIES} and {MOST_COALITION_STATES}"
        )));
    }
    let members = |set: u32| (0..parties).filter(|i| set >> i & 1 == 1).collect::<Vec<_>>();
    let mut sets: Vec<u32> = (1..1_u32 << parties).collect();
    sets.sort_by_key(|s| (s.count_ones(), members(*s)));
    // For every coalition and state: what it reaches, and what of that all its members prefer.
    let mut reach: Vec<Vec<Vec<usize>>> = vec![Vec::new(); 1 << parties];
    let mut better: Vec<Vec<Vec<usize>>> = vec![Vec::new(); 1 << parties];
    for set in &sets {
        let group = members(*set);
        for s in 0..n {
            let found = reached(conflict, &group, s, Steps::Any);
            let good = found.iter().copied().filter(|t| group.iter().all(|i| conflict.prefers(*i, *t, s)));
            better[*set as usize].push(good.collect());
            reach[*set as usize].push(found);
        }
    }
    let everyone = (1_u32 << parties) - 1;
    let all = sets
        .iter()
        .map(|set| {
            let group = members(*set);
            let rest = everyone & !set;
            let worse = |s: usize, u: usize| group.iter().any(|i| !conflict.prefers(*i, u, s));
            let mut joint: Vec<Option<Vec<usize>>> = vec![None; n];
            let stable = (0..n)
                .map(|s| {
                    let mut stable = [true; 4];
                    for t in &better[*set as usize][s] {
                        stable[Rule::Nash as usize] = false;
                        let answers: &[usize] = if rest == 0 { &[] } else { &reach[rest as usize][*t] };
                        stable[Rule::Gmr as usize] &= answers.iter().any(|u| worse(s, *u));
                        stable[Rule::Smr as usize] &= answers
                            .iter()
                            .any(|u| worse(s, *u) && reach[*set as usize][*u].iter().all(|v| worse(s, *v)));
                        let joint = joint[*t].get_or_insert_with(|| joint_improvements(&better, rest, *t, n));
                        stable[Rule::Seq as usize] &= joint.iter().any(|u| worse(s, *u));
                    }
                    stable
                })
                .collect();
            Coalition { members: group, improvements: better[*set as usize].clone(), stable }
        })
        .collect();
    Ok(Coalitions(all))
}

/// States reached from `from` by coalition improvements of subsets of `rest`, none twice running.
fn joint_improvements(better: &[Vec<Vec<usize>>], rest: u32, from: usize, n: usize) -> Vec<usize> {
    let subsets: Vec<u32> = (1..better.len() as u32).filter(|s| s & !rest == 0).collect();
    let mut seen = vec![false; n * better.len()];
    let mut queue: Vec<(usize, u32)> = vec![(from, 0)];
    let mut next = 0;
    while let Some(&(state, last)) = queue.get(next) {
        next += 1;
        for set in subsets.iter().filter(|s| **s != last) {
            for to in &better[*set as usize][state] {
                let at = to * better.len() + *set as usize;
                if !seen[at] {
                    seen[at] = true;
                    queue.push((*to, *set));
                }
            }
        }
    }
    (0..n).filter(|s| seen[s * better.len()..(s + 1) * better.len()].contains(&true)).collect()
}
