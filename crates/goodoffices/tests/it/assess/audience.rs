//! What an audience gets is what a case without the withheld items would give.

use super::{PAGES, day, outputs, same};
use crate::case_files::{Files, case, lines, open, without};
use goodoffices::talks::{Audience, Lens};
use proptest::prelude::*;
use serde_json::Value;

fn marked(seed: u64, id: &str) -> bool {
    let h = id.bytes().fold(seed, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3));
    (h >> 32) % 5 == 0
}

fn id(e: &Value) -> &str {
    e["id"].as_str().expect("an id")
}

/// The files with another confidence on the marked events and estimates.
fn told(files: &Files, seed: u64, confidence: &str) -> Files {
    let record = lines(&files.record)
        .into_iter()
        .map(|mut e| {
            if marked(seed, id(&e)) {
                e["confidence"] = confidence.into();
            }
            e.to_string() + "\n"
        })
        .collect();
    let mut estimates: toml::Table = files.estimates.parse().expect("TOML");
    for e in estimates["estimate"].as_array_mut().expect("estimates") {
        let e = e.as_table_mut().expect("a table");
        if marked(seed, e["id"].as_str().expect("an id")) {
            e.insert("confidence".into(), confidence.into());
        }
    }
    Files { record, estimates: estimates.to_string(), case: files.case.clone() }
}

/// The files without the marked events and estimates.
fn deleted(files: &Files, seed: u64) -> Files {
    let mut left = without(files, |e| !marked(seed, id(e)));
    let mut estimates: toml::Table = left.estimates.parse().expect("TOML");
    estimates["estimate"]
        .as_array_mut()
        .expect("estimates")
        .retain(|e| !marked(seed, e["id"].as_str().expect("an id")));
    left.estimates = estimates.to_string();
    left
}

fn lens(d: &str, audience: Audience) -> Lens {
    Lens { audience, ..Lens::until(day(d)) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn what_is_withheld_might_as_well_not_be_there(seed: u64) {
        for (name, d) in PAGES {
            let files = open(name);
            let team = case(&told(&files, seed, "team"));
            let cut = case(&deleted(&files, seed));
            let public = lens(d, Audience::Public);
            same(&outputs(&team, &public), &outputs(&cut, &public), name);
            // The team itself sees that it holds something more.
            let all = lens(d, Audience::Team);
            prop_assert_ne!(outputs(&team, &all), outputs(&cut, &all));
        }
    }

    #[test]
    fn what_one_side_told_reaches_the_other_only_where_that_is_said(seed: u64) {
        for (name, d, one, other) in
            [("ukraine-2025", "2025-05-09", "ukraine", "russia"), ("nba-2011", "2011-10-19", "NBPA", "NBA")]
        {
            let files = open(name);
            let cut = case(&deleted(&files, seed));
            let open = case(&files);
            let to = |who: &str| lens(d, Audience::Named(who.into()));
            let told_by = case(&told(&files, seed, &format!("told-by-{one}")));
            same(&outputs(&told_by, &to(other)), &outputs(&cut, &to(other)), "told by the one, for the other");
            let text = |case, who: &str| outputs(case, &to(who)).swap_remove(0).1;
            let tail = |s: String| s.lines().skip(3).collect::<Vec<_>>().join("\n");
            prop_assert_eq!(tail(text(&told_by, one)), tail(text(&open, one)), "who told it sees it");
            let usable = case(&told(&files, seed, &format!("told-by-{one},may-be-used-with-{other}")));
            prop_assert_eq!(tail(text(&usable, other)), tail(text(&open, other)), "may be used");
        }
    }
}
