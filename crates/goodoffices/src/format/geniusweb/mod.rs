//! GeniusWeb JSON: domains, linear additive profiles of both generations of keys, partial orders.
//!
//! Utility is Σ w·u, a straight line between the two ends of a number issue, 0 outside. The reservation is a
//! bid, not a number, and may be absent. Absent on purpose: profiles that point to files elsewhere.

pub(crate) mod read;
pub(crate) mod write;
