//! Progress of a study, on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;

/// A bar that counts draws.
#[derive(Debug)]
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar over so many draws.
    pub fn new(many: u64) -> Self {
        let target = match std::io::stderr().is_terminal() {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(many), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len}, {eta} left") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// One more is done.
    pub fn one(&self) {
        self.0.inc(1);
    }

    /// All are.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}
