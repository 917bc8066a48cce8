//! The files of `conflicts/`, the reader's faults, and any bytes.

use super::read;
use goodoffices::bargaining::graph::{Rule, coalitions, stability};
use goodoffices::format::{NamedFile, conflict};
use goodoffices::scenario::Conflict;
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conflicts")
}

fn file(name: &str) -> Conflict {
    let path = root().join(name);
    let bytes = std::fs::read(&path).expect("a file");
    conflict::read(NamedFile { name, bytes: &bytes }).unwrap_or_else(|e| panic!("{e}"))
}

fn equilibria(c: &Conflict, rule: Rule) -> Vec<String> {
    stability(c).equilibria(rule).iter().map(|s| c.states()[*s].name.clone()).collect()
}

#[test]
fn the_classic_games_have_their_known_equilibria() {
    let games = [
        ("snyder_diesing1977/prisoners_dilemma", vec!["YY"], vec!["NN", "YY"]),
        ("snyder_diesing1977/chicken", vec!["YN", "NY"], vec!["YN", "NY"]),
        ("snyder_diesing1977/stag_hunt", vec!["NN", "YY"], vec!["NN", "YY"]),
        ("snyder_diesing1977/deadlock", vec!["YY"], vec!["YY"]),
        ("snyder_diesing1977/bully", vec!["YN"], vec!["YN"]),
        ("snyder_diesing1977/called_bluff", vec!["YN"], vec!["YN"]),
        ("luce_raiffa1957/battle_of_the_sexes", vec!["NN", "YY"], vec!["NN", "YY"]),
    ];
    for (name, nash, seq) in games {
        let c = file(&format!("{name}.toml"));
        assert_eq!(equilibria(&c, Rule::Nash), nash, "{name}");
        assert_eq!(equilibria(&c, Rule::Seq), seq, "{name}");
    }
    // Chicken: settling holds only by threats that the other would not wish to carry out.
    let chicken = file("snyder_diesing1977/chicken.toml");
    assert_eq!(equilibria(&chicken, Rule::Gmr), ["NN", "YN", "NY"]);
}

#[test]
fn cuba_ends_with_withdrawal_and_a_blockade_or_none() {
    let c = file("fraser_hipel1984/cuban_missile_crisis.toml");
    assert_eq!(c.states().len(), 12);
    // Fraser & Hipel: outcomes 4 and 6 are the equilibria of their analysis (rational or sequentially sanctioned).
    assert_eq!(equilibria(&c, Rule::Seq), ["4", "6"]);
    assert!(equilibria(&c, Rule::Nash).is_empty());
    let jump = coalitions(&c).expect("two parties");
    assert!(jump.stable(4, Rule::Seq) && !jump.stable(6, Rule::Seq), "both prefer 4 to 6");
}

#[test]
fn elmira_has_the_published_equilibria_and_the_jump_that_two_parties_make_together() {
    let c = file("hipel_fang_kilgour_peng1993/elmira.toml");
    assert_eq!((c.actors().len(), c.states().len()), (3, 9));
    let sorted = |rule| {
        let mut names = equilibria(&c, rule);
        names.sort();
        names
    };
    for rule in [Rule::Nash, Rule::Seq] {
        assert_eq!(sorted(rule), ["5", "8", "9"]);
    }
    for rule in [Rule::Gmr, Rule::Smr] {
        assert_eq!(sorted(rule), ["1", "4", "5", "8", "9"]);
    }
    // Nobody leaves 5 alone; the ministry and Uniroyal together go to 8.
    let at = |name: &str| c.states().iter().position(|s| s.name == name).expect("a state");
    let all = coalitions(&c).expect("small");
    let two = all.all().iter().find(|k| k.members == [0, 1]).expect("a pair");
    assert_eq!(two.improvements[at("5")], [at("8")]);
    assert!(
        !all.stable(at("5"), Rule::Nash)
            && all.stable(at("8"), Rule::Nash)
            && all.stable(at("9"), Rule::Nash)
    );
}

