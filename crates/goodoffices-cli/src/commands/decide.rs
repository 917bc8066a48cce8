//! `decide`: the mediator's full decision, searched or solved exactly.

use crate::output;
use anyhow::{Context, Result};
use goodoffices::decide::{Budget, Decision, exact, search};
use serde_json::{Value, json};
use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Most beliefs of an exact solution.
const BELIEFS: usize = 5_000_000;

/// Arguments of `decide`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The decision, in TOML; `-` is standard input
    #[arg(required_unless_present = "example")]
    file: Option<PathBuf>,
    /// Print an example decision, to be changed
    #[arg(long, conflicts_with = "file")]
    example: bool,
    /// Simulations
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    simulations: u64,
    /// Stop after so many seconds; the simulations reached are printed
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    seconds: Option<f64>,
    /// Solve exactly instead (small decisions only)
    #[arg(long, conflicts_with_all = ["seconds", "simulations", "seed"])]
    exact: bool,
    /// Root of all random streams [default: drawn, and printed]
    #[arg(long, value_name = "SEED")]
    seed: Option<u64>,
    /// Threads; they change the time only
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    threads: Option<u64>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x > 0.0 && x <= 1e6 => Ok(x),
        _ => Err("give a number of seconds above 0".into()),
    }
}

fn read(path: &Path) -> Result<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("standard input")?;
        return Ok(text);
    }
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode> {
    let Some(path) = args.file.as_deref().filter(|_| !args.example) else {
        output::data(&Decision::example().write()?)?;
        return Ok(ExitCode::SUCCESS);
    };
    let text = read(path)?;
    let decision = Decision::read(&text).with_context(|| path.display().to_string())?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads.unwrap_or(0) as usize).build()?;
    let begun = Instant::now();
    let printed = if args.exact { solved(&decision, args.json)? } else { searched(&decision, args, &pool)? };
    output::data(&printed)?;
    anstream::eprintln!("{:.1} s", begun.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}

fn provenance(method: &str) -> Value {
    json!({ "method": method, "version": env!("CARGO_PKG_VERSION") })
}

fn solved(decision: &Decision, as_json: bool) -> Result<String> {
    let (model, table, belief) = decision.ready()?;
    let solution = exact(&model, &table, &belief, BELIEFS)?;
    let mut options = solution.options.clone();
    options.sort_by(|a, b| b.1.total_cmp(&a.1));
    if as_json {
        let rows: Vec<Value> =
            options.iter().map(|(act, value)| json!({ "act": act.name(), "value": value })).collect();
        let all = json!({
            "schema_version": 1,
            "options": rows,
            "beliefs": solution.beliefs,
            "provenance": provenance("exact"),
        });
        return Ok(serde_json::to_string_pretty(&all)?);
    }
    let mut out = String::new();
    writeln!(out, "{:<22}{:>10}{:>10}", "act", "value", "regret")?;
    let best = options.first().map_or(0.0, |o| o.1);
    for (act, value) in &options {
        writeln!(out, "{:<22}{value:>10.5}{:>10.5}", act.name(), best - value)?;
    }
    writeln!(out, "exact, over {} beliefs", solution.beliefs)?;
    Ok(out)
}

fn searched(decision: &Decision, args: &Args, pool: &rayon::ThreadPool) -> Result<String> {
    let seed = args.seed.unwrap_or_else(|| {
        let seed = output::drawn_seed();
        anstream::eprintln!("seed {seed} (drawn; give --seed {seed} to repeat)");
        seed
    });
    let (model, table, belief) = decision.ready()?;
    let begun = Instant::now();
    let limit = args.seconds.map(Duration::from_secs_f64);
    let stop = || limit.is_some_and(|l| begun.elapsed() >= l);
    let budget = Budget { simulations: args.simulations, seed };
    let found = pool.install(|| search(&model, &table, &belief, budget, &stop))?;
    if args.json {
        let rows: Vec<Value> = found
            .options
            .iter()
            .map(|o| {
                json!({
                    "act": o.act.name(),
                    "value": o.value,
                    "high": o.high,
                    "regret": o.regret,
                    "simulations": o.visits,
                })
            })
            .collect();
        let all = json!({
            "schema_version": 1,
            "options": rows,
            "simulations": found.simulations,
            "asked": found.asked,
            "stopped_by_clock": found.stopped,
            "seed": found.seed,
            "provenance": provenance("pomcp"),
        });
        return Ok(serde_json::to_string_pretty(&all)?);
    }
    let mut out = String::new();
    writeln!(out, "{:<22}{:>10}{:>10}{:>10}{:>13}", "act", "value", "at most", "regret", "simulations")?;
    for o in &found.options {
        let name = o.act.name();
        writeln!(out, "{name:<22}{:>10.5}{:>10.5}{:>10.5}{:>13}", o.value, o.high, o.regret, o.visits)?;
    }
    let why = if found.stopped { ", stopped by the clock" } else { "" };
    writeln!(out, "{} of {} simulations{why}; seed {seed}", found.simulations, found.asked)?;
    writeln!(out, "value: of a plan that was found; at most: no plan that begins so is worth more")?;
    Ok(out)
}
