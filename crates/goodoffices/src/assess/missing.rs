//! What is missing from the record that would change the picture most, and what is told differently.
//!
//! Ordered by the number of table rows that would read otherwise; of equals the later is first.

use super::figure::Figure;
use super::in_short::open_question;
use super::owed::Owed;
use super::table::{PositionTable, Standing};
use super::words::{Words, counted, listed};
use crate::talks::Scope;

/// What is not known, the largest first.
pub(super) fn missing(words: Words<'_>, table: &PositionTable, owed: &[Owed]) -> Vec<Figure> {
    let case = words.case;
    let mut out: Vec<(usize, Figure)> = Vec::new();
    let rule =
        "What the record lacks, by the number of table rows that would read otherwise if it were known.";
    if let Some(o) = open_question(words, owed) {
        let rows = table.rows.iter().filter(|r| o.terms.get(r.issue).is_some() || r.scope == o.scope).count();
        out.push((
            rows.max(2),
            Figure::new("", "missing answer", format!("what {} answers to: {}", o.who, o.what), rule)
                .resting_on(o.asks.clone()),
        ));
    }
    for (k, party) in case.trace.parties().into_iter().enumerate() {
        let silent: Vec<_> = table
            .rows
            .iter()
            .filter(|r| r.scope == Scope::Settlement && r.cells[k].values.is_empty())
            .filter(|r| matches!(r.standing, Standing::Silent { .. } | Standing::Yes { .. }))
            .collect();
        if silent.is_empty() {
            continue;
        }
        let labels: Vec<String> = silent.iter().take(3).map(|r| r.label.clone()).collect();
        let more = if silent.len() > 3 { format!(" and {} more", silent.len() - 3) } else { String::new() };
        out.push((
            silent.len(),
            Figure::new(
                "",
                format!("missing position {}", case.trace.principals()[party].slug),
                format!("what {} would ask on {}{more}", words.short(party), listed_or(&labels, &more)),
                rule,
            )
            .resting_on(silent.iter().flat_map(|r| r.figure.facts.clone())),
        ));
    }
    for b in table.beside.iter().filter(|b| b.differs && b.scope == Scope::Settlement) {
        let Some(e) = b.figure.facts.first().and_then(|id| case.trace.event(id)) else { continue };
        if e.evidence == crate::talks::Evidence::OnRecord {
            continue;
        }
        out.push((
            e.proposal.len(),
            Figure::new(
                "",
                format!("missing confirmation {}", e.id),
                format!(
                    "whether the account of {} ({}) is right: {} would read differently",
                    words.span(e.happened),
                    words.names(&e.principals),
                    counted(e.proposal.len(), "row", "rows")
                ),
                rule,
            )
            .resting_on(b.figure.facts.iter().cloned()),
        ));
    }
    for row in table.rows.iter().filter(|r| r.cells.iter().any(|c| c.values.len() > 1)) {
        out.push((
            1,
            Figure::new(
                "",
                format!("missing order {} {}", row.name, row.scope.name()),
                format!("which came last on {} (order inside a day)", row.label),
                rule,
            )
            .resting_on(row.figure.facts.iter().cloned()),
        ));
    }
    out.sort_by_key(|(rows, _)| std::cmp::Reverse(*rows));
    out.into_iter()
        .enumerate()
        .map(|(k, (_, mut f))| {
            f.key = format!("N{}", k + 1);
            f
        })
        .collect()
}

fn listed_or(labels: &[String], more: &str) -> String {
    if more.is_empty() { listed(labels.iter().cloned()) } else { labels.join(", ") }
}

/// Facts that the sides tell differently, each account by name.
pub(super) fn disputed(words: Words<'_>) -> Vec<Figure> {
    words
        .case
        .disputes
        .iter()
        .enumerate()
        .map(|(k, d)| {
            let accounts: Vec<String> =
                d.readings.iter().map(|r| format!("{}: {}", words.short(r.principal), r.text)).collect();
            let tail = if accounts.is_empty() { String::new() } else { format!(" {}", accounts.join(" ")) };
            Figure::new(
                format!("D{}", k + 1),
                format!("dispute {}", d.id),
                format!("{}{tail}", d.text),
                "Facts that the sides tell differently, each as its teller states it; none is decided here.",
            )
            .resting_on(d.about.clone())
        })
        .collect()
}
