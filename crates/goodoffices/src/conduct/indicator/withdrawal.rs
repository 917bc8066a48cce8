//! Family C: taking back.
//!
//! Counted are withdrawals of own proposals, yeses or agreed terms, and agreed terms after which the same
//! side stated another value of its own; beside them, of the steps with a direction, the share that moved
//! away. More withdrawals never lower the count. A change of circumstances is not seen here.

use super::super::as_of::AsOf;
use super::super::order::latest;
use super::super::path::{Direction, Path, Stage};
use super::super::whole::Conduct;
use super::{About, Family, Found, Indicator, ends, interval, overall};
use crate::talks::{Kind, ProposalRole};

const TAKEN_BACK: About = About {
    family: Family::C,
    key: "withdrawal.count",
    name: "terms taken back",
    unit: "number; interval: of what a like record would hold",
    anchor: "Atlanta Hilton & Tower, 271 NLRB 1600 (1984): withdrawal of agreed provisions",
    shows: "how often a proposal, a yes or an agreed term was taken back on this record",
    cannot: "whether circumstances had changed; what was taken back unseen",
};

const REGRESSIVE: About = About {
    family: Family::C,
    key: "withdrawal.share",
    name: "steps away, of steps with a direction",
    unit: "share of steps",
    anchor: "regressive proposals in duty-to-bargain cases",
    shows: "how often a repeated own term moved away from the other side's",
    cannot: "whether another term of the same text made up for it",
};

pub(super) fn indicators(as_of: &AsOf<'_>, conduct: &Conduct, p: usize) -> Vec<Indicator> {
    let trace = as_of.trace();
    let (mut count, mut events) = (0, Vec::new());
    for e in trace.events().iter().filter(|e| e.kind == Kind::Withdraw && e.binds(p)) {
        let own_terms = |id: &String| {
            trace.event(id).is_some_and(|t| {
                let stands = t
                    .proposal_role
                    .is_some_and(|r| r.is_own() || matches!(r, ProposalRole::Accepts | ProposalRole::Agreed));
                t.binds(p) && stands && !t.proposal.is_empty()
            })
        };
        let taken: Vec<&String> = e.in_reply_to.iter().filter(|id| own_terms(id)).collect();
        if !taken.is_empty() || !e.proposal.is_empty() {
            count += 1;
            events.push(e.id.as_str());
            events.extend(taken.into_iter().map(String::as_str));
        }
    }
    for (line, terms) in as_of.lines().iter().filter(|(line, _)| line.principal == p) {
        let agreed: Vec<_> = terms.iter().filter(|t| t.role == Some(ProposalRole::Agreed)).collect();
        let at: Vec<usize> = agreed.iter().map(|t| t.event).collect();
        let last = latest(trace.events(), &at);
        let settled: Vec<_> = agreed.into_iter().filter(|t| last.binary_search(&t.event).is_ok()).collect();
        let path = conduct.paths.binary_search_by(|x: &Path| x.line.cmp(line)).ok();
        let Some(stages) = path.map(|k| &conduct.paths[k].stages).filter(|_| !settled.is_empty()) else {
            continue;
        };
        let end = settled.iter().map(|t| as_of.event(t.event).happened.to).max();
        let after_all = |s: &&Stage| {
            end.is_some_and(|end| s.on.from > end)
                || (settled.len() <= 16 && settled.iter().all(|t| s.surely_after(as_of.event(t.event))))
        };
        let other = |s: &&Stage| settled.iter().all(|t| !s.first.contains(&t.value));
        let later = stages.iter().rev().take_while(|s| after_all(s)).filter(other).last();
        if let Some(stage) = later {
            count += 1;
            events.extend(settled.iter().map(|t| as_of.event(t.event).id.as_str()));
            events.extend(stage.said.iter().map(|s| s.event.as_str()));
        }
    }
    let found =
        Found::Value { value: Some(count as f64), interval: interval::rate(count, 1.0), count, of: count };
    let (mut away, mut told, mut steps) = (0, 0, Vec::new());
    for path in conduct.paths.iter().filter(|x| x.line.principal == p) {
        for step in &path.steps {
            let direction = overall(step);
            if matches!(direction, Direction::Toward | Direction::Away) {
                told += 1;
                away += usize::from(direction == Direction::Away);
                steps.extend(ends(path, step));
            }
        }
    }
    vec![
        Indicator::new(TAKEN_BACK, p, found, events),
        Indicator::share(REGRESSIVE, p, away, told, steps, "no own step with a direction"),
    ]
}
