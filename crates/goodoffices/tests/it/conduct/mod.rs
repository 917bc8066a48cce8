//! Conduct on the two real cases, and on small ones drawn at random.

mod builder;
mod dump;
mod naive;
mod real;
mod rules;

use goodoffices::conduct::{AsOf, Conduct};
use goodoffices::format::case::{CaseFiles, NamedBytes, read};
use goodoffices::talks::{Case, Day, Lens, Trace};
use std::path::{Path, PathBuf};

/// A case of `cases/`, as of a day.
pub(crate) fn seen(slug: &str, until: &str) -> (Case, Day) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases").join(slug);
    let bytes = |name: &str| std::fs::read(folder.join(name)).ok();
    let (case, record, estimates) = (bytes("case.toml"), bytes("record.jsonl"), bytes("estimates.toml"));
    fn named<'a>(name: &'a str, bytes: &'a Option<Vec<u8>>) -> Option<NamedBytes<'a>> {
        bytes.as_ref().map(|bytes| NamedBytes { name, bytes })
    }
    let files = CaseFiles {
        case: named("case.toml", &case),
        record: named("record.jsonl", &record),
        estimates: named("estimates.toml", &estimates),
        sources: None,
    };
    let reading = read(&files);
    let faults: Vec<String> = reading.errors().map(|f| format!("{f:?}")).collect();
    let case = reading.case.unwrap_or_else(|| panic!("{slug}: {faults:?}"));
    let day: Day = until.parse().expect("a day");
    (case.seen(&Lens::until(day)).expect("a case"), day)
}

/// The trace of a case as of a day, with staying and leaving the talks as exclusive instruments.
pub(crate) fn as_of(case: &Case, trace: &Trace, day: Day, f: impl FnOnce(&AsOf<'_>)) {
    let tool = |slug: &str| trace.instruments().iter().position(|i| i.slug == slug);
    let mut exclusions: Vec<(usize, usize)> = case.exclusions.iter().map(|x| (x.one, x.other)).collect();
    if let (true, Some(one), Some(other)) =
        (exclusions.is_empty(), tool("leave_talks"), tool("stay_in_talks"))
    {
        exclusions.push((one, other));
    }
    let in_force = case.issues.iter().map(|i| i.status_quo).collect();
    f(&AsOf::new(trace, &case.space, day).status_quo(in_force).exclusions(exclusions));
}

fn dumped(case: &Case, trace: &Trace, day: Day) -> Vec<String> {
    let mut lines = Vec::new();
    as_of(case, trace, day, |a| lines = dump::lines(a, &Conduct::of(a)));
    lines
}

/// Compares with a committed file; `GOLDEN=write` writes it instead, for a person to look at the difference.
pub fn golden(name: &str, text: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var("GOLDEN").is_ok_and(|v| v == "write") {
        std::fs::write(&path, text).expect("written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(text.lines()).position(|(a, b)| a != b);
    if let Some(k) = differs {
        let line = |t: &str| t.lines().nth(k).unwrap_or_default().to_owned();
        panic!("{name} line {}:\n  kept {}\n  now  {}", k + 1, line(&kept), line(text));
    }
    assert_eq!(kept.lines().count(), text.lines().count(), "{name}: lines were added or are missing");
}
