//! What a mediator may do: its instruments, and no others.
//!
//! A labour mediator convenes, tables texts and asks in confidence; a great power may also warn, sanction and
//! offer. An instrument may need partners who have to join, or a package that is prepared and not yet adopted:
//! each is a [`Gate`] that opens by chance, round by round, once the instrument has been called for. Whoever has
//! to ratify an agreement is a [`Consent`].
//!
//! Deliberately absent: what an instrument is worth to the mediator; that is for whoever decides.

use crate::error::{Error, Result};

/// Most instruments of a mandate, and most gates of an instrument.
pub const MOST_INSTRUMENTS: usize = 64;

/// The kinds of instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Means {
    /// Bring the sides together; ends a recess.
    Convene,
    /// Put a text to an open vote.
    Table,
    /// Ask all in confidence whether they could live with a text; disclosed only if all say yes.
    Ask,
    /// Ask one party in confidence.
    Probe,
    /// Say what will be done by a round if there is no agreement.
    Warn,
    /// Make no agreement dearer for a party.
    Sanction,
    /// Make agreement worth more for a party.
    Offer,
    /// Propose a truce.
    Truce,
    /// Break off for some rounds; asking in confidence goes on.
    Recess,
    /// Leave with a way back, and return.
    StepBack,
    /// Leave for good.
    Leave,
}

impl Means {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Convene,
        Self::Table,
        Self::Ask,
        Self::Probe,
        Self::Warn,
        Self::Sanction,
        Self::Offer,
        Self::Truce,
        Self::Recess,
        Self::StepBack,
        Self::Leave,
    ];

    /// Its name as written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Convene => "convene",
            Self::Table => "table",
            Self::Ask => "ask",
            Self::Probe => "probe",
            Self::Warn => "warn",
            Self::Sanction => "sanction",
            Self::Offer => "offer",
            Self::Truce => "truce",
            Self::Recess => "recess",
            Self::StepBack => "step-back",
            Self::Leave => "leave",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.name() == name)
    }
}

/// Something that must happen before an instrument can be used: a partner joins, a package is adopted.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// Who must join, or what must be adopted.
    pub name: String,
    /// Chance that it opens in a round, once called for.
    pub chance: f64,
}

/// One instrument.
#[derive(Clone, Debug, PartialEq)]
pub struct Instrument {
    /// Its name in files.
    pub slug: String,
    /// What it does.
    pub means: Means,
    /// The only party on which it can be used; any, where absent.
    pub on: Option<usize>,
    /// What one use costs the mediator.
    pub cost: f64,
    /// K: how much worse no agreement, or how much better agreement, is for the party, in its utilities.
    pub weight: f64,
    /// η: the weight after a rounds in use is K·e^{−ηa}.
    pub decay: f64,
    /// For a warning: the instrument (index) that is threatened; leaving, where absent.
    pub threatens: Option<usize>,
    /// What must happen first.
    pub needs: Vec<Gate>,
}

impl Instrument {
    /// An instrument that costs nothing and weighs nothing.
    #[must_use]
    pub fn new(means: Means) -> Self {
        Self {
            slug: means.name().to_owned(),
            means,
            on: None,
            cost: 0.0,
            weight: 0.0,
            decay: 0.0,
            threatens: None,
            needs: Vec::new(),
        }
    }
}

/// A body that must agree to what the parties agreed: a parliament, the members.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    /// Who.
    pub name: String,
    /// The party whose body it is.
    pub party: usize,
    /// It consents to what is worth this to that party, at least; the threshold of a session is drawn evenly
    /// from here …
    pub low: f64,
    /// … to here.
    pub high: f64,
}

/// What a mediator may do and what it costs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mandate {
    /// The instruments.
    pub instruments: Vec<Instrument>,
    /// Cost of being there, a round.
    pub presence: f64,
    /// Consents that an agreement needs.
    pub consents: Vec<Consent>,
}

impl Mandate {
    /// A mandate of plain instruments.
    #[must_use]
    pub fn of(means: impl IntoIterator<Item = Means>) -> Self {
        Self { instruments: means.into_iter().map(Instrument::new).collect(), ..Self::default() }
    }

    /// Index of the first instrument of this kind that can be used on this party, if any.
    #[must_use]
    pub fn find(&self, means: Means, on: Option<usize>) -> Option<usize> {
        let fits = |i: &Instrument| i.means == means && (i.on.is_none() || on.is_none() || i.on == on);
        self.instruments.iter().position(fits)
    }

