//! The repository's own cases as files that a test can change and read again.

use goodoffices::format::case::{CaseFiles, NamedBytes, Reading, read};
use goodoffices::talks::Case;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

/// A case folder in memory.
#[derive(Clone)]
pub struct Files {
    pub case: String,
    pub record: String,
    pub estimates: String,
}

/// The cases that are real.
pub const REAL: &[&str] = &["ukraine-2025", "nba-2011"];
/// All of them.
pub const ALL: &[&str] = &["ukraine-2025", "nba-2011", "harbour-strike"];

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn open(name: &str) -> Files {
    let folder = root().join("cases").join(name);
    let text = |file: &str| std::fs::read_to_string(folder.join(file)).expect("a file of the case");
    Files { case: text("case.toml"), record: text("record.jsonl"), estimates: text("estimates.toml") }
}

pub fn reading(files: &Files) -> Reading {
    bytes(files.case.as_bytes(), files.record.as_bytes(), files.estimates.as_bytes())
}

pub fn bytes(case: &[u8], record: &[u8], estimates: &[u8]) -> Reading {
    read(&CaseFiles {
        case: Some(NamedBytes { name: "case.toml", bytes: case }),
        record: Some(NamedBytes { name: "record.jsonl", bytes: record }),
        estimates: Some(NamedBytes { name: "estimates.toml", bytes: estimates }),
        sources: Some(NamedBytes { name: "SOURCES.md", bytes: b"" }),
    })
}

pub fn case(files: &Files) -> Case {
    let reading = reading(files);
    match reading.case {
        Some(case) => case,
        None => panic!("{:#?}", reading.faults),
    }
}

pub fn lines(record: &str) -> Vec<Value> {
    record.lines().map(|l| serde_json::from_str(l).expect("a line")).collect()
}

fn id(event: &Value) -> &str {
    event["id"].as_str().expect("an id")
}

