//! YAML text into a tree, through serde-saphyr: one document, no key twice, bounded nesting and size.
//!
//! Only `true` and `false` are truth values (a `No` stays a name, as in YAML 1.2); `.inf` is a number, `.nan`
//! is refused. Numbers used as names are written as YAML's reader shows them.

use super::text::{MAX_DEPTH, MAX_NODES};
use super::tree::{Datum, Node};
use crate::error::{Error, Place, Result};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// Reads one YAML document.
pub(crate) fn parse(file: &str, text: &str) -> Result<Node> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        non_finite_float_policy: serde_saphyr::options::NonFiniteFloatPolicy::PassThrough,
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_events: 4 * MAX_NODES,
            max_documents: 2,
            max_aliases: 1000,
        },
    };
    let read: Spanned<Loose> = serde_saphyr::from_str_with_options(text, options).map_err(|e| {
        let place = match e.location() {
            Some(l) => Place::file(file).at_line(usize::try_from(l.line()).unwrap_or(usize::MAX).max(1)),
            None => Place::file(file).at_line(1),
        };
        let message = e.without_snippet().to_string();
        Error::input(format!("not well-formed YAML: {}", message.lines().next().unwrap_or_default()))
            .at(place)
    })?;
    Ok(read.into())
}

/// A value as it comes from the deserializer.
#[derive(Debug)]
enum Loose {
    Scalar(Datum),
    List(Vec<Spanned<Loose>>),
    Map(Vec<(String, Spanned<Loose>)>),
}

impl From<Spanned<Loose>> for Node {
    fn from(s: Spanned<Loose>) -> Self {
        let line = usize::try_from(s.referenced.line()).unwrap_or(usize::MAX);
        let datum = match s.value {
            Loose::Scalar(d) => d,
            Loose::List(l) => Datum::List(l.into_iter().map(Node::from).collect()),
            Loose::Map(m) => Datum::Map(m.into_iter().map(|(k, v)| (k, v.into())).collect()),
        };
        Node { line, datum }
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

fn number<E>(x: f64, text: String) -> Result<Loose, E> {
    Ok(Loose::Scalar(Datum::Number(x, text.into())))
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Scalar(Datum::Null))
    }

    fn visit_none<E>(self) -> Result<Loose, E> {
        Ok(Loose::Scalar(Datum::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, d: D) -> Result<Loose, D::Error> {
        Loose::deserialize(d)
    }

    fn visit_bool<E>(self, b: bool) -> Result<Loose, E> {
        Ok(Loose::Scalar(Datum::Bool(b)))
    }

    fn visit_i64<E>(self, n: i64) -> Result<Loose, E> {
        number(n as f64, n.to_string())
    }

    fn visit_u64<E>(self, n: u64) -> Result<Loose, E> {
        number(n as f64, n.to_string())
    }

    fn visit_i128<E>(self, n: i128) -> Result<Loose, E> {
        number(n as f64, n.to_string())
    }

    fn visit_u128<E>(self, n: u128) -> Result<Loose, E> {
        number(n as f64, n.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, x: f64) -> Result<Loose, E> {
        if x.is_nan() {
            return Err(E::custom("a number that is not a number"));
        }
        number(x, format!("{x}"))
    }

    fn visit_str<E>(self, s: &str) -> Result<Loose, E> {
        Ok(Loose::Scalar(Datum::Text(s.to_owned())))
    }

    fn visit_string<E>(self, s: String) -> Result<Loose, E> {
        Ok(Loose::Scalar(Datum::Text(s)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Loose, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Loose::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<Loose, Spanned<Loose>>()? {
            let key = match key {
                Loose::Scalar(datum) => super::tree::label(&Node { line: 0, datum }),
                _ => None,
            };
            entries.push((key.ok_or_else(|| A::Error::custom("a key that is not a name"))?, value));
        }
        Ok(Loose::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_keep_their_kind_and_line() {
        let node = parse("f", "a: -.inf\nb:\n- No\n- 'No'\n- 12\n- 1.50\n1.50: true\n").expect("a tree");
        let Datum::Map(m) = node.datum else { panic!("a map") };
        assert!(matches!(m[0].1.datum, Datum::Number(x, _) if x == f64::NEG_INFINITY));
        let Datum::List(l) = &m[1].1.datum else { panic!("a list") };
        assert_eq!(l.iter().map(|n| n.line).collect::<Vec<_>>(), [3, 4, 5, 6]);
        let labels: Vec<_> = l.iter().filter_map(super::super::tree::label).collect();
        assert_eq!(labels, ["No", "No", "12", "1.5"]);
        assert_eq!(m[2].0, "1.5");
    }

    #[test]
    fn faults_are_named_with_their_line() {
        for (text, line) in [("a: 1\nb: [1, 2\n", None), ("a: 1\na: 2\n", Some(2)), ("a: .nan\n", Some(1))] {
            let e = parse("f", text).expect_err(text);
            assert_eq!(e.place().file.as_deref(), Some("f"));
            assert!(e.place().line.is_some() && (line.is_none() || e.place().line == line), "{e}");
        }
        assert!(parse("f", &"[".repeat(100_000)).is_err());
        assert!(parse("f", &"- ".repeat(10_000)).is_err());
    }
}
