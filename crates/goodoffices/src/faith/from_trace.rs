//! A record as one party's observations: what of it can be weighed, and what is left out and why.
//!
//! *Offers* are the party's own firm settlement terms, exactly those that make its path in `conduct`; an offer
//! names what its event names and leaves the rest open, so that a short statement weighs little. The other
//! parties' offers are read by the same rule. *Answers* are an unconditional yes or a no to a text: to terms on at
//! least half of the issues on the table, since a no to one term is no no to a settlement.
//! *Timing* is how long asks took to be answered, or have been open, one a group of like asks. *Procedure*:
//! yes, no or a meeting after an ask of process. *Repetition*: agreed terms that were taken back, or stand.
//! Order inside a day is unknown unless recorded.
//!
//! Left out, and said so: terms floated or told by others only, answers to single terms, a yes on conditions, interim steps (a truce is
//! no settlement), allegations (the record attributes none), dates that passed without a deed on record. No
//! deadline of a settlement is on such a record: times are days, the clock is unknown.

use super::observation::{Asked, Observation, Seen, Term, When};
use super::setup::IssueShape;
use crate::conduct::{AsOf, Asks, Path, asks, paths};
use crate::error::{Error, Result};
use crate::outcome::Proposal;
use crate::talks::{Day, Event, Evidence, Kind, ProposalRole, Scope, Standing};
use std::collections::{BTreeMap, BTreeSet};

/// A warning or a date this many days off presses a party.
const PRESSING_DAYS: i64 = 7;
/// Values of an issue are merged into this many at most.
const MOST_VALUES: usize = 101;
/// Issues that can be weighed together.
const MOST_ISSUES: usize = 64;

/// Why an event of the party is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftOut {
    /// Floated, or told by others and never tabled.
    NotTabled,
    /// A yes that hangs on conditions.
    OnConditions,
    /// A yes or no to single terms, not to a text.
    SingleTerms,
    /// About one step, not the settlement.
    Interim,
    /// An allegation, attributed to nobody by the record.
    Alleged,
}

/// What one party's record gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Issues that a party has named in a settlement term, by index in the space: the issues weighed.
    pub issues: Vec<usize>,
    /// Their shapes, in the same order.
    pub shapes: Vec<IssueShape>,
    /// The observations, in the order to be taken in.
    pub observations: Vec<Observation>,
    /// Ids of the events behind each observation.
    pub events: Vec<Vec<String>>,
    /// Own offers.
    pub offers: usize,
    /// Own offers that name three issues or more, or every issue where there are fewer.
    pub wide: usize,
    /// Yes and no to a text.
    pub answers: usize,
    /// The day from which times count.
    pub start: Day,
    /// Events of the party that could not be weighed.
    pub left_out: Vec<(String, LeftOut)>,
}

/// Reads the record of one party (principal index) as of the day.
///
/// # Errors
/// If more issues are named than can be weighed together.
pub fn from_trace(as_of: &AsOf<'_>, party: usize) -> Result<Reading> {
    let trace = as_of.trace();
    let parties = trace.parties();
    let paths = paths(as_of);
    let own = offers(&paths, |p| p == party);
    let theirs = offers(&paths, |p| p != party && parties.contains(&p));
    let named: BTreeSet<usize> =
        own.values().chain(theirs.values()).flat_map(|t| t.keys().copied()).collect();
    let issues: Vec<usize> = named.into_iter().collect();
    if issues.len() > MOST_ISSUES {
        return Err(Error::limit(format!("{} issues are on the table", issues.len()))
            .remedy(format!("at most {MOST_ISSUES} can be weighed together")));
    }
    let shapes = issues.iter().map(|i| {
        let issue = &as_of.space().issues()[*i];
        IssueShape { values: issue.len().min(MOST_VALUES), ordered: issue.is_ordered() }
    });
    let shapes = shapes.collect();
    let presses = |e: &&Event| e.kind == Kind::Threat || e.asks.as_ref().is_some_and(|a| a.by.is_some());
    let pressing = trace.events().iter().filter(presses).collect();
    let mut b = Builder { as_of, party, shapes, issues, pressing, found: Vec::new(), left_out: Vec::new() };
    for (id, terms) in &own {
        if let Some(e) = trace.event(id) {
            let pressed = b.pressed(e);
            b.found(e, Seen::Offer { terms: b.terms(terms.iter().map(|(i, v)| (*i, v))), pressed });
        }
    }
    for (id, terms) in &theirs {
        if let Some(e) = trace.event(id) {
            b.found(e, Seen::Theirs { terms: b.terms(terms.iter().map(|(i, v)| (*i, v))) });
        }
    }
    b.answers();
    b.timing(&asks(as_of));
    b.agreed();
    b.rest(&own);
    let wide = own.values().filter(|t| t.len() >= b.issues.len().min(3)).count();
    Ok(b.reading(wide, own.len()))
}

