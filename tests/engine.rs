//! The engine as the page uses it: commands in, events and answers out, against the stand-in, with a store that
//! outlives it.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail loudly")]

#[expect(dead_code, reason = "shared with other tests, which use the rest")]
mod stand_in;

#[path = "stand_in/in_process.rs"]
mod in_process;
#[path = "stand_in/tabs.rs"]
mod tabs;
#[path = "stand_in/virtual_time.rs"]
mod virtual_time;

use std::path::Path;

use forerun::domain::{Baseline, Filter, Settings, Timestamp, Window, Zone};
use forerun::engine::{Answer, Command, DocumentFormat, DocumentKind, Predictions, ProblemKind, Query, RepositoryKey};
use forerun::github::ApiBase;
use forerun::history::{Key, Store};
use forerun::insight::{GridPart, Proposal};
use futures_util::future::join;
use in_process::BASE;
use serde_json::Value;
use stand_in::fixture::Fixture;
use stand_in::{StandIn, tokens};
use tabs::{NOW, World, connect};

fn fixture(runs: u64, jobs_per_attempt: u64) -> Fixture {
    Fixture { name: "octo/test", id: 77, runs, crowded: 0, jobs_per_attempt, now: Timestamp(NOW / 1_000) }
}

fn key() -> RepositoryKey {
    RepositoryKey("http___127.0.0.1_4010-77".to_owned())
}

#[test]
fn a_repository_is_read_kept_and_found_again() {
    let world = World::new(fixture(250, 2));
    let engine = world.engine();
    world.connect(&engine, "octo/test", Some(tokens::FULL));
    assert_eq!(world.problems(), []);
    let overview = world.overview(&engine);
    let coverage = world.coverage(&engine);
    assert_eq!((coverage.runs_stored, coverage.runs_reported, coverage.attempts_missing), (250, Some(250), 0));
    assert_eq!(coverage.attempts_without_jobs, 0);
    assert!(coverage.gaps.is_empty() && coverage.covered.len() == 1);
    let session = world.session(&engine);
    assert!(session.has_token && !session.syncing && session.login.is_some() && !session.workflows.is_empty());
    assert_eq!(session.stored.len(), 1);
    let first_shown = overview.points.iter().map(|point| point.started_at).min();
    assert!(session.oldest.is_some() && session.oldest <= first_shown, "{:?} {first_shown:?}", session.oldest);

    // A new tab: everything is there, without a token and without a request.
    let sent = world.requests();
    let later = world.engine();
    world.command(&later, Command::Open(key()));
    let again = world.overview(&later);
    assert_eq!(again.insight.counts, overview.insight.counts);
    assert_eq!(again.insight.durations, overview.insight.durations);
    assert!(!world.session(&later).has_token);
    assert_eq!(world.requests(), sent);
    assert_eq!(world.problems(), []);
}

#[test]
fn the_token_is_in_no_stored_value_event_or_answer() {
    let world = World::new(fixture(120, 1));
    let engine = world.engine();
    world.connect(&engine, "octo/test", Some(tokens::FULL));
    let secret = tokens::FULL.as_bytes();
    let values = world.run(world.store.read_all("")).unwrap();
    assert!(values.len() > 3);
    for (key, value) in values {
        assert!(!value.windows(secret.len()).any(|window| window == secret), "{key}");
    }
    assert!(!format!("{:?}", world.events.borrow()).contains(tokens::FULL));
    assert!(!format!("{:?}", world.session(&engine)).contains(tokens::FULL));
}

#[test]
fn refusals_lose_nothing_and_say_where_they_belong() {
    let world = World::new(fixture(60, 0));
    let engine = world.engine();
    world.connect(&engine, "octo/test", Some(tokens::FULL));
    let before = world.overview(&engine).insight.counts;
    let check = |name: &str, token: &str, expected: ProblemKind| {
        world.events.borrow_mut().clear();
        world.connect(&engine, name, Some(token));
        assert_eq!(world.problems(), [expected], "{name} {token}");
        assert_eq!(world.overview(&engine).insight.counts, before);
        assert!(world.session(&engine).has_token, "the good token is still held");
    };
    check("octo/test", "ghp_wrongwrongwrongwrongwrongwrongwrong", ProblemKind::Token);
    check("octo/absent", tokens::FULL, ProblemKind::Repository);
}

