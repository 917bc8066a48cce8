//! Where they are: one row an issue and scope, one cell a principal, and how far apart the parties stand.
//!
//! A cell holds a principal's own standing position and never what it refused, was warned with, or is only
//! reported to have floated; those stand beside. Two scopes of one issue are two rows: like with like.

use super::agreed::agreed_value;
use super::figure::Figure;
use super::words::Words;
use crate::conduct::{Path, Position, Relation, Stated};
use crate::outcome::{Issue, Values};
use crate::talks::{Case, Event, Evidence, PrincipalRole, Scope};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// How two parties' positions on one row lie to each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Standing {
    /// Every party that has a position names the same value, and every party has one.
    Same {
        /// A condition is attached to one of them.
        conditional: bool,
    },
    /// All parties agreed a term.
    Agreed {
        /// On which day, in words.
        on: String,
        /// The term.
        value: String,
    },
    /// One party said yes to the other's term.
    Yes {
        /// Slug of who said yes.
        by: String,
    },
    /// They name different values; the distance, where a number allows it.
    Apart {
        /// Exact distance in the issue's unit, or steps of an ordered issue.
        distance: Option<String>,
    },
    /// Only some parties have a position.
    Silent {
        /// Slugs of those who have none.
        who: Vec<String>,
    },
    /// No party has a position in a cell; something stands beside.
    Beside,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableCell {
    /// Slug of the principal.
    pub principal: String,
    /// What is printed; empty where it has no position.
    pub text: String,
    /// The position alone, without day and marks; empty where there is none or several.
    pub value: String,
    /// Its day with marks, as printed after the value.
    pub day: String,
    /// What follows value and day, such as a later yes.
    pub tail: String,
    /// Value indices of the position; several only where their order is unknown.
    #[serde(skip)]
    pub values: Vec<usize>,
    /// Days since it was last said.
    pub age: Option<i64>,
    /// Events it rests on.
    pub facts: Vec<String>,
}

/// One row.
#[derive(Clone, Debug, Serialize)]
pub struct TableRow {
    /// Issue index.
    #[serde(skip)]
    pub issue: usize,
    /// Name of the issue.
    pub name: String,
    /// In few words.
    pub label: String,
    /// Scope.
    #[serde(skip)]
    pub scope: Scope,
    /// Cells, in the order of [`PositionTable::columns`].
    pub cells: Vec<TableCell>,
    /// How the parties lie to each other.
    pub standing: Standing,
    /// The printed row, for `explain`.
    pub figure: Figure,
}

/// An account that stands beside a position and never as it.
#[derive(Clone, Debug, Serialize)]
pub struct BesideLine {
    /// The printed line.
    pub figure: Figure,
    /// Does it differ from the position (or is there none)?
    pub differs: bool,
    /// Scope.
    #[serde(skip)]
    pub scope: Scope,
}

/// The table.
#[derive(Clone, Debug, Serialize)]
pub struct PositionTable {
    /// Principals shown (indices): parties, then mediators and others with a position of their own.
    #[serde(skip)]
    pub columns: Vec<usize>,
    /// Rows by scope and issue.
    pub rows: Vec<TableRow>,
    /// Accounts beside.
    pub beside: Vec<BesideLine>,
}

const RULE: &str = "Latest own value (put forward or demanded) of each side in one scope: firm, and on the record \
                    or in a text that was tabled; floated values, refusals, accounts of others stand beside.";

/// The table of a case.
pub(super) fn table(words: Words<'_>, positions: &[Position], paths: &[Path]) -> PositionTable {
    let case = words.case;
    let parties = case.trace.parties();
    let with_cell = |p: usize| positions.iter().any(|x| x.line.principal == p && x.cell.is_some());
    let mut columns = parties.clone();
    for role in [PrincipalRole::Mediator, PrincipalRole::Faction, PrincipalRole::Other] {
        columns.extend(case.trace.with_role(role).filter(|p| with_cell(*p)));
    }
    let mut lines: BTreeMap<(Scope, usize), Vec<&Position>> = BTreeMap::new();
    for p in positions {
        lines.entry((p.line.scope, p.line.issue)).or_default().push(p);
    }
    let mut rows = Vec::new();
    for ((scope, issue), of) in &lines {
        if of.iter().all(|p| p.cell.is_none()) && agreed_value(words, *issue, *scope).is_none() {
            continue;
        }
        let mut row = row(words, &parties, &columns, *scope, *issue, of, rows.len() + 1);
        add_earlier_steps(words, &columns, &mut row, paths);
        rows.push(row);
    }
    let beside = beside(words, positions);
    PositionTable { columns, rows, beside }
}

