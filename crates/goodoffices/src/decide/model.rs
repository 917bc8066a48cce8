//! The full decision as a small partially observed process (Åström 1965; mixed observability as in Ong,
//! Png, Hsu & Lee 2010): which kind each party is stays hidden, everything else lies on the table.
//!
//! Hidden: the kinds of the two parties, fixed, with a joint belief. On the table: the gap between the
//! positions in bins, the position on the ground (p̂ of party 0, in bins), whether the mediator is there, what
//! is threatened, in force, offered, whether arms are silent, and what became of earlier warnings. An act
//! takes a period. Each party gives one signal, yes or no, whose chance depends on its own kind:
//!
//! - talks: gap > 0, a step toward the other; gap 0, a yes to what lies in reach, and two of them settle;
//! - a text: a yes, less likely by `reach` for each bin of gap; in confidence only "both" is seen;
//! - pressure: a party gives way (chance `yields`, else `moves`) iff κK·e^{−ηt} of what is threatened, or
//!   K·e^{−ηt} of what is in force or offered, comes to its cost of moving (§ credibility);
//! - a text worth less than a party's outside value d_i(ground) has its chance cut to the share `against`.
//!
//! κ = (1 + executed)/(2 + executed + lapsed); a warning lapses when the next act is not the sanction.
//! Leaving for good is worth what the same parties then reach alone, in the same model ("left to settle
//! this"), else the fallback. Absent: kinds that change, more than two parties, a noisy sight of the gap.

use super::act::Act;
use super::checked::{check, share};
use super::table::{Place, Table};
use crate::error::{Error, Place as Where, Result};
use crate::num;
use serde::{Deserialize, Serialize};

/// A kind of party, as chances per period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Its name in files; never printed about a real party.
    pub name: String,
    /// A step toward the other, in talks.
    pub moves: f64,
    /// The same when it gives way to pressure; at least `moves`.
    pub yields: f64,
    /// What giving way costs it, on the scale of the weights of instruments.
    pub cost_of_moving: f64,
    /// A yes to a text within reach.
    pub accepts: f64,
    /// A yes to a probe.
    pub probe_yes: f64,
    /// A yes to a truce.
    pub truce_yes: f64,
    /// Share of `moves` and `accepts` that remains without the mediator.
    pub unaided: f64,
    /// Asking the mediator back, while it is away.
    pub asks_back: f64,
    /// What the talks themselves are worth to it (the flow of delay, to the end): a warning of leaving weighs
    /// this besides the weight of the instrument.
    pub flow_worth: f64,
}

/// An instrument of the mediator.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Means {
    /// Which.
    pub act: Act,
    /// Cost of a use, beyond that of the period.
    pub cost: f64,
    /// K: of what is threatened, imposed or offered; 0 for the others.
    pub weight: f64,
    /// η: what a period wears off.
    pub decay: f64,
    /// Chance that the partners who must join do, at a use; 1 where none must.
    pub joins: f64,
}

impl Means {
    /// An instrument that costs nothing, weighs nothing and needs nobody.
    #[must_use]
    pub fn plain(act: Act) -> Self {
        Self { act, cost: 0.0, weight: 0.0, decay: 0.0, joins: 1.0 }
    }
}

/// Worths and costs of the mediator.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stakes {
    /// A settlement.
    pub settlement: f64,
    /// Share of it that a settlement under sanctions is worth, since it lasts less long.
    pub pressed: f64,
    /// A settlement reached after the mediator left.
    pub settlement_unaided: f64,
    /// Having left without one.
    pub fallback: f64,
    /// A period of talks.
    pub cost: f64,
    /// A period away with the way open.
    pub cost_away: f64,
    /// A period of recess.
    pub cost_recess: f64,
    /// Discount factor of a period.
    pub discount: f64,
}

