//! Pictures and reports of what the lower floors found.

pub mod plane;
