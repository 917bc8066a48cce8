//! Which acts a mediator may do now: what its mandate lists, what is ready, and where it is.

use super::{Mediation, Presence};
use crate::error::{Error, Result};
use crate::outcome::Outcome;
use crate::protocol::{Act, Means};

impl Mediation {
    /// The instrument that an act uses, if it may be done now.
    pub(super) fn allowed(&self, act: Act, round: u64) -> Result<Option<usize>> {
        let away = self.presence == Presence::Away;
        if away && !matches!(act, Act::Wait | Act::Return | Act::Leave) {
            return Err(Error::input("a mediator that has stepped back may wait, return or leave"));
        }
        let listed = |means: Means| {
            self.mandate.instruments.iter().position(|i| i.means == means).map(Some).ok_or_else(|| {
                Error::input(format!("the mandate has no {:?}", means.name()))
                    .remedy("use the instruments that it lists")
            })
        };
        let text = |o: Outcome| {
            if o.0 >= self.outcomes {
                Err(Error::input(format!("text {} is not of the space", o.0)))
            } else {
                Ok(())
            }
        };
        let of = |k: usize, means: Means, party: Option<usize>| match self.mandate.instruments.get(k) {
            Some(i) if i.means == means => {
                let fits = party.is_none_or(|p| p < self.parties && i.on.is_none_or(|on| on == p));
                if fits {
                    Ok(Some(k))
                } else {
                    Err(Error::input(format!("{:?} is not for that party", i.slug)))
                }
            }
            _ => Err(Error::input(format!("instrument {k} is no {:?}", means.name()))),
        };
        match act {
            Act::Wait => Ok(None),
            Act::Prepare { instrument: k } => match self.mandate.instruments.get(k) {
                Some(i) if !i.needs.is_empty() && !self.called[k] => Ok(None),
                Some(_) => Err(Error::input("there is nothing to prepare")),
                None => Err(Error::input(format!("there is no instrument {k}"))),
            },
            Act::Convene => listed(Means::Convene),
            Act::Table(o) => text(o).and_then(|()| listed(Means::Table)),
            Act::Ask(o) => text(o).and_then(|()| listed(Means::Ask)),
            Act::Probe { party, text: o } => {
                text(o)?;
                if party >= self.parties {
                    return Err(Error::input(format!("there is no party {party}")));
                }
                self.mandate
                    .find(Means::Probe, Some(party))
                    .map(Some)
                    .ok_or_else(|| Error::input("the mandate has no probe for that party"))
            }
            Act::Warn { instrument: k, party, by } => {
                of(k, Means::Warn, party)?;
                if by < round {
                    return Err(Error::input("a warning names a round to come"));
                }
                if self.warnings[k].is_some() {
                    return Err(Error::input("that warning stands already"));
                }
                match self.mandate.instruments[k].threatens {
                    Some(_) if party.is_none() => Err(Error::input("a warning of a sanction names a party")),
                    Some(t) if self.used[t].is_some() => {
                        Err(Error::input("that sanction is in force already"))
                    }
                    Some(t) => of(t, Means::Sanction, party).map(|_| Some(k)),
                    None => Ok(Some(k)),
                }
            }
            Act::Sanction { instrument: k, party } | Act::Offer { instrument: k, party } => {
                let means = if matches!(act, Act::Offer { .. }) { Means::Offer } else { Means::Sanction };
                of(k, means, Some(party))?;
                if !self.ready[k] {
                    return Err(Error::input(format!(
                        "{:?} is not ready, or used already",
                        self.mandate.instruments[k].slug
                    ))
                    .remedy("prepare it, and wait until those who must join have joined"));
                }
                Ok(Some(k))
            }
            Act::Truce => listed(Means::Truce),
            Act::Recess { rounds: 0 } => Err(Error::input("a recess takes a round at least")),
            Act::Recess { .. } => listed(Means::Recess),
            Act::StepBack => listed(Means::StepBack),
            Act::Return if away => listed(Means::StepBack),
            Act::Return => Err(Error::input("the mediator has not stepped back")),
            Act::Leave => listed(Means::Leave),
        }
    }
}
