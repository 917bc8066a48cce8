//! The analysis as JSON, written as it goes: a frontier may be long.

use super::Found;
use anyhow::Result;
use goodoffices::analysis::{Disagreement, Guarantee, Point, fingerprint};
use goodoffices::format::Semantics;
use goodoffices::num::TIE;
use goodoffices::outcome::OutcomeSpace;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

const SCHEMA_VERSION: u32 = 1;

/// Text of the whole answer.
pub(super) fn text(found: &Found<'_>) -> Result<String> {
    Ok(serde_json::to_string_pretty(&Answer(found))?)
}

struct Answer<'a>(&'a Found<'a>);

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let found = self.0;
        let a = &found.analysis;
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("schema_version", &SCHEMA_VERSION)?;
        map.serialize_entry("scenario", &scenario(found))?;
        map.serialize_entry("frontier", &FrontierOf(found))?;
        map.serialize_entry("solutions", &SolutionsOf(found))?;
        map.serialize_entry("disagreement", &a.disagreement)?;
        map.serialize_entry("opposition", &a.opposition.opposition)?;
        map.serialize_entry("opposition_equal_utility", &a.opposition.equal_utility)?;
        map.serialize_entry("opposition_welfare", &a.opposition.welfare)?;
        map.serialize_entry("balance", &a.balance)?;
        let (low, high) = a.zopa.share;
        map.serialize_entry(
            "zopa",
            &json!({
                "size": a.zopa.size,
                "rational_share": (low == high).then_some(low),
                "rational_share_bounds": [low, high],
            }),
        )?;
        for s in &found.fairer {
            map.serialize_entry(s.key, &s.json)?;
        }
        map.serialize_entry("provenance", &provenance(found))?;
        map.end()
    }
}

fn scenario(found: &Found<'_>) -> Value {
    let parties: Vec<Value> = found
        .scenario
        .parties
        .iter()
        .enumerate()
        .map(|(k, p)| json!({"name": p.name, "reservation": found.reservation(k)}))
        .collect();
    json!({
        "name": found.scenario.name,
        "issues": found.scenario.space.issues().len(),
        "outcomes": found.scenario.space.cardinality_text(),
        "parties": parties,
    })
}

fn provenance(found: &Found<'_>) -> Value {
    let settings = found.settings;
    let issues = found.scenario.space.issues();
    let ruled_out: Vec<Value> = settings
        .red_lines
        .iter()
        .map(|(i, v)| json!({"issue": issues[*i].name(), "value": issues[*i].label(*v)}))
        .collect();
    json!({
        "program": "goodoffices",
        "version": env!("CARGO_PKG_VERSION"),
        "method": found.analysis.frontier.method().word(),
        "parameters": {
            "disagreement": match settings.disagreement {
                Disagreement::Reservation => "reservation",
                Disagreement::Zero => "zero",
            },
            "semantics": match found.args.load.semantics {
                Semantics::Genius => "genius",
                Semantics::Negmas => "negmas",
            },
            "max_frontier": settings.max_frontier,
            "epsilon": settings.epsilon,
            "ruled_out": ruled_out,
            "tolerance": TIE,
            "discounted": false,
        },
        "seed": settings.seed,
        "scenario_hash": fingerprint(found.scenario),
    })
}

struct FrontierOf<'a>(&'a Found<'a>);

impl Serialize for FrontierOf<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let frontier = &self.0.analysis.frontier;
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("size", &frontier.len())?;
        let (guarantee, bound) = match frontier.guarantee() {
            Guarantee::Exact => ("exact", Some(0.0)),
            Guarantee::Within(e) => ("within bound", Some(e)),
            Guarantee::LowerBound => ("lower bound, no guarantee", None),
        };
        map.serialize_entry("guarantee", guarantee)?;
        map.serialize_entry("error_bound", &bound)?;
        map.serialize_entry("method", frontier.method().word())?;
        map.serialize_entry("points", &Points(self.0))?;
        map.end()
    }
}

struct Points<'a>(&'a Found<'a>);

impl Serialize for Points<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let top = self.0.args.top.unwrap_or(usize::MAX);
        let space = &self.0.scenario.space;
        to.collect_seq(self.0.analysis.frontier.points().take(top).map(|p| PointOf(space, p)))
    }
}

struct SolutionsOf<'a>(&'a Found<'a>);

impl Serialize for SolutionsOf<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let frontier = &self.0.analysis.frontier;
        let space = &self.0.scenario.space;
        to.collect_map(self.0.solutions().iter().map(|s| {
            let points: Vec<PointOf<'_>> =
                s.points.iter().map(|k| PointOf(space, frontier.point(*k))).collect();
            (s.key, points)
        }))
    }
}

struct PointOf<'a>(&'a OutcomeSpace, Point<'a>);

impl Serialize for PointOf<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(2))?;
        map.serialize_entry("outcome", &OutcomeOf(self.0, self.1.digits))?;
        map.serialize_entry("utilities", self.1.utilities)?;
        map.end()
    }
}

struct OutcomeOf<'a>(&'a OutcomeSpace, &'a [u32]);

impl Serialize for OutcomeOf<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.1.len()))?;
        for (issue, d) in self.0.issues().iter().zip(self.1) {
            let v = *d as usize;
            map.serialize_key(issue.name())?;
            match issue.number(v) {
                Some(x) if x.fract() == 0.0 && x.abs() < 9e15 => map.serialize_value(&(x as i64))?,
                Some(x) => map.serialize_value(&x)?,
                None => map.serialize_value(&issue.label(v))?,
            }
        }
        map.end()
    }
}
