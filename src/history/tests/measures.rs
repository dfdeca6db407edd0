//! Prints what a run costs; asserts only that nothing is lost. Run with `--nocapture`.

use std::time::Instant;

use super::super::ChunkKind;
use super::*;

fn measure(runs: u32, days: u32, with_jobs: bool) {
    let simulated = simulated(runs, days, with_jobs);
    let attempts = simulated.attempts.len();
    let (mut history, mut disk) = (History::new(), Disk::new());
    let clock = Instant::now();
    history.merge(batch(&simulated));
    let merging = clock.elapsed();
    let clock = Instant::now();
    save(&mut history, &mut disk);
    let encoding = clock.elapsed();
    let clock = Instant::now();
    let mut opened = load(&disk);
    let opening = clock.elapsed();
    opened.shrink_to_fit();
    let bytes = |kind| {
        let chunks = disk.iter().filter(|(name, _)| name.kind == kind);
        chunks.map(|(_, bytes)| bytes.len()).sum::<usize>()
    };
    let per_run = |bytes: usize| bytes as f64 / attempts as f64;
    println!("{attempts} attempts, {} jobs, {} chunks:", simulated.jobs.len(), disk.len());
    println!("  merge {merging:?}, encode {encoding:?}, open {opening:?}");
    for kind in [ChunkKind::Attempts, ChunkKind::Jobs, ChunkKind::Steps] {
        println!("  on disk, {}: {:.1} bytes a run", kind.word(), per_run(bytes(kind)));
    }
    println!(
        "  in memory: {:.1} bytes a run, opened {:.1}",
        per_run(history.heap_bytes()),
        per_run(opened.heap_bytes())
    );
    let columns = opened.columns();
    for (name, dictionary) in [("texts", &columns.texts), ("commits", &columns.commits)] {
        let bytes = per_run(dictionary.heap_bytes());
        println!("    of it {name}: {:.2} entries and {bytes:.1} bytes a run", per_run(dictionary.len()));
    }
    let page = Batch { attempts: simulated.attempts.iter().rev().take(100).cloned().collect(), ..Batch::default() };
    let clock = Instant::now();
    let report = opened.merge(page);
    println!("  merge a known page of 100: {:?}", clock.elapsed());
    assert_eq!((report.added, report.changed), (0, 0));
    assert_eq!(opened.columns().attempts.len(), attempts);
    assert_eq!(opened.columns().jobs.len(), simulated.jobs.len());
    assert_eq!(opened.columns().jobs.steps.len(), history.columns().jobs.steps.len());
}

#[test]
fn measures() {
    measure(4_900, 180, true);
    measure(100_000, 700, false);
}
