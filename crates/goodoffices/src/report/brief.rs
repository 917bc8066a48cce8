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

/// The brief of an assessment.
#[must_use]
pub fn brief(a: &Assessment, since: Option<&Since>) -> Page {
    let mut room = Room {
        changed: 5,
        rows: 14,
        beside: 2,
        owes: 5,
        clocks: 5,
        warnings: 3,
        options: 5,
        missing: 3,
        disputed: 2,
    };
    let mut page = laid_out(a, since, room);
    while text::lines(&page).len() > LINES {
        let cut: &mut usize = match room {
            Room { disputed: 2, .. } => &mut room.disputed,
            Room { changed: 5, .. } => &mut room.changed,
            Room { owes: 5, .. } => &mut room.owes,
            Room { clocks: 5, .. } => &mut room.clocks,
            Room { rows: 12.., .. } => &mut room.rows,
            Room { warnings: 3, .. } => &mut room.warnings,
            Room { beside: 2, .. } => &mut room.beside,
            Room { changed: 4, .. } => &mut room.changed,
            Room { rows: 10.., .. } => &mut room.rows,
            Room { owes: 4, .. } => &mut room.owes,
            Room { clocks: 4, .. } => &mut room.clocks,
            Room { missing: 3, .. } => &mut room.missing,
            Room { options: 5, .. } => &mut room.options,
            Room { changed: 3, .. } => &mut room.changed,
            Room { rows: 6.., .. } => &mut room.rows,
            Room { options: 3.., .. } => &mut room.options,
            Room { changed: 1.., .. } => &mut room.changed,
            Room { warnings: 2.., .. } => &mut room.warnings,
            Room { rows: 1.., .. } => &mut room.rows,
            Room { beside: 1.., .. } => &mut room.beside,
            Room { missing: 1.., .. } => &mut room.missing,
            Room { disputed: 1.., .. } => &mut room.disputed,
            _ => break,
        };
        *cut -= 1;
        page = laid_out(a, since, room);
    }
    page
}

fn laid_out(a: &Assessment, since: Option<&Since>, room: Room) -> Page {
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
    sections.extend(options(a, room.options));
    let mut unknown = items(&a.missing, room.missing);
    if !a.disputed.is_empty() {
        let keys = |n: usize| a.disputed.iter().take(n).map(|f| f.key.clone()).collect::<Vec<_>>().join(" ");
        unknown.extend(items(&a.disputed, room.disputed));
        if a.disputed.len() > room.disputed {
            unknown.push(Item::new(
                "",
                format!(
                    "Told differently by the sides: {} in all ({}).",
                    points(a.disputed.len()),
                    keys(a.disputed.len())
                ),
            ));
        }
    }
    if !unknown.is_empty() {
        sections.push(Section::items("unknown", "NOT KNOWN, AND TOLD DIFFERENTLY", unknown));
    }
    Page {
        schema_version: 1,
        kind: "brief",
        title: format!("MEDIATOR'S BRIEF  {}", a.case.title),
        as_of: format!("as of {}  page 1/1", a.today.with_weekday()),
        lines: header(a, since),
        sections,
        provenance: provenance(a),
    }
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
    let mut lines = vec![format!("{for_whom}{sources} {} events{clock}.", events.len())];
    if let Some(p) = &a.lens.reading {
        lines.push(format!("Disputed facts as {p} states them."));
    }
    if let Some(p) = &a.lens.for_party {
        lines.push(format!("Estimates of the sides other than {p} are left out."));
    }
    if let Some(s) = since {
        let day = s.since.parse::<crate::talks::Day>().map_or_else(|_| s.since.clone(), |d| d.long());
        lines.push(format!(
            "Since {day}: {} new, {} corrected, {} learned late, {} changed.",
            counted(s.new_events.len(), "event", "events"),
            counted(s.corrections.len(), "fact", "facts"),
            counted(s.learned_late.len(), "fact", "facts"),
            counted(s.assumptions.len(), "estimate or assumption", "estimates or assumptions"),
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

/// The table of positions with at most three principals; rows on which a party is silent go last.
fn positions(a: &Assessment, most: usize) -> Section {
    let shown = a.table.columns.len().min(3);
    let names: Vec<String> = a
        .table
        .columns
        .iter()
        .take(shown)
        .map(|p| a.case.trace.principals()[*p].short().to_owned())
        .collect();
    let mut rows: Vec<_> = a.table.rows.iter().filter(|r| r.scope != Scope::Process).collect();
    rows.sort_by_key(|r| (r.scope, matches!(r.standing, Standing::Silent { .. } | Standing::Beside)));
    let left_out: Vec<String> = rows.iter().skip(most).map(|r| r.label.to_lowercase()).collect();
    let mut table = Table {
        head: std::iter::once("WHERE THEY ARE".to_owned()).chain(names).chain(["".to_owned()]).collect(),
        widths: std::iter::once(15).chain(std::iter::repeat_n(0, shown)).chain([11]).collect(),
        ..Table::default()
    };
    for r in rows.into_iter().take(most) {
        let mut cells = vec![r.label.clone()];
        cells.extend(
            r.cells
                .iter()
                .take(shown)
                .map(|c| if c.text.is_empty() { "-".to_owned() } else { c.text.clone() }),
        );
        cells.push(a.standing_words(&r.standing));
        table.rows.push(Row { key: r.figure.key.clone(), cells });
    }
    let mut marks = Vec::new();
    let has = |m: &str| table.rows.iter().any(|r| r.cells.iter().any(|c| c.contains(m)));
    if has("(r)") {
        marks.push("(r) by report or a text known from the press");
    }
    if has("(o)") {
        marks.push("(o) by another side's account");
    }
    if !left_out.is_empty() {
        table.notes.push(format!("Not shown: {}.", left_out.join(", ")));
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
            Item::new(o.figure.key.clone(), format!("{}: {} - {age}{late}", o.who, o.what))
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
        head: ["THE WARNINGS, TAKEN APART", "can be ordered by", "test", "date", "so far"]
            .map(str::to_owned)
            .to_vec(),
        widths: vec![0, 19, 13, 8, 13],
        rows: a
            .warned
            .iter()
            .take(most)
            .map(|w| Row {
                key: w.figure.key.clone(),
                cells: vec![
                    format!(
                        "{}: {}, {}{}",
                        a.case.trace.principals()[w.principal].short(),
                        w.what,
                        counted(w.occasions, "occasion", "occasions"),
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
        widths: vec![0, 0, 0],
        rows: a
            .options
            .iter()
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
