//! The solution of a model against one of its parameters, all others held.
//!
//! Each line is named at its right end, so that no meaning rests on colour, and said in words below; where the parameter stands is a rule
//! with a dot on each line. The axis runs over what was asked for; settings without an answer leave a gap.

use super::svg::{Anchor, Font, INK, Paint, RULE, SIDES, SOFT, Svg, fitted, text_width};
use crate::bargaining::Curve;

const WIDTH: f64 = 720.0;
/// Height without the lines of words below.
const HEIGHT: f64 = 400.0;
/// Height of a line of words.
const LINE: f64 = 17.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 560.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 344.0;

/// A picture of the curve, 720 wide. `title` says what is drawn.
#[must_use]
pub fn curve_plot(curve: &Curve, title: &str) -> String {
    let all = || curve.points.iter().flatten().copied();
    let fold = |values: Vec<f64>| {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if high - low > 1e-12 { (low, high) } else { (low - 0.5, low + 0.5) }
    };
    let words = curve.lines.len() as f64 * LINE;
    let mut svg = Svg::new(WIDTH, HEIGHT + words, format!("{title} against {}", curve.parameter_meaning));
    svg.text(LEFT, 22.0, Font::new(14.0).bold(), &fitted(title, 14.0, WIDTH - LEFT - 12.0));
    if all().next().is_none() {
        svg.text(LEFT, TOP + 40.0, Font::new(12.0).colour(SOFT), "no setting of the parameter has an answer");
        return svg.finish();
    }
    let xs = curve.ends;
    let ys = nice(fold(all().map(|p| p.1).collect()));
    let x = |v: f64| LEFT + (v - xs.0) / (xs.1 - xs.0) * (RIGHT - LEFT);
    let y = |v: f64| BOTTOM - (v - ys.0) / (ys.1 - ys.0) * (BOTTOM - TOP);
    svg.text(LEFT - 44.0, TOP - 9.0, Font::new(11.0).colour(SOFT), curve.measure);
    let (x_step, y_step) = (step(xs), step(ys));
    for v in ticks(ys) {
        svg.line([LEFT, y(v), RIGHT, y(v)], Paint::line(RULE, 0.8));
        svg.text(
            LEFT - 6.0,
            y(v) + 4.0,
            Font::new(11.0).colour(SOFT).anchored(Anchor::End),
            &label(v, y_step),
        );
    }
    for v in ticks(xs) {
        let text = label(v, x_step);
        svg.line([x(v), BOTTOM, x(v), BOTTOM + 4.0], Paint::line(SOFT, 0.8));
        svg.text(x(v) - text_width(&text, 11.0) / 2.0, BOTTOM + 16.0, Font::new(11.0).colour(SOFT), &text);
    }
    let axis = format!("{} (now {})", curve.parameter_meaning, label(curve.at, x_step / 100.0));
    svg.text(LEFT, BOTTOM + 36.0, Font::new(12.0), &fitted(&axis, 12.0, WIDTH - LEFT - 12.0));
    for (k, (name, meaning)) in curve.lines.iter().zip(&curve.meanings).enumerate() {
        let y = BOTTOM + 60.0 + k as f64 * LINE;
        svg.line([LEFT, y - 4.0, LEFT + 16.0, y - 4.0], Paint::line(SIDES[k % SIDES.len()], 2.2));
        let text = format!("{}: {meaning}", name.replace('_', " "));
        svg.text(LEFT + 22.0, y, Font::new(11.0).colour(INK), &fitted(&text, 11.0, WIDTH - LEFT - 34.0));
    }
    let now = (xs.0..=xs.1).contains(&curve.at);
    if now {
        svg.line([x(curve.at), TOP, x(curve.at), BOTTOM], Paint::line(SOFT, 1.0).dashed());
    }
    let near_by = (xs.1 - xs.0) / 24.0;
    let mut ends: Vec<(f64, f64, usize)> = Vec::new();
    for (k, line) in curve.points.iter().enumerate() {
        let paint = Paint::line(SIDES[k % SIDES.len()], 2.2);
        let mut piece: Vec<(f64, f64)> = Vec::new();
        let mut before: Option<f64> = None;
        for (px, py) in line {
            if before.is_some_and(|b| px - b > 1.5 * near_by) && piece.len() > 1 {
                svg.polyline(&piece, paint);
                piece.clear();
            }
            piece.push((x(*px), y(*py)));
            before = Some(*px);
        }
        if piece.len() > 1 {
            svg.polyline(&piece, paint);
        }
        if let Some((px, py)) = line.last() {
            ends.push((y(*py), x(*px), k));
        }
        let near = line.iter().min_by(|a, b| (a.0 - curve.at).abs().total_cmp(&(b.0 - curve.at).abs()));
        if let Some((px, py)) = near.filter(|p| now && (p.0 - curve.at).abs() <= near_by) {
            svg.circle(
                x(*px),
                y(*py),
                4.0,
                Paint::fill(SIDES[k % SIDES.len()]),
                &format!("{} {}", curve.lines[k].replace('_', " "), label(*py, y_step / 100.0)),
            );
        }
    }
    // Names at the right, in the order of the lines' ends, none on another.
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
    let mut at = f64::NEG_INFINITY;
    let room = ends.len() as f64 * 16.0;
    for (end, from, k) in ends {
        at = (at + 16.0).max(end.min(BOTTOM - room / 2.0)).max(TOP);
        let colour = SIDES[k % SIDES.len()];
        svg.line([from + 2.0, end, RIGHT + 14.0, at], Paint::line(colour, 0.8));
        svg.text(RIGHT + 18.0, at + 4.0, Font::new(12.0).colour(INK), &curve.lines[k].replace('_', " "));
    }
    svg.finish()
}

