//! NegMAS YAML into domains and preferences.

use super::super::Options;
use super::super::domain::{Domain, Ends, Named, grid};
use super::super::text::short;
use super::super::tree::Cursor;
use crate::error::Result;
use crate::num::Decimal;
use crate::outcome::{Issue, OutcomeSpace, RealRange, Values};
use crate::preference::{
    Additive, Aggregation, Block, Bound, Discount, HyperRectangles, Preference, Profile, Rectangle,
    Reservation, ValueFunction,
};

/// The type without its package, lower case; empty where none is given.
fn type_of(at: &Cursor<'_>) -> String {
    let name = at.get("type").and_then(|t| t.text().ok()).unwrap_or_default();
    name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase()
}

/// Is this an outcome space?
pub(crate) fn is_domain(root: &Cursor<'_>) -> bool {
    root.get("issues").is_some_and(|i| i.is_list())
}

/// Is this a utility function?
pub(crate) fn is_profile(root: &Cursor<'_>) -> bool {
    let kind = type_of(root);
    kind.ends_with("ufun")
        || kind.ends_with("function")
        || (root.get("weights").is_some() && !is_domain(root))
}

/// The domain of an outcome space.
pub(crate) fn domain(root: &Cursor<'_>, options: &Options) -> Result<Domain> {
    let mut issues = Vec::new();
    for at in root.need("issues")?.list()? {
        issues.push(issue(&at, options)?);
    }
    let name = root.get("name").map(|n| n.label()).transpose()?;
    Ok(Domain { name, issues })
}

fn issue(at: &Cursor<'_>, options: &Options) -> Result<Issue> {
    let name = at.need("name")?.label()?;
    let values_at = at.need("values")?;
    let kind = type_of(at);
    let ends = || -> Result<(Cursor<'_>, Cursor<'_>)> {
        match values_at.list()?.as_slice() {
            [low, high] => Ok((low.clone(), high.clone())),
            _ => Err(values_at.error("a low and a high end are wanted")),
        }
    };
    let values = match kind.as_str() {
        "contiguousissue" | "integerissue" if values_at.is_number() => {
            let n = values_at.decimal()?;
            let last = n.checked_sub(Decimal::whole(1)).unwrap_or(n);
            Values::Number(
                grid(Decimal::whole(0), last, Decimal::whole(1)).map_err(|e| e.at(values_at.place()))?,
            )
        }
        "contiguousissue" | "integerissue" => {
            let (low, high) = ends()?;
            let step = Decimal::whole(1);
            Values::Number(grid(low.decimal()?, high.decimal()?, step).map_err(|e| e.at(values_at.place()))?)
        }
        "continuousissue" => {
            let (low, high) = ends()?;
            let (low, high) = (low.number()?, high.number()?);
            if low > high {
                return Err(values_at.error(format!("the range {low} to {high} is empty")));
            }
            Values::Real(RealRange {
                low,
                high,
                steps: if high > low { options.real_values.max(2) } else { 1 },
            })
        }
        "" | "categoricalissue" | "discreteissue" | "ordinalissue" | "cardinalissue" | "issue" => {
            let items = values_at.list()?;
            let names = items.iter().map(Cursor::label).collect::<Result<Vec<_>>>()?;
            let mut seen = std::collections::HashSet::new();
            for (name, item) in names.iter().zip(&items) {
                if !seen.insert(name.as_str()) {
                    return Err(item.error(format!("the value {:?} stands twice", short(name))));
                }
            }
            if names.is_empty() {
                return Err(values_at.error("the issue has no values"));
            }
            if kind == "ordinalissue" { Values::Ordered(names) } else { Values::Categorical(names) }
        }
        other => {
            return Err(at
                .error(format!("{:?} is no type of issue", short(other)))
                .remedy("known are CategoricalIssue, OrdinalIssue, ContiguousIssue, ContinuousIssue"));
        }
    };
    Ok(Issue::new(name, values))
}

/// The preference that a utility function holds over a space.
pub(crate) fn profile(root: &Cursor<'_>, space: &OutcomeSpace) -> Result<Preference> {
    let mut body = root.clone();
    let mut discount = Discount::NONE;
    if matches!(type_of(root).as_str(), "expdiscountedufun" | "discountedufun") {
        if let Some(d) = root.get("discount") {
            discount = Discount::new(d.number()?);
        }
        body = root.need("ufun")?;
    }
    let reservation = match root.get("reserved_value").or_else(|| body.get("reserved_value")) {
        None => Reservation::None,
        Some(at) => match at.any_number()? {
            r if r.is_finite() => Reservation::Value(r),
            r if r < 0.0 => Reservation::None,
            r => return Err(at.error(format!("a reserved value of {r} leaves nothing to agree on"))),
        },
    };
    let kind = type_of(&body);
    let profile = match kind.as_str() {
        "linearadditiveutilityfunction" | "linearutilityaggregationfunction" | "" => {
            Profile::new(additive(&body, space)?)
        }
        "affineutilityfunction" | "linearutilityfunction" => Profile::new(affine(&body, space)?),
        "hyperrectangleutilityfunction" | "hypervolumeutilityfunction" => Profile::new(hyper(&body, space)?),
        other => {
            return Err(body
                .error(format!("{:?} is no type of utility function known here", short(other)))
                .remedy(
                    "known are LinearAdditiveUtilityFunction, AffineUtilityFunction, LinearUtilityFunction, \
                 HyperRectangleUtilityFunction, ExpDiscountedUFun",
                ));
        }
    };
    Ok(Preference::Known(profile.with_reservation(reservation).with_discount(discount)))
}

