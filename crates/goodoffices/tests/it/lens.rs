//! The lens on the real cases: nothing of what it hides can be found in what it shows.

use crate::case_files::{ALL, Files, REAL, case, lines, open, without};
use goodoffices::outcome::Values;
use goodoffices::talks::{Audience, Case, Day, First, Lens};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::HashSet;

fn day(s: &str) -> Day {
    s.parse().expect("a day")
}

pub fn last(event: &Value, key: &str) -> Day {
    let v = &event[key];
    v.as_str().or_else(|| v[1].as_str()).expect("a day").parse().expect("a day")
}

fn days(name: &str) -> &'static [&'static str] {
    match name {
        "ukraine-2025" => {
            &["2025-02-18", "2025-04-22", "2025-05-08", "2025-05-09", "2025-06-02", "2025-11-20"]
        }
        "nba-2011" => &["2010-02-28", "2011-06-30", "2011-10-04", "2011-10-19", "2011-11-14"],
        _ => &["2031-03-10", "2031-03-20", "2031-04-01"],
    }
}

#[test]
fn what_happened_later_might_as_well_not_be_in_the_file() {
    for name in ALL {
        let files = open(name);
        let whole = case(&files);
        for d in days(name) {
            let d = day(d);
            let cut = case(&without(&files, |e| last(e, "happened") <= d));
            assert!(cut.events().len() < whole.events().len(), "{name} {d}: nothing was cut");
            let lens = Lens::until(d);
            same(&whole.seen(&lens).expect("seen"), &cut.seen(&lens).expect("seen"), name, d);
        }
    }
}

#[test]
fn what_was_known_later_might_as_well_not_be_in_the_file() {
    for name in ALL {
        let files = open(name);
        let whole = case(&files);
        for d in days(name) {
            let d = day(d);
            let cut = case(&without(&files, |e| last(e, "happened") <= d && last(e, "known") <= d));
            let lens = Lens::until(d).known(d);
            same(&whole.seen(&lens).expect("seen"), &cut.seen(&lens).expect("seen"), name, d);
        }
    }
}

/// Equality, with the first thing that differs.
fn same(a: &Case, b: &Case, name: &str, d: Day) {
    if a == b {
        return;
    }
    let (x, y) = (format!("{a:#?}"), format!("{b:#?}"));
    let differs = x.lines().zip(y.lines()).enumerate().find(|(_, (p, q))| p != q);
    panic!("{name} as of {d}: {differs:?}");
}

#[test]
fn the_warning_of_february_2010_is_hidden_until_it_was_told() {
    let whole = case(&open("nba-2011"));
    let october = whole.seen(&Lens::until(day("2011-10-19")).known(day("2011-10-19"))).expect("seen");
    let december = whole.seen(&Lens::until(day("2011-12-08")).known(day("2011-11-14"))).expect("seen");
    assert!(october.trace.event("nba-002").is_none());
    assert!(december.trace.event("nba-002").is_some());
}

#[test]
fn an_account_of_a_dispute_names_no_withheld_event() {
    let mut files = open("harbour-strike");
    files.case = files.case.replacen("about = [\"hs-07\"]", "about = [\"hs-06\"]", 1);
    let mut all = lines(&files.record);
    all[6]["confidence"] = "team".into();
    assert_eq!(all[6]["id"], "hs-07");
    files.record = all.iter().map(|l| l.to_string() + "\n").collect();
    let mut lens = Lens::until(day("2031-04-02"));
    let whole = case(&files);
    assert!(format!("{:?}", whole.seen(&lens).expect("seen").disputes).contains("hs-07"));
    lens.audience = Audience::Public;
    let seen = whole.seen(&lens).expect("seen");
    assert_eq!(seen.disputes.len(), 2);
    assert!(!format!("{seen:?}").contains("hs-07"));
}

/// Does a text stand in another as a word of its own?
fn stands_in(word: &str, text: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text.match_indices(word).any(|(k, _)| {
        !text[..k].chars().next_back().is_some_and(part)
            && !text[k + word.len()..].chars().next().is_some_and(part)
    })
}

