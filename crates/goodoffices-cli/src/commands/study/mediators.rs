//! `study mediators`: rule mediators on the same talks over a scenario.

use crate::mediated_args::MediatedArgs;
use crate::output;
use crate::scenario_files::LoadOptions;
use crate::session_args::SessionArgs;
use anyhow::Result;
use goodoffices::strategy::Spec;
use goodoffices::study::mediators;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

/// Arguments of `study mediators`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A scenario: a folder, its files, or - for standard input
    #[arg(required = true, value_name = "SCENARIO")]
    scenario: Vec<PathBuf>,
    /// Strategies, from which each seat draws one for each talk
    #[arg(long, short, value_name = "A,B", default_value = "boulware,linear,conceder,micro,staller")]
    strategies: String,
    /// Talks for each mediator
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..))]
    talks: u64,
    /// Threads; they change the time only
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    threads: Option<u64>,
    #[command(flatten)]
    mediated: MediatedArgs,
    #[command(flatten)]
    load: LoadOptions,
    #[command(flatten)]
    session: SessionArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Plays the talks. `--mediator` is a list here.
pub fn run(args: &Args) -> Result<ExitCode> {
    let scenario = Arc::new(args.session.scenario(&args.scenario, &args.load)?);
    let strategies = Spec::list(&args.strategies)?;
    let specs = Spec::list(&args.mediated.mediator)?;
    let rules = args.mediated.rules(args.session.rules(), scenario.parties.len())?;
    let seed = args.session.seed();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads.unwrap_or(0) as usize).build()?;
    let begun = Instant::now();
    let scores = pool.install(|| mediators(&scenario, &strategies, &specs, &rules, args.talks, seed))?;
    let seconds = begun.elapsed().as_secs_f64();
    let held = args.talks * specs.len() as u64;
    anstream::eprintln!("{held} talks in {seconds:.2} s");
    if args.json {
        let rows: Vec<Value> = scores
            .iter()
            .map(|s| {
                json!({
                    "mediator": s.mediator, "talks": s.talks, "agreed": s.agreed, "agreed_alone": s.agreed_alone,
                    "broken": s.broken, "mediator_faults": s.faults, "payoffs": s.payoffs, "spent": s.spent,
                    "rounds": s.rounds, "happenings": s.happenings,
                })
            })
            .collect();
        let parties: Vec<&str> = scenario.parties.iter().map(|p| p.name.as_str()).collect();
        let value = json!({
            "schema_version": 1, "mediators": rows,
            "provenance": {
                "method": "study mediators", "strategies": args.strategies, "parties": parties,
                "instruments": args.mediated.instruments, "presence": args.mediated.presence,
                "stakes": args.mediated.stakes, "rounds": args.session.rules().deadline.rounds, "seed": seed,
                "version": env!("CARGO_PKG_VERSION"), "scenario": scenario.name,
                "scenario_hash": scenario.fingerprint(),
            },
        });
        output::data(&value.to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut t = comfy_table::Table::new();
    t.load_style(comfy_table::presets::NOTHING);
    let mut header =
        vec!["mediator".to_owned(), "agreed".into(), "alone".into(), "broken".into(), "rounds".into()];
    header.extend(scenario.parties.iter().map(|p| format!("payoff {}", p.name)));
    header.push("spent".into());
    t.set_header(header);
    for s in &scores {
        let share = |n: u64| format!("{:.1} %", 100.0 * n as f64 / s.talks as f64);
        let mut row = vec![s.mediator.clone(), share(s.agreed), share(s.agreed_alone), share(s.broken)];
        row.push(format!("{:.1}", s.rounds));
        row.extend(s.payoffs.iter().map(|p| format!("{p:.4}")));
        row.push(format!("{:.4}", s.spent));
        t.add_row(row);
    }
    output::data(&t.to_string())?;
    Ok(ExitCode::SUCCESS)
}
