//! `case …` from the outside: exit codes, what stands on disk afterwards, what an audience gets.

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn goodoffices(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("goodoffices").expect("the binary");
    command.arg("case").args(args);
    command
}

/// Runs to an exit code; standard output and error.
#[track_caller]
fn run(code: i32, args: &[&str]) -> (String, String) {
    run_with(code, args, "")
}

#[track_caller]
fn run_with(code: i32, args: &[&str], input: &str) -> (String, String) {
    let output = goodoffices(args).write_stdin(input).output().expect("it ran");
    let text = |b: &[u8]| String::from_utf8(b.to_vec()).expect("UTF-8");
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{out}\n{err}");
    (out, err)
}

/// A copy of the invented case.
fn copy() -> (TempDir, String) {
    let dir = TempDir::new().expect("a folder");
    let to = dir.path().join("case");
    fs::create_dir(&to).expect("made");
    for file in fs::read_dir(root().join("cases/harbour-strike")).expect("the case") {
        let file = file.expect("a file");
        fs::copy(file.path(), to.join(file.file_name())).expect("copied");
    }
    let path = to.to_str().expect("a path").to_owned();
    (dir, path)
}

fn record(dir: &str) -> String {
    fs::read_to_string(Path::new(dir).join("record.jsonl")).expect("a record")
}

/// Names of the files in a folder: nothing may be left behind.
fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .expect("a folder")
        .map(|f| f.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_new_case_is_sound_and_is_not_made_twice() {
    let dir = TempDir::new().expect("a folder");
    let at = dir.path().join("my \"talks\"-2");
    let path = at.to_str().expect("a path");
    run(0, &["new", path, "--title", "Talks \"about\" water\\"]);
    let (out, _) = run(0, &["check", path]);
    assert!(out.starts_with("sound: 0 errors, 0 warnings, 1 events"), "{out}");
    let (_, err) = run(2, &["new", path]);
    assert!(err.contains("not empty"), "{err}");
    assert_eq!(files(dir.path()), ["my \"talks\"-2"]);
}

#[test]
fn check_says_every_fault_and_answers_no() {
    let (_dir, path) = copy();
    let broken = record(&path).replace("\"kind\": \"offer\"", "\"kind\": \"ofer\"");
    fs::write(Path::new(&path).join("record.jsonl"), broken).expect("written");
    let (out, _) = run(1, &["check", &path]);
    assert!(out.contains("record.jsonl:5, kind") && out.contains("did you mean \"offer\"?"), "{out}");
    let (out, _) = run(1, &["check", &path, "--json"]);
    let report: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["errors"], 5);
    for fault in report["faults"].as_array().expect("a list") {
        for key in ["file", "line", "field", "remedy", "message"] {
            assert!(!fault[key].is_null(), "{key} in {fault}");
        }
    }
    let (_, err) = run(2, &["show", &path]);
    assert!(err.contains("has 5 errors"), "{err}");
    run(2, &["check", "no such folder"]);
}

