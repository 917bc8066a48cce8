//! How close opponent models come to the truth, offer by offer.
//!
//! For a party whose offers are seen one by one: Pearson's correlation of estimated and true utility over a
//! sample of outcomes; ranking distance, the share of sampled pairs that are ordered wrongly (Hindriks &
//! Tykhonov 2008); for two parties, the distance in true utilities between the Nash solution and the one
//! computed from the estimate; and how far the least estimated utility offered lies from the reservation.
//! Samples are evenly spaced outcomes, the same for every model. The estimate is on [0, 1]; the truth is
//! brought there by its own range first.

use crate::error::{Error, Result};
use crate::opponent::Model;
use crate::outcome::Outcome;
use crate::preference::Preference;
use crate::protocol::Side;
use crate::rng;
use crate::scenario::Scenario;
use crate::talks::{Act, Turn};

/// Outcomes in the sample.
const SAMPLE: u128 = 1000;

/// One model of one party after some of its offers.
#[derive(Clone, Debug, PartialEq)]
pub struct OpponentRow {
    /// The party modelled.
    pub party: usize,
    /// The model.
    pub model: String,
    /// Offers seen.
    pub step: u64,
    /// Relative time of the last of them.
    pub time: f64,
    /// Correlation with the truth; nothing where one of them does not vary.
    pub pearson: Option<f64>,
    /// Share of pairs ordered wrongly.
    pub ranking_distance: f64,
    /// Distance of the estimated Nash solution from the true one; two parties only.
    pub nash_error: Option<f64>,
    /// Least estimated utility offered less the reservation value, both on [0, 1]; a reservation below the
    /// worst outcome counts as that outcome, and without one there is nothing to compare.
    pub reservation_error: Option<f64>,
    /// Seconds that the model has taken so far to see the offers, by the clock handed in.
    pub seconds: f64,
}

fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = a.len() as f64;
    let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let cov: f64 = a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum();
    let square = |v: &[f64], m: f64| v.iter().map(|x| (x - m) * (x - m)).sum::<f64>();
    let scale = (square(a, ma) * square(b, mb)).sqrt();
    (scale > 1e-12).then(|| cov / scale)
}

/// Pairs (k, k + gap) for a few gaps; ties in the estimate count half.
fn ranking_distance(truth: &[f64], guess: &[f64]) -> f64 {
    let n = truth.len();
    let (mut wrong, mut pairs) = (0.0, 0.0);
    for gap in [1, 7, 61, 331] {
        for k in 0..n.saturating_sub(gap) {
            let (t, g) = (truth[k] - truth[k + gap], guess[k] - guess[k + gap]);
            if t == 0.0 {
                continue;
            }
            pairs += 1.0;
            wrong += if g == 0.0 {
                0.5
            } else if (t > 0.0) == (g > 0.0) {
                0.0
            } else {
                1.0
            };
        }
    }
    if pairs > 0.0 { wrong / pairs } else { 0.0 }
}

/// Scores models on the turns of a session, played here or logged elsewhere: a row per party, model and offer,
/// every `every`-th. `clock` says seconds, for what the models cost; one that stands still says nothing.
///
/// # Errors
/// If a party's utility function is not known, the space is too large to be indexed, or no model has a name.
pub fn opponents(
    scenario: &Scenario,
    turns: &[Turn],
    models: &[String],
    every: u64,
    clock: &dyn Fn() -> f64,
) -> Result<Vec<OpponentRow>> {
    let n = scenario
        .space
        .cardinality()
        .ok_or_else(|| Error::limit("the space has too many outcomes to be sampled by number"))?;
    let count = n.min(SAMPLE);
    let sample: Vec<Vec<u32>> = (0..count).map(|k| scenario.space.digits(Outcome(k * n / count))).collect();
    let parties = scenario.parties.len();
    let sides = (0..parties).map(|p| Side::new(scenario, p)).collect::<Result<Vec<_>>>()?;
    let truth: Vec<Vec<f64>> = (0..parties)
        .map(|p| match &scenario.parties[p].preference {
            Preference::Known(profile) => sample.iter().map(|d| sides[p].share(profile.utility(d))).collect(),
            _ => Vec::new(),
        })
        .collect();
    let floor = |p: usize| sides[p].share(sides[p].floor());
    let nash = |a: &[f64], b: &[f64], ra: f64, rb: f64| {
        let gain = |k: usize| (a[k] - ra).max(0.0) * (b[k] - rb).max(0.0);
        (0..a.len()).fold(0, |best, k| if gain(k) > gain(best) { k } else { best })
    };
    let mut rows = Vec::new();
    for party in 0..parties {
        let other = (parties == 2).then_some(1 - party);
        for name in models {
            let stream = rng::stream(0, &["study".into(), "opponents".into(), name.as_str().into()]);
            let mut model = Model::new(name, &scenario.space, stream)?;
            let mut offered: Vec<Vec<u32>> = Vec::new();
            let (mut step, mut seconds) = (0, 0.0);
            for turn in turns.iter().filter(|t| t.party == party) {
                let Act::Offer(digits) = &turn.act else { continue };
                let begun = clock();
                model.observe(digits, turn.time);
                seconds += clock() - begun;
                offered.push(digits.clone());
                step += 1;
                if step % every.max(1) != 0 {
                    continue;
                }
                let guess: Vec<f64> = sample.iter().map(|d| model.utility(d)).collect();
                let nash_error = other.map(|o| {
                    let (true_nash, found) = (
                        nash(&truth[o], &truth[party], floor(o), floor(party)),
                        nash(&truth[o], &guess, floor(o), 0.0),
                    );
                    let d = |p: usize| truth[p][true_nash] - truth[p][found];
                    (d(o) * d(o) + d(party) * d(party)).sqrt()
                });
                let least = offered.iter().map(|d| model.utility(d)).fold(f64::INFINITY, f64::min);
                let reservation = sides[party].reservation;
                rows.push(OpponentRow {
                    party,
                    model: name.clone(),
                    step,
                    time: turn.time,
                    pearson: pearson(&truth[party], &guess),
                    ranking_distance: ranking_distance(&truth[party], &guess),
                    nash_error,
                    reservation_error: reservation.is_finite().then(|| least - floor(party)),
                    seconds,
                });
            }
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_zero_for_the_truth_and_one_for_its_reverse() {
        let truth: Vec<f64> = (0..500).map(|k| f64::from(k * 37 % 500) / 500.0).collect();
        let reverse: Vec<f64> = truth.iter().map(|x| 1.0 - x).collect();
        let flat = vec![0.5; 500];
        assert_eq!((ranking_distance(&truth, &truth), ranking_distance(&truth, &reverse)), (0.0, 1.0));
        assert_eq!(ranking_distance(&truth, &flat), 0.5);
        assert!((pearson(&truth, &reverse).unwrap() + 1.0).abs() < 1e-9);
        assert_eq!(pearson(&truth, &flat), None);
    }
}
