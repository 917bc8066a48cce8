//! The native scenario as TOML: everything a scenario holds, in one text.

use super::super::export::{number, quoted};
use super::read::SCHEMA_VERSION;
use crate::error::{Error, Result};
use crate::outcome::{Issue, OutcomeSpace, Proposal, Values};
use crate::preference::{
    Additive, Aggregation, Bound, Discount, HyperRectangles, PartialOrder, Preference, Profile, Reservation,
};
use crate::scenario::{Constraint, Party, Scenario, Term};
use std::fmt::Write as _;

/// The text of a scenario.
pub(crate) fn scenario(scenario: &Scenario) -> Result<String> {
    let mut out = format!("schema_version = {SCHEMA_VERSION}\nname = {}\n", quoted(&scenario.name));
    for issue in scenario.space.issues() {
        issue_text(&mut out, issue);
    }
    for party in &scenario.parties {
        party_text(&mut out, party, &scenario.space)?;
    }
    for constraint in &scenario.constraints {
        constraint_text(&mut out, constraint, &scenario.space);
    }
    Ok(out)
}

fn names(list: &[String]) -> String {
    list.iter().map(|s| quoted(s)).collect::<Vec<_>>().join(", ")
}

fn issue_text(out: &mut String, issue: &Issue) {
    let _ = writeln!(out, "\n[[issue]]\nname = {}", quoted(issue.name()));
    let _ = match issue.values() {
        Values::Categorical(o) => writeln!(out, "values = [{}]", names(o)),
        Values::Ordered(o) => writeln!(out, "ordered = [{}]", names(o)),
        Values::Number(g) => {
            writeln!(out, "range = {{ low = {}, high = {}, step = {} }}", g.low(), g.high(), g.step())
        }
        Values::Real(r) => {
            let (low, high) = (number(r.low), number(r.high));
            writeln!(out, "real = {{ low = {low}, high = {high}, values = {} }}", issue.len())
        }
    };
}

fn party_text(out: &mut String, party: &Party, space: &OutcomeSpace) -> Result<()> {
    let _ = writeln!(out, "\n[[party]]\nname = {}", quoted(&party.name));
    match &party.preference {
        Preference::Known(profile) => match (profile.as_additive(), profile.as_hyper()) {
            (Some(u), _) => {
                head(out, profile, space);
                additive_text(out, u, space);
            }
            (None, Some(h)) => {
                head(out, profile, space);
                hyper_text(out, h, space);
            }
            _ => {
                return Err(Error::parameter(format!(
                    "the utility function of party {:?} is neither additive nor made of rectangles",
                    party.name
                )));
            }
        },
        Preference::Partial(order) => order_text(out, order, space),
        Preference::Unknown => {}
        Preference::Ordinal(_) | Preference::Uncertain(_) => {
            return Err(Error::parameter(format!(
                "what is known of party {:?} belongs to a case and not to a scenario file",
                party.name
            )));
        }
    }
    Ok(())
}

fn head(out: &mut String, profile: &Profile, space: &OutcomeSpace) {
    match profile.reservation() {
        Reservation::None => {}
        Reservation::Value(r) => {
            let _ = writeln!(out, "reservation = {}", number(*r));
        }
        Reservation::Bid(digits) => {
            let _ = writeln!(out, "reservation = {}", bid_text(&Proposal::complete(digits), space));
        }
    }
    if profile.discount() != Discount::NONE {
        let _ = writeln!(out, "discount = {}", number(profile.discount().factor()));
    }
}

fn bid_text(bid: &Proposal, space: &OutcomeSpace) -> String {
    let terms: Vec<String> = bid
        .terms()
        .map(|(i, v)| {
            let issue = &space.issues()[i];
            format!("{} = {}", quoted(issue.name()), quoted(&issue.label(v)))
        })
        .collect();
    format!("{{ {} }}", terms.join(", "))
}

