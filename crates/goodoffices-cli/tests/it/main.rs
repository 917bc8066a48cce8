//! The command line's integration tests: one binary, a file per command or matter.

#![allow(clippy::unwrap_used)]

mod analyze;
mod convert;
mod generate;
