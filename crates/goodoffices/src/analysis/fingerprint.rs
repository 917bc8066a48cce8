//! A name for exactly this scenario: BLAKE3 of everything in it, so that a result can say what it is of.
//!
//! Two scenarios have one fingerprint if they agree in name, issues, parties, functions, reservations,
//! discounts and constraints, in order. It holds within one version of the program.

use crate::scenario::Scenario;
use std::fmt::{self, Write};

struct Hashing(blake3::Hasher);

impl Write for Hashing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

/// 64 hexadecimal digits.
#[must_use]
pub fn fingerprint(scenario: &Scenario) -> String {
    let mut hashing = Hashing(blake3::Hasher::new());
    // Writing into a hasher cannot fail; should a `Debug` of a foreign function refuse, the rest still counts.
    let _ = write!(hashing, "goodoffices scenario 1 {scenario:?}");
    hashing.0.finalize().to_hex().to_string()
}
