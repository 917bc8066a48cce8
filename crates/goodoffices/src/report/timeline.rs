//! The picture of events by actor: who said or did what, when, and how firmly it stood.
//!
//! One lane a principal; the shape of a mark says what sort of act, its fill how firmly it stood, a dashed
//! outline that others than its own side vouch for it. Marks of one day are stacked without an order.

use super::axis::TimeAxis;
use super::svg::{Anchor, Font, INK, Paint, RULE, SIDES, SOFT, Svg, WASH, fitted};
use crate::talks::{Case, Day, Event, Evidence, Kind, Standing};
use std::collections::HashMap;

const WIDTH: f64 = 980.0;
const LEFT: f64 = 118.0;
const RIGHT: f64 = 964.0;
const MARK: f64 = 8.0;

/// Draws the timeline of a case as of a day.
#[must_use]
pub fn timeline(case: &Case, today: Day) -> String {
    let principals = case.trace.principals();
    let days = case.events().iter().map(|e| e.happened.from);
    let axis = TimeAxis::new(days, today, LEFT + 6.0, RIGHT - 6.0);
    let lanes: Vec<Lane> = (0..principals.len())
        .map(|p| Lane::of(p, case.events().iter().filter(|e| e.binds(p)).collect(), &axis))
        .filter(|l| !l.marks.is_empty())
        .collect();
    let top = 48.0;
    let height: f64 = lanes.iter().map(Lane::height).sum::<f64>() + top + 58.0;
    let mut svg = Svg::new(WIDTH, height, format!("{}: events by actor to {}", case.title, today.long()));
    svg.text(12.0, 20.0, Font::new(13.0).bold(), "Events by actor");
    svg.text(
        LEFT + 6.0,
        20.0,
        Font::new(10.0).colour(SOFT),
        &format!("to {}; marks of one day are stacked without an order", today.long()),
    );
    let bottom = height - 52.0;
    let mut y = top;
    for (k, lane) in lanes.iter().enumerate() {
        if k % 2 == 0 {
            svg.rect([0.0, y, WIDTH, lane.height()], Paint::fill(WASH), "");
        }
        y += lane.height();
    }
    axis.draw(&mut svg, top - 4.0, bottom);
    let mut y = top;
    for lane in &lanes {
        let mid = y + lane.height() / 2.0;
        let name = fitted(principals[lane.principal].short(), 10.5, LEFT - 16.0);
        svg.text(12.0, mid + 3.5, Font::new(10.5).bold().colour(SIDES[lane.principal % SIDES.len()]), &name);
        for (event, x, level) in &lane.marks {
            let cy = y + lane.height() - 9.0 - level * (MARK + 2.5);
            mark(&mut svg, *x, cy, event, SIDES[lane.principal % SIDES.len()], case);
        }
        y += lane.height();
    }
    svg.line([0.0, bottom, WIDTH, bottom], Paint::line(RULE, 1.0));
    legend(&mut svg, bottom + 18.0);
    svg.finish()
}

struct Lane<'a> {
    principal: usize,
    marks: Vec<(&'a Event, f64, f64)>,
    levels: f64,
}

impl<'a> Lane<'a> {
    fn of(principal: usize, events: Vec<&'a Event>, axis: &TimeAxis) -> Self {
        // A mark takes the lowest level that is free near its x.
        let mut taken: HashMap<i64, usize> = HashMap::new();
        let mut marks = Vec::new();
        let mut levels: usize = 0;
        for e in events {
            let x = axis.x(e.happened.to);
            let cell = (x / (MARK + 1.5)).round() as i64;
            let level = taken.entry(cell).or_insert(0);
            marks.push((e, cell as f64 * (MARK + 1.5), *level as f64));
            *level += 1;
            levels = levels.max(*level);
        }
        Self { principal, marks, levels: levels as f64 }
    }

    fn height(&self) -> f64 {
        self.levels.max(1.0) * (MARK + 2.5) + 12.0
    }
}

