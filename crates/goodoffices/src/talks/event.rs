//! One thing said or done.

use super::confidence::Confidence;
use super::day::{Day, Span};
use crate::outcome::Proposal;

/// Declares an enum whose members have one fixed name in files.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every member, in declared order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The member of this name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|x| x.name() == name)
            }
        }
    };
}

named!(
    /// What sort of act it is.
    Kind {
        /// A proposal tabled.
        Offer = "offer",
        /// A term asked for.
        Demand = "demand",
        /// A yes.
        Accept = "accept",
        /// A no.
        Reject = "reject",
        /// Something on the table taken back.
        Withdraw = "withdraw",
        /// Words that are none of the others.
        Statement = "statement",
        /// A warning of an act.
        Threat = "threat",
        /// An undertaking.
        Promise = "promise",
        /// A meeting.
        Meeting = "meeting",
        /// A truce declared.
        Truce = "truce",
        /// Something alleged or done outside the talks.
        Incident = "incident",
        /// An exchange carried out.
        Exchange = "exchange",
        /// A sanction imposed.
        Sanction = "sanction",
        /// A charge or suit.
        Charge = "charge",
        /// A lockout.
        Lockout = "lockout",
        /// An agreement reached or signed.
        Agreement = "agreement",
        /// An act of the mediator.
        MediatorAct = "mediator_act",
    }
);

named!(
    /// The office of the speaker, which is not who vouches for the words.
    Authority {
        /// Head of state, government or organisation.
        Head = "head",
        /// Minister or equal.
        Minister = "minister",
        /// Special envoy.
        Envoy = "envoy",
        /// Member of a delegation.
        Negotiator = "negotiator",
        /// Spokesperson.
        Spokesperson = "spokesperson",
        /// A body speaking without a name.
        Body = "body",
        /// Not known.
        Unknown = "unknown",
    }
);

named!(
    /// Who vouches for it.
    Evidence {
        /// Said or published by its own side.
        OnRecord = "on_record",
        /// Unnamed sources.
        Reported = "reported",
        /// The other side's or the mediator's account of it.
        OtherSide = "other_side",
    }
);

named!(
    /// What the speaker does with the terms named.
    ProposalRole {
        /// Its own proposal.
        PutsForward = "puts_forward",
        /// Its own demand.
        Demands = "demands",
        /// A yes to another's term.
        Accepts = "accepts",
        /// A no to another's term.
        Refuses = "refuses",
        /// Agreed between sides.
        Agreed = "agreed",
        /// What it would fall back to if a warning is carried out: no move.
        Threatened = "threatened",
    }
);

named!(
    /// How firmly a proposal stands.
    Standing {
        /// Tabled.
        Formal = "formal",
        /// Informal or hypothetical.
        Floated = "floated",
        /// Called last and best, or take it or leave it.
        Final = "final",
    }
);

named!(
    /// What a proposal is about. Moves compare within one scope only.
    Scope {
        /// Terms of a settlement.
        Settlement = "settlement",
        /// One step: a truce, an exchange.
        Interim = "interim",
        /// How, where, whether to talk.
        Process = "process",
    }
);

impl ProposalRole {
    /// Is it the speaker's own proposal? Only these make a path.
    #[must_use]
    pub fn is_own(self) -> bool {
        matches!(self, Self::PutsForward | Self::Demands)
    }
}

impl Authority {
    /// A head or a minister: who speaks for the top.
    #[must_use]
    pub fn is_top(self) -> bool {
        matches!(self, Self::Head | Self::Minister)
    }
}

/// An answer or act asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Of whom (principal indices, ascending).
    pub of: Vec<usize>,
    /// By when.
    pub by: Option<Day>,
}

/// Where it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Who published it.
    pub publisher: Option<String>,
    /// Title of the page.
    pub title: Option<String>,
    /// Date as given: a day or, rarely, words.
    pub date: Option<String>,
    /// Address.
    pub address: Option<String>,
}

/// Who wrote the entry into the record, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// Day of entry.
    pub on: Day,
    /// Author.
    pub by: String,
    /// Why, for a correction.
    pub reason: Option<String>,
}

/// One thing said or done. See the guide for each field.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Unique, stable.
    pub id: String,
    /// When it happened, as closely as is known.
    pub happened: Span,
    /// From which day it could be known.
    pub known: Day,
    /// Position inside its day where the record shows it; else the order is unknown.
    pub order: Option<u32>,
    /// Person or body.
    pub speaker: String,
    /// Office.
    pub role: Option<String>,
    /// Whom it binds (indices, ascending); several make a joint act.
    pub principals: Vec<usize>,
    /// The speaker's office by rank.
    pub authority: Authority,
    /// Who vouches for it.
    pub evidence: Evidence,
    /// To whom: slugs of principals where declared, else free text.
    pub addressees: Vec<String>,
    /// What sort of act.
    pub kind: Kind,
    /// Terms named.
    pub proposal: Proposal,
    /// What the speaker does with them.
    pub proposal_role: Option<ProposalRole>,
    /// How firmly they stand.
    pub standing: Option<Standing>,
    /// What they are about.
    pub scope: Scope,
    /// The named text they are a part of.
    pub package: Option<String>,
    /// Ids of the events it answers.
    pub in_reply_to: Vec<String>,
    /// The answer or act it asks for.
    pub asks: Option<Ask>,
    /// Condition, in words.
    pub condition: Option<String>,
    /// Deadline.
    pub deadline: Option<Day>,
    /// What is used, for threats, promises and sanctions (instrument index).
    pub instrument: Option<usize>,
    /// One neutral sentence.
    pub summary: String,
    /// CAMEO code.
    pub cameo: Option<String>,
    /// Where it was read.
    pub source: Source,
    /// Seen in a stored copy.
    pub verified: bool,
    /// Who may see it.
    pub confidence: Confidence,
    /// Id of the event this one corrects.
    pub supersedes: Option<String>,
    /// Who entered it, and when.
    pub entered: Option<Entered>,
}

impl Event {
    /// The order of the record: by day, by known position inside it, then by id. The last is for
    /// reproducibility and says nothing about the order inside the day.
    #[must_use]
    pub fn sort_key(&self) -> (Day, Day, u32, &str) {
        (self.happened.from, self.happened.to, self.order.unwrap_or(u32::MAX), &self.id)
    }

    /// Is it known to have come before the other? Inside one day only by recorded order.
    #[must_use]
    pub fn surely_before(&self, other: &Self) -> bool {
        if self.happened.surely_before(other.happened) {
            return true;
        }
        let same_day = self.happened == other.happened && self.happened.is_exact();
        matches!((self.order, other.order), (Some(a), Some(b)) if same_day && a < b)
    }

    /// Is it an act of this principal (index), alone or with others?
    #[must_use]
    pub fn binds(&self, principal: usize) -> bool {
        self.principals.contains(&principal)
    }

    /// Is it a proposal of its own side, so that it can make a path?
    #[must_use]
    pub fn is_own_proposal(&self) -> bool {
        self.proposal_role.is_some_and(ProposalRole::is_own) && !self.proposal.is_empty()
    }

    /// Was it known only after it happened?
    #[must_use]
    pub fn known_later(&self) -> bool {
        self.known > self.happened.to
    }
}