/// Everything about a decision but the belief.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// By party: the kinds it may be.
    #[serde(deserialize_with = "super::decision::by_party")]
    pub kinds: [Vec<Kind>; 2],
    /// Bins of the gap, at least 1; bin 0 is within reach.
    pub gaps: u8,
    /// Factor on a yes for each bin of gap.
    pub reach: f64,
    /// By party: outside value by bin of the ground; both of one length, at least 1.
    #[serde(deserialize_with = "super::decision::by_party")]
    pub outside: [Vec<f64>; 2],
    /// Chance that the ground moves by a bin in a period, either way alike.
    pub ground_moves: f64,
    /// By party: worth to it of a text within reach.
    #[serde(deserialize_with = "super::decision::by_party")]
    pub text: [f64; 2],
    /// Share of its chance that a yes keeps where the text is worth less than the outside value.
    pub against: f64,
    /// The instruments there are, leaving for good among them.
    pub means: Vec<Means>,
    /// The mediator's stakes.
    pub stakes: Stakes,
    /// Periods after which the mediator leaves for good.
    pub horizon: u32,
}

/// A checked setting, with what follows from it worked out.
#[derive(Clone, Debug)]
pub struct Model {
    setting: Setting,
    /// e^{−ηt} by instrument and period.
    worn: Vec<Vec<f64>>,
    /// Worth of leaving for good by pair of kinds, gap and ground.
    alone: Vec<f64>,
    /// Place of each act among the means.
    place: [Option<u8>; Act::ALL.len()],
}

/// What follows one act, to one pair of kinds: chances of the parties' yes, and whether two of them settle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Effect {
    /// Each yes is a step.
    Steps,
    /// Two yes settle; each is seen.
    Settles,
    /// Two yes settle; else nothing is seen.
    SettlesInConfidence,
    /// Each yes is seen and moves nothing.
    Seen,
    /// Two yes are a truce.
    Truce,
    /// Each yes asks the mediator back.
    AsksBack,
}

impl Model {
    /// A model of this setting.
    ///
    /// # Errors
    /// If a number is impossible, a size is beyond its limit, or an act stands twice or is lacking.
    pub fn new(setting: Setting) -> Result<Self> {
        check(&setting)?;
        let worn = setting
            .means
            .iter()
            .map(|m| (0..=setting.horizon).map(|t| num::exp(-m.decay * f64::from(t))).collect())
            .collect();
        let mut place = [None; Act::ALL.len()];
        for (k, a) in Act::ALL.iter().enumerate() {
            place[k] = setting.means.iter().position(|m| m.act == *a).map(|i| i as u8);
        }
        let mut model = Self { setting, worn, alone: Vec::new(), place };
        model.alone = model.left_alone();
        Ok(model)
    }

    /// What it was made of.
    #[must_use]
    pub fn setting(&self) -> &Setting {
        &self.setting
    }

