//! The brief: of the largest real record, and of generated ones of 25,000 to 100,000 events.

use criterion::{Criterion, criterion_group, criterion_main};
use goodoffices::assess::{AssessConfig, assess, since};
use goodoffices::format::case::{CaseFiles, NamedBytes, read};
use goodoffices::report;
use goodoffices::talks::{Case, Lens};
use std::hint::black_box;
use std::path::Path;

/// The page as the program makes it: compared with the assessment of seven days before.
fn page(case: &Case, lens: &Lens) -> String {
    let mut then = lens.clone();
    then.until = lens.until.plus(-7);
    let config = AssessConfig { since: Some(then.until), ..AssessConfig::default() };
    let before = assess(case, &then, &AssessConfig::default()).expect("assessed").snapshot();
    let now = assess(case, lens, &config).expect("assessed");
    report::text(&report::brief(&now, Some(&since(&before, &now, case))))
}

fn ukraine() -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cases/ukraine-2025");
    let bytes = |name: &str| std::fs::read(folder.join(name)).expect("a file of the case");
    let (case, record, estimates) = (bytes("case.toml"), bytes("record.jsonl"), bytes("estimates.toml"));
    let named = |name, bytes| Some(NamedBytes { name, bytes });
    read(&CaseFiles {
        case: named("case.toml", case.as_slice()),
        record: named("record.jsonl", record.as_slice()),
        estimates: named("estimates.toml", estimates.as_slice()),
        sources: None,
    })
    .case
    .expect("a case")
}

fn brief(c: &mut Criterion) {
    let mut group = c.benchmark_group("brief");
    group.sample_size(10);
    let mut measure = |name: &str, case: &Case| {
        let lens = Lens::until(case.trace.last_day().expect("a day"));
        group.bench_function(name, |b| b.iter(|| black_box(page(black_box(case), &lens))));
    };
    measure("154 events", &ukraine());
    for events in [25_000, 50_000, 100_000] {
        measure(&format!("{events} events over ten years"), &goodoffices_bench::talks::case(events, 3650));
    }
    group.finish();
}

criterion_group!(benches, brief);
criterion_main!(benches);
