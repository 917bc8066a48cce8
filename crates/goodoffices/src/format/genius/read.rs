//! GENIUS XML into domains and preferences.
//!
//! Under [`Semantics::Genius`]: a discrete value is worth w·evaluation / greatest evaluation of its issue (0
//! where that is below 1e-5); an integer issue clamp01(slope·(v − lower bound) + offset); a real one
//! clamp01(p0 + p1·v); weights are taken as given; the sum is capped at 1. Hyper-rectangles have closed
//! bounds, are divided by `maxutility` and capped at 1. Under [`Semantics::Negmas`] nothing is divided,
//! clamped or capped, integer issues are worth offset + slope·v, bounds are open, and a discount takes the
//! reservation away. Weights belong to the index that the profile itself gives its issues; issues and
//! values belong together by name. A discount that is no number counts as none, with a note.

use super::super::domain::{Domain, Ends, MAX_VALUES, Named, grid, stem};
use super::super::text::short;
use super::super::tree::parse_number;
use super::super::xml::Element;
use super::super::{Discounting, Options, Semantics};
use crate::error::{Error, Result};
use crate::num::Decimal;
use crate::outcome::{Issue, OutcomeSpace, RealRange, Values};
use crate::preference::{
    Additive, Aggregation, Block, Bound, Discount, HyperRectangles, Preference, Profile, Rectangle,
    Reservation, ValueFunction,
};
use std::collections::HashSet;

/// A block of items inside an issue that does not belong to it.
const SIMILARITY: &str = "similarity_function";

/// What an XML file is.
pub(crate) enum Kind {
    Domain,
    Profile,
    Other(String),
}

/// What this file is, from its root and whether anything in it is valued.
pub(crate) fn kind(root: &Element) -> Kind {
    let valued = |e: &Element| match e.name.as_str() {
        "item" => e.attribute("evaluation").is_some(),
        "evaluator" | "weight" | "ufun" | "utility" | "utility_function" => true,
        _ => false,
    };
    match root.name.as_str() {
        "negotiation_template" => Kind::Domain,
        "utility_space" if root.any(SIMILARITY, &valued) => Kind::Profile,
        "utility_space" => Kind::Domain,
        other => Kind::Other(format!("<{}> is neither a domain nor a profile", short(other))),
    }
}

/// An issue as a file declares it, with the weight its objective gives it.
struct Declared<'a> {
    index: i64,
    name: &'a str,
    weight: Option<f64>,
    element: &'a Element,
}

/// Every issue below a root, in the order of the file.
fn declared<'a>(file: &str, root: &'a Element) -> Result<Vec<Declared<'a>>> {
    let space = match root.name.as_str() {
        "negotiation_template" => {
            root.first("utility_space").ok_or_else(|| root.error(file, "there is no <utility_space>"))?
        }
        _ => root,
    };
    let mut found = Vec::new();
    gather(file, space, &[], &mut found)?;
    if found.is_empty() {
        return Err(root.error(file, "there is no issue"));
    }
    let mut names = HashSet::new();
    for d in &found {
        if !names.insert(d.name) {
            return Err(d.element.error(file, "an issue of this name stands before"));
        }
    }
    Ok(found)
}

fn gather<'a>(
    file: &str,
    within: &'a Element,
    above: &[(i64, f64)],
    found: &mut Vec<Declared<'a>>,
) -> Result<()> {
    let mut weights = Vec::new();
    for w in within.all("weight") {
        weights.push((index(file, w)?, w.number(file, "value")?));
    }
    weights.extend_from_slice(above);
    for child in &within.children {
        match child.name.as_str() {
            "objective" => gather(file, child, &weights, found)?,
            "issue" => {
                let index = if child.attribute("index").is_some() {
                    index(file, child)?
                } else {
                    found.len() as i64 + 1
                };
                let weight = weights.iter().find(|(k, _)| *k == index).map(|(_, w)| *w);
                let name = child
                    .attribute("name")
                    .ok_or_else(|| child.error(file, "attribute \"name\" is missing"))?;
                found.push(Declared { index, name, weight, element: child });
            }
            _ => {}
        }
    }
    Ok(())
}

