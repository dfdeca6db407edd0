//! Measures the library natively. Prints one JSON object of figures, and leaves in `target/bench/` what the browser's
//! part of the benchmark needs: the chunks of stored repositories and the messages that a page would send. Reports,
//! asserts nothing but that what it measures took place.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "figures go out, progress beside them")]

#[path = "../tests/stand_in/in_process.rs"]
mod in_process;
#[expect(dead_code, reason = "a sync without trouble needs a part of the stand-in")]
#[path = "../tests/stand_in/mod.rs"]
mod stand_in;
#[path = "native/sync_requests.rs"]
mod sync_requests;
#[expect(dead_code, reason = "its hands are turned by tests only")]
#[path = "../tests/stand_in/virtual_time.rs"]
mod virtual_time;

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::Path;
use std::time::Instant;

use forerun::domain::{Filter, Settings, Timestamp, Window, Zone};
use forerun::engine::{Command, DocumentFormat, DocumentKind, Query, RepositoryKey, ToEngine};
use forerun::github::ApiBase;
use forerun::history::{Archive, Batch, History, MemoryStore, RepositoryRecord, Store};
use forerun::insight::{self, AlertBook, AlertInputs, Context, View};
use forerun::report;
use forerun::simulate::{self, Shape};
use serde_json::{Map, Value, json};

/// 2026-11-01T00:00:00Z: the benchmark is the same on every day.
const NOW: Timestamp = Timestamp(1_793_491_200);
const DAYS: u32 = 180;
const SIZES: [u32; 2] = [100_000, 1_000_000];
/// Best of so many: the machine's other work only ever adds time.
const REPETITIONS: usize = 3;

fn main() {
    // `cargo test --benches` runs this too; there is nothing to test here.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    let mut figures = Map::new();
    for runs in SIZES {
        say(&format!("history and report of {runs} runs"));
        let shape = Shape { seed: 1, runs, days: DAYS, now: NOW, with_jobs: false };
        figures.insert(format!("runs_{runs}"), measure(&shape, &format!("bench-{runs}"), &folder));
    }
    say("the same with jobs and steps");
    let shape = Shape { seed: 1, runs: SIZES[0], days: DAYS, now: NOW, with_jobs: true };
    figures.insert("with_jobs".to_owned(), measure(&shape, "bench-jobs", &folder));
    say("requests of a sync");
    figures.insert("sync".to_owned(), sync_requests::measure(SIZES[0], DAYS, NOW));
    println!("{}", Value::Object(figures));
}

/// What is being done, for whoever waits.
fn say(what: &str) {
    eprintln!("measuring {what} …");
}

fn measure(shape: &Shape, key: &str, folder: &Path) -> Value {
    let (simulate_seconds, simulated) = best(1, || simulate::repository(shape));
    let attempts = simulated.attempts.len();
    let jobs = simulated.jobs.len();
    let workflows = simulated.workflows.iter().map(|workflow| (workflow.clone(), NOW)).collect();
    let jobs_fetched =
        if shape.with_jobs { simulated.attempts.iter().map(|attempt| attempt.key).collect() } else { Vec::new() };
    let batch = Batch { attempts: simulated.attempts, jobs: simulated.jobs, jobs_fetched, workflows };
    let mut history = History::new();
    let mut batch = Some(batch);
    let (merge_seconds, _) = best(1, || history.merge(batch.take().unwrap_or_default()));
    let (encode_seconds, chunks) = best(1, || history.take_changes());
    let disk_bytes: usize = chunks.iter().map(|(_, bytes)| bytes.len()).sum();
    history.shrink_to_fit();
    let memory_bytes = history.heap_bytes();

    let archive = Archive::new(MemoryStore::default());
    let record = RepositoryRecord {
        repository: simulated.repository,
        api_base: "https://api.github.com".to_owned(),
        is_demo: false,
        attempts: attempts as u64,
        jobs: jobs as u64,
        bytes: disk_bytes as u64,
        synced_at: Some(NOW),
        runs_reported: Some(u64::from(shape.runs)),
    };
    block_on(archive.write(key, chunks, Some(&record), None)).unwrap();
    let (open_seconds, opened) = best(REPETITIONS, || block_on(archive.open(key)).unwrap());
    let values = block_on(archive.store().read_all("")).unwrap();
    leave_for_browser(&folder.join(key), key, &values);

    let settings = Settings::default();
    let zone = Zone::default();
    let columns = opened.history.columns();
    let (prepare_seconds, prepared) = best(REPETITIONS, || insight::prepare(columns, &settings));
    let whole = Filter { window: Window::All, ..Filter::default() };
    let main_branch = Filter { branch: Some("main".to_owned()), ..whole.clone() };
    let context =
        Context { zone: &zone, settings: &settings, default_branch: Some("main"), is_private: true, now: NOW };
    let select = |filter: &'_ Filter| insight::select(columns, &prepared, filter, context).rows.len();
    let overview = |filter: &Filter| {
        let view = insight::select(columns, &prepared, filter, context);
        insight::summarise(&view).counts.passed
    };
    let (select_seconds, _) = best(REPETITIONS, || select(&whole));
    let (overview_seconds, _) = best(REPETITIONS, || overview(&whole));
    let (filter_seconds, _) = best(REPETITIONS, || overview(&main_branch));
    let api_base = ApiBase::default();
    let subject = report::Subject {
        repository: &record.repository,
        api_base: &api_base,
        is_demo: false,
        made_at: NOW,
        forecast_record: None,
        alerts: &AlertBook::default(),
    };
    let fresh = || insight::select(columns, &prepared, &whole, context);
    let watched = Filter { window: Window::LastDays(insight::ALERT_DAYS), ..Filter::default() };
    let newest = || insight::select(columns, &prepared, &watched, context);
    let mut documents = documents(subject, &fresh, &newest);
    let report_seconds = documents.remove(DocumentKind::Report.word());
    json!({
        "analyses": analyses(&fresh),
        "documents": documents,
        "select_seconds": select_seconds,
        "overview_seconds": overview_seconds,
        "runs": shape.runs,
        "attempts": attempts,
        "jobs": jobs,
        "simulate_seconds": simulate_seconds,
        "merge_seconds": merge_seconds,
        "encode_seconds": encode_seconds,
        "open_seconds": open_seconds,
        "prepare_seconds": prepare_seconds,
        "report_seconds": report_seconds,
        "filter_seconds": filter_seconds,
        "memory_bytes_a_run": memory_bytes as f64 / attempts as f64,
        "disk_bytes_a_run": disk_bytes as f64 / attempts as f64,
    })
}

