//! Arguments that say who mediates, with what, and what the parties have at stake.

use crate::case_folder;
use anyhow::Result;
use goodoffices::protocol::{Mandate, Mediator, Stake};
use goodoffices::session::{MediatedRules, Rules};
use goodoffices::strategy::Spec;
use goodoffices::strategy::mediator::{build_mediator, listed, mandate, stakes};
use std::path::PathBuf;

/// Who mediates and how (protocol mediation).
#[derive(Clone, Debug, clap::Args)]
pub struct MediatedArgs {
    /// Mediator, as in deadline(at=0.6) (with --protocol mediation)
    #[arg(long, value_name = "NAME", default_value = "facilitator")]
    pub mediator: String,
    /// The mediator's instruments, and no others: as in convene,table,ask,probe,warn,leave
    #[arg(long, value_name = "A,B")]
    pub instruments: Option<String>,
    /// The instruments that the mediator of a case has, by their kinds
    #[arg(long, value_name = "CASE", conflicts_with = "instruments")]
    pub instruments_of: Option<PathBuf>,
    /// What the mediator's presence costs it a round
    #[arg(long, value_name = "COST", default_value_t = 0.0, allow_negative_numbers = true)]
    pub presence: f64,
    /// What each party has at stake, as in stake(flow=0.02,discount=0.98),stake
    #[arg(long, value_name = "A,B")]
    pub stakes: Option<String>,
}

impl MediatedArgs {
    /// The rules of mediated talks between so many parties.
    pub fn rules(&self, rules: Rules, parties: usize) -> Result<MediatedRules> {
        let mandate = match (&self.instruments, &self.instruments_of) {
            (Some(text), _) => mandate(text, self.presence, parties)?,
            (None, Some(case)) => {
                let case = case_folder::load(case)?;
                Mandate { presence: self.presence, ..listed(&case.trace)? }
            }
            (None, None) => Mandate { presence: self.presence, ..Mandate::default() },
        };
        mandate.checked(parties)?;
        let stakes: Vec<Stake> = match &self.stakes {
            Some(text) => stakes(text, parties)?,
            None => vec![Stake::default(); parties],
        };
        Ok(MediatedRules { rules, mandate, stakes })
    }

    /// The mediator.
    pub fn build(&self) -> Result<Box<dyn Mediator>> {
        Ok(build_mediator(&self.mediator.parse::<Spec>()?)?)
    }
}
