//! `advise CASE`: the mediator's options weighed, with what each rests on and what would change the order.

use super::brief::{Format, deliver};
use crate::case_folder;
use crate::lens_args::{LensArgs, SideArgs};
use anyhow::{Context, Result, anyhow, bail};
use goodoffices::assess::{AdviseConfig, AssessConfig, SearchClock, assess};
use goodoffices::report;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Arguments of `advise`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case folder
    case: PathBuf,
    #[command(flatten)]
    lens: LensArgs,
    #[command(flatten)]
    side: SideArgs,
    #[command(flatten)]
    weigh: WeighArgs,
    /// Seed of the draws behind the intervals; printed with the result
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Draws behind each interval
    #[arg(long, default_value_t = 400)]
    draws: u32,
    /// Simulations of the search for plans
    #[arg(long, default_value_t = 10_000, value_name = "N")]
    simulations: u64,
    /// Stop that search after so many seconds; the simulations reached are printed
    #[arg(long, value_name = "S")]
    seconds: Option<f64>,
    /// Threads; changes time only [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    threads: Option<u64>,
    /// Form of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The report as JSON (short for --format json)
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// The report as one self-contained HTML file (short for --format html)
    #[arg(long, conflicts_with_all = ["format", "json"])]
    html: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What is assumed otherwise in this run.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct WeighArgs {
    /// Hold a quantity otherwise: KEY=VALUE or KEY=LOW..HIGH, such as belief=0.3 or fallback=0..0.2
    #[arg(long = "what-if", value_name = "KEY=VALUE")]
    pub what_if: Vec<String>,
}

impl WeighArgs {
    /// Keys and values.
    pub fn pairs(&self) -> Result<Vec<(String, String)>> {
        let mut seen = std::collections::BTreeSet::new();
        self.what_if
            .iter()
            .map(|text| match text.split_once('=') {
                Some((key, value)) if !key.trim().is_empty() && !value.trim().is_empty() => {
                    let key = key.trim().to_owned();
                    if !seen.insert(key.clone()) {
                        bail!("--what-if {key} is given twice");
                    }
                    Ok((key, value.trim().to_owned()))
                }
                _ => bail!("--what-if {text:?}: not KEY=VALUE (such as belief=0.3; `advise` lists the keys)"),
            })
            .collect()
    }
}

/// Prints the advice.
pub fn run(args: &Args) -> Result<ExitCode> {
    let case = case_folder::load(&args.case)?;
    let lens = args.side.added_to(args.lens.lens(&case)?);
    let clock = match args.seconds {
        Some(s) if s > 0.0 && s.is_finite() => {
            let limit = Duration::try_from_secs_f64(s)
                .map_err(|_| anyhow!("--seconds {s:e}: longer than any clock runs (such as 5)"))?;
            let begun = Instant::now();
            SearchClock::new(move || begun.elapsed() >= limit)
        }
        Some(s) => bail!("--seconds {s}: not a time (such as 5)"),
        None => SearchClock::default(),
    };
    let advise = AdviseConfig {
        draws: args.draws,
        simulations: args.simulations,
        clock,
        seed: args.seed,
        what_if: args.weigh.pairs()?,
        ..AdviseConfig::default()
    };
    let config = AssessConfig { advise: Some(advise), ..AssessConfig::default() };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads.unwrap_or(0) as usize)
        .build()
        .context("threads could not be started")?;
    let now = pool.install(|| assess(&case, &lens, &config))?;
    let Some(advice) = &now.advice else { bail!("nothing was weighed") };
    let page = report::advice(&now, advice);
    let text = match (args.json, args.html, args.format) {
        (true, ..) | (_, false, Format::Json) => {
            serde_json::to_string_pretty(&report::AdviceDocument::new(&now, advice, &page))? + "\n"
        }
        (_, true, _) | (_, _, Format::Html) => report::html(&[&page]),
        (_, _, Format::Text) => report::text(&page),
        (_, _, Format::Markdown) => report::markdown(&page),
    };
    deliver(args.output.as_deref(), &text)?;
    Ok(ExitCode::SUCCESS)
}
