//! Scenarios for measuring: those of the peer's scripts, number for number, so that both sides play the
//! same sessions. Needs Python's generator (MT19937 seeded by a text through SHA-512), which is small.

use goodoffices::outcome::{Issue, OutcomeSpace};
use goodoffices::preference::{Additive, Preference, Profile, Reservation};
use goodoffices::scenario::{Party, Scenario};
use sha2::{Digest, Sha512};

/// Python's `random.Random(text)`.
#[derive(Debug)]
pub struct PythonRandom {
    state: [u32; 624],
    next: usize,
}

impl PythonRandom {
    /// Seeds as Python 3 does from a text.
    pub fn new(text: &str) -> Self {
        let mut bytes = text.as_bytes().to_vec();
        bytes.extend(Sha512::digest(text.as_bytes()));
        // A big-endian integer cut into 32-bit words, least first.
        let mut key: Vec<u32> =
            bytes.rchunks(4).map(|c| c.iter().fold(0_u32, |x, b| (x << 8) | u32::from(*b))).collect();
        while key.len() > 1 && key.last() == Some(&0) {
            key.pop();
        }
        let mut s = [0_u32; 624];
        s[0] = 19_650_218;
        for i in 1..624 {
            s[i] = 1_812_433_253_u32.wrapping_mul(s[i - 1] ^ (s[i - 1] >> 30)).wrapping_add(i as u32);
        }
        let (mut i, mut j) = (1, 0);
        for _ in 0..624.max(key.len()) {
            let mixed = (s[i - 1] ^ (s[i - 1] >> 30)).wrapping_mul(1_664_525);
            s[i] = (s[i] ^ mixed).wrapping_add(key[j]).wrapping_add(j as u32);
            i += 1;
            j += 1;
            if i == 624 {
                s[0] = s[623];
                i = 1;
            }
            if j == key.len() {
                j = 0;
            }
        }
        for _ in 0..623 {
            let mixed = (s[i - 1] ^ (s[i - 1] >> 30)).wrapping_mul(1_566_083_941);
            s[i] = (s[i] ^ mixed).wrapping_sub(i as u32);
            i += 1;
            if i == 624 {
                s[0] = s[623];
                i = 1;
            }
        }
        s[0] = 0x8000_0000;
        Self { state: s, next: 624 }
    }

    fn word(&mut self) -> u32 {
        if self.next == 624 {
            for i in 0..624 {
                let y = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % 624] & 0x7fff_ffff);
                let odd = if y & 1 == 1 { 0x9908_b0df } else { 0 };
                self.state[i] = self.state[(i + 397) % 624] ^ (y >> 1) ^ odd;
            }
            self.next = 0;
        }
        let mut y = self.state[self.next];
        self.next += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    /// `random()`.
    pub fn random(&mut self) -> f64 {
        let (a, b) = (self.word() >> 5, self.word() >> 6);
        (f64::from(a) * 67_108_864.0 + f64::from(b)) / 9_007_199_254_740_992.0
    }
}

/// Issues of ten values that make this many outcomes.
///
/// # Panics
/// If `size` is not a power of ten from 100.
pub fn shape(size: usize) -> Vec<usize> {
    let issues = size.ilog10() as usize;
    assert!(size >= 100 && 10_usize.pow(issues as u32) == size, "a power of ten from 100");
    vec![10; issues]
}

fn tables(shape: &[usize], seed: u64, party: usize) -> (Vec<f64>, Vec<Vec<f64>>) {
    let list: Vec<String> = shape.iter().map(ToString::to_string).collect();
    let mut rng = PythonRandom::new(&format!("{seed}/{party}/({})", list.join(", ")));
    let mut w: Vec<f64> = shape.iter().map(|_| rng.random() + 0.1).collect();
    let total: f64 = w.iter().sum();
    for x in &mut w {
        *x /= total;
    }
    let values = shape.iter().map(|n| {
        let v: Vec<f64> = (0..*n).map(|_| rng.random()).collect();
        let low = v.iter().copied().fold(f64::INFINITY, f64::min);
        let high = v.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        v.iter().map(|x| (x - low) / (high - low)).collect()
    });
    let values = values.collect();
    (w, values)
}

/// The peer's scenario of this size and seed; with `zero_sum`, strictly opposed utilities.
///
/// # Panics
/// As [`shape`].
pub fn scenario(size: usize, seed: u64, zero_sum: bool) -> Scenario {
    let shape = shape(size);
    let issue =
        |(k, n): (usize, &usize)| Issue::categorical(format!("i{k}"), (0..*n).map(|j| format!("v{j}")));
    let space = OutcomeSpace::new(shape.iter().enumerate().map(issue).collect()).expect("a space");
    let parties = (0..2).map(|party| {
        let (w, mut values) = tables(&shape, seed, if zero_sum { 0 } else { party });
        if zero_sum && party == 1 {
            values.iter_mut().flatten().for_each(|x| *x = 1.0 - *x);
        }
        let u = Additive::new(&space, w, values).expect("a function");
        let profile = Profile::new(u).with_reservation(Reservation::Value(0.0));
        Party { name: format!("u{party}"), preference: Preference::Known(profile) }
    });
    let parties = parties.collect();
    Scenario { name: format!("d{size}"), space, parties, constraints: Vec::new() }
}

/// The same scenario with its utility functions made anew from their numbers.
///
/// # Panics
/// If a party's function is not additive.
pub fn rebuilt(scenario: &Scenario) -> Scenario {
    let mut made = scenario.clone();
    for party in &mut made.parties {
        let Preference::Known(profile) = &party.preference else { continue };
        let old = profile.as_additive().expect("an additive function");
        let u =
            Additive::new(&scenario.space, old.weights().to_vec(), old.values().to_vec()).expect("the same");
        let reservation = profile.reservation().clone();
        party.preference = Preference::Known(Profile::new(u).with_reservation(reservation));
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_pythons() {
        // random.Random("1/0/(10, 10)").random(), twice.
        let mut r = PythonRandom::new("1/0/(10, 10)");
        assert_eq!([r.random(), r.random()], PYTHON);
    }

    const PYTHON: [f64; 2] = [0.23299311367923858, 0.31203605804717494];
}
