//! What a reader may see of a case: as of a day, for an audience, by one party's account of disputed facts.
//!
//! [`Case::seen`] builds a smaller case. What is not in it cannot reach any output: events, options, ranges,
//! issues, principals, instruments, notes and estimates count only through facts that the lens lets
//! through, and everything is renumbered, so that neither an axis nor a hash can give away what was left out.

mod renumbering;

use super::case::{Allowed, Case, Dispute, Exclusion, First, IssueNote};
use super::confidence::Audience;
use super::day::Day;
use super::estimate::{Assumption, Estimate, Setting};
use super::event::{Event, Evidence};
use super::people::PrincipalRole;
use super::trace::Trace;
use crate::error::{Error, Result};
use crate::outcome::{Grid, Issue, OutcomeSpace, Value, Values};
use crate::preference::Says;
use renumbering::{Maps, Renumbering, numbered, resolve};
use std::collections::{BTreeMap, HashMap, HashSet};

/// How a case is to be read.
#[derive(Clone, Debug)]
pub struct Lens {
    /// What had happened by this day.
    pub until: Day,
    /// Only what was known by this day, if given.
    pub known: Option<Day>,
    /// For whom.
    pub audience: Audience,
    /// Leave out estimates of the sides other than this principal (slug).
    pub for_party: Option<String>,
    /// Disputed facts as this principal (slug) states them.
    pub reading: Option<String>,
}

impl Lens {
    /// Everything that had happened by a day, for the team.
    #[must_use]
    pub fn until(day: Day) -> Self {
        Self { until: day, known: None, audience: Audience::Team, for_party: None, reading: None }
    }

    /// The same, with only what was known by a day.
    #[must_use]
    pub fn known(mut self, day: Day) -> Self {
        self.known = Some(day);
        self
    }

    /// Does the lens show this event, corrected or not?
    #[must_use]
    pub fn lets_through(&self, event: &Event) -> bool {
        event.happened.to <= self.until
            && self.known.is_none_or(|k| event.known <= k)
            && event.confidence.allows(&self.audience)
    }
}

impl Case {
    /// The case as the lens shows it.
    ///
    /// # Errors
    /// If the lens names a principal that the case does not declare.
    pub fn seen(&self, lens: &Lens) -> Result<Case> {
        let side = |slug: &Option<String>| -> Result<Option<usize>> {
            slug.as_ref().map(|s| self.principal_named(s)).transpose()
        };
        let (for_party, reading) = (side(&lens.for_party)?, side(&lens.reading)?);

        let (mut events, newest) = self.events_through(lens);
        // Of all that the lens lets through, before one party's account leaves something out.
        let let_through: HashSet<String> = events.iter().map(|e| e.id.clone()).collect();
        let disputes: Vec<&Dispute> = self
            .disputes
            .iter()
            .filter(|d| d.about.iter().all(|id| let_through.contains(resolve(&newest, id))))
            .collect();
        if let Some(p) = reading {
            apply_reading(&mut events, &disputes, p, &newest);
        }
        let kept: HashSet<String> = events.iter().map(|e| e.id.clone()).collect();
        let through = |ids: &[String]| -> Vec<String> {
            let mut out: Vec<String> = Vec::new();
            for id in ids {
                let id = resolve(&newest, id);
                if kept.contains(id) && !out.iter().any(|o| o == id) {
                    out.push(id.to_owned());
                }
            }
            out
        };
        for e in &mut events {
            e.in_reply_to = through(&e.in_reply_to).into_iter().filter(|id| *id != e.id).collect();
            e.supersedes = None;
        }

        let other_side = |p: usize| {
            for_party.is_some_and(|own| {
                let principal = &self.trace.principals()[p];
                let whose = principal.of.unwrap_or(p);
                whose != own && self.trace.principals()[whose].role == PrincipalRole::Party
            })
        };
        let estimates = self.estimates_through(lens, &through, &other_side);
        let assumptions = self.assumptions_through(lens, &through, &kept, &newest, &other_side);

        let mentioned = self.mentions(&events, &estimates, &kept, &newest);
        let issue_map = numbered(mentioned.iter().map(|m| m.talked_of));
        let value_maps: Vec<Renumbering> =
            mentioned.iter().map(|m| numbered(m.values.iter().copied())).collect();
        let principal_map = self.principals_of(&events);
        let instrument_map = numbered(self.trace.instruments().iter().enumerate().map(|(k, i)| {
            principal_map[i.principal].is_some()
                && (events.iter().any(|e| e.instrument == Some(k)) || !through(&i.supports).is_empty())
        }));

        let maps = Maps {
            issue: issue_map,
            value: value_maps,
            principal: principal_map,
            instrument: instrument_map,
        };
        let (space, issues) = self.table(&maps, &events, &kept, &newest)?;
        for e in &mut events {
            maps.event(e);
        }
        let principals = maps.kept(&maps.principal, self.trace.principals(), |p| {
            let mut p = p.clone();
            p.of = p.of.and_then(|o| maps.principal[o]);
            p
        });
        let instruments = maps.kept(&maps.instrument, self.trace.instruments(), |i| {
            let mut i = i.clone();
            i.principal = maps.principal[i.principal].unwrap_or_default();
            i.supports = through(&i.supports);
            i.ready = through(&i.ready);
            i.needs = i.needs.iter().filter_map(|n| maps.principal[*n]).collect();
            i
        });
        Ok(Case {
            slug: self.slug.clone(),
            title: self.title.clone(),
            purpose: None,
            judge_faith: self.judge_faith,
            space,
            issues,
            constraints: self.constraints.iter().filter_map(|c| maps.constraint(c, self)).collect(),
            exclusions: self
                .exclusions
                .iter()
                .filter_map(|x| {
                    Some(Exclusion { one: maps.instrument[x.one]?, other: maps.instrument[x.other]? })
                })
                .collect(),
            disputes: disputes.iter().map(|d| maps.dispute(d, &let_through, &newest)).collect(),
            notes: self
                .notes
                .iter()
                .filter(|n| {
                    !n.supports.is_empty()
                        && n.date.is_none_or(|d| d <= lens.until)
                        && through(&n.supports).len() == n.supports.len()
                })
                .cloned()
                .collect(),
            labels: self.labels_through(&kept, &newest),
            estimates: estimates.iter().filter_map(|e| maps.estimate(e)).collect(),
            assumptions: assumptions.iter().filter_map(|a| maps.assumption(a)).collect(),
            trace: Trace::new(principals, instruments, events),
        })
    }

