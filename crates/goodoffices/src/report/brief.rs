//! The brief: one page, exactly, for whoever must decide.
//!
//! Sections give up their last lines, the least urgent first, until the page fits; what was left out is
//! counted on the page and printed by `assess`.

use super::page::{Body, Item, Page, Provenance, Row, Section, Table};
use super::text;
use crate::assess::{Assessment, Figure, Since, Standing};
use crate::talks::{Audience, Confidence, Scope};

/// Lines of a text page: 11 inches at six lines an inch; A4 has room for four more.
pub const LINES: usize = 66;

/// Rows left out that are named; the rest are counted.
const NAMED: usize = 12;

/// How much of each section is shown.
#[derive(Clone, Copy, Debug)]
struct Room {
    changed: usize,
    rows: usize,
    beside: usize,
    owes: usize,
    clocks: usize,
    warnings: usize,
    options: usize,
    missing: usize,
    disputed: usize,
}

/// What the page is printed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// Text of 80 columns and [`LINES`] lines.
    Text,
    /// A4 or Letter by way of HTML: proportional type, so wider lines and fewer of them.
    Html,
}

impl Sheet {
    fn columns(self) -> usize {
        match self {
            Self::Text => text::COLUMNS,
            Self::Html => 116,
        }
    }

    fn lines(self) -> usize {
        match self {
            Self::Text => LINES,
            // Measured: what prints on Letter, the shorter of the two, with the style of `html`.
            Self::Html => 58,
        }
    }
}

/// The brief of an assessment on one sheet.
#[must_use]
pub fn brief(a: &Assessment, since: Option<&Since>, sheet: Sheet) -> Page {
    let mut room = Room {
        changed: 5,
        rows: 14,
        beside: 2,
        owes: 5,
        clocks: 5,
        warnings: 3,
        options: 5,
        missing: 3,
        disputed: 1,
    };
    let mut page = Page {
        schema_version: 1,
        kind: "brief",
        title: format!("MEDIATOR'S BRIEF  {}", a.case.slug),
        as_of: format!("as of {}  page 1/1", a.today.with_weekday()),
        lines: header(a, since),
        sections: sections(a, since, room),
        provenance: provenance(a),
    };
    while text::lines_at(&page, sheet.columns()).len() > sheet.lines() {
        let Some(part) = room.next_to_give() else { break };
        *part -= 1;
        page.sections = sections(a, since, room);
    }
    // What is left may still be long words of a long record: then every text gives up its end.
    for most in [400, 240, 120, 60] {
        if fits(&page) {
            break;
        }
        shorten(&mut page.sections, most);
    }
    page
}

/// Cuts every text of some sections to so many characters, marked where it was cut.
fn shorten(sections: &mut [Section], most: usize) {
    let cut = |t: &mut String| *t = text::cut(t, most);
    for s in sections {
        match &mut s.body {
            Body::Items { items } => items.iter_mut().for_each(|i| cut(&mut i.text)),
            Body::Table { table } => {
                table.notes.iter_mut().for_each(cut);
                // A cell is a narrow column of lines.
                let cell = |t: &mut String| *t = text::cut(t, most / 4);
                table.rows.iter_mut().flat_map(|r| &mut r.cells).chain(&mut table.head).for_each(cell);
            }
            Body::Picture { .. } => {}
        }
    }
}

/// A section's share of the page.
type Part = fn(&mut Room) -> &mut usize;

/// Which section gives up its last line next, and down to how many lines, before the next in turn does.
const GIVES: [(Part, usize); 20] = [
    (|r| &mut r.disputed, 0),
    (|r| &mut r.owes, 3),
    (|r| &mut r.clocks, 3),
    (|r| &mut r.rows, 11),
    (|r| &mut r.beside, 1),
    (|r| &mut r.warnings, 2),
    (|r| &mut r.missing, 2),
    (|r| &mut r.changed, 3),
    (|r| &mut r.options, 4),
    (|r| &mut r.rows, 8),
    (|r| &mut r.warnings, 1),
    (|r| &mut r.owes, 2),
    (|r| &mut r.clocks, 2),
    (|r| &mut r.changed, 2),
    (|r| &mut r.rows, 3),
    (|r| &mut r.options, 2),
    (|r| &mut r.missing, 0),
    (|r| &mut r.changed, 1),
    (|r| &mut r.beside, 0),
    (|r| &mut r.rows, 1),
];

