//! What is noted on failed jobs, as the page asks for it: read, kept, told, refused, stopped, deleted.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail loudly")]

#[expect(dead_code, reason = "shared with other tests, which use the rest")]
mod stand_in;

#[path = "stand_in/in_process.rs"]
mod in_process;
#[expect(dead_code, reason = "shared with other tests, which use the rest")]
#[path = "stand_in/tabs.rs"]
mod tabs;
#[path = "stand_in/virtual_time.rs"]
mod virtual_time;

use std::rc::Rc;

use forerun::domain::{Filter, Repository, RepositoryName, Timestamp, Window, Zone};
use forerun::engine::{Answer, Command, Event, Failures, ProblemKind, Query, RepositoryKey};
use forerun::history::{Key, Store};
use forerun::insight::ErrorCategory;
use forerun::simulate::{self, Shape};
use forerun::sync::Clock as _;
use futures_util::future::join;
use in_process::BASE;
use stand_in::faults::Faults;
use stand_in::repositories::Records;
use stand_in::{Scenario, StandIn, tokens};
use tabs::{NOW, TestEngine, World, connect};

const NAME: &str = "octo/harbour";

fn records() -> Records {
    let shape = Shape { seed: 5, runs: 260, days: 40, now: Timestamp(NOW / 1_000), with_jobs: true };
    let simulated = simulate::repository(&shape);
    Records {
        repository: Repository { id: 77, name: RepositoryName::parse(NAME).unwrap(), ..simulated.repository },
        workflows: simulated.workflows,
        attempts: simulated.attempts,
        jobs: simulated.jobs,
    }
}

/// A tab with the whole history.
fn tab(token: &'static str) -> (World, Rc<TestEngine>) {
    let mut stand_in = StandIn::new(BASE);
    stand_in.add_repository(records(), Scenario::Open);
    let world = World::with(stand_in, NOW);
    let engine = world.engine();
    world.command(&engine, connect(NAME, Some(token), 1_000));
    assert_eq!(world.problems(), []);
    world.stand_in.borrow_mut().log.clear();
    (world, engine)
}

fn key() -> RepositoryKey {
    RepositoryKey("http___127.0.0.1_4010-77".to_owned())
}

fn stored_at() -> Key {
    Key(format!("repositories/{}/annotations", key().0))
}

/// Jobs asked for, in order.
fn asked(world: &World) -> Vec<u64> {
    let log = &world.stand_in.borrow().log;
    let job = |target: &str| target.split("/check-runs/").nth(1)?.split('/').next()?.parse().ok();
    log.iter().filter_map(|logged| job(&logged.target)).collect()
}

fn failures(world: &World, engine: &Rc<TestEngine>) -> Failures {
    let filter = Filter { window: Window::All, ..Filter::default() };
    match world.run(engine.query(Query::Failures(filter, Zone::default()))) {
        Ok(Answer::Failures(failures)) => *failures,
        other => panic!("{other:?}"),
    }
}

fn jobs_of(failures: &Failures, category: ErrorCategory) -> u64 {
    failures.errors.categories.iter().filter(|count| count.category == category).map(|count| count.jobs).sum()
}

fn read(world: &World, engine: &Rc<TestEngine>, most: u32) {
    world.command(engine, Command::ReadAnnotations { most });
}

#[test]
fn notes_are_read_once_kept_and_change_what_is_told() {
    let (world, engine) = tab(tokens::FULL);
    let before = failures(&world, &engine);
    assert_eq!(jobs_of(&before, ErrorCategory::OutOfDisk), 0);
    read(&world, &engine, 12);
    let first = asked(&world);
    assert_eq!(first.len(), 12);
    assert!(first.windows(2).all(|pair| pair[0] > pair[1]), "newest first");
    read(&world, &engine, 1_000);
    let mut all = asked(&world);
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert!(count > 30 && all.len() == count, "none is asked for twice, with or without notes");
    read(&world, &engine, 1_000);
    assert_eq!(asked(&world).len(), count);
    let after = failures(&world, &engine);
    for category in [ErrorCategory::OutOfDisk, ErrorCategory::OutOfMemory, ErrorCategory::Infrastructure] {
        assert!(jobs_of(&after, category) > jobs_of(&before, category), "{category:?}");
    }
    assert!(after.revision > before.revision);
    assert_eq!((&after.clusters, &after.flakiness), (&before.clusters, &before.flakiness));
    let stored = world.run(world.store.read(&stored_at())).unwrap().expect("notes are kept");
    let stored = String::from_utf8_lossy(&stored);
    assert!(stored.contains("<img src=x onerror=alert(1)>") && stored.contains("[token removed]"));
    assert!(!stored.contains("letOutByMistake") && !stored.contains('\u{1b}') && !stored.contains('\u{202e}'));
    let revisions: Vec<u64> = world
        .events
        .borrow()
        .iter()
        .filter_map(|event| if let Event::HistoryChanged { revision } = event { Some(*revision) } else { None })
        .collect();
    assert_eq!(revisions.last(), Some(&after.revision));
    assert_eq!(world.problems(), []);
    assert_eq!(world.stand_in.borrow().violations, [""; 0]);

    // Another tab finds it all, and asks for nothing.
    let later = world.engine();
    world.command(&later, Command::Open(key()));
    assert_eq!(failures(&world, &later).errors, after.errors);
    read(&world, &later, 1_000);
    assert_eq!(asked(&world).len(), count);
}

