//! After settlement: outcomes that nobody likes less than a tentative deal.
//!
//! Raiffa (1982), "post-settlement settlement". Each party's utility of the deal becomes what an outcome must give it; on
//! the frontier of what is left, the largest sum of gains and the leximin of gains (the worst-off first) are the two improvements
//! proposed. If no point gains anything, the deal is already on the frontier. Undiscounted, like everything here. Absent:
//! knowledge of private values (a party that misstates its utilities can turn the improvement its way).

use super::frontier::Frontier;
use super::solution::Solutions;
use super::{Disagreement, Settings};
use crate::error::{Error, Result};
use crate::num::TIE;
use crate::preference::{Preference, Reservation};
use crate::scenario::Scenario;

/// What can be gained over a deal.
#[derive(Clone, Debug)]
pub struct Improvement {
    /// Each party's utility of the deal.
    pub deal: Vec<f64>,
    /// Parties whose reservation is above the deal.
    pub below_reservation: Vec<usize>,
    /// Frontier of the outcomes that give each party at least the deal's utility.
    pub frontier: Frontier,
    /// Points with the largest sum of gains.
    pub largest_sum: Vec<usize>,
    /// Points with the largest least gain, then the second least, and so on.
    pub fairest: Vec<usize>,
}

impl Improvement {
    /// Can nobody gain without somebody losing? As certain as the frontier's guarantee.
    #[must_use]
    pub fn none(&self) -> bool {
        self.frontier.points().all(|p| p.utilities.iter().zip(&self.deal).all(|(u, d)| *u <= d + TIE))
    }
}

/// Improvements of a deal (one value index per issue). `settings.disagreement` does not count: the deal takes its place.
///
/// # Errors
/// If the deal does not fit the space or breaks a constraint, or as [`Frontier::of`].
pub fn improve(scenario: &Scenario, settings: &Settings, deal: &[u32]) -> Result<Improvement> {
    let issues = scenario.space.issues();
    if deal.len() != issues.len() || deal.iter().zip(issues).any(|(v, i)| *v as usize >= i.len()) {
        return Err(
            Error::parameter("the deal is no outcome of the scenario").remedy("name a value for every issue")
        );
    }
    if let Some(c) = scenario.constraints.iter().find(|c| !c.admits(deal)) {
        return Err(Error::parameter(format!("the deal breaks a constraint: {}", c.text)));
    }
    let mut asked = scenario.clone();
    let (mut worth, mut below_reservation) = (Vec::new(), Vec::new());
    for (k, party) in asked.parties.iter_mut().enumerate() {
        let Preference::Known(profile) = &party.preference else {
            return Err(Error::input(format!("the utilities of {:?} are not known", party.name))
                .remedy("give every party a utility function"));
        };
        let u = profile.utility(deal);
        if profile.reservation_value().is_some_and(|r| r > u + TIE) {
            below_reservation.push(k);
        }
        worth.push(u);
        party.preference = Preference::Known(profile.clone().with_reservation(Reservation::Value(u)));
    }
    let settings = Settings { disagreement: Disagreement::Reservation, ..settings.clone() };
    let frontier = Frontier::of(&asked, &settings)?;
    let solutions = Solutions::given(&frontier, &worth);
    Ok(Improvement {
        deal: worth,
        below_reservation,
        largest_sum: solutions.utilitarian,
        fairest: solutions.egalitarian,
        frontier,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Design, generate};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// Against a look at every outcome: nobody below the deal, the largest sum and the largest least gain are found.
        #[test]
        fn improvements_are_those_of_looking_at_every_outcome(seed in 0_u64..1000, parties in 2..4_usize, pick: prop::sample::Index) {
            let scenario = generate(&Design { values: 3, parties, seed, ..Design::default() }).unwrap();
            let all: Vec<Vec<u32>> = scenario.space.enumerate().collect();
            let deal = &all[pick.index(all.len())];
            let utilities = |d: &[u32]| -> Vec<f64> {
                scenario.parties.iter().map(|p| match &p.preference {
                    Preference::Known(profile) => profile.utility(d),
                    _ => f64::NAN,
                }).collect()
            };
            let found = improve(&scenario, &Settings::default(), deal).unwrap();
            let gains: Vec<Vec<f64>> = all
                .iter()
                .map(|d| utilities(d).iter().zip(&found.deal).map(|(u, d)| u - d).collect::<Vec<f64>>())
                .filter(|g| g.iter().all(|x| *x >= -TIE))
                .collect();
            let sum = |g: &Vec<f64>| g.iter().sum::<f64>();
            let least = |g: &Vec<f64>| g.iter().copied().fold(f64::INFINITY, f64::min);
            let at = |k: usize| -> Vec<f64> {
                found.frontier.point(k).utilities.iter().zip(&found.deal).map(|(u, d)| u - d).collect()
            };
            let best = |f: &dyn Fn(&Vec<f64>) -> f64| gains.iter().map(f).fold(f64::NEG_INFINITY, f64::max);
            prop_assert!((sum(&at(found.largest_sum[0])) - best(&sum)).abs() < 1e-8);
            prop_assert!((least(&at(found.fairest[0])) - best(&least)).abs() < 1e-8);
            prop_assert_eq!(found.none(), gains.iter().all(|g| g.iter().all(|x| *x <= TIE)));
        }
    }
}