    /// Pairs of kinds; a belief has so many entries, the kind of party 1 moving fastest.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.setting.kinds[0].len() * self.setting.kinds[1].len()
    }

    /// A joint belief from one for each party, taken as independent.
    ///
    /// # Errors
    /// If a belief has not one probability for each kind, or does not sum to 1.
    pub fn belief(&self, of: [&[f64]; 2]) -> Result<Vec<f64>> {
        for (i, (b, kinds)) in of.iter().zip(&self.setting.kinds).enumerate() {
            let bad = |what: String, right: String| {
                Error::parameter(what).at(Where::default().at_field(format!("belief[{i}]"))).remedy(right)
            };
            if b.len() != kinds.len() {
                return Err(bad(
                    format!("{} probabilities for the {} kinds of party {i}", b.len(), kinds.len()),
                    "one for each kind, in their order".into(),
                ));
            }
            for (k, p) in b.iter().enumerate() {
                share(&format!("belief[{i}][{k}]"), *p)?;
            }
            let sum: f64 = b.iter().sum();
            if (sum - 1.0).abs() > 1e-6 {
                return Err(bad(format!("the probabilities of party {i} sum to {sum}"), "a sum of 1".into()));
            }
        }
        let joint: Vec<f64> = of[0].iter().flat_map(|a| of[1].iter().map(move |b| a * b)).collect();
        self.checked_belief(&joint)?;
        Ok(joint)
    }

    /// Is this a joint belief?
    ///
    /// # Errors
    /// If not.
    pub fn checked_belief(&self, belief: &[f64]) -> Result<()> {
        let sum: f64 = belief.iter().sum();
        if belief.len() != self.pairs()
            || belief.iter().any(|p| p.is_nan() || *p < 0.0)
            || (sum - 1.0).abs() > 1e-6
        {
            return Err(Error::parameter(format!("a belief of {} entries that sum to {sum}", belief.len()))
                .remedy(format!("{} probabilities that sum to 1", self.pairs())));
        }
        Ok(())
    }

    pub(super) fn means(&self, act: Act) -> Option<(usize, &Means)> {
        let k = Act::ALL.iter().position(|a| *a == act)?;
        let i = usize::from(self.place[k]?);
        Some((i, &self.setting.means[i]))
    }

    /// The acts open at a table, in a fixed order. Leaving for good is always among them; at the horizon it is
    /// the only one.
    #[must_use]
    pub fn acts(&self, table: &Table, period: u32) -> Vec<Act> {
        let s = &self.setting;
        let end = period >= s.horizon;
        Act::ALL
            .into_iter()
            .filter(|a| self.means(*a).is_some())
            .filter(|a| match (a, table.place) {
                (Act::LeaveForGood, _) => true,
                _ if end => false,
                (Act::LeaveWithWayBack, _) => true,
                (Act::Return, place) => place == Place::Away,
                (_, Place::Away) => false,
                (Act::Sanction(i), _) => !table.sanctioned[*i],
                (Act::Offer(i), _) => !table.offered[*i],
                (Act::Truce, _) => !table.truce,
                (Act::Warn(i), _) => table.warned.is_none() && !table.sanctioned[*i],
                _ => true,
            })
            .collect()
    }

    /// Worth of leaving for good, for a pair of kinds.
    #[must_use]
    pub fn leaving(&self, pair: usize, table: &Table) -> f64 {
        let (gaps, bins) = (usize::from(self.setting.gaps), self.setting.outside[0].len());
        self.alone[(pair * gaps + usize::from(table.gap)) * bins + usize::from(table.ground)]
    }

    /// Cost of an act, the period's included.
    #[must_use]
    pub fn cost(&self, act: Act) -> f64 {
        let s = &self.setting.stakes;
        let period = match act {
            Act::LeaveForGood => 0.0,
            Act::LeaveWithWayBack => s.cost_away,
            Act::Recess => s.cost_recess,
            _ => s.cost,
        };
        period + self.means(act).map_or(0.0, |(_, m)| m.cost)
    }

    /// Worth of a settlement at a table.
    #[must_use]
    pub fn settled(&self, table: &Table) -> f64 {
        let s = &self.setting.stakes;
        if table.place == Place::Away {
            s.settlement_unaided
        } else if table.sanctioned[0] || table.sanctioned[1] {
            s.settlement * s.pressed
        } else {
            s.settlement
        }
    }

    /// What an act does at a table.
    pub(super) fn effect(&self, act: Act, table: &Table) -> Effect {
        match act {
            Act::Table => Effect::Settles,
            Act::AskBoth => Effect::SettlesInConfidence,
            Act::Probe(_) | Act::Recess => Effect::Seen,
            Act::Truce => Effect::Truce,
            Act::LeaveWithWayBack | Act::LeaveForGood => Effect::AsksBack,
            _ if table.gap == 0 => Effect::Settles,
            _ => Effect::Steps,
        }
    }

    /// Does a party give way? `table` is the one after the act.
    fn gives_way(&self, party: usize, kind: &Kind, table: &Table, period: u32) -> bool {
        let worn = |act: Act| {
            let t = period as usize;
            self.means(act).map_or(0.0, |(i, m)| m.weight * self.worn[i].get(t).copied().unwrap_or(0.0))
        };
        let mut pressure = 0.0;
        if table.sanctioned[party] {
            pressure += worn(Act::Sanction(party));
        }
        if table.offered[party] {
            pressure += worn(Act::Offer(party));
        }
        if table.warned == Some(party as u8) {
            let (e, l) = (f64::from(table.executed), f64::from(table.lapsed));
            pressure += (1.0 + e) / (2.0 + e + l) * (worn(Act::Warn(party)) + kind.flow_worth);
        }
        pressure > 0.0 && pressure >= kind.cost_of_moving
    }

    /// Chance of a party's yes, given its kind. `table` is the one after the act.
    pub(super) fn yes(&self, act: Act, party: usize, kind: usize, table: &Table, period: u32) -> f64 {
        let s = &self.setting;
        let k = &s.kinds[party][kind];
        let text = |alone: f64, gives_way: bool| {
            let outside = s.outside[party].get(usize::from(table.ground)).copied().unwrap_or(0.0);
            let chance = if gives_way { k.accepts.max(k.yields) } else { k.accepts };
            let worse = if s.text[party] >= outside || gives_way { 1.0 } else { s.against };
            chance * alone * worse * num::pow(s.reach, f64::from(table.gap))
        };
        match self.effect(act, table) {
            Effect::Seen => match act {
                Act::Probe(i) if i == party => k.probe_yes,
                _ => 0.0,
            },
            Effect::Truce => k.truce_yes,
            Effect::AsksBack => k.asks_back,
            effect => {
                let gives_way = self.gives_way(party, k, table, period);
                if effect == Effect::Steps {
                    if gives_way { k.yields } else { k.moves }
                } else {
                    text(1.0, gives_way)
                }
            }
        }
    }

    /// Chances of a step and of a yes within reach, for a party left alone.
    fn alone_chances(&self, party: usize, kind: usize, ground: usize) -> (f64, f64) {
        let s = &self.setting;
        let k = &s.kinds[party][kind];
        let worse = if s.text[party] >= s.outside[party][ground] { 1.0 } else { s.against };
        (k.moves * k.unaided, k.accepts * k.unaided * worse)
    }

    /// Chance that parties left alone settle in a period, and of each number of steps otherwise.
    pub(super) fn alone(&self, pair: usize, gap: u8, ground: u8) -> (f64, [f64; 3]) {
        let n = self.setting.kinds[1].len();
        let (a, b) = (
            self.alone_chances(0, pair / n, usize::from(ground)),
            self.alone_chances(1, pair % n, usize::from(ground)),
        );
        if gap == 0 {
            return (a.1 * b.1, [1.0 - a.1 * b.1, 0.0, 0.0]);
        }
        (0.0, [(1.0 - a.0) * (1.0 - b.0), a.0 * (1.0 - b.0) + b.0 * (1.0 - a.0), a.0 * b.0])
    }

    /// Where the ground moves to, with chances: down, stays, up; the ends reflect.
    pub(super) fn ground(&self, ground: u8, truce: bool) -> [(u8, f64); 3] {
        let top = (self.setting.outside[0].len() - 1) as u8;
        let m = if truce || top == 0 { 0.0 } else { self.setting.ground_moves / 2.0 };
        [(ground.saturating_sub(1), m), (ground, 1.0 - 2.0 * m), ((ground + 1).min(top), m)]
    }

    /// Worth of being left alone: the fallback until they settle, the unaided settlement from then on.
    fn left_alone(&self) -> Vec<f64> {
        let s = &self.setting;
        let (gaps, bins) = (s.gaps, s.outside[0].len() as u8);
        let gain = s.stakes.settlement_unaided - s.stakes.fallback;
        let mut all = Vec::new();
        for pair in 0..self.pairs() {
            let at = |g: u8, m: u8| usize::from(g) * usize::from(bins) + usize::from(m);
            let mut worth = vec![0.0; usize::from(gaps) * usize::from(bins)];
            for _ in 0..s.horizon {
                let before = worth.clone();
                for g in 0..gaps {
                    for m in 0..bins {
                        let (settle, steps) = self.alone(pair, g, m);
                        let mut next = 0.0;
                        for (to, q) in self.ground(m, false) {
                            for (n, p) in steps.iter().enumerate() {
                                next += q * p * before[at(g.saturating_sub(n as u8), to)];
                            }
                        }
                        worth[at(g, m)] = s.stakes.discount * (settle * gain + next);
                    }
                }
            }
            all.extend(worth.iter().map(|w| s.stakes.fallback + w));
        }
        all
    }
}
