//! Faulty cases: each fault is found, with file, line, field and remedy; no input makes a reader panic.

use crate::case_files::{Files, bytes, case, lines, open, reading};
use goodoffices::format::case::facts::{FactFiles, import};
use goodoffices::format::case::{CaseFiles, Fault, MOST_LINE, NamedBytes, Severity, derive, read, table};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Changes a line (from 0) of the invented case and returns the faults.
fn with_line(k: usize, change: impl FnOnce(&mut Value)) -> Vec<Fault> {
    let files = open("harbour-strike");
    let mut all = lines(&files.record);
    change(&mut all[k]);
    let record = all.iter().map(|l| l.to_string() + "\n").collect();
    reading(&Files { record, ..files }).faults
}

fn with_case(from: &str, to: &str) -> Vec<Fault> {
    let files = open("harbour-strike");
    assert!(files.case.contains(from), "{from}");
    reading(&Files { case: files.case.replacen(from, to, 1), ..files }).faults
}

fn with_estimates(from: &str, to: &str) -> Vec<Fault> {
    let files = open("harbour-strike");
    assert!(files.estimates.contains(from), "{from}");
    reading(&Files { estimates: files.estimates.replacen(from, to, 1), ..files }).faults
}

/// There is such a fault: severity, then how its whole text starts, and a part of it.
#[track_caller]
fn says(faults: &[Fault], severity: Severity, start: &str, part: &str) {
    let found = faults.iter().any(|f| {
        let text = f.error.to_string();
        f.severity == severity
            && text.starts_with(start)
            && text.contains(part)
            && f.error.remedy_text().is_some()
    });
    assert!(found, "no {} {start:?} … {part:?} in {faults:#?}", severity.name());
}

#[track_caller]
fn error(faults: &[Fault], start: &str, part: &str) {
    says(faults, Severity::Error, start, part);
}

#[track_caller]
fn warning(faults: &[Fault], start: &str, part: &str) {
    says(faults, Severity::Warning, start, part);
    assert!(faults.iter().all(|f| f.severity == Severity::Warning), "{faults:#?}");
}

#[test]
fn names_that_nothing_answers_to() {
    error(
        &with_line(1, |e| e["principal"] = json!(["unoin"])),
        "record.jsonl:2, principal",
        "did you mean \"union\"?",
    );
    error(
        &with_line(1, |e| e["proposal"] = json!({"wages": 8})),
        "record.jsonl:2, proposal.wages",
        "wage_rise",
    );
    error(
        &with_line(1, |e| e["proposal"]["night_shifts"] = json!("nonne")),
        "record.jsonl:2, proposal.night_shifts",
        "did you mean \"none\"?",
    );
    error(
        &with_line(1, |e| e["proposal"]["wage_rise"] = json!(7.3)),
        "record.jsonl:2, proposal.wage_rise",
        "the nearest is 7.5",
    );
    error(&with_line(1, |e| e["proposal"]["wage_rise"] = json!("8")), "record.jsonl:2", "without quotes: 8");
    error(
        &with_line(1, |e| e["kind"] = json!("demnad")),
        "record.jsonl:2, kind",
        "did you mean \"demand\"? there are: offer, ",
    );
    error(&with_line(4, |e| e["in_reply_to"] = json!(["hs-30"])), "record.jsonl:5, in_reply_to", "hs-3");
    error(&with_line(5, |e| e["instrument"] = json!("hire")), "record.jsonl:6, instrument", "hire_outside");
    error(
        &with_line(5, |e| e["confidence"] = json!("told-by-nobody")),
        "record.jsonl:6, confidence",
        "nobody",
    );
    error(&with_line(5, |e| e["confidence"] = json!("secret")), "record.jsonl:6, confidence", "told-by-NAME");
    error(
        &with_line(5, |e| e["happend"] = json!("2031-01-01")),
        "record.jsonl:6, happend",
        "did you mean \"happened\"?",
    );
    error(&with_case("first = \"hs-02\"", "first = \"hs-99\""), "case.toml:", "no event \"hs-99\"");
    error(
        &with_estimates("supports = [\"hs-02\"]", "supports = [\"hs-2\"]"),
        "estimates.toml:9",
        "did you mean \"hs-02\"?",
    );
    error(
        &with_estimates("options = [\"four\"]", "options = [\"five\"]"),
        "estimates.toml:",
        "no option \"five\"",
    );
    error(&with_case("of = \"union\"", "of = \"onion\""), "case.toml:", "did you mean \"union\"?");
    warning(
        &with_line(5, |e| e["addressee"] = json!(["Union"])),
        "record.jsonl:6, addressee",
        "write \"union\"",
    );
}