/// A range with room, [0, 1] where everything fits in it and fills a good part of it.
fn nice((low, high): (f64, f64)) -> (f64, f64) {
    if low >= 0.0 && high <= 1.0 + 1e-9 && high - low > 0.2 {
        return (0.0, 1.0);
    }
    let room = 0.06 * (high - low);
    let low = if low >= 0.0 && low < 0.4 * high { 0.0 } else { low - room };
    (low, high + room)
}

/// Round numbers inside a range, about five.
fn ticks((low, high): (f64, f64)) -> Vec<f64> {
    let step = step((low, high));
    let first = (low / step - 1e-9).ceil();
    (0..20).map(|k| (first + f64::from(k)) * step).take_while(|v| *v <= high + 1e-9 * step).collect()
}

/// Between two ticks.
fn step((low, high): (f64, f64)) -> f64 {
    let rough = (high - low) / 5.0;
    let mut unit = 1e-9;
    while unit * 10.0 <= rough {
        unit *= 10.0;
    }
    let times = [1.0, 2.0, 5.0, 10.0].into_iter().find(|m| m * unit >= rough * 0.999).unwrap_or(10.0);
    times * unit
}

/// A number to the digits that tell steps of this size apart.
fn label(x: f64, step: f64) -> String {
    let mut places = 0_usize;
    let mut unit = 1.0;
    while places < 12 && unit > step * 1.001 {
        places += 1;
        unit /= 10.0;
    }
    let text = format!("{x:.places$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bargaining::catalogue;
    use crate::decide::closed_forms;

    #[test]
    fn every_model_is_drawn_with_its_lines_named() {
        for m in catalogue().into_iter().chain(closed_forms()) {
            let svg = curve_plot(&m.curve(&[], m.moves, (None, None)).expect(m.name), m.title);
            for name in m.follows {
                assert!(svg.contains(&name.replace('_', " ")), "{} {name}", m.name);
            }
            assert!(svg.contains(m.measure), "{}", m.name);
            for p in m.parameters.iter().filter(|p| p.name.contains('_')) {
                assert!(!svg.contains(p.name), "{} names {} and not what it is", m.name, p.name);
            }
            assert!(svg.contains("<polyline") && !svg.contains("NaN") && !svg.contains("inf"));
        }
    }

    #[test]
    fn numbers_on_an_axis_can_be_told_apart() {
        assert_eq!(
            (label(0.5, 0.2), label(0.25, 0.05), label(1e6, 2e5)),
            ("0.5".into(), "0.25".into(), "1000000".into())
        );
        assert_ne!(label(0.500_000_1, 1e-7), label(0.500_000_2, 1e-7));
    }

    #[test]
    fn a_curve_without_points_says_so() {
        let c = Curve {
            parameter: "p",
            parameter_meaning: "odds",
            measure: "share",
            at: 0.5,
            ends: (0.0, 1.0),
            lines: vec!["a"],
            meanings: vec!["what A gets"],
            points: vec![Vec::new()],
        };
        assert!(curve_plot(&c, "t").contains("no setting"));
    }
}
