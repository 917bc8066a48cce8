//! Integration tests of the binary: one test binary, one module a subject.

#![allow(clippy::unwrap_used)]

mod advise;
mod analyze;
mod bad_records;
mod bargain;
mod case;
mod convert;
mod decide;
mod exec;
mod generate;
mod mediation;
mod run;
mod study_faith;
mod study_recorded;
mod tournament;
