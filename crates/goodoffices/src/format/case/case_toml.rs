//! `case.toml`: what a case is about and who acts. Issues, principals, instruments, constraints, notes,
//! disputes of fact.
//!
//! The same reader serves the `scenario.json` of the older layout, whose tables have plural names
//! (`super::facts`).

use super::fault::{Faults, there_are};
use super::form::Form;
use super::names::Names;
use super::node::{Data, Node};
use crate::error::Error;
use crate::num::Decimal;
use crate::outcome::{Grid, Issue, Values};
use crate::talks::{
    Allowed, CaseConstraint, Day, Dispute, Exclusion, First, Instrument, InstrumentKind, IssueNote, Note,
    OptionNote, Principal, PrincipalRole, Reading, Rewording,
};
use std::collections::BTreeMap;

/// Keys of `case.toml`.
pub const KEYS: &[&str] = &[
    "slug",
    "title",
    "purpose",
    "judge_faith",
    "coverage",
    "core",
    "issue",
    "principal",
    "constraint",
    "instrument",
    "exclusion",
    "note",
    "dispute",
    "label",
];
/// Keys of `[coverage]`; each is a list of two days.
pub const COVERAGE_KEYS: &[&str] = &["core", "extended"];
/// Keys of an `[[issue]]`.
pub const ISSUE_KEYS: &[&str] =
    &["slug", "title", "label", "kind", "order_means", "min", "max", "step", "unit", "status_quo", "option"];
/// Keys of an `[[issue.option]]`.
pub const OPTION_KEYS: &[&str] = &["slug", "text", "label", "first", "needs"];
/// Keys of a `[[principal]]`.
pub const PRINCIPAL_KEYS: &[&str] = &["slug", "name", "label", "role", "of"];
/// Keys of a `[[constraint]]`.
pub const CONSTRAINT_KEYS: &[&str] = &["text", "if", "then"];
/// Keys of a range in a constraint.
pub const RANGE_KEYS: &[&str] = &["min", "max"];
/// Keys of an `[[instrument]]`.
pub const INSTRUMENT_KEYS: &[&str] =
    &["slug", "principal", "text", "kind", "label", "supports", "ordered_by", "ready", "needs"];
/// Keys of an `[[exclusion]]`.
pub const EXCLUSION_KEYS: &[&str] = &["one", "other"];
/// Keys of a `[[note]]`.
pub const NOTE_KEYS: &[&str] = &["text", "date", "supports"];
/// Keys of a `[[dispute]]`.
pub const DISPUTE_KEYS: &[&str] = &["id", "text", "about", "reading"];
/// Keys of a `[[dispute.reading]]`.
pub const READING_KEYS: &[&str] = &["principal", "text", "drop", "set"];
/// Keys of an entry of `set` in a reading.
pub const SET_KEYS: &[&str] = &["event", "issue", "option"];

/// Keys of a `[[label]]`: few words for an event.
pub const LABEL_KEYS: &[&str] = &["event", "text"];

/// Kinds of issue.
pub const ISSUE_KINDS: &[&str] = &["categorical", "ordered", "number"];
/// Roles of principals, by their names in files.
pub const ROLES: &[(&str, PrincipalRole)] = &[
    ("party", PrincipalRole::Party),
    ("mediator", PrincipalRole::Mediator),
    ("other", PrincipalRole::Other),
    ("faction", PrincipalRole::Faction),
];

/// Most values of a number issue: more would be a range, not a list of terms.
pub const MOST_VALUES: usize = 100_000;

/// The word that stands for "in force before the talks" where an event's id could stand.
pub const STATUS_QUO: &str = "status_quo";

/// An event's id named somewhere in a declaration.
#[derive(Debug)]
pub(super) struct IdRef {
    pub(super) line: usize,
    pub(super) field: String,
    pub(super) id: String,
}

/// What was declared, so far as it could be read.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) purpose: Option<String>,
    pub(super) judge_faith: bool,
    pub(super) coverage: Vec<(&'static str, Day, Day)>,
    pub(super) core: Vec<String>,
    pub(super) names: Names,
    pub(super) issues: Vec<IssueNote>,
    pub(super) principals: Vec<Principal>,
    pub(super) constraints: Vec<CaseConstraint>,
    pub(super) instruments: Vec<Instrument>,
    pub(super) exclusions: Vec<Exclusion>,
    pub(super) notes: Vec<Note>,
    pub(super) disputes: Vec<Dispute>,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) refs: Vec<IdRef>,
    /// Principals by number with the name of what each is a part of.
    pub(super) wholes: Vec<(usize, IdRef)>,
}

