//! The judging layer from the outside: what `brief`, `assess` and `explain` print of the cases.

mod advise;
mod audience;
mod explain;
mod good_faith;
mod hindsight;
mod history;
mod mirror;
mod one_page;
mod propose;
mod since;
mod wording;

use crate::case_files::{case, open};
use goodoffices::assess::{
    AdviseConfig, AssessConfig, Assessment, FaithConfig, ProposeConfig, Since, assess, since,
};
use goodoffices::report::{self, AdviceDocument, Document};
use goodoffices::talks::{Case, Day, Lens};

/// The days on which both pages are committed as text.
pub const PAGES: [(&str, &str); 2] = [("ukraine-2025", "2025-05-09"), ("nba-2011", "2011-10-19")];

/// Days spread over the records, the two of [`PAGES`] first.
pub const DAYS: [(&str, [&str; 10]); 2] = [
    (
        "ukraine-2025",
        [
            "2025-05-09",
            "2025-02-18",
            "2025-03-13",
            "2025-04-22",
            "2025-05-08",
            "2025-06-02",
            "2025-07-23",
            "2025-08-18",
            "2025-11-24",
            "2026-01-20",
        ],
    ),
    (
        "nba-2011",
        [
            "2011-10-19",
            "2010-02-28",
            "2011-05-10",
            "2011-06-30",
            "2011-08-03",
            "2011-10-04",
            "2011-10-10",
            "2011-11-06",
            "2011-11-14",
            "2011-12-08",
        ],
    ),
];

/// Good faith by few particles: what a page looks like does not hang on how finely it was computed.
pub fn quick() -> AssessConfig {
    let faith = FaithConfig { particles: 48, most: 151, ..FaithConfig::default() };
    AssessConfig { faith, ..AssessConfig::default() }
}

pub fn day(s: &str) -> Day {
    s.parse().expect("a day")
}

pub fn whole(name: &str) -> Case {
    case(&open(name))
}

/// Few draws: bytes are compared, not probabilities.
pub fn propose() -> AssessConfig {
    AssessConfig { propose: Some(ProposeConfig { draws: 24, ..ProposeConfig::default() }), ..quick() }
}

/// Few draws, for the same reason.
pub fn advise() -> AssessConfig {
    let few = AdviseConfig { draws: 20, simulations: 600, ..AdviseConfig::default() };
    AssessConfig { advise: Some(few), ..quick() }
}

/// As the program does it: compared with the assessment of seven days before.
pub fn assessed(case: &Case, lens: &Lens, config: &AssessConfig) -> (Assessment, Since) {
    let back = lens.until.plus(-7);
    let mut then = lens.clone();
    then.until = back;
    then.known = lens.known.map(|k| k.min(back));
    let before = assess(case, &then, &quick()).expect("assessed").snapshot();
    let now = assess(case, lens, &AssessConfig { since: Some(back), ..config.clone() }).expect("assessed");
    let changed = since(&before, &now, case);
    (now, changed)
}

/// Every output there is, by name.
pub fn outputs(case: &Case, lens: &Lens) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    for (config, names) in [
        (quick(), ["assess text", "assess html", "assess json"]),
        (propose(), ["propose text", "propose html", "propose json"]),
    ] {
        let (now, changed) = assessed(case, lens, &config);
        let brief = report::brief(&now, Some(&changed), report::Sheet::Text);
        let page = report::assessment(&now, &changed);
        if out.is_empty() {
            out.push(("brief text", report::text(&brief)));
            out.push(("brief markdown", report::markdown(&brief)));
            out.push(("brief html", report::html(&[&brief])));
            out.push(("brief json", serde_json::to_string_pretty(&brief).expect("JSON")));
        }
        let document = Document::new(&now, &changed, &page);
        out.push((names[0], report::text(&page)));
        out.push((names[1], report::html(&[&brief, &page])));
        out.push((names[2], serde_json::to_string_pretty(&document).expect("JSON")));
    }
    let now = assess(case, lens, &advise()).expect("assessed");
    let advice = now.advice.as_ref().expect("advice");
    let page = report::advice(&now, advice);
    out.push(("advise text", report::text(&page)));
    out.push(("advise markdown", report::markdown(&page)));
    out.push(("advise html", report::html(&[&page])));
    let document = AdviceDocument::new(&now, advice, &page);
    out.push(("advise json", serde_json::to_string_pretty(&document).expect("JSON")));
    // The longer report with the options weighed.
    out.push((
        "assess html with advice",
        report::html(&[&report::assessment(&now, &assessed(case, lens, &quick()).1)]),
    ));
    out
}

/// The brief as text.
pub fn brief(case: &Case, lens: &Lens) -> String {
    let (now, changed) = assessed(case, lens, &quick());
    report::text(&report::brief(&now, Some(&changed), report::Sheet::Text))
}

/// Equality of all outputs, with the first line that differs.
pub fn same(one: &[(&str, String)], other: &[(&str, String)], what: &str) {
    assert_eq!(one.len(), other.len());
    for ((name, a), (_, b)) in one.iter().zip(other) {
        if a != b {
            let differs = a.lines().zip(b.lines()).enumerate().find(|(_, (x, y))| x != y);
            panic!("{what}, {name}: {differs:?}, {} and {} lines", a.lines().count(), b.lines().count());
        }
    }
}
