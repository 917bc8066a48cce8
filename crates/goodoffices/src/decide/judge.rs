//! The options in order, with intervals and regret.
//!
//! Every input is drawn from its range (`input`), the options are valued again, and so on for a fixed number
//! of draws. An interval holds nine tenths of the draws. Regret is what an option gives away against the best
//! of the same draw. How often an option is best is no advice: where it is far from 0 and 1, what is known
//! does not decide the order.

use super::act::Act;
use super::input::{Basis, Input, Inputs, Quantity};
use super::menu::Menu;
use super::stopping::Stopping;
use crate::error::{Error, Result};
use crate::rng;
use rand::RngExt;
use rayon::prelude::*;

/// How many draws, from which seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    /// Number of draws.
    pub count: u32,
    /// Root seed.
    pub seed: u64,
}

impl Default for Draws {
    fn default() -> Self {
        Self { count: 400, seed: 0 }
    }
}

/// Most draws.
const MOST: u32 = 1_000_000;

impl Draws {
    /// A number of draws that can be done?
    ///
    /// # Errors
    /// If there are fewer than 20, which have no nine tenths, or more than a million.
    pub fn checked(self) -> Result<Self> {
        if (20..=MOST).contains(&self.count) {
            return Ok(self);
        }
        Err(Error::limit(format!("{} draws", self.count)).remedy(format!("between 20 and {MOST}")))
    }
}

/// An interval that holds nine tenths of the draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// 5 % of the draws lie below it.
    pub low: f64,
    /// 5 % of the draws lie above it.
    pub high: f64,
}

impl Band {
    /// The band of these draws; nothing where there are none.
    #[must_use]
    pub fn of(mut draws: Vec<f64>) -> Option<Self> {
        draws.sort_by(f64::total_cmp);
        let last = draws.len().checked_sub(1)?;
        let at = |share: f64| draws[((share * last as f64).round() as usize).min(last)];
        Some(Self { low: at(0.05), high: at(0.95) })
    }

    /// Do the two have a point in common?
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// One option, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Which.
    pub act: Act,
    /// Its place in [`Menu::acts`].
    pub place: usize,
    /// Worth at the stated values.
    pub value: f64,
    /// Worth over the draws.
    pub band: Band,
    /// What it gives away at the stated values.
    pub regret: f64,
    /// The same over the draws.
    pub regret_band: Band,
    /// Share of draws in which it is best; where several are, the draw is shared out among them.
    pub best: f64,
}

/// One draw of everything. Numbers of a basis that `varies` refuses keep their value.
pub(super) fn draw(
    inputs: &Inputs,
    menu: &Menu<Quantity>,
    seed: u64,
    number: u64,
    varies: impl Fn(Option<Input>, Basis) -> bool,
) -> Result<(Stopping, Menu)> {
    let mut rng = rng::stream(seed, &["decide draw".into(), number.into()]);
    let problem = inputs.draw(&mut rng, |i, b| varies(Some(i), b))?;
    let menu = menu.map(|q| {
        let u: f64 = rng.random();
        if varies(None, q.basis) { q.quantile(u) } else { q.value }
    });
    Ok((problem, menu))
}

/// The stated values of a menu.
///
/// # Errors
/// If a number of it is impossible at its value or at an end of its range.
pub fn stated(menu: &Menu<Quantity>) -> Result<Menu> {
    menu.map(|q| q.low).checked()?;
    menu.map(|q| q.high).checked()?;
    let stated = menu.map(|q| q.value);
    stated.checked()?;
    Ok(stated)
}

/// The options in descending order of worth by the next step only; equal ones in the order of the menu.
///
/// # Errors
/// If an input is missing or impossible, or there are too few or too many draws.
pub fn judge(inputs: &Inputs, menu: &Menu<Quantity>, draws: Draws) -> Result<Vec<Judged>> {
    let values = stated(menu)?.values(&inputs.stopping()?);
    judge_by(inputs, menu, draws, &values, &by_next_step)
}

/// Worths of the options at some places of [`Menu::acts`].
pub type Worths<'a> = dyn Fn(&Stopping, &Menu, &[usize]) -> Result<Vec<f64>> + Sync + 'a;

/// Worths by the next step only, the stopping rule after it.
pub(super) fn by_next_step(problem: &Stopping, menu: &Menu, places: &[usize]) -> Result<Vec<f64>> {
    Ok(places.iter().map(|k| menu.value_of(*k, problem)).collect())
}

