//! Studies on recorded data: columns, labels that nobody reads, plain faults.

use assert_cmd::Command;
use std::path::Path;

const GAMES: &str = r#"{"g": {"issues": [{"name": "A", "options": 2}, {"name": "B", "options": 3}], "parties": {
 "p": {"scores": [[0, 4], [0, 3, 6]], "threshold": 5}, "q": {"scores": [[4, 0], [6, 3, 0]], "threshold": 5},
 "r": {"scores": [[1, 2], [0, 5, 1]], "threshold": 3}, "s": {"scores": [[1, 1], [3, 0, 0]], "threshold": 1}}}}"#;

/// Four runs of three speakers; `s` never speaks.
fn runs(labels: fn(usize) -> String) -> String {
    let line = |k: usize| {
        let deal = |j: usize| format!("[{}, {}]", (k + j) % 2, (2 * k + j * j) % 3);
        let moves: Vec<String> = (0..9)
            .map(|j| {
                format!(
                    "{{\"round\": {j}, \"party\": \"{}\", \"deal\": {}}}",
                    ["p", "q", "r"][j % 3],
                    deal(j)
                )
            })
            .collect();
        format!(
            "{{\"id\": \"run{k}\", \"game\": \"g\", \"set\": \"x\", {}\"moves\": [{}]}}\n",
            labels(k),
            moves.join(", ")
        )
    };
    (0..4).map(line).collect()
}

fn labelled(k: usize) -> String {
    let q = if k.is_multiple_of(2) { "adversarial" } else { "cooperative" };
    format!(
        "\"labels\": {{\"p\": \"greedy\", \"q\": \"{q}\", \"r\": \"cooperative\", \"s\": \"cooperative\"}}, "
    )
}

fn permuted(k: usize) -> String {
    labelled(k + 1).replace("\"r\": \"cooperative\"", "\"r\": \"adversarial\"")
}

fn folder(runs: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("games.json"), GAMES).expect("written");
    std::fs::write(dir.path().join("runs.jsonl"), runs).expect("written");
    dir
}

fn study(dir: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::cargo_bin("goodoffices").expect("the binary");
    let out = command.arg("study").args(args).arg("--data").arg(dir).output().expect("ran");
    let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
    (out.status.code(), text(&out.stdout), text(&out.stderr))
}

fn scores(runs: &str, args: &[&str]) -> String {
    let dir = folder(runs);
    let path = dir.path().join("scores.csv");
    let path_text = path.display().to_string();
    let all: Vec<&str> =
        ["faith", "--draws", "40", "--scores", &path_text].iter().chain(args).copied().collect();
    let (code, _, err) = study(dir.path(), &all);
    assert_eq!(code, Some(0), "{err}");
    std::fs::read_to_string(path).expect("scores")
}

#[test]
fn labels_are_never_read_and_columns_are_as_told() {
    for blind in [&["--blind"][..], &[]] {
        let with = scores(&runs(labelled), blind);
        assert_eq!(with, scores(&runs(|_| String::new()), blind));
        assert_eq!(with, scores(&runs(permuted), blind));
        let threads: Vec<&str> = blind.iter().copied().chain(["--threads", "1"]).collect();
        assert_eq!(with, scores(&runs(labelled), &threads));
        let mut lines = with.lines();
        let head = lines.next().expect("a head");
        assert!(head.starts_with("run,party,moves,p_cooperative,p_greedy,p_spoiler"), "{head}");
        assert!(head.ends_with("p_bad_faith,ln_bf,verdict"), "{head}");
        let rows: Vec<Vec<&str>> = lines.map(|l| l.split(',').collect()).collect();
        assert_eq!(rows.len(), 16);
        let silent = rows.iter().find(|r| r[1] == "s").expect("s");
        assert_eq!(
            (silent[2], silent[silent.len() - 2], silent[silent.len() - 1]),
            ("0", "0", "undetermined")
        );
        assert!(rows.iter().filter(|r| r[1] != "s").all(|r| r[2] == "3"));
    }
}

#[test]
fn summary_page_and_json_say_how_well_it_separates() {
    let dir = folder(&runs(labelled));
    let page = dir.path().join("page.html");
    let page_text = page.display().to_string();
    let (code, out, err) = study(dir.path(), &["faith", "--baselines", "--html", &page_text]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("2 saboteurs") && out.contains("Genius-Bayes (guarded)"), "{out}");
    let html = std::fs::read_to_string(page).expect("a page");
    assert!(html.contains("<svg") && !html.contains("<script") && !html.contains("http://localhost"));
    let (_, json, _) = study(dir.path(), &["faith", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&value["schema_version"], &value["provenance"]["seed"]), (&1.into(), &1.into()));
    assert_eq!(value["parties"].as_array().map(Vec::len), Some(16));
    let unlabelled = folder(&runs(|_| String::new()));
    assert!(study(unlabelled.path(), &["faith"]).1.contains("no labels"));
}

