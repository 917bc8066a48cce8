//! `case history DIR --issue X`: the bargaining history of one issue. The earlier agreement, each move with
//! day, principal, role, standing, who vouches and source, the answers to it, and what was corrected.

use crate::case_folder;
use crate::commands::case::words;
use crate::lens_args::LensArgs;
use crate::output;
use anyhow::Result;
use goodoffices::talks::{Case, Event};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `case history`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case folder
    dir: PathBuf,
    /// The issue
    #[arg(long)]
    issue: String,
    #[command(flatten)]
    lens: LensArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// An event in the history of an issue.
struct Step<'a> {
    event: &'a Event,
    /// The value named, or none for a bare answer to a move.
    value: Option<usize>,
    /// Earlier entries of the same event, newest first.
    corrected: Vec<&'a Event>,
}

/// Tells it.
pub fn run(args: &Args) -> Result<ExitCode> {
    let whole = case_folder::load(&args.dir)?;
    let lens = args.lens.lens(&whole)?;
    let case = whole.seen(&lens)?;
    let issue = words::issue(&case, &args.issue)?;
    let moves: Vec<&Event> = case.events().iter().filter(|e| e.proposal.get(issue).is_some()).collect();
    let answers = |e: &Event| e.in_reply_to.iter().any(|id| moves.iter().any(|m| m.id == *id));
    let steps: Vec<Step<'_>> = case
        .events()
        .iter()
        .filter(|e| e.proposal.get(issue).is_some() || (e.proposal.is_empty() && answers(e)))
        .map(|event| Step {
            event,
            value: event.proposal.get(issue),
            corrected: earlier(&whole, event).into_iter().filter(|e| lens.lets_through(e)).collect(),
        })
        .collect();
    let view = View { whole: &whole, case: &case, issue };
    let text = if args.json {
        serde_json::to_string_pretty(&json!({
            "schema_version": 1, "case": case.slug, "issue": args.issue, "title": case.issues[issue].title,
            "until": lens.until.to_string(), "known": lens.known.map(|d| d.to_string()), "audience": args.lens.audience,
            "earlier_agreement": case.issues[issue].status_quo.map(|v| case.space.issues()[issue].label(v)),
            "history": steps.iter().map(|s| view.json(s)).collect::<Vec<_>>(),
        }))?
    } else {
        view.text(&steps, &lens.until.long())
    };
    output::data(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The entries that an event corrects, newest first.
fn earlier<'a>(whole: &'a Case, event: &Event) -> Vec<&'a Event> {
    let mut out = Vec::new();
    let mut at = whole.trace.event(&event.id);
    while let Some(old) = at.and_then(|e| e.supersedes.as_deref()).and_then(|id| whole.trace.event(id)) {
        out.push(old);
        at = Some(old);
        if out.len() > whole.events().len() {
            break;
        }
    }
    out
}

struct View<'a> {
    whole: &'a Case,
    case: &'a Case,
    issue: usize,
}

impl View<'_> {
    fn json(&self, step: &Step<'_>) -> Value {
        let e = step.event;
        let issue = &self.case.space.issues()[self.issue];
        let principals: Vec<&str> =
            e.principals.iter().map(|p| self.case.trace.principals()[*p].slug.as_str()).collect();
        json!({
            "id": e.id, "happened": [e.happened.from.to_string(), e.happened.to.to_string()],
            "known": e.known.to_string(), "principal": principals, "speaker": e.speaker,
            "authority": e.authority.name(), "kind": e.kind.name(), "value": step.value.map(|v| issue.label(v)),
            "proposal_role": e.proposal_role.map(|r| r.name()), "standing": e.standing.map(|s| s.name()),
            "scope": e.scope.name(), "evidence": e.evidence.name(), "package": e.package,
            "in_reply_to": e.in_reply_to, "summary": e.summary,
            "source": {"publisher": e.source.publisher, "title": e.source.title, "date": e.source.date,
                "address": e.source.address},
            "corrects": step.corrected.iter().map(|old| json!({"id": old.id, "value": self.old_value(old)}))
                .collect::<Vec<_>>(),
            "corrected_by": self.author(e).map(|(on, by, reason)| json!({"on": on, "by": by, "reason": reason}))
                .filter(|_| !step.corrected.is_empty()),
        })
    }

    /// What an earlier entry said on the issue, by the name in the whole case.
    fn old_value(&self, old: &Event) -> Option<String> {
        let name = self.case.space.issues()[self.issue].name();
        let issue = self.whole.space.issues().iter().position(|i| i.name() == name)?;
        Some(self.whole.space.issues()[issue].label(old.proposal.get(issue)?).into_owned())
    }

    fn author(&self, e: &Event) -> Option<(String, String, Option<String>)> {
        e.entered.as_ref().map(|n| (n.on.to_string(), n.by.clone(), n.reason.clone()))
    }

    fn text(&self, steps: &[Step<'_>], until: &str) -> String {
        let note = &self.case.issues[self.issue];
        let mut out = format!("{}\nas of {until}\n\n", note.title);
        match note.status_quo {
            Some(v) => {
                out.push_str(&format!("earlier agreement: {}\n", self.case.value_text(self.issue, v)));
            }
            None => out.push_str("earlier agreement: none on the record\n"),
        }
        for step in steps {
            let e = step.event;
            out.push_str(&format!("\n{}  {}", words::span(e.happened), words::who(e, self.case)));
            match (step.value, e.proposal_role) {
                (Some(v), role) => {
                    let role = role.map_or("names", |r| r.name()).replace('_', " ");
                    out.push_str(&format!(" {role}: {}", self.case.value_text(self.issue, v)));
                }
                (None, _) => out.push_str(&format!(" {}", e.kind.name().replace('_', " "))),
            }
            let mut marks: Vec<String> = Vec::new();
            marks.extend(e.standing.map(|s| s.name().to_owned()));
            marks.push(e.scope.name().to_owned());
            marks.push(e.evidence.name().replace('_', " "));
            if e.known_later() {
                marks.push(format!("known from {}", e.known));
            }
            out.push_str(&format!("\n    {}\n", marks.join(" · ")));
            out.push_str(&format!("    {}\n", e.summary));
            if !e.in_reply_to.is_empty() {
                out.push_str(&format!("    answers {}\n", e.in_reply_to.join(", ")));
            }
            for old in &step.corrected {
                let said = self.old_value(old).unwrap_or_else(|| "no term on this issue".into());
                out.push_str(&format!("    corrects {}, which had: {said}\n", old.id));
            }
            if let Some((on, by, reason)) = self.author(e).filter(|_| !step.corrected.is_empty()) {
                let why = reason.map(|r| format!(": {r}")).unwrap_or_default();
                out.push_str(&format!("    corrected by {by} on {on}{why}\n"));
            }
            let source: Vec<&str> = [&e.source.publisher, &e.source.title, &e.source.date]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect();
            let source = if source.is_empty() { "no source given".to_owned() } else { source.join(", ") };
            out.push_str(&format!("    [{}] {source}\n", e.id));
        }
        if steps.is_empty() {
            out.push_str("\nno move on the record\n");
        }
        out
    }
}
