//! Going back from a row of a tournament's table to the negotiation that made it.

use crate::scenario_files::LoadOptions;
use crate::session_args::SessionArgs;
use anyhow::{Context, Result, bail};
use clap::Parser;
use goodoffices::scenario::Scenario;
use goodoffices::session::Played;
use goodoffices::simulate::turned;
use goodoffices::strategy::Spec;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;

/// The flags that a tournament's plan was made with.
#[derive(Debug, Parser)]
#[command(no_binary_name = true)]
struct Recorded {
    #[command(flatten)]
    session: SessionArgs,
    #[command(flatten)]
    load: LoadOptions,
}

/// A negotiation to be held again.
#[derive(Debug)]
pub struct Replay {
    /// The scenario in the order of seats.
    pub scenario: Scenario,
    /// Strategy per seat.
    pub strategies: Vec<Spec>,
    /// How it was held, with its seed.
    pub session: SessionArgs,
    /// How its files were read.
    pub load: LoadOptions,
    /// What the table says of it.
    pub told: Option<Told>,
}

/// What a row says of a negotiation: the outcome agreed, rounds, offers, ending.
#[derive(Debug)]
pub struct Told {
    place: String,
    fields: [String; 4],
}

impl Told {
    /// Is it what was played now?
    pub fn compare(&self, played: &Played, ending: &str) -> Result<()> {
        let agreement = played.agreement().map_or_else(String::new, |o| o.0.to_string());
        let now = [agreement, played.step.to_string(), played.offers.to_string(), ending.to_owned()];
        if now != self.fields {
            let line =
                |f: &[String; 4]| format!("agreement {:?}, rounds {}, offers {}, {}", f[0], f[1], f[2], f[3]);
            bail!(
                "{}: the table has {}; held again it came to {} (was the table changed, or does a program use chance or clocks?)",
                self.place,
                line(&self.fields),
                line(&now)
            );
        }
        Ok(())
    }
}

/// Reads `TABLE:ROW`; rows count from 0 under the header. The plan stands beside the table.
/// Rows may name programs, which are then started from where the tournament was; only if `programs` allows it.
pub fn read(text: &str, programs: bool) -> Result<Replay> {
    let (table, row) = text
        .rsplit_once(':')
        .and_then(|(t, r)| Some((PathBuf::from(t), r.parse::<usize>().ok()?)))
        .with_context(|| format!("{text:?} is not TABLE:ROW (as in out/negotiations.csv:12)"))?;
    let place = || table.display().to_string();
    let mut reader = csv::Reader::from_path(&table).with_context(place)?;
    let headers = reader.headers().with_context(place)?.clone();
    let column = |name: &str| {
        headers.iter().position(|h| h == name).with_context(|| format!("{}: no column {name}", place()))
    };
    let (number, label, rotation) = (column("negotiation")?, column("scenario")?, column("rotation")?);
    let (seat, strategy, seed) = (column("seat")?, column("strategy")?, column("seed")?);
    let told = [column("agreement")?, column("rounds")?, column("offers")?, column("ending")?];
    let records = reader.records().collect::<Result<Vec<_>, _>>().with_context(place)?;
    let wanted =
        records.get(row).with_context(|| format!("{} has {} rows, not row {row}", place(), records.len()))?;
    let field = |k: usize| wanted.get(k).unwrap_or_default();
    let plan_file = table.with_file_name("plan.json");
    let plan: Value = std::fs::read(&plan_file)
        .map_err(anyhow::Error::from)
        .and_then(|b| Ok(serde_json::from_slice(&b)?))
        .with_context(|| format!("{} (the plan stands beside the table)", plan_file.display()))?;
    let flags: Vec<String> = serde_json::from_value(plan["session"].clone()).context("plan.json, session")?;
    let Recorded { mut session, load } = Recorded::try_parse_from(flags).context("plan.json, session")?;
    session.seed = Some(field(seed).parse().with_context(|| format!("{}: seed of row {row}", place()))?);
    let paths: Vec<PathBuf> = serde_json::from_value(plan["scenarios"][field(label)].clone())
        .with_context(|| format!("{}: no scenario {:?}", plan_file.display(), field(label)))?;
    let mut scenario = session.scenario(&paths, &load)?;
    field(label).clone_into(&mut scenario.name);
    let hash = scenario.fingerprint();
    let known = plan["scenario_hashes"].as_array().is_some_and(|h| h.iter().any(|x| *x == hash.as_str()));
    if !known {
        bail!("scenario {:?} is not what it was when the table was made", field(label));
    }
    let by: usize = field(rotation).parse().with_context(|| format!("{}: rotation of row {row}", place()))?;
    if by >= scenario.parties.len() {
        bail!(
            "{}: rotation {by} of row {row}, but {:?} has {} parties",
            place(),
            field(label),
            scenario.parties.len()
        );
    }
    let scenario = (*turned(&Arc::new(scenario), by)).clone();
    let mut strategies: Vec<(usize, Spec)> = Vec::new();
    for record in records.iter().filter(|r| r.get(number) == wanted.get(number)) {
        let at = record.get(seat).and_then(|s| s.parse().ok()).with_context(place)?;
        strategies.push((at, record.get(strategy).unwrap_or_default().parse()?));
    }
    strategies.sort_by_key(|s| s.0);
    if !strategies.iter().map(|s| s.0).eq(0..scenario.parties.len()) {
        bail!(
            "{}: the rows of negotiation {} are not one for each of the {} seats",
            place(),
            field(number),
            scenario.parties.len()
        );
    }
    if !programs && strategies.iter().any(|s| s.1.command().is_some()) {
        bail!(
            "{}: row {row} starts programs ({}); where you trust them, give --programs",
            place(),
            strategies.iter().filter_map(|s| s.1.command()).collect::<Vec<_>>().join(", ")
        );
    }
    let strategies: Vec<Spec> = strategies.into_iter().map(|s| s.1).collect();
    if let (Some(directory), true) =
        (plan["directory"].as_str(), strategies.iter().any(|s| s.command().is_some()))
    {
        session.directory = Some(PathBuf::from(directory));
    }
    let told =
        Some(Told { place: format!("{}, row {row}", place()), fields: told.map(|k| field(k).to_owned()) });
    Ok(Replay { scenario, strategies, session, load, told })
}
