//! From a scenario to files: what every writer needs, and the choice among them.
//!
//! Utilities are kept to 1e-12 or writing fails: no format loses a cap that bites, a constraint or a kind of
//! preference silently. What is lost beside utilities (a discount, the order of names) is said in the notes.

use super::{Format, genius, geniusweb, native, negmas};
use crate::error::{Error, Result};
use crate::outcome::{Issue, Values};
use crate::preference::{Additive, HyperRectangles, Preference, Profile};
use crate::scenario::{Party, Scenario};
use std::collections::HashSet;

/// The files that hold a scenario in some format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Names and contents; read together they give the scenario back.
    pub files: Vec<(String, String)>,
    /// What could not be kept, for people.
    pub notes: Vec<String>,
}

/// Writes a scenario.
///
/// # Errors
/// If the format cannot hold the scenario's utilities, or is one that is only read.
pub fn write(scenario: &Scenario, format: Format) -> Result<Written> {
    if format == Format::Native {
        let text = native::write::scenario(scenario)?;
        return Ok(Written { files: vec![("scenario.toml".to_owned(), text)], notes: Vec::new() });
    }
    if !scenario.constraints.is_empty() {
        return Err(Error::parameter(format!("{format} cannot hold constraints between issues")).remedy(TOML));
    }
    for issue in scenario.space.issues() {
        let mut seen = HashSet::new();
        if let Some(k) = (0..issue.len()).find(|k| !seen.insert(issue.label(*k).into_owned())) {
            return Err(Error::parameter(format!("issue {:?} has {:?} twice", issue.name(), issue.label(k))));
        }
    }
    match format {
        Format::Genius => genius::write::scenario(scenario),
        Format::GeniusWeb => geniusweb::write::scenario(scenario),
        Format::Negmas => negmas::write::scenario(scenario),
        Format::Native | Format::NegoLog => Err(Error::parameter(format!("{format} is read, not written"))
            .remedy("write genius, geniusweb, negmas or toml")),
    }
}

/// What to do instead.
pub(crate) const TOML: &str = "the native TOML can: --to toml";

/// A party's function as a writer can use it.
pub(crate) enum Shape<'a> {
    Additive(&'a Additive),
    Hyper(&'a HyperRectangles),
}

/// The known preference of a party, or why a format cannot hold it.
pub(crate) fn known(party: &Party, format: Format) -> Result<&Profile> {
    match &party.preference {
        Preference::Known(profile) => Ok(profile),
        other => {
            let what = match other {
                Preference::Partial(_) => "a partial order",
                Preference::Ordinal(_) => "statements of order",
                Preference::Uncertain(_) => "uncertain weights",
                _ => "an unknown preference",
            };
            Err(Error::parameter(format!("{format} cannot hold {what}, which party {:?} has", party.name))
                .remedy(TOML))
        }
    }
}

/// The form of a known function.
pub(crate) fn shape<'a>(party: &'a Party, format: Format) -> Result<(&'a Profile, Shape<'a>)> {
    let profile = known(party, format)?;
    match (profile.as_additive(), profile.as_hyper()) {
        (Some(a), _) => Ok((profile, Shape::Additive(a))),
        (None, Some(h)) => Ok((profile, Shape::Hyper(h))),
        _ => Err(Error::parameter(format!(
            "the utility function of party {:?} is neither additive nor made of rectangles",
            party.name
        ))),
    }
}

/// Weights and tables without a constant: it goes into the first issue that has a weight.
pub(crate) fn weighted(u: &Additive) -> Vec<(f64, Vec<f64>)> {
    let mut all: Vec<(f64, Vec<f64>)> = u.weights().iter().copied().zip(u.values().iter().cloned()).collect();
    if u.bias() != 0.0 {
        let home = all.iter().position(|(w, _)| *w != 0.0);
        if let Some((w, table)) = home.map(|k| &mut all[k]) {
            let shift = u.bias() / *w;
            table.iter_mut().for_each(|v| *v += shift);
        } else if let Some(first) = all.first_mut() {
            *first = (1.0, vec![u.bias(); first.1.len()]);
        }
    }
    all
}

/// The greatest uncapped utility.
pub(crate) fn greatest(u: &Additive) -> f64 {
    let best = |i: usize| (0..u.values()[i].len()).map(|v| u.part(i, v)).fold(f64::NEG_INFINITY, f64::max);
    u.bias() + (0..u.weights().len()).map(best).sum::<f64>()
}

