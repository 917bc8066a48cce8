//! What the benchmarks share: generated talks of any length, in memory and as the files of a case.
//!
//! Four principals speak of twelve issues at random; nothing is meant by it but its size.

use goodoffices::format::case::{CaseFiles, NamedBytes, read, write};
use goodoffices::num::Decimal;
use goodoffices::outcome::{Grid, Issue, OutcomeSpace, Proposal, Values};
use goodoffices::talks::*;
use std::fmt::Write;

/// Issues of the generated space.
pub const ISSUES: usize = 12;
/// Values of an issue that is no number.
const OPTIONS: usize = 6;
/// Instruments.
const TOOLS: usize = 6;

/// Twelve issues, a third each of numbers, unordered and ordered.
///
/// # Panics
/// Never: the issues are fixed.
#[must_use]
pub fn space() -> OutcomeSpace {
    let issue = |k: usize| {
        let names = || (0..OPTIONS).map(|v| format!("v{v}")).collect();
        let values = match (k % 3, Grid::new(Decimal::whole(0), Decimal::whole(100), Decimal::whole(1))) {
            (0, Ok(grid)) => Values::Number(grid),
            (1, _) => Values::Categorical(names()),
            _ => Values::Ordered(names()),
        };
        Issue::new(format!("issue{k}"), values)
    };
    OutcomeSpace::new((0..ISSUES).map(issue).collect()).expect("twelve small issues")
}

/// Two parties, a mediator and somebody else, with six instruments.
fn people() -> (Vec<Principal>, Vec<Instrument>) {
    let roles = [PrincipalRole::Party, PrincipalRole::Party, PrincipalRole::Mediator, PrincipalRole::Other];
    let people = roles.iter().enumerate().map(|(k, role)| Principal {
        slug: format!("p{k}"),
        name: format!("P{k}"),
        label: None,
        role: *role,
        of: None,
    });
    let tools = (0..TOOLS).map(|k| Instrument {
        slug: format!("tool{k}"),
        principal: k % 3,
        text: format!("Tool {k}"),
        kind: InstrumentKind::ALL.get(k).copied(),
        label: None,
        supports: Vec::new(),
        ordered_by: None,
        ready: Vec::new(),
        needs: Vec::new(),
    });
    (people.collect(), tools.collect())
}

/// Talks of so many events spread over so many days.
///
/// # Panics
/// Never: the first day is a day.
#[must_use]
pub fn trace(events: usize, days: u64) -> Trace {
    let mut state = 42_u64;
    let mut draw = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let start = Day::new(2000, 1, 1).expect("a day");
    let on = |k: usize| start.plus((k as u64 * days / events as u64) as i64);
    let all = (0..events).map(|k| {
        let day = on(k);
        let to = day.plus(i64::from(draw(20) == 0) * 3);
        let who = draw(4) as usize;
        let terms = (0..draw(4)).map(|_| {
            let issue = draw(ISSUES as u64) as usize;
            (issue, draw(if issue.is_multiple_of(3) { 101 } else { OPTIONS as u64 }) as usize)
        });
        let proposal = Proposal::new(terms.collect::<Vec<_>>());
        let role = ProposalRole::ALL.get(draw(8) as usize).copied().or(Some(ProposalRole::PutsForward));
        let asks = (draw(4) == 0)
            .then(|| Ask { of: vec![(who + 1) % 2], by: (draw(2) == 0).then(|| to.plus(draw(30) as i64)) });
        let back = draw(200) as usize + 1;
        Event {
            id: format!("e{k:06}"),
            happened: Span { from: day, to },
            known: to,
            order: (draw(4) == 0).then(|| draw(5) as u32).filter(|_| day == to),
            speaker: format!("speaker {}", draw(6)),
            role: None,
            principals: vec![who],
            authority: Authority::ALL[draw(7) as usize],
            evidence: Evidence::ALL[(draw(6) as usize).saturating_sub(3)],
            addressees: vec![format!("p{}", (who + 1) % 4)],
            kind: Kind::ALL[draw(17) as usize],
            proposal_role: role.filter(|_| !proposal.is_empty()),
            proposal,
            standing: Standing::ALL.get(draw(4) as usize).copied(),
            scope: Scope::ALL[draw(3) as usize],
            package: None,
            in_reply_to: (draw(3) == 0 && k > back && on(k - back) < day)
                .then(|| format!("e{:06}", k - back))
                .into_iter()
                .collect(),
            asks,
            condition: (draw(5) == 0).then(|| format!("condition {}", draw(9))),
            deadline: (draw(10) == 0).then(|| to.plus(draw(40) as i64)),
            instrument: (draw(3) == 0 && who < 3).then(|| who + 3 * draw(TOOLS as u64 / 3) as usize),
            summary: "Something was said.".into(),
            cameo: None,
            source: Source::default(),
            verified: true,
            confidence: Confidence::Public,
            supersedes: None,
            entered: None,
        }
    });
    let all: Vec<Event> = all.collect();
    let (people, tools) = people();
    Trace::new(people, tools, all)
}

