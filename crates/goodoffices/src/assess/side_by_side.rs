//! Statements of one principal's speakers side by side, in words.

use super::figure::Figure;
use super::warned::surname;
use super::words::Words;
use crate::conduct::{SayAbout, SideBySide, Verdict, Why};
use crate::talks::Span;
use std::cmp::Reverse;

/// Most pairs that get a figure of their own.
const MOST: usize = 100;

/// Those that cannot both hold first, then the latest.
pub(super) fn side_by_side(words: Words<'_>, pairs: &[SideBySide]) -> Vec<Figure> {
    let case = words.case;
    let day = |ids: &[String]| ids.iter().filter_map(|id| case.trace.event(id)).map(|e| e.happened).max();
    let rank = |v: Verdict| match v {
        Verdict::CannotHold => 0,
        Verdict::CanHold => 1,
        Verdict::NotComparable => 2,
    };
    type Key<'a> = (u8, Reverse<Option<Span>>, &'a [String], &'a [String]);
    // Saying the same is no news.
    let mut order: Vec<(Key<'_>, &SideBySide)> = pairs
        .iter()
        .filter(|p| p.why != Why::SameTerm)
        .map(|p| ((rank(p.verdict), Reverse(day(&p.other)), &*p.one, &*p.other), p))
        .collect();
    if order.len() > MOST {
        order.select_nth_unstable_by(MOST, |a, b| a.0.cmp(&b.0));
        order.truncate(MOST);
    }
    order.sort_by(|a, b| a.0.cmp(&b.0));
    let mut out: Vec<Figure> = Vec::new();
    for (_, p) in order {
        let figure = in_words(words, p, out.len() + 1);
        // Several remarks of one day make one line.
        match out.iter_mut().find(|f| f.text == figure.text) {
            Some(known) => *known = known.clone().resting_on(figure.facts),
            None => out.push(figure),
        }
    }
    out
}

fn in_words(words: Words<'_>, p: &SideBySide, number: usize) -> Figure {
    let case = words.case;
    let day = |ids: &[String]| ids.iter().filter_map(|id| case.trace.event(id)).map(|e| e.happened).max();
    let about = match p.about {
        SayAbout::Issue(i) => case.issue_label(i),
        SayAbout::Instruments(a, b) if a == b => case.trace.instruments()[a].short(),
        SayAbout::Instruments(a, b) => {
            format!("{} / {}", case.trace.instruments()[a].short(), case.trace.instruments()[b].short())
        }
    };
    let side = |speaker: &str, ids: &[String]| {
        let when = day(ids).map(|s| words.span(s)).unwrap_or_default();
        format!("{} ({when})", surname(speaker))
    };
    let mut text = format!(
        "{}, {about}: {} and {}: {}: {}.",
        words.short(p.principal),
        side(&p.speakers.0, &p.one),
        side(&p.speakers.1, &p.other),
        p.verdict.words(),
        p.why.words()
    );
    if !p.changed_by.is_empty() {
        text.push_str(&format!(" {} later said otherwise.", surname(&p.speakers.0)));
    }
    Figure::new(
        format!("V{number}"),
        format!("side by side {} {}", p.one.join(" "), p.other.join(" ")),
        text,
        "Statements of different speakers of one side within fourteen days, on the same issue or on instruments that \
         exclude each other; which of the two counts is not judged.",
    )
    .resting_on(p.one.iter().chain(p.other.iter()).chain(p.changed_by.iter()).cloned())
}
