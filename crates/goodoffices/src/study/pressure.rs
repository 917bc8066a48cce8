//! Two findings on pressure and bias that simulated mediation must show, as qualitative checks.
//!
//! *Pressure* (Beardsley 2008): heavy pressure brings agreements that last less. Two parties bargain over a text by
//! time-based strategies; the mediator warns both of a sanction of weight K, imposes it and tables texts. After an
//! agreement ω its leverage decays, and a party is tempted by Δ_i(t) = d_i − K·e^{−ηt} − u_i(ω); the agreement breaks at
//! rate λ·e^{σ·max_i Δ_i(t)} a period.
//!
//! *Bias* (Favretto 2009): success is likely for mediators without bias or with much, and less likely between. A
//! mediator of bias b tables a text that gives the party it does not favour ½ − τb, and warns it of force of weight
//! K. Force costs it from c_low to c_high as a share of what it would gain for a favourite; it is believed with
//! κ = P(cost < b), 0 up to c_low.
//!
//! The constants are round and were fixed first. What is *shown* is that the mechanisms told in those papers give the
//! patterns under this protocol's rules; it is no evidence for either finding.

use crate::error::Result;
use crate::num;
use crate::outcome::{Issue, Outcome, OutcomeSpace};
use crate::preference::{Additive, Preference, Profile, Reservation};
use crate::protocol::{
    Act, Deadline, Ending, Fault, Instrument, Mandate, Means, Mediator, MediatorBriefing, Negotiator, Scene,
    Stake,
};
use crate::rng::{self, Part};
use crate::scenario::{Party, Scenario};
use crate::session::{Log, MediatedRoom, MediatedRules, Rules};
use crate::strategy::{Spec, build};
use rand::RngExt;
use rayon::prelude::*;

/// Steps of the pie.
const STEPS: u32 = 40;
/// Rounds of talks.
const ROUNDS: u64 = 20;
/// Periods that an agreement is followed.
const PERIODS: u64 = 60;
/// η: leverage lost a period after the agreement.
const DECAY: f64 = 0.05;
/// λ: rate of breaking of an agreement that leaves nobody tempted.
const RATE: f64 = 0.004;
/// σ: how steeply temptation raises it.
const STEEP: f64 = 12.0;
/// τ: by how much a fully biased mediator's text departs from an even one.
const TILT: f64 = 0.2;
/// K of the biased mediator's force.
const FORCE: f64 = 0.4;
/// From and to what force costs, as a share of what it would gain.
const FORCE_COST: (f64, f64) = (0.5, 1.0);

/// One level of pressure or bias.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// K, or the bias.
    pub level: f64,
    /// Talks.
    pub talks: u64,
    /// Talks that ended in agreement.
    pub agreed: u64,
    /// Agreements that stood after the periods followed; all of them for bias, where none is followed.
    pub lasted: u64,
}

impl Level {
    /// Share of talks that ended in agreement.
    #[must_use]
    pub fn agreement(&self) -> f64 {
        self.agreed as f64 / self.talks as f64
    }

    /// Share of agreements that lasted.
    #[must_use]
    pub fn survival(&self) -> f64 {
        self.lasted as f64 / (self.agreed as f64).max(1.0)
    }
}

/// A pie between two whose worth of no agreement is `outside`.
fn pie(outside: [f64; 2]) -> Result<Scenario> {
    let values: Vec<f64> = (0..=STEPS).map(|k| f64::from(k) / f64::from(STEPS)).collect();
    let space = OutcomeSpace::new(vec![Issue::categorical("share", values.iter().map(ToString::to_string))])?;
    let mut parties = Vec::new();
    for (k, d) in outside.into_iter().enumerate() {
        let own = values.iter().map(|v| if k == 0 { *v } else { 1.0 - v }).collect();
        let u = Additive::new(&space, vec![1.0], vec![own])?;
        let profile = Profile::new(u).with_reservation(Reservation::Value(d));
        parties.push(Party { name: format!("p{k}"), preference: Preference::Known(profile) });
    }
    Ok(Scenario { name: "pie".into(), space, parties, constraints: Vec::new() })
}

/// A mediator that does one act after another.
#[derive(Debug)]
struct Scripted {
    acts: Vec<Act>,
    next: usize,
}

impl Mediator for Scripted {
    fn start(&mut self, _briefing: &MediatorBriefing<'_>) -> Result<()> {
        self.next = 0;
        Ok(())
    }

    fn act(&mut self, _scene: &Scene<'_>) -> std::result::Result<Act, Fault> {
        let act = self.acts.get(self.next).copied().unwrap_or(Act::Wait);
        self.next += 1;
        Ok(act)
    }
}

