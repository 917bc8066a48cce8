//! The texts already on the table, compared issue by issue.
//!
//! A text is an own proposal, or an act of the mediator, that names at least three settlement issues at
//! once and was tabled or called final. Where several records carry the same terms (a joint text with an
//! entry for each signatory), they are one text.

use crate::talks::{Case, Event, ProposalRole, Scope, Standing};
use serde::Serialize;

/// Issues a proposal must name to count as a text.
pub const TEXT_ISSUES: usize = 3;

/// One text on the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Text {
    /// Events that carry it.
    pub facts: Vec<String>,
    /// Slugs of those who put it.
    pub by: Vec<String>,
    /// In few words: who and when.
    pub label: String,
    /// Whether it is known from reports only.
    pub reported: bool,
    /// Value index per issue of the case; `None` where the text is silent.
    pub terms: Vec<Option<usize>>,
}

fn is_text(e: &Event) -> bool {
    e.scope == Scope::Settlement
        && e.proposal.len() >= TEXT_ISSUES
        && e.proposal_role.is_some_and(|r| r.is_own() || r == ProposalRole::Agreed)
        && e.standing != Some(Standing::Floated)
}

/// The texts on the table, oldest first.
#[must_use]
pub fn texts(case: &Case) -> Vec<Text> {
    let mut out: Vec<(&Event, Text)> = Vec::new();
    for e in case.events().iter().filter(|e| is_text(e)) {
        let terms: Vec<Option<usize>> = (0..case.space.issues().len()).map(|k| e.proposal.get(k)).collect();
        let slugs = e.principals.iter().map(|p| case.trace.principals()[*p].slug.clone());
        if let Some((_, t)) =
            out.iter_mut().rev().take_while(|(f, _)| f.happened == e.happened).find(|(_, t)| t.terms == terms)
        {
            t.facts.push(e.id.clone());
            for s in slugs {
                if !t.by.contains(&s) {
                    t.by.push(s);
                }
            }
            continue;
        }
        let text = Text {
            facts: vec![e.id.clone()],
            by: slugs.collect(),
            label: String::new(),
            reported: e.evidence != crate::talks::Evidence::OnRecord,
            terms,
        };
        out.push((e, text));
    }
    out.into_iter()
        .map(|(e, mut t)| {
            let who: Vec<&str> =
                t.by.iter()
                    .filter_map(|s| case.trace.principal(s))
                    .map(|p| case.trace.principals()[p].short())
                    .collect();
            t.label = format!("{}, {}", who.join(" and "), e.happened.to.long());
            t
        })
        .collect()
}
