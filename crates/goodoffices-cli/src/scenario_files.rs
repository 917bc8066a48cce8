//! Scenarios from the file system: a folder, some files, or standard input.
//!
//! A folder is a scenario: its files make a domain and its profiles, in the order of their names. Files
//! named one by one are a scenario too. `-` is standard input, a native scenario in TOML or JSON. What was
//! skipped is said on standard error. Reading bytes happens here; what they mean, in the engine.

use anyhow::{Context, Result, bail};
use goodoffices::format::{self, Discounting, MAX_BYTES, NamedFile, Options, Semantics, Strangers};
use goodoffices::scenario::Scenario;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Most files of one folder.
const MAX_FILES: usize = 10_000;

/// How scenario files are read; flatten it into a command's arguments.
#[derive(Clone, Debug, clap::Args)]
pub struct LoadOptions {
    /// The parties, by profile file name, separated by commas (needed above five profiles)
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub parties: Option<Vec<String>>,
    /// Read GENIUS files as that program does, or raw as NegMAS does
    #[arg(long, default_value = "genius", value_parser = semantics, value_name = "genius|negmas")]
    pub semantics: Semantics,
    /// Into how many values a continuous issue is cut
    #[arg(long, default_value_t = 11, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub real_values: u32,
    /// What happens to discount factors; set by commands that leave discounting out.
    #[arg(skip)]
    pub discounting: Discounting,
}

impl Default for LoadOptions {
    fn default() -> Self {
        let engine = Options::default();
        Self {
            parties: None,
            semantics: engine.semantics,
            real_values: engine.real_values,
            discounting: engine.discounting,
        }
    }
}

fn semantics(text: &str) -> Result<Semantics, String> {
    text.parse().map_err(|e: goodoffices::Error| e.to_string())
}

/// Reads one scenario from a folder, files, or `-`.
#[allow(dead_code)] // commands that are merged later use it
pub fn load(paths: &[PathBuf], options: &LoadOptions) -> Result<Scenario> {
    Ok(load_with_format(paths, options)?.scenario)
}

/// As [`load`], with the format that was found.
pub fn load_with_format(paths: &[PathBuf], options: &LoadOptions) -> Result<format::Loaded> {
    let mut reading = Options {
        semantics: options.semantics,
        parties: options.parties.clone(),
        real_values: options.real_values,
        discounting: options.discounting,
        ..Options::default()
    };
    let files = match paths {
        [] => bail!("no scenario is named (give a folder, files, or -)"),
        [one] if one.as_os_str() == "-" => {
            reading.strangers = Strangers::Refuse;
            vec![("-".to_owned(), bounded(std::io::stdin().lock(), "-")?)]
        }
        [folder] if folder.is_dir() => {
            let full = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
            reading.name = full.file_name().map(|n| n.to_string_lossy().into_owned());
            folder_files(folder)?
        }
        many => {
            reading.strangers = Strangers::Refuse;
            let mut files = Vec::new();
            for path in many {
                if path.is_dir() {
                    bail!("{}: a folder stands among the files (name one folder, or files)", path.display());
                }
                files.push((path.display().to_string(), read_file(path)?));
            }
            files
        }
    };
    let named: Vec<NamedFile<'_>> = files.iter().map(|(name, bytes)| NamedFile { name, bytes }).collect();
    let loaded = format::scenario(&named, &reading).map_err(|e| match &paths {
        [folder] if e.place().file.is_none() => anyhow::anyhow!("{}: {e}", folder.display()),
        _ => e.into(),
    })?;
    for note in &loaded.notes {
        anstream::eprintln!("note: {note}");
    }
    Ok(loaded)
}

/// The files of a folder that may belong to a scenario; nothing below it, nothing hidden.
fn folder_files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry.with_context(|| folder.display().to_string())?.path();
        let hidden = path.file_name().is_none_or(|n| n.to_string_lossy().starts_with('.'));
        let known = path
            .extension()
            .map(|e| e.to_string_lossy().to_ascii_lowercase())
            .is_some_and(|e| matches!(e.as_str(), "xml" | "json" | "yml" | "yaml" | "toml"));
        if !hidden && known && path.is_file() {
            paths.push(path);
        }
        if paths.len() > MAX_FILES {
            bail!("{}: more than {MAX_FILES} files", folder.display());
        }
    }
    if paths.is_empty() {
        bail!("{}: no scenario file (xml, json, yml, yaml, toml) in this folder", folder.display());
    }
    paths.sort();
    paths.iter().map(|p| Ok((p.display().to_string(), read_file(p)?))).collect()
}

/// A file's bytes, bounded.
pub fn read_file(path: &Path) -> Result<Vec<u8>> {
    let name = path.display().to_string();
    let file = std::fs::File::open(path).with_context(|| name.clone())?;
    bounded(file, &name)
}

/// Everything, or an error before more than the bound is held.
fn bounded(from: impl Read, name: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).with_context(|| name.to_owned())?;
    if bytes.len() > MAX_BYTES {
        bail!("{name}:1: more than the {MAX_BYTES} bytes that a reader accepts");
    }
    Ok(bytes)
}
