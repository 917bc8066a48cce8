//! NegMAS YAML: outcome spaces and utility functions as that library writes them to disk.
//!
//! Type names may carry a package prefix. Utilities are taken as they stand: nothing is divided, clamped or
//! capped, and a reserved value of −∞ is no reservation. The `discount` of `ExpDiscountedUFun` is read as the
//! factor of a whole negotiation (relative time); its step-wise reading is the peer's own.

pub(crate) mod read;
pub(crate) mod write;
