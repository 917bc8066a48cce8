//! The JSON Schemas under docs/schema are held to the readers: same keys, same verdicts.

use crate::case_files::{ALL, bytes, lines, open, root};
use goodoffices::format::case::{Reading, Severity, case_toml, estimates, record, table};
use goodoffices::talks::{Authority, Evidence, InstrumentKind, Kind, ProposalRole, Scope, Standing};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn schema(name: &str) -> Value {
    let path = root().join(format!("docs/schema/{name}.schema.json"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("a schema")).expect("JSON")
}

fn validator(name: &str) -> Validator {
    jsonschema::draft202012::new(&schema(name)).expect("a valid schema")
}

fn same_keys(schema: &Value, keys: &[&str], what: &str) {
    let written: BTreeSet<&str> =
        schema["properties"].as_object().expect("properties").keys().map(String::as_str).collect();
    assert_eq!(written, keys.iter().copied().collect(), "{what}");
    assert_eq!(schema["additionalProperties"], json!(false), "{what}");
}

#[test]
fn the_schemas_have_exactly_the_keys_that_the_readers_know() {
    let r = schema("record");
    same_keys(&r, record::KEYS, "record");
    same_keys(&r["properties"]["asks"], record::ASK_KEYS, "asks");
    same_keys(&r["properties"]["source"], record::SOURCE_KEYS, "source");
    same_keys(&r["properties"]["entered"], record::ENTERED_KEYS, "entered");
    let needed: BTreeSet<&str> =
        r["required"].as_array().expect("list").iter().filter_map(Value::as_str).collect();
    assert_eq!(needed, record::NEEDED.iter().copied().collect());
    let c = schema("case");
    same_keys(&c, case_toml::KEYS, "case");
    same_keys(&c["properties"]["coverage"], case_toml::COVERAGE_KEYS, "coverage");
    let item = |key: &str| c["properties"][key]["items"].clone();
    same_keys(&item("issue"), case_toml::ISSUE_KEYS, "issue");
    same_keys(&item("issue")["properties"]["option"]["items"], case_toml::OPTION_KEYS, "option");
    same_keys(&item("principal"), case_toml::PRINCIPAL_KEYS, "principal");
    same_keys(&item("constraint"), case_toml::CONSTRAINT_KEYS, "constraint");
    let range = &item("constraint")["properties"]["if"]["additionalProperties"]["anyOf"][2];
    same_keys(range, case_toml::RANGE_KEYS, "range");
    same_keys(&item("instrument"), case_toml::INSTRUMENT_KEYS, "instrument");
    same_keys(&item("exclusion"), case_toml::EXCLUSION_KEYS, "exclusion");
    same_keys(&item("note"), case_toml::NOTE_KEYS, "note");
    same_keys(&item("label"), case_toml::LABEL_KEYS, "label");
    same_keys(&item("dispute"), case_toml::DISPUTE_KEYS, "dispute");
    let reading = &item("dispute")["properties"]["reading"]["items"];
    same_keys(reading, case_toml::READING_KEYS, "reading");
    same_keys(&reading["properties"]["set"]["items"], case_toml::SET_KEYS, "set");
    let e = schema("estimates");
    same_keys(&e, estimates::KEYS, "estimates");
    same_keys(&e["properties"]["estimate"]["items"], estimates::ESTIMATE_KEYS, "estimate");
    same_keys(&e["properties"]["assumption"]["items"], estimates::ASSUMPTION_KEYS, "assumption");
}

#[test]
fn the_schemas_have_exactly_the_names_that_the_readers_know() {
    let names = |v: &Value| -> Vec<String> {
        v["enum"].as_array().expect("enum").iter().filter_map(|x| x.as_str().map(str::to_owned)).collect()
    };
    let r = &schema("record")["properties"];
    assert_eq!(names(&r["kind"]), Kind::ALL.iter().map(|k| k.name()).collect::<Vec<_>>());
    assert_eq!(names(&r["authority"]), Authority::ALL.iter().map(|k| k.name()).collect::<Vec<_>>());
    assert_eq!(names(&r["evidence"]), Evidence::ALL.iter().map(|k| k.name()).collect::<Vec<_>>());
    assert_eq!(names(&r["proposal_role"]), ProposalRole::ALL.iter().map(|k| k.name()).collect::<Vec<_>>());
    assert_eq!(names(&r["standing"]), Standing::ALL.iter().map(|k| k.name()).collect::<Vec<_>>());
    assert_eq!(names(&r["scope"]), Scope::ALL.iter().map(|k| k.name()).collect::<Vec<_>>());
    let e = &schema("estimates")["properties"];
    assert_eq!(names(&e["estimate"]["items"]["properties"]["says"]), estimates::SAYS);
    let sets: Vec<&str> = estimates::SETS.iter().map(|s| s.0).collect();
    assert_eq!(names(&e["assumption"]["items"]["properties"]["sets"]), sets);
    let c = &schema("case")["properties"];
    assert_eq!(names(&c["issue"]["items"]["properties"]["kind"]), case_toml::ISSUE_KINDS);
    let kinds: Vec<&str> = InstrumentKind::ALL.iter().map(|k| k.name()).collect();
    assert_eq!(names(&c["instrument"]["items"]["properties"]["kind"]), kinds);
    let roles: Vec<&str> = case_toml::ROLES.iter().map(|r| r.0).collect();
    assert_eq!(names(&c["principal"]["items"]["properties"]["role"]), roles);
    let kinds: Vec<&str> = InstrumentKind::ALL.iter().map(|k| k.name()).collect();
    assert_eq!(names(&c["instrument"]["items"]["properties"]["kind"]), kinds);
}

#[test]
fn a_table_has_a_column_for_every_key() {
    let mut keys: BTreeSet<String> = record::KEYS.iter().map(|k| (*k).to_owned()).collect();
    for (key, inner) in
        [("asks", record::ASK_KEYS), ("source", record::SOURCE_KEYS), ("entered", record::ENTERED_KEYS)]
    {
        keys.remove(key);
        keys.extend(inner.iter().map(|k| format!("{key}.{k}")));
    }
    keys.remove("proposal");
    keys.extend(["happened.to".to_owned(), table::AS_WRITTEN.to_owned()]);
    let columns: BTreeSet<String> =
        table::BEFORE.iter().chain(table::AFTER).map(|c| (*c).to_owned()).collect();
    assert_eq!(columns, keys);
}

fn model(toml_text: &str) -> Value {
    let table: toml::Table = toml_text.parse().expect("TOML");
    serde_json::to_value(table).expect("a JSON value")
}

#[test]
fn every_line_and_file_of_the_cases_is_valid() {
    let (record, case, estimates) = (validator("record"), validator("case"), validator("estimates"));
    let check = |v: &Validator, x: &Value, what: &str| {
        if let Some(e) = v.iter_errors(x).next() {
            panic!("{what}: {e} at {}", e.instance_path);
        }
    };
    for name in ALL {
        let files = open(name);
        for (k, line) in lines(&files.record).iter().enumerate() {
            check(&record, line, &format!("{name} line {}", k + 1));
        }
        check(&case, &model(&files.case), name);
        check(&estimates, &model(&files.estimates), name);
    }
}

/// What a value can be replaced by.
fn replacements() -> Vec<Value> {
    vec![
        json!(true),
        json!(12.25),
        json!(-3),
        json!(""),
        json!("surely nothing of that name"),
        json!([]),
        json!([1, [2]]),
        json!(["a", "a"]),
        json!({"zz": 1}),
        json!("2025-99-99"),
    ]
}

/// Every document that differs from the given one in one place; each with that place.
fn mutants(value: &Value) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    let mut paths = vec![String::new()];
    while let Some(path) = paths.pop() {
        let here = value.pointer(&path).expect("a place");
        let keys: Vec<String> = match here {
            Value::Object(map) => map.keys().cloned().collect(),
            Value::Array(list) => (0..list.len().min(3)).map(|k| k.to_string()).collect(),
            _ => Vec::new(),
        };
        if let Value::Object(map) = here {
            let mut with = value.clone();
            with.pointer_mut(&path).expect("a place")["unheard_of"] = json!(1);
            out.push((format!("{path}/unheard_of"), with));
            for key in map.keys() {
                let mut less = value.clone();
                less.pointer_mut(&path).and_then(Value::as_object_mut).expect("an object").remove(key);
                out.push((format!("{path}/{key} taken out"), less));
            }
        }
        for key in keys {
            let path = format!("{path}/{key}");
            for new in replacements() {
                let mut other = value.clone();
                *other.pointer_mut(&path).expect("a place") = new.clone();
                out.push((format!("{path} = {new}"), other));
            }
            paths.push(path);
        }
    }
    out
}

