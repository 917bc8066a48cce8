//! The engine's integration tests: one binary, a file per matter.

// Strategies and loaders stand outside of #[test] functions; a failure there is a failed test all the same.
#![allow(clippy::unwrap_used)]

mod analysis;
mod field_figures;
mod field_files;
mod hostile;
mod own_fixtures;
mod own_scenarios;
mod round_trips;
mod shared;
