//! `tournament`: strategies against each other over scenarios, with tables that can be continued.
//!
//! `--out DIR` holds `plan.json` (what was asked, written first), `negotiations.csv`, `offers.csv` where asked
//! for, and in the end `ranking.csv`, `index.html` and a page a strategy. While it is under way
//! `progress.json` says how many bytes of the tables are whole, so that a run that was killed goes on to the
//! same bytes.

use crate::exec_player::Limits;
use crate::scenario_files::LoadOptions;
use crate::session_args::SessionArgs;
use crate::tally::Tally;
use crate::tournament_folder::Written;
use crate::{folders, output, parquet_table, players};
use anyhow::{Context, Result};
use goodoffices::protocol::Negotiator;
use goodoffices::simulate::{Block, Plan, Tables};
use goodoffices::strategy::Spec;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Arguments of `tournament`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Scenario folders or files, or folders of scenario folders
    #[arg(required = true, value_name = "DIR")]
    scenarios: Vec<PathBuf>,
    /// Strategies to rank
    #[arg(long, short, value_name = "A,B,…", default_value = "boulware,linear,conceder,micro,tft")]
    strategies: String,
    /// Strategies that everybody meets and that are not ranked
    #[arg(long, value_name = "A,B,…")]
    opponents: Option<String>,
    /// How often each negotiation is held [default: 1, and 5 under --preset anl2024]
    #[arg(long, value_name = "N")]
    repetitions: Option<u32>,
    /// Leave out negotiations in which all seats hold one strategy
    #[arg(long)]
    no_self_play: bool,
    /// Keep the parties in the scenario's order
    #[arg(long)]
    no_rotation: bool,
    /// Turn the parties' order, where a preset would keep it
    #[arg(long, conflicts_with = "no_rotation")]
    rotation: bool,
    /// Rank by this
    #[arg(long, value_name = "utility|advantage", default_value = "utility")]
    rank_by: Measure,
    /// A league's settings: anl2024 (others' utilities known, reservations hidden, ranked by advantage, five
    /// repetitions, parties in the scenario's order; docs/anl.md has the sources)
    #[arg(long, value_name = "NAME", value_parser = ["anl2024"])]
    preset: Option<String>,
    #[command(flatten)]
    load: LoadOptions,
    #[command(flatten)]
    session: SessionArgs,
    /// Write the tables into this folder; if it holds this tournament unfinished, go on with it
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write a table of all offers too
    #[arg(long, requires = "out")]
    offers: bool,
    /// Write the tables as Parquet too
    #[arg(long, requires = "out")]
    parquet: bool,
    /// Threads; changes time only [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What a ranking is by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Measure {
    /// Utility.
    Utility,
    /// Advantage.
    Advantage,
}

