//! Conduct: what the record shows of how each side acted, without judging it.
//!
//! Everything here is read from an [`AsOf`]: a trace that its caller has already restricted to what may be
//! seen, a day, and the table. Three rules hold throughout. *Like with like*: only a principal's own
//! proposals of one scope are compared, a report of words never as the position itself. *Order inside a day
//! is unknown* unless recorded. *Mirror*: every party goes through the same code. Every result names the
//! events it rests on. Absent on purpose: utilities, verdicts, and any advice.

mod as_of;
mod ask;
mod order;
mod position;

pub use as_of::{AsOf, Line, Stated};
pub use ask::{Answer, Asks, Request, RequestGroup, asks};
pub use order::Relation;
pub use position::{Beside, Cell, Position, Text, positions};
