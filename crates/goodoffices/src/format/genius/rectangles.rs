//! Nonlinear GENIUS profiles: hyper-rectangles under either semantics.
//!
//! `utility[maxutility]` (or `utility_function`) holds `ufun`s with a weight and an aggregation; each holds
//! `hyperRectangle`s of `INCLUDES` and `EXCLUDES` bounds by issue index. GENIUS: closed bounds, divided by
//! `maxutility`, capped at 1. The peer: open bounds, undivided, uncapped.

use super::super::Semantics;
use super::super::domain::{Ends, Named};
use super::super::text::short;
use super::super::xml::Element;
use super::read::{Declared, index};
use crate::error::Result;
use crate::outcome::OutcomeSpace;
use crate::preference::{Aggregation, Block, Bound, HyperRectangles, Rectangle};

/// The function of a nonlinear profile.
pub(super) fn hyper(
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
