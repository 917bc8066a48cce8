//! Files written whole or not at all: beside the place first, then moved there.

use anyhow::{Context, Result};
use std::io::Write;
use std::path::Path;

/// Writes a file so that nobody ever sees half of it. What is no regular file (a device, a pipe) is written
/// to and never replaced; a link is followed.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if std::fs::metadata(&real).is_ok_and(|m| !m.is_file()) {
        let mut file = std::fs::OpenOptions::new().write(true).open(&real);
        return file
            .as_mut()
            .map_err(|e| std::io::Error::new(e.kind(), e.to_string()))
            .and_then(|f| f.write_all(bytes))
            .with_context(|| format!("cannot write {}", path.display()));
    }
    replace(&real, bytes)
}

fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = || path.display().to_string();
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any other new file: readable by all, less what the user's mask takes away.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).with_context(|| format!("cannot write {}", name()))?;
    file.write_all(bytes).with_context(|| format!("cannot write {}", name()))?;
    file.as_file().sync_all().with_context(|| format!("cannot write {}", name()))?;
    if let Ok(old) = std::fs::metadata(path) {
        file.as_file()
            .set_permissions(old.permissions())
            .with_context(|| format!("cannot write {}", name()))?;
    }
    file.persist(path).with_context(|| format!("cannot write {}", name()))?;
    Ok(())
}