#[test]
fn statements_by_priority_give_the_published_vectors() {
    // The statements under which a later program codes the same two vectors.
    let text = r#"
schema_version = 1
kind = "conflict"
name = "Cuba by priorities"
infeasible = ["--YY"]
irreversible = [{ option = "air strike" }]

[[party]]
name = "US"
options = ["air strike", "blockade"]
priorities = ["3", "-4", "-1 & 3", "-2 & 3", "1 & 4", "2 & 4", "(1 & -3) | (2 & -4) | (1 & -4) | (2 & -3)",
  "-1 & -3 & -4", "-2 & -3 & -4"]

[[party]]
name = "USSR"
options = ["withdraw", "escalate"]
priorities = ["-4", "(1 & 4) | (-1 & -4) | (1 & -4)", "(2 & 4) | (-2 & -4) | (2 & -4)", "-1 & -4", "-2 & -4",
  "(2 & 3) | (-2 & -3) | (1 & 3)", "2 & -3 & -4", "1 & -2 & 3 & -4"]
"#;
    let c = read(text).expect("a conflict");
    let published = file("fraser_hipel1984/cuban_missile_crisis.toml");
    for i in 0..2 {
        for s in 0..12 {
            assert_eq!(c.level(i, s), published.level(i, s), "party {i} state {s}");
        }
    }
    // An air strike that cannot be undone makes 5 (struck, and they withdraw) stable too: the United States can no longer
    // go back to 4 or 6, which it prefers.
    assert_eq!(stability(&c).equilibria(Rule::Seq), [4, 5, 6]);
    assert_eq!(stability(&c).equilibria(Rule::Nash), [5]);
    assert!(c.moves(0, 1).iter().all(|t| [3].contains(t)), "{:?}", c.moves(0, 1));
}

const SMALL: &str = r#"
schema_version = 1
kind = "conflict"
name = "small"
infeasible = ["YY-"]
same = [{ name = "over", profile = "--Y" }]
irreversible = [{ option = "leave" }]
status_quo = "NNN"

[[party]]
name = "A"
options = ["press", "wait"]
ranking = ["NNN", ["YNN", "over"], "---"]

[[party]]
name = "B"
options = ["leave"]
payoffs = { "over" = 0, "NNN" = 2.5, "YNN" = 1, "NYN" = 2.5 }
"#;

#[test]
fn joint_states_ties_and_the_rest_are_read() {
    let c = read(SMALL).expect("a conflict");
    let names: Vec<&str> = c.states().iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["NNN", "YNN", "NYN", "over"]);
    assert_eq!(c.states()[3].profile, "--Y");
    assert_eq!([0, 1, 2, 3].map(|s| c.level(0, s)), [0, 1, 2, 1]);
    assert_eq!([0, 1, 2, 3].map(|s| c.level(1, s)), [0, 1, 0, 2]);
    assert_eq!(c.start(), Some(0));
    // Leaving ends the matter for good.
    assert!(c.moves(1, 3).is_empty() && c.moves(0, 3).is_empty());
    assert_eq!(c.moves(1, 0), [3]);
}

#[test]
fn states_and_moves_can_be_listed_directly() {
    let c = read(
        "schema_version = 1\nkind = 'conflict'\nname = 'd'\nstate = [{name = 'a'}, {name = 'b'}, {name = 'c'}]\n\
         [[party]]\nname = 'P'\nmoves = [['a', 'b'], ['b', 'c']]\nranking = ['c', 'a', 'b']\n",
    )
    .expect("a conflict");
    assert_eq!((c.moves(0, 0), c.moves(0, 1), c.moves(0, 2)), (&[1][..], &[2][..], &[][..]));
    // One step only: from a the party cannot reach c at once, so a is stable under Nash.
    assert_eq!(stability(&c).equilibria(Rule::Nash), [0, 2]);
}

#[test]
fn json_is_read_as_toml_is() {
    let json = r#"{"schema_version": 1, "kind": "conflict", "name": "j",
 "party": [{"name": "A", "options": ["x"], "ranking": ["YN", "NN", ["YY", "NY"]]},
           {"name": "B", "options": ["y"], "payoffs": {"NN": 1, "YN": 2, "NY": 0, "YY": 0}}]}"#;
    let toml = "schema_version = 1\nkind = 'conflict'\nname = 'j'\n[[party]]\nname = 'A'\noptions = ['x']\n\
                ranking = ['YN', 'NN', ['YY', 'NY']]\n[[party]]\nname = 'B'\noptions = ['y']\n\
                payoffs = { NN = 1, YN = 2, NY = 0, YY = 0 }\n";
    let (a, b) = (read(json).expect("JSON"), read(toml).expect("TOML"));
    assert_eq!(a, b);
    assert_eq!(a.fingerprint(), b.fingerprint());
}

