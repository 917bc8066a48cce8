//! A record of 100,000 events makes a brief of one page too.

use goodoffices::assess::{AssessConfig, assess, since};
use goodoffices::report::{self, COLUMNS, LINES};
use goodoffices::talks::Lens;

#[test]
fn the_brief_of_a_hundred_thousand_events_is_one_page() {
    let case = goodoffices_bench::talks::case(100_000, 3650);
    assert_eq!(case.events().len(), 100_000);
    let lens = Lens::until(case.trace.last_day().expect("a day"));
    let earlier = Lens::until(lens.until.plus(-7));
    let before = assess(&case, &earlier, &AssessConfig::default()).expect("assessed").snapshot();
    let config = AssessConfig { since: Some(earlier.until), ..AssessConfig::default() };
    let now = assess(&case, &lens, &config).expect("assessed");
    let page = report::brief(&now, Some(&since(&before, &now, &case)));
    let text = report::text(&page);
    assert!(report::fits(&page));
    assert!(text.lines().count() <= LINES && text.lines().count() > 30, "{text}");
    assert!(text.lines().all(|l| l.chars().count() <= COLUMNS), "{text}");
}
