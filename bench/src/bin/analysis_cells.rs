//! Times the analysis of given two-party scenarios, one JSON line a cell, for comparison in one run.
//!
//! Each line of standard input is `{"outcomes", "sizes", "parties": [[weights, values], …]}`; see
//! `bench/compare_analysis.py`.

use goodoffices::analysis::{Disagreement, Frontier, Settings, Solutions};
use goodoffices::preference::Profile;
use goodoffices::scenario::Scenario;
use goodoffices_bench::scenarios::{Opaque, Product, Tables, rectangle_scenario, scenario};
use serde::Deserialize;
use std::io::BufRead;
use std::time::{Duration, Instant};

#[derive(Deserialize)]
struct Cell {
    outcomes: u64,
    sizes: Vec<usize>,
    parties: Vec<Tables>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in std::io::stdin().lock().lines() {
        let cell: Cell = serde_json::from_str(&line?)?;
        let merged = scenario(&cell.sizes, &cell.parties, Profile::new);
        let rows = scenario(&cell.sizes, &cell.parties, |u| Profile::new(Opaque(u)));
        let single = scenario(&cell.sizes, &cell.parties, |u| Profile::new(Product(u)));
        let rectangles = rectangle_scenario(1, &cell.sizes);
        let cells = [
            ("merged", &merged),
            ("enumerated", &rows),
            ("enumerated_rectangles", &rectangles),
            ("enumerated_one_by_one", &single),
        ];
        for (what, s) in cells {
            let (median, least, runs, frontier) = time(s)?;
            let row = serde_json::json!({"what": what, "outcomes": cell.outcomes, "frontier": frontier,
                "runs": runs, "s_median": median, "s_min": least});
            println!("{row}");
        }
    }
    Ok(())
}

fn time(s: &Scenario) -> Result<(f64, f64, usize, usize), goodoffices::Error> {
    let settings = Settings { disagreement: Disagreement::Zero, ..Settings::default() };
    let mut seconds = Vec::new();
    let mut frontier = 0;
    let start = Instant::now();
    while seconds.len() < 20 || (start.elapsed() < Duration::from_secs(1) && seconds.len() < 100_000) {
        let from = Instant::now();
        let f = Frontier::of(s, &settings)?;
        let solutions = Solutions::of(s, &f, &settings);
        seconds.push(from.elapsed().as_secs_f64());
        frontier = f.len() + usize::from(solutions.nash.is_empty());
    }
    seconds.sort_by(f64::total_cmp);
    Ok((seconds[seconds.len() / 2], seconds[0], seconds.len(), frontier))
}
