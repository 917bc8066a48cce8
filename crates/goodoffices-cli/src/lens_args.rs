//! The flags that say how a case is read: as of which day, for whom, by whose account.

use anyhow::{Result, bail};
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
        // With only --known, the day of knowledge is also the last day looked at.
        let mut lens = Lens::until(self.until.or(self.known).unwrap_or(last));
        lens.known = self.known;
        for (flag, day) in [("--until", self.until), ("--known", self.known)] {
            if let (Some(day), Some(first)) = (day, case.trace.first_day())
                && day < first
            {
                bail!("{flag} {day}: before the record begins ({first} or later would do)");
            }
        }
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

/// Flags of the commands that judge: whose estimates, by whose account.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct SideArgs {
    /// Leave out estimates of the sides other than this one
    #[arg(long = "for", value_name = "PRINCIPAL")]
    pub for_party: Option<String>,
    /// Disputed facts as this side states them
    #[arg(long, value_name = "PRINCIPAL")]
    pub reading: Option<String>,
}

impl SideArgs {
    /// The lens with these added.
    pub fn added_to(&self, mut lens: Lens) -> Lens {
        lens.for_party.clone_from(&self.for_party);
        lens.reading.clone_from(&self.reading);
        lens
    }
}

/// A day given as text.
pub fn day(flag: &str, text: &str) -> Result<Day> {
    text.parse::<Day>().map_err(|e| anyhow::anyhow!("{flag}: {e}"))
}