fn paint(event: &Event, colour: &'static str) -> Paint {
    let base = match event.standing {
        Some(Standing::Formal | Standing::Final) => Paint::fill(colour),
        Some(Standing::Floated) => Paint::fill("#ffffff"),
        None => Paint::fill(colour).faint(0.3),
    };
    let base = base.outlined(colour, if event.standing == Some(Standing::Final) { 2.2 } else { 1.1 });
    if event.evidence == Evidence::OnRecord { base } else { base.dashed() }
}

fn mark(svg: &mut Svg, x: f64, y: f64, event: &Event, colour: &'static str, case: &Case) {
    let who: Vec<&str> = event.principals.iter().map(|p| case.trace.principals()[*p].short()).collect();
    let title = format!(
        "{} ({}) {}: {}",
        event.id,
        event.happened.to.long(),
        who.join(", "),
        case.plain_summary(event)
    );
    shape(svg, x, y, event.kind, paint(event, colour), colour, &title);
}

fn shape(svg: &mut Svg, x: f64, y: f64, kind: Kind, paint: Paint, colour: &'static str, title: &str) {
    let r = MARK / 2.0;
    match kind {
        Kind::Offer | Kind::Demand | Kind::MediatorAct => {
            svg.rect([x - r, y - r, MARK, MARK], paint, title);
        }
        Kind::Accept => svg.circle(x, y, r, paint, title),
        Kind::Reject | Kind::Withdraw => {
            svg.circle(x, y, r, Paint::fill("#ffffff").faint(0.01), title);
            svg.line([x - r, y - r, x + r, y + r], Paint::line(colour, 1.8));
            svg.line([x - r, y + r, x + r, y - r], Paint::line(colour, 1.8));
        }
        Kind::Threat | Kind::Sanction | Kind::Lockout | Kind::Charge => {
            svg.polygon(&[(x - r, y + r), (x + r, y + r), (x, y - r)], paint, title);
        }
        Kind::Promise | Kind::Truce | Kind::Exchange | Kind::Agreement => {
            svg.polygon(&[(x - r, y), (x, y - r), (x + r, y), (x, y + r)], paint, title);
        }
        Kind::Meeting => svg.circle(x, y, r * 0.8, Paint::fill("#ffffff").outlined(colour, 1.4), title),
        Kind::Incident => svg.rect([x - 1.2, y - r, 2.4, MARK], Paint::fill(SOFT), title),
        Kind::Statement => svg.circle(x, y, r * 0.45, Paint::fill(colour), title),
    }
}

fn legend(svg: &mut Svg, y: f64) {
    let mut x = 16.0;
    let font = Font::new(9.0).colour(INK).anchored(Anchor::Start);
    for (kind, text) in [
        (Kind::Offer, "proposal, demand, mediator's act"),
        (Kind::Accept, "yes"),
        (Kind::Reject, "no"),
        (Kind::Threat, "warning, sanction, suit"),
        (Kind::Truce, "promise, truce, exchange, agreement"),
        (Kind::Meeting, "meeting"),
        (Kind::Statement, "statement"),
        (Kind::Incident, "incident, as alleged"),
    ] {
        shape(svg, x, y - 3.0, kind, Paint::fill(SOFT).faint(0.3).outlined(SOFT, 1.1), SOFT, "");
        svg.text(x + 8.0, y, font, text);
        x += 24.0 + super::svg::text_width(text, 9.0);
    }
    let mut x = 16.0;
    let y = y + 18.0;
    for (paint, text) in [
        (Paint::fill(SOFT).outlined(SOFT, 1.1), "formal"),
        (Paint::fill(SOFT).outlined(SOFT, 2.2), "called final"),
        (Paint::fill("#ffffff").outlined(SOFT, 1.1), "floated"),
        (Paint::fill(SOFT).faint(0.3).outlined(SOFT, 1.1), "standing not stated"),
        (Paint::fill(SOFT).faint(0.3).outlined(SOFT, 1.1).dashed(), "reported, or another side's account"),
    ] {
        svg.rect([x - 4.0, y - 7.0, MARK, MARK], paint, "");
        svg.text(x + 8.0, y, font, text);
        x += 24.0 + super::svg::text_width(text, 9.0);
    }
}
