//! Warnings taken apart: who can order the act and whether that person has said it, what would set it off and
//! whether that can be observed, by when, whether it stands ready, and what came of it so far.

use super::figure::Figure;
use super::preferences::premise;
use super::words::{Words, age, counted, quoted, some};
use crate::conduct::{SoFar, Warning};
use crate::talks::{Authority, Day, Evidence, InstrumentKind, PrincipalRole, Setting};
use serde::Serialize;
use std::collections::BTreeSet;

/// One warning, by principal and instrument.
#[derive(Clone, Debug, Serialize)]
pub struct Warned {
    /// Whose (index).
    #[serde(skip)]
    pub principal: usize,
    /// With what (index).
    #[serde(skip)]
    pub instrument: Option<usize>,
    /// What using it amounts to, where the case says so.
    #[serde(skip)]
    pub kind: Option<InstrumentKind>,
    /// What it warns of, in few words.
    pub what: String,
    /// Occasions: one per speaker and day.
    pub occasions: usize,
    /// Marks of who vouches and of what was known later, where they hold for every occasion.
    pub marks: String,
    /// Who can order it, and whether that office has said it.
    pub ordered_by: String,
    /// The office that can order it; nothing where nobody is named.
    pub office: Option<String>,
    /// Has the office that can order it said it?
    pub orderer_said_it: bool,
    /// What would set it off, and whether that can be observed.
    pub test: String,
    /// Its dates.
    pub dates: String,
    /// Whether it stands ready.
    pub ready: String,
    /// What came of it so far.
    pub so_far: String,
    /// Events by which the same principal promised the contrary.
    pub contrary: Vec<String>,
    /// The whole in a sentence or two.
    pub sentence: String,
    /// The printed row.
    pub figure: Figure,
}

/// Where no day was named; words such as "within days" name none.
pub(super) const UNDATED: &str = "no day named";

const RULE: &str = "Warnings of one side with one instrument, repeats by one speaker on one day counted once; the office \
                    that can order it is the one the case names, else the head; a use of the instrument after the \
                    words, and where there is a date by then or a week later, counts as carried out.";

/// All warnings: the mediators' first, then by number of occasions.
pub(super) fn warned(words: Words<'_>, warnings: &[Warning]) -> Vec<Warned> {
    let role = |w: &Warning| words.case.trace.principals()[w.principal].role;
    let mut order: Vec<&Warning> = warnings.iter().collect();
    order.sort_by_key(|w| {
        let newest = w.occasions.iter().map(|o| o.on.to).max();
        (
            role(w) != PrincipalRole::Mediator,
            std::cmp::Reverse(w.occasions.len()),
            std::cmp::Reverse(newest),
            w.principal,
            w.instrument,
        )
    });
    order.into_iter().enumerate().map(|(k, w)| taken_apart(words, w, k + 1)).collect()
}

