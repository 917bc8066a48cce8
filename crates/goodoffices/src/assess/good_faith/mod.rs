//! Good faith: with what each party's conduct goes together, how sure one can be, and what would tell more.
//!
//! The estimate is `faith`'s; here it is asked of a case as of a day and put into words. What a party has said
//! of its own order of preference is used, save statements that rest on the very proposals being weighed
//! (they would count twice); `blind` uses none. Without a deadline on record several are assumed. Every party
//! is weighed by the same dice, so that exchanging two exchanges the result. Conduct, never intent; no
//! sentence names a kind of person.

mod data;
mod ledger;
mod sentence;
mod stated;
mod watch;

pub use data::{FaithData, MeaningData, ParameterData, ProbeData, TypeData};
pub use ledger::LedgerLine;
pub(super) use sentence::level_words;
pub use watch::Watch;

use super::figure::Figure;
use super::owed::Owed;
use super::words::Words;
use crate::conduct::AsOf;
use crate::error::{Error, Result};
use crate::faith::{
    BehaviouralType, Clock, Estimate, Estimator, Level, Probe, ProbeOptions, Reading, Setup, TypeLikelihood,
    TypeSet, Utility, from_trace, standard,
};
use std::sync::Arc;

/// Are the parties' statements of preference used?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preferences {
    /// As far as they are independent of the proposals weighed.
    #[default]
    Stated,
    /// Not at all.
    Blind,
}

/// How good faith is judged.
#[derive(Clone, Debug, PartialEq)]
pub struct FaithConfig {
    /// Seed.
    pub seed: u64,
    /// Particles of each type.
    pub particles: usize,
    /// Probability, beforehand, that a party does not mean to agree; the default set's own where absent.
    pub prior: Option<f64>,
    /// Types compared, by name; all where empty.
    pub types: Vec<String>,
    /// Statements of preference.
    pub preferences: Preferences,
    /// Observations of one party beyond which nothing is computed.
    pub most: usize,
    /// Whoever waits for it.
    pub watch: Watch,
}

impl Default for FaithConfig {
    fn default() -> Self {
        Self {
            seed: 1,
            particles: 2048,
            prior: None,
            types: Vec::new(),
            preferences: Preferences::Stated,
            most: 2000,
            watch: Watch::default(),
        }
    }
}

/// Observations of one party beyond which a first page does not wait for the estimate.
pub(super) const FIRST_PAGE: usize = 150;

/// Particles of each type for the sentence of a first page, which tells a level and no number.
pub(super) const FIRST_PAGE_PARTICLES: usize = 256;

/// Own texts, and answers to a text, below which no level is told but that the two cannot be told apart.
pub const FEWEST_TEXTS: usize = 3;

/// What is found of one party.
#[derive(Clone, Debug)]
pub struct PartyFaith {
    /// Whose (principal index).
    pub principal: usize,
    /// What its record gives.
    pub reading: Reading,
    /// The estimate; nothing where the record is too long for the page.
    pub estimate: Option<Estimate>,
    /// The level.
    pub level: Level,
    /// Prior used, by type.
    pub prior: Vec<f64>,
    /// Were statements of preference used?
    pub preferences: Preferences,
    /// What could be done to find out, what tells most for its cost first.
    pub probes: Vec<Probe>,
    /// Events that say most, the strongest first.
    pub ledger: Vec<LedgerLine>,
    /// The printed lines: what it goes together with, how sure, what speaks for which.
    pub figures: Vec<Figure>,
}

