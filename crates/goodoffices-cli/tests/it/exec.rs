//! Programs of one's own: they play, and whatever they do wrong is a recorded result.

use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;

fn python() -> String {
    std::env::var("GOODOFFICES_PYTHON").unwrap_or_else(|_| "python3".into())
}

fn has(module: &str) -> bool {
    let there = std::process::Command::new(python()).args(["-c", &format!("import {module}")]).output();
    let there = there.is_ok_and(|o| o.status.success());
    if !there {
        eprintln!("SKIPPED: {} has no {module}", python());
    }
    there
}

fn agent(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/agents").join(name);
    format!("exec:{} {}", python(), path.display())
}

fn run(deal: &str, strategies: &str, more: &[&str]) -> Value {
    let args = ["run", deal, "-s", strategies, "--rounds", "40", "--seed", "1", "--json"];
    let out =
        Command::cargo_bin("goodoffices").expect("the binary").args(args).args(more).output().expect("ran");
    assert!(out.status.success(), "{strategies}: {}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("JSON")
}

#[test]
fn thirty_lines_of_python_negotiate_as_the_same_strategy_here() {
    if !has("json") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let deal = super::run::scenario(folder.path()).display().to_string();
    let name = agent("linear_agent.py");
    let text = std::fs::read_to_string(name.split(' ').next_back().unwrap()).unwrap();
    assert!(text.lines().count() <= 31, "thirty lines under its title");
    let theirs = run(&deal, &format!("{name},conceder"), &[]);
    assert_eq!(theirs["ending"], "agreement");
    let ours = run(&deal, "linear,conceder", &[]);
    assert_eq!(theirs["agreement"], ours["agreement"]);
    assert_eq!(theirs["step"], ours["step"]);
}

#[test]
fn a_negotiator_of_negmas_plays_here_as_it_does_there() {
    if !has("negmas") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let deal = super::run::scenario(folder.path()).display().to_string();
    for (theirs, ours) in
        [("BoulwareTBNegotiator", "boulware"), ("LinearTBNegotiator", "linear"), ("MiCRONegotiator", "micro")]
    {
        let shim = format!("{} {theirs}", agent("negmas_agent.py"));
        let limits = ["--exec-seconds", "60"];
        let a = run(&deal, &format!("conceder,{shim}"), &limits);
        let b = run(&deal, &format!("conceder,{ours}"), &limits);
        for key in ["agreement", "step", "offers", "acceptor"] {
            assert_eq!(a[key], b[key], "{theirs} {key}");
        }
    }
}

#[test]
fn programs_that_crash_hang_or_lie_end_their_session_only() {
    if !has("json") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let deal = super::run::scenario(folder.path()).display().to_string();
    let script = |name: &str, body: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, body).unwrap();
        format!("exec:{} {}", python(), path.display())
    };
    let answers = |line: &str| {
        format!("import sys\nfor l in sys.stdin:\n    if 'turn' in l: print({line:?}, flush=True)\n")
    };
    let cases = [
        (script("quits.py", "import sys\nsys.exit(3)\n"), "crash"),
        (script("hangs.py", "import time\ntime.sleep(1000)\n"), "timeout"),
        (script("nonsense.py", &answers("no json")), "illegal"),
        (script("nothing.py", &answers("{}")), "illegal"),
        (script("outside.py", &answers("{\"move\":\"offer\",\"outcome\":[99,0,0]}")), "illegal"),
        (script("short.py", &answers("{\"move\":\"offer\",\"outcome\":[0]}")), "illegal"),
        (script("hasty.py", &answers("{\"move\":\"accept\"}")), "illegal"),
        (script("votes.py", &answers("{\"move\":\"reject\"}")), "illegal"),
    ];
    for (program, kind) in &cases {
        let got = run(&deal, &format!("{program},linear"), &["--exec-seconds", "2"]);
        assert_eq!((got["ending"].as_str(), got["by"].as_u64()), (Some("failed"), Some(0)), "{program}");
        assert_eq!(got["fault"]["kind"], *kind, "{program}: {}", got["fault"]["message"]);
        assert_eq!(got["agreement"], Value::Null);
    }
    let few = run(&deal, &format!("{},tough", agent("linear_agent.py")), &["--exec-moves", "3"]);
    assert_eq!(few["fault"]["kind"], "timeout");
    // What cannot even start is a mistake in the command, and nothing is held.
    let args = ["run", &deal, "-s", "exec:/no/such/program,linear", "--rounds", "5", "--seed", "1"];
    let out = Command::cargo_bin("goodoffices").unwrap().args(args).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!((out.status.code(), out.stdout.len()), (Some(2), 0), "{said}");
    assert!(said.contains("/no/such/program does not start"), "{said}");
    // In a tournament the others go on, and the faults are counted.
    let strategies = "exec:/no/such/program,linear".to_owned();
    let args = ["tournament", &deal, "-s", &strategies, "--rounds", "5", "--seed", "1", "--json"];
    let out = Command::cargo_bin("goodoffices").unwrap().args(args).output().unwrap();
    let report: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let crashes: Vec<u64> =
        report["ranking"].as_array().unwrap().iter().map(|l| l["crash"].as_u64().unwrap()).collect();
    // Of eight negotiations six have the program; where both seats are programs the first fails.
    assert_eq!(crashes, [0, 6]);
}

#[test]
fn a_program_that_ends_after_a_session_is_started_again_for_the_next() {
    if !has("json") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let deal = super::run::scenario(folder.path()).display().to_string();
    let path = folder.path().join("once.py");
    let body = "import json, sys\nfor l in sys.stdin:\n    m = json.loads(l)\n    \
                if m['type'] == 'end': sys.exit(1)\n    \
                if m['type'] == 'turn': print(json.dumps(dict(move='offer', outcome=[0, 0, 0])), flush=True)\n";
    std::fs::write(&path, body).unwrap();
    let strategies = format!("exec:{} {},micro", python(), path.display());
    let args = [
        "tournament",
        &deal,
        "-s",
        &strategies,
        "--rounds",
        "5",
        "--seed",
        "1",
        "--repetitions",
        "4",
        "--json",
    ];
    let out = Command::cargo_bin("goodoffices").unwrap().args(args).output().unwrap();
    let report: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    for line in report["ranking"].as_array().unwrap() {
        for fault in ["crash", "timeout", "illegal"] {
            assert_eq!(line[fault], 0, "{line}");
        }
    }
}

/// Programs that this one has started, by a word on their command lines.
#[cfg(target_os = "linux")]
fn alive(word: &str) -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = processes.filter_map(|p| {
        let state = std::fs::read_to_string(p.path().join("stat")).ok()?;
        let dead = state.rsplit(')').next()?.trim_start().starts_with('Z');
        std::fs::read(p.path().join("cmdline")).ok().filter(|_| !dead)
    });
    lines.filter(|l| String::from_utf8_lossy(l).contains(word)).count()
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_hangs_takes_what_it_started_with_it() {
    if !has("json") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let deal = super::run::scenario(folder.path()).display().to_string();
    let word = folder.path().file_name().unwrap().to_string_lossy().into_owned();
    let path = folder.path().join("parent.py");
    let body = "import subprocess, sys, time\n\
                subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)', sys.argv[0]])\n\
                time.sleep(1000)\n";
    std::fs::write(&path, body).unwrap();
    let got = run(&deal, &format!("exec:{} {},linear", python(), path.display()), &["--exec-seconds", "1"]);
    assert_eq!(got["fault"]["kind"], "timeout");
    assert_eq!(alive(&format!("{word}/parent.py")), 0, "somebody was left behind");
}
