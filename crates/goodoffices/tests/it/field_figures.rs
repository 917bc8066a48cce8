//! The figures published with the field's domains, recomputed under each collection's own conventions.

use crate::field_files::load;
use crate::shared::{data, files};
use goodoffices::analysis::{Analysis, Disagreement, Guarantee, Settings};
use goodoffices::format::Options;
use goodoffices::scenario::Scenario;
use serde_json::Value;
use std::path::Path;

fn analysed(scenario: &Scenario) -> Analysis {
    let settings = Settings { disagreement: Disagreement::Zero, ..Settings::default() };
    let a = Analysis::of(scenario, &settings).unwrap();
    assert_eq!(a.frontier.guarantee(), Guarantee::Exact);
    a
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

/// Are these utilities, within `tolerance`, those of one of the solution's points?
fn among(a: &Analysis, solution: &[usize], utilities: &[f64], tolerance: f64) -> bool {
    solution.iter().any(|k| {
        let ours = a.frontier.point(*k).utilities;
        ours.iter().zip(utilities).all(|(x, y)| (x - y).abs() <= tolerance)
    })
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance
}

#[test]
fn genius_reference() {
    let Some(root) = data("genius") else { return };
    let reference = json(&root.join("reference.json"));
    let mut faults = Vec::new();
    for (name, r) in reference.as_object().unwrap() {
        let parties: Vec<String> =
            r["files"].as_array().unwrap().iter().map(|f| f.as_str().unwrap().to_owned()).collect();
        let options = Options { parties: Some(parties), ..Options::default() };
        let scenario = match load(&files(&root.join(name)), &options) {
            Ok(loaded) => loaded.scenario,
            Err(e) => {
                faults.push(format!("{name}: {e}"));
                continue;
            }
        };
        let a = analysed(&scenario);
        let mut check = |what: &str, ok: bool| {
            if !ok {
                faults.push(format!("{name}: {what}"));
            }
        };
        check("outcomes", scenario.space.cardinality() == r["outcomes"].as_u64().map(u128::from));
        // Its frontier of Energy counts four points apart that differ by rounding only.
        let size = if name == "anac/y2011/Energy" { 204 } else { r["pareto"].as_u64().unwrap() };
        check(&format!("frontier {} against {size}", a.frontier.len()), a.frontier.len() as u64 == size);
        for (what, solution, theirs) in [
            ("nash", &a.solutions.nash, "nash_u"),
            ("egalitarian", &a.solutions.egalitarian, "egal_u"),
            ("utilitarian", &a.solutions.utilitarian, "welfare_u"),
        ] {
            check(what, among(&a, solution, &numbers(&r[theirs]), 1e-6));
        }
        let to_one = a
            .frontier
            .points()
            .map(|p| p.utilities.iter().map(|u| (1.0 - u) * (1.0 - u)).sum::<f64>().sqrt())
            .fold(f64::INFINITY, f64::min);
        check("distance to (1,1)", near(to_one, r["min_dist_to_11"].as_f64().unwrap(), 1e-6));
        for (k, extent) in a.frontier.extents().iter().enumerate() {
            check("least", near(extent.low, numbers(&r["minU"])[k], 1e-6));
            check("greatest", near(extent.high, numbers(&r["maxU"])[k], 1e-6));
            let mean = extent.mean.map(|m| near(m, numbers(&r["mean"])[k], 1e-6));
            check("mean", mean.unwrap_or(true));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    assert!(reference.as_object().unwrap().len() >= 57);
}

#[test]
fn geniusweb_specials() {
    let Some(root) = data("geniusweb") else { return };
    let mut seen = 0;
    for entry in std::fs::read_dir(&root).unwrap() {
        let folder = entry.unwrap().path();
        let figures = folder.join("specials.json");
        if !figures.exists() {
            continue;
        }
        let name = folder.display().to_string();
        let s = json(&figures);
        let scenario = load(&files(&folder), &Options::default()).unwrap().scenario;
        let a = analysed(&scenario);
        assert_eq!(scenario.space.cardinality(), s["size"].as_u64().map(u128::from), "{name}");
        assert!(among(&a, &a.solutions.nash, &numbers(&s["nash"]["utility"]), 1e-6), "{name}");
        assert!(among(&a, &a.solutions.equal_utility, &numbers(&s["kalai"]["utility"]), 1e-6), "{name}");
        let opposition = s["opposition"].as_f64().unwrap();
        assert!(near(a.opposition.equal_utility.unwrap(), opposition, 1e-6), "{name}");
        let points = s["pareto_front"].as_array().unwrap();
        assert_eq!(a.frontier.len(), points.len(), "{name}");
        let all: Vec<usize> = (0..a.frontier.len()).collect();
        for p in points {
            assert!(among(&a, &all, &numbers(&p["utility"]), 1e-6), "{name}");
        }
        seen += 1;
    }
    assert!(seen >= 25, "{seen}");
}

#[test]
fn negolog_specs() {
    let Some(root) = data("negolog") else { return };
    let mut seen = 0;
    for entry in std::fs::read_dir(&root).unwrap() {
        let folder = entry.unwrap().path();
        let figures = folder.join("specs.json");
        if !figures.exists() {
            continue;
        }
        let name = folder.display().to_string();
        let s = json(&figures);
        let scenario = load(&files(&folder), &Options::default()).unwrap().scenario;
        let a = analysed(&scenario);
        let number = |key: &str| s[key].as_f64();
        assert_eq!(scenario.space.cardinality(), s["NumberOfBids"].as_u64().map(u128::from), "{name}");
        let pair = |x: &str, y: &str| [number(x).unwrap(), number(y).unwrap()];
        let welfare = pair("Kalai_A", "Kalai_B");
        assert!(among(&a, &a.solutions.utilitarian, &welfare, 1e-6), "{name}");
        assert!(among(&a, &a.solutions.nash, &pair("Nash_A", "Nash_B"), 1e-6), "{name}");
        // Any of the tied bids is right, so its opposition is that of one of them.
        let to_one = |us: &[f64]| us.iter().map(|u| (1.0 - u) * (1.0 - u)).sum::<f64>().sqrt();
        let theirs = number("Opposition").unwrap();
        let any = a
            .solutions
            .utilitarian
            .iter()
            .any(|k| near(to_one(a.frontier.point(*k).utilities), theirs, 1e-6));
        assert!(any, "{name}");
        if a.solutions.utilitarian.len() == 1 {
            assert!(near(a.opposition.welfare.unwrap(), theirs, 1e-6), "{name}");
        }
        assert!(near(a.balance.unwrap(), number("BalanceScore").unwrap(), 1e-6), "{name}");
        if let Some(best) = number("Social Welfare") {
            assert!(
                near(a.frontier.point(a.solutions.utilitarian[0]).utilities.iter().sum(), best, 1e-6),
                "{name}"
            );
        }
        seen += 1;
    }
    assert!(seen >= 34, "{seen}");
}
