//! Rules that hold of every trace: order inside a day, mirror, partition of steps, taking back.

use super::builder::{self, A, B, EXCLUSIONS, MEDIATOR, day, offer, random_events};
use super::{dump, dumped, seen};
use goodoffices::conduct::indicator::{Family, Found};
use goodoffices::conduct::*;
use goodoffices::outcome::Proposal;
use goodoffices::talks::*;
use proptest::prelude::*;

fn lines(trace: &Trace) -> Vec<String> {
    let space = builder::space();
    let as_of = AsOf::new(trace, &space, day(12))
        .status_quo(vec![Some(2), None, Some(0)])
        .exclusions(EXCLUSIONS.to_vec());
    dump::lines(&as_of, &Conduct::of(&as_of))
}

/// The same events under ids that sort otherwise inside a day.
fn shuffled(trace: &Trace, salt: u64) -> Trace {
    let mark = |id: &str| {
        let hash = id.bytes().fold(salt, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        format!("{:04x}|{id}", (hash >> 20) & 0xffff)
    };
    let mark_all = |ids: &[String]| ids.iter().map(|id| mark(id)).collect::<Vec<_>>();
    let events = trace.events().iter().rev().cloned().map(|mut e| {
        e.id = mark(&e.id);
        e.in_reply_to = mark_all(&e.in_reply_to);
        e
    });
    let tools = trace.instruments().iter().cloned().map(|mut i| {
        i.supports = mark_all(&i.supports);
        i.ready = mark_all(&i.ready);
        i
    });
    Trace::new(trace.principals().to_vec(), tools.collect(), events.collect())
}

/// The same events with two principals (and what is declared of them) exchanged.
fn exchanged(trace: &Trace, one: usize, other: usize, also: &[(usize, usize)]) -> Trace {
    let swap = |p: usize| {
        let pairs = std::iter::once((one, other)).chain(also.iter().copied());
        pairs.fold(p, |p, (a, b)| {
            if p == a {
                b
            } else if p == b {
                a
            } else {
                p
            }
        })
    };
    let slug = |s: &String| {
        trace.principal(s).map_or_else(|| s.clone(), |p| trace.principals()[swap(p)].slug.clone())
    };
    let events = trace.events().iter().cloned().map(|mut e| {
        e.principals = e.principals.iter().map(|p| swap(*p)).collect();
        e.principals.sort_unstable();
        e.addressees = e.addressees.iter().map(slug).collect();
        if let Some(asks) = &mut e.asks {
            asks.of = asks.of.iter().map(|p| swap(*p)).collect();
            asks.of.sort_unstable();
        }
        e
    });
    let mut people = trace.principals().to_vec();
    for (k, p) in people.iter_mut().enumerate() {
        let like = &trace.principals()[swap(k)];
        p.role = like.role;
        p.of = like.of.map(swap);
    }
    Trace::new(people, trace.instruments().to_vec(), events.collect())
}

/// Lines with names exchanged; names joined by plus signs stand in the order of the alphabet.
fn renamed(lines: &[String], pairs: &[(&str, &str)]) -> Vec<String> {
    let swap = |name: &str| {
        let other = pairs.iter().find_map(|(a, b)| (name == *a).then_some(*b).or((name == *b).then_some(*a)));
        other.unwrap_or(name).to_owned()
    };
    let word = |w: &str| {
        let (names, colon) = w.strip_suffix(':').map_or((w, ""), |names| (names, ":"));
        let mut names: Vec<String> = names.split('+').map(swap).collect();
        names.sort();
        format!("{}{colon}", names.join("+"))
    };
    let line = |l: &String| l.split(' ').map(word).collect::<Vec<_>>().join(" ");
    let mut out: Vec<String> = lines.iter().map(line).collect();
    out.sort();
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn shuffling_a_day_changes_nothing(events in random_events(), salt in any::<u64>()) {
        let trace = builder::trace(events);
        prop_assert_eq!(lines(&trace), lines(&shuffled(&trace, salt)));
    }

    #[test]
    fn exchanging_the_parties_exchanges_the_results(events in random_events()) {
        let trace = builder::trace(events);
        let names = [("alpha", "beta"), ("alpha_part", "beta_part")];
        let mirror = exchanged(&trace, A, B, &[(3, 4)]);
        prop_assert_eq!(renamed(&lines(&trace), &names), renamed(&lines(&mirror), &[]));
    }

    #[test]
    fn every_two_neighbouring_stages_make_one_step_with_one_direction_per_party(events in random_events()) {
        let trace = builder::trace(events);
        let space = builder::space();
        let as_of = AsOf::new(&trace, &space, day(12)).status_quo(vec![Some(2), None, Some(0)]);
        let own = |e: &Event, l: &Line| e.binds(l.principal) && e.scope == l.scope && e.is_own_proposal();
        for path in paths(&as_of) {
            prop_assert_eq!(path.steps.len() + 1, path.stages.len());
            for (k, s) in path.steps.iter().enumerate() {
                prop_assert_eq!(s.to, k + 1);
                let others = trace.parties().into_iter().filter(|p| *p != path.line.principal);
                prop_assert_eq!(s.against.iter().map(|a| a.other).collect::<Vec<_>>(), others.collect::<Vec<_>>());
                for a in &s.against {
                    if a.direction == Direction::NoChange {
                        prop_assert_eq!(&path.stages[k].last, &path.stages[k + 1].first);
                    }
                }
            }
            // Every statement of a path is in one stage, is an own firm value, and stages are in order.
            let said: Vec<&str> = path.stages.iter().flat_map(|s| &s.said).map(|s| s.event.as_str()).collect();
            let mut once = said.clone();
            once.sort_unstable();
            once.dedup();
            prop_assert_eq!(once.len(), said.len());
            for id in said {
                let e = trace.event(id).expect("an event");
                prop_assert!(own(e, &path.line) && e.standing != Some(Standing::Floated));
                prop_assert!(e.evidence == Evidence::OnRecord || e.standing.is_some());
            }
            for pair in path.stages.windows(2) {
                for (a, b) in pair[0].said.iter().zip(&pair[1].said) {
                    let (a, b) = (trace.event(&a.event).expect("one"), trace.event(&b.event).expect("one"));
                    prop_assert!(a.surely_before(b));
                }
            }
        }
    }

    #[test]
    fn a_position_is_never_floated_and_another_sides_account_only_where_there_is_nothing_else(events in random_events()) {
        let trace = builder::trace(events);
        let space = builder::space();
        for p in positions(&AsOf::new(&trace, &space, day(12))) {
            let firm = |e: &&Event| {
                e.binds(p.line.principal) && e.scope == p.line.scope && e.is_own_proposal()
                    && e.proposal.get(p.line.issue).is_some() && e.standing != Some(Standing::Floated)
            };
            let has = |voucher| trace.events().iter().filter(firm).any(|e| e.evidence == voucher);
            let Some(cell) = &p.cell else {
                prop_assert!(!trace.events().iter().any(|e| firm(&e)), "something firm and no position");
                continue;
            };
            // On its own record, or in a text that was tabled; else the latest report; else what others tell.
            let best = [Evidence::OnRecord, Evidence::Reported, Evidence::OtherSide].into_iter().find(|v| has(*v));
            let takes = |e: &&Event| match best {
                Some(Evidence::OnRecord) => {
                    e.evidence == Evidence::OnRecord
                        || (e.evidence == Evidence::Reported && e.standing.is_some())
                }
                Some(voucher) => e.evidence == voucher,
                None => false,
            };
            for v in &cell.values {
                let e = trace.event(&v.event).expect("an event");
                prop_assert!(firm(&e) && takes(&e));
                let rivals = trace.events().iter().filter(firm).filter(takes);
                prop_assert!(rivals.clone().all(|o| !e.surely_before(o)), "something of its class follows");
            }
            prop_assert_eq!(Some(cell.voucher), cell.values.iter().map(|v| v.evidence).max());
            let distinct = cell.values.windows(2).any(|w| w[0].value != w[1].value);
            prop_assert_eq!(cell.order_unknown, distinct);
        }
    }

    #[test]
    fn one_more_withdrawal_never_lowers_what_was_taken_back(events in random_events(), at in 0..40_usize) {
        let count = |trace: &Trace| {
            let space = builder::space();
            let as_of = AsOf::new(trace, &space, day(12));
            let all = Conduct::of(&as_of).indicators;
            let own = all.into_iter().filter(|i| i.principal == A && i.about.family == Family::C);
            own.map(|i| match i.found { Found::Value { count, .. } => count, Found::NoData { .. } => 0 })
                .collect::<Vec<_>>()
        };
        let before = count(&builder::trace(events.clone()));
        let mut more = events.clone();
        let mut w = builder::event("withdrawal", A, 9);
        w.kind = Kind::Withdraw;
        w.in_reply_to = vec![events[at % events.len()].id.clone()];
        more.push(w);
        let after = count(&builder::trace(more));
        prop_assert!(before.iter().zip(&after).all(|(a, b)| a <= b), "{before:?} {after:?}");
    }

    #[test]
    fn an_open_ask_has_no_answer_and_an_answer_is_a_reply_not_before_it(events in random_events()) {
        let trace = builder::trace(events);
        let space = builder::space();
        let asks = asks(&AsOf::new(&trace, &space, day(12)));
        for r in &asks.requests {
            prop_assert_eq!(r.days_open.is_some(), r.answers.is_empty());
            prop_assert!(!r.overdue || r.answers.is_empty());
            let ask = trace.event(&r.event).expect("the ask");
            for a in &r.answers {
                let reply = trace.event(&a.event).expect("the reply");
                prop_assert!(reply.in_reply_to.contains(&r.event) && !reply.surely_before(ask));
                prop_assert!(a.days.0 <= a.days.1);
            }
        }
        let grouped: usize = asks.groups.iter().map(|g| g.requests.len()).sum();
        prop_assert_eq!(grouped, asks.requests.len());
    }
}

#[test]
fn the_real_cases_hold_when_a_day_is_shuffled() {
    for (slug, until) in
        [("nba-2011", "2011-12-08"), ("ukraine-2025", "2025-05-09"), ("ukraine-2025", "2026-02-06")]
    {
        let (case, day) = seen(slug, until);
        for salt in [1, 77, 4096] {
            assert_eq!(
                dumped(&case, &case.trace, day),
                dumped(&case, &shuffled(&case.trace, salt), day),
                "{slug}"
            );
        }
    }
}

#[test]
fn the_real_cases_hold_in_the_mirror() {
    for (slug, until, a, b) in
        [("nba-2011", "2011-10-19", "NBA", "NBPA"), ("ukraine-2025", "2025-05-09", "russia", "ukraine")]
    {
        let (case, day) = seen(slug, until);
        let index = |s: &str| case.trace.principal(s).expect("declared");
        let mirror = exchanged(&case.trace, index(a), index(b), &[]);
        let here = renamed(&dumped(&case, &case.trace, day), &[(a, b)]);
        assert_eq!(here, renamed(&dumped(&case, &mirror, day), &[]), "{slug}");
    }
}

fn of(events: Vec<Event>, check: impl FnOnce(&AsOf<'_>, Conduct)) {
    let trace = builder::trace(events);
    let space = builder::space();
    let as_of = AsOf::new(&trace, &space, day(30)).exclusions(EXCLUSIONS.to_vec());
    let conduct = Conduct::of(&as_of);
    check(&as_of, conduct);
}

#[test]
fn two_values_of_one_day_are_both_returned_unless_their_order_is_recorded() {
    let (mut one, mut two) = (offer("x", A, 1, 0, 1), offer("y", A, 1, 0, 3));
    of(vec![one.clone(), two.clone()], |_, c| {
        let cell = c.positions[0].cell.as_ref().expect("a cell");
        assert!(cell.order_unknown && cell.values.len() == 2 && cell.held_since.is_none());
        assert!(c.paths[0].steps.is_empty());
    });
    (one.order, two.order) = (Some(2), Some(1));
    of(vec![one, two], |_, c| {
        let cell = c.positions[0].cell.as_ref().expect("a cell");
        assert_eq!((cell.order_unknown, cell.values[0].value), (false, 1));
        assert_eq!(c.paths[0].steps[0].ranks, Some(-2));
    });
}

#[test]
fn a_joint_act_counts_for_each_and_a_mediator_is_measured_against_both() {
    let mut joint = offer("joint", A, 1, 1, 5);
    joint.principals = vec![A, B];
    let text = [offer("m1", MEDIATOR, 2, 1, 2), offer("m2", MEDIATOR, 3, 1, 4)];
    of([joint].into_iter().chain(text).collect(), |_, c| {
        assert_eq!(c.positions.iter().filter(|p| p.cell.is_some()).count(), 3);
        let path = c.paths.iter().find(|p| p.line.principal == MEDIATOR).expect("a path");
        let seen: Vec<_> = path.steps[0].against.iter().map(|a| (a.other, a.direction)).collect();
        assert_eq!(seen, [(A, Direction::Toward), (B, Direction::Toward)]);
    });
}

#[test]
fn what_was_called_final_and_then_moved() {
    let mut last = offer("final", A, 1, 1, 5);
    last.standing = Some(Standing::Final);
    of(vec![last.clone(), offer("again", A, 2, 1, 5), offer("moved", A, 3, 1, 6)], |_, c| {
        let moved = c.final_calls[0].terms[0].moved.as_ref().expect("it moved");
        assert_eq!((moved.events.as_slice(), moved.value), (["moved".to_owned()].as_slice(), 6));
    });
    of(vec![last, offer("again", A, 2, 1, 5)], |_, c| {
        assert!(c.final_calls[0].terms[0].moved.is_none());
    });
}

#[test]
fn exclusive_instruments_without_a_condition_cannot_both_hold() {
    let say = |id: &str, speaker: &str, on: i64, kind, tool, condition: Option<&str>| {
        let mut e = builder::event(id, A, on);
        (e.kind, e.instrument) = (kind, Some(tool));
        (e.speaker, e.condition) = (speaker.into(), condition.map(Into::into));
        e
    };
    let verdict = |events: Vec<Event>| {
        let mut found = Vec::new();
        of(events, |_, c| found = c.side_by_side.iter().map(|s| (s.verdict, s.why)).collect());
        found
    };
    let leave = |condition| say("leave", "one", 1, Kind::Threat, 0, condition);
    let stay = |on| say("stay", "two", on, Kind::Promise, 2, None);
    assert_eq!(verdict(vec![leave(None), stay(2)]), [(Verdict::CannotHold, Why::Exclusive)]);
    assert_eq!(verdict(vec![leave(Some("if")), stay(2)]), [(Verdict::CanHold, Why::OneConditional)]);
    assert_eq!(verdict(vec![leave(None), stay(1 + WINDOW_DAYS)]), [(Verdict::CannotHold, Why::Exclusive)]);
    assert_eq!(verdict(vec![leave(None), stay(2 + WINDOW_DAYS)]), []);
}

#[test]
fn an_answer_by_a_part_of_the_asked_counts_and_one_before_the_ask_does_not() {
    let mut ask = offer("ask", A, 3, 0, 1);
    ask.asks = Some(Ask { of: vec![B], by: Some(day(5)) });
    let reply = |id: &str, who: usize, on: i64| {
        let mut e = builder::event(id, who, on);
        e.in_reply_to = vec!["ask".into()];
        e
    };
    of(vec![ask.clone(), reply("early", B, 2)], |_, c| assert!(c.asks.requests[0].overdue));
    of(vec![ask.clone(), reply("other", MEDIATOR, 4)], |_, c| {
        assert_eq!(c.asks.requests[0].days_open, Some(27))
    });
    of(vec![ask, reply("part", 4, 7)], |_, c| {
        let answer = &c.asks.requests[0].answers[0];
        assert_eq!((answer.by, answer.days, answer.late), (4, (4, 4), true));
        assert_eq!(c.dates.dated[0].outcome, Outcome::Passed);
    });
}

#[test]
fn terms_outside_the_space_and_strangers_are_passed_over() {
    let mut wild = offer("wild", 99, 1, 7, 99);
    wild.instrument = Some(55);
    wild.proposal = Proposal::new([(0, 77), (9, 1)]);
    wild.asks = Some(Ask { of: vec![42], by: Some(day(2)) });
    wild.kind = Kind::Threat;
    of(vec![wild, offer("ok", A, 2, 0, 1)], |_, c| assert_eq!(c.positions.len(), 1));
}
