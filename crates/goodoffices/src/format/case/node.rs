//! One tree for JSON and TOML alike, so that one reader serves both and every leaf knows its line.
//!
//! Depth is bounded by the parsers (JSON 127, TOML 80), size by [`super::MOST_BYTES`], before anything is built.

use super::fault::Faults;
use crate::error::Error;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// A value with the line it stands on (0: unknown).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node<'a> {
    pub(super) line: usize,
    pub(super) data: Data<'a>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Data<'a> {
    Null,
    Bool(bool),
    /// The number as it prints.
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Table(Entries<'a>),
}

/// Keys and values in the order they stand; a repeated key stands twice.
pub(super) type Entries<'a> = Vec<(Cow<'a, str>, Node<'a>)>;

impl Data<'_> {
    /// What it is, in the words of a remedy.
    pub(super) fn sort(&self) -> &'static str {
        match self {
            Data::Null => "null",
            Data::Bool(_) => "true or false",
            Data::Number(_) => "a number",
            Data::Text(_) => "text",
            Data::List(_) => "a list",
            Data::Table(_) => "a table of keys",
        }
    }
}

impl<'a> Node<'a> {
    pub(super) fn new(data: Data<'a>) -> Self {
        Self { line: 0, data }
    }

    fn at(mut self, line: usize) -> Self {
        self.set_line(line);
        self
    }

    fn set_line(&mut self, line: usize) {
        self.line = line;
        match &mut self.data {
            Data::List(items) => items.iter_mut().for_each(|n| n.set_line(line)),
            Data::Table(entries) => entries.iter_mut().for_each(|(_, n)| n.set_line(line)),
            _ => {}
        }
    }

    /// The value of a key of a table.
    pub(super) fn get(&self, key: &str) -> Option<&Node<'a>> {
        match &self.data {
            Data::Table(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, n)| n),
            _ => None,
        }
    }

    /// A JSON text as a tree. With `line`, every node is said to stand on that line.
    pub(super) fn of_json(text: &'a str, line: usize) -> serde_json::Result<Self> {
        serde_json::from_str::<Node<'a>>(text).map(|n| if line > 0 { n.at(line) } else { n })
    }

    /// A TOML text as a tree; its syntax faults are collected, and `None` returned if there are any.
    pub(super) fn of_toml(text: &'a str, faults: &Faults) -> Option<Self> {
        let lines: Vec<usize> =
            std::iter::once(0).chain(text.match_indices('\n').map(|(k, _)| k + 1)).collect();
        let line_of = |offset: usize| lines.partition_point(|start| *start <= offset);
        let (table, errors) = toml::de::DeTable::parse_recoverable(text);
        for e in &errors {
            let line = e.span().map_or(0, |s| line_of(s.start));
            let message = e.message().trim().replace('\n', "; ");
            faults.error(
                line,
                "",
                Error::input(format!("not TOML: {message}")).remedy("see toml.io for the syntax"),
            );
        }
        if !errors.is_empty() {
            return None;
        }
        Some(toml_table(table.into_inner(), 1, &line_of))
    }
}

fn toml_table<'a>(table: toml::de::DeTable<'a>, line: usize, line_of: &impl Fn(usize) -> usize) -> Node<'a> {
    let mut entries: Vec<(usize, Cow<'a, str>, Node<'a>)> = table
        .into_iter()
        .map(|(key, value)| {
            let at = key.span().start;
            let line = line_of(at);
            (at, key.into_inner(), toml_value(value, line, line_of))
        })
        .collect();
    entries.sort_by_key(|(at, _, _)| *at);
    let data = Data::Table(entries.into_iter().map(|(_, k, n)| (k, n)).collect());
    Node { line, data }
}

fn toml_value<'a>(
    value: toml::Spanned<toml::de::DeValue<'a>>,
    key_line: usize,
    line_of: &impl Fn(usize) -> usize,
) -> Node<'a> {
    use toml::de::DeValue;
    let line = match value.span() {
        span if span.is_empty() => key_line,
        span => line_of(span.start),
    };
    let data = match value.into_inner() {
        DeValue::String(s) => Data::Text(s),
        DeValue::Integer(n) if n.radix() == 10 => {
            Data::Number(Cow::Owned(n.as_str().replace(['_', '+'], "")))
        }
        DeValue::Integer(n) => {
            let value = i64::from_str_radix(n.as_str().replace('_', "").as_str(), n.radix());
            Data::Number(Cow::Owned(value.map_or_else(|_| n.as_str().to_owned(), |v| v.to_string())))
        }
        DeValue::Float(x) => {
            let text = x.as_str().replace(['_', '+'], "");
            let plain = text.contains(['e', 'E']).then(|| text.parse::<f64>().ok().map(|x| format!("{x}")));
            Data::Number(Cow::Owned(plain.flatten().unwrap_or(text)))
        }
        DeValue::Boolean(b) => Data::Bool(b),
        DeValue::Datetime(d) => Data::Text(Cow::Owned(d.to_string())),
        DeValue::Array(items) => {
            Data::List(items.into_iter().map(|item| toml_value(item, line, line_of)).collect())
        }
        DeValue::Table(table) => return toml_table(table, line, line_of),
    };
    Node { line, data }
}