fn taken_apart(words: Words<'_>, w: &Warning, number: usize) -> Warned {
    let case = words.case;
    let instrument = w.instrument.map(|i| &case.trace.instruments()[i]);
    let what = instrument.map_or_else(|| "no instrument named".to_owned(), |i| i.short());
    let weakest = w.occasions.iter().map(|o| o.evidence).min().unwrap_or(Evidence::OnRecord);
    let all_late = w.occasions.iter().flat_map(|o| &o.events).all(|id| !words.late(id).is_empty());
    let marks = format!("{}{}", if all_late { "+" } else { "" }, words.mark(weakest));
    let events: Vec<&String> = w.occasions.iter().flat_map(|o| &o.events).collect();

    // A group without a spokesman of its own has no head that could order anything.
    let headed =
        case.events().iter().any(|e| e.principals.contains(&w.principal) && e.authority == Authority::Head);
    let office = w.ordered_by.as_ref().map_or_else(
        || headed.then(|| "its head".to_owned()),
        |o| Some(if o.starts_with("the ") { o.clone() } else { format!("the {o}") }),
    );
    let said = w.by_orderer > 0;
    let ordered_by = match &office {
        Some(office) => format!("{office}{}", if said { ", who said it" } else { ", who has not said it" }),
        None => "nobody named".to_owned(),
    };

    let mut premises = Vec::new();
    let mut observable: BTreeSet<&str> = BTreeSet::new();
    for a in &case.assumptions {
        if let Setting::Observable { event, answer } = &a.setting
            && events.contains(&event)
        {
            observable.insert(answer);
            premises.push(premise(a));
        }
    }
    let test = match (w.with_condition, observable.is_empty()) {
        (0, _) => "none named".to_owned(),
        (_, true) => "in words only".to_owned(),
        (_, false) => {
            format!("in words; observable: {}", observable.iter().copied().collect::<Vec<_>>().join("/"))
        }
    };
    let dates: BTreeSet<Day> = w.occasions.iter().flat_map(|o| &o.dates).copied().collect();
    let dates = match (dates.len(), dates.last()) {
        (_, None) => UNDATED.to_owned(),
        (n, Some(last)) if n > 3 => format!("{n}, last {}", words.day(*last)),
        _ => dates.iter().map(|d| words.day(*d)).collect::<Vec<_>>().join(", "),
    };
    let ready = if w.ready.is_empty() {
        "not said".to_owned()
    } else {
        let reported =
            w.ready.iter().filter_map(|id| case.trace.event(id)).all(|e| e.evidence != Evidence::OnRecord);
        if reported { "ready, by report".to_owned() } else { "ready".to_owned() }
    };
    let used: Vec<Vec<String>> = w
        .occasions
        .iter()
        .filter_map(|o| match &o.so_far {
            SoFar::Used { events, .. } => Some(events.clone()),
            SoFar::NotUsed { .. } => None,
        })
        .collect();
    let oldest = w
        .occasions
        .iter()
        .filter_map(|o| match o.so_far {
            SoFar::NotUsed { days } => Some(days),
            SoFar::Used { .. } => None,
        })
        .max();
    let passed = w.occasions.iter().filter(|o| o.overdue(words.today).is_some()).count();
    let mut so_far = match (used.len(), oldest) {
        (0, Some(days)) => format!("not done, {}", age(days)),
        (n, None) if n == w.occasions.len() => "carried out".to_owned(),
        (n, _) => format!("carried out after {n} of {}", w.occasions.len()),
    };
    if passed > 0 {
        so_far.push_str(&format!("; the date of {passed} is over"));
    }

    let taken = Taken { what: &what, said, office: office.as_deref(), dates: &dates, so_far: &so_far };
    let sentence = sentence(words, w, &taken);
    let mut text = format!(
        "{}, {what}: {} ({}). {}. Test: {test}. Date: {dates}. {}. So far: {so_far}.",
        words.short(w.principal),
        counted(w.occasions.len(), "occasion", "occasions"),
        days(words, w),
        if office.is_some() {
            format!("Can be ordered by {ordered_by}")
        } else {
            "Who can order it is not named".to_owned()
        },
        capital(&ready_words(&ready)),
    );
    let conditions: BTreeSet<String> =
        w.occasions.iter().flat_map(|o| &o.conditions).map(|c| quoted(c)).collect();
    if !conditions.is_empty() {
        text.push_str(&format!(
            " Words of the condition: {}.",
            conditions.into_iter().collect::<Vec<_>>().join("; ")
        ));
    }
    let mut figure = Figure::new(
        format!("W{number}"),
        format!(
            "warning {} {}",
            case.trace.principals()[w.principal].slug,
            instrument.map_or("none", |i| i.slug.as_str())
        ),
        text,
        RULE,
    )
    .resting_on(events.iter().map(|e| (*e).clone()))
    .resting_on(w.ready.iter().cloned())
    .resting_on(w.contrary.iter().cloned())
    .resting_on(used.into_iter().flatten());
    let assumed = premises.len();
    for p in premises {
        figure = figure.assuming(p);
    }
    if assumed > 0 {
        // Six columns; one of them is the analyst's judgement.
        figure = figure.with_assumed(1.0 / 6.0);
    }
    Warned {
        principal: w.principal,
        instrument: w.instrument,
        kind: instrument.and_then(|i| i.kind),
        what,
        occasions: w.occasions.len(),
        marks,
        ordered_by,
        office,
        orderer_said_it: said,
        test,
        dates,
        ready,
        so_far,
        contrary: w.contrary.clone(),
        sentence,
        figure,
    }
}

