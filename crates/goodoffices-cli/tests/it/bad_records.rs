//! `assess` on records that are empty, short, contradictory, monotonous, out of order or wrong: a useful answer, or
//! an error that names file, line and field.

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

const CASE: &str = r#"slug = "water"
title = "Talks about work (invented)"
principal = [{ slug = "port", name = "Port", role = "party" }, { slug = "union", name = "Union", role = "party" }]
[[issue]]
slug = "rise"
title = "Rise"
kind = "number"
min = 1
max = 8
step = 1
[[issue]]
slug = "hours"
title = "Hours"
kind = "number"
min = 30
max = 40
step = 1
[[issue]]
slug = "leave"
title = "Leave"
kind = "number"
min = 20
max = 30
step = 1
"#;

/// The union's offer number `k` on a day of March.
fn offer(k: usize, day: usize, terms: Value) -> Value {
    let at = format!("2031-03-{day:02}");
    json!({
        "id": format!("x-{k:02}"), "happened": at, "known": at, "order": null, "speaker": "A. Speaker", "role": "chair",
        "principal": ["union"], "authority": "head", "evidence": "on_record", "addressee": ["port"], "kind": "offer",
        "proposal": terms, "proposal_role": "puts_forward", "standing": "formal", "scope": "settlement",
        "in_reply_to": [], "asks": null, "condition": null, "deadline": null, "instrument": null,
        "summary": "The union put a text.", "cameo": null,
        "source": {"publisher": null, "title": null, "date": null, "address": null}, "verified": false,
        "confidence": "team"
    })
}

fn terms(rise: usize, hours: usize, leave: usize) -> Value {
    json!({ "rise": rise, "hours": hours, "leave": leave })
}

/// Exit code, standard output and error of `assess --json` on the record.
fn assess(record: &[Value]) -> (Option<i32>, String, String) {
    let dir = TempDir::new().expect("a folder");
    let lines: String = record.iter().map(|e| e.to_string() + "\n").collect();
    std::fs::write(dir.path().join("case.toml"), CASE).expect("written");
    std::fs::write(dir.path().join("record.jsonl"), lines).expect("written");
    let mut command = Command::cargo_bin("goodoffices").expect("the binary");
    let output =
        command.args(["assess", "--json", "--particles", "64"]).arg(dir.path()).output().expect("it ran");
    let text = |b: &[u8]| String::from_utf8(b.to_vec()).expect("UTF-8");
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// The good-faith section on the union, and what is printed of it.
#[track_caller]
fn union(record: &[Value]) -> Value {
    let (code, out, err) = assess(record);
    assert_eq!(code, Some(0), "{err}");
    // Standard error is no terminal here: no progress.
    assert!(err.is_empty(), "{err}");
    let value: Value = serde_json::from_str(&out).expect("JSON");
    let parties = value["good_faith"].as_array().expect("parties");
    parties.iter().find(|p| p["party"] == "union").expect("the union").clone()
}

#[test]
fn an_empty_record_and_a_single_event_decide_nothing_and_say_what_to_ask() {
    let nothing = union(&[]);
    assert_eq!((&nothing["level"], &nothing["offers"]), (&"undetermined".into(), &0.into()));
    assert_eq!(nothing["insincere"], Value::Null);
    let one = union(&[offer(1, 12, terms(8, 30, 30))]);
    assert_eq!((&one["level"], &one["wide_offers"]), (&"undetermined".into(), &1.into()));
    for found in [nothing, one] {
        assert!(found["question"].as_str().is_some_and(|q| q.contains("would tell most")), "{found}");
    }
}

#[test]
fn the_same_offer_over_and_over_is_not_called_delay() {
    let record: Vec<Value> = (0..20).map(|k| offer(k, 1 + k, terms(8, 30, 30))).collect();
    let found = union(&record);
    assert_ne!(found["level"], "concern");
    let fit: Vec<&str> =
        found["still_fit"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert!(fit.contains(&"hard_bargainer"), "{fit:?}");
    assert_eq!(found["wide_offers"], 20);
}

#[test]
fn contradictory_offers_of_one_day_are_taken_without_an_order_between_them() {
    let record: Vec<Value> = (0..12)
        .map(|k| offer(k, 1 + k / 2, if k % 2 == 0 { terms(8, 30, 30) } else { terms(1, 40, 20) }))
        .collect();
    let found = union(&record);
    assert_eq!(found["offers"], 12);
    assert_ne!(found["level"], "concern");
    let mut other = record;
    (0..12).step_by(2).for_each(|k| other.swap(k, k + 1));
    assert_eq!(found, union(&other));
}

#[test]
fn lines_out_of_order_are_the_same_record() {
    let mut record: Vec<Value> = (0..6).map(|k| offer(k, 1 + 3 * k, terms(8 - k, 30 + k, 30 - k))).collect();
    let forward = union(&record);
    record.reverse();
    assert_eq!(forward, union(&record));
}

#[test]
fn an_unknown_issue_and_a_day_that_is_none_are_named_with_their_line() {
    let good = offer(1, 12, terms(8, 30, 30));
    let (code, out, err) = assess(&[good.clone(), offer(2, 13, json!({ "raise": 8 }))]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.contains("record.jsonl:2, proposal.raise") && err.contains("did you mean \"rise\"?"),
        "{err}"
    );
    let (code, _, err) = assess(&[good.clone(), offer(2, 32, terms(8, 30, 30))]);
    assert!(code == Some(2) && err.contains("record.jsonl:2, happened"), "{err}");
    let (code, _, err) = assess(&[good, offer(2, 13, json!({ "hours": 29 }))]);
    assert!(code == Some(2) && err.contains("record.jsonl:2, proposal.hours"), "{err}");
}