/// Judges every party of a case.
///
/// # Errors
/// If a type is unknown, the prior is no probability, or too many issues are on the table.
pub(super) fn good_faith(
    words: Words<'_>,
    as_of: &AsOf<'_>,
    owed: &[Owed],
    config: &FaithConfig,
) -> Result<Vec<PartyFaith>> {
    let case = words.case;
    let mut found = Vec::new();
    let parties = case.trace.parties();
    let readings = parties.iter().map(|p| from_trace(as_of, *p)).collect::<Result<Vec<Reading>>>()?;
    // A first page prints the level only, and with too few texts the level is settled.
    let settled = |r: &Reading| config.most <= FIRST_PAGE && r.wide + r.answers < FEWEST_TEXTS;
    let left = |r: &Reading| settled(r) || r.observations.is_empty() || r.observations.len() > config.most;
    let all: usize = readings.iter().filter(|r| !left(r)).map(|r| r.observations.len()).sum();
    let mut done = 0;
    for (number, (party, reading)) in parties.into_iter().zip(readings).enumerate() {
        let (types, likelihoods) = chosen(&config.types)?;
        let prior = match config.prior {
            Some(share) => types.with_insincere(&types.prior(), share)?,
            None => types.prior(),
        };
        let mut probes = Vec::new();
        let estimate = if left(&reading) {
            None
        } else {
            let setup = Setup {
                issues: reading.shapes.clone(),
                own: stated::utility(case, party, &reading, config),
                other: Utility::Unknown,
                clock: Clock::Unknown,
                types,
                likelihoods: Arc::new(likelihoods),
                particles: config.particles,
                seed: config.seed,
                grid: None,
            };
            // Nothing about issues was said: only what does not hang on them can be weighed.
            let setup = if setup.issues.is_empty() { with_one_issue(setup) } else { setup };
            let mut estimator = Estimator::new(&setup)?;
            for o in &reading.observations {
                estimator.observe(&padded(o, setup.issues.len()))?;
                done += 1;
                config.watch.tell(done, all);
            }
            // Worked out for the whole assessment only: a first page names the open question.
            if config.most > FIRST_PAGE {
                probes = estimator.probes(&prior, &ProbeOptions::default());
            }
            Some(estimator.estimate())
        };
        let level = match &estimate {
            Some(e) if reading.wide + reading.answers >= FEWEST_TEXTS => e.evidence().level_from(&prior),
            _ => Level::Undetermined,
        };
        let ledger = estimate.as_ref().map_or_else(Vec::new, |e| ledger::ledger(&reading, e));
        let mut party = PartyFaith {
            principal: party,
            reading,
            estimate,
            level,
            prior,
            preferences: config.preferences,
            probes,
            ledger,
            figures: Vec::new(),
        };
        party.figures = sentence::figures(words, &party, owed, number + 1);
        found.push(party);
    }
    Ok(found)
}

/// The types asked for with their likelihoods.
fn chosen(names: &[String]) -> Result<(TypeSet, Vec<Box<dyn TypeLikelihood>>)> {
    let (all, likelihoods) = (TypeSet::standard(), standard());
    if names.is_empty() {
        return Ok((all, likelihoods));
    }
    for n in names {
        all.index(n)?;
    }
    let keep = |t: &BehaviouralType| names.iter().any(|n| n == t.name);
    let types: Vec<BehaviouralType> = all.types().iter().filter(|t| keep(t)).cloned().collect();
    let kept = all.types().iter().zip(likelihoods).filter(|(t, _)| keep(t)).map(|(_, l)| l).collect();
    let set = TypeSet::new(types).map_err(|_| {
        Error::parameter("the types asked for must hold one that means to agree and one that does not")
            .remedy("for example: hard_bargainer,staller")
    })?;
    Ok((set, kept))
}

fn with_one_issue(mut setup: Setup) -> Setup {
    setup.issues = vec![crate::faith::IssueShape { values: 2, ordered: false }];
    setup
}

/// An observation with an open term for the issue that stands in where none was named.
fn padded(o: &crate::faith::Observation, issues: usize) -> crate::faith::Observation {
    use crate::faith::{Seen, Term};
    let mut o = o.clone();
    if let Seen::Offer { terms, .. } | Seen::Theirs { terms } | Seen::Answer { terms, .. } = &mut o.what {
        terms.resize(issues, Term::Open);
    }
    o
}
