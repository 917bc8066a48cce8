//! The assessment as a report: everything the brief has no room for, with the pictures.

use super::brief::{header, items, provenance};
use super::faith_plot::faith_plot;
use super::number_paths::number_paths;
use super::page::{Item, Page, Row, Section, Table};
use super::positions_plot::positions_plot;
use super::timeline::timeline;
use crate::assess::{Assessment, Cause, FaithData, Figure, Moved, Proposals, Ranged, Since, Snapshot};
use crate::talks::Audience;
use serde::Serialize;

/// The report of an assessment.
#[must_use]
pub fn assessment(a: &Assessment, since: &Since) -> Page {
    let mut sections = vec![Section::items("in_short", "In short", items(&a.in_short, usize::MAX))];
    sections.extend(list("survives", "Do these survive that account?", &a.survives));
    sections.extend(positions(a));
    sections.push(Section::picture(
        "positions_picture",
        "Positions over time",
        "Where each side stood on each issue; point at a bar for its value and day.",
        positions_plot(a),
    ));
    sections.extend(number_paths(a).map(|svg| {
        let caption =
            "Values that each side put forward or demanded; the scale runs over values somebody has said.";
        Section::picture("numbers", "Number issues", caption, svg)
    }));
    sections.push(Section::items("plane", "Utility plane", vec![Item::new("", no_plane(a))]));
    sections.push(Section::picture(
        "timeline",
        "Who said or did what, when",
        "Every event of the record as of this day; point at a mark for its summary.",
        timeline(&a.case, a.today),
    ));
    sections.push(changed(a, since));
    let beside: Vec<Figure> = a.table.beside.iter().map(|b| b.figure.clone()).collect();
    sections.extend(list("beside", "Shown beside, not as, a position", &beside));
    sections.extend(list("moves", "How far each has come", &a.moves));
    let away = if a.away.is_empty() {
        vec![Item::new("", "None on this record, like with like.")]
    } else {
        items(&a.away, usize::MAX)
    };
    sections.push(Section::items("away", "Moves away from the other side", away));
    sections.extend(list("final", "What was called final", &a.final_calls));
    sections.extend(list("silence", "Silence, by issue", &a.silences));
    sections.push(open_options(a));
    sections.extend(texts(a));
    let owed: Vec<Figure> = a.owed.iter().map(|o| o.figure.clone()).collect();
    sections.extend(list("owes", "Who owes an answer", &owed));
    sections.extend(list("mediated", "What the mediators did, and meetings", &a.mediated));
    let clocks: Vec<Figure> = a.clocks.iter().map(|c| c.figure.clone()).collect();
    sections.extend(list("clocks", "Dates, and what happened on them", &clocks));
    let warned: Vec<Figure> = a.warned.iter().map(|w| w.figure.clone()).collect();
    sections.extend(list("warnings", "Warnings, taken apart", &warned));
    sections.extend(side_by_side(a));
    let options: Vec<Figure> = a.options.iter().map(|o| o.figure.clone()).collect();
    // What the mediator weighs is for the mediator's team.
    let team = a.lens.audience == Audience::Team;
    if team {
        let weighed = super::advice::weighed(a);
        // Weighed, the options stand in their table with what speaks for and against each.
        if weighed.is_empty() {
            sections.extend(list("options", "Options of the mediator (not ranked)", &options));
        }
        sections.extend(weighed);
    }
    match &a.proposals {
        Some(p) => sections.extend(packages(a, p)),
        None => sections.push(Section::items(
            "packages",
            "Packages",
            vec![Item::new(
                "",
                "Not shown: nobody's weights are known. --propose makes them, with every assumption named.",
            )],
        )),
    }
    sections.extend(list("missing", "Not known, by how much it would change", &a.missing));
    if team {
        sections.push(good_faith(a));
        sections.extend(faith_plot(a).map(|svg| {
            let caption =
                "Conduct, not intent: how far the record speaks for delay against every way of bargaining.";
            Section::picture("good_faith_picture", "Good faith over time", caption, svg)
        }));
    }
    sections.extend(list("disputed", "Told differently by the sides", &a.disputed));
    Page {
        schema_version: 1,
        kind: "assessment",
        title: a.case.title.clone(),
        as_of: format!("as of {}", a.today.with_weekday()),
        lines: header(a, Some(since))
            .into_iter()
            .chain([format!("{} estimates are supported up to this day.", a.case.estimates.len())])
            .collect(),
        sections,
        provenance: provenance(a),
    }
}

/// The assessment as a JSON document; a later comparison reads its snapshot.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    schema_version: u32,
    page: &'a Page,
    figures: &'a [Figure],
    since: &'a Since,
    proposals: Option<&'a Proposals>,
    good_faith: Vec<FaithData>,
    snapshot: Snapshot,
}