/// Reads the declarations.
pub(super) fn declared(root: &Node<'_>, faults: &Faults) -> Declared {
    let mut d = Declared { judge_faith: true, ..Declared::default() };
    let Some(form) = Form::open(root, "", KEYS, faults) else {
        d.names = Names::unread();
        return d;
    };
    d.slug = form.text("slug").unwrap_or_default();
    d.title = form.text("title").unwrap_or_default();
    d.purpose = form.opt_text("purpose");
    d.judge_faith = form.flag("judge_faith", true);
    d.coverage(&form);
    d.core = d.ids(&form, "core");
    for (k, node) in form.list("principal").iter().enumerate() {
        d.principal(node, format!("principal[{k}]"), faults);
    }
    d.factions(faults);
    for (k, node) in form.list("issue").iter().enumerate() {
        d.issue(node, format!("issue[{k}]"), faults);
    }
    for (k, node) in form.list("constraint").iter().enumerate() {
        d.constraint(node, format!("constraint[{k}]"), faults);
    }
    for (k, node) in form.list("instrument").iter().enumerate() {
        d.instrument(node, format!("instrument[{k}]"), faults);
    }
    for (k, node) in form.list("exclusion").iter().enumerate() {
        d.exclusion(node, format!("exclusion[{k}]"), faults);
    }
    for (k, node) in form.list("note").iter().enumerate() {
        d.note(node, format!("note[{k}]"), faults);
    }
    for (k, node) in form.list("dispute").iter().enumerate() {
        d.dispute(node, format!("dispute[{k}]"), faults);
    }
    for (k, node) in form.list("label").iter().enumerate() {
        d.label(node, format!("label[{k}]"), faults);
    }
    if !d.principals.iter().any(|p| p.role == PrincipalRole::Party) && d.names.principals.is_whole() {
        let e = Error::input("no principal has the role of a party");
        faults.error(0, "principal", e.remedy("declare those who must agree with role = \"party\""));
    }
    d
}

impl Declared {
    /// Stands in for declarations that could not be read.
    pub(super) fn unread() -> Self {
        Self { names: Names::unread(), ..Self::default() }
    }

    /// A list of event ids, to be looked up when the record has been read.
    fn ids(&mut self, form: &Form<'_, '_>, key: &str) -> Vec<String> {
        let ids = form.texts(key);
        for (node, id) in form.list(key).iter().zip(&ids) {
            self.refs.push(IdRef { line: node.line, field: form.path(key), id: id.clone() });
        }
        ids
    }

    fn coverage(&mut self, form: &Form<'_, '_>) {
        let Some(node) = form.get("coverage") else { return };
        let Some(form) = Form::open(node, "coverage", COVERAGE_KEYS, form.faults) else { return };
        for key in COVERAGE_KEYS {
            let days: Vec<Option<Day>> = form.list(key).iter().map(|n| form.day_in(key, n)).collect();
            match days[..] {
                [] if form.get(key).is_none() => {}
                [Some(a), Some(b)] if a <= b => self.coverage.push((key, a, b)),
                _ if days.contains(&None) => {}
                _ => form.error(key, Error::input("not a span of days").remedy("write [\"from\", \"to\"]")),
            }
        }
    }

    fn issue(&mut self, node: &Node<'_>, path: String, faults: &Faults) {
        let Some(form) = Form::open(node, path, ISSUE_KEYS, faults) else {
            self.names.issues.set_partial();
            return;
        };
        let Some(slug) = slug(&form, "slug") else {
            self.names.issues.set_partial();
            return;
        };
        if !self.names.issues.add(&slug) {
            form.error(
                "slug",
                Error::input(format!("issue {slug:?} is declared twice")).remedy("rename one"),
            );
        }
        let title = form.text("title").unwrap_or_default();
        let kind = form.named("kind", ISSUE_KINDS, |k| k);
        let order_means = form.opt_text("order_means");
        let unit = form.opt_text("unit");
        let label = form.opt_text("label");
        let mut options = Vec::new();
        let issue = match kind {
            Some("number") => grid(&form).map(|g| Issue::new(&*slug, Values::Number(g))),
            Some(kind) => {
                for key in ["min", "max", "step"] {
                    if form.get(key).is_some() {
                        let e = Error::input(format!("{key:?} has no place in an issue of options"));
                        form.error(key, e.remedy("take it out, or write kind = \"number\""));
                    }
                }
                self.options(&form, &mut options).map(|names| {
                    Issue::new(
                        &*slug,
                        if kind == "ordered" { Values::Ordered(names) } else { Values::Categorical(names) },
                    )
                })
            }
            None => None,
        };
        if kind == Some("number") && !form.list("option").is_empty() {
            let e = Error::input("a number issue has no options");
            form.error("option", e.remedy("take them out, or write kind = \"ordered\""));
        }
        if kind == Some("ordered") && order_means.is_none() {
            let e = Error::input("an order without a meaning");
            form.warning("order_means", e.remedy("say what the order is of, and that it is no valuation"));
        }
        self.names.values.push(issue);
        let status_quo = form
            .get(STATUS_QUO)
            .and_then(|node| self.names.value(&form, STATUS_QUO, self.names.values.len() - 1, node));
        self.issues.push(IssueNote { title, label, order_means, unit, status_quo, options });
    }

