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
