//! Whole syncs against the stand-in: complete, sparing, undisturbed by faults, limits, kills and clocks.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "helpers of tests fail loudly")]

mod stand_in;

#[path = "stand_in/in_process.rs"]
mod in_process;
#[path = "stand_in/keeper.rs"]
mod keeper;
#[path = "stand_in/virtual_time.rs"]
mod virtual_time;
#[path = "stand_in/world.rs"]
mod world;

use std::collections::BTreeSet;

use forerun::domain::{Attempt, RepositoryName, Timestamp};
use forerun::github::{ApiError, ApiVersion, HttpRequest, HttpResponse, NetworkFault};
use forerun::sync::{Clock as _, SyncPhase, SyncPlan, Transport, run};
use keeper::Keeper;
use stand_in::faults::Faults;
use stand_in::fixture::Fixture;
use stand_in::{Scenario, tokens};
use world::{HOUR, NOW, World, fixture};

fn budget(requests: u64) -> usize {
    (requests + requests.div_ceil(20)) as usize
}

#[test]
fn a_large_repository_is_read_whole_and_sparingly() {
    let world = World::new(fixture(12_000));
    let summary = world.sync();
    assert!(summary.complete && summary.warnings.is_empty(), "{summary:?}");
    assert_eq!(summary.runs_read, 12_000);
    world.check_complete();
    let lists = world.lists();
    println!("12,000 runs: {lists} list requests, {} in all", summary.requests_sent);
    assert!(lists <= budget(120), "{lists} requests");
    assert_eq!(world.keeper.state().runs_reported(), Some(12_000));
    assert_eq!(world.keeper.state().covered().len(), 1);
}

#[test]
fn repositories_of_every_size_are_read_whole() {
    for runs in [1, 7, 99, 100, 101, 250, 999, 1_000, 1_001, 1_100, 2_345, 4_567, 5_678] {
        let world = World::new(Fixture { id: runs, ..fixture(runs) });
        assert!(world.sync().complete, "{runs}");
        world.check_complete();
        let lists = world.lists();
        assert!(lists <= budget(runs.div_ceil(100)) + 2, "{runs} runs: {lists} requests");
    }
}

#[test]
fn totals_that_are_capped_hide_nothing() {
    let world = World::with_scenario(fixture(4_000), Scenario::Capped);
    assert!(world.sync().complete);
    world.check_complete();
    assert!(world.lists() <= budget(40) + 1, "{}", world.lists());
}

#[test]
fn an_empty_repository_costs_one_request() {
    let world = World::new(fixture(0));
    let summary = world.sync();
    assert!(summary.complete);
    assert_eq!(summary.requests_sent, 1);
    assert!(world.keeper.state().is_complete());
}

#[test]
fn lists_out_of_order_are_read_whole() {
    let world = World::with_scenario(fixture(3_000), Scenario::Scrambled);
    let summary = world.sync();
    assert!(summary.complete, "{summary:?}");
    world.check_complete();
}

#[test]
fn faults_of_all_kinds_do_no_harm() {
    for seed in 1..=4 {
        let world = World::new(fixture(6_000));
        world.stand_in.borrow_mut().faults = Faults::new(0.05, seed);
        let mut sittings = 0;
        while !world.sit(&world.transport(Some(tokens::FULL))).expect("ends").is_ok_and(|summary| summary.complete) {
            sittings += 1;
            assert!(sittings < 10, "seed {seed}");
        }
        world.check_complete();
    }
}

#[test]
fn a_sync_killed_again_and_again_gets_through() {
    for lives in [2, 3, 5, 8, 13, 40] {
        let world = World::new(fixture(2_500));
        let mut kills = 0;
        loop {
            let transport = world.transport(Some(tokens::FULL));
            transport.lives_for.set(Some(lives));
            if world.sit(&transport).is_some() || world.keeper.state().is_complete() {
                break;
            }
            kills += 1;
            assert!(kills < 100, "no progress when killed after {lives} requests");
        }
        assert_eq!(world.runs_kept(), 2_500);
        // Earlier attempts are committed ten at a time, so that they need a longer life.
        assert!(world.sync().complete);
        world.check_complete();
    }
}

