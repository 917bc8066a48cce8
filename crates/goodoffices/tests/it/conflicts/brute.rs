//! Stability re-derived by listing every legal sequence step by step, on random small conflicts.
//!
//! Nothing of the engine's search is used: sequences are spelled out as lists of (mover, state) up to the length at which every
//! pair of state and last mover must have shown up, and the rules are read off those lists.

use goodoffices::bargaining::graph::{Rule, answer, coalitions, improvements, sequences, stability};
use goodoffices::scenario::{Actor, Conflict, State};
use proptest::prelude::*;

/// Moves and levels as plain tables.
#[derive(Clone, Debug)]
struct Plain {
    n: usize,
    moves: Vec<Vec<Vec<usize>>>,
    level: Vec<Vec<usize>>,
}

impl Plain {
    fn conflict(&self) -> Conflict {
        let actors =
            (0..self.moves.len()).map(|i| Actor { name: format!("p{i}"), options: Vec::new() }).collect();
        let states = (0..self.n).map(|s| State { name: s.to_string(), profile: String::new() }).collect();
        Conflict::new("random", actors, states, self.moves.clone(), self.level.clone()).unwrap()
    }

    fn better(&self, i: usize, a: usize, b: usize) -> bool {
        self.level[i][a] < self.level[i][b]
    }

    /// Ends of all legal sequences of 1 to `left` steps from `at`.
    fn ends(
        &self,
        group: &[usize],
        at: usize,
        last: Option<usize>,
        better_only: bool,
        left: usize,
        into: &mut Vec<bool>,
    ) {
        if left == 0 {
            return;
        }
        for &i in group {
            if last == Some(i) {
                continue;
            }
            for &t in &self.moves[i][at] {
                if t != at && (!better_only || self.better(i, t, at)) {
                    into[t] = true;
                    self.ends(group, t, Some(i), better_only, left - 1, into);
                }
            }
        }
    }

    fn reach(&self, group: &[usize], at: usize, better_only: bool) -> Vec<usize> {
        let mut seen = vec![false; self.n];
        // A sequence that repeats a pair (state, last mover) can be cut; so this length is enough.
        let longest = self.n * group.len();
        self.ends(group, at, None, better_only, longest, &mut seen);
        (0..self.n).filter(|s| seen[*s]).collect()
    }

    fn stable(&self, i: usize, s: usize, rule: Rule) -> bool {
        let others: Vec<usize> = (0..self.moves.len()).filter(|k| *k != i).collect();
        let mut own: Vec<usize> = self.moves[i][s].clone();
        own.retain(|t| self.better(i, *t, s));
        let fine = |u: usize| self.level[i][u] >= self.level[i][s];
        own.iter().all(|t| match rule {
            Rule::Nash => false,
            Rule::Gmr => self.reach(&others, *t, false).into_iter().any(fine),
            Rule::Smr => self
                .reach(&others, *t, false)
                .into_iter()
                .any(|u| fine(u) && self.moves[i][u].iter().all(|v| fine(*v))),
            Rule::Seq => self.reach(&others, *t, true).into_iter().any(fine),
        })
    }

    fn joint_better(&self, group: &[usize], s: usize) -> Vec<usize> {
        let mut found = self.reach(group, s, false);
        found.retain(|t| group.iter().all(|i| self.better(*i, *t, s)));
        found
    }

    /// Ends of sequences of coalition improvements by subsets of `rest`, none twice running.
    fn joint_ends(
        &self,
        subsets: &[Vec<usize>],
        at: usize,
        last: Option<usize>,
        left: usize,
        into: &mut Vec<bool>,
    ) {
        if left == 0 {
            return;
        }
        for (k, set) in subsets.iter().enumerate().filter(|(k, _)| last != Some(*k)) {
            for t in self.joint_better(set, at) {
                into[t] = true;
                self.joint_ends(subsets, t, Some(k), left - 1, into);
            }
        }
    }

    fn coalition_stable(&self, group: &[usize], s: usize, rule: Rule) -> bool {
        let rest: Vec<usize> = (0..self.moves.len()).filter(|k| !group.contains(k)).collect();
        let fine = |u: usize| group.iter().any(|i| self.level[*i][u] >= self.level[*i][s]);
        self.joint_better(group, s).iter().all(|t| match rule {
            Rule::Nash => false,
            Rule::Gmr => self.reach(&rest, *t, false).into_iter().any(fine),
            Rule::Smr => self
                .reach(&rest, *t, false)
                .into_iter()
                .any(|u| fine(u) && self.reach(group, u, false).into_iter().all(fine)),
            Rule::Seq => {
                let subsets: Vec<Vec<usize>> = (1..1_usize << rest.len())
                    .map(|m| (0..rest.len()).filter(|b| m >> b & 1 == 1).map(|b| rest[b]).collect())
                    .collect();
                let mut seen = vec![false; self.n];
                self.joint_ends(&subsets, *t, None, self.n * subsets.len().max(1), &mut seen);
                (0..self.n).filter(|u| seen[*u]).any(fine)
            }
        })
    }
}

