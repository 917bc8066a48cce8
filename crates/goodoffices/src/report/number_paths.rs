//! Number issues as paths: what each side asked for over time, and how far apart the last values are.
//!
//! One small plot an issue on which both parties have said a number. The scale runs over values somebody has
//! said (and the one in force before); nothing else sets it.

use super::axis::{NEAR, TimeAxis};
use super::series::{Stretch, series};
use super::svg::{Anchor, Font, Paint, RULE, SIDES, SOFT, Svg, fitted};
use crate::assess::Assessment;
use crate::talks::Scope;

const WIDTH: f64 = 980.0;
const PLOT: [f64; 2] = [312.0, 178.0];

/// Draws the number issues of a case; `None` if no two parties have numbers on one.
#[must_use]
pub fn number_paths(a: &Assessment) -> Option<String> {
    let parties = a.case.trace.parties();
    let issues: Vec<usize> = (0..a.case.space.issues().len())
        .filter(|k| a.case.space.issues()[*k].is_number())
        .filter(|k| parties.iter().filter(|p| !series(a, **p, *k, Scope::Settlement).is_empty()).count() >= 2)
        .collect();
    if issues.is_empty() {
        return None;
    }
    let rows = issues.len().div_ceil(3);
    let mut svg = Svg::new(
        WIDTH,
        40.0 + rows as f64 * (PLOT[1] + 16.0),
        format!("{}: number issues to {}", a.case.title, a.today.long()),
    );
    svg.text(12.0, 20.0, Font::new(13.0).bold(), "Number issues");
    svg.text(
        128.0,
        20.0,
        Font::new(10.0).colour(SOFT),
        "own settlement values of each party; hollow: by report or another side's account; dashed: in force before",
    );
    for (k, issue) in issues.iter().enumerate() {
        let (x, y) = (12.0 + (k % 3) as f64 * (PLOT[0] + 10.0), 34.0 + (k / 3) as f64 * (PLOT[1] + 16.0));
        small(&mut svg, a, *issue, x, y);
    }
    Some(svg.finish())
}

fn small(svg: &mut Svg, a: &Assessment, issue: usize, x: f64, y: f64) {
    let of = &a.case.space.issues()[issue];
    let number = |v: usize| of.number(v).unwrap_or_default();
    let parties = a.case.trace.parties();
    let paths: Vec<(usize, Vec<Stretch>)> =
        parties.iter().map(|p| (*p, series(a, *p, issue, Scope::Settlement))).collect();
    let said = paths.iter().flat_map(|(_, p)| p).flat_map(|s| s.values.iter().map(|v| number(*v)));
    let before = a.case.issues[issue].status_quo.map(number);
    let (low, high) =
        said.chain(before).fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    let (low, high) = if high > low { (low, high) } else { (low - 1.0, high + 1.0) };
    let (left, right, top, bottom) = (x + 34.0, x + PLOT[0] - 40.0, y + 26.0, y + PLOT[1] - 22.0);
    let up = |v: f64| bottom - (v - low) / (high - low) * (bottom - top);
    let from = paths.iter().flat_map(|(_, p)| p).map(|s| s.from).min().unwrap_or(a.today);
    let days = paths.iter().flat_map(|(_, p)| p).map(|s| s.from);
    let axis = TimeAxis::new(days, a.today, left, right);

    let title = a.case.issue_label(issue);
    svg.text(x, y + 12.0, Font::new(10.5).bold(), &fitted(&title, 10.5, PLOT[0] - 8.0));
    for v in [low, high] {
        svg.line([left, up(v), right, up(v)], Paint::line(RULE, 0.8));
        svg.text(left - 5.0, up(v) + 3.0, Font::new(9.0).colour(SOFT).anchored(Anchor::End), &trimmed(v));
    }
    if let Some(v) = before {
        svg.line([left, up(v), right, up(v)], Paint::line(SOFT, 1.0).dashed());
    }
    if let Some(x) = axis.knee_x() {
        svg.line([x, top, x, bottom], Paint::line(SOFT, 0.8).dashed());
        svg.text(x + 2.0, bottom + 14.0, Font::new(8.5).colour(SOFT), &format!("last {NEAR} days"));
    }
    svg.text(left, bottom + 14.0, Font::new(8.5).colour(SOFT), &from.long());
    svg.text(
        right,
        bottom + 14.0,
        Font::new(8.5).colour(SOFT).anchored(Anchor::End),
        &a.today.beside(a.today),
    );

    let mut ends: Vec<(f64, String, &'static str)> = Vec::new();
    for (party, path) in &paths {
        let colour = SIDES[party % SIDES.len()];
        let mut line: Vec<(f64, f64)> = Vec::new();
        for s in path {
            let Some(value) = s.values.last().map(|v| number(*v)) else { continue };
            let at = axis.x(s.from);
            if let Some((_, last)) = line.last().copied() {
                line.push((at, last));
            }
            line.push((at, up(value)));
        }
        if let Some((_, last)) = line.last().copied() {
            line.push((right, last));
        }
        svg.polyline(&line, Paint::line(colour, 1.8));
        let name = a.case.trace.principals()[*party].short();
        for s in path {
            for v in &s.values {
                let title = format!("{name}: {}, {}", trimmed(number(*v)), s.from.long());
                let paint = if s.reported { Paint::fill("#ffffff") } else { Paint::fill(colour) };
                svg.circle(axis.x(s.from), up(number(*v)), 3.4, paint.outlined(colour, 1.5), &title);
            }
        }
        if let Some(v) = path.last().and_then(|s| s.values.last()).map(|v| number(*v)) {
            ends.push((up(v) + 3.0, format!("{name} {}", trimmed(v)), colour));
        }
    }
    // Two last values close together would print over each other.
    ends.sort_by(|p, q| p.0.total_cmp(&q.0));
    for k in 1..ends.len() {
        if ends[k].0 - ends[k - 1].0 < 11.0 {
            ends[k].0 = ends[k - 1].0 + 11.0;
        }
    }
    for (at, text, colour) in ends {
        svg.text(right + 5.0, at, Font::new(9.0).colour(colour), &text);
    }
}

fn trimmed(v: f64) -> String {
    let text = format!("{v:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
