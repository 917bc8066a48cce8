//! Family C: taking back.
//!
//! Counted are withdrawals of own proposals, yeses or agreed terms, and agreed terms after which the same
//! side stated another value of its own; beside them, of the steps with a direction, the share that moved
//! away. More withdrawals never lower the count. A change of circumstances is not seen here.

use super::super::as_of::{AsOf, Line};
use super::super::path::Direction;
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
            events.push(e.id.clone());
            events.extend(taken.into_iter().cloned());
        }
    }
    for (line, terms) in as_of.lines().iter().filter(|(line, _)| line.principal == p) {
        let agreed = terms.iter().rev().find(|t| t.role == Some(ProposalRole::Agreed));
        let Some(agreed) = agreed else { continue };
        let settled = as_of.event(agreed.event);
        let path = conduct.paths.binary_search_by(|x: &super::super::path::Path| x.line.cmp(line)).ok();
        let later = path.and_then(|k| {
            let stages = &conduct.paths[k].stages;
            let from = stages.partition_point(|s| !s.surely_after(settled));
            stages[from..].iter().find(|s| !s.first.contains(&agreed.value))
        });
        if let Some(stage) = later {
            count += 1;
            events.push(settled.id.clone());
            events.extend(stage.said.iter().map(|s| s.event.clone()));
        }
    }
    let found =
        Found::Value { value: Some(count as f64), interval: interval::rate(count, 1.0), count, of: count };
    let (mut away, mut told, mut steps) = (0, 0, Vec::new());
    for path in conduct.paths.iter().filter(|x| matches!(x.line, Line { principal, .. } if principal == p)) {
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
