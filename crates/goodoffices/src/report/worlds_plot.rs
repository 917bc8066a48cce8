//! Worth of policies on simulated worlds as a picture: a row a world, a mark a policy, with its interval, from
//! the worth of nothing to the worth of knowing everything.

use super::svg::{Anchor, Font, INK, Paint, RULE, SIDES, SOFT, Svg, WASH};
use crate::study::decide::WorldScore;

const LEFT: f64 = 150.0;
const WIDE: f64 = 520.0;
const TOP: f64 = 26.0;
const LANE: f64 = 11.0;
const SIZE: f64 = 11.0;

/// The picture; the names of the policies stand under it.
#[must_use]
pub fn worlds_plot(worlds: &[WorldScore]) -> String {
    let names: Vec<&str> =
        worlds.first().map_or(Vec::new(), |w| w.policies.iter().map(|p| p.policy.as_str()).collect());
    let row = LANE * names.len() as f64 + 12.0;
    let most = worlds.iter().map(|w| w.knowing).fold(0.1, f64::max);
    let least = worlds
        .iter()
        .flat_map(|w| w.policies.iter().map(|p| p.worth.mean - p.worth.half))
        .fold(0.0, f64::min);
    let x = |v: f64| LEFT + WIDE * (v - least) / (most - least);
    let foot = TOP + row * worlds.len() as f64;
    let legend = 18.0 * names.len().div_ceil(3) as f64;
    let mut svg = Svg::new(LEFT + WIDE + 30.0, foot + 34.0 + legend, "Worth of policies on simulated worlds");
    let step = if most - least > 0.8 { 0.2 } else { 0.1 };
    let mut tick = (least / step).ceil() * step;
    for (k, _) in worlds.iter().enumerate().filter(|(k, _)| k.is_multiple_of(2)) {
        svg.rect([0.0, TOP + row * k as f64, LEFT + WIDE + 30.0, row], Paint::fill(WASH), "");
    }
    while tick <= most + 1e-9 {
        svg.line([x(tick), TOP, x(tick), foot], Paint::line(RULE, 1.0));
        let at = Font::new(SIZE).colour(SOFT);
        svg.text(x(tick) - 8.0, foot + 14.0, at, &format!("{tick:.1}"));
        tick += step;
    }
    svg.text(LEFT, 14.0, Font::new(SIZE).colour(SOFT), "worth to the mediator (bars: 95 % interval)");
    for (k, world) in worlds.iter().enumerate() {
        let y = TOP + row * k as f64;
        let label = Font::new(SIZE + 1.0).anchored(Anchor::End);
        svg.text(LEFT - 10.0, y + row / 2.0 + 4.0, label, &world.world);
        for (v, dashed) in [(world.best, false), (world.knowing, true)] {
            let paint = Paint::line(INK, 1.2);
            svg.line([x(v), y + 3.0, x(v), y + row - 3.0], if dashed { paint.dashed() } else { paint });
        }
        for (p, score) in world.policies.iter().enumerate() {
            let at = y + 11.0 + LANE * p as f64;
            let colour = SIDES[p % SIDES.len()];
            let (from, to) = (score.worth.mean - score.worth.half, score.worth.mean + score.worth.half);
            svg.line([x(from), at, x(to), at], Paint::line(colour, 2.0));
            let said = format!("{}: {:.3} ± {:.3}", score.policy, score.worth.mean, score.worth.half);
            mark(&mut svg, p, x(score.worth.mean), at, &said);
        }
    }
    for (p, name) in names.iter().enumerate() {
        let (at_x, at_y) = (LEFT + 170.0 * (p % 3) as f64, foot + 34.0 + 18.0 * (p / 3) as f64);
        mark(&mut svg, p, at_x, at_y - 4.0, name);
        svg.text(at_x + 10.0, at_y, Font::new(SIZE), name);
    }
    svg.finish()
}

/// A policy's mark: colour and shape, so that neither carries the meaning alone.
fn mark(svg: &mut Svg, policy: usize, x: f64, y: f64, title: &str) {
    let colour = SIDES[policy % SIDES.len()];
    match policy % 4 {
        0 => svg.circle(x, y, 3.8, Paint::fill(colour), title),
        1 => svg.rect([x - 3.4, y - 3.4, 6.8, 6.8], Paint::fill(colour), title),
        2 => svg.polygon(&[(x, y - 4.6), (x + 4.4, y + 3.4), (x - 4.4, y + 3.4)], Paint::fill(colour), title),
        _ => {
            svg.polygon(&[(x, y - 4.6), (x + 4.6, y), (x, y + 4.6), (x - 4.6, y)], Paint::fill(colour), title)
        }
    }
}
