//! A finished table of a tournament, summed by place: who did how well where others did too.
//!
//! A *cell* is a scenario, an order of the parties, a seat, and the strategies at the other seats. In a cell
//! every ranked strategy played under the same conditions, so the best mean of a cell is what a strategy could
//! have had there, and the difference is what it lost. Read from the table in two passes (means, then the worst
//! rows), so that nothing grows with the number of rows but cells and distinct agreements.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// Worst sessions kept per strategy.
const WORST: usize = 8;
/// Most distinct agreements drawn per scenario, strategy and party.
const MOST_POINTS: usize = 3_000;

/// A place in which strategies can be compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Scenario.
    pub scenario: String,
    /// Places by which the parties' order was turned.
    pub rotation: usize,
    /// Place in the order of moving.
    pub seat: usize,
    /// Strategies at the other seats.
    pub partners: String,
}

/// Sums of a strategy in a cell.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    /// Rows.
    pub rows: u64,
    /// Of the score.
    pub score: f64,
    /// Agreements.
    pub agreements: u64,
    /// Rows by how they ended without one: timed out, left, failed.
    pub without: [u64; 3],
    /// Of the score, over the rows without agreement.
    pub score_without: f64,
}

impl Sums {
    /// The mean score.
    pub fn mean(&self) -> f64 {
        self.score / self.rows.max(1) as f64
    }

    /// Adds another's sums.
    pub fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.score += other.score;
        self.agreements += other.agreements;
        self.score_without += other.score_without;
        for (a, b) in self.without.iter_mut().zip(other.without) {
            *a += b;
        }
    }
}

/// A session that went badly.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its row in the table, from 0.
    pub row: usize,
    /// The score.
    pub score: f64,
    /// The best mean of the cell.
    pub best: f64,
    /// Its cell.
    pub cell: Cell,
    /// The party played.
    pub party: String,
    /// How it ended.
    pub ending: String,
}

/// Agreements by number, with how often each was reached.
pub type Agreed = BTreeMap<u128, u64>;

/// Everything the pages need.
#[derive(Debug, Default)]
pub struct Cells {
    /// By strategy, by cell.
    pub by_strategy: BTreeMap<String, BTreeMap<Cell, Sums>>,
    /// The best mean of each cell, and whose it is.
    pub best: BTreeMap<Cell, (f64, String)>,
    /// Per strategy, the sessions furthest below the best mean of their cells.
    pub worst: BTreeMap<String, Vec<Session>>,
    /// By scenario, strategy and party (in the scenario's own order).
    pub agreed: BTreeMap<(String, String, usize), Agreed>,
}

/// Endings without agreement, in the order of [`Sums::without`].
pub const WITHOUT: [&str; 3] = ["timed_out", "left", "failed"];

impl Cells {
    /// Reads a table; `score` names the column ranked by, `ranked` the strategies compared.
    pub fn read(
        table: &Path,
        score: &str,
        ranked: &[String],
        parties: &BTreeMap<String, usize>,
    ) -> Result<Self> {
        let mut cells = Self::default();
        each(table, score, |_, row| {
            let sums = cells.by_strategy.entry(row.strategy.to_owned()).or_default();
            let sums = sums.entry(row.cell.clone()).or_default();
            sums.rows += 1;
            sums.score += row.score;
            match row.agreement {
                Some(number) => {
                    sums.agreements += 1;
                    let n = parties.get(&row.cell.scenario).copied().unwrap_or(1).max(1);
                    let party = (row.cell.seat + row.cell.rotation) % n;
                    let key = (row.cell.scenario.clone(), row.strategy.to_owned(), party);
                    let points = cells.agreed.entry(key).or_default();
                    if points.len() < MOST_POINTS || points.contains_key(&number) {
                        *points.entry(number).or_default() += 1;
                    }
                }
                None => {
                    sums.score_without += row.score;
                    if let Some(k) = WITHOUT.iter().position(|w| *w == row.ending) {
                        sums.without[k] += 1;
                    }
                }
            }
        })?;
        // In the order of the ranking's names, so that of equals the first is named.
        for name in ranked {
            for (cell, sums) in cells.by_strategy.get(name).into_iter().flatten() {
                let mean = sums.mean();
                match cells.best.get_mut(cell) {
                    Some(best) if best.0 >= mean => {}
                    Some(best) => *best = (mean, name.clone()),
                    None => {
                        cells.best.insert(cell.clone(), (mean, name.clone()));
                    }
                }
            }
        }
        let mut worst: BTreeMap<String, Vec<Session>> = BTreeMap::new();
        each(table, score, |number, row| {
            let Some((best, _)) = cells.best.get(&row.cell) else { return };
            let list = worst.entry(row.strategy.to_owned()).or_default();
            let lost = best - row.score;
            let at = list.partition_point(|s| s.best - s.score >= lost);
            if at < WORST {
                let (party, ending) = (row.party.to_owned(), row.ending.to_owned());
                list.insert(
                    at,
                    Session { row: number, score: row.score, best: *best, cell: row.cell, party, ending },
                );
                list.truncate(WORST);
            }
        })?;
        cells.worst = worst;
        Ok(cells)
    }
}

/// A row, as far as it is needed.
struct Line<'a> {
    cell: Cell,
    strategy: &'a str,
    party: &'a str,
    score: f64,
    agreement: Option<u128>,
    ending: &'a str,
}

fn each(table: &Path, score: &str, mut visit: impl FnMut(usize, Line<'_>)) -> Result<()> {
    let place = || table.display().to_string();
    let mut reader = csv::Reader::from_path(table).with_context(place)?;
    let headers = reader.headers().with_context(place)?.clone();
    let at = |name: &str| {
        headers.iter().position(|h| h == name).with_context(|| format!("{}: no column {name}", place()))
    };
    let [scenario, rotation, seat, partners] = ["scenario", "rotation", "seat", "partners"].map(at);
    let (scenario, rotation, seat, partners) = (scenario?, rotation?, seat?, partners?);
    let (strategy, party, score) = (at("strategy")?, at("party")?, at(score)?);
    let (agreement, ending) = (at("agreement")?, at("ending")?);
    let mut record = csv::StringRecord::new();
    let mut number = 0;
    while reader.read_record(&mut record).with_context(place)? {
        let text = |k: usize| record.get(k).unwrap_or_default();
        let wrong = || format!("{}: row {number} is not what a tournament writes", place());
        let cell = Cell {
            scenario: text(scenario).to_owned(),
            rotation: text(rotation).parse().with_context(wrong)?,
            seat: text(seat).parse().with_context(wrong)?,
            partners: text(partners).to_owned(),
        };
        let agreed = text(agreement);
        let line = Line {
            cell,
            strategy: text(strategy),
            party: text(party),
            score: text(score).parse().with_context(wrong)?,
            agreement: (!agreed.is_empty()).then(|| agreed.parse()).transpose().with_context(wrong)?,
            ending: text(ending),
        };
        visit(number, line);
        number += 1;
    }
    Ok(())
}
