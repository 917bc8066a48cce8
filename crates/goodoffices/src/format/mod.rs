//! Readers and writers of files, on bytes, never on paths.

pub mod case;
