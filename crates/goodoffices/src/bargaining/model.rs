//! The catalogue: a model is a name, parameters with ranges and defaults, a source, and a function.
//!
//! Parameters are checked one by one against their range here, and against one another by the model. An error
//! names the parameter, the value given, and what would be enough.

use super::answer::{Answer, Curve, Value};
use super::{attrition, continuous, double_auction, gittins, optimism, power_shift, rubinstein, war};
use crate::error::{Error, Result};

/// One parameter of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, with its unit.
    pub meaning: &'static str,
    /// Value where none is given.
    pub default: f64,
    /// Least and greatest value.
    pub range: (f64, f64),
    /// Are the ends of the range themselves allowed?
    pub ends: (End, End),
}

/// Does an end belong to the range?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It does.
    In,
    /// It does not.
    Out,
}

impl Parameter {
    /// A probability or share, both ends allowed.
    pub(crate) const fn share(name: &'static str, default: f64, meaning: &'static str) -> Self {
        Self { name, meaning, default, range: (0.0, 1.0), ends: (End::In, End::In) }
    }

    /// A number strictly between 0 and 1, such as a discount factor.
    pub(crate) const fn inside(name: &'static str, default: f64, meaning: &'static str) -> Self {
        Self { name, meaning, default, range: (0.0, 1.0), ends: (End::Out, End::Out) }
    }

    /// A number from 0 up to a million.
    pub(crate) const fn cost(name: &'static str, default: f64, meaning: &'static str) -> Self {
        Self { name, meaning, default, range: (0.0, 1e6), ends: (End::In, End::In) }
    }

    /// A number above 0: from a millionth to a million, so that no quotient of two of them leaves what a double holds.
    pub(crate) const fn positive(name: &'static str, default: f64, meaning: &'static str) -> Self {
        Self { name, meaning, default, range: (1e-6, 1e6), ends: (End::In, End::In) }
    }

    /// The range in words, such as `0 < x ≤ 1`.
    #[must_use]
    pub fn range_text(&self) -> String {
        let sign = |e: End| if e == End::In { "≤" } else { "<" };
        let (low, high) = self.range;
        format!("{low} {} {} {} {high}", sign(self.ends.0), self.name, sign(self.ends.1))
    }

    fn admits(&self, x: f64) -> bool {
        let above = if self.ends.0 == End::In { x >= self.range.0 } else { x > self.range.0 };
        let below = if self.ends.1 == End::In { x <= self.range.1 } else { x < self.range.1 };
        above && below
    }

    fn check(&self, x: f64) -> Result<()> {
        if self.admits(x) {
            return Ok(());
        }
        Err(Error::parameter(format!("{} = {} is out of range: {}", self.name, said(x), self.meaning))
            .remedy(format!("{} would do, such as {}", self.range_text(), self.default)))
    }
}

/// Parameter values, each within its own range.
#[derive(Clone, Debug, PartialEq)]
pub struct Values(Vec<(&'static str, f64)>);

impl Values {
    /// The value of a parameter the model declares; not a number if it declares none of this name.
    pub(crate) fn of(&self, name: &str) -> f64 {
        self.0.iter().find(|(n, _)| *n == name).map_or(f64::NAN, |(_, x)| *x)
    }
}

/// What a model found, before it is put into an [`Answer`].
pub(crate) struct Found {
    pub(crate) values: Vec<Value>,
    pub(crate) sentence: String,
    pub(crate) method: String,
}

/// A model of bargaining.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it asks, in one line.
    pub title: &'static str,
    /// The formula.
    pub formula: &'static str,
    /// Author and year.
    pub source: &'static str,
    /// What it means for a mediator.
    pub lesson: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// The parameter that the picture moves unless another is asked for.
    pub moves: &'static str,
    /// The values that the picture follows.
    pub follows: &'static [&'static str],
    /// What the followed values measure: the picture's upright axis.
    pub measure: &'static str,
    /// Points of the picture: fewer where an answer takes long.
    pub(crate) points: usize,
    pub(crate) solve: fn(&Values) -> Result<Found>,
}

/// Points of a curve, where an answer is quick.
pub(crate) const POINTS: usize = 121;
/// A range that reaches this far has no end to draw to.
const FAR: f64 = 1e3;
/// Narrowest interval of a picture.
const NARROWEST: f64 = 1e-6;