/// Runs the tournament.
pub fn run(args: &Args) -> Result<ExitCode> {
    let (mut session, mut rank_by) = (args.session.clone(), args.rank_by);
    if args.preset.is_some() {
        session.information = goodoffices::protocol::Information::OpponentUtility;
        rank_by = Measure::Advantage;
    }
    if args.parquet {
        parquet_table::available()?;
    }
    let found = folders::scenarios(&args.scenarios)?;
    let mut scenarios = Vec::new();
    for (label, paths) in &found {
        let mut scenario = session.scenario(paths, &args.load)?;
        scenario.name = label.clone();
        scenarios.push(Arc::new(scenario));
    }
    let seed = session.seed();
    let mut plan = Plan::new(scenarios, Spec::list(&args.strategies)?, session.rules(), seed)?
        .with_repetitions(args.repetitions.unwrap_or(if args.preset.is_some() { 5 } else { 1 }))?;
    if let Some(text) = &args.opponents {
        plan = plan.with_opponents(Spec::list(text)?)?;
    }
    if args.no_self_play {
        plan = plan.without_self_play()?;
    }
    if args.no_rotation || (args.preset.is_some() && !args.rotation) {
        plan = plan.without_rotation()?;
    }
    if let Some(by) = session.discount_by(args.load.semantics) {
        plan = plan.discounted(by);
    }
    // Every scenario and name is tried before anything is written.
    plan.check()?;
    plan.strategies().iter().try_for_each(|s| players::build(s, &session.limits()).map(drop))?;
    if rank_by == Measure::Utility
        && let Some(note) = scales_differ(&plan)
    {
        anstream::eprintln!("note: {note}");
    }
    let head = head(args, &session, &plan, &found)?;
    let threads = args.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("threads")?;
    let mut tally = Tally::new(&plan, rank_by == Measure::Advantage);
    let mut tables = args
        .out
        .as_deref()
        .map(|dir| Written::open(dir, args.offers, &head, &plan, &mut tally))
        .transpose()?;
    pool.install(|| play(&plan, &mut tally, tables.as_mut(), args.offers, &session.limits()))?;
    let result = tally.report(&plan, &head);
    if let Some(tables) = tables {
        tables.finish(&plan, &result, args.parquet)?;
    }
    if args.json {
        output::data(&serde_json::to_string(&result)?)?;
    } else {
        output::data(&Tally::table(&result))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn play(
    plan: &Plan,
    tally: &mut Tally,
    mut tables: Option<&mut Written>,
    offers: bool,
    limits: &Limits,
) -> Result<()> {
    let begun = Instant::now();
    let clock = || begun.elapsed().as_secs_f64();
    let build = |spec: &Spec| -> goodoffices::Result<Box<dyn Negotiator>> {
        players::build(spec, limits).map_err(|e| goodoffices::Error::input(format!("{e:#}")))
    };
    let bar =
        if std::io::stderr().is_terminal() { ProgressBar::new(plan.len()) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} {per_sec}, {eta} left")?);
    let wanted = Tables { rows: tables.is_some(), offers: offers && tables.is_some() };
    let mut next = tables.as_ref().map_or(0, |t| t.negotiations);
    // Small at first: sessions with programs of one's own may take seconds.
    let mut window = 16;
    // While one window is played, the one before is counted and written.
    let (mut fresh, mut before): (Vec<Block<'_>>, Vec<Block<'_>>) = Default::default();
    loop {
        let from = Instant::now();
        let end = (next + window).min(plan.len());
        let (played, kept) = rayon::join(
            || plan.play(next..end, wanted, &build, &clock, &mut fresh),
            || -> Result<()> {
                for block in &before {
                    block.rows.iter().for_each(|r| tally.add(r));
                    if let Some(tables) = &mut tables {
                        tables.append(&block.rows_csv, &block.offers_csv)?;
                    }
                }
                if let Some(tables) = &mut tables {
                    tables.reached(next)?;
                }
                bar.set_position(next);
                Ok(())
            },
        );
        kept?;
        played?;
        if next == plan.len() {
            break;
        }
        std::mem::swap(&mut fresh, &mut before);
        next = end;
        if from.elapsed() < Duration::from_millis(300) {
            window = (window * 2).min(1 << 14);
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// Where utilities of scenarios are on scales so different that one scenario decides a mean of them.
fn scales_differ(plan: &Plan) -> Option<String> {
    let reach = |k: usize| {
        let points = plan.measures(k)?.frontier();
        points.flatten().copied().reduce(f64::max).map(|top| (top, plan.scenarios()[k].name.as_str()))
    };
    let tops = || (0..plan.scenarios().len()).filter_map(reach);
    let (most, least) =
        (tops().max_by(|a, b| a.0.total_cmp(&b.0))?, tops().min_by(|a, b| a.0.total_cmp(&b.0))?);
    (most.0 > 3.0 * least.0).then(|| {
        format!(
            "utilities reach {} in {} and {} in {}, and the score is their mean; \
             --normalize or --rank-by advantage compares like with like",
            most.0, most.1, least.0, least.1
        )
    })
}

/// What was asked, as it stands at the head of the tables.
fn head(args: &Args, session: &SessionArgs, plan: &Plan, found: &[(String, Vec<PathBuf>)]) -> Result<Value> {
    let mut scenarios = serde_json::Map::new();
    for (label, paths) in found {
        let full = paths.iter().map(|p| Ok(std::fs::canonicalize(p)?.display().to_string()));
        scenarios.insert(label.clone(), json!(full.collect::<Result<Vec<_>>>()?));
    }
    let mut flags = session.flags();
    flags.extend(["--semantics".to_owned(), format!("{:?}", args.load.semantics).to_lowercase()]);
    flags.extend(["--real-values".to_owned(), args.load.real_values.to_string()]);
    if let Some(parties) = &args.load.parties {
        flags.extend(["--parties".to_owned(), parties.join(",")]);
    }
    let programs = plan.strategies().iter().any(|s| s.command().is_some());
    Ok(json!({
        "schema_version": 1,
        "method": "tournament",
        "fingerprint": plan.fingerprint(),
        "version": env!("CARGO_PKG_VERSION"),
        "seed": plan.seed(),
        "negotiations": plan.len(),
        "strategies": plan.names(),
        "ranked": plan.ranked(),
        "repetitions": plan.repetitions(),
        "self_play": !args.no_self_play,
        "rotation": plan.rotates(),
        "offers": args.offers,
        "scenario_hashes": plan.scenarios().iter().map(|s| s.fingerprint()).collect::<Vec<_>>(),
        "scenarios": scenarios,
        "session": flags,
        // Where programs of one's own (exec:) were called from.
        "directory": programs.then(|| std::env::current_dir().ok().map(|d| d.display().to_string())),
    }))
}
