//! Integration tests of the engine: one binary, one module per subject.

mod analysis;
