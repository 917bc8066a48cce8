//! Every file of the field that lies beside the repository reads right, against figures computed elsewhere.

use crate::shared::{data, files, folders};
use goodoffices::format::{Loaded, NamedFile, Options, Semantics, scenario};
use goodoffices::preference::Preference;
use goodoffices::{Result, outcome::Digits};
use serde_json::Value;

pub fn load(files: &[(String, Vec<u8>)], options: &Options) -> Result<Loaded> {
    let named: Vec<NamedFile<'_>> = files.iter().map(|(name, bytes)| NamedFile { name, bytes }).collect();
    scenario(&named, options)
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

/// Utilities of an outcome given by labels in issue order.
fn utilities(loaded: &Loaded, labels: &[String]) -> Vec<f64> {
    let space = &loaded.scenario.space;
    let digits: Digits = labels
        .iter()
        .zip(space.issues())
        .map(|(l, i)| {
            (0..i.len()).find(|k| i.label(*k) == *l).unwrap_or_else(|| panic!("no value {l}")) as u32
        })
        .collect();
    loaded
        .scenario
        .parties
        .iter()
        .map(|p| match &p.preference {
            Preference::Known(profile) => profile.utility(&digits),
            other => panic!("{other:?}"),
        })
        .collect()
}

/// Every folder below is read, pools with all of their profiles. Returns what was refused.
fn refused(part: &str) -> Vec<String> {
    let Some(root) = data(part) else { return Vec::new() };
    let mut faults = Vec::new();
    for folder in folders(&root) {
        let files = files(&folder);
        match load(&files, &Options::default()) {
            Ok(loaded) => assert!(!loaded.scenario.parties.is_empty()),
            Err(e) if e.to_string().contains("pool of") => {
                // Each profile by itself, with the domain it declares; then all of them over the pool's domain.
                let mut profiles = Vec::new();
                for file in &files {
                    match load(std::slice::from_ref(file), &Options::default()) {
                        Ok(loaded) => profiles.push(loaded.scenario.parties[0].name.clone()),
                        Err(e) if e.to_string().contains("no profile") => {}
                        // A NegMAS profile carries no domain; it is read with the others below.
                        Err(e) if e.to_string().contains("outcome space") => {
                            profiles.push(file.0.trim_end_matches(".yml").to_owned());
                        }
                        Err(e) => faults.push(format!("{}/{}: {e}", folder.display(), file.0)),
                    }
                }
                assert!(profiles.len() > 5, "{}", folder.display());
                let options = Options { parties: Some(profiles.clone()), ..Options::default() };
                match load(&files, &options) {
                    Ok(loaded) => assert_eq!(loaded.scenario.parties.len(), profiles.len()),
                    Err(e) => faults.push(format!("{}: {e}", folder.display())),
                }
            }
            Err(e) => faults.push(format!("{}: {e}", folder.display())),
        }
    }
    faults
}

#[test]
fn every_folder_of_the_field_is_read() {
    let faults: Vec<String> = ["genius/anac", "genius/other", "geniusweb", "negmas-yaml"]
        .iter()
        .flat_map(|part| refused(part))
        .chain(refused("negolog").into_iter().filter(|f| !f.contains("there is no profile")))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn genius_counts_reservations_and_nash_utilities_are_those_of_the_reference() {
    let Some(root) = data("genius") else { return };
    let reference = json(&std::fs::read(root.join("reference.json")).expect("a file"));
    let entries = reference.as_object().expect("a table");
    assert!(entries.len() >= 57);
    for (path, entry) in entries {
        let loaded =
            load(&files(&root.join(path)), &Options::default()).unwrap_or_else(|e| panic!("{path}: {e}"));
        let s = &loaded.scenario;
        assert_eq!(s.space.cardinality_text(), entry["outcomes"].to_string(), "{path}");
        let names: Vec<String> = s.parties.iter().map(|p| format!("{}.xml", p.name)).collect();
        assert_eq!(json(entry["files"].to_string().as_bytes()), Value::from(names), "{path}");
        for (party, res) in s.parties.iter().zip(entry["res"].as_array().expect("a list")) {
            let Preference::Known(profile) = &party.preference else { panic!("{path}") };
            assert_eq!(profile.reservation_value(), res.as_f64(), "{path}");
        }
        let bid: Vec<String> = entry["nash_bid"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
            .collect();
        for (got, want) in utilities(&loaded, &bid).iter().zip(entry["nash_u"].as_array().expect("a list")) {
            assert!((got - want.as_f64().expect("a number")).abs() <= 1e-6, "{path}: {got} against {want}");
        }
    }
}

#[test]
fn sample_outcomes_are_worth_what_both_programs_say() {
    let (Some(root), Some(sessions)) = (data("genius"), data("sessions/reference.json")) else { return };
    let reference = json(&std::fs::read(sessions).expect("a file"));
    let mut checked = 0;
    for (path, entry) in reference["real"].as_object().expect("a table") {
        if !root.join(path).exists() {
            eprintln!("SKIPPED: {path} is not among the visible files");
            continue;
        }
        let files = files(&root.join(path));
        let parties = entry["profile_files"].as_array().expect("a list");
        let parties = parties.iter().map(|p| p.as_str().expect("a name").to_owned()).collect();
        let with = |semantics| Options { semantics, parties: Some(parties), ..Options::default() };
        let genius = with(Semantics::Genius);
        let negmas = Options { semantics: Semantics::Negmas, ..genius.clone() };
        for (options, key) in [(genius, "genius"), (negmas, "negmas_raw")] {
            let loaded = load(&files, &options).unwrap_or_else(|e| panic!("{path}: {e}"));
            for sample in entry["sample_outcomes"].as_array().expect("a list") {
                let labels: Vec<String> = sample["outcome"]
                    .as_array()
                    .expect("a list")
                    .iter()
                    .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
                    .collect();
                for (got, want) in
                    utilities(&loaded, &labels).iter().zip(sample[key].as_array().expect("a list"))
                {
                    let want = want.as_f64().expect("a number");
                    assert!(
                        (got - want).abs() <= 1e-9 * want.abs().max(1.0),
                        "{path} {key}: {got} against {want}"
                    );
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 0, "no sample was checked");
}

#[test]
fn geniusweb_and_negolog_figures_are_those_published() {
    for (part, figures) in [("geniusweb", "specials.json"), ("negolog", "specs.json")] {
        let Some(root) = data(part) else { continue };
        let mut checked = 0;
        for folder in folders(&root) {
            let Ok(bytes) = std::fs::read(folder.join(figures)) else { continue };
            let figures = json(&bytes);
            let loaded = load(&files(&folder), &Options::default())
                .unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
            let count = figures.get("size").or_else(|| figures.get("NumberOfBids")).expect("a count");
            assert_eq!(loaded.scenario.space.cardinality_text(), count.to_string(), "{}", folder.display());
            let (bid, want) = match figures.get("nash") {
                Some(nash) => (nash["bid"].clone(), nash["utility"].clone()),
                None => (
                    // One file writes its bids as texts with single quotes.
                    figures["NashBid"]
                        .as_str()
                        .map_or(figures["NashBid"].clone(), |t| json(t.replace('\'', "\"").as_bytes())),
                    Value::from(vec![figures["Nash_A"].clone(), figures["Nash_B"].clone()]),
                ),
            };
            let labels: Vec<String> = loaded
                .scenario
                .space
                .issues()
                .iter()
                .map(|i| bid[i.name()].as_str().expect("a value").to_owned())
                .collect();
            for (got, want) in utilities(&loaded, &labels).iter().zip(want.as_array().expect("a list")) {
                assert!(
                    (got - want.as_f64().expect("a number")).abs() <= 1e-9,
                    "{}: {got} {want}",
                    folder.display()
                );
            }
            checked += 1;
        }
        assert!(checked > 20, "{part}: {checked}");
    }
}
