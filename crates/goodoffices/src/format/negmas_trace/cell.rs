//! A cell of a table as the value that Python wrote there: tuples, lists, dicts, texts, numbers, names.
//!
//! Python's `repr` and JSON are read by one small parser, since exporters write either: `('lo', 4)`,
//! `["lo", 4]`, `{'a': <ResponseType.ACCEPT_OFFER: 0>}`, `np.int64(4)`. A tuple is a list, `None` and `nan`
//! are nothing, a member of an enumeration is its name. Absent on purpose: arithmetic, sets, byte strings.

use super::super::text::{MAX_DEPTH, short};
use super::super::tree::{Datum, Node};
use crate::error::{Error, Result};

/// Reads one cell; an empty one is nothing. `line` is the cell's line in its file.
pub(super) fn parse(text: &str, line: usize) -> Result<Node> {
    let mut p = Cell { text, at: 0, line };
    p.space();
    if p.at == text.len() {
        return Ok(Node { line, datum: Datum::Null });
    }
    let node = p.value(0)?;
    p.space();
    if p.at < text.len() {
        return Err(p.wrong("something stands after the value"));
    }
    Ok(node)
}

struct Cell<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Cell<'_> {
    fn wrong(&self, message: &str) -> Error {
        Error::input(format!("{message} in {:?}", short(self.text)))
            .remedy("write it as Python or JSON does, as in ('low', 4) or {\"price\": \"low\"}")
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn space(&mut self) {
        while let Some(c) = self.peek().filter(|c| c.is_whitespace()) {
            self.at += c.len_utf8();
        }
    }

    fn take(&mut self, wanted: char) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += if there { wanted.len_utf8() } else { 0 };
        there
    }

    fn value(&mut self, depth: usize) -> Result<Node> {
        if depth > MAX_DEPTH {
            return Err(Error::limit(format!("nested deeper than {MAX_DEPTH}")));
        }
        let datum = match self.peek() {
            Some('(') => self.list(')', depth)?,
            Some('[') => self.list(']', depth)?,
            Some('{') => self.map(depth)?,
            Some(quote @ ('\'' | '"')) => Datum::Text(self.string(quote)?),
            Some('<') => self.member()?,
            Some(c) if c.is_ascii_digit() || matches!(c, '-' | '+' | '.') => self.number()?,
            Some(c) if c.is_alphabetic() || c == '_' => return self.word(depth),
            _ => return Err(self.wrong("a value is wanted")),
        };
        Ok(Node { line: self.line, datum })
    }

    /// What stands before a closing bracket, separated by commas; one may trail.
    fn list(&mut self, end: char, depth: usize) -> Result<Datum> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.space();
            if self.take(end) {
                return Ok(Datum::List(items));
            }
            items.push(self.value(depth + 1)?);
            self.space();
            if !self.take(',') && self.peek() != Some(end) {
                return Err(self.wrong("a comma or a closing bracket is wanted"));
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Datum> {
        self.at += 1;
        let mut entries: Vec<(String, Node)> = Vec::new();
        loop {
            self.space();
            if self.take('}') {
                return Ok(Datum::Map(entries));
            }
            let key = super::super::tree::label(&self.value(depth + 1)?)
                .ok_or_else(|| self.wrong("a key is no text"))?;
            if entries.iter().any(|(k, _)| *k == key) {
                return Err(self.wrong("a key stands twice"));
            }
            self.space();
            if !self.take(':') {
                return Err(self.wrong("a colon is wanted"));
            }
            self.space();
            let value = self.value(depth + 1)?;
            entries.push((key, value));
            self.space();
            if !self.take(',') && self.peek() != Some('}') {
                return Err(self.wrong("a comma or a closing bracket is wanted"));
            }
        }
    }

    fn string(&mut self, quote: char) -> Result<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let Some(c) = self.peek() else { return Err(self.wrong("a text does not end")) };
            self.at += c.len_utf8();
            match c {
                _ if c == quote => return Ok(out),
                '\\' => out.push(self.escape()?),
                _ => out.push(c),
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let Some(c) = self.peek() else { return Err(self.wrong("a text does not end")) };
        self.at += c.len_utf8();
        let digits = match c {
            'n' => return Ok('\n'),
            't' => return Ok('\t'),
            'r' => return Ok('\r'),
            '\\' | '\'' | '"' | '/' => return Ok(c),
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => return Err(self.wrong("an unknown escape stands")),
        };
        let hex = self.text.get(self.at..self.at + digits);
        let code = hex
            .filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|h| u32::from_str_radix(h, 16).ok())
            .and_then(char::from_u32)
            .ok_or_else(|| self.wrong("an escape names no character"))?;
        self.at += digits;
        Ok(code)
    }

    /// `<ResponseType.ACCEPT_OFFER: 0>` is the text `ACCEPT_OFFER`.
    fn member(&mut self) -> Result<Datum> {
        let rest = &self.text[self.at + 1..];
        let inside = rest.split_once('>').map(|(i, _)| i).ok_or_else(|| self.wrong("a '>' is wanted"))?;
        self.at += inside.len() + 2;
        let name = inside.split(':').next().unwrap_or_default().trim();
        Ok(Datum::Text(name.rsplit('.').next().unwrap_or_default().to_owned()))
    }

    fn number(&mut self) -> Result<Datum> {
        let from = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.' | '_')) {
            self.at += 1;
        }
        let text = &self.text[from..self.at];
        match text.parse::<f64>() {
            Ok(x) if x.is_finite() => Ok(Datum::Number(x, text.into())),
            _ => Err(self.wrong("a number cannot be read")),
        }
    }

    /// A constant, a bare name, or `type(value)`, which is the value.
    fn word(&mut self, depth: usize) -> Result<Node> {
        let from = self.at;
        while let Some(c) = self.peek().filter(|c| c.is_alphanumeric() || matches!(c, '_' | '.')) {
            self.at += c.len_utf8();
        }
        let word = &self.text[from..self.at];
        if self.take('(') {
            self.space();
            let inside = self.value(depth + 1)?;
            self.space();
            return if self.take(')') { Ok(inside) } else { Err(self.wrong("a ')' is wanted")) };
        }
        let datum = match word {
            "None" | "null" | "nan" | "NaN" => Datum::Null,
            "True" | "true" => Datum::Bool(true),
            "False" | "false" => Datum::Bool(false),
            _ => Datum::Text(word.rsplit('.').next().unwrap_or_default().to_owned()),
        };
        Ok(Node { line: self.line, datum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(node: &Node) -> String {
        match &node.datum {
            Datum::Null => "-".into(),
            Datum::Bool(b) => b.to_string(),
            Datum::Number(_, t) => t.to_string(),
            Datum::Text(t) => format!("{t:?}"),
            Datum::List(l) => format!("[{}]", l.iter().map(told).collect::<Vec<_>>().join(" ")),
            Datum::Map(m) => {
                format!(
                    "{{{}}}",
                    m.iter().map(|(k, v)| format!("{k}={}", told(v))).collect::<Vec<_>>().join(" ")
                )
            }
        }
    }

    #[test]
    fn what_python_and_json_write_is_read() {
        for (text, wanted) in [
            ("('mid, x', 4, -3.5)", "[\"mid, x\" 4 -3.5]"),
            ("(\"it's\",)", "[\"it's\"]"),
            ("{'n1': <ResponseType.ACCEPT_OFFER: 0>}", "{n1=\"ACCEPT_OFFER\"}"),
            ("{\"a\": [1, true, null], 2: 'b'}", "{a=[1 true -] 2=\"b\"}"),
            ("(np.str_('a\\u00e9'), np.int64(4), nan)", "[\"aé\" 4 -]"),
            ("", "-"),
            ("{}", "{}"),
            ("ResponseType.REJECT_OFFER", "\"REJECT_OFFER\""),
        ] {
            assert_eq!(told(&parse(text, 1).expect(text)), wanted, "{text}");
        }
        for bad in ["(", "('a' 'b')", "('a'", "{'a'}", "{'a': 1, 'a': 2}", "1 2", "'\\q'", "1e999", ")", "<a"]
        {
            assert!(parse(bad, 1).is_err(), "{bad}");
        }
        assert!(parse(&"(".repeat(100_000), 1).expect_err("deep").is_limit());
        assert!(parse(&"a(".repeat(100_000), 1).expect_err("deep").is_limit());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[(){}\\[\\]<>'\",:\\\\a-c0-9.\\- é]{0,40}") {
            let _ = parse(&text, 1);
        }
    }
}
