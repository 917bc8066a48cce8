//! `study probing`: does following the ranking of probes decide sooner than probing at random?

use super::progress::Progress;
use crate::{output, whole_file};
use anyhow::Result;
use clap::ValueEnum;
use goodoffices::report::{Curve, Curves};
use goodoffices::study::{Interval, Probing, ProbingPlan, ProbingRow, probing};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `study probing`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Talks; the six types in turn
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(6..=100_000))]
    talks: u32,
    /// Particles of each type
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u32).range(2..=131_072))]
    particles: u32,
    /// What the estimator knows of the two utilities
    #[arg(long, value_enum, default_value_t = Knows::Both)]
    knows: Knows,
    /// Most probes put
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=12))]
    probes: u8,
    /// Seed
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads; changes time only
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Write a page with curves
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// The same as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Knows {
    /// Both utilities
    Both,
    /// Neither
    Neither,
}

/// Runs the study.
pub fn run(args: &Args) -> Result<ExitCode> {
    let plan = ProbingPlan {
        talks: args.talks as usize,
        particles: args.particles as usize,
        informed: matches!(args.knows, Knows::Both),
        probes: usize::from(args.probes),
        seed: args.seed,
    };
    let progress = Progress::new(u64::from(args.talks));
    let found = super::in_pool(args.threads, || probing(&plan, &|| progress.one()))??;
    progress.end();
    if let Some(path) = &args.html {
        whole_file::write(path, page(&found).as_bytes())?;
    }
    output::data(&if args.json { document(&found).to_string() } else { text(&found) })?;
    anstream::eprintln!("{}", size(&found));
    Ok(ExitCode::SUCCESS)
}

fn size(p: &Probing) -> String {
    let knows = if p.plan.informed { "both utilities known" } else { "neither utility known" };
    format!(
        "{} talks, {} particles a type, {knows}, at most {} probes, seed {}; intervals of 95 % by talk",
        p.plan.talks, p.plan.particles, p.plan.probes, p.plan.seed
    )
}

fn shown(i: &Interval) -> String {
    format!("{:.2} [{:.2}, {:.2}]", i.value, i.low, i.high)
}

const HEAD: [&str; 7] = [
    "way",
    "probes needed",
    "decided after two",
    "decided in the end",
    "decided rightly",
    "nats after two",
    "nats per cost",
];

fn cells(r: &ProbingRow) -> [String; 7] {
    let two = 2.min(r.decided.len() - 1);
    [
        r.policy.name().to_owned(),
        shown(&r.needed),
        shown(&r.decided[two]),
        shown(&r.decided[r.decided.len() - 1]),
        format!("{} of {}", r.right.0, r.right.1),
        shown(&r.information[two]),
        shown(&r.per_cost),
    ]
}

const AGAINST: [&str; 4] =
    ["against the ranking", "probes more", "nats less after two", "nats less per cost"];

fn differences(p: &Probing) -> Vec<[String; 4]> {
    let row = |d: &goodoffices::study::Paired| {
        [d.policy.name().to_owned(), shown(&d.more), shown(&d.less), shown(&d.less_per_cost)]
    };
    p.paired.iter().map(row).collect()
}

fn text(p: &Probing) -> String {
    let plain = || {
        let mut t = comfy_table::Table::new();
        t.load_style(comfy_table::presets::NOTHING);
        t
    };
    let (mut ways, mut against) = (plain(), plain());
    ways.set_header(HEAD);
    p.rows.iter().for_each(|r| {
        ways.add_row(cells(r));
    });
    against.set_header(AGAINST);
    differences(p).into_iter().for_each(|d| {
        against.add_row(d);
    });
    format!("{ways}\n\n{against}")
}

fn page(p: &Probing) -> String {
    let style = "body{font:15px/1.5 system-ui,sans-serif;max-width:62em;margin:2em auto;padding:0 1em;color:#1c2430}\
        table{border-collapse:collapse;margin:1em 0}th,td{padding:.25em .7em;text-align:right;border-bottom:1px solid \
        #d5dae1}th:first-child,td:first-child{text-align:left}svg{max-width:100%;height:auto}.note{color:#5a6572}";
    let curves = |title: &str, of: &dyn Fn(&ProbingRow) -> Vec<f64>| {
        let curves: Vec<Curve> = p
            .rows
            .iter()
            .map(|r| Curve {
                name: r.policy.name().to_owned(),
                values: of(r).into_iter().map(Some).collect(),
            })
            .collect();
        let top = curves.iter().flat_map(|c| c.values.iter().flatten()).copied().fold(0.1, f64::max);
        let x = ("probes put".to_owned(), 0.0, p.plan.probes as f64);
        Curves {
            title: title.to_owned(),
            x,
            y: (0.0, if top > 0.5 { 1.0_f64.max(top) } else { top }),
            curves,
        }
        .svg()
    };
    let table = |head: &[&str], rows: &[Vec<String>]| {
        let head: String = head.iter().map(|h| format!("<th>{h}")).collect();
        let rows: String = rows
            .iter()
            .map(|r| format!("<tr>{}</tr>\n", r.iter().map(|c| format!("<td>{c}")).collect::<String>()))
            .collect();
        format!("<table><tr>{head}</tr>\n{rows}</table>\n")
    };
    let ways: Vec<Vec<String>> = p.rows.iter().map(|r| cells(r).to_vec()).collect();
    let against: Vec<Vec<String>> = differences(p).iter().map(|d| d.to_vec()).collect();
    let means = |i: &[Interval]| i.iter().map(|x| x.value).collect::<Vec<f64>>();
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Probing</title><style>{style}</style>\n\
         <h1>Probing</h1><p>{}. Talks of the model up to half of the time, then probes only; all ways start from the \
         same estimate and the party answers on common random numbers. Decided: probability of the types that do not \
         mean to agree at least .9 or at most .1, under the uniform prior.</p>\n{}{}\n{}{}\
         <p class=\"note\">A talk that was not decided counts with one probe more than were put. Good Offices {}</p></html>\n",
        size(p),
        curves("Share of talks decided", &|r| means(&r.decided)),
        curves("Information gained, nats", &|r| means(&r.information)),
        table(&HEAD, &ways),
        table(&AGAINST, &against),
        env!("CARGO_PKG_VERSION")
    )
}

fn document(p: &Probing) -> Value {
    let one = |i: &Interval| json!({ "value": i.value, "low": i.low, "high": i.high });
    let many = |list: &[Interval]| list.iter().map(one).collect::<Vec<_>>();
    json!({
        "schema_version": 1,
        "provenance": {
            "method": "probes from one estimate, ways paired by talk",
            "talks": p.plan.talks, "particles": p.plan.particles, "informed": p.plan.informed,
            "probes": p.plan.probes, "seed": p.plan.seed, "version": env!("CARGO_PKG_VERSION"),
        },
        "ways": p.rows.iter().map(|r| json!({
            "way": r.policy.name(), "decided": many(&r.decided), "information": many(&r.information),
            "decided_rightly": r.right.0, "decided_in_all": r.right.1, "probes_needed": one(&r.needed),
            "information_per_cost": one(&r.per_cost),
            "acts": { "last_text": r.acts[0], "double_blind": r.acts[1], "other": r.acts[2] },
        })).collect::<Vec<_>>(),
        "against_ranking": p.paired.iter().map(|d| json!({
            "way": d.policy.name(), "probes_more": one(&d.more), "information_less_after_two": one(&d.less),
            "information_per_cost_less": one(&d.less_per_cost),
        })).collect::<Vec<_>>(),
    })
}
