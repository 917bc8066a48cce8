//! The folder of a tournament: plan, tables that grow, and how far they have come, so that a run broken off goes on.

use crate::tally::Tally;
use crate::{parquet_table, tournament_page, whole_file};
use anyhow::{Context, Result, bail};
use goodoffices::simulate::{OFFER_COLUMNS, Plan, ROW_COLUMNS};
use serde_json::{Value, json};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The tables of an output folder.
pub struct Written {
    folder: PathBuf,
    /// How many negotiations are in the tables.
    pub negotiations: u64,
    rows: File,
    offers: Option<File>,
    bytes: [u64; 2],
    /// Running hashes of the tables, so that a table that was changed in between is seen.
    hashes: [blake3::Hasher; 2],
    /// When progress was last put on disk.
    saved: Option<Instant>,
}

impl Written {
    /// Opens a folder, new or of the same tournament broken off, and counts what is there.
    pub fn open(folder: &Path, offers: bool, head: &Value, plan: &Plan, tally: &mut Tally) -> Result<Self> {
        let place = || folder.display().to_string();
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", place()))?;
        let plan_file = folder.join("plan.json");
        let text = format!("{}\n", serde_json::to_string_pretty(head)?);
        let mut done = (0, [0, 0], [None, None]);
        if plan_file.exists() {
            let old: Value = serde_json::from_slice(&std::fs::read(&plan_file)?).with_context(|| {
                format!("{} is not a plan (remove the folder to begin again)", plan_file.display())
            })?;
            // Where the scenarios lie and the folder from which it was called may change, all else not.
            let mut keys = head.as_object().into_iter().flat_map(|h| h.keys());
            if let Some(key) =
                keys.find(|k| !["scenarios", "directory"].contains(&k.as_str()) && old[*k] != head[*k])
            {
                bail!(
                    "{} holds another tournament: {key} differs (give another --out, or remove it)",
                    place()
                );
            }
            done = progress(folder, plan)?;
        } else {
            if std::fs::read_dir(folder)?.next().is_some() {
                bail!("{} is not empty and holds no tournament (give another --out)", place());
            }
            whole_file::write(&plan_file, text.as_bytes())?;
        }
        let header = |columns: &[(&str, &str)]| {
            let names: Vec<&str> = columns.iter().map(|c| c.0).collect();
            format!("{}\n", names.join(","))
        };
        let known = done.2;
        let (rows, of_rows) =
            table(&folder.join("negotiations.csv"), done.1[0], &header(ROW_COLUMNS), known[0].as_deref())?;
        let offers = offers
            .then(|| {
                table(&folder.join("offers.csv"), done.1[1], &header(OFFER_COLUMNS), known[1].as_deref())
            })
            .transpose()?;
        let (offers, of_offers) = offers.map_or((None, blake3::Hasher::new()), |(f, h)| (Some(f), h));
        let bytes = [of_rows.count(), of_offers.count()];
        if done.0 > 0 {
            tally.read(plan, &folder.join("negotiations.csv"))?;
            anstream::eprintln!("going on after {} of {} negotiations", done.0, plan.len());
        }
        Ok(Self {
            folder: folder.to_owned(),
            negotiations: done.0,
            rows,
            offers,
            bytes,
            hashes: [of_rows, of_offers],
            saved: None,
        })
    }

    /// Writes lines of both tables.
    pub fn append(&mut self, rows: &str, offers: &str) -> Result<()> {
        let cannot = || format!("cannot write the tables in {}", self.folder.display());
        self.rows.write_all(rows.as_bytes()).with_context(cannot)?;
        self.bytes[0] += rows.len() as u64;
        self.hashes[0].update(rows.as_bytes());
        if let Some(file) = &mut self.offers {
            file.write_all(offers.as_bytes()).with_context(cannot)?;
            self.bytes[1] += offers.len() as u64;
            self.hashes[1].update(offers.as_bytes());
        }
        Ok(())
    }

