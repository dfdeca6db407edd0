//! Histories at the edge: nothing, next to nothing, no variation, one huge value, holes, disorder, repetition. Every
//! analysis answers with finite numbers or says what it lacks, every document validates, and the order and repetition of
//! what arrives change nothing.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::LazyLock;

use forerun::domain::{
    AlertRule, Attempt, AttemptKey, Filter, Job, Repository, RepositoryName, Settings, Step, Timestamp, Window, Zone,
};
use forerun::github::ApiBase;
use forerun::history::{Batch, History};
use forerun::insight::{self, AlertInputs, Context, ForecastMetric, Insight, View};
use forerun::report::{self, DocumentKind};
use forerun::simulate::labelled::{Case, Class, labelled};
use forerun::stats::SplitMix64;

const START: Timestamp = Timestamp(1_780_272_000);
const NOW: Timestamp = Timestamp(1_780_272_000 + 60 * 86_400);
const DAY: i64 = 86_400;
/// Series of each kind.
const SERIES: u64 = 10;
const WINDOWS: [Window; 4] = [Window::All, Window::LastDays(90), Window::LastDays(7), Window::LastHours(24)];

/// Start in seconds after the first instant, duration, whether it failed.
type Point = (i64, i64, bool);

static VALIDATORS: LazyLock<Vec<(DocumentKind, jsonschema::Validator)>> = LazyLock::new(|| {
    let validator =
        |kind: DocumentKind| jsonschema::validator_for(&serde_json::to_value(kind.schema()).unwrap()).unwrap();
    DocumentKind::ALL.map(|kind| (kind, validator(kind))).into()
});

fn repository() -> Repository {
    Repository {
        id: 1,
        name: RepositoryName { owner: "edge".to_owned(), name: "case".to_owned() },
        private: true,
        default_branch: "main".to_owned(),
        archived: false,
    }
}

/// Attempts of two workflows, with a job each.
fn batch(points: &[Point]) -> Batch {
    let mut batch = Batch::default();
    for (number, &(start, seconds, failed)) in (1_u64..).zip(points) {
        let key = AttemptKey { run_id: number, attempt: 1 };
        let (started, ended) = (START.plus_seconds(start), START.plus_seconds(start + seconds));
        let state = if failed { "failure" } else { "success" };
        let (workflow_id, name) = if number % 3 == 0 { (8, "Nightly") } else { (7, "CI") };
        batch.attempts.push(Attempt {
            key,
            run_number: number as u32,
            workflow_id,
            workflow_name: name.to_owned(),
            workflow_path: format!(".github/workflows/{name}.yml"),
            title: "A change".to_owned(),
            branch: Some(if number % 2 == 0 { "main" } else { "work" }.to_owned()),
            from_fork: false,
            event: if workflow_id == 8 { "schedule" } else { "push" }.to_owned(),
            sha: Some(format!("{number:040x}")),
            actor: None,
            state: state.to_owned(),
            created_at: started,
            started_at: started,
            updated_at: ended,
        });
        let step = |name: &str, state: &str| Step {
            number: 1,
            name: name.to_owned(),
            state: state.to_owned(),
            started_at: Some(started),
            completed_at: Some(ended),
        };
        batch.jobs.push(Job {
            id: number,
            key,
            name: "test".to_owned(),
            state: state.to_owned(),
            created_at: Some(started),
            picked_up_at: Some(started),
            started_at: Some(started),
            completed_at: Some(ended),
            labels: vec!["ubuntu-latest".to_owned()],
            runner_name: Some("GitHub Actions 1".to_owned()),
            runner_group: Some("GitHub Actions".to_owned()),
            steps: vec![step("Run", state)],
        });
        batch.jobs_fetched.push(key);
    }
    batch
}

fn history(batches: impl IntoIterator<Item = Batch>) -> History {
    let mut history = History::new();
    for batch in batches {
        history.merge(batch);
    }
    history
}

/// What is said of one window: the insight, every further analysis as its fields are written, every document.
type Answers = (Insight, Vec<String>, Vec<String>);