/// One entry per issue, from a list in issue order or a table by issue name.
fn per_issue<'a>(at: &Cursor<'a>, space: &OutcomeSpace) -> Result<Vec<Cursor<'a>>> {
    if at.is_map() {
        return space.issues().iter().map(|i| at.need(i.name())).collect();
    }
    let list = at.list()?;
    if list.len() != space.issues().len() {
        return Err(at.error(format!("{} entries for {} issues", list.len(), space.issues().len())));
    }
    Ok(list)
}

fn weights(body: &Cursor<'_>, space: &OutcomeSpace) -> Result<Vec<f64>> {
    match body.get("weights") {
        None => Ok(vec![1.0; space.issues().len()]),
        Some(at) => per_issue(&at, space)?.iter().map(Cursor::number).collect(),
    }
}

fn bias(body: &Cursor<'_>) -> Result<f64> {
    body.get("bias").map_or(Ok(0.0), |b| b.number())
}

fn additive(body: &Cursor<'_>, space: &OutcomeSpace) -> Result<Additive> {
    let functions = per_issue(&body.need("values")?, space)?;
    let mut tables = Vec::new();
    for (at, issue) in functions.iter().zip(space.issues()) {
        tables.push(value_function(at, issue)?);
    }
    let function = Additive::new(space, weights(body, space)?, tables)
        .map_err(|e| e.at(body.place()))?
        .with_bias(bias(body)?);
    Ok(function)
}

fn affine(body: &Cursor<'_>, space: &OutcomeSpace) -> Result<Additive> {
    let tables = space
        .issues()
        .iter()
        .map(|i| ValueFunction::identity().tabulate(i))
        .collect::<Result<Vec<_>>>()
        .map_err(|e| e.at(body.place()))?;
    let function = Additive::new(space, weights(body, space)?, tables).map_err(|e| e.at(body.place()))?;
    Ok(function.with_bias(bias(body)?))
}

fn value_function(at: &Cursor<'_>, issue: &Issue) -> Result<Vec<f64>> {
    let kind = type_of(at);
    let number = |name: &str, default: f64| at.get(name).map_or(Ok(default), |x| x.number());
    let form = match kind.as_str() {
        "tablefun" | "tablemultifun" | "" => {
            let mapping = at.get("mapping").unwrap_or_else(|| at.clone());
            let named = Named::new(issue);
            let mut table = vec![None; issue.len()];
            for (label, value) in mapping.entries()?.into_iter().filter(|(k, _)| *k != "type") {
                let k = named.need(label).map_err(|e| e.at(value.place()))?;
                table[k] = Some(value.number()?);
            }
            let mut full = Vec::with_capacity(table.len());
            for (k, v) in table.into_iter().enumerate() {
                full.push(v.ok_or_else(|| {
                    mapping.error(format!(
                        "value {:?} of issue {:?} is missing",
                        short(&issue.label(k)),
                        issue.name()
                    ))
                })?);
            }
            ValueFunction::Table(full)
        }
        "identityfun" => ValueFunction::identity(),
        "constfun" => ValueFunction::Constant(at.need("bias").or_else(|_| at.need("value"))?.number()?),
        "affinefun" | "linearfun" => {
            ValueFunction::Affine { offset: number("bias", 0.0)?, slope: number("slope", 1.0)? }
        }
        "triangularfun" => ValueFunction::Triangular {
            low: at.need("start")?.number()?,
            top: at.need("middle")?.number()?,
            high: at.need("end")?.number()?,
        },
        other => {
            return Err(at
                .error(format!("{:?} is no value function known here", short(other)))
                .remedy("known are TableFun, IdentityFun, LinearFun, AffineFun, ConstFun, TriangularFun"));
        }
    };
    form.tabulate(issue).map_err(|e| e.at(at.place()))
}

/// `outcome_ranges` (issue number or name to an open range, or to a list of values), `utilities`, `weights`.
fn hyper(body: &Cursor<'_>, space: &OutcomeSpace) -> Result<HyperRectangles> {
    let utilities = body.need("utilities")?.list()?;
    let ranges = body.need("outcome_ranges")?;
    let weights = body.get("weights").map(|w| w.list()).transpose()?;
    let listed = ranges.list()?;
    if listed.len() != utilities.len() || weights.as_ref().is_some_and(|w| w.len() != listed.len()) {
        return Err(ranges.error("ranges, utilities and weights have different lengths"));
    }
    let mut rectangles = Vec::new();
    for (k, (range, utility)) in listed.iter().zip(&utilities).enumerate() {
        let weight = weights.as_ref().map_or(Ok(1.0), |w| w[k].number())?;
        let mut bounds = Vec::new();
        for (key, at) in range.entries()? {
            let by_number = key.parse::<usize>().ok().filter(|k| *k < space.issues().len());
            let issue = space
                .issue(key)
                .map(|(k, _)| k)
                .or(by_number)
                .ok_or_else(|| at.error(format!("there is no issue {key:?}")))?;
            let (low, high) = match at.list()?.as_slice() {
                [low, high] => Named::new(&space.issues()[issue])
                    .range(low.any_number()?, high.any_number()?, Ends::Excluded)
                    .ok_or_else(|| at.error("a range is wanted of an issue whose values are names"))?,
                _ => return Err(at.error("a low and a high end are wanted")),
            };
            bounds.push(Bound { issue, low, high, inside: true });
        }
        rectangles.push(Rectangle { utility: weight * utility.number()?, bounds });
    }
    let blocks = vec![Block { weight: 1.0, aggregation: Aggregation::Sum, rectangles }];
    let function = HyperRectangles::new(space, blocks, 1.0).map_err(|e| e.at(body.place()))?;
    Ok(function.with_bias(bias(body)?))
}