#[test]
fn a_token_without_the_right_costs_one_request() {
    let (world, engine) = tab(tokens::FINE_GRAINED);
    let before = failures(&world, &engine);
    read(&world, &engine, 50);
    assert_eq!((asked(&world).len(), world.problems()), (1, vec![ProblemKind::Token]));
    let events = world.events.borrow();
    let told = events.iter().find_map(|event| if let Event::Problem(problem) = event { Some(problem) } else { None });
    assert_eq!(told.unwrap().title, "This token may not read annotations");
    assert!(told.unwrap().advice.contains("Resource not accessible"));
    drop(events);
    assert_eq!(failures(&world, &engine), before);
    let session = world.session(&engine);
    assert!(session.has_token && !session.syncing);
    assert_eq!(world.run(world.store.read(&stored_at())).unwrap(), None);
}

#[test]
fn a_stop_keeps_what_was_read() {
    let (world, engine) = tab(tokens::FULL);
    world.run(join(engine.command(Command::ReadAnnotations { most: 1_000 }), async {
        world.clock.sleep_milliseconds(270).await;
        // Neither begins while the other runs.
        engine.command(Command::Sync { job_requests: 0 }).await;
        engine.command(Command::Stop).await;
    }));
    let first = asked(&world).len();
    assert!(first > 5 && first < 40, "{first}");
    assert!(!world.session(&engine).syncing);
    read(&world, &engine, 1_000);
    let all = asked(&world);
    let distinct: std::collections::BTreeSet<u64> = all.iter().copied().collect();
    assert!(all.len() - distinct.len() <= 5, "no more than was in flight is asked for again");
    assert_eq!(world.problems(), []);
}

#[test]
fn faults_pass_and_the_reserve_is_left() {
    let (world, engine) = tab(tokens::FULL);
    world.stand_in.borrow_mut().faults = Faults::new(0.3, 7);
    read(&world, &engine, 1_000);
    world.stand_in.borrow_mut().faults = Faults::default();
    read(&world, &engine, 1_000);
    let count = asked(&world).len();
    read(&world, &engine, 1_000);
    assert_eq!((asked(&world).len(), world.problems()), (count, vec![]));

    // 40 requests, of which a sync leaves some to others.
    let (world, engine) = tab(tokens::FULL);
    world.command(&engine, connect(NAME, Some(tokens::SMALL_LIMIT), 0));
    world.clock.pass(9_000);
    world.stand_in.borrow_mut().log.clear();
    read(&world, &engine, 1_000);
    let count = asked(&world).len();
    assert!((30..40).contains(&count), "{count}");
    assert_eq!(world.problems(), []);
}

#[test]
fn damage_is_read_again_and_deleting_deletes() {
    let (world, engine) = tab(tokens::FULL);
    read(&world, &engine, 8);
    let mut bytes = world.run(world.store.read(&stored_at())).unwrap().unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    world.run(world.store.write(vec![(stored_at(), Some(bytes))])).unwrap();
    let later = world.engine();
    world.command(&later, connect(NAME, Some(tokens::FULL), 0));
    world.stand_in.borrow_mut().log.clear();
    read(&world, &later, 8);
    assert_eq!((asked(&world).len(), world.problems()), (8, vec![]));
    world.command(&later, Command::Delete(key()));
    assert!(world.run(world.store.list("repositories/")).unwrap().is_empty());
    read(&world, &later, 8);
    assert_eq!(world.problems(), [ProblemKind::Repository]);
}

#[test]
fn the_demo_has_no_notes() {
    let (world, engine) = tab(tokens::FULL);
    world.command(&engine, Command::OpenDemo);
    read(&world, &engine, 50);
    assert_eq!((asked(&world).len(), world.problems()), (0, vec![]));
    let told = failures(&world, &engine);
    assert!(told.errors.examined_attempts > 50 && !told.flakiness.subjects.is_empty());
}
