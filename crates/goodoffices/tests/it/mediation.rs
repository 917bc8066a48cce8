//! The conformance kit of mediated talks: every mediator with every strategy, and what must hold of any talks.

use crate::case_files;
use goodoffices::outcome::{Issue, Outcome, OutcomeSpace};
use goodoffices::preference::{Additive, Preference, Profile, Reservation};
use goodoffices::protocol::{
    Act, Actor, Deadline, Ending, Fault, Happening, Mandate, Means, Mediation, Mediator, MediatorBriefing,
    Move, Negotiator, Scene, Stage, Stake, Told, What,
};
use goodoffices::rng;
use goodoffices::scenario::{Party, Scenario};
use goodoffices::session::{Log, MediatedPlayed, MediatedRoom, MediatedRules, Rules, mediated_trace};
use goodoffices::strategy::mediator::{MEDIATORS, build_mediator, listed, mandate, stakes};
use goodoffices::strategy::{CATALOGUE, Spec, build};
use goodoffices::talks::{Audience, Confidence};
use proptest::prelude::*;

/// Everything a mediator can have.
const ALL: &str = "convene,table,ask,probe(cost=0.01),warn(of=sanction),warn(name=last,of=leave),\
                   sanction(weight=0.2,decay=0.01,needs=europe,joins=0.3),offer(weight=0.1),truce,recess,step-back,\
                   leave,consent(party=1,low=0,high=0.5)";

fn scenario(sizes: &[usize], salt: u32, reservations: [f64; 2]) -> Scenario {
    let issues = sizes.iter().enumerate();
    let space = OutcomeSpace::new(
        issues.map(|(k, n)| Issue::categorical(format!("i{k}"), (0..*n).map(|v| format!("v{v}")))).collect(),
    )
    .unwrap();
    let mut state = salt.wrapping_mul(2_654_435_761) | 1;
    let mut draw = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1_u32 << 24)
    };
    let parties = reservations.iter().enumerate().map(|(p, d)| {
        let weights: Vec<f64> = sizes.iter().map(|_| draw() + 0.1).collect();
        let total: f64 = weights.iter().sum();
        let tables = sizes.iter().map(|n| (0..*n).map(|_| draw()).collect()).collect();
        let u = Additive::new(&space, weights.iter().map(|w| w / total).collect(), tables).unwrap();
        let profile = Profile::new(u).with_reservation(Reservation::Value(*d));
        Party { name: format!("p{p}"), preference: Preference::Known(profile) }
    });
    let parties = parties.collect();
    Scenario { name: "kit".into(), space, parties, constraints: Vec::new() }
}

fn rules(instruments: &str, at_stake: &str, rounds: u64) -> MediatedRules {
    MediatedRules {
        rules: Rules { deadline: Deadline::rounds(rounds), ..Rules::default() },
        mandate: mandate(instruments, 0.002, 2).unwrap(),
        stakes: stakes(at_stake, 2).unwrap(),
    }
}

fn players(names: [&str; 2]) -> [Box<dyn Negotiator>; 2] {
    names.map(|n| build(&n.parse::<Spec>().unwrap()).unwrap())
}

fn play(
    room: &mut MediatedRoom,
    names: [&str; 2],
    mediator: &str,
    seed: u64,
) -> (MediatedPlayed, Vec<Happening>) {
    let [mut a, mut b] = players(names);
    let mut m = build_mediator(&mediator.parse::<Spec>().unwrap()).unwrap();
    let mut seats: [&mut dyn Negotiator; 2] = [&mut *a, &mut *b];
    let played = room.play(&mut seats, &mut *m, seed, &["kit".into()], || 0.0).unwrap();
    (played, room.happenings().to_vec())
}

/// What kind of instrument an act needs.
fn means(act: Act, mandate: &Mandate) -> Option<Means> {
    Some(match act {
        Act::Wait => return None,
        Act::Prepare { instrument } => mandate.instruments[instrument].means,
        Act::Convene => Means::Convene,
        Act::Table(_) => Means::Table,
        Act::Ask(_) => Means::Ask,
        Act::Probe { .. } => Means::Probe,
        Act::Warn { .. } => Means::Warn,
        Act::Sanction { .. } => Means::Sanction,
        Act::Offer { .. } => Means::Offer,
        Act::Truce => Means::Truce,
        Act::Recess { .. } => Means::Recess,
        Act::StepBack | Act::Return => Means::StepBack,
        Act::Leave => Means::Leave,
    })
}