#[test]
fn a_connection_given_up_opens_nothing_and_does_not_hinder_the_next() {
    let world = World::new(fixture(40, 0));
    let engine = world.engine();
    world.run(join(engine.command(connect("octo/test", Some(tokens::FULL), 0)), async {
        // Long enough for a question, too short for its answer.
        use forerun::sync::Clock as _;
        world.clock.sleep_milliseconds(1).await;
        engine.command(Command::Stop).await;
    }));
    assert!(world.requests() > 0, "GitHub was asked");
    let session = world.session(&engine);
    assert!(session.open.is_none() && session.login.is_none() && session.stored.is_empty());
    assert!(!session.has_token, "a token that opened nothing is not kept");
    world.connect(&engine, "octo/test", Some(tokens::FULL));
    assert_eq!(world.coverage(&engine).runs_stored, 40);
    assert_eq!(world.problems(), []);
}

#[test]
fn a_stopped_sync_goes_on_where_it_was() {
    let world = World::new(fixture(2_000, 0));
    let engine = world.engine();
    world.run(join(engine.command(connect("octo/test", Some(tokens::FULL), 0)), async {
        // Long enough for some windows, too short for all.
        use forerun::sync::Clock as _;
        world.clock.sleep_milliseconds(320).await;
        engine.command(Command::Stop).await;
    }));
    let stored = world.coverage(&engine).runs_stored;
    assert!(stored > 0 && stored < 2_000, "{stored}");
    assert!(!world.session(&engine).syncing);
    world.command(&engine, Command::Sync { job_requests: 0 });
    assert_eq!(world.coverage(&engine).runs_stored, 2_000);
    assert!(world.counter("lists") <= 23, "{} lists for 20 pages", world.counter("lists"));
    assert_eq!(world.problems(), []);
}

#[test]
fn two_tabs_lose_nothing_of_each_other() {
    let world = World::new(fixture(300, 0));
    let (first, second) = (world.engine(), world.engine());
    world.connect(&first, "octo/test", Some(tokens::FULL));
    world.command(&second, Command::Open(key()));
    // The first tab goes on and reads jobs; the second knows nothing of it and syncs later.
    let add = stand_in::Ask { method: "POST", target: "/_control/run?repository=octo/test", headers: Vec::new() };
    world.stand_in.borrow_mut().handle(&add, NOW);
    world.command(&first, Command::Sync { job_requests: 0 });
    let whole = world.coverage(&first).runs_stored;
    world.command(&second, Command::Sync { job_requests: 0 });
    assert_eq!(world.coverage(&second).runs_stored, whole);
    let third = world.engine();
    world.command(&third, Command::Open(key()));
    assert_eq!(world.coverage(&third).runs_stored, whole);
}

#[test]
fn the_demo_is_there_at_once_and_never_stored() {
    let world = World::new(fixture(10, 0));
    let engine = world.engine();
    let sent = world.requests();
    world.command(&engine, Command::OpenDemo);
    let overview = world.overview(&engine);
    assert!(overview.insight.counts.passed > 1_000 && overview.insight.health.score.is_ok());
    assert!(overview.insight.forecast.days.is_ok() && !overview.points.is_empty());
    assert!(world.session(&engine).open.unwrap().is_demo);
    assert_eq!(world.requests(), sent);
    assert!(world.run(world.store.list("repositories/")).unwrap().is_empty());
    // A reload some minutes later shows the same past, and what has happened since.
    world.clock.pass(10 * 60_000);
    world.command(&engine, Command::Open(RepositoryKey("demo".to_owned())));
    let later = world.overview(&engine).insight.counts;
    assert!(later.total().abs_diff(overview.insight.counts.total()) < 20, "{later:?}");
    assert_eq!(later.timed_out, overview.insight.counts.timed_out);
}

#[test]
fn the_pages_of_failures_have_their_answers() {
    let world = World::new(fixture(10, 0));
    let engine = world.engine();
    world.command(&engine, Command::OpenDemo);
    let filter = || Filter { window: Window::LastDays(90), ..Filter::default() };
    let failures = match world.run(engine.query(Query::Failures(filter(), Zone::default()))) {
        Ok(Answer::Failures(failures)) => failures,
        other => panic!("{other:?}"),
    };
    assert!(failures.decided_attempts > failures.errors.failed_attempts && failures.rate_before.is_some());
    assert_eq!(failures.cost.subjects.len(), failures.flakiness.subjects.len());
    assert!(failures.cost.total.billed_minutes as f64 * 60.0 >= failures.flakiness.wasted_seconds);
    let grid = match world.run(engine.query(Query::Grid(GridPart::default(), filter(), Zone::default()))) {
        Ok(Answer::Grid(grid)) => grid.branch,
        other => panic!("{other:?}"),
    };
    assert_eq!(grid.branch.as_deref(), Some("main"));
    assert!(grid.columns.len() > 1 && grid.commits.len() as u64 + grid.older == grid.commits_total);
    assert!(grid.red_seconds < grid.watched_seconds && !grid.breakages.is_empty());
}

