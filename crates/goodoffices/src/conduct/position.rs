//! Standing positions: what each principal now says on each issue, in each scope.
//!
//! The position is the latest own value (put forward or demanded) that is firm and either on the record of its
//! own side or in a text that was tabled and became known through reports (marked as such). Where there is
//! none, the latest firm value that others tell of takes the cell, marked too. A floated value never takes
//! it, and another side's account never displaces a side's own word. All other classes stand beside, with how they lie to it in time. A yes, a
//! no, an agreed or a threatened term is no move and stands apart. Of values whose order inside a day is
//! unknown all are returned. Absent on purpose: any valuation, and any merging of scopes.

use super::as_of::{AsOf, Line, Stated, Term, firm, makes_path, own};
use super::order::{Relation, latest, relation};
use crate::talks::{Evidence, Kind, ProposalRole, Span};
use std::collections::BTreeMap;

/// Where a principal stands on an issue in a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Whose, on what, in which scope.
    pub line: Line,
    /// Its position; `None` if it has only floated values, or only said yes or no.
    pub cell: Option<Cell>,
    /// Own values of other classes.
    pub beside: Vec<Beside>,
    /// Terms of others it said yes to, the latest yes to each value.
    pub yes_to: Vec<Stated>,
    /// Terms it said no to.
    pub no_to: Vec<Stated>,
    /// Terms it agreed with others.
    pub agreed: Vec<Stated>,
    /// Terms it would fall back to if a warning is carried out.
    pub threatened: Vec<Stated>,
}

/// A position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The latest statements; with several values only where their order is unknown.
    pub values: Vec<Stated>,
    /// Several values, and which came last is unknown.
    pub order_unknown: bool,
    /// Who vouches: other than on record only where nothing is on record. The weakest of `values`.
    pub voucher: Evidence,
    /// Days since it was last said.
    pub age: i64,
    /// When this value was first said without another of its class since; `None` if the order is unknown.
    pub held_since: Option<Span>,
    /// The texts it stands in: the event, the text's name where it has one, the number of terms named.
    pub texts: Vec<Text>,
    /// Events by which the same principal took it back.
    pub withdrawn: Vec<String>,
}

/// A text that carries a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The event (id).
    pub event: String,
    /// Name of the text.
    pub package: Option<String>,
    /// Number of issues it names.
    pub terms: usize,
    /// Its condition, in words.
    pub condition: Option<String>,
    /// With whom it was said, where it was a joint act (indices).
    pub jointly_with: Vec<usize>,
}

/// The latest own value of a class that is not the position's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Only floated?
    pub floated: bool,
    /// Who vouches.
    pub voucher: Evidence,
    /// The latest statements of the class.
    pub values: Vec<Stated>,
    /// Several values, and which came last is unknown.
    pub order_unknown: bool,
    /// How it lies in time to the position; `None` if there is none.
    pub relation: Option<Relation>,
}

/// The positions of all lines, by principal, issue and scope. Linear in the terms named.
#[must_use]
pub fn positions(as_of: &AsOf<'_>) -> Vec<Position> {
    let withdrawals = withdrawals(as_of);
    as_of.lines().iter().map(|(line, terms)| position(as_of, *line, terms, &withdrawals)).collect()
}

/// Withdrawals by what they reply to: id of the event taken back, and who takes it back.
fn withdrawals<'a>(as_of: &AsOf<'a>) -> BTreeMap<&'a str, Vec<usize>> {
    let mut map: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (k, e) in as_of.trace().events().iter().enumerate().filter(|(_, e)| e.kind == Kind::Withdraw) {
        for id in &e.in_reply_to {
            map.entry(id).or_default().push(k);
        }
    }
    map
}