#[test]
fn days_that_cannot_be() {
    error(&with_line(1, |e| e["happened"] = json!("2031-02-30")), "record.jsonl:2, happened", "YYYY-MM-DD");
    error(&with_line(1, |e| e["known"] = json!("2031-03-03")), "record.jsonl:2, known", "not begun before");
    error(
        &with_line(1, |e| e["asks"]["by"] = json!("2031-03-01")),
        "record.jsonl:2, asks.by",
        "before it was asked",
    );
    error(&with_line(5, |e| e["deadline"] = json!("2031-03-01")), "record.jsonl:6, deadline", "had passed");
    error(
        &with_line(3, |e| e["happened"] = json!(["2031-03-07", "2031-03-05"])),
        "record.jsonl:4, happened",
        "exchange",
    );
    error(
        &with_line(1, |e| e["in_reply_to"] = json!(["hs-05"])),
        "record.jsonl:2, in_reply_to",
        "came later",
    );
    error(
        &with_line(1, |e| e["in_reply_to"] = json!(["hs-02"])),
        "record.jsonl:2, in_reply_to",
        "answers itself",
    );
    warning(&with_line(3, |e| e["order"] = json!(1)), "record.jsonl:4, order", "not known");
}

#[test]
fn ids_and_circles() {
    error(&with_line(2, |e| e["id"] = json!("hs-02")), "record.jsonl:3, id", "stands on line 2 already");
    error(&with_line(2, |e| e["id"] = json!("a b")), "record.jsonl:3, id", "no id");
    error(
        &with_line(2, |e| e["supersedes"] = json!("hs-03")),
        "record.jsonl:3, supersedes",
        "corrects itself",
    );
    error(
        &with_line(12, |e| e["supersedes"] = json!("hs-13.c1")),
        "record.jsonl:13, supersedes",
        "by way of",
    );
    error(&with_line(2, |e| e["supersedes"] = json!("hs-13")), "record.jsonl:", "is corrected by");
    error(
        &with_estimates("supersedes = \"union.weight.nights.0\"", "supersedes = \"union.weight.nights\""),
        "estimates.toml:",
        "corrects itself",
    );
    error(
        &with_estimates("id = \"port.nights.order\"", "id = \"union.wage.direction\""),
        "estimates.toml:14",
        "already",
    );
}

#[test]
fn shapes_and_ranges() {
    error(&with_line(1, |e| e["summary"] = json!("  ")), "record.jsonl:2, summary", "empty");
    error(
        &with_line(1, |e| e["summary"] = json!("a\u{1b}[31m")),
        "record.jsonl:2, summary",
        "control character",
    );
    error(
        &with_line(1, |e| e["speaker"] = json!(7)),
        "record.jsonl:2, speaker",
        "a number where text is meant",
    );
    error(&with_line(1, |e| e["principal"] = json!([])), "record.jsonl:2, principal", "binds nobody");
    error(&with_estimates("probability = 0.6", "probability = 1.6"), "estimates.toml:", "from 0 to 1");
    error(&with_estimates("low = 0.1", "low = 0.5"), "estimates.toml:", "exchange low and high");
    // How far an event moves the ground: which event, within what it can, and low before high.
    let ground = "event = \"hs-06\"\nprincipal = \"port\"\nlow = 0.1\nhigh = 0.6";
    let moved = |low: &str| ground.replace("low = 0.1", low);
    error(&with_estimates(ground, &ground.replace("hs-06", "hs-60")), "estimates.toml:", "hs-60");
    error(&with_estimates(ground, &moved("low = -7")), "estimates.toml:", "from -5 to 5");
    error(&with_estimates(ground, &moved("low = 0.7")), "estimates.toml:", "exchange low and high");
    error(&with_estimates(ground, &moved("answer = \"yes\"")), "estimates.toml:", "has no place");
    error(&with_estimates("concentration = 2\n", "probability = 0.2\n"), "estimates.toml:", "has no place");
    error(
        &with_estimates("options = \"higher\"", "options = \"hihger\""),
        "estimates.toml:8",
        "did you mean \"higher\"?",
    );
    error(
        &with_estimates("issue = \"wage_rise\"", "issue = \"return_to_work\""),
        "estimates.toml:",
        "has no order",
    );
    error(&with_case("step = 0.5", "step = 0.3"), "case.toml:", "whole steps");
    error(
        &with_case(
            "slug = \"port\"",
            "slug = \"port\"
slug = \"x\"",
        ),
        "case.toml:12",
        "not TOML",
    );
    warning(
        &with_line(1, |e| e["summary"] = json!("An act of bad faith.")),
        "record.jsonl:2, summary",
        "bad faith",
    );
}