#[test]
fn faults_name_file_line_and_field() {
    let bad = runs(labelled).replacen("\"round\": 4, \"party\": \"q\"", "\"round\": 4, \"party\": \"z\"", 1);
    let (code, _, err) = study(folder(&bad).path(), &["faith"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("runs.jsonl:1, moves[4].party: no party is called \"z\""), "{err}");
    let blindfold = folder(&runs(labelled));
    std::fs::write(
        blindfold.path().join("games.json"),
        GAMES.replace("\"scores\": [[1, 1], [3, 0, 0]], ", ""),
    )
    .expect("written");
    let (code, _, err) = study(blindfold.path(), &["faith"]);
    assert!(code == Some(2) && err.contains("--blind"), "{err}");
    assert_eq!(study(blindfold.path(), &["faith", "--blind", "--draws", "20"]).0, Some(0));
    for what in ["preferences", "traces"] {
        let (code, _, err) = study(blindfold.path(), &[what]);
        assert!(
            code == Some(2) && err.contains(if what == "traces" { "traces.jsonl" } else { "train.json" }),
            "{err}"
        );
    }
}

#[test]
fn priorities_and_foreign_sessions_are_judged() {
    let dir = tempfile::tempdir().expect("a folder");
    let person = |id: &str, high: &str, low: &str| {
        format!(
            "\"{id}\": {{\"value2issue\": {{\"High\": \"{high}\", \"Medium\": \"Water\", \"Low\": \"{low}\"}}}}"
        )
    };
    let dialogue = format!(
        r#"[{{"chat_logs": [{{"text": "Submit-Deal", "id": "a", "task_data": {{"issue2youget": {{"Food": "3", "Water": "1",
 "Firewood": "0"}}, "issue2theyget": {{"Food": "0", "Water": "2", "Firewood": "3"}}}}}}],
 "participant_info": {{{}, {}}}}}]"#,
        person("a", "Food", "Firewood"),
        person("b", "Firewood", "Food")
    );
    std::fs::write(dir.path().join("train.json"), dialogue).expect("written");
    let (code, out, err) = study(dir.path(), &["preferences", "--particles", "32"]);
    assert!(
        code == Some(0) && out.contains("1 people who submitted") && out.contains("two-party engine"),
        "{out}{err}"
    );
    let naive = out.lines().find(|l| l.contains("packages kept")).expect("a row");
    assert!(naive.contains("1.000"), "{naive}");
    let offers: Vec<String> = (0..8)
        .map(|k| {
            format!(
                "{{\"time\": {}, \"party\": {}, \"offer\": [{}, 0]}}",
                0.1 * f64::from(k + 1),
                k % 2,
                k % 2
            )
        })
        .collect();
    let session = format!(
        r#"{{"id": "a", "sizes": [2, 2], "utilities": [[[1, 0], [0, 0.5]], [[0, 1], [0.5, 0]]], "parties": [{{"negotiator": "x",
 "family": "f", "label": "sincere"}}, {{"negotiator": "y", "family": "f", "label": "staller"}}], "events": [{}, {{"time": 0.8,
 "party": 0, "accept": true, "signed": false}}], "books": [{{"time": 0.55, "party": 1, "yes": "0000"}}, {{"time": 1, "party": 0,
 "yes": "1111"}}]}}"#,
        offers.join(", ")
    )
    .replace('\n', " ");
    std::fs::write(dir.path().join("traces.jsonl"), session).expect("written");
    for texts in ["ranked", "split"] {
        let (code, out, err) = study(dir.path(), &["traces", "--particles", "32", "--texts", texts]);
        assert_eq!(code, Some(0), "{err}");
        let row = |party: &str| {
            let of = |l: &&str| l.starts_with(party) || l.starts_with(&format!(" {party}"));
            out.lines().filter(|l| l.contains("and last texts")).find(of).unwrap_or_default().to_owned()
        };
        // Each is asked once; the sincere one takes any text, the other none.
        assert!(row("all sincere").contains("1 of 1") && row("all stallers").contains("0 of 1"), "{out}");
        assert!(out.contains("and what it did not sign"), "{out}");
    }
}
