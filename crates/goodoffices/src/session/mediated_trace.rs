//! Finished mediated talks in the words of `talks`.
//!
//! Every move, act and answer is an event. What was said in confidence is told by that party; a question in
//! confidence may be used with whoever was asked. A round is a day; the place inside the round is recorded order.

use crate::outcome::{Outcome, OutcomeSpace, Proposal};
use crate::protocol::{Act, Actor, Ending, Happening, Mandate, Means, Move, Told, What};
use crate::scenario::Scenario;
use crate::talks::{
    Ask, Confidence, Day, Event, Instrument, InstrumentKind, Kind, Principal, PrincipalRole, ProposalRole,
    Scope, Standing, Trace, plain_event,
};

fn whole(space: &OutcomeSpace, outcome: Outcome) -> Proposal {
    Proposal::complete(&space.digits(outcome))
}

/// Who acts in mediated talks, and the index of each in the trace.
struct Cast {
    principals: Vec<Principal>,
    parties: usize,
    /// Names of gates, in order of first mention, after the mediator.
    others: Vec<String>,
}

impl Cast {
    fn new(scenario: &Scenario, mandate: &Mandate) -> Self {
        let principal = |slug: String, name: &str, role| Principal {
            slug,
            name: name.to_owned(),
            label: None,
            role,
            of: None,
        };
        let parties = scenario.parties.len();
        let mut principals: Vec<Principal> = (scenario.parties.iter().enumerate())
            .map(|(k, p)| principal(format!("p{}", k + 1), &p.name, PrincipalRole::Party))
            .collect();
        principals.push(principal("mediator".into(), "mediator", PrincipalRole::Mediator));
        let mut others: Vec<String> = Vec::new();
        let gates = mandate.instruments.iter().flat_map(|i| i.needs.iter().map(|g| &g.name));
        for name in gates.chain(mandate.consents.iter().map(|c| &c.name)) {
            if !others.contains(name) {
                others.push(name.clone());
                principals.push(principal(format!("other{}", others.len()), name, PrincipalRole::Other));
            }
        }
        Self { principals, parties, others }
    }

    fn other(&self, name: &str) -> usize {
        self.parties + 1 + self.others.iter().position(|o| o == name).unwrap_or(0)
    }

    fn index(&self, by: Actor, mandate: &Mandate) -> usize {
        match by {
            Actor::Party(p) => p,
            Actor::Mediator => self.parties,
            Actor::Gate(i, g) => self.other(&mandate.instruments[i].needs[g].name),
            Actor::Consent(c) => self.other(&mandate.consents[c].name),
        }
    }
}

/// What an instrument amounts to, in the words of a case.
fn kind(means: Means) -> InstrumentKind {
    match means {
        Means::Convene | Means::Recess => InstrumentKind::Convene,
        Means::Table | Means::Ask | Means::Probe => InstrumentKind::Propose,
        Means::Warn | Means::Sanction => InstrumentKind::Pressure,
        Means::Offer => InstrumentKind::Offer,
        Means::Truce => InstrumentKind::Quiet,
        Means::StepBack | Means::Leave => InstrumentKind::Leave,
    }
}

/// The trace of mediated talks, confidential answers included (each with who may see it).
#[must_use]
pub fn mediated_trace(scenario: &Scenario, mandate: &Mandate, seen: &[Happening], ending: &Ending) -> Trace {
    let cast = Cast::new(scenario, mandate);
    let instruments = mandate.instruments.iter().map(|i| Instrument {
        slug: i.slug.clone(),
        principal: cast.parties,
        text: i.slug.replace('-', " "),
        kind: Some(kind(i.means)),
        label: None,
        supports: Vec::new(),
        ordered_by: None,
        ready: Vec::new(),
        needs: i.needs.iter().map(|g| cast.other(&g.name)).collect(),
    });
    let instruments = instruments.collect();
    let mut teller =
        Teller { scenario, mandate, cast: &cast, events: Vec::new(), standing: None, asked: None };
    let (mut round, mut order) = (None, 0);
    for h in seen {
        order = if round == Some(h.round) { order + 1 } else { 0 };
        round = Some(h.round);
        teller.tell(h, order);
    }
    let mut events = teller.events;
    if let Ending::Agreement { outcome, .. } = ending {
        let all: Vec<usize> = (0..cast.parties).collect();
        let day = Day::of_step(step(round.unwrap_or(0)));
        let mut event =
            plain_event(format!("m{:06}", events.len() + 1), day, order + 1, &cast.principals, &all);
        event.kind = Kind::Agreement;
        event.proposal = whole(&scenario.space, *outcome);
        event.proposal_role = Some(ProposalRole::Agreed);
        event.summary = "agreed".into();
        events.push(event);
    }
    Trace::new(cast.principals, instruments, events)
}