#[test]
fn jobs_and_attempts_survive_kills() {
    let world = World::with_jobs(150, 3, 1_000);
    let mut kills = 0;
    loop {
        let transport = world.transport(Some(tokens::FULL));
        transport.lives_for.set(Some(25));
        if let Some(result) = world.sit(&transport) {
            assert_eq!(result.expect("succeeds").jobs_left, 0);
            break;
        }
        kills += 1;
        assert!(kills < 50);
    }
    world.check_complete();
    world.check_jobs(3);
}

#[test]
fn jobs_longer_than_a_page_are_read_to_the_end() {
    let world = World::with_jobs(30, 230, 200);
    let summary = world.sync();
    assert!(summary.complete && summary.jobs_left == 0);
    world.check_jobs(230);
}

#[test]
fn the_job_budget_is_kept_and_the_newest_come_first() {
    let world = World::with_jobs(80, 1, 10);
    let summary = world.sync();
    let asked = world.stand_in.borrow().log.iter().filter(|logged| logged.target.contains("/jobs?")).count();
    assert_eq!(asked, 10);
    assert!(summary.complete && summary.jobs_left > 0 && summary.jobs_read > 0, "{summary:?}");
    let rank = |attempt: &Attempt| {
        let bonus = if attempt.state == "failure" { 7 * 86_400 } else { 0 };
        (attempt.created_at.plus_seconds(bonus), attempt.key.run_id)
    };
    let ended = world.expected.iter().filter(|attempt| attempt.state != "in_progress");
    let mut ranked: Vec<_> = ended.map(rank).collect();
    ranked.sort_by_key(|rank| std::cmp::Reverse(*rank));
    let mut best: Vec<u64> = Vec::new();
    for (_, run_id) in ranked {
        if !best.contains(&run_id) {
            best.push(run_id);
        }
    }
    let read: BTreeSet<u64> = world.keeper.jobs_fetched.borrow().iter().map(|key| key.run_id).collect();
    assert_eq!(read, best.into_iter().take(10).collect());
}

#[test]
fn an_unchanged_refresh_costs_one_free_request() {
    let world = World::new(fixture(800));
    world.sync();
    world.clear_log();
    let summary = world.sync();
    assert_eq!((summary.requests_sent, summary.requests_unchanged, summary.complete), (1, 1, true));
    assert_eq!(world.stand_in.borrow().log[0].status, 304);
}

#[test]
fn a_refresh_reads_only_what_is_new() {
    let world = World::new(fixture(3_000));
    world.sync();
    world.clear_log();
    world.clock.pass(HOUR);
    for _ in 0..5 {
        world.control("/_control/run?repository=octo/test&state=success");
    }
    world.sync();
    assert_eq!(world.lists(), 1);
    for _ in 0..420 {
        world.clock.pass(30_000);
        world.control("/_control/run?repository=octo/test&state=success");
    }
    world.clear_log();
    world.sync();
    assert!(world.lists() <= 6, "{}", world.lists());
    assert_eq!(world.runs_kept(), 3_425);
}

#[test]
fn another_token_asks_without_etags() {
    let mut world = World::new(fixture(300));
    world.sync();
    world.clear_log();
    world.plan.credential = 2;
    world.sync();
    assert_eq!(world.stand_in.borrow().log[0].status, 200);
}

#[test]
fn unfinished_runs_are_looked_at_again() {
    let world = World::new(fixture(5));
    world.sync();
    let run = world.control("/_control/run?repository=octo/test&state=in_progress");
    world.sync();
    for _ in 0..150 {
        world.clock.pass(60_000);
        world.control("/_control/run?repository=octo/test&state=success");
    }
    world.sync();
    world.control(&format!("/_control/finish?repository=octo/test&run={run}&state=failure"));
    world.sync();
    let state =
        world.keeper.all().iter().find(|attempt| attempt.key.run_id == run).map(|attempt| attempt.state.clone());
    assert_eq!(state.as_deref(), Some("failure"));
}

