//! A scenario as GENIUS XML, valued so that GENIUS's own reading gives the utilities back.
//!
//! GENIUS divides evaluations by the greatest of their issue, so each issue is written with weight = its
//! greatest part and evaluation = part / weight. A constant, or an issue that is nowhere positive, is spread so
//! that every greatest part is the same share of the greatest utility; a function that is nowhere positive
//! cannot be written. An issue of whole numbers stays one where every party values it by a straight line in
//! [0, 1]; else its numbers become names.

use super::super::Format;
use super::super::export::{
    SLACK, Shape, TOML, Written, file_names, greatest, is_integer_grid, line, note_orders, number, shape,
};
use super::super::xml::escaped;
use crate::error::{Error, Result};
use crate::outcome::{Issue, OutcomeSpace, Values};
use crate::preference::{Additive, Aggregation, Discount, HyperRectangles, Profile};
use crate::scenario::{Party, Scenario};
use std::fmt::Write as _;

/// How an issue is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Discrete,
    Integer,
    Real,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Discrete => "discrete",
            Kind::Integer => "integer",
            Kind::Real => "real",
        }
    }
}

/// Weight and evaluations (at most 1) of every issue.
type Scaled = Vec<(f64, Vec<f64>)>;

/// The files of a scenario.
pub(crate) fn scenario(scenario: &Scenario) -> Result<Written> {
    let mut notes = Vec::new();
    note_orders(scenario, Format::Genius, &mut notes);
    let space = &scenario.space;
    let mut shapes = Vec::new();
    for party in &scenario.parties {
        let (profile, shape) = shape(party, Format::Genius)?;
        cap(party, &shape)?;
        let scaled = match &shape {
            Shape::Additive(u) => Some(scaled(party, u)?),
            Shape::Hyper(_) => None,
        };
        shapes.push((profile, shape, scaled));
    }
    let kinds: Vec<Kind> = space
        .issues()
        .iter()
        .enumerate()
        .map(|(k, issue)| kind(issue, shapes.iter().filter_map(|(_, _, s)| s.as_ref().map(|s| &s[k].1))))
        .collect();
    for (issue, kind) in space.issues().iter().zip(&kinds) {
        if let (Values::Real(r), Kind::Real) = (issue.values(), kind) {
            notes.push(format!(
                "issue {:?} is read back in {} values with --real-values {}",
                issue.name(),
                r.steps,
                r.steps
            ));
        } else if issue.is_number() && *kind == Kind::Discrete {
            notes.push(format!("the numbers of issue {:?} become names", issue.name()));
        }
    }
    let (domain, names) = file_names(scenario, "xml", &mut notes);
    let mut files = vec![(domain, domain_text(space, &kinds))];
    for (((profile, shape, scaled), party), name) in shapes.iter().zip(&scenario.parties).zip(names) {
        let body = match (shape, scaled) {
            (Shape::Hyper(h), _) => hyper_text(party, h, space, &kinds)?,
            (Shape::Additive(_), Some(scaled)) => additive_text(scaled, space, &kinds),
            (Shape::Additive(_), None) => String::new(),
        };
        files.push((name, profile_text(profile, &body, matches!(shape, Shape::Hyper(_)))));
    }
    Ok(Written { files, notes })
}

/// GENIUS caps at 1, neither lower nor not at all.
fn cap(party: &Party, shape: &Shape<'_>) -> Result<()> {
    let (cap, top) = match shape {
        Shape::Additive(u) => (u.cap(), greatest(u)),
        Shape::Hyper(h) => (h.cap(), h.upper_bound()),
    };
    let reached = cap.map_or(top, |c| c.min(top));
    if (cap != Some(1.0) && reached > 1.0 + SLACK) || cap.is_some_and(|c| c < 1.0 && top > c + SLACK) {
        return Err(Error::parameter(format!(
            "party {:?} has utilities that reach {reached}, and GENIUS XML caps them at 1",
            party.name
        ))
        .remedy(TOML));
    }
    Ok(())
}