/// What must hold of any mediated talks.
fn holds(mandate: &Mandate, seen: &[Happening], place: &str) {
    let mut gone = false;
    let mut answers: Vec<(usize, bool)> = Vec::new();
    let mut question: Option<(Outcome, bool)> = None;
    let mut spent = 0.0;
    for (k, h) in seen.iter().enumerate() {
        assert!(
            !(gone && h.by == Actor::Mediator && matches!(h.what, What::Acted(_))),
            "{place}: acted after leaving"
        );
        match h.what {
            What::Acted(act) => {
                let used = means(act, mandate).unwrap();
                assert!(mandate.has(used), "{place}: {act:?} is not in the mandate");
                spent += mandate.find(used, None).map_or(0.0, |i| mandate.instruments[i].cost);
                gone |= act == Act::Leave;
                question = match act {
                    Act::Ask(text) => Some((text, true)),
                    _ => None,
                };
                answers.clear();
            }
            What::Answered { text, yes } => {
                let Actor::Party(p) = h.by else { panic!("{place}: who answered?") };
                if let Some((asked, true)) = question {
                    assert_eq!((text, h.told), (asked, Told::One(p)), "{place}");
                    answers.push((p, yes));
                    if answers.len() == 2 {
                        let all = answers.iter().all(|a| a.1);
                        let next = seen.get(k + 1).map(|n| n.what);
                        assert_eq!(
                            next == Some(What::Disclosed(text)),
                            all,
                            "{place}: disclosed iff all said yes"
                        );
                    }
                }
            }
            _ => {}
        }
    }
    assert!(spent >= 0.0);
}

fn check(s: &Scenario, rules: &MediatedRules, names: [&str; 2], mediator: &str, seed: u64) {
    let place = format!("{names:?} with {mediator}");
    let mut room = MediatedRoom::new(s.clone(), rules, Log::full()).unwrap();
    let first = play(&mut room, names, mediator, seed);
    assert!(!matches!(first.0.played.ending, Ending::Failed { .. }), "{place}: {:?}", first.0.played.ending);
    assert_eq!(first.0.mediator_fault, None, "{place}");
    assert_eq!(first, play(&mut room, names, mediator, seed), "{place}: again in the same room");
    let mut fresh = MediatedRoom::new(s.clone(), rules, Log::counting()).unwrap();
    assert_eq!(first, play(&mut fresh, names, mediator, seed), "{place}: in a new room");
    holds(&rules.mandate, &first.1, &place);
    replays(s, rules, &first, seed, &place);
    let trace = mediated_trace(s, &rules.mandate, &first.1, &first.0.played.ending);
    let agreed = usize::from(first.0.played.agreement().is_some());
    assert_eq!(trace.events().len(), first.1.len() + agreed, "{place}");
    for (e, h) in trace.events().iter().zip(&first.1) {
        // Nobody but the mediator's team and the party itself sees an answer in confidence.
        let open = e.confidence == Confidence::Public;
        assert_eq!(open, h.told == Told::All, "{place}: {}", e.summary);
        if let (Told::One(p), What::Answered { .. }) = (h.told, h.what) {
            for who in 0..2 {
                let sees = e.confidence.allows(&Audience::Named(format!("p{}", who + 1)));
                assert_eq!(sees, who == p, "{place}");
            }
        }
    }
}

/// What happened is enough to play it again.
fn replays(
    s: &Scenario,
    rules: &MediatedRules,
    first: &(MediatedPlayed, Vec<Happening>),
    seed: u64,
    place: &str,
) {
    let stream = rng::stream(seed, &["kit".into(), "partners".into()]);
    let outcomes = s.space.cardinality().unwrap();
    let deadline = &rules.rules.deadline;
    let mut m = Mediation::new(outcomes, deadline, &rules.mandate, &rules.stakes, None, stream).unwrap();
    let mut told = first.1.iter().filter(|h| {
        matches!(h.what, What::Moved(_) | What::Answered { .. } | What::Consented { .. } | What::Acted(_))
    });
    let mut pending: Option<&Happening> = told.next();
    let ending = loop {
        match m.turn(0.0) {
            Stage::Over(ending) => break ending,
            Stage::Mediator => {
                let round = m.scene().round;
                match pending.filter(|h| h.round == round).map(|h| h.what) {
                    Some(What::Acted(act)) => {
                        m.act(act).unwrap();
                        pending = told.next();
                    }
                    _ => m.act(Act::Wait).unwrap(),
                }
            }
            Stage::Consent { .. } => {
                let Some(What::Consented { yes, .. }) = pending.map(|h| h.what) else { panic!("{place}") };
                m.consent(yes).unwrap();
                pending = told.next();
            }
            Stage::Party(seen) => {
                let h = pending.unwrap_or_else(|| panic!("{place}: over early"));
                assert_eq!(h.by, Actor::Party(seen.party), "{place}");
                m.apply(match h.what {
                    What::Moved(step) => step,
                    What::Answered { yes: true, .. } => Move::Accept,
                    _ => Move::Reject,
                })
                .unwrap();
                pending = told.next();
            }
        }
    };
    assert_eq!((ending, m.seen()), (first.0.played.ending.clone(), &first.1[..]), "{place}: replayed");
}

