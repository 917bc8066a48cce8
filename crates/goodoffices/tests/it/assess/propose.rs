//! Packages by the estimates: the same bytes from the same seed, probabilities that are ones, and the two
//! directions that must hold: a certain red line forbids, a better fallback never makes a text likelier.

use super::{PAGES, day, whole};
use goodoffices::assess::{Package, Proposals, ProposeConfig, declared_lines, propose};
use goodoffices::talks::{Assumption, Case, Confidence, Lens, Setting};
use proptest::prelude::*;

fn seen(k: usize) -> Case {
    let (name, d) = PAGES[k];
    whole(name).seen(&Lens::until(day(d))).expect("seen")
}

fn config(seed: u64) -> ProposeConfig {
    ProposeConfig { draws: 60, seed, ..ProposeConfig::default() }
}

fn assumed(id: &str, setting: Setting) -> Assumption {
    Assumption {
        id: id.into(),
        setting,
        author: "a test".into(),
        date: day("2011-01-01"),
        reason: "to see what it does".into(),
        supports: Vec::new(),
        confidence: Confidence::Public,
        supersedes: None,
    }
}

/// The texts on the table; packages that are found change with every assumption.
fn texts(p: &Proposals, case: &Case) -> Vec<Package> {
    p.packages[..goodoffices::assess::texts(case).len().min(p.packages.len())].to_vec()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    for k in [0, 1] {
        let case = seen(k);
        let bytes = |seed| serde_json::to_string(&propose(&case, &config(seed))).expect("JSON");
        assert_eq!(bytes(5), bytes(5));
        assert_ne!(bytes(5), bytes(6));
    }
}

#[test]
fn probabilities_are_between_nought_and_one_and_inside_their_ranges() {
    for k in [0, 1] {
        let case = seen(k);
        let p = propose(&case, &config(1));
        assert!(p.packages.len() > 3);
        for x in &p.packages {
            for r in x.each.iter().chain([&x.all]) {
                assert!(0.0 <= r.low && r.low <= r.value && r.value <= r.high && r.high <= 1.0, "{x:?}");
            }
            // All can only where each can.
            assert!(x.each.iter().all(|r| x.all.value <= r.value));
            assert!((0.0..=1.0).contains(&x.assumed));
            assert_eq!(x.terms.len(), case.space.issues().len());
        }
    }
}

#[test]
fn a_red_line_that_is_certain_forbids() {
    let mut case = seen(0);
    let parties = case.trace.parties();
    let mut certain = Vec::new();
    for (k, p) in parties.iter().enumerate() {
        for l in declared_lines(&case, *p) {
            certain.push((k, l.line.issue, l.line.value));
            case.assumptions.insert(
                0,
                assumed(
                    &format!("line {} {} {}", p, l.line.issue, l.line.value),
                    Setting::RedLine {
                        principal: *p,
                        issue: l.line.issue,
                        value: l.line.value,
                        probability: 1.0,
                    },
                ),
            );
        }
    }
    let p = propose(&case, &config(3));
    let mut crossed = 0;
    for x in &p.packages {
        for (k, issue, value) in &certain {
            if x.terms[*issue] == Some(*value) {
                crossed += 1;
                assert_eq!((x.each[*k].value, x.all.value), (0.0, 0.0), "{}", x.label);
            }
        }
    }
    assert!(crossed > 2, "{crossed} texts cross a line");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn a_better_fallback_never_makes_a_text_likelier(low in 0.0..0.6_f64, width in 0.0..0.4_f64, more in 0.01..0.4_f64, which in 0..2_usize) {
        for k in [0, 1] {
            let base = seen(k);
            let party = base.trace.parties()[which];
            let with = |low: f64, high: f64| {
                let mut case = base.clone();
                case.assumptions.retain(|a| !matches!(a.setting, Setting::Fallback { .. }));
                case.assumptions.push(assumed("fallback", Setting::Fallback { principal: party, low, high }));
                texts(&propose(&case, &config(9)), &case)
            };
            let (poor, rich) = (with(low, low + width), with(low + more, low + width + more));
            prop_assert_eq!(poor.len(), rich.len());
            prop_assert!(!poor.is_empty());
            for (a, b) in poor.iter().zip(&rich) {
                prop_assert_eq!(&a.terms, &b.terms);
                prop_assert!(b.each[which].value <= a.each[which].value);
                prop_assert!(b.all.value <= a.all.value);
                prop_assert_eq!(a.each[1 - which].value, b.each[1 - which].value);
            }
        }
    }
}