fn scaled(party: &Party, u: &Additive) -> Result<Scaled> {
    let mut parts: Vec<Vec<f64>> =
        (0..u.weights().len()).map(|i| (0..u.values()[i].len()).map(|v| u.part(i, v)).collect()).collect();
    let max = |p: &Vec<f64>| p.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let zero = |p: &Vec<f64>| p.iter().all(|x| *x == 0.0);
    if u.bias() != 0.0 || parts.iter().any(|p| max(p) <= 0.0 && !zero(p)) {
        let top = greatest(u);
        if top <= 0.0 {
            return Err(Error::parameter(format!(
                "party {:?} has no positive utility, and GENIUS XML divides by the greatest",
                party.name
            ))
            .remedy(TOML));
        }
        let share = top / parts.len() as f64;
        for p in &mut parts {
            let shift = share - max(p);
            p.iter_mut().for_each(|x| *x += shift);
        }
    }
    Ok(parts
        .into_iter()
        .map(|p| {
            let weight = max(&p);
            if weight <= 0.0 {
                (0.0, vec![0.0; p.len()])
            } else {
                (weight, p.iter().map(|x| x / weight).collect())
            }
        })
        .collect())
}

fn kind<'a>(issue: &Issue, mut tables: impl Iterator<Item = &'a Vec<f64>>) -> Kind {
    let lawful = |t: &Vec<f64>| t.iter().all(|v| (0.0..=1.0).contains(v)) && line(issue, t).is_some();
    match issue.values() {
        Values::Number(_) if is_integer_grid(issue) && tables.all(lawful) => Kind::Integer,
        Values::Real(_) if tables.all(lawful) => Kind::Real,
        _ => Kind::Discrete,
    }
}

/// The opening of an issue element with its bounds.
fn issue_head(k: usize, issue: &Issue, kind: Kind) -> String {
    let (word, name) = (kind.word(), escaped(issue.name()));
    let mut head = format!(
        "<issue index=\"{}\" name=\"{name}\" type=\"{word}\" etype=\"{word}\" vtype=\"{word}\"",
        k + 1
    );
    let bounds = match (issue.values(), kind) {
        (Values::Number(g), Kind::Integer) => Some((g.low().to_string(), g.high().to_string())),
        (Values::Real(r), Kind::Real) => Some((number(r.low), number(r.high))),
        _ => None,
    };
    if let Some((low, high)) = bounds {
        let _ = write!(head, " lowerbound=\"{low}\" upperbound=\"{high}\"");
    }
    head
}

fn domain_text(space: &OutcomeSpace, kinds: &[Kind]) -> String {
    let mut out = format!(
        "<negotiation_template>\n<utility_space number_of_issues=\"{}\">\n\
         <objective index=\"0\" name=\"root\" type=\"objective\" etype=\"objective\" description=\"\">\n",
        space.issues().len()
    );
    for (k, (issue, kind)) in space.issues().iter().zip(kinds).enumerate() {
        let _ = write!(out, "{}", issue_head(k, issue, *kind));
        if *kind == Kind::Discrete {
            out.push_str(">\n");
            for v in 0..issue.len() {
                let _ = writeln!(out, "<item index=\"{}\" value=\"{}\"/>", v + 1, escaped(&issue.label(v)));
            }
            out.push_str("</issue>\n");
        } else {
            out.push_str("/>\n");
        }
    }
    out.push_str("</objective>\n</utility_space>\n</negotiation_template>\n");
    out
}

fn profile_text(profile: &Profile, body: &str, nonlinear: bool) -> String {
    let kind = if nonlinear { " type=\"nonlinear\"" } else { "" };
    let mut out = format!(
        "<utility_space{kind}>\n\
         <objective index=\"0\" name=\"root\" type=\"objective\" etype=\"objective\" description=\"\">\n\
         {body}</objective>\n"
    );
    if profile.discount() != Discount::NONE {
        let _ = writeln!(out, "<discount_factor value=\"{}\"/>", number(profile.discount().factor()));
    }
    if let Some(r) = profile.reservation_value() {
        let _ = writeln!(out, "<reservation value=\"{}\"/>", number(r));
    }
    out.push_str("</utility_space>\n");
    out
}

