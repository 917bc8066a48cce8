//! Every synthetic entry of the reference file: the same agreement, step, offers, acceptor and utilities as
//! the sessions run by the peer. (Entries of real domains need a reader and are tested with the binary.)

use goodoffices::outcome::{Issue, Outcome, OutcomeSpace};
use goodoffices::preference::{Additive, Preference, Profile, Reservation};
use goodoffices::protocol::{Deadline, Negotiator};
use goodoffices::scenario::{Party, Scenario};
use goodoffices::session::{Log, Room, Rules};
use goodoffices::strategy::{Spec, build};
use serde_json::Value;

fn numbers(v: &Value) -> Vec<f64> {
    v.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn synthetic(entry: &Value) -> Scenario {
    let labels = entry["values"].as_array().expect("values");
    let issues = labels.iter().enumerate().map(|(k, v)| {
        Issue::categorical(
            format!("i{k}"),
            v.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned),
        )
    });
    let space = OutcomeSpace::new(issues.collect()).expect("a space");
    let parties = entry["parties"].as_array().into_iter().flatten().enumerate().map(|(k, p)| {
        let tables = p["tables"].as_array().into_iter().flatten().map(numbers).collect();
        let u = Additive::new(&space, numbers(&p["weights"]), tables).expect("a function");
        let profile = Profile::new(u)
            .with_reservation(Reservation::Value(p["reserved"].as_f64().expect("a reservation")));
        Party { name: format!("p{k}"), preference: Preference::Known(profile) }
    });
    let parties = parties.collect();
    Scenario { name: "synthetic".into(), space, parties, constraints: Vec::new() }
}

fn labels(scenario: &Scenario, outcome: Outcome) -> Vec<String> {
    let digits = scenario.space.digits(outcome);
    scenario.space.issues().iter().zip(digits).map(|(i, d)| i.label(d as usize).into_owned()).collect()
}

#[test]
fn every_synthetic_session_is_the_peers() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/sessions/reference.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("SKIPPED: the reference sessions are not here ({path})");
        return;
    };
    let file: Value = serde_json::from_str(&text).expect("JSON");
    let mut sessions = 0;
    for (name, entry) in file["synthetic"].as_object().expect("entries") {
        let scenario = synthetic(entry);
        // The normalised block is a JSON text inside the JSON in some versions of the file.
        let block: Value = match &entry["normalized"] {
            Value::String(s) => serde_json::from_str(s).expect("JSON"),
            v => v.clone(),
        };
        for (pair, want) in block["runs"].as_object().expect("runs") {
            let rounds = want["n_steps"].as_u64().expect("n_steps");
            let rules = Rules { deadline: Deadline::rounds(rounds), ..Rules::default() };
            let mut room = Room::new(scenario.clone(), &rules, Log::full()).expect("a room");
            let mut players: Vec<Box<dyn Negotiator>> = pair
                .split("_vs_")
                .map(|n| build(&n.parse::<Spec>().expect("a name")).expect("a strategy"))
                .collect();
            let mut seats: Vec<&mut dyn Negotiator> = players.iter_mut().map(|p| &mut **p as _).collect();
            // A second session in the same room must be the same.
            for _ in 0..2 {
                let got = room.play(&mut seats, 1, &["reference".into()], || 0.0).expect("played");
                let place = format!("{name} {pair}");
                assert_eq!(got.step, want["step"].as_u64().unwrap(), "{place}: step");
                assert_eq!(got.offers, want["n_offers"].as_u64().unwrap(), "{place}: offers");
                assert_eq!(got.acceptor(), want["acceptor"].as_u64().map(|a| a as usize), "{place}");
                assert_eq!(got.timed_out(), want["timedout"].as_bool().unwrap(), "{place}");
                let agreement = got.agreement().map(|o| labels(&scenario, o));
                let wanted: Option<Vec<String>> = serde_json::from_value(want["agreement"].clone()).unwrap();
                assert_eq!(agreement, wanted, "{place}: agreement");
                if agreement.is_some() {
                    for (u, w) in got.utilities.iter().zip(numbers(&want["utils"])) {
                        assert!((u - w).abs() < 1e-9, "{place}: utility {u} against {w}");
                    }
                }
                for (at, offers) in [(0, &want["first_offers"]), (1, &want["last_offers"])] {
                    let offers = offers.as_array().expect("offers");
                    let all: Vec<_> = room.log().offered().collect();
                    let part = if at == 0 { &all[..offers.len()] } else { &all[all.len() - offers.len()..] };
                    for ((by, o), w) in part.iter().zip(offers) {
                        assert_eq!(Some(*by as u64), w["by"].as_u64(), "{place}");
                        let w: Vec<String> = serde_json::from_value(w["outcome"].clone()).unwrap();
                        assert_eq!(labels(&scenario, *o), w, "{place}");
                    }
                }
            }
            sessions += 1;
        }
    }
    eprintln!("{sessions} reference sessions agree");
    assert!(sessions >= 25);
}
