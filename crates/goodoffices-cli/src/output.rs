//! Standard output and files: whole or not at all.

use anyhow::{Context, Result};
use std::io::{self, Write};
use std::path::Path;

/// Writes data to standard output. A reader that has gone away is seen by [`is_broken_pipe`].
pub fn data(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

/// Is this error only a reader that has gone away?
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|e| e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}

/// Writes a file whole or not at all: beside it first, then renamed over it.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let name = path.file_name().with_context(|| format!("{} names no file", path.display()))?;
    let mut beside = path.to_path_buf();
    beside.set_file_name(format!(".{}.part{}", name.to_string_lossy(), std::process::id()));
    let written = std::fs::File::create(&beside)
        .and_then(|mut f| f.write_all(bytes).and_then(|()| f.sync_all()))
        .and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}
