//! What must hold of any bytes given to a reader: a scenario that can be used and written again, or an error
//! with its place. Fuzz targets feed it without end; the engine's test binary includes this very file and
//! feeds it a bounded share of broken fixtures.

use goodoffices::format::{Format, NamedFile, Options, Semantics, Strangers, scenario, write};
use goodoffices::preference::Preference;

/// Reads files with every option and checks what comes out.
pub fn check(files: &[NamedFile<'_>]) {
    for semantics in [Semantics::Genius, Semantics::Negmas] {
        for strangers in [Strangers::Skip, Strangers::Refuse] {
            let options = Options { semantics, strangers, ..Options::default() };
            match scenario(files, &options) {
                Ok(loaded) => {
                    let s = &loaded.scenario;
                    let first = vec![0; s.space.issues().len()];
                    for p in &s.parties {
                        if let Preference::Known(profile) = &p.preference {
                            // Finite numbers may still overflow when summed; they are never "not a number".
                            assert!(!profile.utility(&first).is_nan(), "a utility that is no number");
                        }
                    }
                    if let Err(e) = write(s, Format::Native) {
                        assert!(e.is_parameter(), "what was read cannot be written: {e}");
                    }
                }
                Err(e) => {
                    assert!(e.is_input() || e.is_limit() || e.is_parameter(), "{e:?}");
                    assert!(e.place().file.is_some() && e.place().line.is_some(), "no place: {e}");
                }
            }
        }
    }
}

/// Bytes as a domain and a profile, parted by the first 0xFF (which no UTF-8 text holds), or as one file.
pub fn pair(domain: &str, profile: &str, bytes: &[u8]) {
    match bytes.iter().position(|b| *b == 0xFF) {
        Some(k) => check(&[
            NamedFile { name: domain, bytes: &bytes[..k] },
            NamedFile { name: profile, bytes: &bytes[k + 1..] },
        ]),
        None => check(&[NamedFile { name: profile, bytes }]),
    }
}
