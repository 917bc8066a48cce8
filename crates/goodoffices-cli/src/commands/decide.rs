//! `decide`: the mediator's full decision, searched or solved exactly.

use crate::output;
use anyhow::{Context, Result, anyhow};
use goodoffices::decide::{Budget, Decision, Found, Valued, exact, example_text, search};
use serde_json::{Value, json};
use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Most beliefs of an exact solution.
const BELIEFS: usize = 5_000_000;
/// How near the search comes to the exact worth where that is known (docs/decide.md): a share of it.
const NEAR: f64 = 0.01;
/// Brackets narrower than this are closed.
const CLOSED: f64 = 1e-9;

/// Arguments of `decide`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The decision, in TOML; `-` is standard input
    #[arg(required_unless_present = "example")]
    file: Option<PathBuf>,
    /// Print an example decision with a word on every key, TOML, to be changed
    #[arg(long, conflicts_with_all = ["file", "json", "exact", "simulations", "seconds", "seed", "threads"])]
    example: bool,
    /// Simulations
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    simulations: u64,
    /// Stop after so many seconds; the simulations reached are printed
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    seconds: Option<f64>,
    /// Solve exactly instead (small decisions only); nothing is drawn, so --simulations, --seconds and --seed are refused with it
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
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("standard input")?;
        bytes
    } else {
        std::fs::read(path).with_context(|| path.display().to_string())?
    };
    String::from_utf8(bytes).map_err(|e| {
        anyhow!(
            "{}: this is no text file: byte {} begins nothing in UTF-8 (a decision is TOML, such as `decide --example` prints)",
            path.display(),
            e.utf8_error().valid_up_to() + 1
        )
    })
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode> {
    let Some(path) = args.file.as_deref().filter(|_| !args.example) else {
        output::data(&example_text())?;
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
    let names = decision.parties.as_ref();
    let mut options = solution.options.clone();
    options.sort_by(|a, b| b.1.total_cmp(&a.1));
    if as_json {
        let rows: Vec<Value> = options
            .iter()
            .map(|(act, value)| json!({ "act": act.name(), "said": act.said(names), "value": value }))
            .collect();
        let all = json!({
            "schema_version": 1,
            "options": rows,
            "beliefs": solution.beliefs,
            "provenance": provenance("exact"),
        });
        return Ok(serde_json::to_string_pretty(&all)?);
    }
    let mut out = String::new();
    let wide = wide(options.iter().map(|o| o.0.said(names)));
    writeln!(out, "{:<wide$}{:>10}{:>10}", "act", "value", "regret")?;
    let best = options.first().map_or(0.0, |o| o.1);
    for (act, value) in &options {
        writeln!(out, "{:<wide$}{value:>10.5}{:>10.5}", act.said(names), best - value)?;
    }
    let equal: Vec<String> =
        options.iter().filter(|o| best - o.1 < CLOSED).map(|o| o.0.said(names)).collect();
    if equal.len() > 1 {
        writeln!(out, "{} are worth the same", equal.join(", "))?;
    }
    writeln!(out, "exact, over {} beliefs", solution.beliefs)?;
    Ok(out)
}

/// Width of a column of these texts.
fn wide(texts: impl Iterator<Item = String>) -> usize {
    texts.map(|t| t.chars().count()).max().unwrap_or(0).max(20) + 2
}

/// Acts whose worth lies so near to the first's that the search does not order them; none where the first stands alone.
fn alike(found: &Found) -> Vec<&Valued> {
    let Some(first) = found.options.first() else { return Vec::new() };
    let near =
        |o: &&Valued| o.regret <= NEAR * first.value.abs() && (o.high >= first.value || o.regret < CLOSED);
    // What is known exactly is ordered, however small the difference.
    let open =
        |o: &&Valued| o.high - o.value > CLOSED || first.high - first.value > CLOSED || o.regret < CLOSED;
    let all: Vec<&Valued> = found.options.iter().filter(near).filter(open).collect();
    if all.len() > 1 { all } else { Vec::new() }
}

/// Why the search ended where it did.
fn why(found: &Found) -> &'static str {
    let best = found.options.first().map_or(0.0, |o| o.value);
    let open = |o: &Valued| o.high - o.value > CLOSED && o.high > best + CLOSED;
    if found.stopped {
        ", stopped by the clock"
    } else if found.simulations >= found.asked {
        ""
    } else if found.options.iter().any(open) {
        ", since the acts that were kept to the end are known exactly; the others were put aside on the way"
    } else {
        ", since nothing is left to find: each act's worth is known, or cannot reach the first's"
    }
}

fn searched(decision: &Decision, args: &Args, pool: &rayon::ThreadPool) -> Result<String> {
    let (model, table, belief) = decision.ready()?;
    let seed = args.seed.unwrap_or_else(|| {
        let seed = output::drawn_seed();
        anstream::eprintln!("seed {seed} (drawn; give --seed {seed} to repeat)");
        seed
    });
    let begun = Instant::now();
    let limit = args.seconds.map(Duration::from_secs_f64);
    let stop = || limit.is_some_and(|l| begun.elapsed() >= l);
    let budget = Budget { simulations: args.simulations, seed };
    let found = pool.install(|| search(&model, &table, &belief, budget, &stop))?;
    let names = decision.parties.as_ref();
    let alike = alike(&found);
    if args.json {
        let rows: Vec<Value> = found
            .options
            .iter()
            .map(|o| {
                json!({
                    "act": o.act.name(),
                    "said": o.act.said(names),
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
            "not_told_apart": alike.iter().map(|o| o.act.name()).collect::<Vec<_>>(),
            "simulations": found.simulations,
            "asked": found.asked,
            "stopped_by_clock": found.stopped,
            "seed": found.seed,
            "provenance": provenance("pomcp"),
        });
        return Ok(serde_json::to_string_pretty(&all)?);
    }
    let mut out = String::new();
    let wide = wide(found.options.iter().map(|o| o.act.said(names)));
    writeln!(out, "{:<wide$}{:>10}{:>10}{:>10}{:>13}", "act", "value", "at most", "regret", "simulations")?;
    for o in &found.options {
        let name = o.act.said(names);
        writeln!(out, "{name:<wide$}{:>10.5}{:>10.5}{:>10.5}{:>13}", o.value, o.high, o.regret, o.visits)?;
    }
    writeln!(out, "{} of {} simulations{}; seed {seed}", found.simulations, found.asked, why(&found))?;
    if !alike.is_empty() {
        let said: Vec<String> = alike.iter().map(|o| o.act.said(names)).collect();
        writeln!(
            out,
            "not told apart: {} lie within a hundredth of the first, as near as the search comes to the exact worth; their order says nothing",
            said.join(", ")
        )?;
    }
    writeln!(out, "value: of a plan that was found; at most: no plan that begins so is worth more")?;
    Ok(out)
}
