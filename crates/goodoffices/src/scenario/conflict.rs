//! A conflict of the graph model: states, what each party can move to, and how it orders the states.
//!
//! The form in which stability is analysed (Fang, Hipel & Kilgour 1993). Moves are a directed graph for each party, so that
//! what cannot be undone is simply an arc without its reverse; a move takes one step, and no move is added because two others
//! lead there. Preferences are complete orders with ties. Absent on purpose: preferences that are not complete or run in
//! circles, strengths of preference, unknown preferences.

use crate::error::{Error, Result};

/// Most parties of a conflict.
pub const MOST_PARTIES: usize = 12;
/// Most states of a conflict.
pub const MOST_STATES: usize = 1024;

/// A party of a conflict (a decision maker).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Its name.
    pub name: String,
    /// What it can do, where the conflict is in option form.
    pub options: Vec<String>,
}

/// A state of a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Its name.
    pub name: String,
    /// Per option Y or N, or - where the state stands for both; empty where there are no options.
    pub profile: String,
}

/// States, moves and preferences, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Its name.
    pub name: String,
    /// Where it comes from, if that is said.
    pub source: String,
    actors: Vec<Actor>,
    states: Vec<State>,
    /// Party, state, states it can move to (ascending).
    moves: Vec<Vec<Vec<usize>>>,
    /// Party, state, level: 0 is best, equal levels are ties.
    levels: Vec<Vec<usize>>,
    start: Option<usize>,
}

impl Conflict {
    /// A conflict from its parts: per party and state the states it can move to, and the level of each state (0 is best).
    ///
    /// # Errors
    /// If shapes differ, a state does not exist, a name stands twice, or a bound is passed.
    pub fn new(
        name: impl Into<String>,
        actors: Vec<Actor>,
        states: Vec<State>,
        mut moves: Vec<Vec<Vec<usize>>>,
        levels: Vec<Vec<usize>>,
    ) -> Result<Self> {
        if actors.is_empty() || states.is_empty() {
            return Err(Error::input("a conflict needs at least one party and one state"));
        }
        if actors.len() > MOST_PARTIES || states.len() > MOST_STATES {
            return Err(Error::limit(format!(
                "{} parties and {} states; the limits are {MOST_PARTIES} and {MOST_STATES}",
                actors.len(),
                states.len()
            )));
        }
        for (k, a) in actors.iter().enumerate() {
            if actors[..k].iter().any(|b| b.name == a.name) {
                return Err(Error::input(format!("the party {:?} stands twice", a.name)));
            }
        }
        let mut names: Vec<&str> = states.iter().map(|s| s.name.as_str()).collect();
        names.sort_unstable();
        if let Some(w) = names.windows(2).find(|w| w[0] == w[1]) {
            return Err(Error::input(format!("the state {:?} stands twice", w[0])));
        }
        let n = states.len();
        let shaped = moves.len() == actors.len()
            && levels.len() == actors.len()
            && moves.iter().all(|m| m.len() == n && m.iter().flatten().all(|t| *t < n))
            && levels.iter().all(|l| l.len() == n);
        if !shaped {
            return Err(Error::input("moves and levels do not fit the parties and states"));
        }
        for (from, to) in moves.iter_mut().flat_map(|m| m.iter_mut().enumerate()) {
            to.sort_unstable();
            to.dedup();
            to.retain(|t| *t != from);
        }
        Ok(Self { name: name.into(), source: String::new(), actors, states, moves, levels, start: None })
    }

    /// The same with where it comes from and the state the conflict stands in.
    ///
    /// # Errors
    /// If there is no such state.
    pub fn with(mut self, source: impl Into<String>, start: Option<usize>) -> Result<Self> {
        if start.is_some_and(|s| s >= self.states.len()) {
            return Err(Error::input("the status quo is no state of the conflict"));
        }
        self.source = source.into();
        self.start = start;
        Ok(self)
    }

    /// The parties.
    #[must_use]
    pub fn actors(&self) -> &[Actor] {
        &self.actors
    }

    /// The states.
    #[must_use]
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// The state the conflict stands in, if that is said.
    #[must_use]
    pub fn start(&self) -> Option<usize> {
        self.start
    }

    /// States that a party can move to from a state, ascending.
    #[must_use]
    pub fn moves(&self, party: usize, state: usize) -> &[usize] {
        &self.moves[party][state]
    }

    /// Level of a state for a party: 0 is best, equal levels are ties.
    #[must_use]
    pub fn level(&self, party: usize, state: usize) -> usize {
        self.levels[party][state]
    }

    /// Does the party strictly prefer `a` to `b`?
    #[must_use]
    pub fn prefers(&self, party: usize, a: usize, b: usize) -> bool {
        self.levels[party][a] < self.levels[party][b]
    }

    /// A short hash of states, moves and preferences; the conflict's own name and source are not part of it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut h = blake3::Hasher::new();
        for part in [
            format!("{:?}", self.actors),
            format!("{:?}", self.states),
            format!("{:?}", self.moves),
            format!("{:?}", self.levels),
        ] {
            h.update(&(part.len() as u64).to_le_bytes());
            h.update(part.as_bytes());
        }
        h.finalize().to_hex()[..16].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(name: &str) -> Actor {
        Actor { name: name.into(), options: Vec::new() }
    }

    fn state(name: &str) -> State {
        State { name: name.into(), profile: String::new() }
    }

    #[test]
    fn moves_are_sorted_and_staying_is_no_move() {
        let c = Conflict::new(
            "c",
            vec![actor("a")],
            vec![state("1"), state("2")],
            vec![vec![vec![1, 0, 1], vec![]]],
            vec![vec![1, 0]],
        )
        .expect("a conflict");
        assert_eq!((c.moves(0, 0), c.moves(0, 1)), (&[1][..], &[][..]));
        assert!(c.prefers(0, 1, 0) && !c.prefers(0, 0, 0));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let two = || vec![state("1"), state("2")];
        let none = || vec![vec![vec![], vec![]]];
        assert!(Conflict::new("c", vec![], two(), vec![], vec![]).is_err());
        assert!(
            Conflict::new("c", vec![actor("a")], vec![state("1"), state("1")], none(), vec![vec![0, 0]])
                .is_err()
        );
        assert!(
            Conflict::new("c", vec![actor("a")], two(), vec![vec![vec![2], vec![]]], vec![vec![0, 0]])
                .is_err()
        );
        assert!(Conflict::new("c", vec![actor("a")], two(), none(), vec![vec![0]]).is_err());
        assert!(
            Conflict::new("c", vec![actor("a")], two(), none(), vec![vec![0, 0]])
                .expect("fits")
                .with("", Some(2))
                .is_err()
        );
    }
}