fn position(
    as_of: &AsOf<'_>,
    line: Line,
    terms: &[Term],
    withdrawals: &BTreeMap<&str, Vec<usize>>,
) -> Position {
    let events = as_of.trace().events();
    let class = |want: &dyn Fn(bool, Evidence) -> bool| -> Vec<&Term> {
        terms
            .iter()
            .filter(|t| own(t))
            .filter(|t| want(firm(&events[t.event]), events[t.event].evidence))
            .collect()
    };
    let on_path = |t: &Term| {
        let e = &events[t.event];
        makes_path(e) && e.evidence != Evidence::OtherSide
    };
    let mut cell_terms: Vec<&Term> = terms.iter().filter(|t| own(t) && on_path(t)).collect();
    let has_own_path = cell_terms.iter().any(|t| events[t.event].evidence == Evidence::OnRecord);
    if !has_own_path {
        // Known from reports only: the latest of them, tabled or told.
        cell_terms = class(&|firm, voucher| firm && voucher == Evidence::Reported);
    }
    if cell_terms.is_empty() {
        cell_terms = class(&|firm, _| firm);
    }
    let standing = latest_of(as_of, &cell_terms);
    let standing_at: Vec<usize> = standing.iter().map(|t| t.event).collect();

    let mut beside = Vec::new();
    for floated in [false, true] {
        for voucher in [Evidence::OnRecord, Evidence::Reported, Evidence::OtherSide] {
            if !floated && voucher == Evidence::OnRecord {
                continue;
            }
            let mut of_class = class(&|firm, v| firm != floated && v == voucher);
            of_class.retain(|t| floated || !cell_terms.iter().any(|c| c.event == t.event));
            let last = latest_of(as_of, &of_class);
            if last.is_empty() {
                continue;
            }
            let at: Vec<usize> = last.iter().map(|t| t.event).collect();
            beside.push(Beside {
                floated,
                voucher,
                order_unknown: !same_value(&last),
                relation: (!standing.is_empty()).then(|| relation(events, &at, &standing_at)),
                values: last.iter().map(|t| as_of.stated(t)).collect(),
            });
        }
    }
    let cell = (!standing.is_empty()).then(|| cell(as_of, line, &cell_terms, &standing, withdrawals));
    let by_value = |role: ProposalRole| latest_by_value(as_of, terms.iter().filter(|t| t.role == Some(role)));
    Position {
        line,
        cell,
        beside,
        yes_to: by_value(ProposalRole::Accepts),
        no_to: by_value(ProposalRole::Refuses),
        agreed: by_value(ProposalRole::Agreed),
        threatened: by_value(ProposalRole::Threatened),
    }
}

fn cell(
    as_of: &AsOf<'_>,
    line: Line,
    class: &[&Term],
    standing: &[&Term],
    withdrawals: &BTreeMap<&str, Vec<usize>>,
) -> Cell {
    let events = as_of.trace().events();
    let values: Vec<Stated> = standing.iter().map(|t| as_of.stated(t)).collect();
    let order_unknown = !same_value(standing);
    let held_since = (!order_unknown).then(|| held_since(as_of, class, standing[0]));
    let mut withdrawn: Vec<String> = standing
        .iter()
        .flat_map(|t| withdrawals.get(events[t.event].id.as_str()).into_iter().flatten())
        .filter(|k| events[**k].binds(line.principal))
        .map(|k| events[*k].id.clone())
        .collect();
    withdrawn.sort();
    withdrawn.dedup();
    Cell {
        order_unknown,
        voucher: values.iter().map(|v| v.evidence).max().unwrap_or(Evidence::OnRecord),
        age: values.iter().map(|v| as_of.age(v.on)).min().unwrap_or(0),
        held_since,
        texts: standing
            .iter()
            .map(|t| {
                let e = &events[t.event];
                Text {
                    event: e.id.clone(),
                    package: e.package.clone(),
                    terms: e.proposal.len(),
                    condition: e.condition.clone(),
                    jointly_with: e.principals.iter().copied().filter(|p| *p != line.principal).collect(),
                }
            })
            .collect(),
        withdrawn,
        values,
    }
}

/// When the value was first said after every other value of its class.
fn held_since(as_of: &AsOf<'_>, class: &[&Term], standing: &Term) -> Span {
    let events = as_of.trace().events();
    let others: Vec<usize> = class.iter().filter(|t| t.value != standing.value).map(|t| t.event).collect();
    let others = latest(events, &others);
    let after_others =
        |t: &&&Term| t.value == standing.value && relation(events, &[t.event], &others) == Relation::Later;
    let first = class.iter().find(after_others).map_or(standing.event, |t| t.event);
    events[first].happened
}

/// Of these terms, those that no other surely follows.
fn latest_of<'t>(as_of: &AsOf<'_>, terms: &[&'t Term]) -> Vec<&'t Term> {
    let at: Vec<usize> = terms.iter().map(|t| t.event).collect();
    let last = latest(as_of.trace().events(), &at);
    let mut last = last.into_iter().peekable();
    terms.iter().copied().filter(|t| last.next_if_eq(&t.event).is_some()).collect()
}

/// The latest statements of each value, by value.
fn latest_by_value<'t>(as_of: &AsOf<'_>, terms: impl Iterator<Item = &'t Term>) -> Vec<Stated> {
    let mut by_value: BTreeMap<usize, Vec<&Term>> = BTreeMap::new();
    for t in terms {
        by_value.entry(t.value).or_default().push(t);
    }
    by_value.values().flat_map(|ts| latest_of(as_of, ts)).map(|t| as_of.stated(t)).collect()
}

fn same_value(terms: &[&Term]) -> bool {
    terms.windows(2).all(|w| w[0].value == w[1].value)
}
