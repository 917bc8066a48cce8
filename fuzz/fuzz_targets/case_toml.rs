//! Declarations from any bytes: never a panic, every fault has a place.

#![no_main]

use goodoffices::format::case::{CaseFiles, NamedBytes, read};
use libfuzzer_sys::fuzz_target;

const RECORD: &[u8] = include_bytes!("../../cases/harbour-strike/record.jsonl");
const ESTIMATES: &[u8] = include_bytes!("../../cases/harbour-strike/estimates.toml");

fn named<'a>(name: &'a str, bytes: &'a [u8]) -> Option<NamedBytes<'a>> {
    Some(NamedBytes { name, bytes })
}

fuzz_target!(|data: &[u8]| {
    let reading = read(&CaseFiles {
        case: named("case.toml", data),
        record: named("record.jsonl", RECORD),
        estimates: named("estimates.toml", ESTIMATES),
        sources: None,
    });
    assert!(reading.faults.iter().all(|f| f.error.place().file.is_some()));
});