fn row(
    words: Words<'_>,
    parties: &[usize],
    columns: &[usize],
    scope: Scope,
    issue: usize,
    of: &[&Position],
    number: usize,
) -> TableRow {
    let case = words.case;
    let find = |p: usize| of.iter().find(|x| x.line.principal == p).copied();
    let cells: Vec<TableCell> = columns.iter().map(|p| cell(words, issue, *p, find(*p))).collect();
    let agreed = agreed_value(words, issue, scope);
    let standing = match agreed {
        Some((value, e)) => Standing::Agreed {
            on: format!("{}{}", words.span(e.happened), words.late(&e.id)),
            value: case.value_label(issue, value),
        },
        None => standing(case, issue, parties, &cells, &find),
    };
    let name = case.space.issues()[issue].name().to_owned();
    let label = match scope {
        Scope::Settlement => case.issue_label(issue),
        other => format!("{}, {}", case.issue_label(issue), words.scope(other)),
    };
    let said: Vec<String> = cells
        .iter()
        .zip(columns)
        .filter(|(c, _)| c.text != "-")
        .map(|(c, p)| format!("{} {}", words.short(*p), c.text))
        .collect();
    let figure = Figure::new(
        format!("P{number}"),
        format!("position {name} {}", scope.name()),
        format!("{label}: {}. {}", said.join("; "), status_words(words, &standing)),
        RULE,
    )
    .resting_on(cells.iter().flat_map(|c| c.facts.clone()))
    .resting_on(agreed.map(|(_, e)| e.id.clone()));
    TableRow { issue, name, label, scope, cells, standing, figure }
}

/// Steps do not rule each other out: of an unordered issue, what a side put earlier as a step stands with what it
/// put last, and the cell says so.
fn add_earlier_steps(words: Words<'_>, columns: &[usize], row: &mut TableRow, paths: &[Path]) {
    if row.scope == Scope::Settlement || words.case.space.issues()[row.issue].is_ordered() {
        return;
    }
    for (cell, p) in row.cells.iter_mut().zip(columns) {
        let of = |x: &&Path| x.line.principal == *p && x.line.issue == row.issue && x.line.scope == row.scope;
        let Some(path) = paths.iter().find(of) else { continue };
        let mut latest: BTreeMap<usize, &Stated> = BTreeMap::new();
        for s in path.stages.iter().flat_map(|s| &s.said).filter(|s| !cell.values.contains(&s.value)) {
            latest.insert(s.value, s);
        }
        for s in latest.values() {
            let more = format!("also {}", words.case.value_label(row.issue, s.value));
            cell.tail = if cell.tail.is_empty() { more } else { format!("{}; {more}", cell.tail) };
            cell.facts.push(s.event.clone());
        }
        if !latest.is_empty() {
            cell.text = cell.beside_heading("");
        }
    }
    let said: Vec<String> = row
        .cells
        .iter()
        .zip(columns)
        .filter(|(c, _)| c.text != "-")
        .map(|(c, p)| format!("{} {}", words.short(*p), c.text))
        .collect();
    row.figure.text = format!("{}: {}. {}", row.label, said.join("; "), status_words(words, &row.standing));
    row.figure = row.figure.clone().resting_on(row.cells.iter().flat_map(|c| c.facts.clone()));
}

