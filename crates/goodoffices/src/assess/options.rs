//! What the mediator could do next, with what speaks for and against each; never an instruction.
//!
//! Only steps that the record gives a hold for are listed, and only instruments that the case lists. What each
//! is worth is another question (a later stage answers it); here stand the facts that bear on it.

use super::agreed::agreement;
use super::figure::Figure;
use super::in_short::open_question;
use super::owed::Owed;
use super::table::{PositionTable, Standing, TableRow};
use super::texts::Text;
use super::warned::{Warned, surname};
use super::words::{Words, age, condition, counted};
use crate::talks::{InstrumentKind, PrincipalRole, Scope};
use serde::Serialize;

/// One option.
#[derive(Clone, Debug, Serialize)]
pub struct OptionLine {
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
struct Draft {
    subject: &'static str,
    what: String,
    speaks_for: String,
    speaks_against: String,
    facts: Vec<String>,
}

/// The options of the mediators of a case; none if it has no mediator.
pub(super) fn options(
    words: Words<'_>,
    table: &PositionTable,
    owed: &[Owed],
    warned: &[Warned],
    texts: &[Text],
) -> Vec<OptionLine> {
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
    drafts
        .into_iter()
        .flatten()
        .enumerate()
        .map(|(k, d)| {
            let figure = Figure::new(
                format!("O{}", k + 1),
                format!("option {}", d.subject),
                format!("{}. For: {}. Against: {}.", d.what, d.speaks_for, d.speaks_against),
                "Steps the record gives a hold for, with the facts that bear on each; they are not ranked.",
            )
            .resting_on(d.facts);
            OptionLine { what: d.what, speaks_for: d.speaks_for, speaks_against: d.speaks_against, figure }
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
        format!(
            "{} did not settle it; a no needs an answer",
            counted(o.earlier_replies.len(), "reply", "replies")
        )
    };
    Some(Draft {
        subject: "ask",
        what: format!("Ask {} a dated yes or no: {}", o.who, o.what),
        speaks_for: for_it.join("; "),
        speaks_against: against,
        facts,
    })
}

fn test(words: Words<'_>, warned: &[Warned]) -> Option<Draft> {
    let w = warned.iter().find(|w| {
        words.case.trace.principals()[w.principal].role == PrincipalRole::Mediator && w.dates == "none"
    })?;
    let against = if w.orderer_said_it {
        "it must then be carried out or withdrawn".to_owned()
    } else {
        format!("binds {}", w.ordered_by.replace("has not said it", "is silent"))
    };
    Some(Draft {
        subject: "test",
        what: format!("Give the warning to {} a date and a test", w.what),
        speaks_for: format!("said {} without a date", counted(w.occasions, "time", "times")),
        speaks_against: against,
        facts: w.figure.facts.clone(),
    })
}

fn text(words: Words<'_>, table: &PositionTable, texts: &[Text]) -> Option<Draft> {
    if agreement(words).is_some() {
        return None;
    }
    let settlement: Vec<_> = table.rows.iter().filter(|r| r.scope == Scope::Settlement).collect();
    let open: Vec<_> = settlement.iter().filter(|r| !matches!(r.standing, Standing::Apart { .. })).collect();
    if settlement.is_empty() {
        return None;
    }
    let labels: Vec<String> = open.iter().take(3).map(|r| r.label.clone()).collect();
    let for_it = if open.is_empty() {
        "every settlement issue raised has a term from each side to start from".to_owned()
    } else {
        let more = if open.len() > 3 { format!(" and {} more", open.len() - 3) } else { String::new() };
        format!("not apart on {} of {} ({}{more})", open.len(), settlement.len(), labels.join(", "))
    };
    let against = match texts.last() {
        Some(t) => {
            format!("{} tabled; last {}", counted(texts.len(), "text", "texts"), t.label)
        }
        None => "no text has been tabled yet".to_owned(),
    };
    let mut facts: Vec<String> = open.iter().flat_map(|r| r.figure.facts.clone()).collect();
    facts.extend(texts.iter().flat_map(|t| t.facts.clone()));
    Some(Draft {
        subject: "text",
        what: "Table a narrower text".to_owned(),
        speaks_for: for_it,
        speaks_against: against,
        facts,
    })
}

fn agreed(words: Words<'_>) -> Option<Draft> {
    let e = agreement(words)?;
    Some(Draft {
        subject: "agreed",
        what: "Help to bring the agreed terms into force".to_owned(),
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
    Some(Draft {
        subject: "convene",
        what: format!("{} again", super::warned::capital(&i.short())),
        speaks_for: format!("both sides came ({})", words.span(last.happened)),
        speaks_against: "no new term or question for it".to_owned(),
        facts: used.iter().map(|e| e.id.clone()).collect(),
    })
}

fn recess(words: Words<'_>, warned: &[Warned]) -> Draft {
    let case = words.case;
    let leaving = warned.iter().find(|w| {
        case.trace.principals()[w.principal].role == PrincipalRole::Mediator
            && w.instrument.is_some_and(|i| case.trace.instruments()[i].kind == Some(InstrumentKind::Leave))
    });
    let mut facts = Vec::new();
    let for_it = match leaving {
        Some(w) => {
            facts.extend(w.figure.facts.iter().cloned());
            format!("warned of {}; frees effort", counted(w.occasions, "time", "times"))
        }
        None => "frees effort; time for instructions".to_owned(),
    };
    let mut against = "whom time helps is not known".to_owned();
    if let Some(e) = leaving.and_then(|w| w.contrary.last()).and_then(|id| case.trace.event(id)) {
        against = format!("{} to stay, {}; {against}", surname(&e.speaker), words.span(e.happened));
    }
    Draft {
        subject: "recess",
        what: "Step back, able to return".to_owned(),
        speaks_for: for_it,
        speaks_against: against,
        facts,
    }
}