    /// The principal of this slug.
    ///
    /// # Errors
    /// If the case declares none of that name; the error lists those it does.
    pub fn principal_named(&self, slug: &str) -> Result<usize> {
        self.trace.principal(slug).ok_or_else(|| {
            let names: Vec<&str> = self.trace.principals().iter().map(|p| p.slug.as_str()).collect();
            Error::unknown(format!("no principal {slug:?} in {}", self.slug))
                .remedy(format!("there are: {}", names.join(", ")))
        })
    }

    /// Events that the lens lets through, corrected ones replaced by their corrections, and the map from a
    /// corrected id to the newest one.
    fn events_through(&self, lens: &Lens) -> (Vec<Event>, HashMap<String, String>) {
        let let_through: Vec<&Event> = self.events().iter().filter(|e| lens.lets_through(e)).collect();
        let newest: HashMap<String, String> = let_through
            .iter()
            .filter_map(|e| e.supersedes.as_ref().map(|old| (old.clone(), e.id.clone())))
            .collect();
        let events = let_through.into_iter().filter(|e| !newest.contains_key(&e.id)).cloned().collect();
        (events, newest)
    }

    fn estimates_through(
        &self,
        lens: &Lens,
        through: &impl Fn(&[String]) -> Vec<String>,
        other_side: &impl Fn(usize) -> bool,
    ) -> Vec<Estimate> {
        let mut out: Vec<Estimate> = self
            .estimates
            .iter()
            .filter(|e| e.confidence.allows(&lens.audience) && !other_side(e.principal))
            .map(|e| Estimate { supports: through(&e.supports), ..e.clone() })
            .filter(|e| !e.supports.is_empty())
            .collect();
        let superseded: HashSet<String> = out.iter().filter_map(|e| e.supersedes.clone()).collect();
        out.retain(|e| !superseded.contains(&e.id));
        for e in &mut out {
            e.supersedes = None;
        }
        out
    }