    /// The options of an issue; their names, if each has one and there is at least one.
    fn options(&mut self, form: &Form<'_, '_>, notes: &mut Vec<OptionNote>) -> Option<Vec<String>> {
        let mut names: Vec<String> = Vec::new();
        let nodes = form.list("option");
        let mut whole = true;
        for (k, node) in nodes.iter().enumerate() {
            let Some(form) = Form::open(node, form.path(&format!("option[{k}]")), OPTION_KEYS, form.faults)
            else {
                whole = false;
                continue;
            };
            let name = slug(&form, "slug");
            let text = form.text("text").unwrap_or_default();
            let label = form.opt_text("label");
            let first = match form.opt_text("first") {
                None => First::Nobody,
                Some(s) if s == STATUS_QUO => First::StatusQuo,
                Some(id) => {
                    let line = form.get("first").map_or(form.line, |n| n.line);
                    self.refs.push(IdRef { line, field: form.path("first"), id: id.clone() });
                    First::Event(id)
                }
            };
            let needs = form.all_declared("needs", "principal", &self.names.principals);
            notes.push(OptionNote { text, label, first, needs });
            match name {
                Some(name) if names.contains(&name) => {
                    form.error(
                        "slug",
                        Error::input(format!("option {name:?} is declared twice")).remedy("rename one"),
                    );
                    whole = false;
                }
                Some(name) => names.push(name),
                None => whole = false,
            }
        }
        if nodes.is_empty() {
            let e = Error::input("an issue without options");
            form.error("option", e.remedy("declare its options, best known first, with [[issue.option]]"));
            return None;
        }
        whole.then_some(names)
    }

    fn principal(&mut self, node: &Node<'_>, path: String, faults: &Faults) {
        let Some(form) = Form::open(node, path, PRINCIPAL_KEYS, faults) else {
            self.names.principals.set_partial();
            return;
        };
        let Some(slug) = slug(&form, "slug") else {
            self.names.principals.set_partial();
            return;
        };
        if !self.names.principals.add(&slug) {
            form.error(
                "slug",
                Error::input(format!("principal {slug:?} is declared twice")).remedy("rename one"),
            );
        }
        let name = form.text("name").unwrap_or_default();
        let label = form.opt_text("label");
        let role = form.named("role", ROLES, |r| r.0).map_or(PrincipalRole::Other, |r| r.1);
        if role == PrincipalRole::Faction && form.get("of").is_none() && form.get("role").is_some() {
            let e = Error::input("a faction of nobody");
            form.error("of", e.remedy("name the principal it is a part of: of = \"…\""));
        }
        if let (Some(node), Some(id)) = (form.get("of"), form.opt_text("of")) {
            self.wholes.push((self.principals.len(), IdRef { line: node.line, field: form.path("of"), id }));
        }
        self.principals.push(Principal { slug, name, label, role, of: None });
    }

    /// Whose part each faction is; looked up when every principal is known.
    fn factions(&mut self, faults: &Faults) {
        for (own, named) in std::mem::take(&mut self.wholes) {
            let fault = match self.names.principals.get(&named.id) {
                Some(of) if of == own => Error::input("a principal cannot be a part of itself")
                    .remedy("name the principal it is a part of"),
                Some(of) => {
                    self.principals[own].of = Some(of);
                    continue;
                }
                None if !self.names.principals.is_whole() => continue,
                None => Error::unknown(format!("no principal {:?} is declared", named.id))
                    .remedy(there_are(&named.id, self.names.principals.all())),
            };
            faults.error(named.line, &named.field, fault);
        }
    }

    fn constraint(&mut self, node: &Node<'_>, path: String, faults: &Faults) {
        let Some(form) = Form::open(node, path, CONSTRAINT_KEYS, faults) else { return };
        let text = form.text("text").unwrap_or_default();
        let when = self.side(&form, "if");
        let then = self.side(&form, "then");
        self.constraints.push(CaseConstraint { text, when, then });
    }

