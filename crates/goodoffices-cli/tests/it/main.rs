//! Integration tests of the binary: one test binary, one module a subject.

#![allow(clippy::unwrap_used)]

mod advise;
mod analyze;
mod case;
mod convert;
mod exec;
mod generate;
mod run;
mod tournament;
