//! Option form: each party takes or leaves its options; from that, the states and each party's moves.
//!
//! A profile says Y or N of every option. Profiles that cannot be are left out; profiles that come to the same thing are one
//! state. A party moves by changing any of its own options at once, to a state that can be, unless that would undo what cannot be
//! undone or the move is forbidden. From a state that stands for several profiles a party can move as from any of them. Howard
//! (1971); Fraser & Hipel (1984); Fang, Hipel & Kilgour (1993). States come in the usual decimal order: the first option
//! counts 1, the second 2, the third 4, and so on; a joint state has the place of its first profile.

use super::conflict::{Actor, MOST_STATES, State};
use crate::error::{Error, Result};

/// Most options of all parties together.
pub const MOST_OPTIONS: usize = 20;

/// What a set of profiles has in common: per option yes, no, or either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Bits that are fixed.
    mask: u32,
    /// Their values.
    bits: u32,
}

impl Pattern {
    /// From a text of Y, N and - (either), one sign an option; spaces do not count. `None` if it is no such text.
    #[must_use]
    pub fn parse(text: &str, options: usize) -> Option<Self> {
        let (mut mask, mut bits, mut k) = (0, 0, 0);
        for c in text.chars().filter(|c| *c != ' ') {
            if k >= options {
                return None;
            }
            match c {
                'Y' | 'y' => (mask, bits) = (mask | 1 << k, bits | 1 << k),
                'N' | 'n' => mask |= 1 << k,
                '-' => {}
                _ => return None,
            }
            k += 1;
        }
        (k == options && options > 0).then_some(Self { mask, bits })
    }

    /// Does a profile (bit k set: option k is taken) fit?
    #[must_use]
    pub fn fits(&self, profile: u32) -> bool {
        profile & self.mask == self.bits
    }

    /// The one profile that fits, if every option is fixed.
    #[must_use]
    pub fn only(&self, options: usize) -> Option<u32> {
        (self.mask.count_ones() as usize == options).then_some(self.bits)
    }
}

/// A move that a party cannot make although it could change its options so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forbidden {
    /// The party.
    pub party: usize,
    /// From profiles of this pattern …
    pub from: Pattern,
    /// … to profiles of this one.
    pub to: Pattern,
}

/// The parts of a conflict in option form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionForm {
    /// Owner of each option, in the order of the options.
    pub owner: Vec<usize>,
    /// If not empty, only profiles of one of these can be.
    pub feasible: Vec<Pattern>,
    /// Profiles of these cannot be.
    pub infeasible: Vec<Pattern>,
    /// Profiles of each of these are one state.
    pub same: Vec<Pattern>,
    /// Options that, once taken (true) or once left (false), stay so.
    pub final_once: Vec<(usize, bool)>,
    /// Moves that cannot be made.
    pub forbidden: Vec<Forbidden>,
}

/// States with their profiles, and moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Per state its profiles, ascending.
    pub members: Vec<Vec<u32>>,
    /// Party, state, states it can move to.
    pub moves: Vec<Vec<Vec<usize>>>,
}

impl OptionForm {
    /// States and moves for this many parties.
    ///
    /// # Errors
    /// If there are too many options or states, no state is left, or patterns of joint states overlap.
    pub fn resolve(&self, parties: usize) -> Result<Resolved> {
        let n = self.owner.len();
        if n == 0 || n > MOST_OPTIONS {
            return Err(Error::limit(format!("{n} options; there can be 1 to {MOST_OPTIONS}")));
        }
        let possible = |p: u32| {
            (self.feasible.is_empty() || self.feasible.iter().any(|f| f.fits(p)))
                && !self.infeasible.iter().any(|f| f.fits(p))
        };
        let mut state_of = vec![usize::MAX; 1 << n];
        let mut members: Vec<Vec<u32>> = Vec::new();
        let mut joint = vec![usize::MAX; self.same.len()];
        for p in (0..1_u32 << n).filter(|p| possible(*p)) {
            let mut groups = self.same.iter().enumerate().filter(|(_, s)| s.fits(p)).map(|(k, _)| k);
            let group = groups.next();
            if groups.next().is_some() {
                return Err(Error::input(format!(
                    "the profile {} belongs to two joint states",
                    self.text(p)
                ))
                .remedy("let each profile fit one pattern at most"));
            }
            let at = match group {
                Some(g) if joint[g] != usize::MAX => joint[g],
                _ => {
                    if members.len() == MOST_STATES {
                        return Err(Error::limit(format!("more than {MOST_STATES} states can be"))
                            .remedy("say which profiles cannot be, or which are one state"));
                    }
                    members.push(Vec::new());
                    members.len() - 1
                }
            };
            if let Some(g) = group {
                joint[g] = at;
            }
            members[at].push(p);
            state_of[p as usize] = at;
        }
        if members.is_empty() {
            return Err(Error::input("no profile is left that can be"));
        }
        let own: Vec<u32> = (0..parties)
            .map(|i| self.owner.iter().enumerate().filter(|(_, o)| **o == i).fold(0, |m, (k, _)| m | 1 << k))
            .collect();
        let moves = (0..parties).map(|i| self.moves_of(i, own[i], &members, &state_of)).collect();
        Ok(Resolved { members, moves })
    }

