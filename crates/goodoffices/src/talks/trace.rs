//! A sequence of events over the principals who act.

use super::day::Day;
use super::event::Event;
use super::people::{Instrument, Principal, PrincipalRole};
use std::collections::HashMap;

/// Events in the order of the record, with those who act and their instruments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    principals: Vec<Principal>,
    instruments: Vec<Instrument>,
    events: Vec<Event>,
    index: HashMap<String, usize>,
}

impl Trace {
    /// A trace; the events are put in the order of the record. Of a repeated id the first keeps the name.
    #[must_use]
    pub fn new(principals: Vec<Principal>, instruments: Vec<Instrument>, mut events: Vec<Event>) -> Self {
        events.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        let mut index = HashMap::with_capacity(events.len());
        for (k, e) in events.iter().enumerate() {
            index.entry(e.id.clone()).or_insert(k);
        }
        Self { principals, instruments, events, index }
    }

    /// Who acts, in declared order.
    #[must_use]
    pub fn principals(&self) -> &[Principal] {
        &self.principals
    }

    /// What they can do besides talk.
    #[must_use]
    pub fn instruments(&self) -> &[Instrument] {
        &self.instruments
    }

    /// The events, in the order of the record.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The event of this id.
    #[must_use]
    pub fn event(&self, id: &str) -> Option<&Event> {
        self.index.get(id).map(|k| &self.events[*k])
    }

    /// The principal of this slug.
    #[must_use]
    pub fn principal(&self, slug: &str) -> Option<usize> {
        self.principals.iter().position(|p| p.slug == slug)
    }

    /// Indices of the principals with this role.
    pub fn with_role(&self, role: PrincipalRole) -> impl Iterator<Item = usize> + '_ {
        self.principals.iter().enumerate().filter(move |(_, p)| p.role == role).map(|(k, _)| k)
    }

    /// Indices of the parties, in declared order.
    #[must_use]
    pub fn parties(&self) -> Vec<usize> {
        self.with_role(PrincipalRole::Party).collect()
    }

    /// The first day on which anything began.
    #[must_use]
    pub fn first_day(&self) -> Option<Day> {
        self.events.iter().map(|e| e.happened.from).min()
    }

    /// The last day on which anything happened.
    #[must_use]
    pub fn last_day(&self) -> Option<Day> {
        self.events.iter().map(|e| e.happened.to).max()
    }
}
