//! What a person who knows the two histories would check first.

use super::{as_of, dumped, golden, seen};
use goodoffices::conduct::*;
use goodoffices::talks::{Evidence, Scope};

const NBA: (&str, &str) = ("nba-2011", "2011-10-19");
const UKRAINE: (&str, &str) = ("ukraine-2025", "2025-05-09");

#[test]
fn conduct_of_both_cases_at_the_two_dates() {
    for (slug, day) in [NBA, UKRAINE] {
        let (case, at) = seen(slug, day);
        let text = dumped(&case, &case.trace, at).join("\n") + "\n";
        golden(&format!("conduct-{slug}-{day}.txt"), &text);
    }
}

fn with(which: (&str, &str), f: impl FnOnce(&AsOf<'_>, &Conduct)) {
    let (case, day) = seen(which.0, which.1);
    as_of(&case, &case.trace, day, |a| f(a, &Conduct::of(a)));
}

fn position<'c>(a: &AsOf<'_>, c: &'c Conduct, who: &str, issue: &str, scope: Scope) -> &'c Position {
    let line = Line {
        principal: a.trace().principal(who).expect("declared"),
        issue: a.space().issue(issue).expect("declared").0,
        scope,
    };
    c.positions.iter().find(|p| p.line == line).expect("a position")
}

fn value(a: &AsOf<'_>, p: &Position) -> String {
    let cell = p.cell.as_ref().expect("a position");
    assert!(!cell.order_unknown);
    a.space().issues()[p.line.issue].label(cell.values[0].value).into_owned()
}

#[test]
fn the_split_is_fifty_against_fifty_three_and_the_answer_is_awaited() {
    with(NBA, |a, c| {
        let nba = position(a, c, "NBA", "bri_share_players", Scope::Settlement);
        let union = position(a, c, "NBPA", "bri_share_players", Scope::Settlement);
        assert_eq!((value(a, nba), value(a, union)), ("50".into(), "53".into()));
        let issue = nba.line.issue;
        let gap = c.distances.iter().find(|d| d.issue == issue).and_then(Distance::now).expect("a gap");
        assert_eq!((gap.least, gap.greatest), (30, 30));
        let open = c.asks.requests.iter().find(|r| r.event == "nba-040").expect("the ask");
        assert_eq!((open.days_open, open.overdue), (Some(0), false));
        // Floated on 4 October, it stands beside.
        assert!(nba.beside.iter().any(|b| b.floated && b.values[0].event == "nba-030"));
        // Known from the press only.
        let years =
            position(a, c, "NBA", "contract_years_bird", Scope::Settlement).cell.as_ref().expect("a cell");
        assert_eq!((years.voucher, years.values[0].event.as_str()), (Evidence::Reported, "nba-034"));
    });
}

#[test]
fn dated_warnings_of_the_league() {
    let outcome = |day: &str, event: &str| {
        let mut found = None;
        with(("nba-2011", day), |_, c| {
            found = c.dates.dated.iter().find(|d| d.event == event).map(|d| (d.outcome, d.deed.clone()));
        });
        found.expect("a date")
    };
    let (two_weeks, deed) = outcome("2011-10-19", "nba-032");
    assert_eq!(two_weeks, Outcome::CarriedOut);
    assert_eq!(deed.expect("a deed").events, ["nba-036"]);
    assert_eq!(outcome("2011-10-09", "nba-032").0, Outcome::Pending);
    assert_eq!(outcome("2011-10-18", "nba-038").0, Outcome::Pending);
    assert_eq!(outcome("2011-10-19", "nba-038").0, Outcome::Passed);
    assert_eq!(outcome("2011-12-08", "nba-054").0, Outcome::Passed);
}

#[test]
fn truces_end_and_breaches_are_counted_as_alleged() {
    with(UKRAINE, |a, c| {
        let truce = |event: &str| {
            let d =
                c.dates.dated.iter().find(|d| d.event == event && d.sort == Sort::Truce).expect("a truce");
            let by = |who: &str| {
                let p = a.trace().principal(who).expect("declared");
                d.alleged.iter().find(|x| x.by == p).map_or(0, |x| c.dates.alleged(x).len())
            };
            (d.outcome, by("ukraine"), by("russia"))
        };
        assert_eq!(truce("2025-03-18-energy-pause"), (Outcome::Ended, 1, 2));
        assert_eq!(truce("2025-04-19-easter-truce"), (Outcome::Ended, 1, 1));
        assert_eq!(truce("2025-04-28-putin-three-days"), (Outcome::Pending, 1, 1));
    });
}

#[test]
fn warnings_of_leaving_on_four_occasions_and_none_by_the_head() {
    with(UKRAINE, |a, c| {
        let tool = a.trace().instruments().iter().position(|i| i.slug == "leave_talks");
        let w = c.warnings.iter().find(|w| w.instrument == tool).expect("the warnings");
        assert_eq!((w.events, w.occasions.len(), w.by_head, w.with_date), (5, 4, 0, 0));
        assert_eq!(w.speakers.keys().collect::<Vec<_>>(), ["JD Vance", "Marco Rubio"]);
        assert_eq!(w.contrary, ["2025-05-08-trump-committed"]);
        assert!(w.occasions.iter().all(|o| matches!(o.so_far, SoFar::NotUsed { .. })));
        let pair = c
            .side_by_side
            .iter()
            .find(|s| {
                let ids = [&s.one, &s.other];
                let has = |id: &str| ids.iter().any(|x| x.iter().any(|y| y == id));
                has("2025-05-08-vance-walk-away") && has("2025-05-08-trump-committed")
            })
            .expect("side by side");
        assert_eq!((pair.verdict, pair.why), (Verdict::CanHold, Why::OneConditional));
    });
}

#[test]
fn thirty_days_were_asked_since_march_and_the_april_report_stands_beside() {
    with(UKRAINE, |a, c| {
        let russia = a.trace().principal("russia").expect("declared");
        let of_russia = c.asks.groups.iter().filter(|g| g.of == russia && g.requests.len() > 1);
        let days: Vec<_> =
            of_russia.map(|g| (g.first.to_string(), g.last.to_string(), g.answered_by.clone())).collect();
        let answers = [
            "2025-03-13-putin-conditions",
            "2025-03-18-kremlin-aid-condition",
            "2025-04-20-peskov-no-extension",
        ];
        assert_eq!(days, [("2025-03-11".into(), "2025-05-08".into(), answers.map(String::from).to_vec())]);

        let report = "2025-04-22-ft-freeze-report";
        for issue in ["occupied_territory", "crimea_status", "nato"] {
            let p = position(a, c, "russia", issue, Scope::Settlement);
            assert_eq!(p.cell.as_ref().expect("a cell").values[0].event, "2025-04-28-lavrov-terms");
            assert!(p.beside.iter().any(|b| b.floated && b.values[0].event == report), "{issue}");
        }
        let text = |who: &str, event: &str, issue: &str| {
            let cell = position(a, c, who, issue, Scope::Settlement).cell.clone().expect("a cell");
            assert_eq!((cell.voucher, cell.values[0].event.as_str()), (Evidence::Reported, event));
        };
        text("united-states", "2025-04-17-us-framework", "crimea_status");
        text("ukraine", "2025-04-23-ukraine-counter-text", "nato");

        let silent = |who: &str, issue: &str| {
            let p = a.trace().principal(who).expect("declared");
            let i = a.space().issue(issue).expect("declared").0;
            c.silences.iter().find(|s| s.principal == p && s.issue == i).is_some_and(|s| s.last.is_none())
        };
        assert!(silent("russia", "security_guarantees") && silent("russia", "prisoners"));
        assert!(!silent("ukraine", "prisoners"));
    });
}

/// A yes that is given is beside the position, and no settlement issue has a yes from both sides.
#[test]
fn ukraine_said_yes_to_thirty_days() {
    with(UKRAINE, |a, c| {
        let p = position(a, c, "ukraine", "ceasefire_sequencing", Scope::Interim);
        assert!(p.yes_to.iter().any(|s| s.event == "2025-05-08-zelensky-ready"));
        assert!(c.positions.iter().all(|p| p.line.scope != Scope::Settlement || p.agreed.is_empty()));
    });
}
