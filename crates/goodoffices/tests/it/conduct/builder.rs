//! Small traces built by hand or drawn at random.

use goodoffices::num::Decimal;
use goodoffices::outcome::{Grid, Issue, OutcomeSpace, Proposal, Values};
use goodoffices::talks::*;
use proptest::prelude::*;

pub const A: usize = 0;
pub const B: usize = 1;
pub const MEDIATOR: usize = 2;

/// An ordered issue of five, a number of eleven, and one without an order.
pub fn space() -> OutcomeSpace {
    let names = |n: usize| (0..n).map(|v| format!("v{v}")).collect::<Vec<_>>();
    let grid = Grid::new(Decimal::whole(0), Decimal::whole(10), Decimal::whole(1)).expect("a grid");
    OutcomeSpace::new(vec![
        Issue::new("rank", Values::Ordered(names(5))),
        Issue::new("number", Values::Number(grid)),
        Issue::new("kind", Values::Categorical(names(3))),
    ])
    .expect("a space")
}

pub fn people() -> Vec<Principal> {
    let one =
        |slug: &str, role, of| Principal { slug: slug.into(), name: slug.into(), label: None, role, of };
    vec![
        one("alpha", PrincipalRole::Party, None),
        one("beta", PrincipalRole::Party, None),
        one("mediator", PrincipalRole::Mediator, None),
        one("alpha_part", PrincipalRole::Faction, Some(A)),
        one("beta_part", PrincipalRole::Faction, Some(B)),
    ]
}

/// Two instruments of each party, the first excluding the second.
pub fn instruments() -> Vec<Instrument> {
    (0..4)
        .map(|k| Instrument {
            slug: format!("tool{k}"),
            principal: k % 2,
            text: String::new(),
            kind: None,
            label: None,
            supports: Vec::new(),
            ordered_by: None,
            ready: Vec::new(),
            needs: Vec::new(),
        })
        .collect()
}

pub const EXCLUSIONS: [(usize, usize); 2] = [(0, 2), (1, 3)];

pub fn day(n: i64) -> Day {
    Day::new(2020, 1, 1).expect("a day").plus(n)
}

/// A plain statement on record, to be changed by the caller.
pub fn event(id: &str, principal: usize, on: i64) -> Event {
    Event {
        id: id.into(),
        happened: Span::on(day(on)),
        known: day(on),
        order: None,
        speaker: format!("speaker of {principal}"),
        role: None,
        principals: vec![principal],
        authority: Authority::Head,
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

/// An own proposal of one term.
pub fn offer(id: &str, principal: usize, on: i64, issue: usize, value: usize) -> Event {
    let mut e = event(id, principal, on);
    e.kind = Kind::Offer;
    e.proposal = Proposal::new([(issue, value)]);
    e.proposal_role = Some(ProposalRole::PutsForward);
    e.standing = Some(Standing::Formal);
    e
}

pub fn trace(events: Vec<Event>) -> Trace {
    Trace::new(people(), instruments(), events)
}

/// A few dozen events on few days, so that order inside a day is often unknown.
pub fn random_events() -> impl Strategy<Value = Vec<Event>> {
    let what =
        (0..Kind::ALL.len(), 0..ProposalRole::ALL.len() + 2, 0..4_usize, 0..Evidence::ALL.len(), 0..6_usize);
    let who = (0..5_usize, 0..12_u8, 0..3_u8, 0..Authority::ALL.len());
    let when = (0..8_i64, 0..10_i64, 0..4_u32);
    let terms = (0..5_usize, 0..11_usize, 0..3_usize, 0..8_u8);
    let more = (0..40_usize, 0..12_i64, 0..8_usize, 0..4_usize);
    proptest::collection::vec((what, who, when, terms, more), 1..40).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(k, draw)| {
            let ((kind, role, standing, evidence, scope), who, when, terms, more) = draw;
            let mut e = event(&format!("e{k:02}"), who.0, when.0);
            if who.1 == 0 && who.0 < 2 {
                e.principals = vec![A, B];
            }
            e.speaker = format!("speaker {} of {}", who.2, who.0);
            e.authority = Authority::ALL[who.3];
            e.kind = Kind::ALL[kind];
            // Own proposals are drawn more often than the rest.
            e.proposal_role = ProposalRole::ALL.get(role).copied().or(Some(ProposalRole::PutsForward));
            e.standing = Standing::ALL.get(standing).copied();
            e.evidence = Evidence::ALL[evidence];
            e.scope = Scope::ALL.get(scope).copied().unwrap_or(Scope::Settlement);
            match when.1 {
                0 => e.happened.to = day(when.0 + 2),
                1..=3 => e.order = Some(when.2),
                _ => {}
            }
            let named = [(0, terms.0, 1), (1, terms.1, 2), (2, terms.2, 4)];
            e.proposal = Proposal::new(
                named.into_iter().filter(|(_, _, bit)| terms.3 & bit != 0).map(|(i, v, _)| (i, v)),
            );
            if more.0 < k {
                e.in_reply_to = vec![format!("e{:02}", more.0)];
            }
            if more.1 < 6 {
                let by = (more.1 % 2 == 0).then(|| day(when.0 + more.1));
                e.asks = Some(Ask { of: vec![more.2 % 2], by });
            }
            if more.1 > 8 {
                e.deadline = Some(day(when.0 + more.1 - 7));
            }
            e.instrument = (more.2 < 4).then_some(more.2);
            e.condition = (more.3 == 0).then(|| format!("if {}", more.2));
            e.addressees = vec![people()[more.2 % 5].slug.clone()];
            e
        });
        made.collect()
    })
}
