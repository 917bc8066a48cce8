//! The native scenario: one TOML (or JSON) text that says everything a scenario holds.
//!
//! ```toml
//! schema_version = 1
//! name = "a name"
//! [[issue]]
//! name = "price"
//! range = { low = 1, high = 5, step = 0.5 }   # or values = […], ordered = […], real = { low, high, values }
//! [[party]]
//! name = "buyer"
//! reservation = 0.3                            # or a bid: { price = 2 }
//! discount = 0.9
//! weights = { price = 1 }
//! values = { price = { function = "affine", offset = 1, slope = -0.2 } }  # or a list, or value = number
//! ```
//! Further keys of a party: `bias`, `cap`; `block`s of hyper-rectangles with `scale`; `order` for a partial
//! order; none of these for a party of whom nothing is known. `constraint`s hold between issues. Absent on
//! purpose: statements of order and uncertain weights, which belong to a case and not to a scenario.

pub(crate) mod read;
pub(crate) mod write;
