//! The picture that decides: worth of staying and of leaving against the chance that the sides can settle, the point
//! where they change places with its band, and where we are with its band. The same as lines of text.

use super::svg::{Anchor, Font, INK, Paint, RULE, SIDES, SOFT, Svg};
use crate::assess::{Assessment, Curve};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 412.0;
/// Left, right, top and bottom of the field.
const FIELD: [f64; 4] = [62.0, 730.0, 64.0, 318.0];
/// Colour of staying, and of leaving.
const STAY: &str = SIDES[0];
const LEAVE: &str = SIDES[1];

/// Draws the curve.
#[must_use]
pub fn decision_plot(a: &Assessment, curve: &Curve) -> String {
    let [left, right, top, bottom] = FIELD;
    let all = || curve.points.iter().flat_map(|p| p.stay.into_iter().chain(p.leave).chain(p.steps));
    // A band may end a hair below nothing; that needs no room of its own.
    let low = Some(all().fold(0.0_f64, f64::min)).filter(|l| *l < -0.04).unwrap_or(0.0);
    let high = all().fold(0.0_f64, f64::max).max(0.2);
    let (low, high) = ((low * 5.0).floor() / 5.0, (high * 5.0).ceil() / 5.0);
    let x = |b: f64| left + b * (right - left);
    let y = |v: f64| bottom - (v - low) / (high - low) * (bottom - top);
    let mut svg = Svg::new(
        WIDTH,
        HEIGHT,
        format!("{}: worth of staying and of leaving against the belief, {}", a.case.title, a.today.long()),
    );
    svg.text(
        12.0,
        22.0,
        Font::new(13.0).bold(),
        "Stay or leave, against the belief that the sides can settle",
    );
    svg.text(
        12.0,
        40.0,
        Font::new(10.0).colour(SOFT),
        "lines: at the values held; bands: nine tenths of the draws over every other assumption",
    );
    let mut v = low;
    while v <= high + 1e-9 {
        svg.line([left, y(v), right, y(v)], Paint::line(RULE, 1.0));
        svg.text(
            left - 6.0,
            y(v) + 3.5,
            Font::new(10.0).colour(SOFT).anchored(Anchor::End),
            &format!("{v:.1}"),
        );
        v += 0.2;
    }
    svg.text(12.0, top - 8.0, Font::new(10.0).colour(SOFT), "worth (1 is a settlement today)");
    // Where we are, under everything else.
    let [here, here_low, here_high] = curve.here;
    svg.rect(
        [x(here_low), top, x(here_high) - x(here_low), bottom - top],
        Paint::fill(RULE).faint(0.4),
        "where we are: the range of the belief that is held",
    );
    for (colour, name, of) in [(LEAVE, "leaving", 1_usize), (STAY, "staying as now", 0)] {
        let value = |p: &crate::assess::CurvePoint| if of == 0 { p.stay } else { p.leave };
        let mut band: Vec<(f64, f64)> = curve.points.iter().map(|p| (x(p.belief), y(value(p)[1]))).collect();
        band.extend(curve.points.iter().rev().map(|p| (x(p.belief), y(value(p)[2]))));
        svg.polygon(&band, Paint::fill(colour).faint(0.2), &format!("{name}: nine tenths of the draws"));
        let line: Vec<(f64, f64)> = curve.points.iter().map(|p| (x(p.belief), y(value(p)[0]))).collect();
        let paint = Paint::line(colour, 2.2);
        svg.polyline(&line, if of == 0 { paint } else { paint.dashed() });
        if let Some(last) = curve.points.last() {
            let lift = if of == 0 { -8.0 } else { 20.0 };
            svg.text(
                right - 4.0,
                y(value(last)[0]) + lift,
                Font::new(11.0).colour(colour).bold().anchored(Anchor::End),
                name,
            );
        }
    }
    let steps: Vec<(f64, f64)> =
        curve.points.iter().filter_map(|p| p.steps.map(|s| (x(p.belief), y(s)))).collect();
    if let Some((_, last)) = steps.last() {
        svg.polyline(&steps, Paint::line(STAY, 1.2));
        let font = Font::new(10.5).colour(STAY).anchored(Anchor::End);
        let under = curve.points.last().map_or(bottom, |p| y(p.stay[0]));
        // Above its line, which at the right end is above that of staying as now.
        svg.text(right - 4.0, last.min(under - 14.0) - 9.0, font, "staying, with the steps of the list");
    }
    let meets = curve.flip_with_steps.filter(|at| *at >= 0.005);
    if let Some(at) = meets {
        svg.rect(
            [x(at) - 1.0, bottom - 8.0, 2.0, 8.0],
            Paint::fill(STAY),
            "with the steps of the list they change places here",
        );
    }
    // The flip: a line up the field and its band on the axis.
    if let Some([flip, flip_low, flip_high]) = curve.flip {
        svg.line([x(flip), top, x(flip), bottom], Paint::line(INK, 1.2).dashed());
        svg.rect(
            [x(flip_low), bottom + 4.0, x(flip_high) - x(flip_low), 6.0],
            Paint::fill(INK).faint(0.3),
            "where the two change places",
        );
        svg.rect([x(flip) - 1.0, bottom + 2.0, 2.0, 10.0], Paint::fill(INK), "where the two change places");
        svg.text(
            x(flip) + 5.0,
            top + 12.0,
            Font::new(10.5),
            &format!(
                "same worth at {:.0} % [{:.0}-{:.0}]",
                flip * 100.0,
                flip_low * 100.0,
                flip_high * 100.0
            ),
        );
    }
    svg.rect([x(here) - 1.0, top, 2.0, bottom - top], Paint::fill(SOFT).faint(0.5), "where we are");
    let (anchor, shift) = if here > 0.7 { (Anchor::End, -5.0) } else { (Anchor::Start, 5.0) };
    svg.text(
        x(here) + shift,
        bottom - 8.0,
        Font::new(10.5).anchored(anchor),
        &format!(
            "we are here: {:.0} % [{:.0}-{:.0}]{}",
            here * 100.0,
            here_low * 100.0,
            here_high * 100.0,
            if curve.assumed { ", assumed" } else { "" }
        ),
    );
    svg.line([left, bottom, right, bottom], Paint::line(INK, 1.0));
    for k in 0..=10 {
        let b = f64::from(k) / 10.0;
        svg.text(
            x(b) + 8.0,
            bottom + 26.0,
            Font::new(10.0).colour(SOFT).anchored(Anchor::End),
            &format!("{}", k * 10),
        );
    }
    svg.text(
        left,
        bottom + 46.0,
        Font::new(10.5).colour(SOFT),
        "chance, in percent, that the sides can settle in this effort; grey bar: where staying and leaving may change places",
    );
    svg.text(
        left,
        bottom + 64.0,
        Font::new(10.5).colour(SOFT),
        if meets.is_some() {
            "left of the dashed upright leaving is worth more, right of it staying as now; short upright: the same with the steps of the list"
        } else {
            "left of the dashed upright leaving is worth more, right of it staying as now"
        },
    );
    svg.text(
        left,
        bottom + 80.0,
        Font::new(10.5).colour(SOFT),
        "grey field: the range of the belief that is held",
    );
    svg.finish()
}