/// The parts of a warning that its sentence needs.
#[derive(Clone, Copy)]
struct Taken<'a> {
    what: &'a str,
    said: bool,
    /// Who can order it, where somebody is named.
    office: Option<&'a str>,
    dates: &'a str,
    so_far: &'a str,
}

fn ready_words(ready: &str) -> String {
    match ready {
        "not said" => "whether it stands ready is not said".to_owned(),
        other => other.to_owned(),
    }
}

pub(super) fn capital(text: &str) -> String {
    let mut c = text.chars();
    c.next().map_or_else(String::new, |f| f.to_uppercase().chain(c).collect())
}

fn days(words: Words<'_>, w: &Warning) -> String {
    let mut d: Vec<String> = w
        .occasions
        .iter()
        .map(|o| {
            let late = o.events.first().map_or("", |id| words.late(id));
            format!("{}{late}{}", words.span(o.on), words.mark(o.evidence))
        })
        .collect();
    d.dedup();
    if d.len() > 4 {
        let last = d.last().cloned().unwrap_or_default();
        return format!("{} to {last}", d[0]);
    }
    d.join(", ")
}

/// A person's last name where the speaker is a person; else as it stands.
pub(super) fn surname(speaker: &str) -> &str {
    let person = speaker.split_whitespace().count() <= 3
        && speaker.split_whitespace().count() > 1
        && speaker
            .split_whitespace()
            .all(|w| w.chars().next().is_some_and(char::is_uppercase) && !w.ends_with(','));
    if person { speaker.split_whitespace().last().unwrap_or(speaker) } else { speaker }
}

fn sentence(words: Words<'_>, w: &Warning, out: &Taken<'_>) -> String {
    let Taken { what, said, office, dates, so_far } = *out;
    let undated = dates == UNDATED;
    let case = words.case;
    let who = some(w.speakers.keys().map(|s| surname(s).to_owned()).collect(), 3);
    let since = w.occasions.iter().map(|o| o.on.from).min().map(|d| words.day(d)).unwrap_or_default();
    let mut s = format!(
        "{} warnings ({what}): {} since {since}, by {who}",
        words.short(w.principal),
        counted(w.occasions.len(), "occasion", "occasions")
    );
    if let Some(office) = office.filter(|_| !said) {
        s.push_str(&format!("; none by {office} on this record"));
    }
    s.push('.');
    if let Some(e) = w.contrary.last().and_then(|id| case.trace.event(id)) {
        let tied = w.with_condition > 0;
        let other = e.instrument.map(|i| case.trace.instruments()[i].short()).unwrap_or_default();
        s.push_str(&format!(
            " {} on {} promised the contrary ({other}): {}.",
            surname(&e.speaker),
            words.span(e.happened),
            if tied {
                "both can hold while its condition is not found met"
            } else {
                "without a condition both cannot hold"
            }
        ));
    }
    if !undated {
        s.push_str(&format!(" Dates: {dates}; {so_far}."));
    }
    match (undated, w.with_condition) {
        (true, 0) => s.push_str(" No date and no test."),
        (true, _) => s.push_str(" None has a date."),
        _ => {}
    }
    s
}

/// The warning for the first page: the mediator's of leaving or, failing that, the one with the latest date.
pub(super) fn foremost<'a>(words: Words<'_>, warned: &'a [Warned]) -> Option<&'a Warned> {
    let case = words.case;
    let mediators = |w: &&Warned| case.trace.principals()[w.principal].role == PrincipalRole::Mediator;
    warned
        .iter()
        .filter(mediators)
        .max_by_key(|w| (!w.contrary.is_empty(), w.occasions))
        .or_else(|| {
            warned.iter().filter(|w| w.dates != UNDATED).max_by_key(|w| {
                w.figure.facts.iter().filter_map(|id| case.trace.event(id)).map(|e| e.happened.to).max()
            })
        })
        .or_else(|| warned.first())
}
