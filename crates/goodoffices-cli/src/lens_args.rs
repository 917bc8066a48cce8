//! `--until`, `--known`, `--audience`: as of which day and for whom a case is read.

use anyhow::Result;
use goodoffices::talks::{Audience, Case, Day, Lens};

/// The flags.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct LensArgs {
    /// What had happened by this day (YYYY-MM-DD) [default: the record's last day]
    #[arg(long, value_name = "DAY")]
    pub until: Option<Day>,
    /// Only what was known by this day
    #[arg(long, value_name = "DAY")]
    pub known: Option<Day>,
    /// For whom: team, public, or a principal [default: team]
    #[arg(long, value_name = "WHO")]
    pub audience: Option<String>,
}

impl LensArgs {
    /// Was any given?
    pub fn any(&self) -> bool {
        self.until.is_some() || self.known.is_some() || self.audience.is_some()
    }

    /// The lens they make for a case.
    pub fn lens(&self, case: &Case) -> Result<Lens> {
        let last = case.trace.last_day().unwrap_or_else(|| Day::of_step(0));
        let mut lens = Lens::until(self.until.unwrap_or(last));
        lens.known = self.known;
        lens.audience = match self.audience.as_deref() {
            None | Some("team") => Audience::Team,
            Some("public") => Audience::Public,
            Some(name) => {
                case.principal_named(name)?;
                Audience::Named(name.to_owned())
            }
        };
        Ok(lens)
    }
}
