//! The peer's `bench_tournament.py` on this engine: six strategies over five scenarios of 1,000 outcomes,
//! twice, both ways round: 720 negotiations with tables and measures. CAB is replaced by `aspiration` on
//! both sides. `--repetitions N` makes a longer run, `--threads N` sets the pool.

use goodoffices::protocol::Deadline;
use goodoffices::session::Rules;
use goodoffices::simulate::{Block, Plan, Scores, Tables, ranking};
use goodoffices::strategy::{Spec, build};
use goodoffices_bench::peer::scenario;
use serde_json::json;
use std::sync::Arc;
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let value = |name: &str, default: &str| -> String {
        let at = args.iter().position(|a| a == name);
        at.and_then(|k| args.get(k + 1)).cloned().unwrap_or_else(|| default.to_owned())
    };
    let number = |name: &str, default: &str| value(name, default).parse::<u32>().expect("a number");
    let threads = number("--threads", "1") as usize;
    let size = number("--size", "1000") as usize;
    let strategies = value("--strategies", "boulware,linear,conceder,micro,tft,aspiration(e=0.25)");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let begun = Instant::now();
    let scenarios = (0..u64::from(number("--scenarios", "5"))).map(|seed| {
        let mut s = scenario(size, seed + 1, false);
        s.name = format!("d{seed}");
        Arc::new(s)
    });
    let competitors = Spec::list(&strategies).expect("strategies");
    let rules = Rules { deadline: Deadline::rounds(u64::from(number("--steps", "100"))), ..Rules::default() };
    let plan = Plan::new(scenarios.collect(), competitors, rules, 7)
        .and_then(|p| p.with_repetitions(number("--reps", "2")))
        .expect("a plan");
    let repetitions = plan.repetitions() as usize;
    let mut scores = Scores::new(plan.strategies().len(), plan.scenarios().len(), repetitions);
    let tables = Tables { rows: true, offers: false };
    let (mut bytes, mut offers, mut next) = (0, 0, 0);
    let (mut fresh, mut before): (Vec<Block<'_>>, Vec<Block<'_>>) = Default::default();
    // As the command does: one window is played while the one before is counted.
    loop {
        let end = (next + (1 << 14)).min(plan.len());
        let play = || plan.play(next..end, tables, &build, &|| 0.0, &mut fresh);
        let count = || {
            for block in &before {
                bytes += block.rows_csv.len();
                for r in &block.rows {
                    offers += r.own_offers;
                    scores.add(r.strategy_index, r.scenario_index, r.repetition as usize, r.utility);
                }
            }
        };
        pool.install(|| rayon::join(play, count)).0.expect("played");
        if next == plan.len() {
            break;
        }
        std::mem::swap(&mut fresh, &mut before);
        next = end;
    }
    let played = begun.elapsed().as_secs_f64();
    let ranks = ranking(&scores, plan.ranked(), 7);
    let best = &plan.names()[ranks.standings[0].strategy];
    let wall = begun.elapsed().as_secs_f64();
    println!(
        "{}",
        json!({
            "bench": "tournament", "kind": "cell", "threads": threads, "outcomes": size,
            "repetitions": repetitions, "negotiations": plan.len(), "offers": offers, "csv_bytes": bytes,
            "wall_s": played, "with_ranking_s": wall,
            "negotiations_per_s": plan.len() as f64 / played, "best": best,
        })
    );
}
