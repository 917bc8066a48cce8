//! An upper bound of the full model: what it would be worth if the kinds were known from now on, instruments
//! cost nothing beyond the period, and each party moved as pressure or its absence would best have it.
//!
//! For each pair of kinds, gap and ground a small programme over the periods left; its mean over the belief
//! is never less than the worth of the decision (an information relaxation; Brown, Smith & Sun 2010). With the
//! plain plans below, it brackets every value of the search.

use super::act::Act;
use super::model::Model;
use super::table::Table;

/// The upper bound, by periods left, gap, ground and pair of kinds.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    worth: Vec<f64>,
    size: usize,
    bins: usize,
    pairs: usize,
}

/// Chances that a party may have, without and with pressure.
struct Corners {
    steps: [f64; 2],
    yes: [f64; 2],
}

impl Bound {
    pub(super) fn of(model: &Model) -> Self {
        let s = model.setting();
        let (gaps, bins, pairs) = (s.gaps, s.outside[0].len(), model.pairs());
        let size = usize::from(gaps) * bins * pairs;
        let at = |g: u8, m: u8, pair: usize| (usize::from(g) * bins + usize::from(m)) * pairs + pair;
        let has = |a: Act| model.means(a).is_some();
        let worth = s.stakes.settlement.max(s.stakes.settlement * s.stakes.pressed);
        let n = s.kinds[1].len();
        let talks = has(Act::Facilitate)
            || s.means.iter().any(|m| m.act.to().is_some())
            || has(Act::Return)
            || has(Act::Truce);
        let texts = has(Act::Table) || has(Act::AskBoth);
        let mut all = vec![0.0; (s.horizon as usize + 1) * size];
        for k in 0..=s.horizon as usize {
            for (g, m) in (0..gaps).flat_map(|g| (0..bins as u8).map(move |m| (g, m))) {
                for pair in 0..pairs {
                    let mut best = model.leaving(pair, &Table::open(g, m));
                    if k > 0 {
                        let before = (k - 1) * size;
                        // The best of moving and of silent arms, after so many steps.
                        let after = |steps: u8| {
                            let to = g.saturating_sub(steps);
                            let moved: f64 = model
                                .ground(m, false)
                                .iter()
                                .map(|(b, q)| q * all[before + at(to, *b, pair)])
                                .sum();
                            moved.max(all[before + at(to, m, pair)])
                        };
                        let then = [after(0), after(1), after(2)];
                        let period = |cost: f64, settled: f64, steps: [f64; 3]| {
                            let next: f64 = steps.iter().zip(then).map(|(p, v)| p * v).sum();
                            s.stakes.discount * (settled + next) - cost
                        };
                        let of = [corners(model, 0, pair / n, m), corners(model, 1, pair % n, m)];
                        let reach = crate::num::pow(s.reach, f64::from(g));
                        for (i, j) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                            if texts || (talks && g == 0) {
                                let both = of[0].yes[i] * of[1].yes[j] * reach * reach;
                                best = best.max(period(s.stakes.cost, both * worth, [1.0 - both, 0.0, 0.0]));
                            }
                            if talks && g > 0 {
                                let (a, b) = (of[0].steps[i], of[1].steps[j]);
                                let steps = [(1.0 - a) * (1.0 - b), a + b - 2.0 * a * b, a * b];
                                best = best.max(period(s.stakes.cost, 0.0, steps));
                            }
                        }
                        // Waiting, at what it costs least.
                        let wait = if has(Act::Recess) {
                            s.stakes.cost_recess.min(s.stakes.cost)
                        } else {
                            s.stakes.cost
                        };
                        best = best.max(period(wait, 0.0, [1.0, 0.0, 0.0]));
                        if has(Act::LeaveWithWayBack) {
                            let (settle, steps) = model.alone(pair, g, m);
                            let settled = settle * s.stakes.settlement_unaided;
                            best = best.max(period(s.stakes.cost_away, settled, steps));
                        }
                    }
                    all[k * size + at(g, m, pair)] = best;
                }
            }
        }
        Self { worth: all, size, bins, pairs }
    }

    /// The bound at a table and belief with so many periods left.
    pub(super) fn at(&self, table: &Table, belief: &[f64], left: u32) -> f64 {
        let cell = (usize::from(table.gap) * self.bins + usize::from(table.ground)) * self.pairs;
        let from = left as usize * self.size + cell;
        belief.iter().zip(&self.worth[from..from + self.pairs]).map(|(b, w)| b * w).sum()
    }
}

fn corners(model: &Model, party: usize, kind: usize, ground: u8) -> Corners {
    let s = model.setting();
    let k = &s.kinds[party][kind];
    let pressed = [Act::Warn(party), Act::Sanction(party), Act::Offer(party)];
    let can = pressed.iter().any(|a| model.means(*a).is_some());
    let worse = if s.text[party] >= s.outside[party][usize::from(ground)] { 1.0 } else { s.against };
    let yes = k.accepts * worse;
    Corners {
        steps: [k.moves, if can { k.yields } else { k.moves }],
        yes: [yes, if can { k.accepts.max(k.yields) } else { yes }],
    }
}
