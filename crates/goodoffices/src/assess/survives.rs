//! Does a claim survive one side's account of the disputed facts?
//!
//! The sentences of the first page are made twice, with the account and without it, and set side by side.

use super::figure::Figure;
use crate::talks::Case;

/// One figure a sentence: unchanged by the account, or both wordings.
pub(super) fn survives(case: &Case, reading: &str, with: &[Figure], without: &[Figure]) -> Vec<Figure> {
    let who = case.trace.principal(reading).map_or(reading, |p| case.trace.principals()[p].short());
    without
        .iter()
        .enumerate()
        .map(|(k, plain)| {
            let other = with.iter().find(|f| f.subject == plain.subject);
            let text = match other {
                Some(f) if f.text == plain.text => format!("{} survives: it reads the same as {who} states the facts.", plain.key),
                Some(f) => format!("{} does not survive as it stands. Without the account: {} As {who} states the facts: {}", plain.key, plain.text, f.text),
                None => format!("{} is not printed as {who} states the facts. Without the account: {}", plain.key, plain.text),
            };
            Figure::new(
                format!("R{}", k + 1),
                format!("survives {}", plain.subject),
                text,
                "The sentences of the first page, made once with the disputed facts as one side states them and once \
                 without that account.",
            )
            .resting_on(plain.facts.iter().filter(|id| case.trace.event(id).is_some()).cloned())
        })
        .collect()
}