/// `case.toml` and `record.jsonl` of generated talks.
#[derive(Clone, Debug)]
pub struct Files {
    /// Declarations.
    pub case: String,
    /// Events.
    pub record: String,
}

/// Talks of so many events as files.
#[must_use]
pub fn files(events: usize, days: u64) -> Files {
    let mut case = String::from("slug = \"generated\"\ntitle = \"Generated talks\"\n");
    let (people, tools) = people();
    for p in &people {
        let _ = writeln!(
            case,
            "[[principal]]\nslug = \"{}\"\nname = \"{}\"\nrole = \"{}\"",
            p.slug,
            p.name,
            write::role(p.role)
        );
    }
    for issue in space().issues() {
        let _ = writeln!(case, "[[issue]]\nslug = \"{0}\"\ntitle = \"{0}\"", issue.name());
        match issue.values() {
            Values::Ordered(o) | Values::Categorical(o) => {
                let ordered = matches!(issue.values(), Values::Ordered(_));
                case.push_str(if ordered {
                    "kind = \"ordered\"\norder_means = \"lowest first\"\n"
                } else {
                    "kind = \"categorical\"\n"
                });
                for name in o {
                    let _ = writeln!(case, "[[issue.option]]\nslug = \"{name}\"\ntext = \"{name}\"");
                }
            }
            _ => case.push_str("kind = \"number\"\nmin = 0\nmax = 100\nstep = 1\n"),
        }
    }
    for t in &tools {
        let _ = writeln!(
            case,
            "[[instrument]]\nslug = \"{}\"\nprincipal = \"p{}\"\ntext = \"{}\"",
            t.slug, t.principal, t.text
        );
        if let Some(kind) = t.kind {
            let _ = writeln!(case, "kind = \"{}\"", kind.name());
        }
    }
    let mut with = read_back(&case, "");
    with.trace = trace(events, days);
    let record = with.events().iter().map(|e| write::line(e, &with) + "\n").collect();
    Files { case, record }
}

/// Talks of so many events as a case, read from its files.
#[must_use]
pub fn case(events: usize, days: u64) -> Case {
    let files = files(events, days);
    read_back(&files.case, &files.record)
}

/// # Panics
/// If the generated files are no case, which is a fault of this crate.
fn read_back(case: &str, record: &str) -> Case {
    let reading = read(&CaseFiles {
        case: Some(NamedBytes { name: "case.toml", bytes: case.as_bytes() }),
        record: Some(NamedBytes { name: "record.jsonl", bytes: record.as_bytes() }),
        estimates: None,
        sources: None,
    });
    let faults: Vec<String> = reading.errors().take(3).map(|f| format!("{f:?}")).collect();
    reading.case.unwrap_or_else(|| panic!("{faults:?}"))
}
