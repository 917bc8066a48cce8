//! The main picture: where each side stood on each issue, over time.
//!
//! One band an issue and scope, one lane a side. A bar runs from the day a value was said until another took
//! its place; a hatched bar is known from reports or another side's account. A ring is a yes to another's
//! term, a diamond a value only floated or told beside the position. Like with like: two scopes of an issue
//! are two bands.

use super::axis::TimeAxis;
use super::series::{Stretch, series};
use super::svg::{Anchor, Font, INK, Paint, RULE, SIDES, SOFT, Svg, WASH, fitted, text_width};
use crate::assess::Assessment;
use crate::conduct::Position;
use crate::talks::{Evidence, Scope};

const WIDTH: f64 = 980.0;
const ISSUE: f64 = 12.0;
const SIDE: f64 = 128.0;
const LEFT: f64 = 196.0;
const RIGHT: f64 = 800.0;
const LANE: f64 = 16.0;
const BAR: f64 = 12.0;

/// Draws the positions of a case as of a day.
#[must_use]
pub fn positions_plot(a: &Assessment) -> String {
    let shown: Vec<usize> = a.table.columns.iter().copied().take(4).collect();
    let bands: Vec<Band<'_>> = a
        .table
        .rows
        .iter()
        .filter(|r| r.scope != Scope::Process)
        .map(|r| Band::of(a, &shown, r.issue, r.scope, &r.label))
        .filter(|b| !b.lanes.is_empty())
        .collect();
    let starts = bands.iter().flat_map(|b| &b.lanes).flat_map(|l| &l.stretches);
    let axis = TimeAxis::new(starts.map(|s| s.from), a.today, LEFT, RIGHT);
    let top = 50.0;
    let height = top + bands.iter().map(Band::height).sum::<f64>() + 40.0;
    let mut svg =
        Svg::new(WIDTH, height, format!("{}: positions by issue to {}", a.case.title, a.today.long()));
    svg.text(ISSUE, 20.0, Font::new(13.0).bold(), "Positions by issue");
    svg.text(
        LEFT,
        20.0,
        Font::new(10.0).colour(SOFT),
        &format!("own values, like with like, to {}", a.today.long()),
    );
    svg.text(RIGHT + 10.0, top - 7.0, Font::new(9.0).colour(SOFT), "now");
    let mut y = top;
    for (k, band) in bands.iter().enumerate() {
        if k % 2 == 0 {
            svg.rect([0.0, y, WIDTH, band.height()], Paint::fill(WASH), "");
        }
        y += band.height();
    }
    axis.draw(&mut svg, top - 4.0, y);
    svg.line([RIGHT, top - 4.0, RIGHT, y], Paint::line(SOFT, 0.8));
    let mut y = top;
    for band in &bands {
        band.draw(&mut svg, a, &axis, y);
        y += band.height();
    }
    svg.line([0.0, y, WIDTH, y], Paint::line(RULE, 1.0));
    legend(&mut svg, y + 22.0);
    svg.finish()
}

/// One issue in one scope.
struct Band<'a> {
    label: String,
    issue: usize,
    lanes: Vec<Lane<'a>>,
}

/// One side in it.
struct Lane<'a> {
    principal: usize,
    stretches: Vec<Stretch>,
    position: Option<&'a Position>,
}

impl<'a> Band<'a> {
    fn of(a: &'a Assessment, shown: &[usize], issue: usize, scope: Scope, label: &str) -> Self {
        let lanes = shown
            .iter()
            .map(|p| {
                let of = |l: &crate::conduct::Line| l.principal == *p && l.issue == issue && l.scope == scope;
                Lane {
                    principal: *p,
                    stretches: series(a, *p, issue, scope),
                    position: a.conduct.positions.iter().find(|x| of(&x.line)),
                }
            })
            .filter(|l| {
                !l.stretches.is_empty()
                    || l.position
                        .is_some_and(|p| p.cell.is_some() || !p.beside.is_empty() || !p.yes_to.is_empty())
            })
            .collect();
        Self { label: label.to_owned(), issue, lanes }
    }

    fn height(&self) -> f64 {
        self.lanes.len() as f64 * LANE + 8.0
    }

    fn draw(&self, svg: &mut Svg, a: &Assessment, axis: &TimeAxis, y: f64) {
        let middle = y + self.height() / 2.0 + 3.5;
        svg.text(ISSUE, middle, Font::new(10.5).bold(), &fitted(&self.label, 10.5, SIDE - ISSUE - 6.0));
        for (k, lane) in self.lanes.iter().enumerate() {
            let top = y + 4.0 + k as f64 * LANE;
            let colour = SIDES[lane.principal % SIDES.len()];
            let name = a.case.trace.principals()[lane.principal].short();
            svg.text(
                LEFT - 8.0,
                top + 9.5,
                Font::new(9.0).colour(colour).anchored(Anchor::End),
                &fitted(name, 9.0, LEFT - SIDE - 10.0),
            );
            lane.draw(svg, a, axis, self.issue, top, colour);
        }
    }
}

