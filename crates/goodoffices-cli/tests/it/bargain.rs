//! `bargain`: every printed value through the binary, pictures and pages, conflicts, and what is refused.

use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn goodoffices(args: &[&str]) -> std::process::Output {
    Command::cargo_bin("goodoffices").unwrap().args(args).output().unwrap()
}

fn json(args: &[&str]) -> Value {
    let out = goodoffices(args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

fn value(args: &[&str], name: &str) -> f64 {
    let mut all = vec!["bargain"];
    all.extend(args);
    all.push("--json");
    let found = json(&all);
    let values = found["values"].as_array().unwrap();
    values.iter().find(|v| v["name"] == name).unwrap_or_else(|| panic!("{name}"))["value"].as_f64().unwrap()
}

fn conflict(name: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conflicts").join(name);
    path.display().to_string()
}

#[test]
fn the_published_values_come_out_of_the_binary() {
    for (args, name, digits, want) in [
        (&["rubinstein"][..], "share_1", 7, "0.7142857"),
        (&["outside-option", "-p", "option=0.4"], "share_1", 7, "0.5263158"),
        (&["outside-option", "-p", "option=0.6"], "share_1", 1, "0.4"),
        (&["breakdown"], "share_1", 7, "0.6157895"),
        (&["breakdown"], "nash_share_1", 7, "0.6000000"),
        (&["nash"], "x", 7, "0.5773503"),
        (&["kalai-smorodinsky"], "x", 7, "0.6180340"),
        (&["chatterjee-samuelson"], "gains_share", 5, "0.84375"),
        (&["fearon"], "demand", 7, "0.7000000"),
        (&["fearon"], "war_probability", 7, "0.3333333"),
        (&["optimism", "-p", "odds_b=0.5"], "margin", 7, "0.0000000"),
        (&["optimism", "-p", "odds_a=0", "-p", "odds_b=0", "-p", "cost_a=2"], "width", 7, "1.0000000"),
        (&["optimism", "-p", "odds_a=0", "-p", "odds_b=0", "-p", "cost_a=2"], "margin", 7, "3.1000000"),
        (&["chatterjee-samuelson"], "fixed_text_share", 2, "0.75"),
        (&["power-shift", "-p", "p_now=0.9", "-p", "cost_b=1"], "fights", 0, "0"),
        (&["rubinstein", "-p", "delta_1=1e-9"], "share_1_if_second", 19, "0.0000000002000000002"),
        (&["nash", "-p", "weight=1e-9"], "x", 7, "0.0000224"),
        (&["stopping"], "threshold", 7, "0.1515152"),
        (&["stopping"], "periods", 0, "25"),
        (&["stopping"], "worth", 7, "0.5274772"),
        (
            &["stopping", "-p", "hazard=0.09516258196404048", "-p", "discount=0.9900498337491681"],
            "threshold_continuous",
            7,
            "0.1500000",
        ),
        (&["deadline"], "latest_if_once", 3, "14.309"),
        (&["deadline"], "needed_if_goes_on", 1, "1.2"),
        (&["deadline"], "needed_if_ends", 1, "0.0"),
        (&["warning"], "presses", 4, "0.1516"),
        (&["warning"], "last_moment", 4, "18.3258"),
        (&["bluff"], "bluffs", 2, "0.25"),
        (&["counsel"], "leaning", 5, "0.10638"),
        (&["counsel", "-p", "error=0.2"], "leaning", 5, "0.52632"),
        (&["power-shift"], "shift", 2, "0.24"),
        (&["power-shift"], "bound", 3, "0.002"),
        (&["power-shift"], "fights", 0, "1"),
        (&["attrition"], "rate_2", 4, "0.1333"),
        (&["attrition"], "time_1", 3, "29.957"),
        (&["attrition"], "time_2", 3, "17.269"),
        (&["attrition"], "at_once_1", 5, "0.71883"),
    ] {
        let got = format!("{:.digits$}", value(args, name));
        assert_eq!(got.trim_start_matches("-"), want, "{args:?} {name}");
    }
    // Without the points of a curve, which take long for this one.
    let out = goodoffices(&["bargain", "gittins", "--param", "delta=0.95"]);
    assert!(String::from_utf8_lossy(&out.stdout).contains("0.7614"), "{out:?}");
}

#[test]
fn what_is_wrong_is_said_with_what_would_be_enough() {
    for (args, says) in [
        (&["fearon", "-p", "p=1.2"][..], "0 ≤ p ≤ 1"),
        (&["rubinstein", "-p", "delta_1=1"], "0 < delta_1 < 1"),
        (&["fearon", "-p", "p=much"], "not a number"),
        (&["fearon", "-p", "p"], "NAME=VALUE"),
        (&["fearon", "-p", "q=1"], "has no parameter"),
        (&["breakdown", "-p", "fallback_1=0.9", "-p", "fallback_2=0.3"], "nothing to gain"),
        (&["attrition", "-p", "alpha_1=0.2"], "above 0.8"),
        (&["nash", "-p", "weight=1e-300"], "0.000000001 ≤ weight"),
        (&["nash", "-p", "top=1000001"], "top ≤ 1000000"),
        (&["kalai-smorodinsky", "-p", "top=5e-324"], "0.000001 ≤ top"),
        (&["kalai-smorodinsky", "-p", "d_1=0.999999999999"], "by a millionth of top"),
        (&["attrition", "-p", "r_1=5e-324"], "0.000001 ≤ r_1"),
        (&["breakdown", "-p", "fallback_1=1"], "fallback_1 below 0.9"),
        (&["deadline", "-p", "periods=2.5"], "2 or 3 would do"),
        (&["-p", "a=1"], "<MODEL>"),
        (&["--svg", "x.svg"], "<MODEL>"),
        (&["rubinstein", "--list", "-p", "delta_1=7"], "cannot be used with"),
        (&["rubinstein", "--list", "--svg", "x.svg"], "cannot be used with"),
        (&["rubinstein", "--svg", "x", "--html", "./x"], "both name"),
        (&["rubinstein", "--json", "--vary", "delta_1", "--from", "-3"], "from -3 lies outside the range"),
        (&["nash", "--json", "--vary", "top", "--to", "1e308"], "top ≤ 1000000"),
        (
            &["rubinstein", "--svg", "/no-such-folder/x.svg"],
            "cannot write /no-such-folder/x.svg: there is no folder",
        ),
        (&["fisherman"], "no model is called"),
        (&["fearon", "--vary", "p"], "--svg"),
        (&["fearon", "--json", "--from", "0.9", "--to", "0.5"], "no interval"),
        (&["graph", "no-such-file.toml"], "no-such-file.toml"),
    ] {
        let mut all = vec!["bargain"];
        all.extend(args);
        let out = goodoffices(&all);
        let talk = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(2), "{args:?}");
        assert!(talk.contains(says), "{args:?}: {talk}");
        assert!(out.stdout.is_empty());
        assert!(!talk.contains(".tmp"), "{talk}");
    }
    // The ends of the axis are those that were asked for, also where the model has no answer there.
    let found = json(&["bargain", "rubinstein", "--json", "--vary", "delta_1", "--to", "0.5"]);
    assert_eq!(found["curve"]["ends"], serde_json::json!([0.0, 0.5]));
}

#[test]
fn pictures_and_pages_are_whole_and_stand_alone() {
    let dir = tempfile::tempdir().unwrap();
    let at = |n: &str| dir.path().join(n).display().to_string();
    let cuba = conflict("fraser_hipel1984/cuban_missile_crisis.toml");
    for args in [
        ["bargain", "fearon", "--svg", &at("a.svg"), "--html", &at("a.html")],
        ["bargain", "attrition", "--svg", &at("b.svg"), "--html", &at("b.html")],
        ["bargain", "deadline", "--svg", &at("d.svg"), "--html", &at("d.html")],
    ] {
        assert!(goodoffices(&args).status.success());
    }
    assert!(
        goodoffices(&["bargain", "graph", &cuba, "--svg", &at("c.svg"), "--html", &at("c.html")])
            .status
            .success()
    );
    for name in ["a", "b", "c", "d"] {
        let page = std::fs::read_to_string(at(&format!("{name}.html"))).unwrap();
        let picture = std::fs::read_to_string(at(&format!("{name}.svg"))).unwrap();
        assert!(picture.starts_with("<svg") && page.contains("<svg") && page.ends_with("</html>\n"));
        for outside in ["<script", "src=", "href=", "@import"] {
            assert!(!page.contains(outside), "{name}: {outside}");
        }
    }
}

#[test]
fn a_conflict_as_table_json_and_one_state() {
    let cuba = conflict("fraser_hipel1984/cuban_missile_crisis.toml");
    let found = json(&["bargain", "graph", &cuba, "--json"]);
    assert_eq!(found["schema_version"], 1);
    assert_eq!(found["equilibria"]["seq"], serde_json::json!(["4", "6"]));
    assert_eq!(found["states"].as_array().unwrap().len(), 12);
    assert_eq!(found["states"][4]["parties"]["Soviet Union"]["improvements"][0]["to"], "0");
    assert_eq!(found["provenance"]["conflict_hash"].as_str().unwrap().len(), 16);
    let text = String::from_utf8(goodoffices(&["bargain", "graph", &cuba]).stdout).unwrap();
    assert!(text.contains("SEQ   4, 6"), "{text}");
    assert!(text.contains("2 parties, 12 states") && text.contains("Signs, in their order: 1 "), "{text}");
    let elmira = conflict("hipel_fang_kilgour_peng1993/elmira.toml");
    let text = String::from_utf8(goodoffices(&["bargain", "graph", &elmira]).stdout).unwrap();
    assert!(text.contains("Nash  5, 8, 9"), "{text}");
    assert!(text.contains("no member reaches it alone") && !text.contains("1 parties"), "{text}");
    let text = String::from_utf8(goodoffices(&["bargain", "graph", &cuba]).stdout).unwrap();
    let one = String::from_utf8(goodoffices(&["bargain", "graph", &cuba, "--state", "4"]).stdout).unwrap();
    assert!(one.contains("answered by United States to 1"), "{one}");
    assert_eq!(goodoffices(&["bargain", "graph", &cuba, "--state", "99"]).status.code(), Some(2));
    // The same file through standard input.
    let piped = Command::cargo_bin("goodoffices")
        .unwrap()
        .args(["bargain", "graph", "-"])
        .write_stdin(std::fs::read(&cuba).unwrap())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(piped.stdout).unwrap(), text);
}

