//! Files written whole or not at all: beside the place first, then moved there.

use anyhow::{Context, Result, anyhow, bail};
use std::io::{ErrorKind, Write};
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

/// Two outputs in one file: the second would replace the first.
///
/// Two spellings of one place are one place, where its folder exists.
pub fn distinct(outputs: &[(&str, Option<&Path>)]) -> Result<()> {
    let place = |path: &Path| {
        std::fs::canonicalize(path).ok().or_else(|| {
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Some(std::fs::canonicalize(folder).ok()?.join(path.file_name()?))
        })
    };
    let given: Vec<(&str, &Path)> =
        outputs.iter().filter_map(|(flag, path)| Some((*flag, (*path)?))).collect();
    for (k, (flag, path)) in given.iter().enumerate() {
        for (other, before) in &given[..k] {
            let same = path == before || place(path).is_some_and(|p| Some(p) == place(before));
            // A device takes both.
            if same && !std::fs::metadata(path).is_ok_and(|m| !m.is_file()) {
                bail!("{other} and {flag} both name {}; give each a file of its own", path.display());
            }
        }
    }
    Ok(())
}

/// Why no file could be made in the folder, for whoever asked for `path`: the error itself names a temporary file that nobody gave.
pub fn unwritable(path: &Path, folder: &Path, e: &std::io::Error) -> anyhow::Error {
    let why = match e.kind() {
        ErrorKind::NotFound => format!("there is no folder {}", folder.display()),
        kind => kind.to_string(),
    };
    anyhow!(why).context(format!("cannot write {}", path.display()))
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
    let mut file = builder.tempfile_in(folder).map_err(|e| unwritable(path, folder, &e))?;
    file.write_all(bytes).with_context(|| format!("cannot write {}", name()))?;
    file.as_file().sync_all().with_context(|| format!("cannot write {}", name()))?;
    if let Ok(old) = std::fs::metadata(path) {
        file.as_file()
            .set_permissions(old.permissions())
            .with_context(|| format!("cannot write {}", name()))?;
    }
    file.persist(path).map_err(|e| e.error).with_context(|| format!("cannot write {}", name()))?;
    Ok(())
}