    /// One side of a constraint: issue and what it may be.
    fn side(&self, form: &Form<'_, '_>, key: &str) -> Vec<(usize, Allowed)> {
        let Some(node) = form.need(key, "a table of issues and values") else { return Vec::new() };
        let Data::Table(entries) = &node.data else {
            let e = Error::input(format!("{} where issues and values are meant", node.data.sort()));
            form.error(key, e.remedy("write { issue = \"option\" }"));
            return Vec::new();
        };
        let mut out: Vec<(usize, Allowed)> = Vec::new();
        for (name, value) in entries {
            let field = format!("{key}.{name}");
            let Some(issue) = form.declared_in(&field, "issue", name, value.line, &self.names.issues) else {
                continue;
            };
            let allowed = match &value.data {
                Data::Table(_) => self.range(form, &field, issue, value),
                Data::List(items) => Some(Allowed::Values(
                    items.iter().filter_map(|item| self.names.value(form, &field, issue, item)).collect(),
                )),
                _ => self.names.value(form, &field, issue, value).map(|v| Allowed::Values(vec![v])),
            };
            out.extend(allowed.map(|a| (issue, a)));
        }
        if entries.is_empty() {
            form.error(key, Error::input("names no issue").remedy("write { issue = \"option\" }"));
        }
        out
    }

    fn range(&self, form: &Form<'_, '_>, field: &str, issue: usize, node: &Node<'_>) -> Option<Allowed> {
        let range = Form::open(node, form.path(field), RANGE_KEYS, form.faults)?;
        let values = self.names.values.get(issue)?.as_ref()?;
        if !values.is_number() {
            let e = Error::input(format!("a range on {:?}, which has options", values.name()));
            form.error(field, e.remedy("write one option or a list of options"));
            return None;
        }
        let (min, max) = (decimal(&range, "min")?, decimal(&range, "max")?);
        if min > max {
            range.error(
                "min",
                Error::input(format!("the range {min} to {max} is empty")).remedy("exchange them"),
            );
            return None;
        }
        Some(Allowed::Range { min, max })
    }

    fn instrument(&mut self, node: &Node<'_>, path: String, faults: &Faults) {
        let Some(form) = Form::open(node, path, INSTRUMENT_KEYS, faults) else {
            self.names.instruments.set_partial();
            return;
        };
        let Some(slug) = slug(&form, "slug") else {
            self.names.instruments.set_partial();
            return;
        };
        if !self.names.instruments.add(&slug) {
            form.error(
                "slug",
                Error::input(format!("instrument {slug:?} is declared twice")).remedy("rename one"),
            );
        }
        let principal = form.declared("principal", "principal", &self.names.principals).unwrap_or_default();
        let text = form.text("text").unwrap_or_default();
        let kind = form.opt_named("kind", InstrumentKind::ALL, InstrumentKind::name);
        let label = form.opt_text("label");
        let supports = self.ids(&form, "supports");
        let ordered_by = form.opt_text("ordered_by");
        let ready = self.ids(&form, "ready");
        let needs = form.all_declared("needs", "principal", &self.names.principals);
        self.instruments.push(Instrument {
            slug,
            principal,
            text,
            kind,
            label,
            supports,
            ordered_by,
            ready,
            needs,
        });
    }

    fn exclusion(&mut self, node: &Node<'_>, path: String, faults: &Faults) {
        let Some(form) = Form::open(node, path, EXCLUSION_KEYS, faults) else { return };
        let one = form.declared("one", "instrument", &self.names.instruments);
        let other = form.declared("other", "instrument", &self.names.instruments);
        let (Some(one), Some(other)) = (one, other) else { return };
        if one == other {
            form.error(
                "other",
                Error::input("an instrument does not exclude itself").remedy("name two instruments"),
            );
        }
        self.exclusions.push(Exclusion { one, other });
    }

    fn note(&mut self, node: &Node<'_>, path: String, faults: &Faults) {
        let Some(form) = Form::open(node, path, NOTE_KEYS, faults) else { return };
        let text = form.text("text").unwrap_or_default();
        let date = form.opt_day("date");
        let supports = self.ids(&form, "supports");
        if supports.is_empty() {
            let e = Error::input("a note that rests on nothing is never shown");
            form.warning("supports", e.remedy("name the events it rests on"));
        }
        self.notes.push(Note { text, date, supports });
    }

