//! How a smaller case is numbered anew: what is kept gets the next number, and everything that refers to it follows.

use crate::preference::Says;
use crate::talks::case::{Allowed, Case, CaseConstraint, Dispute, Reading, Rewording};
use crate::talks::estimate::{Assumption, Estimate, Setting};
use crate::talks::event::Event;
use std::collections::{HashMap, HashSet};

/// Old numbers to new ones; `None` where the thing is left out.
pub(super) type Renumbering = Vec<Option<usize>>;

/// Follows corrections to the newest id. Bounded, so that a cycle (a fault `check` reports) cannot hang.
pub(super) fn resolve<'a>(newest: &'a HashMap<String, String>, id: &'a str) -> &'a str {
    let mut id = id;
    for _ in 0..=newest.len() {
        match newest.get(id) {
            Some(next) => id = next,
            None => break,
        }
    }
    id
}

pub(super) fn numbered(keep: impl IntoIterator<Item = bool>) -> Renumbering {
    let mut next = 0;
    keep.into_iter()
        .map(|k| {
            k.then(|| {
                next += 1;
                next - 1
            })
        })
        .collect()
}

/// How everything is renumbered.
pub(super) struct Maps {
    pub(super) issue: Renumbering,
    pub(super) value: Vec<Renumbering>,
    pub(super) principal: Renumbering,
    pub(super) instrument: Renumbering,
}

impl Maps {
    pub(super) fn kept<T, U>(&self, map: &Renumbering, all: &[T], make: impl Fn(&T) -> U) -> Vec<U> {
        all.iter().zip(map).filter(|(_, m)| m.is_some()).map(|(x, _)| make(x)).collect()
    }

    pub(super) fn term(&self, issue: usize, value: usize) -> Option<(usize, usize)> {
        Some((self.issue[issue]?, self.value[issue][value]?))
    }

    pub(super) fn event(&self, e: &mut Event) {
        e.proposal = e.proposal.renumbered(|i, v| self.term(i, v));
        e.principals = e.principals.iter().filter_map(|p| self.principal[*p]).collect();
        if let Some(asks) = &mut e.asks {
            asks.of = asks.of.iter().filter_map(|p| self.principal[*p]).collect();
        }
        e.instrument = e.instrument.and_then(|i| self.instrument[i]);
    }

    pub(super) fn values(&self, issue: usize, values: &[usize]) -> Vec<usize> {
        values.iter().filter_map(|v| self.value[issue][*v]).collect()
    }

    pub(super) fn estimate(&self, e: &Estimate) -> Option<Estimate> {
        let left = |v: &[usize]| Some(self.values(e.issue, v)).filter(|v| !v.is_empty());
        let says = match &e.says {
            Says::Accepts(v) => Says::Accepts(left(v)?),
            Says::RulesOut(v) => Says::RulesOut(left(v)?),
            // An order with a hidden end says nothing about what is left of it, unless two are left.
            Says::Prefers(v) => Says::Prefers(left(v).filter(|l| l.len() == v.len() || l.len() > 1)?),
            Says::Direction { higher } => Says::Direction { higher: *higher },
        };
        Some(Estimate {
            principal: self.principal[e.principal]?,
            issue: self.issue[e.issue]?,
            says,
            ..e.clone()
        })
    }

    pub(super) fn assumption(&self, a: &Assumption) -> Option<Assumption> {
        let setting = match &a.setting {
            Setting::Observable { .. } => a.setting.clone(),
            Setting::RedLine { principal, issue, value, probability } => {
                let (i, v) = self.term(*issue, *value)?;
                Setting::RedLine {
                    principal: self.principal[*principal]?,
                    issue: i,
                    value: v,
                    probability: *probability,
                }
            }
            Setting::Weight { principal, issue, concentration } => Setting::Weight {
                principal: self.principal[*principal]?,
                issue: self.issue[*issue]?,
                concentration: *concentration,
            },
            Setting::Fallback { principal, low, high } => {
                Setting::Fallback { principal: self.principal[*principal]?, low: *low, high: *high }
            }
            Setting::Ground { event, principal, low, high } => Setting::Ground {
                event: event.clone(),
                principal: self.principal[*principal]?,
                low: *low,
                high: *high,
            },
            Setting::Advice { quantity, principal, low, high } => Setting::Advice {
                quantity: quantity.clone(),
                principal: match principal {
                    Some(p) => Some(self.principal[*p]?),
                    None => None,
                },
                low: *low,
                high: *high,
            },
        };
        Some(Assumption { setting, ..a.clone() })
    }

    /// A dispute with what its accounts say of facts and terms that can be seen.
    pub(super) fn dispute(
        &self,
        d: &Dispute,
        kept: &HashSet<String>,
        newest: &HashMap<String, String>,
    ) -> Dispute {
        let now = |id: &String| Some(resolve(newest, id)).filter(|id| kept.contains(*id)).map(str::to_owned);
        let set = |s: &Rewording| {
            let value = match s.value {
                Some(v) => Some(self.value[s.issue][v]?),
                None => None,
            };
            Some(Rewording { event: now(&s.event)?, issue: self.issue[s.issue]?, value })
        };
        let reading = |r: &Reading| {
            Some(Reading {
                principal: self.principal[r.principal]?,
                text: r.text.clone(),
                drop: r.drop.iter().filter_map(now).collect(),
                set: r.set.iter().filter_map(set).collect(),
            })
        };
        Dispute {
            id: d.id.clone(),
            text: d.text.clone(),
            about: d.about.iter().filter_map(now).collect(),
            readings: d.readings.iter().filter_map(reading).collect(),
        }
    }

    /// A constraint counts only where every side of it can still be seen.
    pub(super) fn constraint(&self, c: &CaseConstraint, case: &Case) -> Option<CaseConstraint> {
        let side = |terms: &[(usize, Allowed)]| -> Option<Vec<(usize, Allowed)>> {
            terms
                .iter()
                .map(|(issue, allowed)| {
                    let values = self.values(*issue, &case.allowed_values(*issue, allowed));
                    (!values.is_empty()).then_some((self.issue[*issue]?, Allowed::Values(values)))
                })
                .collect()
        };
        Some(CaseConstraint { text: c.text.clone(), when: side(&c.when)?, then: side(&c.then)? })
    }
}