impl<'a> Document<'a> {
    /// The document of an assessment and its page.
    #[must_use]
    pub fn new(a: &'a Assessment, since: &'a Since, page: &'a Page) -> Self {
        Self {
            schema_version: 1,
            page,
            figures: &a.figures,
            since,
            proposals: a.proposals.as_ref(),
            good_faith: a.good_faith.iter().map(|p| p.data(&a.case)).collect(),
            snapshot: a.snapshot(),
        }
    }
}

fn list(id: &'static str, title: &str, figures: &[Figure]) -> Option<Section> {
    (!figures.is_empty()).then(|| Section::items(id, title, items(figures, usize::MAX)))
}

/// Pairs of statements; of a long record the first, and how many more there are.
fn side_by_side(a: &Assessment) -> Option<Section> {
    let mut shown = items(&a.side_by_side, usize::MAX);
    let more = a.conduct.side_by_side.len().saturating_sub(shown.len());
    if more > 0 {
        shown.push(Item::new("", format!("And {more} more pairs.")));
    }
    (!shown.is_empty()).then(|| Section::items("side_by_side", "Statements side by side", shown))
}

/// Offers a side must have made, over half of the issues or more, for a utility plane to say anything.
const PLANE_OFFERS: usize = 3;

/// Why no utility plane is drawn: a case states orders, and a plane needs utilities and enough wide offers.
fn no_plane(a: &Assessment) -> String {
    let half = a.case.space.issues().len().div_ceil(2);
    let each: Vec<String> = a
        .case
        .trace
        .parties()
        .into_iter()
        .map(|p| {
            let wide = a
                .case
                .events()
                .iter()
                .filter(|e| e.binds(p) && e.is_own_proposal() && e.proposal.len() >= half);
            format!("{} {}", a.case.trace.principals()[p].short(), wide.count())
        })
        .collect();
    format!(
        "Not drawn: preferences are known as orders only, and a plane needs utilities and {PLANE_OFFERS} own offers of each \
         side over half of the issues (here {half} or more); so wide are: {}.",
        each.join(", ")
    )
}

/// With what each side's conduct goes together, and the indicators of conduct.
fn good_faith(a: &Assessment) -> Section {
    let mut shown = Vec::new();
    if !a.case.judge_faith {
        shown.push(Item::new("", "Not judged: switched off for this case (judge_faith = false)."));
        return Section::items("good_faith", "Good faith", shown);
    }
    for party in &a.good_faith {
        shown.extend(items(&party.figures, usize::MAX));
    }
    shown.push(Item::new(
        "",
        "Indicators of conduct, each by itself; none is a verdict and they are not added up.",
    ));
    shown.extend(items(&a.indicators, usize::MAX));
    Section::items("good_faith", "Good faith", shown)
}

fn changed(a: &Assessment, s: &Since) -> Section {
    let mut shown = Vec::new();
    let mut group = |title: &str, ids: &[String]| {
        if !ids.is_empty() {
            shown.push(Item::new("", format!("{title}: {}.", ids.join(", "))));
        }
    };
    group("New events", &s.new_events);
    let corrections: Vec<String> =
        s.corrections.iter().map(|(new, old)| format!("{new} for {old}")).collect();
    group("Corrections", &corrections);
    group("Had happened, known or entered only since", &s.learned_late);
    group("Estimates and assumptions that count differently", &s.assumptions);
    // Ages that grew, the events themselves and the indicators are told elsewhere on the page.
    let told = |m: &&Moved| {
        let aged = m.by.is_empty() && m.before.is_some() && m.now.is_some();
        !aged && !m.subject.starts_with("event ") && !m.subject.starts_with("indicator ")
    };
    for m in s.moved.iter().filter(told) {
        let by: Vec<String> =
            m.by.iter()
                .map(|(cause, id)| {
                    let why = match cause {
                        Cause::NewEvent => "new",
                        Cause::LearnedLate => "learned late",
                        Cause::Correction => "correction",
                        Cause::Assumption => "assumption",
                    };
                    format!("{id} ({why})")
                })
                .collect();
        let by = if by.is_empty() {
            "time passed, or what it rested on is gone".to_owned()
        } else {
            by.join(", ")
        };
        let text = match (&m.before, &m.now) {
            (Some(old), Some(new)) => format!("Was: {old} Now: {new} Moved by: {by}."),
            (None, Some(new)) => format!("New: {new} By: {by}."),
            (Some(old), None) => format!("Gone: {old}"),
            (None, None) => continue,
        };
        shown.push(Item::new(m.key.clone(), text));
    }
    if shown.is_empty() {
        shown.push(Item::new("", "Nothing."));
    }
    let day = s.since.parse::<crate::talks::Day>().map_or_else(|_| s.since.clone(), |d| d.beside(a.today));
    Section::items("changed", format!("Changed since {day}"), shown)
}