#[test]
fn new_attempts_of_older_runs_are_found() {
    let world = World::new(fixture(4_000));
    world.sync();
    let old = world.expected.iter().rev().filter(|attempt| attempt.state == "success").nth(500).unwrap().key.run_id;
    world.control(&format!("/_control/attempt?repository=octo/test&run={old}&state=failure"));
    world.clear_log();
    world.sync();
    assert_eq!(world.lists(), 1, "not yet");
    world.clock.pass(13 * HOUR);
    world.clear_log();
    let before = world.stand_in.borrow().log.len();
    let summary = world.sync();
    let new: Vec<u16> = world
        .keeper
        .all()
        .iter()
        .filter(|attempt| attempt.key.run_id == old)
        .map(|attempt| attempt.key.attempt)
        .collect();
    assert!(new.len() >= 2 && new.last() == Some(&(new.len() as u16)), "{new:?}");
    let stand_in = world.stand_in.borrow();
    let changed = stand_in.log[before..].iter().filter(|logged| logged.status == 200).count();
    assert!(changed <= 12, "{changed} of {} requests were not free", summary.requests_sent);
    drop(stand_in);
    world.clear_log();
    world.clock.pass(13 * HOUR);
    world.sync();
    let stand_in = world.stand_in.borrow();
    let changed = stand_in.log.iter().filter(|logged| logged.status == 200).count();
    assert!(changed <= 2, "{changed} of {} requests were not free", stand_in.log.len());
}

#[test]
fn a_used_up_limit_is_waited_for() {
    let world = World::new(fixture(9_000));
    let summary = world.sit(&world.transport(Some(tokens::SMALL_LIMIT))).expect("ends").expect("succeeds");
    assert!(summary.complete);
    assert_eq!(world.runs_kept(), 9_000);
    let refused = world.stand_in.borrow().log.iter().filter(|logged| logged.status == 403).count();
    assert!(refused <= 10, "{refused}");
    let waited =
        world.keeper.progress.borrow().iter().any(|progress| matches!(progress.phase, SyncPhase::Waiting { .. }));
    assert!(waited);
}

#[test]
fn the_public_gets_through_on_sixty_an_hour() {
    let world = World::with_jobs(8_500, 1, 20);
    let summary = world.sit(&world.transport(None)).expect("ends").expect("succeeds");
    assert!(summary.complete);
    let hours = world.clock.passed_milliseconds() / HOUR;
    assert!((1..=3).contains(&hours), "{hours}");
    assert_eq!(world.runs_kept(), 8_500);
    let left = world.keeper.progress.borrow().last().and_then(|progress| progress.limit_remaining);
    assert!(left.is_some_and(|left| left >= 1), "a reserve is kept: {left:?}");
}

#[test]
fn the_secondary_limit_is_obeyed() {
    let hasty = tokens::KNOWN.iter().find(|known| known.power == tokens::Power::Hasty).unwrap().token;
    let world = World::new(fixture(2_000));
    assert!(world.sit(&world.transport(Some(hasty))).expect("ends").expect("succeeds").complete);
    world.check_complete();
}

#[test]
fn jobs_leave_a_reserve() {
    let world = World::with_jobs(90, 1, 90);
    let summary = world.sit(&world.transport(None)).expect("ends").expect("succeeds");
    assert!(summary.complete && summary.jobs_left > 0);
    assert_eq!(world.clock.passed_milliseconds() / HOUR, 0, "nothing was waited for");
}

#[test]
fn a_clock_that_jumps_neither_hangs_nor_floods() {
    for jump in [7_200_000, -7_200_000, 400 * 24 * 3_600_000, -400 * 24 * 3_600_000] {
        let world = World::new(fixture(7_000));
        world.stand_in.borrow_mut().faults = Faults::new(0.03, 9);
        let mut transport = world.transport(Some(tokens::SMALL_LIMIT));
        let turn = std::cell::Cell::new(0_i64);
        transport.before = Box::new(move |clock| {
            turn.set(turn.get() + 1);
            if turn.get() % 15 == 0 {
                clock.jump(if turn.get() % 30 == 0 { -jump } else { jump });
            }
        });
        let mut sittings = 0;
        while !world.sit(&transport).expect("ends").is_ok_and(|summary| summary.complete) {
            sittings += 1;
            assert!(sittings < 10, "{jump}");
        }
        assert_eq!(world.runs_kept(), 7_000);
        let asked = world.stand_in.borrow().log.len();
        assert!(asked < 400, "{asked} requests with jumps of {jump}");
    }
}

