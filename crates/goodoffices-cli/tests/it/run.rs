//! `run`: every reference session of a real domain, and what must be refused.

use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn goodoffices() -> Command {
    Command::cargo_bin("goodoffices").expect("the binary")
}

fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if !path.exists() {
        eprintln!("SKIPPED: {name} is not here");
    }
    path.exists().then_some(path)
}

fn json(args: &[&str]) -> Value {
    let out = goodoffices().args(args).output().expect("ran");
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("JSON")
}

#[test]
fn every_reference_session_of_a_real_domain_is_the_peers() {
    let Some(path) = shared("sessions/reference.json") else { return };
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("read")).expect("JSON");
    let mut sessions = 0;
    for (name, entry) in file["real"].as_object().expect("entries") {
        let Some(folder) = shared(&format!("genius/{name}")) else { continue };
        let Some(runs) = entry["normalized"]["runs"].as_object() else { continue };
        for (pair, want) in runs {
            let strategies = pair.replace("_vs_", ",");
            let rounds = want["n_steps"].to_string();
            let folder = folder.display().to_string();
            let got = json(&[
                "run",
                &folder,
                "--strategies",
                &strategies,
                "--rounds",
                &rounds,
                "--normalize",
                "--semantics",
                "negmas",
                "--seed",
                "1",
                "--json",
            ]);
            let place = format!("{name} {pair}");
            assert_eq!(got["step"], want["step"], "{place}: step");
            assert_eq!(got["offers"], want["n_offers"], "{place}: offers");
            assert_eq!(got["acceptor"], want["acceptor"], "{place}: acceptor");
            assert_eq!(got["timed_out"], want["timedout"], "{place}");
            let values: Option<Vec<&Value>> = got["agreement"].as_object().map(|o| o.values().collect());
            let wanted: Option<Vec<&Value>> = want["agreement"].as_array().map(|a| a.iter().collect());
            assert_eq!(values, wanted, "{place}: agreement");
            for (u, w) in got["utilities"]
                .as_array()
                .into_iter()
                .flatten()
                .zip(want["utils"].as_array().into_iter().flatten())
            {
                let (u, w) = (u.as_f64().unwrap(), w.as_f64().unwrap());
                assert!((u - w).abs() < 1e-9, "{place}: {u} against {w}");
            }
            sessions += 1;
        }
    }
    eprintln!("{sessions} reference sessions of real domains agree");
    assert!(sessions >= 25, "{sessions}");
}

/// A small scenario of our own.
pub fn scenario(folder: &Path) -> PathBuf {
    let path = folder.join("deal.toml");
    std::fs::write(&path, DEAL).expect("written");
    path
}

const DEAL: &str = include_str!("deal.toml");

#[test]
fn the_same_seed_gives_the_same_bytes_and_the_trace_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let deal = scenario(folder.path()).display().to_string();
    let once = |name: &str| {
        let trace = folder.path().join(name);
        let trace_arg = trace.display().to_string();
        let args = [
            "run",
            &deal,
            "-s",
            "random(accept=0),tft",
            "--rounds",
            "9",
            "--seed",
            "5",
            "--json",
            "--trace",
            &trace_arg,
        ];
        let out = goodoffices().args(args).output().expect("ran");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        (out.stdout, std::fs::read(trace).expect("a trace"))
    };
    let (first, second) = (once("a"), once("b"));
    assert_eq!(first, second);
    let lines: Vec<Value> =
        String::from_utf8(first.1).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let result: Value = serde_json::from_slice(&first.0).unwrap();
    let offers = lines.iter().filter(|l| l["move"] == "offer").count() as u64;
    assert_eq!(Some(offers), result["offers"].as_u64());
    assert_eq!(lines.last().unwrap()["end"], result["ending"]);
}

#[test]
fn what_cannot_be_is_refused_with_what_would_be_right() {
    let folder = tempfile::tempdir().unwrap();
    let deal = scenario(folder.path()).display().to_string();
    let cases: &[(&[&str], &str)] = &[
        (&["-s", "boulwear,linear"], "no strategy is called"),
        (&["-s", "boulware(x=1),linear"], "no parameter \"x\""),
        (&["-s", "boulware(e=0),linear"], "0.001 to 1000"),
        (&["-s", "boulware"], "1 strategies for 2 parties"),
        (&["-s", "boulware,linear", "--rounds", "0"], "at least one round"),
        (&["-s", "boulware,linear", "--pend", "2"], "between 0 and 1"),
        (&["-s", "boulware,linear", "--trace", "/no/such/folder/t"], "cannot write /no/such/folder/t"),
        (&["-s", "boulware,linear", "--private-rounds", "5"], "2 private deadlines"),
    ];
    for (args, message) in cases {
        let out = goodoffices().arg("run").arg(&deal).args(*args).args(["--seed", "1"]).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(message), "{args:?}: {said}");
        assert!(out.stdout.is_empty(), "{args:?}");
    }
}

