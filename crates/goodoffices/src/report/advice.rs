//! Advice as a report: the warnings, the options by worth, where the order changes, the picture that decides, and every
//! assumption.

use super::brief::{header, items, provenance};
use super::decision_plot::{decision_plot, in_text};
use super::page::{Item, Page, Row, Section, Table};
use crate::assess::{Advice, Assessment, Figure, HeldQuantity, Holder, OptionKind, Weighing};
use crate::talks::PrincipalRole;
use serde::Serialize;

/// The page of an assessment whose options were weighed.
#[must_use]
pub fn advice(a: &Assessment, advice: &Advice) -> Page {
    let mut sections = Vec::new();
    let warned: Vec<Figure> = a.warned.iter().map(|w| w.figure.clone()).collect();
    match &advice.weighing {
        Some(w) => {
            sections.push(Section::items(
                "order",
                "What is decided, and what is not",
                vec![item(&w.order), item(&w.curve.figure)],
            ));
            sections.push(options(w));
            sections.push(plan(w));
            sections.push(picture(a, w));
            sections.push(
                Section::items(
                    "decision_text",
                    "Staying and leaving, against the belief",
                    in_text(&w.curve).into_iter().map(|t| Item::new("", t)).collect(),
                )
                .noted(
                    if w.curve.away {
                        "The mediator is away: worth of staying as before and of staying with the steps of the list, once it were \
                         back, and of staying away for good; 1 is a settlement today."
                    } else {
                        "Worth of staying as now, of staying with the steps of the list, and of leaving for good; 1 is a settlement \
                         today."
                    },
                ),
            );
            let flips: Vec<Figure> = w.flips.iter().map(|f| f.figure.clone()).collect();
            sections.extend(list("flips", "Where the order changes", &flips));
        }
        None => sections.push(Section::items("order", "Options", vec![Item::new("", nothing_weighed(a))])),
    }
    if a.warned.is_empty() {
        sections.push(Section::items(
            "warnings",
            "Warnings",
            vec![Item::new("", "No warning is on this record.")],
        ));
    } else {
        sections.push(warnings(a));
        sections.extend(list("warnings_apart", "Warnings, taken apart", &warned));
    }
    let believed: Vec<Figure> = advice.believed.iter().map(|b| b.figure.clone()).collect();
    sections.extend(list("believed", "How far each warning is to be believed", &believed));
    let mut sides: Vec<Figure> = advice.came_back.iter().cloned().collect();
    if let Some(w) = &advice.weighing {
        sides.extend(w.sides.iter().cloned());
    }
    sections.extend(list("sides", "On whom leaving works, and what a date can buy", &sides));
    if let Some(w) = &advice.weighing {
        sections.extend(list(
            "ground",
            "No agreement and first demands, as each side may see them",
            &w.ground,
        ));
        let days: Vec<Figure> = w.ripe.iter().map(|r| r.figure.clone()).collect();
        sections.extend(list("ripe", "Ripeness over time", &days));
    }
    sections.extend(list("undeliverable", "Texts that need somebody else", &advice.undeliverable));
    if let Some(w) = &advice.weighing {
        sections.extend(list("asking", "What each question is worth", &w.asking));
        sections.push(held(advice));
    }
    let mut lines = header(a, None);
    if advice.weighing.is_some() {
        lines.push(
            "Options by worth, with what speaks for and against each; which to take is the mediator's. Every worth and chance \
             here rests on assumptions that nobody stated: they are listed, and --what-if replaces them."
                .to_owned(),
        );
    }
    let asked: Vec<String> = advice
        .held
        .all()
        .iter()
        .filter(|h| h.holder == Holder::WhatIf)
        .map(|h| h.premise.text.clone())
        .collect();
    if !asked.is_empty() {
        lines.push(format!("In this run: {}.", asked.join("; ")));
    }
    let search = advice
        .weighing
        .as_ref()
        .map(|w| format!("{} simulations, ", w.search.simulations))
        .unwrap_or_default();
    lines.push(format!("{search}{} draws, seed {}.", advice.draws, advice.seed));
    Page {
        schema_version: 1,
        kind: "advice",
        title: format!("ADVICE  {}", a.case.title),
        as_of: format!("as of {}", a.today.with_weekday()),
        lines,
        sections,
        provenance: super::page::Provenance { seed: Some(advice.seed), ..provenance(a) },
    }
}

