//! The case files as this program writes them: one form, so that the same case gives the same bytes.
//!
//! A line of the record has every key of the layout in its order, absent things as null, and `package`,
//! `supersedes`, `entered` only where they are set.

use super::case_toml::{Declared, ROLES, STATUS_QUO};
use super::estimates::Added;
use super::names::Names;
use crate::outcome::{Issue, Values};
use crate::preference::Says;
use crate::talks::{
    Allowed, Assumption, Case, Confidence, Day, Estimate, Event, First, Instrument, InstrumentKind,
    Principal, PrincipalRole, Setting,
};
use std::fmt::Write as _;

/// JSON text of a string; it is a TOML basic string too.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn or_null(text: Option<&str>) -> String {
    text.map_or_else(|| "null".to_owned(), quoted)
}

fn list<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> String {
    let items: Vec<String> = items.into_iter().map(|s| quoted(s.as_ref())).collect();
    format!("[{}]", items.join(", "))
}

fn day(day: Option<Day>) -> String {
    day.map_or_else(|| "null".to_owned(), |d| format!("\"{d}\""))
}

/// A date as a source gives it; a span of days as a list of two.
fn source_date(date: &str) -> String {
    let is_day = |d: &str| d.parse::<Day>().is_ok();
    match date.split_once(" to ").filter(|(a, b)| is_day(a) && is_day(b) && a <= b) {
        Some((from, to)) => list([from, to]),
        None => quoted(date),
    }
}

/// A value of an issue as it stands in files.
#[must_use]
pub fn value(issue: &Issue, value: usize) -> String {
    let label = issue.label(value);
    if issue.is_number() { label.into_owned() } else { quoted(&label) }
}

/// One event as a line of `record.jsonl`, without the line end.
#[must_use]
pub fn line(e: &Event, case: &Case) -> String {
    let principals = case.trace.principals();
    let names = |which: &[usize]| list(which.iter().map(|p| principals[*p].slug.as_str()));
    let issues = case.space.issues();
    let terms: Vec<String> = e
        .proposal
        .terms()
        .map(|(i, v)| format!("{}: {}", quoted(issues[i].name()), value(&issues[i], v)))
        .collect();
    let happened = if e.happened.is_exact() {
        format!("\"{}\"", e.happened.from)
    } else {
        format!("[\"{}\", \"{}\"]", e.happened.from, e.happened.to)
    };
    let asks = e.asks.as_ref().map_or_else(
        || "null".to_owned(),
        |a| format!("{{\"of\": {}, \"by\": {}}}", names(&a.of), day(a.by)),
    );
    let s = &e.source;
    let source = format!(
        "{{\"publisher\": {}, \"title\": {}, \"date\": {}, \"address\": {}}}",
        or_null(s.publisher.as_deref()),
        or_null(s.title.as_deref()),
        s.date.as_deref().map_or_else(|| "null".to_owned(), source_date),
        or_null(s.address.as_deref())
    );
    let fields = [
        ("id", quoted(&e.id)),
        ("happened", happened),
        ("known", format!("\"{}\"", e.known)),
        ("order", e.order.map_or_else(|| "null".to_owned(), |n| n.to_string())),
        ("speaker", quoted(&e.speaker)),
        ("role", or_null(e.role.as_deref())),
        ("principal", names(&e.principals)),
        ("authority", quoted(e.authority.name())),
        ("evidence", quoted(e.evidence.name())),
        ("addressee", list(&e.addressees)),
        ("kind", quoted(e.kind.name())),
        ("proposal", format!("{{{}}}", terms.join(", "))),
        ("proposal_role", or_null(e.proposal_role.map(|r| r.name()))),
        ("standing", or_null(e.standing.map(|s| s.name()))),
        ("scope", quoted(e.scope.name())),
        ("in_reply_to", list(&e.in_reply_to)),
        ("asks", asks),
        ("condition", or_null(e.condition.as_deref())),
        ("deadline", day(e.deadline)),
        ("instrument", or_null(e.instrument.map(|i| case.trace.instruments()[i].slug.as_str()))),
        ("summary", quoted(&e.summary)),
        ("cameo", or_null(e.cameo.as_deref())),
        ("source", source),
        ("verified", e.verified.to_string()),
        ("confidence", quoted(&e.confidence.to_string())),
    ];
    let mut out = String::from("{");
    for (k, (key, value)) in fields.iter().enumerate() {
        let _ = write!(out, "{}\"{key}\": {value}", if k == 0 { "" } else { ", " });
    }
    if let Some(package) = &e.package {
        let _ = write!(out, ", \"package\": {}", quoted(package));
    }
    if let Some(id) = &e.supersedes {
        let _ = write!(out, ", \"supersedes\": {}", quoted(id));
    }
    if let Some(entered) = &e.entered {
        let _ = write!(out, ", \"entered\": {{\"on\": \"{}\", \"by\": {}", entered.on, quoted(&entered.by));
        if let Some(reason) = &entered.reason {
            let _ = write!(out, ", \"reason\": {}", quoted(reason));
        }
        out.push('}');
    }
    out.push('}');
    out
}

