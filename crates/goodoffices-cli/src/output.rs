//! Standard output and files: whole or not at all.

use anyhow::{Context, Result};
use std::io::{self, Write};

/// Writes data to standard output. A reader that has gone away is seen by [`is_broken_pipe`].
pub fn data(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    let mut write = || {
        out.write_all(text.as_bytes())?;
        if !text.ends_with('\n') {
            out.write_all(b"\n")?;
        }
        out.flush()
    };
    write().context("cannot write standard output")
}

/// Is this error only a reader that has gone away?
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|e| e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}

/// A seed for a run that was given none: 53 bits, so that it survives any JSON reader.
pub fn drawn_seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(std::process::id()) >> 11
}
