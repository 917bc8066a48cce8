//! The third-party data beside the repository, which is never committed.

use std::path::{Path, PathBuf};

/// A folder of the shared data, or a plain word that the test is skipped.
pub fn data(part: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(part);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: ../shared/data/{part} is not here");
    None
}

/// Every folder below (and with) this one that holds files, sorted.
pub fn folders(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(&folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
        entries.sort();
        if entries.iter().any(|p| p.is_file()) {
            found.push(folder.clone());
        }
        open.extend(entries.into_iter().filter(|p| p.is_dir()));
    }
    found.sort();
    found
}

/// The files of a folder with names and bytes.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.is_file())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|p| {
            let name = p.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(&p).expect("a file"))
        })
        .collect()
}

/// A folder of our own fixtures.
pub fn fixture(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder)
}
