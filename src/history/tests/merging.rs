//! Merging: order and repetition do not matter, and nothing that is known gets lost.

use proptest::prelude::*;

use super::super::{ChunkKind, MergeReport};
use super::*;
use crate::domain::{AttemptColumns, Month, Workflow};

/// The last second of January 2026, so that small differences reach over a month's end.
pub(super) const MONTH_END: i64 = 1_769_903_999;

pub(super) fn attempt(run_id: u64, attempt: u16, state: &str, updated: i64) -> Attempt {
    Attempt {
        key: AttemptKey { run_id, attempt },
        run_number: run_id as u32,
        workflow_id: 7,
        workflow_name: "CI".to_owned(),
        workflow_path: "ci.yml".to_owned(),
        title: "Title".to_owned(),
        branch: Some("main".to_owned()),
        from_fork: false,
        event: "push".to_owned(),
        sha: Some("00ff".to_owned()),
        actor: None,
        state: state.to_owned(),
        created_at: Timestamp(MONTH_END),
        started_at: Timestamp(MONTH_END),
        updated_at: Timestamp(updated),
    }
}

pub(super) fn job(run_id: u64, id: u64, state: &str, steps: u16) -> Job {
    let step = |number| Step {
        number,
        name: format!("Step {number}"),
        state: "success".to_owned(),
        started_at: Some(Timestamp(MONTH_END + i64::from(number))),
        completed_at: None,
    };
    Job {
        id,
        key: AttemptKey { run_id, attempt: 1 },
        name: "build".to_owned(),
        state: state.to_owned(),
        created_at: Some(Timestamp(MONTH_END)),
        picked_up_at: None,
        started_at: None,
        completed_at: None,
        labels: vec!["self-hosted".to_owned(), "linux".to_owned()],
        runner_name: None,
        runner_group: Some(String::new()),
        steps: (1..=steps).map(step).collect(),
    }
}

fn attempts(attempts: Vec<Attempt>) -> Batch {
    Batch { attempts, ..Batch::default() }
}

/// Merges records of one attempt in both orders and checks which `(state, updated)` is kept.
fn check(records: [(&str, i64); 2], kept: (&str, i64)) {
    for order in [[0, 1], [1, 0]] {
        let mut history = History::new();
        for (state, updated) in order.map(|position| records[position]) {
            history.merge(attempts(vec![attempt(1, 1, state, updated)]));
        }
        let columns = history.columns();
        assert_eq!(columns.attempts.len(), 1);
        assert_eq!(
            (columns.state_word(columns.attempts.state[0]), columns.attempts.updated[0]),
            (kept.0, kept.1 as u32)
        );
    }
}

#[test]
fn the_better_record_is_kept_in_any_order() {
    check([("queued", 10), ("in_progress", 20)], ("in_progress", 20));
    check([("in_progress", 20), ("success", 30)], ("success", 30));
    check([("in_progress", 50), ("success", 30)], ("success", 30));
    check([("success", 30), ("success", 90)], ("success", 30));
    check([("failure", 30), ("success", 30)], ("success", 30));
    check([("quantum", 30), ("success", 90)], ("success", 90));
    check([("quantum", 30), ("entangled", 40)], ("entangled", 40));
    check([("queued", 50), ("quantum", 30)], ("quantum", 30));
    check([("", 50), ("cancelled", 60)], ("cancelled", 60));
}

#[test]
fn reports_what_it_did() {
    let mut history = History::new();
    let first = attempts(vec![attempt(1, 1, "queued", 10), attempt(2, 1, "success", 10), attempt(2, 1, "success", 10)]);
    let report = history.merge(first.clone());
    assert_eq!(report, MergeReport { added: 2, workflows_changed: true, ..MergeReport::default() });
    let revision = history.revision();
    assert_eq!(history.merge(first), MergeReport { unchanged: 2, ..MergeReport::default() });
    assert_eq!(history.revision(), revision);

    let second = Batch {
        attempts: vec![attempt(1, 1, "success", 20), attempt(2, 1, "success", 99)],
        jobs: vec![job(1, 5, "success", 2), job(9, 6, "success", 0), job(9, 6, "success", 0)],
        ..Batch::default()
    };
    let report = history.merge(second);
    let expected = MergeReport { changed: 1, unchanged: 1, jobs_added: 1, orphan_jobs: 1, ..MergeReport::default() };
    assert_eq!(report, expected);
    assert!(history.revision() > revision);
}

#[test]
fn only_what_changed_is_written() {
    let mut history = History::new();
    let january = ChunkName { kind: ChunkKind::Attempts, month: Month { year: 2026, month: 1 } };
    history.merge(attempts(vec![attempt(1, 1, "success", 10)]));
    let names = |history: &mut History| history.take_changes().into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(&mut history), [january]);
    history.merge(attempts(vec![attempt(1, 1, "success", 10)]));
    assert_eq!(names(&mut history), []);
    history.mark_dirty(&[january]);
    assert_eq!(names(&mut history), [january]);
    let later = Attempt { created_at: Timestamp(MONTH_END + 1), ..attempt(2, 1, "success", 10) };
    history.merge(attempts(vec![later]));
    let february = ChunkName { month: Month { year: 2026, month: 2 }, ..january };
    assert_eq!(names(&mut history), [february]);
    let [jobs, steps] = [ChunkKind::Jobs, ChunkKind::Steps].map(|kind| ChunkName { kind, ..january });
    history.merge(Batch { jobs: vec![job(1, 5, "success", 0)], ..Batch::default() });
    assert_eq!(names(&mut history), [jobs, steps]);
    history.merge(Batch { jobs_fetched: vec![AttemptKey { run_id: 1, attempt: 1 }], ..Batch::default() });
    assert_eq!(names(&mut history), [january]);
    history.forget_jobs_fetched(january.month);
    assert_eq!(names(&mut history), [january]);
    assert!(!history.columns().attempts.has_flag(0, AttemptColumns::JOBS_FETCHED));
}