/// Seconds of each document about everything stored, from the choice of attempts to the JSON text, by its name.
fn documents<'a>(
    subject: report::Subject<'_>,
    fresh: &dyn Fn() -> View<'a>,
    newest: &dyn Fn() -> View<'a>,
) -> Map<String, Value> {
    let write = |kind: DocumentKind| {
        let view = fresh();
        let alerts = match kind {
            DocumentKind::Alert | DocumentKind::Report => standing_alerts(&newest()),
            _ => AlertBook::default(),
        };
        let subject = report::Subject { alerts: &alerts, ..subject };
        report::to_json(kind, subject, &view, &insight::examine(&view, &[])).unwrap().len()
    };
    DocumentKind::ALL
        .map(|kind| (kind.word().to_owned(), json!(best(REPETITIONS, || write(kind)).0)))
        .into_iter()
        .collect()
}

/// The alerts of a document, gone through as the engine does it.
fn standing_alerts(view: &View<'_>) -> AlertBook {
    let dollars = insight::cost_days(view);
    insight::replay_book(view, &view.settings.alert_rules, AlertInputs { daily_dollars: &dollars })
}

/// An analysis, and how much it found, so that nothing is left out.
type Analysis<'f> = &'f dyn Fn(&View<'_>) -> usize;

/// Seconds of each analysis of everything stored, by its name; each of a view that remembers nothing.
fn analyses<'a>(fresh: &dyn Fn() -> View<'a>) -> Map<String, Value> {
    let view = fresh();
    let settings = view.settings;
    let daily_dollars = insight::daily_dollars(&view);
    let inputs = insight::AlertInputs { daily_dollars: &daily_dollars };
    let all: [(&str, Analysis<'_>); 18] = [
        ("outcomes and retries", &|view| {
            (insight::count_outcomes(view).total() + insight::summarise_retries(view).retries) as usize
        }),
        ("durations", &|view| insight::summarise_durations(view).quantiles.count as usize),
        ("waiting", &|view| {
            insight::summarise_signal(view).time_to_signal.count as usize
                + usize::from(insight::summarise_queue(view).is_some())
        }),
        ("health", &|view| insight::summarise_health(view).parts.len()),
        ("day by day", &|view| insight::summarise_days(view).len()),
        ("workflows", &|view| insight::summarise_workflows(view).len()),
        ("trends", &|view| insight::follow_trends(view).len()),
        ("changepoints", &|view| insight::find_changepoints(view).len()),
        ("all movements", &|view| insight::analyse_movements(view).trends.len()),
        ("forecasts of three metrics", &|view| insight::forecast_all(view, 7).len()),
        ("chances of the next runs", &|view| insight::predict_next_runs(view).len()),
        ("early warnings", &|view| insight::warn_early(view).len()),
        ("flakiness", &|view| insight::examine_flakiness(view).subjects.len()),
        ("clusters", &|view| insight::find_clusters(view).incidents.len()),
        ("kinds of errors", &|view| insight::summarise_errors(view, &[]).categories.len()),
        ("all alert rules, replayed", &|view| insight::replay_book(view, &settings.alert_rules, inputs).closed.len()),
        ("cost and what-ifs", &|view| {
            usize::from(insight::summarise_cost(view).is_ok()) + insight::ask_what_if(view).map_or(0, |all| all.len())
        }),
        ("delivery", &|view| usize::from(insight::summarise_dora(view).throughput.is_ok())),
    ];
    let seconds = |run: Analysis<'_>| {
        // Choosing is no part of an analysis.
        let views: RefCell<Vec<View<'_>>> = RefCell::new((0..REPETITIONS).map(|_| fresh()).collect());
        best(REPETITIONS, || views.borrow_mut().pop().map_or(0, |view| run(&view))).0
    };
    all.into_iter().map(|(name, run)| (name.to_owned(), json!(seconds(run)))).collect()
}

