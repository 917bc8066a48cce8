//! A record or a session as observations of one party.
//!
//! Like with like: offers are the party's own proposals of a settlement, firm, and on its own record or tabled;
//! what was refused, threatened, floated or only told by others makes none. A partial offer stays partial.
//! Only issues that some party named so are kept. Refusals and acceptances of terms are answers (to a text
//! called final: to a last text). Asks give times to an answer; an open ask counts as waiting. Incidents
//! count by the share in which they are attributed to the party (own record 1, reports .7, the other side's
//! account .5), and only if the record holds any; a week after the other side moved toward it, or after an
//! agreement, is tense. Promises that were carried out are commitments kept; one that was taken back by the
//! party itself is not kept; a date that merely passed proves nothing. Nothing is read from summaries.

use super::observation::{Asked, Observation, Seen, Term, When};
use super::setup::IssueShape;
use crate::conduct::{AsOf, Direction, Outcome as DateOutcome, Sort, asks, dates, makes_path, paths};
use crate::error::{Error, Result};
use crate::outcome::OutcomeSpace;
use crate::protocol::Move;
use crate::session::Log;
use crate::talks::{Day, Event, Evidence, Kind, ProposalRole, Scope, Standing};

/// Days before a date or after a warning during which a party counts as pressed, and of a tense week.
const WEEK: i64 = 7;

/// A party's side of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Issues of the space (indices) that some party named in a proposal of its own.
    pub issues: Vec<usize>,
    /// Their shapes, for a setup.
    pub shapes: Vec<IssueShape>,
    /// What was seen. Times are days since the first event of the record.
    pub observations: Vec<Observation>,
    /// Event (id) behind each observation; nothing where it sums up several.
    pub events: Vec<Option<String>>,
}

/// The observations of a party (index) in a record, as of a day.
///
/// # Errors
/// If there is no such party.
pub fn from_record(as_of: &AsOf<'_>, party: usize) -> Result<Reading> {
    let trace = as_of.trace();
    if !trace.parties().contains(&party) {
        return Err(Error::unknown(format!("principal {party} is no party of the record")));
    }
    let parties = trace.parties();
    let settles = |e: &&Event| e.scope == Scope::Settlement && e.happened.from <= as_of.today();
    let own = |e: &&Event| e.is_own_proposal() && makes_path(e);
    let mut issues: Vec<usize> = trace
        .events()
        .iter()
        .filter(settles)
        .filter(own)
        .filter(|e| e.principals.iter().any(|p| parties.contains(p)))
        .flat_map(|e| e.proposal.terms().map(|t| t.0))
        .filter(|i| *i < as_of.space().issues().len())
        .collect();
    issues.sort_unstable();
    issues.dedup();
    let shape = |i: &usize| {
        let issue = &as_of.space().issues()[*i];
        IssueShape { values: issue.len(), ordered: issue.is_ordered() }
    };
    let shapes = issues.iter().map(shape).collect();
    let mut reader = Reader {
        as_of,
        party,
        issues,
        start: trace.events().first().map(|e| e.happened.from),
        out: Vec::new(),
    };
    for e in trace.events().iter().filter(settles) {
        reader.proposal(e, &parties);
    }
    reader.requests();
    reader.deeds();
    reader.commitments();
    reader.out.sort_by(|a, b| a.0.canonical(&b.0).then_with(|| a.1.cmp(&b.1)));
    let (observations, events) = reader.out.into_iter().unzip();
    Ok(Reading { issues: reader.issues, shapes, observations, events })
}

struct Reader<'a, 'b> {
    as_of: &'b AsOf<'a>,
    party: usize,
    issues: Vec<usize>,
    start: Option<Day>,
    out: Vec<(Observation, Option<String>)>,
}

impl Reader<'_, '_> {
    fn when(&self, e: &Event) -> When {
        When { time: self.days(e.happened.to), order: e.order.filter(|_| e.happened.is_exact()) }
    }

    fn days(&self, day: Day) -> f64 {
        self.start.map_or(0.0, |s| s.days_until(day.min(self.as_of.today())).max(0) as f64)
    }

