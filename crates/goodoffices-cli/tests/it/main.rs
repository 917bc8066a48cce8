//! The command line's integration tests: one binary, a file per command or matter.

mod run;
mod tournament;
