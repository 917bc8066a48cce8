//! What `study opponents` found, for people: means by model, curves over relative time, a table a model.
//!
//! Rows are averaged as they stand: a trace with more rows counts more. A mean over tenths of the time has the
//! number of its rows beside it, since late tenths hold fewer sessions, and not the same ones as early tenths.

use super::opponents::Scored;
use goodoffices::report::{Curve, Curves, escape};
use goodoffices::study::OpponentRow;
use std::fmt::Write;

/// Parts of the time.
const PARTS: usize = 10;

/// A measure of a row, with how its values range on a picture.
struct Measure {
    name: &'static str,
    of: fn(&OpponentRow) -> Option<f64>,
    range: (f64, f64),
}

const MEASURES: [Measure; 4] = [
    Measure { name: "pearson", of: |r| r.pearson, range: (0.0, 1.0) },
    Measure { name: "ranking distance", of: |r| Some(r.ranking_distance), range: (0.0, 0.6) },
    Measure { name: "nash error", of: |r| r.nash_error, range: (0.0, 0.6) },
    Measure { name: "reservation error", of: |r| r.reservation_error.map(f64::abs), range: (0.0, 1.0) },
];

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0_u64), |(s, n), x| (s + x, n + 1));
    (n > 0).then(|| sum / n as f64)
}

fn of_model<'a>(all: &'a [Scored], model: &str) -> Vec<&'a OpponentRow> {
    all.iter().flat_map(|a| &a.1).filter(|r| r.model == model).collect()
}

fn part(row: &OpponentRow) -> usize {
    ((row.time * PARTS as f64) as usize).min(PARTS - 1)
}

fn by_parts(rows: &[&OpponentRow], measure: &Measure) -> Vec<Option<f64>> {
    (0..PARTS).map(|k| mean(rows.iter().filter(|r| part(r) == k).filter_map(|r| (measure.of)(r)))).collect()
}

/// Microseconds of a model per offer seen, over its last row of each trace and party.
fn cost(all: &[Scored], model: &str) -> Option<f64> {
    let (mut seconds, mut offers) = (0.0, 0);
    for (_, rows) in all {
        let mut last: Vec<&OpponentRow> = Vec::new();
        for r in rows.iter().filter(|r| r.model == model) {
            last.retain(|l| l.party != r.party);
            last.push(r);
        }
        seconds += last.iter().map(|r| r.seconds).sum::<f64>();
        offers += last.iter().map(|r| r.step).sum::<u64>();
    }
    (offers > 0).then(|| 1e6 * seconds / offers as f64)
}

fn show(x: Option<f64>) -> String {
    x.map_or_else(|| "–".to_owned(), |x| format!("{x:.3}"))
}

/// Means by model, and the correlation by tenths of the time in block characters.
pub fn text(all: &[Scored], models: &[String], timed: bool) -> String {
    let mut t = comfy_table::Table::new();
    t.load_style(comfy_table::presets::NOTHING);
    let mut header = vec!["model", "rows"];
    header.extend(MEASURES.iter().map(|m| m.name));
    header.push("pearson by tenths of the time");
    header.extend(timed.then_some("µs an offer"));
    t.set_header(header);
    let bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    for model in models {
        let rows = of_model(all, model);
        let mut cells = vec![model.clone(), rows.len().to_string()];
        cells.extend(MEASURES.iter().map(|m| show(mean(rows.iter().filter_map(|r| (m.of)(r))))));
        let tenth = |p: Option<f64>| p.map_or(' ', |p| bars[(p.clamp(0.0, 1.0) * 7.0).round() as usize]);
        cells.push(by_parts(&rows, &MEASURES[0]).into_iter().map(tenth).collect());
        cells.extend(timed.then(|| show(cost(all, model))));
        t.add_row(cells);
    }
    t.to_string()
}

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:76em;margin:2em auto;padding:0 1em;color:#222}\
table{border-collapse:collapse;margin:1em 0;font-variant-numeric:tabular-nums}th,td{padding:.25em .7em;text-align:right;\
border-bottom:1px solid #ddd}th:first-child,td:first-child{text-align:left}div.pictures{display:flex;flex-wrap:wrap;gap:1em}\
svg{max-width:100%;height:auto}";

/// The page.
pub fn page(all: &[Scored], models: &[String], timed: bool) -> String {
    let mut out = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Opponent models</title><style>{STYLE}</style>\n\
         <h1>Opponent models</h1><p>{} traces, {} rows. A row is a model of a party after some of its offers, held \
         against its true utilities over 1,000 evenly spaced outcomes: Pearson\u{2019}s correlation (1 is right), the \
         share of pairs ordered wrongly (0 is right, .5 is chance), the distance in true utilities between the Nash \
         point and the one computed from the estimate, and the least estimated utility offered less the \
         reservation value (the worst outcome where that is worth more).</p>\n<div class=\"pictures\">\n",
        all.len(),
        all.iter().map(|a| a.1.len()).sum::<usize>()
    );
    for measure in &MEASURES {
        let curve = |m: &String| Curve { name: m.clone(), values: by_parts(&of_model(all, m), measure) };
        let curves: Vec<Curve> = models.iter().map(curve).collect();
        let values = || curves.iter().flat_map(|c| c.values.iter().flatten().copied());
        let picture = Curves {
            title: format!("Mean {}", measure.name),
            x: ("relative time, by tenths".into(), 0.05, 0.95),
            y: (values().fold(measure.range.0, f64::min), values().fold(measure.range.1, f64::max)),
            curves,
        };
        out.push_str(&picture.svg());
    }
    out.push_str("</div>\n<h2>All rows</h2><table><tr><th>model<th>rows");
    for m in &MEASURES {
        let _ = write!(out, "<th>{}", m.name);
    }
    out.push_str(if timed { "<th>µs an offer</tr>" } else { "</tr>" });
    for model in models {
        let rows = of_model(all, model);
        let _ = write!(out, "<tr><td>{}<td>{}", escape(model), rows.len());
        for m in &MEASURES {
            let _ = write!(out, "<td>{}", show(mean(rows.iter().filter_map(|r| (m.of)(r)))));
        }
        if timed {
            let _ = write!(out, "<td>{}", show(cost(all, model)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
    for model in models {
        let rows = of_model(all, model);
        let _ = write!(out, "<h2>{}</h2><table><tr><th>relative time<th>rows", escape(model));
        for m in &MEASURES {
            let _ = write!(out, "<th>{}", m.name);
        }
        out.push_str("</tr>\n");
        for k in 0..PARTS {
            let inside = rows.iter().filter(|r| part(r) == k).count();
            let (from, to) = (k as f64 / PARTS as f64, (k + 1) as f64 / PARTS as f64);
            let _ = write!(out, "<tr><td>{from:.1} to {to:.1}<td>{inside}");
            for m in &MEASURES {
                let _ = write!(out, "<td>{}", show(by_parts(&rows, m)[k]));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</table>\n");
    }
    let _ =
        writeln!(out, "<footer>goodoffices {}, study opponents</footer></html>", env!("CARGO_PKG_VERSION"));
    out
}
