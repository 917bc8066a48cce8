//! `explain CASE KEY…`: printed figures taken apart.

use crate::lens_args::{LensArgs, SideArgs, day};
use crate::{case_folder, output};
use anyhow::Result;
use goodoffices::assess::{AssessConfig, Effect, Explanation, explain};
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case folder
    case: PathBuf,
    /// Keys as printed, such as S1 or W2
    #[arg(required = true)]
    keys: Vec<String>,
    #[command(flatten)]
    lens: LensArgs,
    #[command(flatten)]
    side: SideArgs,
    /// The day that "what changed" looks back to [default: seven days before]
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Prints the explanations.
pub fn run(args: &Args) -> Result<ExitCode> {
    let case = case_folder::load(&args.case)?;
    let lens = args.side.added_to(args.lens.lens(&case)?);
    let since = match &args.since {
        Some(text) => day("--since", text)?,
        None => lens.until.plus(-7),
    };
    let config = AssessConfig { since: Some(since), ..AssessConfig::default() };
    let all: Vec<Explanation> =
        args.keys.iter().map(|key| explain(&case, &lens, &config, key)).collect::<Result<_, _>>()?;
    if args.json {
        output::data(&serde_json::to_string_pretty(&all)?)?;
    } else {
        output::data(&all.iter().map(in_words).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn in_words(x: &Explanation) -> String {
    let mut out = format!("{}  {}\n\n", x.figure.key, x.figure.text);
    let _ = writeln!(out, "Rule: {}", x.figure.rule);
    let share = match x.figure.assumed {
        Some(share) => format!("{:.0} % of it is assumption.", share * 100.0),
        None => "No assumption beyond the coding of the events.".to_owned(),
    };
    let _ = writeln!(out, "Assumed: {share}\n");
    let _ = writeln!(out, "Facts ({}):", x.facts.len());
    for f in &x.facts {
        let known = f.known.as_ref().map(|k| format!(", known {k}")).unwrap_or_default();
        let seen = if f.verified { "" } else { ", not seen in a stored copy" };
        let _ = writeln!(out, "  {}  {}{known}, {}{seen}", f.id, f.happened, f.evidence);
        let _ = writeln!(out, "    {}: {}", f.who, f.summary);
        let _ = writeln!(out, "    Source: {}", if f.source.is_empty() { "none named" } else { &f.source });
        let _ = writeln!(out, "    Without it: {}", effect(&f.without));
    }
    if !x.premises.is_empty() {
        let _ = writeln!(out, "\nAssumptions ({}):", x.premises.len());
        for p in &x.premises {
            let _ = writeln!(out, "  {}  {}", p.premise.id, p.premise.text);
            let _ = writeln!(out, "    Without it: {}", effect(&p.without));
        }
    }
    out
}

fn effect(e: &Effect) -> String {
    match e {
        Effect::Unchanged => "unchanged".to_owned(),
        Effect::Reads(text) => format!("reads \"{text}\""),
        Effect::Gone => "not printed".to_owned(),
        Effect::Program => "belongs to the program; the panel of `assess --propose` moves it".to_owned(),
    }
}
