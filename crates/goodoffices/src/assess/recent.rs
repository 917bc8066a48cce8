//! The events since an earlier day, those that change where the sides stand first.

use super::figure::Figure;
use super::words::Words;
use crate::talks::{Day, Event, Kind, PrincipalRole};

/// Most events that get a figure of their own.
const MOST: usize = 60;

/// One figure an event that happened after `since`: moves of the sides and the mediator first, the latest
/// first among equals.
pub(super) fn recent(words: Words<'_>, since: Day) -> Vec<Figure> {
    let case = words.case;
    let weight = |e: &Event| {
        let sides = e.principals.iter().any(|p| {
            matches!(case.trace.principals()[*p].role, PrincipalRole::Party | PrincipalRole::Mediator)
        });
        let kind = match e.kind {
            Kind::Agreement | Kind::Truce => 6,
            Kind::Offer | Kind::Demand | Kind::Accept | Kind::Reject | Kind::Withdraw | Kind::MediatorAct => {
                4
            }
            Kind::Threat | Kind::Promise | Kind::Sanction | Kind::Lockout | Kind::Exchange | Kind::Charge => {
                4
            }
            Kind::Incident | Kind::Meeting => 2,
            Kind::Statement => 1,
        };
        i32::from(sides) * 2
            + kind
            + i32::from(!e.proposal.is_empty()) * 2
            + i32::from(e.instrument.is_some())
    };
    let mut events: Vec<&Event> = case.events().iter().filter(|e| e.happened.to > since).collect();
    // Equal weight: the latest first; inside a day by id, which says nothing about the order.
    events.sort_by(|a, b| {
        weight(b).cmp(&weight(a)).then(b.happened.cmp(&a.happened)).then_with(|| a.id.cmp(&b.id))
    });
    events
        .into_iter()
        .take(MOST)
        .enumerate()
        .map(|(k, e)| {
            Figure::new(
                format!("C{}", k + 1),
                format!("event {}", e.id),
                format!(
                    "{}{} {}: {}",
                    words.span(e.happened),
                    words.late(&e.id),
                    words.names(&e.principals),
                    case.event_label(e)
                ),
                "An event since the earlier day, as the record has it.",
            )
            .resting_on([e.id.clone()])
        })
        .collect()
}
