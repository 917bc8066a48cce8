//! `study identifiability`, `calibration`, `detection` and `probing`: seeded, the same on any threads.

use assert_cmd::Command;

fn goodoffices(args: &[&str]) -> std::process::Output {
    Command::cargo_bin("goodoffices").expect("the binary").args(args).output().expect("a run")
}

#[test]
fn a_seed_is_a_table_and_threads_change_nothing() {
    let ident = &["study", "identifiability", "--runs", "40", "--json"][..];
    let (a, b) = (goodoffices(ident), goodoffices(ident));
    assert!(a.status.success() && a.stdout == b.stdout);
    let found: serde_json::Value = serde_json::from_slice(&a.stdout).expect("JSON");
    assert_eq!(found["rows"].as_array().map(Vec::len), Some(4));
    let small = ["study", "detection", "--runs", "6", "--particles", "64", "--misfit", "noise", "--json"];
    let with = |n: &str| goodoffices(&[&small[..], &["--threads", n]].concat());
    let (one, two) = (with("1"), with("2"));
    assert!(one.status.success() && one.stdout == two.stdout && !one.stdout.is_empty());
    let wrong = goodoffices(&["study", "detection", "--misfit", "luck"]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn a_calibration_is_written_as_a_page_and_too_few_draws_do_not_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("calibration.html");
    let path = page.to_str().expect("a path");
    let args = [
        "study",
        "calibration",
        "--draws",
        "4",
        "--particles",
        "100",
        "--events",
        "6",
        "--require",
        "--html",
        path,
    ];
    let run = goodoffices(&args);
    // Four draws test nothing: that is not said to hold.
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    let html = std::fs::read_to_string(&page).expect("the page");
    assert!(html.contains("Reliability") && html.contains("<svg") && !html.contains("<script"));
}

#[test]
fn ways_of_probing_are_compared_and_drawn_the_same_on_any_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("probing.html");
    let path = page.to_str().expect("a path");
    let small = ["study", "probing", "--talks", "6", "--particles", "64", "--probes", "2", "--json"];
    let with = |more: &[&str]| goodoffices(&[&small[..], more].concat());
    let (one, two) = (with(&["--threads", "1", "--html", path]), with(&["--threads", "2"]));
    assert!(one.status.success() && one.stdout == two.stdout, "{}", String::from_utf8_lossy(&one.stderr));
    let found: serde_json::Value = serde_json::from_slice(&one.stdout).expect("JSON");
    assert_eq!(found["ways"].as_array().map(Vec::len), Some(5));
    assert_eq!(found["ways"][0]["decided"].as_array().map(Vec::len), Some(3));
    let html = std::fs::read_to_string(&page).expect("a page");
    assert!(html.contains("ranked last text") && html.matches("<svg").count() == 2 && !html.contains("NaN"));
    assert_eq!(goodoffices(&["study", "probing", "--probes", "0"]).status.code(), Some(2));
}