    fn label(&mut self, node: &Node<'_>, path: String, faults: &Faults) {
        let Some(form) = Form::open(node, path, LABEL_KEYS, faults) else { return };
        let (event, text) = (form.text("event"), form.text("text"));
        let (Some(event), Some(text)) = (event, text) else { return };
        if let Some(n) = form.get("event") {
            self.refs.push(IdRef { line: n.line, field: form.path("event"), id: event.clone() });
        }
        if self.labels.insert(event.clone(), text).is_some() {
            let e = Error::input(format!("a second label of {event:?}"));
            form.error("event", e.remedy("keep one"));
        }
    }

    fn dispute(&mut self, node: &Node<'_>, path: String, faults: &Faults) {
        let Some(form) = Form::open(node, path, DISPUTE_KEYS, faults) else { return };
        let id = form.text("id").unwrap_or_default();
        if self.disputes.iter().any(|d| d.id == id) {
            form.error("id", Error::input(format!("dispute {id:?} is declared twice")).remedy("rename one"));
        }
        let text = form.text("text").unwrap_or_default();
        let about = self.ids(&form, "about");
        if about.is_empty() {
            form.error(
                "about",
                Error::input("a dispute about nothing").remedy("name the events it is about"),
            );
        }
        let mut readings: Vec<Reading> = Vec::new();
        for (k, node) in form.list("reading").iter().enumerate() {
            let Some(reading) = self.reading(node, form.path(&format!("reading[{k}]")), faults) else {
                continue;
            };
            if readings.iter().any(|r| r.principal == reading.principal) {
                let e = Error::input("a second account of one principal");
                faults.error(
                    node.line,
                    &form.path(&format!("reading[{k}].principal")),
                    e.remedy("make them one"),
                );
            }
            readings.push(reading);
        }
        if form.list("reading").is_empty() {
            form.error(
                "reading",
                Error::input("a dispute without accounts")
                    .remedy("write a [[dispute.reading]] for each side"),
            );
        }
        self.disputes.push(Dispute { id, text, about, readings });
    }

    fn reading(&mut self, node: &Node<'_>, path: String, faults: &Faults) -> Option<Reading> {
        let form = Form::open(node, path, READING_KEYS, faults)?;
        let principal = form.declared("principal", "principal", &self.names.principals);
        let text = form.text("text");
        let drop = self.ids(&form, "drop");
        let mut set = Vec::new();
        for (k, node) in form.list("set").iter().enumerate() {
            let Some(form) = Form::open(node, form.path(&format!("set[{k}]")), SET_KEYS, faults) else {
                continue;
            };
            let event = form.text("event");
            if let (Some(id), Some(n)) = (&event, form.get("event")) {
                self.refs.push(IdRef { line: n.line, field: form.path("event"), id: id.clone() });
            }
            let issue = form.declared("issue", "issue", &self.names.issues);
            let node = form.get("option");
            let value = issue.zip(node).and_then(|(i, node)| self.names.value(&form, "option", i, node));
            if let (Some(event), Some(issue)) = (event, issue) {
                set.push(Rewording { event, issue, value });
            }
        }
        Some(Reading { principal: principal?, text: text?, drop, set })
    }
}

/// A stable name: letters, digits and `_ - . `, so that it can stand in keys, columns and file names.
fn slug(form: &Form<'_, '_>, key: &str) -> Option<String> {
    let text = form.text(key)?;
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    if text.len() <= 200 && text.chars().all(fits) {
        return Some(text);
    }
    let e = Error::input(format!("{text:?} is no name"));
    form.error(key, e.remedy("use letters, digits, '_', '-' and '.' only, at most 200 bytes"));
    None
}

fn decimal(form: &Form<'_, '_>, key: &str) -> Option<Decimal> {
    let node = form.need(key, "a number")?;
    let Data::Number(text) = &node.data else {
        let e = Error::input(format!("{} where a number is meant", node.data.sort()));
        form.error(key, e.remedy("write a number"));
        return None;
    };
    text.parse().map_err(|e| form.error(key, e)).ok()
}

fn grid(form: &Form<'_, '_>) -> Option<Grid> {
    let (min, max, step) = (decimal(form, "min"), decimal(form, "max"), decimal(form, "step"));
    match Grid::new(min?, max?, step?) {
        Ok(g) if g.len() <= MOST_VALUES => Some(g),
        Ok(g) => {
            let e = Error::limit(format!("{} values; the limit is {MOST_VALUES}", g.len()));
            form.error("step", e.remedy("write a wider step"));
            None
        }
        Err(e) => {
            form.error("step", e.remedy("choose min, max and step so that max is reached in whole steps"));
            None
        }
    }
}