/// Columns of principals in one table; more make a second table.
const COLUMNS: usize = 3;

fn positions(a: &Assessment) -> Vec<Section> {
    let mut sections = Vec::new();
    for (k, columns) in a.table.columns.chunks(COLUMNS).enumerate() {
        let (from, first) = (k * COLUMNS, k == 0);
        let names = columns.iter().map(|p| a.case.trace.principals()[*p].short().to_owned());
        let status = first.then(|| "status".to_owned());
        let mut table = Table {
            head: std::iter::once("issue".to_owned()).chain(names).chain(status).collect(),
            widths: std::iter::once(16)
                .chain(std::iter::repeat_n(0, columns.len()))
                .chain(first.then_some(13))
                .collect(),
            ..Table::default()
        };
        for r in &a.table.rows {
            let cells = &r.cells[from..from + columns.len()];
            if !first && cells.iter().all(|c| c.text == "-") {
                continue;
            }
            let status = first.then(|| a.standing_words(&r.standing));
            let cells =
                std::iter::once(r.label.clone()).chain(cells.iter().map(|c| c.text.clone())).chain(status);
            table.rows.push(Row { key: r.figure.key.clone(), cells: cells.collect() });
        }
        if first {
            table.notes.push(
                "* by report or a text known from the press; † by another side's account; + known only later. Own \
                 values put forward or demanded, the latest of each scope."
                    .to_owned(),
            );
        }
        let (id, title) =
            if first { ("positions", "Where they are") } else { ("others", "Where others are") };
        sections.push(Section::table(id, title, table));
    }
    sections
}

/// Per issue: what nobody has ruled out, and by whom each other option is.
fn open_options(a: &Assessment) -> Section {
    let short = |slug: &str| {
        a.case
            .trace
            .principal(slug)
            .map_or_else(|| slug.to_owned(), |p| a.case.trace.principals()[p].short().to_owned())
    };
    let rows = a
        .ruled_out
        .iter()
        .filter(|i| !i.options.is_empty())
        .map(|i| {
            let open: Vec<&str> =
                i.options.iter().filter(|o| o.ruled_out.is_empty()).map(|o| o.label.as_str()).collect();
            let out: Vec<String> = i
                .options
                .iter()
                .filter(|o| !o.ruled_out.is_empty())
                .map(|o| {
                    let by: Vec<String> = o
                        .ruled_out
                        .iter()
                        .map(|r| format!("{}{}", short(&r.by), if r.inferred { "*" } else { "" }))
                        .collect();
                    format!("{} ({})", o.label, by.join(", "))
                })
                .collect();
            Row {
                key: String::new(),
                cells: vec![
                    i.label.clone(),
                    if open.is_empty() { "none".to_owned() } else { open.join("; ") },
                    if out.is_empty() { "-".to_owned() } else { out.join("; ") },
                ],
            }
        })
        .collect();
    let table = Table {
        head: ["issue", "ruled out by nobody", "ruled out (by whom)"].map(str::to_owned).to_vec(),
        widths: vec![16, 0, 0],
        rows,
        notes: vec![
            "Only values that somebody has named. * read from a demand that excludes it, not said in so many words."
                .to_owned(),
        ],
    };
    Section::table("open", "What is left open, issue by issue", table)
}

/// The texts on the table side by side: the three latest that differ.
fn texts(a: &Assessment) -> Option<Section> {
    let shown: Vec<_> = a.texts.iter().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect();
    if shown.is_empty() {
        return None;
    }
    let issues: Vec<usize> =
        (0..a.case.space.issues().len()).filter(|k| shown.iter().any(|t| t.terms[*k].is_some())).collect();
    let table = Table {
        head: std::iter::once("issue".to_owned())
            .chain(shown.iter().map(|t| format!("{}{}", t.label, if t.reported { "*" } else { "" })))
            .collect(),
        widths: std::iter::once(16).chain(std::iter::repeat_n(0, shown.len())).collect(),
        rows: issues
            .into_iter()
            .map(|k| Row {
                key: String::new(),
                cells: std::iter::once(a.case.issue_label(k))
                    .chain(
                        shown
                            .iter()
                            .map(|t| t.terms[k].map_or_else(|| "-".to_owned(), |v| a.case.value_label(k, v))),
                    )
                    .collect(),
            })
            .collect(),
        notes: if a.texts.len() > 3 {
            let older: Vec<&str> = a.texts.iter().rev().skip(3).map(|t| t.label.as_str()).collect();
            vec![format!("Older texts: {}.", older.join("; "))]
        } else {
            Vec::new()
        },
    };
    Some(Section::table("texts", "Texts on the table", table))
}

