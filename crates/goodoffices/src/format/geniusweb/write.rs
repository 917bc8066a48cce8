//! A scenario as GeniusWeb JSON of the second generation of keys.
//!
//! A reservation value becomes a bid: the outcome of least utility that is not below it, which leaves the
//! set of rational outcomes as it is. A constant goes into the first issue that has a weight. Discounts are
//! not held; weights that do not sum to 1 are written as they are, with a note, since GeniusWeb refuses them.

use super::super::Format;
use super::super::export::{
    Shape, TOML, Written, file_names, line, no_cap, note_orders, number, quoted, shape, weighted,
};
use crate::error::{Error, Result};
use crate::num::Decimal;
use crate::outcome::{Issue, OutcomeSpace, Proposal, Values};
use crate::preference::inverse::least_from;
use crate::preference::{Discount, PartialOrder, Preference, Profile, Reservation};
use crate::scenario::{Party, Scenario};
use std::fmt::Write as _;

/// The files of a scenario.
pub(crate) fn scenario(scenario: &Scenario) -> Result<Written> {
    let mut notes = Vec::new();
    note_orders(scenario, Format::GeniusWeb, &mut notes);
    let space = &scenario.space;
    let mut functions = Vec::new();
    for party in &scenario.parties {
        if matches!(party.preference, Preference::Partial(_)) {
            functions.push(None);
            continue;
        }
        let (profile, form) = shape(party, Format::GeniusWeb)?;
        let Shape::Additive(u) = form else {
            return Err(Error::parameter(format!(
                "GeniusWeb JSON cannot hold hyper-rectangles, which party {:?} has",
                party.name
            ))
            .remedy(TOML));
        };
        no_cap(party, &Shape::Additive(u), Format::GeniusWeb)?;
        functions.push(Some((profile, weighted(u))));
    }
    let ranges: Vec<Option<[String; 3]>> = space
        .issues()
        .iter()
        .enumerate()
        .map(|(k, issue)| {
            range(issue).filter(|_| functions.iter().flatten().all(|(_, u)| line(issue, &u[k].1).is_some()))
        })
        .collect();
    for (issue, range) in space.issues().iter().zip(&ranges) {
        if issue.is_number() && range.is_none() {
            notes.push(format!("the numbers of issue {:?} become names", issue.name()));
        }
    }
    let domain = domain_text(&scenario.name, space, &ranges, "");
    let (domain_file, names) = file_names(scenario, "json", &mut notes);
    let mut files = vec![(domain_file, format!("{domain}\n"))];
    for ((party, function), name) in scenario.parties.iter().zip(&functions).zip(names) {
        let text = match (function, &party.preference) {
            (Some((profile, u)), _) => additive_text(party, profile, u, scenario, &ranges, &mut notes)?,
            (None, Preference::Partial(order)) => order_text(party, order, scenario, &ranges),
            (None, _) => continue,
        };
        files.push((name, text));
    }
    Ok(Written { files, notes })
}

/// Low, high and step of an issue of numbers, where decimals hold them exactly.
fn range(issue: &Issue) -> Option<[String; 3]> {
    match issue.values() {
        Values::Number(g) => Some([g.low(), g.high(), g.step()].map(|d| d.to_string())),
        Values::Real(r) if r.steps > 1 => {
            let step = Decimal::from_f64((r.high - r.low) / f64::from(r.steps - 1))?;
            let (low, high) = (Decimal::from_f64(r.low)?, Decimal::from_f64(r.high)?);
            let grid = crate::outcome::Grid::new(low, high, step).ok()?;
            (grid.len() == issue.len()).then(|| [low, high, step].map(|d| d.to_string()))
        }
        _ => None,
    }
}

fn domain_text(name: &str, space: &OutcomeSpace, ranges: &[Option<[String; 3]>], indent: &str) -> String {
    let mut out = format!("{{\n{indent}  \"name\": {},\n{indent}  \"issuesValues\": {{", quoted(name));
    for (k, (issue, range)) in space.issues().iter().zip(ranges).enumerate() {
        let comma = if k == 0 { "" } else { "," };
        let _ = write!(out, "{comma}\n{indent}    {}: ", quoted(issue.name()));
        match range {
            Some(ends) => {
                let _ = write!(out, "{{\"range\": [{}]}}", ends.join(", "));
            }
            None => {
                let names: Vec<String> = (0..issue.len()).map(|v| quoted(&issue.label(v))).collect();
                let _ = write!(out, "{{\"values\": [{}]}}", names.join(", "));
            }
        }
    }
    let _ = write!(out, "\n{indent}  }}\n{indent}}}");
    out
}

