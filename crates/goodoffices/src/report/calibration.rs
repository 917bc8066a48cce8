//! A calibration study as one page: rank histograms, distribution functions with bands, reliability.
//!
//! No script and no outside file. A grey zone is where an honest model would nearly always be; what lies
//! outside it is drawn in ink. Small multiples, one per quantity, all on the same scale.

use super::svg::{Font, INK, Paint, RULE, SIDES, SOFT, Svg, WASH, escape};
use crate::study::{Calibration, Quantity};
use std::fmt::Write;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:62em;margin:2em auto;padding:0 1em;color:#1c2430}\
table{border-collapse:collapse;margin:1em 0}th,td{padding:.25em .7em;text-align:right;border-bottom:1px solid #d5dae1}\
th:first-child,td:first-child{text-align:left}svg{max-width:100%;height:auto}.note{color:#5a6572}";

/// Small pictures in a row.
const COLUMNS: usize = 4;
const CELL: (f64, f64) = (230.0, 170.0);
const BARS: usize = 20;

/// The page of a calibration study.
#[must_use]
pub fn calibration_page(c: &Calibration, version: &str) -> String {
    let (half, most) = c.coverage();
    let held = if c.holds() { "Every test holds." } else { "Not every test holds." };
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Calibration</title><style>{STYLE}</style>\n\
         <h1>Calibration</h1><p>{} parties drawn from the prior, {} particles a type, seed {}, planted fault: {}. \
         <b>{held}</b></p>\n\
         <p>Least p of {} quantities, corrected: {:.3} (more than .01 holds). Coverage of 50 % and 90 % intervals: \
         {:.1} % and {:.1} %. Brier {:.3} (prior {:.3}), log score {:.3} (prior {:.3}), calibration error {:.3}.</p>\n",
        c.plan.draws,
        c.plan.particles,
        c.plan.seed,
        escape(&format!("{:?}", c.plan.fault).to_lowercase()),
        c.quantities.len(),
        c.least_p(),
        100.0 * half,
        100.0 * most,
        c.scores.0,
        c.prior_scores.0,
        c.scores.1,
        c.prior_scores.1,
        c.error,
    );
    html.push_str(
        "<h2>Types</h2><table><tr><th>type<th>frequency<th>mean probability<th>standard error<th>fits</tr>\n",
    );
    for t in &c.types {
        let _ = writeln!(
            html,
            "<tr><td>{}<td>{:.3}<td>{:.3}<td>{:.3}<td>{}</tr>",
            escape(t.name),
            t.frequency,
            t.probability,
            t.error,
            if t.holds() { "yes" } else { "no" }
        );
    }
    html.push_str(
        "</table><h2>Reliability</h2><p class=\"note\">All probabilities of all types in ten bins of equal \
                   mass: what was said, and what came. On the line they agree.</p>\n",
    );
    html.push_str(&reliability(c));
    html.push_str("<h2>Ranks</h2><p class=\"note\">Where the truth stood among 99 posterior draws. Bars should stay in \
                   the grey zone (99 of 100 do); a hump is a posterior too wide, two ends too narrow, a slope off \
                   centre.</p>\n");
    html.push_str(&small(c, "Rank histograms", histogram));
    html.push_str(
        "<h2>Distribution functions</h2><p class=\"note\">Distance of the ranks' distribution function from \
                   even. The grey zone holds the whole line 95 of 100 times.</p>\n",
    );
    html.push_str(&small(c, "Distances of distribution functions", distance));
    let _ = writeln!(html, "<p class=\"note\">Good Offices {}</p></html>", escape(version));
    html
}

fn small(c: &Calibration, label: &str, draw: impl Fn(&mut Svg, f64, f64, &Quantity)) -> String {
    let rows = c.quantities.len().div_ceil(COLUMNS).max(1);
    let mut svg = Svg::new(CELL.0 * COLUMNS as f64, CELL.1 * rows as f64, label);
    for (k, q) in c.quantities.iter().enumerate() {
        let (x, y) = (CELL.0 * (k % COLUMNS) as f64, CELL.1 * (k / COLUMNS) as f64);
        svg.text(x + 8.0, y + 16.0, Font::new(11.0), &q.name.replace('_', " "));
        let note = format!("{} ranks, p {:.3}", q.ranks.iter().sum::<usize>(), q.p);
        svg.text(x + 8.0, y + 30.0, Font::new(10.0).colour(SOFT), &note);
        draw(&mut svg, x + 8.0, y + 38.0, q);
    }
    svg.finish()
}

const PLOT: (f64, f64) = (210.0, 112.0);

fn histogram(svg: &mut Svg, x: f64, y: f64, q: &Quantity) {
    let n = q.ranks.iter().sum::<usize>() as f64;
    let expected = n / BARS as f64;
    let spread = 2.576 * (expected * (1.0 - 1.0 / BARS as f64)).sqrt();
    // Twice what is expected fills the plot, or the tallest bar if that is more.
    let bars: Vec<f64> =
        q.ranks.chunks(q.ranks.len() / BARS).map(|c| c.iter().sum::<usize>() as f64).collect();
    let top = bars.iter().copied().fold(2.0 * expected, f64::max).max(expected + 1.2 * spread);
    let height = |v: f64| PLOT.1 * v.max(0.0) / top;
    svg.rect([x, y, PLOT.0, PLOT.1], Paint::fill(WASH), "");
    let (low, high) = ((expected - spread).max(0.0), expected + spread);
    svg.rect([x, y + PLOT.1 - height(high), PLOT.0, height(high) - height(low)], Paint::fill(RULE), "");
    let width = PLOT.0 / BARS as f64;
    for (k, v) in bars.iter().enumerate() {
        let colour = if (low..=high).contains(v) { SIDES[0] } else { INK };
        let at = [x + width * k as f64 + 1.0, y + PLOT.1 - height(*v), width - 2.0, height(*v)];
        svg.rect(at, Paint::fill(colour), &format!("ranks {} to {}: {v}", 5 * k, 5 * k + 4));
    }
}

fn distance(svg: &mut Svg, x: f64, y: f64, q: &Quantity) {
    let n = q.ranks.iter().sum::<usize>() as f64;
    let reach = (1.3 * q.band).max(1.1 * q.distance);
    let at = |d: f64| y + 0.5 * PLOT.1 * (1.0 - d / reach);
    svg.rect([x, y, PLOT.0, PLOT.1], Paint::fill(WASH), "");
    svg.rect([x, at(q.band), PLOT.0, at(-q.band) - at(q.band)], Paint::fill(RULE), "");
    svg.line([x, at(0.0), x + PLOT.0, at(0.0)], Paint::line(SOFT, 0.8));
    let mut sum = 0.0;
    let mut points = vec![(x, at(0.0))];
    for (k, r) in q.ranks.iter().enumerate() {
        sum += *r as f64 / n;
        let even = (k + 1) as f64 / q.ranks.len() as f64;
        points.push((x + PLOT.0 * even, at(sum - even)));
    }
    let colour = if q.distance <= q.band { SIDES[0] } else { INK };
    svg.polyline(&points, Paint::line(colour, 1.6));
}

fn reliability(c: &Calibration) -> String {
    let (size, left, top) = (280.0, 50.0, 16.0);
    let mut svg = Svg::new(size + 120.0, size + 60.0, "Reliability of the probabilities of types");
    svg.rect([left, top, size, size], Paint::fill(WASH), "");
    let at = |p: f64, q: f64| (left + size * p, top + size * (1.0 - q));
    for k in 0..=4 {
        let v = 0.25 * f64::from(k);
        let (x, y) = at(v, v);
        svg.line([left, y, left + size, y], Paint::line(RULE, 0.8));
        svg.line([x, top, x, top + size], Paint::line(RULE, 0.8));
        let label = format!("{v}");
        svg.text(left - 32.0, y + 4.0, Font::new(11.0).colour(SOFT), &label);
        svg.text(x - 8.0, top + size + 16.0, Font::new(11.0).colour(SOFT), &label);
    }
    svg.line([left, top + size, left + size, top], Paint::line(SOFT, 1.0));
    let points: Vec<(f64, f64)> = c.reliability.iter().map(|b| at(b.said, b.came)).collect();
    svg.polyline(&points, Paint::line(SIDES[0], 1.6));
    for (b, (x, y)) in c.reliability.iter().zip(&points) {
        let title = format!("said {:.3}, came {:.3}, {} cases", b.said, b.came, b.count);
        svg.circle(*x, *y, 3.6, Paint::fill(SIDES[0]), &title);
    }
    svg.text(left + 90.0, top + size + 36.0, Font::new(12.0), "probability said");
    svg.text(left + 4.0, top + 14.0, Font::new(12.0), "share that came true");
    svg.finish()
}
