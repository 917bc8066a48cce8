//! How a strategy is written: `boulware(e=0.2)`, and lists of such.

use crate::error::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// What a parameter is set to.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// A word.
    Word(String),
}

/// A strategy by name with its parameters, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// The name; for a program of one's own, `exec:COMMAND`.
    pub name: String,
    /// Parameters in the order given.
    pub settings: Vec<(String, Setting)>,
}

impl Spec {
    /// A list of strategies, separated by commas outside brackets.
    ///
    /// # Errors
    /// If one of them is not well formed, or the list is empty.
    pub fn list(text: &str) -> Result<Vec<Spec>> {
        let mut depth = 0_usize;
        let mut quoted = false;
        let mut parts = vec![String::new()];
        for c in text.chars() {
            match c {
                '"' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth = depth.saturating_sub(1),
                ',' if depth == 0 && !quoted => {
                    parts.push(String::new());
                    continue;
                }
                _ => {}
            }
            if let Some(part) = parts.last_mut() {
                part.push(c);
            }
        }
        parts.iter().map(|p| p.parse()).collect()
    }

    /// The command of an `exec:` strategy.
    #[must_use]
    pub fn command(&self) -> Option<&str> {
        self.name.strip_prefix("exec:")
    }
}

impl FromStr for Spec {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::input("a strategy without a name").remedy("write for example boulware,linear"));
        }
        if let Some(command) = text.strip_prefix("exec:") {
            let command = command.trim().trim_matches('"').trim();
            if command.is_empty() {
                return Err(Error::input("exec: without a command").remedy("write exec:\"python3 agent.py\""));
            }
            return Ok(Self { name: format!("exec:{command}"), settings: Vec::new() });
        }
        let Some((name, rest)) = text.split_once('(') else {
            if text.contains(')') {
                return Err(Error::input(format!("{text:?} closes a bracket that was not opened")));
            }
            return Ok(Self { name: text.to_owned(), settings: Vec::new() });
        };
        let inside = rest
            .strip_suffix(')')
            .ok_or_else(|| Error::input(format!("{text:?} does not end with a bracket")))?;
        let mut settings: Vec<(String, Setting)> = Vec::new();
        for pair in inside.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let (key, value) = pair.split_once('=').ok_or_else(|| {
                Error::input(format!("{pair:?} in {text:?} is no parameter")).remedy("write name=value")
            })?;
            let (key, value) = (key.trim().to_owned(), value.trim());
            if settings.iter().any(|(k, _)| *k == key) {
                return Err(Error::input(format!("parameter {key:?} stands twice in {text:?}")));
            }
            let setting = match value.parse::<f64>() {
                Ok(x) if x.is_finite() => Setting::Number(x),
                Ok(_) => return Err(Error::parameter(format!("{key}={value} is not a finite number"))),
                Err(_) => Setting::Word(value.to_owned()),
            };
            settings.push((key, setting));
        }
        Ok(Self { name: name.trim().to_owned(), settings })
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for (k, (name, setting)) in self.settings.iter().enumerate() {
            f.write_str(if k == 0 { "(" } else { "," })?;
            match setting {
                Setting::Number(x) => write!(f, "{name}={x}")?,
                Setting::Word(w) => write!(f, "{name}={w}")?,
            }
        }
        if self.settings.is_empty() { Ok(()) } else { f.write_str(")") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_split_outside_brackets_and_quotes() {
        let l =
            Spec::list("boulware(e=0.2), micro ,modular(accept=next,e=1),exec:\"python3 a.py x,y\"").unwrap();
        let text: Vec<String> = l.iter().map(ToString::to_string).collect();
        assert_eq!(text, ["boulware(e=0.2)", "micro", "modular(accept=next,e=1)", "exec:python3 a.py x,y"]);
        assert_eq!(l[3].command(), Some("python3 a.py x,y"));
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for bad in ["", "a,", "a(e=1", "a)", "a(e)", "a(e=1,e=2)", "a(e=inf)", "exec:"] {
            assert!(Spec::list(bad).is_err(), "{bad}");
        }
    }
}
