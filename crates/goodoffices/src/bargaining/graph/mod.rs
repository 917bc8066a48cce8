//! Stability of conflicts: from which state would nobody move, and why not.
//!
//! The graph model for conflict resolution (Fang, Hipel & Kilgour 1993). A state is an equilibrium under a rule if it is stable
//! for every party under that rule; the rules differ in what a party fears in answer to its own improvement.
//!
//! ```text
//! scenario::Conflict ─► reach (legal sequences) ─► stability (Nash, GMR, SMR, SEQ for each party)
//!                                               └► coalition (the same for parties who move together)
//! ```
//!
//! **What a sanction may consist of.** It answers an improvement s → t of party i. It is a legal sequence of moves of the *others*,
//! starting at t, at least one move long, in which no party moves twice running (a party may move again after another). For GMR and
//! SMR any moves count; for SEQ only moves that are improvements of the mover over the state just before. It ends
//! at a state that i does not strictly prefer to s: an equally good one sanctions too. For SMR, i must also have no move
//! of its own from there to a state it strictly prefers to s. A party that has no improvement from s is stable
//! under every rule.

mod coalition;
mod reach;
mod stability;

pub use coalition::{Coalition, Coalitions, MOST_COALITION_PARTIES, MOST_COALITION_STATES, coalitions};
pub use reach::{improvements, sequences, way};
pub use stability::{Answer, Rule, Stability, answer, stability};
