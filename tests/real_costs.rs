//! Bills three weeks of real runs, where they are at hand, and holds the sums against a second, plain addition. Labels of
//! these data are guessed, so that no dollar amount is asserted for its own sake.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use std::fs;
use std::path::Path;

use forerun::domain::{Attempt, AttemptKey, Filter, Job, Settings, Timestamp, Zone};
use forerun::history::{Batch, History};
use forerun::insight::{self, Context};
use serde_json::Value;

const FOLDER: &str = "../shared/data/bitcoin";

fn lines(name: &str) -> Option<Vec<Value>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER).join(name);
    let text = fs::read_to_string(path).ok()?;
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_owned()
}

fn time(value: &Value, field: &str) -> Option<Timestamp> {
    value[field].as_str().map(|text| Timestamp::parse(text).unwrap())
}

fn attempt(run: &Value) -> Attempt {
    Attempt {
        key: AttemptKey { run_id: run["id"].as_u64().unwrap(), attempt: 1 },
        run_number: 1,
        workflow_id: run["workflow_id"].as_u64().unwrap(),
        workflow_name: text(run, "name"),
        workflow_path: text(run, "path"),
        title: text(run, "display_title"),
        branch: run["head_branch"].as_str().map(str::to_owned),
        from_fork: false,
        event: text(run, "event"),
        sha: run["head_sha"].as_str().map(str::to_owned),
        actor: None,
        state: text(run, "conclusion"),
        created_at: time(run, "created_at").unwrap(),
        started_at: time(run, "run_started_at").unwrap(),
        updated_at: time(run, "updated_at").unwrap(),
    }
}

fn job(value: &Value) -> Job {
    Job {
        id: value["id"].as_u64().unwrap(),
        key: AttemptKey { run_id: value["run_id"].as_u64().unwrap(), attempt: 1 },
        name: text(value, "name"),
        labels: value["labels"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|label| label.as_str())
            .map(str::to_owned)
            .collect(),
        runner_name: Some("runner".to_owned()),
        runner_group: None,
        created_at: time(value, "created_at"),
        picked_up_at: time(value, "started_at"),
        started_at: time(value, "started_at"),
        completed_at: time(value, "completed_at"),
        state: text(value, "conclusion"),
        steps: Vec::new(),
    }
}

#[test]
fn real_jobs_add_up() {
    let (Some(runs), Some(jobs)) = (lines("runs.jsonl"), lines("jobs.jsonl")) else {
        println!("skipped: {FOLDER} is not at hand");
        return;
    };
    let attempts: Vec<Attempt> = runs.iter().map(attempt).collect();
    let is_stored = |key: AttemptKey| attempts.iter().any(|attempt| attempt.key == key);
    let jobs: Vec<Job> = jobs.iter().map(job).filter(|job| is_stored(job.key)).collect();
    let executed = jobs.iter().filter(|job| job.state != "skipped");
    let minutes = executed.filter_map(|job| {
        let seconds = job.completed_at?.seconds_since(job.started_at?).max(0);
        Some((seconds + 59).div_euclid(60).max(1) as u64)
    });
    let minutes: u64 = minutes.sum();
    let mut history = History::new();
    let jobs_fetched = attempts.iter().map(|attempt| attempt.key).collect();
    history.merge(Batch { attempts, jobs, jobs_fetched, workflows: Vec::new() });
    let (settings, zone, filter) = (Settings::default(), Zone::default(), Filter::default());
    let prepared = insight::prepare(history.columns(), &settings);
    let now = Timestamp::parse("2025-09-26").unwrap();
    let context = Context { zone: &zone, settings: &settings, default_branch: Some("master"), is_private: true, now };
    let view = insight::select(history.columns(), &prepared, &filter, context);
    let found = insight::summarise_cost(&view).unwrap();
    let total = found.total;
    println!(
        "{} jobs, {minutes} min, {:.2} dollars, {} unpriced min, {:.1} % wasted, {:.3} dollars a run",
        total.jobs,
        total.dollars(),
        total.unpriced_minutes,
        100.0 * found.wasted_share().unwrap(),
        found.dollars_per_run.unwrap()
    );
    assert_eq!(total.billed_minutes, minutes);
    assert_eq!(total.attempts_measured, total.attempts());
    let of_days: f64 = insight::daily_dollars(&view).iter().map(|day| day.1).sum();
    assert!((of_days - total.dollars()).abs() < 1e-6);
    assert!(found.wasted_share().is_some_and(|share| (0.0..=1.0).contains(&share)));
    for saving in insight::ask_what_if(&view).unwrap() {
        assert!(saving.saved_minutes <= minutes && saving.saved_dollars <= total.dollars());
    }
    let of_public = Context { is_private: false, ..context };
    let public = insight::summarise_cost(&insight::select(history.columns(), &prepared, &filter, of_public)).unwrap();
    assert!(public.total.dollars().abs() < 1e-12 && public.total.billed_minutes == minutes);
    let dora = insight::summarise_dora(&view);
    assert!(dora.restore_default_branch.is_ok() && dora.deployment_frequency.is_err());
}