/// The files from which events were taken out for good, with everything that rests on them: options first
/// named by them, remarks, statements, ends of ranges, constraints.
pub fn without(files: &Files, keep: impl Fn(&Value) -> bool) -> Files {
    let kept: Vec<Value> = lines(&files.record).into_iter().filter(|e| keep(e)).collect();
    let ids: HashSet<String> = kept.iter().map(|e| id(e).to_owned()).collect();
    let there = |v: &toml::Value| v.as_str().is_some_and(|s| ids.contains(s));

    let mut estimates: toml::Table = files.estimates.parse().expect("TOML");
    each(&mut estimates, "estimate", |e| {
        filter(e, "supports", there);
        e.contains_key("supports")
    });
    each(&mut estimates, "assumption", |a| {
        let rested = a.contains_key("supports");
        filter(a, "supports", there);
        (!rested || a.contains_key("supports")) && a.get("event").is_none_or(there)
    });

    let mut case: toml::Table = files.case.parse().expect("TOML");
    filter(&mut case, "core", there);
    let mut gone: HashSet<(String, String)> = HashSet::new();
    let mut ranges: HashMap<String, (f64, f64)> = HashMap::new();
    let mut mentions: HashSet<(String, String)> = HashSet::new();
    for e in &kept {
        for (issue, value) in e["proposal"].as_object().into_iter().flatten() {
            mentions.insert((issue.clone(), plain_json(value)));
        }
    }
    each(&mut case, "issue", |issue| {
        let name = text(issue, "slug");
        if issue["kind"].as_str() == Some("number") {
            let mut named: Vec<f64> =
                mentions.iter().filter(|m| m.0 == name).map(|m| m.1.parse().expect("a number")).collect();
            if let Some(v) = issue.get("status_quo") {
                named.push(plain(v).parse().expect("a number"));
            }
            if let (Some(low), Some(high)) =
                (named.iter().copied().reduce(f64::min), named.iter().copied().reduce(f64::max))
            {
                issue.insert("min".into(), toml::Value::Float(low));
                issue.insert("max".into(), toml::Value::Float(high));
                ranges.insert(name, (low, high));
                return true;
            }
            return false;
        }
        let quo = issue.get("status_quo").map(plain);
        each(issue, "option", |option| {
            let slug = text(option, "slug");
            let first = option.get("first").cloned();
            let stays = match &first {
                Some(v) => v.as_str() == Some("status_quo") || there(v),
                None => false,
            };
            if first.is_some_and(|f| f.as_str() != Some("status_quo") && !there(&f)) {
                option.remove("first");
            }
            let stays =
                stays || quo.as_ref() == Some(&slug) || mentions.contains(&(name.clone(), slug.clone()));
            if !stays {
                gone.insert((name.clone(), slug));
            }
            stays
        });
        issue.contains_key("option")
    });
    let issues: HashSet<String> = tables(&case, "issue").iter().map(|i| text(i, "slug")).collect();
    let left = |issue: &str, value: &toml::Value| match ranges.get(issue) {
        Some((low, high)) => {
            let x: f64 = plain(value).parse().expect("a number");
            (*low..=*high).contains(&x)
        }
        None => issues.contains(issue) && !gone.contains(&(issue.to_owned(), plain(value))),
    };
    // An option enters only by being named in an event: a statement keeps of its options what is left.
    each(&mut estimates, "estimate", |e| {
        let issue = text(e, "issue");
        let Some(named) = e.get("options").and_then(|o| o.as_array()).map(Vec::len) else {
            return issues.contains(&issue);
        };
        filter(e, "options", |v| left(&issue, v));
        let now = e.get("options").and_then(|o| o.as_array()).map_or(0, Vec::len);
        now > 0 && (text(e, "says") != "prefers" || now == named || now > 1)
    });
    each(&mut case, "constraint", |c| {
        ["if", "then"].iter().all(|side| {
            let Some(terms) = c.get_mut(*side).and_then(toml::Value::as_table_mut) else { return false };
            terms.iter_mut().all(|(issue, value)| match value {
                toml::Value::Array(list) => {
                    list.retain(|v| left(issue, v));
                    !list.is_empty()
                }
                toml::Value::Table(_) => true,
                one => left(issue, one),
            }) && terms.keys().all(|i| issues.contains(i))
        })
    });
    let used: HashSet<&str> = kept.iter().filter_map(|e| e["instrument"].as_str()).collect();
    let mut instruments: HashSet<String> = HashSet::new();
    each(&mut case, "instrument", |i| {
        filter(i, "supports", there);
        filter(i, "ready", there);
        let stays = i.contains_key("supports") || used.contains(text(i, "slug").as_str());
        if stays {
            instruments.insert(text(i, "slug"));
        }
        stays
    });
    each(&mut case, "exclusion", |x| ["one", "other"].iter().all(|k| instruments.contains(&text(x, k))));
    each(&mut case, "label", |l| l.get("event").is_some_and(there));
    each(&mut case, "note", |n| {
        n.get("supports").and_then(|s| s.as_array()).is_some_and(|s| s.iter().all(there))
    });
    each(&mut case, "dispute", |d| {
        each(d, "reading", |r| {
            filter(r, "drop", there);
            filter(r, "set", |s| {
                let Some(s) = s.as_table() else { return false };
                let issue = text(s, "issue");
                there(&s["event"])
                    && issues.contains(&issue)
                    && s.get("option").is_none_or(|o| left(&issue, o))
            });
            true
        });
        d["about"].as_array().is_some_and(|a| a.iter().all(there))
    });
    each(&mut case, "label", |l| there(&l["event"]));
    each(&mut estimates, "assumption", |a| {
        !a.get("option").is_some_and(|o| gone.contains(&(text(a, "issue"), plain(o))))
            && a.get("issue").is_none_or(|i| i.as_str().is_some_and(|i| issues.contains(i)))
    });
    let record = kept
        .into_iter()
        .map(|mut e| {
            for key in ["in_reply_to"] {
                if let Some(list) = e[key].as_array_mut() {
                    list.retain(|v| v.as_str().is_some_and(|s| ids.contains(s)));
                }
            }
            if e.get("supersedes").and_then(Value::as_str).is_some_and(|s| !ids.contains(s)) {
                e["supersedes"] = Value::Null;
            }
            e.to_string() + "\n"
        })
        .collect();
    Files { case: case.to_string(), record, estimates: estimates.to_string() }
}

fn tables<'a>(table: &'a toml::Table, key: &str) -> Vec<&'a toml::Table> {
    let list = table.get(key).and_then(toml::Value::as_array);
    list.into_iter().flatten().filter_map(toml::Value::as_table).collect()
}

fn each(table: &mut toml::Table, key: &str, mut keep: impl FnMut(&mut toml::Table) -> bool) {
    let Some(list) = table.get_mut(key).and_then(toml::Value::as_array_mut) else { return };
    list.retain_mut(|v| v.as_table_mut().is_some_and(&mut keep));
    if list.is_empty() {
        table.remove(key);
    }
}

fn filter(table: &mut toml::Table, key: &str, keep: impl Fn(&toml::Value) -> bool) {
    let Some(list) = table.get_mut(key).and_then(toml::Value::as_array_mut) else { return };
    list.retain(keep);
    if list.is_empty() {
        table.remove(key);
    }
}

fn text(table: &toml::Table, key: &str) -> String {
    table[key].as_str().expect("text").to_owned()
}

fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::String(s) => s.clone(),
        toml::Value::Float(x) => format!("{x}"),
        other => other.to_string(),
    }
}

fn plain_json(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        Value::Number(n) => format!("{}", n.as_f64().expect("a number")),
        other => other.to_string(),
    }
}