#[test]
fn every_mediator_works_with_every_strategy() {
    let s = scenario(&[4, 5, 3], 7, [0.4, 0.3]);
    let plain = rules(ALL, "stake,stake", 24);
    let fed = rules(ALL, "stake(flow=0.03,discount=0.95),stake(drift=-0.01,belief=0.8)", 24);
    for m in MEDIATORS {
        for (k, e) in CATALOGUE.iter().enumerate() {
            let other = CATALOGUE[(k * 5 + 3) % CATALOGUE.len()].name;
            check(&s, &plain, [e.name, other], m.name, 3);
            check(&s, &fed, [other, e.name], m.name, 4);
        }
        check(&s, &plain, ["staller", "tough"], m.name, 5);
    }
}

#[test]
fn a_labour_mediator_has_no_sanctions_and_needs_none() {
    let s = scenario(&[6, 6], 3, [0.3, 0.3]);
    let labour = rules("convene,table,ask,probe,recess,step-back,leave", "stake,stake", 30);
    for m in [
        "facilitator",
        "single-text",
        "prober",
        "deadline(at=0.5,back=5,work=text)",
        "leaver",
        "random(act=1)",
    ] {
        check(&s, &labour, ["boulware", "micro"], m, 1);
    }
    let mut room = MediatedRoom::new(s, &labour, Log::counting()).unwrap();
    let [mut a, mut b] = players(["linear", "linear"]);
    let mut seats: [&mut dyn Negotiator; 2] = [&mut *a, &mut *b];
    let mut presser = build_mediator(&"warn-then-act".parse().unwrap()).unwrap();
    let wrong = room.play(&mut seats, &mut *presser, 1, &[], || 0.0).unwrap_err();
    assert!(wrong.is_parameter() && wrong.remedy_text().unwrap().contains("warn"), "{wrong}");
}

#[test]
fn the_mandate_of_a_record_holds_what_it_lists_and_nothing_more() {
    let mandate_of = |name: &str| listed(&case_files::case(&case_files::open(name)).trace).unwrap();
    let labour = mandate_of("nba-2011");
    assert!(labour.has(Means::Convene) && labour.has(Means::Ask) && labour.has(Means::StepBack));
    assert!(!labour.has(Means::Sanction) && !labour.has(Means::Offer));
    labour.checked(2).unwrap();
    let power = mandate_of("ukraine-2025");
    assert!(power.has(Means::Sanction) && power.has(Means::Leave));
    power.checked(2).unwrap();
}

/// Tables a list of texts and nothing else.
#[derive(Debug)]
struct Tables(Vec<u128>);

impl Mediator for Tables {
    fn start(&mut self, _: &MediatorBriefing<'_>) -> goodoffices::Result<()> {
        Ok(())
    }

    fn act(&mut self, scene: &Scene<'_>) -> Result<Act, Fault> {
        let sanction = scene.mandate.instruments.iter().position(|i| i.means == Means::Sanction);
        Ok(match (scene.round, sanction) {
            (0, Some(k)) => {
                Act::Sanction { instrument: k, party: scene.mandate.instruments[k].on.unwrap_or(0) }
            }
            (r, _) => self.0.get(r as usize).map_or(Act::Wait, |o| Act::Ask(Outcome(*o))),
        })
    }
}

