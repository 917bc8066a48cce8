//! `study decide`: policies of staying and leaving on simulated worlds, and two patterns of pressure and bias.

use crate::{output, whole_file};
use anyhow::{Result, bail};
use goodoffices::report::{escape, worlds_plot};
use goodoffices::study::decide::{Config, Outlook, WorldScore, decide, policies, worlds};
use goodoffices::study::{Level, bias, pressure};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// Arguments of `study decide`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Worlds, separated by commas [default: all]
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    worlds: Vec<String>,
    /// Policies, separated by commas [default: all]
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    policies: Vec<String>,
    /// Talks per world and policy
    #[arg(long, value_name = "N", default_value_t = 4000, value_parser = clap::value_parser!(u64).range(2..=10_000_000))]
    talks: u64,
    /// Play agreement and survival by pressure, and agreement by bias, in place of the worlds
    #[arg(long, conflicts_with_all = ["worlds", "policies", "html"])]
    patterns: bool,
    /// Root of all random streams [default: drawn, and printed]
    #[arg(long, value_name = "SEED")]
    seed: Option<u64>,
    /// Threads; they change the time only
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1024))]
    threads: Option<u64>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Write a page with the picture
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Plays the study.
pub fn run(args: &Args) -> Result<ExitCode> {
    let seed = args.seed.unwrap_or_else(|| {
        let seed = output::drawn_seed();
        anstream::eprintln!("seed {seed} (drawn; give --seed {seed} to repeat)");
        seed
    });
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads.unwrap_or(0) as usize).build()?;
    let begun = Instant::now();
    let done = if args.patterns { show_patterns(args, seed, &pool) } else { show_worlds(args, seed, &pool) };
    done?;
    anstream::eprintln!("{:.1} s", begun.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}

fn provenance(args: &Args, seed: u64) -> Value {
    json!({ "method": "study decide", "talks": args.talks, "seed": seed, "version": env!("CARGO_PKG_VERSION") })
}

/// Those of `all` that were asked for by name.
fn chosen<T>(all: Vec<T>, names: &[String], what: &str, name: impl Fn(&T) -> String) -> Result<Vec<T>> {
    let known: Vec<String> = all.iter().map(&name).collect();
    if let Some(odd) = names.iter().find(|n| !known.contains(n)) {
        bail!("no {what} is called {odd:?} (there are {})", known.join(", "));
    }
    Ok(all.into_iter().filter(|x| names.is_empty() || names.contains(&name(x))).collect())
}

fn show_worlds(args: &Args, seed: u64, pool: &rayon::ThreadPool) -> Result<()> {
    let worlds = chosen(worlds(), &args.worlds, "world", |w| w.name.to_owned())?;
    let policies = chosen(policies(), &args.policies, "policy", |p| p.name.clone())?;
    let scores = pool.install(|| decide(&worlds, &policies, Config { talks: args.talks, seed }))?;
    if let Some(path) = &args.html {
        whole_file::write(path, page(&scores, args, seed)?.as_bytes())?;
    }
    if args.json {
        let rows: Vec<Value> = scores.iter().map(world_json).collect();
        let value = json!({ "schema_version": 1, "worlds": rows, "provenance": provenance(args, seed) });
        return output::data(&value.to_string());
    }
    output::data(&table(&scores))
}

fn outlook(o: Outlook) -> Value {
    json!({ "mean": o.mean, "low": o.mean - o.half, "high": o.mean + o.half })
}

fn world_json(w: &WorldScore) -> Value {
    let policies: Vec<Value> = w
        .policies
        .iter()
        .map(|p| {
            let against: serde_json::Map<String, Value> =
                p.against.iter().map(|(name, o)| (name.clone(), outlook(*o))).collect();
            json!({
                "policy": p.policy, "worth": outlook(p.worth), "regret": outlook(p.regret),
                "regret_share": p.regret.mean / w.best, "others_less_own": against,
                "settled": p.settled, "rounds_there": p.rounds,
            })
        })
        .collect();
    json!({
        "world": w.world, "about": w.about, "best_round": w.best_round, "best_worth": w.best,
        "worth_of_knowing_types": w.knowing, "policies": policies,
    })
}