    /// All negotiations below this number are in the tables.
    pub fn reached(&mut self, negotiations: u64) -> Result<()> {
        self.negotiations = negotiations;
        if self.saved.is_none_or(|s| s.elapsed() > Duration::from_millis(500)) {
            self.save()?;
        }
        Ok(())
    }

    fn save(&mut self) -> Result<()> {
        let cannot = || format!("cannot write the tables in {}", self.folder.display());
        self.rows.sync_data().with_context(cannot)?;
        if let Some(file) = &self.offers {
            file.sync_data().with_context(cannot)?;
        }
        let hashes = self.hashes.each_ref().map(|h| h.finalize().to_hex()[..32].to_owned());
        let text =
            json!({ "negotiations": self.negotiations, "bytes": self.bytes, "hashes": hashes }).to_string();
        whole_file::write(&self.folder.join("progress.json"), text.as_bytes())?;
        self.saved = Some(Instant::now());
        Ok(())
    }

    /// Writes what is made of whole tables.
    pub fn finish(mut self, plan: &Plan, report: &Value, parquet: bool) -> Result<()> {
        self.save()?;
        if parquet {
            for (name, wanted) in [("negotiations", true), ("offers", self.offers.is_some())] {
                let path = self.folder.join(name);
                if wanted {
                    parquet_table::convert(&path.with_extension("csv"), &path.with_extension("parquet"))?;
                }
            }
        }
        for (name, page) in tournament_page::pages(&self.folder, plan, report)? {
            whole_file::write(&self.folder.join(name), page.as_bytes())?;
        }
        for list in ["ranking", "comparisons"] {
            let path = self.folder.join(list).with_extension("csv");
            whole_file::write(&path, Tally::csv(report, list)?.as_bytes())?;
        }
        Ok(())
    }
}

/// How far an earlier run came: negotiations, whole bytes of each table, and their hashes.
type Progress = (u64, [u64; 2], [Option<String>; 2]);

fn progress(folder: &Path, plan: &Plan) -> Result<Progress> {
    let path = folder.join("progress.json");
    let Ok(bytes) = std::fs::read(&path) else { return Ok((0, [0, 0], [None, None])) };
    let wrong = || format!("{} is damaged (remove it to begin again)", path.display());
    let value: Value = serde_json::from_slice(&bytes).with_context(wrong)?;
    let n = value["negotiations"].as_u64().filter(|n| *n <= plan.len()).with_context(wrong)?;
    let at = |k: usize| value["bytes"][k].as_u64().with_context(wrong);
    let hash = |k: usize| value["hashes"][k].as_str().map(ToOwned::to_owned).with_context(wrong).map(Some);
    Ok((n, [at(0)?, at(1)?], [hash(0)?, hash(1)?]))
}

/// A table cut to its whole part, or begun with its header; held against a second run, and checked against its hash.
fn table(path: &Path, whole: u64, header: &str, known: Option<&str>) -> Result<(File, blake3::Hasher)> {
    let cannot = || format!("cannot write {}", path.display());
    let again = "(remove the folder to begin again)";
    let mut options = OpenOptions::new();
    let mut file = options.create(whole == 0).append(true).read(true).open(path).with_context(cannot)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => bail!("another run is writing {} (wait for it)", path.display()),
        Err(TryLockError::Error(e)) => return Err(e).with_context(cannot),
    }
    let length = file.metadata().with_context(cannot)?.len();
    if length < whole {
        bail!("{} is shorter than it was {again}", path.display());
    }
    let mut hash = blake3::Hasher::new();
    if whole == 0 {
        file.set_len(0).with_context(cannot)?;
        file.write_all(header.as_bytes()).with_context(cannot)?;
        hash.update(header.as_bytes());
        return Ok((file, hash));
    }
    hash.update_reader((&file).take(whole)).with_context(cannot)?;
    if known.is_some_and(|k| hash.finalize().to_hex()[..32] != *k) {
        bail!("{} was changed after it was written {again}", path.display());
    }
    file.set_len(whole).with_context(cannot)?;
    Ok((file, hash))
}
