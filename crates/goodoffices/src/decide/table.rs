//! What lies on the table in the full model, and how an act and what is seen of it change it.

use super::act::Act;
use super::model::{Effect, Model};

/// Is the mediator there?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// There.
    Here,
    /// Away, with a way back.
    Away,
}

/// Everything that is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Table {
    /// Where the mediator is.
    pub place: Place,
    /// Bin of the gap; 0 is within reach.
    pub gap: u8,
    /// Bin of the position on the ground.
    pub ground: u8,
    /// The party that stands warned.
    pub warned: Option<u8>,
    /// By party: is a sanction in force?
    pub sanctioned: [bool; 2],
    /// By party: does an offer stand?
    pub offered: [bool; 2],
    /// Does a truce hold?
    pub truce: bool,
    /// Warnings carried out, counted to 3.
    pub executed: u8,
    /// Warnings that lapsed, counted to 3.
    pub lapsed: u8,
}

/// Most warnings that are counted.
const COUNTED: u8 = 3;

impl Table {
    /// Talks with this gap and ground, nothing threatened or in force.
    #[must_use]
    pub fn open(gap: u8, ground: u8) -> Self {
        Self {
            place: Place::Here,
            gap,
            ground,
            warned: None,
            sanctioned: [false; 2],
            offered: [false; 2],
            truce: false,
            executed: 0,
            lapsed: 0,
        }
    }
}

/// What is seen in a period without a settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seen {
    /// By party: its signal.
    pub yes: [bool; 2],
    /// Bin to which the ground moved.
    pub ground: u8,
    /// Did the partners join who had to?
    pub joined: bool,
}

/// One thing that may come of an act.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Branch {
    pub seen: Seen,
    /// The table after it.
    pub table: Table,
    /// Chance of it by pair of kinds.
    pub chance: Vec<f64>,
}

/// All that may come of an act: settlements by pair of kinds with their worth, and branches without one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fan {
    /// Chance of a settlement times its worth, by pair of kinds.
    pub settled: Vec<f64>,
    pub branches: Vec<Branch>,
}

impl Model {
    /// The table on which the period of an act is played: what is said and imposed counts at once.
    #[must_use]
    pub fn played(&self, act: Act, table: &Table, joined: bool) -> Table {
        let mut t = *table;
        // A warning that is not followed by the sanction has lapsed.
        if let Some(w) = t.warned {
            t.warned = None;
            if act == Act::Sanction(usize::from(w)) && joined {
                t.executed = (t.executed + 1).min(COUNTED);
            } else if !matches!(act, Act::LeaveForGood) {
                t.lapsed = (t.lapsed + 1).min(COUNTED);
            }
        }
        match act {
            Act::Warn(i) => t.warned = Some(i as u8),
            Act::Sanction(i) if joined => t.sanctioned[i.min(1)] = true,
            Act::Offer(i) if joined => t.offered[i.min(1)] = true,
            Act::LeaveWithWayBack => t.place = Place::Away,
            Act::Return => t.place = Place::Here,
            _ => {}
        }
        t
    }

    /// The table after a period in which this was seen and nothing settled.
    #[must_use]
    pub fn next(&self, act: Act, played: &Table, seen: &Seen) -> Table {
        let mut t = *played;
        t.ground = seen.ground;
        let steps = u8::from(seen.yes[0]) + u8::from(seen.yes[1]);
        match self.effect(act, played) {
            Effect::Steps => {
                t.gap = t.gap.saturating_sub(steps);
                // Who gave way has averted what was threatened.
                if t.warned.is_some_and(|w| seen.yes[usize::from(w)]) {
                    t.warned = None;
                }
            }
            Effect::Truce => t.truce = steps == 2,
            Effect::Settles | Effect::SettlesInConfidence | Effect::Seen | Effect::AsksBack => {}
        }
        t
    }

    /// Chances of a yes by kind, of both parties.
    fn signals(&self, act: Act, played: &Table, period: u32) -> [Vec<f64>; 2] {
        [0, 1].map(|i| {
            (0..self.setting().kinds[i].len()).map(|k| self.yes(act, i, k, played, period)).collect()
        })
    }