impl Lane<'_> {
    fn draw(
        &self,
        svg: &mut Svg,
        a: &Assessment,
        axis: &TimeAxis,
        issue: usize,
        top: f64,
        colour: &'static str,
    ) {
        let value = |v: usize| a.case.value_label(issue, v);
        for (k, s) in self.stretches.iter().enumerate() {
            let start = axis.x(s.from);
            let end = self.stretches.get(k + 1).map_or(axis.right(), |n| axis.x(n.from));
            let label = s.values.iter().map(|v| value(*v)).collect::<Vec<_>>().join(" or ");
            let account = if s.reported { ", by others' account" } else { "" };
            let title = format!("{label}, from {}{account}", s.from.long());
            let bar = [start.min(axis.right() - 2.5), top, (end - start - 1.0).max(2.5), BAR];
            svg.rect(bar, Paint::fill(colour).faint(0.82), &title);
            if s.reported {
                svg.rect(bar, Paint::fill("url(#hatch)"), &title);
            }
            let same_as_before = k > 0 && self.stretches[k - 1].values == s.values;
            if !same_as_before {
                // A hatched bar is pale: dark words read on it, white ones on a solid bar.
                let ink = if s.reported { INK } else { "#ffffff" };
                let text = fitted(&label, 9.0, end - start - 8.0);
                svg.text(start + 4.0, top + 9.3, Font::new(9.0).colour(ink), &text);
            }
        }
        let Some(position) = self.position else { return };
        for y in &position.yes_to {
            let x = axis.x(y.on.to).min(axis.right() - 5.0);
            let title = format!("yes to {}, {}", value(y.value), y.on.to.long());
            svg.circle(x, top + BAR / 2.0, 4.2, Paint::fill("#ffffff").outlined(colour, 2.0), &title);
        }
        for b in &position.beside {
            for s in &b.values {
                let (x, y) = (axis.x(s.on.to).min(axis.right() - 5.0), top + BAR / 2.0);
                let title = format!("beside: {}, {}", value(s.value), s.on.to.long());
                let paint = Paint::fill("#ffffff").outlined(colour, 1.2);
                let paint = if s.evidence == Evidence::OnRecord { paint } else { paint.dashed() };
                svg.polygon(&[(x - 4.5, y), (x, y - 4.5), (x + 4.5, y), (x, y + 4.5)], paint, &title);
            }
        }
        let (now, day) = match (&position.cell, position.yes_to.iter().max_by_key(|s| (s.on.to, s.value))) {
            (Some(c), _) => {
                let mut values: Vec<usize> = c.values.iter().map(|s| s.value).collect();
                values.sort_unstable();
                values.dedup();
                let text = values.iter().map(|v| value(*v)).collect::<Vec<_>>().join(" or ");
                (text, c.values.first().map(|s| s.on.to))
            }
            (None, Some(y)) => (format!("yes to {}", value(y.value)), Some(y.on.to)),
            (None, None) => return,
        };
        let day = day.map(|d| d.beside(a.today)).unwrap_or_default();
        let room = WIDTH - RIGHT - 20.0;
        let text = fitted(&now, 9.5, room - text_width(&day, 8.5) - 8.0);
        svg.text(RIGHT + 10.0, top + 9.5, Font::new(9.5).colour(colour), &text);
        svg.text(WIDTH - 8.0, top + 9.5, Font::new(8.5).colour(SOFT).anchored(Anchor::End), &day);
    }
}

fn legend(svg: &mut Svg, y: f64) {
    let font = Font::new(9.0).colour(INK);
    let mut x = ISSUE;
    let mut next = |svg: &mut Svg, text: &str, draw: &dyn Fn(&mut Svg, f64)| {
        draw(svg, x);
        svg.text(x + 28.0, y, font, text);
        x += 44.0 + text_width(text, 9.0);
    };
    next(svg, "on its own record", &|s, x| {
        s.rect([x, y - 9.0, 22.0, 10.0], Paint::fill(SOFT).faint(0.82), "")
    });
    next(svg, "by report, or a text known from the press", &|s, x| {
        s.rect([x, y - 9.0, 22.0, 10.0], Paint::fill(SOFT).faint(0.82), "");
        s.rect([x, y - 9.0, 22.0, 10.0], Paint::fill("url(#hatch)"), "");
    });
    next(svg, "yes to another's term", &|s, x| {
        s.circle(x + 11.0, y - 4.0, 4.2, Paint::fill("#ffffff").outlined(SOFT, 2.0), "");
    });
    next(svg, "floated, or told beside the position", &|s, x| {
        let (cx, cy) = (x + 11.0, y - 4.0);
        let diamond = [(cx - 4.5, cy), (cx, cy - 4.5), (cx + 4.5, cy), (cx, cy + 4.5)];
        s.polygon(&diamond, Paint::fill("#ffffff").outlined(SOFT, 1.2).dashed(), "");
    });
}
