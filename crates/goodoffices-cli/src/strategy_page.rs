//! One strategy of a tournament as an HTML page: where it lost points, and the sessions to look at.
//!
//! What it lost is measured in each cell (scenario, order, seat, partners) against the best mean that any
//! ranked strategy had in the same cell; nothing is compared across cells. The causes are the same sum, parted
//! by how its sessions ended. It says where, not why.

use crate::tournament_cells::{Cell, Cells, Sums, WITHOUT};
use crate::tournament_page::{STYLE, planes_of, shade};
use anyhow::Result;
use goodoffices::report::escape;
use goodoffices::simulate::Plan;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Rows of a table by scenario or partners.
const MOST_ROWS: usize = 60;

/// A group of cells: own sums, and what the best strategy of each cell would have had.
#[derive(Default)]
struct Group {
    own: Sums,
    best: f64,
    /// Lost to each strategy that was best.
    to: BTreeMap<String, f64>,
}

/// The page of one strategy.
pub fn page(plan: &Plan, cells: &Cells, line: &Value, measure: &str) -> Result<String> {
    let name = line["strategy"].as_str().unwrap_or_default();
    let empty = BTreeMap::new();
    let own = cells.by_strategy.get(name).unwrap_or(&empty);
    let mut whole = Group::default();
    let (mut by_scenario, mut by_partners) = (BTreeMap::<&str, Group>::new(), BTreeMap::<&str, Group>::new());
    for (cell, sums) in own {
        let Some((best, whose)) = cells.best.get(cell) else { continue };
        let groups = [
            &mut whole,
            by_scenario.entry(&cell.scenario).or_default(),
            by_partners.entry(&cell.partners).or_default(),
        ];
        for group in groups {
            group.own.add(sums);
            group.best += best * sums.rows as f64;
            let lost = (best - sums.mean()) * sums.rows as f64;
            if lost > 0.0 {
                *group.to.entry(whose.clone()).or_default() += lost;
            }
        }
    }
    let rows = whole.own.rows.max(1) as f64;
    let lost = (whole.best - whole.own.score) / rows;
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{0}</title><style>{STYLE}</style>\n\
         <p><a href=\"index.html\">all strategies</a></p><h1>{0}</h1>\n",
        escape(name)
    );
    writeln!(
        html,
        "<p>Rank {} of {}: {measure} {:.3} on average over {} rows, {:.1} % of them agreements. In the same cells \
         (scenario, order, seat, partners) the best ranked strategy of each had {:.3}; so {lost:.3} was lost.</p>",
        line["rank"],
        plan.ranked(),
        whole.own.mean(),
        whole.own.rows,
        100.0 * whole.own.agreements as f64 / rows,
        whole.best / rows,
    )?;
    causes(&mut html, own, cells, rows)?;
    table(&mut html, "By scenario", "scenario", &by_scenario, rows)?;
    table(&mut html, "By partners", "partners", &by_partners, rows)?;
    worst(&mut html, cells, name)?;
    planes(&mut html, plan, cells, name)?;
    html.push_str("</html>\n");
    Ok(html)
}

/// What was lost in sessions that ended so, per row of all.
fn causes(html: &mut String, own: &BTreeMap<Cell, Sums>, cells: &Cells, rows: f64) -> Result<()> {
    let (mut agreed, mut counts, mut lost) = ((0_u64, 0.0), [0_u64; 3], [0.0_f64; 3]);
    for (cell, sums) in own {
        let Some((best, _)) = cells.best.get(cell) else { continue };
        let without: u64 = sums.without.iter().sum();
        // What no agreement is worth in a cell is the same however it came about.
        let each = if without > 0 { best - sums.score_without / without as f64 } else { 0.0 };
        for (k, n) in sums.without.iter().enumerate() {
            counts[k] += n;
            lost[k] += each * *n as f64;
        }
        agreed.0 += sums.agreements;
        agreed.1 += best * sums.agreements as f64 - (sums.score - sums.score_without);
    }
    writeln!(
        html,
        "<h2>How it was lost</h2><table><tr><th>session ended<th>rows<th>lost per row of all</tr>"
    )?;
    writeln!(html, "<tr><td>in an agreement<td>{}<td>{:.4}</tr>", agreed.0, agreed.1 / rows)?;
    for (k, word) in WITHOUT.iter().enumerate() {
        writeln!(html, "<tr><td>{}<td>{}<td>{:.4}</tr>", word.replace('_', " "), counts[k], lost[k] / rows)?;
    }
    writeln!(
        html,
        "</table><p>A negative number: there its agreements were worth more than the best mean of the cell, which \
         counts sessions without agreement too.</p>"
    )?;
    Ok(())
}

