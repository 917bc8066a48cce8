//! GeniusWeb JSON into domains and preferences.
//!
//! Keys of the first generation (`discreteutils`, `numberutils`) and of the second
//! (`DiscreteValueSetUtilities`, `NumberValueSetUtilities`) are read alike. A partial reservation bid of an
//! additive profile is worth the sum of what it names.

use super::super::domain::{Domain, Named, grid};
use super::super::tree::Cursor;
use crate::error::Result;
use crate::num::Decimal;
use crate::outcome::{Issue, OutcomeSpace, Proposal, Values};
use crate::preference::{Additive, PartialOrder, Preference, Profile, Reservation, ValueFunction};

const ADDITIVE: [&str; 2] = ["LinearAdditiveUtilitySpace", "LinearAdditive"];
const ORDER: &str = "DefaultPartialOrdering";

/// Is this the text of a domain?
pub(crate) fn is_domain(root: &Cursor<'_>) -> bool {
    root.get("issuesValues").is_some()
}

/// Is this the text of a profile?
pub(crate) fn is_profile(root: &Cursor<'_>) -> bool {
    root.get_any(&ADDITIVE).is_some() || root.get(ORDER).is_some() || root.get("issueUtilities").is_some()
}

/// The domain of a domain file, or the one inside a profile.
pub(crate) fn domain(root: &Cursor<'_>) -> Result<Domain> {
    let holder = if is_domain(root) { root.clone() } else { body(root).need("domain")? };
    let mut issues = Vec::new();
    for (name, at) in holder.need("issuesValues")?.entries()? {
        let values = if let Some(list) = at.get("values") {
            let names = list.list()?.iter().map(Cursor::label).collect::<Result<Vec<_>>>()?;
            if names.is_empty() {
                return Err(list.error("the issue has no values"));
            }
            let mut seen = std::collections::HashSet::new();
            if let Some(twice) = names.iter().find(|n| !seen.insert(n.as_str())) {
                return Err(list.error(format!("the value {twice:?} stands twice")));
            }
            Values::Categorical(names)
        } else {
            let range = at.need("range")?;
            let [low, high, step] = if range.is_list() {
                let ends = range.list()?.iter().map(Cursor::decimal).collect::<Result<Vec<Decimal>>>()?;
                <[Decimal; 3]>::try_from(ends).map_err(|_| range.error("low, high and step are wanted"))?
            } else {
                [
                    range.need("low")?.decimal()?,
                    range.need("high")?.decimal()?,
                    range.need("step")?.decimal()?,
                ]
            };
            Values::Number(grid(low, high, step).map_err(|e| e.at(range.place()))?)
        };
        issues.push(Issue::new(name, values));
    }
    if issues.is_empty() {
        return Err(holder.error("the domain has no issues"));
    }
    let name = holder.get("name").map(|n| n.label()).transpose()?;
    Ok(Domain { name, issues })
}

fn body<'a>(root: &Cursor<'a>) -> Cursor<'a> {
    root.get_any(&ADDITIVE).or_else(|| root.get(ORDER)).unwrap_or_else(|| root.clone())
}

/// The preference of a profile file over a space.
pub(crate) fn profile(root: &Cursor<'_>, space: &OutcomeSpace) -> Result<Preference> {
    let body = body(root);
    if root.get(ORDER).is_some() { order(&body, space) } else { additive(&body, space) }
}

fn additive(body: &Cursor<'_>, space: &OutcomeSpace) -> Result<Preference> {
    let (weights_at, utilities_at) = (body.need("issueWeights")?, body.need("issueUtilities")?);
    let mut weights = Vec::new();
    let mut tables = Vec::new();
    for issue in space.issues() {
        weights.push(weights_at.need(issue.name())?.number()?);
        tables.push(utilities(&utilities_at.need(issue.name())?, issue)?);
    }
    let function = Additive::new(space, weights, tables).map_err(|e| e.at(body.place()))?;
    let reservation = match reservation_bid(body, space, &names(space))? {
        None => Reservation::None,
        Some(bid) if bid.is_complete(space) => Reservation::Bid(bid.terms().map(|(_, v)| v as u32).collect()),
        Some(bid) => Reservation::Value(bid.terms().map(|(i, v)| function.part(i, v)).sum::<f64>() + 0.0),
    };
    Ok(Preference::Known(Profile::new(function).with_reservation(reservation)))
}

/// What the values of one issue are worth.
fn utilities(at: &Cursor<'_>, issue: &Issue) -> Result<Vec<f64>> {
    if let Some(discrete) = at.get_any(&["DiscreteValueSetUtilities", "discreteutils"]) {
        let table_at = discrete.get("valueUtilities").unwrap_or_else(|| discrete.clone());
        let named = Named::new(issue);
        let mut table = vec![None; issue.len()];
        for (label, value) in table_at.entries()? {
            let k = named.need(label).map_err(|e| e.at(value.place()))?;
            table[k] = Some(value.number()?);
        }
        // A value without an entry is worth nothing.
        return Ok(table.into_iter().map(|v| v.unwrap_or(0.0)).collect());
    }
    let Some(number) = at.get_any(&["NumberValueSetUtilities", "numberutils"]) else {
        return Err(at.error("no value set utilities stand here").remedy(
            "DiscreteValueSetUtilities, NumberValueSetUtilities, discreteutils or numberutils are known",
        ));
    };
    let end = |value: &str, utility: &str| -> Result<(f64, f64)> {
        Ok((number.need(value)?.number()?, number.need(utility)?.number()?))
    };
    let form = ValueFunction::Between {
        low: end("lowValue", "lowUtility")?,
        high: end("highValue", "highUtility")?,
    };
    form.tabulate(issue).map_err(|e| e.at(number.place()))
}

fn names(space: &OutcomeSpace) -> Vec<Named<'_>> {
    space.issues().iter().map(Named::new).collect()
}

fn reservation_bid(body: &Cursor<'_>, space: &OutcomeSpace, named: &[Named<'_>]) -> Result<Option<Proposal>> {
    body.get("reservationBid").map(|b| bid(&b, space, named)).transpose()
}

fn bid(at: &Cursor<'_>, space: &OutcomeSpace, named: &[Named<'_>]) -> Result<Proposal> {
    let values = at.get_any(&["issuevalues", "issueValues"]).unwrap_or_else(|| at.clone());
    let mut pairs = Vec::new();
    for (name, value) in values.entries()? {
        let (k, _) =
            space.issue(name).ok_or_else(|| value.error(format!("the domain has no issue {name:?}")))?;
        pairs.push((k, named[k].need(&value.label()?).map_err(|e| e.at(value.place()))?));
    }
    Ok(Proposal::new(pairs))
}

fn order(body: &Cursor<'_>, space: &OutcomeSpace) -> Result<Preference> {
    let named = names(space);
    let bids =
        body.need("bids")?.list()?.iter().map(|b| bid(b, space, &named)).collect::<Result<Vec<_>>>()?;
    let better_at = body.need("better")?;
    let mut better = Vec::new();
    for pair in better_at.list()? {
        let ends = pair.list()?.iter().map(Cursor::index).collect::<Result<Vec<_>>>()?;
        match ends[..] {
            [i, j] => better.push((i, j)),
            _ => return Err(pair.error("a pair [better, worse] is wanted")),
        }
    }
    let order = PartialOrder::new(bids, better).map_err(|e| e.at(better_at.place()))?;
    Ok(Preference::Partial(match reservation_bid(body, space, &names(space))? {
        Some(bid) => order.with_reservation(bid),
        None => order,
    }))
}