fn step(round: u64) -> u32 {
    u32::try_from(round).unwrap_or(u32::MAX)
}

struct Teller<'a> {
    scenario: &'a Scenario,
    mandate: &'a Mandate,
    cast: &'a Cast,
    events: Vec<Event>,
    /// Id of the offer that stands.
    standing: Option<(crate::outcome::Outcome, String)>,
    /// Id of the mediator's last question.
    asked: Option<String>,
}

impl Teller<'_> {
    fn tell(&mut self, h: &Happening, order: u32) {
        let who = self.cast.index(h.by, self.mandate);
        let id = format!("m{:06}", self.events.len() + 1);
        let day = Day::of_step(step(h.round));
        let mut e = plain_event(id.clone(), day, order, &self.cast.principals, &[who]);
        let slug = |p: usize| self.cast.principals[p].slug.clone();
        e.confidence = match (h.told, h.by) {
            (Told::All, _) => Confidence::Public,
            (Told::Parties, _) => Confidence::Restricted {
                told_by: Vec::new(),
                usable_with: (0..self.cast.parties).map(slug).collect(),
            },
            (Told::One(p), Actor::Party(_)) => {
                Confidence::Restricted { told_by: vec![slug(p)], usable_with: Vec::new() }
            }
            (Told::One(p), _) => Confidence::Restricted { told_by: Vec::new(), usable_with: vec![slug(p)] },
        };
        let name = e.speaker.clone();
        match h.what {
            What::Moved(step) => self.moved(&mut e, step, id),
            What::Acted(act) => self.acted(&mut e, act, id),
            What::Answered { text, yes } => {
                e.kind = if yes { Kind::Accept } else { Kind::Reject };
                e.proposal = whole(&self.scenario.space, text);
                e.proposal_role = Some(if yes { ProposalRole::Accepts } else { ProposalRole::Refuses });
                e.in_reply_to = self.asked.iter().cloned().collect();
                let how = if h.told == Told::All { "" } else { ", in confidence" };
                e.summary = format!(
                    "{name} says that it {} live with the text{how}",
                    if yes { "can" } else { "cannot" }
                );
            }
            What::Disclosed(text) => {
                e.kind = Kind::MediatorAct;
                e.proposal = whole(&self.scenario.space, text);
                e.summary = "the mediator discloses that all can live with the text".into();
            }
            What::TruceAnswered(yes) => {
                e.kind = if yes { Kind::Truce } else { Kind::Reject };
                e.scope = Scope::Interim;
                e.in_reply_to = self.asked.iter().cloned().collect();
                e.summary = format!("{name} {} the truce", if yes { "accepts" } else { "does not accept" });
            }
            What::Opened => {
                e.kind = Kind::Statement;
                e.scope = Scope::Process;
                if let Actor::Gate(i, _) = h.by {
                    e.instrument = Some(i);
                }
                e.summary = format!("{name} joins");
            }
            What::CarriedOut { warning } | What::Lapsed { warning } => {
                e.kind = Kind::Statement;
                e.scope = Scope::Process;
                e.instrument = Some(warning);
                let carried = matches!(h.what, What::CarriedOut { .. });
                e.summary = format!(
                    "{} {}",
                    self.mandate.instruments[warning].slug,
                    if carried { "is carried out" } else { "passes without the act" }
                );
            }
            What::Consented { text, yes } => {
                e.kind = if yes { Kind::Accept } else { Kind::Reject };
                e.proposal = whole(&self.scenario.space, text);
                e.proposal_role = Some(if yes { ProposalRole::Accepts } else { ProposalRole::Refuses });
                e.summary = format!("{name} {} consent", if yes { "gives its" } else { "refuses" });
                if !yes {
                    self.standing = None;
                }
            }
        }
        self.events.push(e);
    }

    fn moved(&mut self, e: &mut Event, step: Move, id: String) {
        let name = e.speaker.clone();
        e.in_reply_to = self.standing.iter().map(|s| s.1.clone()).collect();
        match step {
            Move::Offer(outcome) => {
                e.kind = Kind::Offer;
                e.proposal = whole(&self.scenario.space, outcome);
                e.proposal_role = Some(ProposalRole::PutsForward);
                e.standing = Some(Standing::Formal);
                e.summary = format!("{name} makes an offer");
                self.standing = Some((outcome, id));
            }
            Move::Accept => {
                e.kind = Kind::Accept;
                e.proposal_role = Some(ProposalRole::Accepts);
                if let Some((outcome, _)) = &self.standing {
                    e.proposal = whole(&self.scenario.space, *outcome);
                }
                e.summary = format!("{name} accepts");
            }
            Move::Reject => {
                e.kind = Kind::Reject;
                e.summary = format!("{name} rejects");
            }
            Move::End => {
                e.kind = Kind::Withdraw;
                e.summary = format!("{name} leaves the talks");
            }
        }
    }

    fn acted(&mut self, e: &mut Event, act: Act, id: String) {
        let parties = 0..self.cast.parties;
        let slug = |p: usize| self.cast.principals[p].slug.clone();
        let listed = |means: Means| self.mandate.find(means, None);
        e.kind = Kind::MediatorAct;
        e.scope = Scope::Process;
        e.addressees = parties.clone().map(slug).collect();
        match act {
            Act::Wait => {}
            Act::Prepare { instrument } => {
                e.instrument = Some(instrument);
                e.summary = format!("the mediator prepares {}", self.mandate.instruments[instrument].slug);
            }
            Act::Convene => {
                (e.kind, e.instrument) = (Kind::Meeting, listed(Means::Convene));
                e.summary = "the mediator brings the sides together".into();
            }
            Act::Table(text) | Act::Ask(text) => {
                let open = matches!(act, Act::Table(_));
                e.scope = Scope::Settlement;
                e.proposal = whole(&self.scenario.space, text);
                e.asks = Some(Ask { of: parties.collect(), by: None });
                e.instrument = listed(if open { Means::Table } else { Means::Ask });
                let how = if open { "tables a text" } else { "asks all in confidence about a text" };
                e.summary = format!("the mediator {how}");
                self.asked = Some(id);
            }
            Act::Probe { party, text } => {
                e.scope = Scope::Settlement;
                e.addressees = vec![slug(party)];
                e.proposal = whole(&self.scenario.space, text);
                e.asks = Some(Ask { of: vec![party], by: None });
                e.instrument = self.mandate.find(Means::Probe, Some(party));
                e.summary = format!(
                    "the mediator asks {} in confidence about a text",
                    self.cast.principals[party].name
                );
                self.asked = Some(id);
            }
            Act::Warn { instrument, party, by } => {
                e.kind = Kind::Threat;
                e.addressees = party.map_or(parties.map(slug).collect(), |p| vec![slug(p)]);
                e.instrument = Some(instrument);
                e.deadline = Some(Day::of_step(step(by)));
                e.condition = Some("no agreement by then".into());
                let what = self.mandate.instruments[instrument].threatens;
                let what = what.map_or("to leave", |t| self.mandate.instruments[t].slug.as_str());
                e.summary = format!("the mediator warns of what follows without agreement: {what}");
            }
            Act::Sanction { instrument, party } | Act::Offer { instrument, party } => {
                let sanction = matches!(act, Act::Sanction { .. });
                e.kind = if sanction { Kind::Sanction } else { Kind::Promise };
                e.addressees = vec![slug(party)];
                e.instrument = Some(instrument);
                let to = &self.cast.principals[party].name;
                let what = &self.mandate.instruments[instrument].slug;
                e.summary = if sanction {
                    format!("the mediator imposes {what} on {to}")
                } else {
                    format!("the mediator offers {what} to {to} for an agreement")
                };
            }
            Act::Truce => {
                (e.scope, e.instrument) = (Scope::Interim, listed(Means::Truce));
                e.asks = Some(Ask { of: parties.collect(), by: None });
                e.summary = "the mediator proposes a truce".into();
                self.asked = Some(id);
            }
            Act::Recess { rounds } => {
                e.instrument = listed(Means::Recess);
                e.summary = format!("the mediator breaks off for {rounds} rounds");
            }
            Act::StepBack => {
                e.instrument = listed(Means::StepBack);
                e.summary = "the mediator leaves, with a way back".into();
            }
            Act::Return => {
                e.instrument = listed(Means::StepBack);
                e.summary = "the mediator returns".into();
            }
            Act::Leave => {
                e.instrument = listed(Means::Leave);
                e.summary = "the mediator leaves for good".into();
            }
        }
    }
}
