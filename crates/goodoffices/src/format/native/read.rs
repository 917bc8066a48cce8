//! The native scenario from a tree, whichever of TOML and JSON it was.

use super::super::domain::{Domain, Named, grid};
use super::super::tree::Cursor;
use crate::error::Result;
use crate::outcome::{Issue, OutcomeSpace, Proposal, RealRange, Values};
use crate::preference::{
    Additive, Aggregation, Block, Bound, Discount, HyperRectangles, PartialOrder, Preference, Profile,
    Rectangle, Reservation, UtilityFunction, ValueFunction,
};
use crate::scenario::{Constraint, Party, Scenario, Term};

/// The version of the native form that is read and written.
pub(crate) const SCHEMA_VERSION: usize = 1;

/// Is this a native scenario?
pub(crate) fn is_scenario(root: &Cursor<'_>) -> bool {
    root.get("issue").is_some_and(|i| i.is_list())
}

/// The scenario.
pub(crate) fn scenario(root: &Cursor<'_>) -> Result<Scenario> {
    root.only(&["schema_version", "name", "source", "issue", "party", "constraint"])?;
    if let Some(version) = root.get("schema_version") {
        let v = version.index()?;
        if v != SCHEMA_VERSION {
            return Err(version.error(format!("schema version {v} is not known")).remedy("version 1 is"));
        }
    }
    let issues = root.need("issue")?.list()?.iter().map(issue).collect::<Result<Vec<_>>>()?;
    let name = root.get("name").map_or(Ok("scenario".to_owned()), |n| n.label())?;
    let space = Domain { name: None, issues }.space().map_err(|e| e.at(root.place()))?;
    let named: Vec<Named<'_>> = space.issues().iter().map(Named::new).collect();
    let mut parties: Vec<Party> = Vec::new();
    for at in root.get("party").map_or(Ok(Vec::new()), |p| p.list())? {
        let party = party(&at, &space, &named)?;
        if parties.iter().any(|p| p.name == party.name) {
            return Err(at.error(format!("a party named {:?} stands before", party.name)));
        }
        parties.push(party);
    }
    let constraints = root
        .get("constraint")
        .map_or(Ok(Vec::new()), |c| c.list())?
        .iter()
        .map(|c| constraint(c, &space, &named))
        .collect::<Result<Vec<_>>>()?;
    Ok(Scenario { name, space, parties, constraints })
}

fn issue(at: &Cursor<'_>) -> Result<Issue> {
    at.only(&["name", "values", "ordered", "range", "real"])?;
    let name = at.need("name")?.label()?;
    let names = |list: &Cursor<'_>| -> Result<Vec<String>> {
        let items = list.list()?;
        let names = items.iter().map(Cursor::label).collect::<Result<Vec<_>>>()?;
        let mut seen = std::collections::HashSet::new();
        for (name, item) in names.iter().zip(&items) {
            if !seen.insert(name.as_str()) {
                return Err(item.error(format!("the value {name:?} stands twice")));
            }
        }
        if names.is_empty() { Err(list.error("the issue has no values")) } else { Ok(names) }
    };
    let values = if let Some(list) = at.get("values") {
        Values::Categorical(names(&list)?)
    } else if let Some(list) = at.get("ordered") {
        Values::Ordered(names(&list)?)
    } else if let Some(range) = at.get("range") {
        range.only(&["low", "high", "step"])?;
        let end = |k: &str| range.need(k)?.decimal();
        Values::Number(grid(end("low")?, end("high")?, end("step")?).map_err(|e| e.at(range.place()))?)
    } else {
        let real = at.get("real").ok_or_else(|| {
            at.error("the issue has no values").remedy("give values, ordered, range or real")
        })?;
        real.only(&["low", "high", "values"])?;
        let (low, high) = (real.need("low")?.number()?, real.need("high")?.number()?);
        let steps = real.need("values")?.index()?;
        if low > high || steps == 0 || (steps == 1) != (low == high) {
            return Err(real.error(format!("{low} to {high} in {steps} values is no range")));
        }
        let steps = u32::try_from(steps).map_err(|_| real.error("too many values"))?;
        Values::Real(RealRange { low, high, steps })
    };
    Ok(Issue::new(name, values))
}

fn party(at: &Cursor<'_>, space: &OutcomeSpace, named: &[Named<'_>]) -> Result<Party> {
    at.only(&[
        "name",
        "reservation",
        "discount",
        "bias",
        "cap",
        "scale",
        "weights",
        "values",
        "block",
        "order",
    ])?;
    let name = at.need("name")?.label()?;
    let preference = if let Some(order) = at.get("order") {
        Preference::Partial(partial_order(&order, space, named)?)
    } else if let Some(blocks) = at.get("block") {
        known(at, hyper(at, &blocks, space, named)?, space, named)?
    } else if at.get("weights").is_some() || at.get("values").is_some() {
        known(at, additive(at, space)?, space, named)?
    } else {
        Preference::Unknown
    };
    Ok(Party { name, preference })
}

