//! `advise` from the outside: exit codes, forms, files, what is refused.

use assert_cmd::Command;
use serde_json::Value;
use std::path::PathBuf;

fn run(code: i32, args: &[&str]) -> (String, String) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = Command::cargo_bin("goodoffices").expect("the binary");
    let output = command.current_dir(root).arg("advise").args(args).output().expect("it ran");
    let text = |b: &[u8]| String::from_utf8(b.to_vec()).expect("UTF-8");
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{out}\n{err}");
    (out, err)
}

const NBA: [&str; 7] = ["cases/nba-2011", "--until", "2011-10-19", "--draws", "20", "--simulations", "800"];

#[test]
fn json_says_what_made_it_and_html_is_one_file() {
    let (out, _) = run(0, &[&NBA[..], &["--json", "--seed", "5"]].concat());
    let v: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(v["schema_version"], 1);
    assert_eq!(v["page"]["provenance"]["seed"], 5);
    assert_eq!(v["advice"]["draws"], 20);
    assert!(v["advice"]["weighing"]["options"].as_array().is_some_and(|o| o.len() > 5));
    let (html, _) = run(0, &[&NBA[..], &["--html"]].concat());
    assert!(html.starts_with("<!doctype html>") && html.contains("<svg") && !html.contains("http-equiv"));
    let (text, _) = run(0, &[&NBA[..], &["--threads", "1"]].concat());
    let (two, _) = run(0, &[&NBA[..], &["--threads", "2"]].concat());
    assert!(text == two && text.contains("20 draws, seed 1."));
    assert_eq!(v["advice"]["weighing"]["search"]["asked"], 800);
    assert!(v["advice"]["weighing"]["plan"]["text"].as_str().is_some_and(|t| t.starts_with("From O")));
}

#[test]
fn the_longer_report_has_the_picture_that_decides() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = Command::cargo_bin("goodoffices").expect("the binary");
    command.current_dir(root).args([
        "assess",
        "cases/nba-2011",
        "--until",
        "2011-10-19",
        "--particles",
        "64",
    ]);
    let output = command.args(["--format", "html"]).output().expect("it ran");
    let html = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success());
    for part in ["The picture that decides", "OPTIONS, by worth", "One step after another", "staying as now"]
    {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn what_cannot_be_is_an_input_error() {
    let (out, err) = run(2, &[&NBA[..], &["--what-if", "belif=0.3"]].concat());
    assert!(out.is_empty() && err.contains("belif") && err.contains("hazard"), "{err}");
    assert!(run(2, &[&NBA[..], &["--what-if", "belief"]].concat()).1.contains("not KEY=VALUE"));
    assert!(run(2, &[&NBA[..], &["--what-if", "belief=1.2"]].concat()).1.contains("impossible"));
    assert!(run(2, &["cases/nba-2011", "--draws", "3"]).1.contains("3 draws"));
    assert!(run(2, &["cases/nba-2011", "--simulations", "0"]).1.contains("0 simulations"));
    assert!(run(2, &["cases/nba-2011", "--seconds", "0"]).1.contains("not a time"));
    let (_, err) = run(2, &[&NBA[..], &["--what-if", "cost=0.5"]].concat());
    assert!(err.contains("enough would be cost below 0.0") && !err.contains("settlement above"), "{err}");
    let twice = [&NBA[..], &["--what-if", "belief=0.3", "--what-if", "belief=0.2..0.4"]].concat();
    assert!(run(2, &twice).1.contains("belief is given twice"));
    assert!(run(2, &["cases/nba-2011", "--seconds", "1e300"]).1.contains("longer than any clock"));
    assert!(run(2, &["cases/nba-2011", "--threads", "0"]).1.contains("1..=1024"));
    let (_, err) = run(2, &["cases/nba-2011", "--until", "1900-01-01"]);
    assert!(err.contains("before the record begins"), "{err}");
    run(2, &["cases/no-such-case"]);
}