fn additive_text(scaled: &Scaled, space: &OutcomeSpace, kinds: &[Kind]) -> String {
    let mut out = String::new();
    for (k, ((issue, kind), (_, table))) in space.issues().iter().zip(kinds).zip(scaled).enumerate() {
        let _ = writeln!(out, "{}>", issue_head(k, issue, *kind));
        match (kind, line(issue, table)) {
            (Kind::Integer, Some((_, slope))) => {
                // GENIUS counts an integer from its lower bound.
                let (offset, slope) = (number(table[0]), number(slope));
                let _ = writeln!(out, "<evaluator ftype=\"linear\" offset=\"{offset}\" slope=\"{slope}\"/>");
            }
            (Kind::Real, Some((offset, slope))) => {
                let (p0, p1) = (number(offset), number(slope));
                let _ =
                    writeln!(out, "<evaluator ftype=\"linear\" parameter0=\"{p0}\" parameter1=\"{p1}\"/>");
            }
            _ => {
                for (v, x) in table.iter().enumerate() {
                    let (value, x) = (escaped(&issue.label(v)), number(*x));
                    let _ = writeln!(out, "<item index=\"{}\" value=\"{value}\" evaluation=\"{x}\"/>", v + 1);
                }
            }
        }
        out.push_str("</issue>\n");
    }
    for (k, (weight, _)) in scaled.iter().enumerate() {
        let _ = writeln!(out, "<weight index=\"{}\" value=\"{}\"/>", k + 1, number(*weight));
    }
    out
}

fn hyper_text(party: &Party, h: &HyperRectangles, space: &OutcomeSpace, kinds: &[Kind]) -> Result<String> {
    let mut out = String::new();
    for (k, (issue, kind)) in space.issues().iter().zip(kinds).enumerate() {
        let _ = write!(out, "{}", issue_head(k, issue, *kind));
        if *kind == Kind::Discrete {
            out.push_str(">\n");
            for v in 0..issue.len() {
                let _ = writeln!(out, "<item index=\"{}\" value=\"{}\"/>", v + 1, escaped(&issue.label(v)));
            }
            out.push_str("</issue>\n");
        } else {
            out.push_str("/>\n");
        }
    }
    let _ = writeln!(out, "<utility maxutility=\"{}\">", number(h.scale()));
    if h.bias() != 0.0 {
        let _ = writeln!(
            out,
            "<ufun type=\"PlainUfun\" weight=\"1\" aggregation=\"sum\">\n<hyperRectangle utility=\"{}\"/>\n</ufun>",
            number(h.bias() * h.scale())
        );
    }
    for block in h.blocks() {
        let aggregation = match block.aggregation {
            Aggregation::Sum => "sum",
            Aggregation::Min => "min",
            Aggregation::Max => "max",
        };
        let weight = number(block.weight);
        let _ = writeln!(out, "<ufun type=\"PlainUfun\" weight=\"{weight}\" aggregation=\"{aggregation}\">");
        for r in &block.rectangles {
            let _ = writeln!(out, "<hyperRectangle utility=\"{}\">", number(r.utility));
            for b in &r.bounds {
                let issue = &space.issues()[b.issue];
                let text = |d: u32| -> Result<String> {
                    let label = issue.label((d as usize).min(issue.len() - 1)).into_owned();
                    if label.trim().parse::<f64>().is_ok() {
                        return Ok(label);
                    }
                    Err(Error::parameter(format!(
                        "party {:?} has a range over the names of issue {:?}, and GENIUS XML ranges over numbers",
                        party.name,
                        issue.name()
                    ))
                    .remedy(TOML))
                };
                let (low, high) =
                    if b.low <= b.high { (text(b.low)?, text(b.high)?) } else { ("1".into(), "0".into()) };
                let tag = if b.inside { "INCLUDES" } else { "EXCLUDES" };
                let _ = writeln!(out, "<{tag} index=\"{}\" min=\"{low}\" max=\"{high}\"/>", b.issue + 1);
            }
            out.push_str("</hyperRectangle>\n");
        }
        out.push_str("</ufun>\n");
    }
    out.push_str("</utility>\n");
    Ok(out)
}