    /// Does it list this kind?
    #[must_use]
    pub fn has(&self, means: Means) -> bool {
        self.find(means, None).is_some()
    }

    /// Checks every number, and that what is threatened is there.
    ///
    /// # Errors
    /// If there is no instrument, a number is out of range, or a warning threatens what the mandate has not.
    pub fn checked(&self, parties: usize) -> Result<()> {
        let wrong = |text: String, remedy: &str| Err(Error::parameter(text).remedy(remedy));
        if self.instruments.is_empty() {
            return wrong(
                "a mediator without instruments can do nothing".into(),
                "list at least one, such as table, ask, probe or leave",
            );
        }
        if self.instruments.len() > MOST_INSTRUMENTS || self.consents.len() > MOST_INSTRUMENTS {
            return Err(Error::limit(format!("more than {MOST_INSTRUMENTS} instruments or consents")));
        }
        if !(self.presence >= 0.0 && self.presence.is_finite()) {
            return wrong(format!("a presence that costs {}", self.presence), "give 0 or more a round");
        }
        for (k, i) in self.instruments.iter().enumerate() {
            let name = &i.slug;
            if self.instruments[..k].iter().any(|other| other.slug == *name) {
                return wrong(format!("instrument {name:?} stands twice"), "give each a name of its own");
            }
            for (what, x) in [("cost", i.cost), ("weight", i.weight), ("decay", i.decay)] {
                if !(x >= 0.0 && x.is_finite()) {
                    return wrong(format!("instrument {name:?} has a {what} of {x}"), "give 0 or more");
                }
            }
            if i.on.is_some_and(|p| p >= parties) {
                return wrong(
                    format!("instrument {name:?} is for a party that is not there"),
                    "parties count from 0",
                );
            }
            if i.needs.len() > MOST_INSTRUMENTS {
                return Err(Error::limit(format!("instrument {name:?} needs too much")));
            }
            if let Some(g) = i.needs.iter().find(|g| !(0.0..=1.0).contains(&g.chance)) {
                return wrong(
                    format!("{:?} joins {name:?} with chance {}", g.name, g.chance),
                    "give a chance between 0 and 1",
                );
            }
            let Some(t) = i.threatens else {
                if i.means == Means::Warn && !self.has(Means::Leave) && !self.has(Means::StepBack) {
                    return wrong(
                        format!("warning {name:?} threatens to leave, and the mediator cannot leave"),
                        "list leave or step-back, or say what is threatened",
                    );
                }
                continue;
            };
            let sanction = self.instruments.get(t).is_some_and(|o| o.means == Means::Sanction);
            if i.means != Means::Warn || !sanction {
                return wrong(
                    format!("instrument {name:?} threatens what is no sanction of this mandate"),
                    "only a warning threatens, and it threatens a listed sanction or to leave",
                );
            }
        }
        for c in &self.consents {
            if c.party >= parties || !(c.low <= c.high && c.low.is_finite() && c.high.is_finite()) {
                return wrong(
                    format!("consent of {:?} makes no sense", c.name),
                    "it names a party (from 0) and two finite utilities, low ≤ high",
                );
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_labour_mediator_needs_no_sanctions_and_nonsense_is_refused() {
        assert!(Mandate::of([Means::Convene, Means::Table, Means::Ask]).checked(2).is_ok());
        assert!(Mandate::default().checked(2).unwrap_err().is_parameter());
        assert!(Mandate::of([Means::Warn]).checked(2).is_err(), "nothing to threaten with");
        assert!(Mandate::of([Means::Warn, Means::Leave]).checked(2).is_ok());
        assert!(Mandate::of([Means::Table, Means::Table]).checked(2).is_err());
        let mut m = Mandate::of([Means::Sanction]);
        m.instruments[0].weight = f64::NAN;
        assert!(m.checked(2).is_err());
        m.instruments[0].weight = 1.0;
        m.instruments[0].needs.push(Gate { name: "europe".into(), chance: 1.2 });
        assert!(m.checked(2).is_err());
    }

    #[test]
    fn names_of_means_read_back() {
        for m in Means::ALL {
            assert_eq!(Means::parse(m.name()), Some(m));
        }
    }
}
