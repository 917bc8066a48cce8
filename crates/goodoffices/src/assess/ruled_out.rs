//! Per issue: what nobody has ruled out, and by whom each other option is.

use super::preferences::declared_lines;
use crate::talks::Case;
use serde::Serialize;
use std::collections::HashSet;

/// Who ruled an option out, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuledOut {
    /// Slug of the principal.
    pub by: String,
    /// Events that declare it.
    pub facts: Vec<String>,
    /// Whether it was read from a demand rather than said.
    pub inferred: bool,
}

/// One option of an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OptionStanding {
    /// Name of the value.
    pub value: String,
    /// In few words.
    pub label: String,
    /// By whom it is ruled out; empty if by nobody.
    pub ruled_out: Vec<RuledOut>,
}

/// The options of one issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IssueOptions {
    /// Issue index.
    #[serde(skip)]
    pub issue: usize,
    /// Name of the issue.
    pub name: String,
    /// In few words.
    pub label: String,
    /// Options that have been named, in the issue's order. Of a number issue only values somebody named.
    pub options: Vec<OptionStanding>,
}

/// What is left open by everybody, issue by issue.
#[must_use]
pub fn ruled_out(case: &Case) -> Vec<IssueOptions> {
    let principals = case.trace.principals();
    let lines: Vec<_> = (0..principals.len()).map(|p| declared_lines(case, p)).collect();
    let named: HashSet<(usize, usize)> = case.events().iter().flat_map(|e| e.proposal.terms()).collect();
    case.space
        .issues()
        .iter()
        .enumerate()
        .map(|(k, issue)| {
            let named = |v: usize| {
                !issue.is_number() || case.issues[k].status_quo == Some(v) || named.contains(&(k, v))
            };
            let options = (0..issue.len())
                .filter(|v| named(*v))
                .map(|v| OptionStanding {
                    value: issue.label(v).into_owned(),
                    label: case.value_label(k, v),
                    ruled_out: lines
                        .iter()
                        .enumerate()
                        .flat_map(|(p, ls)| ls.iter().map(move |l| (p, l)))
                        .filter(|(_, l)| l.line.issue == k && l.line.value == v)
                        .map(|(p, l)| RuledOut {
                            by: principals[p].slug.clone(),
                            facts: l.supports.clone(),
                            inferred: l.inferred,
                        })
                        .collect(),
                })
                .collect();
            IssueOptions { issue: k, name: issue.name().to_owned(), label: case.issue_label(k), options }
        })
        .collect()
}
