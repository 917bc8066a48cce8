//! A tournament as HTML: ranking, score matrix, utility planes, and a page a strategy on where it lost points.
//!
//! Made from the finished tables and the plan, so that a run that was continued gives the same pages. No
//! script, no outside file. One hue for numbers: darker is more. Planes are drawn where a scenario has two
//! parties; the frontier is that of the measures, undiscounted, and so are the agreements.

use crate::strategy_page;
use crate::tournament_cells::{Agreed, Cells};
use anyhow::{Context, Result};
use goodoffices::outcome::Outcome;
use goodoffices::preference::{Preference, Profile};
use goodoffices::report::escape;
use goodoffices::report::plane::{Agreements, Axis, Mark, Plane};
use goodoffices::scenario::Scenario;
use goodoffices::simulate::Plan;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Scenarios whose planes are drawn.
const MOST_PLANES: usize = 12;
/// Outcomes of a plane's cloud.
const CLOUD: u128 = 1_200;
/// Columns of the score matrix.
const MOST_COLUMNS: usize = 60;

/// The look of every page.
pub const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:76em;margin:2em auto;padding:0 1em;color:#222}\
table{border-collapse:collapse;margin:1em 0;font-variant-numeric:tabular-nums}th,td{padding:.25em .7em;text-align:right;border-bottom:1px solid #ddd}\
th:first-child,td:first-child{text-align:left}code{background:#f4f4f4;padding:0 .3em;white-space:nowrap}a{color:#1f5fa8}\
div.wide{overflow-x:auto}div.planes{display:flex;flex-wrap:wrap;gap:1em}figure{margin:0;width:36em;max-width:100%}\
figure svg{width:100%;height:auto}figcaption{font-weight:600}";

/// A cell's background for a share of the most.
pub fn shade(share: f64) -> String {
    format!("background:rgba(60,100,170,{})", (share.clamp(0.0, 1.0) * 60.0).round() / 100.0)
}

/// The pages of the tables in `folder` with this ranking, by file name.
pub fn pages(folder: &Path, plan: &Plan, report: &Value) -> Result<Vec<(String, String)>> {
    let measure = report["measure"].as_str().unwrap_or("utility");
    let ranking = report["ranking"].as_array().context("a ranking")?;
    let names: Vec<String> =
        ranking.iter().map(|l| l["strategy"].as_str().unwrap_or_default().to_owned()).collect();
    let parties = plan.scenarios().iter().map(|s| (s.name.clone(), s.parties.len())).collect();
    let cells = Cells::read(&folder.join("negotiations.csv"), measure, &names, &parties)?;
    let mut pages = vec![("index.html".to_owned(), index(plan, &cells, report, measure, &names)?)];
    for (k, line) in ranking.iter().enumerate() {
        pages.push((file(k), strategy_page::page(plan, &cells, line, measure)?));
    }
    Ok(pages)
}

/// The file of the strategy at this place of the ranking.
fn file(place: usize) -> String {
    format!("strategy-{}.html", place + 1)
}

/// Which differences are more than chance.
fn pairwise(html: &mut String, report: &Value) -> Result<()> {
    writeln!(
        html,
        "<h2>Which differ</h2><p>{}.</p><div class=\"wide\"><table><tr><th>better<th>other<th>difference of means<th>p</tr>",
        escape(report["comparison"].as_str().unwrap_or_default())
    )?;
    for c in report["comparisons"].as_array().into_iter().flatten() {
        let f = |key: &str| c[key].as_f64().map_or_else(|| "–".to_owned(), |x| format!("{x:.3}"));
        let name = |key: &str| escape(c[key].as_str().unwrap_or_default());
        writeln!(
            html,
            "<tr><td>{}<td>{}<td>{}<td>{}</tr>",
            name("better"),
            name("other"),
            f("difference"),
            f("p")
        )?;
    }
    writeln!(html, "</table></div>")?;
    Ok(())
}

fn index(plan: &Plan, cells: &Cells, report: &Value, measure: &str, names: &[String]) -> Result<String> {
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Tournament</title><style>{STYLE}</style>\n"
    );
    let flags = report["provenance"]["session"].as_array().into_iter().flatten();
    let flags: Vec<&str> = flags.filter_map(Value::as_str).collect();
    let (seed, n) = (&report["provenance"]["seed"], &report["provenance"]["negotiations"]);
    writeln!(
        html,
        "<h1>Tournament</h1><p>{n} negotiations, {} scenarios, seed {seed}, ranked by {measure}, {} repetitions, \
         version {}; held with <code>{}</code>. A strategy's name leads to where it lost points.</p>",
        plan.scenarios().len(),
        plan.repetitions(),
        escape(report["provenance"]["version"].as_str().unwrap_or_default()),
        escape(&flags.join(" "))
    )?;
    writeln!(
        html,
        "<h2>Ranking</h2><div class=\"wide\"><table><tr><th>strategy<th>score<th>95 % interval<th>agreed<th>rounds<th>advantage<th>welfare<th>pareto<th>nash<th>below own reservation<th>faults</tr>"
    )?;
    for (k, line) in report["ranking"].as_array().into_iter().flatten().enumerate() {
        let f = |key: &str| line[key].as_f64().map_or_else(|| "–".to_owned(), |x| format!("{x:.3}"));
        let whole = |key: &str| line[key].as_u64().unwrap_or(0);
        writeln!(
            html,
            "<tr><td><a href=\"{}\">{}</a><td>{}<td>{} – {}<td>{:.0} %<td>{}<td>{}<td>{}<td>{}<td>{}<td>{}<td>{}</tr>",
            file(k),
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
    writeln!(html, "</table></div>")?;
    pairwise(&mut html, report)?;
    matrix(&mut html, cells, measure, names)?;
    let drawn = planes_of(plan, |scenario, party| {
        // Every agreement once: by the strategy that played this party.
        if party > 0 {
            return None;
        }
        let mut all = Agreed::new();
        for ((name, _, p), agreed) in &cells.agreed {
            if *name == scenario.name && *p == party {
                agreed.iter().for_each(|(k, n)| *all.entry(*k).or_default() += n);
            }
        }
        Some(("agreements".to_owned(), all))
    });
    if !drawn.is_empty() {
        writeln!(
            html,
            "<h2>What was agreed</h2><p>Outcomes in grey, the frontier, and all agreements: the larger, the more often. \
             By strategy on the strategies' own pages.</p><div class=\"planes\">"
        )?;
        let shown = drawn.len();
        for (scenario, svg) in drawn {
            writeln!(html, "<figure><figcaption>{}</figcaption>{svg}</figure>", escape(&scenario))?;
        }
        writeln!(html, "</div>")?;
        let two = plan.scenarios().iter().filter(|s| s.parties.len() == 2).count();
        if two > shown {
            writeln!(html, "<p>The first {shown} of {two} scenarios of two parties.</p>")?;
        }
    }
    html.push_str("</html>\n");
    Ok(html)
}

fn matrix(html: &mut String, cells: &Cells, measure: &str, names: &[String]) -> Result<()> {
    let mut means: BTreeMap<(&str, &str), (f64, u64)> = BTreeMap::new();
    for (strategy, sums) in &cells.by_strategy {
        for (cell, s) in sums {
            let mean = means.entry((strategy, &cell.partners)).or_default();
            mean.0 += s.score;
            mean.1 += s.rows;
        }
    }
    let mut columns: Vec<&str> = means.keys().map(|k| k.1).collect();
    // Ranked strategies in the order of the ranking, then the others by name.
    let place = |c: &str| names.iter().position(|n| n == c).unwrap_or(names.len());
    columns.sort_by(|a, b| place(a).cmp(&place(b)).then(a.cmp(b)));
    columns.dedup();
    let more = columns.len().saturating_sub(MOST_COLUMNS);
    columns.truncate(MOST_COLUMNS);
    writeln!(
        html,
        "<h2>Mean {measure} against each</h2><p>The row's strategy against the column's.</p><div class=\"wide\"><table><tr><th>"
    )?;
    for c in &columns {
        write!(html, "<th>{}", escape(c))?;
    }
    writeln!(html, "</tr>")?;
    for name in names {
        write!(html, "<tr><td>{}", escape(name))?;
        for c in &columns {
            match means.get(&(name.as_str(), *c)) {
                Some((sum, n)) => {
                    let mean = sum / *n as f64;
                    write!(html, "<td style=\"{}\">{mean:.3}", shade(mean))?;
                }
                None => write!(html, "<td>")?,
            }
        }
        writeln!(html, "</tr>")?;
    }
    writeln!(html, "</table></div>")?;
    if more > 0 {
        writeln!(html, "<p>and {more} more combinations of partners, in the table</p>")?;
    }
    Ok(())
}

/// The planes of the scenarios of two parties, with what `agreed` gives for each party; scenarios where it
/// gives nothing are left out.
pub fn planes_of(
    plan: &Plan,
    agreed: impl Fn(&Scenario, usize) -> Option<(String, Agreed)>,
) -> Vec<(String, String)> {
    let mut drawn = Vec::new();
    for (k, scenario) in plan.scenarios().iter().enumerate() {
        let groups: Vec<(String, Agreed)> = (0..2).filter_map(|p| agreed(scenario, p)).collect();
        if scenario.parties.len() != 2 || groups.is_empty() || drawn.len() == MOST_PLANES {
            continue;
        }
        let profiles: Vec<&Profile> = scenario
            .parties
            .iter()
            .filter_map(|p| match &p.preference {
                Preference::Known(profile) => Some(profile),
                _ => None,
            })
            .collect();
        let ([x, y], Some(n)) = (&profiles[..], scenario.space.cardinality()) else { continue };
        let at = |number: u128| {
            let digits = scenario.space.digits(Outcome(number));
            (x.utility(&digits), y.utility(&digits))
        };
        let shown = n.min(CLOUD);
        let axis = |p: usize, profile: &Profile| Axis {
            name: scenario.parties[p].name.clone(),
            reservation: profile.reservation_value().filter(|r| r.is_finite()),
        };
        let measures = plan.measures(k);
        let point = |u: &[f64]| (u[0], u[1]);
        let mark = |name: &str, letter: char, u: &[f64]| Mark { name: name.to_owned(), letter, at: point(u) };
        let mut marks: Vec<Mark> = Vec::new();
        if let Some(m) = measures {
            marks.extend(m.nash().take(4).map(|u| mark("Nash", 'N', u)));
            marks.extend(m.kalai().take(4).map(|u| mark("Kalai–Smorodinsky", 'K', u)));
        }
        let plane = Plane {
            x: axis(0, x),
            y: axis(1, y),
            cloud: (0..shown).map(|j| at(j * (n / shown))).collect(),
            frontier: measures.map_or_else(Vec::new, |m| m.frontier().map(point).collect()),
            marks,
            agreements: groups
                .into_iter()
                .map(|(name, agreed)| Agreements {
                    name,
                    points: agreed.into_iter().filter(|(k, _)| *k < n).map(|(k, c)| (at(k), c)).collect(),
                })
                .collect(),
        };
        drawn.push((scenario.name.clone(), plane.svg()));
    }
    drawn
}
