//! The options that the brief has no room for: words in confidence, measures, inducements, a truce, silence, leaving
//! for good, going on.
//!
//! A measure or an inducement is listed only where the case lists the mediator's instrument and the record of the day
//! shows it. Absent on purpose: instruments of others, and any measure that nobody has named.

use super::figure::Figure;
use super::options::{Draft, OptionKind, Seen, Tried, warning_with_a_date};
use super::table::Standing;
use super::warned::UNDATED;
use super::words::{Words, age, counted, listed, some};
use crate::talks::{Event, Instrument, InstrumentKind, Kind, PrincipalRole, Scope};

/// What is said of steps that need no instrument of the case.
const ANY: &str = "any mediator can";

/// The further options; warnings, measures and terms only while nothing is agreed.
pub(super) fn further(seen: Seen<'_>, open: bool) -> Vec<Draft> {
    let words = seen.words;
    let mut out = Vec::new();
    if open {
        out.push(confidential(seen));
        out.extend(probes(seen));
        out.extend(warnings(seen));
        out.extend(measures(seen));
        out.extend(truce(seen));
        out.extend(quiet(words));
    }
    out.push(leave(seen));
    out.push(go_on(words));
    out
}

/// Instruments of the mediators of one kind, with their indices.
pub(super) fn of_kind<'a>(
    words: Words<'a>,
    kind: InstrumentKind,
) -> impl Iterator<Item = (usize, &'a Instrument)> {
    let trace = &words.case.trace;
    trace.instruments().iter().enumerate().filter(move |(_, i)| {
        i.kind == Some(kind) && trace.principals()[i.principal].role == PrincipalRole::Mediator
    })
}

/// Is it an act of a mediator?
fn by_mediator(words: Words<'_>, e: &Event) -> bool {
    e.principals.iter().any(|p| words.case.trace.principals()[*p].role == PrincipalRole::Mediator)
}

/// Where the mediators have left, by their own last act: that act.
pub(super) fn away<'a>(words: Words<'a>) -> Option<&'a Event> {
    let acts = |e: &&Event| {
        by_mediator(words, e) && !matches!(e.kind, Kind::Threat | Kind::Promise | Kind::Statement)
    };
    let leaving = |e: &Event| {
        e.instrument.is_some_and(|i| words.case.trace.instruments()[i].kind == Some(InstrumentKind::Leave))
    };
    let last = words.case.events().iter().filter(acts).map(|e| e.happened.to).max()?;
    // Which act of a day was the last is unknown; all of them must be of leaving, or it is not said.
    let mut of_day = words.case.events().iter().filter(acts).filter(|e| e.happened.to == last).peekable();
    of_day.peek().copied().filter(|_| of_day.all(leaving))
}

/// How often the mediators left and were back at work on a later day: the events of leaving and of the first act after.
pub(super) fn returns<'a>(words: Words<'a>) -> Vec<(&'a Event, &'a Event)> {
    let case = words.case;
    let acts: Vec<&Event> = case
        .events()
        .iter()
        .filter(|e| by_mediator(words, e) && matches!(e.kind, Kind::MediatorAct | Kind::Meeting))
        .collect();
    let leaving = |e: &Event| {
        e.instrument.is_some_and(|i| case.trace.instruments()[i].kind == Some(InstrumentKind::Leave))
    };
    // Of several acts of leaving in a row the first counts; what cannot be put in order is no return.
    let (mut out, mut left): (Vec<(&Event, &Event)>, Option<&Event>) = (Vec::new(), None);
    for e in acts {
        match (left, leaving(e)) {
            (None, true) => left = Some(e),
            (Some(gone), false) if gone.surely_before(e) => {
                out.push((gone, e));
                left = None;
            }
            _ => {}
        }
    }
    out
}

fn confidential(seen: Seen<'_>) -> Draft {
    let words = seen.words;
    let tool = of_kind(words, InstrumentKind::Propose).next();
    let used: Vec<&Event> = tool.map_or_else(Vec::new, |(k, _)| {
        words.case.events().iter().filter(|e| e.instrument == Some(k)).collect()
    });
    let before = match used.last() {
        Some(e) => format!("the mediator's own text of {} is on this record", words.dated_event(e)),
        None => ANY.to_owned(),
    };
    let tabled: Vec<String> = seen.texts.iter().flat_map(|t| t.facts.clone()).collect();
    Draft {
        instrument: tool.map(|(k, _)| k),
        tried: Tried::days(words, used.iter().copied()),
        speaks_for: format!("told only if both say yes, so a yes costs neither side; {before}"),
        speaks_against: match seen.texts.len() {
            0 => "no text has been tabled to start from".to_owned(),
            n => format!("{} tabled so far", counted(n, "text", "texts")),
        },
        facts: used.iter().map(|e| e.id.clone()).chain(tabled).collect(),
        ..Draft::new(
            OptionKind::Confidential,
            "confidential",
            "Put the mediator's own proposal to both sides in confidence",
        )
    }
}

