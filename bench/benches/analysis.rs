//! The frontier and the solutions on it: merged, of several parties, and enumerated.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use goodoffices::analysis::{Disagreement, Frontier, Settings, Solutions};
use goodoffices::preference::Profile;
use goodoffices::scenario::Scenario;
use goodoffices_bench::scenarios::{Opaque, Product, all_tables, rectangle_scenario, scenario};
use std::hint::black_box;

fn settings() -> Settings {
    Settings { disagreement: Disagreement::Zero, ..Settings::default() }
}

fn solve(s: &Scenario) -> usize {
    let settings = settings();
    let f = Frontier::of(black_box(s), &settings).expect("a frontier");
    black_box(Solutions::of(s, &f, &settings)).nash.len() + f.len()
}

fn merged(c: &mut Criterion) {
    let mut group = c.benchmark_group("merged, two parties");
    for (issues, values) in [(4, 10), (6, 10), (20, 5), (30, 10), (40, 10)] {
        let sizes = vec![values; issues];
        let s = scenario(&sizes, &all_tables(1, 2, &sizes), Profile::new);
        group.bench_function(BenchmarkId::from_parameter(format!("{issues}x{values}")), |b| {
            b.iter(|| solve(&s))
        });
    }
    group.finish();
}

fn parties(c: &mut Criterion) {
    let mut group = c.benchmark_group("merged, 10 issues x 5 values");
    group.sample_size(10);
    for n in 2..=5 {
        let sizes = [5; 10];
        let s = scenario(&sizes, &all_tables(1, n, &sizes), Profile::new);
        group.bench_function(BenchmarkId::new("parties", n), |b| b.iter(|| solve(&s)));
    }
    group.finish();
}

fn enumerated(c: &mut Criterion) {
    let mut group = c.benchmark_group("enumerated, two parties");
    group.sample_size(20);
    for issues in [4, 5, 6] {
        let sizes = vec![10; issues];
        let tables = all_tables(1, 2, &sizes);
        let rows = scenario(&sizes, &tables, |u| Profile::new(Opaque(u)));
        let rectangles = rectangle_scenario(1, &sizes);
        group.bench_function(BenchmarkId::new("rectangles", format!("10^{issues}")), |b| {
            b.iter(|| solve(&rectangles));
        });
        let single = scenario(&sizes, &tables, |u| Profile::new(Product(u)));
        group
            .bench_function(BenchmarkId::new("by rows", format!("10^{issues}")), |b| b.iter(|| solve(&rows)));
        group.bench_function(BenchmarkId::new("one by one", format!("10^{issues}")), |b| {
            b.iter(|| solve(&single))
        });
    }
    group.finish();
}

criterion_group!(benches, merged, parties, enumerated);
criterion_main!(benches);
