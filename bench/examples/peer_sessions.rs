//! The peer's `bench_sessions.py` on this engine: the same scenarios, pairs, flags and keys, so that the
//! two outputs can be divided line by line.

use goodoffices::protocol::{Deadline, Negotiator};
use goodoffices::session::{Log, Played, Room, Rules};
use goodoffices::strategy::{Spec, build};
use goodoffices_bench::peer::{rebuilt, scenario};
use serde_json::json;
use std::time::Instant;

const PAIRS: [(&str, &str); 7] = [
    ("aspiration_boulware_boulware", "aspiration(e=0.25),aspiration(e=0.25)"),
    ("aspiration_linear_linear", "aspiration(e=1),aspiration(e=1)"),
    ("aspiration_conceder_conceder", "aspiration(e=4),aspiration(e=4)"),
    ("aspiration_boulware_conceder", "aspiration(e=0.25),aspiration(e=4)"),
    ("micro_micro", "micro,micro"),
    ("naive_tft_naive_tft", "tft,tft"),
    ("boulware_naive_tft", "aspiration(e=0.25),tft"),
];

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let value = |name: &str, default: &str| -> String {
        let at = args.iter().position(|a| a == name);
        at.and_then(|k| args.get(k + 1)).cloned().unwrap_or_else(|| default.to_owned())
    };
    let has = |name: &str| args.iter().any(|a| a == name);
    let (zero_sum, fresh) = (has("--zero-sum"), has("--fresh-ufuns"));
    let budget: f64 = value("--budget", "1").parse().expect("seconds");
    let all: Vec<&str> = PAIRS.iter().map(|p| p.0).collect();
    let pairs = value("--pairs", &all.join(","));
    for size in value("--sizes", "100,1000,10000,1000000").split(',') {
        let size: usize = size.parse().expect("a size");
        let made = scenario(size, 1, zero_sum);
        for steps in value("--steps", "100,1000").split(',') {
            let steps: u64 = steps.parse().expect("steps");
            let rules = Rules { deadline: Deadline::rounds(steps), ..Rules::default() };
            for name in pairs.split(',') {
                let spec = PAIRS.iter().find(|p| p.0 == name).expect("a pair").1;
                let specs = Spec::list(spec).expect("strategies");
                let mut kept: Option<Room> = None;
                let mut session = || -> (f64, Played) {
                    let begun = Instant::now();
                    // Fresh functions: everything that depends on utilities is made again.
                    if fresh || kept.is_none() {
                        kept = Some(Room::new(rebuilt(&made), &rules, Log::counting()).expect("a room"));
                    }
                    let room = kept.as_mut().expect("a room");
                    let mut players: Vec<Box<dyn Negotiator>> =
                        specs.iter().map(|s| build(s).expect("a strategy")).collect();
                    let mut seats: Vec<&mut dyn Negotiator> =
                        players.iter_mut().map(|p| &mut **p as _).collect();
                    let played = room.play(&mut seats, 1, &["bench".into()], || 0.0).expect("played");
                    (begun.elapsed().as_secs_f64(), played)
                };
                session();
                let (mut times, mut last) = (Vec::new(), None);
                let begun = Instant::now();
                while times.len() < 7 || begun.elapsed().as_secs_f64() < budget {
                    let (t, played) = session();
                    times.push(t);
                    last = Some(played);
                }
                let Some(last) = last else { continue };
                let session_s = median(&mut times);
                let line = json!({
                    "bench": "sessions", "kind": "cell", "pair": name, "outcomes": size, "n_steps": steps,
                    "zero_sum": zero_sum, "fresh_ufuns": fresh, "runs": times.len(),
                    "session_s_median": session_s, "session_s_min": times[0],
                    "offers": last.offers, "steps": last.step,
                    "per_offer_us": 1e6 * session_s / last.offers.max(1) as f64,
                    "agreed": last.agreement().is_some(), "utils": last.utilities,
                });
                println!("{line}");
            }
        }
    }
}