fn table(
    html: &mut String,
    title: &str,
    first: &str,
    groups: &BTreeMap<&str, Group>,
    rows: f64,
) -> Result<()> {
    let mut sorted: Vec<(&&str, &Group)> = groups.iter().collect();
    sorted.sort_by(|a, b| (b.1.best - b.1.own.score).total_cmp(&(a.1.best - a.1.own.score)));
    writeln!(
        html,
        "<h2>{title}</h2><table><tr><th>{first}<th>rows<th>agreed<th>own mean<th>best in cell<th>lost per row of all<th>most of it to</tr>"
    )?;
    let most = sorted.first().map_or(0.0, |g| g.1.best - g.1.own.score);
    for (name, g) in sorted.iter().take(MOST_ROWS) {
        let lost = g.best - g.own.score;
        let to = g.to.iter().fold(None::<(&String, f64)>, |m, (k, v)| match m {
            Some(best) if best.1 >= *v => Some(best),
            _ => Some((k, *v)),
        });
        writeln!(
            html,
            "<tr><td>{}<td>{}<td>{:.0} %<td>{:.3}<td>{:.3}<td style=\"{}\">{:.4}<td>{}</tr>",
            escape(name),
            g.own.rows,
            100.0 * g.own.agreements as f64 / g.own.rows.max(1) as f64,
            g.own.mean(),
            g.best / g.own.rows.max(1) as f64,
            shade(if most > 0.0 { lost / most } else { 0.0 }),
            lost / rows,
            to.map_or_else(|| "–".to_owned(), |t| escape(t.0)),
        )?;
    }
    writeln!(html, "</table>")?;
    if sorted.len() > MOST_ROWS {
        writeln!(html, "<p>and {} more that lost less</p>", sorted.len() - MOST_ROWS)?;
    }
    Ok(())
}

fn worst(html: &mut String, cells: &Cells, name: &str) -> Result<()> {
    writeln!(
        html,
        "<h2>Sessions to hold again</h2><p>Furthest below the best mean of their cell. Give the commands in this \
         folder (with --programs too where programs of one's own took part).</p><table><tr><th>scenario<th>as<th>against<th>had<th>best in cell<th>ended<th>command</tr>"
    )?;
    for s in cells.worst.get(name).into_iter().flatten() {
        writeln!(
            html,
            "<tr><td>{}<td>{}<td>{}<td>{:.3}<td>{:.3}<td>{}<td><code>goodoffices run --replay negotiations.csv:{} --trace moves.jsonl</code></tr>",
            escape(&s.cell.scenario),
            escape(&s.party),
            escape(&s.cell.partners),
            s.score,
            s.best,
            s.ending.replace('_', " "),
            s.row
        )?;
    }
    writeln!(html, "</table>")?;
    Ok(())
}

fn planes(html: &mut String, plan: &Plan, cells: &Cells, name: &str) -> Result<()> {
    let drawn = planes_of(plan, |scenario, party| {
        let agreed = cells.agreed.get(&(scenario.name.clone(), name.to_owned(), party))?;
        Some((format!("{name} as {}", scenario.parties[party].name), agreed.clone()))
    });
    if drawn.is_empty() {
        return Ok(());
    }
    writeln!(html, "<h2>Its agreements</h2><p>The larger, the more often.</p><div class=\"planes\">")?;
    for (scenario, svg) in drawn {
        writeln!(html, "<figure><figcaption>{}</figcaption>{svg}</figure>", escape(&scenario))?;
    }
    writeln!(html, "</div>")?;
    Ok(())
}
