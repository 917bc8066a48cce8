//! What the mediator could do next, with what speaks for and against each; never an instruction.
//!
//! One list for the brief and for `advise`: the steps that the record gives a hold for come first and are what the
//! brief prints; the others (`further`) follow. Measures, inducements and meetings are listed only where the case
//! lists the instrument; to ask, to put words in confidence, to stand back and to leave any mediator can. What
//! each is worth is `advice`; here stand the facts that bear on it.

use super::agreed::agreement;
use super::figure::Figure;
use super::further;
use super::in_short::open_question;
use super::owed::Owed;
use super::table::{PositionTable, Standing, TableRow};
use super::texts::Text;
use super::warned::{UNDATED, Warned, surname};
use super::words::{Words, age, condition, counted};
use crate::conduct::names_office;
use crate::talks::{InstrumentKind, Kind, PrincipalRole, ProposalRole, Scope};
use serde::Serialize;

/// What kind of step an option is: steps of one kind rest on the same quantities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionKind {
    /// A dated question to one side.
    Ask,
    /// A warning with a date and a test.
    Warn,
    /// A text.
    Text,
    /// A joint session.
    Convene,
    /// Help with agreed terms.
    Agreed,
    /// To stand back, able to return; or to stay away, able to return.
    Recess,
    /// A proposal to both in confidence.
    Confidential,
    /// A question to one side in confidence.
    Probe,
    /// A measure that makes no agreement dearer.
    Pressure,
    /// An inducement.
    Offer,
    /// A truce.
    Truce,
    /// Silence towards the press.
    Quiet,
    /// To leave for good.
    Leave,
    /// To go on as now.
    GoOn,
}

impl OptionKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Ask,
        Self::Warn,
        Self::Text,
        Self::Convene,
        Self::Agreed,
        Self::Recess,
        Self::Confidential,
        Self::Probe,
        Self::Pressure,
        Self::Offer,
        Self::Truce,
        Self::Quiet,
        Self::Leave,
        Self::GoOn,
    ];

    /// The first part of the keys of its quantities; nothing for the kinds that have none of their own.
    #[must_use]
    pub fn key(self) -> Option<&'static str> {
        Some(match self {
            Self::Ask => "ask",
            Self::Warn => "warn",
            Self::Text => "text",
            Self::Convene => "convene",
            Self::Agreed => "agreed",
            Self::Confidential => "confidential",
            Self::Probe => "probe",
            Self::Pressure => "pressure",
            Self::Offer => "offer",
            Self::Truce => "truce",
            Self::Quiet => "quiet",
            Self::Recess | Self::Leave | Self::GoOn => return None,
        })
    }
}

/// Earlier uses of a step that brought nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// How many: days on which it was used, occasions of a warning, replies that were no yes.
    pub uses: usize,
    /// The events.
    pub facts: Vec<String>,
}

impl Tried {
    /// A use for each day before today on which one of the events happened. What is used today has had no time to
    /// bring anything, and what became known only later is no experience of today's.
    pub(super) fn days<'a>(
        words: Words<'_>,
        events: impl IntoIterator<Item = &'a crate::talks::Event>,
    ) -> Self {
        let (mut days, mut facts) = (std::collections::BTreeSet::new(), Vec::new());
        for e in events.into_iter().filter(|e| e.happened.to < words.today && e.known <= words.today) {
            days.insert(e.happened.to);
            facts.push(e.id.clone());
        }
        Self { uses: days.len(), facts }
    }
}

/// One option.
#[derive(Clone, Debug, Serialize)]
pub struct OptionLine {
    /// What kind of step it is.
    pub kind: OptionKind,
    /// What more the step would say, beyond what one line has room for; empty where nothing.
    pub detail: String,
    /// Whom it is addressed to (index), where to one side.
    #[serde(skip)]
    pub to: Option<usize>,
    /// The instrument (index) it uses or warns of, where there is one.
    #[serde(skip)]
    pub instrument: Option<usize>,
    /// Earlier uses on this record that brought no settlement: events, and how many uses they are.
    pub tried: Tried,
    /// Does the record give it a hold, so that the brief prints it?
    pub on_brief: bool,
    /// What.
    pub what: String,
    /// What speaks for it.
    pub speaks_for: String,
    /// What speaks against it.
    pub speaks_against: String,
    /// The printed line.
    pub figure: Figure,
}

