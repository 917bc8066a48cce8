//! The time axis that the pictures share.

use super::svg::{Anchor, Font, Paint, RULE, SOFT, Svg, text_width};
use crate::talks::Day;

/// Days laid on a horizontal stretch of the picture.
#[derive(Clone, Copy, Debug)]
pub struct TimeAxis {
    from: Day,
    to: Day,
    left: f64,
    right: f64,
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl TimeAxis {
    /// From one day to another between two x coordinates; at least one day long.
    #[must_use]
    pub fn new(from: Day, to: Day, left: f64, right: f64) -> Self {
        let to = if from < to { to } else { from.plus(1) };
        Self { from, to, left, right }
    }

    /// The x coordinate of a day.
    #[must_use]
    pub fn x(&self, day: Day) -> f64 {
        let total = self.from.days_until(self.to).max(1) as f64;
        let share = (self.from.days_until(day) as f64 / total).clamp(0.0, 1.0);
        self.left + (self.right - self.left) * share
    }

    /// Left end.
    #[must_use]
    pub fn left(&self) -> f64 {
        self.left
    }

    /// Right end.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.right
    }

    /// Rules at the starts of months (or of every few months) from `top` to `bottom`, with their names above.
    pub fn draw(&self, svg: &mut Svg, top: f64, bottom: f64) {
        let mut last_label = f64::NEG_INFINITY;
        let (mut year, mut month) = (self.from.year(), 1_i8);
        let mut last_year = None;
        while let Some(day) = Day::new(year, month, 1) {
            if day > self.to {
                break;
            }
            if day >= self.from {
                let x = self.x(day);
                let shown_year = last_year != Some(year);
                let name = MONTHS[(month - 1) as usize];
                let label = if shown_year { format!("{name} {year}") } else { name.to_owned() };
                if x - last_label >= text_width(&label, 9.0) + 14.0 && x + text_width(&label, 9.0) < self.right + 20.0 {
                    svg.line([x, top, x, bottom], Paint::line(RULE, 0.7));
                    svg.text(x + 2.0, top - 3.0, Font::new(9.0).colour(SOFT).anchored(Anchor::Start), &label);
                    last_label = x;
                    last_year = Some(year);
                }
            }
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_fall_in_order_and_inside() {
        let d = |s: &str| s.parse::<Day>().expect("a day");
        let a = TimeAxis::new(d("2025-02-12"), d("2025-05-09"), 100.0, 900.0);
        assert_eq!(a.x(d("2025-02-12")), 100.0);
        assert_eq!(a.x(d("2025-05-09")), 900.0);
        assert!(a.x(d("2025-03-11")) < a.x(d("2025-03-12")));
        assert_eq!(a.x(d("2026-01-01")), 900.0);
        let one = TimeAxis::new(d("2025-02-12"), d("2025-02-12"), 0.0, 10.0);
        assert_eq!(one.x(d("2025-02-12")), 0.0);
    }
}
