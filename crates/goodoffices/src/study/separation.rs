//! How well a score tells saboteurs from sincere parties, with intervals clustered by run.
//!
//! Area under the ROC curve, ties half (Hanley & McNeil 1982), over pairs: saboteur and a party in the same
//! seat that was cooperative or greedy, any greedy party, any sincere party. At a threshold: the share of
//! sincere parties flagged, and of saboteurs (power). Intervals are percentiles of a bootstrap that draws whole
//! runs, since parties of one run hang together; a resample without a pair is drawn again. Parties with fewer
//! than two complete offers are left out. Labels enter here and nowhere before.

use crate::rng;
use rand::RngExt;

/// What a party was told to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// To agree.
    Cooperative,
    /// To agree, and to get the most.
    Greedy,
    /// To prevent agreement, or to hurt somebody.
    Saboteur,
}

impl Role {
    /// The role of a label; nothing if it is none.
    #[must_use]
    pub fn of(label: &str) -> Option<Self> {
        match label {
            "cooperative" => Some(Self::Cooperative),
            "greedy" => Some(Self::Greedy),
            "adversarial" => Some(Self::Saboteur),
            _ => None,
        }
    }
}

/// A scored party of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The run.
    pub run: usize,
    /// The seat: game and party.
    pub seat: usize,
    /// What it was.
    pub role: Role,
    /// Is its set erratic?
    pub erratic: bool,
    /// Its complete offers.
    pub moves: usize,
    /// The score; higher speaks for a saboteur.
    pub score: f64,
}

/// A number with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The number.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// How well a score does; nothing where there is nothing to compare.
#[derive(Clone, Debug, PartialEq)]
pub struct Separation {
    /// Saboteurs, and sincere parties, counted.
    pub counted: [usize; 2],
    /// Area against the same seat cooperative, the same seat greedy, any greedy, all sincere.
    pub areas: [Option<Interval>; 4],
    /// Share of sincere parties at or above the threshold.
    pub wrong: Option<Interval>,
    /// The same among erratic sets.
    pub wrong_erratic: Option<Interval>,
    /// Share of saboteurs at or above the threshold.
    pub power: Option<Interval>,
    /// Power where the threshold leaves 5 % of sincere parties above it (on these data, not beforehand).
    pub power_at_five: Option<Interval>,
}

/// Names of the comparisons.
pub const AGAINST: [&str; 4] = ["same seat cooperative", "same seat greedy", "any greedy", "all sincere"];
/// Fewest complete offers of a party that counts.
pub const FEWEST: usize = 2;
const RESAMPLES: u64 = 2000;

fn compared(against: usize, saboteur: &Scored, other: &Scored) -> bool {
    let seat = saboteur.seat == other.seat;
    match against {
        0 => seat && other.role == Role::Cooperative,
        1 => seat && other.role == Role::Greedy,
        2 => other.role == Role::Greedy,
        _ => other.role != Role::Saboteur,
    }
}

