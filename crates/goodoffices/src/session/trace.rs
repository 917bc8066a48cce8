//! A finished log as a record: what was played here, handed to [`crate::talks::trace_of_turns`].

use super::log::{Entry, Log};
use crate::protocol::{Ending, Move};
use crate::scenario::Scenario;
use crate::talks::{Act, Trace, Turn, trace_of_turns};

/// The turns of a session that was logged in full.
#[must_use]
pub fn turns(scenario: &Scenario, log: &Log) -> Vec<Turn> {
    let turn = |e: &Entry| {
        let act = match e.step {
            Move::Offer(outcome) => Act::Offer(scenario.space.digits(outcome)),
            Move::Accept => Act::Accept,
            Move::Reject => Act::Reject,
            Move::End => Act::End,
        };
        Turn { round: e.round, time: e.time, party: e.party, act }
    };
    log.entries().iter().map(turn).collect()
}

/// The trace of a session that was logged in full.
#[must_use]
pub fn trace(scenario: &Scenario, log: &Log, ending: &Ending) -> Trace {
    let names: Vec<&str> = scenario.parties.iter().map(|p| p.name.as_str()).collect();
    let agreement = match ending {
        Ending::Agreement { outcome, .. } => Some(scenario.space.digits(*outcome)),
        _ => None,
    };
    trace_of_turns(&names, turns(scenario, log), agreement.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Issue, OutcomeSpace};
    use crate::preference::{Additive, Preference, Profile};
    use crate::protocol::{Deadline, Negotiator};
    use crate::scenario::Party;
    use crate::session::{Room, Rules};
    use crate::strategy::{Spec, build};
    use crate::talks::Kind;

    #[test]
    fn a_trace_tells_the_session_in_order_and_ends_in_the_agreement() {
        let space = OutcomeSpace::new(vec![
            Issue::categorical("a", ["x", "y", "z"]),
            Issue::categorical("b", ["x", "y"]),
        ])
        .unwrap();
        let party = |name: &str, a: [f64; 3]| {
            let u = Additive::new(&space, vec![0.7, 0.3], vec![a.to_vec(), vec![0.0, 1.0]]).unwrap();
            Party { name: name.into(), preference: Preference::Known(Profile::new(u)) }
        };
        let parties = vec![party("one", [0.0, 0.5, 1.0]), party("two", [1.0, 0.5, 0.0])];
        let scenario = Scenario { name: "s".into(), space: space.clone(), parties, constraints: Vec::new() };
        let rules = Rules { deadline: Deadline::rounds(20), ..Rules::default() };
        let mut room = Room::new(scenario.clone(), &rules, Log::full()).unwrap();
        let mut players: Vec<Box<dyn Negotiator>> =
            ["boulware", "conceder"].iter().map(|n| build(&n.parse::<Spec>().unwrap()).unwrap()).collect();
        let mut seats: Vec<&mut dyn Negotiator> = players.iter_mut().map(|p| &mut **p as _).collect();
        let played = room.play(&mut seats, 1, &[], || 0.0).unwrap();
        let trace = trace(&scenario, room.log(), &played.ending);
        let kinds: Vec<Kind> = trace.events().iter().map(|e| e.kind).collect();
        assert_eq!(kinds.iter().filter(|k| **k == Kind::Offer).count() as u64, played.offers);
        assert_eq!(&kinds[kinds.len() - 2..], [Kind::Accept, Kind::Agreement]);
        let speakers: Vec<&str> = trace.events().iter().take(3).map(|e| e.speaker.as_str()).collect();
        assert_eq!(speakers, ["one", "two", "one"]);
        for (event, offered) in trace.events().iter().zip(room.log().offered()) {
            let digits = event.proposal.terms().map(|t| t.1 as u32).collect::<Vec<_>>();
            assert_eq!(space.outcome(&digits), Some(offered.1));
            assert_eq!(event.principals, [offered.0]);
        }
    }
}
