//! The engine's integration tests: one binary, a file per matter.

#![allow(clippy::unwrap_used)]

mod analysis;
mod conformance;
mod field_figures;
mod field_files;
mod reference_sessions;
mod shared;
