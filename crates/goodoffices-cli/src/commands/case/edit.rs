//! `case edit DIR ID --set FIELD=VALUE`: a correction. It is appended and names what it corrects; nothing
//! is overwritten.

use crate::append::{Added, append, fit_terms, today};
use crate::output;
use anyhow::{Context, Result, bail};
use goodoffices::format::case::record::KEYS;
use goodoffices::format::case::write;
use goodoffices::talks::{Day, Event};
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `case edit`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case folder
    dir: PathBuf,
    /// The event to correct
    id: String,
    /// What is right: FIELD=VALUE, with FIELD as in the record, or proposal.ISSUE, asks.of, asks.by, source.title, …;
    /// "null" empties it (repeat)
    #[arg(long = "set", value_name = "FIELD=VALUE", required = true)]
    set: Vec<String>,
    /// Who corrects it
    #[arg(long, value_name = "AUTHOR")]
    by: String,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    /// Day of the correction [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
}

/// Keys whose values are not plain text.
const NOT_TEXT: &[&str] =
    &["happened", "order", "principal", "addressee", "proposal", "in_reply_to", "asks", "source", "verified"];
/// Keys whose values are lists.
const LISTS: &[&str] = &["principal", "addressee", "in_reply_to", "of"];

/// Corrects.
pub fn run(args: &Args) -> Result<ExitCode> {
    let on = args.on.map_or_else(today, Ok)?;
    let (ids, _) = append(&args.dir, |folder| {
        let Some(case) = folder.read().case else {
            bail!("the case has errors (`goodoffices case check` shows them)")
        };
        let old = case
            .trace
            .event(&args.id)
            .with_context(|| format!("no event {:?} in the record (`case show` lists them)", args.id))?;
        let before: Value = serde_json::from_str(&write::line(old, &case))?;
        let mut event = before.clone();
        for set in &args.set {
            let (field, value) = set
                .split_once('=')
                .with_context(|| format!("{set:?} is no correction (write FIELD=VALUE)"))?;
            put(&mut event, field.trim(), value)?;
        }
        fit_terms(&mut event, &case);
        if event == before {
            bail!("this changes nothing; nothing was written");
        }
        event["id"] = json!(fresh(&args.id, case.events()));
        event["supersedes"] = json!(args.id);
        event["entered"] = json!({"on": on.to_string(), "by": args.by, "reason": args.reason});
        Ok(Added { name: "the correction".into(), lines: vec![event.to_string()] })
    })?;
    output::data(&(ids.join("\n") + "\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// `ID.c1`, `ID.c2`, …: the first that is free.
fn fresh(id: &str, events: &[Event]) -> String {
    let stem = match id.rsplit_once(".c") {
        Some((stem, n)) if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => stem,
        _ => id,
    };
    (1..=events.len() + 1)
        .map(|n| format!("{stem}.c{n}"))
        .find(|new| events.iter().all(|e| e.id != *new))
        .unwrap_or_else(|| format!("{stem}.c"))
}

fn put(event: &mut Value, field: &str, text: &str) -> Result<()> {
    let (key, inner) = match field.split_once('.') {
        Some((key, inner)) => (key, Some(inner)),
        None => (field, None),
    };
    if ["id", "supersedes", "entered"].contains(&key) {
        bail!("{key:?} is set by the correction itself");
    }
    if !KEYS.contains(&key) {
        bail!("no field {key:?} (there are: {})", KEYS.join(", "));
    }
    let parse = |name: &str, not_text: bool| -> Value {
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Null) => Value::Null,
            Ok(value) if not_text => value,
            _ if LISTS.contains(&name) => {
                text.split(',').map(str::trim).filter(|s| !s.is_empty()).collect::<Vec<_>>().into()
            }
            _ => json!(text),
        }
    };
    let Some(inner) = inner else {
        event[key] = match parse(key, NOT_TEXT.contains(&key)) {
            Value::Null if LISTS.contains(&key) => json!([]),
            value => value,
        };
        return Ok(());
    };
    if !["proposal", "asks", "source"].contains(&key) {
        bail!("{key:?} has no inner fields");
    }
    if !event[key].is_object() {
        event[key] = Value::Object(Map::new());
    }
    let value = parse(inner, key == "proposal" || inner == "of");
    match (&value, event[key].as_object_mut()) {
        (Value::Null, Some(map)) => {
            map.shift_remove(inner);
        }
        (_, Some(map)) => {
            map.insert(inner.to_owned(), value);
        }
        _ => {}
    }
    if key == "asks" && event[key].get("of").is_none_or(|of| of.as_array().is_some_and(Vec::is_empty)) {
        event[key] = Value::Null;
    }
    Ok(())
}