/// A device that is always full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_not_a_half_answer() {
    let folder = tempfile::tempdir().unwrap();
    let deal = scenario(folder.path()).display().to_string();
    let args = ["run", &deal, "-s", "boulware,linear", "--seed", "1"];
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let out = std::process::Command::new(assert_cmd::cargo::cargo_bin!("goodoffices"))
        .args(args)
        .stdout(full())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot write standard output: No space left"), "{said}");
    let out = goodoffices().args(args).args(["--trace", "/dev/full"]).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot write /dev/full: No space left"), "{said}");
}

#[test]
fn no_agreement_is_a_result_unless_one_is_required() {
    let folder = tempfile::tempdir().unwrap();
    let deal = scenario(folder.path()).display().to_string();
    let args = ["run", &deal, "-s", "tough,staller(range=0)", "--rounds", "3", "--seed", "1"];
    let out = goodoffices().args(args).output().unwrap();
    assert_eq!(out.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&out.stdout).starts_with("timed out after 3 rounds and 6 offers"));
    let out = goodoffices().args(args).arg("--require-agreement").output().unwrap();
    assert_eq!(out.status.code(), Some(1));
}

#[test]
fn a_single_text_ends_in_an_agreement_that_both_can_live_with() {
    let folder = tempfile::tempdir().unwrap();
    let deal = scenario(folder.path()).display().to_string();
    for protocol in ["text", "annealed-text"] {
        let got = json(&[
            "run",
            &deal,
            "-s",
            "linear,linear",
            "--protocol",
            protocol,
            "--rounds",
            "400",
            "--seed",
            "3",
            "--json",
        ]);
        assert_eq!(got["ending"], "agreement", "{protocol}");
        let u: Vec<f64> = got["utilities"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        assert!(u.iter().all(|u| *u >= 0.2), "{protocol}: {u:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_a_device_is_never_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let folder = tempfile::tempdir().unwrap();
    let deal = scenario(folder.path()).display().to_string();
    let args = ["run", &deal, "-s", "linear,linear", "--seed", "1"];
    let out = goodoffices().args(args).args(["--trace", "/dev/full"]).output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("cannot write /dev/full"));
    assert!(std::fs::metadata("/dev/full").unwrap().file_type().is_char_device());
    let out = goodoffices().args(args).args(["--trace", "/dev/null"]).output().unwrap();
    assert_eq!(out.status.code(), Some(0));
    assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}

#[test]
fn discounts_are_by_time_or_by_step_and_the_json_says_which() {
    let folder = tempfile::tempdir().expect("a folder");
    let deal = scenario(folder.path());
    let text = std::fs::read_to_string(&deal).expect("read");
    let with = text.replacen("[[party]]", "[[party]]\ndiscount = 0.9", 1);
    std::fs::write(&deal, with).expect("written");
    let deal = deal.display().to_string();
    let args = ["run", &deal, "-s", "linear,linear", "--rounds", "40", "--seed", "1", "--json"];
    let with = |flag: &[&str]| json(&[&args[..], flag].concat());
    let plain = with(&[]);
    let u = |v: &Value, k: usize| v["utilities"][k].as_f64().expect("a utility");
    let (step, time) =
        (plain["step"].as_f64().expect("a step"), plain["relative_time"].as_f64().expect("a time"));
    assert!(step > 1.0 && plain["agreement"].is_object());
    let by_step = with(&["--discount=step"]);
    assert!((u(&by_step, 0) - u(&plain, 0) * 0.9_f64.powf(step)).abs() < 1e-12);
    assert_eq!((u(&by_step, 1), &by_step["provenance"]["discounted"]), (u(&plain, 1), &Value::from("step")));
    let by_time = with(&["--discount"]);
    assert!((u(&by_time, 0) - u(&plain, 0) * 0.9_f64.powf(time)).abs() < 1e-12);
    assert_eq!(by_time["provenance"]["discounted"], "time");
    let wrong = goodoffices().args(args).arg("--discount=year").output().expect("ran");
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn talks_over_ten_to_the_thirty_outcomes_are_held() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.toml");
    let args = ["generate", "--issues", "30", "--values", "10", "--seed", "3"];
    let made = goodoffices().args(args).output().expect("ran");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    std::fs::write(&path, made.stdout).expect("written");
    let deal = path.display().to_string();
    for pair in ["boulware,conceder", "micro,linear", "tft,random"] {
        let got = json(&["run", &deal, "-s", pair, "--rounds", "30", "--seed", "1", "--json"]);
        // A first offer of 99.5 % of the best may lie in the thin band where the search is cut short.
        assert!(
            matches!(got["inversion"].as_str(), Some("near" | "bounded")),
            "{pair}: {}",
            got["inversion"]
        );
        let again = json(&["run", &deal, "-s", pair, "--rounds", "30", "--seed", "1", "--json"]);
        assert_eq!(got, again, "{pair}");
        assert!(got["offers"].as_u64().expect("a number") > 0, "{pair}");
    }
}