/// Lines `key = value` of TOML.
struct Toml(String);

impl Toml {
    fn header(&mut self, name: &str) {
        let _ = write!(self.0, "\n[[{name}]]\n");
    }

    fn raw(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.0, "{key} = {value}");
    }

    fn text(&mut self, key: &str, text: &str) {
        self.raw(key, &quoted(text));
    }

    fn opt(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    /// A list; over several lines where it would be too wide.
    fn list<S: AsRef<str>>(&mut self, key: &str, items: &[S]) {
        if items.is_empty() {
            return;
        }
        let one = list(items);
        if key.len() + one.len() <= 110 {
            return self.raw(key, &one);
        }
        let _ = writeln!(self.0, "{key} = [");
        for item in items {
            let _ = writeln!(self.0, "    {},", quoted(item.as_ref()));
        }
        self.0.push_str("]\n");
    }
}

/// `case.toml` of some declarations.
pub(super) fn case_toml(d: &Declared) -> String {
    let mut t = Toml(String::new());
    t.text("slug", &d.slug);
    t.text("title", &d.title);
    t.opt("purpose", d.purpose.as_deref());
    if !d.judge_faith {
        t.raw("judge_faith", "false");
    }
    t.list("core", &d.core);
    if !d.coverage.is_empty() {
        t.0.push_str("\n[coverage]\n");
        for (key, from, to) in &d.coverage {
            t.raw(key, &format!("[\"{from}\", \"{to}\"]"));
        }
    }
    for p in &d.principals {
        principal(&mut t, p, &d.principals);
    }
    for (issue, note) in d.names.values.iter().flatten().zip(&d.issues) {
        t.header("issue");
        t.text("slug", issue.name());
        t.text("title", &note.title);
        t.opt("label", note.label.as_deref());
        t.text(
            "kind",
            match issue.values() {
                Values::Categorical(_) => "categorical",
                Values::Ordered(_) => "ordered",
                _ => "number",
            },
        );
        t.opt("order_means", note.order_means.as_deref());
        if let Values::Number(g) = issue.values() {
            t.raw("min", &g.low().to_string());
            t.raw("max", &g.high().to_string());
            t.raw("step", &g.step().to_string());
        }
        t.opt("unit", note.unit.as_deref());
        if let Some(v) = note.status_quo {
            t.raw(STATUS_QUO, &value(issue, v));
        }
        for (v, option) in note.options.iter().enumerate() {
            t.0.push_str("\n  [[issue.option]]\n");
            let mut o = Toml(String::new());
            o.text("slug", &issue.label(v));
            o.text("text", &option.text);
            o.opt("label", option.label.as_deref());
            match &option.first {
                First::Event(id) => o.text("first", id),
                First::StatusQuo => o.text("first", STATUS_QUO),
                First::Nobody => {}
            }
            let needs: Vec<&str> = option.needs.iter().map(|n| d.principals[*n].slug.as_str()).collect();
            o.list("needs", &needs);
            o.0.lines().for_each(|line| {
                let _ = writeln!(t.0, "  {line}");
            });
        }
    }
    for c in &d.constraints {
        t.header("constraint");
        t.text("text", &c.text);
        for (key, side) in [("if", &c.when), ("then", &c.then)] {
            let side: Vec<String> = side.iter().map(|(i, a)| allowed(&d.names, *i, a)).collect();
            t.raw(key, &format!("{{ {} }}", side.join(", ")));
        }
    }
    for i in &d.instruments {
        instrument(&mut t, i, &d.principals);
    }
    for x in &d.exclusions {
        t.header("exclusion");
        t.text("one", &d.instruments[x.one].slug);
        t.text("other", &d.instruments[x.other].slug);
    }
    for n in &d.notes {
        t.header("note");
        t.text("text", &n.text);
        if let Some(date) = n.date {
            t.text("date", &date.to_string());
        }
        t.list("supports", &n.supports);
    }
    for (event, text) in &d.labels {
        t.header("label");
        t.text("event", event);
        t.text("text", text);
    }
    t.0
}

fn principal(t: &mut Toml, p: &Principal, all: &[Principal]) {
    t.header("principal");
    t.text("slug", &p.slug);
    t.text("name", &p.name);
    t.opt("label", p.label.as_deref());
    t.text("role", role(p.role));
    t.opt("of", p.of.map(|o| all[o].slug.as_str()));
}

/// The name of a role in files.
#[must_use]
pub fn role(role: PrincipalRole) -> &'static str {
    ROLES.iter().find(|r| r.1 == role).map_or("other", |r| r.0)
}