    fn put(&mut self, when: When, what: Seen, event: Option<&str>) {
        self.out.push((Observation { when, what }, event.map(str::to_owned)));
    }

    fn terms(&self, e: &Event) -> Option<Vec<Term>> {
        let space = self.as_of.space();
        let term = |i: &usize| match e.proposal.get(*i) {
            Some(v) if v < space.issues()[*i].len() => Term::Value(v as u32),
            _ => Term::Open,
        };
        let terms: Vec<Term> = self.issues.iter().map(term).collect();
        terms.iter().any(|t| *t != Term::Open).then_some(terms)
    }

    fn proposal(&mut self, e: &Event, parties: &[usize]) {
        let Some(terms) = self.terms(e) else { return };
        let when = self.when(e);
        let mine = e.binds(self.party);
        if e.is_own_proposal() && makes_path(e) {
            if mine {
                let pressed = self.pressed(e);
                self.put(when, Seen::Offer { terms, pressed }, Some(&e.id));
            } else if e.principals.iter().any(|p| parties.contains(p)) {
                self.put(when, Seen::Theirs { terms }, Some(&e.id));
            }
            return;
        }
        let yes = match e.proposal_role {
            Some(ProposalRole::Accepts) => true,
            Some(ProposalRole::Refuses) => false,
            _ => return,
        };
        if mine && makes_path(e) {
            let trace = self.as_of.trace();
            let last = |id: &String| trace.event(id).is_some_and(|x| x.standing == Some(Standing::Final));
            let asked = if e.in_reply_to.iter().any(last) { Asked::AsLast } else { Asked::InTalks };
            self.put(when, Seen::Answer { terms, yes, asked }, Some(&e.id));
        }
    }

    /// Was a warning to the party fresh, or an ask of it nearly due?
    fn pressed(&self, offer: &Event) -> bool {
        let day = offer.happened.to;
        self.as_of.trace().events().iter().any(|e| {
            let warned = e.kind == Kind::Threat
                && !e.binds(self.party)
                && e.surely_before(offer)
                && e.happened.to.days_until(day) <= WEEK;
            let due = e.asks.as_ref().is_some_and(|a| {
                let near = |d: Day| (0..=WEEK).contains(&day.days_until(d));
                a.of.contains(&self.party) && e.surely_before(offer) && a.by.is_some_and(near)
            });
            warned || due
        })
    }

    fn requests(&mut self) {
        let found = asks(self.as_of);
        let (today, party) = (self.days(self.as_of.today()), self.party);
        for (number, r) in (1..).zip(found.requests.iter().filter(|r| r.of == party)) {
            let (time, what) = match (r.answers.first(), r.days_open) {
                (Some(a), _) => {
                    let days = (0.5 * (a.days.0 + a.days.1) as f64).max(0.5);
                    (self.days(a.on.to), Seen::Took { days, request: Some(number) })
                }
                (None, Some(open)) if open > 0 => {
                    (today, Seen::Waiting { days: open as f64, request: number })
                }
                _ => continue,
            };
            self.put(When::at(time), what, Some(&r.event));
        }
    }

    fn deeds(&mut self) {
        let Some(start) = self.start else { return };
        let trace = self.as_of.trace();
        let today = self.as_of.today();
        let incidents: Vec<&Event> =
            trace.events().iter().filter(|e| e.kind == Kind::Incident && e.happened.to <= today).collect();
        if incidents.is_empty() {
            return;
        }
        let mut opened: Vec<Day> = trace
            .events()
            .iter()
            .filter(|e| matches!(e.kind, Kind::Agreement | Kind::Truce) && e.happened.to <= today)
            .map(|e| e.happened.to)
            .collect();
        for path in paths(self.as_of).iter().filter(|p| p.line.principal != self.party) {
            for step in &path.steps {
                if step.against.iter().any(|a| a.other == self.party && a.direction == Direction::Toward) {
                    opened.push(path.stages[step.to].on.to);
                }
            }
        }
        let is_tense = |d: Day| opened.iter().any(|o| (1..=WEEK).contains(&o.days_until(d)));
        let whole = start.days_until(today).max(1);
        let tense_days = (0..whole).filter(|k| is_tense(start.plus(*k))).count() as i64;
        let (mut calm, mut tense) = (0.0, 0.0);
        for e in incidents.iter().filter(|e| e.binds(self.party)) {
            let share = match e.evidence {
                Evidence::OnRecord => 1.0,
                Evidence::Reported => 0.7,
                Evidence::OtherSide => 0.5,
            };
            *(if is_tense(e.happened.to) { &mut tense } else { &mut calm }) += share;
        }
        let when = When::at(self.days(today));
        for (attributed, days, tense) in [(calm, whole - tense_days, false), (tense, tense_days, true)] {
            if days > 0 {
                self.put(when, Seen::Incidents { attributed, days: days as f64, tense }, None);
            }
        }
    }

