//! Broken files of every format: an error with its place, never a panic, never unbounded.
//!
//! The check itself lives in `fuzz/src/lib.rs`, so that the fuzz targets and these bounded runs are one.

use crate::shared::{files, fixture};
use goodoffices::format::{MAX_BYTES, NamedFile, Options, scenario};
use proptest::prelude::*;

#[path = "../../../../fuzz/src/lib.rs"]
mod targets;

const FOLDERS: [&str; 7] = [
    "genius-numbers",
    "genius-rectangles",
    "geniusweb-old",
    "geniusweb-order",
    "negmas",
    "negolog",
    "native",
];

type Files = Vec<(String, Vec<u8>)>;

/// What the fuzz targets check, on these files.
fn read(files: &Files) {
    let named: Vec<NamedFile<'_>> = files.iter().map(|(name, bytes)| NamedFile { name, bytes }).collect();
    targets::check(&named);
}

fn at(folder: usize, file: prop::sample::Index) -> (Files, usize) {
    let all = files(&fixture(FOLDERS[folder]));
    let k = file.index(all.len());
    (all, k)
}

proptest! {
    #[test]
    fn cut_short(folder in 0..FOLDERS.len(), file: prop::sample::Index, cut: prop::sample::Index) {
        let (mut all, k) = at(folder, file);
        let n = cut.index(all[k].1.len());
        all[k].1.truncate(n);
        read(&all);
    }

    #[test]
    fn bits_flipped(folder in 0..FOLDERS.len(), file: prop::sample::Index, flips in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..6)) {
        let (mut all, k) = at(folder, file);
        for (i, bit) in flips {
            let i = i.index(all[k].1.len());
            all[k].1[i] ^= 1 << bit;
        }
        read(&all);
    }

    #[test]
    fn pieces_repeated_or_replaced(
        folder in 0..FOLDERS.len(),
        file: prop::sample::Index,
        from: prop::sample::Index,
        to: prop::sample::Index,
        with in prop_oneof![
            Just("NaN"), Just("nan"), Just(".nan"), Just("-1e999"), Just("inf"), Just("1e308"), Just("-0.0"),
            Just("99999999999999999999"), Just(""), Just("\""), Just("\u{0}"), Just("é"), Just("null"), Just("{}"),
            Just("[]"), Just("<a>"), Just("&x;"), Just("- - -"), Just("*a"), Just("\t"), Just("0x10"),
        ],
        repeat: bool,
    ) {
        let (mut all, k) = at(folder, file);
        let (a, b) = (from.index(all[k].1.len()), to.index(all[k].1.len()));
        let (a, b) = (a.min(b), a.max(b));
        let piece = if repeat { all[k].1[a..b].repeat(2) } else { with.as_bytes().to_vec() };
        let b = if repeat { b } else { b.min(a + 12) };
        all[k].1.splice(a..b, piece);
        read(&all);
    }

    #[test]
    fn any_number_replaced(folder in 0..FOLDERS.len(), file: prop::sample::Index, which: prop::sample::Index, with in prop_oneof![
        Just("NaN"), Just(".nan"), Just("1e999"), Just("-1e999"), Just("1e308"), Just("4294967295"), Just("-1"), Just("0.0000000000001"), Just("1e18"),
    ]) {
        let (mut all, k) = at(folder, file);
        let text = String::from_utf8(all[k].1.clone()).unwrap();
        let starts: Vec<usize> = text
            .char_indices()
            .filter(|(i, c)| c.is_ascii_digit() && !text[..*i].ends_with(|p: char| p.is_ascii_digit() || p == '.'))
            .map(|(i, _)| i)
            .collect();
        if starts.is_empty() {
            return Ok(());
        }
        let a = starts[which.index(starts.len())];
        let n = text[a..].find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len() - a);
        all[k].1.splice(a..a + n, with.bytes());
        read(&all);
    }

    #[test]
    fn plain_noise(bytes in prop::collection::vec(any::<u8>(), 0..300), name in prop_oneof![
        Just("a.xml"), Just("a.json"), Just("a.yml"), Just("a.toml"), Just("-"),
    ]) {
        read(&vec![(name.to_owned(), bytes.clone())]);
        targets::pair("domain.json", name, &bytes);
    }
}

#[test]
fn deep_nesting_is_refused_in_every_format() {
    for (name, open) in [
        ("a.xml", "<utility_space>"),
        ("a.xml", "<utility_space><objective>"),
        ("a.json", "["),
        ("a.json", "{\"issuesValues\":"),
        ("a.yml", "- "),
        ("a.yml", "["),
        ("a.yml", "{a: "),
        ("a.toml", "a = ["),
        ("-", "{\"a\":"),
    ] {
        let body =
            if name == "a.toml" { format!("a = {}", "[".repeat(200_000)) } else { open.repeat(200_000) };
        read(&vec![(name.to_owned(), body.into_bytes())]);
    }
}

#[test]
fn a_hundred_megabytes_are_refused_unread() {
    for name in ["a.xml", "a.json", "a.yml", "a.toml", "-"] {
        let bytes = vec![b' '; 100 << 20];
        let e = scenario(&[NamedFile { name, bytes: &bytes }], &Options::default()).expect_err("too large");
        assert!(e.is_limit() && e.to_string().contains(&MAX_BYTES.to_string()), "{e}");
    }
}

#[test]
fn wide_ranges_and_many_values_are_bounded() {
    let domain = |low: &str, high: &str| {
        format!(
            "<utility_space><objective><issue index='1' name='n' type='integer' lowerbound='{low}' upperbound='{high}'/>\
             </objective></utility_space>"
        )
    };
    for (low, high) in [("0", "4000000000"), ("0", "9e14"), ("-9e14", "9e14"), ("0", "2000000")] {
        let text = domain(low, high);
        let e = scenario(&[NamedFile { name: "d.xml", bytes: text.as_bytes() }], &Options::default())
            .expect_err("wide");
        assert!(e.place().line.is_some(), "{e}");
    }
    let range = |text: &str| {
        let json = format!("{{\"name\":\"d\",\"issuesValues\":{{\"n\":{{\"range\":{text}}}}}}}");
        scenario(&[NamedFile { name: "d.json", bytes: json.as_bytes() }], &Options::default())
            .expect_err("wide")
    };
    for text in ["[0,1,0.000000001]", "[0,1e15,1]", "[0,1,0]", "[1,0,1]", "[0,1]", "[0,1,-1]"] {
        let e = range(text);
        assert!(e.place().file.is_some() && e.place().line.is_some(), "{text}: {e}");
    }
}

#[test]
fn other_encodings_are_named() {
    let latin = b"<?xml version=\"1.0\"?>\n<utility_space>\n<objective name=\"\xe9t\xe9\"/></utility_space>";
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("<a/>".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (bytes, line, word) in [(&latin[..], 3, "UTF-8"), (&utf16[..], 1, "UTF-16")] {
        let e =
            scenario(&[NamedFile { name: "a.xml", bytes }], &Options::default()).expect_err("an encoding");
        assert_eq!(e.place().line, Some(line), "{e}");
        assert!(e.to_string().contains(word), "{e}");
    }
}