#[test]
fn a_second_with_too_many_runs_is_a_gap_and_no_endless_loop() {
    let world = World::new(Fixture { crowded: 1_500, ..fixture(6_000) });
    let summary = world.sync();
    assert!(summary.complete);
    assert_eq!((world.keeper.state().gaps().len(), summary.warnings.len()), (1, 1), "{:?}", summary.warnings);
    let mut by_second = std::collections::BTreeMap::<Timestamp, BTreeSet<u64>>::new();
    for attempt in &world.expected {
        by_second.entry(attempt.created_at).or_default().insert(attempt.key.run_id);
    }
    let beyond = by_second.values().map(BTreeSet::len).max().unwrap() - 1_000;
    assert!(beyond >= 500);
    assert_eq!(world.runs_kept(), 6_000 - beyond);
    assert!(world.lists() < 100, "{}", world.lists());
    assert_eq!(world.stand_in.borrow().violations, [""; 0]);
}

#[test]
fn a_stop_is_obeyed_and_resumed() {
    let world = World::new(fixture(5_000));
    world.keeper.stop_after_commits.set(Some(7));
    let summary = world.sync();
    assert!(!summary.complete);
    let kept = world.keeper.all().len();
    assert!((600..1_500).contains(&kept), "{kept}");
    world.keeper.stop_after_commits.set(None);
    world.clear_log();
    assert!(world.sync().complete);
    world.check_complete();
    assert!(world.lists() <= budget(45), "{}", world.lists());
}

#[test]
fn a_stop_ends_a_wait_at_once() {
    let world = World::new(fixture(9_000));
    world.keeper.stop_after_commits.set(Some(0));
    assert!(!world.sync().complete);
    assert_eq!(world.clock.passed_milliseconds(), 0);
}

#[test]
fn a_full_disk_ends_the_sync_with_its_words() {
    let world = World::new(fixture(500));
    world.keeper.is_full.set(true);
    let summary = world.sync();
    assert!(!summary.complete);
    assert!(summary.warnings.last().unwrap().contains("disk space"), "{summary:?}");
    world.keeper.is_full.set(false);
    assert!(world.sync().complete);
    world.check_complete();
}

#[test]
fn a_lost_stretch_is_listed_again() {
    let world = World::new(fixture(2_000));
    world.sync();
    let (from, to) = (world.expected[500].created_at, world.expected[700].created_at);
    let mut state = world.keeper.state();
    state.forget(forerun::domain::Period { start: from, end: to });
    world.keeper.attempts.borrow_mut().retain(|(created, _), _| *created < from || *created >= to);
    world.keeper.state.replace(state.to_bytes());
    world.clear_log();
    world.sync();
    world.check_complete();
    assert!(world.lists() <= 6, "{}", world.lists());
}

#[test]
fn progress_tells_what_is_left() {
    let world = World::new(fixture(3_000));
    world.sync();
    let progress = world.keeper.progress.borrow();
    assert!(progress.windows(2).all(|pair| pair[0].requests_sent <= pair[1].requests_sent));
    let estimate = progress.iter().find(|p| p.phase == SyncPhase::Runs && p.requests_sent == 2).unwrap();
    assert!(estimate.requests_left.is_some_and(|left| (25..=31).contains(&left)), "{estimate:?}");
    // Nobody knows the pace so early.
    assert!(estimate.seconds_left.is_none() && estimate.runs_expected == Some(3_000));
    assert_eq!(progress.iter().map(|p| p.runs_read).max(), Some(3_000));
    assert!(progress.iter().any(|p| p.covered.is_some()));
}