fn instrument(t: &mut Toml, i: &Instrument, principals: &[Principal]) {
    t.header("instrument");
    t.text("slug", &i.slug);
    t.text("principal", &principals[i.principal].slug);
    t.text("text", &i.text);
    t.opt("kind", i.kind.map(InstrumentKind::name));
    t.opt("label", i.label.as_deref());
    t.list("supports", &i.supports);
    t.opt("ordered_by", i.ordered_by.as_deref());
    t.list("ready", &i.ready);
    let needs: Vec<&str> = i.needs.iter().map(|n| principals[*n].slug.as_str()).collect();
    t.list("needs", &needs);
}

fn allowed(names: &Names, issue: usize, allowed: &Allowed) -> String {
    let Some(Some(issue)) = names.values.get(issue) else { return String::new() };
    let key = quoted(issue.name());
    match allowed {
        Allowed::Values(v) if v.len() == 1 => format!("{key} = {}", value(issue, v[0])),
        Allowed::Values(v) => {
            let v: Vec<String> = v.iter().map(|v| value(issue, *v)).collect();
            format!("{key} = [{}]", v.join(", "))
        }
        Allowed::Range { min, max } => format!("{key} = {{ min = {min}, max = {max} }}"),
    }
}

/// `estimates.toml` of some entries.
pub(super) fn estimates_toml(added: &Added, d: &Declared) -> String {
    let mut t = Toml(String::new());
    for e in &added.estimates {
        estimate(&mut t, e, d);
    }
    for a in &added.assumptions {
        assumption(&mut t, a, d);
    }
    t.0.trim_start().to_owned()
}

fn estimate(t: &mut Toml, e: &Estimate, d: &Declared) {
    let Some(Some(issue)) = d.names.values.get(e.issue) else { return };
    t.header("estimate");
    t.text("id", &e.id);
    t.text("principal", &d.principals[e.principal].slug);
    t.text("issue", issue.name());
    let (says, options) = match &e.says {
        Says::Accepts(v) => ("accepts", v),
        Says::RulesOut(v) => ("rules_out", v),
        Says::Prefers(v) => ("prefers", v),
        Says::Direction { .. } => ("direction", &Vec::new()),
    };
    t.text("says", says);
    match &e.says {
        Says::Direction { higher } => t.text("options", if *higher { "higher" } else { "lower" }),
        _ => {
            let options: Vec<String> = options.iter().map(|v| value(issue, *v)).collect();
            t.raw("options", &format!("[{}]", options.join(", ")));
        }
    }
    t.list("supports", &e.supports);
    t.raw("inferred", &e.inferred.to_string());
    if e.confidence != Confidence::Team {
        t.text("confidence", &e.confidence.to_string());
    }
    t.opt("supersedes", e.supersedes.as_deref());
    t.opt("author", e.author.as_deref());
}

fn assumption(t: &mut Toml, a: &Assumption, d: &Declared) {
    t.header("assumption");
    t.text("id", &a.id);
    let whose = |p: &usize| d.principals[*p].slug.as_str();
    let issue = |i: &usize| d.names.values.get(*i).and_then(Option::as_ref);
    match &a.setting {
        Setting::Observable { event, answer } => {
            t.text("sets", "observable");
            t.text("event", event);
            t.text("answer", answer);
        }
        Setting::RedLine { principal, issue: i, value: v, probability } => {
            t.text("sets", "red_line");
            t.text("principal", whose(principal));
            if let Some(i) = issue(i) {
                t.text("issue", i.name());
                t.raw("option", &value(i, *v));
            }
            t.raw("probability", &format!("{probability:?}"));
        }
        Setting::Weight { principal, issue: i, concentration } => {
            t.text("sets", "weight");
            t.text("principal", whose(principal));
            if let Some(i) = issue(i) {
                t.text("issue", i.name());
            }
            t.raw("concentration", &format!("{concentration:?}"));
        }
        Setting::Fallback { principal, low, high } => {
            t.text("sets", "fallback");
            t.text("principal", whose(principal));
            t.raw("low", &format!("{low:?}"));
            t.raw("high", &format!("{high:?}"));
        }
        Setting::Ground { event, principal, low, high } => {
            t.text("sets", "ground");
            t.text("event", event);
            t.text("principal", whose(principal));
            t.raw("low", &format!("{low:?}"));
            t.raw("high", &format!("{high:?}"));
        }
        Setting::Advice { quantity, principal, low, high } => {
            t.text("sets", "advice");
            t.text("quantity", quantity);
            t.opt("principal", principal.as_ref().map(whose));
            t.raw("low", &format!("{low:?}"));
            t.raw("high", &format!("{high:?}"));
        }
    }
    t.text("author", &a.author);
    t.text("date", &a.date.to_string());
    t.text("reason", &a.reason);
    t.list("supports", &a.supports);
    if a.confidence != Confidence::Team {
        t.text("confidence", &a.confidence.to_string());
    }
    t.opt("supersedes", a.supersedes.as_deref());
}