#[test]
fn settings_are_kept_and_change_the_numbers() {
    let world = World::new(fixture(10, 0));
    let engine = world.engine();
    world.command(&engine, Command::OpenDemo);
    let score = world.overview(&engine).insight.performance.value.unwrap();
    let mut settings = Settings::default();
    settings.thresholds.duration_warning_seconds = 5.0;
    settings.thresholds.duration_critical_seconds = 10.0;
    world.command(&engine, Command::ChangeSettings(settings.clone()));
    assert!(world.overview(&engine).insight.performance.value.unwrap() < score);
    world.command(&engine, Command::ChangeApiBase(ApiBase::parse("https://ghe.example.com/api/v3").unwrap()));
    let later = world.session(&world.engine());
    assert_eq!(later.settings, settings);
    assert_eq!(later.api_base.as_str(), "https://ghe.example.com/api/v3");
}

#[test]
fn deleting_deletes() {
    let world = World::new(fixture(150, 1));
    let engine = world.engine();
    world.connect(&engine, "octo/test", Some(tokens::FULL));
    assert!(!world.run(world.store.list("repositories/")).unwrap().is_empty());
    world.command(&engine, Command::Delete(key()));
    assert!(world.run(world.store.list("repositories/")).unwrap().is_empty());
    assert!(world.session(&engine).open.is_none() && world.session(&engine).stored.is_empty());
    assert!(world.run(engine.query(Query::Coverage)).is_err());
    world.connect(&engine, "octo/test", Some(tokens::FULL));
    world.command(&engine, Command::DeleteEverything);
    assert!(world.run(world.store.list("")).unwrap().is_empty());
    world.command(&engine, Command::Open(key()));
    assert_eq!(world.problems(), [ProblemKind::Repository]);
}

#[test]
fn a_damaged_chunk_is_told_and_fetched_again() {
    let world = World::new(fixture(400, 1));
    let engine = world.engine();
    world.connect(&engine, "octo/test", Some(tokens::FULL));
    let whole = world.overview(&engine).insight.counts;
    let chunk = world.run(world.store.list(&format!("repositories/{}/attempts/", key().0))).unwrap().remove(0);
    let mut bytes = world.run(world.store.read(&chunk)).unwrap().unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    world.run(world.store.write(vec![(chunk, Some(bytes))])).unwrap();
    let later = world.engine();
    world.connect(&later, "octo/test", Some(tokens::FULL));
    assert_eq!(world.overview(&later).insight.counts, whole);
    let counted = world.coverage(&later);
    assert_eq!(counted.runs_stored, 400);
    assert_eq!(counted.attempts_without_jobs, 0);
}

#[test]
fn signing_out_forgets_the_token_and_keeps_the_history() {
    let world = World::new(fixture(50, 0));
    let engine = world.engine();
    world.connect(&engine, "octo/test", Some(tokens::FULL));
    assert!(world.session(&engine).has_token);
    world.command(&engine, Command::SignOut);
    let session = world.session(&engine);
    assert!(!session.has_token && session.login.is_none() && session.open.is_some());
}

#[test]
fn forecasts_are_kept_once_a_day() {
    let world = World::new(fixture(900, 0));
    let engine = world.engine();
    world.connect(&engine, "octo/test", Some(tokens::FULL));
    let name = Key(format!("repositories/{}/forecasts", key().0));
    let first = world.run(world.store.read(&name)).unwrap().expect("a forecast is kept");
    world.command(&engine, Command::Sync { job_requests: 0 });
    assert_eq!(world.run(world.store.read(&name)).unwrap().as_ref(), Some(&first));
    world.clock.pass(24 * 3_600_000);
    world.command(&engine, Command::Sync { job_requests: 0 });
    assert!(world.run(world.store.read(&name)).unwrap().unwrap().len() > first.len());
}

