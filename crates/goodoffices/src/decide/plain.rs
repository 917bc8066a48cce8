//! Plain plans of the full model: talk on for n periods, then leave for good.
//!
//! For each pair of kinds, gap and ground the worth of such a plan is a number, so that its worth at a belief
//! is a sum; the best n is a lower bound of the worth of the decision, and what the search takes at the ends
//! of its tree. It is a bound since pressure in force only makes steps likelier (`yields` ≥ `moves`), and
//! settlements under sanctions are counted at what they are worth.

use super::act::Act;
use super::model::{Effect, Model};
use super::table::{Place, Table};

/// Worths of the plain plans.
#[derive(Clone, Debug)]
pub struct Plain {
    /// What talking on is done with, if it can be.
    act: Option<Act>,
    periods: usize,
    size: usize,
    gaps: usize,
    bins: usize,
    pairs: usize,
    /// By sanctions (0, 1) and truce (0, 1), then periods, gap, ground, pair.
    worth: [Vec<f64>; 4],
    /// Cost of coming back beyond the period's; nothing where one cannot.
    back: Option<f64>,
}

impl Plain {
    /// The plans of a model.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let s = model.setting();
        let act = [Act::Facilitate, Act::Table, Act::AskBoth].into_iter().find(|a| model.means(*a).is_some());
        let (gaps, bins, pairs) = (usize::from(s.gaps), s.outside[0].len(), model.pairs());
        let size = gaps * bins * pairs;
        let periods = if act.is_some() { s.horizon as usize } else { 0 };
        let mut plain = Self {
            act,
            periods,
            size,
            gaps,
            bins,
            pairs,
            worth: Default::default(),
            back: model.means(Act::Return).map(|(_, m)| m.cost),
        };
        for flags in 0..4 {
            plain.worth[flags] = plain.filled(model, flags & 1 == 1, flags & 2 == 2);
        }
        plain
    }

    fn at(&self, gap: u8, ground: u8) -> usize {
        (usize::from(gap).min(self.gaps - 1) * self.bins + usize::from(ground)) * self.pairs
    }

    fn filled(&self, model: &Model, sanctioned: bool, truce: bool) -> Vec<f64> {
        let mut all = vec![0.0; (self.periods + 1) * self.size];
        let (gaps, bins) = (self.gaps as u8, self.bins as u8);
        for (g, m) in (0..gaps).flat_map(|g| (0..bins).map(move |m| (g, m))) {
            let table = Table::open(g, m);
            let at = self.at(g, m);
            for pair in 0..self.pairs {
                all[at + pair] = model.leaving(pair, &table) - model.cost(Act::LeaveForGood);
            }
        }
        let Some(act) = self.act else { return all };
        let n = model.setting().kinds[1].len();
        let (cost, discount) = (model.cost(act), model.setting().stakes.discount);
        // By gap, ground and pair: what settles, and the chances of no, one and two steps.
        let mut cells = Vec::with_capacity(self.size);
        for (g, m) in (0..gaps).flat_map(|g| (0..bins).map(move |m| (g, m))) {
            let mut table = Table::open(g, m);
            table.truce = truce;
            let settles = model.effect(act, &table) != Effect::Steps;
            let mut under = table;
            under.sanctioned[0] = sanctioned;
            let worth = model.settled(&under);
            for pair in 0..self.pairs {
                let yes = [model.yes(act, 0, pair / n, &table, 0), model.yes(act, 1, pair % n, &table, 0)];
                let both = yes[0] * yes[1];
                cells.push(if settles {
                    (both * worth, [1.0 - both, 0.0, 0.0])
                } else {
                    (0.0, [(1.0 - yes[0]) * (1.0 - yes[1]), yes[0] + yes[1] - 2.0 * both, both])
                });
            }
        }
        for k in 1..=self.periods {
            let before = (k - 1) * self.size;
            for (g, m) in (0..gaps).flat_map(|g| (0..bins).map(move |m| (g, m))) {
                let at = self.at(g, m);
                for pair in 0..self.pairs {
                    let (settled, steps) = cells[at + pair];
                    let mut then = settled;
                    for (to, q) in model.ground(m, truce) {
                        for (by, p) in steps.iter().enumerate() {
                            if q * p > 0.0 {
                                then += q * p * all[before + self.at(g.saturating_sub(by as u8), to) + pair];
                            }
                        }
                    }
                    all[k * self.size + at + pair] = discount * then - cost;
                }
            }
        }
        all
    }

    /// Worth of the best plain plan at a table and belief with so many periods left, and how long it talks on.
    #[must_use]
    pub fn best(&self, table: &Table, belief: &[f64], left: u32) -> (f64, u32) {
        let flags = usize::from(table.sanctioned[0] || table.sanctioned[1]) + 2 * usize::from(table.truce);
        let at = self.at(table.gap, table.ground);
        let worth = |n: usize| -> f64 {
            let from = n * self.size + at;
            belief.iter().zip(&self.worth[flags][from..from + self.pairs]).map(|(b, w)| b * w).sum()
        };
        let mut best = (worth(0), 0);
        let extra = match (table.place, self.back) {
            (Place::Here, _) => 0.0,
            (Place::Away, Some(back)) => back,
            (Place::Away, None) => return best,
        };
        let most = (left as usize).min(self.periods);
        let mut n = 1;
        while n <= most {
            let w = worth(n) - extra;
            if w > best.0 {
                best = (w, n as u32);
            }
            n = if n < most { (2 * n).min(most) } else { most + 1 };
        }
        best
    }
}
