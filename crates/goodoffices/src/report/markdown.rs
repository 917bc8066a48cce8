//! Pages as Markdown.

use super::page::{Body, Page};
use std::fmt::Write;

/// A whole page as Markdown. Pictures are left to the HTML page.
#[must_use]
pub fn markdown(page: &Page) -> String {
    let mut out = format!("# {}\n\n**{}**\n", plain(&page.title), plain(&page.as_of));
    for l in &page.lines {
        let _ = write!(out, "\n{}  ", plain(l));
    }
    out.push('\n');
    for s in &page.sections {
        if matches!(s.body, Body::Picture { .. }) {
            continue;
        }
        let _ = write!(out, "\n## {}\n\n", plain(&s.title));
        if let Some(note) = &s.note {
            let _ = write!(out, "{}\n\n", plain(note));
        }
        match &s.body {
            Body::Items { items } => {
                for i in items {
                    let key = if i.key.is_empty() { String::new() } else { format!("**{}** ", i.key) };
                    let _ = writeln!(out, "- {key}{}", plain(&i.text));
                }
            }
            Body::Table { table } => {
                let head: Vec<String> = table.head.iter().map(|h| plain(h)).collect();
                let _ = writeln!(out, "| | {} |\n|---|{}", head.join(" | "), "---|".repeat(head.len()));
                for r in &table.rows {
                    let cells: Vec<String> = r.cells.iter().map(|c| plain(c)).collect();
                    let _ = writeln!(out, "| {} | {} |", r.key, cells.join(" | "));
                }
                for n in &table.notes {
                    let _ = write!(out, "\n{}\n", plain(n));
                }
            }
            Body::Picture { .. } => {}
        }
    }
    let _ = write!(
        out,
        "\n---\n{} · {} · {}\n",
        page.provenance.made_by,
        page.provenance.fingerprint,
        plain(&page.provenance.lens)
    );
    out
}

/// Text whose special characters stay themselves in Markdown.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_cell_cannot_break_its_table() {
        assert_eq!(super::plain("a|b\n<i>"), "a\\|b \\<i\\>");
    }
}