fn index(file: &str, e: &Element) -> Result<i64> {
    let text = e.attribute("index").ok_or_else(|| e.error(file, "attribute \"index\" is missing"))?;
    text.trim().parse().map_err(|_| e.error(file, format!("index={:?} is not a whole number", short(text))))
}

/// The domain that a file declares; profiles declare one too.
pub(crate) fn domain(file: &str, root: &Element, options: &Options) -> Result<Domain> {
    let mut issues = Vec::new();
    let mut values = 0_usize;
    for d in declared(file, root)? {
        let issue = issue(file, &d, options)?;
        values = values.saturating_add(issue.len());
        if values > MAX_VALUES {
            return Err(Error::limit(format!("the issues have more than {MAX_VALUES} values"))
                .at(d.element.place(file)));
        }
        issues.push(issue);
    }
    Ok(Domain { name: Some(stem(file).to_owned()), issues })
}

fn issue(file: &str, d: &Declared<'_>, options: &Options) -> Result<Issue> {
    let e = d.element;
    let bounds = || -> Result<(f64, f64)> {
        let holder = if e.attribute("lowerbound").is_some() { e } else { e.first("range").unwrap_or(e) };
        let (low, high) = (holder.number(file, "lowerbound")?, holder.number(file, "upperbound")?);
        if low > high {
            return Err(e.error(file, format!("the range {low} to {high} is empty")));
        }
        Ok((low, high))
    };
    let kind = ["type", "etype", "vtype"].iter().find_map(|k| e.attribute(k));
    let values = match kind {
        None | Some("discrete") => {
            let mut seen = HashSet::new();
            let mut names = Vec::new();
            for item in e.all("item") {
                let value = item
                    .attribute("value")
                    .ok_or_else(|| item.error(file, "attribute \"value\" is missing"))?;
                if seen.insert(value) {
                    names.push(value.to_owned());
                }
            }
            if names.is_empty() {
                return Err(e.error(file, "the issue has no items"));
            }
            Values::Categorical(names)
        }
        Some("integer") => {
            let (low, high) = bounds()?;
            let whole = |x: f64| {
                (x.fract() == 0.0 && x.abs() < 9e15)
                    .then(|| Decimal::whole(x as i64))
                    .ok_or_else(|| e.error(file, format!("the bound {x} is not a whole number")))
            };
            Values::Number(
                grid(whole(low)?, whole(high)?, Decimal::whole(1)).map_err(|f| f.at(e.place(file)))?,
            )
        }
        Some("real") => {
            let (low, high) = bounds()?;
            Values::Real(RealRange {
                low,
                high,
                steps: if high > low { options.real_values.max(2) } else { 1 },
            })
        }
        Some(other) => {
            return Err(e
                .error(file, format!("{:?} is no type of issue", short(other)))
                .remedy("known are discrete, integer, real"));
        }
    };
    Ok(Issue::new(d.name, values))
}

/// The preference that a profile holds over a space.
pub(crate) fn profile(
    file: &str,
    root: &Element,
    space: &OutcomeSpace,
    options: &Options,
    notes: &mut Vec<String>,
) -> Result<Preference> {
    let own = declared(file, root)?;
    let nonlinear = root.attribute("type") == Some("nonlinear")
        || root.any(SIMILARITY, &|e| matches!(e.name.as_str(), "ufun" | "utility" | "utility_function"));
    let profile = if nonlinear {
        Profile::new(hyper(file, root, &own, space, options.semantics)?)
    } else {
        Profile::new(additive(file, root, &own, space, options.semantics)?)
    };
    let discount = match root.first("discount_factor") {
        None => Discount::NONE,
        Some(e) => {
            let text = e.attribute("value").unwrap_or_default();
            match parse_number(text) {
                Some(d) => Discount::new(d),
                None => {
                    notes.push(format!(
                        "{}: {:?} is no discount factor; none is used",
                        e.place(file),
                        short(text)
                    ));
                    Discount::NONE
                }
            }
        }
    };
    let discount = if options.discounting == Discounting::Ignore { Discount::NONE } else { discount };
    let reservation = match root.first("reservation") {
        None => Reservation::None,
        Some(_) if options.semantics == Semantics::Negmas && discount != Discount::NONE => Reservation::None,
        Some(e) => Reservation::Value(e.number(file, "value")?),
    };
    Ok(Preference::Known(profile.with_reservation(reservation).with_discount(discount)))
}

