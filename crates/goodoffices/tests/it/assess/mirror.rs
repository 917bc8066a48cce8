//! Mirror: with the names of the two parties exchanged everywhere, every output has them exchanged.
//!
//! The parties get names that stand nowhere else and are equally long and wide, so that lines break alike.

use super::{DAYS, day, outputs, same};
use crate::case_files::{Files, case, lines, open};
use goodoffices::talks::Lens;
use serde_json::Value;

/// The files with the two parties renamed in every structural place.
fn renamed(files: &Files, one: (&str, &str), other: (&str, &str)) -> Files {
    let to = |slug: &str| match slug {
        s if s == one.0 => Some(one.1.to_owned()),
        s if s == other.0 => Some(other.1.to_owned()),
        _ => None,
    };
    fn in_json(v: &mut Value, to: &impl Fn(&str) -> Option<String>) {
        match v {
            Value::String(s) => {
                if let Some(new) = to(s) {
                    *s = new;
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|v| in_json(v, to)),
            _ => {}
        }
    }
    fn in_toml(v: &mut toml::Value, to: &impl Fn(&str) -> Option<String>) {
        match v {
            toml::Value::String(s) => {
                if let Some(new) = to(s) {
                    *s = new;
                }
            }
            toml::Value::Array(list) => list.iter_mut().for_each(|v| in_toml(v, to)),
            toml::Value::Table(t) => {
                let keys = [
                    "principal",
                    "slug",
                    "of",
                    "needs",
                    "instrument",
                    "reading",
                    "dispute",
                    "estimate",
                    "assumption",
                ];
                for (k, v) in t.iter_mut().filter(|(k, _)| keys.contains(&k.as_str())) {
                    let _ = k;
                    in_toml(v, to);
                }
            }
            _ => {}
        }
    }
    let record = lines(&files.record)
        .into_iter()
        .map(|mut e| {
            for path in ["/principal", "/addressee", "/asks/of"] {
                if let Some(v) = e.pointer_mut(path) {
                    in_json(v, &to);
                }
            }
            e.to_string() + "\n"
        })
        .collect();
    let mut case = toml::Value::Table(files.case.parse().expect("TOML"));
    in_toml(&mut case, &to);
    for p in case["principal"].as_array_mut().expect("principals") {
        let p = p.as_table_mut().expect("a table");
        let slug = p["slug"].as_str().expect("a slug").to_owned();
        if slug == one.1 || slug == other.1 {
            let mut name = slug.clone();
            name[..1].make_ascii_uppercase();
            p.insert("name".into(), format!("The {name} side").into());
            p.insert("label".into(), name.into());
        }
    }
    let mut estimates = toml::Value::Table(files.estimates.parse().expect("TOML"));
    in_toml(&mut estimates, &to);
    Files { case: case.to_string(), record, estimates: estimates.to_string() }
}

/// The text with the two names exchanged, and without the hash of the case, which knows its names.
fn exchanged(text: &str, fingerprint: &str) -> String {
    text.replace(fingerprint, "HASH")
        .replace("bbdd", "\u{1}")
        .replace("ddbb", "bbdd")
        .replace('\u{1}', "ddbb")
        .replace("Bbdd", "\u{1}")
        .replace("Ddbb", "Bbdd")
        .replace('\u{1}', "Ddbb")
        .replace("BBDD", "\u{1}")
        .replace("DDBB", "BBDD")
        .replace('\u{1}', "DDBB")
}

#[test]
fn with_the_names_exchanged_every_output_is_the_same() {
    for (name, days) in DAYS {
        let (one, other) = if name == "nba-2011" { ("NBA", "NBPA") } else { ("russia", "ukraine") };
        let files = open(name);
        let here = case(&renamed(&files, (one, "bbdd"), (other, "ddbb")));
        let there = case(&renamed(&files, (one, "ddbb"), (other, "bbdd")));
        for d in &days[..5] {
            let lens = Lens::until(day(d));
            let print = |c: &goodoffices::talks::Case| c.seen(&lens).expect("seen").fingerprint();
            let plain = |text: String| text.replace(&print(&here), "HASH");
            let a: Vec<_> = outputs(&here, &lens).into_iter().map(|(n, t)| (n, plain(t))).collect();
            let hash = print(&there);
            let b: Vec<_> =
                outputs(&there, &lens).into_iter().map(|(n, t)| (n, exchanged(&t, &hash))).collect();
            assert!(a[0].1.contains("Bbdd") && a[0].1.contains("Ddbb"));
            same(&a, &b, &format!("{name} {d}"));
        }
    }
}
