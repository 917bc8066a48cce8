//! Logs that NegMAS's traces give when pandas writes them, and what people make of them.
//!
//! The fixtures are sessions of NegMAS 0.16.0 (its own Boulware and conceder, tables of our own), written by
//! `pandas.DataFrame(mechanism.full_trace).to_csv` and its siblings. One issue value holds a comma, one an
//! apostrophe.

use crate::shared::fixture;
use goodoffices::format::NamedFile;
use goodoffices::format::case::logged::of_session;
use goodoffices::format::negmas_trace::{LoggedSession, read};
use goodoffices::outcome::{Issue, OutcomeSpace, Values};
use goodoffices::preference::Preference;
use goodoffices::scenario::{Party, Scenario};
use goodoffices::talks::{Act, Kind, Turn};
use proptest::prelude::*;

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(fixture("negmas-trace").join(name)).expect("a fixture")
}

fn told(text: &str) -> goodoffices::Result<LoggedSession> {
    read(&NamedFile { name: "log.csv", bytes: text.as_bytes() }, None)
}

fn whole(name: &str) -> LoggedSession {
    read(&NamedFile { name, bytes: &bytes(name) }, None).expect(name)
}

fn offers(s: &LoggedSession) -> Vec<(usize, Vec<String>)> {
    let text = |d: &Vec<u32>| {
        s.space.issues().iter().zip(d).map(|(i, d)| i.label(*d as usize).into_owned()).collect::<Vec<_>>()
    };
    let offer = |t: &Turn| match &t.act {
        Act::Offer(d) => Some((t.party, text(d))),
        _ => None,
    };
    s.turns.iter().filter_map(offer).collect()
}

#[test]
fn every_export_of_one_session_is_that_session() {
    let csv = whole("two-full.csv");
    assert_eq!(csv.parties, ["n0", "n1"]);
    assert_eq!(offers(&csv).len(), 36);
    assert_eq!(offers(&csv)[1], (1, vec!["mid, x".into(), "4".into(), "3".into()]));
    assert_eq!(csv.turns.last().map(|t| (t.party, t.act.clone())), Some((0, Act::Accept)));
    assert_eq!(csv.agreement.as_ref().map(|d| csv.space.issues()[0].label(d[0] as usize)), Some("lo".into()));
    assert_eq!(csv.turns[2].time, 0.095_238_095_238_095_23);
    // With an index column, utilities behind, and in JSON lines with responses as numbers.
    assert_eq!(whole("two-u.csv"), csv);
    let json = whole("two-full.jsonl");
    assert_eq!(
        (json.parties.clone(), offers(&json), &json.agreement),
        (csv.parties.clone(), offers(&csv), &csv.agreement)
    );
    // extended_trace has the offers only.
    let short = whole("two-ext.csv");
    assert_eq!((offers(&short), short.agreement), (offers(&csv), None));
}

#[test]
fn three_parties_and_a_session_that_broke_off() {
    let three = whole("three-full.csv");
    let ends: Vec<(usize, &Act)> = three.turns.iter().rev().take(2).map(|t| (t.party, &t.act)).collect();
    assert_eq!(ends, [(1, &Act::Accept), (0, &Act::Accept)]);
    assert!(three.agreement.is_some());
    let left = whole("left-full.csv");
    assert!(left.agreement.is_none() && left.notes.iter().any(|n| n.contains("does not say who left")));
    assert!(left.turns.iter().all(|t| t.act != Act::End), "the log does not say who, so nobody did");
}

#[test]
fn a_log_becomes_a_sound_case() {
    for name in ["two-full.csv", "three-full.csv", "left-full.csv", "two-ext.csv"] {
        let session = whole(name);
        let made = of_session(&session, "a-case", "A session").expect(name);
        let events = made.case.events();
        assert_eq!(events.iter().filter(|e| e.kind == Kind::Offer).count(), offers(&session).len());
        assert_eq!(events.iter().any(|e| e.kind == Kind::Agreement), session.agreement.is_some());
        let options = &made.case.issues[0].options;
        assert!(options.iter().any(|o| o.text == "mid, x"), "the words of the log stand in the case");
        // Events of the case are those of the trace, in order.
        let ids = |e: &[goodoffices::talks::Event]| e.iter().map(|e| e.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(events), ids(session.trace().events()));
    }
}

#[test]
fn columns_in_any_order_and_whose_response_it_is() {
    let own = "response,offer,negotiator,relative_time,step\n\
               ,\"('a', 1)\",x,0.1,0\nREJECT_OFFER,\"('b', 2)\",y,0.1,0\n\
               reject,\"['a', 2]\",x,0.2,1\naccept,\"('a', 2)\",y,0.2,1\n";
    let others = "step,relative_time,negotiator,offer,response\n\
                  0,0.1,x,\"('a', 1)\",REJECT_OFFER\n0,0.1,y,\"{'issue2': 2, 'issue1': 'b'}\",REJECT_OFFER\n\
                  1,0.2,x,\"('a', 2)\",ACCEPT_OFFER\n";
    let (own, others) = (told(own).expect("own"), told(others).expect("others"));
    let acts = |s: &LoggedSession| s.turns.iter().map(|t| (t.party, t.act.clone())).collect::<Vec<_>>();
    assert_eq!(acts(&own), acts(&others));
    assert_eq!(own.agreement, others.agreement);
    assert!(own.agreement.is_some());
    assert_eq!(own.turns.last().map(|t| (t.party, &t.act)), Some((1, &Act::Accept)));
    let left = told("step,negotiator,offer,response\n0,a,x,\n0,b,,end\n").expect("a leaving");
    assert_eq!(left.turns[1].act, Act::End);
}

