//! `estimates.toml`: what the analyst adds. `[[estimate]]`, one statement an entry with exactly the facts
//! that carry it, and `[[assumption]]`, named, dated and with a reason.

use super::case_toml::IdRef;
use super::fault::{Faults, there_are};
use super::form::Form;
use super::names::Names;
use super::node::{Data, Node};
use super::record::{confidence, id};
use crate::error::Error;
use crate::preference::Says;
use crate::talks::{Assumption, Estimate, QUANTITIES, Setting, quantity};

/// Keys of the file.
pub const KEYS: &[&str] = &["estimate", "assumption"];
/// Keys of an `[[estimate]]`.
pub const ESTIMATE_KEYS: &[&str] = &[
    "id",
    "principal",
    "issue",
    "says",
    "options",
    "supports",
    "inferred",
    "confidence",
    "supersedes",
    "author",
];
/// Keys of an `[[assumption]]`; which of the settings' own keys it has depends on `sets`.
pub const ASSUMPTION_KEYS: &[&str] = &[
    "id",
    "sets",
    "event",
    "answer",
    "principal",
    "issue",
    "option",
    "probability",
    "concentration",
    "quantity",
    "low",
    "high",
    "author",
    "date",
    "reason",
    "supports",
    "confidence",
    "supersedes",
];
/// What an estimate can say.
pub const SAYS: &[&str] = &["accepts", "rules_out", "prefers", "direction"];
/// What an assumption can set, each with the keys it needs.
pub const SETS: &[(&str, &[&str])] = &[
    ("observable", &["event", "answer"]),
    ("red_line", &["principal", "issue", "option", "probability"]),
    ("weight", &["principal", "issue", "concentration"]),
    ("fallback", &["principal", "low", "high"]),
    ("ground", &["event", "principal", "low", "high"]),
    ("advice", &["quantity", "principal", "low", "high"]),
];
/// Farthest that one event moves a belief in winning, on the logit: from even odds to one in 150.
const FARTHEST: f64 = 5.0;
/// Whether a condition can be observed.
pub const ANSWERS: &[&str] = &["yes", "partly", "no"];

/// What was read, with the line of each.
#[derive(Debug, Default)]
pub(super) struct Added {
    pub(super) estimates: Vec<Estimate>,
    pub(super) estimates_at: Vec<usize>,
    pub(super) assumptions: Vec<Assumption>,
    pub(super) assumptions_at: Vec<usize>,
    pub(super) refs: Vec<IdRef>,
}

/// Reads every entry that can be read.
pub(super) fn added(root: &Node<'_>, names: &Names, faults: &Faults) -> Added {
    let mut out = Added::default();
    let Some(form) = Form::open(root, "", KEYS, faults) else { return out };
    for (k, node) in form.list("estimate").iter().enumerate() {
        if let Some(e) = out.estimate(node, format!("estimate[{k}]"), names, faults) {
            out.estimates.push(e);
            out.estimates_at.push(node.line);
        }
    }
    for (k, node) in form.list("assumption").iter().enumerate() {
        if let Some(a) = out.assumption(node, format!("assumption[{k}]"), names, faults) {
            out.assumptions.push(a);
            out.assumptions_at.push(node.line);
        }
    }
    out
}

impl Added {
    fn ids(&mut self, form: &Form<'_, '_>, key: &str) -> Vec<String> {
        let ids = form.texts(key);
        for (node, id) in form.list(key).iter().zip(&ids) {
            self.refs.push(IdRef { line: node.line, field: form.path(key), id: id.clone() });
        }
        ids
    }

    fn estimate(
        &mut self,
        node: &Node<'_>,
        path: String,
        names: &Names,
        faults: &Faults,
    ) -> Option<Estimate> {
        let form = Form::open(node, path, ESTIMATE_KEYS, faults)?;
        let id = id(&form, "id");
        let principal = form.declared("principal", "principal", &names.principals);
        let issue = form.declared("issue", "issue", &names.issues);
        let says = form.named("says", SAYS, |s| s);
        let says = issue.zip(says).and_then(|(issue, says)| statement(&form, issue, says, names));
        let supports = self.ids(&form, "supports");
        if supports.is_empty() {
            let e = Error::input("an estimate that rests on nothing");
            form.error(
                "supports",
                e.remedy("name the events that each carry it, or write it as an [[assumption]]"),
            );
        }
        let inferred = form.flag("inferred", false);
        let confidence = confidence(&form, names, false);
        let supersedes = form.opt_text("supersedes");
        let author = form.opt_text("author");
        Some(Estimate {
            id: id?,
            principal: principal?,
            issue: issue?,
            says: says?,
            supports,
            inferred,
            confidence: confidence?,
            supersedes,
            author,
        })
    }

    fn assumption(
        &mut self,
        node: &Node<'_>,
        path: String,
        names: &Names,
        faults: &Faults,
    ) -> Option<Assumption> {
        let form = Form::open(node, path, ASSUMPTION_KEYS, faults)?;
        let id = id(&form, "id");
        let sets = form.named("sets", SETS, |s| s.0);
        let setting = sets.and_then(|(sets, keys)| self.setting(&form, sets, keys, names));
        let author = form.text("author");
        let date = form.day("date");
        let reason = form.text("reason");
        let supports = self.ids(&form, "supports");
        let confidence = confidence(&form, names, false);
        let supersedes = form.opt_text("supersedes");
        Some(Assumption {
            id: id?,
            setting: setting?,
            author: author?,
            date: date?,
            reason: reason?,
            supports,
            confidence: confidence?,
            supersedes,
        })
    }