    fn moves_of(&self, party: usize, own: u32, members: &[Vec<u32>], state_of: &[usize]) -> Vec<Vec<usize>> {
        let mut moves = vec![Vec::new(); members.len()];
        for (from, profiles) in members.iter().enumerate() {
            for p in profiles {
                // Every subset of the party's own options, as its new choice.
                let mut choice = own;
                loop {
                    let q = (p & !own) | choice;
                    let to = state_of[q as usize];
                    if to != usize::MAX && to != from && self.allowed(party, *p, q) {
                        moves[from].push(to);
                    }
                    if choice == 0 {
                        break;
                    }
                    choice = (choice - 1) & own;
                }
            }
            moves[from].sort_unstable();
            moves[from].dedup();
        }
        moves
    }

    fn allowed(&self, party: usize, from: u32, to: u32) -> bool {
        let undoes = self.final_once.iter().any(|(k, taken)| {
            let is = |p: u32| p >> k & 1 == 1;
            is(from) == *taken && is(to) != *taken
        });
        !undoes && !self.forbidden.iter().any(|f| f.party == party && f.from.fits(from) && f.to.fits(to))
    }

    /// A profile as text.
    #[must_use]
    pub fn text(&self, profile: u32) -> String {
        (0..self.owner.len()).map(|k| if profile >> k & 1 == 1 { 'Y' } else { 'N' }).collect()
    }

    /// Profiles of one state as text, - where they differ.
    #[must_use]
    pub fn joint_text(&self, profiles: &[u32]) -> String {
        let all = profiles.iter().fold(u32::MAX, |m, p| m & p);
        let any = profiles.iter().fold(0, |m, p| m | p);
        let sign = |k: usize| match (all >> k & 1, any >> k & 1) {
            (1, _) => 'Y',
            (0, 0) => 'N',
            _ => '-',
        };
        (0..self.owner.len()).map(sign).collect()
    }

    /// States named by their profiles.
    #[must_use]
    pub fn states(&self, resolved: &Resolved) -> Vec<State> {
        resolved
            .members
            .iter()
            .map(|m| {
                let profile = self.joint_text(m);
                State { name: profile.clone(), profile }
            })
            .collect()
    }

    /// The owners of these parties' options.
    #[must_use]
    pub fn owners(actors: &[Actor]) -> Vec<usize> {
        actors.iter().enumerate().flat_map(|(i, a)| std::iter::repeat_n(i, a.options.len())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(t: &str) -> Pattern {
        Pattern::parse(t, t.chars().filter(|c| *c != ' ').count()).expect(t)
    }

    #[test]
    fn patterns_are_read_strictly() {
        assert!(pattern("Y-N").fits(0b001) && pattern("Y-N").fits(0b011) && !pattern("Y-N").fits(0b101));
        assert_eq!(pattern("YN Y").only(3), Some(0b101));
        assert_eq!(pattern("--").only(2), None);
        for bad in ["", "Y", "YNYN", "Y N X", "1--"] {
            assert_eq!(Pattern::parse(bad, 3), None, "{bad}");
        }
    }

    #[test]
    fn what_cannot_be_undone_has_no_way_back() {
        let form = OptionForm { owner: vec![0, 1], final_once: vec![(0, true)], ..OptionForm::default() };
        let r = form.resolve(2).expect("states");
        assert_eq!(r.members, [[0], [1], [2], [3]]);
        assert_eq!(r.moves[0], [vec![1], vec![], vec![3], vec![]]);
        assert_eq!(r.moves[1], [vec![2], vec![3], vec![0], vec![1]]);
    }

    #[test]
    fn joint_states_and_what_cannot_be() {
        // Option 2 ends the matter: whatever option 1 says, it is one state.
        let form = OptionForm { owner: vec![0, 1], same: vec![pattern("-Y")], ..OptionForm::default() };
        let r = form.resolve(2).expect("states");
        assert_eq!(r.members, [vec![0], vec![1], vec![2, 3]]);
        assert_eq!(form.joint_text(&r.members[2]), "-Y");
        assert_eq!(r.moves[0], [vec![1], vec![0], vec![]]);
        assert_eq!(r.moves[1], [vec![2], vec![2], vec![0, 1]]);
        let none = OptionForm { owner: vec![0], infeasible: vec![pattern("-")], ..OptionForm::default() };
        assert!(none.resolve(1).is_err());
        let twice = OptionForm {
            owner: vec![0, 0],
            same: vec![pattern("Y-"), pattern("-Y")],
            ..OptionForm::default()
        };
        assert!(twice.resolve(1).expect_err("overlap").to_string().contains("YY"));
    }

    #[test]
    fn a_party_changes_several_options_at_once() {
        let form = OptionForm { owner: vec![0, 0], infeasible: vec![pattern("YY")], ..OptionForm::default() };
        let r = form.resolve(1).expect("states");
        assert_eq!(r.moves[0], [vec![1, 2], vec![0, 2], vec![0, 1]]);
    }
}
