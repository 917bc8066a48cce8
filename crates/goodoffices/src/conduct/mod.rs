//! Conduct: what the record shows of how each side acted, without judging it.
//!
//! Everything here is read from an [`AsOf`]: a trace that its caller has already restricted to what may be
//! seen, a day, and the table. Three rules hold throughout. *Like with like*: only a principal's own
//! proposals of one scope are compared, a report of words never as the position itself. *Order inside a day
//! is unknown* unless recorded. *Mirror*: every party goes through the same code. Every result names the
//! events it rests on. Absent on purpose: utilities, verdicts, and any advice.

mod as_of;
mod ask;
mod dated;
mod distance;
mod finality;
pub mod indicator;
mod naive;
mod order;
mod path;
mod position;
mod side_by_side;
mod silence;
mod warning;
mod whole;

pub use as_of::{AsOf, Line, Stated, makes_path};
pub use ask::{Answer, Asks, Request, RequestGroup, asks};
pub use dated::{Alleged, Dated, Dates, Deed, GRACE_DAYS, Outcome, Sort, dates};
pub use distance::{Distance, Gap, distances};
pub use finality::{FinalCall, FinalTerm, LaterValue, final_calls};
pub use naive::{KeptMove, NaiveMove, Reason, kept_moves, naive_moves};
pub use order::Relation;
pub use path::{Against, Direction, Measure, Path, Stage, Step, paths};
pub use position::{Beside, Cell, Position, Text, positions};
pub use side_by_side::{
    About as SayAbout, MOST_SPEAKERS, SideBySide, Verdict, WINDOW_DAYS, Why, side_by_side,
};
pub use silence::{LastWord, Silence, scopes_spoken, silences};
pub(crate) use warning::names_office;
pub use warning::{Occasion, SoFar, Warning, warnings};
pub use whole::Conduct;
