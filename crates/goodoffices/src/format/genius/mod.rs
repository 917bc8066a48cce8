//! GENIUS XML: domains, linear and nonlinear profiles.
//!
//! Written from the format as it occurs in the field's files and from GENIUS's published behaviour (Lin et
//! al., 2014, *Genius: an integrated environment for supporting the design of generic automated
//! negotiators*). What a profile is worth depends on the program that reads it, see
//! [`super::Semantics`]. Absent on purpose: tournament logs, similarity functions, costs.

pub(crate) mod read;
mod rectangles;
pub(crate) mod write;
