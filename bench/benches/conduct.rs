//! Conduct of generated traces of 100,000 events: spread over years, and all on one day.

use criterion::{Criterion, criterion_group, criterion_main};
use goodoffices::conduct::{AsOf, Conduct, naive_moves};
use goodoffices::talks::Day;
use goodoffices_bench::talks::{space, trace};
use std::hint::black_box;

const EVENTS: usize = 100_000;

fn conduct(c: &mut Criterion) {
    let space = space();
    let today = Day::new(2030, 1, 1).expect("a day");
    let mut group = c.benchmark_group("conduct");
    group.sample_size(10);
    for (name, days) in [("over ten years", 3650), ("on one day", 1)] {
        let trace = trace(EVENTS, days);
        group.bench_function(format!("100,000 events {name}"), |b| {
            b.iter(|| {
                let as_of = AsOf::new(black_box(&trace), &space, today).exclusions(vec![(0, 3), (1, 4)]);
                black_box(Conduct::of(&as_of));
            });
        });
    }
    let trace = trace(EVENTS, 3650);
    let as_of = AsOf::new(&trace, &space, today);
    group.bench_function("naive moves", |b| b.iter(|| black_box(naive_moves(&as_of))));
    group.finish();
}

criterion_group!(benches, conduct);
criterion_main!(benches);