/// What a history says, over several windows.
fn ask(history: &History, now: Timestamp) -> Vec<Answers> {
    let settings = Settings::default();
    let prepared = insight::prepare(history.columns(), &settings);
    let zone = Zone::default();
    let ask = |window: Window| {
        let filter = Filter { window, ..Filter::default() };
        let context = Context { zone: &zone, settings: &settings, default_branch: Some("main"), is_private: true, now };
        let view = insight::select(history.columns(), &prepared, &filter, context);
        let findings = insight::examine(&view, &[]);
        let repository = repository();
        let subject = report::Subject {
            repository: &repository,
            api_base: &ApiBase::default(),
            is_demo: false,
            made_at: now,
            forecast_record: None,
            alerts: findings.alerts(),
        };
        let documents = DocumentKind::ALL.map(|kind| report::to_json(kind, subject, &view, &findings).unwrap());
        let markdown = report::to_markdown(&report::build(subject, &view, &findings));
        assert!(markdown.lines().count() > 5, "{markdown}");
        // Much of it looks beyond the window, so that other windows would hardly ask anything else.
        let further = if window == Window::All { further(&view) } else { Vec::new() };
        (findings.insight().clone(), further, [documents.to_vec(), vec![markdown]].concat())
    };
    WINDOWS.map(ask).into()
}

/// Every analysis beyond the insight, as its fields are written.
fn further(view: &View<'_>) -> Vec<String> {
    let dollars = insight::daily_dollars(view);
    let inputs = AlertInputs { daily_dollars: &dollars };
    let rules = AlertRule::defaults();
    let dora = insight::summarise_dora(view);
    let flakiness = insight::summarise_flakiness(view);
    vec![
        format!("{:?}", insight::analyse_movements(view)),
        format!("{:?}", insight::find_changepoints(view)),
        format!("{:?}", insight::forecast_all(view, 30)),
        format!("{:?}", insight::predict_next_runs_by_context(view)),
        format!("{:?}", insight::warn_early(view)),
        format!("{:?}", insight::backtest(view, ForecastMetric::FailureRate, 7)),
        format!("{:?}", insight::backtest_next_runs(view)),
        format!("{:?}", insight::examine_flakiness(view)),
        format!("{:?}", insight::find_clusters(view)),
        format!("{:?}", insight::summarise_errors(view, &[])),
        format!("{:?}", insight::summarise_cost(view)),
        format!("{:?}", insight::forecast_cost(view, &dollars, 7)),
        format!("{:?}", insight::ask_what_if(view)),
        format!("{:?}", insight::assess_maturity(view, &dora, &flakiness, &insight::follow_trends(view))),
        format!("{dora:?}"),
        format!("{:?}", insight::evaluate_alerts(view, &rules, inputs)),
        format!("{:?}", insight::replay_book(view, &rules, inputs)),
    ]
}

/// Whether a number that is none is written anywhere.
fn holds_no_number(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "NaN" || word == "inf")
}

#[track_caller]
fn check(what: &str, history: &History, now: Timestamp) -> Vec<Answers> {
    let answers = ask(history, now);
    for (insight, further, documents) in &answers {
        for written in further.iter().chain([&format!("{insight:?}")]) {
            assert!(!holds_no_number(written), "{what}: {written}");
        }
        for ((kind, validator), document) in VALIDATORS.iter().zip(documents) {
            let value: serde_json::Value = serde_json::from_str(document).unwrap();
            let fault = validator.iter_errors(&value).next();
            assert!(fault.is_none(), "{what}: {}: {fault:?}", kind.word());
        }
    }
    answers
}

/// Runs through the series of a kind.
fn each(what: &str, series: impl Fn(&mut SplitMix64, u64) -> Vec<Point>) {
    for number in 0..SERIES {
        let points = series(&mut SplitMix64::new(number), number);
        check(&format!("{what} {number}"), &history([batch(&points)]), NOW);
    }
}

/// `count` points over 55 days whose durations differ, failing with a probability.
fn usual(random: &mut SplitMix64, count: i64, failing: f64) -> Vec<Point> {
    let point = |number: i64| {
        let start = number * 55 * DAY / count + random.below(3_600) as i64;
        (start, 60 + random.below(600) as i64, random.unit() < failing)
    };
    (0..count).map(point).collect()
}

#[test]
fn nothing() {
    for number in 0..SERIES {
        // Empty in several ways: no batch, empty batches, another moment.
        let empty = history((0..number).map(|_| Batch::default()));
        check("nothing", &empty, NOW.plus_seconds(-i64::try_from(number).unwrap() * 40 * DAY));
    }
}

#[test]
fn one_point_and_two() {
    each("one point", |random, number| vec![(random.below(60 * DAY as usize) as i64, 100, number % 2 == 0)]);
    each("two points", |random, number| {
        let start = random.below(50 * DAY as usize) as i64;
        // Also at one instant.
        let distance = if number < 3 { 0 } else { random.below(9 * DAY as usize) as i64 };
        vec![(start, 100, number % 2 == 0), (start + distance, 100 * number as i64, number % 3 == 0)]
    });
}