fn tabled(s: &Scenario, stakes: [Stake; 2], on: usize, texts: &[u128]) -> MediatedPlayed {
    let mut mandate = Mandate::of([Means::Ask, Means::Sanction]);
    (mandate.instruments[1].on, mandate.instruments[1].weight) = (Some(on), 0.15);
    let deadline = Deadline::rounds(texts.len() as u64 + 2);
    let rules =
        MediatedRules { rules: Rules { deadline, ..Rules::default() }, mandate, stakes: stakes.to_vec() };
    let mut room = MediatedRoom::new(s.clone(), &rules, Log::counting()).unwrap();
    let [mut a, mut b] = players(["staller", "staller"]);
    let mut seats: [&mut dyn Negotiator; 2] = [&mut *a, &mut *b];
    room.play(&mut seats, &mut Tables(texts.to_vec()), 1, &[], || 0.0).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn no_instrument_that_is_not_listed_is_ever_used(
        listed in 1_u32..(1 << 9),
        m in 0..MEDIATORS.len(),
        a in 0..CATALOGUE.len(),
        salt in any::<u32>(),
    ) {
        let names = ["table", "ask", "probe", "sanction", "offer", "truce", "recess", "step-back", "leave"];
        let list: Vec<&str> = names.iter().enumerate().filter(|(k, _)| listed >> k & 1 == 1).map(|(_, n)| *n).collect();
        let s = scenario(&[4, 4], salt, [0.2, 0.3]);
        let rules = rules(&list.join(","), "stake,stake(flow=0.01)", 15);
        let mut room = MediatedRoom::new(s.clone(), &rules, Log::counting()).unwrap();
        let mediator = if salt.is_multiple_of(2) { "random(act=0.9)" } else { MEDIATORS[m].name };
        let [mut x, mut y] = players([CATALOGUE[a].name, "boulware"]);
        let mut seats: [&mut dyn Negotiator; 2] = [&mut *x, &mut *y];
        let mut built = build_mediator(&mediator.parse().unwrap()).unwrap();
        // A mediator that cannot work with these instruments says so before the talks begin.
        if let Ok(p) = room.play(&mut seats, &mut *built, 2, &["kit".into()], || 0.0) {
            prop_assert_eq!(p.mediator_fault, None);
            holds(&rules.mandate, room.happenings(), mediator);
        } else {
            prop_assert!(room.happenings().is_empty());
        }
    }

    #[test]
    fn exchanging_the_parties_exchanges_the_outcome(
        salt in any::<u32>(),
        d in [0.1_f64..0.7, 0.1_f64..0.7],
        flow in -0.02_f64..0.04,
        texts in proptest::collection::vec(0_u128..20, 1..8),
    ) {
        let s = scenario(&[4, 5], salt, d);
        let mut turned = s.clone();
        turned.parties.swap(0, 1);
        let own = [Stake { flow, discount: 0.95, ..Stake::default() }, Stake { drift: -0.01, ..Stake::default() }];
        let (p, q) = (tabled(&s, own, 0, &texts), tabled(&turned, [own[1], own[0]], 1, &texts));
        prop_assert_eq!(p.played.agreement(), q.played.agreement());
        prop_assert_eq!(p.payoffs[0], q.payoffs[1]);
        prop_assert_eq!(p.payoffs[1], q.payoffs[0]);
    }
}

/// Short lines that catch any drift.
fn playthrough(mediator: &str) -> String {
    let s = scenario(&[3, 4, 2], 21, [0.4, 0.35]);
    let rules = rules(ALL, "stake(flow=0.02,discount=0.95),stake", 8);
    let mut room = MediatedRoom::new(s, &rules, Log::counting()).unwrap();
    let (played, seen) = play(&mut room, ["staller", "linear"], mediator, 1);
    let mut text = format!("{mediator}\n");
    for h in seen {
        let by = match h.by {
            Actor::Party(p) => p.to_string(),
            other => format!("{other:?}"),
        };
        text.push_str(&format!("{} {by} {:?} {:?}\n", h.round, h.what, h.told));
    }
    let payoffs: Vec<String> = played.payoffs.iter().map(|x| format!("{x:.4}")).collect();
    text.push_str(&format!("{:?} {} {:.4}\n", played.played.ending, payoffs.join(" "), played.spent));
    text
}

#[test]
fn golden_playthroughs() {
    let all: Vec<String> = MEDIATORS.iter().map(|m| playthrough(m.name)).collect();
    insta::assert_snapshot!(all.join("\n"));
}