#[test]
fn models_are_listed_and_described() {
    let list = String::from_utf8(goodoffices(&["bargain"]).stdout).unwrap();
    assert!(list.contains("attrition") && list.contains("stopping") && list.contains("graph FILE"));
    let one = String::from_utf8(goodoffices(&["bargain", "fearon", "--list"]).stdout).unwrap();
    assert!(one.contains("0 ≤ p ≤ 1; default 0.6") && one.contains("Fearon 1995"), "{one}");
    let all = json(&["bargain", "--json"]);
    assert!(all["models"].as_array().unwrap().len() >= 15);
    let one = json(&["bargain", "counsel", "--list", "--json"]);
    assert_eq!(one["models"][0]["name"], "counsel");
}

#[test]
fn a_deal_is_improved_and_points_are_divided() {
    let scenario = |name: &str| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(name).display().to_string()
    };
    let house = scenario("books/raiffa1982/house_sale.toml");
    let deal = "price in thousands=260; moving out=at once; gift to the charity=none";
    let found = json(&["analyze", &house, "--improve", deal, "--json"]);
    let improved = &found["improvement"];
    assert_eq!(improved["nobody_can_gain"], false);
    for key in ["largest_sum_of_gains", "largest_least_gain"] {
        let points = improved[key].as_array().unwrap();
        assert!(!points.is_empty());
        for p in points {
            for g in p["gains"].as_array().unwrap() {
                assert!(g.as_f64().unwrap() >= -1e-9, "nobody below the deal: {p}");
            }
        }
    }
    let least = |key: &str| {
        let gains = improved[key][0]["gains"].as_array().unwrap();
        gains.iter().map(|g| g.as_f64().unwrap()).fold(f64::INFINITY, f64::min)
    };
    let sum = |key: &str| -> f64 {
        improved[key][0]["gains"].as_array().unwrap().iter().map(|g| g.as_f64().unwrap()).sum()
    };
    assert!(least("largest_least_gain") >= least("largest_sum_of_gains"));
    assert!(sum("largest_sum_of_gains") >= sum("largest_least_gain"));
    // What was found cannot be improved again.
    let best = &improved["largest_sum_of_gains"][0]["outcome"];
    let again: Vec<String> =
        best.as_object().unwrap().iter().map(|(k, v)| format!("{k}={}", v.as_str().unwrap())).collect();
    let second = json(&["analyze", &house, "--improve", &again.join(";"), "--json"]);
    assert_eq!(second["improvement"]["nobody_can_gain"], true);
    for (bad, says) in [
        ("moving out=at once", "says nothing of"),
        ("moving out=never", "has no value"),
        ("x=1", "ISSUE=VALUE"),
    ] {
        let out = goodoffices(&["analyze", &house, "--improve", bad]);
        assert_eq!(out.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&out.stderr).contains(says), "{bad}");
    }
    let camp = json(&[
        "analyze",
        &scenario("journals/brams_togman1996/camp_david.toml"),
        "--adjusted-winner",
        "--json",
    ]);
    let totals = camp["adjusted_winner"]["totals"].as_array().unwrap();
    for t in totals {
        assert_eq!(format!("{:.4}", t.as_f64().unwrap()), "65.8333");
    }
    let three = goodoffices(&["analyze", &scenario("invented/upper_valley_water.toml"), "--adjusted-winner"]);
    assert_eq!(three.status.code(), Some(2));
}
