//! `tournament`: the same bytes on any number of threads and after a kill, tables that read back, replays.

use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

fn goodoffices() -> Command {
    Command::cargo_bin("goodoffices").expect("the binary")
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|e| {
            let path = e.expect("an entry").path();
            (
                path.file_name().expect("a name").to_string_lossy().into_owned(),
                std::fs::read(&path).expect("bytes"),
            )
        })
        .collect();
    all.sort();
    all
}

fn same_files(one: &Path, other: &Path) {
    let (a, b) = (files(one), files(other));
    let names = |f: &[(String, Vec<u8>)]| f.iter().map(|x| x.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(&a), names(&b));
    for (x, y) in a.iter().zip(&b) {
        let differ = x.1.iter().zip(&y.1).position(|(p, q)| p != q);
        assert!(x.1 == y.1, "{} differs: {} and {} bytes, first at {differ:?}", x.0, x.1.len(), y.1.len());
    }
}

fn arguments<'a>(deal: &'a str, out: &'a str, threads: &'a str, repetitions: &'a str) -> Vec<&'a str> {
    vec![
        "tournament",
        deal,
        "-s",
        "boulware,micro,tft,random,top-fraction",
        "--opponents",
        "spoiler",
        "--rounds",
        "60",
        "--seed",
        "7",
        "--threads",
        threads,
        "--repetitions",
        repetitions,
        "--offers",
        "--out",
        out,
        "--json",
    ]
}

#[test]
fn threads_and_a_kill_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let deal = super::run::scenario(folder.path()).display().to_string();
    let place = |name: &str| folder.path().join(name).display().to_string();
    let (one, two, killed) = (place("one"), place("two"), place("killed"));
    let finished = |out: &str, threads: &str| {
        let run = goodoffices().args(arguments(&deal, out, threads, "100")).output().expect("ran");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        run.stdout
    };
    let first = finished(&one, "1");
    assert_eq!(first, finished(&two, "2"));
    same_files(Path::new(&one), Path::new(&two));
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("goodoffices"))
        .args(arguments(&deal, &killed, "1", "100"))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("started");
    // Killed as soon as some progress is on disk; a later save may or may not have happened.
    let progress = Path::new(&killed).join("progress.json");
    while !progress.exists() && child.try_wait().expect("a child").is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    if Path::new(&killed).join("ranking.csv").exists() {
        eprintln!("SKIPPED the resumption: this machine finished before it could be killed");
        return;
    }
    // What a kill inside a write leaves behind.
    let table = Path::new(&killed).join("negotiations.csv");
    let mut bytes = std::fs::read(&table).unwrap();
    bytes.extend_from_slice(b"999,deal,0");
    std::fs::write(&table, bytes).unwrap();
    assert_eq!(first, finished(&killed, "2"));
    same_files(Path::new(&one), Path::new(&killed));
    // And once more when there is nothing left to do.
    assert_eq!(first, finished(&killed, "1"));
}

#[test]
fn a_table_that_was_changed_is_neither_gone_on_with_nor_held_again() {
    let folder = tempfile::tempdir().unwrap();
    let deal = super::run::scenario(folder.path()).display().to_string();
    let out = folder.path().join("out");
    let out_arg = out.display().to_string();
    goodoffices().args(arguments(&deal, &out_arg, "1", "1")).assert().success();
    let table = out.join("negotiations.csv");
    let good = std::fs::read_to_string(&table).unwrap();
    let header: Vec<&str> = good.lines().next().unwrap().split(',').collect();
    let said = |args: &[&str]| {
        let run = goodoffices().args(args).output().expect("ran");
        (run.status.code(), String::from_utf8_lossy(&run.stderr).into_owned())
    };
    let changed = |column: &str, to: &str| {
        let k = header.iter().position(|h| *h == column).unwrap();
        let mut lines: Vec<String> = good.lines().map(ToOwned::to_owned).collect();
        let mut cells: Vec<&str> = lines[1].split(',').collect();
        cells[k] = to;
        lines[1] = cells.join(",");
        std::fs::write(&table, lines.join("\n") + "\n").unwrap();
    };
    let at = format!("{}:0", table.display());
    for (column, to, what) in [
        ("rotation", "99", "rotation 99"),
        ("seat", "7", "one for each of the 2 seats"),
        ("rounds", "3", "held again it came to"),
        ("ending", "left", "held again it came to"),
        ("strategy", "exec:touch pwned", "give --programs"),
    ] {
        changed(column, to);
        let (code, text) = said(&["run", "--replay", &at]);
        assert!(code == Some(2) && text.contains(what), "{column}: {text}");
        let (code, text) = said(&arguments(&deal, &out_arg, "1", "1"));
        assert!(
            code == Some(2) && (text.contains("was changed") || text.contains("shorter")),
            "{column}: {text}"
        );
    }
    std::fs::write(&table, &good).unwrap();
    assert_eq!(said(&["run", "--replay", &at]).0, Some(0));
    assert_eq!(said(&["run", "--replay", &at, "--rounds", "5"]).0, Some(2));
    // Somebody else is writing it.
    let held = std::fs::OpenOptions::new().append(true).open(&table).unwrap();
    held.lock().unwrap();
    let (code, text) = said(&arguments(&deal, &out_arg, "1", "1"));
    assert!(code == Some(2) && text.contains("another run is writing"), "{text}");
    drop(held);
    // Another seed is another tournament, whatever its fingerprint is made to say.
    let plan = out.join("plan.json");
    let text = std::fs::read_to_string(&plan).unwrap();
    std::fs::write(&plan, text.replace("\"seed\": 7", "\"seed\": 8")).unwrap();
    let (code, text) = said(&arguments(&deal, &out_arg, "1", "1"));
    assert!(code == Some(2) && text.contains("seed differs"), "{text}");
}