/// Values by issue, by event (id), of the settlement paths of some principals.
type Offers = BTreeMap<String, BTreeMap<usize, Vec<usize>>>;

fn offers(paths: &[Path], of: impl Fn(usize) -> bool) -> Offers {
    let mut found = Offers::new();
    for path in paths.iter().filter(|p| of(p.line.principal) && p.line.scope == Scope::Settlement) {
        for said in path.stages.iter().flat_map(|s| &s.said) {
            let values = found.entry(said.event.clone()).or_default().entry(path.line.issue).or_default();
            if !values.contains(&said.value) {
                values.push(said.value);
            }
        }
    }
    found
}

struct Builder<'a> {
    as_of: &'a AsOf<'a>,
    party: usize,
    issues: Vec<usize>,
    shapes: Vec<IssueShape>,
    /// Warnings, and asks with a date.
    pressing: Vec<&'a Event>,
    /// Day, recorded order, what, events.
    found: Vec<(Day, Option<u32>, Seen, Vec<String>)>,
    left_out: Vec<(String, LeftOut)>,
}

impl Builder<'_> {
    fn found(&mut self, e: &Event, what: Seen) {
        let order = e.order.filter(|_| e.happened.is_exact());
        self.found.push((e.happened.to, order, what, vec![e.id.clone()]));
    }

    /// Terms over the issues weighed; values of a long issue are merged.
    fn terms<'t>(&self, named: impl Iterator<Item = (usize, &'t Vec<usize>)>) -> Vec<Term> {
        let mut terms = vec![Term::Open; self.issues.len()];
        for (issue, values) in named {
            let Ok(k) = self.issues.binary_search(&issue) else { continue };
            let (size, shape) = (self.as_of.space().issues()[issue].len(), self.shapes[k].values);
            let mut merged: Vec<u32> = values
                .iter()
                .map(|v| if size > shape { (v * shape / size) as u32 } else { *v as u32 })
                .collect();
            merged.sort_unstable();
            merged.dedup();
            terms[k] = if let [v] = merged[..] { Term::Value(v) } else { Term::OneOf(merged) };
        }
        terms
    }

    fn proposal(&self, p: &Proposal) -> Vec<Term> {
        let values: BTreeMap<usize, Vec<usize>> = p.terms().map(|(i, v)| (i, vec![v])).collect();
        self.terms(values.iter().map(|(i, v)| (*i, v)))
    }

    /// The party alone among the parties.
    fn alone(&self, e: &Event) -> bool {
        let trace = self.as_of.trace();
        e.binds(self.party) && trace.parties().iter().all(|p| *p == self.party || !e.binds(*p))
    }

    /// A warning by somebody else in the days before, or a date of an ask in the days after.
    fn pressed(&self, e: &Event) -> bool {
        let slug = &self.as_of.trace().principals()[self.party].slug;
        let near = |days: i64| (0..=PRESSING_DAYS).contains(&days);
        self.pressing.iter().any(|w| {
            let to_it = w.addressees.iter().any(|a| a == slug) || w.addressees.is_empty();
            let warned = w.kind == Kind::Threat
                && !w.binds(self.party)
                && to_it
                && w.surely_before(e)
                && near(w.happened.to.days_until(e.happened.from));
            let due = w.asks.as_ref().is_some_and(|a| {
                a.of.contains(&self.party)
                    && w.surely_before(e)
                    && a.by.is_some_and(|by| near(e.happened.to.days_until(by)))
            });
            warned || due
        })
    }

    /// Yes and no to settlement terms.
    fn answers(&mut self) {
        let trace = self.as_of.trace();
        for e in trace.events() {
            if !self.alone(e) || e.scope != Scope::Settlement {
                continue;
            }
            let yes = match e.proposal_role {
                Some(ProposalRole::Accepts) => true,
                Some(ProposalRole::Refuses) => false,
                _ => continue,
            };
            let terms = self.proposal(&e.proposal);
            if terms.iter().all(|t| *t == Term::Open) {
                continue;
            }
            if e.evidence != Evidence::OnRecord && e.standing.is_none() {
                self.left_out.push((e.id.clone(), LeftOut::NotTabled));
            } else if yes && e.condition.is_some() {
                self.left_out.push((e.id.clone(), LeftOut::OnConditions));
            } else if 2 * terms.iter().filter(|t| **t != Term::Open).count() < terms.len() {
                self.left_out.push((e.id.clone(), LeftOut::SingleTerms));
            } else {
                let last = e.in_reply_to.iter().filter_map(|id| trace.event(id));
                let last = last.into_iter().any(|a| a.standing == Some(Standing::Final));
                let asked = if last { Asked::AsLast } else { Asked::InTalks };
                self.found(e, Seen::Answer { terms, yes, asked });
            }
        }
    }

    /// How long asks took or have been open, and what came of asks of process.
    fn timing(&mut self, asks: &Asks) {
        let trace = self.as_of.trace();
        let mut counted: BTreeSet<&str> = BTreeSet::new();
        let party = self.party;
        for (number, group) in asks.groups.iter().filter(|g| g.of == party).enumerate() {
            let request = Some(number as u32);
            let answered = group.requests.iter().filter_map(|k| {
                let r = &asks.requests[*k];
                r.answers.first().map(|a| (r, a))
            });
            let before = self.found.len();
            for (r, a) in answered.filter(|(_, a)| counted.insert(a.event.as_str())) {
                let Some(e) = trace.event(&a.event) else { continue };
                let days = ((a.days.0 + a.days.1) as f64 / 2.0).max(0.5);
                let events = vec![r.event.clone(), a.event.clone()];
                self.found.push((e.happened.to, None, Seen::Took { days, request: None }, events));
                if group.scope == Scope::Process
                    && let Some(met) = met(e)
                {
                    self.found(e, Seen::Procedure { met });
                }
            }
            let open = group.open.first().map(|k| &asks.requests[*k]);
            if let (true, Some(r), Some(number)) = (self.found.len() == before, open, request) {
                let days = r.on.to.days_until(self.as_of.today());
                if days > 0 {
                    let seen = Seen::Waiting { days: days as f64, request: number };
                    self.found.push((self.as_of.today(), None, seen, vec![r.event.clone()]));
                }
            }
        }
    }

    /// Terms it agreed to: taken back later, or standing.
    fn agreed(&mut self) {
        let trace = self.as_of.trace();
        let agreed = |e: &&Event| {
            e.binds(self.party)
                && e.scope == Scope::Settlement
                && e.proposal_role == Some(ProposalRole::Agreed)
                && !e.proposal.is_empty()
        };
        let mut found = Vec::new();
        let withdrawn = |w: &&Event| w.kind == Kind::Withdraw && self.alone(w);
        let withdrawn: Vec<&Event> = trace.events().iter().filter(withdrawn).collect();
        for e in trace.events().iter().filter(agreed) {
            let back = withdrawn.iter().find(|w| {
                e.surely_before(w)
                    && (w.in_reply_to.contains(&e.id)
                        || w.proposal.terms().any(|(i, _)| e.proposal.get(i).is_some()))
            });
            match back {
                Some(w) => found.push((
                    w.happened.to,
                    Seen::Agreed { kept: false },
                    vec![e.id.clone(), w.id.clone()],
                )),
                None => found.push((e.happened.to, Seen::Agreed { kept: true }, vec![e.id.clone()])),
            }
        }
        self.found.extend(found.into_iter().map(|(day, what, events)| (day, None, what, events)));
    }

    /// Own events that carry terms or are alleged, and that nothing above took in.
    fn rest(&mut self, own: &Offers) {
        for e in self.as_of.trace().events() {
            if e.kind == Kind::Incident && !e.binds(self.party) {
                continue;
            }
            let why = if e.kind == Kind::Incident {
                LeftOut::Alleged
            } else if !self.alone(e) || e.proposal.is_empty() || own.contains_key(&e.id) {
                continue;
            } else if e.scope == Scope::Interim {
                LeftOut::Interim
            } else if e.is_own_proposal() && e.scope == Scope::Settlement {
                LeftOut::NotTabled
            } else {
                continue;
            };
            self.left_out.push((e.id.clone(), why));
        }
    }

    fn reading(mut self, wide: usize, offers: usize) -> Reading {
        let start = self.found.iter().map(|f| f.0).min().unwrap_or(self.as_of.today());
        let mut all: Vec<(Observation, Vec<String>)> = self
            .found
            .drain(..)
            .map(|(day, order, what, events)| {
                (Observation { when: When { time: start.days_until(day) as f64, order }, what }, events)
            })
            .collect();
        all.sort_by(|a, b| a.0.canonical(&b.0).then_with(|| a.1.cmp(&b.1)));
        self.left_out.sort();
        let answers = all.iter().filter(|o| matches!(o.0.what, Seen::Answer { .. })).count();
        let (observations, events) = all.into_iter().unzip();
        Reading {
            issues: self.issues,
            shapes: self.shapes,
            observations,
            events,
            offers,
            wide,
            answers,
            start,
            left_out: self.left_out,
        }
    }
}

/// Was a request of procedure met? Nothing where the reply does not say.
fn met(reply: &Event) -> Option<bool> {
    match reply.kind {
        Kind::Accept if reply.condition.is_none() => Some(true),
        Kind::Meeting => Some(true),
        Kind::Reject => Some(false),
        _ => None,
    }
}
