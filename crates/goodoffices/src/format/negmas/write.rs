//! A scenario as NegMAS YAML.
//!
//! Named values become `CategoricalIssue` and `TableFun`; whole numbers one apart `ContiguousIssue`, with
//! `AffineFun` where every party's table is a straight line; a continuous issue likewise. A constant goes into
//! the first table that has a weight. No reservation is `-.inf`. Texts are always quoted, so that no reader takes a
//! name for a number or a truth value.

use super::super::Format;
use super::super::export::{
    Shape, TOML, Written, file_names, is_integer_grid, line, no_cap, note_orders, number, quoted, shape,
    weighted,
};
use crate::error::{Error, Result};
use crate::outcome::{Issue, OutcomeSpace, Values};
use crate::preference::{Aggregation, Discount, HyperRectangles, Profile};
use crate::scenario::{Party, Scenario};
use std::fmt::Write as _;

/// How an issue is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Names,
    Whole,
    Real,
}

/// The files of a scenario.
pub(crate) fn scenario(scenario: &Scenario) -> Result<Written> {
    let mut notes = Vec::new();
    note_orders(scenario, Format::Negmas, &mut notes);
    let space = &scenario.space;
    let mut functions = Vec::new();
    for party in &scenario.parties {
        let (profile, form) = shape(party, Format::Negmas)?;
        no_cap(party, &form, Format::Negmas)?;
        let table = match &form {
            Shape::Additive(u) => Some(weighted(u)),
            Shape::Hyper(_) => None,
        };
        functions.push((profile, form, table));
    }
    let kinds: Vec<Kind> = space
        .issues()
        .iter()
        .enumerate()
        .map(|(k, issue)| {
            let straight =
                || functions.iter().filter_map(|f| f.2.as_ref()).all(|t| line(issue, &t[k].1).is_some());
            match issue.values() {
                Values::Number(_) if is_integer_grid(issue) && issue.len() > 1 && straight() => Kind::Whole,
                Values::Real(_) if straight() => Kind::Real,
                _ => Kind::Names,
            }
        })
        .collect();
    for (issue, kind) in space.issues().iter().zip(&kinds) {
        if let (Values::Real(r), Kind::Real) = (issue.values(), kind) {
            notes.push(format!(
                "issue {:?} is read back in {} values with --real-values {}",
                issue.name(),
                r.steps,
                r.steps
            ));
        } else if issue.is_number() && *kind == Kind::Names {
            notes.push(format!("the numbers of issue {:?} become names", issue.name()));
        }
    }
    let (domain, names) = file_names(scenario, "yml", &mut notes);
    let mut files = vec![(domain, domain_text(&scenario.name, space, &kinds))];
    for ((party, (profile, form, table)), name) in scenario.parties.iter().zip(&functions).zip(names) {
        let reserved = number(profile.reservation_value().unwrap_or(f64::NEG_INFINITY));
        let discounted = profile.discount() != Discount::NONE;
        let pad = if discounted { "  " } else { "" };
        let mut body = format!("{pad}name: {}\n{pad}reserved_value: {reserved}\n", quoted(&party.name));
        match (form, table) {
            (Shape::Hyper(h), _) => hyper_text(&mut body, party, h, space, pad)?,
            (Shape::Additive(_), Some(table)) => additive_text(&mut body, table, space, &kinds, pad),
            (Shape::Additive(_), None) => {}
        }
        files.push((name, if discounted { wrapped(party, profile, &reserved, &body) } else { body }));
    }
    Ok(Written { files, notes })
}

fn wrapped(party: &Party, profile: &Profile, reserved: &str, body: &str) -> String {
    format!(
        "discount: {}\ndynamic_reservation: true\nname: {}\nreserved_value: {reserved}\ntype: ExpDiscountedUFun\nufun:\n{body}",
        number(profile.discount().factor()),
        quoted(&party.name)
    )
}

