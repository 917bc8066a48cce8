//! Calendar days and spans of days. The record knows days, not hours.

use crate::error::{Error, Result};
use jiff::civil::Date;
use std::fmt;
use std::str::FromStr;

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl Day {
    /// The day of this date; `None` if there is no such date.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().filter(|d| d.year() >= 1).map(Self)
    }

    /// The stand-in day of a simulated step: steps count as days from 1 January of the year 1.
    #[must_use]
    pub fn of_step(step: u32) -> Self {
        let start = Date::constant(1, 1, 1);
        Self(start.checked_add(jiff::Span::new().days(i64::from(step.min(3_600_000)))).unwrap_or(start))
    }

    /// Whole days from `self` to `later`; negative if it is earlier.
    #[must_use]
    pub fn days_until(self, later: Self) -> i64 {
        self.0.until(later.0).map_or(0, |s| i64::from(s.get_days()))
    }

    /// The day `n` days later (earlier if negative), held between the years 1 and 9999.
    #[must_use]
    pub fn plus(self, n: i64) -> Self {
        let first = Date::constant(1, 1, 1);
        Self(self.0.saturating_add(jiff::Span::new().days(n.clamp(-7_000_000, 7_000_000))).max(first))
    }

    /// Year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// As in "9 May".
    #[must_use]
    pub fn short(self) -> String {
        format!("{} {}", self.0.day(), MONTHS[(self.0.month() - 1) as usize])
    }

    /// As in "9 May 2025".
    #[must_use]
    pub fn long(self) -> String {
        format!("{} {}", self.short(), self.0.year())
    }

    /// As in "9 May" within the year of `today`, else "9 May 2024".
    #[must_use]
    pub fn beside(self, today: Self) -> String {
        if self.year() == today.year() { self.short() } else { self.long() }
    }

    /// As in "Fri 9 May 2025".
    #[must_use]
    pub fn with_weekday(self) -> String {
        let k = self.0.weekday().to_monday_zero_offset() as usize;
        format!("{} {}", WEEKDAYS[k], self.long())
    }
}

impl FromStr for Day {
    type Err = Error;

    fn from_str(s: &str) -> Result<Self> {
        let wrong =
            || Error::input(format!("{s:?} is not a day")).remedy("write a date that exists, as YYYY-MM-DD");
        let shape = s.len() == 10
            && s.bytes()
                .enumerate()
                .all(|(k, b)| if k == 4 || k == 7 { b == b'-' } else { b.is_ascii_digit() });
        if !shape {
            return Err(wrong());
        }
        let part = |r: std::ops::Range<usize>| s[r].parse::<i16>().map_err(|_| wrong());
        let (y, m, d) = (part(0..4)?, part(5..7)?, part(8..10)?);
        Self::new(y, m as i8, d as i8).ok_or_else(wrong)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day()))
    }
}

/// From one day to another, both included: when something happened, as closely as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Earliest possible day.
    pub from: Day,
    /// Latest possible day.
    pub to: Day,
}

impl Span {
    /// Exactly one day.
    #[must_use]
    pub fn on(day: Day) -> Self {
        Self { from: day, to: day }
    }

    /// Is the day known exactly?
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.from == self.to
    }

    /// Did it surely happen before the other began?
    #[must_use]
    pub fn surely_before(self, other: Self) -> bool {
        self.to < other.from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_strictly_and_counted_exactly() {
        let d: Day = "2025-05-09".parse().expect("a day");
        assert_eq!(d.with_weekday(), "Fri 9 May 2025");
        assert_eq!("2025-03-11".parse::<Day>().expect("a day").days_until(d), 59);
        assert_eq!(d.plus(-59).to_string(), "2025-03-11");
        for bad in [
            "2025-02-29",
            "2025-5-9",
            "09-05-2025",
            "2025-05-09T00:00",
            "",
            "2025-13-01",
            "0000-01-01",
            "２025-01-01",
        ] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }
}
