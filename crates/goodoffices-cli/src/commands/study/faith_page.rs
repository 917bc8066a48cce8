//! What `study faith` found, for researchers: how well the score separates, curves, and a table of baselines.

use super::faith::shown;
use goodoffices::report::{Curve, Curves, escape};
use goodoffices::study::{AGAINST, FEWEST, Role, Scored, Separation, roc};
use std::fmt::Write;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:76em;margin:2em auto;padding:0 1em;color:#222}\
table{border-collapse:collapse;margin:1em 0;font-variant-numeric:tabular-nums}th,td{padding:.25em .7em;text-align:right;\
border-bottom:1px solid #ddd}th:first-child,td:first-child{text-align:left}div.pictures{display:flex;flex-wrap:wrap;gap:1em}\
svg{max-width:100%;height:auto}";

/// A score on the page.
pub struct Line<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its rows.
    pub rows: &'a [Scored],
    /// How well it separates.
    pub found: &'a Separation,
}

/// What the page says at its top.
pub struct Head<'a> {
    /// How the talks were read.
    pub how: &'a str,
    /// The levels, counted.
    pub levels: &'a str,
    /// Probability of the insincere types, in the order of the first line's rows.
    pub probability: &'a [f64],
}

/// Greatest true share at a false share of at most x.
fn at(curve: &[(f64, f64)], x: f64) -> f64 {
    curve.iter().filter(|p| p.0 <= x + 1e-12).map(|p| p.1).fold(0.0, f64::max)
}

fn receiver(lines: &[Line<'_>]) -> Curves {
    let curve = |l: &Line<'_>| {
        let points = roc(l.rows);
        Curve {
            name: l.name.to_owned(),
            values: (0..=40).map(|k| Some(at(&points, f64::from(k) / 40.0))).collect(),
        }
    };
    Curves {
        title: "Share of saboteurs found".into(),
        x: ("share of sincere parties flagged".into(), 0.0, 1.0),
        y: (0.0, 1.0),
        curves: lines.iter().take(4).map(curve).collect(),
    }
}

/// Share of parties at or below each ln Bayes factor, by what they were.
fn spread(rows: &[Scored]) -> Curves {
    let (low, high) = (-6.0, 6.0);
    let curve = |name: &str, role: Role| {
        let scores: Vec<f64> =
            rows.iter().filter(|r| r.role == role && r.moves >= FEWEST).map(|r| r.score).collect();
        let below = |k: i32| {
            let x = low + (high - low) * f64::from(k) / 40.0;
            let n = scores.iter().filter(|s| **s <= x).count();
            (!scores.is_empty()).then(|| n as f64 / scores.len() as f64)
        };
        Curve { name: name.to_owned(), values: (0..=40).map(below).collect() }
    };
    Curves {
        title: "Share of parties at or below".into(),
        x: ("ln Bayes factor, insincere against sincere".into(), low, high),
        y: (0.0, 1.0),
        curves: vec![
            curve("cooperative", Role::Cooperative),
            curve("greedy", Role::Greedy),
            curve("saboteur", Role::Saboteur),
        ],
    }
}

/// Observed share of saboteurs by stated probability, and how many parties each part holds.
fn reliability(rows: &[Scored], probability: &[f64]) -> (Curves, Vec<usize>) {
    let mut cells = [(0_usize, 0_usize); 10];
    for (r, p) in rows.iter().zip(probability).filter(|(r, _)| r.moves >= FEWEST) {
        let cell = &mut cells[((p * 10.0) as usize).min(9)];
        cell.1 += 1;
        cell.0 += usize::from(r.role == Role::Saboteur);
    }
    let observed = cells.iter().map(|(k, n)| (*n > 0).then(|| *k as f64 / *n as f64)).collect();
    let even = (0..10).map(|k| Some(f64::from(k) / 10.0 + 0.05)).collect();
    let picture = Curves {
        title: "Share of saboteurs, by stated probability".into(),
        x: ("stated probability, by tenths (prior .10)".into(), 0.05, 0.95),
        y: (0.0, 1.0),
        curves: vec![
            Curve { name: "observed".into(), values: observed },
            Curve { name: "as stated".into(), values: even },
        ],
    };
    (picture, cells.iter().map(|c| c.1).collect())
}

/// The page; the first line is the model's.
pub fn page(head: &Head<'_>, lines: &[Line<'_>]) -> String {
    let mut out = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Good faith in talks of several</title>\
         <style>{STYLE}</style>\n<h1>Good faith in talks of several</h1><p>{} Levels: {}.</p>\n",
        escape(head.how),
        escape(head.levels)
    );
    if let Some(model) = lines.first() {
        let _ = write!(
            out,
            "<p>{} saboteurs and {} sincere parties with two complete offers or more. Intervals hold 95 % of \
             resamples that draw whole runs. Areas are under the receiver curve; .5 is chance.</p>\n<table><tr><th>score",
            model.found.counted[0], model.found.counted[1]
        );
        for name in AGAINST {
            let _ = write!(out, "<th>{name}");
        }
        out.push_str("<th>flags among sincere<th>among erratic sets<th>power<th>power at 5 %</tr>\n");
        for l in lines {
            let _ = write!(out, "<tr><td>{}", escape(l.name));
            let f = l.found;
            for x in f.areas.iter().chain([&f.wrong, &f.wrong_erratic, &f.power, &f.power_at_five]) {
                let _ = write!(out, "<td>{}", shown(*x));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</table>\n<div class=\"pictures\">\n");
        let (reliable, counts) = reliability(model.rows, head.probability);
        for picture in [receiver(lines), spread(model.rows), reliable] {
            out.push_str(&picture.svg());
        }
        let counts: Vec<String> = counts.iter().map(usize::to_string).collect();
        let _ = writeln!(
            out,
            "</div><p>Parties by stated probability, tenth by tenth: {}.</p>",
            counts.join(", ")
        );
    }
    let _ = writeln!(out, "<footer>goodoffices {}, study faith</footer></html>", env!("CARGO_PKG_VERSION"));
    out
}
