//! Talks: what was said and done, by whom, for whom, when it happened and when it was known.
//!
//! A [`Trace`] is a sequence of [`Event`]s over the principals who act, wherever it comes from. A [`Case`]
//! is a real negotiation: a trace, the table it is about, and what its analyst adds (estimates, named
//! assumptions, disputes of fact). Whoever reads a case reads it through a [`Lens`]: [`Case::seen`]
//! returns a smaller case in which nothing stands that the lens hides, so that no later stage can show
//! what it should not.

mod case;
mod confidence;
mod day;
mod estimate;
mod event;
mod lens;
mod people;
mod quantity;
mod trace;
mod turns;
mod wording;

pub use case::{
    Allowed, Case, CaseConstraint, Dispute, Exclusion, First, IssueNote, Note, OptionNote, Reading, Rewording,
};
pub use confidence::{Audience, Confidence};
pub use day::{Day, Span};
pub use estimate::{Assumption, Estimate, Setting};
pub use event::{Ask, Authority, Entered, Event, Evidence, Kind, ProposalRole, Scope, Source, Standing};
pub use lens::Lens;
pub use people::{Instrument, InstrumentKind, Principal, PrincipalRole};
pub use quantity::{QUANTITIES, Quantity, quantity};
pub use trace::Trace;
pub use turns::{Act, Turn, plain_event, trace_of_turns};
pub use wording::{CHARGED_WORDS, charged, plain_condition};
