//! One opaque error for the whole engine, with predicates.
//!
//! An error says what is wrong, where (file, line, field) and what would be right. The kinds are
//! private so that they can grow; callers ask with [`Error::is_input`] and its siblings.

use std::fmt;

/// The engine's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Where in the input a fault stands. Any part may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Name of the file as the caller gave it.
    pub file: Option<String>,
    /// Line, counted from 1.
    pub line: Option<usize>,
    /// Field, element or path inside the line or file.
    pub field: Option<String>,
}

impl Place {
    /// A place known only by its file.
    #[must_use]
    pub fn file(name: impl Into<String>) -> Self {
        Self { file: Some(name.into()), line: None, field: None }
    }

    /// The same place at a line (from 1).
    #[must_use]
    pub fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// The same place at a field.
    #[must_use]
    pub fn at_field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    fn is_empty(&self) -> bool {
        self.file.is_none() && self.line.is_none() && self.field.is_none()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            f.write_str(file)?;
        }
        if let Some(line) = self.line {
            if self.file.is_some() {
                write!(f, ":{line}")?;
            } else {
                write!(f, "line {line}")?;
            }
        }
        if let Some(field) = &self.field {
            if self.file.is_some() || self.line.is_some() {
                f.write_str(", ")?;
            }
            write!(f, "{field}")?;
        }
        Ok(())
    }
}

/// Anything that can go wrong in the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    kind: Kind,
    message: String,
    place: Place,
    remedy: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The input breaks its format or its own rules.
    Input,
    /// A name that nothing answers to.
    Unknown,
    /// A parameter outside its range.
    Parameter,
    /// A stated limit (size, depth, count) was passed.
    Limit,
}

impl Error {
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), place: Place::default(), remedy: None }))
    }

    /// The input breaks its format or its own rules.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// A name that nothing answers to.
    pub fn unknown(message: impl Into<String>) -> Self {
        Self::new(Kind::Unknown, message)
    }

    /// A parameter outside its range.
    pub fn parameter(message: impl Into<String>) -> Self {
        Self::new(Kind::Parameter, message)
    }

    /// A stated limit was passed.
    pub fn limit(message: impl Into<String>) -> Self {
        Self::new(Kind::Limit, message)
    }

    /// The same error with a place; parts already known are kept.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        let known = &mut self.0.place;
        known.file = known.file.take().or(place.file);
        known.line = known.line.or(place.line);
        known.field = known.field.take().or(place.field);
        self
    }

    /// The same error with what would be right.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.0.remedy = Some(remedy.into());
        self
    }

    /// Is the input at fault?
    #[must_use]
    pub fn is_input(&self) -> bool {
        self.0.kind == Kind::Input
    }

    /// Was something asked for by a name that nothing answers to?
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.0.kind == Kind::Unknown
    }

    /// Is a parameter outside its range?
    #[must_use]
    pub fn is_parameter(&self) -> bool {
        self.0.kind == Kind::Parameter
    }

    /// Was a stated limit passed?
    #[must_use]
    pub fn is_limit(&self) -> bool {
        self.0.kind == Kind::Limit
    }

    /// What is wrong, without place or remedy.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Where it is wrong.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.0.place
    }

    /// What would be right, where that is known.
    #[must_use]
    pub fn remedy_text(&self) -> Option<&str> {
        self.0.remedy.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.place.is_empty() {
            write!(f, "{}: ", self.0.place)?;
        }
        f.write_str(&self.0.message)?;
        if let Some(remedy) = &self.0.remedy {
            write!(f, " ({remedy})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_place_and_remedy() {
        let e = Error::input("no such day")
            .at(Place::file("record.jsonl").at_line(3).at_field("happened"))
            .remedy("write YYYY-MM-DD");
        assert_eq!(e.to_string(), "record.jsonl:3, happened: no such day (write YYYY-MM-DD)");
        assert!(e.is_input() && !e.is_limit());
    }

    #[test]
    fn an_inner_place_is_kept_when_an_outer_one_is_added() {
        let e = Error::input("x").at(Place::default().at_line(7)).at(Place::file("a").at_line(1));
        assert_eq!(e.place().line, Some(7));
        assert_eq!(e.place().file.as_deref(), Some("a"));
    }
}
