//! Bilateral sessions: fresh utility functions by size and strategy, and the cost of an offer in long ones.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use goodoffices::protocol::{Deadline, Negotiator};
use goodoffices::session::{Log, Played, Room, Rules};
use goodoffices::strategy::{Spec, build};
use goodoffices_bench::peer::{rebuilt, scenario};
use std::hint::black_box;

fn players(text: &str) -> Vec<Box<dyn Negotiator>> {
    Spec::list(text).expect("strategies").iter().map(|s| build(s).expect("a strategy")).collect()
}

fn play(room: &mut Room, players: &mut [Box<dyn Negotiator>]) -> Played {
    let mut seats: Vec<&mut dyn Negotiator> = players.iter_mut().map(|p| &mut **p as _).collect();
    room.play(&mut seats, 1, &["bench".into()], || 0.0).expect("played")
}

fn fresh(c: &mut Criterion) {
    let mut group = c.benchmark_group("fresh");
    let rules = Rules { deadline: Deadline::rounds(100), ..Rules::default() };
    for size in [1_000, 10_000, 1_000_000] {
        let scenario = scenario(size, 1, false);
        for pair in ["aspiration,aspiration", "aspiration(e=1),aspiration(e=1)", "micro,micro"] {
            group.bench_function(BenchmarkId::new(pair, size), |b| {
                b.iter(|| {
                    let mut room = Room::new(rebuilt(&scenario), &rules, Log::counting()).expect("a room");
                    black_box(play(&mut room, &mut players(pair)))
                });
            });
        }
    }
    group.finish();
}

fn long(c: &mut Criterion) {
    let mut group = c.benchmark_group("offers in zero-sum sessions");
    let rules = Rules { deadline: Deadline::rounds(1000), ..Rules::default() };
    for size in [1_000, 10_000, 1_000_000] {
        let scenario = scenario(size, 1, true);
        for pair in ["boulware,boulware", "linear,linear", "micro,micro"] {
            let mut room = Room::new(scenario.clone(), &rules, Log::counting()).expect("a room");
            let mut players = players(pair);
            group.throughput(Throughput::Elements(play(&mut room, &mut players).offers));
            group.bench_function(BenchmarkId::new(pair, size), |b| {
                b.iter(|| black_box(play(&mut room, &mut players)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, fresh, long);
criterion_main!(benches);
