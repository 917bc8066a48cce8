//! Recorded talks for studies: files to records, labels kept apart.

use anyhow::{Context, Result, bail};
use goodoffices::faith::many::{Offer, PartWorths, Record};
use goodoffices::format::{self, Game, Labels, NamedFile, Recorded, Run};
use std::path::Path;

/// One run as the estimators see it: no labels.
pub struct Talk {
    /// The run's place among the runs.
    pub run: usize,
    /// Its offers.
    pub record: Record,
    /// Everybody's scores, where they are told.
    pub scores: Option<PartWorths>,
    /// Least sums of scores that parties accept, where told.
    pub thresholds: Option<Vec<f64>>,
}

/// Reads `games.json` and `runs.jsonl` of a folder.
pub fn read(folder: &Path) -> Result<(Recorded, Labels)> {
    let bytes = |name: &str| {
        let path = folder.join(name);
        let size = std::fs::metadata(&path).with_context(|| path.display().to_string())?.len();
        if size > format::MAX_BYTES as u64 {
            bail!("{}: {size} bytes; the limit is {}", path.display(), format::MAX_BYTES);
        }
        std::fs::read(&path).with_context(|| path.display().to_string())
    };
    let (games, runs) = (bytes("games.json")?, bytes("runs.jsonl")?);
    let name = |name: &str| folder.join(name).display().to_string();
    let (games_name, runs_name) = (name("games.json"), name("runs.jsonl"));
    Ok(format::recorded(
        NamedFile { name: &games_name, bytes: &games },
        NamedFile { name: &runs_name, bytes: &runs },
    )?)
}

/// A run as a record. The opening of round 0 is laid down by the rules of the game.
pub fn talk(run: usize, told: &Run, game: &Game) -> Result<Talk> {
    let offers = told
        .puts
        .iter()
        .map(|p| Offer { party: p.party, values: p.deal.clone(), scripted: p.round == 0 })
        .collect();
    let record = Record::new(game.sizes.clone(), game.parties.len(), offers)
        .with_context(|| format!("run {}", told.id))?;
    let scores = game.parties.iter().map(|p| p.scores.clone()).collect();
    let thresholds = game.parties.iter().map(|p| p.threshold).collect();
    Ok(Talk { run, record, scores, thresholds })
}

/// Complete offers of a party, the scripted opening included.
pub fn complete(record: &Record, party: usize) -> usize {
    record.offers().iter().filter(|o| o.party == party && o.values.iter().all(Option::is_some)).count()
}
