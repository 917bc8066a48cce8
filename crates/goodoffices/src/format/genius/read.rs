//! GENIUS XML into domains and preferences.
//!
//! Under [`Semantics::Genius`]: a discrete value is worth w·evaluation / greatest evaluation of its issue (0
//! where that is below 1e-5); an integer issue clamp01(slope·(v − lower bound) + offset); a real one
//! clamp01(p0 + p1·v); weights are taken as given; the sum is capped at 1 (rectangles: see `rectangles`).
//! Under [`Semantics::Negmas`] nothing is divided, clamped or capped, integer issues are worth offset +
//! slope·v, and a discount takes the reservation away. Weights belong to the index that the profile itself
//! gives its issues; issues and values belong together by name. A discount that is no number counts as none,
//! with a note.

use super::super::domain::{Domain, MAX_ISSUES, MAX_VALUES, Named, grid, stem};
use super::super::text::short;
use super::super::tree::parse_number;
use super::super::xml::Element;
use super::super::{Discounting, Options, Semantics};
use crate::error::{Error, Result};
use crate::num::Decimal;
use crate::outcome::{Issue, OutcomeSpace, RealRange, Values};
use crate::preference::{Additive, Discount, Preference, Profile, Reservation, ValueFunction};
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
pub(super) struct Declared<'a> {
    pub(super) index: i64,
    pub(super) name: &'a str,
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
        if weights.len() == 2 * MAX_ISSUES {
            return Err(Error::limit(format!("more than {} weights", 2 * MAX_ISSUES)).at(w.place(file)));
        }
        weights.push((index(file, w)?, w.number(file, "value")?));
    }
    weights.extend_from_slice(above);
    for child in &within.children {
        match child.name.as_str() {
            "objective" => gather(file, child, &weights, found)?,
            "issue" if found.len() == MAX_ISSUES => {
                return Err(Error::limit(format!("more than {MAX_ISSUES} issues")).at(child.place(file)));
            }
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

pub(super) fn index(file: &str, e: &Element) -> Result<i64> {
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
        Profile::new(super::rectangles::hyper(file, root, &own, space, options.semantics)?)
    } else {
        Profile::new(additive(file, root, &own, space, options.semantics, notes)?)
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
    notes: &mut Vec<String>,
) -> Result<Additive> {
    let mut weights = Vec::new();
    let mut tables = Vec::new();
    for (k, issue) in space.issues().iter().enumerate() {
        let d = counterpart(file, root, own, space, k, notes)?;
        let weight = d.weight.ok_or_else(|| {
            d.element.error(file, format!("no <weight index=\"{}\"> belongs to this issue", d.index))
        })?;
        weights.push(weight);
        tables.push(match issue.values() {
            Values::Categorical(_) | Values::Ordered(_) => items(file, d.element, issue, semantics, notes)?,
            Values::Number(_) | Values::Real(_) => evaluator(file, d.element, issue, semantics)?,
        });
    }
    let additive = Additive::new(space, weights, tables).map_err(|e| e.at(root.place(file)))?;
    Ok(match semantics {
        Semantics::Genius => additive.with_cap(1.0),
        Semantics::Negmas => additive,
    })
}

/// The profile's issue that answers to one of the domain: the same name, else, where the profile calls one issue
/// by a name that the domain does not know, the one at the same position.
fn counterpart<'a, 'b>(
    file: &str,
    root: &Element,
    own: &'b [Declared<'a>],
    space: &OutcomeSpace,
    position: usize,
    notes: &mut Vec<String>,
) -> Result<&'b Declared<'a>> {
    let name = space.issues()[position].name();
    if let Some(d) =
        own.iter().find(|d| d.name == name).or_else(|| own.iter().find(|d| d.name.trim() == name.trim()))
    {
        return Ok(d);
    }
    match own.get(position) {
        Some(d) if own.len() == space.issues().len() && space.issue(d.name).is_none() => {
            let place = d.element.place(file);
            notes.push(format!("{place}: taken for issue {:?} of the domain, by its position", short(name)));
            Ok(d)
        }
        _ => Err(root.error(file, format!("issue {:?} of the domain is missing", short(name)))),
    }
}

/// Evaluations of named values. Of a value that stands twice the first evaluation is taken.
/// A value that the domain does not have counts for the greatest evaluation and for nothing else.
fn items(
    file: &str,
    e: &Element,
    issue: &Issue,
    semantics: Semantics,
    notes: &mut Vec<String>,
) -> Result<Vec<f64>> {
    let named = Named::new(issue);
    let mut table: Vec<Option<f64>> = vec![None; issue.len()];
    let mut max = f64::NEG_INFINITY;
    for item in e.all("item") {
        let value =
            item.attribute("value").ok_or_else(|| item.error(file, "attribute \"value\" is missing"))?;
        let evaluation = item.number(file, "evaluation")?;
        match named.index(value).or_else(|| named.index(value.trim())) {
            Some(k) if table[k].is_none() => table[k] = Some(evaluation),
            Some(_) => continue,
            None => notes.push(format!("{}: not a value of the domain", item.place(file))),
        }
        max = max.max(evaluation);
    }
    let mut full = Vec::with_capacity(table.len());
    for (k, v) in table.into_iter().enumerate() {
        full.push(
            v.ok_or_else(|| e.error(file, format!("value {:?} is not evaluated", short(&issue.label(k)))))?,
        );
    }
    if semantics == Semantics::Genius {
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
