//! Pages as one self-contained HTML file: no script, no font, no picture from outside.
//!
//! The brief is set to print on exactly one page of A4 or Letter; what follows it starts on the next.

use super::page::{Body, Page, Section, Table};
use super::svg::escape;
use std::fmt::Write;

const STYLE: &str = "
:root{--ink:#1c2430;--soft:#5a6572;--rule:#d5dae1;--wash:#f5f7fa;--accent:#1f5fa8}
*{box-sizing:border-box}
body{margin:0;background:#e9ecf0;color:var(--ink);font:14px/1.45 'Helvetica Neue',Helvetica,Arial,'Liberation Sans',sans-serif}
main{max-width:1040px;margin:18px auto;background:#fff;padding:26px 34px;box-shadow:0 1px 3px #0002}
h1{font-size:20px;margin:0}h2{font-size:13px;letter-spacing:.04em;text-transform:uppercase;margin:20px 0 6px;border-bottom:1px solid var(--rule);padding-bottom:3px}
header{display:flex;justify-content:space-between;align-items:baseline;gap:20px;border-bottom:2px solid var(--ink);padding-bottom:6px}
.asof{font-weight:600;white-space:nowrap}.lines,.note,.notes{color:var(--soft);margin:4px 0}
.item{display:flex;gap:8px;margin:2px 0}.key{color:var(--accent);font-size:.82em;min-width:2.4em;padding-top:.12em;font-variant-numeric:tabular-nums;flex:none}
table{border-collapse:collapse;width:100%;font-size:.94em}th{text-align:left;color:var(--soft);font-weight:600}
td,th{padding:3px 8px 3px 0;vertical-align:top;border-bottom:1px solid var(--rule)}td.key{white-space:nowrap}
tr:nth-child(even) td{background:var(--wash)}
figure{margin:8px 0;overflow-x:auto}figure svg{max-width:100%;height:auto}figcaption{color:var(--soft);font-size:.9em}
footer{color:var(--soft);font-size:.8em;margin-top:16px;border-top:1px solid var(--rule);padding-top:6px}
.brief{font-size:11.5px;line-height:1.32}.brief h1{font-size:16px}.brief h2{font-size:10.5px;margin:7px 0 2px}
.brief td,.brief th{padding:1px 6px 1px 0}.brief .item{margin:0}.brief .pair{display:grid;grid-template-columns:1fr 1fr;gap:0 22px}
@page{margin:11mm 12mm}
@media print{body{background:#fff;font-size:10pt}main{max-width:none;margin:0;padding:0;box-shadow:none}
.brief{font-size:8.9pt;line-height:1.25;break-after:page}.brief:last-of-type{break-after:auto}.brief h2{font-size:8.2pt;margin:4pt 0 1pt;padding-bottom:0}.brief h1{font-size:12pt}.brief footer{margin-top:4pt;padding-top:2pt}
figure,tr,.item{break-inside:avoid}h2{break-after:avoid}}
";

/// One file that opens with the brief (if there is one) and goes on with the pages.
#[must_use]
pub fn html(pages: &[&Page]) -> String {
    let title = pages.first().map_or_else(String::new, |p| format!("{} · {}", p.title, p.as_of));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>{}</title><style>{STYLE}</style></head><body>\n",
        escape(&title)
    );
    for p in pages {
        page(p, &mut out);
    }
    out.push_str("</body></html>\n");
    out
}

fn page(p: &Page, out: &mut String) {
    let class = if p.kind == "brief" { " class=\"brief\"" } else { "" };
    let _ = writeln!(
        out,
        "<main{class}><header><h1>{}</h1><div class=\"asof\">{}</div></header>",
        escape(&p.title),
        escape(&p.as_of)
    );
    for l in &p.lines {
        let _ = writeln!(out, "<p class=\"lines\">{}</p>", escape(l));
    }
    let mut k = 0;
    while k < p.sections.len() {
        // Two short lists side by side, as on the text page's order.
        let pair = p.kind == "brief" && matches!(p.sections[k].id, "owes") && k + 1 < p.sections.len();
        if pair {
            out.push_str("<div class=\"pair\"><div>");
            section(&p.sections[k], out);
            out.push_str("</div><div>");
            section(&p.sections[k + 1], out);
            out.push_str("</div></div>\n");
            k += 2;
        } else {
            section(&p.sections[k], out);
            k += 1;
        }
    }
    let _ = writeln!(
        out,
        "<footer>{} · case {} as seen {} · {}</footer></main>",
        escape(&p.provenance.made_by),
        escape(&p.provenance.case),
        escape(&p.provenance.fingerprint),
        escape(&p.provenance.lens)
    );
}

fn section(s: &Section, out: &mut String) {
    let _ = writeln!(out, "<section id=\"{}\"><h2>{}</h2>", escape(s.id), escape(&s.title));
    if let Some(note) = &s.note {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", escape(note));
    }
    match &s.body {
        Body::Items { items } => {
            for i in items {
                let _ = writeln!(
                    out,
                    "<div class=\"item\"><span class=\"key\">{}</span><span>{}</span></div>",
                    escape(&i.key),
                    escape(&i.text)
                );
            }
        }
        Body::Table { table: t } => table(t, out),
        Body::Picture { caption, svg, .. } => {
            let _ = writeln!(out, "<figure>{svg}<figcaption>{}</figcaption></figure>", escape(caption));
        }
    }
    out.push_str("</section>\n");
}

fn table(t: &Table, out: &mut String) {
    out.push_str("<table>");
    if t.head.iter().any(|h| !h.is_empty()) {
        out.push_str("<thead><tr><th></th>");
        for h in &t.head {
            let _ = write!(out, "<th>{}</th>", escape(h));
        }
        out.push_str("</tr></thead>");
    }
    out.push_str("<tbody>\n");
    for r in &t.rows {
        let _ = write!(out, "<tr><td class=\"key\">{}</td>", escape(&r.key));
        for c in &r.cells {
            let _ = write!(out, "<td>{}</td>", escape(c));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
    for n in &t.notes {
        let _ = writeln!(out, "<p class=\"notes\">{}</p>", escape(n));
    }
}