#[test]
fn no_variation() {
    each("constant", |_, number| (0..(10 + 20 * number as i64)).map(|step| (step * 6 * 3_600, 200, false)).collect());
    each("all passed", |random, number| usual(random, 5 + 30 * number as i64, 0.0));
    each("all failed", |random, number| usual(random, 5 + 30 * number as i64, 1.1));
}

#[test]
fn one_huge_outlier() {
    each("one huge outlier", |random, number| {
        let mut points = usual(random, 100, 0.1);
        let place = random.below(100);
        // Up to beyond the 35 days after which a duration is dropped.
        points[place] = (points[place].0, 86_400 * 4 * (number as i64 + 1), false);
        points
    });
}

#[test]
fn gaps_of_weeks() {
    each("gaps of weeks", |random, number| {
        let gap = 7 * (1 + number as i64 % 3);
        let mut points = usual(random, 150, 0.2);
        points.retain(|point| (point.0 / DAY) % (2 * gap) < gap / 2);
        points
    });
}

#[test]
fn order_and_repetition_change_nothing() {
    for number in 0..SERIES {
        let random = &mut SplitMix64::new(number);
        let whole = batch(&usual(random, 40 + 20 * number as i64, 0.15));
        let expected = check("sorted", &history([whole.clone()]), NOW);
        let mut unsorted = whole.clone();
        shuffle(random, &mut unsorted.attempts);
        shuffle(random, &mut unsorted.jobs);
        shuffle(random, &mut unsorted.jobs_fetched);
        let same = |what: &str, history: &History| {
            let found = check(what, history, NOW);
            for ((expected, further, documents), (found, found_further, found_documents)) in expected.iter().zip(&found)
            {
                assert_eq!(expected, found, "{what} {number}");
                assert_eq!(documents, found_documents, "{what} {number}");
                for (expected, found) in further.iter().zip(found_further) {
                    assert!(expected == found, "{what} {number}: {}", first_difference(expected, found));
                }
            }
        };
        same("unsorted", &history([unsorted.clone()]));
        same("duplicated", &history([whole.clone(), whole.clone()]));
        let mut doubled = unsorted.clone();
        doubled.append(whole.clone());
        same("duplicated in one batch", &history([doubled]));
        // The newer half arrives first, as it does when a history is filled backwards.
        let half = unsorted.attempts.len() / 2;
        let newer: Vec<Attempt> = whole.attempts[half..].to_vec();
        let newer = Batch { attempts: newer, ..Batch::default() };
        same("newest first, then all", &history([newer, unsorted]));
    }
}

/// What stands where two texts begin to differ.
fn first_difference(left: &str, right: &str) -> String {
    let same = left.chars().zip(right.chars()).take_while(|(left, right)| left == right).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(120)).take(240).collect::<String>();
    format!("\n{}\n{}", around(left), around(right))
}

fn shuffle<T>(random: &mut SplitMix64, items: &mut [T]) {
    for position in (1..items.len()).rev() {
        items.swap(position, random.below(position + 1));
    }
}

#[test]
fn forty_runs_get_a_modest_useful_report() {
    for seed in 1..=SERIES {
        let mut small = labelled(&Case::of_class(Class::Small, seed));
        let newest: Vec<u64> = small.attempts.iter().rev().map(|attempt| attempt.key.run_id).collect();
        let mut runs = newest;
        runs.dedup();
        runs.truncate(40);
        small.attempts.retain(|attempt| runs.contains(&attempt.key.run_id));
        small.jobs.retain(|job| runs.contains(&job.key.run_id));
        let jobs_fetched = small.jobs.iter().map(|job| job.key).collect();
        let workflows = small.workflows.into_iter().map(|workflow| (workflow, small.now)).collect();
        let runs = runs.len();
        let history = history([Batch { attempts: small.attempts, jobs: small.jobs, jobs_fetched, workflows }]);
        let answers = check("forty runs", &history, small.now);
        let (insight, _, documents) = &answers[0];
        assert!(runs >= 20, "{seed}: {runs}");
        assert!(insight.health.score.is_ok(), "{seed}: {:?}", insight.health.score);
        let (low, high) = (insight.success.low.unwrap(), insight.success.high.unwrap());
        assert!(low < high && high - low < 0.4, "{seed}: {low} to {high}");
        assert!(insight.durations.quantiles.median.is_some(), "{seed}");
        for trend in &insight.trends {
            assert!(trend.direction.is_err() || trend.p_value.is_some(), "{seed}: {trend:?}");
        }
        let lacks = insight.trends.iter().filter_map(|trend| trend.direction.as_ref().err());
        assert!(lacks.map(ToString::to_string).all(|lack| lack.len() > 10), "{seed}");
        assert!(documents.iter().all(|document| document.len() > 200), "{seed}");
    }
}
