//! Integration tests of the engine: one binary, one module a subject.

// Strategies and loaders stand outside of #[test] functions; a failure there is a failed test all the same.
#![allow(clippy::unwrap_used)]

mod analysis;
mod assess;
mod case_faults;
mod case_files;
mod case_schema;
mod case_table;
mod conduct;
mod conflicts;
mod conformance;
mod faith;
mod field_figures;
mod field_files;
mod hostile;
mod lens;
mod many;
mod mediation;
mod negmas_trace;
mod own_fixtures;
mod own_scenarios;
mod reference_sessions;
mod round_trips;
mod shared;
