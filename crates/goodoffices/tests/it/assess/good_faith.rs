//! The good-faith section of a real record: undecided whatever one believed before, and blind to order and names.

use super::{assessed, day, quick, whole};
use crate::case_files::{Files, case, lines, open};
use goodoffices::assess::{AssessConfig, FEWEST_TEXTS, FaithConfig};
use goodoffices::report::{self, Document};
use goodoffices::talks::{Audience, Case, Lens};
use serde_json::Value;

const CASE: (&str, &str) = ("ukraine-2025", "2025-05-09");

fn config(prior: Option<f64>, particles: usize) -> AssessConfig {
    let faith = FaithConfig { prior, particles, ..FaithConfig::default() };
    AssessConfig { faith, ..AssessConfig::default() }
}

/// The section of `assess --json`.
fn section(case: &Case, lens: &Lens, config: &AssessConfig) -> Value {
    let (now, changed) = assessed(case, lens, config);
    let page = report::assessment(&now, &changed);
    let document = serde_json::to_value(Document::new(&now, &changed, &page)).expect("JSON");
    document["good_faith"].clone()
}

#[test]
fn the_record_of_may_2025_is_undecided_at_any_belief_and_names_what_would_tell() {
    let case = whole(CASE.0);
    let lens = Lens::until(day(CASE.1));
    for prior in [0.05, 0.1, 0.2, 0.3, 0.5] {
        let found = section(&case, &lens, &config(Some(prior), 128));
        let parties = found.as_array().expect("parties");
        assert_eq!(parties.len(), 2);
        for p in parties {
            let (who, number) =
                (p["party"].as_str().expect("a slug"), |k: &str| p[k].as_f64().expect("a number"));
            assert_eq!(p["level"], "undetermined", "{who} at {prior}");
            assert!((number("prior_insincere") - prior).abs() < 1e-9);
            assert!(number("insincere") < 0.9, "{who} at {prior}: {}", p["insincere"]);
            // The number of usable offers, and that they are too few.
            let (offers, wide) = (number("offers"), number("wide_offers"));
            assert!(offers >= wide && offers > 0.0, "{who}: {offers}, {wide}");
            assert!(wide + number("answers") < FEWEST_TEXTS as f64, "{who}");
            // A way of delay and a way of bargaining both still fit.
            let fit: Vec<&str> =
                p["still_fit"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
            assert!(fit.contains(&"staller") && fit.contains(&"hard_bargainer"), "{who}: {fit:?}");
            let question = p["question"].as_str().expect("a question");
            assert!(question.contains("would tell most"), "{question}");
        }
        let asked = parties.iter().filter_map(|p| p["question"].as_str());
        assert!(
            asked.clone().any(|q| q.starts_with("Russia") && q.contains("ceasefire")),
            "{:?}",
            asked.collect::<Vec<_>>()
        );
    }
}

/// The lines of the record from last to first, whatever their days.
fn reversed(files: &Files) -> Files {
    let mut all: Vec<&str> = files.record.lines().collect();
    all.reverse();
    Files { record: all.join("\n") + "\n", ..files.clone() }
}

#[test]
fn the_order_in_which_events_were_entered_changes_no_byte() {
    let files = open(CASE.0);
    let lens = Lens::until(day(CASE.1));
    let of = |files: &Files| section(&case(files), &lens, &quick()).to_string();
    assert_eq!(of(&files), of(&reversed(&files)));
}

/// The files with what one party is called given to the other, and the reverse, wherever the format has a slug.
fn swapped(files: &Files, one: &str, other: &str) -> Files {
    let quoted = |s: &str| format!("\"{s}\"");
    let swap = |text: &str| {
        text.replace(&quoted(one), "\u{1}")
            .replace(&quoted(other), &quoted(one))
            .replace('\u{1}', &quoted(other))
    };
    Files { case: swap(&files.case), record: swap(&files.record), estimates: swap(&files.estimates) }
}

#[test]
fn with_the_two_sides_swapped_each_has_the_level_and_the_numbers_of_the_other() {
    for (name, d, one, other) in [
        ("ukraine-2025", "2025-05-09", "russia", "ukraine"),
        ("harbour-strike", "2031-03-28", "port", "union"),
    ] {
        let files = open(name);
        let lens = Lens::until(day(d));
        let here = section(&case(&files), &lens, &config(None, 128));
        let there = section(&case(&swapped(&files, one, other)), &lens, &config(None, 128));
        let of = |v: &Value, slug: &str| {
            v.as_array().expect("parties").iter().find(|p| p["party"] == slug).expect("a party").clone()
        };
        for (a, b) in [(one, other), (other, one)] {
            let (mut a, mut b) = (of(&here, a), of(&there, b));
            // Who is asked is said by name.
            for p in [&mut a, &mut b] {
                let p = p.as_object_mut().expect("a party");
                p.remove("party");
                p.remove("question");
            }
            assert_eq!(a, b, "{name}");
        }
    }
}

#[test]
fn later_events_are_in_nothing_and_only_the_team_is_told() {
    let files = open(CASE.0);
    let lens = Lens::until(day(CASE.1));
    let cut = crate::case_files::without(&files, |e| crate::lens::last(e, "happened") <= lens.until);
    assert!(lines(&cut.record).len() < lines(&files.record).len());
    let all = case(&files);
    assert_eq!(section(&all, &lens, &quick()).to_string(), section(&case(&cut), &lens, &quick()).to_string());
    for audience in [Audience::Public, Audience::Named("russia".into())] {
        let told = Lens { audience, ..lens.clone() };
        assert_eq!(section(&all, &told, &quick()), Value::Array(Vec::new()));
    }
}
