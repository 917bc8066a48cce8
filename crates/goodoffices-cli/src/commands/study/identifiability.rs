//! `study identifiability`: how soon offers alone tell a hard bargainer from one who only drifts.

use crate::output;
use anyhow::Result;
use goodoffices::study::{IdentifiabilityRow, identifiability};
use serde_json::json;
use std::process::ExitCode;

/// Arguments of `study identifiability`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Parties of each kind
    #[arg(long, value_name = "N", default_value_t = 600, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    runs: u32,
    /// Seed
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The same as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the study.
pub fn run(args: &Args) -> Result<ExitCode> {
    let rows = identifiability(args.runs as usize, args.seed)?;
    if args.json {
        let row = |r: &IdentifiabilityRow| {
            json!({
                "time": r.time, "auc_offers": r.auc, "power_offers": r.power,
                "auc_one_probe": r.one_probe, "auc_three_probes": r.three_probes,
            })
        };
        let value = json!({
            "schema_version": 1,
            "provenance": {
                "method": "exact Bayes factor on a grid, known own utility",
                "runs": args.runs, "seed": args.seed, "version": env!("CARGO_PKG_VERSION"),
            },
            "rows": rows.iter().map(row).collect::<Vec<_>>(),
        });
        output::data(&value.to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut t = comfy_table::Table::new();
    t.load_style(comfy_table::presets::NOTHING);
    t.set_header(["time", "AUC offers only", "power at 5 % false", "AUC one probe", "AUC three probes"]);
    for r in &rows {
        let show = |x: f64| format!("{x:.3}");
        t.add_row([
            format!("{:.2}", r.time),
            show(r.auc),
            format!("{:.2}", r.power),
            show(r.one_probe),
            show(r.three_probes),
        ]);
    }
    output::data(&t.to_string())?;
    anstream::eprintln!("{} parties of each kind, seed {}", args.runs, args.seed);
    Ok(ExitCode::SUCCESS)
}
