//! `generate`: a random scenario as native TOML on standard output.

use crate::output;
use anyhow::{Result, bail};
use goodoffices::format::{self, Format};
use goodoffices::scenario::{Design, generate, pie};
use std::ops::RangeInclusive;
use std::process::ExitCode;

/// Arguments of `generate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Number of issues
    #[arg(long, default_value_t = 3, conflicts_with = "preset")]
    issues: usize,
    /// Values per issue
    #[arg(long, default_value_t = 5, conflicts_with = "preset")]
    values: usize,
    /// Number of parties
    #[arg(long, default_value_t = 2, conflicts_with = "preset")]
    parties: usize,
    /// A dial from 0 (the same interests) over 0.5 (independent) to 1 (opposed)
    #[arg(long, default_value_t = 0.5, conflicts_with = "preset")]
    opposition: f64,
    /// Reservation values: a number, or a range to draw from
    #[arg(long, value_name = "R|LOW..HIGH", value_parser = range, conflicts_with = "preset")]
    reservation: Option<RangeInclusive<f64>>,
    /// Discount factors: a number, or a range to draw from
    #[arg(long, value_name = "D|LOW..HIGH", value_parser = range, conflicts_with = "preset")]
    discount: Option<RangeInclusive<f64>>,
    /// The published settings of a league: two parties, one pie of 900 to 1,100 outcomes
    #[arg(long, value_name = "anl2024")]
    preset: Option<String>,
    /// Seed; drawn and said on standard error where none is given
    #[arg(long)]
    seed: Option<u64>,
}

/// Within what the readers take.
const MOST_ISSUES: usize = 1000;
const MOST_CELLS: usize = 300_000;

fn range(text: &str) -> Result<RangeInclusive<f64>, String> {
    let number = |t: &str| t.trim().parse::<f64>().map_err(|_| format!("{t:?} is not a number"));
    match text.split_once("..") {
        Some((low, high)) => Ok(number(low)?..=number(high.trim_start_matches('='))?),
        None => number(text).map(|x| x..=x),
    }
}

/// Prints the scenario.
pub fn run(args: &Args) -> Result<ExitCode> {
    let seed = args.seed.unwrap_or_else(|| {
        let seed = output::drawn_seed();
        anstream::eprintln!("seed {seed}");
        seed
    });
    let cells = args.parties.saturating_add(1).saturating_mul(args.issues).saturating_mul(args.values);
    if args.issues > MOST_ISSUES || cells > MOST_CELLS {
        bail!(
            "{} issues of {} values for {} parties are more than a file may hold (at most {MOST_ISSUES} issues, and {MOST_CELLS} \
             for issues × values × (parties + 1))",
            args.issues,
            args.values,
            args.parties
        );
    }
    if args.parties < 2 {
        bail!("one party cannot negotiate (give two or more)");
    }
    let scenario = match args.preset.as_deref() {
        None => generate(&Design {
            issues: args.issues,
            values: args.values,
            parties: args.parties,
            opposition: args.opposition,
            reservation: args.reservation.clone(),
            discount: args.discount.clone(),
            seed,
        })?,
        Some("anl2024") => pie(seed)?,
        Some(other) => bail!("{other:?} is no preset (anl2024 is)"),
    };
    let written = format::write(&scenario, Format::Native)?;
    for (_, text) in &written.files {
        output::data(text)?;
    }
    Ok(ExitCode::SUCCESS)
}