/// Room for rounding when a cap is compared with a greatest utility.
pub(crate) const SLACK: f64 = 1e-12;

/// Fails where a function's cap bites and the format has none.
pub(crate) fn no_cap(party: &Party, shape: &Shape<'_>, format: Format) -> Result<()> {
    let (cap, top) = match shape {
        Shape::Additive(u) => (u.cap(), greatest(u)),
        Shape::Hyper(h) => (h.cap(), h.upper_bound()),
    };
    match cap {
        Some(cap) if top > cap + SLACK => Err(Error::parameter(format!(
            "party {:?} has utilities that reach {top} and are capped at {cap}, and {format} has no cap",
            party.name
        ))
        .remedy(TOML)),
        _ => Ok(()),
    }
}

/// Offset and slope of the straight line through a table over an issue of numbers, if it is one.
pub(crate) fn line(issue: &Issue, table: &[f64]) -> Option<(f64, f64)> {
    let x = |k: usize| issue.number(k);
    let last = table.len().checked_sub(1)?;
    let (x0, x1) = (x(0)?, x(last)?);
    let slope = if last == 0 || x1 == x0 { 0.0 } else { (table[last] - table[0]) / (x1 - x0) };
    let offset = table[0] - slope * x0;
    let size = table.iter().fold(offset.abs(), |m, v| m.max(v.abs())).max(1.0);
    let straight =
        (0..table.len()).all(|k| x(k).is_some_and(|x| (offset + slope * x - table[k]).abs() <= 1e-14 * size));
    straight.then_some((offset, slope))
}

/// A number that JSON, TOML, XML and both versions of YAML read back exactly.
pub(crate) fn number(x: f64) -> String {
    if x == f64::NEG_INFINITY {
        return "-.inf".to_owned();
    }
    let text = format!("{x:?}");
    match text.split_once('e') {
        None => text,
        Some((digits, exponent)) => {
            let point = if digits.contains('.') { "" } else { ".0" };
            let sign = if exponent.starts_with('-') { "" } else { "+" };
            format!("{digits}{point}e{sign}{exponent}")
        }
    }
}

/// A text in double quotes, as JSON, TOML and YAML read it.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 0x20 || matches!(c as u32, 0x7f..=0x9f | 0x2028 | 0x2029 | 0xfeff) => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// File names of the parties that keep their order when sorted, and the name of the domain's file.
pub(crate) fn file_names(
    scenario: &Scenario,
    extension: &str,
    notes: &mut Vec<String>,
) -> (String, Vec<String>) {
    let clean = |name: &str| -> String {
        let c: String = name
            .chars()
            .map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '.') { c } else { '_' })
            .take(80)
            .collect();
        let c = c.trim().to_owned();
        if c.is_empty() || c.starts_with('.') { format!("party{c}") } else { c }
    };
    let domain = format!("domain.{extension}");
    let plain: Vec<String> =
        scenario.parties.iter().map(|p| format!("{}.{extension}", clean(&p.name))).collect();
    let kept =
        plain.windows(2).all(|w| w[0] < w[1]) && !plain.iter().any(|n| n.eq_ignore_ascii_case(&domain));
    if kept {
        return (domain, plain);
    }
    notes.push("the files are numbered, so that the parties keep their order".to_owned());
    let width = scenario.parties.len().to_string().len();
    let numbered = plain.iter().enumerate().map(|(k, n)| format!("{:0width$}-{n}", k + 1)).collect();
    (domain, numbered)
}

/// Says that an order of names is not kept.
pub(crate) fn note_orders(scenario: &Scenario, format: Format, notes: &mut Vec<String>) {
    for issue in scenario.space.issues() {
        if matches!(issue.values(), Values::Ordered(_)) {
            notes.push(format!("{format} does not say that the values of {:?} are in order", issue.name()));
        }
    }
}

/// Are the values whole numbers one apart?
pub(crate) fn is_integer_grid(issue: &Issue) -> bool {
    matches!(issue.values(), Values::Number(g) if g.step() == crate::num::Decimal::whole(1) && g.low().scale() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_are_written_for_every_reader() {
        assert_eq!([1.0, 0.1, 1e-7, 1e300].map(number), ["1.0", "0.1", "1.0e-7", "1.0e+300"]);
        assert_eq!(quoted("a\"\\\n\u{85}é"), "\"a\\\"\\\\\\u000a\\u0085é\"");
    }
}
