//! Good faith from outside: the level first, real records, parties exchanged.

use crate::conduct::{as_of, seen};
use goodoffices::faith::{
    Answers, Clock, Estimate, Estimator, Fault, IssueShape, Level, Observation, Planned, Seen, Setup, Term,
    TypeSet, Utility, When, draw, from_trace, from_turns,
};
use goodoffices::outcome::{Issue, OutcomeSpace};
use goodoffices::preference::{Additive, Preference, Profile};
use goodoffices::protocol::{Deadline, Negotiator};
use goodoffices::rng::stream;
use goodoffices::scenario::{Party, Scenario};
use goodoffices::session::{Log, Room, Rules, turns};
use goodoffices::strategy::{Spec, build};

fn estimate(setup: &Setup, observations: &[Observation]) -> Estimate {
    let mut e = Estimator::new(setup).unwrap();
    e.observe_all(observations).unwrap();
    e.estimate()
}

fn of_case(slug: &str, day: &str, particles: usize) -> Vec<(String, Estimate)> {
    let (case, at) = seen(slug, day);
    let mut out = Vec::new();
    as_of(&case, &case.trace, at, |a| {
        for party in a.trace().parties() {
            let reading = from_trace(a, party).unwrap();
            let mut setup = Setup::new(reading.shapes.clone(), 7);
            setup.clock = Clock::Unknown;
            setup.particles = particles;
            out.push((a.trace().principals()[party].slug.clone(), estimate(&setup, &reading.observations)));
        }
    });
    out
}

#[test]
fn a_record_of_few_offers_decides_nothing_whatever_one_believed_before() {
    let types = TypeSet::standard();
    for (party, e) in of_case("ukraine-2025", "2025-05-09", 256) {
        assert!(e.offers.1 > 0 && !e.deadline_known, "{party}: {:?}", e.offers);
        for share in [0.05, 0.2, 0.5] {
            let prior = types.with_insincere(&types.prior(), share).unwrap();
            let insincere = types.insincere(&e.probability(&prior));
            assert!(insincere < 0.9, "{party} at a prior of {share}: {insincere}");
        }
        assert_ne!(e.level(), Level::Concern, "{party}");
    }
}