impl Room {
    fn next_to_give(&mut self) -> Option<&mut usize> {
        let (part, _) = GIVES.iter().find(|(part, least)| *part(self) > *least)?;
        Some(part(self))
    }
}

fn sections(a: &Assessment, since: Option<&Since>, room: Room) -> Vec<Section> {
    let mut sections = vec![Section::items("in_short", "IN SHORT", items(&a.in_short, usize::MAX))];
    sections.extend(changed(a, since, room.changed));
    sections.push(positions(a, room.rows));
    let beside: Vec<Figure> = a.table.beside.iter().filter(|b| b.differs).map(|b| b.figure.clone()).collect();
    if !beside.is_empty() && room.beside > 0 {
        let mut shown = items(&beside, room.beside);
        shown.extend(more(beside.len(), room.beside, "more account", "more accounts"));
        sections.push(Section::items("beside", "SHOWN BESIDE, NOT AS, A POSITION", shown));
    }
    sections.push(owes(a, room.owes));
    sections.push(clocks(a, room.clocks));
    sections.extend(warnings(a, room.warnings));
    if a.lens.audience == Audience::Team {
        sections.extend(options(a, room.options));
    }
    let mut unknown = items(&a.missing, room.missing);
    if !a.disputed.is_empty() {
        unknown.extend(items(&a.disputed, room.disputed));
        if a.disputed.len() > room.disputed {
            unknown.push(Item::new(
                "",
                format!("Told differently by the sides: {} (explain D1).", points(a.disputed.len())),
            ));
        }
    }
    if !unknown.is_empty() {
        sections.push(Section::items("unknown", "NOT KNOWN, AND TOLD DIFFERENTLY", unknown));
    }
    sections
}

fn points(n: usize) -> String {
    if n == 1 { "1 point".to_owned() } else { format!("{n} points") }
}

/// What made a page.
pub(super) fn provenance(a: &Assessment) -> Provenance {
    let mut lens = format!("until {}", a.today);
    if let Some(k) = a.lens.known {
        lens.push_str(&format!(", known {k}"));
    }
    match &a.lens.audience {
        Audience::Team => {}
        Audience::Public => lens.push_str(", audience public"),
        Audience::Named(n) => lens.push_str(&format!(", audience {n}")),
    }
    if let Some(p) = &a.lens.for_party {
        lens.push_str(&format!(", for {p}"));
    }
    if let Some(p) = &a.lens.reading {
        lens.push_str(&format!(", reading of {p}"));
    }
    Provenance {
        case: a.case.slug.clone(),
        fingerprint: a.case.fingerprint(),
        made_by: format!("goodoffices {}", env!("CARGO_PKG_VERSION")),
        lens,
        seed: a.proposals.as_ref().map(|p| p.seed),
    }
}

