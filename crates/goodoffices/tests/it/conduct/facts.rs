//! Reads the fact lists of the shared data into a case: enough for these tests.

use goodoffices::num::Decimal;
use goodoffices::outcome::{Grid, Issue, OutcomeSpace, Proposal, Value, Values};
use goodoffices::talks::*;
use serde_json::Value as J;
use std::path::Path;

fn text(v: &J) -> Option<String> {
    v.as_str().map(str::to_owned)
}

fn list(v: &J) -> Vec<String> {
    v.as_array().into_iter().flatten().filter_map(text).collect()
}

fn number(v: &J) -> Decimal {
    v.to_string().parse().expect("a decimal")
}

fn day(v: &J) -> Day {
    v.as_str().expect("a day").parse().expect("a day")
}

pub fn read(slug: &str) -> Option<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/cases").join(slug);
    let scenario: J =
        serde_json::from_str(&std::fs::read_to_string(folder.join("scenario.json")).ok()?).ok()?;
    let facts = std::fs::read_to_string(folder.join("facts.jsonl")).ok()?;
    let mut issues = Vec::new();
    let mut notes = Vec::new();
    for i in scenario["issues"].as_array()? {
        let options: Vec<String> =
            i["options"].as_array().into_iter().flatten().filter_map(|o| text(&o["slug"])).collect();
        let values = match i["kind"].as_str()? {
            "number" => {
                Values::Number(Grid::new(number(&i["min"]), number(&i["max"]), number(&i["step"])).ok()?)
            }
            "ordered" => Values::Ordered(options.clone()),
            _ => Values::Categorical(options.clone()),
        };
        let issue = Issue::new(i["slug"].as_str()?, values);
        let status_quo = match &i["status_quo"] {
            J::String(s) => issue.index_of(&Value::Option(s.clone())),
            n @ J::Number(_) => issue.index_of(&Value::Number(number(n))),
            _ => None,
        };
        let first = |o: &J| match o["first"].as_str() {
            Some("status_quo") => First::StatusQuo,
            Some(id) => First::Event(id.to_owned()),
            None => First::Nobody,
        };
        notes.push(IssueNote {
            title: text(&i["title"])?,
            label: None,
            order_means: text(&i["order_means"]),
            unit: text(&i["unit"]),
            status_quo,
            options: i["options"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|o| OptionNote {
                    text: text(&o["text"]).unwrap_or_default(),
                    label: None,
                    first: first(o),
                })
                .collect(),
        });
        issues.push(issue);
    }
    let space = OutcomeSpace::new(issues).ok()?;
    let people = scenario["principals"].as_array()?;
    let index = |slug: &str| people.iter().position(|p| p["slug"] == slug);
    let principals: Vec<Principal> = people
        .iter()
        .map(|p| Principal {
            slug: text(&p["slug"]).unwrap_or_default(),
            name: text(&p["name"]).unwrap_or_default(),
            label: None,
            role: match p["role"].as_str() {
                Some("party") => PrincipalRole::Party,
                Some("mediator") => PrincipalRole::Mediator,
                Some("faction") => PrincipalRole::Faction,
                _ => PrincipalRole::Other,
            },
            of: p["of"].as_str().and_then(index),
        })
        .collect();
    let tools = scenario["instruments"].as_array()?;
    let instruments: Vec<Instrument> = tools
        .iter()
        .map(|i| Instrument {
            slug: text(&i["slug"]).unwrap_or_default(),
            principal: i["principal"].as_str().and_then(index).expect("declared"),
            text: text(&i["text"]).unwrap_or_default(),
            label: None,
            supports: list(&i["supports"]),
            ordered_by: None,
            ready: Vec::new(),
            needs: Vec::new(),
        })
        .collect();
    let tool = |slug: &str| tools.iter().position(|i| i["slug"] == slug);
    let events = facts.lines().map(|line| {
        let e: J = serde_json::from_str(line).expect("a fact");
        let happened = match e["happened"].as_array() {
            Some(a) => Span { from: day(&a[0]), to: day(&a[1]) },
            None => Span::on(day(&e["happened"])),
        };
        let mut who: Vec<usize> = list(&e["principal"]).iter().filter_map(|p| index(p)).collect();
        who.sort_unstable();
        let terms = e["proposal"].as_object().into_iter().flatten().map(|(issue, v)| {
            let (k, issue) = space.issue(issue).expect("declared");
            let v = match v {
                J::String(s) => Value::Option(s.clone()),
                n => Value::Number(number(n)),
            };
            (k, issue.index_of(&v).expect("a value"))
        });
        Event {
            id: text(&e["id"]).expect("id"),
            happened,
            known: day(&e["known"]),
            order: e["order"].as_u64().map(|o| o as u32),
            speaker: text(&e["speaker"]).expect("speaker"),
            role: text(&e["role"]),
            principals: who,
            authority: e["authority"].as_str().and_then(Authority::parse).expect("authority"),
            evidence: e["evidence"].as_str().and_then(Evidence::parse).expect("evidence"),
            addressees: list(&e["addressee"]),
            kind: e["kind"].as_str().and_then(Kind::parse).expect("kind"),
            proposal: Proposal::new(terms),
            proposal_role: e["proposal_role"].as_str().and_then(ProposalRole::parse),
            standing: e["standing"].as_str().and_then(Standing::parse),
            scope: e["scope"].as_str().and_then(Scope::parse).expect("scope"),
            package: text(&e["package"]),
            in_reply_to: list(&e["in_reply_to"]),
            asks: e["asks"].as_object().map(|a| {
                let mut of: Vec<usize> = list(&a["of"]).iter().filter_map(|p| index(p)).collect();
                of.sort_unstable();
                Ask { of, by: a["by"].as_str().map(|d| d.parse().expect("a day")) }
            }),
            condition: text(&e["condition"]),
            deadline: e["deadline"].as_str().map(|d| d.parse().expect("a day")),
            instrument: e["instrument"].as_str().and_then(tool),
            summary: text(&e["summary"]).expect("summary"),
            cameo: None,
            source: Source::default(),
            verified: true,
            confidence: Confidence::Public,
            supersedes: None,
            entered: None,
        }
    });
    let events: Vec<Event> = events.collect();
    let exclusions = match (tool("leave_talks"), tool("stay_in_talks")) {
        (Some(one), Some(other)) => vec![Exclusion { one, other }],
        _ => Vec::new(),
    };
    Some(Case {
        slug: slug.to_owned(),
        title: slug.to_owned(),
        purpose: None,
        judge_faith: true,
        space,
        issues: notes,
        constraints: Vec::new(),
        exclusions,
        disputes: Vec::new(),
        notes: Vec::new(),
        trace: Trace::new(principals, instruments, events),
        estimates: Vec::new(),
        assumptions: Vec::new(),
    })
}
