//! The flags that say how a case is read, shared by every command that reads one.

use anyhow::Result;
use goodoffices::talks::{Audience, Case, Day, Lens};

/// How the case is read.
#[derive(Clone, Debug, clap::Args)]
pub struct LensArgs {
    /// What had happened by this day; what was known only later is marked [default: the record's last day]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub until: Option<Day>,
    /// Only what was known by this day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub known: Option<Day>,
    /// For whom: team, public, or a principal of the case
    #[arg(long, value_name = "WHO", default_value = "team")]
    pub audience: String,
    /// Leave out estimates of the sides other than this one
    #[arg(long = "for", value_name = "PRINCIPAL")]
    pub for_party: Option<String>,
    /// Disputed facts as this side states them
    #[arg(long, value_name = "PRINCIPAL")]
    pub reading: Option<String>,
}

/// Reads a day of the command line.
pub fn day(text: &str) -> Result<Day, String> {
    text.parse::<Day>().map_err(|e| e.to_string())
}

impl LensArgs {
    /// The lens, with the record's last day where none is given.
    pub fn lens(&self, case: &Case) -> Result<Lens> {
        let last = case.trace.last_day().ok_or_else(|| anyhow::anyhow!("{}: the record is empty", case.slug))?;
        // With only --known, the day of knowledge is also the last day looked at.
        let until = self.until.or(self.known).unwrap_or(last);
        let mut lens = Lens::until(until);
        lens.known = self.known;
        lens.audience = match self.audience.as_str() {
            "team" => Audience::Team,
            "public" => Audience::Public,
            name => {
                case.principal_named(name)?;
                Audience::Named(name.to_owned())
            }
        };
        lens.for_party.clone_from(&self.for_party);
        lens.reading.clone_from(&self.reading);
        Ok(lens)
    }
}
