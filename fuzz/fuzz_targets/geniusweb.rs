//! Any bytes as geniusweb files.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| goodoffices_fuzz::pair("domain.json", "profile.json", bytes));