/// A firm party in a large space: levels near .95 whatever the number of outcomes there; judged by that many
/// particles, blind or knowing both utilities.
fn firm(issues: usize, values: usize, particles: usize, blind: bool) -> (f64, Estimate, Estimate) {
    let mut setup = Setup::new(vec![IssueShape { values, ordered: true }; issues], 3);
    let rows = |up: bool| -> Vec<Vec<f64>> {
        let value = |o: usize| if up { o as f64 } else { (values - 1 - o) as f64 };
        (0..issues).map(|i| (0..values).map(|o| (1 + i % 3) as f64 * value(o)).collect()).collect()
    };
    setup.own = Utility::Known(rows(true));
    setup.other = Utility::Known(rows(false));
    setup.particles = particles;
    // A hard bargainer by construction: of the draws, one that opens near .95 and hardly moves.
    let plan: Vec<(When, Planned)> =
        (0..12).map(|k| (When::at(f64::from(k) / 24.0), Planned::Offer { pressed: false })).collect();
    let drawn = (0..)
        .map(|k| draw(&setup, 1, &plan, &mut stream(1, &[k.into()])).unwrap())
        .find(|d| d.parameters[1].1 > 0.94 && d.parameters[1].1 < 0.96 && d.parameters[2].1 < 0.15)
        .unwrap();
    let digits = |o: &Observation| match &o.what {
        Seen::Offer { terms, .. } => terms
            .iter()
            .map(|t| match t {
                Term::Value(v) => *v as usize,
                _ => 0,
            })
            .collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    let level = |d: &[usize]| d.iter().zip(&drawn.parts).map(|(v, row)| row[*v]).sum::<f64>();
    let mean =
        drawn.observations.iter().map(|o| level(&digits(o))).sum::<f64>() / drawn.observations.len() as f64;
    if blind {
        (setup.own, setup.other) = (Utility::Unknown, Utility::Unknown);
    }
    let mut naive = Estimator::with_fault(&setup, Fault::ByOutcome).unwrap();
    naive.observe_all(&drawn.observations).unwrap();
    (mean, estimate(&setup, &drawn.observations), naive.estimate())
}

#[test]
fn a_firm_party_in_a_large_space_is_not_called_giving_way() {
    for (issues, values) in [(9, 5), (26, 6)] {
        let (mean, e, naive) = firm(issues, values, 256, false);
        assert!(mean > 0.9, "{issues}x{values}: mean level {mean}");
        let p = e.probability(&e.types.prior());
        assert!(p[0] < 0.05 && p[1] > p[0], "{issues}x{values}: {p:?}");
        // With utilities known both likelihoods hold it to be firm.
        let hard = |e: &Estimate| e.ln_evidence[1] - e.ln_evidence[0];
        assert!(hard(&e) > 1.0 && hard(&naive) > 1.0, "{issues}x{values}: {} and {}", hard(&e), hard(&naive));
    }
}

/// Nor where nothing is known of either utility. What the likelihood of outcomes says then is in
/// `docs/calibration.md`.
#[test]
fn a_firm_party_is_not_called_giving_way_where_utilities_are_unknown() {
    let (_, e, _) = firm(9, 5, 256, true);
    let p = e.probability(&e.types.prior());
    assert!(p[0] < 0.05 && p[1] > p[0], "{p:?}");
}

#[test]
fn a_firm_party_is_not_called_giving_way_in_the_largest_space_either() {
    let (_, e, _) = firm(26, 6, 128, true);
    let p = e.probability(&e.types.prior());
    assert!(p[0] < 0.05 && p[1] > p[0], "{p:?}");
}

#[test]
fn a_session_is_read_from_either_seat_in_its_order() {
    let space = OutcomeSpace::new(vec![
        Issue::categorical("a", ["x", "y", "z"]),
        Issue::categorical("b", ["x", "y", "z"]),
    ])
    .unwrap();
    let party = |name: &str, a: [f64; 3]| {
        let u = Additive::new(&space, vec![0.7, 0.3], vec![a.to_vec(), vec![0.0, 0.5, 1.0]]).unwrap();
        Party { name: name.into(), preference: Preference::Known(Profile::new(u)) }
    };
    let parties = vec![party("one", [0.0, 0.5, 1.0]), party("two", [1.0, 0.5, 0.0])];
    let scenario = Scenario { name: "s".into(), space: space.clone(), parties, constraints: Vec::new() };
    let rules = Rules { deadline: Deadline::rounds(20), ..Rules::default() };
    let mut room = Room::new(scenario, &rules, Log::full()).unwrap();
    let mut players: Vec<Box<dyn Negotiator>> =
        ["boulware", "conceder"].iter().map(|n| build(&n.parse::<Spec>().unwrap()).unwrap()).collect();
    let mut seats: Vec<&mut dyn Negotiator> = players.iter_mut().map(|p| &mut **p as _).collect();
    let played = room.play(&mut seats, 1, &[], || 0.0).unwrap();
    let count = |o: &[Observation], f: &dyn Fn(&Seen) -> bool| o.iter().filter(|o| f(&o.what)).count() as u64;
    let read = |p| from_turns(&turns(room.scenario(), room.log()), p, Answers::All);
    let (one, two) = (read(0), read(1));
    let own = |s: &Seen| matches!(s, Seen::Offer { .. });
    let theirs = |s: &Seen| matches!(s, Seen::Theirs { .. });
    assert_eq!(count(&one, &own), count(&two, &theirs));
    assert_eq!(count(&one, &own) + count(&one, &theirs), played.offers);
    // The agreement was accepted by one of them.
    let yes = |s: &Seen| matches!(s, Seen::Answer { yes: true, .. });
    assert_eq!(count(&one, &yes) + count(&two, &yes), 1);
    let mut setup = Setup::over(&space, 1);
    setup.particles = 128;
    assert_ne!(estimate(&setup, &one).level(), Level::Concern);
    assert_ne!(estimate(&setup, &two).level(), Level::Concern);
}
