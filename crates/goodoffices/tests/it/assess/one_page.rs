//! Exactly one page, whatever the day; the generated case of 100,000 events is in `bench/tests`.

use super::{assessed, quick, whole};
use crate::case_files::ALL;
use goodoffices::report::{self, COLUMNS, LINES};
use goodoffices::talks::{Day, Lens};
use std::collections::BTreeSet;

#[test]
fn the_brief_is_one_page_on_every_day_of_every_record() {
    let mut days = 0;
    for name in ALL {
        let whole = whole(name);
        let all: BTreeSet<Day> = whole.events().iter().flat_map(|e| [e.happened.to, e.known]).collect();
        for d in all {
            let (now, changed) = assessed(&whole, &Lens::until(d), &quick());
            let page = report::brief(&now, Some(&changed), report::Sheet::Text);
            let text = report::text(&page);
            let lines: Vec<&str> = text.lines().collect();
            assert!(report::fits(&page) && lines.len() <= LINES, "{name} {d}: {} lines", lines.len());
            for l in lines {
                assert!(l.chars().count() <= COLUMNS, "{name} {d}: {l:?}");
            }
            days += 1;
        }
    }
    assert!(days > 130, "{days} days");
}
