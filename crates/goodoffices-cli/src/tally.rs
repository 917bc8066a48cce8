//! What a tournament's rows add up to: the ranking and what went wrong, per strategy.

use anyhow::{Context, Result, bail};
use goodoffices::protocol::FaultKind;
use goodoffices::simulate::{Plan, Row, Scores, ranking};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;

/// Sums of one strategy.
#[derive(Clone, Debug, Default)]
struct Sums {
    rows: u64,
    agreements: u64,
    rounds: f64,
    utility: f64,
    advantage: f64,
    welfare: f64,
    optimality: [(f64, u64); 3],
    offers: u64,
    offers_below: u64,
    accepted_below: u64,
    faults: [u64; 3],
}

/// Running sums over rows, in their order.
#[derive(Debug)]
pub struct Tally {
    scores: Scores,
    by_advantage: bool,
    sums: Vec<Sums>,
}

/// The kinds of fault, as columns.
const FAULTS: [(FaultKind, &str); 3] =
    [(FaultKind::Crash, "crash"), (FaultKind::Timeout, "timeout"), (FaultKind::Illegal, "illegal")];

/// The numbers of a row that are summed.
struct Numbers {
    strategy: usize,
    scenario: usize,
    repetition: usize,
    utility: f64,
    advantage: f64,
    welfare: f64,
    optimality: [Option<f64>; 3],
    agreed: bool,
    rounds: u64,
    own_offers: u64,
    offers_below: u64,
    accepted_below: bool,
    fault: Option<usize>,
}

impl Tally {
    /// Nothing yet.
    pub fn new(plan: &Plan, by_advantage: bool) -> Self {
        let (n, s) = (plan.strategies().len(), plan.scenarios().len());
        Self {
            scores: Scores::new(n, s, plan.repetitions() as usize),
            by_advantage,
            sums: vec![Sums::default(); n],
        }
    }

    /// Adds a row.
    pub fn add(&mut self, row: &Row<'_>) {
        self.sum(&Numbers {
            strategy: row.strategy_index,
            scenario: row.scenario_index,
            repetition: row.repetition as usize,
            utility: row.utility,
            advantage: row.advantage,
            welfare: row.welfare,
            optimality: row.optimality,
            agreed: row.agreement.is_some(),
            rounds: row.rounds,
            own_offers: row.own_offers,
            offers_below: row.offers_below,
            accepted_below: row.accepted_below,
            fault: row.fault.and_then(|f| FAULTS.iter().position(|k| k.0 == f)),
        });
    }

    fn sum(&mut self, n: &Numbers) {
        let value = if self.by_advantage { n.advantage } else { n.utility };
        self.scores.add(n.strategy, n.scenario, n.repetition, value);
        let s = &mut self.sums[n.strategy];
        s.rows += 1;
        s.agreements += u64::from(n.agreed);
        s.rounds += n.rounds as f64;
        s.utility += n.utility;
        s.advantage += n.advantage;
        s.welfare += n.welfare;
        for (sum, x) in s.optimality.iter_mut().zip(n.optimality) {
            if let Some(x) = x {
                sum.0 += x;
                sum.1 += 1;
            }
        }
        s.offers += n.own_offers;
        s.offers_below += n.offers_below;
        s.accepted_below += u64::from(n.accepted_below);
        if let Some(k) = n.fault {
            s.faults[k] += 1;
        }
    }

    /// Adds every row of a table written earlier. Numbers are written so that they read back exactly.
    pub fn read(&mut self, plan: &Plan, path: &Path) -> Result<()> {
        let place = || path.display().to_string();
        let mut reader = csv::Reader::from_path(path).with_context(place)?;
        let headers = reader.headers().with_context(place)?.clone();
        let at = |name: &str| {
            headers.iter().position(|h| h == name).with_context(|| format!("{}: no column {name}", place()))
        };
        let names = [
            "strategy",
            "scenario",
            "repetition",
            "utility",
            "advantage",
            "welfare",
            "nash_optimality",
            "kalai_optimality",
            "pareto_optimality",
            "agreement",
            "rounds",
            "own_offers",
            "offers_below_reservation",
            "accepted_below_reservation",
            "fault",
        ];
        let columns = names.iter().map(|n| at(n)).collect::<Result<Vec<_>>>()?;
        let strategies: HashMap<&str, usize> =
            plan.names().iter().enumerate().map(|(k, n)| (n.as_str(), k)).collect();
        let scenarios: HashMap<&str, usize> =
            plan.scenarios().iter().enumerate().map(|(k, s)| (s.name.as_str(), k)).collect();
        for record in reader.records() {
            let record = record.with_context(place)?;
            let line = record.position().map_or(0, csv::Position::line);
            let wrong = |name: &str| format!("{}:{line}, {name}: not what a tournament writes", place());
            let text = |k: usize| record.get(columns[k]).unwrap_or_default();
            let float = |k: usize| text(k).parse::<f64>().with_context(|| wrong(names[k]));
            let whole = |k: usize| text(k).parse::<u64>().with_context(|| wrong(names[k]));
            let optional = |k: usize| if text(k).is_empty() { Ok(None) } else { float(k).map(Some) };
            let (Some(strategy), Some(scenario)) = (strategies.get(text(0)), scenarios.get(text(1))) else {
                bail!(wrong("strategy or scenario"));
            };
            self.sum(&Numbers {
                strategy: *strategy,
                scenario: *scenario,
                repetition: whole(2)? as usize,
                utility: float(3)?,
                advantage: float(4)?,
                welfare: float(5)?,
                optimality: [optional(6)?, optional(7)?, optional(8)?],
                agreed: !text(9).is_empty(),
                rounds: whole(10)?,
                own_offers: whole(11)?,
                offers_below: whole(12)?,
                accepted_below: whole(13)? == 1,
                fault: FAULTS.iter().position(|f| f.1 == text(14)),
            });
        }
        Ok(())
    }

