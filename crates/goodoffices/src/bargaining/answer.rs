//! What a model answers: values with their meaning, a sentence, and how they were found.

use serde::Serialize;

/// One number of an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Value {
    /// Its name, stable, in lower case.
    pub name: &'static str,
    /// The number; minus or plus infinity never appears.
    pub value: f64,
    /// What it is, with its unit.
    pub meaning: &'static str,
}

/// The answer of a model to its parameters.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// Name of the model.
    pub model: &'static str,
    /// Every parameter with the value used, defaults included.
    pub parameters: Vec<(&'static str, f64)>,
    /// The numbers, the most important first.
    pub values: Vec<Value>,
    /// The result in words.
    pub sentence: String,
    /// What it means for a mediator.
    pub lesson: &'static str,
    /// How it was found: closed form, bisection, dynamic programme.
    pub method: String,
    /// Author and year.
    pub source: &'static str,
}

impl Answer {
    /// A number by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<f64> {
        self.values.iter().find(|v| v.name == name).map(|v| v.value)
    }
}

/// The solution against one parameter, all others held.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// Name of the parameter that moves.
    pub parameter: &'static str,
    /// What it is, in words.
    pub parameter_meaning: &'static str,
    /// What the values measure.
    pub measure: &'static str,
    /// Where the parameter stands in the answer.
    pub at: f64,
    /// Between which values it moves.
    pub ends: (f64, f64),
    /// Names of the values that are followed.
    pub lines: Vec<&'static str>,
    /// What each of them is, in words.
    pub meanings: Vec<&'static str>,
    /// Per line, points (parameter, value) in rising order. Settings at which the model has no answer are left out,
    /// so a line may have a gap or be empty.
    pub points: Vec<Vec<(f64, f64)>>,
}