impl Model {
    /// A parameter by name.
    ///
    /// # Errors
    /// If the model has none of this name.
    pub fn parameter(&self, name: &str) -> Result<&'static Parameter> {
        self.parameters.iter().find(|p| p.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.parameters.iter().map(|p| p.name).collect();
            Error::unknown(format!("{} has no parameter {name:?}", self.name))
                .remedy(format!("it has {}", known.join(", ")))
        })
    }

    /// The model's answer; parameters that are not given take their defaults.
    ///
    /// # Errors
    /// If a parameter is unknown, given twice, not finite or out of range, or if the parameters together leave nothing
    /// to bargain over.
    pub fn answer(&self, given: &[(String, f64)]) -> Result<Answer> {
        let mut values: Vec<(&'static str, f64)> =
            self.parameters.iter().map(|p| (p.name, p.default)).collect();
        for (k, (name, x)) in given.iter().enumerate() {
            let parameter = self.parameter(name)?;
            if given[..k].iter().any(|(n, _)| n == name) {
                return Err(Error::parameter(format!("{name} is given twice")).remedy("give it once"));
            }
            parameter.check(*x)?;
            if let Some(v) = values.iter_mut().find(|(n, _)| *n == parameter.name) {
                v.1 = *x;
            }
        }
        let found = (self.solve)(&Values(values.clone()))?;
        Ok(Answer {
            model: self.name,
            parameters: values,
            values: found.values,
            sentence: found.sentence,
            lesson: self.lesson,
            method: found.method,
            source: self.source,
        })
    }

    /// The followed values against one parameter, between two ends (by default the parameter's own range, or from 0 to
    /// four times its value where that has no end).
    ///
    /// # Errors
    /// As [`Model::answer`] at the values given, or if the ends are no interval.
    pub fn curve(
        &self,
        given: &[(String, f64)],
        moves: &str,
        ends: (Option<f64>, Option<f64>),
    ) -> Result<Curve> {
        let parameter = self.parameter(moves)?;
        let answer = self.answer(given)?;
        let at = answer.parameters.iter().find(|(n, _)| *n == moves).map_or(parameter.default, |(_, x)| *x);
        let (low, mut high) = parameter.range;
        if high >= FAR {
            high = if at > 0.0 { 4.0 * at } else { 1.0 };
        }
        let (low, high) = (ends.0.unwrap_or(low), ends.1.unwrap_or(high));
        for (word, end) in [("from", ends.0), ("to", ends.1)] {
            // An end that is itself out of the range, such as 0 of a probability above 0, is where the picture may begin.
            if let Some(x) = end.filter(|x| !(*x >= parameter.range.0 && *x <= parameter.range.1)) {
                return Err(Error::parameter(format!(
                    "{word} {} lies outside the range of {moves}",
                    said(x)
                ))
                .remedy(format!("{} is its range", parameter.range_text())));
            }
        }
        if low >= high {
            return Err(Error::parameter(format!("from {} to {} is no interval", said(low), said(high)))
                .remedy("give a lower end below the upper one"));
        }
        if high - low < NARROWEST {
            return Err(Error::parameter(format!("from {low} to {high} is too narrow to draw"))
                .remedy(format!("give ends at least {NARROWEST} apart")));
        }
        let mut points = vec![Vec::with_capacity(self.points); self.follows.len()];
        for k in 0..self.points {
            let x = low + (high - low) * k as f64 / (self.points - 1) as f64;
            let mut moved: Vec<(String, f64)> = given.iter().filter(|(n, _)| n != moves).cloned().collect();
            moved.push((moves.to_owned(), x));
            let Ok(there) = self.answer(&moved) else { continue };
            for (line, name) in points.iter_mut().zip(self.follows) {
                if let Some(y) = there.get(name) {
                    line.push((x, y));
                }
            }
        }
        let meaning = |name: &str| answer.values.iter().find(|v| v.name == name).map_or("", |v| v.meaning);
        Ok(Curve {
            parameter: parameter.name,
            parameter_meaning: parameter.meaning,
            measure: self.measure,
            at,
            ends: (low, high),
            lines: self.follows.to_vec(),
            meanings: self.follows.iter().map(|n| meaning(n)).collect(),
            points,
        })
    }
}

/// Every model, in the order they are listed.
#[must_use]
pub fn catalogue() -> Vec<Model> {
    let mut all = rubinstein::MODELS.to_vec();
    all.extend(continuous::MODELS);
    all.extend([
        double_auction::MODEL,
        war::MODEL,
        optimism::MODEL,
        power_shift::MODEL,
        attrition::MODEL,
        gittins::MODEL,
    ]);
    all
}

/// One of these models by name.
///
/// # Errors
/// If there is none of this name.
pub fn model(all: &[Model], name: &str) -> Result<Model> {
    all.iter().copied().find(|m| m.name == name).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|m| m.name).collect();
        Error::unknown(format!("no model is called {name:?}"))
            .remedy(format!("there are {}, and graph FILE", known.join(", ")))
    })
}

/// Two or more costs, fallbacks or the like leave nothing to gain: says which, and what would be enough.
pub(super) fn nothing_to_gain(what: &str, enough: &str) -> Error {
    Error::parameter(what.to_owned()).remedy(format!("enough would be: {enough}"))
}

/// A value of an answer.
pub(crate) fn value(name: &'static str, value: f64, meaning: &'static str) -> Value {
    Value { name, value, meaning }
}