#[test]
fn the_demo_tells_what_moved_and_what_is_coming() {
    let world = World::new(fixture(1, 0));
    let engine = world.engine();
    world.command(&engine, Command::OpenDemo);
    let filter = Filter { window: Window::LastDays(30), ..Filter::default() };
    let trends = || match world.run(engine.query(Query::Trends(filter.clone(), Zone::default()))) {
        Ok(Answer::Trends(trends)) => *trends,
        other => panic!("{other:?}"),
    };
    let told = trends();
    assert!(told.attempts > 100 && told.days.len() >= 30 && told.year.len() > told.days.len());
    assert!((told.recent.looked_at.days() - 60.0).abs() < 0.5);
    assert!(!told.shifts.is_empty() && told.comparisons.len() == 5);
    assert!(told.recent.causes.iter().all(|cause| told.recent.changes.iter().any(|change| change.at == cause.at)));
    let coded = postcard::to_allocvec(&Answer::Trends(Box::new(told.clone()))).unwrap();
    assert_eq!(postcard::from_bytes::<Answer>(&coded).unwrap(), Answer::Trends(Box::new(told.clone())));
    let workflow_id = told.movements.drifts[0].subject.workflow_id().unwrap();
    let baseline = Baseline { workflow_id, period: told.movements.period };
    world.command(&engine, Command::ChangeSettings(Settings { baselines: vec![baseline], ..Settings::default() }));
    assert!(trends().movements.drifts.iter().any(|drift| drift.is_set));
    let predictions = match world.run(engine.query(Query::Predictions(3, filter.clone(), Zone::default()))) {
        Ok(Answer::Predictions(predictions)) => *predictions,
        other => panic!("{other:?}"),
    };
    // A week is told however short the horizon is.
    assert_eq!(predictions.forecasts.len(), 4);
    assert!(predictions.ahead.iter().all(|it| it.tomorrow.is_some() && it.week.is_some() && it.measured.len() >= 28));
    assert!(predictions.record.is_none() && predictions.kept.is_empty() && !predictions.next_runs.is_empty());
    let coded = postcard::to_allocvec(&predictions).unwrap();
    assert_eq!(postcard::from_bytes::<Predictions>(&coded).unwrap(), predictions);
}

#[test]
fn real_runs_through_the_api_give_the_numbers_of_the_terminal() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !data.exists() {
        println!("skipped: no ../shared/data");
        return;
    }
    let mut stand_in = StandIn::new(BASE);
    stand_in.add_data(&data).unwrap();
    let world = World::with(stand_in, Timestamp::parse("2025-09-25T12:00:00Z").unwrap().0 * 1_000);
    let engine = world.engine();
    world.command(&engine, connect("bitcoin/bitcoin", Some(tokens::FULL), 2_000));
    assert_eq!(world.problems(), []);
    let filter = Filter { window: Window::All, ..Filter::default() };
    let document = match world.run(engine.query(Query::Document(
        DocumentKind::Report,
        DocumentFormat::Json,
        filter,
        Zone::default(),
    ))) {
        Ok(Answer::Document(document)) => document,
        other => panic!("{other:?}"),
    };
    let report: Value = serde_json::from_str(&document.text).unwrap();
    let number = |pointer: &str| report.pointer(pointer).and_then(Value::as_f64).unwrap_or(f64::NAN);
    let check = |pointer: &str, expected: f64| {
        let value = number(pointer);
        assert!((value - expected).abs() < 1e-6, "{pointer}: {value} instead of {expected}");
    };
    for (name, count) in [("passed", 304.0), ("failed", 52.0), ("cancelled", 92.0)] {
        check(&format!("/dashboard/outcomes/{name}"), count);
    }
    check("/dashboard/success/rate", 304.0 / 356.0);
    for (quantile, seconds) in [("p50", 3252.5), ("p75", 4520.5), ("p90", 5494.8), ("p95", 7295.7), ("p99", 8945.29)] {
        check(&format!("/dashboard/duration/{quantile}_seconds"), seconds);
    }
    check("/dashboard/queue_time/count", 8_108.0);
    for (quantile, seconds) in [("p50", 28.0), ("p90", 619.3), ("p95", 1051.0)] {
        check(&format!("/dashboard/queue_time/{quantile}_seconds"), seconds);
    }
    assert!(document.file_name.starts_with("report_bitcoin_bitcoin_2025"), "{}", document.file_name);
}

