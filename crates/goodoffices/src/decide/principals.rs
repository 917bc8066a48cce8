//! Principals of one side that speak against each other: will the warning be carried out?
//!
//! Each statement k has a stance σ_k (for or against carrying it out), an authority a_k in [0, 1], a
//! reliability ρ_k, and m_k repeats from the same source, which count once together:
//! logit P = logit π₀ + Σ (a_k/m_k)·σ_k·ln(ρ_k/(1−ρ_k)). An act that costs something (money, a vote, a recall)
//! counts with ρ ≥ .95, mere words with ρ ≤ .65. Dissonance D = 1 − |Σ a_kσ_k| / Σ a_k lies in [0, 1]. A
//! statement that bears on the warning only in part (both can hold: "we leave if nothing moves" and "we stay
//! committed") counts with that part. Audience costs (Fearon 1994) are not modelled apart.

use crate::error::{Error, Result};
use crate::num;
use std::collections::BTreeMap;

/// Least reliability of an act that costs something.
pub const COSTLY: f64 = 0.95;
/// Greatest reliability of mere words.
pub const CHEAP: f64 = 0.65;

/// What a statement is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Made {
    /// Words.
    Words,
    /// An act that cost something.
    CostlyAct,
}

/// One statement on whether a warning will be carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Who speaks, such as a name.
    pub principal: String,
    /// From which interview, text or act: repeats from one source count once together.
    pub source: String,
    /// For carrying it out, or against.
    pub carries_out: bool,
    /// Authority in [0, 1]: head 1, minister .8, spokesperson .5, unnamed .25.
    pub authority: f64,
    /// How often this speaker's word of this kind proved true, in [0, 1].
    pub reliability: f64,
    /// Words or an act.
    pub made: Made,
    /// How far it bears on the warning, in [0, 1]; less than 1 where both can hold.
    pub bears: f64,
}

/// What the statements of a side give together.
#[derive(Clone, Debug, PartialEq)]
pub struct Voices {
    /// Probability that the warning will be carried out.
    pub probability: f64,
    /// How far they speak against each other, in [0, 1].
    pub dissonance: f64,
    /// By principal, in the order of names: the probability without what it said.
    pub without: Vec<(String, f64)>,
    /// Principals whose statements speak against the rest, in the order of names.
    pub dissenting: Vec<String>,
}

impl Said {
    fn checked(&self) -> Result<()> {
        for (name, x) in
            [("authority", self.authority), ("reliability", self.reliability), ("bears", self.bears)]
        {
            if !(0.0..=1.0).contains(&x) {
                return Err(Error::parameter(format!("{name} {x} of {} is impossible", self.principal))
                    .remedy("between 0 and 1"));
            }
        }
        Ok(())
    }

    fn sign(&self) -> f64 {
        if self.carries_out { 1.0 } else { -1.0 }
    }

    /// Reliability within the bounds of what it is made of, away from 0 and 1.
    fn rho(&self) -> f64 {
        let rho = match self.made {
            Made::Words => self.reliability.min(CHEAP),
            Made::CostlyAct => self.reliability.max(COSTLY),
        };
        rho.clamp(0.01, 0.99)
    }
}

pub(super) fn logit(p: f64) -> f64 {
    num::ln(p / (1.0 - p))
}

