//! Statements of one principal's different speakers, side by side: can both hold?
//!
//! Compared are statements within [`WINDOW_DAYS`] of each other by different speakers of one principal: terms
//! of the same issue, and warnings or promises of the same instrument or of two that exclude each other. Of
//! each earlier speaker only the latest words before are taken (all words of one day, since their order is
//! unknown), and at most [`MOST_SPEAKERS`] speakers back. Every verdict has a reason. Where the earlier of
//! the two speakers later said otherwise, the pair says so. Absent on purpose: which of the two counts.

use super::as_of::{AsOf, firm};
use crate::talks::{Event, Evidence, Kind, ProposalRole, Scope, Span};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Statements further apart than this are not set side by side.
pub const WINDOW_DAYS: i64 = 14;

/// At most so many other speakers are looked back to.
pub const MOST_SPEAKERS: usize = 8;

/// Of the words of one speaker on one day, at most so many different ones are compared.
const MOST_WORDS: usize = 4;

/// Two statements of one principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideBySide {
    /// Whose (index).
    pub principal: usize,
    /// What both are about.
    pub about: About,
    /// The earlier statement's events (ids); the order of the two may be unknown.
    pub one: Arc<[String]>,
    /// The later statement's events (ids).
    pub other: Arc<[String]>,
    /// The speakers, in the same order.
    pub speakers: (Arc<str>, Arc<str>),
    /// Can both hold?
    pub verdict: Verdict,
    /// Why.
    pub why: Why,
    /// Events (ids) by which the first speaker later said otherwise.
    pub changed_by: Vec<String>,
}

/// What two statements are both about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// Terms of an issue (index).
    Issue(usize),
    /// Instruments (indices, ascending; the same twice for one instrument).
    Instruments(usize, usize),
}

/// Whether two statements can both hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Both can hold.
    CanHold,
    /// They cannot both hold.
    CannotHold,
    /// They are not of a kind.
    NotComparable,
}

impl Verdict {
    /// In words for the page.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::CanHold => "both can hold",
            Self::CannotHold => "cannot both hold",
            Self::NotComparable => "not comparable",
        }
    }
}

/// The reason of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// They say the same.
    SameTerm,
    /// They are of different scopes.
    OtherScope,
    /// One is known only from others' accounts.
    NotOnRecord,
    /// One is only floated.
    OnlyFloated,
    /// One is tied to a condition.
    OneConditional,
    /// Both are tied to conditions, in different words.
    OtherConditions,
    /// A warning names what it would fall back to.
    FallBack,
    /// One step does not rule out another.
    StepsApart,
    /// A yes to one term does not take back the wish for another.
    YesBesideOwn,
    /// A no to one term leaves room for another.
    NoBesideOther,
    /// The terms are no proposal of its own, nor a yes or no.
    NoStand,
    /// Both are put as the one value of the issue.
    TwoValues,
    /// One says yes, or asks for it, and the other says no to the same term.
    YesAndNo,
    /// Two instruments that exclude each other, without a condition.
    Exclusive,
}

impl Why {
    /// In words for the page.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SameTerm => "they say the same",
            Self::OtherScope => "they are about different scopes",
            Self::NotOnRecord => "one is known only from others' accounts",
            Self::OnlyFloated => "one is only floated",
            Self::OneConditional => "one is tied to a condition",
            Self::OtherConditions => "each is tied to a condition of its own",
            Self::FallBack => "one names what a warning would fall back to",
            Self::StepsApart => "one step does not rule out another",
            Self::YesBesideOwn => "a yes to one term does not take back the wish for another",
            Self::NoBesideOther => "a no to one term leaves room for another",
            Self::NoStand => "one takes no stand on the term",
            Self::TwoValues => "each is put as the one value of the issue",
            Self::YesAndNo => "one says yes and the other no to the same term",
            Self::Exclusive => "each instrument excludes the other and neither has a condition",
        }
    }
}

/// One statement as compared: equal ones of a day are taken together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Words<'a> {
    value: usize,
    role: Option<ProposalRole>,
    scope: Scope,
    firm: bool,
    on_record: bool,
    condition: Option<&'a str>,
}

/// What one speaker said on one day, equal words together with their events (ids).
struct Group<'a> {
    speaker: Arc<str>,
    on: Span,
    words: Vec<(Words<'a>, Arc<[String]>)>,
}