#[test]
fn utilities_too_far_apart_and_too_many_repetitions_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let deal = super::run::scenario(folder.path()).display().to_string();
    let text = std::fs::read_to_string(&deal).unwrap();
    let far = folder.path().join("far.toml");
    let apart = text.replacen("delivery = [1, 0.6, 0]", "delivery = [1e308, 0.6, -1e308]", 1);
    assert_ne!(apart, text);
    std::fs::write(&far, apart).unwrap();
    let far = far.display().to_string();
    for (args, what) in [
        (vec!["tournament", &far, "-s", "boulware,micro", "--seed", "1"], "1e100"),
        (vec!["run", &far, "-s", "boulware,micro", "--seed", "1"], "1e100"),
        (
            vec!["tournament", &deal, "-s", "boulware", "--seed", "1", "--repetitions", "4294967295"],
            "too many",
        ),
    ] {
        let run = goodoffices().args(&args).output().expect("ran");
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(run.status.code() == Some(2) && said.contains(what), "{args:?}: {said}");
    }
}

#[test]
fn a_row_is_replayed_to_the_very_offers_of_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let deal = super::run::scenario(folder.path()).display().to_string();
    let out = folder.path().join("out");
    let out_arg = out.display().to_string();
    goodoffices().args(arguments(&deal, &out_arg, "1", "1")).assert().success();
    let table = std::fs::read_to_string(out.join("negotiations.csv")).unwrap();
    let offers = std::fs::read_to_string(out.join("offers.csv")).unwrap();
    let rows: Vec<&str> = table.lines().skip(1).collect();
    let mut checked = 0;
    for (k, row) in rows.iter().enumerate().step_by(7) {
        let number = row.split(',').next().unwrap();
        let trace = folder.path().join("trace");
        let at = format!("{}:{k}", out.join("negotiations.csv").display());
        let trace_arg = trace.display().to_string();
        goodoffices().args(["run", "--replay", &at, "--trace", &trace_arg]).assert().success();
        let lines: Vec<Value> = std::fs::read_to_string(&trace)
            .unwrap()
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .filter(|l: &Value| l["move"] == "offer")
            .collect();
        let wanted: Vec<&str> = offers.lines().filter(|l| l.split(',').next() == Some(number)).collect();
        assert_eq!(lines.len(), wanted.len(), "row {k}");
        for (line, want) in lines.iter().zip(wanted) {
            let cells: Vec<&str> = want.split(',').collect();
            assert_eq!(line["relative_time"].to_string(), cells[3]);
            let u: Vec<f64> = cells[6].split('|').map(|x| x.parse().unwrap()).collect();
            assert_eq!(line["utilities"], serde_json::json!(u));
        }
        checked += 1;
    }
    assert!(checked > 10);
}

