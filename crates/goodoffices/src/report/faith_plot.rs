//! How likely delay would be, after each thing weighed: one panel a side, a line under the starting belief asked
//! for, a band over three starting beliefs. A dotted line marks where the two would be even.

use super::axis::TimeAxis;
use super::svg::{Anchor, Font, Paint, RULE, SIDES, SOFT, Svg};
use crate::assess::{Assessment, PartyFaith};
use crate::talks::Day;

const WIDTH: f64 = 760.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 730.0;
const TOP: f64 = 52.0;
/// Height of a panel, and what lies between two.
const PANEL: f64 = 110.0;
const GAP: f64 = 34.0;

/// A day, how likely then, and the ends of the band.
type Point = (Day, f64, (f64, f64));

fn course(party: &PartyFaith) -> Vec<Point> {
    let Some(e) = &party.estimate else { return Vec::new() };
    let day = |time: f64| party.reading.start.plus(time as i64);
    let types = &e.types;
    let before = [types.prior(), types.uniform(), types.sceptical()].map(|p| types.insincere(&p));
    let ends = before.iter().fold((1.0_f64, 0.0_f64), |b, x| (b.0.min(*x), b.1.max(*x)));
    let mut points = vec![(party.reading.start, types.insincere(&party.prior), ends)];
    points.extend(e.course(&party.prior).into_iter().map(|(time, p, band)| (day(time), p, band)));
    points
}

/// Draws the panels; nothing where no side was weighed.
#[must_use]
pub fn faith_plot(a: &Assessment) -> Option<String> {
    let sides: Vec<(&PartyFaith, Vec<Point>)> =
        a.good_faith.iter().map(|p| (p, course(p))).filter(|s| s.1.len() > 1).collect();
    if sides.is_empty() {
        return None;
    }
    let axis = TimeAxis::new(sides.iter().flat_map(|s| s.1.iter().map(|p| p.0)), a.today, LEFT, RIGHT);
    let height = TOP + sides.len() as f64 * (PANEL + GAP) + 12.0;
    let label =
        format!("{}: how likely delay would be after each thing weighed, {}", a.case.title, a.today.long());
    let mut svg = Svg::new(WIDTH, height, label);
    svg.text(12.0, 20.0, Font::new(13.0).bold(), "How likely delay would be, after each thing weighed");
    let note =
        "line: under the starting belief held; band: over three starting beliefs; the record of conduct only";
    svg.text(12.0, 36.0, Font::new(10.0).colour(SOFT), note);
    let parties = a.case.trace.parties();
    for (k, (party, points)) in sides.iter().enumerate() {
        let top = TOP + k as f64 * (PANEL + GAP) + 14.0;
        let bottom = top + PANEL;
        let y = |p: f64| bottom - p * PANEL;
        let number = parties.iter().position(|p| *p == party.principal).unwrap_or_default();
        let colour = SIDES[number % SIDES.len()];
        for tick in [0.0, 0.5, 1.0] {
            let paint = Paint::line(RULE, 1.0);
            svg.line([LEFT, y(tick), RIGHT, y(tick)], if tick == 0.5 { paint.dashed() } else { paint });
            let font = Font::new(10.0).colour(SOFT).anchored(Anchor::End);
            svg.text(LEFT - 6.0, y(tick) + 3.5, font, &format!("{:.0} %", 100.0 * tick));
        }
        let name = a.case.trace.principals()[party.principal].short();
        svg.text(LEFT + 4.0, top + 12.0, Font::new(11.0).colour(colour).bold(), name);
        // Steps: a belief stands until the next thing is weighed.
        let (mut line, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new());
        for (n, (day, p, band)) in points.iter().enumerate() {
            let x = axis.x(*day);
            if n > 0 {
                let (_, before, old) = points[n - 1];
                line.push((x, y(before)));
                low.push((x, y(old.0)));
                high.push((x, y(old.1)));
            }
            line.push((x, y(*p)));
            low.push((x, y(band.0)));
            high.push((x, y(band.1)));
        }
        if let Some((_, p, band)) = points.last() {
            let x = axis.x(a.today);
            line.push((x, y(*p)));
            low.push((x, y(band.0)));
            high.push((x, y(band.1)));
        }
        low.extend(high.into_iter().rev());
        svg.polygon(&low, Paint::fill(colour).faint(0.2), &format!("{name}: over three starting beliefs"));
        svg.polyline(&line, Paint::line(colour, 2.0));
    }
    let bottom = TOP + sides.len() as f64 * (PANEL + GAP) - GAP + 14.0;
    axis.draw(&mut svg, TOP + 14.0, bottom);
    Some(svg.finish())
}
