//! `bargain MODEL` and `bargain graph FILE`: classical models, and the stability of conflicts in option form.

mod graph;
mod page;

use crate::{output, whole_file};
use anyhow::{Context, Result, bail};
use goodoffices::bargaining::{Answer, Curve, Model, catalogue, model};
use goodoffices::report::curve_plot;
use serde_json::json;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

const SCHEMA_VERSION: u32 = 1;

/// Arguments of `bargain`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(
    after_help = "Without a MODEL, or with --list, the models are listed; `bargain MODEL --list` describes one.\n\
                        Models: rubinstein, outside-option, breakdown, nash, kalai-smorodinsky, chatterjee-samuelson,\n\
                        fearon, optimism, power-shift, attrition, gittins; conflicts: `bargain graph FILE`."
)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// The model
    #[arg(value_name = "MODEL")]
    model: Option<String>,
    /// List the models; with a MODEL its parameters, defaults, formula and source
    #[arg(long)]
    list: bool,
    /// A parameter (may be repeated)
    #[arg(short, long, value_name = "NAME=VALUE")]
    param: Vec<String>,
    /// The parameter that the picture and --curve move [default: the model's own]
    #[arg(long, value_name = "NAME")]
    vary: Option<String>,
    /// From this value of it
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    from: Option<f64>,
    /// To this value of it
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    to: Option<f64>,
    /// Print the answer as JSON, with the points of the curve
    #[arg(long)]
    json: bool,
    /// Also write the picture
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Also write one self-contained HTML page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Stable states of a conflict in option form: Nash, GMR, SMR, SEQ, coalitions
    Graph(graph::Args),
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode> {
    if let Some(What::Graph(graph)) = &args.what {
        return graph::run(graph);
    }
    let Some(name) = &args.model else {
        output::data(&if args.json { serde_json::to_string_pretty(&described())? } else { listed() })?;
        return Ok(ExitCode::SUCCESS);
    };
    let model = model(name)?;
    if args.list {
        output::data(&description(&model))?;
        return Ok(ExitCode::SUCCESS);
    }
    let given = args.param.iter().map(|p| parameter(&model, p)).collect::<Result<Vec<_>>>()?;
    let answer = model.answer(&given)?;
    let drawn = args.json || args.svg.is_some() || args.html.is_some();
    if (args.vary.is_some() || args.from.is_some() || args.to.is_some()) && !drawn {
        bail!("--vary, --from and --to say what is drawn: add --svg FILE, --html FILE or --json");
    }
    let curve = match drawn {
        true => {
            Some(model.curve(&given, args.vary.as_deref().unwrap_or(model.moves), (args.from, args.to))?)
        }
        false => None,
    };
    if let Some(curve) = &curve {
        if let Some(path) = &args.svg {
            whole_file::write(path, curve_plot(curve, model.title).as_bytes())?;
        }
        if let Some(path) = &args.html {
            whole_file::write(path, page::model(&model, &answer, curve).as_bytes())?;
        }
    }
    let out = match &curve {
        Some(curve) if args.json => serde_json::to_string_pretty(&document(&answer, curve))?,
        _ => text(&answer),
    };
    output::data(&out)?;
    Ok(ExitCode::SUCCESS)
}

/// `NAME=VALUE`.
fn parameter(model: &Model, text: &str) -> Result<(String, f64)> {
    let (name, value) = text.split_once('=').with_context(|| format!("--param {text}: write NAME=VALUE"))?;
    let known = model.parameter(name.trim())?;
    let number = value.trim().parse::<f64>().ok().filter(|x| !x.is_nan());
    let number = number.with_context(|| {
        format!(
            "--param {text}: {value:?} is not a number ({} would do, such as {})",
            known.range_text(),
            known.default
        )
    })?;
    Ok((known.name.to_owned(), number))
}

/// A number with up to seven decimals.
fn figure(x: f64) -> String {
    let text = format!("{x:.7}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn text(answer: &Answer) -> String {
    let mut out = format!("{}\n\n", answer.sentence);
    let wide = answer.values.iter().map(|v| v.name.len()).max().unwrap_or(0);
    for v in &answer.values {
        let _ = writeln!(out, "  {:wide$}  {:>12}  {}", v.name, figure(v.value), v.meaning);
    }
    let parameters: Vec<String> =
        answer.parameters.iter().map(|(n, x)| format!("{n} = {}", figure(*x))).collect();
    let _ = writeln!(out, "\nWith {}.", parameters.join(", "));
    let _ = writeln!(out, "For a mediator: {}", answer.lesson);
    let _ = writeln!(out, "Method: {}. Source: {}.", answer.method, answer.source);
    out
}

fn document(answer: &Answer, curve: &Curve) -> serde_json::Value {
    let parameters: serde_json::Map<String, serde_json::Value> =
        answer.parameters.iter().map(|(n, x)| ((*n).to_owned(), json!(x))).collect();
    json!({
        "schema_version": SCHEMA_VERSION,
        "model": answer.model,
        "values": answer.values,
        "sentence": answer.sentence,
        "lesson": answer.lesson,
        "curve": curve,
        "provenance": {
            "program": "goodoffices",
            "version": env!("CARGO_PKG_VERSION"),
            "method": answer.method,
            "parameters": parameters,
            "source": answer.source,
            "seed": null,
        },
    })
}

fn listed() -> String {
    let mut out = String::from("Models of bargaining (goodoffices bargain MODEL --param NAME=VALUE …):\n\n");
    let wide = catalogue().iter().map(|m| m.name.len()).max().unwrap_or(0);
    for m in catalogue() {
        let _ = writeln!(out, "  {:wide$}  {}", m.name, m.title);
        let parameters: Vec<String> =
            m.parameters.iter().map(|p| format!("{}={}", p.name, figure(p.default))).collect();
        let _ = writeln!(out, "  {:wide$}  {} · {}", "", parameters.join(" "), m.source);
    }
    let _ = writeln!(
        out,
        "\n  {:wide$}  stable states of a conflict in option form (Fang, Hipel & Kilgour 1993)",
        "graph FILE"
    );
    out
}

fn description(m: &Model) -> String {
    let mut out = format!("{}: {}\n\n  {}\n\nParameters:\n", m.name, m.title, m.formula);
    let wide = m.parameters.iter().map(|p| p.name.len()).max().unwrap_or(0);
    for p in m.parameters {
        let _ = writeln!(
            out,
            "  {:wide$}  {} ({}; default {})",
            p.name,
            p.meaning,
            p.range_text(),
            figure(p.default)
        );
    }
    let _ = writeln!(out, "\nThe picture moves {} unless --vary says otherwise.", m.moves);
    let _ = writeln!(out, "For a mediator: {}\nSource: {}.", m.lesson, m.source);
    out
}

fn described() -> serde_json::Value {
    let models: Vec<serde_json::Value> = catalogue()
        .iter()
        .map(|m| {
            let parameters: Vec<serde_json::Value> = m
                .parameters
                .iter()
                .map(|p| json!({"name": p.name, "meaning": p.meaning, "default": p.default, "range": p.range_text()}))
                .collect();
            json!({
                "name": m.name, "title": m.title, "formula": m.formula, "source": m.source,
                "lesson": m.lesson, "parameters": parameters, "moves": m.moves, "follows": m.follows,
            })
        })
        .collect();
    json!({"schema_version": SCHEMA_VERSION, "models": models})
}