/// What an option is made of before it is numbered.
pub(super) struct Draft {
    pub kind: OptionKind,
    pub subject: String,
    pub what: String,
    pub detail: String,
    pub to: Option<usize>,
    pub instrument: Option<usize>,
    pub speaks_for: String,
    pub speaks_against: String,
    pub facts: Vec<String>,
    pub tried: Tried,
}

impl Draft {
    /// A step that is not addressed to one side and uses no instrument.
    pub fn new(kind: OptionKind, subject: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            kind,
            subject: subject.into(),
            what: what.into(),
            detail: String::new(),
            to: None,
            instrument: None,
            speaks_for: String::new(),
            speaks_against: String::new(),
            facts: Vec::new(),
            tried: Tried::default(),
        }
    }
}

/// What the options are made from.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub words: Words<'a>,
    pub table: &'a PositionTable,
    pub owed: &'a [Owed],
    pub warned: &'a [Warned],
    pub texts: &'a [Text],
}

/// The options of the mediators of a case; none if it has no mediator.
pub(super) fn options(seen: Seen<'_>) -> Vec<OptionLine> {
    let Seen { words, table, owed, warned, texts } = seen;
    if words.case.trace.with_role(PrincipalRole::Mediator).next().is_none() {
        return Vec::new();
    }
    let drafts = [
        ask(words, table, owed),
        agreement(words).is_none().then(|| test(words, warned)).flatten(),
        text(words, table, texts),
        agreement(words).is_none().then(|| convene(words)).flatten(),
        agreed(words),
        Some(recess(words, warned)),
    ];
    let first = drafts.into_iter().flatten().map(|d| (true, d));
    let open = agreement(words).is_none();
    first
        .chain(further::further(seen, open).into_iter().map(|d| (false, d)))
        .enumerate()
        .map(|(k, (on_brief, d))| {
            let figure = Figure::new(
                format!("O{}", k + 1),
                format!("option {}", d.subject),
                format!("{}. For: {}. Against: {}.", d.what, d.speaks_for, d.speaks_against),
                "Steps the record gives a hold for, with the facts that bear on each; they are not ranked.",
            )
            .resting_on(d.facts);
            OptionLine {
                kind: d.kind,
                detail: d.detail,
                to: d.to,
                instrument: d.instrument,
                tried: d.tried,
                on_brief,
                what: d.what,
                speaks_for: d.speaks_for,
                speaks_against: d.speaks_against,
                figure,
            }
        })
        .collect()
}

