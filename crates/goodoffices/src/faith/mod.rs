//! Good faith: behavioural types, likelihoods, evidence event by event, levels and probes.
//!
//! What is estimated is what kind of conduct a record goes together with, never what anybody intends.

mod alone;
mod draw;
mod estimate;
mod estimator;
mod frame;
mod from_trace;
mod from_turns;
mod habits;
mod history;
mod kinds;
mod layout;
mod level;
mod likelihood;
pub mod many;
mod moves;
mod observation;
mod oracle;
mod prior;
mod probe;
mod setup;
mod smc;
mod steps;
mod surprise;
mod types;
mod verdict;

pub use draw::{Drawn, Planned, draw, draw_with};
pub use estimate::{Estimate, EventEvidence, Marginal, NOT_LEARNED};
pub use estimator::{Added, Estimator, Sampled};
pub use from_trace::{LeftOut, Reading, from_trace};
pub use from_turns::{Answers, from_turns};
pub use kinds::{BehaviouralType, TypeSet};
pub use level::Fault;
pub use observation::{Asked, MOST_OBSERVATIONS, Observation, Seen, Term, When, whole};
pub use oracle::exact;
pub use prior::{BetaPrior, Prior};
pub use probe::{Meaning, Probe, ProbeAct, ProbeOptions};
pub use setup::{Clock, IssueShape, Parts, Setup, Utility};
pub use types::{
    Erratic, Habits, MOST_PARAMETERS, Moment, Parameter, ProbeKind, Reciprocator, Shapes, Spoiler, Staller,
    Targets, TimeBound, TypeLikelihood, standard,
};
pub use verdict::{Channel, Evidence, Level};