    fn commitments(&mut self) {
        let trace = self.as_of.trace();
        let today = self.as_of.today();
        let kept: Vec<(f64, String)> = dates(self.as_of, &asks(self.as_of))
            .dated
            .iter()
            .filter(|d| d.sort == Sort::Promise && d.by.contains(&self.party))
            .filter(|d| d.outcome == DateOutcome::CarriedOut)
            .map(|d| (self.days(d.date), d.event.clone()))
            .collect();
        for (time, event) in kept {
            self.put(When::at(time), Seen::Commitment { kept: true }, Some(&event));
        }
        let mine = |e: &&Event| e.kind == Kind::Withdraw && e.binds(self.party) && e.happened.to <= today;
        let mut back: Vec<(When, Seen, String)> = Vec::new();
        for e in trace.events().iter().filter(mine) {
            for taken in e.in_reply_to.iter().filter_map(|id| trace.event(id)).filter(|t| t.binds(self.party))
            {
                let what = match taken.kind {
                    Kind::Promise => Seen::Commitment { kept: false },
                    _ if matches!(
                        taken.proposal_role,
                        Some(ProposalRole::Agreed | ProposalRole::Accepts)
                    ) =>
                    {
                        Seen::Agreed { kept: false }
                    }
                    _ => continue,
                };
                back.push((self.when(e), what, e.id.clone()));
            }
        }
        for (when, what, id) in back {
            self.put(when, what, Some(&id));
        }
    }
}

/// How a session's counter-offers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CounterOffers {
    /// As offers only.
    Offers,
    /// Also as a no, in talks, to the offer that stood.
    Refusals,
}

/// The observations of a party (index) in a session that was logged in full. Times are as the log has them,
/// from 0 to 1.
///
/// # Errors
/// If a time of the log is out of range.
pub fn from_session(
    space: &OutcomeSpace,
    log: &Log,
    party: usize,
    counter: CounterOffers,
) -> Result<Vec<Observation>> {
    let digits = |o| space.digits(o).iter().map(|d| Term::Value(*d)).collect::<Vec<_>>();
    let mut out = Vec::new();
    let mut standing = None;
    for (k, entry) in log.entries().iter().enumerate() {
        if !(0.0..=1.0).contains(&entry.time) {
            return Err(
                Error::input(format!("move {k} at time {}", entry.time)).remedy("times go from 0 to 1")
            );
        }
        let when = |order: usize| When { time: entry.time, order: u32::try_from(2 * k + order).ok() };
        let mine = entry.party == party;
        let answer = |yes: bool, o| Observation {
            when: when(0),
            what: Seen::Answer { terms: digits(o), yes, asked: Asked::InTalks },
        };
        match entry.step {
            Move::Offer(o) => {
                if mine {
                    if let (Some(before), CounterOffers::Refusals) = (standing, counter) {
                        out.push(answer(false, before));
                    }
                    out.push(Observation {
                        when: when(1),
                        what: Seen::Offer { terms: digits(o), pressed: false },
                    });
                } else {
                    out.push(Observation { when: when(1), what: Seen::Theirs { terms: digits(o) } });
                }
                standing = (!mine).then_some(o);
            }
            Move::Accept | Move::Reject if mine => {
                if let Some(before) = standing.take() {
                    out.push(answer(entry.step == Move::Accept, before));
                }
            }
            _ => {}
        }
    }
    Ok(out)
}