/// A number in a sentence: up to four decimals, none that say nothing; a power of ten where four decimals would be no number.
pub(crate) fn said(x: f64) -> String {
    if x != 0.0 && (x.abs() < 5e-5 || x.abs() >= 1e7) && x.is_finite() {
        return format!("{x:.2e}");
    }
    let text = format!("{x:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn given(list: &[(&str, f64)]) -> Vec<(String, f64)> {
        list.iter().map(|(n, x)| ((*n).to_owned(), *x)).collect()
    }

    #[test]
    fn every_model_answers_its_defaults_and_has_its_picture() {
        let mut names = BTreeSet::new();
        for m in catalogue() {
            assert!(names.insert(m.name), "{} stands twice", m.name);
            let answer = m.answer(&[]).expect(m.name);
            assert!(answer.values.iter().all(|v| v.value.is_finite()), "{answer:?}");
            for name in m.follows {
                assert!(answer.get(name).is_some(), "{} follows {name}, which it does not give", m.name);
            }
            for p in m.parameters {
                assert!(p.admits(p.default), "{} {}", m.name, p.name);
            }
            assert!(m.parameter(m.moves).is_ok());
            assert!(answer.sentence.ends_with('.') && !m.lesson.is_empty() && !m.source.is_empty());
        }
    }

    #[test]
    fn a_parameter_out_of_range_is_named_with_what_would_do() {
        let e = model(&catalogue(), "rubinstein")
            .expect("it")
            .answer(&given(&[("delta_1", 1.0)]))
            .expect_err("delta 1");
        assert!(e.is_parameter() && e.to_string().contains("delta_1 = 1"), "{e}");
        assert!(e.to_string().contains("0 < delta_1 < 1"), "{e}");
        let e = model(&catalogue(), "fearon").expect("it").answer(&given(&[("p", 1.2)])).expect_err("p 1.2");
        assert!(e.to_string().contains("p = 1.2") && e.to_string().contains("0 ≤ p ≤ 1"), "{e}");
        for bad in [f64::NAN, f64::INFINITY, -1.0] {
            for m in catalogue() {
                for p in m.parameters {
                    assert!(m.answer(&given(&[(p.name, bad)])).is_err(), "{} {} {bad}", m.name, p.name);
                }
            }
        }
    }

    #[test]
    fn unknown_names_are_answered_with_the_known_ones() {
        assert!(model(&catalogue(), "rubinstien").expect_err("no").to_string().contains("rubinstein"));
        let e = model(&catalogue(), "fearon").expect("it").answer(&given(&[("q", 0.1)])).expect_err("no");
        assert!(e.is_unknown() && e.to_string().contains("cost_a"), "{e}");
        let e = model(&catalogue(), "fearon")
            .expect("it")
            .answer(&given(&[("p", 0.1), ("p", 0.2)]))
            .expect_err("twice");
        assert!(e.to_string().contains("twice"));
    }

    #[test]
    fn a_curve_passes_through_the_answer() {
        for m in catalogue().iter().filter(|m| m.name != "gittins") {
            let answer = m.answer(&[]).expect("defaults");
            let at = answer.parameters.iter().find(|(n, _)| *n == m.moves).expect("it").1;
            let (low, high) = m.parameter(m.moves).expect("it").range;
            let half = if at > low { (at - low).min(high - at) } else { 1.0 };
            let c = m.curve(&[], m.moves, (Some((at - half).max(low)), Some(at + half))).expect(m.name);
            assert!(c.points.iter().all(|l| l.len() > 20), "{}", m.name);
            for (line, name) in c.points.iter().zip(&c.lines) {
                let near =
                    line.iter().min_by(|a, b| (a.0 - at).abs().total_cmp(&(b.0 - at).abs())).expect("points");
                if (near.0 - at).abs() < 1e-9 {
                    assert!((near.1 - answer.get(name).expect("it")).abs() < 1e-6, "{} {name}", m.name);
                }
            }
        }
    }

    #[test]
    fn ends_of_a_picture_lie_in_the_range_and_are_its_ends() {
        let m = model(&catalogue(), "rubinstein").expect("it");
        let c = m.curve(&[], "delta_1", (Some(0.0), Some(0.5))).expect("0 is where it begins");
        assert_eq!(c.ends, (0.0, 0.5));
        for (from, to, says) in [
            (-3.0, 1e308, "from -3 lies outside"),
            (0.5, 6.0, "to 6 lies outside"),
            (0.5, 0.4, "no interval"),
            (0.5, 0.5 + 1e-9, "too narrow"),
        ] {
            let e = m.curve(&[], "delta_1", (Some(from), Some(to))).expect_err(says).to_string();
            assert!(e.contains(says), "{e}");
        }
        let e =
            model(&catalogue(), "nash").expect("it").answer(&given(&[("top", 1_000_001.0)])).expect_err("no");
        assert!(e.to_string().contains("≤ 1000000"), "{e}");
    }
}
