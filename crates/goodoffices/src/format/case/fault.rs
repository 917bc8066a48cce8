//! Faults of an input: all of them, each with its place and what would be right.

use crate::error::{Error, Place};
use std::cell::RefCell;

/// Does a fault make the input unusable?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The case cannot be used before this is repaired.
    Error,
    /// The case can be used; somebody should look.
    Warning,
}

impl Severity {
    /// Its name in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Something wrong in an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What, where, and what would be right.
    pub error: Error,
    /// How bad it is.
    pub severity: Severity,
}

/// Most faults kept of one file: a wrong column in a large file must not fill the memory.
pub(super) const MOST_FAULTS: usize = 10_000;

/// The faults of one file, collected while it is read.
#[derive(Debug)]
pub(super) struct Faults {
    file: String,
    kept: RefCell<Vec<Fault>>,
}

impl Faults {
    pub(super) fn of(file: &str) -> Self {
        Self { file: file.to_owned(), kept: RefCell::new(Vec::new()) }
    }

    /// The file's name.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// Takes over another list of the same file.
    pub(super) fn absorb(&self, other: Self) {
        for fault in other.into_vec() {
            let place = fault.error.place();
            let (line, field) = (place.line.unwrap_or(0), place.field.clone().unwrap_or_default());
            self.add(fault.severity, line, &field, fault.error);
        }
    }

    /// Adds a fault at a line (0: no line) and field (empty: none).
    pub(super) fn add(&self, severity: Severity, line: usize, field: &str, error: Error) {
        let mut kept = self.kept.borrow_mut();
        match kept.len().cmp(&MOST_FAULTS) {
            std::cmp::Ordering::Greater => return,
            std::cmp::Ordering::Equal => {
                kept.push(Fault {
                    error: Error::limit(format!("more than {MOST_FAULTS} faults; the rest are not listed"))
                        .at(Place::file(&*self.file))
                        .remedy("repair these first"),
                    severity: Severity::Error,
                });
                return;
            }
            std::cmp::Ordering::Less => {}
        }
        let mut place = Place::file(&*self.file);
        if line > 0 {
            place = place.at_line(line);
        }
        if !field.is_empty() {
            place = place.at_field(field);
        }
        kept.push(Fault { error: error.at(place), severity });
    }

    pub(super) fn error(&self, line: usize, field: &str, error: Error) {
        self.add(Severity::Error, line, field, error);
    }

    pub(super) fn warning(&self, line: usize, field: &str, error: Error) {
        self.add(Severity::Warning, line, field, error);
    }

    /// Are there so many that no more are kept?
    pub(super) fn is_full(&self) -> bool {
        self.kept.borrow().len() > MOST_FAULTS
    }

    /// Is any of them an error?
    pub(super) fn has_errors(&self) -> bool {
        self.kept.borrow().iter().any(|f| f.severity == Severity::Error)
    }

    pub(super) fn into_vec(self) -> Vec<Fault> {
        self.kept.into_inner()
    }
}

/// The name nearest to a wrong one, if any is near enough to be what was meant.
pub(super) fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let short = |s: &str| s.chars().take(64).flat_map(char::to_lowercase).collect::<Vec<char>>();
    let w = short(wrong);
    names
        .into_iter()
        .map(|name| (distance(&w, &short(name)), name))
        .filter(|(d, name)| *d <= 1 + name.chars().count().min(w.len()) / 4)
        .min_by_key(|(d, _)| *d)
        .map(|(_, name)| name)
}

/// "did you mean X? There are: …", with the list held to a readable length.
pub(super) fn there_are<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str> + Clone) -> String {
    const MOST: usize = 30;
    let all: Vec<&str> = names.clone().into_iter().take(MOST + 1).collect();
    let mut list = all[..all.len().min(MOST)].join(", ");
    if all.len() > MOST {
        list.push_str(", …");
    }
    let list = if all.is_empty() { "none is declared".to_owned() } else { format!("there are: {list}") };
    match nearest(wrong, names) {
        Some(name) => format!("did you mean {name:?}? {list}"),
        None => list,
    }
}

/// Letters to change, add, drop or swap with a neighbour (restricted Damerau–Levenshtein).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = (0..=a.len()).map(|i| vec![i; b.len() + 1]).collect();
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised_and_a_strange_word_is_not() {
        let kinds = ["offer", "demand", "threat"];
        assert_eq!(nearest("offre", kinds), Some("offer"));
        assert_eq!(nearest("Threat", kinds), Some("threat"));
        assert_eq!(nearest("banana", kinds), None);
    }

    #[test]
    fn the_list_of_faults_is_bounded_and_says_so() {
        let faults = Faults::of("f");
        for line in 1..MOST_FAULTS + 100 {
            faults.warning(line, "", Error::input("x"));
        }
        let all = faults.into_vec();
        assert_eq!(all.len(), MOST_FAULTS + 1);
        assert!(all[MOST_FAULTS].error.is_limit());
    }
}