#[test]
fn nothing_first_seen_later_is_anywhere_in_what_is_seen() {
    let mut hidden_things = 0;
    for name in REAL {
        let whole = case(&open(name));
        for d in days(name) {
            let seen = whole.seen(&Lens::until(day(d))).expect("seen");
            let text = format!("{seen:?}");
            for e in whole.events().iter().filter(|e| seen.trace.event(&e.id).is_none()) {
                assert!(!stands_in(&e.id, &text), "{name} {d}: {} shows", e.id);
                assert!(!text.contains(&format!("{:?}", e.summary)), "{name} {d}: words of {} show", e.id);
                hidden_things += 1;
            }
            let shown: HashSet<&str> = seen.space.issues().iter().map(|i| i.name()).collect();
            for (issue, note) in whole.space.issues().iter().zip(&whole.issues) {
                let now = seen.space.issues().iter().position(|i| i.name() == issue.name());
                if !shown.contains(issue.name()) {
                    assert!(!stands_in(issue.name(), &text), "{name} {d}: issue {} shows", issue.name());
                    assert!(!text.contains(&format!("{:?}", note.title)), "{name} {d}: its title shows");
                    hidden_things += 1;
                }
                if let (Values::Number(_), Some(k)) = (issue.values(), now) {
                    range_is_of_facts(&seen, k, name, d);
                }
                for (v, option) in note.options.iter().enumerate() {
                    let slug = issue.label(v);
                    let there = now.is_some_and(|k| {
                        let i = &seen.space.issues()[k];
                        (0..i.len()).any(|x| i.label(x) == slug)
                    });
                    if there {
                        continue;
                    }
                    hidden_things += 1;
                    assert!(
                        !text.contains(&format!("{:?}", option.text)),
                        "{name} {d}: {} shows",
                        option.text
                    );
                    // A slug such as "none" may be another issue's option too.
                    let elsewhere = (0..seen.space.issues().len()).any(|k| {
                        let i = &seen.space.issues()[k];
                        !i.is_number() && (0..i.len()).any(|x| i.label(x) == slug)
                    });
                    if slug.len() >= 6 && !elsewhere {
                        assert!(!stands_in(&slug, &text), "{name} {d}: option {slug} shows");
                    }
                }
            }
        }
    }
    assert!(hidden_things > 500, "only {hidden_things} things were hidden");
}

/// The ends of a range are values that a fact of the day, or the earlier agreement, names.
fn range_is_of_facts(seen: &Case, issue: usize, name: &str, d: &str) {
    let len = seen.space.issues()[issue].len();
    let mut named: HashSet<usize> = seen.events().iter().filter_map(|e| e.proposal.get(issue)).collect();
    named.extend(seen.issues[issue].status_quo);
    for e in seen.estimates.iter().filter(|e| e.issue == issue) {
        use goodoffices::preference::Says;
        if let Says::Accepts(v) | Says::RulesOut(v) | Says::Prefers(v) = &e.says {
            named.extend(v);
        }
    }
    let title = &seen.issues[issue].title;
    assert!(
        named.contains(&0) && named.contains(&(len - 1)),
        "{name} {d}: the range of {title} is wider than its facts"
    );
}

#[test]
fn an_option_is_first_seen_with_an_event_that_is_seen() {
    for name in ALL {
        let whole = case(&open(name));
        for d in days(name) {
            let seen = whole.seen(&Lens::until(day(d))).expect("seen");
            for option in seen.issues.iter().flat_map(|i| &i.options) {
                if let First::Event(id) = &option.first {
                    assert!(
                        seen.trace.event(id).is_some(),
                        "{name} {d}: first named by {id}, which is hidden"
                    );
                }
            }
        }
    }
}

/// The record with the lines of each day in another order.
pub fn shuffled(files: &Files, seed: u64) -> Files {
    let mut lines: Vec<&str> = files.record.lines().collect();
    let key = |line: &str| {
        let mut h = seed ^ 0x9E37_79B9_7F4A_7C15;
        for b in line.bytes() {
            h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3);
        }
        h
    };
    let on = |line: &str| {
        let e: Value = serde_json::from_str(line).expect("a line");
        e["happened"].to_string()
    };
    lines.sort_by_key(|l| (on(l), key(l)));
    Files { record: lines.join("\n") + "\n", ..files.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_lines_inside_a_day_means_nothing(seed: u64) {
        for name in ALL {
            let files = open(name);
            let other = shuffled(&files, seed);
            prop_assert!(other.record != files.record);
            prop_assert_eq!(case(&other), case(&files));
        }
    }

    #[test]
    fn what_is_for_the_team_might_as_well_not_be_there_for_the_public(seed: u64, part in 2_u64..6) {
        for name in REAL {
            let files = open(name);
            let last_day = case(&files).trace.last_day().expect("a day");
            let marked = |id: &str| {
                let h = id.bytes().fold(seed, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3));
                (h >> 32) % part == 0
            };
            let record: String = lines(&files.record)
                .into_iter()
                .map(|mut e| {
                    if marked(e["id"].as_str().expect("an id")) {
                        e["confidence"] = "team".into();
                    }
                    e.to_string() + "\n"
                })
                .collect();
            let mut lens = Lens::until(last_day);
            lens.audience = Audience::Public;
            let withheld = case(&Files { record, ..files.clone() }).seen(&lens).expect("seen");
            let cut = case(&without(&files, |e| !marked(e["id"].as_str().expect("an id"))));
            let cut = cut.seen(&lens).expect("seen");
            same(&withheld, &cut, name, last_day);
        }
    }
}