/// What statements give together with a prior (such as the track record's κ).
///
/// # Errors
/// If the prior is not inside (0, 1), or a number of a statement is impossible.
pub fn voices(prior: f64, said: &[Said]) -> Result<Voices> {
    if !(prior > 0.0 && prior < 1.0) {
        return Err(Error::parameter(format!("a prior of {prior} leaves nothing to learn"))
            .remedy("between 0 and 1, both excluded"));
    }
    said.iter().try_for_each(Said::checked)?;
    let mut repeats: BTreeMap<(&str, &str, bool), f64> = BTreeMap::new();
    let key = |s: &'_ Said| (s.principal.clone(), s.source.clone(), s.carries_out);
    for s in said {
        *repeats.entry((&s.principal, &s.source, s.carries_out)).or_default() += 1.0;
    }
    let weight = |s: &Said| {
        let (p, q, c) = key(s);
        s.authority * s.bears / repeats.get(&(p.as_str(), q.as_str(), c)).copied().unwrap_or(1.0)
    };
    // The terms are added up in an order of their own, so that the order of statements changes no bit.
    let total = |keep: &dyn Fn(&Said) -> bool, term: &dyn Fn(&Said) -> f64| {
        let mut terms: Vec<f64> = said.iter().filter(|s| keep(s)).map(term).collect();
        terms.sort_by(f64::total_cmp);
        terms.iter().sum::<f64>()
    };
    let evidence = |s: &Said| weight(s) * s.sign() * logit(s.rho());
    let stance = |s: &Said| weight(s) * s.sign();
    let believed =
        |keep: &dyn Fn(&Said) -> bool| 1.0 / (1.0 + num::exp(-(logit(prior) + total(keep, &evidence))));
    let names: std::collections::BTreeSet<&str> = said.iter().map(|s| s.principal.as_str()).collect();
    let all = total(&|_| true, &weight);
    let leaning = total(&|_| true, &stance);
    let dissenting = names
        .iter()
        .filter(|n| {
            let own = total(&|s| s.principal == **n, &stance);
            let rest = leaning - own;
            own * rest < -num::TIE
        })
        .map(|n| (*n).to_owned())
        .collect::<Vec<_>>();
    // With two principals each speaks against the other: the one of less weight dissents.
    let heaviest =
        dissenting.iter().map(|n| total(&|s| s.principal == *n, &weight)).fold(f64::NEG_INFINITY, f64::max);
    let lighter: Vec<String> = dissenting
        .iter()
        .filter(|n| total(&|s| s.principal == **n, &weight) < heaviest - num::TIE)
        .cloned()
        .collect();
    Ok(Voices {
        probability: believed(&|_| true),
        dissonance: if all > 0.0 { (1.0 - leaning.abs() / all).clamp(0.0, 1.0) } else { 0.0 },
        without: names.iter().map(|n| ((*n).to_owned(), believed(&|s| s.principal != **n))).collect(),
        dissenting: if dissenting.len() == 2 && lighter.len() == 1 { lighter } else { dissenting },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(principal: &str, source: &str, carries_out: bool, authority: f64) -> Said {
        Said {
            principal: principal.into(),
            source: source.into(),
            carries_out,
            authority,
            reliability: 0.6,
            made: Made::Words,
            bears: 1.0,
        }
    }

    #[test]
    fn two_principals_against_each_other() {
        let (head, deputy) = (said("head", "a", true, 1.0), said("deputy", "b", false, 0.8));
        let v = voices(0.5, &[head.clone(), deputy.clone()]).expect("fine");
        // logit P = (1 − .8)·ln 1.5.
        assert!((v.probability - 1.0 / (1.0 + num::exp(-0.2 * num::ln(1.5)))).abs() < 1e-12);
        assert!((v.dissonance - (1.0 - 0.2 / 1.8)).abs() < 1e-12);
        assert_eq!(v.dissenting, vec!["deputy".to_owned()]);
        let without = |v: &Voices, n: &str| v.without.iter().find(|w| w.0 == n).map(|w| w.1);
        assert!(without(&v, "deputy").is_some_and(|p| (p - 0.6).abs() < 1e-12));
        assert!(without(&v, "head").is_some_and(|p| p < 0.5));
        // Order of statements changes no bit.
        assert_eq!(voices(0.5, &[deputy.clone(), head.clone()]), Ok(v));
        // Where both can hold, less speaks against it.
        let held = Said { bears: 0.25, ..deputy };
        let v = voices(0.5, &[head, held]).expect("fine");
        assert!(v.probability > 0.57 && v.dissonance < 0.4, "{v:?}");
    }

    #[test]
    fn repeats_in_one_interview_count_once() {
        let one = voices(0.5, &[said("head", "a", true, 1.0)]).expect("fine");
        let thrice = voices(0.5, &vec![said("head", "a", true, 1.0); 3]).expect("fine");
        assert!((one.probability - thrice.probability).abs() < 1e-12);
        let apart = voices(0.5, &[said("head", "a", true, 1.0), said("head", "b", true, 1.0)]).expect("fine");
        assert!(apart.probability > one.probability + 0.05);
    }

    #[test]
    fn a_costly_act_outweighs_words() {
        let act = Said { made: Made::CostlyAct, ..said("senate", "vote", false, 0.8) };
        let v = voices(0.5, &[said("head", "a", true, 1.0), act]).expect("fine");
        assert!(v.probability < 0.15, "{v:?}");
        // However reliable its speaker, a word is a word.
        let word = Said { reliability: 0.99, ..said("head", "a", true, 1.0) };
        assert!(voices(0.5, &[word]).expect("fine").probability <= CHEAP + 1e-12);
        assert!(voices(1.0, &[]).is_err());
        assert!(voices(0.5, &[said("x", "a", true, 1.2)]).is_err());
    }
}