/// Stored values as files named by number, with a list of their keys, and the messages of a page.
fn leave_for_browser(folder: &Path, key: &str, values: &[(forerun::history::Key, Vec<u8>)]) {
    fs::remove_dir_all(folder).ok();
    fs::create_dir_all(folder).unwrap();
    let keys: Vec<&str> = values.iter().map(|(key, _)| key.0.as_str()).collect();
    fs::write(folder.join("keys.json"), json!(keys).to_string()).unwrap();
    for (number, (_, bytes)) in values.iter().enumerate() {
        fs::write(folder.join(format!("value-{number}")), bytes).unwrap();
    }
    let whole = Filter { window: Window::All, ..Filter::default() };
    let main_branch = Filter { branch: Some("main".to_owned()), ..whole.clone() };
    let query = |name: &'static str, query: Query| (name, ToEngine::Query(4, query));
    // The engine remembers what it has worked out for a window: each analysis has one of its own, a second longer.
    let lengths = Cell::new(0);
    let anew = || {
        lengths.set(lengths.get() + 1);
        let (first, last) = (NOW.plus_days(-i64::from(DAYS) - 1), NOW.plus_seconds(lengths.get()));
        Filter { window: Window::Custom(first, last), ..Filter::default() }
    };
    let document = |kind: DocumentKind| Query::Document(kind, DocumentFormat::Json, anew(), Zone::default());
    let pages = [
        ("failures", Query::Failures(anew(), Zone::default())),
        ("workflows", Query::Workflows(anew(), Zone::default())),
        ("page trends", Query::Trends(anew(), Zone::default())),
        ("page predictions", Query::Predictions(7, anew(), Zone::default())),
        ("page cost", Query::Cost(anew(), Zone::default())),
        ("page delivery", Query::Delivery(anew(), Zone::default())),
    ];
    let mut analyses: Vec<(&str, ToEngine)> = pages.map(|(name, asked)| query(name, asked)).into();
    analyses.extend(DocumentKind::ALL.map(|kind| query(kind.word(), document(kind))));
    let names: Vec<&str> = analyses.iter().map(|(name, _)| *name).collect();
    fs::write(folder.join("analyses.json"), json!(names).to_string()).unwrap();
    for (name, message) in &analyses {
        fs::write(folder.join(format!("message-analysis-{name}")), postcard::to_allocvec(message).unwrap()).unwrap();
    }
    let messages = [
        ("open", ToEngine::Command(Command::Open(RepositoryKey(key.to_owned())))),
        ("overview", ToEngine::Query(1, Query::Overview(whole.clone(), Zone::default()))),
        ("filter", ToEngine::Query(2, Query::Overview(main_branch, Zone::default()))),
        (
            "report",
            ToEngine::Query(3, Query::Document(DocumentKind::Report, DocumentFormat::Json, whole, Zone::default())),
        ),
    ];
    for (name, message) in messages {
        fs::write(folder.join(format!("message-{name}")), postcard::to_allocvec(&message).unwrap()).unwrap();
    }
}

/// The shortest of some runs in seconds, and the last result.
fn best<T>(repetitions: usize, mut run: impl FnMut() -> T) -> (f64, T) {
    let mut timed = || {
        let start = Instant::now();
        let result = run();
        (start.elapsed().as_secs_f64(), result)
    };
    let (mut seconds, mut result) = timed();
    for _ in 1..repetitions {
        let (again, other) = timed();
        seconds = seconds.min(again);
        result = other;
    }
    (seconds, result)
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(result) = future.as_mut().poll(&mut context) {
            return result;
        }
    }
}
