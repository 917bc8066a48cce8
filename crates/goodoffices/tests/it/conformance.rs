//! The conformance kit: what every strategy must do under every protocol.
//!
//! Legal moves only; the same session twice, whether in a used room or a new one; the log played back into
//! the protocol gives the same ending; agreements are worth no less than no agreement to whoever is rational.

use goodoffices::outcome::{Issue, OutcomeSpace};
use goodoffices::preference::{Additive, Preference, Profile, Reservation};
use goodoffices::protocol::{
    AlternatingOffers, Deadline, Ending, Information, Negotiator, Protocol, TextRule, Turn,
};
use goodoffices::scenario::{Constraint, Party, Scenario, Term};
use goodoffices::session::{Entry, Log, Played, Room, Rules, play_text, trace};
use goodoffices::strategy::{CATALOGUE, Spec, build};
use proptest::prelude::*;

/// Strategies that may take less than no agreement: random on purpose, and naive tit for tat as published.
const CARELESS: [&str; 2] = ["random", "tft"];

fn players(names: &[&str]) -> Vec<Box<dyn Negotiator>> {
    names.iter().map(|n| build(&n.parse::<Spec>().expect("a name")).expect("a strategy")).collect()
}

fn scenario(sizes: &[usize], parties: usize, salt: u32, reservation: f64) -> Scenario {
    let space = OutcomeSpace::new(
        sizes
            .iter()
            .enumerate()
            .map(|(k, n)| Issue::categorical(format!("i{k}"), (0..*n).map(|v| format!("v{v}"))))
            .collect(),
    )
    .expect("a space");
    let mut state = salt.wrapping_mul(2_654_435_761) | 1;
    let mut draw = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1_u32 << 24)
    };
    let parties = (0..parties).map(|p| {
        let weights: Vec<f64> = sizes.iter().map(|_| draw() + 0.1).collect();
        let total: f64 = weights.iter().sum();
        let tables = sizes.iter().map(|n| (0..*n).map(|_| draw()).collect()).collect();
        let weights = weights.iter().map(|w| w / total).collect();
        let u = Additive::new(&space, weights, tables).expect("a function");
        let profile = Profile::new(u).with_reservation(Reservation::Value(reservation));
        Party { name: format!("p{p}"), preference: Preference::Known(profile) }
    });
    let parties = parties.collect();
    Scenario { name: "kit".into(), space, parties, constraints: Vec::new() }
}

fn rules(rounds: u64) -> Rules {
    Rules { deadline: Deadline::rounds(rounds), information: Information::OpponentUtility }
}

fn play(room: &mut Room, names: &[&str], seed: u64) -> (Played, Vec<Entry>) {
    let mut all = players(names);
    let mut seats: Vec<&mut dyn Negotiator> = all.iter_mut().map(|p| &mut **p as _).collect();
    let played = room.play(&mut seats, seed, &["kit".into()], || 0.0).expect("played");
    (played, room.log().entries().to_vec())
}

/// Everything that must hold of one session.
fn check(scenario: &Scenario, names: &[&str], rounds: u64, seed: u64) {
    let place = format!("{names:?} over {} outcomes", scenario.space.cardinality_text());
    let mut room = Room::new(scenario.clone(), &rules(rounds), Log::full()).expect("a room");
    let first = play(&mut room, names, seed);
    assert!(!matches!(first.0.ending, Ending::Failed { .. }), "{place}: {:?}", first.0.ending);
    assert_eq!(first, play(&mut room, names, seed), "{place}: again in the same room");
    let mut fresh = Room::new(scenario.clone(), &rules(rounds), Log::full()).expect("a room");
    assert_eq!(first, play(&mut fresh, names, seed), "{place}: in a new room");
    assert!(first.0.step <= rounds);
    // The log is enough to play it again.
    let outcomes = scenario.space.cardinality().expect("countable");
    let deadline = Deadline::rounds(rounds);
    let mut protocol = AlternatingOffers::new(names.len(), outcomes, &deadline, None).expect("rules");
    for entry in &first.1 {
        let Turn::Act(seen) = protocol.turn(0.0) else { panic!("{place}: over early") };
        assert_eq!((seen.party, seen.round, seen.time), (entry.party, entry.round, entry.time), "{place}");
        protocol.apply(entry.step).expect("legal");
    }
    assert_eq!(protocol.turn(0.0), Turn::Over(first.0.ending.clone()), "{place}: replayed");
    // And the trace tells the same.
    let told = trace(scenario, room.log(), &first.0.ending);
    let agreed = usize::from(first.0.agreement().is_some());
    assert_eq!(told.events().len(), first.1.len() + agreed, "{place}");
    if let Some(outcome) = first.0.agreement() {
        let digits = scenario.space.digits(outcome);
        assert!(scenario.admits(&digits), "{place}: agreed on what the constraints forbid");
        for (party, name) in scenario.parties.iter().zip(names) {
            let Preference::Known(p) = &party.preference else { continue };
            let worth = p.utility(&digits) >= p.reservation_value().unwrap_or(f64::NEG_INFINITY);
            assert!(
                worth || CARELESS.iter().any(|c| name.starts_with(c)),
                "{place}: {name} below its reservation"
            );
        }
    }
}