#[test]
fn what_is_said_of_an_alert_counts_until_it_is_taken_back() {
    use forerun::engine::Event;
    use forerun::insight::{AlertActionKind, AlertState};

    let world = World::new(fixture(10, 0));
    let engine = world.engine();
    world.command(&engine, Command::OpenDemo);
    let alerts = || match world.run(engine.query(Query::Alerts)) {
        Ok(Answer::Alerts(alerts)) => *alerts,
        other => panic!("{other:?}"),
    };
    let before = alerts();
    assert!(before.open.iter().all(|alert| alert.current.is_some()) && before.attempts > 0);
    let first = before.open.first().expect("the demo has something wrong").clone();
    assert_eq!(first.state, AlertState::Firing);
    let waiting = || {
        world.events.borrow_mut().clear();
        world.command(&engine, Command::CountAlerts);
        let events = world.events.borrow();
        let told = events
            .iter()
            .rev()
            .find_map(|event| if let Event::Alerts { waiting, .. } = event { Some(*waiting) } else { None });
        told.unwrap()
    };
    let waited = waiting();
    let state = |alerts: &forerun::engine::Alerts| {
        alerts.open.iter().find(|alert| alert.key == first.key).map(|alert| alert.state)
    };
    world.command(&engine, Command::ActOnAlert(first.key.clone(), AlertActionKind::Acknowledge));
    let acknowledged = alerts();
    assert_eq!(state(&acknowledged), Some(AlertState::Acknowledged));
    assert!(acknowledged.revision > before.revision, "so that the page asks again");
    assert_eq!(waiting() + 1, waited);
    world.command(&engine, Command::ActOnAlert(first.key.clone(), AlertActionKind::Resolve));
    assert_eq!(state(&alerts()), None);
    world.command(&engine, Command::TakeBack(first.key.clone()));
    assert_eq!(state(&alerts()), Some(AlertState::Acknowledged));
    world.command(&engine, Command::TakeBack(first.key.clone()));
    assert_eq!(alerts().open, before.open);
    assert_eq!(world.problems(), []);
}

#[test]
fn what_is_said_of_an_alert_is_kept_beside_its_history() {
    use forerun::insight::{AlertActionKind, AlertKey, Subject};

    let world = World::new(fixture(30, 0));
    let engine = world.engine();
    world.connect(&engine, "octo/test", Some(tokens::FULL));
    let alert = AlertKey { rule_id: "failure_rate".to_owned(), subject: Subject::Repository };
    world.command(&engine, Command::ActOnAlert(alert.clone(), AlertActionKind::Acknowledge));
    let stored = Key(format!("repositories/{}/alerts", key().0));
    let first = world.run(world.store.read(&stored)).unwrap().expect("what was said is stored");
    // Another tab adds to it.
    let second = world.engine();
    world.command(&second, Command::Open(key()));
    world.command(&second, Command::ActOnAlert(alert.clone(), AlertActionKind::Resolve));
    assert!(world.run(world.store.read(&stored)).unwrap().unwrap().len() > first.len());
    world.command(&second, Command::TakeBack(alert));
    assert_eq!(world.run(world.store.read(&stored)).unwrap(), Some(first));
    world.command(&second, Command::Delete(key()));
    assert_eq!(world.run(world.store.read(&stored)).unwrap(), None);
    assert_eq!(world.problems(), []);
}

#[test]
fn each_rule_tells_how_noisy_it_is() {
    let world = World::new(fixture(10, 0));
    let engine = world.engine();
    world.command(&engine, Command::OpenDemo);
    let records = || match world.run(engine.query(Query::AlertRules)) {
        Ok(Answer::AlertRules(rules)) => rules.rules,
        other => panic!("{other:?}"),
    };
    let rules = world.session(&engine).settings.alert_rules;
    let before = records();
    assert_eq!(before.iter().map(|record| record.rule.clone()).collect::<Vec<_>>(), rules);
    let noisiest = before.iter().max_by_key(|record| record.firings.len()).unwrap();
    let filter = Filter { window: Window::LastDays(90), ..Filter::default() };
    let replayed =
        match world.run(engine.query(Query::Replay(Box::new(noisiest.rule.clone()), filter, Zone::default()))) {
            Ok(Answer::Replay(replay)) => replay,
            other => panic!("{other:?}"),
        };
    assert_eq!(replayed.firings.len(), noisiest.firings.len(), "list and editor agree");
    let mut settings = Settings::default();
    for rule in settings.alert_rules.iter_mut().filter(|rule| rule.id == noisiest.rule.id) {
        rule.minimum_sample = 100_000;
    }
    world.command(&engine, Command::ChangeSettings(settings));
    let after = records().into_iter().find(|record| record.rule.id == noisiest.rule.id).unwrap();
    assert!(after.firings.len() < noisiest.firings.len());
}