fn table(scores: &[WorldScore]) -> String {
    let mut t = comfy_table::Table::new();
    t.load_style(comfy_table::presets::NOTHING);
    t.set_header(["world", "policy", "worth", "regret", "share", "settled", "rounds there"]);
    for w in scores {
        let best = w.best_round.map_or("never".to_owned(), |k| format!("round {}", k + 1));
        t.add_row([
            w.world.to_owned(),
            format!("best to leave: {best}"),
            format!("{:.4}", w.best),
            String::new(),
            String::new(),
            String::new(),
            format!("knowing types {:.4}", w.knowing),
        ]);
        for p in &w.policies {
            t.add_row([
                String::new(),
                p.policy.clone(),
                format!("{:.4} ± {:.4}", p.worth.mean, p.worth.half),
                format!("{:+.4} ± {:.4}", p.regret.mean, p.regret.half),
                format!("{:+.1} %", 100.0 * p.regret.mean / w.best),
                format!("{:.0} %", 100.0 * p.settled),
                format!("{:.1}", p.rounds),
            ]);
        }
    }
    t.to_string()
}

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1c2430}\
table{border-collapse:collapse;margin:1em 0}th,td{padding:.25em .7em;text-align:right;border-bottom:1px solid #d5dae1}\
th:first-child,td:first-child,th:nth-child(2),td:nth-child(2){text-align:left}svg{max-width:100%;height:auto}";

fn page(scores: &[WorldScore], args: &Args, seed: u64) -> Result<String> {
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Staying and leaving</title><style>{STYLE}</style>\n\
         <h1>Staying and leaving on simulated worlds</h1>\n<p>{} talks per world and policy, seed {seed}. The line is the worth of \
         the best fixed round of leaving for that world's true law; the dashed line that of knowing every type.</p>\n{}\n",
        args.talks,
        worlds_plot(scores)
    );
    for w in scores {
        let best = w.best_round.map_or("never".to_owned(), |k| format!("in round {}", k + 1));
        writeln!(
            html,
            "<h2>{}</h2><p>{}. Best to leave: {best}, worth {:.4}. Knowing every type: {:.4}.</p><table><tr><th>policy<th>worth<th>regret<th>share<th>settled<th>rounds there</tr>",
            escape(w.world),
            escape(w.about),
            w.best,
            w.knowing
        )?;
        for p in &w.policies {
            writeln!(
                html,
                "<tr><td>{}<td>{:.4} ± {:.4}<td>{:+.4} ± {:.4}<td>{:+.1} %<td>{:.0} %<td>{:.1}</tr>",
                escape(&p.policy),
                p.worth.mean,
                p.worth.half,
                p.regret.mean,
                p.regret.half,
                100.0 * p.regret.mean / w.best,
                100.0 * p.settled,
                p.rounds
            )?;
        }
        html.push_str("</table>\n");
    }
    Ok(html)
}

fn show_patterns(args: &Args, seed: u64, pool: &rayon::ThreadPool) -> Result<()> {
    let (by_pressure, by_bias) = pool.install(|| -> goodoffices::Result<_> {
        Ok((pressure(args.talks, seed)?, bias(args.talks, seed)?))
    })?;
    if args.json {
        let rows = |levels: &[Level]| -> Vec<Value> {
            let each = levels.iter().map(|l| {
                json!({ "level": l.level, "talks": l.talks, "agreed": l.agreed, "lasted": l.lasted,
                    "agreement": l.agreement(), "survival": l.survival() })
            });
            each.collect()
        };
        let value = json!({
            "schema_version": 1, "pressure": rows(&by_pressure), "bias": rows(&by_bias),
            "provenance": provenance(args, seed),
        });
        return output::data(&value.to_string());
    }
    let mut t = comfy_table::Table::new();
    t.load_style(comfy_table::presets::NOTHING);
    t.set_header(["", "level", "agreement", "of these, lasted"]);
    for l in &by_pressure {
        t.add_row([
            "pressure".to_owned(),
            format!("{:.3}", l.level),
            format!("{:.3}", l.agreement()),
            format!("{:.3}", l.survival()),
        ]);
    }
    for l in &by_bias {
        t.add_row([
            "bias".to_owned(),
            format!("{:.3}", l.level),
            format!("{:.3}", l.agreement()),
            String::new(),
        ]);
    }
    output::data(&t.to_string())
}