/// A question to each side about the issues on which it alone has said nothing.
fn probes(seen: Seen<'_>) -> Vec<Draft> {
    let words = seen.words;
    words
        .case
        .trace
        .parties()
        .into_iter()
        .filter_map(|p| {
            let slug = &words.case.trace.principals()[p].slug;
            let rows: Vec<_> = seen
                .table
                .rows
                .iter()
                .filter(|r| matches!(&r.standing, Standing::Silent { who } if who.contains(slug)))
                .collect();
            if rows.is_empty() {
                return None;
            }
            let labels = some(rows.iter().map(|r| r.label.clone()).collect(), 3);
            Some(Draft {
                to: Some(p),
                speaks_for: format!(
                    "silent on {} on which the other side has a term",
                    counted(rows.len(), "issue", "issues")
                ),
                speaks_against: "an answer in confidence binds nobody".to_owned(),
                facts: rows.iter().flat_map(|r| r.figure.facts.clone()).collect(),
                ..Draft::new(
                    OptionKind::Probe,
                    format!("probe {slug}"),
                    format!("Ask {} in confidence what it would need on {labels}", words.short(p)),
                )
            })
        })
        .collect()
}

/// Warnings without a date beside the one the brief names.
fn warnings(seen: Seen<'_>) -> Vec<Draft> {
    let words = seen.words;
    let case = words.case;
    let mediators = seen.warned.iter().filter(|w| {
        case.trace.principals()[w.principal].role == PrincipalRole::Mediator && w.dates == UNDATED
    });
    mediators
        .skip(1)
        .map(|w| {
            let slug = w.instrument.map_or("none", |i| case.trace.instruments()[i].slug.as_str());
            warning_with_a_date(words, w, format!("test {slug}"))
        })
        .collect()
}

/// Measures and inducements that the record shows.
fn measures(seen: Seen<'_>) -> Vec<Draft> {
    let words = seen.words;
    let mut out = Vec::new();
    for (instrument, kind, verb) in [
        (InstrumentKind::Pressure, OptionKind::Pressure, "Carry out"),
        (InstrumentKind::Offer, OptionKind::Offer, "Offer"),
    ] {
        for (k, i) in of_kind(words, instrument) {
            let warned = seen.warned.iter().find(|w| w.instrument == Some(k));
            let mut for_it = Vec::new();
            let mut facts: Vec<String> = i.supports.clone();
            if let Some(w) = warned {
                facts.extend(w.figure.facts.iter().cloned());
                for_it.push(format!("warned of {}", counted(w.occasions, "time", "times")));
                if w.ready != "not said" {
                    for_it.push(w.ready.clone());
                }
            }
            if for_it.is_empty() {
                for_it.push("named on this record".to_owned());
            }
            let mut against = Vec::new();
            if warned.is_some_and(|w| w.test != "none named") {
                against.push("its condition is not recorded as met".to_owned());
            }
            if !i.needs.is_empty() {
                against.push(format!("needs {}", listed(i.needs.iter().map(|n| words.short(*n).to_owned()))));
            }
            against.push("cannot be used twice".to_owned());
            let done = words.case.events().iter().filter(|e| {
                e.instrument == Some(k) && !matches!(e.kind, Kind::Threat | Kind::Promise | Kind::Statement)
            });
            out.push(Draft {
                instrument: Some(k),
                tried: Tried::days(words, done),
                speaks_for: for_it.join("; "),
                speaks_against: against.join("; "),
                facts,
                ..Draft::new(kind, format!("use {}", i.slug), format!("{verb}: {}", i.short()))
            });
        }
    }
    out
}

/// A truce, where the record has had one or terms of one, and none is asked for now.
fn truce(seen: Seen<'_>) -> Option<Draft> {
    let words = seen.words;
    if seen.owed.iter().any(|o| o.scope == Scope::Interim && !o.terms.is_empty()) {
        return None;
    }
    let had: Vec<&Event> = words.case.events().iter().filter(|e| e.kind == Kind::Truce).collect();
    let last = had.last()?;
    Some(Draft {
        tried: Tried::days(words, had.iter().copied()),
        speaks_for: format!(
            "{} on this record; the last {}",
            counted(had.len(), "truce", "truces"),
            words.span(last.happened)
        ),
        speaks_against: "alleged breaches need somebody to look".to_owned(),
        facts: had.iter().map(|e| e.id.clone()).collect(),
        ..Draft::new(OptionKind::Truce, "truce", "Propose a truce with dates and a way to check it")
    })
}

