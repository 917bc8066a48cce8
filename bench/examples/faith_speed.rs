//! Time of the good-faith estimate: `faith_speed PARTICLES EVENTS ISSUES VALUES`, neither utility known, one thread.
//!
//! Offers of each side in turn, own ones drawn from a hard bargainer. Prints the time of all events, of the median and of the
//! slowest one, by the clock: run it on a machine that does nothing else.

use goodoffices::faith::{Estimator, IssueShape, Planned, Setup, When, draw};
use goodoffices::rng::stream;
use rand::RngExt;
use std::time::Instant;

fn main() {
    let arguments: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let of = |k: usize, default: usize| arguments.get(k).copied().unwrap_or(default);
    let (particles, events, issues, values) = (of(0, 2048), of(1, 100), of(2, 5), of(3, 5));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread");
    pool.install(|| run(particles, events, issues, values));
}

fn run(particles: usize, events: usize, issues: usize, values: usize) {
    let mut setup = Setup::new(vec![IssueShape { values, ordered: false }; issues], 1);
    setup.particles = particles;
    let mut s = stream(5, &["faith speed".into()]);
    let mut theirs: Vec<u32> = (0..issues).map(|_| s.random_range(0..values as u32)).collect();
    let mut plan = Vec::new();
    for k in 0..events {
        let when = When::at((k as f64 + 0.5) / events as f64);
        if k % 2 == 0 {
            plan.push((when, Planned::Offer { pressed: false }));
            continue;
        }
        if s.random::<f64>() < 0.5 {
            let issue = s.random_range(0..issues as u32) as usize;
            theirs[issue] = s.random_range(0..values as u32);
        }
        plan.push((when, Planned::Theirs(theirs.clone())));
    }
    let drawn = draw(&setup, 1, &plan, &mut s).expect("a party");
    let start = Instant::now();
    let mut estimator = Estimator::new(&setup).expect("an estimator");
    let mut each: Vec<f64> = drawn
        .observations
        .iter()
        .map(|o| {
            let start = Instant::now();
            estimator.observe(o).expect("observed");
            start.elapsed().as_secs_f64()
        })
        .collect();
    let whole = start.elapsed().as_secs_f64();
    each.sort_by(f64::total_cmp);
    println!(
        "{issues} x {values}, {events} events, {particles} particles: {whole:.2} s; an event {:.1} ms (median), {:.0} ms (slowest); \
         ln evidence {:.1?}",
        1e3 * each[each.len() / 2],
        1e3 * each[each.len() - 1],
        estimator.estimate().ln_evidence
    );
}
