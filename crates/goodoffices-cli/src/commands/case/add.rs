//! `case add DIR`: events onto the record, from JSON or from flags.

use crate::append::{Added, append, fit_terms, today};
use crate::output;
use anyhow::{Context, Result, bail};
use goodoffices::talks::Day;
use serde_json::{Map, Value, json};
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `case add`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case folder
    dir: PathBuf,
    /// Events as JSON, one or more ("-": standard input)
    #[arg(long, value_name = "FILE", conflicts_with = "summary")]
    event: Option<PathBuf>,
    /// Who enters it
    #[arg(long, value_name = "AUTHOR")]
    by: Option<String>,
    /// Day of entry [default: today]
    #[arg(long, value_name = "DAY", requires = "by")]
    on: Option<Day>,
    #[command(flatten)]
    fields: Fields,
}

/// The common fields of one event.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "One event by its fields")]
struct Fields {
    /// One neutral sentence
    #[arg(long, requires_all = ["happened", "speaker", "principal", "kind", "evidence"])]
    summary: Option<String>,
    /// Name of the event [default: made of day, principal and kind]
    #[arg(long)]
    id: Option<String>,
    /// Day, or FROM..TO
    #[arg(long)]
    happened: Option<String>,
    /// Day from which it could be known [default: the day it happened]
    #[arg(long)]
    known: Option<String>,
    /// Position inside its day, where the record shows it
    #[arg(long)]
    order: Option<u32>,
    /// Person or body
    #[arg(long)]
    speaker: Option<String>,
    /// Office, in words
    #[arg(long)]
    role: Option<String>,
    /// Whom it binds (repeat for a joint act)
    #[arg(long)]
    principal: Vec<String>,
    /// head, minister, envoy, negotiator, spokesperson, body, unknown
    #[arg(long, default_value = "unknown")]
    authority: String,
    /// on_record, reported, other_side
    #[arg(long)]
    evidence: Option<String>,
    /// To whom (repeat)
    #[arg(long = "to")]
    to: Vec<String>,
    /// offer, demand, accept, reject, statement, threat, promise, …
    #[arg(long)]
    kind: Option<String>,
    /// A term, ISSUE=VALUE (repeat)
    #[arg(long, value_name = "ISSUE=VALUE")]
    term: Vec<String>,
    /// puts_forward, demands, accepts, refuses, agreed, threatened
    #[arg(long)]
    proposal_role: Option<String>,
    /// formal, floated, final
    #[arg(long)]
    standing: Option<String>,
    /// settlement, interim, process
    #[arg(long, default_value = "settlement")]
    scope: String,
    /// The named text it is a part of
    #[arg(long)]
    package: Option<String>,
    /// An event it answers (repeat)
    #[arg(long)]
    reply_to: Vec<String>,
    /// Of whom it asks an answer or act (repeat)
    #[arg(long)]
    asks_of: Vec<String>,
    /// By when
    #[arg(long, requires = "asks_of")]
    asks_by: Option<String>,
    /// Condition, in words
    #[arg(long)]
    condition: Option<String>,
    /// Deadline
    #[arg(long)]
    deadline: Option<String>,
    /// What is used
    #[arg(long)]
    instrument: Option<String>,
    /// Who published it
    #[arg(long)]
    publisher: Option<String>,
    /// Title of the page
    #[arg(long)]
    title: Option<String>,
    /// Date of the page
    #[arg(long)]
    dated: Option<String>,
    /// Its address
    #[arg(long)]
    address: Option<String>,
    /// public, team, told-by-NAME, may-be-used-with-NAME
    #[arg(long, default_value = "team")]
    confidence: String,
}

/// Adds.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut added = match (&args.fields.summary, &args.event) {
        (Some(_), _) => {
            Added { name: "the command line".into(), lines: vec![args.fields.line().to_string()] }
        }
        (None, Some(path)) if path != Path::new("-") => {
            let text = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            handed_in(path.display().to_string(), text)?
        }
        (None, _) => {
            let mut input = std::io::stdin().lock();
            if args.event.is_none() && input.is_terminal() {
                bail!("no event (give --summary and its fields, --event FILE, or JSON on standard input)");
            }
            let mut text = Vec::new();
            input.read_to_end(&mut text)?;
            handed_in("standard input".into(), text)?
        }
    };
    if let Some(by) = &args.by {
        let on = args.on.map_or_else(today, Ok)?;
        for line in &mut added.lines {
            let mut event: Value = serde_json::from_str(line)?;
            if event.get("entered").is_none_or(Value::is_null) {
                event["entered"] = json!({"on": on.to_string(), "by": by});
                *line = event.to_string();
            }
        }
    }
    let by_fields = args.fields.summary.is_some();
    let (ids, case) = append(&args.dir, |folder| {
        if let Some(case) = folder.read().case.filter(|_| by_fields) {
            for line in &mut added.lines {
                let mut event: Value = serde_json::from_str(line)?;
                fit_terms(&mut event, &case);
                *line = event.to_string();
            }
        }
        Ok(added)
    })?;
    anstream::eprintln!("{}: {} events", args.dir.display(), case.events().len());
    output::data(&(ids.join("\n") + "\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// Events as they come: one a line, one object over several lines, or a list.
fn handed_in(name: String, text: Vec<u8>) -> Result<Added> {
    let text = String::from_utf8(text).with_context(|| format!("{name} is not UTF-8"))?;
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
    if lines.iter().all(|l| serde_json::from_str::<Map<String, Value>>(l).is_ok()) {
        return Ok(Added { name, lines: lines.into_iter().map(|l| l.trim().to_owned()).collect() });
    }
    let mut out = Vec::new();
    for value in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
        let value = value.with_context(|| format!("{name} is not JSON (one object for each event)"))?;
        match value {
            Value::Array(items) => out.extend(items.iter().map(Value::to_string)),
            other => out.push(other.to_string()),
        }
    }
    Ok(Added { name, lines: out })
}

impl Fields {
    fn line(&self) -> Value {
        let happened = self.happened.clone().unwrap_or_default();
        let (from, span) = match happened.split_once("..") {
            Some((from, to)) => (from.to_owned(), json!([from, to])),
            None => (happened.clone(), json!(happened)),
        };
        let kind = self.kind.clone().unwrap_or_default();
        let id = self.id.clone().unwrap_or_else(|| {
            let principal = self.principal.first().map_or("", String::as_str);
            format!("{from}-{principal}-{kind}").to_lowercase()
        });
        let terms: Map<String, Value> = self
            .term
            .iter()
            .map(|t| t.split_once('=').unwrap_or((t, "")))
            .map(|(issue, value)| (issue.to_owned(), json!(value)))
            .collect();
        let asks = (!self.asks_of.is_empty()).then(|| json!({"of": self.asks_of, "by": self.asks_by}));
        json!({
            "id": id, "happened": span, "known": self.known.clone().unwrap_or(from), "order": self.order,
            "speaker": self.speaker, "role": self.role, "principal": self.principal,
            "authority": self.authority, "evidence": self.evidence, "addressee": self.to, "kind": kind,
            "proposal": terms, "proposal_role": self.proposal_role, "standing": self.standing,
            "scope": self.scope, "in_reply_to": self.reply_to, "asks": asks, "condition": self.condition,
            "deadline": self.deadline, "instrument": self.instrument, "summary": self.summary,
            "source": {"publisher": self.publisher, "title": self.title, "date": self.dated, "address": self.address},
            "confidence": self.confidence, "package": self.package,
        })
    }
}