fn known(
    at: &Cursor<'_>,
    function: impl UtilityFunction + 'static,
    space: &OutcomeSpace,
    named: &[Named<'_>],
) -> Result<Preference> {
    let mut profile = Profile::new(function);
    if let Some(r) = at.get("reservation") {
        profile = profile.with_reservation(if r.is_map() {
            let bid = bid(&r, space, named)?;
            if !bid.is_complete(space) {
                return Err(r.error("a reservation bid names every issue"));
            }
            Reservation::Bid(bid.terms().map(|(_, v)| v as u32).collect())
        } else {
            Reservation::Value(r.number()?)
        });
    }
    if let Some(d) = at.get("discount") {
        let factor = d.number()?;
        if !(factor > 0.0 && factor <= 1.0) {
            return Err(d.error(format!("a discount of {factor} is not above 0 and at most 1")));
        }
        profile = profile.with_discount(Discount::new(factor));
    }
    Ok(Preference::Known(profile))
}

fn number_or(at: &Cursor<'_>, key: &str, default: f64) -> Result<f64> {
    at.get(key).map_or(Ok(default), |x| x.number())
}

fn additive(at: &Cursor<'_>, space: &OutcomeSpace) -> Result<Additive> {
    let (weights_at, values_at) = (at.need("weights")?, at.need("values")?);
    for names in [&weights_at, &values_at] {
        for (name, entry) in names.entries()? {
            if space.issue(name).is_none() {
                return Err(entry.error(format!("there is no issue {name:?}")));
            }
        }
    }
    let mut weights = Vec::new();
    let mut tables = Vec::new();
    for issue in space.issues() {
        weights.push(weights_at.need(issue.name())?.number()?);
        tables.push(value_function(&values_at.need(issue.name())?, issue)?);
    }
    let mut function = Additive::new(space, weights, tables).map_err(|e| e.at(at.place()))?;
    function = function.with_bias(number_or(at, "bias", 0.0)?);
    Ok(match at.get("cap") {
        Some(cap) => function.with_cap(cap.number()?),
        None => function,
    })
}

fn value_function(at: &Cursor<'_>, issue: &Issue) -> Result<Vec<f64>> {
    let form = if at.is_list() {
        ValueFunction::Table(at.list()?.iter().map(Cursor::number).collect::<Result<_>>()?)
    } else if let Some(name) = at.get("function").filter(|f| f.text().is_ok()) {
        let number = |k: &str| at.need(k)?.number();
        match name.text()? {
            "affine" => {
                ValueFunction::Affine { offset: number_or(at, "offset", 0.0)?, slope: number("slope")? }
            }
            "constant" => ValueFunction::Constant(number("value")?),
            "triangular" => {
                ValueFunction::Triangular { low: number("low")?, top: number("top")?, high: number("high")? }
            }
            "between" => ValueFunction::Between {
                low: (number("low")?, number("low_value")?),
                high: (number("high")?, number("high_value")?),
            },
            other => {
                return Err(name
                    .error(format!("{other:?} is no value function"))
                    .remedy("known are affine, constant, triangular, between"));
            }
        }
    } else {
        let named = Named::new(issue);
        let mut table = vec![None; issue.len()];
        for (label, value) in at.entries()? {
            table[named.need(label).map_err(|e| e.at(value.place()))?] = Some(value.number()?);
        }
        let mut full = Vec::with_capacity(table.len());
        for (k, v) in table.into_iter().enumerate() {
            full.push(v.ok_or_else(|| at.error(format!("value {:?} is missing", issue.label(k))))?);
        }
        ValueFunction::Table(full)
    };
    form.tabulate(issue).map_err(|e| e.at(at.place()))
}

fn hyper(
    party: &Cursor<'_>,
    blocks_at: &Cursor<'_>,
    space: &OutcomeSpace,
    named: &[Named<'_>],
) -> Result<HyperRectangles> {
    let mut blocks = Vec::new();
    for at in blocks_at.list()? {
        at.only(&["weight", "aggregation", "rectangle"])?;
        let aggregation = match at.get("aggregation") {
            None => Aggregation::Sum,
            Some(a) => match a.text()? {
                "sum" => Aggregation::Sum,
                "min" => Aggregation::Min,
                "max" => Aggregation::Max,
                other => {
                    return Err(a
                        .error(format!("{other:?} is no aggregation"))
                        .remedy("known are sum, min, max"));
                }
            },
        };
        let mut rectangles = Vec::new();
        for r in at.get("rectangle").map_or(Ok(Vec::new()), |r| r.list())? {
            r.only(&["utility", "inside", "outside"])?;
            let mut bounds = Vec::new();
            for (key, inside) in [("inside", true), ("outside", false)] {
                // A list of tables says several ranges of one issue.
                let tables = match r.get(key) {
                    None => Vec::new(),
                    Some(list) if list.is_list() => list.list()?,
                    Some(table) => vec![table],
                };
                for table in tables {
                    for (name, ends) in table.entries()? {
                        bounds.push(bound(name, &ends, inside, space, named)?);
                    }
                }
            }
            rectangles.push(Rectangle { utility: r.need("utility")?.number()?, bounds });
        }
        blocks.push(Block { weight: number_or(&at, "weight", 1.0)?, aggregation, rectangles });
    }
    let scale = number_or(party, "scale", 1.0)?;
    let function = HyperRectangles::new(space, blocks, scale).map_err(|e| e.at(party.place()))?;
    let function = function.with_bias(number_or(party, "bias", 0.0)?);
    Ok(match party.get("cap") {
        Some(cap) => function.with_cap(cap.number()?),
        None => function,
    })
}

/// First and last value of a closed range; an empty list is the empty range.
fn bound(
    name: &str,
    ends: &Cursor<'_>,
    inside: bool,
    space: &OutcomeSpace,
    named: &[Named<'_>],
) -> Result<Bound> {
    let (k, _) = space.issue(name).ok_or_else(|| ends.error(format!("there is no issue {name:?}")))?;
    let index = |at: &Cursor<'_>| named[k].need(&at.label()?).map_err(|e| e.at(at.place()));
    let (low, high) = match ends.list()?.as_slice() {
        [] => (1, 0),
        [low, high] => (index(low)?, index(high)?),
        _ => return Err(ends.error("the first and the last value of a range are wanted")),
    };
    Ok(Bound { issue: k, low: low as u32, high: high as u32, inside })
}

fn bid(at: &Cursor<'_>, space: &OutcomeSpace, named: &[Named<'_>]) -> Result<Proposal> {
    let mut pairs = Vec::new();
    for (name, value) in at.entries()? {
        let (k, _) = space.issue(name).ok_or_else(|| value.error(format!("there is no issue {name:?}")))?;
        pairs.push((k, named[k].need(&value.label()?).map_err(|e| e.at(value.place()))?));
    }
    Ok(Proposal::new(pairs))
}

fn partial_order(at: &Cursor<'_>, space: &OutcomeSpace, named: &[Named<'_>]) -> Result<PartialOrder> {
    at.only(&["bids", "better", "reservation"])?;
    let bids = at.need("bids")?.list()?.iter().map(|b| bid(b, space, named)).collect::<Result<Vec<_>>>()?;
    let mut better = Vec::new();
    for pair in at.need("better")?.list()? {
        match pair.list()?.as_slice() {
            [i, j] => better.push((i.index()?, j.index()?)),
            _ => return Err(pair.error("a pair [better, worse] is wanted")),
        }
    }
    let order = PartialOrder::new(bids, better).map_err(|e| e.at(at.place()))?;
    Ok(match at.get("reservation") {
        Some(r) => order.with_reservation(bid(&r, space, named)?),
        None => order,
    })
}

fn constraint(at: &Cursor<'_>, space: &OutcomeSpace, named: &[Named<'_>]) -> Result<Constraint> {
    at.only(&["text", "when", "then"])?;
    let terms = |key: &str| -> Result<Vec<Term>> {
        let mut terms = Vec::new();
        for (name, values) in at.get(key).map_or(Ok(Vec::new()), |t| t.entries())? {
            let (issue, _) =
                space.issue(name).ok_or_else(|| values.error(format!("there is no issue {name:?}")))?;
            let mut indices = Vec::new();
            for v in values.list()? {
                indices.push(named[issue].need(&v.label()?).map_err(|e| e.at(v.place()))?);
            }
            indices.sort_unstable();
            indices.dedup();
            terms.push(Term { issue, values: indices });
        }
        Ok(terms)
    };
    let text = at.get("text").map_or(Ok(String::new()), |t| t.label())?;
    let then = terms("then")?;
    if then.is_empty() {
        return Err(at.error("a constraint without \"then\" says nothing"));
    }
    Ok(Constraint { text, when: terms("when")?, then })
}
