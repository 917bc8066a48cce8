//! What a mediator can do: the instruments, as data.
//!
//! A case lists which of them there are; nothing here adds one. Parties are numbered 0 and 1.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// One act of a mediator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Act {
    /// Bring the sides together and let them talk.
    Facilitate,
    /// Put a text to both.
    Table,
    /// Ask both in confidence whether they can live with a text; told only if both say yes.
    AskBoth,
    /// Ask one party something whose answer tells.
    Probe(usize),
    /// Tell one party what will follow if it does not move.
    Warn(usize),
    /// Make going on dearer for one party.
    Sanction(usize),
    /// Make agreement worth more for one party.
    Offer(usize),
    /// Propose silence of arms, or of any other pressure outside the room.
    Truce,
    /// Let a period pass without talks.
    Recess,
    /// Leave so that coming back is possible.
    LeaveWithWayBack,
    /// Come back.
    Return,
    /// Leave, and not come back.
    LeaveForGood,
}

impl Act {
    /// Every act with two parties, in the order in which ties are broken.
    pub const ALL: [Self; 16] = [
        Self::Facilitate,
        Self::Table,
        Self::AskBoth,
        Self::Probe(0),
        Self::Probe(1),
        Self::Warn(0),
        Self::Warn(1),
        Self::Sanction(0),
        Self::Sanction(1),
        Self::Offer(0),
        Self::Offer(1),
        Self::Truce,
        Self::Recess,
        Self::LeaveWithWayBack,
        Self::Return,
        Self::LeaveForGood,
    ];

    /// Its name in files, such as `probe:1`; parties are counted from 0.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Facilitate => "facilitate".into(),
            Self::Table => "table".into(),
            Self::AskBoth => "ask_both".into(),
            Self::Probe(i) => format!("probe:{i}"),
            Self::Warn(i) => format!("warn:{i}"),
            Self::Sanction(i) => format!("sanction:{i}"),
            Self::Offer(i) => format!("offer:{i}"),
            Self::Truce => "truce".into(),
            Self::Recess => "recess".into(),
            Self::LeaveWithWayBack => "leave_with_way_back".into(),
            Self::Return => "return".into(),
            Self::LeaveForGood => "leave".into(),
        }
    }

    /// The act in words, with the party's name in place of its number where it has one.
    #[must_use]
    pub fn said(self, parties: Option<&[String; 2]>) -> String {
        let name = self.name();
        match (name.split_once(':'), self.to().and_then(|i| parties?.get(i))) {
            (Some((what, _)), Some(party)) => format!("{what} {party}"),
            _ => name,
        }
    }

    /// The act of this name.
    ///
    /// # Errors
    /// If there is none; the error lists the names.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|a| a.name() == name).ok_or_else(|| {
            let names: Vec<String> = Self::ALL.into_iter().map(Self::name).collect();
            Error::unknown(format!("no act is called {name:?}"))
                .remedy(format!("there are {}", names.join(", ")))
        })
    }

    /// The same act with the parties exchanged.
    #[must_use]
    pub fn mirrored(self) -> Self {
        let other = |i: usize| 1 - i.min(1);
        match self {
            Self::Probe(i) => Self::Probe(other(i)),
            Self::Warn(i) => Self::Warn(other(i)),
            Self::Sanction(i) => Self::Sanction(other(i)),
            Self::Offer(i) => Self::Offer(other(i)),
            same => same,
        }
    }

    /// The party it is turned to, if to one only.
    #[must_use]
    pub fn to(self) -> Option<usize> {
        match self {
            Self::Probe(i) | Self::Warn(i) | Self::Sanction(i) | Self::Offer(i) => Some(i),
            _ => None,
        }
    }
}

impl From<Act> for String {
    fn from(act: Act) -> Self {
        act.name()
    }
}

impl TryFrom<String> for Act {
    type Error = Error;

    fn try_from(name: String) -> Result<Self> {
        Self::parse(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_the_mirror_is_its_own_inverse() {
        for a in Act::ALL {
            assert_eq!(Act::parse(&a.name()), Ok(a));
            assert_eq!(a.mirrored().mirrored(), a);
            assert_eq!(a.said(None), a.name());
        }
        let parties = ["Aland".to_owned(), "Beland".to_owned()];
        assert_eq!(
            (Act::Warn(1).said(Some(&parties)), Act::Truce.said(Some(&parties))),
            ("warn Beland".into(), "truce".into())
        );
        assert!(Act::parse("probe:2").is_err_and(|e| e.is_unknown() && e.to_string().contains("probe:1")));
    }
}
