//! The time axis that the pictures share.
//!
//! Where talks stretch over many months and much of it fell in the last weeks, the axis has a knee: the last
//! [`NEAR`] days take half of the width, and the knee is drawn.

use super::svg::{Anchor, Font, Paint, RULE, SOFT, Svg, text_width};
use crate::talks::Day;

/// Days to the right of the knee.
pub const NEAR: i64 = 45;
/// Spans longer than this have a knee.
const LONG: i64 = 240;
/// Share of what is drawn that must fall in the last days for them to be widened.
const BUSY: f64 = 0.25;
/// Share of the width to the right of the knee.
const NEAR_SHARE: f64 = 0.5;

/// Days laid on a horizontal stretch of the picture.
#[derive(Clone, Copy, Debug)]
pub struct TimeAxis {
    from: Day,
    to: Day,
    left: f64,
    right: f64,
    /// The day at which the scale changes, and its x.
    knee: Option<(Day, f64)>,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn share(from: Day, to: Day, day: Day) -> f64 {
    let total = from.days_until(to).max(1) as f64;
    (from.days_until(day) as f64 / total).clamp(0.0, 1.0)
}

impl TimeAxis {
    /// From the earliest of the days drawn to `to`, between two x coordinates; at least one day long.
    #[must_use]
    pub fn new(days: impl IntoIterator<Item = Day>, to: Day, left: f64, right: f64) -> Self {
        let days: Vec<Day> = days.into_iter().collect();
        let from = days.iter().copied().min().unwrap_or(to);
        let to = if from < to { to } else { from.plus(1) };
        let near = days.iter().filter(|d| **d > to.plus(-NEAR)).count();
        let busy = near as f64 >= BUSY * days.len() as f64;
        let knee = (busy && from.days_until(to) > LONG)
            .then(|| (to.plus(-NEAR), right - (right - left) * NEAR_SHARE));
        Self { from, to, left, right, knee }
    }

    /// The x coordinate of a day.
    #[must_use]
    pub fn x(&self, day: Day) -> f64 {
        match self.knee {
            Some((knee, at)) if day > knee => at + (self.right - at) * share(knee, self.to, day),
            Some((knee, at)) => self.left + (at - self.left) * share(self.from, knee, day),
            None => self.left + (self.right - self.left) * share(self.from, self.to, day),
        }
    }

    /// Where the scale changes, if it does.
    #[must_use]
    pub fn knee_x(&self) -> Option<f64> {
        self.knee.map(|(_, at)| at)
    }

    /// Right end.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.right
    }

    /// Rules from `top` to `bottom` at the starts of months, as many as there is room for, with their names above;
    /// to the right of a knee at every week.
    pub fn draw(&self, svg: &mut Svg, top: f64, bottom: f64) {
        let mut taken_to = f64::NEG_INFINITY;
        let mut tick = |svg: &mut Svg, day: Day, label: &str| {
            let x = self.x(day);
            if x >= taken_to && x + text_width(label, 9.0) < self.right - 2.0 {
                svg.line([x, top, x, bottom], Paint::line(RULE, 0.7));
                svg.text(x + 2.0, top - 3.0, Font::new(9.0).colour(SOFT).anchored(Anchor::Start), label);
                taken_to = x + text_width(label, 9.0) + 10.0;
                return true;
            }
            false
        };
        let (mut year, mut month) = (self.from.year(), 1_i8);
        let mut named_year = None;
        while let Some(day) = Day::new(year, month, 1) {
            if day > self.to {
                break;
            }
            // Beyond the knee the weeks are named instead; just before it there is no room for a month.
            let here = day >= self.from && self.knee.is_none_or(|(_, at)| self.x(day) + 40.0 < at);
            if here {
                let name = MONTHS[(month - 1) as usize];
                let label = if named_year == Some(year) { name.to_owned() } else { format!("{name} {year}") };
                if tick(svg, day, &label) {
                    named_year = Some(year);
                }
            }
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
        if let Some((knee, at)) = self.knee {
            svg.line([at, top - 10.0, at, bottom], Paint::line(SOFT, 0.9).dashed());
            for week in 0..=NEAR / 7 {
                let day = knee.plus(1 + 7 * week);
                tick(svg, day, &day.short());
            }
            svg.text(
                at + 2.0,
                top - 13.0,
                Font::new(8.5).colour(SOFT),
                &format!("the last {NEAR} days, on a wider scale"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Day {
        s.parse().expect("a day")
    }

    #[test]
    fn days_fall_in_order_and_inside() {
        let a = TimeAxis::new([d("2025-02-12")], d("2025-05-09"), 100.0, 900.0);
        assert_eq!(a.x(d("2025-02-12")), 100.0);
        assert_eq!(a.x(d("2025-05-09")), 900.0);
        assert!(a.x(d("2025-03-11")) < a.x(d("2025-03-12")));
        assert_eq!(a.x(d("2026-01-01")), 900.0);
        let one = TimeAxis::new([d("2025-02-12")], d("2025-02-12"), 0.0, 10.0);
        assert_eq!(one.x(d("2025-02-12")), 0.0);
    }

    #[test]
    fn a_long_axis_gives_half_its_width_to_busy_last_weeks_and_keeps_the_order() {
        let a = TimeAxis::new([d("2010-01-29"), d("2011-10-10")], d("2011-10-19"), 0.0, 1000.0);
        assert_eq!(a.x(d("2011-09-04")), 500.0);
        let days: Vec<f64> = (0..629).map(|k| a.x(d("2010-01-29").plus(k))).collect();
        assert!(days.windows(2).all(|w| w[0] < w[1]));
        let calm = TimeAxis::new([d("2010-01-29"), d("2010-02-10")], d("2011-10-19"), 0.0, 1000.0);
        assert_eq!(calm.knee_x(), None);
    }
}
