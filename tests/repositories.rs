//! Several repositories: how each stands, with what is kept of that, and two side by side. The second history is read
//! beside the open one, and never written.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail loudly")]

#[expect(dead_code, reason = "shared with other tests, which use the rest")]
mod stand_in;

#[path = "stand_in/in_process.rs"]
mod in_process;
#[expect(dead_code, reason = "shared with other tests, which use the rest")]
#[path = "stand_in/tabs.rs"]
mod tabs;
#[expect(dead_code, reason = "shared with other tests, which use the rest")]
#[path = "stand_in/virtual_time.rs"]
mod virtual_time;

use std::rc::Rc;

use forerun::domain::{Filter, Settings, Timestamp, Window, Zone};
use forerun::engine::{
    Answer, Command, CompareQuery, CompareSide, Compared, OtherWindow, Problem, Query, RepositoryKey, Standing,
};
use forerun::history::{Key, Store};
use forerun::insight::Measure;
use in_process::BASE;
use stand_in::fixture::Fixture;
use stand_in::{Scenario, StandIn, tokens};
use tabs::{NOW, TestEngine, World};

const DEMO: &str = "demo";

fn fixture(name: &'static str, id: u64, runs: u64) -> Fixture {
    Fixture { name, id, runs, crowded: 0, jobs_per_attempt: 1, now: Timestamp(NOW / 1_000) }
}

fn key(id: u64) -> RepositoryKey {
    RepositoryKey(format!("http___127.0.0.1_4010-{id}"))
}

/// Two repositories that were read in this order, so that the second is open.
fn two() -> (World, Rc<TestEngine>) {
    let mut stand_in = StandIn::new(BASE);
    stand_in.add_repository(fixture("octo/first", 77, 120).records(), Scenario::Open);
    stand_in.add_repository(fixture("octo/second", 78, 60).records(), Scenario::Open);
    let world = World::with(stand_in, NOW);
    let engine = world.engine();
    world.connect(&engine, "octo/first", Some(tokens::FULL));
    world.connect(&engine, "octo/second", Some(tokens::FULL));
    assert_eq!(world.problems(), []);
    (world, engine)
}

fn standing(world: &World, engine: &TestEngine, key: &RepositoryKey) -> Result<Standing, Problem> {
    match world.run(engine.query(Query::Standing(key.clone(), Zone::default())))? {
        Answer::Standing(standing) => Ok(*standing),
        other => panic!("{other:?}"),
    }
}

fn compare(world: &World, engine: &TestEngine, first: &RepositoryKey, second: &RepositoryKey) -> Compared {
    let filter = Filter { window: Window::All, ..Filter::default() };
    let side = |key: &RepositoryKey| CompareSide { repository: key.clone(), filter: filter.clone() };
    let query =
        CompareQuery { first: side(first), second: side(second), window: OtherWindow::OfFilter, zone: Zone::default() };
    match world.run(engine.query(Query::Compare(Box::new(query)))) {
        Ok(Answer::Compare(compared)) => *compared,
        other => panic!("{other:?}"),
    }
}

fn values(world: &World) -> Vec<(Key, Vec<u8>)> {
    world.run(world.store.read_all("")).unwrap()
}

fn kept(id: u64) -> Key {
    Key(format!("repositories/{}/standing", key(id).0))
}

#[test]
fn a_repository_stands_alike_open_or_not() {
    let (world, engine) = two();
    let sent = world.requests();
    let looked_at = standing(&world, &engine, &key(77)).unwrap();
    assert!(looked_at.numbers.attempts > 0 && looked_at.damaged.is_empty());
    assert_eq!(world.session(&engine).open.unwrap().key, key(78), "what is open stays open");
    world.command(&engine, Command::Open(key(77)));
    let open = standing(&world, &engine, &key(77)).unwrap();
    assert_eq!(open.numbers, looked_at.numbers);
    assert_eq!(world.requests(), sent, "GitHub is not asked");
}

