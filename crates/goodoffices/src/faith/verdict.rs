//! From evidence to one of four levels, by rules fixed beforehand.
//!
//! `concern` asks for much: probability of the insincere types ≥ .90 under the default, the uniform and the
//! sceptical prior, a model that is not surprised by the record, and two channels each with a Bayes factor of
//! 3 or more by itself (one besides the demand path where no deadline is on record). `no concern`: ≤ .10 under all three.
//! `leaning`: ln Bayes factor of the insincere against the sincere types ≥ 0; worth a probe, no more.
//! Everything else is `undetermined`. Frames conduct, never intent.

use super::kinds::TypeSet;
use crate::num;

/// How far a record goes, by fixed rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The sincere types explain it, whatever one believed before.
    NoConcern,
    /// It does not decide.
    Undetermined,
    /// It goes a little better with delay: worth a probe, no more.
    Leaning,
    /// Delay explains it far better, on several independent channels, whatever one believed before.
    Concern,
}

impl Level {
    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoConcern => "no concern",
            Self::Undetermined => "undetermined",
            Self::Leaning => "leaning",
            Self::Concern => "concern",
        }
    }
}

/// The channels along which evidence comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// How much it asks for itself, over time.
    DemandPath,
    /// What it leaves the others at equal worth to itself.
    Regard,
    /// Its answers, those to probes included.
    Answers,
    /// Repetition, and taking back.
    Repetition,
    /// How long it takes.
    Timing,
    /// Deeds outside the talks.
    Incidents,
    /// Interim commitments.
    Commitments,
    /// Other coded acts.
    Acts,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 8] = [
        Self::DemandPath,
        Self::Regard,
        Self::Answers,
        Self::Repetition,
        Self::Timing,
        Self::Incidents,
        Self::Commitments,
        Self::Acts,
    ];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DemandPath => "demand path",
            Self::Regard => "regard for others",
            Self::Answers => "answers",
            Self::Repetition => "repetition and withdrawal",
            Self::Timing => "timing",
            Self::Incidents => "incidents",
            Self::Commitments => "commitments",
            Self::Acts => "acts",
        }
    }
}

/// What the level rule reads.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// The types.
    pub types: &'a TypeSet,
    /// ln evidence (marginal likelihood) by type.
    pub ln_evidence: &'a [f64],
    /// ln Bayes factor, insincere against sincere, by channel, each by itself where that is known; absent
    /// channels were not observed.
    pub channels: &'a [(Channel, f64)],
    /// Is the model surprised, so that it should not speak?
    pub surprised: bool,
    /// Is a deadline on record?
    pub deadline_known: bool,
}

/// Least probability for `concern`, and one less it for `no concern`.
pub(super) const SURE: f64 = 0.90;
/// Least ln Bayes factor of a channel that counts.
const LN_3: f64 = 1.098_612_288_668_109_8;
/// Channels that must count.
const CHANNELS: usize = 2;

impl Evidence<'_> {
    /// Probability of each type under a prior.
    #[must_use]
    pub fn probability(&self, prior: &[f64]) -> Vec<f64> {
        let top = self.ln_evidence.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if top == f64::NEG_INFINITY {
            return prior.to_vec();
        }
        let mass: Vec<f64> = self.ln_evidence.iter().zip(prior).map(|(l, p)| p * num::exp(l - top)).collect();
        let sum: f64 = mass.iter().sum();
        mass.iter().map(|m| m / sum).collect()
    }

    /// ln Bayes factor of the insincere types against the sincere, each group weighted by the default prior.
    #[must_use]
    pub fn ln_bayes_factor(&self) -> f64 {
        let prior = self.types.prior();
        let before = self.types.insincere(&prior);
        let top = self.ln_evidence.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if top == f64::NEG_INFINITY {
            return 0.0;
        }
        let (mut bad, mut good) = (0.0, 0.0);
        for ((t, l), p) in self.types.types().iter().zip(self.ln_evidence).zip(&prior) {
            *(if t.sincere { &mut good } else { &mut bad }) += p * num::exp(l - top);
        }
        num::ln(bad / before) - num::ln(good / (1.0 - before))
    }

    /// The level.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level_from(&self.types.prior())
    }

    /// The level where a reader's own prior takes the place of the default one.
    #[must_use]
    pub fn level_from(&self, prior: &[f64]) -> Level {
        if self.surprised {
            return Level::Undetermined;
        }
        let priors = [prior.to_vec(), self.types.uniform(), self.types.sceptical()];
        let insincere = priors.map(|p| self.types.insincere(&self.probability(&p)));
        let strong = |c: &&(Channel, f64)| c.1 >= LN_3;
        let counted = self.channels.iter().filter(strong).count();
        let besides = self.channels.iter().filter(strong).any(|c| c.0 != Channel::DemandPath);
        if insincere.iter().all(|p| *p >= SURE) && counted >= CHANNELS && (self.deadline_known || besides) {
            return Level::Concern;
        }
        if insincere.iter().all(|p| *p <= 1.0 - SURE) {
            return Level::NoConcern;
        }
        if self.ln_bayes_factor() >= 0.0 { Level::Leaning } else { Level::Undetermined }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence<'a>(types: &'a TypeSet, ln: &'a [f64], channels: &'a [(Channel, f64)]) -> Evidence<'a> {
        Evidence { types, ln_evidence: ln, channels, surprised: false, deadline_known: true }
    }

    #[test]
    fn nothing_seen_leaves_the_prior_and_a_bayes_factor_of_one() {
        let types = TypeSet::standard();
        let e = evidence(&types, &[0.0; 6], &[]);
        assert!((e.ln_bayes_factor()).abs() < 1e-12);
        assert!((types.sceptical().iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((types.insincere(&types.sceptical()) - 0.10).abs() < 1e-12);
        assert_eq!(e.probability(&types.prior()), types.prior());
    }

    #[test]
    fn concern_needs_two_channels_an_unsurprised_model_and_every_prior() {
        let types = TypeSet::standard();
        let strong = [0.0, 0.0, 0.0, 9.0, 0.0, 0.0];
        let two = [(Channel::DemandPath, 4.0), (Channel::Answers, 5.0)];
        assert_eq!(evidence(&types, &strong, &two).level(), Level::Concern);
        assert_eq!(evidence(&types, &strong, &two[..1]).level(), Level::Leaning);
        let mut e = evidence(&types, &strong, &two);
        e.surprised = true;
        assert_eq!(e.level(), Level::Undetermined);
        // P = .90 under the default prior, but not under the sceptical one.
        let middling = [0.0, 0.0, 0.0, 4.4, 0.0, 0.0];
        let e = evidence(&types, &middling, &two);
        assert!(types.insincere(&e.probability(&types.prior())) > 0.90);
        assert_eq!(e.level(), Level::Leaning);
        assert_eq!(evidence(&types, &[5.0, 5.0, 5.0, 0.0, 0.0, 0.0], &[]).level(), Level::NoConcern);
    }
}
