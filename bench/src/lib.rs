//! What the benchmarks in `benches/` share: seeded scenarios, generated talks, and the peer's own settings.

pub mod peer;
pub mod scenarios;
pub mod talks;