fn additive(
    file: &str,
    root: &Element,
    own: &[Declared<'_>],
    space: &OutcomeSpace,
    semantics: Semantics,
) -> Result<Additive> {
    let mut weights = Vec::new();
    let mut tables = Vec::new();
    for issue in space.issues() {
        let d = own.iter().find(|d| d.name == issue.name()).ok_or_else(|| {
            root.error(file, format!("issue {:?} of the domain is missing", short(issue.name())))
        })?;
        let weight = d.weight.ok_or_else(|| {
            d.element.error(file, format!("no <weight index=\"{}\"> belongs to this issue", d.index))
        })?;
        weights.push(weight);
        tables.push(match issue.values() {
            Values::Categorical(_) | Values::Ordered(_) => items(file, d.element, issue, semantics)?,
            Values::Number(_) | Values::Real(_) => evaluator(file, d.element, issue, semantics)?,
        });
    }
    let additive = Additive::new(space, weights, tables).map_err(|e| e.at(root.place(file)))?;
    Ok(match semantics {
        Semantics::Genius => additive.with_cap(1.0),
        Semantics::Negmas => additive,
    })
}

/// Evaluations of named values. Of a value that stands twice the first evaluation is taken.
fn items(file: &str, e: &Element, issue: &Issue, semantics: Semantics) -> Result<Vec<f64>> {
    let named = Named::new(issue);
    let mut table: Vec<Option<f64>> = vec![None; issue.len()];
    for item in e.all("item") {
        let value =
            item.attribute("value").ok_or_else(|| item.error(file, "attribute \"value\" is missing"))?;
        let k = named.need(value).map_err(|f| f.at(item.place(file)))?;
        if table[k].is_none() {
            table[k] = Some(item.number(file, "evaluation")?);
        }
    }
    let mut full = Vec::with_capacity(table.len());
    for (k, v) in table.into_iter().enumerate() {
        full.push(
            v.ok_or_else(|| e.error(file, format!("value {:?} is not evaluated", short(&issue.label(k)))))?,
        );
    }
    if semantics == Semantics::Genius {
        let max = full.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for v in &mut full {
            *v = if max < 1e-5 { 0.0 } else { *v / max };
        }
    }
    Ok(full)
}

/// The value function of an issue of numbers.
fn evaluator(file: &str, e: &Element, issue: &Issue, semantics: Semantics) -> Result<Vec<f64>> {
    let ev = e.first("evaluator").ok_or_else(|| e.error(file, "an issue of numbers needs an <evaluator>"))?;
    let parameter = |names: &[&str]| -> Result<Option<f64>> {
        names.iter().find_map(|n| ev.number_if(file, n).transpose()).transpose()
    };
    let need = |names: &[&str]| -> Result<f64> {
        parameter(names)?.ok_or_else(|| ev.error(file, format!("attribute {:?} is missing", names[0])))
    };
    let integer = matches!(issue.values(), Values::Number(_));
    let form = match ev.attribute("ftype").unwrap_or("linear") {
        "linear" => {
            let offset = need(&["offset", "parameter0"])?;
            let slope = parameter(&["slope", "parameter1"])?.unwrap_or(0.0);
            let lowest = issue.number(0).unwrap_or(0.0);
            // slope·(v − lower bound) + offset, as a table: the shift is taken value by value.
            if integer && semantics == Semantics::Genius {
                let at = |k| slope * (issue.number(k).unwrap_or(lowest) - lowest) + offset;
                ValueFunction::Table((0..issue.len()).map(at).collect())
            } else {
                ValueFunction::Affine { offset, slope }
            }
        }
        "triangular" => ValueFunction::Triangular {
            low: need(&["low", "parameter0"])?,
            high: need(&["high", "parameter1"])?,
            top: need(&["top", "parameter2"])?,
        },
        "constant" => ValueFunction::Constant(need(&["value", "parameter0", "offset"])?),
        other => {
            return Err(ev
                .error(file, format!("{:?} is no form of evaluator", short(other)))
                .remedy("known are linear, triangular, constant"));
        }
    };
    let form = if semantics == Semantics::Genius { form.clamped() } else { form };
    form.tabulate(issue).map_err(|f| f.at(ev.place(file)))
}

fn hyper(
    file: &str,
    root: &Element,
    own: &[Declared<'_>],
    space: &OutcomeSpace,
    semantics: Semantics,
) -> Result<HyperRectangles> {
    let holder = find(root, &["utility", "utility_function"]).unwrap_or(root);
    let mut ufuns = Vec::new();
    every(holder, "ufun", &mut ufuns);
    if ufuns.is_empty() {
        return Err(holder.error(file, "a nonlinear profile needs a <ufun>"));
    }
    let named: Vec<Named<'_>> = space.issues().iter().map(Named::new).collect();
    let mut blocks = Vec::new();
    for ufun in ufuns {
        let aggregation = match ufun.attribute("aggregation").unwrap_or("sum") {
            a if a.eq_ignore_ascii_case("sum") => Aggregation::Sum,
            a if a.eq_ignore_ascii_case("min") => Aggregation::Min,
            a if a.eq_ignore_ascii_case("max") => Aggregation::Max,
            other => {
                return Err(ufun
                    .error(file, format!("{:?} is no aggregation", short(other)))
                    .remedy("known are sum, min, max"));
            }
        };
        let mut rectangles = Vec::new();
        for r in ufun.all("hyperRectangle") {
            let utility = r.number(file, "utility")? * r.number_if(file, "weight")?.unwrap_or(1.0);
            let mut bounds = Vec::new();
            for b in r.children.iter().filter(|b| matches!(b.name.as_str(), "INCLUDES" | "EXCLUDES")) {
                bounds.push(bound(file, b, own, space, &named, semantics)?);
            }
            rectangles.push(Rectangle { utility, bounds });
        }
        let weight = ufun.number_if(file, "weight")?.unwrap_or(1.0);
        blocks.push(Block { weight, aggregation, rectangles });
    }
    let scale = match semantics {
        Semantics::Genius => holder.number_if(file, "maxutility")?.unwrap_or(1.0),
        Semantics::Negmas => 1.0,
    };
    let function = HyperRectangles::new(space, blocks, scale).map_err(|e| e.at(holder.place(file)))?;
    Ok(match semantics {
        Semantics::Genius => function.with_cap(1.0),
        Semantics::Negmas => function,
    })
}

fn bound(
    file: &str,
    b: &Element,
    own: &[Declared<'_>],
    space: &OutcomeSpace,
    named: &[Named<'_>],
    semantics: Semantics,
) -> Result<Bound> {
    let number = index(file, b)?;
    let issue = own
        .iter()
        .find(|d| d.index == number)
        .and_then(|d| space.issue(d.name))
        .map(|(k, _)| k)
        .ok_or_else(|| b.error(file, format!("there is no issue with index {number}")))?;
    let (min, max) = (b.number(file, "min")?, b.number(file, "max")?);
    let ends = match semantics {
        Semantics::Genius => Ends::Included,
        Semantics::Negmas => Ends::Excluded,
    };
    let (low, high) = named[issue]
        .range(min, max, ends)
        .ok_or_else(|| b.error(file, "a range is wanted of an issue whose values are names"))?;
    Ok(Bound { issue, low, high, inside: b.name == "INCLUDES" })
}

fn find<'a>(e: &'a Element, names: &[&str]) -> Option<&'a Element> {
    e.children.iter().find_map(|c| if names.contains(&c.name.as_str()) { Some(c) } else { find(c, names) })
}

fn every<'a>(e: &'a Element, name: &str, into: &mut Vec<&'a Element>) {
    for c in &e.children {
        if c.name == name {
            into.push(c);
        } else {
            every(c, name, into);
        }
    }
}