#[test]
fn pandas_reads_the_tables() {
    let python = std::env::var("GOODOFFICES_PYTHON").unwrap_or_else(|_| "python3".into());
    let there = std::process::Command::new(&python).args(["-c", "import pandas"]).output();
    if !there.is_ok_and(|o| o.status.success()) {
        eprintln!("SKIPPED: {python} has no pandas (set GOODOFFICES_PYTHON to one that has)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let deal = super::run::scenario(folder.path()).display().to_string();
    let out = folder.path().join("out");
    let out_arg = out.display().to_string();
    let run = goodoffices().args(arguments(&deal, &out_arg, "1", "2")).output().expect("ran");
    let report: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let code = r#"
import pandas, sys, json
rows = pandas.read_csv(sys.argv[1] + "/negotiations.csv")
offers = pandas.read_csv(sys.argv[1] + "/offers.csv")
print(json.dumps(dict(
    rows=len(rows), negotiations=int(rows.negotiation.nunique()), seeds=int(rows.seed.nunique()),
    offers=len(offers), own=int(rows.own_offers.sum()), missing=int(rows.utility.isna().sum()),
    means={k: float(v) for k, v in rows.groupby("strategy").utility.mean().items()})))
"#;
    let read = std::process::Command::new(&python).args(["-c", code, &out_arg]).output().expect("python");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let got: Value = serde_json::from_slice(&read.stdout).expect("JSON");
    assert_eq!(got["negotiations"], report["provenance"]["negotiations"]);
    assert_eq!(got["rows"].as_u64(), got["negotiations"].as_u64().map(|n| 2 * n));
    assert_eq!(got["seeds"], got["negotiations"]);
    assert_eq!(got["offers"], got["own"]);
    assert_eq!(got["missing"], 0);
    for line in report["ranking"].as_array().unwrap() {
        let mean = got["means"][line["strategy"].as_str().unwrap()].as_f64().unwrap();
        assert!((mean - line["utility"].as_f64().unwrap()).abs() < 1e-12);
    }
}

#[cfg(feature = "parquet")]
#[test]
fn pandas_reads_the_same_from_parquet() {
    let python = std::env::var("GOODOFFICES_PYTHON").unwrap_or_else(|_| "python3".into());
    let there = std::process::Command::new(&python).args(["-c", "import pandas, pyarrow"]).output();
    if !there.is_ok_and(|o| o.status.success()) {
        eprintln!("SKIPPED: {python} has no pandas with pyarrow (set GOODOFFICES_PYTHON to one that has)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let deal = super::run::scenario(folder.path()).display().to_string();
    let out = folder.path().join("out").display().to_string();
    goodoffices().args(arguments(&deal, &out, "1", "2")).arg("--parquet").assert().success();
    let code = r#"
import pandas, sys
for name in ("negotiations", "offers"):
    a = pandas.read_csv(f"{sys.argv[1]}/{name}.csv")
    b = pandas.read_parquet(f"{sys.argv[1]}/{name}.parquet")
    assert list(a.columns) == list(b.columns), name
    for c in a.columns:
        x, y = a[c], b[c]
        same = (x == y.astype(x.dtype)) | (x.isna() & y.isna()) if x.dtype != object else (x.fillna("") == y.fillna(""))
        assert same.all(), (name, c)
print("same")
"#;
    let read = std::process::Command::new(&python).args(["-c", code, &out]).output().expect("python");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let deal = super::run::scenario(folder.path()).display().to_string();
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let out = folder.path().join("out").display().to_string();
    let empty_arg = empty.display().to_string();
    let cases: &[(&[&str], &str)] = &[
        (&[&deal, "-s", "boulwear"], "no strategy is called"),
        (&[&deal, "-s", "micro", "--no-self-play"], "nobody to meet"),
        (&[&deal, "-s", "micro", "--repetitions", "0"], "at least one repetition"),
        (&[&deal, "-s", "micro", "--rounds", "0"], "at least one round"),
        (&[&deal, &deal, "-s", "micro"], "two scenarios would be called"),
        (&[&empty_arg, "-s", "micro"], "no scenario in this folder"),
        (&["/no/such", "-s", "micro"], "no such file or folder"),
    ];
    for (args, message) in cases {
        let run = goodoffices()
            .arg("tournament")
            .args(*args)
            .args(["--seed", "1", "--out", &out])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(message), "{args:?}: {said}");
        assert!(!Path::new(&out).join("negotiations.csv").exists(), "{args:?}");
    }
    let run = goodoffices().args(arguments(&deal, &deal, "1", "1")).output().unwrap();
    assert_eq!(run.status.code(), Some(2), "a file is no folder to write to");
    goodoffices().args(arguments(&deal, &out, "1", "1")).assert().success();
    let other = goodoffices().args(arguments(&deal, &out, "1", "2")).output().unwrap();
    assert_eq!(other.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&other.stderr).contains("holds another tournament"));
}

#[test]
fn opponent_models_are_scored_on_a_tournament() {
    let folder = tempfile::tempdir().unwrap();
    let deal = super::run::scenario(folder.path()).display().to_string();
    let out = folder.path().join("out");
    let out_arg = out.display().to_string();
    let args =
        ["tournament", &deal, "-s", "linear,conceder", "--rounds", "60", "--seed", "7", "--out", &out_arg];
    goodoffices().args(args).assert().success();
    let table = out.join("negotiations.csv").display().to_string();
    let study = |more: &[&str]| {
        let run = goodoffices().args(["study", "opponents", &table]).args(more).output().expect("ran");
        (run.status.code(), run.stdout, String::from_utf8_lossy(&run.stderr).into_owned())
    };
    pages_lead_to_the_sessions_in_which_most_was_lost(&out);
    let (code, first, said) = study(&["--json", "--every", "1"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(first, study(&["--json", "--every", "1"]).1);
    let value: Value = serde_json::from_slice(&first).unwrap();
    let rows = value["rows"].as_array().unwrap();
    let late = |model: &str| {
        let all: Vec<f64> = rows
            .iter()
            .filter(|r| r["model"] == model && r["step"].as_u64().unwrap() >= 10)
            .filter_map(|r| r["pearson"].as_f64())
            .collect();
        all.iter().sum::<f64>() / all.len() as f64
    };
    for model in ["pairwise", "frequency", "bayesian"] {
        assert!(late(model) > 0.3, "{model}: {}", late(model));
    }
    let (code, _, said) = study(&["--models", "crystal-ball"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("no opponent model is called"), "{said}");
    // A page with curves and a table a model; seconds only where they are asked for.
    let html = folder.path().join("models.html");
    let (code, csv, said) = study(&["--csv", "--html", &html.display().to_string()]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!String::from_utf8_lossy(&csv).contains("seconds"));
    let page = std::fs::read_to_string(&html).unwrap();
    assert_eq!(page.matches("<svg").count(), 4);
    assert!(page.contains("<h2>bayesian</h2>") && !page.contains("NaN"));
    assert!(
        String::from_utf8_lossy(&study(&["--csv", "--time"]).1).starts_with("trace,party,model,step,time")
    );
    // The same session as a log gives the same rows as the tournament's table.
    let log = folder.path().join("moves.jsonl").display().to_string();
    let row = format!("{table}:0");
    goodoffices().args(["run", "--replay", &row, "--trace", &log]).assert().success();
    let of_log =
        goodoffices().args(["study", "opponents", &log, "--scenario", &deal, "--csv"]).output().unwrap();
    let of_row = goodoffices().args(["study", "opponents", &row, "--csv"]).output().unwrap();
    let cut = |o: std::process::Output| {
        let text = String::from_utf8(o.stdout).unwrap();
        text.lines()
            .skip(1)
            .map(|l| l.split_once(".jsonl,").or(l.split_once(":0,")).unwrap().1.to_owned())
            .collect::<Vec<_>>()
    };
    let (of_log, of_row) = (cut(of_log), cut(of_row));
    assert!(!of_log.is_empty());
    assert_eq!(of_log, of_row);
}

/// The pages name every strategy, draw the plane, and their commands name the rows furthest below the best of
/// their cell (here every cell has one row a strategy).
fn pages_lead_to_the_sessions_in_which_most_was_lost(out: &Path) {
    let index = std::fs::read_to_string(out.join("index.html")).unwrap();
    assert!(index.contains("<svg") && index.contains("href=\"strategy-2.html\""));
    let text = std::fs::read_to_string(out.join("negotiations.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|l| l.split(',').collect()).collect();
    let utility = |r: &Vec<&str>| r[9].parse::<f64>().unwrap();
    let cell = |r: &Vec<&str>| (r[2].to_owned(), r[5].to_owned(), r[8].to_owned());
    for strategy in ["linear", "conceder"] {
        let mut worst = (0, f64::NEG_INFINITY);
        for (k, row) in rows.iter().enumerate().filter(|(_, r)| r[7] == strategy) {
            let best = rows.iter().filter(|r| cell(r) == cell(row)).map(utility).fold(0.0, f64::max);
            if best - utility(row) > worst.1 {
                worst = (k, best - utility(row));
            }
        }
        let pages =
            ["strategy-1.html", "strategy-2.html"].map(|f| std::fs::read_to_string(out.join(f)).unwrap());
        let page = pages.iter().find(|p| p.contains(&format!("<h1>{strategy}</h1>"))).expect(strategy);
        let first = page.split("--replay negotiations.csv:").nth(1).unwrap();
        assert!(first.starts_with(&format!("{} --trace", worst.0)), "{strategy}: {worst:?}");
    }
}
