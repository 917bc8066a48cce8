//! Finding scenarios: each folder named is one, or holds folders that are.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// How deep folders of scenarios may nest.
const DEPTH: usize = 6;

/// Labels and paths of the scenarios under these paths, in the order given and inside it by name.
pub fn scenarios(paths: &[PathBuf]) -> Result<Vec<(String, Vec<PathBuf>)>> {
    let mut found: Vec<(String, Vec<PathBuf>)> = Vec::new();
    for path in paths {
        let before = found.len();
        if path.is_dir() {
            collect(path, path, 0, &mut found)?;
        } else if path.exists() {
            found.push((stem(path), vec![path.clone()]));
        } else {
            bail!("{}: there is no such file or folder", path.display());
        }
        if found.len() == before {
            bail!("{}: no scenario in this folder or below it", path.display());
        }
    }
    for k in 0..found.len() {
        if let Some((label, other)) = found[..k].iter().find(|f| f.0 == found[k].0) {
            bail!(
                "two scenarios would be called {label:?}: {} and {}",
                other[0].display(),
                found[k].1[0].display()
            );
        }
    }
    Ok(found)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

fn collect(root: &Path, folder: &Path, depth: usize, into: &mut Vec<(String, Vec<PathBuf>)>) -> Result<()> {
    if depth > DEPTH {
        bail!("{}: folders nest deeper than {DEPTH}", folder.display());
    }
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = entries.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    paths.retain(|p| p.file_name().is_some_and(|n| !n.to_string_lossy().starts_with('.')));
    paths.sort();
    let native: Vec<&PathBuf> =
        paths.iter().filter(|p| p.is_file() && p.extension().is_some_and(|e| e == "toml")).collect();
    let field = paths.iter().any(|p| {
        p.is_file()
            && p.extension().is_some_and(|e| matches!(e.to_str(), Some("xml" | "json" | "yml" | "yaml")))
    });
    if field {
        let under = folder.strip_prefix(root).unwrap_or(folder);
        let base = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let base = base.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let label = if under.as_os_str().is_empty() { base } else { under.display().to_string() };
        into.push((label, vec![folder.to_owned()]));
        return Ok(());
    }
    for path in native {
        let under = path.strip_prefix(root).unwrap_or(path).with_extension("");
        into.push((under.display().to_string(), vec![path.clone()]));
    }
    for path in paths.iter().filter(|p| p.is_dir()) {
        collect(root, path, depth + 1, into)?;
    }
    Ok(())
}
