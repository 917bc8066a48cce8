//! The scenarios of `scenarios/`: each is read, says its source, and the published ones give the published result.

use goodoffices::format::{Loaded, NamedFile, Options, scenario};
use goodoffices::preference::{Preference, Profile};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

fn read(path: &Path) -> Loaded {
    let bytes = std::fs::read(path).expect("a file");
    let name = path.display().to_string();
    scenario(&[NamedFile { name: &name, bytes: &bytes }], &Options::default())
        .unwrap_or_else(|e| panic!("{e}"))
}

fn profiles(loaded: &Loaded) -> Vec<&Profile> {
    loaded
        .scenario
        .parties
        .iter()
        .map(|p| match &p.preference {
            Preference::Known(p) => p,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn every_one_is_read_and_leaves_something_to_agree_on() {
    let mut found = 0;
    let mut open = vec![root()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") {
                found += 1;
                let loaded = read(&path);
                assert!(
                    std::fs::read_to_string(&path).expect("a file").contains("\nsource = \""),
                    "{path:?}"
                );
                let profiles = profiles(&loaded);
                assert!(profiles.len() >= 2);
                let rational =
                    loaded.scenario.space.enumerate().filter(|d| loaded.scenario.admits(d)).any(|d| {
                        profiles.iter().all(|p| p.reservation_value().is_none_or(|r| p.utility(&d) >= r))
                    });
                assert!(rational, "{path:?}: nothing is rational for everybody");
            }
        }
    }
    assert!(found >= 8, "{found}");
}

#[test]
fn bill_and_jack_barter_as_nash_says() {
    let loaded = read(&root().join("journals/nash1950/bill_and_jack.toml"));
    let [bill, jack] = profiles(&loaded)[..] else { panic!("two boys") };
    let gains = |d: &[u32]| (bill.utility(d) - 12.0, jack.utility(d) - 6.0);
    let best = loaded
        .scenario
        .space
        .enumerate()
        .filter(|d| gains(d).0 >= 0.0 && gains(d).1 >= 0.0)
        .max_by(|a, b| (gains(a).0 * gains(a).1).total_cmp(&(gains(b).0 * gains(b).1)))
        .expect("an outcome");
    assert_eq!(gains(&best), (12.0, 5.0));
    let to_jack: Vec<&str> = loaded
        .scenario
        .space
        .issues()
        .iter()
        .zip(&best)
        .filter(|(i, d)| i.label(**d as usize) == "Jack")
        .map(|(i, _)| i.name())
        .collect();
    assert_eq!(to_jack, ["book", "whip", "ball", "bat", "hat"]);
}

#[test]
fn camp_david_gives_each_side_what_it_values_more() {
    let loaded = read(&root().join("journals/brams_togman1996/camp_david.toml"));
    let [israel, egypt] = profiles(&loaded)[..] else { panic!("two sides") };
    // Without a split: Israel wins all but Sinai and Palestinian rights, 60 points against 75.
    let digits: Vec<u32> = loaded
        .scenario
        .space
        .issues()
        .iter()
        .map(|i| u32::from(["Sinai", "Palestinian rights"].contains(&i.name())))
        .collect();
    assert!((israel.utility(&digits) - 0.60).abs() < 1e-12 && (egypt.utility(&digits) - 0.75).abs() < 1e-12);
}