impl<'de: 'a, 'a> Deserialize<'de> for Node<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Leaf).map(Node::new)
    }
}

/// A key, borrowed where the text holds it as it is.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(Leaf)? {
            Data::Text(s) => Ok(Key(s)),
            _ => Err(serde::de::Error::custom("a key is not text")),
        }
    }
}

struct Leaf;

impl<'de> Visitor<'de> for Leaf {
    type Value = Data<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Data::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Self::Value, E> {
        Ok(Data::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Self::Value, E> {
        Ok(Data::Number(Cow::Owned(v.to_string())))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Self::Value, E> {
        Ok(Data::Number(Cow::Owned(v.to_string())))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Self::Value, E> {
        Ok(Data::Number(Cow::Owned(format!("{v}"))))
    }

    fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
        Ok(Data::Text(Cow::Owned(v.to_owned())))
    }

    fn visit_string<E>(self, v: String) -> Result<Self::Value, E> {
        Ok(Data::Text(Cow::Owned(v)))
    }

    fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
        Ok(Data::Text(Cow::Borrowed(v)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Data::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((Key(key), value)) = map.next_entry::<Key<'de>, Node<'de>>()? {
            entries.push((key, value));
        }
        Ok(Data::Table(entries))
    }
}

/// Bytes as text: within the size bound, UTF-8, without a byte-order mark. Faults say the byte.
pub(super) fn text_of<'a>(bytes: &'a [u8], most: usize, faults: &Faults) -> Option<&'a str> {
    if bytes.len() > most {
        faults.error(
            0,
            "",
            Error::limit(format!("{} bytes; the limit is {most}", bytes.len())).remedy("split the file"),
        );
        return None;
    }
    let bytes = without_mark(bytes, faults);
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(e) => {
            let at = e.valid_up_to();
            let line = 1 + bytes[..at].iter().filter(|b| **b == b'\n').count();
            faults.error(line, "", not_utf8(at));
            None
        }
    }
}

pub(super) fn not_utf8(at: usize) -> Error {
    Error::input(format!("byte {at} (counted from 0) is not UTF-8")).remedy("save the file as UTF-8")
}

/// Bytes after a byte-order mark, if there is one, which is an error of its own: other readers of the
/// same file would choke on it.
pub(super) fn without_mark<'a>(bytes: &'a [u8], faults: &Faults) -> &'a [u8] {
    let mark = |b: &[u8]| bytes.starts_with(b);
    if mark(b"\xFE\xFF") || mark(b"\xFF\xFE") {
        faults.error(
            1,
            "",
            Error::input("the file is UTF-16").remedy("save it as UTF-8 without a byte-order mark"),
        );
        return b"";
    }
    match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => {
            faults.error(
                1,
                "",
                Error::input("the file starts with a byte-order mark").remedy("save it as UTF-8 without one"),
            );
            rest
        }
        None => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_knows_its_lines_and_keeps_the_order_of_keys() {
        let faults = Faults::of("case.toml");
        let text = "b = 1\na = [\n  2.50,\n  'x']\n[[t]]\nday = 2011-10-19\n[[t]]\nd = 0x10\n";
        let node = Node::of_toml(text, &faults).expect("a table");
        let Data::Table(entries) = &node.data else { panic!("not a table") };
        assert_eq!(entries.iter().map(|(k, _)| k.as_ref()).collect::<Vec<_>>(), ["b", "a", "t"]);
        let Data::List(items) = &node.get("a").expect("a").data else { panic!("not a list") };
        assert_eq!((items[0].line, items[1].line), (3, 4));
        assert_eq!(items[0].data, Data::Number("2.50".into()));
        let Data::List(tables) = &node.get("t").expect("t").data else { panic!("not a list") };
        assert_eq!(tables[0].get("day"), Some(&Node { line: 6, data: Data::Text("2011-10-19".into()) }));
        assert_eq!(tables[1].get("d"), Some(&Node { line: 8, data: Data::Number("16".into()) }));
    }

    #[test]
    fn syntax_faults_have_lines() {
        let faults = Faults::of("case.toml");
        assert!(Node::of_toml("a = 1\nb = \nc = 'x", &faults).is_none());
        let all = faults.into_vec();
        assert_eq!(all[0].error.place().line, Some(2));
    }
}