#[test]
fn over_a_scenario_the_digits_are_its_own() {
    let space = OutcomeSpace::new(vec![
        Issue::categorical("price", ["hi", "lo", "it's", "mid, x"]),
        Issue::new("qty", Values::Ordered((0..5).map(|k| k.to_string()).collect())),
        Issue::categorical("days", (1..=9).map(|k| k.to_string())),
    ])
    .expect("a space");
    let party = |name: &str| Party { name: name.into(), preference: Preference::Unknown };
    let mut scenario =
        Scenario { name: "s".into(), space, parties: vec![party("n1"), party("n0")], constraints: vec![] };
    let file = bytes("two-full.csv");
    let named = NamedFile { name: "two-full.csv", bytes: &file };
    let by_name = read(&named, Some(&scenario)).expect("read");
    // ('lo', 1, 8) by n0, who is the second party of this scenario.
    assert_eq!((by_name.turns[0].party, by_name.turns[0].act.clone()), (1, Act::Offer(vec![1, 1, 7])));
    scenario.parties = vec![party("seller"), party("buyer")];
    let by_order = read(&named, Some(&scenario)).expect("read");
    assert_eq!(by_order.turns[0].party, 0);
    assert!(by_order.notes.iter().any(|n| n.contains("n0 is seller, n1 is buyer")));
    scenario.space = OutcomeSpace::new(vec![Issue::categorical("price", ["lo"])]).expect("a space");
    let e = read(&named, Some(&scenario)).expect_err("three values for one issue");
    assert_eq!((e.place().line, e.place().field.as_deref()), (Some(2), Some("offer")));
}

#[test]
fn faults_are_named_with_line_and_field() {
    let head = "step,relative_time,negotiator,offer,response\n";
    for (rows, line, field) in [
        ("0,0.1,a,\"('x', 1)\",\n0,0.1,b,\"('x',\",\n", 3, "offer"),
        ("0,0.1,a,\"('x', 1)\",\n0,0.1,b,\"('x', 1, 2)\",\n", 3, "offer"),
        ("0,0.1,a,\"('x', 1)\",\nzero,0.1,b,\"('x', 1)\",\n", 3, "step"),
        ("1,0.1,a,\"('x', 1)\",\n0,0.1,b,\"('x', 1)\",\n", 3, "step"),
        ("0,1.5,a,\"('x', 1)\",\n", 2, "relative_time"),
        ("0,0.1,a,x,perhaps\n0,0.1,b,y,\n", 2, "response"),
        ("0,0.1,a,x,\n0,0.1,b,x,accept\n1,0.2,a,y,\n", 4, "step"),
        ("0,0.1,a,,accept\n0,0.1,b,x,\n", 2, "response"),
        ("0,0.1,,x,\n", 2, "negotiator"),
        ("0,0.1,a,x,\n", 2, "negotiator"),
    ] {
        let e = told(&format!("{head}{rows}")).expect_err(rows);
        assert_eq!((e.place().line, e.place().field.as_deref()), (Some(line), Some(field)), "{rows}: {e}");
        assert_eq!(e.place().file.as_deref(), Some("log.csv"));
    }
    for (text, what) in [
        ("step,negotiator\n0,a\n", "no column \"offer\""),
        ("step,offer\n0,a\n", "no column \"negotiator\""),
        ("step,negotiator,offer\n0,a\n", "as many cells"),
        ("", "no rows"),
        ("{\"step\": 0", "the text ends here"),
        ("PAR1\u{0}", "Parquet"),
        ("step,step,negotiator,offer\n0,0,a,x\n", "stands twice"),
    ] {
        let e = told(text).expect_err(text).to_string();
        assert!(e.contains(what) && e.starts_with("log.csv:"), "{text}: {e}");
    }
}

const FILES: [&str; 4] = ["two-full.csv", "three-full.csv", "two-full.jsonl", "two-ext.csv"];

proptest! {
    /// Whatever the bytes, a session or an error with its file; what is read makes a case or a refusal.
    #[test]
    fn no_bytes_panic(
        which in 0..FILES.len(),
        cut: prop::sample::Index,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
    ) {
        let mut all = bytes(FILES[which]);
        for (at, with) in flips {
            let at = at.index(all.len());
            all[at] = with;
        }
        let cut = cut.index(all.len() * 2);
        all.truncate(cut.max(1));
        match read(&NamedFile { name: "f", bytes: &all }, None) {
            Ok(session) => {
                let _ = of_session(&session, "x", "X");
                prop_assert!(session.turns.iter().all(|t| t.party < session.parties.len()));
            }
            Err(e) => prop_assert_eq!(e.place().file.as_deref(), Some("f"), "{}", e),
        }
    }

    #[test]
    fn no_text_panics(text in "(step|negotiator|offer|response|,|\n|\"|\\(|'|a|0|1|\\{|\\}|:|\\[|\\]){0,60}") {
        let _ = read(&NamedFile { name: "f", bytes: text.as_bytes() }, None);
    }
}
