//! One table of named fields, read field by field; whatever is wrong is noted with its place and remedy.

use super::fault::{Faults, there_are};
use super::node::{Data, Entries, Node};
use crate::error::Error;
use crate::talks::Day;
use std::cell::Cell;

/// Most items of a list and keys of a table.
pub(super) const MOST_ITEMS: usize = 20_000;

fn too_many(n: usize) -> Error {
    Error::limit(format!("{n} items; the limit is {MOST_ITEMS}")).remedy("split the list")
}

/// A table being read.
#[derive(Debug)]
pub(super) struct Form<'n, 'a> {
    entries: &'n Entries<'a>,
    pub(super) line: usize,
    prefix: String,
    pub(super) faults: &'n Faults,
    /// Where the next key probably stands.
    next: Cell<usize>,
}

impl<'n, 'a> Form<'n, 'a> {
    /// A table whose keys are all among `keys`; other, repeated or missing shapes are faults.
    pub(super) fn open(
        node: &'n Node<'a>,
        prefix: impl Into<String>,
        keys: &[&str],
        faults: &'n Faults,
    ) -> Option<Self> {
        let prefix = prefix.into();
        let Data::Table(entries) = &node.data else {
            let e = Error::input(format!("{} where a table of keys is meant", node.data.sort()));
            faults.error(node.line, &prefix, e.remedy(format!("write the keys {}", keys.join(", "))));
            return None;
        };
        if entries.len() > MOST_ITEMS {
            faults.error(node.line, &prefix, too_many(entries.len()));
            return None;
        }
        let form = Self { entries, line: node.line, prefix, faults, next: Cell::new(0) };
        let mut expected = 0;
        for (at, (key, value)) in entries.iter().enumerate() {
            match keys[expected.min(keys.len())..].iter().position(|k| k == key) {
                Some(k) => expected += k + 1,
                None if keys.contains(&key.as_ref()) => {
                    // Out of the usual order: only then can it stand twice.
                    if entries[..at].iter().any(|(k, _)| k == key) {
                        let e = Error::input(format!("the key {key:?} stands twice"));
                        form.faults.error(value.line, &form.path(key), e.remedy("keep one of the two"));
                    }
                }
                None => {
                    let e = Error::input(format!("unknown key {key:?}"));
                    let remedy = there_are(key, keys.iter().copied());
                    form.faults.error(value.line, &form.path(key), e.remedy(remedy));
                }
            }
        }
        Some(form)
    }

    /// The full name of a field.
    pub(super) fn path(&self, key: &str) -> String {
        if self.prefix.is_empty() { key.to_owned() } else { format!("{}.{key}", self.prefix) }
    }

    /// Notes an error at a field.
    pub(super) fn error(&self, key: &str, error: Error) {
        self.faults.error(self.line_of(key), &self.path(key), error);
    }

    /// Notes a warning at a field.
    pub(super) fn warning(&self, key: &str, error: Error) {
        self.faults.warning(self.line_of(key), &self.path(key), error);
    }

    fn line_of(&self, key: &str) -> usize {
        self.entries.iter().find(|(k, _)| k == key).map_or(self.line, |(_, n)| n.line)
    }

    /// The value of a key, if it is there and not null.
    pub(super) fn get(&self, key: &str) -> Option<&'n Node<'a>> {
        let guess = self.next.get();
        let at = match self.entries.get(guess) {
            Some((k, _)) if k == key => guess,
            _ => self.entries.iter().position(|(k, _)| k == key)?,
        };
        self.next.set(at + 1);
        let node = &self.entries[at].1;
        (node.data != Data::Null).then_some(node)
    }

    /// The value of a key that must be there.
    pub(super) fn need(&self, key: &str, what: &str) -> Option<&'n Node<'a>> {
        let found = self.get(key);
        if found.is_none() {
            self.error(key, Error::input(format!("{key:?} is missing")).remedy(format!("write {what}")));
        }
        found
    }

    fn wrong_sort(&self, key: &str, node: &Node<'a>, what: &str) {
        let e = Error::input(format!("{} where {what} is meant", node.data.sort()));
        self.faults.error(node.line, &self.path(key), e.remedy(format!("write {what}")));
    }

