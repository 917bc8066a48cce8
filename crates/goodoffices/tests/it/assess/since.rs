//! What changed: new events, corrections, facts learned late and assumptions, each apart and each with what it
//! moved. The invented case has one of each.

use super::{day, quick};
use crate::case_files::{Files, case, open};
use goodoffices::assess::{AssessConfig, Assessment, Cause, Since, Snapshot, assess, since};
use goodoffices::talks::{Case, Lens};

fn at(case: &Case, d: &str) -> Assessment {
    let lens = Lens::until(day(d)).known(day(d));
    assess(case, &lens, &AssessConfig { since: Some(day("2031-03-29")), ..quick() }).expect("assessed")
}

/// The case before its team's entries of 29 March and later.
fn earlier(files: &Files) -> Files {
    let record = files.record.lines().filter(|l| !l.contains("\"id\": \"hs-13.c1\"")).collect::<Vec<_>>();
    Files { record: record.join("\n") + "\n", ..files.clone() }
}

fn changed(files: &Files, before: &Snapshot, d: &str) -> (Assessment, Since) {
    let now_case = case(files);
    let now = at(&now_case, d);
    let s = since(before, &now, &now_case);
    (now, s)
}

/// The figure of this subject among those that moved.
fn moved_by<'a>(s: &'a Since, subject: &str) -> &'a [(Cause, String)] {
    let m = s.moved.iter().find(|m| m.subject == subject);
    &m.unwrap_or_else(|| panic!("{subject} did not move: {:?}", s.moved)).by
}

#[test]
fn an_entry_that_corrects_another_is_told_as_a_correction_and_moves_what_rested_on_it() {
    let files = open("harbour-strike");
    let before = at(&case(&earlier(&files)), "2031-03-29").snapshot();
    let (_, s) = changed(&files, &before, "2031-03-29");
    assert_eq!(s.corrections, [("hs-13.c1".to_owned(), "hs-13".to_owned())]);
    assert!(s.new_events.is_empty() && s.learned_late.is_empty() && s.assumptions.is_empty(), "{s:?}");
    let by = moved_by(&s, "position wage_rise settlement");
    assert_eq!(by, [(Cause::Correction, "hs-13.c1".to_owned())]);
    let row = s.moved.iter().find(|m| m.subject == "position wage_rise settlement").expect("the row");
    assert!(row.before.as_ref().is_some_and(|t| t.contains("5.5")), "{row:?}");
    assert!(row.now.as_ref().is_some_and(|t| !t.contains("5.5")), "{row:?}");
}

#[test]
fn a_correction_of_a_correction_names_what_the_earlier_report_had() {
    let files = open("harbour-strike");
    let before = at(&case(&earlier(&files)), "2031-03-29").snapshot();
    let line = files.record.lines().find(|l| l.contains("\"hs-13.c1\"")).expect("the correction");
    let again = line
        .replace("\"id\": \"hs-13.c1\"", "\"id\": \"hs-13.c2\"")
        .replace("\"supersedes\": \"hs-13\"", "\"supersedes\": \"hs-13.c1\"");
    let twice = Files { record: format!("{}\n{again}\n", files.record.trim_end()), ..files };
    let (_, s) = changed(&twice, &before, "2031-03-29");
    assert_eq!(s.corrections, [("hs-13.c2".to_owned(), "hs-13".to_owned())]);
    assert!(s.new_events.is_empty() && s.learned_late.is_empty(), "{s:?}");
}

#[test]
fn what_happened_since_is_new_and_what_was_known_since_is_late() {
    let files = open("harbour-strike");
    let whole = case(&files);
    let before = at(&whole, "2031-03-14").snapshot();
    let (now, s) = changed(&files, &before, "2031-03-16");
    // On 14 March gate two was shut; it was known on the 15th.
    assert_eq!(
        (s.new_events.as_slice(), s.learned_late.as_slice()),
        (["hs-08".to_owned()].as_slice(), ["hs-07".to_owned()].as_slice())
    );
    assert!(s.corrections.is_empty());
    let beside =
        now.table.beside.iter().find(|b| b.figure.facts.iter().any(|f| f == "hs-08")).expect("floated");
    assert_eq!(moved_by(&s, &beside.figure.subject), [(Cause::NewEvent, "hs-08".to_owned())]);

    // Under the other clock the late fact counted before, and that it became known is said all the same.
    let until = |d: &str| assess(&whole, &Lens::until(day(d)), &quick()).expect("assessed");
    let s = since(&until("2031-03-14").snapshot(), &until("2031-03-16"), &whole);
    assert_eq!(
        (s.new_events.as_slice(), s.learned_late.as_slice()),
        (["hs-08".to_owned()].as_slice(), ["hs-07".to_owned()].as_slice())
    );
}

#[test]
fn a_changed_assumption_is_told_as_one() {
    let files = open("harbour-strike");
    let before = at(&case(&files), "2031-03-29").snapshot();
    let other = Files {
        estimates: files.estimates.replace("answer = \"yes\"", "answer = \"partly\""),
        ..files.clone()
    };
    assert_ne!(files.estimates, other.estimates);
    let (_, s) = changed(&other, &before, "2031-03-29");
    assert_eq!(s.assumptions, ["outside-crews.observable"]);
    assert!(s.new_events.is_empty() && s.learned_late.is_empty() && s.corrections.is_empty());
    assert_eq!(s.moved.len(), 1, "{:?}", s.moved);
    assert_eq!(s.moved[0].by, [(Cause::Assumption, "outside-crews.observable".to_owned())]);
}

#[test]
fn nothing_changed_is_nothing() {
    let files = open("harbour-strike");
    let before = at(&case(&files), "2031-03-29").snapshot();
    let (_, s) = changed(&files, &before, "2031-03-29");
    assert!(s.moved.is_empty() && s.new_events.is_empty() && s.learned_late.is_empty(), "{s:?}");
}
