//! Any bytes as a conflict in option form: a conflict whose stability can be found, or an error with its place.
#![no_main]

use goodoffices::bargaining::graph::stability;
use goodoffices::format::{NamedFile, conflict};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| match conflict::read(NamedFile { name: "conflict.toml", bytes }) {
    Ok(found) => {
        if found.states().len() <= 64 {
            let _ = stability(&found);
        }
    }
    Err(e) => assert!(e.place().file.is_some() && e.place().line.is_some(), "no place: {e}"),
});
