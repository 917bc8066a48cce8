//! Every key on a page can be explained, and what is said of a fact is what its removal does.

use super::{PAGES, assessed, day, quick, whole};
use crate::conduct::golden;
use goodoffices::assess::{AssessConfig, Effect, Explanation, explain};
use goodoffices::report::{self, Body, Page};
use goodoffices::talks::Lens;
use std::fmt::Write;

/// The keys that a page prints.
fn keys(page: &Page) -> Vec<String> {
    let mut out = Vec::new();
    for s in &page.sections {
        match &s.body {
            Body::Items { items } => out.extend(items.iter().map(|i| i.key.clone())),
            Body::Table { table } => out.extend(table.rows.iter().map(|r| r.key.clone())),
            Body::Picture { .. } => {}
        }
    }
    out.retain(|k| !k.is_empty());
    out
}

fn config(d: &str) -> AssessConfig {
    AssessConfig { since: Some(day(d).plus(-7)), ..quick() }
}

#[test]
fn every_key_on_both_pages_is_explained_with_facts_and_the_effect_of_removing_each() {
    for (name, d) in PAGES {
        let whole = whole(name);
        let lens = Lens::until(day(d));
        let (now, changed) = assessed(&whole, &lens, &quick());
        let keys = keys(&report::brief(&now, Some(&changed), report::Sheet::Text));
        assert!(keys.len() > 20, "{name}: {keys:?}");
        let (mut facts, mut moved) = (0, 0);
        for key in &keys {
            let x = explain(&whole, &lens, &config(d), key).expect("explained");
            assert_eq!(x.figure.key, *key);
            assert!(!x.figure.rule.is_empty());
            // A figure may rest on nothing only where it says that something is not there.
            let of_nothing = ["in short faith", "option recess"];
            assert!(!x.facts.is_empty() || of_nothing.contains(&x.figure.subject.as_str()), "{name} {key}");
            let ids: Vec<&String> = x.facts.iter().map(|f| &f.id).collect();
            assert_eq!(ids, x.figure.facts.iter().collect::<Vec<_>>(), "{name} {key}");
            assert_eq!(x.premises.len(), x.figure.premises.len());
            for f in &x.facts {
                facts += 1;
                moved += usize::from(f.without != Effect::Unchanged);
                // What it reads without a fact is what an assessment of the case without it says.
                if let Effect::Reads(text) = &f.without {
                    assert_ne!(*text, x.figure.text);
                }
            }
            if let [only] = x.facts.as_slice() {
                assert_ne!(only.without, Effect::Unchanged, "{name} {key} rests on {} alone", only.id);
            }
        }
        assert!(2 * moved > facts, "{name}: {moved} of {facts} facts move what rests on them");
    }
}

#[test]
fn a_key_that_is_not_there_is_refused_with_those_that_are() {
    let (name, d) = PAGES[1];
    let e = explain(&whole(name), &Lens::until(day(d)), &config(d), "Z9").expect_err("no such key");
    assert!(e.is_unknown() && e.to_string().contains("S1"), "{e}");
}

fn in_words(x: &Explanation) -> String {
    let mut out = format!("{}  {}\n  rule: {}\n", x.figure.key, x.figure.text, x.figure.rule);
    if let Some(share) = x.figure.assumed {
        let _ = writeln!(out, "  assumed: {share:.2}");
    }
    for f in &x.facts {
        let known = f.known.as_ref().map(|k| format!(", known {k}")).unwrap_or_default();
        let _ = writeln!(out, "  fact {} ({}{known}, {}; {})", f.id, f.happened, f.evidence, f.who);
        let _ = writeln!(out, "    without it: {}", effect(&f.without));
    }
    for p in &x.premises {
        let _ = writeln!(out, "  premise {}: {}", p.premise.id, p.premise.text);
        let _ = writeln!(out, "    without it: {}", effect(&p.without));
    }
    out
}

fn effect(e: &Effect) -> String {
    match e {
        Effect::Unchanged => "unchanged".into(),
        Effect::Reads(text) => text.clone(),
        Effect::Gone => "not printed".into(),
        Effect::Program => "belongs to the program".into(),
    }
}

#[test]
fn ten_keys_of_each_page() {
    for (name, d) in PAGES {
        let whole = whole(name);
        let text: Vec<String> = ["S1", "S2", "S4", "P1", "P4", "B1", "A1", "K1", "W1", "N1"]
            .iter()
            .map(|key| explain(&whole, &Lens::until(day(d)), &config(d), key).expect("explained"))
            .map(|x| in_words(&x))
            .collect();
        golden(&format!("explain-{name}-{d}.txt"), &text.join("\n"));
    }
}