fn quiet(words: Words<'_>) -> Option<Draft> {
    let (k, i) = of_kind(words, InstrumentKind::Quiet).next()?;
    let used: Vec<&Event> = words.case.events().iter().filter(|e| e.instrument == Some(k)).collect();
    let last = used.last()?;
    Some(Draft {
        instrument: Some(k),
        tried: Tried::days(words, used.iter().copied()),
        speaks_for: format!("asked for {}", words.span(last.happened)),
        speaks_against: "by itself it brings no term".to_owned(),
        facts: used.iter().map(|e| e.id.clone()).collect(),
        ..Draft::new(OptionKind::Quiet, "quiet", format!("Ask both for {} again", i.short()))
    })
}

fn leave(seen: Seen<'_>) -> Draft {
    let words = seen.words;
    let case = words.case;
    let tool = of_kind(words, InstrumentKind::Leave).next();
    let warned = tool.and_then(|(k, _)| seen.warned.iter().find(|w| w.instrument == Some(k)));
    let mut facts = Vec::new();
    let mut for_it = vec!["frees effort".to_owned()];
    match (warned, tool) {
        (Some(w), _) => {
            facts.extend(w.figure.facts.iter().cloned());
            for_it.push(format!("warned of {}", counted(w.occasions, "time", "times")));
        }
        // Having left with a way back is no experience of leaving for good.
        (None, Some((_, i))) => facts.extend(i.supports.iter().cloned()),
        (None, None) => for_it.push(ANY.to_owned()),
    }
    let mut against = vec!["what the sides do by themselves is not known".to_owned()];
    if let Some(e) = warned.and_then(|w| w.contrary.last()).and_then(|id| case.trace.event(id)) {
        against.insert(
            0,
            format!("{} promised to stay, {}", super::warned::surname(&e.speaker), words.span(e.happened)),
        );
    }
    Draft {
        instrument: tool.map(|(k, _)| k),
        speaks_for: for_it.join("; "),
        speaks_against: against.join("; "),
        facts,
        ..Draft::new(OptionKind::Leave, "leave", "Leave for good")
    }
}

fn go_on(words: Words<'_>) -> Draft {
    let case = words.case;
    let last = case
        .events()
        .iter()
        .filter(|e| e.is_own_proposal() && e.principals.iter().any(|p| case.trace.parties().contains(p)))
        .max_by_key(|e| (e.happened.to, std::cmp::Reverse(e.id.clone())));
    let (text, facts) = match last {
        Some(e) => (
            format!("the last own term of a side is of {} ({})", words.span(e.happened), ago(words, e)),
            vec![e.id.clone()],
        ),
        None => ("no side has put a term yet".to_owned(), Vec::new()),
    };
    let (what, for_it) = match away(words) {
        Some(_) => ("Come back, and go on as before", "both sides know the mediator"),
        None => ("Go on as now", "commits the mediator to nothing"),
    };
    Draft {
        speaks_for: for_it.to_owned(),
        speaks_against: text,
        facts,
        ..Draft::new(OptionKind::GoOn, "go on", what)
    }
}

fn ago(words: Words<'_>, e: &Event) -> String {
    match e.happened.to.days_until(words.today) {
        d if d <= 0 => "today".to_owned(),
        d => format!("{} ago", age(d)),
    }
}

/// What the record shows of leaving and coming back, as a figure of its own.
pub(super) fn came_back(words: Words<'_>) -> Option<Figure> {
    let times = returns(words);
    let gone = away(words);
    if times.is_empty() && gone.is_none() {
        return None;
    }
    let mut parts: Vec<String> = times
        .iter()
        .map(|(left, back)| format!("left {}, back {}", words.span(left.happened), words.span(back.happened)))
        .collect();
    if let Some(e) = gone {
        let tied = e
            .condition
            .as_deref()
            .map(|c| format!(" ({})", crate::talks::plain_condition(c)))
            .unwrap_or_default();
        parts.push(format!("away since {}{tied}", words.span(e.happened)));
    }
    let facts =
        times.iter().flat_map(|(l, b)| [l.id.clone(), b.id.clone()]).chain(gone.map(|e| e.id.clone()));
    Some(
        Figure::new(
            "",
            "came back",
            format!("The mediator, on this record: {}.", parts.join("; ")),
            "Acts of leaving by the mediators, and their first later act.",
        )
        .resting_on(facts.collect::<Vec<_>>()),
    )
}
