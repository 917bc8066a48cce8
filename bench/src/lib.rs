//! Benchmarks of the engine live in `benches/`; this crate holds what they share.
