//! Chores of the project, run as `cargo xtask NAME`, so that cargo alone is enough.

mod layers;
#[cfg(feature = "pictures")]
mod pictures;

use anyhow::{Result, bail};
use std::process::ExitCode;

fn main() -> Result<ExitCode> {
    let mut args = std::env::args().skip(1);
    match args.next().unwrap_or_default().as_str() {
        "layers" => layers::check(),
        "pictures" => pictures_of(args.next()),
        other => bail!("no task {other:?}; there are: layers, pictures [DIR]"),
    }
}

#[cfg(feature = "pictures")]
fn pictures_of(into: Option<String>) -> Result<ExitCode> {
    pictures::draw(into)
}

/// The renderer is large and only this task needs it, so it is built only here.
#[cfg(not(feature = "pictures"))]
fn pictures_of(into: Option<String>) -> Result<ExitCode> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = std::process::Command::new(cargo)
        .args(["run", "--quiet", "--package", "xtask", "--features", "pictures", "--", "pictures"])
        .args(into)
        .status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
