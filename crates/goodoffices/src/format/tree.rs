//! The tree that JSON, YAML and TOML files are read into, and a cursor that knows where it stands.
//!
//! Readers walk a [`Cursor`]; whatever they find wrong, the error names the file, the line and the path of the
//! element. Keys keep the order of the file. Numbers keep their text, so that decimals stay exact.

use crate::error::{Error, Place, Result};
use crate::num::Decimal;

/// A value with the line it starts on.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) line: usize,
    pub(crate) datum: Datum,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Datum {
    Null,
    Bool(bool),
    Number(f64, Box<str>),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Datum {
    fn what(&self) -> &'static str {
        match self {
            Datum::Null => "nothing",
            Datum::Bool(_) => "true or false",
            Datum::Number(..) => "a number",
            Datum::Text(_) => "a text",
            Datum::List(_) => "a list",
            Datum::Map(_) => "a table",
        }
    }
}

/// A place in a tree.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    node: &'a Node,
    file: &'a str,
    path: String,
}

impl<'a> Cursor<'a> {
    pub(crate) fn root(file: &'a str, node: &'a Node) -> Self {
        Self { node, file, path: String::new() }
    }

    fn step(&self, node: &'a Node, name: &str) -> Self {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Self { node, file: self.file, path }
    }

    pub(crate) fn place(&self) -> Place {
        let place = Place::file(self.file).at_line(self.node.line);
        if self.path.is_empty() { place } else { place.at_field(self.path.clone()) }
    }

    pub(crate) fn error(&self, message: impl Into<String>) -> Error {
        Error::input(message).at(self.place())
    }

    fn wanted(&self, what: &str) -> Error {
        self.error(format!("{what} is wanted, {} stands here", self.node.datum.what()))
    }

    /// The value under a key, unless it is missing or null.
    pub(crate) fn get(&self, name: &str) -> Option<Cursor<'a>> {
        let Datum::Map(entries) = &self.node.datum else { return None };
        let (_, node) = entries.iter().find(|(k, _)| k == name)?;
        (!matches!(node.datum, Datum::Null)).then(|| self.step(node, name))
    }

    /// The value under the first of these keys that is there.
    pub(crate) fn get_any(&self, names: &[&str]) -> Option<Cursor<'a>> {
        names.iter().find_map(|n| self.get(n))
    }

    pub(crate) fn need(&self, name: &str) -> Result<Cursor<'a>> {
        if !self.is_map() {
            return Err(self.wanted("a table"));
        }
        self.get(name).ok_or_else(|| self.error(format!("{name:?} is missing")))
    }

    pub(crate) fn is_map(&self) -> bool {
        matches!(self.node.datum, Datum::Map(_))
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.node.datum, Datum::Null)
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self.node.datum, Datum::List(_))
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self.node.datum, Datum::Number(..))
    }

    pub(crate) fn entries(&self) -> Result<Vec<(&'a str, Cursor<'a>)>> {
        match &self.node.datum {
            Datum::Map(m) => Ok(m.iter().map(|(k, n)| (k.as_str(), self.step(n, k))).collect()),
            _ => Err(self.wanted("a table")),
        }
    }

    pub(crate) fn list(&self) -> Result<Vec<Cursor<'a>>> {
        match &self.node.datum {
            Datum::List(l) => Ok(l
                .iter()
                .enumerate()
                .map(|(k, node)| Cursor { node, file: self.file, path: format!("{}[{k}]", self.path) })
                .collect()),
            _ => Err(self.wanted("a list")),
        }
    }

    /// Refuses keys that mean nothing here.
    pub(crate) fn only(&self, known: &[&str]) -> Result<()> {
        for (key, at) in self.entries()? {
            if !known.contains(&key) {
                return Err(at
                    .error(format!("{key:?} means nothing here"))
                    .remedy(format!("known are {}", known.join(", "))));
            }
        }
        Ok(())
    }

    /// A number, infinite ones included; a text that reads as a number counts.
    pub(crate) fn any_number(&self) -> Result<f64> {
        match &self.node.datum {
            Datum::Number(x, _) => Ok(*x),
            Datum::Text(t) => parse_number(t).ok_or_else(|| self.wanted("a number")),
            _ => Err(self.wanted("a number")),
        }
    }

    /// A finite number.
    pub(crate) fn number(&self) -> Result<f64> {
        let x = self.any_number()?;
        if x.is_finite() { Ok(x) } else { Err(self.error(format!("{x} is not a finite number"))) }
    }

    /// An exact decimal.
    pub(crate) fn decimal(&self) -> Result<Decimal> {
        let read = match &self.node.datum {
            Datum::Number(x, text) => text.parse().ok().or_else(|| Decimal::from_f64(*x)),
            Datum::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        read.ok_or_else(|| self.wanted("a decimal number with at most nine digits after the point"))
    }

    pub(crate) fn truth(&self) -> Result<bool> {
        match self.node.datum {
            Datum::Bool(b) => Ok(b),
            _ => Err(self.wanted("true or false")),
        }
    }

    pub(crate) fn index(&self) -> Result<usize> {
        let x = self.number()?;
        if x >= 0.0 && x.fract() == 0.0 && x < 1e15 {
            Ok(x as usize)
        } else {
            Err(self.wanted("a whole number from 0 up"))
        }
    }

    pub(crate) fn text(&self) -> Result<&'a str> {
        match &self.node.datum {
            Datum::Text(t) => Ok(t),
            _ => Err(self.wanted("a text")),
        }
    }

    /// The name of a value: a text, or a number or truth value as it is written.
    pub(crate) fn label(&self) -> Result<String> {
        label(self.node).ok_or_else(|| self.wanted("a name"))
    }
}

/// A scalar as the name of a value.
pub(crate) fn label(node: &Node) -> Option<String> {
    Some(match &node.datum {
        Datum::Text(t) => t.clone(),
        Datum::Number(_, text) => text.to_string(),
        Datum::Bool(b) => b.to_string(),
        Datum::Null | Datum::List(_) | Datum::Map(_) => return None,
    })
}

/// A double from text: digits, sign, point, exponent, or an infinity; never "nan" or hexadecimal.
pub(crate) fn parse_number(text: &str) -> Option<f64> {
    let t = text.trim();
    if t.is_empty() || t.len() > 64 {
        return None;
    }
    t.parse().ok().filter(|x: &f64| !x.is_nan())
}
