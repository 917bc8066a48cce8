//! A tournament as one HTML page: ranking, score matrix, and for each strategy where it did worst.
//!
//! Made from the finished tables alone, so that a run that was continued gives the same page. No script, no
//! outside file. One hue only: darker is more. Absent so far: utility planes.

use anyhow::{Context, Result};
use goodoffices::report::escape;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Sessions shown per strategy.
const WORST: usize = 5;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222}\
table{border-collapse:collapse;margin:1em 0}th,td{padding:.25em .7em;text-align:right;border-bottom:1px solid #ddd}\
th:first-child,td:first-child{text-align:left}code{background:#f4f4f4;padding:0 .3em}";

/// A row of the table, as far as the page needs it.
struct Session {
    row: usize,
    utility: f64,
    scenario: String,
    partners: String,
    ending: String,
}

/// The page of the tables in `folder` with this ranking.
pub fn page(folder: &Path, report: &Value) -> Result<String> {
    let table = folder.join("negotiations.csv");
    let place = || table.display().to_string();
    let mut reader = csv::Reader::from_path(&table).with_context(place)?;
    let headers = reader.headers().with_context(place)?.clone();
    let at = |name: &str| headers.iter().position(|h| h == name).with_context(place);
    let (strategy, partners, utility) = (at("strategy")?, at("partners")?, at("utility")?);
    let (scenario, ending) = (at("scenario")?, at("ending")?);
    let mut means: BTreeMap<(String, String), (f64, u64)> = BTreeMap::new();
    let mut worst: BTreeMap<String, Vec<Session>> = BTreeMap::new();
    for (row, record) in reader.records().enumerate() {
        let record = record.with_context(place)?;
        let text = |k: usize| record.get(k).unwrap_or_default().to_owned();
        let u: f64 = text(utility).parse().with_context(place)?;
        let cell = means.entry((text(strategy), text(partners))).or_default();
        cell.0 += u;
        cell.1 += 1;
        let list = worst.entry(text(strategy)).or_default();
        let place = list.partition_point(|s| s.utility <= u);
        if place < WORST {
            let (scenario, partners, ending) = (text(scenario), text(partners), text(ending));
            list.insert(place, Session { row, utility: u, scenario, partners, ending });
            list.truncate(WORST);
        }
    }
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Tournament</title><style>{STYLE}</style>\n"
    );
    let seed = &report["provenance"]["seed"];
    let n = &report["provenance"]["negotiations"];
    writeln!(
        html,
        "<h1>Tournament</h1><p>{n} negotiations, seed {seed}, ranked by {}.</p>",
        report["measure"].as_str().unwrap_or_default()
    )?;
    writeln!(
        html,
        "<h2>Ranking</h2><table><tr><th>strategy<th>score<th>95 % interval<th>agreed<th>rounds<th>advantage<th>welfare<th>pareto<th>nash<th>below own reservation<th>faults</tr>"
    )?;
    let ranking = report["ranking"].as_array().context("a ranking")?;
    for line in ranking {
        let f = |key: &str| line[key].as_f64().map_or_else(|| "–".to_owned(), |x| format!("{x:.3}"));
        let whole = |key: &str| line[key].as_u64().unwrap_or(0);
        writeln!(
            html,
            "<tr><td>{}<td>{}<td>{} – {}<td>{:.0} %<td>{}<td>{}<td>{}<td>{}<td>{}<td>{}<td>{}</tr>",
            escape(line["strategy"].as_str().unwrap_or_default()),
            f("score"),
            f("low"),
            f("high"),
            100.0 * line["agreement_rate"].as_f64().unwrap_or(0.0),
            f("rounds"),
            f("advantage"),
            f("welfare"),
            f("pareto_optimality"),
            f("nash_optimality"),
            whole("offers_below_reservation") + whole("accepted_below_reservation"),
            whole("crash") + whole("timeout") + whole("illegal"),
        )?;
    }
    writeln!(
        html,
        "</table><h2>Mean utility against each</h2><p>The row's strategy against the column's.</p><table><tr><th>"
    )?;
    let mut columns: Vec<&String> = means.keys().map(|k| &k.1).collect();
    columns.sort();
    columns.dedup();
    for c in &columns {
        write!(html, "<th>{}", escape(c))?;
    }
    writeln!(html, "</tr>")?;
    let names: Vec<String> =
        ranking.iter().map(|l| l["strategy"].as_str().unwrap_or_default().to_owned()).collect();
    for name in &names {
        write!(html, "<tr><td>{}", escape(name))?;
        for c in &columns {
            match means.get(&(name.clone(), (*c).clone())) {
                Some((sum, n)) => {
                    let mean = sum / *n as f64;
                    let shade = (mean.clamp(0.0, 1.0) * 60.0).round() / 100.0;
                    write!(html, "<td style=\"background:rgba(60,100,170,{shade})\">{mean:.3}")?;
                }
                None => write!(html, "<td>")?,
            }
        }
        writeln!(html, "</tr>")?;
    }
    writeln!(html, "</table>")?;
    for name in &names {
        writeln!(
            html,
            "<h2>{}: where it did worst</h2><table><tr><th>scenario<th>against<th>utility<th>ending<th>hold it again</tr>",
            escape(name)
        )?;
        for s in worst.get(name).into_iter().flatten() {
            writeln!(
                html,
                "<tr><td>{}<td>{}<td>{:.3}<td>{}<td><code>goodoffices run --replay negotiations.csv:{} --trace moves.jsonl</code></tr>",
                escape(&s.scenario),
                escape(&s.partners),
                s.utility,
                s.ending.replace('_', " "),
                s.row
            )?;
        }
        writeln!(html, "</table>")?;
    }
    html.push_str("</html>\n");
    Ok(html)
}
