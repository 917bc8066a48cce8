//! Conflicts in option form: the files of `conflicts/` against published results, stability against a checker written from
//! the definitions alone, and readers on any bytes.

mod brute;
mod files;

use goodoffices::format::{NamedFile, conflict};
use goodoffices::scenario::Conflict;

fn read(text: &str) -> goodoffices::Result<Conflict> {
    conflict::read(NamedFile { name: "c.toml", bytes: text.as_bytes() })
}
