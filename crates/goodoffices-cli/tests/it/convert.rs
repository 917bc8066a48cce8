//! `convert`: every format to every other, exit codes, nothing half-written.

use assert_cmd::Command;
use std::path::{Path, PathBuf};

fn goodoffices() -> Command {
    Command::cargo_bin("goodoffices").expect("the binary")
}

fn fixture(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../goodoffices/tests/fixtures").join(folder)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[test]
fn a_chain_of_formats_ends_where_it_began() {
    let home = tempfile::tempdir().expect("a folder");
    let mut from = fixture("negolog");
    let first = goodoffices().args(["convert", "--to", "toml"]).arg(&from).output().expect("a run");
    for (k, to) in ["genius", "negmas", "geniusweb", "genius"].iter().enumerate() {
        let out = home.path().join(format!("{k}/negolog"));
        goodoffices().args(["convert", "--to", to, "--out"]).arg(&out).arg(&from).assert().success();
        from = out;
    }
    let last = goodoffices().args(["convert", "--to", "toml"]).arg(&from).output().expect("a run");
    let values = |t: &str| -> Vec<f64> {
        let doc = t.split("[[party]]").skip(1).flat_map(str::lines).filter_map(|l| l.split_once(" = ["));
        doc.flat_map(|(_, v)| {
            v.trim_end_matches(']').split(", ").map(|x| x.parse().expect("a number")).collect::<Vec<f64>>()
        })
        .collect()
    };
    let (a, b) = (values(&text(&first.stdout)), values(&text(&last.stdout)));
    assert_eq!((a.len(), b.len()), (8, 8));
    // GENIUS divides by the greatest evaluation of an issue, which is 1 in this fixture.
    for (x, y) in a.iter().zip(&b) {
        assert!((x - y).abs() <= 1e-12, "{x} against {y}");
    }
}

#[test]
fn a_folder_that_is_there_is_left_alone_and_a_refusal_leaves_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("out");
    std::fs::create_dir(&out).expect("a folder");
    std::fs::write(out.join("mine.txt"), "mine").expect("a file");
    goodoffices()
        .args(["convert", "--to", "genius", "--out"])
        .arg(&out)
        .arg(fixture("negolog"))
        .assert()
        .code(2);
    assert_eq!(std::fs::read_dir(&out).expect("a folder").count(), 1);
    let refused = home.path().join("refused");
    let run = goodoffices()
        .args(["convert", "--to", "geniusweb", "--out"])
        .arg(&refused)
        .arg(fixture("genius-rectangles"))
        .output()
        .expect("a run");
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("hyper-rectangles"), "{}", text(&run.stderr));
    assert!(run.stdout.is_empty() && !refused.exists());
    assert_eq!(
        std::fs::read_dir(home.path()).expect("a folder").count(),
        1,
        "something half-written was left"
    );
}

#[test]
fn faults_are_named_with_file_line_and_element() {
    let home = tempfile::tempdir().expect("a folder");
    let faulty = [
        (
            "a.xml",
            "<utility_space>\n<objective>\n<issue name='x' index='1' type='blue'/>\n</objective></utility_space>",
            ":3, issue name=\"x\"",
        ),
        (
            "a.json",
            "{\n\"name\": \"d\",\n\"issuesValues\": {\"a\": {\"range\": [0, \"x\", 1]}}}",
            ":3, issuesValues.a.range[1]",
        ),
        ("a.yml", "issues:\n- name: a\n  type: StrangeIssue\n  values: [1]\n", ":2, issues[0]"),
        (
            "a.toml",
            "[[issue]]\nname = \"a\"\nvalues = [\"x\"]\n[[party]]\nname = \"p\"\nweights = { b = 1 }\nvalues = { a = [1] }\n",
            ":6, party[0].weights.b",
        ),
        ("b.xml", "<utility_space>\n<objective>\n</utility_space>", ":3"),
        ("b.json", "{\"a\": 1,\n \"a\": 2}", ":2"),
        ("b.toml", "[[issue]\n", ":1"),
    ];
    for (name, content, place) in faulty {
        let path = home.path().join(name);
        std::fs::write(&path, content).expect("a file");
        let run = goodoffices().args(["convert", "--to", "toml"]).arg(&path).output().expect("a run");
        assert_eq!(run.status.code(), Some(2), "{name}");
        let said = text(&run.stderr);
        assert!(said.contains(&format!("{name}{place}")), "{name}: {said}");
        assert!(run.stdout.is_empty());
    }
}

#[test]
fn a_file_of_a_hundred_megabytes_is_refused() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("big.xml");
    std::fs::File::create(&path).expect("a file").set_len(100 << 20).expect("a length");
    let run = goodoffices().args(["convert", "--to", "toml"]).arg(&path).output().expect("a run");
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("big.xml:1"), "{}", text(&run.stderr));
}

#[test]
fn named_files_make_a_scenario_and_strangers_among_them_do_not() {
    let folder = fixture("negolog");
    goodoffices()
        .args(["convert", "--to", "toml"])
        .args([folder.join("profileB.json"), folder.join("profileA.json")])
        .assert()
        .success();
    let run = goodoffices()
        .args(["convert", "--to", "toml"])
        .args([folder.join("profileA.json"), folder.join("specs.json")])
        .output()
        .expect("a run");
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("specs.json:1"), "{}", text(&run.stderr));
}