    fn assumptions_through(
        &self,
        lens: &Lens,
        through: &impl Fn(&[String]) -> Vec<String>,
        kept: &HashSet<String>,
        newest: &HashMap<String, String>,
        other_side: &impl Fn(usize) -> bool,
    ) -> Vec<Assumption> {
        let mut out: Vec<Assumption> = self
            .assumptions
            .iter()
            .filter(|a| a.confidence.allows(&lens.audience))
            .filter(|a| match &a.setting {
                Setting::Observable { event, .. } => kept.contains(resolve(newest, event)),
                Setting::Ground { event, principal, .. } => {
                    kept.contains(resolve(newest, event)) && !other_side(*principal)
                }
                Setting::RedLine { principal, .. }
                | Setting::Weight { principal, .. }
                | Setting::Fallback { principal, .. } => !other_side(*principal),
                Setting::Advice { principal, .. } => !principal.is_some_and(other_side),
            })
            .filter(|a| a.supports.is_empty() || !through(&a.supports).is_empty())
            .map(|a| {
                let mut a = Assumption { supports: through(&a.supports), ..a.clone() };
                if let Setting::Observable { event, .. } | Setting::Ground { event, .. } = &mut a.setting {
                    *event = resolve(newest, event).to_owned();
                }
                a
            })
            .collect();
        let superseded: HashSet<String> = out.iter().filter_map(|a| a.supersedes.clone()).collect();
        out.retain(|a| !superseded.contains(&a.id));
        for a in &mut out {
            a.supersedes = None;
        }
        out
    }

    /// Labels of what is left; a correction without a label of its own has that of what it corrects.
    fn labels_through(
        &self,
        kept: &HashSet<String>,
        newest: &HashMap<String, String>,
    ) -> BTreeMap<String, String> {
        let of_old = |own: bool| {
            self.labels
                .iter()
                .map(move |(id, text)| (resolve(newest, id), id, text))
                .filter(move |(now, id, _)| kept.contains(*now) && (*now == id.as_str()) == own)
                .map(|(now, _, text)| (now.to_owned(), text.clone()))
        };
        of_old(false).chain(of_old(true)).collect()
    }

    /// Which issues and values the facts that are left speak of.
    fn mentions(
        &self,
        events: &[Event],
        estimates: &[Estimate],
        kept: &HashSet<String>,
        newest: &HashMap<String, String>,
    ) -> Vec<Mentions> {
        let mut out: Vec<Mentions> = self
            .space
            .issues()
            .iter()
            .zip(&self.issues)
            .map(|(issue, note)| {
                let mut values = vec![false; issue.len()];
                for (v, option) in note.options.iter().enumerate() {
                    values[v] = match &option.first {
                        First::StatusQuo => true,
                        First::Event(id) => kept.contains(resolve(newest, id)),
                        First::Nobody => false,
                    };
                }
                if let Some(v) = note.status_quo {
                    values[v] = true;
                }
                Mentions { talked_of: false, values }
            })
            .collect();
        for (issue, value) in events.iter().flat_map(|e| e.proposal.terms()) {
            out[issue].talked_of = true;
            out[issue].values[value] = true;
        }
        for (m, issue) in out.iter_mut().zip(self.space.issues()) {
            if let (true, Some(lowest), Some(highest)) =
                (issue.is_number(), m.values.iter().position(|v| *v), m.values.iter().rposition(|v| *v))
            {
                // A grid has no holes: everything between the lowest and the highest value named.
                m.values[lowest..=highest].fill(true);
            }
        }
        // A statement shows that an issue is talked of, if anything of it can be seen; an option enters the
        // record only by being named in an event.
        for e in estimates {
            let seen = match &e.says {
                Says::Accepts(v) | Says::RulesOut(v) | Says::Prefers(v) => {
                    v.iter().any(|v| out[e.issue].values[*v])
                }
                Says::Direction { .. } => out[e.issue].values.contains(&true),
            };
            out[e.issue].talked_of |= seen;
        }
        out
    }

    fn principals_of(&self, events: &[Event]) -> Renumbering {
        let mut seen: Vec<bool> =
            self.trace.principals().iter().map(|p| p.role == PrincipalRole::Party).collect();
        let named: HashSet<&str> =
            events.iter().flat_map(|e| e.addressees.iter().map(String::as_str)).collect();
        for (k, p) in self.trace.principals().iter().enumerate() {
            seen[k] |= named.contains(p.slug.as_str());
        }
        for e in events {
            for p in e.principals.iter().chain(e.asks.iter().flat_map(|a| &a.of)) {
                seen[*p] = true;
            }
        }
        numbered(seen)
    }