/// The options weighed and the picture that decides, for a longer report; nothing where nothing was weighed.
pub(super) fn weighed(a: &Assessment) -> Vec<Section> {
    let Some(w) = a.advice.as_ref().and_then(|x| x.weighing.as_ref()) else { return Vec::new() };
    let short = vec![item(&w.order), item(&w.curve.figure)];
    let first = Section::items("order", "The mediator's decision: what is decided, and what is not", short).noted(
        "Which step to take is the mediator's. Every worth and chance rests on assumptions that nobody stated; `advise` lists them.",
    );
    vec![first, options(w), plan(w), picture(a, w)]
}

fn picture(a: &Assessment, w: &Weighing) -> Section {
    Section::picture(
        "decision",
        "The picture that decides",
        "Worth of staying and of leaving against the chance that the sides can settle; the bands hold nine tenths of the draws.",
        decision_plot(a, &w.curve),
    )
}

/// How far the search came, the plan that was found, and what earlier uses have lowered.
fn plan(w: &Weighing) -> Section {
    let mut shown: Vec<Item> = vec![item(&w.search.figure)];
    shown.extend(w.plan.iter().map(item));
    shown.extend(w.tried.iter().map(|(key, text)| Item::new(key.clone(), text.clone())));
    Section::items("plan", "One step after another", shown)
}

fn nothing_weighed(a: &Assessment) -> &'static str {
    let mediated = a.case.trace.with_role(PrincipalRole::Mediator).next().is_some();
    if a.lens.audience != crate::talks::Audience::Team {
        "What the mediator weighs is for the mediator's team."
    } else if mediated {
        "There is nothing to weigh."
    } else {
        "No mediator is on this record, so there are no options to weigh."
    }
}

fn item(f: &Figure) -> Item {
    Item::new(f.key.clone(), f.text.clone())
}

fn list(id: &'static str, title: &str, figures: &[Figure]) -> Option<Section> {
    (!figures.is_empty()).then(|| Section::items(id, title, items(figures, usize::MAX)))
}

/// As in ".52".
fn number(x: f64) -> String {
    let t = format!("{x:.2}");
    match t.strip_prefix("-0.") {
        Some(rest) => format!("-.{rest}"),
        None => t.strip_prefix("0.").map_or(t.clone(), |r| format!(".{r}")),
    }
}

fn options(w: &Weighing) -> Section {
    let rows = w
        .options
        .iter()
        .map(|o| {
            let [value, low, high] = o.worth;
            Row {
                key: o.figure.key.clone(),
                cells: vec![
                    format!("{} {}", o.key, o.what),
                    format!(
                        "{}{} [{}-{}]",
                        if o.near { "≈" } else { "" },
                        number(value),
                        number(low),
                        number(high)
                    ),
                    format!("{:.0} %", o.first * 100.0),
                    o.speaks_for.clone(),
                    o.speaks_against.clone(),
                ],
            }
        })
        .collect();
    let table = Table {
        head: ["OPTIONS, by worth", "worth", "first in", "speaks for", "speaks against"].map(str::to_owned).to_vec(),
        widths: vec![0, 14, 5, 19, 16],
        rows,
        notes: vec![
            "Worth of the best plan found that begins with the step: 1 is a settlement today, 0 no result; in brackets nine tenths of \
             the draws. ≈: it gives away no more than two weeks of mediation use up, so its place among these says little. First in: share \
             of the draws in which the step has the greatest worth. The order is no instruction."
                .to_owned(),
        ],
    };
    Section::table("options", "Options, by worth", table)
}