/// Both verdicts on each mutant. The reader knows more than a schema can say (names, days that exist, what
/// fits together), so it may refuse what the schema lets pass, but only for such reasons.
fn held_to(schema: &Validator, value: &Value, read: impl Fn(&Value) -> Option<Reading>) -> (usize, usize) {
    let (mut refused, mut passed) = (0, 0);
    for (place, mutant) in mutants(value) {
        let Some(reading) = read(&mutant) else { continue };
        let valid = schema.is_valid(&mutant);
        let errors: Vec<_> = reading.faults.iter().filter(|f| f.severity == Severity::Error).collect();
        if valid {
            passed += 1;
            for fault in errors {
                let m = fault.error.message();
                let beyond = fault.error.is_unknown()
                    || [
                        "is not a day",
                        "ends (",
                        "known on",
                        "deadline",
                        "by",
                        "stands on line",
                        "is declared twice",
                        "is not a value of",
                        "where an option of",
                        "where a number of",
                        "not reached",
                        "is empty",
                        "has no order",
                        "came later",
                        "part of itself",
                        "exclude itself",
                        "a range on",
                        "answers itself",
                        "corrects itself",
                        "no principal has",
                        "of nobody",
                        "second account",
                        "a second label",
                        "is not a decimal",
                        "span of days",
                        "second label",
                    ]
                    .iter()
                    .any(|w| m.contains(w));
                assert!(beyond, "the schema lets pass {place}, the reader says: {}", fault.error);
            }
        } else {
            refused += 1;
            assert!(!errors.is_empty(), "the schema refuses {place}, the reader does not");
        }
    }
    (refused, passed)
}

