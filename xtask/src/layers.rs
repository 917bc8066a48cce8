//! `cargo xtask layers`: the engine's floors, checked against its `use crate::…` lines.
//!
//! The table below is the one in ARCHITECTURE.md; the check reads that page and holds both to it, so the
//! page is a test. A module may import only from floors below its own; the side room `format` imports
//! floors 0–4 and is imported by nobody in the engine. Test code is held to the same rule.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Highest floor that the side room may read.
const FORMAT_READS: u32 = 4;

/// The one module that every other may import, those of its own floor included.
const EVERYWHERE: &str = "error";

/// Checks every engine file and prints what breaks the rule.
pub fn check() -> Result<ExitCode> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let floors = floors(&std::fs::read_to_string(root.join("ARCHITECTURE.md"))?)?;
    let source = root.join("crates/goodoffices/src");
    let mut faults = Vec::new();
    let mut files = Vec::new();
    rust_files(&source, &mut files)?;
    files.sort();
    for file in &files {
        let inside = file.strip_prefix(&source)?;
        let module = inside
            .components()
            .next()
            .map(|c| c.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned())
            .unwrap_or_default();
        if module == "lib" {
            continue;
        }
        let Some(own) = floors.get(&module) else {
            faults.push(format!("{}: module `{module}` has no floor in ARCHITECTURE.md", inside.display()));
            continue;
        };
        let text = std::fs::read_to_string(file)?;
        for (line, imported) in imports(&text) {
            let Some(other) = floors.get(&imported) else { continue };
            if imported == module || imported == EVERYWHERE || allowed(*own, *other) {
                continue;
            }
            faults.push(format!(
                "{}:{line}: `{module}` ({}) imports `{imported}` ({})",
                inside.display(),
                name(*own),
                name(*other)
            ));
        }
    }
    if faults.is_empty() {
        println!("layers: {} files, {} modules, every import goes down", files.len(), floors.len());
        return Ok(ExitCode::SUCCESS);
    }
    for fault in &faults {
        println!("{fault}");
    }
    Ok(ExitCode::FAILURE)
}

fn name(floor: Option<u32>) -> String {
    floor.map_or_else(|| "side room".to_owned(), |f| format!("floor {f}"))
}

/// May a module on floor `own` import one on floor `other`? `None` is the side room.
fn allowed(own: Option<u32>, other: Option<u32>) -> bool {
    match (own, other) {
        (Some(a), Some(b)) => b < a,
        (None, Some(b)) => b <= FORMAT_READS,
        (_, None) => false,
    }
}

/// The table of ARCHITECTURE.md: rows `| floor | modules | … |` with the modules in backquotes.
fn floors(page: &str) -> Result<BTreeMap<String, Option<u32>>> {
    let mut floors = BTreeMap::new();
    for row in page.lines().filter(|l| l.starts_with("| ") && l.contains('`')) {
        let mut cells = row.split('|').map(str::trim).skip(1);
        let floor = match cells.next().unwrap_or_default() {
            "side" => None,
            n => match n.parse() {
                Ok(n) => Some(n),
                Err(_) => continue,
            },
        };
        for module in cells.next().context("a row without modules")?.split('`').skip(1).step_by(2) {
            if floors.insert(module.to_owned(), floor).is_some() {
                bail!("module `{module}` stands twice in ARCHITECTURE.md");
            }
        }
    }
    if floors.is_empty() {
        bail!("ARCHITECTURE.md has no table of floors");
    }
    Ok(floors)
}

/// Top-level engine modules named after `crate::` in the text, with their lines. Comments do not count.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (k, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        let mut rest = code;
        while let Some(at) = rest.find("crate::") {
            rest = &rest[at + "crate::".len()..];
            if let Some(list) = rest.strip_prefix('{') {
                let list = list.split('}').next().unwrap_or_default();
                found.extend(list.split(',').filter_map(|m| word(m.trim())).map(|m| (k + 1, m)));
            } else {
                found.extend(word(rest).map(|m| (k + 1, m)));
            }
        }
    }
    found
}

fn word(text: &str) -> Option<String> {
    let w: String = text.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
    (!w.is_empty()).then_some(w)
}

fn rust_files(dir: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            rust_files(&path, into)?;
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_found_in_lists_and_paths_but_not_in_comments() {
        let text = "use crate::{error::Error, num};\n// crate::report\nlet x = crate::talks::Event;";
        let names: Vec<String> = imports(text).into_iter().map(|(_, m)| m).collect();
        assert_eq!(names, ["error", "num", "talks"]);
    }

    #[test]
    fn nothing_may_be_imported_upward_or_sideways() {
        assert!(allowed(Some(4), Some(3)) && !allowed(Some(4), Some(4)) && !allowed(Some(4), Some(5)));
        assert!(allowed(None, Some(4)) && !allowed(None, Some(5)) && !allowed(Some(9), None));
    }
}
