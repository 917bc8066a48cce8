//! `case show DIR [ID…]`: events of the record, as a table or in whole.

use crate::case_folder;
use crate::commands::case::words;
use crate::lens_args::LensArgs;
use crate::output;
use anyhow::{Result, bail};
use comfy_table::{ContentArrangement, Table, presets};
use goodoffices::format::case::{table, write};
use goodoffices::talks::{Case, Event, Kind};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// Forms of output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Table,
    /// One JSON document
    Json,
    /// One event a line, as in the record
    Jsonl,
    /// As `case export --table`
    Csv,
}

/// Arguments of `case show`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case folder
    dir: PathBuf,
    /// Events to show whole
    ids: Vec<String>,
    #[command(flatten)]
    lens: LensArgs,
    /// Only events of this kind
    #[arg(long, value_parser = parse_kind)]
    kind: Option<Kind>,
    /// Only acts of this principal
    #[arg(long)]
    principal: Option<String>,
    /// Only events with a term on this issue
    #[arg(long)]
    issue: Option<String>,
    /// Form of output
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

fn parse_kind(name: &str) -> Result<Kind, String> {
    Kind::parse(name).ok_or_else(|| {
        let names: Vec<&str> = Kind::ALL.iter().map(|k| k.name()).collect();
        format!("there are: {}", names.join(", "))
    })
}

/// Shows.
pub fn run(args: &Args) -> Result<ExitCode> {
    let whole = case_folder::load(&args.dir)?;
    // Without a lens the record is shown as it stands, corrected lines included.
    let case = if args.lens.any() { whole.seen(&args.lens.lens(&whole)?)? } else { whole };
    let principal = args.principal.as_deref().map(|p| case.principal_named(p)).transpose()?;
    let issue = args.issue.as_deref().map(|name| words::issue(&case, name)).transpose()?;
    let mut events: Vec<&Event> = Vec::new();
    for id in &args.ids {
        match case.trace.event(id) {
            Some(e) => events.push(e),
            None => bail!("no event {id:?} in this view of the record (`case show DIR` lists them)"),
        }
    }
    if args.ids.is_empty() {
        events.extend(case.events());
    }
    events.retain(|e| {
        args.kind.is_none_or(|k| e.kind == k)
            && principal.is_none_or(|p| e.binds(p))
            && issue.is_none_or(|i| e.proposal.get(i).is_some())
    });
    let text = match args.format {
        Format::Table if args.ids.is_empty() => listed(&events, &case),
        Format::Table => events.iter().map(|e| in_full(e, &case)).collect::<Result<Vec<_>>>()?.join("\n"),
        Format::Json => {
            let values = events.iter().map(|e| value(e, &case)).collect::<Result<Vec<_>>>()?;
            serde_json::to_string_pretty(&json!({
                "schema_version": 1, "case": case.slug, "until": args.lens.until.map(|d| d.to_string()),
                "known": args.lens.known.map(|d| d.to_string()), "audience": args.lens.audience, "events": values,
            }))?
        }
        Format::Jsonl => events.iter().map(|e| write::line(e, &case) + "\n").collect(),
        Format::Csv => table::table(events.iter().map(|e| (*e, None)), &case)?,
    };
    if !text.is_empty() {
        output::data(&text)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn value(e: &Event, case: &Case) -> Result<Value> {
    Ok(serde_json::from_str(&write::line(e, case))?)
}

fn listed(events: &[&Event], case: &Case) -> String {
    let corrected: HashMap<&str, &str> =
        case.events().iter().filter_map(|e| Some((e.supersedes.as_deref()?, e.id.as_str()))).collect();
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if table.width().is_none() {
        table.set_width(120);
    }
    table.set_header(["day", "id", "who", "kind", "terms and summary"]);
    for e in events {
        let mut text = words::terms(e, case);
        if !text.is_empty() {
            text = format!("[{text}] ");
        }
        text.push_str(&e.summary);
        if let Some(by) = corrected.get(e.id.as_str()) {
            text.push_str(&format!(" (corrected by {by})"));
        }
        table.add_row([
            words::span(e.happened),
            e.id.clone(),
            words::who(e, case),
            e.kind.name().into(),
            text,
        ]);
    }
    if events.is_empty() { String::new() } else { table.trim_fmt() }
}

fn in_full(e: &Event, case: &Case) -> Result<String> {
    let Value::Object(fields) = value(e, case)? else { return Ok(String::new()) };
    let mut out = String::new();
    for (key, value) in fields {
        let text = match value {
            Value::Null => continue,
            Value::Array(a) if a.is_empty() => continue,
            Value::Object(o) if o.is_empty() => continue,
            Value::String(s) => s,
            other => other.to_string(),
        };
        out.push_str(&format!("{key:<14} {text}\n"));
    }
    Ok(out)
}
