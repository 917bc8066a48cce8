//! `analyze --improve DEAL` and `analyze --adjusted-winner`: what nobody likes less than a deal, and a division by points.

use super::text::figure;
use super::{Args, value_of};
use anyhow::{Result, bail};
use goodoffices::analysis::{Guarantee, Improvement, POINTS, Settings, adjusted_winner, contest, improve};
use goodoffices::scenario::Scenario;
use serde_json::{Value, json};
use std::fmt::Write;

/// Texts of one solution that are shown.
const TIES: usize = 5;

/// One more answer, in every form.
pub(super) struct Section {
    /// Its key in JSON.
    pub(super) key: &'static str,
    /// Its heading.
    pub(super) title: &'static str,
    /// In words.
    pub(super) text: String,
    /// In JSON.
    pub(super) json: Value,
}

/// What the flags ask for.
pub(super) fn sections(scenario: &Scenario, settings: &Settings, args: &Args) -> Result<Vec<Section>> {
    let mut out = Vec::new();
    if !args.improve.is_empty() {
        out.push(improvement(scenario, settings, &args.improve)?);
    }
    if args.adjusted_winner {
        out.push(division(scenario)?);
    }
    Ok(out)
}

/// The sections under the analysis.
pub(super) fn text(sections: &[Section]) -> String {
    sections.iter().fold(String::new(), |out, s| format!("{out}\n{}\n{}", s.title, s.text))
}

/// `A=1; B=2` and repeated flags as one value per issue.
fn deal(scenario: &Scenario, texts: &[String]) -> Result<Vec<u32>> {
    let issues = scenario.space.issues();
    let mut values: Vec<Option<u32>> = vec![None; issues.len()];
    for term in texts.iter().flat_map(|t| t.split(';')).map(str::trim).filter(|t| !t.is_empty()) {
        let (k, v) = value_of(scenario, "--improve", term)?;
        if values[k].replace(v as u32).is_some_and(|old| old as usize != v) {
            bail!("--improve: issue {:?} has two values", issues[k].name());
        }
    }
    let open: Vec<&str> =
        issues.iter().zip(&values).filter(|(_, v)| v.is_none()).map(|(i, _)| i.name()).collect();
    if !open.is_empty() {
        bail!("--improve: the deal says nothing of {} (name a value for every issue)", open.join(", "));
    }
    Ok(values.into_iter().flatten().collect())
}

fn labels(scenario: &Scenario, digits: &[u32]) -> Vec<String> {
    scenario.space.issues().iter().zip(digits).map(|(i, v)| i.label(*v as usize).into_owned()).collect()
}

fn improvement(scenario: &Scenario, settings: &Settings, texts: &[String]) -> Result<Section> {
    let digits = deal(scenario, texts)?;
    let found = improve(scenario, settings, &digits)?;
    let names: Vec<&str> = scenario.parties.iter().map(|p| p.name.as_str()).collect();
    let mut text = String::new();
    let worth: Vec<String> =
        names.iter().zip(&found.deal).map(|(n, u)| format!("{n} {}", figure(*u))).collect();
    let _ = writeln!(text, "  the deal: {}   ({})", labels(scenario, &digits).join(", "), worth.join(", "));
    for k in &found.below_reservation {
        let _ = writeln!(text, "  note: the deal is below the reservation of {}", names[*k]);
    }
    if found.frontier.is_empty() {
        text.push_str("  nothing is left to compare: the values ruled out leave no outcome that gives everybody as much\n");
    } else if found.none() {
        let _ = writeln!(
            text,
            "  nobody can gain without somebody losing{}",
            if found.frontier.guarantee() == Guarantee::Exact { "" } else { ", as far as was found" }
        );
    } else {
        let _ = writeln!(
            text,
            "  {} outcomes of the frontier give everybody at least as much",
            found.frontier.len()
        );
        for (name, points) in
            [("largest sum of gains", &found.largest_sum), ("largest least gain", &found.fairest)]
        {
            for k in points.iter().take(TIES) {
                let p = found.frontier.point(*k);
                let gains: Vec<String> = names
                    .iter()
                    .zip(p.utilities.iter().zip(&found.deal))
                    .map(|(n, (u, d))| format!("{n} +{}", figure((u - d).max(0.0))))
                    .collect();
                let _ = writeln!(
                    text,
                    "  {name}: {}   ({})",
                    labels(scenario, p.digits).join(", "),
                    gains.join(", ")
                );
            }
        }
    }
    Ok(Section {
        key: "improvement",
        title: "Improving the tentative deal",
        json: json_of(scenario, &digits, &found),
        text,
    })
}

