//! What the benchmarks in `benches/` share: seeded scenarios and generated talks.

pub mod peer;
pub mod scenarios;
pub mod talks;