#[test]
fn faults_are_named_with_line_and_key() {
    let with = |from: &str, to: &str| {
        assert!(SMALL.contains(from), "{from}");
        read(&SMALL.replacen(from, to, 1)).expect_err(to)
    };
    for (from, to, says, line) in [
        ("\"NNN\", [\"YNN\", \"over\"]", "[\"YNN\", \"over\"]", "", 0),
        ("\"---\"]", "\"NYNN\"]", "no state \"NYNN\"", 13),
        ("\"---\"]", "\"NNN\", \"---\"]", "ranked before", 13),
        (", \"---\"]", "]", "1 of 4 states are not ordered: NYN", 13),
        ("\"YNN\" = 1, ", "", "1 of 4 states are not ordered: YNN", 18),
        ("\"YNN\" = 1", "\"YNN\" = 1, \"YYN\" = 3", "no state \"YYN\"", 18),
        ("option = \"leave\"", "option = \"stay\"", "no option \"stay\"", 7),
        ("\"YY-\"", "\"YY\"", "no pattern of 3 options", 5),
        ("kind = \"conflict\"", "kind = \"scenario\"", "kind is not", 3),
        ("schema_version = 1", "schema_version = 2", "schema_version 1", 2),
        ("status_quo = \"NNN\"", "status_quo = \"Q\"", "no state \"Q\"", 8),
        ("name = \"small\"", "name = \"small\"\ncolour = 1", "colour", 5),
        ("payoffs = {", "ranking = [\"---\"]\npayoffs = {", "ordered twice", 19),
        ("infeasible = [\"YY-\"]", "infeasible = [\"---\"]", "no profile is left", 10),
        ("name = \"B\"", "name = \"A\"", "the party \"A\" stands twice", 16),
        ("\"press\", \"wait\"", "\"press\", \"press\"", "stands twice", 12),
        ("infeasible = [\"YY-\"]", "feasible = []", "feasible is empty", 5),
        ("name = \"small\"", "name = \"sm\\u001b[31mall\"", "control character", 4),
        ("name = \"A\"", "name = \" \"", "a name is empty", 11),
        ("\"press\"", "\"pr\\tess\"", "control character", 12),
        (
            "status_quo = \"NNN\"",
            "state = [{ name = \"NNN\", profile = \"YNN\" }]",
            "the state \"NNN\" stands twice",
            8,
        ),
    ] {
        if says.is_empty() {
            // The best state dropped from the list is swept up by the pattern at the end, as it says.
            assert!(read(&SMALL.replacen(from, to, 1)).is_ok());
            continue;
        }
        let e = with(from, to);
        assert!(e.to_string().contains(says), "{to}: {e}");
        assert_eq!(e.place().file.as_deref(), Some("c.toml"));
        assert_eq!(e.place().line, Some(line), "{to}: {e}");
    }
}

#[test]
fn too_many_options_or_states_are_refused() {
    let options = |n: usize| {
        let names: Vec<String> = (0..n).map(|k| format!("\"o{k}\"")).collect();
        format!(
            "schema_version = 1\nkind = \"conflict\"\nname = \"big\"\n[[party]]\nname = \"A\"\noptions = [{}]\nranking = [\"{}\"]\n",
            names.join(", "),
            "-".repeat(n)
        )
    };
    assert!(read(&options(8)).is_ok());
    for n in [11, 20, 21, 64] {
        let e = read(&options(n)).expect_err("too many");
        assert!(e.is_limit(), "{n}: {e}");
    }
}

fn check(bytes: &[u8]) {
    match conflict::read(NamedFile { name: "x", bytes }) {
        Ok(c) => {
            let s = stability(&c);
            assert!(s.equilibria(Rule::Nash).iter().all(|k| s.equilibrium(*k, Rule::Gmr)));
        }
        Err(e) => assert!(e.place().file.is_some() && e.place().line.is_some(), "no place: {e}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&bytes);
    }

    #[test]
    fn broken_files_give_an_error_with_its_place(
        at: prop::sample::Index,
        to: prop::sample::Index,
        with in prop_oneof![
            Just(""), Just("\""), Just("[]"), Just("{}"), Just("Y"), Just("-"), Just("N N"), Just("1"), Just("nan"), Just("-1e999"),
            Just("="), Just("\n"), Just("[[party]]"), Just("é"), Just("options = []"), Just("'"), Just("("), Just("iff"),
        ],
    ) {
        let mut bytes = SMALL.as_bytes().to_vec();
        let (a, b) = (at.index(bytes.len()), to.index(bytes.len()));
        let (a, b) = (a.min(b), a.max(b).min(a.min(b) + 12));
        bytes.splice(a..b, with.bytes());
        check(&bytes);
    }

    #[test]
    fn statements_never_panic(text in "[-!&|()0-9 a-z'\"é]{0,40}") {
        let text = text.replace('\\', "").replace('"', "'");
        let file = SMALL.replacen("ranking = [\"NNN\", [\"YNN\", \"over\"], \"---\"]", &format!("priorities = [\"{text}\"]"), 1);
        check(file.as_bytes());
    }
}