/// The curve as lines of text: one a tenth of the belief.
#[must_use]
pub fn in_text(curve: &Curve) -> Vec<String> {
    let number = |x: f64| format!("{:.2}", if x.abs() < 0.005 { 0.0 } else { x });
    let mut out = Vec::new();
    let last = curve.points.len().saturating_sub(1);
    for tenth in 0..=10_usize {
        let Some(p) = curve.points.get(last * tenth / 10) else { continue };
        let more = if p.stay[0] > p.leave[0] {
            "staying as now is worth more than leaving"
        } else if p.steps.is_some_and(|s| s > p.leave[0]) {
            "only with the steps is staying worth more"
        } else {
            "leaving is worth as much or more"
        };
        let near = |b: f64| (b - p.belief).abs() <= 0.05 + 1e-9;
        let mut marks = Vec::new();
        if near(curve.here[0]) && (curve.here[0] - p.belief) < 0.05 - 1e-9 {
            marks.push("we are here");
        }
        if curve.flip.is_some_and(|f| near(f[0]) && (f[0] - p.belief) < 0.05 - 1e-9) {
            marks.push("staying as now and leaving change places near here");
        }
        let marks = if marks.is_empty() { String::new() } else { format!("  <- {}", marks.join("; ")) };
        let steps = p.steps.map(|s| format!(", with the steps {}", number(s))).unwrap_or_default();
        out.push(format!(
            "{:>3} %: stay {} [{} to {}]{steps}, leave {} [{} to {}]; {more}.{marks}",
            tenth * 10,
            number(p.stay[0]),
            number(p.stay[1]),
            number(p.stay[2]),
            number(p.leave[0]),
            number(p.leave[1]),
            number(p.leave[2]),
        ));
    }
    out
}
