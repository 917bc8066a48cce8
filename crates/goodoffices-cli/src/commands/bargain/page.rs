//! The answer of a model, and a conflict, as one HTML page: no scripts, no fonts or pictures from elsewhere.

use goodoffices::bargaining::{Answer, Curve, Model};
use goodoffices::report::{curve_plot, escape};
use std::fmt::Write;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;color:#1c2430;background:#fff;max-width:56rem;\
margin:2rem auto;padding:0 1rem}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}\
table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;\
border-bottom:1px solid #d5dae1}td.n{text-align:right;font-variant-numeric:tabular-nums}\
svg{max-width:100%;height:auto}code{background:#f5f7fa;padding:0 .3em}footer{margin-top:2rem;color:#5a6572;font-size:.9rem}";

/// A page with this title and body.
pub(super) fn whole(title: &str, body: &str, footer: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{t}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{t}</h1>\n{body}<footer>goodoffices {}, {}</footer>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION"),
        escape(footer),
        t = escape(title)
    )
}

/// A table of texts.
pub(super) fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let mut out = String::from("<table><thead><tr>");
    for h in head {
        let _ = write!(out, "<th>{}</th>", escape(h));
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for cell in row {
            let _ = write!(out, "<td>{}</td>", escape(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
    out
}

/// The page of a model's answer.
pub(super) fn model(m: &Model, answer: &Answer, curve: &Curve) -> String {
    let rows: Vec<Vec<String>> = answer
        .values
        .iter()
        .map(|v| vec![v.name.replace('_', " "), super::figure(v.value), v.meaning.to_owned()])
        .collect();
    let parameters: Vec<Vec<String>> = m
        .parameters
        .iter()
        .zip(&answer.parameters)
        .map(|(p, (n, x))| vec![(*n).to_owned(), super::given(*x), p.meaning.to_owned(), p.range_text()])
        .collect();
    let heads = |h: &[&str]| h.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    let body = format!(
        "<p>{}</p>\n<figure style=\"margin:0\">{}</figure>\n<h2>Result</h2>\n{}<h2>What it means for a mediator</h2>\n\
         <p>{}</p>\n<h2>Parameters</h2>\n{}<h2>Formula</h2>\n<p><code>{}</code></p>\n<p>{}. {}.</p>\n",
        escape(&answer.sentence),
        curve_plot(curve, m.title),
        table(&heads(&["value", "", "what it is"]), &rows),
        escape(answer.lesson),
        table(&heads(&["parameter", "value", "what it is", "range"]), &parameters),
        escape(m.formula),
        escape(m.source),
        escape(&answer.method),
    );
    let first = m.title.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let title = format!("{first}{}", m.title.get(first.len()..).unwrap_or_default());
    whole(&title, &body, &format!("model {}", m.name))
}
