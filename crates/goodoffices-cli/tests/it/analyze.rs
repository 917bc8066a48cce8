//! `analyze`: the shape of its answer, its limits and its errors.

use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;

const DOMAIN: &str = r#"<negotiation_template><utility_space number_of_issues="2">
<objective index="0" name="all" type="objective">
<issue index="1" name="price" type="discrete"><item index="1" value="low"/><item index="2" value="mid"/><item index="3" value="high"/></issue>
<issue index="2" name="date" type="discrete"><item index="1" value="soon"/><item index="2" value="late"/></issue>
</objective></utility_space></negotiation_template>"#;

/// Evaluations of low, mid, high and of soon, late; two issues of equal weight.
fn profile(price: [u8; 3], date: [u8; 2], reservation: f64) -> String {
    let items = |names: &[&str], worth: &[u8]| -> String {
        names
            .iter()
            .zip(worth)
            .enumerate()
            .map(|(k, (n, w))| format!(r#"<item index="{}" value="{n}" evaluation="{w}"/>"#, k + 1))
            .collect()
    };
    format!(
        r#"<utility_space number_of_issues="2"><objective index="0" name="all" type="objective">
<weight index="1" value="0.5"/><weight index="2" value="0.5"/>
<issue index="1" name="price" type="discrete">{}</issue><issue index="2" name="date" type="discrete">{}</issue>
</objective><reservation value="{reservation}"/></utility_space>"#,
        items(&["low", "mid", "high"], &price),
        items(&["soon", "late"], &date)
    )
}

/// A buyer who wants low and soon, a seller who wants high and late.
fn folder(buyer: f64, seller: f64) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("domain.xml"), DOMAIN).unwrap();
    std::fs::write(dir.path().join("a_buyer.xml"), profile([10, 7, 0], [10, 5], buyer)).unwrap();
    std::fs::write(dir.path().join("b_seller.xml"), profile([0, 8, 10], [5, 10], seller)).unwrap();
    dir
}

fn analyze(dir: &Path, args: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("goodoffices").unwrap().arg("analyze").arg(dir).args(args).assert()
}

fn json(dir: &Path, args: &[&str]) -> Value {
    let all: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
    let out = analyze(dir, &all).success().get_output().stdout.clone();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn the_answer_has_the_published_shape() {
    let dir = folder(0.6, 0.0);
    let j = json(dir.path(), &[]);
    assert_eq!(j["schema_version"], 1);
    assert_eq!(j["scenario"]["issues"], 2);
    assert_eq!(j["scenario"]["outcomes"], "6");
    assert_eq!(j["scenario"]["parties"][0]["name"], "a_buyer");
    assert_eq!(j["scenario"]["parties"][0]["reservation"], 0.6);
    // mid-soon (.85, .65) and mid-late (.60, .90), low-soon (1, .25), low-late (.75, .50 dominated).
    assert_eq!(j["frontier"]["size"], 3);
    let utilities: Vec<f64> = j["frontier"]["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["utilities"][0].as_f64().unwrap())
        .collect();
    for (ours, truth) in utilities.iter().zip([1.0, 0.85, 0.6]) {
        assert!((ours - truth).abs() < 1e-12, "{utilities:?}");
    }
    for solution in ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "equal_utility"] {
        let first = &j["solutions"][solution][0];
        assert!(first["outcome"]["price"].is_string() && first["utilities"][1].is_number(), "{solution}");
    }
    // Gains over .6: mid-soon .25 × .65, low-soon .4 × .25, mid-late 0.
    assert_eq!(j["solutions"]["nash"][0]["outcome"]["price"], "mid");
    assert_eq!(j["solutions"]["nash"][0]["outcome"]["date"], "soon");
    assert_eq!(j["zopa"]["size"], "4");
    for key in ["opposition", "opposition_equal_utility", "opposition_welfare", "balance"] {
        assert!(j[key].is_number(), "{key}");
    }
    let hash = j["provenance"]["scenario_hash"].as_str().unwrap();
    assert_eq!(hash.len(), 64);
    assert_eq!(j["provenance"]["parameters"]["disagreement"], "reservation");
}

#[test]
fn zero_disregards_reservations_and_top_limits_points_only() {
    let dir = folder(0.9, 0.6);
    let none = json(dir.path(), &[]);
    assert_eq!(none["frontier"]["size"], 0);
    assert_eq!(none["solutions"]["nash"], Value::Array(vec![]));
    assert_eq!(none["zopa"]["size"], "0");
    let all = json(dir.path(), &["--disagreement", "zero", "--top", "1"]);
    assert_eq!(all["frontier"]["size"], 4);
    assert_eq!(all["frontier"]["points"].as_array().unwrap().len(), 1);
}

#[test]
fn a_value_ruled_out_is_gone() {
    let dir = folder(0.0, 0.0);
    let j = json(dir.path(), &["--rule-out", "price=mid"]);
    let points = j["frontier"]["points"].as_array().unwrap();
    assert!(!points.is_empty() && points.iter().all(|p| p["outcome"]["price"] != "mid"));
    let wrong = analyze(dir.path(), &["--rule-out", "price=free"]).failure().code(2);
    assert!(String::from_utf8_lossy(&wrong.get_output().stderr).contains("no value \"free\""));
    analyze(dir.path(), &["--rule-out", "price"]).failure().code(2);
}

#[test]
fn too_many_points_is_an_error_that_offers_epsilon() {
    let dir = folder(0.0, 0.0);
    let over = analyze(dir.path(), &["--max-frontier", "2", "--json"]).failure().code(2);
    let output = over.get_output();
    assert!(String::from_utf8_lossy(&output.stderr).contains("--epsilon"));
    assert!(output.stdout.is_empty());
    let coarse = json(dir.path(), &["--max-frontier", "2", "--epsilon", "1.5"]);
    assert!(coarse["frontier"]["size"].as_u64().unwrap() <= 2);
    assert_eq!(coarse["frontier"]["guarantee"], "within bound");
    analyze(dir.path(), &["--epsilon", "0"]).failure().code(2);
    analyze(dir.path(), &["--epsilon", "nan"]).failure().code(2);
}

#[test]
fn the_picture_is_in_the_text_and_on_the_page() {
    let dir = folder(0.2, 0.0);
    let page = dir.path().join("page.html");
    let out = analyze(dir.path(), &["--html", page.to_str().unwrap()]).success();
    let text = String::from_utf8_lossy(&out.get_output().stdout).into_owned();
    assert!(text.contains("o frontier") && text.contains("N Nash") && text.contains("Zone of agreement"));
    let html = std::fs::read_to_string(page).unwrap();
    assert!(html.contains("<svg") && html.contains("Kalai") && !html.contains("<script"));
    assert!(!html.contains("href=") && !html.contains("src="), "one self-contained page");
}

#[test]
fn the_same_question_gets_the_same_bytes_on_any_number_of_threads() {
    let dir = folder(0.0, 0.0);
    let run = |threads: &str| {
        let mut c = Command::cargo_bin("goodoffices").unwrap();
        c.env("RAYON_NUM_THREADS", threads).arg("analyze").arg(dir.path()).arg("--json");
        c.assert().success().get_output().stdout.clone()
    };
    assert_eq!(run("1"), run("4"));
}