/// The same with the worths at the stated values, and a way to find those of a draw.
///
/// # Errors
/// If an input is missing or impossible, there are too few or too many draws, or the worths cannot be found.
pub fn judge_by(
    inputs: &Inputs,
    menu: &Menu<Quantity>,
    draws: Draws,
    values: &[f64],
    worths: &Worths<'_>,
) -> Result<Vec<Judged>> {
    let draws = draws.checked()?;
    inputs.stopping()?;
    stated(menu)?;
    let all: Vec<usize> = (0..menu.acts().len()).collect();
    let drawn: Vec<Vec<f64>> = (0..u64::from(draws.count))
        .into_par_iter()
        .map(|n| draw(inputs, menu, draws.seed, n, |_, _| true).and_then(|(p, m)| worths(&p, &m, &all)))
        .collect::<Result<_>>()?;
    let top = |v: &[f64]| v.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let best: Vec<f64> = drawn.iter().map(|v| top(v)).collect();
    let most = top(values);
    let band = |of: &dyn Fn(usize) -> f64| {
        Band::of((0..drawn.len()).map(of).collect()).unwrap_or(Band { low: f64::NAN, high: f64::NAN })
    };
    let mut judged: Vec<Judged> = menu
        .acts()
        .into_iter()
        .enumerate()
        .map(|(k, act)| Judged {
            act,
            place: k,
            value: values[k],
            band: band(&|n| drawn[n][k]),
            regret: most - values[k],
            regret_band: band(&|n| best[n] - drawn[n][k]),
            best: drawn.iter().map(|v| leads(v, k)).sum::<f64>() / drawn.len() as f64,
        })
        .collect();
    judged.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.place.cmp(&b.place)));
    Ok(judged)
}

/// An option's share of the first place: all of it where it alone has the greatest worth, a part where others have it too.
fn leads(values: &[f64], k: usize) -> f64 {
    let top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if values[k] < top {
        return 0.0;
    }
    1.0 / values.iter().filter(|v| **v >= top).count() as f64
}

#[cfg(test)]
mod tests {
    use super::super::menu::{Instrument, Reading};
    use super::*;

    pub(crate) fn inputs(belief: f64) -> Inputs {
        let q = |v: f64, low: f64, high: f64, basis| Quantity::within(v, low, high, basis).expect("a range");
        Inputs::none()
            .with(Input::Belief, q(belief, belief * 0.5, (belief * 1.4).min(1.0), Basis::Assumption))
            .with(Input::Hazard, q(0.1, 0.05, 0.2, Basis::Fact))
            .with(Input::Settlement, Quantity::exact(1.0, Basis::Assumption))
            .with(Input::Fallback, q(0.2, 0.1, 0.3, Basis::Assumption))
            .with(Input::Cost, q(0.01, 0.005, 0.02, Basis::Assumption))
            .with(Input::Discount, Quantity::exact(0.99, Basis::Assumption))
    }

    pub(crate) fn menu() -> Menu<Quantity> {
        let instruments = [
            Instrument::plain(Act::Facilitate),
            Instrument {
                cost: 0.05,
                reading: Some(Reading { yes: 0.8, yes_otherwise: 0.02 }),
                ..Instrument::plain(Act::Probe(0))
            },
        ];
        Menu { instruments: instruments.to_vec(), way_back: None }
            .map(|x| Quantity::exact(x, Basis::Assumption))
    }

    #[test]
    fn options_come_in_order_with_bands_around_them() {
        let judged = judge(&inputs(0.7), &menu(), Draws { count: 200, seed: 1 }).expect("judged");
        assert_eq!(judged.iter().map(|j| j.act).next(), Some(Act::Facilitate));
        assert!((judged[0].value - 0.527_477_2).abs() < 5e-8 && judged[0].regret == 0.0);
        for j in &judged {
            assert!(j.band.low <= j.value && j.value <= j.band.high && j.regret_band.low >= 0.0, "{j:?}");
        }
        assert!((judged.iter().map(|j| j.best).sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(judge(&inputs(0.7), &menu(), Draws { count: 200, seed: 1 }), Ok(judged));
    }

    #[test]
    fn exchanging_the_sides_exchanges_what_is_printed() {
        // Two questions, to one side and to the other, with each side's answers as they are.
        let ask = |side: usize, yes: f64| Instrument {
            cost: 0.01,
            reading: Some(Reading { yes, yes_otherwise: 0.1 }),
            ..Instrument::plain(Act::Probe(side))
        };
        let with = |yes: [f64; 2]| {
            let menu = Menu { instruments: vec![ask(0, yes[0]), ask(1, yes[1])], way_back: None };
            let mut judged = judge(
                &inputs(0.4),
                &menu.map(|x| Quantity::exact(x, Basis::Fact)),
                Draws { count: 60, seed: 2 },
            )
            .expect("judged");
            judged.sort_by_key(|j| j.place);
            judged
        };
        let (one, other) = (with([0.8, 0.5]), with([0.5, 0.8]));
        for (a, b) in [(&one[0], &other[1]), (&one[1], &other[0]), (&one[2], &other[2])] {
            assert_eq!(
                (a.value, a.band, a.regret, a.regret_band),
                (b.value, b.band, b.regret, b.regret_band)
            );
            assert_eq!((a.act.mirrored(), a.best), (b.act, b.best));
        }
    }

    #[test]
    fn few_draws_and_impossible_ranges_are_refused() {
        assert!(judge(&inputs(0.7), &menu(), Draws { count: 5, seed: 1 }).is_err_and(|e| e.is_limit()));
        let mut odd = menu();
        odd.instruments[1].turns = Quantity { value: 0.5, low: 0.5, high: 1.2, basis: Basis::Fact };
        assert!(judge(&inputs(0.7), &odd, Draws::default()).is_err_and(|e| e.is_parameter()));
    }
}
