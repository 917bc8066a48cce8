//! Tables from any bytes: never a panic; what is read is written and read again to the same record.

#![no_main]

use goodoffices::format::case::{NamedBytes, derive::derive, read_declarations, table};
use libfuzzer_sys::fuzz_target;

const CASE: &[u8] = include_bytes!("../../cases/harbour-strike/case.toml");

fuzz_target!(|data: &[u8]| {
    let csv = NamedBytes { name: "t.csv", bytes: data };
    let _ = derive(&csv, "x");
    let Ok(case) = read_declarations(Some(NamedBytes { name: "case.toml", bytes: CASE })) else { return };
    let Ok(record) = table::read(&csv, &case) else { return };
    let bytes = NamedBytes { name: "record.jsonl", bytes: record.as_bytes() };
    let again = table::write(&bytes, &case)
        .and_then(|csv| table::read(&NamedBytes { name: "t.csv", bytes: csv.as_bytes() }, &case));
    assert_eq!(again, Ok(record));
});