#[test]
fn connecting_tells_who_and_what() {
    let world = World::new(fixture(3));
    world.stand_in.borrow_mut().rename("octo/former", 77);
    let connected = world.connect("octo/former", Some(tokens::FULL)).unwrap();
    assert_eq!(connected.login.as_deref(), Some("octocat"));
    assert_eq!(connected.scopes.as_deref(), Some("repo"));
    assert_eq!((connected.repository.id, connected.repository.name.to_string().as_str()), (77, "octo/test"));
    assert_eq!((connected.workflows.len(), connected.api_version), (4, ApiVersion::Newest));
    assert!(connected.limit.is_some_and(|limit| limit.limit == 5_000 && limit.remaining < 5_000));
    let public = world.connect("octo/test", None).unwrap();
    assert_eq!((public.login, public.limit.map(|limit| limit.limit)), (None, Some(60)));
}

#[test]
fn every_refusal_has_its_sentence() {
    let mut world = World::new(fixture(3));
    let hidden = Fixture { name: "octo/private", id: 78, ..fixture(3) };
    let blocked = Fixture { name: "octo/blocked", id: 79, ..fixture(3) };
    world.stand_in.get_mut().add_repository(hidden.records(), Scenario::Hidden);
    world.stand_in.get_mut().add_repository(blocked.records(), Scenario::Blocked);
    let check = |name: &str, token: Option<&str>, title: &str, advice: &str| {
        let error = world.connect(name, token).unwrap_err();
        assert_eq!(error.title(), title, "{error:?}");
        assert!(error.advice().contains(advice), "{}", error.advice());
        assert!(token.is_none_or(|token| !error.to_string().contains(token)));
        error
    };
    let token = |power| Some(tokens::KNOWN.iter().find(|known| known.power == power).unwrap().token);
    let exhausted = tokens::KNOWN.iter().find(|known| known.used_at_start > 0).map(|known| known.token);
    check("octo/test", Some("ghp_wrongwrongwrongwrong"), "GitHub does not accept the token", "Create a new one");
    check("octo/private", Some(tokens::FULL), "Not found, or no access", "needs a token");
    check("octo/absent", Some(tokens::FULL), "Not found, or no access", "spelling");
    check("octo/blocked", Some(tokens::FULL), "Blocked for legal reasons", "no token changes that");
    check("octo/test", token(tokens::Power::NoActions), "The token lacks a permission", "Actions: read");
    let single = check(
        "octo/test",
        token(tokens::Power::NoSingleSignOn),
        "The organization asks for single sign-on",
        "authorize",
    );
    assert!(single.link().unwrap().starts_with("https://github.com/orgs/"));
    check("octo/test", exhausted, "The requests of this hour are used up", "goes on from where it was");
    for _ in 0..60 {
        world.connect("octo/test", None).ok();
    }
    check("octo/test", None, "The requests of this hour are used up", "with a token there are 5,000");
}

#[test]
fn trouble_that_does_not_pass_ends_with_its_sentence() {
    let world = World::new(fixture(3));
    world.stand_in.borrow_mut().faults = Faults::new(1.0, 5);
    let error = world.connect("octo/test", Some(tokens::FULL)).unwrap_err();
    assert!(error.is_passing() || matches!(error, ApiError::SecondaryLimit { .. }), "{error:?}");
    let ended = world.sit(&world.transport(Some(tokens::FULL))).expect("ends");
    assert!(ended.is_err());
    assert!(world.clock.now_milliseconds() < NOW + 24 * HOUR as i64);
}

#[test]
fn a_wrong_token_is_asked_about_once() {
    let world = World::new(fixture(3));
    let ended = world.sit(&world.transport(Some("ghp_revokedrevokedrevoked"))).expect("ends");
    assert!(matches!(ended, Err(ApiError::Unauthorized(_))));
    assert_eq!(world.stand_in.borrow().log.len(), 1);
}