/// The table of warnings: who can order each, and what came of its class.
fn warnings(a: &Assessment) -> Section {
    let believed = a.advice.as_ref().map(|x| x.believed.as_slice()).unwrap_or_default();
    let rows = a
        .warned
        .iter()
        .map(|w| {
            let b = believed.iter().find(|b| b.warning == w.figure.key);
            let class = b.map_or_else(
                || w.so_far.clone(),
                |b| format!("done {}, lapsed {}, pending {}", b.executed, b.lapsed, b.pending),
            );
            let partners =
                b.filter(|b| !b.partners.is_empty()).map(|b| format!("; needs {}", b.partners.join(", ")));
            Row {
                key: w.figure.key.clone(),
                cells: vec![
                    format!(
                        "{}: {}, {} occasion{}{}",
                        a.case.trace.principals()[w.principal].short(),
                        w.what,
                        w.occasions,
                        if w.occasions == 1 { "" } else { "s" },
                        w.marks,
                    ),
                    w.ordered_by.clone(),
                    w.test.clone(),
                    w.dates.clone(),
                    format!("{}{}", w.ready, partners.unwrap_or_default()),
                    class,
                ],
            }
        })
        .collect();
    let table = Table {
        head: ["WARNINGS", "can be ordered by", "test", "date", "ready", "its class so far"]
            .map(str::to_owned)
            .to_vec(),
        widths: vec![0, 16, 10, 8, 9, 11],
        rows,
        notes: vec![
            "One occasion a speaker and day; a class is one side's warnings with one kind of instrument. Where the case has entered \
             that an act needs a partner who has not joined, ready names it."
                .to_owned(),
        ],
    };
    Section::table("warnings", "The table of warnings", table)
}

/// Every assumption with who holds it.
fn held(advice: &Advice) -> Section {
    let row = |h: &HeldQuantity| Row {
        key: String::new(),
        cells: vec![
            h.key.clone(),
            plain(h.value),
            format!("{} to {}", plain(h.low), plain(h.high)),
            match h.holder {
                Holder::Default => "default".to_owned(),
                Holder::Record => "record".to_owned(),
                Holder::Case => "case".to_owned(),
                Holder::Ground => "ground".to_owned(),
                Holder::WhatIf => "what if".to_owned(),
            },
            h.means.clone(),
        ],
    };
    // Only the quantities of steps on the list; a key's first part is the kind of step.
    let steps: Vec<&str> =
        advice.weighing.iter().flat_map(|w| &w.options).filter_map(|o| o.kind.key()).collect();
    let used = |h: &&HeldQuantity| {
        let first = h.key.split('.').next().unwrap_or_default();
        !OptionKind::ALL.iter().any(|k| k.key() == Some(first))
            || steps.contains(&first)
            || h.holder != Holder::Default
    };
    let table = Table {
        head: ["quantity", "value", "range", "held by", "what it is"].map(str::to_owned).to_vec(),
        widths: vec![26, 5, 13, 7, 0],
        rows: advice.held.all().iter().filter(used).map(row).collect(),
        notes: vec![
            "Replace one for a run with --what-if KEY=VALUE or KEY=LOW..HIGH, for a case with an [[assumption]] that sets \
             \"advice\". Quantities of steps that are not on the list are left out; JSON has them. Why each default is what it is: \
             docs/advise.md."
                .to_owned(),
        ],
    };
    Section::table("assumptions", "Assumptions", table)
}

/// A number without needless digits.
fn plain(x: f64) -> String {
    let t = format!("{x:.4}");
    t.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Advice as a JSON document.
#[derive(Debug, Serialize)]
pub struct AdviceDocument<'a> {
    schema_version: u32,
    page: &'a Page,
    advice: &'a Advice,
    figures: Vec<Figure>,
}

impl<'a> AdviceDocument<'a> {
    /// The document of advice and its page.
    #[must_use]
    pub fn new(a: &'a Assessment, advice: &'a Advice, page: &'a Page) -> Self {
        let mut figures: Vec<Figure> = a.warned.iter().map(|w| w.figure.clone()).collect();
        figures.extend(advice.figures());
        Self { schema_version: 1, page, advice, figures }
    }
}
