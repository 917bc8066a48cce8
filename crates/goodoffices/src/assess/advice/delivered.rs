//! Texts that those present cannot deliver: terms that need somebody who has not agreed to them, or who is not at the
//! table.
//!
//! Whom a term needs is what the case says of the option (`needs`); whether it agreed is what the record shows: an own
//! proposal, a yes or an agreement with that term. At the table are the parties and the mediators. Absent on purpose:
//! whether somebody would agree.

use super::super::figure::Figure;
use super::super::texts::Text;
use super::super::words::{Words, counted, listed};
use crate::talks::{Case, PrincipalRole, ProposalRole};
use std::collections::BTreeMap;

const RULE: &str = "Terms of a text whose option names a principal that must act, where no own proposal, yes or agreement \
                    of that principal with that term is on the record; parties and mediators are at the table.";

/// Principals an instrument needs that have taken no part in an act with it.
pub(super) fn not_joined(case: &Case, instrument: usize) -> Vec<usize> {
    let joined = |p: usize| {
        case.events().iter().any(|e| {
            let answers_it = || {
                e.in_reply_to
                    .iter()
                    .filter_map(|id| case.trace.event(id))
                    .any(|x| x.instrument == Some(instrument))
            };
            e.binds(p)
                && (e.instrument == Some(instrument)
                    || (e.kind == crate::talks::Kind::Accept && answers_it()))
        })
    };
    case.trace.instruments()[instrument].needs.iter().copied().filter(|p| !joined(*p)).collect()
}

/// The events by which a principal agreed to a term.
fn agreed(case: &Case, principal: usize, issue: usize, value: usize) -> bool {
    case.events().iter().any(|e| {
        e.binds(principal)
            && e.proposal.get(issue) == Some(value)
            && e.proposal_role
                .is_some_and(|r| r.is_own() || matches!(r, ProposalRole::Accepts | ProposalRole::Agreed))
    })
}

/// One line a text that has such a term, in the order of the texts.
pub(super) fn undeliverable(words: Words<'_>, texts: &[Text]) -> Vec<Figure> {
    let case = words.case;
    let mut out: Vec<Figure> = Vec::new();
    for t in texts.iter().rev() {
        let mut needs: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (issue, value) in t.terms.iter().enumerate().filter_map(|(i, v)| v.map(|v| (i, v))) {
            let Some(option) = case.issues[issue].options.get(value) else { continue };
            for p in option.needs.iter().filter(|p| !agreed(case, **p, issue, value)) {
                needs.entry(*p).or_default().push(format!(
                    "{} {}",
                    case.issue_label(issue),
                    case.value_label(issue, value)
                ));
            }
        }
        if needs.is_empty() {
            continue;
        }
        let each: Vec<String> = needs
            .iter()
            .map(|(p, terms)| {
                let present = matches!(
                    case.trace.principals()[*p].role,
                    PrincipalRole::Party | PrincipalRole::Mediator
                );
                let where_ =
                    if present { "has not agreed" } else { "has not agreed and is not at the table" };
                format!(
                    "{} {where_} ({}: {})",
                    words.short(*p),
                    counted(terms.len(), "term", "terms"),
                    listed(terms.iter().cloned())
                )
            })
            .collect();
        let absent = needs.keys().any(|p| {
            !matches!(case.trace.principals()[*p].role, PrincipalRole::Party | PrincipalRole::Mediator)
        });
        let end = if absent {
            "cannot be delivered by those present".to_owned()
        } else {
            let who = listed(needs.keys().map(|p| words.short(*p).to_owned()));
            format!("cannot be delivered by those present without a yes of {who}")
        };
        let reported = if t.reported { "*" } else { "" };
        out.push(
            Figure::new(
                format!("U{}", out.len() + 1),
                format!("undeliverable {}", t.label),
                format!("{}{reported}: {end}. {}.", t.label, each.join("; ")),
                RULE,
            )
            .resting_on(t.facts.iter().cloned()),
        );
    }
    out
}