#[test]
fn jobs_that_are_refused_cost_their_run_only() {
    for (status, asks_again) in [(404, false), (410, false), (451, false), (403, true), (502, true)] {
        let world = World::with_jobs(40, 2, 100);
        let victim = world.expected[3].key.run_id;
        let mut transport = world.transport(Some(tokens::FULL));
        transport.refusing = Some((format!("/runs/{victim}/jobs"), status));
        let summary = world.sit(&transport).expect("ends").expect("succeeds");
        assert!(summary.complete, "{status}");
        assert!(summary.warnings.iter().any(|warning| warning.contains(&victim.to_string())), "{:?}", summary.warnings);
        let again = world.sit(&transport).expect("ends").expect("succeeds");
        assert_eq!(again.requests_sent > 1, asks_again, "{status}: {again:?}");
        let read: BTreeSet<u64> = world.keeper.jobs_fetched.borrow().iter().map(|key| key.run_id).collect();
        let ended = world.expected.iter().filter(|attempt| attempt.state != "in_progress");
        let ended: BTreeSet<u64> = ended.map(|attempt| attempt.key.run_id).filter(|&run| run != victim).collect();
        assert!(ended.is_subset(&read) && !read.contains(&victim), "{status}");
    }
}

#[test]
fn a_token_without_permission_for_jobs_is_not_worn_out() {
    let world = World::with_jobs(60, 1, 60);
    let mut transport = world.transport(Some(tokens::FULL));
    transport.refusing = Some(("/jobs".to_owned(), 403));
    let summary = world.sit(&transport).expect("ends").expect("succeeds");
    assert!(summary.complete && summary.jobs_left > 0);
    let attempts = world.expected.iter().filter(|attempt| attempt.key.attempt > 1).count() as u64;
    assert!(summary.requests_sent <= 12 + attempts, "{summary:?}");
}

/// Answers everything with the same body.
struct Parrot(String);

impl Transport for Parrot {
    async fn send(&self, _request: &HttpRequest) -> Result<HttpResponse, NetworkFault> {
        Ok(HttpResponse { status: 200, body: self.0.clone().into_bytes(), ..HttpResponse::default() })
    }
}

#[test]
fn servers_that_talk_nonsense_end_the_sync() {
    let page = |total: u64, run: &str| {
        let runs = vec![run; 100].join(",");
        format!("{{\"total_count\": {total}, \"workflow_runs\": [{runs}]}}")
    };
    let run_at = |time: &str| format!("{{\"id\": 1, \"workflow_id\": 1, \"created_at\": \"{time}\"}}");
    let check = |body: String, is_error: bool| {
        let world = World::new(fixture(0));
        let parrot = Parrot(body.clone());
        let work = run(world.plan.clone(), world.keeper.state(), &parrot, &world.clock, &world.keeper);
        let ended = world.clock.run(work).expect("ends");
        assert_eq!(ended.is_err(), is_error, "{ended:?} {body:.200}");
    };
    check("{}".to_owned(), true);
    check("<html>".to_owned(), true);
    check(page(0, "null"), false);
    check(page(5_000, "null"), false);
    check(page(5_000, &run_at("2026-09-01T00:00:00Z")), true);
    check(page(u64::MAX, &run_at("1970-01-01T00:00:00Z")), false);
    check(page(100, &run_at("9999-01-01T00:00:00Z")), false);
    check("{\"total_count\": 5000, \"workflow_runs\": []}".to_owned(), false);
}

#[test]
fn real_histories_are_read_whole() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !data.exists() {
        println!("skipped: no ../shared/data");
        return;
    }
    let world = World::new(fixture(0));
    let names = world.stand_in.borrow_mut().add_data(&data).unwrap();
    assert_eq!(names.len(), 5);
    for name in names {
        let repository = RepositoryName::parse(&name).unwrap();
        let plan = SyncPlan { repository, job_requests: 1_000, ..world.plan.clone() };
        let keeper = Keeper::default();
        let transport = world.transport(Some(tokens::FULL));
        let work = run(plan, keeper.state(), &transport, &world.clock, &keeper);
        let summary = world.clock.run(work).expect("ends").expect("succeeds");
        assert!(summary.complete && keeper.state().is_complete(), "{name}: {summary:?}");
        let (runs, jobs) = (keeper.attempts.borrow().len(), keeper.jobs.borrow().len());
        let expected = match name.as_str() {
            "bitcoin/bitcoin" => (448, 8_108),
            "Homebrew/brew" => (150, 0),
            "confidential-containers/charts" => (10, 450),
            "confidential-containers/cloud-api-adaptor" => (10, 325),
            _ => (10, 44),
        };
        assert_eq!((runs, jobs), expected, "{name}");
    }
}
