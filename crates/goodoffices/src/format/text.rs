//! From bytes to text: size, encoding, lines.
//!
//! UTF-8 with or without a byte order mark is read; Latin-1 where an XML declaration says so. UTF-16 and
//! anything else is refused with the line of the first wrong byte, never guessed at.

use crate::error::{Error, Place, Result};
use std::borrow::Cow;

/// Most bytes of one file that a reader accepts (32 MiB).
pub const MAX_BYTES: usize = 32 << 20;
/// Deepest nesting that a reader follows.
pub const MAX_DEPTH: usize = 64;
/// Most elements, keys and list entries of one file.
pub(crate) const MAX_NODES: usize = 500_000;

/// Line numbers of byte offsets.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(k, _)| k).collect())
    }

    /// The line (from 1) that holds the byte at this offset.
    pub(crate) fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|end| *end < offset) + 1
    }
}

/// The text of a file.
pub(crate) fn decode<'a>(file: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::limit(format!(
            "{} bytes are more than the {MAX_BYTES} a reader accepts",
            bytes.len()
        ))
        .at(Place::file(file)));
    }
    let wrong = |offset: usize, what: &str| {
        let line = bytes[..offset].iter().filter(|b| **b == b'\n').count() + 1;
        Error::input(what).at(Place::file(file).at_line(line)).remedy("save the file as UTF-8")
    };
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(wrong(0, "the file is in UTF-16"));
    }
    let body = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    let shift = bytes.len() - body.len();
    if let Some(k) = body.iter().position(|b| *b == 0) {
        return Err(wrong(k + shift, "a zero byte stands in the text"));
    }
    match std::str::from_utf8(body) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) if declares_latin_1(body) => Ok(Cow::Owned(body.iter().map(|b| char::from(*b)).collect())),
        Err(e) => Err(wrong(e.valid_up_to() + shift, "the bytes are not UTF-8")),
    }
}

fn declares_latin_1(body: &[u8]) -> bool {
    let head: String = body.iter().take(200).map(|b| char::from(b.to_ascii_lowercase())).collect();
    head.starts_with("<?xml")
        && head.split("?>").next().is_some_and(|d| d.contains("iso-8859-1") || d.contains("latin1"))
}

/// The text cut to at most 40 characters, for messages.
pub(crate) fn short(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_owned();
    }
    text.chars().take(37).chain("...".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(decode("f", "\u{feff}été".as_bytes()).expect("text"), "été");
        assert_eq!(
            decode("f", b"<?xml version='1.0' encoding='ISO-8859-1'?>\xe9").expect("text").chars().last(),
            Some('é')
        );
        let e = decode("f", b"a\nb\n\xe9").expect_err("an error");
        assert_eq!((e.place().file.as_deref(), e.place().line), (Some("f"), Some(3)));
        assert!(decode("f", b"\xff\xfea\0").is_err());
        assert!(decode("f", b"a\0b").is_err());
        assert!(decode("f", &vec![b' '; MAX_BYTES + 1]).expect_err("an error").is_limit());
    }

    #[test]
    fn lines_count_from_one() {
        let lines = Lines::of("ab\nc\n\nd");
        assert_eq!([0, 2, 3, 5, 6].map(|o| lines.at(o)), [1, 1, 2, 3, 4]);
    }
}
