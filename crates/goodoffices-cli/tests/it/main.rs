//! Integration tests of the binary: one test binary, one module a subject.

#![allow(clippy::unwrap_used)]

mod analyze;
mod case;
mod convert;
mod exec;
mod generate;
mod mediation;
mod run;
mod study_recorded;
mod tournament;
