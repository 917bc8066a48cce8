//! Plays of the protocol by script.

use super::*;
use crate::protocol::{Gate, Instrument, Means};
use rand::SeedableRng;

fn talks(mandate: &Mandate, rounds: u64) -> Mediation {
    let stakes = [Stake::default(); 2];
    Mediation::new(10, &Deadline::rounds(rounds), mandate, &stakes, None, Stream::from_seed([1; 32])).unwrap()
}

/// Plays until it is over: the mediator by `acts` (then waiting), parties by `yes`; offers are 0.
fn play(m: &mut Mediation, acts: &[Act], yes: [bool; 2]) -> Ending {
    let mut acts = acts.iter();
    loop {
        match m.turn(0.0) {
            Stage::Over(e) => return e,
            Stage::Mediator => m.act(acts.next().copied().unwrap_or(Act::Wait)).unwrap(),
            Stage::Consent { .. } => m.consent(true).unwrap(),
            Stage::Party(o) => m
                .apply(match o.ask {
                    Ask::Vote { .. } if yes[o.party] => Move::Accept,
                    Ask::Vote { .. } => Move::Reject,
                    Ask::Offer => Move::Offer(Outcome(0)),
                })
                .unwrap(),
        }
    }
}

#[test]
fn what_was_asked_in_confidence_is_disclosed_only_if_all_say_yes() {
    let mandate = Mandate::of([Means::Ask, Means::Table]);
    for yes in [[true, false], [false, true], [false, false], [true, true]] {
        let mut m = talks(&mandate, 3);
        let ending = play(&mut m, &[Act::Ask(Outcome(7))], yes);
        let both = yes == [true, true];
        assert_eq!(ending == Ending::Agreement { outcome: Outcome(7), acceptor: 1 }, both);
        let disclosed = m.seen().iter().filter(|h| matches!(h.what, What::Disclosed(_))).count();
        assert_eq!(disclosed, usize::from(both));
        for h in m.seen() {
            if let (What::Answered { .. }, Actor::Party(p)) = (h.what, h.by) {
                assert_eq!(h.told, Told::One(p));
            }
        }
    }
}

#[test]
fn only_listed_instruments_are_used_and_an_illegal_act_changes_nothing() {
    let mut m = talks(&Mandate::of([Means::Table]), 2);
    assert_eq!(m.turn(0.0), Stage::Mediator);
    for act in [
        Act::Ask(Outcome(1)),
        Act::Leave,
        Act::StepBack,
        Act::Return,
        Act::Table(Outcome(10)),
        Act::Sanction { instrument: 0, party: 0 },
        Act::Prepare { instrument: 0 },
        Act::Recess { rounds: 0 },
    ] {
        assert!(m.act(act).unwrap_err().is_input(), "{act:?}");
    }
    assert!(m.seen().is_empty() && m.turn(0.0) == Stage::Mediator);
}

#[test]
fn after_leaving_for_good_the_parties_go_on_alone() {
    let mut m = talks(&Mandate::of([Means::Leave, Means::StepBack]), 4);
    assert_eq!(play(&mut m, &[Act::Wait, Act::Leave], [true; 2]), Ending::TimedOut);
    let after = m.seen().iter().skip_while(|h| h.what != What::Acted(Act::Leave)).skip(1);
    let moves = after.inspect(|h| assert_ne!(h.by, Actor::Mediator)).count();
    assert_eq!((moves, m.rounds()), (6, 4));
}

#[test]
fn a_sanction_waits_for_its_partners_and_a_warning_that_passes_lapses() {
    let mut mandate = Mandate::of([Means::Sanction, Means::Warn]);
    mandate.instruments[0] = Instrument {
        weight: 0.3,
        cost: 0.1,
        needs: vec![Gate { name: "europe".into(), chance: 1.0 }],
        ..Instrument::new(Means::Sanction)
    };
    mandate.instruments[1].threatens = Some(0);
    let mut m = talks(&mandate, 6);
    m.turn(0.0);
    assert!(m.act(Act::Sanction { instrument: 0, party: 1 }).is_err());
    let warn = Act::Warn { instrument: 1, party: Some(1), by: 1 };
    play(&mut m, &[warn, Act::Wait, Act::Wait, Act::Sanction { instrument: 0, party: 1 }], [true; 2]);
    let lapsed = m.seen().iter().filter(|h| h.what == What::Lapsed { warning: 1 }).count();
    assert_eq!((lapsed, m.spent()), (1, 0.1));
    assert!((m.outside(1, 0.5) - 0.2).abs() < 1e-12 && m.outside(0, 0.5) == 0.5);
    // One lapsed warning: κ = 1/3, and nothing is threatened any more.
    assert!((m.least(1, 0.5) - 0.2).abs() < 1e-12);
}

#[test]
fn a_recess_lets_rounds_pass_and_a_refused_consent_reopens() {
    let mut mandate = Mandate::of([Means::Recess, Means::Table]);
    let mut m = talks(&mandate, 5);
    play(&mut m, &[Act::Recess { rounds: 3 }], [false; 2]);
    let moves = m.seen().iter().filter(|h| matches!(h.what, What::Moved(_))).count();
    assert_eq!((moves, m.rounds()), (4, 5));
    mandate.consents.push(crate::protocol::Consent { name: "members".into(), party: 0, low: 0.0, high: 1.0 });
    let mut m = talks(&mandate, 2);
    m.turn(0.0);
    m.act(Act::Table(Outcome(3))).unwrap();
    for _ in 0..2 {
        m.turn(0.0);
        m.apply(Move::Accept).unwrap();
    }
    assert_eq!(m.turn(0.0), Stage::Consent { consent: 0, text: Outcome(3) });
    m.consent(false).unwrap();
    assert!(matches!(m.turn(0.0), Stage::Party(Observation { party: 0, round: 0, standing: None, .. })));
}
