//! JSON text into a tree: RFC 8259, with line numbers, no key twice, bounded depth and size.

use super::text::{Lines, MAX_DEPTH, MAX_NODES, short};
use super::tree::{Datum, Node};
use crate::error::{Error, Place, Result};
use std::collections::HashSet;

/// Reads one JSON text.
pub(crate) fn parse(file: &str, text: &str) -> Result<Node> {
    let mut p = Parser { file, text, bytes: text.as_bytes(), at: 0, nodes: 0, lines: Lines::of(text) };
    p.space();
    let node = p.value(0)?;
    p.space();
    if p.at < p.bytes.len() {
        return Err(p.wrong("something stands after the end of the JSON value"));
    }
    Ok(node)
}

struct Parser<'a> {
    file: &'a str,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    nodes: usize,
    lines: Lines,
}

impl Parser<'_> {
    fn place(&self) -> Place {
        Place::file(self.file).at_line(self.lines.at(self.at.min(self.bytes.len())))
    }

    fn wrong(&self, message: impl Into<String>) -> Error {
        Error::input(message).at(self.place())
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<()> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.unexpected(&format!("{:?} is wanted", char::from(byte))))
    }

    fn unexpected(&self, wanted: &str) -> Error {
        match self.text.get(self.at..).and_then(|t| t.chars().next()) {
            Some(c) => self.wrong(format!("{wanted}, {c:?} stands here")),
            None => self.wrong(format!("{wanted}, the text ends here")),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node> {
        if depth > MAX_DEPTH {
            return Err(Error::limit(format!("nested deeper than {MAX_DEPTH}")).at(self.place()));
        }
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(Error::limit(format!("more than {MAX_NODES} values")).at(self.place()));
        }
        let line = self.lines.at(self.at);
        let datum = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Datum::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Datum::Bool(true))?,
            Some(b'f') => self.word("false", Datum::Bool(false))?,
            Some(b'n') => self.word("null", Datum::Null)?,
            _ => return Err(self.unexpected("a JSON value is wanted")),
        };
        Ok(Node { line, datum })
    }

    fn word(&mut self, word: &str, datum: Datum) -> Result<Datum> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(datum);
        }
        Err(self.unexpected("a JSON value is wanted"))
    }

    fn map(&mut self, depth: usize) -> Result<Datum> {
        self.at += 1;
        let mut entries: Vec<(String, Node)> = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Datum::Map(entries));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a key in quotes is wanted"));
            }
            let key = self.string()?;
            if !seen.insert(key.clone()) {
                return Err(self
                    .wrong(format!("the key {:?} stands twice", short(&key)))
                    .at(self.place().at_field(key)));
            }
            self.space();
            self.expect(b':')?;
            self.space();
            let node = self.value(depth + 1)?;
            entries.push((key, node));
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Datum::Map(entries));
                }
                _ => return Err(self.unexpected("',' or '}' is wanted")),
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Datum> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Datum::List(items));
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Datum::List(items));
                }
                _ => return Err(self.unexpected("',' or ']' is wanted")),
            }
        }
    }

    fn string(&mut self) -> Result<String> {
        self.at += 1;
        let mut out = String::new();
        let mut from = self.at;
        loop {
            match self.peek() {
                None => return Err(self.unexpected("the end of a text is wanted")),
                Some(b'"') => {
                    out.push_str(&self.text[from..self.at]);
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    out.push_str(&self.text[from..self.at]);
                    self.at += 1;
                    out.push(self.escape()?);
                    from = self.at;
                }
                Some(0..=0x1f) => return Err(self.wrong("a control character stands in a text")),
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let Some(b) = self.peek() else { return Err(self.unexpected("an escape is wanted")) };
        self.at += 1;
        Ok(match b {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex4()?;
                let code = if (0xD800..0xDC00).contains(&first) && self.bytes[self.at..].starts_with(b"\\u") {
                    self.at += 2;
                    let second = self.hex4()?;
                    if !(0xDC00..0xE000).contains(&second) {
                        return Err(self.wrong("half a surrogate pair"));
                    }
                    0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
                } else {
                    first
                };
                char::from_u32(code).ok_or_else(|| self.wrong("half a surrogate pair"))?
            }
            _ => return Err(self.wrong("an unknown escape in a text")),
        })
    }

    fn hex4(&mut self) -> Result<u32> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .filter(|t| t.bytes().all(|b| b.is_ascii_hexdigit()))
            .ok_or_else(|| self.wrong("four hexadecimal digits are wanted"))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| self.wrong("four hexadecimal digits are wanted"))
    }

    fn number(&mut self) -> Result<Datum> {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        let text = &self.text[from..self.at];
        let digits = text.strip_prefix('-').unwrap_or(text);
        let lawful = digits.starts_with(|c: char| c.is_ascii_digit())
            && !(digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit())
            && !digits.ends_with('.');
        match text.parse::<f64>() {
            Ok(x) if lawful && x.is_finite() => Ok(Datum::Number(x, text.into())),
            _ => {
                self.at = from;
                Err(self.wrong(format!("{:?} is not a number", short(text))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_everything() {
        let node = parse("f", "{\"a\": [1, -2.5e3, true, null],\n \"\\u00e9\\ud83d\\ude00\": \"x\\n\"}")
            .expect("a tree");
        let Datum::Map(m) = node.datum else { panic!("a map") };
        assert_eq!((m[1].0.as_str(), m[1].1.line), ("é😀", 2));
        let Datum::List(l) = &m[0].1.datum else { panic!("a list") };
        assert!(matches!(&l[1].datum, Datum::Number(x, t) if *x == -2500.0 && &**t == "-2.5e3"));
    }

    #[test]
    fn faults_are_named_with_their_line() {
        for (text, line) in [
            ("{\n\"a\": 1,\n\"a\": 2}", 3),
            ("[1,\n2", 2),
            ("{\"a\" 1}", 1),
            ("[NaN]", 1),
            ("[01]", 1),
            ("[1e999]", 1),
            ("[1] x", 1),
            ("\"\\ud800\"", 1),
            ("", 1),
            ("[1,]", 1),
        ] {
            let e = parse("f", text).expect_err(text);
            assert_eq!((e.place().file.as_deref(), e.place().line), (Some("f"), Some(line)), "{text}");
        }
        assert!(parse("f", &"[".repeat(100_000)).expect_err("deep").is_limit());
    }
}
