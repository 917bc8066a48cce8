//! What the setting of a decision may hold: every size, chance and level within its range, every name once.
//!
//! The first fault is named with its field, as it stands in a decision's file (`setting.kinds[0][2].accepts`), and with what would be right.
//! Chances and shares lie in [0, 1], and so do `text` and `outside`, which are compared with one another as shares of what is at stake.
//! Worths, costs and weights lie on one scale that the file fixes, from 0 to a million.

use super::act::Act;
use super::model::{Kind, Setting};
use crate::error::{Error, Place, Result};

/// Most kinds a party may be, and bins of gap or ground.
const MOST: usize = 32;
/// Most periods.
const MOST_PERIODS: u32 = 2000;
/// Greatest worth, cost or weight.
const MOST_WORTH: f64 = 1e6;

/// A fault at a field.
fn fault(field: &str, what: String, right: &str) -> Error {
    Error::parameter(what).at(Place::default().at_field(field)).remedy(right)
}

/// A number in a message, short whatever it is.
pub(super) fn short(x: f64) -> String {
    if x != 0.0 && x.is_finite() && (x.abs() >= 1e6 || x.abs() < 1e-6) {
        format!("{x:.3e}")
    } else {
        x.to_string()
    }
}

/// A chance or share.
pub(super) fn share(field: &str, x: f64) -> Result<()> {
    if (0.0..=1.0).contains(&x) {
        return Ok(());
    }
    Err(fault(field, format!("{} {} is impossible", last(field), short(x)), "between 0 and 1"))
}

/// A worth, cost or weight.
fn worth(field: &str, x: f64) -> Result<()> {
    if (0.0..=MOST_WORTH).contains(&x) {
        return Ok(());
    }
    let right = "between 0 and a million, on the scale of the stakes (usually a settlement is 1)";
    Err(fault(field, format!("{} {} is impossible", last(field), short(x)), right))
}

/// The last part of a field.
fn last(field: &str) -> &str {
    field.rsplit('.').next().unwrap_or(field)
}

fn count(field: &str, what: &str, n: usize) -> Result<()> {
    if (1..=MOST).contains(&n) {
        return Ok(());
    }
    Err(fault(field, format!("{n} {what}"), "1 to 32"))
}

/// Checks a setting.
pub(super) fn check(s: &Setting) -> Result<()> {
    for (i, kinds) in s.kinds.iter().enumerate() {
        count(&format!("setting.kinds[{i}]"), "kinds of a party", kinds.len())?;
        for (k, kind) in kinds.iter().enumerate() {
            let field = format!("setting.kinds[{i}][{k}]");
            if kinds[..k].iter().any(|o| o.name == kind.name) {
                return Err(fault(
                    &format!("{field}.name"),
                    format!("party {i} has two kinds called {:?}", kind.name),
                    "give each kind of a party its own name",
                ));
            }
            check_kind(&field, kind, i)?;
        }
    }
    count("setting.gaps", "bins of the gap", usize::from(s.gaps))?;
    for (i, outside) in s.outside.iter().enumerate() {
        count(&format!("setting.outside[{i}]"), "bins of the ground", outside.len())?;
    }
    if s.outside[0].len() != s.outside[1].len() {
        return Err(fault(
            "setting.outside[1]",
            format!("{} outside values of party 0 and {} of party 1", s.outside[0].len(), s.outside[1].len()),
            "one of each party for each bin of the ground",
        ));
    }
    for i in 0..2 {
        share(&format!("setting.text[{i}]"), s.text[i])?;
        for (k, x) in s.outside[i].iter().enumerate() {
            share(&format!("setting.outside[{i}][{k}]"), *x)?;
        }
    }
    if s.horizon == 0 || s.horizon > MOST_PERIODS {
        return Err(Error::limit(format!("a horizon of {} periods", s.horizon))
            .at(Place::default().at_field("setting.horizon"))
            .remedy("1 to 2000"));
    }
    for (field, x) in [
        ("setting.reach", s.reach),
        ("setting.ground_moves", s.ground_moves),
        ("setting.against", s.against),
        ("setting.stakes.pressed", s.stakes.pressed),
        ("setting.stakes.discount", s.stakes.discount),
    ] {
        share(field, x)?;
    }
    for (field, x) in [
        ("setting.stakes.settlement", s.stakes.settlement),
        ("setting.stakes.settlement_unaided", s.stakes.settlement_unaided),
        ("setting.stakes.fallback", s.stakes.fallback),
        ("setting.stakes.cost", s.stakes.cost),
        ("setting.stakes.cost_away", s.stakes.cost_away),
        ("setting.stakes.cost_recess", s.stakes.cost_recess),
    ] {
        worth(field, x)?;
    }
    check_means(s)
}

fn check_kind(field: &str, k: &Kind, party: usize) -> Result<()> {
    for (name, x) in [
        ("moves", k.moves),
        ("yields", k.yields),
        ("accepts", k.accepts),
        ("probe_yes", k.probe_yes),
        ("truce_yes", k.truce_yes),
        ("unaided", k.unaided),
        ("asks_back", k.asks_back),
    ] {
        share(&format!("{field}.{name}"), x)?;
    }
    worth(&format!("{field}.cost_of_moving"), k.cost_of_moving)?;
    worth(&format!("{field}.flow_worth"), k.flow_worth)?;
    if k.yields < k.moves {
        return Err(fault(
            &format!("{field}.yields"),
            format!(
                "{} of party {party} yields {} under pressure and moves {} without",
                k.name, k.yields, k.moves
            ),
            "yields at least as great as moves",
        ));
    }
    Ok(())
}

fn check_means(s: &Setting) -> Result<()> {
    for (k, m) in s.means.iter().enumerate() {
        let field = format!("setting.means[{k}]");
        share(&format!("{field}.joins"), m.joins)?;
        worth(&format!("{field}.cost"), m.cost)?;
        worth(&format!("{field}.weight"), m.weight)?;
        worth(&format!("{field}.decay"), m.decay)?;
        if s.means[..k].iter().any(|o| o.act == m.act) {
            return Err(fault(&field, format!("{} stands twice", m.act.name()), "each act once"));
        }
        if m.act.to().is_some_and(|i| i > 1) {
            return Err(fault(&field, format!("{} is turned to nobody", m.act.name()), "party 0 or 1"));
        }
    }
    let has = |a: Act| s.means.iter().any(|m| m.act == a);
    if !has(Act::LeaveForGood) {
        let right = "list { act = \"leave\", … }: every plan must end";
        return Err(fault("setting.means", "leaving for good is not among the means".into(), right));
    }
    if has(Act::Return) && !has(Act::LeaveWithWayBack) {
        return Err(fault(
            "setting.means",
            "coming back without leaving with a way back".into(),
            "list both or neither",
        ));
    }
    Ok(())
}