#[test]
fn hostile_records_do_no_harm() {
    let mut history = History::new();
    let far = |seconds| Attempt {
        created_at: Timestamp(seconds),
        sha: Some("not hexadecimal".to_owned()),
        ..attempt(u64::MAX, u16::MAX, "\u{0}", seconds)
    };
    history.merge(attempts(vec![far(i64::MIN), far(i64::MAX), attempt(0, 0, "", -1)]));
    assert_eq!(history.columns().attempts.len(), 2);
    let mut disk = Disk::new();
    save(&mut history, &mut disk);
    assert_eq!(dump(&load(&disk)), dump(&history));
}

/// Records that meet each other: few keys, few values, some of them over the end of a month.
fn pieces() -> impl Strategy<Value = Vec<Batch>> {
    let states = prop::sample::select(vec!["queued", "in_progress", "success", "failure", "quantum", ""]);
    let texts = || prop::sample::select(vec!["a", "b", "ü"]).prop_map(str::to_owned);
    let time = || (0_i64..4).prop_map(|offset| Timestamp(MONTH_END - 1 + offset));
    let attempts = (
        (1_u64..5, 1_u16..3, 0_u32..2, states.clone()),
        (texts(), prop::option::of(texts()), any::<bool>(), texts()),
        (time(), time(), time(), any::<bool>()),
    )
        .prop_map(|((run_id, number, run_number, state), (title, branch, from_fork, event), times)| {
            let (created_at, started_at, updated_at, is_fetched) = times;
            let base = attempt(run_id, number, state, 0);
            let attempt =
                Attempt { run_number, title, branch, from_fork, event, created_at, started_at, updated_at, ..base };
            let jobs_fetched = is_fetched.then_some(attempt.key).into_iter().collect();
            Batch { attempts: vec![attempt], jobs_fetched, ..Batch::default() }
        });
    let jobs = (1_u64..5, 1_u64..4, states, 0_u16..4, prop::option::of(time()), texts(), time()).prop_map(
        |(run_id, id, state, steps, completed_at, name, created_at)| Batch {
            // A job comes with its run.
            attempts: vec![Attempt { created_at, ..attempt(run_id, 2, "queued", MONTH_END) }],
            jobs: vec![Job { name, completed_at, ..job(run_id, id, state, steps) }],
            ..Batch::default()
        },
    );
    let state = prop::sample::select(vec![WorkflowState::Active, WorkflowState::Deleted]);
    let listing = (7_u64..9, state).prop_map(|(id, state)| {
        let workflow = Workflow { id, name: "CI".to_owned(), path: "ci.yml".to_owned(), state };
        // One listing a state: being listed again unchanged is not written.
        Batch { workflows: vec![(workflow, Timestamp(MONTH_END + 5 + state as i64))], ..Batch::default() }
    });
    prop::collection::vec(prop_oneof![4 => attempts, 3 => jobs, 1 => listing], 0..24)
}

fn merged<'a>(pieces: impl IntoIterator<Item = &'a Batch>) -> History {
    let mut history = History::new();
    for piece in pieces {
        history.merge(piece.clone());
    }
    history
}

proptest! {
    #[test]
    fn order_repetition_and_grouping_do_not_matter(
        (pieces, shuffled) in pieces().prop_flat_map(|pieces| (Just(pieces.clone()), Just(pieces).prop_shuffle())),
        cut: prop::sample::Index,
    ) {
        let expected = dump(&merged(&pieces));
        prop_assert_eq!(&dump(&merged(&shuffled)), &expected);
        prop_assert_eq!(&dump(&merged(pieces.iter().chain(&shuffled))), &expected);
        let (mut left, mut right) = (Batch::default(), Batch::default());
        let cut = if shuffled.is_empty() { 0 } else { cut.index(shuffled.len()) };
        shuffled[..cut].iter().for_each(|piece| left.append(piece.clone()));
        shuffled[cut..].iter().for_each(|piece| right.append(piece.clone()));
        prop_assert_eq!(&dump(&merged([&left, &right])), &expected);
        prop_assert_eq!(&dump(&merged([&right, &left, &left])), &expected);
    }

    #[test]
    fn memory_and_disk_agree_at_every_step(pieces in pieces()) {
        let (mut kept, mut reopened, mut disk) = (History::new(), History::new(), Disk::new());
        for piece in pieces {
            kept.merge(piece.clone());
            reopened.merge(piece);
            save(&mut reopened, &mut disk);
            reopened = load(&disk);
            prop_assert_eq!(dump(&reopened), dump(&kept));
        }
    }

    #[test]
    fn chunks_load_in_any_order(pieces in pieces(), rotation: prop::sample::Index) {
        let (mut history, mut disk) = (merged(&pieces), Disk::new());
        save(&mut history, &mut disk);
        let mut chunks: Vec<_> = disk.into_iter().collect();
        // Steps find jobs only once these are there.
        chunks.sort_by_key(|(name, _)| (name.kind, name.month));
        let attempts = chunks.iter().filter(|(name, _)| name.kind == ChunkKind::Attempts).count();
        if attempts > 0 {
            chunks[..attempts].rotate_left(rotation.index(attempts));
        }
        let mut loaded = History::new();
        for (name, bytes) in chunks.iter().chain(&chunks) {
            loaded.load_chunk(*name, bytes).unwrap();
        }
        prop_assert_eq!(dump(&loaded), dump(&history));
        prop_assert!(!loaded.has_changes());
    }
}
