//! Silence by issue, with its age: issues that a party has not spoken of, or not lately.

use super::figure::Figure;
use super::words::{Words, age};
use crate::conduct::Silence;

/// Days after which a last word is listed with its age.
const OLD: i64 = 30;

pub(super) fn silences(words: Words<'_>, all: &[Silence]) -> Vec<Figure> {
    let case = words.case;
    let parties = case.trace.parties();
    let mut of: Vec<&Silence> =
        all.iter().filter(|s| parties.contains(&s.principal) && (s.last.is_none() || s.age >= OLD)).collect();
    of.sort_by_key(|s| (s.last.is_some(), std::cmp::Reverse(s.age), s.principal, s.issue));
    of.into_iter()
        .enumerate()
        .map(|(k, s)| {
            let issue = case.issue_label(s.issue);
            let who = words.short(s.principal);
            let (text, facts) = match &s.last {
                None => (
                    format!("{who} has not spoken on {issue}, raised {} ({} ago).", words.span(s.raised), age(s.age)),
                    s.raised_by.to_vec(),
                ),
                Some(last) => (
                    format!("{who} last spoke on {issue} on {} ({} ago).", words.span(last.on), age(s.age)),
                    last.events.to_vec(),
                ),
            };
            Figure::new(
                format!("L{}", k + 1),
                format!("silence {} {}", case.trace.principals()[s.principal].slug, case.space.issues()[s.issue].name()),
                text,
                "Issues somebody has raised on which a party has no statement on this record, or none for thirty days; \
                 a yes or no counts as speaking.",
            )
            .resting_on(facts)
        })
        .collect()
}