    /// All that may come of an act.
    pub(super) fn fan(&self, act: Act, table: &Table, period: u32) -> Fan {
        let joins = self.means(act).map_or(1.0, |(_, m)| m.joins);
        let pairs = self.pairs();
        let n = self.setting().kinds[1].len();
        let mut fan = Fan { settled: vec![0.0; pairs], branches: Vec::new() };
        for (joined, q) in [(true, joins), (false, 1.0 - joins)] {
            if q <= 0.0 {
                continue;
            }
            let played = self.played(act, table, joined);
            let yes = self.signals(act, &played, period);
            let effect = self.effect(act, &played);
            let worth = self.settled(&played);
            let settles = matches!(effect, Effect::Settles | Effect::SettlesInConfidence);
            for combination in 0..4_u8 {
                let saw = [combination & 1 == 1, combination & 2 == 2];
                let chance = |pair: usize| {
                    let one = |i: usize, k: usize| if saw[i] { yes[i][k] } else { 1.0 - yes[i][k] };
                    q * one(0, pair / n) * one(1, pair % n)
                };
                if settles && saw == [true, true] {
                    for (pair, s) in fan.settled.iter_mut().enumerate() {
                        *s += chance(pair) * worth;
                    }
                    continue;
                }
                let chances: Vec<f64> = (0..pairs).map(chance).collect();
                if chances.iter().all(|c| *c <= 0.0) {
                    continue;
                }
                let shown = if effect == Effect::SettlesInConfidence { [false; 2] } else { saw };
                if effect == Effect::AsksBack {
                    self.away(&mut fan, &played, shown, &chances, act);
                } else {
                    self.branch(&mut fan, &played, shown, joined, &chances, act);
                }
            }
        }
        fan
    }

    /// Adds a branch for every move of the ground; equal ones are added up.
    fn branch(&self, fan: &mut Fan, played: &Table, yes: [bool; 2], joined: bool, chances: &[f64], act: Act) {
        for (ground, q) in self.ground(played.ground, played.truce) {
            if q <= 0.0 {
                continue;
            }
            let seen = Seen { yes, ground, joined };
            let add = chances.iter().map(|c| c * q);
            match fan.branches.iter_mut().find(|b| b.seen == seen) {
                Some(b) => b.chance.iter_mut().zip(add).for_each(|(a, c)| *a += c),
                None => fan.branches.push(Branch {
                    seen,
                    table: self.next(act, played, &seen),
                    chance: add.collect(),
                }),
            }
        }
    }

    /// A period away: the parties go on alone, and each may ask the mediator back.
    fn away(&self, fan: &mut Fan, played: &Table, yes: [bool; 2], chances: &[f64], act: Act) {
        let worth = self.settled(played);
        let gone: Vec<(f64, [f64; 3])> =
            (0..self.pairs()).map(|pair| self.alone(pair, played.gap, played.ground)).collect();
        for (pair, (settle, _)) in gone.iter().enumerate() {
            fan.settled[pair] += chances[pair] * settle * worth;
        }
        for steps in 0..3_u8 {
            let part: Vec<f64> =
                gone.iter().zip(chances).map(|((_, s), c)| s[usize::from(steps)] * c).collect();
            if part.iter().all(|c| *c <= 0.0) {
                continue;
            }
            // How far they came is seen by the gap, which is on the table.
            let mut moved = *played;
            moved.gap = moved.gap.saturating_sub(steps);
            for (ground, q) in self.ground(played.ground, played.truce) {
                if q <= 0.0 {
                    continue;
                }
                let seen = Seen { yes, ground, joined: true };
                let table = self.next(act, &moved, &seen);
                let add = part.iter().map(|c| c * q);
                match fan.branches.iter_mut().find(|b| b.seen == seen && b.table == table) {
                    Some(b) => b.chance.iter_mut().zip(add).for_each(|(a, c)| *a += c),
                    None => fan.branches.push(Branch { seen, table, chance: add.collect() }),
                }
            }
        }
    }
}

/// The belief after a branch, and its chance.
pub(super) fn updated(belief: &[f64], branch: &Branch) -> (f64, Vec<f64>) {
    let mut next: Vec<f64> = belief.iter().zip(&branch.chance).map(|(b, c)| b * c).collect();
    let chance: f64 = next.iter().sum();
    if chance > 0.0 {
        next.iter_mut().for_each(|b| *b /= chance);
    }
    (chance, next)
}
