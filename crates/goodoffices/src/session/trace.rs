//! A finished log in the words of `talks`: the one place where a simulated session becomes a record.
//!
//! A round is a day (the stand-in days of simulated steps), and the place inside the round is recorded
//! order. Offers are formal proposals of a settlement that answer the offer standing before them.

use super::log::Log;
use crate::outcome::{Outcome, OutcomeSpace, Proposal};
use crate::protocol::{Ending, Move};
use crate::scenario::Scenario;
use crate::talks::{
    Authority, Confidence, Day, Event, Evidence, Kind, Principal, PrincipalRole, ProposalRole, Scope, Source,
    Span, Standing, Trace,
};

/// The trace of a session that was logged in full.
#[must_use]
pub fn trace(scenario: &Scenario, log: &Log, ending: &Ending) -> Trace {
    let principals = scenario.parties.iter().enumerate().map(|(k, p)| Principal {
        slug: format!("p{}", k + 1),
        name: p.name.clone(),
        label: None,
        role: PrincipalRole::Party,
        of: None,
    });
    let principals: Vec<Principal> = principals.collect();
    let mut events: Vec<Event> = Vec::with_capacity(log.entries().len() + 1);
    let mut standing: Option<(Outcome, String)> = None;
    for (k, entry) in log.entries().iter().enumerate() {
        let id = format!("m{:06}", k + 1);
        let day = Day::of_step(u32::try_from(entry.round).unwrap_or(u32::MAX));
        let mut event = blank(id.clone(), day, entry.party as u32, &principals, &[entry.party]);
        event.in_reply_to = standing.iter().map(|s| s.1.clone()).collect();
        match entry.step {
            Move::Offer(outcome) => {
                event.kind = Kind::Offer;
                event.proposal = whole(&scenario.space, outcome);
                event.proposal_role = Some(ProposalRole::PutsForward);
                event.standing = Some(Standing::Formal);
                event.summary = format!("{} makes an offer", event.speaker);
                standing = Some((outcome, id));
            }
            Move::Accept => {
                event.kind = Kind::Accept;
                event.proposal_role = Some(ProposalRole::Accepts);
                if let Some((outcome, _)) = &standing {
                    event.proposal = whole(&scenario.space, *outcome);
                }
                event.summary = format!("{} accepts", event.speaker);
            }
            Move::Reject => {
                event.kind = Kind::Reject;
                event.summary = format!("{} rejects", event.speaker);
            }
            Move::End => {
                event.kind = Kind::Withdraw;
                event.summary = format!("{} leaves the talks", event.speaker);
            }
        }
        events.push(event);
    }
    if let (Ending::Agreement { outcome, .. }, Some(last)) = (ending, log.entries().last()) {
        let day = Day::of_step(u32::try_from(last.round).unwrap_or(u32::MAX));
        let all: Vec<usize> = (0..principals.len()).collect();
        let order = principals.len() as u32;
        let mut event = blank(format!("m{:06}", log.entries().len() + 1), day, order, &principals, &all);
        event.kind = Kind::Agreement;
        event.proposal = whole(&scenario.space, *outcome);
        event.proposal_role = Some(ProposalRole::Agreed);
        event.summary = "agreed".into();
        events.push(event);
    }
    Trace::new(principals, Vec::new(), events)
}

pub(super) fn whole(space: &OutcomeSpace, outcome: Outcome) -> Proposal {
    Proposal::complete(&space.digits(outcome))
}

pub(super) fn blank(id: String, day: Day, order: u32, principals: &[Principal], who: &[usize]) -> Event {
    let names: Vec<&str> = who.iter().map(|k| principals[*k].name.as_str()).collect();
    Event {
        id,
        happened: Span::on(day),
        known: day,
        order: Some(order),
        speaker: names.join(", "),
        role: None,
        principals: who.to_vec(),
        authority: Authority::Body,
        evidence: Evidence::OnRecord,
        addressees: Vec::new(),
        kind: Kind::Statement,
        proposal: Proposal::empty(),
        proposal_role: None,
        standing: None,
        scope: Scope::Settlement,
        package: None,
        in_reply_to: Vec::new(),
        asks: None,
        condition: None,
        deadline: None,
        instrument: None,
        summary: String::new(),
        cameo: None,
        source: Source::default(),
        verified: true,
        confidence: Confidence::Public,
        supersedes: None,
        entered: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Issue;
    use crate::preference::{Additive, Preference, Profile};
    use crate::protocol::{Deadline, Negotiator};
    use crate::scenario::Party;
    use crate::session::{Room, Rules};
    use crate::strategy::{Spec, build};

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
