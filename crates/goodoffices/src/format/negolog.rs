//! NegoLog JSON: one file a profile, the domain inside it.
//!
//! `{"reservationValue", "issueWeights": {issue: w}, "issues": {issue: {value: u}}}`; utility is Σ w·u as it
//! stands. `specs.json` beside the profiles holds published figures and is no profile. Read only.

use super::domain::{Domain, Named};
use super::text::short;
use super::tree::Cursor;
use crate::error::Result;
use crate::outcome::{Issue, OutcomeSpace, Values};
use crate::preference::{Additive, Preference, Profile, Reservation};

/// Is this the text of a profile?
pub(crate) fn is_profile(root: &Cursor<'_>) -> bool {
    root.get("issueWeights").is_some() && root.get("issues").is_some_and(|i| i.is_map())
}

/// The domain inside a profile: issues and values in the order of the file.
pub(crate) fn domain(root: &Cursor<'_>) -> Result<Domain> {
    let mut issues = Vec::new();
    for (name, at) in root.need("issues")?.entries()? {
        let names: Vec<String> = at.entries()?.iter().map(|(k, _)| (*k).to_owned()).collect();
        if names.is_empty() {
            return Err(at.error("the issue has no values"));
        }
        issues.push(Issue::new(name, Values::Categorical(names)));
    }
    Ok(Domain { name: None, issues })
}

/// The preference of a profile over a space.
pub(crate) fn profile(root: &Cursor<'_>, space: &OutcomeSpace) -> Result<Preference> {
    let (weights_at, issues_at) = (root.need("issueWeights")?, root.need("issues")?);
    let mut weights = Vec::new();
    let mut tables = Vec::new();
    for issue in space.issues() {
        weights.push(weights_at.need(issue.name())?.number()?);
        let at = issues_at.need(issue.name())?;
        let named = Named::new(issue);
        let mut table = vec![None; issue.len()];
        for (label, value) in at.entries()? {
            let k = named.need(label).map_err(|e| e.at(value.place()))?;
            table[k] = Some(value.number()?);
        }
        let mut full = Vec::with_capacity(table.len());
        for (k, v) in table.into_iter().enumerate() {
            full.push(v.ok_or_else(|| at.error(format!("value {:?} is missing", short(&issue.label(k)))))?);
        }
        tables.push(full);
    }
    let function = Additive::new(space, weights, tables).map_err(|e| e.at(root.place()))?;
    let reservation = match root.get("reservationValue") {
        Some(at) => Reservation::Value(at.number()?),
        None => Reservation::None,
    };
    Ok(Preference::Known(Profile::new(function).with_reservation(reservation)))
}
