//! Nash, GMR, SMR and SEQ for each party and state, and the equilibria.
//!
//! For party i at state s, with improvements S⁺(s) = {t: i can move there and strictly prefers it} and the others N−i:
//! * **Nash** (R): S⁺(s) is empty.
//! * **GMR**, general metarational (Howard 1971): every t ∈ S⁺(s) is answered by some u ∈ S_{N−i}(t) that i does not prefer to s.
//! * **SMR**, symmetric metarational: as GMR, and from that u party i has no move to a state it prefers to s.
//! * **SEQ**, sequential (Fraser & Hipel 1979): as GMR, with u reached by improvements of the others only.
//!
//! What counts as a sequence and as "not preferred" is said in the module's head. Nash ⊆ SMR ⊆ GMR and Nash ⊆ SEQ ⊆ GMR. The cost grows as
//! parties × states² × moves of a state, since the others' replies are searched from every state that a party improves to. Absent:
//! limited-move and non-myopic stability, and what docs/bargaining.md lists.

use super::reach::{Steps, path_search, reached};
use crate::scenario::Conflict;
use serde::Serialize;

/// A rule of stability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// No improvement at all.
    Nash,
    /// Every improvement can be answered.
    Gmr,
    /// Every improvement can be answered, and the answer cannot be escaped.
    Smr,
    /// Every improvement is answered by improvements of the others.
    Seq,
}

impl Rule {
    /// All rules.
    pub const ALL: [Rule; 4] = [Rule::Nash, Rule::Gmr, Rule::Smr, Rule::Seq];

    /// Its short name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Rule::Nash => "Nash",
            Rule::Gmr => "GMR",
            Rule::Smr => "SMR",
            Rule::Seq => "SEQ",
        }
    }
}

/// Stability of every state for every party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stability {
    /// Party, state, rule in the order of [`Rule::ALL`].
    stable: Vec<Vec<[bool; 4]>>,
}

impl Stability {
    /// Is the state stable for the party under the rule?
    #[must_use]
    pub fn stable(&self, party: usize, state: usize, rule: Rule) -> bool {
        self.stable[party][state][rule as usize]
    }

    /// Is the state an equilibrium: stable for every party under the rule?
    #[must_use]
    pub fn equilibrium(&self, state: usize, rule: Rule) -> bool {
        (0..self.stable.len()).all(|i| self.stable(i, state, rule))
    }

    /// The equilibria under a rule, ascending.
    #[must_use]
    pub fn equilibria(&self, rule: Rule) -> Vec<usize> {
        let n = self.stable.first().map_or(0, Vec::len);
        (0..n).filter(|s| self.equilibrium(*s, rule)).collect()
    }
}

/// What answers an improvement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The improvement: the state moved to.
    pub to: usize,
    /// Steps of a shortest answer under GMR (mover, state); empty where there is none.
    pub gmr: Vec<(usize, usize)>,
    /// The same under SMR.
    pub smr: Vec<(usize, usize)>,
    /// The same under SEQ.
    pub seq: Vec<(usize, usize)>,
}

fn others(conflict: &Conflict, party: usize) -> Vec<usize> {
    (0..conflict.actors().len()).filter(|k| *k != party).collect()
}

/// States that a party can move to and strictly prefers.
fn own_improvements(conflict: &Conflict, party: usize, state: usize) -> impl Iterator<Item = usize> + '_ {
    conflict.moves(party, state).iter().copied().filter(move |t| conflict.prefers(party, *t, state))
}

/// What the others can make of a state: the states they reach by any moves, and by improvements.
struct Reply {
    any: Vec<usize>,
    improving: Vec<usize>,
}

fn reply(conflict: &Conflict, group: &[usize], from: usize) -> Reply {
    Reply {
        any: reached(conflict, group, from, Steps::Any),
        improving: reached(conflict, group, from, Steps::Improving),
    }
}

/// No better for the party than `s`, and (for SMR) without a way of its own to something better.
fn not_better(conflict: &Conflict, party: usize, s: usize, u: usize) -> bool {
    !conflict.prefers(party, u, s)
}

fn no_escape(conflict: &Conflict, party: usize, s: usize, u: usize) -> bool {
    conflict.moves(party, u).iter().all(|v| !conflict.prefers(party, *v, s))
}

/// Stability of every state for every party under every rule.
#[must_use]
pub fn stability(conflict: &Conflict) -> Stability {
    let n = conflict.states().len();
    let stable = (0..conflict.actors().len())
        .map(|i| {
            let group = others(conflict, i);
            // The others' replies depend on the state moved to, not on where the party came from.
            let mut replies: Vec<Option<Reply>> = (0..n).map(|_| None).collect();
            (0..n)
                .map(|s| {
                    let mut stable = [true; 4];
                    for t in own_improvements(conflict, i, s) {
                        let r = replies[t].get_or_insert_with(|| reply(conflict, &group, t));
                        let sanction = |u: &&usize| not_better(conflict, i, s, **u);
                        stable[Rule::Nash as usize] = false;
                        stable[Rule::Gmr as usize] &= r.any.iter().any(|u| sanction(&u));
                        stable[Rule::Smr as usize] &=
                            r.any.iter().filter(sanction).any(|u| no_escape(conflict, i, s, *u));
                        stable[Rule::Seq as usize] &= r.improving.iter().any(|u| sanction(&u));
                    }
                    stable
                })
                .collect()
        })
        .collect();
    Stability { stable }
}

/// A party's improvements from a state, each with a shortest answer of the others under each rule.
#[must_use]
pub fn answer(conflict: &Conflict, party: usize, state: usize) -> Vec<Answer> {
    let group = others(conflict, party);
    own_improvements(conflict, party, state)
        .map(|t| {
            let any = path_search(conflict, &group, t, Steps::Any);
            let improving = path_search(conflict, &group, t, Steps::Improving);
            let sanction = |u: usize| not_better(conflict, party, state, u);
            Answer {
                to: t,
                gmr: any.shortest(sanction),
                smr: any.shortest(|u| sanction(u) && no_escape(conflict, party, state, u)),
                seq: improving.shortest(sanction),
            }
        })
        .collect()
}
