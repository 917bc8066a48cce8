//! TOML text into a tree, through the toml crate's spanned document; keys in the order of the file.

use super::text::{Lines, MAX_NODES};
use super::tree::{Datum, Node};
use crate::error::{Error, Place, Result};
use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

/// Reads one TOML document.
pub(crate) fn parse(file: &str, text: &str) -> Result<Node> {
    let lines = Lines::of(text);
    if let Some(at) = passes_limit(text) {
        return Err(Error::limit(format!(
            "more than {MAX_MARKS} commas, equals signs, brackets and dots of keys"
        ))
        .at(Place::file(file).at_line(lines.at(at))));
    }
    let document = DeTable::parse(text).map_err(|e| {
        let line = e.span().map_or(1, |s| lines.at(s.start));
        let message = e.message().lines().next().unwrap_or_default().to_owned();
        Error::input(format!("not well-formed TOML: {message}")).at(Place::file(file).at_line(line))
    })?;
    let mut walk = Walk { file, lines, nodes: 0 };
    let datum = walk.table(document.get_ref())?;
    Ok(Node { line: 1, datum })
}

/// Most marks that can begin a value or a table: the parser takes up to a kilobyte for each.
const MAX_MARKS: usize = 400_000;

/// Where a text passes [`MAX_MARKS`], if it does. Marks inside of texts count too.
fn passes_limit(text: &str) -> Option<usize> {
    let (mut marks, mut in_key) = (0, true);
    for (k, b) in text.bytes().enumerate() {
        match b {
            b'\n' => in_key = true,
            b'.' if !in_key => continue,
            b',' | b'{' | b'[' | b'.' => {}
            b'=' => in_key = false,
            _ => continue,
        }
        marks += usize::from(b != b'\n');
        if marks > MAX_MARKS {
            return Some(k);
        }
    }
    None
}

struct Walk<'a> {
    file: &'a str,
    lines: Lines,
    nodes: usize,
}

impl Walk<'_> {
    fn table(&mut self, table: &DeTable<'_>) -> Result<Datum> {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(k, _)| k.span().start);
        let mut map = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let mut node = self.node(value)?;
            node.line = self.lines.at(key.span().start);
            map.push((key.get_ref().to_string(), node));
        }
        Ok(Datum::Map(map))
    }

    fn node(&mut self, value: &Spanned<DeValue<'_>>) -> Result<Node> {
        let line = self.lines.at(value.span().start);
        let place = || Place::file(self.file).at_line(line);
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(Error::limit(format!("more than {MAX_NODES} values")).at(place()));
        }
        let datum = match value.get_ref() {
            DeValue::String(s) => Datum::Text(s.to_string()),
            DeValue::Boolean(b) => Datum::Bool(*b),
            DeValue::Integer(n) => {
                let digits = n.as_str();
                let x = i64::from_str_radix(digits, n.radix())
                    .map_err(|_| Error::input(format!("{digits} is too large")).at(place()))?;
                Datum::Number(x as f64, x.to_string().into())
            }
            DeValue::Float(x) => match x.as_str().parse::<f64>() {
                Ok(v) if !v.is_nan() => Datum::Number(v, x.as_str().into()),
                _ => return Err(Error::input(format!("{} is not a number", x.as_str())).at(place())),
            },
            DeValue::Datetime(d) => Datum::Text(d.to_string()),
            DeValue::Array(items) => {
                Datum::List(items.iter().map(|v| self.node(v)).collect::<Result<Vec<_>>>()?)
            }
            DeValue::Table(t) => self.table(t)?,
        };
        Ok(Node { line, datum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_lines_are_kept() {
        let node = parse("f", "z = 1\na = 0.50\n[[issue]]\nname = \"x\"\n[[issue]]\nname = \"y\"\n")
            .expect("a tree");
        let Datum::Map(m) = node.datum else { panic!("a map") };
        assert_eq!(
            m.iter().map(|(k, n)| (k.as_str(), n.line)).collect::<Vec<_>>(),
            [("z", 1), ("a", 2), ("issue", 3)]
        );
        let Datum::List(l) = &m[2].1.datum else { panic!("a list") };
        let Datum::Map(second) = &l[1].datum else { panic!("a map") };
        assert_eq!(second[0].1.line, 6);
    }

    #[test]
    fn faults_are_named_with_their_line() {
        for (text, line) in [("a = 1\na = 2\n", 2), ("a = 1\nb = nan\n", 2), ("a = [1,\n", 1), ("a == 1", 1)]
        {
            let e = parse("f", text).expect_err(text);
            assert_eq!(e.place().file.as_deref(), Some("f"));
            assert!(e.place().line.is_some_and(|l| l >= line), "{text}: {e}");
        }
        assert!(parse("f", &format!("a = {}", "[".repeat(100_000))).is_err());
        let e = parse("f", &"a.b=1\n".repeat(MAX_MARKS)).expect_err("too many");
        assert!(e.is_limit() && e.place().line == Some(MAX_MARKS / 2 + 1), "{e}");
    }
}
