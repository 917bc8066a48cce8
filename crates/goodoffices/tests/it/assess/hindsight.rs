//! No hindsight: what came after a day is in no output of that day, whatever the form.

use super::{DAYS, day, outputs, same, whole};
use crate::case_files::{Files, case, open, without};
use crate::lens::{last, shuffled};
use goodoffices::talks::{Case, Lens};

fn both_ways(name: &str, whole: &Case, files: &Files, d: &str) {
    let at = day(d);
    let cut = case(&without(files, |e| last(e, "happened") <= at));
    let lens = Lens::until(at);
    same(&outputs(whole, &lens), &outputs(&cut, &lens), &format!("{name} until {d}"));
    let cut = case(&without(files, |e| last(e, "happened") <= at && last(e, "known") <= at));
    let lens = Lens::until(at).known(at);
    same(&outputs(whole, &lens), &outputs(&cut, &lens), &format!("{name} until and known {d}"));
}

#[test]
fn every_output_is_that_of_a_record_which_ends_on_the_day() {
    for (name, days) in DAYS {
        let files = open(name);
        let whole = case(&files);
        for d in days {
            both_ways(name, &whole, &files, d);
        }
    }
}

/// Everything of a case that has a name or words, for what is hidden on a day.
fn hidden(whole: &Case, seen: &Case) -> Vec<String> {
    let mut out = Vec::new();
    for e in whole.events().iter().filter(|e| seen.trace.event(&e.id).is_none()) {
        out.extend([e.id.clone(), e.summary.clone()]);
        out.extend(whole.labels.get(&e.id).cloned());
    }
    for (k, (issue, note)) in whole.space.issues().iter().zip(&whole.issues).enumerate() {
        let now = seen.space.issues().iter().position(|i| i.name() == issue.name());
        if now.is_none() {
            out.extend([issue.name().to_owned(), note.title.clone(), whole.issue_label(k)]);
        }
        for (v, option) in note.options.iter().enumerate() {
            let slug = issue.label(v).into_owned();
            let there = now.is_some_and(|n| {
                let i = &seen.space.issues()[n];
                (0..i.len()).any(|x| i.label(x) == slug)
            });
            if !there {
                out.extend([slug, option.text.clone()]);
                out.extend(option.label.clone());
            }
        }
    }
    let shown = |slug: &str| seen.trace.instruments().iter().any(|i| i.slug == slug);
    for i in whole.trace.instruments().iter().filter(|i| !shown(&i.slug)) {
        out.extend([i.slug.clone(), i.text.clone()]);
        out.extend(i.label.clone());
    }
    for p in whole.trace.principals().iter().filter(|p| seen.trace.principal(&p.slug).is_none()) {
        out.extend([p.slug.clone(), p.name.clone()]);
        out.extend(p.label.clone());
    }
    out
}

/// Does a text stand in another as words of its own?
fn stands_in(words: &str, text: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text.match_indices(words).any(|(k, _)| {
        !text[..k].chars().next_back().is_some_and(part)
            && !text[k + words.len()..].chars().next().is_some_and(part)
    })
}

#[test]
fn nothing_that_is_first_named_later_can_be_found_by_searching() {
    let mut searched = 0;
    for (name, days) in DAYS {
        let whole = whole(name);
        for d in days {
            let lens = Lens::until(day(d));
            let seen = whole.seen(&lens).expect("seen");
            let facts = format!("{seen:?}");
            let all: String = outputs(&whole, &lens).into_iter().map(|(_, text)| text + "\n").collect();
            let quoted = all.replace("\\\"", "\"").replace("&quot;", "\"").replace("&#39;", "'");
            for words in hidden(&whole, &seen) {
                // Words that a fact of the day uses too ("flat", "none") say nothing of a later one.
                if words.chars().count() < 4 || stands_in(&words, &facts) {
                    continue;
                }
                searched += 1;
                assert!(!stands_in(&words, &quoted), "{name} {d}: {words:?} is in an output");
            }
        }
    }
    assert!(searched > 3000, "only {searched} were searched for");
}

#[test]
fn the_warning_of_february_2010_is_hidden_until_it_was_told() {
    let whole = whole("nba-2011");
    let event = whole.trace.event("nba-002").expect("the warning");
    let shows = |known: &str| {
        let lens = Lens::until(day("2011-12-08")).known(day(known));
        outputs(&whole, &lens)
            .iter()
            .any(|(_, text)| text.contains("nba-002") || text.contains(&event.summary))
    };
    assert!(!shows("2011-10-19"));
    assert!(!shows("2011-11-13"));
    assert!(shows("2011-11-14"));
}

#[test]
fn the_order_of_lines_inside_a_day_changes_no_output() {
    for (name, days) in DAYS {
        let files = open(name);
        let other = shuffled(&files, 20_250_509);
        assert_ne!(files.record, other.record);
        for d in &days[..3] {
            let lens = Lens::until(day(d));
            same(&outputs(&case(&files), &lens), &outputs(&case(&other), &lens), &format!("{name} {d}"));
        }
    }
}
