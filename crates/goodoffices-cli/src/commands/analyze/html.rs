//! The analysis as one HTML page: no scripts, no fonts or pictures from elsewhere.

use super::Found;
use super::text::{claim, figure, maybe, outcome, zone};
use goodoffices::analysis::Point;
use goodoffices::report::escape;
use std::fmt::Write;

/// Points listed unless asked otherwise.
const TOP: usize = 200;
const TIES: usize = 20;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff;max-width:60rem;\
margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;\
border-bottom:1px solid #ddd}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
svg{max-width:100%;height:auto}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}\
dt{color:#444}dd{margin:0}footer{margin-top:2rem;color:#444;font-size:.9rem}";

pub(super) fn page(found: &Found<'_>) -> String {
    let a = &found.analysis;
    let name = escape(&found.scenario.name);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{name}: what could be agreed</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <h1>{name}: what could be agreed</h1>\n<dl>\n"
    );
    let mut fact = |what: &str, value: String| {
        let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", escape(what), escape(&value));
    };
    fact("issues", found.scenario.space.issues().len().to_string());
    fact("outcomes", found.scenario.space.cardinality_text());
    for (k, p) in found.scenario.parties.iter().enumerate() {
        let reservation = found.reservation(k).map_or("none".to_owned(), figure);
        fact(&p.name, format!("reservation {reservation}"));
    }
    fact("frontier", format!("{} points, {}", a.frontier.len(), claim(found)));
    fact("opposition", maybe(a.opposition.opposition));
    fact("… of the equal-utility point", maybe(a.opposition.equal_utility));
    fact("… of the utilitarian point", maybe(a.opposition.welfare));
    if let Some(b) = a.balance {
        fact("balance", figure(b));
    }
    fact("zone of agreement", zone(found));
    out.push_str("</dl>\n");
    if !a.frontier.is_empty() {
        out.push_str("<h2>Solutions</h2>\n");
        head(&mut out, found, "solution");
        for s in found.solutions() {
            for k in s.points.iter().take(TIES) {
                let label = format!("{} {}", s.letter, s.name);
                row(&mut out, found, &label, a.frontier.point(*k));
            }
        }
        out.push_str("</tbody></table>\n<h2>Utility plane</h2>\n");
        for plane in found.planes() {
            let _ = writeln!(out, "<figure style=\"margin:0\">{}</figure>", plane.svg());
        }
        out.push_str("<h2>Frontier</h2>\n");
        head(&mut out, found, "point");
        let top = found.args.top.unwrap_or(TOP);
        for (k, p) in a.frontier.points().take(top).enumerate() {
            row(&mut out, found, &(k + 1).to_string(), p);
        }
        out.push_str("</tbody></table>\n");
        if a.frontier.len() > top {
            let _ = writeln!(out, "<p>and {} more</p>", a.frontier.len() - top);
        }
    }
    for s in &found.fairer {
        let _ = write!(out, "<h2>{}</h2>\n<pre>{}</pre>\n", escape(s.title), escape(&s.text));
    }
    let _ = writeln!(
        out,
        "<footer>goodoffices {}, {}; scenario {}</footer>\n</body>\n</html>",
        env!("CARGO_PKG_VERSION"),
        a.frontier.method().word(),
        goodoffices::analysis::fingerprint(found.scenario)
    );
    out
}

fn head(out: &mut String, found: &Found<'_>, first: &str) {
    let _ = write!(out, "<table><thead><tr><th>{first}</th>");
    for p in &found.scenario.parties {
        let _ = write!(out, "<th class=\"n\">{}</th>", escape(&p.name));
    }
    out.push_str("<th>outcome</th></tr></thead><tbody>\n");
}

fn row(out: &mut String, found: &Found<'_>, first: &str, point: Point<'_>) {
    let _ = write!(out, "<tr><td>{}</td>", escape(first));
    for u in point.utilities {
        let _ = write!(out, "<td class=\"n\">{}</td>", figure(*u));
    }
    let _ = writeln!(out, "<td>{}</td></tr>", escape(&outcome(found, point)));
}