#[test]
fn files_that_are_not_there_or_not_text() {
    let files = open("harbour-strike");
    let named = |bytes| Some(NamedBytes { name: "record.jsonl", bytes });
    let case_toml = Some(NamedBytes { name: "case.toml", bytes: files.case.as_bytes() });
    let all = CaseFiles { case: case_toml, ..CaseFiles::default() };
    error(&read(&all).faults, "record.jsonl", "without a record");
    let faults = read(&CaseFiles { record: named(files.record.as_bytes()), ..CaseFiles::default() }).faults;
    error(&faults, "case.toml", "without case.toml");
    assert_eq!(faults.iter().filter(|f| f.severity == Severity::Error).count(), 1, "{faults:#?}");

    let bad = |record: &[u8]| bytes(files.case.as_bytes(), record, files.estimates.as_bytes()).faults;
    error(&bad(b"\xEF\xBB\xBF"), "record.jsonl:1", "byte-order mark");
    error(&bad(b"\xFF\xFE{\0"), "record.jsonl:1", "UTF-16");
    let mut broken = files.record.clone().into_bytes();
    broken[700] = 0xFF;
    error(&bad(&broken), "record.jsonl:", "byte 700 ");
    let cut = &files.record.as_bytes()[..files.record.len() - 40];
    error(&bad(cut), "record.jsonl:15", "cut off");
    let long = format!("{}\n{{\"id\": \"{}\"}}\n", files.record.trim_end(), "x".repeat(MOST_LINE));
    error(&bad(long.as_bytes()), "record.jsonl:16", "the limit is");
    let deep = format!("{}{{\"proposal\": {}1{}}}\n", files.record, "[".repeat(200), "]".repeat(200));
    error(&bad(deep.as_bytes()), "record.jsonl:16", "nested too deeply");
}

#[test]
fn every_fault_is_reported_and_not_the_first_alone() {
    let files = open("harbour-strike");
    let mut all = lines(&files.record);
    for e in &mut all {
        e["kind"] = json!("nothing");
        e["scope"] = Value::Null;
    }
    let record: String = all.iter().map(|l| l.to_string() + "\n").collect();
    let case_toml = files.case.replacen("role = \"party\"", "role = \"praty\"", 1);
    let faults = bytes(case_toml.as_bytes(), record.as_bytes(), b"estimat = 1\n").faults;
    error(&faults, "case.toml:", "did you mean \"party\"?");
    error(&faults, "estimates.toml:1, estimat", "did you mean \"estimate\"?");
    for line in 1..=all.len() {
        error(&faults, &format!("record.jsonl:{line}, kind"), "there are: ");
        error(&faults, &format!("record.jsonl:{line}, scope"), "missing");
    }
}

/// Every fault says at least its file.
fn placed(faults: &[Fault]) -> bool {
    faults.iter().all(|f| f.error.place().file.is_some() && !f.error.message().is_empty())
}

/// All readers on one input; what they share with the fuzz targets.
fn feed(bytes_in: &[u8]) -> bool {
    let files = open("harbour-strike");
    let (c, r, e) = (files.case.as_bytes(), files.record.as_bytes(), files.estimates.as_bytes());
    let whole = case(&files);
    let named = |name| NamedBytes { name, bytes: bytes_in };
    let mut good = placed(&bytes(bytes_in, r, e).faults)
        && placed(&bytes(c, bytes_in, e).faults)
        && placed(&bytes(c, r, bytes_in).faults);
    for faults in [table::read(&named("t.csv"), &whole).err(), derive::derive(&named("t.csv"), "x").err()] {
        good &= faults.is_none_or(|f| placed(&f));
    }
    let facts = FactFiles { scenario: named("scenario.json"), facts: named("facts.jsonl"), sources: None };
    good & import(&facts).err().is_none_or(|f| placed(&f))
}

fn json_text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z_0-9-]{0,12}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        proptest::sample::select(goodoffices::format::case::record::KEYS).prop_map(str::to_owned),
        proptest::sample::select(goodoffices::format::case::case_toml::KEYS).prop_map(str::to_owned),
        "[a-z]{1,6}",
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((key.clone(), inner), 0..8)
                .prop_map(|e| Value::Object(e.into_iter().collect())),
        ]
    })
    .prop_map(|v| v.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn cut_files_never_panic(at in 0.0_f64..1.0) {
        let files = open("harbour-strike");
        for text in [&files.case, &files.record, &files.estimates] {
            let at = (text.len() as f64 * at) as usize;
            prop_assert!(feed(&text.as_bytes()[..at]));
        }
    }

    #[test]
    fn flipped_bytes_never_panic(at in 0.0_f64..1.0, to: u8, more in proptest::collection::vec((0.0_f64..1.0, any::<u8>()), 0..6)) {
        let files = open("harbour-strike");
        for text in [&files.case, &files.record, &files.estimates] {
            let mut b = text.clone().into_bytes();
            for (x, v) in more.iter().chain([&(at, to)]) {
                let k = ((b.len() - 1) as f64 * x) as usize;
                b[k] = *v;
            }
            prop_assert!(feed(&b));
        }
    }

    #[test]
    fn any_json_and_any_bytes_never_panic(text in json_text(), raw in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(feed(text.as_bytes()));
        prop_assert!(feed(&raw));
    }

    #[test]
    fn nesting_and_width_never_panic(depth in 1_usize..3_000, open_with in "[\\[{(\"']") {
        let deep = match open_with.as_str() {
            "{" => "{\"a\":".repeat(depth),
            "(" => format!("a = {}", "[".repeat(depth)),
            "\"" => format!("[a{}]", ".b".repeat(depth)),
            s => s.repeat(depth),
        };
        prop_assert!(feed(deep.as_bytes()));
        let tables = format!("x = {}", "{ y = ".repeat(depth));
        prop_assert!(feed(tables.as_bytes()));
    }
}