/// Sparse random graphs: two or three parties, up to four states, ties likely.
fn plain() -> impl Strategy<Value = Plain> {
    (2..=3_usize, 2..=4_usize).prop_flat_map(|(parties, n)| {
        let arcs = prop::collection::vec(prop::bool::weighted(0.35), parties * n * n);
        let levels = prop::collection::vec(prop::collection::vec(0..3_usize, n), parties);
        (arcs, levels).prop_map(move |(arcs, level)| {
            let moves = (0..parties)
                .map(|i| {
                    (0..n)
                        .map(|s| (0..n).filter(|t| *t != s && arcs[(i * n + s) * n + t]).collect())
                        .collect()
                })
                .collect();
            Plain { n, moves, level }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn stability_is_what_the_definitions_say(p in plain()) {
        let c = p.conflict();
        let found = stability(&c);
        for i in 0..p.moves.len() {
            for s in 0..p.n {
                for rule in Rule::ALL {
                    prop_assert_eq!(found.stable(i, s, rule), p.stable(i, s, rule), "party {} state {} {:?}", i, s, rule);
                }
                // One rule implies another.
                let [nash, gmr, smr, seq] = Rule::ALL.map(|r| found.stable(i, s, r));
                prop_assert!((!nash || (smr && seq)) && (!smr || gmr) && (!seq || gmr));
            }
        }
        for s in 0..p.n {
            for rule in Rule::ALL {
                let all = (0..p.moves.len()).all(|i| p.stable(i, s, rule));
                prop_assert_eq!(found.equilibria(rule).contains(&s), all);
            }
        }
    }

    #[test]
    fn sequences_are_what_listing_them_gives(p in plain(), from in 0..4_usize) {
        let c = p.conflict();
        let from = from % p.n;
        for mask in 1..1_usize << p.moves.len() {
            let group: Vec<usize> = (0..p.moves.len()).filter(|i| mask >> i & 1 == 1).collect();
            if group.len() < 3 {
                prop_assert_eq!(sequences(&c, &group, from), p.reach(&group, from, false));
                prop_assert_eq!(improvements(&c, &group, from), p.reach(&group, from, true));
            }
        }
    }

    /// What is shown as an answer is one: legal steps, and an end that is no better for the party.
    #[test]
    fn answers_are_legal_and_end_where_they_should(p in plain()) {
        let c = p.conflict();
        let found = stability(&c);
        for i in 0..p.moves.len() {
            for s in 0..p.n {
                let answers = answer(&c, i, s);
                for (rule, pick) in [(Rule::Gmr, 0), (Rule::Smr, 1), (Rule::Seq, 2)] {
                    let paths: Vec<_> = answers.iter().map(|a| (a.to, [&a.gmr, &a.smr, &a.seq][pick])).collect();
                    prop_assert_eq!(paths.iter().all(|(_, path)| !path.is_empty()), found.stable(i, s, rule));
                    for (to, path) in paths {
                        let (mut at, mut last) = (to, i);
                        for (mover, next) in path.iter().copied() {
                            prop_assert!(mover != i && mover != last && p.moves[mover][at].contains(&next));
                            prop_assert!(rule != Rule::Seq || p.better(mover, next, at));
                            (at, last) = (next, mover);
                        }
                        prop_assert!(path.is_empty() || !p.better(i, at, s));
                    }
                }
            }
        }
    }

    /// Exchanging two parties exchanges the answer.
    #[test]
    fn mirror(p in plain()) {
        let mut q = p.clone();
        q.moves.swap(0, 1);
        q.level.swap(0, 1);
        let (a, b) = (stability(&p.conflict()), stability(&q.conflict()));
        for s in 0..p.n {
            for r in Rule::ALL {
                prop_assert_eq!(a.stable(0, s, r), b.stable(1, s, r));
                prop_assert_eq!(a.equilibrium(s, r), b.equilibrium(s, r));
            }
        }
    }
}

/// Two parties, or three on three states, so that joint sequences can be listed.
fn small() -> impl Strategy<Value = Plain> {
    plain().prop_filter("small", |p| p.moves.len() == 2 || p.n <= 3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn coalitions_are_what_the_definitions_say(p in small()) {
        // Listing joint sequences in full: their length is cut to what three states need.
        let c = p.conflict();
        let found = coalitions(&c).unwrap();
        prop_assert_eq!(found.all().len(), (1 << p.moves.len()) - 1);
        for k in found.all() {
            for s in 0..p.n {
                prop_assert_eq!(&k.improvements[s], &p.joint_better(&k.members, s));
                for rule in Rule::ALL {
                    prop_assert_eq!(k.stable(s, rule), p.coalition_stable(&k.members, s, rule), "{:?} state {} {:?}", k.members, s, rule);
                }
            }
        }
        // Alone, all rules are those of single parties where nobody can answer jointly.
        let alone = stability(&c);
        for k in found.all().iter().filter(|k| k.members.len() == 1) {
            for s in 0..p.n {
                for rule in [Rule::Nash, Rule::Gmr, Rule::Smr] {
                    prop_assert_eq!(k.stable(s, rule), alone.stable(k.members[0], s, rule));
                }
                if p.moves.len() == 2 {
                    prop_assert_eq!(k.stable(s, Rule::Seq), alone.stable(k.members[0], s, Rule::Seq));
                }
            }
        }
    }
}