#[test]
fn what_the_record_schema_refuses_the_reader_refuses() {
    let files = open("harbour-strike");
    let all = lines(&files.record);
    let validator = validator("record");
    for k in [3, 5, 8, 14] {
        let (refused, passed) = held_to(&validator, &all[k], |mutant| {
            let mut lines = all.clone();
            lines[k] = mutant.clone();
            let text: String = lines.iter().map(|l| l.to_string() + "\n").collect();
            Some(bytes(files.case.as_bytes(), text.as_bytes(), files.estimates.as_bytes()))
        });
        assert!(refused > 100 && passed > 20, "{refused} refused, {passed} passed");
    }
}

/// A document as TOML, where it can be one (a key "if" with a null cannot).
fn as_toml(value: &Value) -> Option<String> {
    let table: toml::Table = serde_json::from_value(value.clone()).ok()?;
    toml::to_string(&table).ok()
}

#[test]
fn what_the_case_schema_refuses_the_reader_refuses() {
    let files = open("harbour-strike");
    let (refused, passed) = held_to(&validator("case"), &model(&files.case), |mutant| {
        Some(bytes(as_toml(mutant)?.as_bytes(), files.record.as_bytes(), files.estimates.as_bytes()))
    });
    assert!(refused > 500 && passed > 50, "{refused} refused, {passed} passed");
}

#[test]
fn what_the_estimates_schema_refuses_the_reader_refuses() {
    let files = open("harbour-strike");
    let (refused, passed) = held_to(&validator("estimates"), &model(&files.estimates), |mutant| {
        Some(bytes(files.case.as_bytes(), files.record.as_bytes(), as_toml(mutant)?.as_bytes()))
    });
    assert!(refused > 200 && passed > 30, "{refused} refused, {passed} passed");
}