fn domain_text(name: &str, space: &OutcomeSpace, kinds: &[Kind]) -> String {
    let mut out = "issues:\n".to_owned();
    for (issue, kind) in space.issues().iter().zip(kinds) {
        let _ = writeln!(out, "- name: {}", quoted(issue.name()));
        match (issue.values(), kind) {
            (Values::Number(g), Kind::Whole) => {
                let _ =
                    writeln!(out, "  type: ContiguousIssue\n  values:\n  - {}\n  - {}", g.low(), g.high());
            }
            (Values::Real(r), Kind::Real) => {
                let (low, high) = (number(r.low), number(r.high));
                let _ = writeln!(out, "  type: ContinuousIssue\n  values:\n  - {low}\n  - {high}");
            }
            _ => {
                out.push_str("  type: CategoricalIssue\n  values:\n");
                for v in 0..issue.len() {
                    let _ = writeln!(out, "  - {}", quoted(&issue.label(v)));
                }
            }
        }
    }
    let _ = write!(out, "name: {}\ntype: DiscreteCartesianOutcomeSpace\n", quoted(name));
    out
}

fn additive_text(
    out: &mut String,
    table: &[(f64, Vec<f64>)],
    space: &OutcomeSpace,
    kinds: &[Kind],
    pad: &str,
) {
    let _ = writeln!(out, "{pad}type: LinearAdditiveUtilityFunction\n{pad}values:");
    for ((issue, kind), (_, t)) in space.issues().iter().zip(kinds).zip(table) {
        match (kind, line(issue, t)) {
            (Kind::Whole | Kind::Real, Some((offset, slope))) => {
                let _ = writeln!(
                    out,
                    "{pad}- bias: {}\n{pad}  slope: {}\n{pad}  type: AffineFun",
                    number(offset),
                    number(slope)
                );
            }
            _ => {
                let _ = writeln!(out, "{pad}- mapping:");
                for (v, x) in t.iter().enumerate() {
                    let _ = writeln!(out, "{pad}    {}: {}", quoted(&issue.label(v)), number(*x));
                }
                let _ = writeln!(out, "{pad}  type: TableFun");
            }
        }
    }
    let _ = writeln!(out, "{pad}weights:");
    for (w, _) in table {
        let _ = writeln!(out, "{pad}- {}", number(*w));
    }
}

/// One sum of rectangles over open ranges of whole numbers.
fn hyper_text(
    out: &mut String,
    party: &Party,
    h: &HyperRectangles,
    space: &OutcomeSpace,
    pad: &str,
) -> Result<()> {
    let cannot = |why: &str| {
        Error::parameter(format!("NegMAS YAML cannot hold {why}, which party {:?} has", party.name))
            .remedy(TOML)
    };
    let open_end = |issue: &Issue, d: u32, out: f64| -> Result<String> {
        let x = issue.number(d as usize).filter(|_| is_integer_grid(issue));
        Ok(number(x.ok_or_else(|| cannot("ranges over other values than whole numbers"))? + out))
    };
    let (mut ranges, mut utilities) = (String::new(), String::new());
    for block in h.blocks() {
        if block.aggregation != Aggregation::Sum {
            return Err(cannot("a minimum or maximum of rectangles"));
        }
        for r in &block.rectangles {
            let mut entries = Vec::new();
            for b in &r.bounds {
                let issue = &space.issues()[b.issue];
                if !b.inside {
                    return Err(cannot("a range that is left out"));
                }
                let (low, high) = if b.low <= b.high {
                    (open_end(issue, b.low, -1.0)?, open_end(issue, b.high, 1.0)?)
                } else {
                    (open_end(issue, 0, 0.0)?, open_end(issue, 0, 0.0)?)
                };
                if entries.iter().any(|(i, _)| *i == b.issue) {
                    return Err(cannot("two ranges of one issue in one rectangle"));
                }
                entries.push((b.issue, format!("{}: [{low}, {high}]", b.issue)));
            }
            let entries: Vec<String> = entries.into_iter().map(|(_, e)| e).collect();
            let _ = writeln!(ranges, "{pad}- {{{}}}", entries.join(", "));
            let _ = writeln!(utilities, "{pad}- {}", number(block.weight * r.utility / h.scale()));
        }
    }
    if ranges.is_empty() {
        return Err(cannot("a function without rectangles"));
    }
    let bias = number(h.bias());
    let _ = write!(
        out,
        "{pad}type: HyperRectangleUtilityFunction\n{pad}bias: {bias}\n\
         {pad}outcome_ranges:\n{ranges}{pad}utilities:\n{utilities}"
    );
    Ok(())
}
