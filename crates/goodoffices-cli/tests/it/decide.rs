//! `decide`: the example is searched the same on any number of threads, and faults are named.

use assert_cmd::Command;

fn decide(args: &[&str]) -> std::process::Output {
    Command::cargo_bin("goodoffices").expect("the binary").arg("decide").args(args).output().expect("run")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_example_is_searched_the_same_on_any_number_of_threads() {
    let example = decide(&["--example"]);
    assert_eq!(example.status.code(), Some(0));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("decision.toml");
    std::fs::write(&path, &example.stdout).expect("written");
    let file = path.to_str().expect("a path");
    let run =
        |threads| decide(&[file, "--simulations", "120", "--seed", "1", "--json", "--threads", threads]);
    let one = run("1");
    assert_eq!(one.status.code(), Some(0), "{}", text(&one.stderr));
    assert_eq!(one.stdout, run("2").stdout);
    let all: serde_json::Value = serde_json::from_slice(&one.stdout).expect("JSON");
    assert_eq!((all["schema_version"].as_u64(), all["simulations"].as_u64()), (Some(1), Some(120)));
    let options = all["options"].as_array().expect("options");
    let of = |o: &serde_json::Value, key: &str| o[key].as_f64().expect("a number");
    assert!(options.len() > 10 && options.iter().all(|o| of(o, "value") <= of(o, "high")));
    assert!(options.windows(2).all(|w| of(&w[0], "value") >= of(&w[1], "value")));

    let odd = text(&example.stdout).replacen("discount = 0.98", "discount = 1.2", 1);
    std::fs::write(&path, odd).expect("written");
    let refused = decide(&[file, "--seed", "1"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("discount 1.2"), "{}", text(&refused.stderr));
    assert!(text(&refused.stderr).contains("setting.stakes.discount"), "{}", text(&refused.stderr));
    assert_eq!(decide(&["no-such-file.toml"]).status.code(), Some(2));
}

#[test]
fn a_small_decision_is_solved_and_a_large_one_is_refused() {
    let large = decide(&["--example"]).stdout;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("small.toml");
    let small = text(&large).replacen("horizon = 40", "horizon = 1", 1);
    std::fs::write(&path, small).expect("written");
    let solved = decide(&[path.to_str().expect("a path"), "--exact"]);
    assert_eq!(solved.status.code(), Some(0), "{}", text(&solved.stderr));
    assert!(text(&solved.stdout).contains("exact, over"));
    let searched = decide(&[path.to_str().expect("a path"), "--seed", "1", "--simulations", "500"]);
    assert!(text(&solved.stdout).contains("warn the first party"), "{}", text(&solved.stdout));
    // With one period the bracket closes: search and solution agree to the printed digits.
    let first = |out: &[u8]| {
        text(out)
            .lines()
            .nth(1)
            .expect("a line")
            .split_whitespace()
            .take(2)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(first(&solved.stdout), first(&searched.stdout));
}

#[test]
fn what_a_command_does_not_use_is_refused_and_nothing_is_said_before_a_refusal() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("d.toml");
    std::fs::write(&path, decide(&["--example"]).stdout).expect("written");
    let file = path.to_str().expect("a path");
    let noise = folder.path().join("noise");
    std::fs::write(&noise, [b'a', 0xff, 0xfe, 0x00]).expect("written");
    for (args, says) in [
        (vec!["--example", "--json"], "cannot be used with"),
        (vec!["--example", "--exact"], "cannot be used with"),
        (vec![file, "--exact", "--seed", "1"], "cannot be used with"),
        (vec![file, "--simulations", "0"], "1..=1000000"),
        (vec![noise.to_str().expect("a path")], "no text file: byte 2"),
    ] {
        let out = decide(&args);
        assert_eq!(out.status.code(), Some(2), "{args:?}");
        let talk = text(&out.stderr);
        assert!(talk.contains(says) && !talk.contains("drawn"), "{args:?}: {talk}");
    }
    for (args, says) in [(["--worlds", "foo"], "foo"), (["--worlds", "in-model,in-model"], "given twice")] {
        let mut all = vec!["study", "decide"];
        all.extend(args);
        let out = Command::cargo_bin("goodoffices").expect("the binary").args(&all).output().expect("run");
        assert_eq!(out.status.code(), Some(2), "{args:?}");
        let talk = text(&out.stderr);
        assert!(talk.contains(says) && !talk.contains("drawn"), "{args:?}: {talk}");
    }
}

#[test]
fn acts_that_the_search_cannot_tell_apart_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("d.toml");
    std::fs::write(&path, decide(&["--example"]).stdout).expect("written");
    let file = path.to_str().expect("a path");
    // The example is the same for both parties, so nothing can put one's warning before the other's.
    let page = text(&decide(&[file, "--seed", "1", "--simulations", "2000"]).stdout);
    let line = page.lines().find(|l| l.starts_with("not told apart")).expect("a line");
    assert!(line.contains("warn the first party") && line.contains("warn the second party"), "{line}");
    let out = decide(&[file, "--seed", "1", "--simulations", "2000", "--json"]).stdout;
    let all: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    assert!(all["not_told_apart"].as_array().is_some_and(|a| a.len() >= 2), "{all}");
    // Fewer simulations than were asked for, and why.
    std::fs::write(&path, text(&decide(&["--example"]).stdout).replacen("horizon = 40", "horizon = 1", 1))
        .expect("written");
    let page = text(&decide(&[file, "--seed", "1"]).stdout);
    assert!(page.contains("nothing is left to find"), "{page}");
}
