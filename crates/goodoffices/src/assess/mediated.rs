//! What the mediators did to bring the sides together: their acts, and the meetings they took part in.
//!
//! Terms they put stand in the table and among the texts, warnings in their own section.

use super::figure::Figure;
use super::words::Words;
use crate::talks::{Event, Kind, PrincipalRole};

/// Most acts that get a figure of their own.
const MOST: usize = 40;

/// One figure an act, the latest first; inside a day by id, which says nothing about the order.
pub(super) fn mediated(words: Words<'_>) -> Vec<Figure> {
    let case = words.case;
    let by_mediator =
        |e: &&Event| e.principals.iter().any(|p| case.trace.principals()[*p].role == PrincipalRole::Mediator);
    let mut events: Vec<&Event> = case
        .events()
        .iter()
        .filter(|e| matches!(e.kind, Kind::MediatorAct | Kind::Meeting))
        .filter(by_mediator)
        .collect();
    events.sort_by(|a, b| b.happened.cmp(&a.happened).then_with(|| a.id.cmp(&b.id)));
    events
        .into_iter()
        .take(MOST)
        .enumerate()
        .map(|(k, e)| {
            let late = words.late(&e.id);
            let mark = words.mark(e.evidence);
            Figure::new(
                format!("H{}", k + 1),
                format!("mediated {}", e.id),
                format!(
                    "{}{late}{mark}, {}: {}",
                    words.span(e.happened),
                    words.names(&e.principals),
                    case.plain_summary(e)
                ),
                "Acts of a mediator and meetings a mediator took part in, as the record has them.",
            )
            .resting_on([e.id.clone()])
        })
        .collect()
}
