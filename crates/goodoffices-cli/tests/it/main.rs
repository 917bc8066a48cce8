//! The command line's integration tests: one binary, a file per command or matter.

mod exec;
mod run;
mod tournament;
