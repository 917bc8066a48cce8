//! `assess CASE`: the whole picture as of a day.

use super::brief::{assessed, deliver};
use crate::case_folder;
use crate::lens_args::{LensArgs, SideArgs};
use crate::waiting::Waiting;
use anyhow::Result;
use goodoffices::assess::{AdviseConfig, AssessConfig, FaithConfig, Part, Preferences, ProposeConfig};
use goodoffices::report::{self, Sheet};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `assess`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case folder
    case: PathBuf,
    #[command(flatten)]
    lens: LensArgs,
    #[command(flatten)]
    side: SideArgs,
    /// What changed since this day, or since an earlier report in JSON [default: seven days before]
    #[arg(long, value_name = "DATE|REPORT.json")]
    since: Option<String>,
    /// Add packages by the estimates, each probability with the share that is assumption
    #[arg(long)]
    propose: bool,
    /// How likely delay is held beforehand, between 0 and 1 [default: .17, and two other beliefs beside it]
    #[arg(long, value_name = "P")]
    prior: Option<f64>,
    /// Judge conduct without what the parties have said of their preferences
    #[arg(long)]
    blind: bool,
    /// Ways to negotiate that are compared [default: conceder,hard_bargainer,reciprocator,staller,spoiler,random]
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    types: Vec<String>,
    /// Particles of each way to negotiate: fewer are faster and coarser
    #[arg(long, value_name = "N", default_value_t = 2048)]
    particles: usize,
    /// Seed of the draws
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Form of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The report as JSON (short for --format json)
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Plain text, 80 columns
    Text,
    /// One self-contained HTML file that opens with the brief
    Html,
    /// JSON; a later `--since FILE.json` compares with it
    Json,
}

/// Prints the assessment.
pub fn run(args: &Args) -> Result<ExitCode> {
    let case = case_folder::load(&args.case)?;
    let lens = args.side.added_to(args.lens.lens(&case)?);
    let propose = args.propose.then(|| ProposeConfig { seed: args.seed, ..ProposeConfig::default() });
    let waiting = Waiting::new("weighing conduct");
    let faith = FaithConfig {
        watch: waiting.watch(),
        seed: args.seed,
        prior: args.prior,
        particles: args.particles,
        types: args.types.clone(),
        preferences: if args.blind { Preferences::Blind } else { Preferences::Stated },
        ..FaithConfig::default()
    };
    // The longer report opens on the mediator's desk: it has the options weighed, and the picture.
    let advise = (args.format == Format::Html && !args.json).then(|| AdviseConfig {
        seed: args.seed,
        without: vec![Part::Ripeness],
        ..AdviseConfig::default()
    });
    let plain = AssessConfig { propose, faith, ..AssessConfig::default() };
    let config = AssessConfig { advise, ..plain.clone() };
    let (now, since) = match assessed(&case, &lens, args.since.as_deref(), config.clone()) {
        // What a case assumes may be impossible to weigh; the rest of the report does not hang on that.
        Err(e) if config.advise.is_some() => {
            anstream::eprintln!("the options are not weighed: {e}");
            assessed(&case, &lens, args.since.as_deref(), plain)?
        }
        other => other?,
    };
    waiting.end();
    let page = report::assessment(&now, &since);
    let text = match (args.json, args.format) {
        (true, _) | (_, Format::Json) => {
            let document = report::Document::new(&now, &since, &page);
            serde_json::to_string_pretty(&document)? + "\n"
        }
        (_, Format::Text) => report::text(&page),
        (_, Format::Html) => report::html(&[&report::brief(&now, Some(&since), Sheet::Html), &page]),
    };
    deliver(args.output.as_deref(), &text)?;
    Ok(ExitCode::SUCCESS)
}
