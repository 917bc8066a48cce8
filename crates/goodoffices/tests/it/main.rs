//! The engine's integration tests: one binary, a file per matter.

mod field_files;
mod reference_sessions;
mod shared;
