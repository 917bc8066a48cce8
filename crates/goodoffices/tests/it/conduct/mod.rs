//! Conduct on the two real cases.

mod dump;
mod facts;

use goodoffices::conduct::{AsOf, Conduct};
use goodoffices::talks::{Case, Day, Lens};

fn seen(slug: &str, until: &str) -> Option<(Case, Day)> {
    let Some(case) = facts::read(slug) else {
        println!("skipped: no shared data for {slug}");
        return None;
    };
    let day: Day = until.parse().expect("a day");
    Some((case.seen(&Lens::until(day)).expect("a case"), day))
}

fn dumped(slug: &str, until: &str) -> Option<String> {
    let (case, day) = seen(slug, until)?;
    let as_of = AsOf::of_case(&case, day);
    Some(dump::lines(&as_of, &Conduct::of(&as_of)).join("\n") + "\n")
}

#[test]
fn look() {
    for (slug, day) in [
        ("nba-2011", "2011-10-19"),
        ("nba-2011", "2011-12-08"),
        ("ukraine-2025", "2025-05-09"),
        ("ukraine-2025", "2026-02-06"),
    ] {
        let (case, d) = seen(slug, day).unwrap();
        std::fs::write(format!("/tmp/c-{slug}-{day}.txt"), dumped(slug, day).unwrap()).unwrap();
        std::fs::write(format!("/tmp/n-{slug}-{day}.txt"), dump::naive(&AsOf::of_case(&case, d))).unwrap();
    }
}
