//! The turns of a session, played here or logged elsewhere, in the words of a record.
//!
//! A round is a day (the stand-in days of simulated steps), and the place inside the round is recorded order.
//! Offers are formal proposals of a settlement that answer the offer standing before them. This is the one
//! place where a session becomes a [`Trace`]: `session` hands in what it played, `format` what another
//! program logged.

use super::confidence::Confidence;
use super::day::{Day, Span};
use super::event::{Authority, Event, Evidence, Kind, ProposalRole, Scope, Source, Standing};
use super::people::{Principal, PrincipalRole};
use super::trace::Trace;
use crate::outcome::{Digits, Proposal};

/// What a party does when it acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// It puts an outcome on the table, which takes the place of what stood there.
    Offer(Digits),
    /// A yes to what stands on the table.
    Accept,
    /// A no to what stands on the table.
    Reject,
    /// It leaves the talks.
    End,
}

/// One act of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The round, from 0.
    pub round: u64,
    /// Relative time in [0, 1].
    pub time: f64,
    /// Who acts, by number.
    pub party: usize,
    /// What it does.
    pub act: Act,
}

/// The turns of these parties as a trace; an agreement stands at its end, as a joint act.
#[must_use]
pub fn trace_of_turns<S: AsRef<str>>(
    names: &[S],
    turns: impl IntoIterator<Item = Turn>,
    agreement: Option<&[u32]>,
) -> Trace {
    let principals: Vec<Principal> = names
        .iter()
        .enumerate()
        .map(|(k, name)| Principal {
            slug: format!("p{}", k + 1),
            name: name.as_ref().to_owned(),
            label: None,
            role: PrincipalRole::Party,
            of: None,
        })
        .collect();
    let mut events: Vec<Event> = Vec::new();
    let mut standing: Option<(Digits, String)> = None;
    let (mut round, mut place) = (0, 0);
    for turn in turns {
        (round, place) = if turn.round == round { (round, place) } else { (turn.round, 0) };
        let mut event = blank(events.len(), round, place, &principals, &[turn.party]);
        place += 1;
        event.in_reply_to = standing.iter().map(|s| s.1.clone()).collect();
        let (kind, words) = match turn.act {
            Act::Offer(digits) => {
                event.proposal = Proposal::complete(&digits);
                event.proposal_role = Some(ProposalRole::PutsForward);
                event.standing = Some(Standing::Formal);
                standing = Some((digits, event.id.clone()));
                (Kind::Offer, "makes an offer")
            }
            Act::Accept => {
                event.proposal_role = Some(ProposalRole::Accepts);
                event.proposal = standing.as_ref().map_or_else(Proposal::empty, |s| Proposal::complete(&s.0));
                (Kind::Accept, "accepts")
            }
            Act::Reject => (Kind::Reject, "rejects"),
            Act::End => (Kind::Withdraw, "leaves the talks"),
        };
        event.kind = kind;
        event.summary = format!("{} {words}", event.speaker);
        events.push(event);
    }
    if let Some(digits) = agreement.filter(|_| !events.is_empty()) {
        let all: Vec<usize> = (0..principals.len()).collect();
        let mut event = blank(events.len(), round, place, &principals, &all);
        event.kind = Kind::Agreement;
        event.proposal = Proposal::complete(digits);
        event.proposal_role = Some(ProposalRole::Agreed);
        event.summary = "agreed".into();
        events.push(event);
    }
    Trace::new(principals, Vec::new(), events)
}

fn blank(number: usize, round: u64, place: u32, principals: &[Principal], who: &[usize]) -> Event {
    let day = Day::of_step(u32::try_from(round).unwrap_or(u32::MAX));
    plain_event(format!("m{:06}", number + 1), day, place, principals, who)
}

/// An event of a session at a place inside its day, on the record of these principals (indices), that says nothing yet.
#[must_use]
pub fn plain_event(id: String, day: Day, place: u32, principals: &[Principal], who: &[usize]) -> Event {
    let names: Vec<&str> = who.iter().map(|k| principals[*k].name.as_str()).collect();
    Event {
        id,
        happened: Span::on(day),
        known: day,
        order: Some(place),
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

    #[test]
    fn a_yes_inside_a_round_stays_behind_the_offer_it_answers() {
        let turn = |round, party, act| Turn { round, time: 0.0, party, act };
        // The third party offers, the first accepts it in the same round of the log.
        let turns = [turn(4, 2, Act::Offer(vec![1])), turn(4, 0, Act::Accept), turn(4, 1, Act::Accept)];
        let trace = trace_of_turns(&["a", "b", "c"], turns, Some(&[1]));
        let kinds: Vec<Kind> = trace.events().iter().map(|e| e.kind).collect();
        assert_eq!(kinds, [Kind::Offer, Kind::Accept, Kind::Accept, Kind::Agreement]);
        assert_eq!(trace.events()[1].in_reply_to, ["m000001"]);
        assert_eq!(trace.events()[3].principals, [0, 1, 2]);
    }

    #[test]
    fn no_turns_no_agreement() {
        assert!(trace_of_turns(&["a", "b"], [], Some(&[0])).events().is_empty());
    }
}
