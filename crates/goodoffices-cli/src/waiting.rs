//! How far a command is that takes longer than a second: on standard error, and only where that is a terminal.

use goodoffices::assess::Watch;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Before this nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar that shows itself when it is worth it.
#[derive(Debug)]
pub struct Waiting {
    bar: ProgressBar,
    since: Instant,
    /// Is anybody looking?
    seen: bool,
}

impl Waiting {
    /// Starts to wait for this.
    pub fn new(what: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} observations, {eta} left")
        {
            bar.set_style(style);
        }
        bar.set_message(what);
        Self { bar, since: Instant::now(), seen: std::io::stderr().is_terminal() }
    }

    /// Moves the bar.
    pub fn watch(&self) -> Watch {
        if !self.seen {
            return Watch::default();
        }
        let (bar, since) = (self.bar.clone(), self.since);
        Watch::new(move |done, all| {
            if bar.is_hidden() && since.elapsed() >= PATIENCE {
                bar.set_draw_target(ProgressDrawTarget::stderr());
            }
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        })
    }

    /// Clears the bar.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.end();
    }
}