/// As in "30 % [1-61]", without a break inside the brackets.
fn ranged(r: &Ranged) -> String {
    format!("{}% [{:.0}-{:.0}]", (r.value * 100.0).round(), r.low * 100.0, r.high * 100.0)
}

fn percent(x: f64) -> String {
    format!("{:.0} %", x * 100.0)
}

fn packages(a: &Assessment, p: &Proposals) -> Vec<Section> {
    let short = |slug: &str| {
        a.case
            .trace
            .principal(slug)
            .map_or_else(|| slug.to_owned(), |k| a.case.trace.principals()[k].short().to_owned())
    };
    let head: Vec<String> = p.parties.iter().map(|s| short(s)).collect();
    let rows = p
        .packages
        .iter()
        .enumerate()
        .map(|(k, x)| {
            let terms: Vec<String> = x
                .terms
                .iter()
                .enumerate()
                .filter_map(|(i, v)| {
                    v.map(|v| format!("{} {}", a.case.issue_label(i), a.case.value_label(i, v)))
                })
                .collect();
            let mut cells = vec![format!("{}: {}", x.label, terms.join("; "))];
            cells.extend(x.each.iter().map(ranged));
            cells.push(ranged(&x.all));
            cells.push(percent(x.assumed));
            Row { key: format!("G{}", k + 1), cells }
        })
        .collect();
    let table = Table {
        head: std::iter::once("text or package".to_owned())
            .chain(head)
            .chain(["all".to_owned(), "assumed".to_owned()])
            .collect(),
        widths: std::iter::once(0).chain(std::iter::repeat_n(13, p.parties.len() + 1)).chain([8]).collect(),
        rows,
        notes: vec![format!(
            "Probability that each can live with it; in brackets the range as the assumptions move (panel below). \
             {} draws a side, seed {}. These are not the sides' preferences.",
            p.draws, p.seed
        )],
    };
    let mut panel = Vec::new();
    for (k, x) in p.packages.iter().enumerate() {
        let moved: Vec<String> = x.panel.iter().map(|(name, v)| format!("{name} {}", percent(*v))).collect();
        let drivers: Vec<String> =
            x.drivers.iter().map(|(id, v)| format!("without {id} {}", percent(*v))).collect();
        panel.push(Item::new(
            format!("G{}", k + 1),
            format!(
                "{} as stated; {}{}{}.",
                percent(x.all.value),
                moved.join("; "),
                if drivers.is_empty() { "" } else { "; " },
                drivers.join("; ")
            ),
        ));
    }
    let worth: Vec<Item> = p
        .packages
        .iter()
        .enumerate()
        .map(|(k, x)| {
            let each: Vec<String> = p
                .parties
                .iter()
                .zip(&x.worth.utility)
                .map(|(slug, (low, high))| format!("{} {low:.2} to {high:.2}", short(slug)))
                .collect();
            let left = match (x.worth.undominated, x.worth.room) {
                (Some(share), Some(room)) => format!(
                    "; in {} of the draws no other text is better for one and no worse for the other; knowing each draw, both could \
                     have {room:.2} more",
                    percent(share)
                ),
                _ => String::new(),
            };
            let least: Vec<String> = x.worth.least_satisfied.iter().map(|s| short(s)).collect();
            Item::new(
                format!("G{}", k + 1),
                format!("worth to {}{left}; least satisfied: {}.", each.join(", "), least.join(" and ")),
            )
        })
        .collect();
    let mut premises: Vec<Item> =
        p.premises.iter().map(|x| Item::new("", format!("{}: {}", x.id, x.text))).collect();
    for (slug, issues) in &p.not_learned {
        let names: Vec<String> =
            issues.iter().filter_map(|n| a.case.space.issue(n)).map(|(k, _)| a.case.issue_label(k)).collect();
        premises.push(Item::new(
            "",
            format!(
                "{}: not learned: weights of all issues{}{}.",
                short(slug),
                if names.is_empty() { "" } else { "; any order on " },
                names.join(", ")
            ),
        ));
    }
    vec![
        Section::table("packages", "Packages by the estimates", table),
        Section::items("worth", "What each text is worth by the same draws", worth).noted(
            "From 0 (its worst, or a real line crossed) to 1 (its best); in 90 % of the draws between the two figures. Only values \
             that somebody named are compared, constraints between issues aside.",
        ),
        Section::items("panel", "How the probability that all can live with it moves", panel),
        Section::items("premises", "What these probabilities assume", premises),
    ]
}
