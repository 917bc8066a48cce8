//! What was called final, and whether it moved later.

use super::figure::Figure;
use super::words::Words;
use crate::conduct::FinalCall;

pub(super) fn final_calls(words: Words<'_>, calls: &[FinalCall]) -> Vec<Figure> {
    let case = words.case;
    calls
        .iter()
        .enumerate()
        .map(|(k, c)| {
            let event = case.trace.event(&c.event);
            let what = event.map(|e| case.event_label(e).to_owned()).unwrap_or_default();
            let moved: Vec<String> = c
                .terms
                .iter()
                .filter_map(|t| {
                    let m = t.moved.as_ref()?;
                    Some(format!(
                        "{} {} to {} ({})",
                        case.issue_label(t.issue),
                        case.value_label(t.issue, t.value),
                        case.value_label(t.issue, m.value),
                        words.span(m.on)
                    ))
                })
                .collect();
            let then = match (c.terms.len(), moved.len()) {
                (0, _) => "it names no terms".to_owned(),
                (n, 0) => format!("none of its {n} terms has moved since"),
                (n, m) => format!("{m} of its {n} terms moved later: {}", moved.join("; ")),
            };
            let facts = std::iter::once(c.event.clone())
                .chain(c.terms.iter().filter_map(|t| t.moved.as_ref()).flat_map(|m| m.events.iter().cloned()));
            Figure::new(
                format!("F{}", k + 1),
                format!("final {} {}", c.event, case.trace.principals()[c.principal].slug),
                format!(
                    "{}, {}{}: {what} - called final, or take it or leave it; {then}.",
                    words.short(c.principal),
                    words.span(c.on),
                    words.late(&c.event)
                ),
                "Own proposals called last and best or take it or leave it, and the first later own value that \
                 differs, of the same issue and scope.",
            )
            .resting_on(facts)
        })
        .collect()
}
