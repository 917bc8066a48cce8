//! The record as a table and back: nothing is lost, nothing calculates.

use crate::case_files::{ALL, Files, case, lines, open};
use goodoffices::format::case::derive::derive;
use goodoffices::format::case::{NamedBytes, table};
use proptest::prelude::*;

fn named<'a>(name: &'a str, text: &'a str) -> NamedBytes<'a> {
    NamedBytes { name, bytes: text.as_bytes() }
}

fn there_and_back(files: &Files) -> String {
    let case = case(files);
    let csv = table::write(&named("record.jsonl", &files.record), &case).expect("a table");
    table::read(&named("t.csv", &csv), &case).expect("a record")
}

#[test]
fn the_cases_come_back_byte_for_byte() {
    for name in ALL {
        let files = open(name);
        assert_eq!(there_and_back(&files), files.record, "{name}");
    }
}

#[test]
fn a_table_without_declarations_makes_a_case_with_the_same_events() {
    for name in ALL {
        let files = open(name);
        let whole = case(&files);
        let csv = table::write(&named("record.jsonl", &files.record), &whole).expect("a table");
        let derived = derive(&named("t.csv", &csv), "made").expect("a case");
        assert_eq!(derived.case.events().len(), whole.events().len());
        let ids = |c: &goodoffices::talks::Case| c.events().iter().map(|e| e.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&derived.case), ids(&whole));
        for (a, b) in derived.case.events().iter().zip(whole.events()) {
            assert_eq!(a.proposal.len(), b.proposal.len(), "{}", a.id);
        }
    }
}

#[test]
fn missing_and_strange_columns_are_named() {
    let case = case(&open("harbour-strike"));
    let faults =
        table::read(&named("t.csv", "id,happened,sumary,proposal.wages\n"), &case).expect_err("faults");
    let all: String = faults.iter().map(|f| f.error.to_string() + "\n").collect();
    assert!(all.contains("columns are missing: known, speaker, principal"), "{all}");
    assert!(all.contains("unknown column \"sumary\" (did you mean \"summary\"?"), "{all}");
    assert!(all.contains("no issue \"wages\" is declared"), "{all}");
}

#[test]
fn a_wrong_cell_is_told_by_line_and_column() {
    let files = open("harbour-strike");
    let case = case(&files);
    let csv = table::write(&named("record.jsonl", &files.record), &case).expect("a table");
    let csv = csv.replacen("2031-03-10,", "10/03/2031,", 1);
    let faults = table::read(&named("t.csv", &csv), &case).expect_err("faults");
    let place = faults[0].error.place();
    assert_eq!(place.file.as_deref(), Some("t.csv"));
    assert!(place.line.is_some() && place.field.is_some(), "{place}");
}

#[test]
fn a_spreadsheets_own_separator_and_byte_order_mark_are_taken() {
    let files = open("harbour-strike");
    let case = case(&files);
    let csv = table::write(&named("record.jsonl", &files.record), &case).expect("a table");
    let mut out = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    for row in csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes()).records() {
        out.write_record(&row.expect("a row")).expect("written");
    }
    let text = format!("\u{feff}{}", String::from_utf8(out.into_inner().expect("bytes")).expect("text"));
    assert_eq!(table::read(&named("t.csv", &text), &case).expect("a record"), files.record);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Text of any sort in every free field, a line written otherwise than by this program: all comes back.
    #[test]
    fn any_text_comes_back(
        texts in proptest::collection::vec(r#"[=+\-@'";,\\\t\n\r a-zé€]{0,6}[a-z]"#, 8),
        spaced: bool,
    ) {
        let mut files = open("harbour-strike");
        let mut all = lines(&files.record);
        for (k, key) in ["speaker", "role", "condition", "summary", "package", "cameo"].iter().enumerate() {
            all[4][*key] = texts[k].clone().into();
        }
        all[4]["addressee"] = vec![texts[6].clone(), texts[7].clone() + ";x"].into();
        all[4]["source"]["title"] = texts[7].clone().into();
        files.record = all
            .iter()
            .map(|l| if spaced { l.to_string().replacen('{', "{ ", 1) } else { l.to_string() } + "\n")
            .collect();
        prop_assert_eq!(there_and_back(&files), files.record.clone());
        let csv = table::write(&named("record.jsonl", &files.record), &case(&files)).expect("a table");
        for row in csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes()).records() {
            for cell in row.expect("a row").iter() {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?} would calculate");
            }
        }
    }
}