/// Audience, counts, and what changed in numbers.
pub(super) fn header(a: &Assessment, since: Option<&Since>) -> Vec<String> {
    let events = a.case.events();
    let late = events.iter().filter(|e| e.known > a.today).count();
    let public = events.iter().all(|e| e.confidence == Confidence::Public)
        && a.case.estimates.iter().all(|e| e.confidence == Confidence::Public);
    let for_whom = match &a.lens.audience {
        Audience::Team => "For the mediator's team. NOT FOR THE PARTIES.".to_owned(),
        Audience::Public => "Public items only.".to_owned(),
        Audience::Named(who) => {
            let name = a
                .case
                .trace
                .principal(who)
                .map_or(who.as_str(), |p| a.case.trace.principals()[p].name.as_str());
            format!("For {name}: public items, what it told, and what may be used with it.")
        }
    };
    let sources = match (&a.lens.audience, public) {
        (Audience::Team, true) => " Public sources only.",
        (Audience::Team, false) => " Holds items that are not public.",
        _ => "",
    };
    let clock = match (a.lens.known, late) {
        (Some(k), _) => format!(" known by {}", k.long()),
        (None, 0) => String::new(),
        (None, n) => format!("; + marks {n} known only later"),
    };
    let short = |slug: &str| {
        a.case
            .trace
            .principal(slug)
            .map_or_else(|| slug.to_owned(), |p| a.case.trace.principals()[p].short().to_owned())
    };
    let mut lines = vec![format!("{for_whom}{sources} {}{clock}.", counted(events.len(), "event", "events"))];
    if let Some(p) = &a.lens.reading {
        lines.push(format!("Disputed facts as {} states them.", short(p)));
    }
    if let Some(p) = &a.lens.for_party {
        lines.push(format!("Estimates of the sides other than {} are left out.", short(p)));
    }
    if let Some(s) = since {
        let day =
            s.since.parse::<crate::talks::Day>().map_or_else(|_| s.since.clone(), |d| d.beside(a.today));
        lines.push(format!(
            "Since {day}: {}, {} corrected, {} learned late, {} changed.",
            counted(s.new_events.len(), "new event", "new events"),
            s.corrections.len(),
            s.learned_late.len(),
            counted(s.assumptions.len(), "estimate", "estimates"),
        ));
    }
    lines
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

pub(super) fn items(figures: &[Figure], most: usize) -> Vec<Item> {
    figures.iter().take(most).map(|f| Item::new(f.key.clone(), f.text.clone())).collect()
}

fn more(all: usize, shown: usize, one: &str, many: &str) -> Option<Item> {
    (all > shown).then(|| Item::new("", format!("    and {}", counted(all - shown, one, many))))
}

fn changed(a: &Assessment, since: Option<&Since>, most: usize) -> Option<Section> {
    let s = since?;
    if most == 0 {
        return None;
    }
    let mut shown = items(&a.recent, most);
    if a.recent.is_empty() {
        shown.push(Item::new("", "No event since."));
    }
    shown.extend(more(a.recent.len(), most, "more event", "more events"));
    let day = s.since.parse::<crate::talks::Day>().map_or_else(|_| s.since.clone(), |d| d.beside(a.today));
    Some(Section::items("changed", format!("CHANGED SINCE {}", day.to_uppercase()), shown))
}

/// The table of positions with at most three principals; rows on which a party is silent go last. The day
/// most cells of a column share stands in its heading, and only other days in the cells.
fn positions(a: &Assessment, most: usize) -> Section {
    let shown = a.table.columns.len().min(3);
    let mut rows: Vec<_> = a.table.rows.iter().filter(|r| r.scope != Scope::Process).collect();
    rows.sort_by_key(|r| {
        let asked_now =
            a.question.as_ref().is_some_and(|(scope, issues)| r.scope == *scope && issues.contains(&r.issue));
        (!asked_now, r.scope, matches!(r.standing, Standing::Silent { .. } | Standing::Beside))
    });
    let left_out: Vec<String> = rows.iter().skip(most).map(|r| r.label.clone()).collect();
    rows.truncate(most);
    let common: Vec<String> = (0..shown)
        .map(|c| {
            let mut days: Vec<&str> =
                rows.iter().map(|r| r.cells[c].day.as_str()).filter(|d| !d.is_empty()).collect();
            days.sort_unstable();
            let mut best = ("", 1);
            for run in days.chunk_by(|x, y| x == y) {
                if run.len() > best.1 {
                    best = (run[0], run.len());
                }
            }
            best.0.to_owned()
        })
        .collect();
    let names = a.table.columns.iter().take(shown).zip(&common).map(|(p, day)| {
        let name = a.case.trace.principals()[*p].short();
        if day.is_empty() { name.to_owned() } else { format!("{name} {day}") }
    });
    let mut table = Table {
        head: std::iter::once("POSITIONS".to_owned()).chain(names).chain(["".to_owned()]).collect(),
        widths: std::iter::once(if shown > 2 { 13 } else { 18 })
            .chain(std::iter::repeat_n(0, shown))
            .chain([13])
            .collect(),
        ..Table::default()
    };
    for r in rows {
        let mut cells = vec![r.label.clone()];
        cells.extend(r.cells.iter().take(shown).zip(&common).map(|(c, day)| c.beside_heading(day)));
        cells.push(a.standing_words(&r.standing));
        table.rows.push(Row { key: r.figure.key.clone(), cells });
    }
    let mut marks = Vec::new();
    let has = |m: &str| {
        table.head.iter().any(|h| h.contains(m))
            || table.rows.iter().any(|r| r.cells.iter().any(|c| c.contains(m)))
    };
    if has("*") {
        marks.push("* by report, or a text known from the press");
    }
    if has("†") {
        marks.push("† by another side's account");
    }
    if !left_out.is_empty() {
        let named = left_out.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = left_out.len().saturating_sub(NAMED);
        let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
        table.notes.push(format!("Not shown: {named}{tail}."));
    }
    if !marks.is_empty() {
        table.notes.push(format!("{}.", marks.join("; ")));
    }
    Section::table("positions", "", table)
}

fn owes(a: &Assessment, most: usize) -> Section {
    let mut shown: Vec<Item> = a
        .owed
        .iter()
        .take(most)
        .map(|o| {
            let age = match o.days_open {
                d if d <= 0 => "today".to_owned(),
                1 => "1 day".to_owned(),
                d => format!("{d} days"),
            };
            let late = if o.overdue { ", overdue" } else { "" };
            let asked = if o.open > 1 { format!("last {}, open {age}", o.last.beside(a.today)) } else { age };
            Item::new(o.figure.key.clone(), format!("{}: {} - {asked}{late}", o.who, o.what))
        })
        .collect();
    shown.extend(more(a.owed.len(), most, "older open ask", "older open asks"));
    if shown.is_empty() {
        shown.push(Item::new("", "Nothing asked is unanswered."));
    }
    Section::items("owes", "WHO OWES AN ANSWER", shown)
}

fn clocks(a: &Assessment, most: usize) -> Section {
    let mut shown: Vec<Item> = a
        .clocks
        .iter()
        .take(most)
        .map(|c| Item::new(c.figure.key.clone(), format!("{} {} - {}", c.day, c.what, c.outcome)))
        .collect();
    if !a.clocks.iter().any(|c| c.pending) {
        shown.insert(0, Item::new("", "No date is pending."));
    }
    shown.extend(more(a.clocks.len(), most, "older date", "older dates"));
    Section::items("clocks", "CLOCKS", shown)
}

fn warnings(a: &Assessment, most: usize) -> Option<Section> {
    if a.warned.is_empty() || most == 0 {
        return None;
    }
    let table = Table {
        head: ["WARNINGS", "can be ordered by", "test", "date", "so far"].map(str::to_owned).to_vec(),
        widths: vec![0, 22, 10, 7, 15],
        rows: a
            .warned
            .iter()
            .take(most)
            .map(|w| Row {
                key: w.figure.key.clone(),
                cells: vec![
                    format!(
                        "{}: {}, {}{}{}",
                        a.case.trace.principals()[w.principal].short(),
                        w.what,
                        counted(w.occasions, "occasion", "occasions"),
                        w.marks,
                        if w.ready == "not said" { String::new() } else { format!("; {}", w.ready) }
                    ),
                    w.ordered_by.clone(),
                    w.test.clone(),
                    w.dates.clone(),
                    w.so_far.clone(),
                ],
            })
            .collect(),
        notes: if a.warned.len() > most {
            let rest: Vec<String> =
                a.warned.iter().skip(most).take(4).map(|w| format!("{} {}", w.figure.key, w.what)).collect();
            let tail = if a.warned.len() > most + 4 { ", ..." } else { "" };
            vec![format!("Also: {}{tail}.", rest.join(", "))]
        } else {
            Vec::new()
        },
    };
    Some(Section::table("warnings", "", table))
}

fn options(a: &Assessment, most: usize) -> Option<Section> {
    if a.options.is_empty() || most == 0 {
        return None;
    }
    let table = Table {
        head: ["OPTIONS (not ranked)", "speaks for", "speaks against"].map(str::to_owned).to_vec(),
        widths: vec![28, 21, 0],
        rows: a
            .options
            .iter()
            .filter(|o| o.on_brief)
            .take(most)
            .map(|o| Row {
                key: o.figure.key.clone(),
                cells: vec![o.what.clone(), o.speaks_for.clone(), o.speaks_against.clone()],
            })
            .collect(),
        notes: Vec::new(),
    };
    Some(Section::table("options", "", table))
}

/// Is this page a page?
#[must_use]
pub fn fits(page: &Page) -> bool {
    text::lines(page).len() <= LINES
}

/// Every text on a page, for whoever must look at the words.
pub fn words(page: &Page) -> impl Iterator<Item = &str> {
    page.sections.iter().flat_map(|s| -> Vec<&str> {
        match &s.body {
            Body::Items { items } => items.iter().map(|i| i.text.as_str()).collect(),
            Body::Table { table } => {
                table.rows.iter().flat_map(|r| r.cells.iter().map(String::as_str)).collect()
            }
            Body::Picture { .. } => Vec::new(),
        }
    })
}