#[test]
fn what_was_worked_out_is_kept_and_made_anew_when_it_is_old() {
    let (world, engine) = two();
    let first = standing(&world, &engine, &key(77)).unwrap();
    let bytes = world.run(world.store.read(&kept(77))).unwrap().expect("it is kept");
    // A second look, also from another tab, reads it: a forgery is believed as long as it says what it was made of.
    let again = standing(&world, &world.engine(), &key(77)).unwrap();
    assert_eq!(again, first);
    // Other settings, other numbers.
    let settings = Settings { satisfying_validation_seconds: 1.0, ..Settings::default() };
    world.command(&engine, Command::ChangeSettings(settings));
    standing(&world, &engine, &key(77)).unwrap();
    assert_ne!(world.run(world.store.read(&kept(77))).unwrap().unwrap(), bytes);
    // Whatever lies there that is none is no harm.
    for junk in [&b""[..], b"FS", b"FS\x09more", b"\xff\xff\xff\xff\xff"] {
        world.run(world.store.write(vec![(kept(77), Some(junk.to_vec()))])).unwrap();
        assert_eq!(standing(&world, &engine, &key(77)).unwrap().repository.key, key(77));
    }
    // It goes with the repository.
    world.command(&engine, Command::Delete(key(77)));
    assert_eq!(world.run(world.store.read(&kept(77))).unwrap(), None);
    assert!(standing(&world, &engine, &key(77)).is_err());
}

#[test]
fn a_damaged_repository_tells_of_itself_and_is_left_as_it_is() {
    let (world, engine) = two();
    let is_chunk = |key: &Key| key.0.contains("-77/attempts/");
    let (chunk, mut bytes) = values(&world).into_iter().find(|(key, _)| is_chunk(key)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    world.run(world.store.write(vec![(chunk.clone(), Some(bytes.clone()))])).unwrap();
    let damaged = standing(&world, &engine, &key(77)).unwrap();
    assert_eq!(damaged.damaged.len(), 1, "{:?}", damaged.damaged);
    assert!(standing(&world, &engine, &key(78)).unwrap().damaged.is_empty());
    // Whoever opens it sets the part aside and has its month read again; a look must not.
    assert_eq!(world.run(world.store.read(&chunk)).unwrap(), Some(bytes));
    assert_eq!(world.run(world.store.read(&kept(77))).unwrap(), None);
    let compared = compare(&world, &engine, &key(78), &key(77));
    assert_eq!(compared.second.unwrap().damaged.len(), 1);
}

#[test]
fn two_repositories_side_by_side() {
    let (world, engine) = two();
    let before = values(&world);
    let compared = compare(&world, &engine, &key(78), &key(77));
    let sides = compared.sides.unwrap();
    assert_eq!(compared.second.unwrap().name.to_string(), "octo/first");
    assert!(sides.first.counts.total() >= 60 && sides.second.counts.total() >= 120);
    assert!(sides.jobs.shared > 0 && sides.measures.len() == 11);
    assert_eq!(values(&world), before, "a look writes nothing");
    // The other way round after the other one is open: the same numbers with the other sign.
    world.command(&engine, Command::Open(key(77)));
    let turned = compare(&world, &engine, &key(77), &key(78)).sides.unwrap();
    for (one, other) in sides.measures.iter().zip(&turned.measures) {
        assert_eq!((one.measure, one.first, one.second), (other.measure, other.second, other.first));
    }
    // One that is not stored leaves the first side to be chosen from.
    let missing = compare(&world, &engine, &key(77), &key(99));
    assert!(missing.sides.is_none() && missing.problem.is_some() && !missing.first.workflows.is_empty());
}

#[test]
fn the_demo_is_a_guest_too_and_equal_sides_do_not_differ() {
    let (world, engine) = two();
    let demo = RepositoryKey(DEMO.to_owned());
    let compared = compare(&world, &engine, &key(78), &demo);
    assert!(compared.sides.unwrap().second.counts.total() > 1_000);
    let about = compared.second.unwrap();
    let other = about.branches.iter().find(|branch| **branch != about.default_branch);
    assert_eq!(about.busiest_branch.as_ref(), other, "over all of the history");
    assert!(world.run(world.store.list("repositories/demo")).unwrap().is_empty());
    let equal = compare(&world, &engine, &key(78), &key(78)).sides.unwrap();
    let rate = equal.measures.iter().find(|measure| measure.measure == Measure::SuccessRate).unwrap();
    assert_eq!((rate.first, rate.difference), (rate.second, Some(0.0)));
}

/// Questions about several at once wait for each other; each is answered.
#[test]
fn many_questions_at_once_are_all_answered() {
    let (world, engine) = two();
    let ask = |key: RepositoryKey| engine.query(Query::Standing(key, Zone::default()));
    let demo = RepositoryKey(DEMO.to_owned());
    let all = [ask(key(77)), ask(demo), ask(key(99)), ask(key(78)), ask(key(77))];
    let answers = world.run(futures_util::future::join_all(all));
    let is_ok: Vec<bool> = answers.iter().map(Result::is_ok).collect();
    assert_eq!(is_ok, [true, true, false, true, true]);
}
