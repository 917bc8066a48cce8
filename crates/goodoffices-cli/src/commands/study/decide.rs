//! `study decide`: policies of staying and leaving on simulated worlds, and two patterns of pressure and bias.

use super::decide_page::{Played, page};
use crate::{output, whole_file};
use anyhow::{Result, bail};
use goodoffices::study::decide::{
    Config, Counts, NAIVE, Outlook, Policy, Summary, World, WorldScore, decide, drawn_worlds, policies,
    summary, worlds,
};
use goodoffices::study::{Level, bias, pressure};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// Arguments of `study decide`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Worlds, separated by commas [default: all]
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    worlds: Vec<String>,
    /// Play so many worlds in which every part of the law may be wrong, in place of those with a name; they are drawn by the
    /// seed
    #[arg(long, value_name = "N", conflicts_with_all = ["worlds", "patterns"], value_parser = clap::value_parser!(u64).range(1..=10_000))]
    drawn: Option<u64>,
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
    // Before a seed is drawn and said: nothing is printed ahead of a refusal.
    let asked = (
        chosen(worlds(), &args.worlds, "world", |w| w.name.clone())?,
        chosen(policies(), &args.policies, "policy", |p| p.name.clone())?,
    );
    let seed = args.seed.unwrap_or_else(|| {
        let seed = output::drawn_seed();
        anstream::eprintln!("seed {seed} (drawn; give --seed {seed} to repeat)");
        seed
    });
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads.unwrap_or(0) as usize).build()?;
    let begun = Instant::now();
    let done =
        if args.patterns { show_patterns(args, seed, &pool) } else { show_worlds(args, asked, seed, &pool) };
    done?;
    anstream::eprintln!("{:.1} s", begun.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}

fn provenance(args: &Args, seed: u64) -> Value {
    json!({ "method": "study decide", "talks": args.talks, "drawn_worlds": args.drawn, "seed": seed, "version": env!("CARGO_PKG_VERSION") })
}

/// Those of `all` that were asked for by name.
fn chosen<T>(all: Vec<T>, names: &[String], what: &str, name: impl Fn(&T) -> String) -> Result<Vec<T>> {
    let known: Vec<String> = all.iter().map(&name).collect();
    if let Some(odd) = names.iter().find(|n| !known.contains(n)) {
        bail!("no {what} is called {odd:?} (there are {})", known.join(", "));
    }
    if let Some(k) = (1..names.len()).find(|k| names[..*k].contains(&names[*k])) {
        bail!("the {what} {:?} is given twice; give it once", names[k]);
    }
    Ok(all.into_iter().filter(|x| names.is_empty() || names.contains(&name(x))).collect())
}

fn show_worlds(
    args: &Args,
    (named, policies): (Vec<World>, Vec<Policy>),
    seed: u64,
    pool: &rayon::ThreadPool,
) -> Result<()> {
    let worlds = args.drawn.map_or(named, |count| drawn_worlds(count, seed));
    let scores = pool.install(|| decide(&worlds, &policies, Config { talks: args.talks, seed }))?;
    if let Some(path) = &args.html {
        whole_file::write(
            path,
            page(&scores, Played { talks: args.talks, drawn: args.drawn.is_some(), seed })?.as_bytes(),
        )?;
    }
    if args.json {
        let rows: Vec<Value> = scores.iter().map(world_json).collect();
        let value = json!({
            "schema_version": 1, "worlds": rows, "over_worlds": summary(&scores).iter().map(summary_json).collect::<Vec<_>>(),
            "provenance": provenance(args, seed),
        });
        return output::data(&value.to_string());
    }
    let over = over_worlds(&summary(&scores));
    output::data(&if args.drawn.is_some() { over } else { format!("{}\n\n{over}", table(&scores)) })
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

fn summary_json(s: &Summary) -> Value {
    let counts = |c: Counts| json!({ "better": c.better, "neither": c.neither, "worse": c.worse });
    let against: serde_json::Map<String, Value> = s
        .against
        .iter()
        .map(|a| (a.policy.clone(), json!({ "gain": outlook(a.gain), "worlds": counts(a.worlds) })))
        .collect();
    json!({
        "policy": s.policy, "worth": outlook(s.worth), "regret": outlook(s.regret),
        "greatest_regret": { "world": s.most.1, "regret": s.most.0 }, "against": against, "against_all": counts(s.all),
    })
}

/// Each policy over all the worlds, and against the simple ones: two tables that fit a terminal.
fn over_worlds(all: &[Summary]) -> String {
    let (mut own, mut against) = (comfy_table::Table::new(), comfy_table::Table::new());
    own.load_style(comfy_table::presets::NOTHING);
    against.load_style(comfy_table::presets::NOTHING);
    own.set_header(["over all worlds", "worth", "regret", "greatest regret"]);
    against.set_header(["policy", "over", "gain", "more", "not shown", "less"]);
    for s in all {
        own.add_row([
            s.policy.clone(),
            format!("{:.4} ± {:.4}", s.worth.mean, s.worth.half),
            format!("{:+.4} ± {:.4}", s.regret.mean, s.regret.half),
            format!("{:+.3} ({})", s.most.0, s.most.1),
        ]);
        let mut row = |over: &str, gain: String, c: Counts| {
            let counts = [c.better, c.neither, c.worse].map(|n| n.to_string());
            against.add_row([s.policy.clone(), over.to_owned(), gain].into_iter().chain(counts));
        };
        for a in &s.against {
            row(&a.policy, format!("{:+.4} ± {:.4}", a.gain.mean, a.gain.half), a.worlds);
        }
        if s.against.len() == NAIVE.len() {
            row("all three", String::new(), s.all);
        }
    }
    format!(
        "{own}\n\n{against}\n(more, not shown, less: worlds in which it is worth more or less than the other by the whole 95 % \
         interval; all three: more than every one, less than one of them)"
    )
}

fn table(scores: &[WorldScore]) -> String {
    let mut t = comfy_table::Table::new();
    t.load_style(comfy_table::presets::NOTHING);
    t.set_header(["world", "policy", "worth", "regret", "share", "settled", "rounds there"]);
    for w in scores {
        let best = w.best_round.map_or("never".to_owned(), |k| format!("round {}", k + 1));
        t.add_row([
            w.world.clone(),
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
