//! On whom leaving works: leverage on each side, its decay, and whom leaving would help.
//!
//! L_i = U_i(mediated) − U_i(unmediated). Saying that one will leave presses party i only if L_i > 0. If
//! L_i < 0 < L_j it presses j and rewards i: the one whom time helps. Means of pressure wear out:
//! L_i(t) = L_i·e^{−ηt}. A party's worth of going on without talks is its fallback; of going on with them,
//! the chance of a settlement and whatever the talks themselves give it (time, standing, a pause).

use super::judge::Band;
use crate::error::{Error, Result};
use crate::num;

/// What the talks are worth to one party, over draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Stake {
    /// Worth of going on with the mediator, a draw each.
    pub mediated: Vec<f64>,
    /// Worth of going on without, the same draws.
    pub unmediated: Vec<f64>,
}

/// Leverage on one party.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leverage {
    /// Mean over the draws.
    pub mean: f64,
    /// Nine tenths of the draws.
    pub band: Band,
    /// Probability that leaving would cost this party something.
    pub presses: f64,
}

/// Whom leaving would help.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HelpsOne {
    /// The party (index) that would be better off.
    pub helped: usize,
    /// The party (index) that would be worse off.
    pub harmed: usize,
    /// Probability that both hold.
    pub probability: f64,
}

/// Leverage on each party.
///
/// # Errors
/// If a party has no draws, or the parties' draws differ in number.
pub fn leverage(stakes: &[Stake]) -> Result<Vec<Leverage>> {
    let n = stakes.first().map_or(0, |s| s.mediated.len());
    if n == 0 || stakes.iter().any(|s| s.mediated.len() != n || s.unmediated.len() != n) {
        return Err(Error::parameter("leverage needs the same draws of both worths for every party"));
    }
    let of = |s: &Stake| -> Vec<f64> { s.mediated.iter().zip(&s.unmediated).map(|(m, u)| m - u).collect() };
    Ok(stakes
        .iter()
        .map(|s| {
            let l = of(s);
            let mean = l.iter().sum::<f64>() / n as f64;
            let presses = l.iter().filter(|x| **x > 0.0).count() as f64 / n as f64;
            Leverage { mean, band: Band::of(l).unwrap_or(Band { low: mean, high: mean }), presses }
        })
        .collect())
}

/// The warning, if one party's mean leverage is below 0 and another's above: leaving rewards the first and
/// presses the second. Of several, the likeliest pair; equal ones in the order of the parties.
///
/// # Errors
/// As [`leverage`].
pub fn helps_one(stakes: &[Stake]) -> Result<Option<HelpsOne>> {
    let levels = leverage(stakes)?;
    let n = stakes.first().map_or(1, |s| s.mediated.len());
    let gain = |i: usize, k: usize| stakes[i].mediated[k] - stakes[i].unmediated[k];
    let mut found: Option<HelpsOne> = None;
    for (helped, gains) in levels.iter().enumerate() {
        for (harmed, loses) in levels.iter().enumerate() {
            if gains.mean >= 0.0 || loses.mean <= 0.0 {
                continue;
            }
            let both = (0..n).filter(|k| gain(helped, *k) < 0.0 && gain(harmed, *k) > 0.0).count();
            let probability = both as f64 / n as f64;
            if found.is_none_or(|f| probability > f.probability) {
                found = Some(HelpsOne { helped, harmed, probability });
            }
        }
    }
    Ok(found)
}

/// What is left of leverage after `time`, wearing out at `decay` per unit of time.
///
/// # Errors
/// If time or decay is negative or not finite.
pub fn decayed(leverage: f64, decay: f64, time: f64) -> Result<f64> {
    for (name, x) in [("decay", decay), ("time", time)] {
        if !(x.is_finite() && x >= 0.0) {
            return Err(Error::parameter(format!("{name} {x} is impossible")).remedy("at least 0"));
        }
    }
    Ok(leverage * num::exp(-decay * time))
}

/// The last moment at which what is left of a penalty still outweighs the cost of complying; `None` if it
/// never did, infinite where nothing wears out.
#[must_use]
pub fn last_moment(penalty: f64, cost: f64, decay: f64) -> Option<f64> {
    if penalty < cost || penalty <= 0.0 {
        return None;
    }
    if decay <= 0.0 || cost <= 0.0 { Some(f64::INFINITY) } else { Some(num::ln(penalty / cost) / decay) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stake(gain: &[f64]) -> Stake {
        Stake { mediated: gain.iter().map(|g| 0.5 + g).collect(), unmediated: vec![0.5; gain.len()] }
    }

    #[test]
    fn leaving_that_helps_one_is_told_and_the_mirror_names_the_other() {
        let (a, b) = (stake(&[-0.2, -0.1, 0.05, -0.3]), stake(&[0.1, 0.2, 0.3, -0.1]));
        let h = helps_one(&[a.clone(), b.clone()]).expect("draws").expect("a warning");
        assert_eq!((h.helped, h.harmed, h.probability), (0, 1, 0.5));
        let m = helps_one(&[b.clone(), a.clone()]).expect("draws").expect("a warning");
        assert_eq!((m.helped, m.harmed, m.probability), (1, 0, 0.5));
        assert_eq!(helps_one(&[b.clone(), b.clone()]), Ok(None));
        let l = leverage(&[a, b]).expect("draws");
        assert!((l[0].mean + 0.1375).abs() < 1e-12 && l[0].presses == 0.25 && l[1].presses == 0.75);
        assert!(leverage(&[stake(&[0.1]), stake(&[])]).is_err() && leverage(&[]).is_err());
    }

    #[test]
    fn leverage_wears_out() {
        assert!((decayed(0.4, 0.5, 2.0).expect("fine") - 0.4 * num::exp(-1.0)).abs() < 1e-15);
        assert!(decayed(0.4, -0.5, 2.0).is_err());
        let t = last_moment(0.4, 0.1, 0.5).expect("a moment");
        assert!((decayed(0.4, 0.5, t).expect("fine") - 0.1).abs() < 1e-12);
        assert_eq!(last_moment(0.05, 0.1, 0.5), None);
        assert_eq!(last_moment(0.4, 0.1, 0.0), Some(f64::INFINITY));
    }
}