/// Whoever asks, whatever window, filter and zone are looked at: an open alert began when it began and is as it is now.
#[test]
fn an_open_alert_is_told_alike_everywhere() {
    let world = World::new(fixture(10, 0));
    let engine = world.engine();
    world.command(&engine, Command::OpenDemo);
    let Ok(Answer::Alerts(page)) = world.run(engine.query(Query::Alerts)) else { panic!("no alerts") };
    assert!(!page.open.is_empty(), "the demo has something wrong");
    let mut told: Vec<(String, String, Option<f64>)> = page
        .open
        .iter()
        .map(|alert| {
            let value = alert.current.as_ref().and_then(|current| current.value.clone().ok());
            (alert.key.rule_id.clone(), alert.opened_at.to_rfc3339(), value)
        })
        .collect();
    told.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    let document = |filter: Filter, zone: Zone| {
        let query = Query::Document(DocumentKind::Alert, DocumentFormat::Json, filter, zone);
        let Ok(Answer::Document(document)) = world.run(engine.query(query)) else { panic!("no document") };
        let read: serde_json::Value = serde_json::from_str(&document.text).unwrap();
        let of = |alert: &serde_json::Value| {
            let text = |name: &str| alert[name].as_str().unwrap().to_owned();
            (text("type"), text("timestamp"), alert["metrics"]["value"].as_f64())
        };
        let mut open: Vec<_> = read["open"].as_array().unwrap().iter().map(of).collect();
        open.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        (open, read["closed_total"].as_u64().unwrap())
    };
    let of_window = |window: Window| Filter { window, ..Filter::default() };
    let mut closed = Vec::new();
    for filter in [
        of_window(Window::LastDays(7)),
        of_window(Window::LastDays(30)),
        of_window(Window::All),
        Filter { branch: Some("main".to_owned()), ..of_window(Window::LastDays(30)) },
    ] {
        let (open, ended) = document(filter.clone(), Zone::default());
        assert_eq!(open, told, "{filter:?}");
        closed.push(ended);
    }
    assert!(closed[0] <= closed[1] && closed[1] <= closed[2] && closed[3] == closed[1], "{closed:?}");
    assert_eq!(closed[2], page.closed.len() as u64, "everything that is known");
    let Ok(Answer::AlertRules(rules)) = world.run(engine.query(Query::AlertRules)) else { panic!("no rules") };
    for alert in &page.open {
        let record = rules.rules.iter().find(|record| record.rule.id == alert.key.rule_id).unwrap();
        let open =
            record.firings.iter().find(|firing| firing.resolved_at.is_none() && firing.subject == alert.key.subject);
        assert_eq!(open.map(|firing| firing.opened_at), Some(alert.opened_at), "{:?}", alert.key);
    }
}

#[test]
fn cost_and_delivery_are_told_of_what_is_stored() {
    let world = World::new(fixture(60, 2));
    let engine = world.engine();
    world.connect(&engine, "octo/test", Some(tokens::FULL));
    let filter = Filter { window: Window::All, ..Filter::default() };
    let Ok(Answer::Cost(cost)) = world.run(engine.query(Query::Cost(filter.clone(), Zone::default()))) else {
        panic!("no cost")
    };
    let known = cost.known.as_ref().unwrap();
    assert_eq!((cost.attempts > 0, known.summary.total.jobs > 0), (true, true));
    let minutes: f64 = known.breakdown.by_use.iter().flat_map(|series| &series.minutes).sum();
    let total = &known.summary.total;
    assert!((minutes - total.billed_minutes as f64 - total.estimated_minutes).abs() < 1e-6);
    let proposal = Box::new(Proposal::TimeLimit { minutes: 1 });
    let tried = world.run(engine.query(Query::Try(proposal, filter.clone(), Zone::default())));
    let Ok(Answer::Try(tried)) = tried else { panic!("nothing tried") };
    assert_eq!(tried.effect.unwrap().minutes, total.billed_minutes);
    let Ok(Answer::Delivery(delivery)) = world.run(engine.query(Query::Delivery(filter, Zone::default()))) else {
        panic!("no delivery")
    };
    assert_eq!((delivery.attempts, delivery.weeks.is_empty()), (cost.attempts, false));
}