fn hold(
    outside: [f64; 2],
    mandate: &Mandate,
    belief: [f64; 2],
    acts: Vec<Act>,
    strategy: &str,
    seed: u64,
    path: &[Part<'_>],
) -> Result<(Option<Outcome>, Vec<f64>)> {
    let stakes = belief.map(|belief| Stake { belief, ..Stake::default() }).to_vec();
    let deadline = Deadline::rounds(ROUNDS);
    let rules =
        MediatedRules { rules: Rules { deadline, ..Rules::default() }, mandate: mandate.clone(), stakes };
    let mut room = MediatedRoom::new(pie(outside)?, &rules, Log::counting())?;
    let spec: Spec = strategy.parse()?;
    let (mut a, mut b) = (build(&spec)?, build(&spec)?);
    let mut seats: [&mut dyn Negotiator; 2] = [&mut *a, &mut *b];
    let mut mediator = Scripted { acts, next: 0 };
    let played = room.play(&mut seats, &mut mediator, seed, path, || 0.0)?.played;
    Ok(match played.ending {
        Ending::Agreement { outcome, .. } => (Some(outcome), played.utilities),
        _ => (None, played.utilities),
    })
}

/// Plays every level, the same draws at each.
fn levels(
    levels: &[f64],
    talks: u64,
    one: impl Fn(f64, u64) -> Result<(bool, bool)> + Sync,
) -> Result<Vec<Level>> {
    let mut all = Vec::new();
    for &level in levels {
        let results: Vec<Result<(bool, bool)>> = (0..talks).into_par_iter().map(|k| one(level, k)).collect();
        let mut row = Level { level, talks, agreed: 0, lasted: 0 };
        for r in results {
            let (agreed, lasted) = r?;
            row.agreed += u64::from(agreed);
            row.lasted += u64::from(agreed && lasted);
        }
        all.push(row);
    }
    Ok(all)
}

/// Agreement and survival by the weight of pressure.
///
/// # Errors
/// Only if the table cannot be laid.
pub fn pressure(talks: u64, seed: u64) -> Result<Vec<Level>> {
    levels(&[0.0, 0.075, 0.15, 0.225, 0.3], talks, |weight, k| {
        let path = ["study".into(), "pressure".into(), k.into()];
        let mut luck = rng::stream(seed, &path);
        // Worths of no agreement from .2 to .8: half of the pairs have nothing to agree on without pressure, and
        // none at a weight of .3, beyond which there is nothing more to gain.
        let outside: [f64; 2] = std::array::from_fn(|_| 0.2 + 0.6 * luck.random::<f64>());
        let (gate, mut mandate) = (luck.random::<f64>(), Mandate::of([Means::Table]));
        for party in 0..2 {
            let mut sanction = Instrument::new(Means::Sanction);
            (sanction.slug, sanction.on, sanction.weight) = (format!("s{party}"), Some(party), weight);
            mandate.instruments.push(sanction);
        }
        let mut acts =
            vec![Act::Sanction { instrument: 1, party: 0 }, Act::Sanction { instrument: 2, party: 1 }];
        // Texts from the even one outward, on both sides by turns.
        for step in 0..ROUNDS as u32 - 2 {
            let away = step.div_ceil(2);
            let middle = STEPS / 2;
            let at = if step.is_multiple_of(2) { middle + away } else { middle - away };
            acts.push(Act::Table(Outcome(u128::from(at))));
        }
        let (agreed, u) = hold(outside, &mandate, [0.5; 2], acts, "boulware", seed, &path)?;
        Ok((agreed.is_some(), agreed.is_some() && lasts(outside, &u, weight, gate)))
    })
}

/// Does an agreement outlast the periods followed, if its luck is this?
fn lasts(outside: [f64; 2], worth: &[f64], weight: f64, luck: f64) -> bool {
    let mut hazard = 0.0;
    for t in 0..PERIODS {
        let pull = weight * num::exp(-DECAY * t as f64);
        let tempted = outside.iter().zip(worth).map(|(d, u)| d - pull - u).fold(f64::NEG_INFINITY, f64::max);
        hazard += RATE * num::exp(STEEP * tempted);
    }
    luck < num::exp(-hazard)
}

/// Agreement by the mediator's bias.
///
/// # Errors
/// Only if the table cannot be laid.
pub fn bias(talks: u64, seed: u64) -> Result<Vec<Level>> {
    let mut mandate = Mandate::of([Means::Table, Means::Warn, Means::Sanction]);
    mandate.instruments[1].threatens = Some(2);
    mandate.instruments[2].weight = FORCE;
    levels(&[0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0], talks, |level, k| {
        let path = ["study".into(), "bias".into(), k.into()];
        let mut luck = rng::stream(seed, &path);
        // The favoured party can live with anything up to the tilt; the other's worth of no agreement varies.
        let outside = [0.2 + 0.6 * luck.random::<f64>(), 0.3];
        let (low, high) = FORCE_COST;
        let belief = ((level - low) / (high - low)).clamp(0.0, 1.0);
        let text = ((0.5 - TILT * level) * f64::from(STEPS)).floor() as u128;
        let acts = vec![Act::Warn { instrument: 1, party: Some(0), by: 1 }, Act::Table(Outcome(text))];
        // They do not settle without help: both ask for everything.
        let (agreed, _) = hold(outside, &mandate, [belief, 0.5], acts, "tough", seed, &path)?;
        Ok((agreed.is_some(), true))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heavy_pressure_brings_more_agreements_that_last_less() {
        let rows = pressure(400, 5).unwrap();
        for pair in rows.windows(2) {
            assert!(pair[1].agreement() > pair[0].agreement(), "{rows:?}");
            assert!(pair[1].survival() < pair[0].survival(), "{rows:?}");
        }
    }

    #[test]
    fn success_falls_with_bias_and_rises_again() {
        let rows = bias(400, 5).unwrap();
        let low = rows.iter().map(Level::agreement).fold(f64::INFINITY, f64::min);
        let at = rows.iter().position(|r| r.agreement() == low).unwrap();
        assert!(at > 0 && at < rows.len() - 1, "{rows:?}");
        assert!(rows[0].agreement() > low + 0.1 && rows[rows.len() - 1].agreement() > low + 0.1, "{rows:?}");
    }
}