fn json_of(scenario: &Scenario, digits: &[u32], found: &Improvement) -> Value {
    let outcome = |d: &[u32]| -> Value {
        let pairs = scenario.space.issues().iter().zip(labels(scenario, d));
        Value::Object(pairs.map(|(i, l)| (i.name().to_owned(), json!(l))).collect())
    };
    let points = |list: &[usize]| -> Vec<Value> {
        list.iter()
            .map(|k| {
                let p = found.frontier.point(*k);
                let gains: Vec<f64> = p.utilities.iter().zip(&found.deal).map(|(u, d)| u - d).collect();
                json!({"outcome": outcome(p.digits), "utilities": p.utilities, "gains": gains})
            })
            .collect()
    };
    json!({
        "deal": outcome(digits),
        "utilities": found.deal,
        "below_reservation": found.below_reservation.iter().map(|k| &scenario.parties[*k].name).collect::<Vec<_>>(),
        "nobody_can_gain": found.none(),
        "outcomes_at_least_as_good": found.frontier.len(),
        "method": found.frontier.method().word(),
        "largest_sum_of_gains": points(&found.largest_sum),
        "largest_least_gain": points(&found.fairest),
    })
}

fn division(scenario: &Scenario) -> Result<Section> {
    let (contested, agreed) = contest(scenario)?;
    let points = [0, 1].map(|side: usize| contested.iter().map(|c| c.points[side]).collect::<Vec<f64>>());
    let won = adjusted_winner([&points[0], &points[1]])?;
    let issues = scenario.space.issues();
    let names = [&scenario.parties[0].name, &scenario.parties[1].name];
    let mut text = format!(
        "  each side has {POINTS} points; {} gets {}, {} gets {} by its own count\n",
        names[0],
        figure(won.totals[0]),
        names[1],
        figure(won.totals[1])
    );
    let wide = contested.iter().map(|c| issues[c.issue].name().chars().count()).max().unwrap_or(0);
    let mut rows = Vec::new();
    for (c, share) in contested.iter().zip(&won.shares) {
        let name = issues[c.issue].name();
        let best = c.best.map(|v| issues[c.issue].label(v).into_owned());
        let goes = match *share {
            s if s >= 1.0 => format!("{} wins: {}", names[0], best[0]),
            s if s <= 0.0 => format!("{} wins: {}", names[1], best[1]),
            s => format!(
                "split: {:.2} % to {} ({}), {:.2} % to {} ({})",
                100.0 * s,
                names[0],
                best[0],
                100.0 * (1.0 - s),
                names[1],
                best[1]
            ),
        };
        let _ = writeln!(text, "  {name:wide$}  {:8.4} {:8.4}  {goes}", c.points[0], c.points[1]);
        rows.push(json!({
            "issue": name, "points": c.points, "share_of_first": share, "best_of_first": best[0], "best_of_second": best[1],
        }));
    }
    if !agreed.is_empty() {
        let list: Vec<&str> = agreed.iter().map(|k| issues[*k].name()).collect();
        let _ = writeln!(text, "  not contested: {}", list.join(", "));
    }
    if contested.iter().any(|c| issues[c.issue].len() > 2) {
        text.push_str("  values between the two bests are left out; with them the frontier may hold something better for both\n");
    }
    let json = json!({
        "parties": names, "points_each": POINTS, "totals": won.totals, "issues": rows,
        "not_contested": agreed.iter().map(|k| issues[*k].name()).collect::<Vec<_>>(),
    });
    Ok(Section { key: "adjusted_winner", title: "Adjusted winner", text, json })
}
