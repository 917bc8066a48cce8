//! `bargain MODEL` and `bargain graph FILE`: classical models, and the stability of conflicts in option form.

mod graph;
mod page;

use crate::{output, whole_file};
use anyhow::{Context, Result, bail};
use goodoffices::bargaining::{Answer, Curve, Model, catalogue, model};
use goodoffices::decide::closed_forms;
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
                        fearon, optimism, power-shift, attrition, gittins, stopping, deadline, warning,\n\
                        bluff, counsel; conflicts: `bargain graph FILE`."
)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// The model
    #[arg(value_name = "MODEL")]
    model: Option<String>,
    /// List the models; with a MODEL its parameters, defaults, formula and source
    #[arg(long, conflicts_with_all = ["param", "vary", "from", "to", "svg", "html"])]
    list: bool,
    /// A parameter (may be repeated)
    #[arg(short, long, value_name = "NAME=VALUE", requires = "model")]
    param: Vec<String>,
    /// The parameter that the picture and --curve move [default: the model's own]
    #[arg(long, value_name = "NAME", requires = "model")]
    vary: Option<String>,
    /// From this value of it
    #[arg(long, value_name = "X", allow_negative_numbers = true, requires = "model")]
    from: Option<f64>,
    /// To this value of it
    #[arg(long, value_name = "X", allow_negative_numbers = true, requires = "model")]
    to: Option<f64>,
    /// Print JSON: the answer with the points of the curve, or what is listed
    #[arg(long)]
    json: bool,
    /// Also write the picture
    #[arg(long, value_name = "FILE", requires = "model")]
    svg: Option<PathBuf>,
    /// Also write one self-contained HTML page
    #[arg(long, value_name = "FILE", requires = "model")]
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
    let all = models();
    let Some(name) = &args.model else {
        output::data(&if args.json { serde_json::to_string_pretty(&described(&all))? } else { listed() })?;
        return Ok(ExitCode::SUCCESS);
    };
    let model = model(&all, name)?;
    if args.list {
        output::data(&match args.json {
            true => serde_json::to_string_pretty(&described(&[model]))?,
            false => description(&model),
        })?;
        return Ok(ExitCode::SUCCESS);
    }
    whole_file::distinct(&[("--svg", args.svg.as_deref()), ("--html", args.html.as_deref())])?;
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

/// Every model: those of bargaining, then those of a mediator's decision.
fn models() -> Vec<Model> {
    catalogue().into_iter().chain(closed_forms()).collect()
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

/// A number that was computed, with up to seven decimals; a power of ten where they would show none of its digits, or more than it has.
/// Below a millionth of a millionth it may be what rounding left of 0, and is printed as 0; JSON has it to the last bit.
fn figure(x: f64) -> String {
    if (1e-12..5e-6).contains(&x.abs()) || x.abs() >= 1e10 {
        return format!("{x:.6e}");
    }
    let text = format!("{x:.7}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A number that was given: never 0 unless it is.
fn given(x: f64) -> String {
    if x != 0.0 && x.abs() < 1e-6 { format!("{x:e}") } else { figure(x) }
}

fn text(answer: &Answer) -> String {
    let mut out = format!("{}\n\n", answer.sentence);
    let wide = answer.values.iter().map(|v| v.name.len()).max().unwrap_or(0);
    for v in &answer.values {
        let _ = writeln!(out, "  {:wide$}  {:>12}  {}", v.name, figure(v.value), v.meaning);
    }
    let parameters: Vec<String> =
        answer.parameters.iter().map(|(n, x)| format!("{n} = {}", given(*x))).collect();
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
    let wide = models().iter().map(|m| m.name.len()).max().unwrap_or(0);
    for m in models() {
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

fn described(all: &[Model]) -> serde_json::Value {
    let models: Vec<serde_json::Value> = all
        .iter()
        .map(|m| {
            let parameters: Vec<serde_json::Value> = m
                .parameters
                .iter()
                .map(|p| json!({"name": p.name, "meaning": p.meaning, "default": p.default, "range": p.range_text()}))
                .collect();
            json!({
                "name": m.name, "title": m.title, "formula": m.formula, "source": m.source,
                "lesson": m.lesson, "measure": m.measure, "parameters": parameters, "moves": m.moves, "follows": m.follows,
            })
        })
        .collect();
    json!({"schema_version": SCHEMA_VERSION, "models": models})
}
