//! `run --protocol mediation`, `study mediators` and `study decide`.

use crate::run::scenario;
use assert_cmd::Command;
use serde_json::Value;

fn goodoffices(args: &[&str]) -> std::process::Output {
    Command::cargo_bin("goodoffices").expect("the binary").args(args).output().expect("ran")
}

fn json(args: &[&str]) -> Value {
    let out = goodoffices(args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("JSON")
}

#[test]
fn a_mediated_session_is_told_whole_and_answers_in_confidence_name_their_audience() {
    let folder = tempfile::tempdir().unwrap();
    let deal = scenario(folder.path()).display().to_string();
    let trace = folder.path().join("trace").display().to_string();
    let args = [
        "run",
        &deal,
        "-s",
        "boulware,tough",
        "--protocol",
        "mediation",
        "--mediator",
        "single-text",
        "--instruments",
        "convene,ask(cost=0.01),leave",
        "--presence",
        "0.001",
        "--rounds",
        "30",
        "--seed",
        "4",
        "--json",
        "--trace",
        &trace,
    ];
    let first = json(&args);
    assert_eq!(first["provenance"]["method"], "mediation");
    let acts = first["mediator"]["acts"].as_array().unwrap();
    assert!(!acts.is_empty() && acts.iter().all(|a| a["act"] == "ask"), "{acts:?}");
    let lines: Vec<Value> =
        std::fs::read_to_string(&trace).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let answers: Vec<&Value> = lines.iter().filter(|l| l.get("answer").is_some()).collect();
    assert_eq!(answers.len(), 2 * acts.len());
    assert!(answers.iter().all(|a| a["confidence"].as_str().unwrap().starts_with("told-by-p")));
    assert_eq!(first, json(&args));
    let spent = first["mediator"]["spent"].as_f64().unwrap();
    let rounds = first["step"].as_f64().unwrap();
    assert!((spent - 0.01 * acts.len() as f64 - 0.001 * rounds).abs() < 1e-9);
}

#[test]
fn a_mediator_of_a_record_has_its_instruments_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let deal = scenario(folder.path()).display().to_string();
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let run = |case: &str, mediator: &str| {
        let case = cases.join(case).display().to_string();
        let talks =
            ["-s", "boulware,tough", "--protocol", "mediation", "--rounds", "20", "--seed", "1", "--json"];
        let mut all = vec!["run", deal.as_str(), "--instruments-of", case.as_str(), "--mediator", mediator];
        all.extend(talks);
        goodoffices(&all)
    };
    let out = run("nba-2011", "single-text");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let told: Value = serde_json::from_slice(&out.stdout).unwrap();
    let listed = told["mediator"]["instruments"].as_array().unwrap();
    assert!(listed.contains(&"fmcs_convene".into()) && !listed.iter().any(|i| i == "lockout"), "{listed:?}");
    // Nothing to press with; the great power of the other case has something.
    let refused = run("nba-2011", "warn-then-act(on=5)");
    assert_eq!(refused.status.code(), Some(2));
    assert!(run("ukraine-2025", "warn-then-act").status.success());
}

#[test]
fn what_a_mediator_cannot_do_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let deal = scenario(folder.path()).display().to_string();
    let cases: &[(&[&str], &str)] = &[
        (&[], "a mediator without instruments can do nothing"),
        (&["--instruments", ""], "a mediator without instruments can do nothing"),
        (&["--instruments", "tabel"], "no instrument is called \"tabel\""),
        (&["--instruments", "table(x=1)"], "table has no parameter \"x\""),
        (&["--instruments", "sanction(weight=-1)"], "weight is 0 or more"),
        (&["--instruments", "warn(of=oil),leave"], "no sanction of this mandate is called \"oil\""),
        (&["--instruments", "leave", "--mediator", "nobody"], "no mediator is called \"nobody\""),
        (&["--instruments", "leave", "--mediator", "deadline(at=7)"], "0 to 1"),
        (&["--instruments", "leave", "--mediator", "prober"], "list probe"),
        (&["--instruments", "table", "--mediator", "leaver"], "list leave or step-back"),
        (&["--instruments", "table", "--stakes", "stake"], "1 stakes for 2 parties"),
        (&["--instruments", "table", "--stakes", "stake(belief=2),stake"], "0 to 1"),
        (&["--instruments", "table", "--presence", "-1"], "a presence that costs -1"),
        (&["--instruments", "table", "--rounds", "0"], "at least one round"),
    ];
    for (args, message) in cases {
        let mut all =
            vec!["run", deal.as_str(), "-s", "boulware,linear", "--protocol", "mediation", "--seed", "1"];
        all.extend(*args);
        let out = goodoffices(&all);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(message), "{args:?}: {said}");
    }
}

#[test]
fn studies_of_mediators_are_the_same_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let deal = scenario(folder.path()).display().to_string();
    let study = |threads| {
        json(&[
            "study",
            "mediators",
            &deal,
            "--mediator",
            "facilitator,single-text,random",
            "--instruments",
            "table,ask,probe,leave",
            "--talks",
            "600",
            "--rounds",
            "20",
            "--seed",
            "1",
            "--threads",
            threads,
            "--json",
        ])
    };
    let one = study("1");
    assert_eq!(one, study("2"));
    assert_eq!(one["mediators"].as_array().unwrap().len(), 3);
    let page = folder.path().join("page.html").display().to_string();
    let decide = |threads| {
        json(&[
            "study",
            "decide",
            "--worlds",
            "in-model,fed-by-talks",
            "--talks",
            "300",
            "--seed",
            "2",
            "--threads",
            threads,
            "--json",
            "--html",
            &page,
        ])
    };
    let one = decide("1");
    assert_eq!(one, decide("3"));
    assert!(std::fs::read_to_string(&page).unwrap().contains("<svg"));
    // In the model's world the threshold is the best round.
    let threshold = &one["worlds"][0]["policies"][3];
    assert_eq!((&threshold["policy"], &threshold["regret"]["mean"]), (&"threshold".into(), &0.0.into()));
    let drawn = |count, threads| {
        let all = [
            "study",
            "decide",
            "--drawn",
            count,
            "--talks",
            "60",
            "--seed",
            "2",
            "--threads",
            threads,
            "--json",
        ];
        json(&all)
    };
    let (few, more) = (drawn("2", "1"), drawn("3", "2"));
    assert_eq!((few["worlds"].as_array().unwrap().len(), more["worlds"].as_array().unwrap().len()), (2, 3));
    // Fewer worlds are the first of more, on any number of threads.
    assert_eq!(few["worlds"][1], more["worlds"][1]);
    let over = &more["over_worlds"][5];
    assert_eq!(over["policy"], "belief-doubting");
    let all = &over["against_all"];
    let counted = ["better", "neither", "worse"].map(|k| all[k].as_u64().unwrap());
    assert_eq!(counted.iter().sum::<u64>(), 3);
    let both = goodoffices(&["study", "decide", "--drawn", "2", "--worlds", "slow"]);
    assert_eq!(both.status.code(), Some(2));
    let odd = goodoffices(&["study", "decide", "--worlds", "nowhere", "--seed", "1"]);
    assert_eq!(odd.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&odd.stderr).contains("no world is called"));
}
