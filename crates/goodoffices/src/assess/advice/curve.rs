//! The picture that decides, as data: worth of staying and of leaving against the belief, the point where they change
//! places, and where we are.

use super::super::figure::Figure;
use super::flips::{FlipLine, Pair};
use super::held::{Held, Holder};
use super::menu::GENERAL;
use super::{percent, short};
use crate::decide::{Band, Draws, Input, Inputs, Stopping};
use crate::error::Result;
use crate::rng;
use rayon::prelude::*;
use serde::Serialize;

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
}

/// The curve.
#[derive(Clone, Debug, Serialize)]
pub struct Curve {
    /// Belief from 0 to 1.
    pub points: Vec<CurvePoint>,
    /// Where staying is worth as much as leaving: value, low, high; nothing where it never is.
    pub flip: Option<[f64; 3]>,
    /// What is believed: value, low, high.
    pub here: [f64; 3],
    /// Is the belief an estimate from the record, or assumed?
    pub assumed: bool,
    /// The same in words.
    pub figure: Figure,
}

/// Staying at a belief; at least two weeks.
fn stay(problem: &Stopping, belief: f64) -> f64 {
    problem.stay(belief)
}

pub(super) fn curve(inputs: &Inputs, held: &Held, flips: &[FlipLine], draws: Draws) -> Result<Curve> {
    let stated = inputs.stopping()?;
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
    let points = (0..POINTS)
        .map(|k| {
            let belief = k as f64 / (POINTS - 1) as f64;
            CurvePoint {
                belief,
                stay: three(stay(&stated, belief), worlds.iter().map(|w| stay(w, belief)).collect()),
                leave: three(stated.leave(belief), worlds.iter().map(|w| w.leave(belief)).collect()),
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
            "Staying and leaving are worth the same at a belief of {}. We hold {}{}. At that belief staying is worth {}, \
             leaving {}.",
            percent(f),
            percent(here),
            if h.holder == Holder::Record { "" } else { " (assumed)" },
            short(stated.stay(here[0])),
            short(stated.leave(here[0])),
        ),
        None => format!(
            "No belief between 0 and 1 makes staying and leaving worth the same. We hold {}.",
            percent(here)
        ),
    };
    let mut figure = Figure::new(
        "X0",
        "staying and leaving against the belief",
        text,
        "Belief at which two more weeks are worth as much as leaving: (c + (1-d)O) / (d h (V-O)) where both worths of having \
         left are the same O; the interval is that of the draws of the other quantities.",
    );
    for p in held.premises(&GENERAL) {
        figure = figure.assuming(p);
    }
    let assumed = h.holder != Holder::Record;
    Ok(Curve { points, flip, here, assumed, figure: figure.with_assumed(1.0) })
}