    /// Text as it may stand in a record: not empty, without control characters but tab and line end.
    pub(super) fn text_in(&self, key: &str, node: &'n Node<'a>) -> Option<&'n str> {
        let Data::Text(text) = &node.data else {
            self.wrong_sort(key, node, "text");
            return None;
        };
        if text.trim().is_empty() {
            let e = Error::input("the text is empty");
            self.faults.error(
                node.line,
                &self.path(key),
                e.remedy("write it, or leave the key out where it may be absent"),
            );
            return None;
        }
        if text.bytes().any(|b| b < 0x20 && b != b'\t' && b != b'\n' && b != b'\r' || b == 0x7F) {
            let e = Error::input("the text holds a control character");
            self.faults.error(node.line, &self.path(key), e.remedy("take it out"));
            return None;
        }
        Some(text)
    }

    /// Text that must be there.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let node = self.need(key, "text")?;
        self.text_in(key, node).map(str::to_owned)
    }

    /// Text that may be absent.
    pub(super) fn opt_text(&self, key: &str) -> Option<String> {
        self.get(key).and_then(|n| self.text_in(key, n)).map(str::to_owned)
    }

    /// A day in a node.
    pub(super) fn day_in(&self, key: &str, node: &'n Node<'a>) -> Option<Day> {
        let text = self.text_in(key, node)?;
        match text.parse() {
            Ok(day) => Some(day),
            Err(e) => {
                self.faults.error(node.line, &self.path(key), e);
                None
            }
        }
    }

    /// A day that must be there.
    pub(super) fn day(&self, key: &str) -> Option<Day> {
        let node = self.need(key, "a day, as YYYY-MM-DD")?;
        self.day_in(key, node)
    }

    /// A day that may be absent.
    pub(super) fn opt_day(&self, key: &str) -> Option<Day> {
        self.get(key).and_then(|n| self.day_in(key, n))
    }

    /// True or false, or what holds where it is absent.
    pub(super) fn flag(&self, key: &str, otherwise: bool) -> bool {
        match self.get(key) {
            None => otherwise,
            Some(Node { data: Data::Bool(b), .. }) => *b,
            Some(node) => {
                self.wrong_sort(key, node, "true or false");
                otherwise
            }
        }
    }

    /// A number within a range, ends included.
    pub(super) fn number(&self, key: &str, low: f64, high: f64) -> Option<f64> {
        let what = || match high {
            h if h == f64::INFINITY => format!("a number not below {low}"),
            _ => format!("a number from {low} to {high}"),
        };
        let node = self.need(key, &what())?;
        let Data::Number(text) = &node.data else {
            self.wrong_sort(key, node, &what());
            return None;
        };
        match text.parse::<f64>() {
            Ok(x) if x.is_finite() && (low..=high).contains(&x) => Some(x),
            _ => {
                self.error(
                    key,
                    Error::input(format!("{text} is out of range")).remedy(format!("write {}", what())),
                );
                None
            }
        }
    }

    /// A whole number that may be absent.
    pub(super) fn opt_count(&self, key: &str) -> Option<u32> {
        let node = self.get(key)?;
        let what = "a whole number, 0 or more";
        match &node.data {
            Data::Number(text) => match text.parse() {
                Ok(n) => Some(n),
                Err(_) => {
                    self.error(
                        key,
                        Error::input(format!("{text} is no position")).remedy(format!("write {what}")),
                    );
                    None
                }
            },
            _ => {
                self.wrong_sort(key, node, what);
                None
            }
        }
    }

    /// The items of a list; none where it is absent.
    pub(super) fn list(&self, key: &str) -> &'n [Node<'a>] {
        match self.get(key) {
            None => &[],
            Some(Node { data: Data::List(items), line }) if items.len() > MOST_ITEMS => {
                self.faults.error(*line, &self.path(key), too_many(items.len()));
                &[]
            }
            Some(Node { data: Data::List(items), .. }) => items,
            Some(node) => {
                self.wrong_sort(key, node, "a list, in [ ]");
                &[]
            }
        }
    }

    /// A list of texts; empty where it is absent.
    pub(super) fn texts(&self, key: &str) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for node in self.list(key) {
            if let Some(text) = self.text_in(key, node) {
                if out.iter().any(|t| t == text) {
                    let e = Error::input(format!("{text:?} stands twice in the list"));
                    self.faults.error(node.line, &self.path(key), e.remedy("keep one of the two"));
                } else {
                    out.push(text.to_owned());
                }
            }
        }
        out
    }

    fn named_in<T: Copy>(
        &self,
        key: &str,
        node: &'n Node<'a>,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let text = self.text_in(key, node)?;
        let found = all.iter().copied().find(|x| name(*x) == text);
        if found.is_none() {
            let names: Vec<&str> = all.iter().map(|x| name(*x)).collect();
            let e = Error::input(format!("{text:?} is no {key}"));
            self.error(key, e.remedy(there_are(text, names.iter().copied())));
        }
        found
    }

    /// One of a fixed set of names, which must be there.
    pub(super) fn named<T: Copy>(&self, key: &str, all: &[T], name: impl Fn(T) -> &'static str) -> Option<T> {
        let list = || all.iter().map(|x| name(*x)).collect::<Vec<_>>().join(", ");
        let node = match self.get(key) {
            Some(node) => node,
            None => return self.need(key, &format!("one of {}", list())).and(None),
        };
        self.named_in(key, node, all, name)
    }

    /// One of a fixed set of names, which may be absent.
    pub(super) fn opt_named<T: Copy>(
        &self,
        key: &str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        self.get(key).and_then(|node| self.named_in(key, node, all, name))
    }

    /// One of some declared names, by its number.
    pub(super) fn declared_in(
        &self,
        key: &str,
        what: &str,
        text: &str,
        line: usize,
        names: &super::names::Index,
    ) -> Option<usize> {
        let found = names.get(text);
        if found.is_none() && names.is_whole() {
            let e = Error::unknown(format!("no {what} {text:?} is declared"));
            self.faults.error(line, &self.path(key), e.remedy(there_are(text, names.all())));
        }
        found
    }

    /// One of some declared names, which must be there.
    pub(super) fn declared(&self, key: &str, what: &str, names: &super::names::Index) -> Option<usize> {
        let node = self.need(key, &format!("the name of a declared {what}"))?;
        self.declared_in(key, what, self.text_in(key, node)?, node.line, names)
    }

    /// One of some declared names, which may be absent.
    pub(super) fn opt_declared(&self, key: &str, what: &str, names: &super::names::Index) -> Option<usize> {
        let node = self.get(key)?;
        self.declared_in(key, what, self.text_in(key, node)?, node.line, names)
    }

    /// A list of declared names, ascending by number.
    pub(super) fn all_declared(&self, key: &str, what: &str, names: &super::names::Index) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        for node in self.list(key) {
            let Some(text) = self.text_in(key, node) else { continue };
            let Some(k) = self.declared_in(key, what, text, node.line, names) else { continue };
            if out.contains(&k) {
                let e = Error::input(format!("{text:?} stands twice in the list"));
                self.faults.error(node.line, &self.path(key), e.remedy("keep one of the two"));
            } else {
                out.push(k);
            }
        }
        out.sort_unstable();
        out
    }
}
