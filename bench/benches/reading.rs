//! Reading and writing scenario files: every format, a small, a middling and a wide scenario, and inversion.
//!
//! `cargo bench -p goodoffices-bench --bench reading`. Files are made in memory from generated scenarios, so
//! that nothing but the readers is measured.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use goodoffices::format::{Format, NamedFile, Options, scenario, write};
use goodoffices::preference::Preference;
use goodoffices::preference::inverse::Inverse;
use goodoffices::scenario::{Design, generate};
use std::hint::black_box;

fn design(issues: usize, values: usize) -> Design {
    Design { issues, values, seed: 1, ..Design::default() }
}

fn reading(c: &mut Criterion) {
    let mut group = c.benchmark_group("read");
    for (issues, values) in [(5, 5), (30, 10), (3, 1000)] {
        let Ok(drawn) = generate(&design(issues, values)) else { continue };
        for (name, format) in [
            ("genius", Format::Genius),
            ("geniusweb", Format::GeniusWeb),
            ("negmas", Format::Negmas),
            ("native", Format::Native),
        ] {
            let Ok(written) = write(&drawn, format) else { continue };
            let files: Vec<NamedFile<'_>> =
                written.files.iter().map(|(name, text)| NamedFile { name, bytes: text.as_bytes() }).collect();
            let bytes: usize = files.iter().map(|f| f.bytes.len()).sum();
            group.throughput(Throughput::Bytes(bytes as u64));
            group.bench_with_input(
                BenchmarkId::new(name, format!("{issues}x{values}")),
                &files,
                |b, files| {
                    b.iter(|| scenario(black_box(files), &Options::default()));
                },
            );
        }
    }
    group.finish();
}

fn writing(c: &mut Criterion) {
    let mut group = c.benchmark_group("write");
    let Ok(drawn) = generate(&design(30, 10)) else { return };
    for (name, format) in [("genius", Format::Genius), ("native", Format::Native)] {
        group.bench_function(name, |b| b.iter(|| write(black_box(&drawn), format)));
    }
    group.bench_function("generate", |b| b.iter(|| generate(black_box(&design(30, 10)))));
    group.finish();
}

fn inverting(c: &mut Criterion) {
    let mut group = c.benchmark_group("invert");
    for (issues, values) in [(10, 5), (30, 10)] {
        let Ok(drawn) = generate(&design(issues, values)) else { continue };
        let Some(Preference::Known(profile)) = drawn.parties.first().map(|p| &p.preference) else { continue };
        group.bench_function(format!("prepare {issues}x{values}"), |b| {
            b.iter(|| Inverse::new(black_box(&drawn.space), profile.function(), None).map(|mut i| i.best(0)));
        });
        let Ok(mut inverse) = Inverse::new(&drawn.space, profile.function(), None) else { continue };
        group.bench_function(format!("nearest {issues}x{values}"), |b| {
            b.iter(|| inverse.at_least(black_box(0.7)))
        });
    }
    group.finish();
}

criterion_group!(benches, reading, writing, inverting);
criterion_main!(benches);
