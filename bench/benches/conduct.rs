//! Conduct of generated traces of 100,000 events: spread over years, and all on one day.

use criterion::{Criterion, criterion_group, criterion_main};
use goodoffices::conduct::{AsOf, Conduct, naive_moves};
use goodoffices::num::Decimal;
use goodoffices::outcome::{Grid, Issue, OutcomeSpace, Proposal, Values};
use goodoffices::talks::*;
use std::hint::black_box;

const EVENTS: usize = 100_000;
const ISSUES: usize = 12;

fn space() -> OutcomeSpace {
    let issue = |k: usize| {
        let values = match (k % 3, Grid::new(Decimal::whole(0), Decimal::whole(100), Decimal::whole(1))) {
            (0, Ok(grid)) => Values::Number(grid),
            (1, _) => Values::Categorical((0..5).map(|v| v.to_string()).collect()),
            _ => Values::Ordered((0..6).map(|v| v.to_string()).collect()),
        };
        Issue::new(format!("issue{k}"), values)
    };
    OutcomeSpace::new((0..ISSUES).map(issue).collect()).expect("a space")
}

fn trace(days: u64) -> Trace {
    let mut state = 42_u64;
    let mut draw = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let roles = [PrincipalRole::Party, PrincipalRole::Party, PrincipalRole::Mediator, PrincipalRole::Other];
    let people = roles.iter().enumerate().map(|(k, role)| Principal {
        slug: format!("p{k}"),
        name: format!("P{k}"),
        label: None,
        role: *role,
        of: None,
    });
    let tools = (0..6).map(|k| Instrument {
        slug: format!("tool{k}"),
        principal: k % 3,
        text: String::new(),
        kind: None,
        label: None,
        supports: Vec::new(),
        ordered_by: None,
        ready: Vec::new(),
        needs: Vec::new(),
    });
    let start = Day::new(2000, 1, 1).expect("a day");
    let events = (0..EVENTS).map(|k| {
        let day = start.plus((k as u64 * days / EVENTS as u64) as i64);
        let who = draw(4) as usize;
        let terms = (0..draw(4)).map(|_| {
            let issue = draw(ISSUES as u64) as usize;
            (issue, draw(if issue % 3 == 0 { 101 } else { 5 }) as usize)
        });
        let proposal = Proposal::new(terms.collect::<Vec<_>>());
        let asks = (draw(4) == 0)
            .then(|| Ask { of: vec![(who + 1) % 2], by: (draw(2) == 0).then(|| day.plus(draw(30) as i64)) });
        let back = draw(200) as usize + 1;
        Event {
            id: format!("e{k:06}"),
            happened: Span { from: day, to: day.plus(i64::from(draw(20) == 0) * 3) },
            known: day,
            order: (draw(4) == 0).then(|| draw(5) as u32),
            speaker: format!("speaker {}", draw(6)),
            role: None,
            principals: vec![who],
            authority: Authority::ALL[draw(7) as usize],
            evidence: Evidence::ALL[(draw(6) as usize).saturating_sub(3)],
            addressees: vec![format!("p{}", (who + 1) % 4)],
            kind: Kind::ALL[draw(17) as usize],
            proposal,
            proposal_role: ProposalRole::ALL
                .get(draw(8) as usize)
                .copied()
                .or(Some(ProposalRole::PutsForward)),
            standing: Standing::ALL.get(draw(4) as usize).copied(),
            scope: Scope::ALL[draw(3) as usize],
            package: None,
            in_reply_to: (draw(3) == 0 && k > back)
                .then(|| format!("e{:06}", k - back))
                .into_iter()
                .collect(),
            asks,
            condition: (draw(5) == 0).then(|| format!("condition {}", draw(9))),
            deadline: (draw(10) == 0).then(|| day.plus(draw(40) as i64)),
            instrument: (draw(3) == 0).then(|| draw(6) as usize),
            summary: "Something was said.".into(),
            cameo: None,
            source: Source::default(),
            verified: true,
            confidence: Confidence::Public,
            supersedes: None,
            entered: None,
        }
    });
    Trace::new(people.collect(), tools.collect(), events.collect())
}

fn conduct(c: &mut Criterion) {
    let space = space();
    let today = Day::new(2030, 1, 1).expect("a day");
    let mut group = c.benchmark_group("conduct");
    group.sample_size(10);
    for (name, days) in [("over ten years", 3650), ("on one day", 1)] {
        let trace = trace(days);
        group.bench_function(format!("100,000 events {name}"), |b| {
            b.iter(|| {
                let as_of = AsOf::new(black_box(&trace), &space, today).exclusions(vec![(0, 3), (1, 4)]);
                black_box(Conduct::of(&as_of));
            });
        });
    }
    let trace = trace(3650);
    let as_of = AsOf::new(&trace, &space, today);
    group.bench_function("naive moves", |b| b.iter(|| black_box(naive_moves(&as_of))));
    group.finish();
}

criterion_group!(benches, conduct);
criterion_main!(benches);
