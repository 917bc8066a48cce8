//! Any bytes as native files.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| goodoffices_fuzz::pair("domain.toml", "profile.toml", bytes));