    /// The space and notes of what is left.
    fn table(
        &self,
        maps: &Maps,
        events: &[Event],
        kept: &HashSet<String>,
        newest: &HashMap<String, String>,
    ) -> Result<(OutcomeSpace, Vec<IssueNote>)> {
        let mut first_named: HashMap<(usize, usize), &str> = HashMap::new();
        for e in events {
            for term in e.proposal.terms() {
                first_named.entry(term).or_insert(&e.id);
            }
        }
        let (mut issues, mut notes) = (Vec::new(), Vec::new());
        for (k, (issue, note)) in self.space.issues().iter().zip(&self.issues).enumerate() {
            if maps.issue[k].is_none() {
                continue;
            }
            let left = |options: &[String]| -> Vec<String> {
                options
                    .iter()
                    .zip(&maps.value[k])
                    .filter(|(_, m)| m.is_some())
                    .map(|(o, _)| o.clone())
                    .collect()
            };
            let values = match issue.values() {
                Values::Categorical(o) => Values::Categorical(left(o)),
                Values::Ordered(o) => Values::Ordered(left(o)),
                Values::Number(g) => {
                    let shown: Vec<usize> = (0..g.len()).filter(|v| maps.value[k][*v].is_some()).collect();
                    let (low, high) =
                        (shown.first().copied().unwrap_or(0), shown.last().copied().unwrap_or(0));
                    Values::Number(Grid::new(g.value(low), g.value(high), g.step())?)
                }
                Values::Real(r) => Values::Real(*r),
            };
            let mut note = note.clone();
            note.status_quo = note.status_quo.and_then(|v| maps.value[k][v]);
            let mut options = Vec::new();
            for (v, option) in note.options.iter().enumerate().filter(|(v, _)| maps.value[k][*v].is_some()) {
                let mut option = option.clone();
                option.first = match &option.first {
                    First::Event(id) if kept.contains(resolve(newest, id)) => {
                        First::Event(resolve(newest, id).to_owned())
                    }
                    First::StatusQuo => First::StatusQuo,
                    _ => first_named.get(&(k, v)).map_or(First::Nobody, |id| First::Event((*id).to_owned())),
                };
                option.needs = option.needs.iter().filter_map(|n| maps.principal[*n]).collect();
                options.push(option);
            }
            note.options = options;
            issues.push(Issue::new(issue.name(), values));
            notes.push(note);
        }
        Ok((OutcomeSpace::new(issues)?, notes))
    }

    /// The value index of a value of an issue, or an error that lists what there is.
    ///
    /// # Errors
    /// If the issue has no such value.
    pub fn value_named(&self, issue: usize, value: &Value) -> Result<usize> {
        let issue = &self.space.issues()[issue];
        issue.index_of(value).ok_or_else(|| {
            let there_are = match issue.values() {
                Values::Categorical(o) | Values::Ordered(o) => o.join(", "),
                Values::Number(g) => format!("{} to {} in steps of {}", g.low(), g.high(), g.step()),
                Values::Real(r) => format!("{} to {}", r.low, r.high),
            };
            Error::unknown(format!("{:?} has no value {value}", issue.name()))
                .remedy(format!("there are: {there_are}"))
        })
    }
}

/// What is spoken of, of one issue.
struct Mentions {
    talked_of: bool,
    values: Vec<bool>,
}

/// Disputed facts as one party states them: what it denies is dropped, what it words otherwise reworded,
/// and accounts of its own acts that only others give are left out.
fn apply_reading(
    events: &mut Vec<Event>,
    disputes: &[&Dispute],
    party: usize,
    newest: &HashMap<String, String>,
) {
    let mut dropped: HashSet<&str> = HashSet::new();
    for reading in disputes.iter().flat_map(|d| &d.readings).filter(|r| r.principal == party) {
        dropped.extend(reading.drop.iter().map(|id| resolve(newest, id)));
        for set in &reading.set {
            let id = resolve(newest, &set.event);
            for e in events.iter_mut().filter(|e| e.id == id) {
                let terms = e
                    .proposal
                    .terms()
                    .filter(|(i, _)| *i != set.issue)
                    .chain(set.value.map(|v| (set.issue, v)));
                e.proposal = crate::outcome::Proposal::new(terms.collect::<Vec<_>>());
            }
        }
    }
    let only_others_say = |e: &Event| e.evidence == Evidence::OtherSide && e.principals == [party];
    events.retain(|e| !dropped.contains(e.id.as_str()) && !only_others_say(e));
}

impl Case {
    /// The value indices that one side of a constraint allows.
    #[must_use]
    pub fn allowed_values(&self, issue: usize, allowed: &Allowed) -> Vec<usize> {
        match allowed {
            Allowed::Values(v) => v.clone(),
            Allowed::Range { min, max } => match self.space.issues()[issue].values() {
                Values::Number(g) => (0..g.len()).filter(|v| (*min..=*max).contains(&g.value(*v))).collect(),
                _ => Vec::new(),
            },
        }
    }
}