#[test]
fn nothing_is_written_of_events_of_which_one_is_wrong() {
    let (_dir, path) = copy();
    let before = record(&path);
    let good = before.lines().next().expect("a line").replace("hs-01", "hs-20");
    let bad = good.replace("hs-20", "hs-21").replace("2031-03-03", "2031-02-30");
    let (_, err) = run_with(2, &["add", &path], &format!("{good}\n{bad}\n"));
    assert!(
        err.contains("nothing was written") && err.contains("standard input, event 2, happened"),
        "{err}"
    );
    assert_eq!(record(&path), before);
    let (out, _) = run_with(0, &["add", &path, "--by", "T. Ester", "--on", "2031-04-03"], &good);
    assert_eq!(out, "hs-20\n");
    let after = record(&path);
    assert!(after.starts_with(&before) && after.lines().count() == before.lines().count() + 1);
    assert!(after.contains(r#""entered": {"on": "2031-04-03", "by": "T. Ester"}"#));
    let (_, err) = run_with(2, &["add", &path], &good);
    assert!(err.contains("stands on line 16 already"), "{err}");
    assert_eq!(files(Path::new(&path)), ["SOURCES.md", "case.toml", "estimates.toml", "record.jsonl"]);
}

#[test]
fn events_by_fields_are_for_the_team_unless_said_otherwise() {
    let (_dir, path) = copy();
    let fields = ["add", &path, "--summary", "The union asked for a week.", "--happened", "2031-04-03"];
    let more =
        ["--speaker", "Ada Holm", "--principal", "union", "--kind", "demand", "--evidence", "on_record"];
    let terms = ["--term", "wage_rise=5", "--term", "night_shifts=four", "--proposal-role", "demands"];
    let (out, _) = run(0, &[&fields[..], &more, &terms].concat());
    assert_eq!(out, "2031-04-03-union-demand\n");
    let (out, _) = run(0, &["show", &path, "2031-04-03-union-demand", "--format", "json"]);
    let event = serde_json::from_str::<Value>(&out).expect("JSON")["events"][0].clone();
    assert_eq!(event["confidence"], "team");
    assert_eq!(event["proposal"]["wage_rise"], 5);
    assert_eq!(event["known"], "2031-04-03");
}

#[test]
fn two_writers_at_once_lose_nothing() {
    let (_dir, path) = copy();
    let line = record(&path).lines().next().expect("a line").to_owned();
    let writers: Vec<_> = (0..6)
        .map(|k| {
            let (path, line) = (path.clone(), line.replace("hs-01", &format!("new-{k}")));
            std::thread::spawn(move || run_with(0, &["add", &path], &line))
        })
        .collect();
    for w in writers {
        w.join().expect("written");
    }
    let after = record(&path);
    for k in 0..6 {
        assert!(after.contains(&format!("\"new-{k}\"")), "new-{k} is lost");
    }
    run(0, &["check", &path]);
}

#[test]
fn a_correction_is_appended_and_the_history_shows_both() {
    let (_dir, path) = copy();
    let before = record(&path);
    let set =
        ["--set", "proposal.wage_rise=4", "--set", "summary=The port called four percent its last word."];
    let by = ["--by", "R. Berg", "--reason", "misheard", "--on", "2031-04-03"];
    let (out, _) = run(0, &[&["edit", &path, "hs-14"][..], &set, &by].concat());
    assert_eq!(out, "hs-14.c1\n");
    assert!(record(&path).starts_with(&before));
    let (out, _) = run(0, &["history", &path, "--issue", "wage_rise"]);
    assert!(out.contains("final") && out.contains("corrects hs-14, which had: 4.5"), "{out}");
    assert!(out.contains("corrected by R. Berg on 2031-04-03: misheard"), "{out}");
    assert!(out.contains("earlier agreement: 1 percent"), "{out}");
    let again = ["edit", &path, "hs-14", "--set", "standing=floated", "--by", "R. Berg"];
    let (_, err) = run(2, &again);
    assert!(err.contains("correct \"hs-14.c1\" instead"), "{err}");
    let (_, err) = run(2, &["edit", &path, "hs-12", "--set", "standin=floated", "--by", "R. Berg"]);
    assert!(err.contains("no field"), "{err}");
    let (_, err) = run(2, &["edit", &path, "hs-14.c1", "--set", "proposal.wage_rise=4", "--by", "R. Berg"]);
    assert!(err.contains("changes nothing"), "{err}");
}

#[test]
fn history_as_of_a_day_and_for_an_audience_hides_what_it_must() {
    let (_dir, path) = copy();
    let text = |more: &[&str]| run(0, &[&["history", &path, "--issue", "wage_rise"][..], more].concat()).0;
    let all = text(&[]);
    assert!(all.contains("in confidence") && all.contains("last word"));
    for audience in ["public", "union"] {
        let seen = text(&["--audience", audience]);
        assert!(!seen.contains("in confidence") && !seen.contains("hs-08"), "{seen}");
    }
    assert!(text(&["--audience", "port"]).contains("in confidence"));
    let early = text(&["--until", "2031-03-10"]);
    assert!(early.contains("8 percent") && !early.contains("3.5") && !early.contains("hs-09"), "{early}");
    let (_, err) = run(2, &["history", &path, "--issue", "wages"]);
    assert!(err.contains("there are: wage_rise"), "{err}");
    let json = run(0, &["history", &path, "--issue", "wage_rise", "--json"]).0;
    let report: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(report["earlier_agreement"], "1");
    let corrected = report["history"].as_array().expect("a list").iter().find(|s| s["id"] == "hs-13.c1");
    assert_eq!(corrected.expect("the correction")["corrects"][0]["value"], "5.5");
}

#[test]
fn an_event_that_a_view_hides_is_as_unknown_as_one_that_never_was() {
    let (_dir, path) = copy();
    let of = |id: &str| run(2, &["show", &path, id, "--audience", "public"]).1.replace(id, "ID");
    assert_eq!(of("hs-08"), of("hs-99"));
    let (out, _) = run(0, &["show", &path, "--kind", "offer", "--principal", "port", "--format", "jsonl"]);
    assert_eq!(out.lines().count(), 2);
}

#[test]
fn a_table_goes_out_and_comes_back() {
    let (dir, path) = copy();
    let before = record(&path);
    let table = dir.path().join("t.csv");
    let table = table.to_str().expect("a path");
    run(0, &["export", &path, "--table", table]);
    fs::write(Path::new(&path).join("record.jsonl"), "").expect("emptied");
    run(0, &["import", table, "--to", &path]);
    assert_eq!(record(&path), before);

    let other = dir.path().join("other");
    let declared = format!("{path}/case.toml");
    run(0, &["import", table, "--to", other.to_str().expect("a path"), "--case", &declared]);
    assert_eq!(record(other.to_str().expect("a path")), before);

    let made = dir.path().join("made");
    let (_, err) = run(0, &["import", table, "--to", made.to_str().expect("a path")]);
    assert!(err.contains("guesses"), "{err}");
    run(0, &["check", made.to_str().expect("a path")]);

    fs::write(table, "id,happened\nx,2031-01-01\n").expect("written");
    let nothing = dir.path().join("nothing");
    let (_, err) = run(2, &["import", table, "--to", nothing.to_str().expect("a path")]);
    assert!(err.contains("columns are missing: known, speaker"), "{err}");
    assert!(!nothing.exists());
    run(2, &["import", table, "--to", &path]);
    assert_eq!(record(&path), before);
    assert_eq!(files(dir.path()), ["case", "made", "other", "t.csv"]);
}

#[test]
fn the_older_layout_becomes_a_case_with_its_facts_unchanged() {
    let dir = TempDir::new().expect("a folder");
    for name in ["ukraine-2025", "nba-2011"] {
        let source = root().join("../shared/data/cases").join(name);
        if !source.exists() {
            eprintln!("skipped: {} is not there", source.display());
            continue;
        }
        let to = dir.path().join(name);
        run(0, &["import", source.to_str().expect("a path"), "--to", to.to_str().expect("a path")]);
        run(0, &["check", to.to_str().expect("a path")]);
        let facts = fs::read_to_string(source.join("facts.jsonl")).expect("facts");
        assert_eq!(record(to.to_str().expect("a path")), facts);
        let own = fs::read_to_string(root().join("cases").join(name).join("record.jsonl")).expect("a record");
        assert_eq!(own, facts, "{name}: the repository's record is no longer that of the facts");
    }
}

#[test]
fn a_log_of_the_peer_becomes_a_case_that_is_sound() {
    let log = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../goodoffices/tests/fixtures/negmas-trace/two-full.csv");
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("talks").display().to_string();
    let log = log.display().to_string();
    let import = |more: &[&str]| {
        let args = ["case", "import", &log, "--from", "negmas-trace", "--to", &to];
        assert_cmd::Command::cargo_bin("goodoffices").unwrap().args(args).args(more).output().unwrap()
    };
    // A case file has no use here, and nothing is made.
    assert_eq!(import(&["--case", "x"]).status.code(), Some(2));
    assert!(!std::path::Path::new(&to).exists());
    let made = import(&[]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let run =
        |args: &[&str]| assert_cmd::Command::cargo_bin("goodoffices").unwrap().args(args).output().unwrap();
    assert_eq!(run(&["case", "check", &to]).status.code(), Some(0));
    // Two parties, a value with a comma in its words, and the agreement of the last row.
    let page = run(&["assess", &to, "--json", "--particles", "32"]);
    assert!(page.status.success(), "{}", String::from_utf8_lossy(&page.stderr));
    assert!(String::from_utf8_lossy(&page.stdout).contains("mid, x"));
}
