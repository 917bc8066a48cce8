//! A case folder on disk: read whole, written whole or not at all.
//!
//! Writers hold the lock of `case.toml` while they read, check and replace, so that two at once lose nothing.

use crate::whole_file;
use anyhow::{Context, Result, bail};
use goodoffices::format::case::{CaseFiles, Fault, MOST_BYTES, NamedBytes, Reading, Severity, read};
use goodoffices::talks::Case;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// Declarations.
pub const CASE: &str = "case.toml";
/// The record.
pub const RECORD: &str = "record.jsonl";
/// Estimates and assumptions.
pub const ESTIMATES: &str = "estimates.toml";
/// Where the record comes from.
pub const SOURCES: &str = "SOURCES.md";

/// Faults shown of a case that cannot be used; `case check` shows all.
const SHOWN: usize = 5;

/// The bytes of a case folder.
#[derive(Debug, Default)]
pub struct Folder {
    case: Option<Vec<u8>>,
    /// The record, where there is one.
    pub record: Option<Vec<u8>>,
    estimates: Option<Vec<u8>>,
    sources: Option<Vec<u8>>,
}

impl Folder {
    /// Reads the files that are there.
    pub fn open(path: &Path) -> Result<Self> {
        if !path.is_dir() {
            let what = if path.exists() { "is a file, not a case folder" } else { "is not there" };
            bail!("{} {what} (name a folder with {CASE} and {RECORD})", path.display());
        }
        Ok(Self {
            case: bytes(&path.join(CASE))?,
            record: bytes(&path.join(RECORD))?,
            estimates: bytes(&path.join(ESTIMATES))?,
            sources: bytes(&path.join(SOURCES))?,
        })
    }

    /// A folder of declarations alone, with an empty record.
    pub fn of(case: Vec<u8>) -> Self {
        Self { case: Some(case), record: Some(Vec::new()), ..Self::default() }
    }

    /// The case without record and estimates: what its declarations name.
    pub fn declarations(&self) -> Result<Case, Vec<Fault>> {
        let case = self.case.as_deref().map(|bytes| NamedBytes { name: CASE, bytes });
        goodoffices::format::case::read_declarations(case)
    }

    /// Reads and checks the case.
    pub fn read(&self) -> Reading {
        fn named<'a>(name: &'a str, bytes: &'a Option<Vec<u8>>) -> Option<NamedBytes<'a>> {
            bytes.as_deref().map(|bytes| NamedBytes { name, bytes })
        }
        read(&CaseFiles {
            case: named(CASE, &self.case),
            record: named(RECORD, &self.record),
            estimates: named(ESTIMATES, &self.estimates),
            sources: named(SOURCES, &self.sources),
        })
    }
}

/// A file's bytes; `None` if it is not there. What is beyond any limit is not read.
pub fn bytes(path: &Path) -> Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e).with_context(|| format!("cannot open {}", path.display())),
    };
    let expected = file.metadata().map_or(0, |m| m.len()).min(MOST_BYTES as u64);
    let mut out = Vec::with_capacity(expected as usize + 1);
    file.take(MOST_BYTES as u64 + 1)
        .read_to_end(&mut out)
        .with_context(|| format!("cannot read {}", path.display()))?;
    if out.len() > MOST_BYTES {
        bail!("{} has more than {MOST_BYTES} bytes (split it)", path.display());
    }
    Ok(Some(out))
}

/// The case of a folder.
///
/// # Errors
/// If it has errors; the first are shown, with their number.
pub fn load(path: &Path) -> Result<Case> {
    let reading = Folder::open(path)?.read();
    match reading.case {
        Some(case) => Ok(case),
        None => bail!(refusal(&path.display().to_string(), &reading.faults)),
    }
}

/// The words with which a faulty input is refused.
pub fn refusal(what: &str, faults: &[Fault]) -> String {
    let errors: Vec<&Fault> = faults.iter().filter(|f| f.severity == Severity::Error).collect();
    let mut out = match errors.len() {
        1 => format!("{what} has an error:"),
        n => format!("{what} has {n} errors:"),
    };
    for fault in errors.iter().take(SHOWN) {
        out.push_str(&format!("\n  {}", fault.error));
    }
    if errors.len() > SHOWN {
        out.push_str(&format!("\n  and {} more (`goodoffices case check` shows all)", errors.len() - SHOWN));
    }
    out
}

/// Holds others off a case folder until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the folder to be free.
    pub fn hold(folder: &Path) -> Result<Self> {
        let path = folder.join(CASE);
        let file = File::open(&path).with_context(|| {
            format!("cannot open {} (`goodoffices case new` makes a case)", path.display())
        })?;
        file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
        Ok(Self { _file: file })
    }
}

/// Makes a folder with these files, or nothing: it is put together beside its place and moved there whole.
pub fn create(folder: &Path, files: &[(&str, &[u8])]) -> Result<()> {
    if folder.exists() && (!folder.is_dir() || fs::read_dir(folder)?.next().is_some()) {
        bail!("{} is there already and not empty (name a new folder)", folder.display());
    }
    let parent = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    let name = folder.file_name().context("a folder needs a name")?.to_string_lossy().into_owned();
    let fresh: PathBuf = parent.join(format!(".{name}.{}.new", std::process::id()));
    let made = (|| -> Result<()> {
        fs::create_dir(&fresh)?;
        for (name, content) in files {
            whole_file::write(&fresh.join(name), content)?;
        }
        if folder.exists() {
            fs::remove_dir(folder)?;
        }
        Ok(fs::rename(&fresh, folder)?)
    })();
    if made.is_err() {
        let _ = fs::remove_dir_all(&fresh);
    }
    made.with_context(|| format!("cannot make {}", folder.display()))
}
