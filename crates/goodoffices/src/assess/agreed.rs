//! What has been agreed between all parties, and since when.

use super::words::Words;
use crate::talks::{Event, ProposalRole, Scope};

/// The latest record of settlement terms agreed by every party, itself or through a part of it.
pub(super) fn agreement<'a>(words: Words<'a>) -> Option<&'a Event> {
    let case = words.case;
    let parties = case.trace.parties();
    let binds = |e: &Event, party: usize| {
        e.principals.iter().any(|p| *p == party || case.trace.principals()[*p].of == Some(party))
    };
    case.events()
        .iter()
        .filter(|e| e.scope == Scope::Settlement && e.proposal_role == Some(ProposalRole::Agreed))
        .filter(|e| !e.proposal.is_empty() && parties.iter().all(|p| binds(e, *p)))
        .max_by_key(|e| (e.happened.to, e.proposal.len()))
}

/// The value of an issue in that agreement, unless a party put forward another afterwards.
pub(super) fn agreed_value(words: Words<'_>, issue: usize, scope: Scope) -> Option<(usize, &Event)> {
    let event = agreement(words).filter(|_| scope == Scope::Settlement)?;
    let value = event.proposal.get(issue)?;
    let parties = words.case.trace.parties();
    let reopened = words.case.events().iter().any(|e| {
        e.is_own_proposal()
            && e.scope == scope
            && event.surely_before(e)
            && e.proposal.get(issue).is_some_and(|v| v != value)
            && e.principals.iter().any(|p| parties.contains(p))
    });
    (!reopened).then_some((value, event))
}
