//! Integration tests of the engine: one binary, one module per subject.

#![allow(clippy::unwrap_used)]

mod analysis;