fn additive_text(
    party: &Party,
    profile: &Profile,
    u: &[(f64, Vec<f64>)],
    scenario: &Scenario,
    ranges: &[Option<[String; 3]>],
    notes: &mut Vec<String>,
) -> Result<String> {
    let space = &scenario.space;
    let total: f64 = u.iter().map(|(w, _)| w).sum();
    if (total - 1.0).abs() > 1e-6 || u.iter().any(|(_, t)| t.iter().any(|v| !(0.0..=1.0).contains(v))) {
        notes.push(format!(
            "party {:?}: weights sum to {total} or a value is outside [0, 1]; GeniusWeb itself may refuse the file",
            party.name
        ));
    }
    if profile.discount() != Discount::NONE {
        notes.push(format!("party {:?}: GeniusWeb JSON holds no discount", party.name));
    }
    let mut out = format!(
        "{{\n  \"LinearAdditiveUtilitySpace\": {{\n    \"name\": {},\n    \"domain\": {},\n    \"issueWeights\": {{",
        quoted(&party.name),
        domain_text(&scenario.name, space, ranges, "    ")
    );
    for (k, (issue, (w, _))) in space.issues().iter().zip(u).enumerate() {
        let comma = if k == 0 { "" } else { "," };
        let _ = write!(out, "{comma}\n      {}: {}", quoted(issue.name()), number(*w));
    }
    out.push_str("\n    },\n    \"issueUtilities\": {");
    for (k, ((issue, (_, table)), range)) in space.issues().iter().zip(u).zip(ranges).enumerate() {
        let comma = if k == 0 { "" } else { "," };
        let _ = write!(out, "{comma}\n      {}: ", quoted(issue.name()));
        match range {
            Some([low, high, _]) => {
                let (first, last) =
                    (table.first().copied().unwrap_or(0.0), table.last().copied().unwrap_or(0.0));
                let _ = write!(
                    out,
                    "{{\"NumberValueSetUtilities\": {{\"lowValue\": {low}, \"lowUtility\": {}, \
                     \"highValue\": {high}, \"highUtility\": {}}}}}",
                    number(first),
                    number(last)
                );
            }
            None => {
                let pairs: Vec<String> = table
                    .iter()
                    .enumerate()
                    .map(|(v, x)| format!("{}: {}", quoted(&issue.label(v)), number(*x)))
                    .collect();
                let _ = write!(
                    out,
                    "{{\"DiscreteValueSetUtilities\": {{\"valueUtilities\": {{{}}}}}}}",
                    pairs.join(", ")
                );
            }
        }
    }
    let bid = match profile.reservation() {
        Reservation::None => None,
        Reservation::Bid(digits) => Some(Proposal::complete(digits)),
        Reservation::Value(r) if *r <= 0.0 => {
            notes.push(format!(
                "party {:?}: a reservation value of {r} becomes no reservation bid",
                party.name
            ));
            None
        }
        Reservation::Value(r) => {
            let (digits, worth) = least_from(space, profile.function(), *r)?.ok_or_else(|| {
                Error::parameter(format!(
                    "no outcome is worth the reservation value {r} to party {:?}",
                    party.name
                ))
                .remedy(TOML)
            })?;
            notes.push(format!(
                "party {:?}: the reservation value {r} becomes the bid of least utility not below it, worth {worth}",
                party.name
            ));
            Some(Proposal::complete(&digits))
        }
    };
    let _ = write!(out, "\n    }}{}\n  }}\n}}\n", reservation_text(bid.as_ref(), space, ranges));
    Ok(out)
}

fn bid_text(bid: &Proposal, space: &OutcomeSpace, ranges: &[Option<[String; 3]>]) -> String {
    let terms: Vec<String> = bid
        .terms()
        .map(|(i, v)| {
            let issue = &space.issues()[i];
            let label = issue.label(v);
            let value = if ranges[i].is_some() { label.into_owned() } else { quoted(&label) };
            format!("{}: {value}", quoted(issue.name()))
        })
        .collect();
    format!("{{\"issuevalues\": {{{}}}}}", terms.join(", "))
}

/// The entry of a reservation bid after another one; nothing where there is none, since readers differ on null.
fn reservation_text(bid: Option<&Proposal>, space: &OutcomeSpace, ranges: &[Option<[String; 3]>]) -> String {
    bid.map(|b| format!(",\n    \"reservationBid\": {}", bid_text(b, space, ranges))).unwrap_or_default()
}

fn order_text(
    party: &Party,
    order: &PartialOrder,
    scenario: &Scenario,
    ranges: &[Option<[String; 3]>],
) -> String {
    let space = &scenario.space;
    let bids: Vec<String> = order.bids().iter().map(|b| bid_text(b, space, ranges)).collect();
    let pairs: Vec<String> = order.better().iter().map(|(i, j)| format!("[{i}, {j}]")).collect();
    let reservation = reservation_text(order.reservation(), space, ranges);
    format!(
        "{{\n  \"DefaultPartialOrdering\": {{\n    \"name\": {},\n    \"domain\": {},\n    \
         \"bids\": [{}],\n    \"better\": [{}]{reservation}\n  }}\n}}\n",
        quoted(&party.name),
        domain_text(&scenario.name, space, ranges, "    "),
        bids.join(", "),
        pairs.join(", ")
    )
}