#[test]
fn every_pair_of_strategies_plays_by_the_rules() {
    let s = scenario(&[4, 5, 3], 2, 7, 0.4);
    for a in CATALOGUE {
        for b in CATALOGUE {
            check(&s, &[a.name, b.name], 25, 3);
        }
    }
}

#[test]
fn every_strategy_plays_where_there_are_three_parties_constraints_or_one_outcome() {
    let three = scenario(&[6, 6, 4], 3, 11, 0.2);
    let mut bound = scenario(&[4, 4, 4], 2, 5, 0.0);
    bound.constraints.push(Constraint {
        text: "the first needs the second".into(),
        when: vec![Term { issue: 0, values: vec![2, 3] }],
        then: vec![Term { issue: 1, values: vec![1] }],
    });
    let single = scenario(&[1], 2, 1, 0.0);
    let hopeless = scenario(&[3, 3], 2, 9, 5.0);
    for e in CATALOGUE {
        check(&three, &[e.name, "boulware", e.name], 15, 1);
        check(&single, &[e.name, "conceder"], 5, 1);
        check(&hopeless, &["linear", e.name], 5, 1);
        // Random offers any outcome of a whole space, but only admissible ones where not all are.
        check(&bound, &[e.name, "conceder"], 20, 1);
    }
}

#[test]
fn every_strategy_votes_on_a_single_text() {
    let s = scenario(&[4, 5, 3], 2, 7, 0.1);
    for e in CATALOGUE {
        for rule in [TextRule::Veto, TextRule::Annealing { heat: 0.1 }] {
            let once = || {
                let mut all = players(&[e.name, "linear"]);
                let mut seats: Vec<&mut dyn Negotiator> = all.iter_mut().map(|p| &mut **p as _).collect();
                let (played, log) =
                    play_text(&s, rule, 200, &mut seats, 4, &["kit".into()], Log::full()).expect("played");
                (played, log.entries().to_vec())
            };
            let first = once();
            assert!(!matches!(first.0.ending, Ending::Failed { .. }), "{}: {:?}", e.name, first.0.ending);
            assert_eq!(first, once(), "{}", e.name);
        }
    }
}

/// 8^15 outcomes: more than two sorted halves can hold, so that questions are answered by branch and bound.
#[test]
fn every_strategy_plays_where_outcomes_cannot_be_laid_out() {
    let deep = scenario(&[8; 15], 2, 3, 0.6);
    for e in CATALOGUE {
        // Its usual twentieth is more than can be ranked here, which it says.
        let name = if e.name == "top-fraction" { "top-fraction(share=1e-10)" } else { e.name };
        check(&deep, &[name, "linear"], 4, 1);
    }
}

/// Its best share reaches below no agreement here: found by the property below.
#[test]
fn a_spoiler_offers_nothing_worth_less_to_it_than_no_agreement() {
    let s = scenario(&[1, 5, 5, 3], 2, 1_113_353_144, 0.788_004_078_383_003_5);
    check(&s, &["boulware", "spoiler"], 9, 1_113_353_144);
    check(&s, &["false-front", "spoiler"], 9, 1_113_353_144);
}

/// Short lines that catch any drift: who offered what it is worth, by round.
fn playthrough(names: &[&str], rounds: u64) -> String {
    let s = scenario(&[3, 4, 2], 2, 21, 0.3);
    let mut room = Room::new(s, &rules(rounds), Log::full()).expect("a room");
    let (played, entries) = play(&mut room, names, 1);
    let mut text = format!("{}\n", names.join(" "));
    for e in entries {
        let line = match e.step {
            goodoffices::protocol::Move::Offer(o) => {
                let u: Vec<String> =
                    room.sides().iter().map(|s| format!("{:.4}", s.inverse.utility(o))).collect();
                format!("{} {} offers {} {}", e.round, e.party, o.0, u.join(" "))
            }
            other => format!("{} {} {other:?}", e.round, e.party),
        };
        text.push_str(&line);
        text.push('\n');
    }
    text.push_str(&format!("{:?}\n", played.ending));
    text
}

#[test]
fn golden_playthroughs() {
    let mut all = String::new();
    for e in CATALOGUE {
        all.push_str(&playthrough(&[e.name, "linear"], 6));
        all.push('\n');
    }
    insta::assert_snapshot!(all);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_two_strategies_keep_the_rules_anywhere(
        sizes in proptest::collection::vec(1_usize..6, 1..5),
        a in 0..CATALOGUE.len(),
        b in 0..CATALOGUE.len(),
        salt in any::<u32>(),
        rounds in 1_u64..40,
        reservation in -0.5_f64..1.2,
    ) {
        let s = scenario(&sizes, 2, salt, reservation);
        check(&s, &[CATALOGUE[a].name, CATALOGUE[b].name], rounds, u64::from(salt));
    }
}
