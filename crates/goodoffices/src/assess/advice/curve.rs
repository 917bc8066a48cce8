//! The picture that decides, as data: worth of staying and of leaving against the belief, the point where they change
//! places, and where we are. Staying is drawn twice: as now (closed form, with the band of the draws), and with the steps
//! of the list (by search, at the values held).

use super::super::figure::Figure;
use super::super::options::OptionLine;
use super::flips::{FlipLine, Pair};
use super::held::{Held, Holder};
use super::menu::{GENERAL, Weighed};
use super::{leaves, percent, short};
use crate::decide::{self, Band, Draws, Input, Stopping};
use crate::error::Result;
use crate::rng;
use rayon::prelude::*;
use serde::Serialize;

/// A belief below which two lines that meet are said to meet nowhere.
const NOWHERE: f64 = 0.005;

/// Points of the curve.
const POINTS: usize = 41;

/// Worth at one belief: at the values held, and nine tenths of the draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The belief.
    pub belief: f64,
    /// Worth of staying, as now, for as long as it pays: value, low, high.
    pub stay: [f64; 3],
    /// Worth of leaving for good now.
    pub leave: [f64; 3],
    /// Worth at the values held of staying with the steps of the list, by the best plan found; nothing where there is
    /// no step.
    pub steps: Option<f64>,
}

/// The curve.
#[derive(Clone, Debug, Serialize)]
pub struct Curve {
    /// Belief from 0 to 1.
    pub points: Vec<CurvePoint>,
    /// Where staying is worth as much as leaving: value, low, high; nothing where it never is.
    pub flip: Option<[f64; 3]>,
    /// Where staying with the steps of the list is worth as much as leaving, at the values held; nothing where it
    /// never is.
    pub flip_with_steps: Option<f64>,
    /// What is believed: value, low, high.
    pub here: [f64; 3],
    /// Is the mediator away, so that staying is what it would be once it were back?
    pub away: bool,
    /// Is the belief an estimate from the record, or assumed?
    pub assumed: bool,
    /// The same in words.
    pub figure: Figure,
}

/// Staying at a belief; at least two weeks.
fn stay(problem: &Stopping, belief: f64) -> f64 {
    problem.stay(belief)
}

/// Worth of the best step that stays, against the belief.
fn with_steps(
    options: &[OptionLine],
    weighed: &Weighed,
    stated: &Stopping,
    each: u64,
) -> Result<Vec<Option<f64>>> {
    let menu = decide::stated(&weighed.menu)?;
    let stays: Vec<usize> =
        (0..weighed.option_at.len()).filter(|p| !leaves(options[weighed.option_at[*p]].kind)).collect();
    let points = (0..POINTS).into_par_iter().map(|k| {
        let p = stated.with(Input::Belief, k as f64 / (POINTS - 1) as f64);
        weighed.course(&p, &menu).worths(&stays, each).into_iter().reduce(f64::max)
    });
    Ok(points.collect())
}

/// Where staying with the steps begins to be worth more than leaving for good, between two points; 0 where it always
/// is, nothing where it never is.
fn meets(points: &[CurvePoint]) -> Option<f64> {
    let gain = |p: &CurvePoint| p.steps.map(|s| s - p.leave[0]);
    let mut at = None;
    for pair in points.windows(2).rev() {
        let (low, high) = (gain(&pair[0])?, gain(&pair[1])?);
        if high <= 0.0 {
            return at;
        }
        if low <= 0.0 {
            return Some(pair[0].belief + low / (low - high) * (pair[1].belief - pair[0].belief));
        }
        at = Some(pair[0].belief);
    }
    at
}

pub(super) fn curve(
    options: &[OptionLine],
    weighed: &Weighed,
    held: &Held,
    flips: &[FlipLine],
    draws: Draws,
    each: u64,
) -> Result<Curve> {
    let inputs = &weighed.inputs;
    let stated = inputs.stopping()?;
    let steps = with_steps(options, weighed, &stated, each)?;
    let worlds: Vec<Stopping> = (0..u64::from(draws.count))
        .into_par_iter()
        .map(|n| {
            let mut rng = rng::stream(draws.seed, &["advise curve".into(), n.into()]);
            inputs.draw(&mut rng, |i, _| i != Input::Belief)
        })
        .collect::<Result<_>>()?;
    let three = |value: f64, of: Vec<f64>| {
        let b = Band::of(of).unwrap_or(Band { low: value, high: value });
        [value, b.low, b.high]
    };
    let points: Vec<CurvePoint> = (0..POINTS)
        .map(|k| {
            let belief = k as f64 / (POINTS - 1) as f64;
            CurvePoint {
                belief,
                stay: three(stay(&stated, belief), worlds.iter().map(|w| stay(w, belief)).collect()),
                leave: three(stated.leave(belief), worlds.iter().map(|w| w.leave(belief)).collect()),
                steps: steps[k],
            }
        })
        .collect();
    let found = flips.iter().find(|f| f.pair == Pair::StayOrLeave && f.quantity == "belief");
    let flip = found.and_then(|f| {
        let value = f.value?;
        let [low, high] = f.band.unwrap_or([value, value]);
        Some([value, low, high])
    });
    let h = held.get("belief");
    let here = [h.value, h.low, h.high];
    let text = match flip {
        Some(f) => format!(
            "{}taying as now and leaving are worth the same at a belief of {}. We hold {}{}. At the belief held staying is worth \
             {}, leaving {}.",
            if weighed.away { "Once the mediator were back, s" } else { "S" },
            percent(f),
            percent(here),
            if h.holder == Holder::Record { "" } else { " (assumed)" },
            short(stated.stay(here[0])),
            short(stated.leave(here[0])),
        ),
        None => format!(
            "No belief between 0 and 1 makes staying as now and leaving worth the same. We hold {}.",
            percent(here)
        ),
    };
    let flip_with_steps = meets(&points);
    let with = "With the steps of the list, ";
    let text = match (flip_with_steps, steps.first().copied().flatten()) {
        (Some(at), _) if at < NOWHERE => format!("{text} {with}staying is worth more at every belief."),
        (Some(at), _) => format!("{text} {with}staying is worth as much as leaving at {:.0} %.", at * 100.0),
        (None, Some(_)) => format!("{text} {with}leaving is worth as much or more at every belief."),
        (None, None) => text,
    };
    let figure = Figure::new(
        "X0",
        "staying and leaving against the belief",
        text,
        "Belief at which two more weeks are worth as much as leaving: (c + (1-d)O) / (d h (V-O)) where both worths of having \
         left are the same O; the interval is that of the draws of the other quantities.",
    );
    let assumed = h.holder != Holder::Record;
    let figure = held.under(figure, &GENERAL).with_assumed(1.0);
    Ok(Curve { points, flip, flip_with_steps, here, away: weighed.away, assumed, figure })
}
