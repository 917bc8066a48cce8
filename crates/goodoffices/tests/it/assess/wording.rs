//! The words on the pages: none of the list in docs/words.md, which is the list of the program.

use super::{DAYS, advise, assessed, day, outputs, propose, whole};
use crate::case_files::root;
use goodoffices::assess::{AssessConfig, explain};
use goodoffices::talks::{CHARGED_WORDS, Lens, charged};

#[test]
fn the_list_in_the_guide_is_the_list_of_the_program() {
    let text = std::fs::read_to_string(root().join("docs/words.md")).expect("docs/words.md");
    let table = text.split("## Not said").nth(1).and_then(|t| t.split("\n## ").next()).expect("a table");
    let rows: Vec<(&str, &str)> = table
        .lines()
        .filter_map(|l| l.strip_prefix("| `")?.split_once("` | "))
        .map(|(word, why)| (word, why.trim_end_matches(" |")))
        .collect();
    assert_eq!(rows.iter().map(|r| r.0).collect::<Vec<_>>(), CHARGED_WORDS);
    assert!(rows.iter().all(|(_, why)| why.ends_with('.') && why.split(' ').count() > 3));
}

/// The sentence around a word that should not be there.
fn around(text: &str, word: &str) -> String {
    let at = text.to_lowercase().find(word).unwrap_or(0);
    text.chars().skip(at.saturating_sub(100)).take(220).collect()
}

#[test]
fn no_page_of_either_case_uses_a_charged_word() {
    let mut pages = 0;
    for (name, days) in DAYS {
        let whole = whole(name);
        for d in days {
            for (form, text) in outputs(&whole, &Lens::until(day(d))) {
                if form.ends_with("json") {
                    continue;
                }
                pages += 1;
                if let Some(word) = charged(&text) {
                    panic!("{name} {d}, {form}: {word:?} in …{}…", around(&text, word));
                }
            }
        }
    }
    assert_eq!(pages, 2 * 10 * 11);
}

#[test]
fn no_explanation_uses_a_charged_word() {
    for (name, days) in DAYS {
        let whole = whole(name);
        for d in days {
            let lens = Lens::until(day(d));
            let (now, _) = assessed(&whole, &lens, &AssessConfig { advise: advise().advise, ..propose() });
            // What `explain` prints of a fact does not depend on the figure.
            for e in now.case.events() {
                for text in [now.case.plain_summary(e), now.case.plain_source(e), e.speaker.clone()] {
                    assert_eq!(charged(&text), None, "{name} {d}: {text}");
                }
                assert_eq!(charged(e.role.as_deref().unwrap_or_default()), None, "{name} {d}: {}", e.id);
            }
            for f in &now.figures {
                for text in [&f.text, &f.rule].into_iter().chain(f.premises.iter().map(|p| &p.text)) {
                    assert_eq!(charged(text), None, "{name} {d}: {text}");
                }
            }
        }
        let lens = Lens::until(day(days[0]));
        let said = explain(&whole, &lens, &propose(), "W1").expect("a warning");
        assert!(said.facts.iter().any(|f| f.source.contains("in the record")) || name == "nba-2011");
    }
}
