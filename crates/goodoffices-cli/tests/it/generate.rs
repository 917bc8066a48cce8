//! `generate`: the same seed gives the same bytes, and they are read back from standard input.

use assert_cmd::Command;

fn goodoffices(args: &[&str]) -> std::process::Output {
    Command::cargo_bin("goodoffices").expect("the binary").args(args).output().expect("a run")
}

#[test]
fn a_seed_is_a_scenario_and_it_reads_back() {
    for args in [
        &["generate", "--issues", "30", "--values", "10", "--parties", "2", "--seed", "1"][..],
        &["generate", "--preset", "anl2024", "--seed", "7"][..],
        &[
            "generate",
            "--parties",
            "12",
            "--opposition",
            "0.9",
            "--reservation",
            "0.1..0.3",
            "--discount",
            "0.9",
            "--seed",
            "2",
        ][..],
    ] {
        let (a, b) = (goodoffices(args), goodoffices(args));
        assert!(a.status.success() && a.stdout == b.stdout && !a.stdout.is_empty());
        let again = Command::cargo_bin("goodoffices")
            .expect("the binary")
            .args(["convert", "-", "--to", "toml"])
            .write_stdin(a.stdout.clone())
            .output()
            .expect("a run");
        assert_eq!(String::from_utf8_lossy(&again.stdout), String::from_utf8_lossy(&a.stdout));
    }
}

#[test]
fn a_seed_that_is_drawn_is_said_and_bad_numbers_are_refused() {
    let run = goodoffices(&["generate"]);
    let said = String::from_utf8(run.stderr).expect("UTF-8");
    let seed = said.trim().strip_prefix("seed ").expect("a seed").to_owned();
    assert_eq!(goodoffices(&["generate", "--seed", &seed]).stdout, run.stdout);
    for bad in [
        &["generate", "--opposition", "2"][..],
        &["generate", "--reservation", "0.5..0.2"][..],
        &["generate", "--discount", "0"][..],
        &["generate", "--issues", "0"][..],
        &["generate", "--preset", "anl1999"][..],
    ] {
        assert_eq!(goodoffices(bad).status.code(), Some(2), "{bad:?}");
    }
}
