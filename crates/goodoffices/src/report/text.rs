//! Pages as plain text of 80 columns, for a terminal, a mail or a printer.

use super::page::{Body, Item, Page, Section, Table};

/// Columns of a text page.
pub const COLUMNS: usize = 80;

/// A whole page as text.
#[must_use]
pub fn text(page: &Page) -> String {
    lines(page).into_iter().map(|l| l.trim_end().to_owned() + "\n").collect()
}

/// The lines of a page.
#[must_use]
pub fn lines(page: &Page) -> Vec<String> {
    let mut out = Vec::new();
    let room = COLUMNS.saturating_sub(width(&page.as_of) + 2);
    out.push(format!("{:<room$}  {}", cut(&page.title, room), page.as_of));
    for l in &page.lines {
        out.extend(wrap(l, COLUMNS, ""));
    }
    let dense = page.kind == "brief";
    let mut sections = page.sections.iter().peekable();
    while let Some(s) = sections.next() {
        let beside = sections.next_if(|next| dense && s.id == "owes" && next.id == "clocks");
        match beside {
            Some(other) => pair(s, other, &mut out),
            None => section(s, &mut out, dense, COLUMNS),
        }
    }
    out
}

/// Two short sections side by side.
fn pair(left: &Section, right: &Section, out: &mut Vec<String>) {
    let half = (COLUMNS - 2) / 2;
    let (mut a, mut b) = (Vec::new(), Vec::new());
    section(left, &mut a, true, half);
    section(right, &mut b, true, half);
    for k in 0..a.len().max(b.len()) {
        let (l, r) = (a.get(k).map_or("", String::as_str), b.get(k).map_or("", String::as_str));
        out.push(format!("{l}{}  {r}", " ".repeat(half.saturating_sub(width(l)))));
    }
}

fn section(s: &Section, out: &mut Vec<String>, dense: bool, columns: usize) {
    if matches!(s.body, Body::Picture { .. }) {
        return;
    }
    if dense && s.title.is_empty() {
        out.push("-".repeat(columns));
    } else if dense {
        let rule = columns.saturating_sub(width(&s.title) + 1);
        out.push(format!("{} {}", s.title, "-".repeat(rule)));
    } else {
        out.push(String::new());
        out.push(s.title.clone());
        out.push("=".repeat(width(&s.title)));
    }
    if let Some(note) = &s.note {
        out.extend(wrap(note, columns, ""));
    }
    match &s.body {
        Body::Items { items } => items.iter().for_each(|i| item(i, out, columns)),
        Body::Table { table } => grid(table, out),
        Body::Picture { .. } => {}
    }
}

fn item(i: &Item, out: &mut Vec<String>, columns: usize) {
    if i.key.is_empty() {
        out.extend(wrap(&i.text, columns, ""));
        return;
    }
    let indent = " ".repeat(width(&i.key).max(3) + 1);
    let mut lines = wrap(&i.text, columns - indent.len(), "");
    for (k, l) in lines.iter_mut().enumerate() {
        *l = if k == 0 { format!("{:<w$} {l}", i.key, w = indent.len() - 1) } else { format!("{indent}{l}") };
    }
    out.extend(lines);
}

fn grid(t: &Table, out: &mut Vec<String>) {
    let key = t.rows.iter().map(|r| width(&r.key)).max().unwrap_or(0).max(1);
    let fixed: usize = key + t.widths.iter().map(|w| w + 1).sum::<usize>();
    let flexible = t.widths.iter().filter(|w| **w == 0).count();
    let left = COLUMNS.saturating_sub(fixed);
    let widths: Vec<usize> =
        t.widths.iter().map(|w| if *w == 0 { left / flexible.max(1) } else { *w }).collect();
    let mut row = |key_text: &str, cells: &[String]| {
        let cells: Vec<Vec<String>> = cells.iter().zip(&widths).map(|(c, w)| wrap(c, *w, "")).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
        for k in 0..height {
            let mut line = format!("{:<key$}", if k == 0 { key_text } else { "" });
            for (c, w) in cells.iter().zip(&widths) {
                let text = c.get(k).map_or("", String::as_str);
                line.push(' ');
                line.push_str(text);
                line.push_str(&" ".repeat(w.saturating_sub(width(text))));
            }
            out.push(line.trim_end().to_owned());
        }
    };
    if t.head.iter().any(|h| !h.is_empty()) {
        row("", &t.head);
    }
    for r in &t.rows {
        row(&r.key, &r.cells);
    }
    for n in &t.notes {
        out.extend(wrap(n, COLUMNS, "  "));
    }
}

/// Width of a text in columns: one a character.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().count()
}

/// The text cut to a width, marked where it was cut.
#[must_use]
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    text.chars().take(columns.saturating_sub(1)).collect::<String>() + "…"
}

/// The text in lines of at most so many columns; a word longer than a line is broken.
#[must_use]
pub fn wrap(text: &str, columns: usize, hang: &str) -> Vec<String> {
    let columns = columns.max(4);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut word: String = word.to_owned();
        loop {
            let space = usize::from(!line.is_empty() && line != hang);
            if width(&line) + space + width(&word) <= columns {
                if space == 1 {
                    line.push(' ');
                }
                line.push_str(&word);
                break;
            }
            if line.is_empty() || line == hang {
                let room = columns - width(&line);
                let head: String = word.chars().take(room).collect();
                word = word.chars().skip(room).collect();
                line.push_str(&head);
            }
            lines.push(std::mem::replace(&mut line, hang.to_owned()));
        }
    }
    if !line.is_empty() && line != hang || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_letter_is_lost(text in "[a-zé ]{0,200}", columns in 4_usize..40) {
            let lines = wrap(&text, columns, "");
            prop_assert!(lines.iter().all(|l| width(l) <= columns));
            let all = |s: &str| s.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(all(&lines.concat()), all(&text));
        }
    }
}
