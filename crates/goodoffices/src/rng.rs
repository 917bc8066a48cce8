//! Random streams keyed by identity, never by worker.
//!
//! A stream is named by the root seed and a path of words and numbers (purpose, case, repetition, party …).
//! Whoever draws from it, on whichever thread and in whatever order, draws the same numbers. The generator
//! is ChaCha with 8 rounds, which is named and portable; the key is BLAKE3 of the path.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// The generator of every stream.
pub type Stream = ChaCha8Rng;

/// One part of a stream's name.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// A word, such as the purpose.
    Word(&'a str),
    /// A number, such as a repetition.
    Number(u64),
}

impl<'a> From<&'a str> for Part<'a> {
    fn from(s: &'a str) -> Self {
        Part::Word(s)
    }
}

impl From<u64> for Part<'_> {
    fn from(n: u64) -> Self {
        Part::Number(n)
    }
}

/// The stream of this seed and path.
#[must_use]
pub fn stream(seed: u64, path: &[Part<'_>]) -> Stream {
    // Hashed in one piece: paths are short, and a hasher that takes pieces costs several times as much.
    let mut bytes = Vec::with_capacity(256);
    bytes.extend_from_slice(b"goodoffices stream 1");
    bytes.extend_from_slice(&seed.to_le_bytes());
    for part in path {
        match part {
            Part::Word(w) => {
                bytes.push(1);
                bytes.extend_from_slice(&(w.len() as u64).to_le_bytes());
                bytes.extend_from_slice(w.as_bytes());
            }
            Part::Number(n) => {
                bytes.push(2);
                bytes.extend_from_slice(&n.to_le_bytes());
            }
        }
    }
    ChaCha8Rng::from_seed(*blake3::hash(&bytes).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn a_stream_is_its_name() {
        let draw = |path: &[Part<'_>]| stream(7, path).next_u64();
        assert_eq!(draw(&["session".into(), 3.into()]), draw(&["session".into(), 3.into()]));
        assert_ne!(draw(&["session".into(), 3.into()]), draw(&["session".into(), 4.into()]));
        assert_ne!(draw(&["ab".into(), "c".into()]), draw(&["a".into(), "bc".into()]));
    }

    #[test]
    fn the_numbers_never_drift() {
        // Pinned: a change here changes every seeded result.
        let mut s = stream(0, &["pin".into()]);
        let got: Vec<u64> = (0..2).map(|_| s.next_u64()).collect();
        assert_eq!(got, PINNED);
    }

    const PINNED: [u64; 2] = [16_576_690_059_610_630_241, 7_407_510_282_326_887_978];
}