    /// The event that an assumption is about.
    fn event(&mut self, form: &Form<'_, '_>) -> Option<String> {
        let event = form.text("event");
        if let (Some(id), Some(n)) = (&event, form.get("event")) {
            self.refs.push(IdRef { line: n.line, field: form.path("event"), id: id.clone() });
        }
        event
    }

    fn setting(&mut self, form: &Form<'_, '_>, sets: &str, keys: &[&str], names: &Names) -> Option<Setting> {
        for key in SETS.iter().flat_map(|s| s.1).filter(|k| !keys.contains(k)) {
            if form.get(key).is_some() {
                let e = Error::input(format!("{key:?} has no place where {sets:?} is set"));
                form.error(key, e.remedy(format!("{sets:?} takes {}", keys.join(", "))));
                return None;
            }
        }
        let principal = || form.declared("principal", "principal", &names.principals);
        let issue = || form.declared("issue", "issue", &names.issues);
        match sets {
            "observable" => {
                let event = self.event(form);
                let answer = form.named("answer", ANSWERS, |a| a);
                Some(Setting::Observable { event: event?, answer: answer?.to_owned() })
            }
            "red_line" => {
                let (principal, issue) = (principal(), issue());
                let node = form.need("option", "one option or number of the issue");
                let value = issue.zip(node).and_then(|(i, n)| names.value(form, "option", i, n));
                let probability = form.number("probability", 0.0, 1.0);
                Some(Setting::RedLine {
                    principal: principal?,
                    issue: issue?,
                    value: value?,
                    probability: probability?,
                })
            }
            "weight" => {
                let (principal, issue) = (principal(), issue());
                let concentration = form.number("concentration", 1e-6, 1e6);
                Some(Setting::Weight { principal: principal?, issue: issue?, concentration: concentration? })
            }
            "ground" => {
                let (event, principal) = (self.event(form), principal());
                let (low, high) = range(form, -FARTHEST, FARTHEST)?;
                Some(Setting::Ground { event: event?, principal: principal?, low, high })
            }
            "fallback" => {
                let principal = principal();
                let (low, high) = range(form, 0.0, 1.0)?;
                Some(Setting::Fallback { principal: principal?, low, high })
            }
            _ => {
                let key = form.text("quantity")?;
                let principal = form.opt_declared("principal", "principal", &names.principals);
                if principal.is_none() && form.get("principal").is_some() {
                    return None;
                }
                if principal.is_some() && key == "fallback" {
                    let e = Error::input("a side's worth of no agreement has a kind of its own");
                    form.error("sets", e.remedy("write sets = \"fallback\" with principal, low and high"));
                    return None;
                }
                let Some(q) = quantity(&key, principal.is_some()) else {
                    let whose = if principal.is_some() { "of a side" } else { "of the talks" };
                    let e = Error::unknown(format!("{key:?} is no quantity {whose}"));
                    let all = QUANTITIES.iter().filter(|q| q.each == principal.is_some()).map(|q| q.key);
                    form.error("quantity", e.remedy(there_are(&key, all)));
                    return None;
                };
                let (low, high) = range(form, q.least, q.most)?;
                Some(Setting::Advice { quantity: key, principal, low, high })
            }
        }
    }
}

/// `low` and `high`, both between two bounds and in this order.
fn range(form: &Form<'_, '_>, least: f64, most: f64) -> Option<(f64, f64)> {
    let (low, high) = (form.number("low", least, most), form.number("high", least, most));
    let (low, high) = (low?, high?);
    if low > high {
        let e = Error::input(format!("the range {low} to {high} is empty"));
        form.error("low", e.remedy("exchange low and high"));
        return None;
    }
    Some((low, high))
}

/// What an entry says of an issue's values.
fn statement(form: &Form<'_, '_>, issue: usize, says: &str, names: &Names) -> Option<Says> {
    let declared = names.values.get(issue)?.as_ref()?;
    let node = form.need("options", "a list of options; for \"direction\", \"lower\" or \"higher\"")?;
    if says == "direction" {
        let text = form.text_in("options", node)?;
        let higher = match text {
            "higher" => true,
            "lower" => false,
            _ => {
                let e = Error::input(format!("{text:?} is no direction"));
                form.error("options", e.remedy(there_are(text, ["lower", "higher"])));
                return None;
            }
        };
        if !declared.is_ordered() {
            let e = Error::input(format!("a direction on {:?}, which has no order", declared.name()));
            form.error("options", e.remedy("write \"prefers\" with the options, best first"));
            return None;
        }
        return Some(Says::Direction { higher });
    }
    let Data::List(items) = &node.data else {
        let e = Error::input(format!("{} where a list of options is meant", node.data.sort()));
        form.error("options", e.remedy("write [\"option\"], or says = \"direction\""));
        return None;
    };
    let mut values: Vec<usize> = Vec::new();
    for item in items {
        match names.value(form, "options", issue, item) {
            Some(v) if values.contains(&v) => {
                let e = Error::input(format!("{} stands twice in the list", declared.label(v)));
                form.faults.error(item.line, &form.path("options"), e.remedy("keep one of the two"));
            }
            Some(v) => values.push(v),
            None => {}
        }
    }
    if items.is_empty() {
        form.error("options", Error::input("no option is named").remedy("name at least one"));
    }
    match says {
        "accepts" => Some(Says::Accepts(values)),
        "rules_out" => Some(Says::RulesOut(values)),
        _ => Some(Says::Prefers(values)),
    }
}
