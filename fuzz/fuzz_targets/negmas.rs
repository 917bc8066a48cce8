//! Any bytes as negmas files.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| goodoffices_fuzz::pair("domain.yml", "profile.yml", bytes));
