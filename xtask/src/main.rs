//! Chores of the project, run as `cargo xtask NAME`, so that cargo alone is enough.

mod layers;

use anyhow::{Result, bail};
use std::process::ExitCode;

fn main() -> Result<ExitCode> {
    let task = std::env::args().nth(1).unwrap_or_default();
    match task.as_str() {
        "layers" => layers::check(),
        other => bail!("no task {other:?}; there are: layers"),
    }
}