fn cell(words: Words<'_>, issue: usize, principal: usize, position: Option<&Position>) -> TableCell {
    let case = words.case;
    let mut out = TableCell {
        principal: case.trace.principals()[principal].slug.clone(),
        text: "-".to_owned(),
        value: String::new(),
        day: String::new(),
        tail: String::new(),
        values: Vec::new(),
        age: None,
        facts: Vec::new(),
    };
    let Some(position) = position else { return out };
    let yes = latest_yes(position);
    let Some(cell) = &position.cell else {
        if let Some(y) = yes {
            out.tail = format!("yes to {}", words.stated(issue, y));
            out.text.clone_from(&out.tail);
            out.facts.push(y.event.clone());
        }
        return out;
    };
    let first = &cell.values[0];
    out.values = cell.values.iter().map(|s| s.value).collect();
    out.values.sort_unstable();
    out.values.dedup();
    out.age = Some(cell.age);
    out.facts = cell.values.iter().map(|s| s.event.clone()).collect();
    out.value = out.values.iter().map(|v| case.value_label(issue, *v)).collect::<Vec<_>>().join(" or ");
    out.day = words.dated(first);
    let mut tail = Vec::new();
    if cell.order_unknown {
        tail.push("order unknown".to_owned());
    }
    if !cell.withdrawn.is_empty() {
        tail.push("taken back".to_owned());
        out.facts.extend(cell.withdrawn.iter().cloned());
    }
    // A yes that is not older than the position belongs in the cell: it is the side's latest word.
    if let Some(y) = yes.filter(|y| y.on.from >= first.on.to) {
        tail.push(if out.values == [y.value] {
            format!("yes {}", words.dated(y))
        } else {
            format!("yes to {}", words.stated(issue, y))
        });
        out.facts.push(y.event.clone());
    }
    out.tail = tail.join("; ");
    out.text = out.beside_heading("");
    out
}

impl TableCell {
    /// What is printed under a heading that already names this day.
    #[must_use]
    pub fn beside_heading(&self, day: &str) -> String {
        let mut text = self.value.clone();
        if !text.is_empty() && self.day != day {
            text.push_str(", ");
            text.push_str(&self.day);
        }
        match (text.is_empty(), self.tail.is_empty()) {
            (true, true) => "-".to_owned(),
            (true, false) => self.tail.clone(),
            (false, true) => text,
            (false, false) => format!("{text}; {}", self.tail),
        }
    }
}

fn latest_yes(position: &Position) -> Option<&Stated> {
    position.yes_to.iter().max_by_key(|s| (s.on.to, s.value))
}

fn standing<'a>(
    case: &Case,
    issue: usize,
    parties: &[usize],
    cells: &[TableCell],
    find: &impl Fn(usize) -> Option<&'a Position>,
) -> Standing {
    let own: Vec<&TableCell> = cells[..parties.len()].iter().collect();
    let yes_by = parties.iter().zip(&own).find(|(p, c)| {
        find(**p).and_then(latest_yes).is_some_and(|y| {
            let newest = c.values.is_empty()
                || find(**p).and_then(|x| x.cell.as_ref()).is_some_and(|k| k.values[0].on.to <= y.on.from);
            newest && own.iter().any(|o| o.principal != c.principal && o.values == [y.value])
        })
    });
    let silent: Vec<String> =
        own.iter().filter(|c| c.values.is_empty()).map(|c| c.principal.clone()).collect();
    if silent.len() == own.len() {
        return Standing::Beside;
    }
    if let Some((_, c)) = yes_by {
        return Standing::Yes { by: c.principal.clone() };
    }
    if !silent.is_empty() {
        return Standing::Silent { who: silent };
    }
    if own.iter().all(|c| c.values.len() == 1 && c.values == own[0].values) {
        let conditional = parties.iter().any(|p| {
            find(*p)
                .and_then(|x| x.cell.as_ref())
                .is_some_and(|c| c.texts.iter().any(|t| t.condition.is_some()))
        });
        return Standing::Same { conditional };
    }
    let single: Option<Vec<usize>> = own.iter().map(|c| (c.values.len() == 1).then(|| c.values[0])).collect();
    Standing::Apart { distance: single.and_then(|v| distance(&case.space.issues()[issue], &v)) }
}

/// Distance between the extremes, where a number or an order allows one.
fn distance(issue: &Issue, values: &[usize]) -> Option<String> {
    let (low, high) = (*values.iter().min()?, *values.iter().max()?);
    match issue.values() {
        Values::Number(g) => Some(g.value(high).distance(g.value(low))?.to_string()),
        Values::Ordered(_) => Some(match high - low {
            1 => "1 step".to_owned(),
            n => format!("{n} steps"),
        }),
        _ => None,
    }
}