/// Every pair of statements within the window, by principal and matter. Linear in the terms named.
#[must_use]
pub fn side_by_side(as_of: &AsOf<'_>) -> Vec<SideBySide> {
    let mut streams: BTreeMap<(usize, About), Vec<(Words<'_>, &Event)>> = BTreeMap::new();
    let partners = partners(as_of);
    for e in as_of.trace().events() {
        let words = |value: usize| Words {
            value,
            role: e.proposal_role,
            scope: e.scope,
            firm: firm(e),
            on_record: e.evidence == Evidence::OnRecord,
            condition: e.condition.as_deref(),
        };
        for &p in e.principals.iter().filter(|p| **p < as_of.trace().principals().len()) {
            for (issue, value) in e.proposal.terms() {
                streams.entry((p, About::Issue(issue))).or_default().push((words(value), e));
            }
            if let (Kind::Threat | Kind::Promise, Some(i)) = (e.kind, e.instrument) {
                let pairs = partners.get(&i).into_iter().flatten();
                for about in std::iter::once(&About::Instruments(i, i)).chain(pairs) {
                    streams.entry((p, *about)).or_default().push((words(i), e));
                }
            }
        }
    }
    let mut found = Vec::new();
    for ((p, about), said) in streams {
        pairs(p, about, &said, &mut found);
    }
    found
}

/// For each instrument, the exclusions it is a part of.
fn partners(as_of: &AsOf<'_>) -> BTreeMap<usize, Vec<About>> {
    let mut map: BTreeMap<usize, Vec<About>> = BTreeMap::new();
    for (a, b) in as_of.excluded().iter().filter(|(a, b)| a != b) {
        let about = About::Instruments(*a.min(b), *a.max(b));
        map.entry(*a).or_default().push(about);
        map.entry(*b).or_default().push(about);
    }
    map
}

fn pairs(principal: usize, about: About, said: &[(Words<'_>, &Event)], found: &mut Vec<SideBySide>) {
    let mut said_on: BTreeMap<(Span, &str), BTreeMap<&Words<'_>, Vec<String>>> = BTreeMap::new();
    for (words, e) in said {
        let group = said_on.entry((e.happened, &e.speaker)).or_default();
        group.entry(words).or_default().push(e.id.clone());
    }
    let groups: Vec<Group<'_>> = said_on
        .into_iter()
        .map(|((on, speaker), words)| Group {
            speaker: speaker.into(),
            on,
            words: words.into_iter().map(|(w, ids)| (w.clone(), ids.into())).collect(),
        })
        .collect();
    // For each group, the same speaker's next words on the matter.
    let mut next_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut next = vec![None; groups.len()];
    for (k, g) in groups.iter().enumerate().rev() {
        next[k] = next_of.insert(&g.speaker, k);
    }
    let mut recent: VecDeque<usize> = VecDeque::new();
    for (k, now) in groups.iter().enumerate() {
        let window = now.on.from.plus(-WINDOW_DAYS);
        recent.retain(|r| groups[*r].on.to >= window);
        for &r in recent.iter().filter(|r| groups[**r].speaker != now.speaker) {
            let before = &groups[r];
            for (one, one_ids) in before.words.iter().take(MOST_WORDS) {
                for (other, other_ids) in now.words.iter().take(MOST_WORDS) {
                    let Some((verdict, why)) = compare(about, one, other) else { continue };
                    let changed_by = match next[r].filter(|_| verdict == Verdict::CannotHold) {
                        Some(n) => {
                            let later = groups[n].words.iter();
                            let changed = later.filter(|(w, _)| w.value != one.value || w.role != one.role);
                            changed.flat_map(|(_, ids)| ids.iter().cloned()).collect()
                        }
                        None => Vec::new(),
                    };
                    found.push(SideBySide {
                        principal,
                        about,
                        one: Arc::clone(one_ids),
                        other: Arc::clone(other_ids),
                        speakers: (Arc::clone(&before.speaker), Arc::clone(&now.speaker)),
                        verdict,
                        why,
                        changed_by,
                    });
                }
            }
        }
        recent.retain(|r| groups[*r].speaker != now.speaker);
        recent.push_back(k);
        if recent.len() > MOST_SPEAKERS + 1 {
            recent.pop_front();
        }
    }
}

/// The verdict on two statements; `None` where there is nothing to set side by side.
fn compare(about: About, one: &Words<'_>, other: &Words<'_>) -> Option<(Verdict, Why)> {
    use Verdict::{CanHold, CannotHold, NotComparable};
    let conditional = match (one.condition, other.condition) {
        (None, None) => None,
        (Some(a), Some(b)) if a != b => Some(Why::OtherConditions),
        _ => Some(Why::OneConditional),
    };
    if let About::Instruments(a, b) = about {
        if a == b {
            return Some(match conditional {
                Some(why) if one.condition != other.condition => (CanHold, why),
                _ => (CanHold, Why::SameTerm),
            });
        }
        if one.value == other.value {
            return None;
        }
        return Some(match conditional {
            _ if !(one.on_record && other.on_record) => (NotComparable, Why::NotOnRecord),
            Some(why) => (CanHold, why),
            None => (CannotHold, Why::Exclusive),
        });
    }
    let (Some(r), Some(s)) = (one.role, other.role) else { return Some((NotComparable, Why::NoStand)) };
    let no = |r: ProposalRole| r == ProposalRole::Refuses;
    let same = one.value == other.value;
    Some(if one.scope != other.scope {
        (NotComparable, Why::OtherScope)
    } else if r == ProposalRole::Threatened || s == ProposalRole::Threatened {
        (CanHold, Why::FallBack)
    } else if same && no(r) == no(s) {
        (CanHold, Why::SameTerm)
    } else if !(one.on_record && other.on_record) {
        (NotComparable, Why::NotOnRecord)
    } else if no(r) || no(s) {
        match conditional {
            _ if !same => (CanHold, Why::NoBesideOther),
            _ if !(one.firm && other.firm) => (CanHold, Why::OnlyFloated),
            Some(why) => (CanHold, why),
            None => (CannotHold, Why::YesAndNo),
        }
    } else if !(one.firm && other.firm) {
        (CanHold, Why::OnlyFloated)
    } else if !(r.is_own() && s.is_own()) {
        (CanHold, Why::YesBesideOwn)
    } else if one.scope != Scope::Settlement {
        (CanHold, Why::StepsApart)
    } else if let Some(why) = conditional {
        (CanHold, why)
    } else {
        (CannotHold, Why::TwoValues)
    })
}
