//! What a person who knows the two histories would look for on the pages, and the pages themselves.

use super::{PAGES, assessed, brief, day, outputs, quick, whole};
use crate::conduct::golden;
use goodoffices::assess::{Assessment, Standing};
use goodoffices::talks::{Lens, Scope};

fn at(k: usize) -> Assessment {
    let (name, d) = PAGES[k];
    assessed(&whole(name), &Lens::until(day(d)), &quick()).0
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn both_pages_as_text() {
    for (name, d) in PAGES {
        golden(&format!("brief-{name}-{d}.txt"), &brief(&whole(name), &Lens::until(day(d))));
    }
}

#[test]
fn ukraine_no_settlement_issue_has_a_yes_from_both() {
    let a = at(0);
    let settlement = a.table.rows.iter().filter(|r| r.scope == Scope::Settlement);
    assert!(settlement.clone().count() >= 5);
    for r in settlement {
        assert!(!matches!(r.standing, Standing::Same { .. } | Standing::Yes { .. }), "{}", r.label);
    }
    assert!(a.in_short[0].text.starts_with("No settlement term has a yes from both sides"));
}

#[test]
fn ukraine_said_yes_to_thirty_days_if_mutual_and_russia_has_not_answered_the_call_of_8_may() {
    let a = at(0);
    let ask = &a.in_short[1];
    assert_eq!(ask.subject, "in short question");
    assert!(ask.text.contains("Ukraine: yes"), "{}", ask.text);
    assert!(ask.text.contains("none on this record to that of 8 May"), "{}", ask.text);
    assert!(ask.facts.iter().any(|f| f == "2025-05-08-zelensky-ready"), "{:?}", ask.facts);
    let first = &a.owed[0];
    assert_eq!((first.who.as_str(), first.last), ("Russia", day("2025-05-08")));
    assert!(first.asks.iter().any(|id| id.starts_with("2025-05-08")), "{:?}", first.asks);
}

#[test]
fn ukraine_warnings_of_leaving_on_four_occasions_none_by_the_head_none_dated() {
    let a = at(0);
    let leaving = a
        .warned
        .iter()
        .find(|w| w.instrument.is_some_and(|i| a.case.trace.instruments()[i].slug == "leave_talks"))
        .expect("the warnings");
    assert_eq!(
        (leaving.occasions, leaving.orderer_said_it, leaving.dates.as_str()),
        (4, false, "no day named")
    );
    assert_eq!(leaving.contrary, ["2025-05-08-trump-committed"]);
    let top = a.in_short.last().expect("a sentence");
    assert!(top.text.contains("4 occasions") && top.text.contains("None has a date"), "{}", top.text);
}

#[test]
fn ukraine_the_april_report_of_a_freeze_stands_beside_and_not_as_the_position() {
    let a = at(0);
    let report = "2025-04-22-ft-freeze-report";
    assert!(a.table.beside.iter().any(|b| b.differs && b.figure.facts.iter().any(|f| f == report)));
    for r in &a.table.rows {
        assert!(r.cells.iter().all(|c| c.facts.iter().all(|f| f != report)), "{}", r.label);
    }
    let page = words(&brief(&a_whole(0), &Lens::until(day(PAGES[0].1))));
    assert!(page.contains("SHOWN BESIDE, NOT AS, A POSITION"));
}

fn a_whole(k: usize) -> goodoffices::talks::Case {
    whole(PAGES[k].0)
}

#[test]
fn nba_fifty_against_fifty_three_and_the_players_answer_is_awaited() {
    let a = at(1);
    let row = a.table.rows.iter().find(|r| r.name == "bri_share_players").expect("the share");
    assert_eq!((row.cells[0].value.as_str(), row.cells[1].value.as_str()), ("50", "53"));
    assert_eq!(row.standing, Standing::Apart { distance: Some("3".into()) });
    let first = &a.owed[0];
    assert_eq!((first.who.as_str(), first.asks.as_slice()), ("NBPA", ["nba-040".to_owned()].as_slice()));
    assert!(a.in_short[0].text.contains("50") && a.in_short[0].text.contains("53"), "{}", a.in_short[0].text);
}

#[test]
fn nba_the_accepted_mediation_and_the_passed_warning_can_be_seen() {
    let a = at(1);
    let all = outputs(&a_whole(1), &Lens::until(day(PAGES[1].1)));
    let of = |name: &str| &all.iter().find(|(n, _)| *n == name).expect("an output").1;
    // 12 October: both sides let the federal mediator in.
    assert!(a.case.trace.event("nba-037").is_some());
    let assessment = words(of("assess text"));
    let accepted = a.mediated.iter().find(|f| f.facts == ["nba-037"]).expect("the mediation of 12 October");
    assert!(accepted.text.contains("12 Oct") && accepted.text.contains("accepted"), "{}", accepted.text);
    assert!(assessment.contains(&words(&accepted.text)));
    let warning = a.clocks.iter().find(|c| c.figure.facts.iter().any(|f| f == "nba-038")).expect("a date");
    assert_eq!((warning.date, warning.pending, warning.outcome), (day("2011-10-18"), false, "passed"));
    assert!(words(of("brief text")).contains("18 Oct"));
}