fn area(against: usize, rows: &[&Scored], weight: &[f64]) -> Option<f64> {
    let (mut won, mut all) = (0.0, 0.0);
    for s in rows.iter().filter(|r| r.role == Role::Saboteur && weight[r.run] > 0.0) {
        for o in rows.iter().filter(|o| compared(against, s, o)) {
            let w = weight[s.run] * weight[o.run];
            all += w;
            won += w * match s.score.total_cmp(&o.score) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    (all > 0.0).then(|| won / all)
}

fn share(rows: &[&Scored], weight: &[f64], of: impl Fn(&Scored) -> bool, least: f64) -> Option<f64> {
    let (mut above, mut all) = (0.0, 0.0);
    for r in rows.iter().filter(|r| of(r)) {
        all += weight[r.run];
        above += if r.score >= least { weight[r.run] } else { 0.0 };
    }
    (all > 0.0).then(|| above / all)
}

/// Least score that at most 5 % of sincere parties pass.
fn at_five(rows: &[&Scored], weight: &[f64]) -> f64 {
    let mut sincere: Vec<(f64, f64)> =
        rows.iter().filter(|r| r.role != Role::Saboteur).map(|r| (r.score, weight[r.run])).collect();
    sincere.sort_by(|a, b| b.0.total_cmp(&a.0));
    let total: f64 = sincere.iter().map(|s| s.1).sum();
    let mut above = 0.0;
    for (score, w) in sincere {
        above += w;
        if above > 0.05 * total {
            return score.next_up();
        }
    }
    f64::NEG_INFINITY
}

/// How well a score does, with a flag at `threshold` and above.
#[must_use]
pub fn separation(rows: &[Scored], threshold: f64, seed: u64) -> Separation {
    let rows: Vec<&Scored> = rows.iter().filter(|r| r.moves >= FEWEST).collect();
    let runs = rows.iter().map(|r| r.run + 1).max().unwrap_or(0);
    let mut present: Vec<usize> = rows.iter().map(|r| r.run).collect();
    present.dedup();
    let figures = |weight: &[f64]| -> [Option<f64>; 8] {
        let sincere = |r: &Scored| r.role != Role::Saboteur;
        let [a, b, c, d] = [0, 1, 2, 3].map(|k| area(k, &rows, weight));
        [
            a,
            b,
            c,
            d,
            share(&rows, weight, sincere, threshold),
            share(&rows, weight, |r| sincere(r) && r.erratic, threshold),
            share(&rows, weight, |r| !sincere(r), threshold),
            share(&rows, weight, |r| !sincere(r), at_five(&rows, weight)),
        ]
    };
    let found = figures(&vec![1.0; runs]);
    let mut drawn: Vec<Vec<f64>> = vec![Vec::new(); found.len()];
    for k in 0..RESAMPLES {
        let mut stream = rng::stream(seed, &["study".into(), "separation".into(), k.into()]);
        let mut weight = vec![0.0; runs];
        for _ in 0..present.len() {
            weight[present[stream.random_range(0..present.len() as u64) as usize]] += 1.0;
        }
        for (list, x) in drawn.iter_mut().zip(figures(&weight)) {
            list.extend(x);
        }
    }
    let mut intervals = found.iter().zip(&mut drawn).map(|(value, list)| {
        list.sort_by(f64::total_cmp);
        let at = |q: f64| list.get(((list.len() as f64 - 1.0) * q).round() as usize).copied();
        value.map(|value| Interval {
            value,
            low: at(0.025).unwrap_or(value),
            high: at(0.975).unwrap_or(value),
        })
    });
    let mut next = || intervals.next().flatten();
    let saboteurs = rows.iter().filter(|r| r.role == Role::Saboteur).count();
    Separation {
        counted: [saboteurs, rows.len() - saboteurs],
        areas: [next(), next(), next(), next()],
        wrong: next(),
        wrong_erratic: next(),
        power: next(),
        power_at_five: next(),
    }
}

/// The ROC curve against all sincere parties: (false, true) shares from (0, 0) to (1, 1).
#[must_use]
pub fn roc(rows: &[Scored]) -> Vec<(f64, f64)> {
    let mut sorted: Vec<&Scored> = rows.iter().filter(|r| r.moves >= FEWEST).collect();
    sorted.sort_by(|a, b| b.score.total_cmp(&a.score));
    let total = |saboteur: bool| {
        sorted.iter().filter(|r| (r.role == Role::Saboteur) == saboteur).count().max(1) as f64
    };
    let (bad, good) = (total(true), total(false));
    let (mut curve, mut at) = (vec![(0.0, 0.0)], (0.0, 0.0));
    for (k, r) in sorted.iter().enumerate() {
        if r.role == Role::Saboteur {
            at.1 += 1.0
        } else {
            at.0 += 1.0
        }
        if sorted.get(k + 1).is_none_or(|next| next.score.total_cmp(&r.score).is_ne()) {
            curve.push((at.0 / good, at.1 / bad));
        }
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(run: usize, seat: usize, role: Role, score: f64) -> Scored {
        Scored { run, seat, role, erratic: run == 0, moves: 3, score }
    }

    #[test]
    fn areas_and_shares_are_those_counted_by_hand() {
        use Role::{Cooperative, Greedy, Saboteur};
        let mut rows = vec![
            row(0, 0, Saboteur, 2.0),
            row(1, 0, Cooperative, 1.0),
            row(2, 0, Cooperative, 2.0),
            row(3, 0, Greedy, 3.0),
            row(0, 1, Greedy, -1.0),
        ];
        rows.push(Scored { moves: 1, ..row(4, 0, Saboteur, -9.0) });
        let s = separation(&rows, 0.0, 1);
        assert_eq!(s.counted, [1, 4]);
        let areas = s.areas.map(|a| a.unwrap().value);
        assert_eq!(areas, [0.75, 0.0, 0.5, 2.5 / 4.0]);
        assert_eq!(
            (s.wrong.unwrap().value, s.wrong_erratic.unwrap().value, s.power.unwrap().value),
            (0.75, 0.0, 1.0)
        );
        assert!(s.areas.iter().flatten().all(|i| i.low <= i.value && i.value <= i.high));
        assert_eq!(roc(&rows).last(), Some(&(1.0, 1.0)));
    }

    #[test]
    fn a_useless_score_is_at_one_half_and_its_interval_holds_it() {
        let mut draw = rng::stream(3, &["test".into()]);
        let rows: Vec<Scored> = (0..160)
            .map(|k| {
                row(k / 4, 0, if k % 4 == 0 { Role::Saboteur } else { Role::Greedy }, draw.random::<f64>())
            })
            .collect();
        let all = separation(&rows, 2.0, 1).areas[3].unwrap();
        assert!(all.low < 0.5 && 0.5 < all.high && all.high - all.low < 0.3, "{all:?}");
        assert_eq!(separation(&rows, 2.0, 1), separation(&rows, 2.0, 1));
    }
}
