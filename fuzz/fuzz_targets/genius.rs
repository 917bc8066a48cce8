//! Any bytes as genius files.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| goodoffices_fuzz::pair("domain.xml", "profile.xml", bytes));