    /// The ranking with everything known of each strategy.
    pub fn report(&self, plan: &Plan, head: &Value) -> Value {
        let r = ranking(&self.scores, plan.ranked(), plan.seed());
        let standings = r.standings.iter().enumerate().map(|(k, st)| {
            let s = &self.sums[st.strategy];
            let n = s.rows.max(1) as f64;
            let mean = |(sum, n): (f64, u64)| (n > 0).then(|| sum / n as f64);
            let mut line = json!({
                "rank": k + 1,
                "strategy": plan.names()[st.strategy],
                "score": st.score,
                "low": st.interval.0,
                "high": st.interval.1,
                "utility": s.utility / n,
                "advantage": s.advantage / n,
                "welfare": s.welfare / n,
                "nash_optimality": mean(s.optimality[0]),
                "kalai_optimality": mean(s.optimality[1]),
                "pareto_optimality": mean(s.optimality[2]),
                "agreement_rate": s.agreements as f64 / n,
                "rounds": s.rounds / n,
                "negotiations": s.rows,
                "offers": s.offers,
                "offers_below_reservation": s.offers_below,
                "accepted_below_reservation": s.accepted_below,
            });
            for (k, (_, name)) in FAULTS.iter().enumerate() {
                line[*name] = json!(s.faults[k]);
            }
            line
        });
        let standings: Vec<Value> = standings.collect();
        let comparisons = r.comparisons.iter().map(|c| {
            json!({
                "better": plan.names()[c.better], "other": plan.names()[c.other],
                "difference": c.difference, "p": c.p,
            })
        });
        json!({
            "schema_version": 1,
            "measure": if self.by_advantage { "advantage" } else { "utility" },
            "interval": "95 % two-stage bootstrap over scenarios, then repetitions",
            "ranking": standings,
            "comparisons": comparisons.collect::<Vec<_>>(),
            "comparison": "sign-flip test on scenario means, Holm-corrected",
            "provenance": head,
        })
    }

    /// A list of the report, `ranking` or `comparisons`, as CSV.
    pub fn csv(report: &Value, list: &str) -> Result<String> {
        let mut out = csv::Writer::from_writer(Vec::new());
        let lines = report[list].as_array().with_context(|| format!("no {list}"))?;
        if let Some(first) = lines.first().and_then(Value::as_object) {
            out.write_record(first.keys())?;
        }
        for line in lines.iter().filter_map(Value::as_object) {
            out.write_record(line.values().map(|v| match v {
                Value::String(s) => s.clone(),
                Value::Null => String::new(),
                other => other.to_string(),
            }))?;
        }
        Ok(String::from_utf8(out.into_inner().context("CSV")?)?)
    }

    /// The ranking for people.
    pub fn table(report: &Value) -> String {
        let mut t = comfy_table::Table::new();
        t.load_style(comfy_table::presets::NOTHING);
        t.set_header([
            "",
            "strategy",
            "score",
            "95 %",
            "agreed",
            "rounds",
            "pareto",
            "nash",
            "below own r",
            "faults",
        ]);
        for line in report["ranking"].as_array().into_iter().flatten() {
            let f = |key: &str| line[key].as_f64().map_or_else(String::new, |x| format!("{x:.3}"));
            let n = |key: &str| line[key].as_u64().unwrap_or(0);
            t.add_row([
                line["rank"].to_string(),
                line["strategy"].as_str().unwrap_or_default().to_owned(),
                f("score"),
                format!("{}–{}", f("low"), f("high")),
                format!("{:.0} %", 100.0 * line["agreement_rate"].as_f64().unwrap_or(0.0)),
                format!("{:.1}", line["rounds"].as_f64().unwrap_or(0.0)),
                f("pareto_optimality"),
                f("nash_optimality"),
                (n("offers_below_reservation") + n("accepted_below_reservation")).to_string(),
                FAULTS.iter().map(|k| n(k.1)).sum::<u64>().to_string(),
            ]);
        }
        let mut text = t.to_string();
        for c in report["comparisons"].as_array().into_iter().flatten() {
            let (d, p) = (c["difference"].as_f64().unwrap_or(0.0), c["p"].as_f64().unwrap_or(1.0));
            if p < 0.05 {
                let name = |k: &str| c[k].as_str().unwrap_or_default().to_owned();
                text.push_str(&format!("\n{} over {}: {d:+.3} (p = {p:.3})", name("better"), name("other")));
            }
        }
        text
    }
}
