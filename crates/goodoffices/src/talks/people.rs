//! Who acts, and with what.

/// A side of the talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalRole {
    /// One of those who must agree.
    Party,
    /// Who brings them together.
    Mediator,
    /// Anybody else who acts.
    Other,
    /// A part of a principal that acts apart from its leadership.
    Faction,
}

/// Whom a speaker binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Stable name in the files.
    pub slug: String,
    /// Name on the page.
    pub name: String,
    /// Short name for narrow tables, where one is given.
    pub label: Option<String>,
    /// Its side of the talks.
    pub role: PrincipalRole,
    /// For a faction: the principal (index) it is a part of.
    pub of: Option<usize>,
}

impl Principal {
    /// The short name if there is one, else the name.
    #[must_use]
    pub fn short(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.name)
    }
}

/// What using an instrument amounts to, where the case says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstrumentKind {
    /// To leave the talks, or step back from them.
    Leave,
    /// To stay in them.
    Stay,
    /// To bring the sides together.
    Convene,
    /// To put terms to the sides.
    Propose,
    /// To make no agreement dearer for a side.
    Pressure,
    /// To make agreement worth more for a side.
    Offer,
    /// To ask for silence.
    Quiet,
}

impl InstrumentKind {
    /// Every kind.
    pub const ALL: &'static [Self] =
        &[Self::Leave, Self::Stay, Self::Convene, Self::Propose, Self::Pressure, Self::Offer, Self::Quiet];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Stay => "stay",
            Self::Convene => "convene",
            Self::Propose => "propose",
            Self::Pressure => "pressure",
            Self::Offer => "offer",
            Self::Quiet => "quiet",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|k| k.name() == name)
    }
}

/// What a principal can do besides talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// Stable name in the files.
    pub slug: String,
    /// Whose it is (index).
    pub principal: usize,
    /// In words.
    pub text: String,
    /// What using it amounts to, where the case says so.
    pub kind: Option<InstrumentKind>,
    /// Short words for narrow tables.
    pub label: Option<String>,
    /// Events (ids) that show it is there.
    pub supports: Vec<String>,
    /// Office that can order it, in words; where absent, the principal's head.
    pub ordered_by: Option<String>,
    /// Events (ids) that say it stands ready.
    pub ready: Vec<String>,
    /// Principals (indices) who must join.
    pub needs: Vec<usize>,
}

impl Instrument {
    /// The short words if there are any, else the slug's words.
    #[must_use]
    pub fn short(&self) -> String {
        self.label.clone().unwrap_or_else(|| self.slug.replace('_', " "))
    }
}
