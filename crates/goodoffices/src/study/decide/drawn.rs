//! Worlds whose laws are drawn: the model is wrong in ways that nobody chose.
//!
//! Each part of the law is, with probability [`CHANGED`], not what the model says but drawn from a range around it. The
//! ranges and the probability were fixed before any policy was run on a drawn world. A drawn world has several
//! things wrong at once; in some, one of the simple policies is the best that there is.

use super::world::{World, worlds};
use crate::rng::{self, Stream};
use rand::RngExt;

/// Probability that a part of the law differs from the model.
pub const CHANGED: f64 = 1.0 / 3.0;

fn within(draw: &mut Stream, low: f64, high: f64) -> f64 {
    low + (high - low) * draw.random::<f64>()
}

/// Alike likely between a value's parts and its multiples.
fn by_factor(draw: &mut Stream, low: f64, high: f64) -> f64 {
    low * crate::num::pow(high / low, draw.random::<f64>())
}

/// So many worlds of a seed; those of a smaller number come first in those of a larger.
#[must_use]
pub fn drawn_worlds(count: u64, seed: u64) -> Vec<World> {
    let stated = worlds().swap_remove(0);
    (0..count).map(|k| one(&stated, k, seed)).collect()
}

fn one(stated: &World, k: u64, seed: u64) -> World {
    let mut draw = rng::stream(seed, &["study".into(), "decide".into(), "world".into(), k.into()]);
    let (model, mut truth) = (stated.model, stated.truth);
    let mut about = Vec::new();
    let (mut both, mut fed) = (model.stopping.belief, 0.0);
    // Of the pairs in which not both are able, the part in which one is.
    let mut one_able = 2.0 / 3.0;
    let mut part = |draw: &mut Stream, change: &mut dyn FnMut(&mut Stream) -> String| {
        if draw.random::<f64>() < CHANGED {
            about.push(change(draw));
        }
    };
    part(&mut draw, &mut |d| {
        (both, one_able) = (within(d, 0.2, 0.95), within(d, 0.0, 1.0));
        format!("both able {both:.2}, one {:.2}", (1.0 - both) * one_able)
    });
    part(&mut draw, &mut |d| {
        truth.hazard = by_factor(d, model.stopping.hazard / 4.0, model.stopping.hazard * 4.0);
        format!("settle at {:.3} a round", truth.hazard)
    });
    part(&mut draw, &mut |d| {
        truth.decay = by_factor(d, 0.02, 0.4);
        format!("the effect falls by e^{{-{:.3}k}}", truth.decay)
    });
    part(&mut draw, &mut |d| {
        truth.alone = by_factor(d, 0.0005, 0.03);
        format!("unaided {:.4} a round", truth.alone)
    });
    part(&mut draw, &mut |d| {
        truth.switch = (within(d, 0.0, 0.04), within(d, 0.0, 0.04));
        format!("stop being able {:.3} and begin {:.3} a round", truth.switch.0, truth.switch.1)
    });
    part(&mut draw, &mut |d| {
        truth.loss = within(d, 0.0, 0.05);
        format!("a settlement loses {:.1} % a round", 100.0 * truth.loss)
    });
    part(&mut draw, &mut |d| {
        truth.end = within(d, 0.0, 0.05);
        format!("talks end at {:.3} a round", truth.end)
    });
    part(&mut draw, &mut |d| {
        fed = within(d, 0.0, 0.5);
        format!("one of two that settle is fed by talks in {:.0} %", 100.0 * fed)
    });
    part(&mut draw, &mut |d| {
        let coin = d.random::<f64>();
        let vague = |yes: f64| (1.0 - coin) * yes + coin * 0.5;
        truth.yes = (vague(model.yes_if_settles), vague(model.yes_if_not));
        format!("answers {:.2} and {:.2}", truth.yes.0, truth.yes.1)
    });
    truth.types = types(both, one_able, fed);
    let about = if about.is_empty() { "as the model has it".to_owned() } else { about.join("; ") };
    World { name: format!("drawn-{}", k + 1), about, model, truth }
}

/// Both settle with probability `both`, in a part `fed` of which one does so only once the mediator has gone;
/// of the rest, one settles in `one_able`.
fn types(both: f64, one_able: f64, fed: f64) -> [[f64; 3]; 3] {
    let one = (1.0 - both) * one_able / 2.0;
    let gone = both * fed / 2.0;
    [[both * (1.0 - fed), one, gone], [one, (1.0 - both) * (1.0 - one_able), 0.0], [gone, 0.0, 0.0]]
}

#[cfg(test)]
mod tests {
    use super::super::world::Truth;
    use super::*;

    #[test]
    fn drawn_worlds_are_laws_and_each_part_differs_in_some() {
        let (all, stated) = (drawn_worlds(60, 5), worlds().swap_remove(0));
        for w in &all {
            let t = w.truth;
            let flat: Vec<f64> = t.types.iter().flatten().copied().collect();
            assert!(
                (flat.iter().sum::<f64>() - 1.0).abs() < 1e-12 && flat.iter().all(|p| *p >= 0.0),
                "{w:?}"
            );
            let chances = [t.hazard, t.alone, t.switch.0, t.switch.1, t.loss, t.end, t.yes.0, t.yes.1];
            assert!(chances.iter().all(|p| (0.0..=1.0).contains(p)), "{w:?}");
            assert_eq!(w.model, stated.model);
        }
        let differs: [fn(&Truth, &Truth) -> bool; 9] = [
            |a, b| (a.types[0][1] - b.types[0][1]).abs() > 1e-9,
            |a, b| a.hazard != b.hazard,
            |a, b| a.decay != b.decay,
            |a, b| a.alone != b.alone,
            |a, b| a.switch != b.switch,
            |a, b| a.loss != b.loss,
            |a, b| a.end != b.end,
            |a, b| a.types[0][2] != b.types[0][2],
            |a, b| a.yes != b.yes,
        ];
        for d in differs {
            let share = all.iter().filter(|w| d(&w.truth, &stated.truth)).count() as f64 / 60.0;
            assert!((0.15..0.55).contains(&share), "{share}");
        }
        // A smaller number is the beginning of a larger, another seed is something else.
        assert_eq!(drawn_worlds(3, 5)[..], all[..3]);
        assert_ne!(drawn_worlds(3, 6)[..], all[..3]);
    }
}
