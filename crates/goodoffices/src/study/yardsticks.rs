//! Simple measures of a party's offers in talks of several: what a model must beat.
//!
//! *Meets few*: the mean share of the other parties whose threshold its offers miss (needs everybody's scores).
//! *Unlike*: the mean over offers and issues of the share of the others' latest offers that hold another option.
//! *Demand*: mean utility of its offers to itself, on [0, 1] of what the space gives it. *Concession*: how much
//! that falls from its first offer to its last. *Repetition*: the share of its offers that repeat its last one.
//! *Change*: the mean share of issues changed from one offer to the next. Only complete, unscripted offers count.

use crate::faith::many::{PartWorths, Record};

/// Measures of one party; nothing where it made no complete offer, or scores are missing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Yardsticks {
    /// Share of the others whose threshold its offers miss.
    pub meets_few: Option<f64>,
    /// How unlike the others' latest offers.
    pub unlike: Option<f64>,
    /// What it asks for itself.
    pub demand: Option<f64>,
    /// How much less at the end.
    pub concession: Option<f64>,
    /// How often it repeats itself.
    pub repetition: Option<f64>,
    /// How much it changes.
    pub change: Option<f64>,
}

fn worth(table: &[Vec<f64>], offer: &[usize]) -> f64 {
    table.iter().zip(offer).map(|(row, o)| row[*o]).sum()
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Measures by party. `scores` and `thresholds` are everybody's, where told.
#[must_use]
pub fn yardsticks(
    record: &Record,
    scores: Option<&PartWorths>,
    thresholds: Option<&[f64]>,
) -> Vec<Yardsticks> {
    let parties = record.parties();
    let mut last: Vec<Option<Vec<usize>>> = vec![None; parties];
    let mut own: Vec<Vec<Vec<usize>>> = vec![Vec::new(); parties];
    let mut unlike: Vec<Vec<f64>> = vec![Vec::new(); parties];
    for offer in record.offers().iter().filter(|o| !o.scripted) {
        let Some(values) = offer.values.iter().copied().collect::<Option<Vec<usize>>>() else { continue };
        let i = offer.party;
        let others: Vec<&Vec<usize>> =
            (0..parties).filter(|j| *j != i).filter_map(|j| last[j].as_ref()).collect();
        let apart = |o: &&Vec<usize>| {
            o.iter().zip(&values).filter(|(a, b)| a != b).count() as f64 / values.len() as f64
        };
        unlike[i].extend(mean(&others.iter().map(apart).collect::<Vec<f64>>()));
        last[i] = Some(values.clone());
        own[i].push(values);
    }
    (0..parties)
        .map(|i| {
            let offers = &own[i];
            let utility = scores.map(|s| {
                let edge = |pick: fn(f64, f64) -> f64, from: f64| -> f64 {
                    s[i].iter().map(|row| row.iter().copied().fold(from, pick)).sum()
                };
                let (low, high) = (edge(f64::min, f64::INFINITY), edge(f64::max, f64::NEG_INFINITY));
                let unit =
                    |o: &Vec<usize>| if high > low { (worth(&s[i], o) - low) / (high - low) } else { 0.0 };
                offers.iter().map(unit).collect::<Vec<f64>>()
            });
            let misses = scores.zip(thresholds).map(|(s, t)| {
                let of = |o: &Vec<usize>| {
                    let missed = (0..parties).filter(|j| *j != i && worth(&s[*j], o) < t[*j]).count();
                    missed as f64 / (parties - 1) as f64
                };
                offers.iter().map(of).collect::<Vec<f64>>()
            });
            let steps = |of: fn(&Vec<usize>, &Vec<usize>) -> f64| {
                mean(&offers.windows(2).map(|w| of(&w[0], &w[1])).collect::<Vec<f64>>())
            };
            let share = |a: &Vec<usize>, b: &Vec<usize>| {
                a.iter().zip(b).filter(|(x, y)| x != y).count() as f64 / a.len().max(1) as f64
            };
            Yardsticks {
                meets_few: misses.and_then(|m| mean(&m)),
                unlike: mean(&unlike[i]),
                demand: utility.as_deref().and_then(mean),
                concession: utility.and_then(|u| Some(u.first()? - u.last()?)),
                repetition: steps(|a, b| f64::from(u8::from(a == b))),
                change: steps(share),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faith::many::Offer;

    #[test]
    fn measures_are_those_counted_by_hand() {
        let offer = |party, a, b| Offer { party, values: vec![Some(a), Some(b)], scripted: false };
        let offers = vec![offer(0, 0, 0), offer(1, 1, 0), offer(0, 0, 0), offer(0, 1, 1)];
        let record = Record::new(vec![2, 2], 2, offers).unwrap();
        let scores = vec![vec![vec![3.0, 0.0], vec![1.0, 0.0]], vec![vec![0.0, 1.0], vec![0.0, 1.0]]];
        let y = yardsticks(&record, Some(&scores), Some(&[1.0, 1.0]));
        // Party 0: texts 00, 00, 11; the other's latest is 10 from the second on, and it misses twice.
        assert_eq!(y[0].meets_few, Some(2.0 / 3.0));
        assert_eq!(y[0].unlike, Some(0.5));
        assert_eq!((y[0].demand, y[0].concession), (Some(2.0 / 3.0), Some(1.0)));
        assert_eq!((y[0].repetition, y[0].change), (Some(0.5), Some(0.5)));
        assert_eq!((y[1].repetition, y[1].concession), (None, Some(0.0)));
        assert_eq!(yardsticks(&record, None, None)[0].demand, None);
    }
}
