//! Like with like: each backward move of naive counting, and why it stays or goes.

use super::{as_of, dump, golden, seen};
use goodoffices::conduct::{kept_moves, naive_moves, paths};
use goodoffices::talks::PrincipalRole;

const CASES: [(&str, &str); 2] = [("nba-2011", "2011-12-08"), ("ukraine-2025", "2026-02-06")];

#[test]
fn every_naive_move_is_listed_with_the_reason_it_stays_or_goes() {
    let mut text = String::new();
    for (slug, day) in CASES {
        let (case, day) = seen(slug, day);
        as_of(&case, &case.trace, day, |a| text += &format!("# {slug}\n{}", dump::naive(a)));
    }
    golden("conduct-naive-moves.txt", &text);
}

/// What one reader of both records, who counted by hand, found to stay: the league on escrow between 6 and
/// 10 November, and Ukraine on Crimea between its April text and its June paper.
#[test]
fn those_that_stay_are_those_a_reader_found() {
    let mut stay = Vec::new();
    let mut found = 0;
    for (slug, day) in CASES {
        let (case, day) = seen(slug, day);
        as_of(&case, &case.trace, day, |a| {
            let moves = naive_moves(a);
            found += moves.len();
            stay.extend(moves.into_iter().filter(|m| m.stays).map(|m| (m.from.0, m.to.0)));
        });
    }
    let ids = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        stay,
        [ids("nba-053", "nba-060"), ids("2025-04-23-ukraine-counter-text", "2025-06-02-ukraine-memorandum")]
    );
    assert!((18..=24).contains(&found), "about twenty, not {found}");
}

/// The paths hold no move away of a party that the naive count does not see.
#[test]
fn nothing_is_kept_that_naive_counting_misses() {
    for (slug, day) in CASES {
        let (case, day) = seen(slug, day);
        as_of(&case, &case.trace, day, |a| {
            let naive: Vec<String> = naive_moves(a).into_iter().filter(|m| m.stays).map(|m| m.to.0).collect();
            let kept: Vec<String> = kept_moves(&paths(a))
                .into_iter()
                .filter(|m| case.trace.principals()[m.line.principal].role == PrincipalRole::Party)
                .flat_map(|m| m.to)
                .collect();
            assert_eq!(naive, kept, "{slug}");
        });
    }
}