fn additive_text(out: &mut String, u: &Additive, space: &OutcomeSpace) {
    if u.bias() != 0.0 {
        let _ = writeln!(out, "bias = {}", number(u.bias()));
    }
    if let Some(cap) = u.cap() {
        let _ = writeln!(out, "cap = {}", number(cap));
    }
    out.push_str("[party.weights]\n");
    for (issue, w) in space.issues().iter().zip(u.weights()) {
        let _ = writeln!(out, "{} = {}", quoted(issue.name()), number(*w));
    }
    out.push_str("[party.values]\n");
    for (issue, table) in space.issues().iter().zip(u.values()) {
        let values: Vec<String> = table.iter().map(|v| number(*v)).collect();
        let _ = writeln!(out, "{} = [{}]", quoted(issue.name()), values.join(", "));
    }
}

fn hyper_text(out: &mut String, h: &HyperRectangles, space: &OutcomeSpace) {
    let _ = writeln!(out, "scale = {}", number(h.scale()));
    if h.bias() != 0.0 {
        let _ = writeln!(out, "bias = {}", number(h.bias()));
    }
    if let Some(cap) = h.cap() {
        let _ = writeln!(out, "cap = {}", number(cap));
    }
    for block in h.blocks() {
        let aggregation = match block.aggregation {
            Aggregation::Sum => "sum",
            Aggregation::Min => "min",
            Aggregation::Max => "max",
        };
        let weight = number(block.weight);
        let _ = writeln!(out, "[[party.block]]\nweight = {weight}\naggregation = \"{aggregation}\"");
        for r in &block.rectangles {
            let _ = writeln!(out, "[[party.block.rectangle]]\nutility = {}", number(r.utility));
            for (key, inside) in [("inside", true), ("outside", false)] {
                let bounds: Vec<&Bound> = r.bounds.iter().filter(|b| b.inside == inside).collect();
                let terms: Vec<String> = bounds.iter().map(|b| bound_text(b, space)).collect();
                // A table holds each issue once; several ranges of one issue make a list of tables.
                let twice =
                    bounds.iter().enumerate().any(|(k, b)| bounds[..k].iter().any(|a| a.issue == b.issue));
                if twice {
                    let _ = writeln!(out, "{key} = [{{ {} }}]", terms.join(" }, { "));
                } else if !terms.is_empty() {
                    let _ = writeln!(out, "{key} = {{ {} }}", terms.join(", "));
                }
            }
        }
    }
    if h.blocks().is_empty() {
        out.push_str("block = []\n");
    }
}

fn bound_text(b: &Bound, space: &OutcomeSpace) -> String {
    let issue = &space.issues()[b.issue];
    if b.low > b.high {
        return format!("{} = []", quoted(issue.name()));
    }
    let label = |d: u32| quoted(&issue.label((d as usize).min(issue.len() - 1)));
    format!("{} = [{}, {}]", quoted(issue.name()), label(b.low), label(b.high))
}

fn order_text(out: &mut String, order: &PartialOrder, space: &OutcomeSpace) {
    out.push_str("[party.order]\n");
    if let Some(bid) = order.reservation() {
        let _ = writeln!(out, "reservation = {}", bid_text(bid, space));
    }
    let bids: Vec<String> = order.bids().iter().map(|b| bid_text(b, space)).collect();
    let pairs: Vec<String> = order.better().iter().map(|(i, j)| format!("[{i}, {j}]")).collect();
    let _ = writeln!(out, "bids = [{}]\nbetter = [{}]", bids.join(", "), pairs.join(", "));
}

fn constraint_text(out: &mut String, c: &Constraint, space: &OutcomeSpace) {
    let terms = |terms: &[Term]| -> String {
        let each: Vec<String> = terms
            .iter()
            .map(|t| {
                let issue = &space.issues()[t.issue];
                let values: Vec<String> = t.values.iter().map(|v| quoted(&issue.label(*v))).collect();
                format!("{} = [{}]", quoted(issue.name()), values.join(", "))
            })
            .collect();
        format!("{{ {} }}", each.join(", "))
    };
    let _ = writeln!(out, "\n[[constraint]]\ntext = {}", quoted(&c.text));
    if !c.when.is_empty() {
        let _ = writeln!(out, "when = {}", terms(&c.when));
    }
    let _ = writeln!(out, "then = {}", terms(&c.then));
}
