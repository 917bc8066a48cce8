//! The analysis as text: what it is of, the solutions, the picture, the first points of the frontier.

use super::Found;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use goodoffices::analysis::{Guarantee, Method, Point};
use std::fmt::Write;

/// Points printed unless asked otherwise.
const TOP: usize = 20;
/// Tied points of one solution printed.
const TIES: usize = 5;
/// Pictures printed, one per pair of parties.
const PICTURES: usize = 3;

pub(super) fn text(found: &Found<'_>) -> String {
    let a = &found.analysis;
    let mut out = String::new();
    let space = &found.scenario.space;
    let _ = writeln!(
        out,
        "{}: {} issues, {} outcomes, {} parties",
        found.scenario.name,
        space.issues().len(),
        space.cardinality_text(),
        found.scenario.parties.len()
    );
    for (k, party) in found.scenario.parties.iter().enumerate() {
        let reservation = found.reservation(k).map_or("none".to_owned(), figure);
        let e = a.frontier.extents()[k];
        let _ = writeln!(
            out,
            "  {}: reservation {reservation}, utilities {} to {}",
            party.name,
            figure(e.low),
            figure(e.high)
        );
    }
    let _ = writeln!(out, "\nFrontier: {} points, {}", a.frontier.len(), claim(found));
    let _ = writeln!(
        out,
        "Opposition: {}   (of the equal-utility point {}, of the utilitarian point {})",
        maybe(a.opposition.opposition),
        maybe(a.opposition.equal_utility),
        maybe(a.opposition.welfare)
    );
    if let Some(b) = a.balance {
        let _ = writeln!(out, "Balance: {} (mean of first less second over all outcomes)", figure(b));
    }
    let _ = writeln!(out, "Zone of agreement: {}", zone(found));
    if a.frontier.is_empty() {
        out.push_str("No outcome gives every party its reservation.\n");
        return out;
    }
    out.push('\n');
    out.push_str(&solutions(found));
    for plane in found.planes().iter().take(PICTURES) {
        out.push('\n');
        out.push_str(&plane.text());
    }
    out.push('\n');
    out.push_str(&points(found));
    out
}

/// What is claimed for the frontier, in words.
pub(super) fn claim(found: &Found<'_>) -> String {
    let frontier = &found.analysis.frontier;
    match (frontier.guarantee(), frontier.method()) {
        (Guarantee::Exact, Method::Enumeration) => "exact, every outcome looked at".to_owned(),
        (Guarantee::Exact, _) => "exact".to_owned(),
        (Guarantee::Within(e), _) => format!("every outcome matched within {}", figure(e)),
        (Guarantee::LowerBound, _) => {
            "a lower bound found by search, without guarantee: better outcomes may exist".to_owned()
        }
    }
}

/// The zone of possible agreement, in words.
pub(super) fn zone(found: &Found<'_>) -> String {
    let zopa = &found.analysis.zopa;
    let percent = |x: f64| format!("{:.4} %", 100.0 * x);
    match (&zopa.size, zopa.share) {
        (Some(size), (share, _)) => format!("{size} rational outcomes, {} of the admissible", percent(share)),
        (None, (low, high)) => {
            format!("between {} and {} of the admissible outcomes are rational", percent(low), percent(high))
        }
    }
}

fn solutions(found: &Found<'_>) -> String {
    let mut table = table();
    let mut header = vec!["solution".to_owned()];
    header.extend(found.scenario.parties.iter().map(|p| p.name.clone()));
    header.push("outcome".to_owned());
    table.set_header(header);
    for s in found.solutions() {
        for (row, k) in s.points.iter().take(TIES).enumerate() {
            let name = if row == 0 { format!("{} {}", s.letter, s.name) } else { "  tied".to_owned() };
            table.add_row(cells(found, name, found.analysis.frontier.point(*k)));
        }
        if s.points.len() > TIES {
            table.add_row([format!("  and {} more tied", s.points.len() - TIES)]);
        }
    }
    aligned(table, found)
}

fn points(found: &Found<'_>) -> String {
    let frontier = &found.analysis.frontier;
    let top = found.args.top.unwrap_or(TOP);
    let mut table = table();
    let mut header = vec!["frontier".to_owned()];
    header.extend(found.scenario.parties.iter().map(|p| p.name.clone()));
    header.push("outcome".to_owned());
    table.set_header(header);
    for (k, p) in frontier.points().take(top).enumerate() {
        table.add_row(cells(found, (k + 1).to_string(), p));
    }
    let mut out = aligned(table, found);
    if frontier.len() > top {
        let _ = writeln!(out, "  and {} more (--top N)", frontier.len() - top);
    }
    out
}

fn cells(found: &Found<'_>, first: String, point: Point<'_>) -> Vec<String> {
    let mut row = vec![first];
    row.extend(point.utilities.iter().map(|u| figure(*u)));
    row.push(outcome(found, point));
    row
}

/// The values of an outcome in issue order.
pub(super) fn outcome(found: &Found<'_>, point: Point<'_>) -> String {
    let issues = found.scenario.space.issues();
    let labels: Vec<_> = issues.iter().zip(point.digits).map(|(i, d)| i.label(*d as usize)).collect();
    labels.join(", ")
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if table.width().is_none() {
        table.set_width(100);
    }
    table
}

fn aligned(mut table: Table, found: &Found<'_>) -> String {
    for k in 1..=found.scenario.parties.len() {
        if let Some(column) = table.column_mut(k) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut out = String::new();
    for line in table.to_string().lines() {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// A number for people: four places.
pub(super) fn figure(x: f64) -> String {
    let text = format!("{x:.4}");
    if text == "-0.0000" { "0.0000".to_owned() } else { text }
}

pub(super) fn maybe(x: Option<f64>) -> String {
    x.map_or("none".to_owned(), figure)
}
