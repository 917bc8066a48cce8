//! `explain CASE KEY…`: printed figures taken apart.

use super::advise::WeighArgs;
use crate::lens_args::{LensArgs, SideArgs, day};
use crate::{case_folder, output};
use anyhow::Result;
use goodoffices::assess::{
    AdviseConfig, AssessConfig, Effect, Explanation, FaithConfig, Part, ProposeConfig, explain,
};
use goodoffices::report::{COLUMNS, wrap};
use goodoffices::talks::Lens;
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
    /// Explain packages too (keys G1, G2, ...)
    #[arg(long)]
    propose: bool,
    #[command(flatten)]
    weigh: WeighArgs,
    /// Seed of the draws behind what `advise` prints
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Draws behind a package while it is explained.
const EXPLAINED_DRAWS: usize = 400;

/// First letters of the keys that only `advise` prints.
const WEIGHED: [char; 14] = ['J', 'T', 'X', 'Q', 'E', 'U', 'Z', 'j', 't', 'x', 'q', 'e', 'u', 'z'];

/// Prints the explanations.
pub fn run(args: &Args) -> Result<ExitCode> {
    let case = case_folder::load(&args.case)?;
    let lens = args.side.added_to(args.lens.lens(&case)?);
    let since = match &args.since {
        Some(text) => day("--since", text)?,
        None => lens.until.plus(-7),
    };
    // Each fact is taken away in turn, so the draws behind a package are fewer than `assess` makes.
    let packages = args.propose || args.keys.iter().any(|k| k.starts_with(['G', 'g']));
    let propose = packages.then(|| ProposeConfig { draws: EXPLAINED_DRAWS, ..ProposeConfig::default() });
    let what_if = args.weigh.pairs()?;
    let weighed = !what_if.is_empty() || args.keys.iter().any(|k| k.starts_with(WEIGHED));
    // Each fact is taken away in turn, so what no key asks for is left out.
    let asked = |letter: char| args.keys.iter().any(|k| k.to_ascii_uppercase().starts_with(letter));
    let without = [(Part::Flips, 'X'), (Part::Ripeness, 'E')];
    let without: Vec<Part> =
        without.into_iter().filter(|(_, letter)| !asked(*letter)).map(|(p, _)| p).collect();
    let advise =
        weighed.then(|| AdviseConfig { seed: args.seed, what_if, without, ..AdviseConfig::default() });
    let mut faith = FaithConfig { seed: args.seed, ..FaithConfig::default() };
    if !(asked('V') || asked('S') || weighed) {
        faith.most = 0;
    }
    let config = AssessConfig { since: Some(since), propose, advise, faith, ..AssessConfig::default() };
    let all: Vec<Explanation> =
        args.keys.iter().map(|key| explain(&case, &lens, &config, key)).collect::<Result<_, _>>()?;
    if args.json {
        output::data(&serde_json::to_string_pretty(&all)?)?;
    } else {
        let each: Vec<String> = all.iter().map(in_words).collect();
        output::data(&format!("{}\n\n{}", read_as(&case.slug, &lens), each.join("\n")))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// How the case was read: the same key can be another line under another lens.
fn read_as(case: &str, lens: &Lens) -> String {
    let mut out = format!("{case} as of {}", lens.until.long());
    if let Some(k) = lens.known {
        let _ = write!(out, ", known by {}", k.long());
    }
    if let Some(p) = &lens.reading {
        let _ = write!(out, ", disputed facts as {p} states them");
    }
    if let Some(p) = &lens.for_party {
        let _ = write!(out, ", estimates of the sides other than {p} left out");
    }
    out
}

/// A paragraph, indented.
fn para(out: &mut String, indent: usize, text: &str) {
    let pad = " ".repeat(indent);
    for line in wrap(text, COLUMNS - indent, "") {
        let _ = writeln!(out, "{pad}{line}");
    }
}

fn in_words(x: &Explanation) -> String {
    let mut out = String::new();
    para(&mut out, 0, &format!("{}  {}", x.figure.key, x.figure.text));
    out.push('\n');
    para(&mut out, 0, &format!("Rule: {}", x.figure.rule));
    para(
        &mut out,
        0,
        &match x.figure.assumed {
            Some(share) => format!("Assumed: {:.0} % of it.", share * 100.0),
            None => "Assumed: nothing beyond the coding of the events.".to_owned(),
        },
    );
    let _ = writeln!(out, "\nFacts ({}):", x.facts.len());
    for f in &x.facts {
        let known = f.known.as_ref().map(|k| format!(", known {k}")).unwrap_or_default();
        let seen = if f.verified { "" } else { ", not seen in a stored copy" };
        para(&mut out, 2, &format!("{}  {}{known}, {}{seen}", f.id, f.happened, f.evidence));
        para(&mut out, 4, &format!("{}: {}", f.who, f.summary));
        para(&mut out, 4, &format!("Source: {}", if f.source.is_empty() { "none named" } else { &f.source }));
        para(&mut out, 4, &format!("Without it: {}", effect(&f.without)));
    }
    if !x.premises.is_empty() {
        let _ = writeln!(out, "\nAssumptions ({}):", x.premises.len());
        for p in &x.premises {
            para(&mut out, 2, &format!("{}  {}", p.premise.id, p.premise.text));
            let without = match p
                .premise
                .id
                .strip_prefix("default:advice.")
                .or(p.premise.id.strip_prefix("what-if:"))
            {
                Some(key) => format!("moved by --what-if {key}=..."),
                None => effect(&p.without),
            };
            para(&mut out, 4, &format!("Without it: {without}"));
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
