//! Chunks of a history: which a change touches, and that they hold all of it.

use super::super::ChunkKind;
use super::*;
use crate::domain::AttemptColumns;

#[test]
fn a_simulated_repository_comes_back_as_it_was() {
    for (runs, days, with_jobs) in [(0, 1, true), (1, 1, true), (3_000, 120, true), (3_000, 3, false)] {
        let simulated = simulated(runs, days, with_jobs);
        let (mut history, mut disk) = (History::new(), Disk::new());
        history.merge(batch(&simulated));
        save(&mut history, &mut disk);
        let held = dump(&history);
        assert_eq!(held.attempts.len(), simulated.attempts.len());
        assert_eq!(held.jobs.len(), simulated.jobs.len());
        assert_eq!(dump(&load(&disk)), held);
        assert!(held.attempts.iter().all(|(_, flags)| flags & AttemptColumns::JOBS_FETCHED != 0));
    }
}

#[test]
fn what_is_held_is_what_was_simulated() {
    let simulated = simulated(500, 60, true);
    let mut history = History::new();
    // Newest page first, as a first sync reads them.
    for page in simulated.attempts.rchunks(50) {
        let keys: Vec<AttemptKey> = page.iter().map(|attempt| attempt.key).collect();
        let jobs = simulated.jobs.iter().filter(|job| keys.contains(&job.key)).cloned().collect();
        history.merge(Batch { attempts: page.to_vec(), jobs, ..Batch::default() });
    }
    let Dump { attempts, jobs, .. } = dump(&history);
    let mut expected = simulated.attempts.clone();
    expected.sort_by_key(|attempt| (attempt.created_at, attempt.key));
    assert_eq!(attempts.into_iter().map(|(attempt, _)| attempt).collect::<Vec<_>>(), expected);
    let mut jobs: Vec<Job> = jobs.into_iter().map(|(_, job)| job).collect();
    jobs.sort_by_key(|job| job.id);
    assert_eq!(jobs, simulated.jobs);
}

#[test]
fn jobs_stay_usable_without_their_steps_and_runs_without_their_jobs() {
    let (mut history, mut disk) = (History::new(), Disk::new());
    history.merge(batch(&simulated(300, 20, true)));
    save(&mut history, &mut disk);
    let whole = dump(&history);

    disk.retain(|name, _| name.kind != ChunkKind::Steps);
    let without_steps = dump(&load(&disk));
    assert_eq!(without_steps.attempts, whole.attempts);
    assert_eq!(without_steps.jobs.len(), whole.jobs.len());
    assert!(without_steps.jobs.iter().all(|(_, job)| job.steps.is_empty()));
    // Fetched again, they are whole again.
    let mut repaired = load(&disk);
    repaired.merge(batch(&simulated(300, 20, true)));
    assert_eq!(dump(&repaired), whole);

    disk.retain(|name, _| name.kind != ChunkKind::Jobs);
    let without_jobs = dump(&load(&disk));
    assert_eq!(without_jobs.attempts, whole.attempts);
    assert!(without_jobs.jobs.is_empty());
}

/// One attempt with a job of two steps, as the first build wrote them. These bytes must stay readable for good: a new
/// layout gets a new version and a reader of its own.
const VERSION_1: [(&str, &str); 3] = [
    (
        "attempts/2026-01",
        "\
      46526368010000ea0f010150015000afff01070243490663692e796d6c00ffaefacb060001046d61696e010470757368\
      010200ff0001055469746c6501077175616e74756dffaefacb068ed8f3fbe60101008ed8f3fb06020202000200b40120\
      00135d9c79",
    ),
    (
        "jobs/2026-01",
        "\
      46526368010001ea0f010139013900c6ff01056275696c64011173656c662d686f737465640a6c696e757800010000ff\
      aefacb068ed8f3fbe6010182f8e0cde10502020002020000000194fe268d",
    ),
    (
        "steps/2026-01",
        "\
      46526368010002ea0f01012e63620b2e492d50308450460c4cffd7fd3acdd677e3f3ef678c8c4d3f1e9c7dc8ca04028c\
      8c2c2c0c0c00d5563818",
    ),
];

#[test]
fn chunks_of_the_first_version_stay_readable() {
    let mut expected = History::new();
    expected.merge(Batch {
        attempts: vec![merging::attempt(31_000_000_007, 1, "quantum", merging::MONTH_END + 90)],
        jobs: vec![merging::job(31_000_000_007, 99_000_000_001, "success", 2)],
        ..Batch::default()
    });
    let mut history = History::new();
    for (name, digits) in VERSION_1 {
        let digits: Vec<u8> = digits.chars().map(|digit| digit.to_digit(16).unwrap() as u8).collect();
        let bytes: Vec<u8> = digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
        history.load_chunk(ChunkName::parse(name).unwrap(), &bytes).unwrap();
    }
    assert_eq!(dump(&history), dump(&expected));
}
