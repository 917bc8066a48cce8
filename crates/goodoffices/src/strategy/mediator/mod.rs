//! Mediators that follow rules: policies that answer a scene with an act.
//!
//! A mediator is written like a strategy, `deadline(at=0.6)`; [`MEDIATORS`] lists every name with its parameters and
//! source. So are a mandate, `table,ask,sanction(weight=0.3,needs=europe,joins=0.2),leave`, and the stakes of
//! the parties, `stake(flow=0.02,discount=0.98)`.
//!
//! A rule mediator is *what it does while it is there* (facilitate, ask about texts, probe) and *when it goes or
//! acts* (never, at once, at a time, after a warning). None allocates at a turn once its session has been prepared.
//! Deliberately absent: beliefs; mediators that hold them live above the module that estimates them.

mod catalogue;
mod listed;
mod mandate;
mod random;
mod ruled;
mod texts;

pub use catalogue::{MEDIATORS, build_mediator};
pub use listed::listed;
pub use mandate::{INSTRUMENTS, STAKE, mandate, stakes};