fn ask(words: Words<'_>, table: &PositionTable, owed: &[Owed]) -> Option<Draft> {
    let o = open_question(words, owed)?;
    let mut for_it =
        vec![if o.days_open <= 0 { "asked today".to_owned() } else { format!("open {}", age(o.days_open)) }];
    let mut facts = o.asks.clone();
    // A yes to one term is no yes to a text of several.
    let same_term = |r: &TableRow| r.scope == o.scope && o.terms.len() == 1 && o.terms.get(r.issue).is_some();
    for row in table.rows.iter().filter(|r| same_term(r)) {
        if let Standing::Yes { by } = &row.standing
            && let Some(p) = words.case.trace.principal(by).filter(|p| !o.by.contains(p))
        {
            for_it.push(format!("{} said yes", words.short(p)));
        }
    }
    for c in table.rows.iter().filter(|r| same_term(r)).flat_map(|r| &r.cells) {
        let other = words.case.trace.principal(&c.principal).is_some_and(|p| !o.by.contains(&p));
        if other && c.text.contains("yes") && !for_it.iter().any(|f| f.ends_with("said yes")) {
            let p = words.case.trace.principal(&c.principal).unwrap_or_default();
            for_it.push(format!("{} said yes", words.short(p)));
            facts.extend(c.facts.iter().cloned());
        }
    }
    let against = if o.earlier_replies.is_empty() {
        "a no needs an answer".to_owned()
    } else {
        facts.extend(o.earlier_replies.iter().cloned());
        let days: Vec<String> = o
            .earlier_replies
            .iter()
            .filter_map(|id| words.case.trace.event(id))
            .map(|e| words.span(e.happened))
            .collect();
        let when = match (days.first(), days.last()) {
            (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
            (Some(only), _) => only.clone(),
            _ => String::new(),
        };
        let replies = if days.len() == 1 { "the reply" } else { "the replies" };
        format!("{replies} of {when} left it open; a no needs an answer")
    };
    let what = format!("Ask {} a dated yes or no: {}", o.who, o.what);
    Some(Draft {
        detail: terms_to_name(words, table, o),
        to: o.by.first().copied(),
        tried: Tried { uses: o.earlier_replies.len(), facts: o.earlier_replies.clone() },
        speaks_for: for_it.join("; "),
        speaks_against: against,
        facts,
        ..Draft::new(OptionKind::Ask, "ask", what)
    })
}

fn test(words: Words<'_>, warned: &[Warned]) -> Option<Draft> {
    let w = warned.iter().find(|w| {
        words.case.trace.principals()[w.principal].role == PrincipalRole::Mediator && w.dates == UNDATED
    })?;
    Some(warning_with_a_date(words, w, "test".to_owned()))
}

/// What speaks against giving a warning a date: whom it binds.
fn binds(words: Words<'_>, w: &Warned) -> String {
    let Some(office) = w.office.as_ref().filter(|_| !w.orderer_said_it) else {
        return "it must then be carried out or withdrawn".to_owned();
    };
    let itself = |e: &&crate::talks::Event| e.role.as_deref().is_some_and(|r| names_office(r, office));
    let contrary = w.contrary.iter().filter_map(|id| words.case.trace.event(id)).rfind(itself);
    match contrary {
        Some(e) => format!("binds {office}, who promised the contrary, {}", words.span(e.happened)),
        None => format!("binds {office}, who has not given it"),
    }
}

/// The step that gives a standing warning a date and a test.
pub(super) fn warning_with_a_date(words: Words<'_>, w: &Warned, subject: String) -> Draft {
    let what = match w.kind {
        Some(InstrumentKind::Leave | InstrumentKind::Stay) | None => {
            format!("Give the warning to {} a date and a test", w.what)
        }
        Some(_) => format!("Give the warning of {} a date and a test", w.what),
    };
    Draft {
        instrument: w.instrument,
        tried: Tried { uses: w.occasions, facts: w.figure.facts.clone() },
        speaks_for: format!("said {} without a date", counted(w.occasions, "time", "times")),
        speaks_against: binds(words, w),
        facts: w.figure.facts.clone(),
        ..Draft::new(OptionKind::Warn, subject, what)
    }
}

/// A yes to one term of a settlement says little without the others: the issues on which the asked side has no term,
/// or another one.
fn terms_to_name(words: Words<'_>, table: &PositionTable, o: &Owed) -> String {
    if o.scope != Scope::Settlement {
        return String::new();
    }
    // What the record has as agreed, by whosoever account, is not asked about again.
    let settled: std::collections::BTreeSet<usize> = words
        .case
        .events()
        .iter()
        .filter(|e| e.kind == Kind::Agreement || e.proposal_role == Some(ProposalRole::Agreed))
        .filter(|e| e.scope == Scope::Settlement && e.known <= words.today)
        .flat_map(|e| e.proposal.terms().map(|(issue, _)| issue))
        .collect();
    let asked = |r: &&TableRow| o.terms.get(r.issue).is_some() || settled.contains(&r.issue);
    let open: Vec<String> = table
        .rows
        .iter()
        .filter(|r| r.scope == Scope::Settlement && !asked(r))
        .filter(|r| matches!(r.standing, Standing::Apart { .. } | Standing::Silent { .. }))
        .map(|r| r.label.clone())
        .collect();
    if open.is_empty() {
        return String::new();
    }
    let whose = super::in_short::possessive(&o.who);
    format!("with {whose} terms named on {}", super::words::some(open, 4))
}

fn text(words: Words<'_>, table: &PositionTable, texts: &[Text]) -> Option<Draft> {
    if agreement(words).is_some() {
        return None;
    }
    let settlement: Vec<_> = table.rows.iter().filter(|r| r.scope == Scope::Settlement).collect();
    if settlement.is_empty() {
        return None;
    }
    // Silence is no nearness: issues on which a side has said no term stand against, not for.
    let common: Vec<_> = settlement
        .iter()
        .filter(|r| {
            matches!(r.standing, Standing::Same { .. } | Standing::Agreed { .. } | Standing::Yes { .. })
        })
        .collect();
    let silent = settlement.iter().filter(|r| matches!(r.standing, Standing::Silent { .. })).count();
    let for_it = if common.is_empty() {
        format!("same term on none of {}", settlement.len())
    } else {
        let labels = super::words::some(common.iter().map(|r| r.label.clone()).collect(), 3);
        format!("same term on {} of {} ({labels})", common.len(), settlement.len())
    };
    let mut against = match texts.last() {
        Some(t) => format!("{} so far; last {}", counted(texts.len(), "text", "texts"), t.label),
        None => "no text has been tabled yet".to_owned(),
    };
    if silent > 0 {
        against.push_str(&format!("; a side is silent on {silent}"));
    }
    let mut facts: Vec<String> = settlement
        .iter()
        .filter(|r| !matches!(r.standing, Standing::Apart { .. }))
        .flat_map(|r| r.figure.facts.clone())
        .collect();
    let tried: Vec<String> = texts.iter().flat_map(|t| t.facts.clone()).collect();
    facts.extend(tried.iter().cloned());
    Some(Draft {
        tried: Tried { uses: texts.len(), facts: tried },
        speaks_for: for_it,
        speaks_against: against,
        facts,
        ..Draft::new(OptionKind::Text, "text", "Table a narrower text")
    })
}

fn agreed(words: Words<'_>) -> Option<Draft> {
    let e = agreement(words)?;
    Some(Draft {
        speaks_for: format!(
            "{} agreed on {}",
            counted(e.proposal.len(), "term", "terms"),
            words.span(e.happened)
        ),
        speaks_against: match &e.condition {
            Some(c) => condition(c),
            None => "no condition is on this record".to_owned(),
        },
        facts: vec![e.id.clone()],
        ..Draft::new(OptionKind::Agreed, "agreed", "Help to bring the agreed terms into force")
    })
}

fn convene(words: Words<'_>) -> Option<Draft> {
    let case = words.case;
    let (k, i) = case.trace.instruments().iter().enumerate().find(|(_, i)| {
        i.kind == Some(InstrumentKind::Convene)
            && case.trace.principals()[i.principal].role == PrincipalRole::Mediator
    })?;
    let used: Vec<&crate::talks::Event> = case.events().iter().filter(|e| e.instrument == Some(k)).collect();
    let last = used.last()?;
    let terms = case
        .events()
        .iter()
        .filter(|e| e.is_own_proposal() && last.surely_before(e))
        .filter(|e| e.principals.iter().any(|p| case.trace.parties().contains(p)))
        .count();
    let since = match terms {
        0 => "; no own term since".to_owned(),
        n => format!("; {} since", counted(n, "own proposal", "own proposals")),
    };
    Some(Draft {
        instrument: Some(k),
        tried: Tried::days(words, used.iter().copied()),
        speaks_for: format!("last convened {}{}", words.dated_event(last), since),
        speaks_against: "whether both would come is not on this record".to_owned(),
        facts: used.iter().map(|e| e.id.clone()).collect(),
        ..Draft::new(OptionKind::Convene, "convene", format!("{} again", super::warned::capital(&i.short())))
    })
}

fn recess(words: Words<'_>, warned: &[Warned]) -> Draft {
    let case = words.case;
    let leaving = warned.iter().find(|w| {
        case.trace.principals()[w.principal].role == PrincipalRole::Mediator
            && w.kind == Some(InstrumentKind::Leave)
    });
    let mut facts = Vec::new();
    let mut for_it = match leaving {
        Some(w) => {
            facts.extend(w.figure.facts.iter().cloned());
            format!("warned of {}; frees effort", counted(w.occasions, "time", "times"))
        }
        None => "frees effort; time for instructions".to_owned(),
    };
    let returns = further::returns(words);
    if let Some((left, back)) = returns.last() {
        for_it = format!("left {} and was back {}", words.span(left.happened), words.span(back.happened));
        facts.extend([left.id.clone(), back.id.clone()]);
    }
    let mut against = "whom time helps is not known".to_owned();
    if let Some(e) = leaving.and_then(|w| w.contrary.last()).and_then(|id| case.trace.event(id)) {
        against = format!("{} to stay, {}; {against}", surname(&e.speaker), words.span(e.happened));
    }
    let what = match further::away(words) {
        Some(e) => {
            facts.push(e.id.clone());
            "Stay away, able to return"
        }
        None => "Step back, able to return",
    };
    Draft {
        instrument: leaving.and_then(|w| w.instrument),
        speaks_for: for_it,
        speaks_against: against,
        facts,
        ..Draft::new(OptionKind::Recess, "recess", what)
    }
}