/// The last column of the table.
pub(super) fn status_words(words: Words<'_>, standing: &Standing) -> String {
    let short = |slug: &str| {
        words.case.trace.principal(slug).map_or_else(|| slug.to_owned(), |p| words.short(p).to_owned())
    };
    match standing {
        Standing::Agreed { on, value } => format!("agreed {on}: {value}"),
        Standing::Same { conditional: false } => "same words".to_owned(),
        Standing::Same { conditional: true } => "same words, a condition attached".to_owned(),
        Standing::Yes { by } => format!("{} says yes", short(by)),
        Standing::Apart { distance: Some(d) } => format!("apart {d}"),
        Standing::Apart { distance: None } => "apart".to_owned(),
        Standing::Silent { who } => {
            format!("{} silent", super::words::listed(who.iter().map(|s| short(s))))
        }
        Standing::Beside => "beside only".to_owned(),
    }
}

/// Everything of other classes, the newest first: reports beside the position, floated values.
fn beside(words: Words<'_>, positions: &[Position]) -> Vec<BesideLine> {
    let case = words.case;
    // One report often names several issues; it is one line.
    let mut by_event: BTreeMap<String, (Vec<String>, bool)> = BTreeMap::new();
    for p in positions {
        let held: Vec<usize> = p.cell.iter().flat_map(|c| c.values.iter().map(|s| s.value)).collect();
        for b in &p.beside {
            // What the side itself overtook later is history, not beside.
            if b.relation == Some(Relation::Earlier) && !b.floated {
                continue;
            }
            for s in &b.values {
                let entry = by_event.entry(s.event.clone()).or_default();
                entry.0.push(format!(
                    "{} {}",
                    case.issue_label(p.line.issue),
                    case.value_label(p.line.issue, s.value)
                ));
                entry.1 |= !held.contains(&s.value);
            }
        }
    }
    let mut replies: HashMap<&str, Vec<&Event>> = HashMap::new();
    for e in case.events() {
        for id in e.in_reply_to.iter().filter(|id| by_event.contains_key(*id)) {
            replies.entry(id).or_default().push(e);
        }
    }
    let mut events: Vec<_> =
        by_event.into_iter().filter_map(|(id, v)| Some((case.trace.event(&id)?, v))).collect();
    events.sort_by(|a, b| b.0.sort_key().cmp(&a.0.sort_key()));
    events
        .into_iter()
        .enumerate()
        .map(|(k, (e, (mut terms, differs)))| {
            terms.sort();
            terms.dedup();
            let how = match (e.evidence, e.standing) {
                (Evidence::OnRecord, _) => "floated".to_owned(),
                (Evidence::Reported, Some(crate::talks::Standing::Floated)) => {
                    "floated, by unnamed sources".to_owned()
                }
                (Evidence::Reported, _) => "by unnamed sources".to_owned(),
                (Evidence::OtherSide, Some(crate::talks::Standing::Floated)) => {
                    "floated, by another side's account".to_owned()
                }
                (Evidence::OtherSide, _) => "by another side's account".to_owned(),
            };
            let source = match (&e.evidence, &e.source.publisher) {
                (Evidence::OnRecord, _) | (_, None) => String::new(),
                // The reprint stands in the sources; here who reported it.
                (_, Some(p)) => format!(", {}", p.split(" (").next().unwrap_or(p)),
            };
            let mut figure = Figure::new(
                format!("B{}", k + 1),
                format!("beside {}", e.id),
                format!(
                    "{}, {}{}: {} - {how}{source}",
                    words.names(&e.principals),
                    words.span(e.happened),
                    words.late(&e.id),
                    terms.join(", ")
                ),
                "Values that are only floated, reported or told by another side are shown beside the position, \
                 never as it.",
            )
            .resting_on([e.id.clone()]);
            let own = |r: &&&Event| r.principals.iter().any(|p| e.principals.contains(p));
            for r in replies.get(e.id.as_str()).into_iter().flatten().filter(own) {
                figure.text.push_str(&format!("; {} on it {}", r.speaker, words.span(r.happened)));
                figure = figure.resting_on([r.id.clone()]);
            }
            BesideLine { figure, differs, scope: e.scope }
        })
        .collect()
}
