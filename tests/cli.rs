//! The terminal from outside: exit codes, messages, documents; real runs where `../shared/data` is at hand.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use forerun::report::DocumentKind;
use serde_json::Value;

fn forerun(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_forerun")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A fresh folder that is removed again.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("forerun-cli-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn document(output: &Output) -> Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[track_caller]
fn near(document: &Value, pointer: &str, expected: f64, tolerance: f64) {
    let value = document.pointer(pointer).and_then(Value::as_f64);
    let value = value.unwrap_or_else(|| panic!("{pointer} is {:?}", document.pointer(pointer)));
    assert!((value - expected).abs() <= tolerance, "{pointer}: {value} instead of {expected}");
}

#[track_caller]
fn refused(arguments: &[&str], reason: &str) {
    let output = forerun(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?} printed half of something");
    assert!(text(&output.stderr).contains(reason), "{arguments:?}: {}", text(&output.stderr));
}

#[test]
fn three_weeks_of_a_real_repository_give_the_known_numbers() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/bitcoin");
    if !data.exists() {
        println!("skipped: no ../shared/data");
        return;
    }
    let (runs, jobs) = (data.join("runs.jsonl"), data.join("jobs.jsonl"));
    let output = forerun(&[
        "report",
        "--runs",
        &runs.display().to_string(),
        "--jobs",
        &jobs.display().to_string(),
        "--repository",
        "bitcoin/bitcoin",
        "--now",
        "2025-09-25T12:00:00Z",
        "--window",
        "all",
        "--rule",
        "balanced",
    ]);
    let report = document(&output);
    let counts = |name: &str| report.pointer(&format!("/dashboard/outcomes/{name}")).and_then(Value::as_u64);
    assert_eq!((counts("passed"), counts("failed"), counts("cancelled")), (Some(304), Some(52), Some(92)));
    near(&report, "/dashboard/success/rate", 0.853_933, 1e-6);
    near(&report, "/dashboard/success/interval_low_rate", 0.813_469, 1e-6);
    near(&report, "/dashboard/success/interval_high_rate", 0.886_840, 1e-6);
    for (quantile, seconds) in [("p50", 3252.5), ("p75", 4520.5), ("p90", 5494.8), ("p95", 7295.7), ("p99", 8945.29)] {
        near(&report, &format!("/dashboard/duration/{quantile}_seconds"), seconds, 1e-6);
    }
    for (quantile, seconds) in [("p50", 28.0), ("p90", 619.3), ("p95", 1051.0)] {
        near(&report, &format!("/dashboard/queue_time/{quantile}_seconds"), seconds, 1e-6);
    }
    assert_eq!(report.pointer("/dashboard/queue_time/count").and_then(Value::as_u64), Some(8_108));
}

#[test]
fn simulated_files_become_a_valid_report_and_a_kept_history() {
    let folder = Folder::new("simulated");
    let out = folder.path("data");
    let now = "2026-06-30T12:00:00Z";
    let made = forerun(&["simulate", "--seed", "7", "--runs", "600", "--days", "60", "--out", &out, "--now", now]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let (runs, jobs) = (format!("{out}/runs.jsonl"), format!("{out}/jobs.jsonl"));
    let truth: Value = serde_json::from_str(&fs::read_to_string(format!("{out}/truth.json")).unwrap()).unwrap();
    assert!(truth.is_object());
    let base = ["report", "--repository", "forerun-demo/harbour", "--now", now, "--window", "all"];
    let with = |more: &[&str]| forerun(&[&base[..], more].concat());

    let report = document(&with(&["--runs", &runs, "--jobs", &jobs]));
    let lines = fs::read_to_string(&runs).unwrap().lines().count() as u64;
    assert_eq!(report.pointer("/coverage/attempts_stored").and_then(Value::as_u64), Some(lines));
    for kind in DocumentKind::ALL.map(DocumentKind::word) {
        let one = document(&with(&["--runs", &runs, "--jobs", &jobs, "--private", "--kind", kind]));
        assert_eq!(one["schema"], format!("forerun/{kind}/1"));
        assert_eq!(one["coverage"], report["coverage"]);
        let valid = forerun(&["validate", &folder.file("document.json", &one.to_string())]);
        assert!(valid.status.success(), "{kind}: {}", text(&valid.stderr));
    }

    let store = folder.path("store");
    let kept = document(&with(&["--runs", &runs, "--jobs", &jobs, "--store", &store]));
    let again = document(&with(&["--runs", &runs, "--store", &store]));
    let from_store = document(&with(&["--store", &store]));
    for other in [&kept, &again, &from_store] {
        assert_eq!(other.pointer("/dashboard"), report.pointer("/dashboard"));
    }

    let markdown = with(&["--runs", &runs, "--format", "markdown"]);
    assert!(text(&markdown.stdout).starts_with("# CI report of forerun-demo/harbour\n"));
}

#[test]
fn wrong_input_names_file_and_line() {
    let folder = Folder::new("wrong");
    let report =
        |file: &str| vec!["report".to_owned(), "--repository".into(), "a/b".into(), "--runs".into(), file.into()];
    let check = |content: &str, reason: &str| {
        let file = folder.file("runs.jsonl", content);
        let arguments = report(&file);
        refused(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), reason);
    };
    let good = r#"{"id":1,"workflow_id":2,"name":"CI","path":"ci.yml","display_title":"t","head_sha":"ab","run_number":1,"run_attempt":1,"event":"push","status":"completed","conclusion":"success","created_at":"2026-01-01T00:00:00Z","run_started_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:01:00Z"}"#;
    check(&format!("{good}\n{{\"id\":"), "runs.jsonl:2: ");
    check(&format!("{good}\n\nnot json\n"), "runs.jsonl:3: ");
    check(&format!("{good}\n{{\"id\":\"x\"}}\n"), "runs.jsonl:2: ");
    check("[1,2]", "runs.jsonl:1: ");
    refused(&["report", "--repository", "a/b", "--runs", "/nowhere/runs.jsonl"], "/nowhere/runs.jsonl");
    refused(&["validate", &folder.file("x.json", "{}")], "must be one of");
    refused(&["validate", &folder.file("y.json", "{\n oops")], "y.json:2: ");
    refused(&["validate", &folder.file("z.json", r#"{"schema":"forerun/report/1"}"#)], "faults");
    refused(&["report"], "--repository OWNER/NAME is missing");
}

#[test]
fn evaluations_are_told_alike_each_time() {
    let folder = Folder::new("evaluate");
    let arguments = ["evaluate", "--simulated", "--seeds", "1..3", "--commit", "abc", "--files", &folder.path("none")];
    let output = forerun(&arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let written = text(&output.stdout);
    for part in
        ["seeds 1–3", "no evidence", "Commit abc", "## Trends", "## Forecasts", "## Next run", "skipped: no runs"]
    {
        assert!(written.contains(part), "{part} is not in {written}");
    }
    assert_eq!(written, text(&forerun(&arguments).stdout));
    let file = folder.path("accuracy.md");
    let output = forerun(&[&arguments[..], &["--out", &file]].concat());
    assert!(output.status.success() && fs::read_to_string(&file).unwrap() == written);
    refused(&["evaluate"], "--simulated or --files DIR is missing");
}

#[test]
fn a_rule_is_replayed_over_files() {
    let folder = Folder::new("replayed");
    let run = |number: u32| {
        let at = |seconds: u32| {
            let (day, rest) = (number / 10, number % 10 * 8_640 + seconds);
            let (month, day) = (1 + day / 28, 1 + day % 28);
            format!("2026-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3_600, rest / 60 % 60, rest % 60)
        };
        let conclusion =
            if number >= 480 && number.is_multiple_of(3) || number.is_multiple_of(50) { "failure" } else { "success" };
        format!(
            r#"{{"id":{},"workflow_id":2,"name":"CI","path":"ci.yml","display_title":"t","head_branch":"main","head_sha":"{number:040x}","run_number":{},"run_attempt":1,"event":"push","status":"completed","conclusion":"{conclusion}","created_at":"{}","run_started_at":"{}","updated_at":"{}"}}"#,
            number + 1,
            number + 1,
            at(0),
            at(0),
            at(200)
        )
    };
    let runs: Vec<String> = (0..600).map(run).collect();
    let file = folder.file("runs.jsonl", &runs.join("\n"));
    let base = ["replay", "--runs", &file, "--repository", "a/b", "--now", "2026-03-06T00:00:00Z", "--rule"];
    let found = document(&forerun(&[&base[..], &["failure_rate", "--format", "json"]].concat()));
    assert_eq!(found.pointer("/firings/0/subject/workflow/workflow").and_then(Value::as_str), Some("CI"));
    assert_eq!(found.pointer("/firings").and_then(Value::as_array).map(Vec::len), Some(1));
    let words = text(&forerun(&[&base[..], &["failure_rate"]].concat()).stdout);
    assert!(words.contains("1 firings, 0 of them flapping") && words.contains("% of the runs of CI fail"), "{words}");
    let calm =
        text(&forerun(&[&base[..], &["failure_rate", "--warning", "0.9", "--critical", "0.95"]].concat()).stdout);
    assert!(calm.contains("0 firings"), "{calm}");
    refused(&[&base[..], &["nothing"]].concat(), "there is no such rule");
}

/// Seven weeks of 12 runs a day, of which every 25th fails; in the last five days every 2nd, and all take twice as long.
fn runs_that_get_worse() -> String {
    let run = |number: u32| {
        let is_worse = number >= 44 * 12;
        let (every, seconds) = if is_worse { (2, 440) } else { (25, 200 + number % 7 * 10) };
        let conclusion = if number.is_multiple_of(every) { "failure" } else { "success" };
        let (day, start) = (number / 12, number % 12 * 7_200);
        let (month, day) = (5 + day / 30, 1 + day % 30);
        let at = |seconds: u32| {
            format!("2026-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
        };
        let (created, ended, id) = (at(start), at(start + seconds), number + 1);
        format!(
            r#"{{"id":{id},"workflow_id":2,"name":"CI","path":"ci.yml","display_title":"t","head_branch":"main","head_sha":"{number:040x}","run_number":{id},"run_attempt":1,"event":"push","status":"completed","conclusion":"{conclusion}","created_at":"{created}","run_started_at":"{created}","updated_at":"{ended}"}}"#
        )
    };
    (0..49 * 12).map(run).collect::<Vec<_>>().join("\n")
}

#[test]
fn documents_tell_what_got_worse() {
    let folder = Folder::new("worse");
    let file = folder.file("runs.jsonl", &runs_that_get_worse());
    let base = ["report", "--runs", &file, "--repository", "a/b", "--now", "2026-06-20T00:00:00Z", "--window", "30d"];
    let with = |more: &[&str]| forerun(&[&base[..], more].concat());
    let alert = document(&with(&["--kind", "alert"]));
    let open = alert.pointer("/open").and_then(Value::as_array).unwrap();
    let failing = open.iter().find(|alert| alert["type"] == "failure_rate").unwrap();
    assert_eq!((&failing["severity"], &failing["state"]), (&"critical".into(), &"firing".into()));
    assert_eq!((&failing["subject"]["workflow_name"], &failing["metrics"]["unit"]), (&"CI".into(), &"rate".into()));
    near(failing, "/metrics/level", 0.1, 1e-12);
    assert!(failing.pointer("/metrics/value").and_then(Value::as_f64).unwrap() > 0.2);
    assert!(!failing["evidence_run_ids"].as_array().unwrap().is_empty());
    assert!(!failing["recommendations"].as_array().unwrap().is_empty() && failing["timestamp"].is_string());
    assert!(alert["rules"].as_array().unwrap().iter().any(|rule| rule["id"] == "failure_rate"));

    let report = document(&with(&[]));
    assert_eq!(report["alert"]["open"], alert["open"]);
    let metrics = report.pointer("/predictive_analysis/forecasts").and_then(Value::as_array).unwrap();
    let told: Vec<(&str, &str)> =
        metrics.iter().map(|one| (one["metric"].as_str().unwrap(), one["unit"].as_str().unwrap())).collect();
    assert_eq!(told, [("failure_rate", "rate"), ("duration", "seconds"), ("volume", "attempts"), ("cost", "dollars")]);
    assert_eq!(metrics[2]["days"]["value"].as_array().unwrap().len(), 7);
    assert_eq!(metrics[3]["days"]["value"], Value::Null);
    let changes = report.pointer("/trend_analysis/changepoints").and_then(Value::as_array).unwrap();
    assert!(changes.iter().any(|change| change["metric"] == "duration" && change["is_worse"] == true), "{changes:?}");
    assert_eq!(report.pointer("/dashboard/cost/value"), Some(&Value::Null));
    assert!(report.pointer("/dashboard/maturity/level_number").is_some());

    let markdown = text(&with(&["--format", "markdown"]).stdout);
    for chapter in ["## Alerts", "## What changed", "## Cost", "## Delivery", "## Forecast of the failure rate"] {
        assert!(markdown.contains(chapter), "{chapter}: {markdown}");
    }
}

#[test]
fn forecasts_are_held_against_the_files_own_past() {
    let folder = Folder::new("backtest");
    let out = folder.path("data");
    let now = "2026-06-30T12:00:00Z";
    let made = forerun(&["simulate", "--seed", "3", "--runs", "1500", "--days", "90", "--out", &out, "--now", now]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let (runs, jobs) = (format!("{out}/runs.jsonl"), format!("{out}/jobs.jsonl"));
    let base = ["backtest", "--runs", &runs, "--repository", "a/b", "--now", now];
    let with = |more: &[&str]| forerun(&[&base[..], more].concat());
    let scores = document(&with(&["--jobs", &jobs, "--private", "--format", "json", "--horizon", "3"]));
    assert_eq!(scores["horizon_days"], 3);
    let metrics = scores["metrics"].as_array().unwrap();
    assert_eq!(metrics.len(), 4);
    for metric in metrics {
        assert_eq!(metric["status"], "ok", "{metric}");
        let number = |name: &str| metric[name].as_f64().unwrap();
        assert!((0.6..=1.0).contains(&number("coverage_80_rate")), "{metric}");
        assert!(number("coverage_95_rate") >= number("coverage_80_rate") && number("mase") > 0.0, "{metric}");
        let models = metric["models"].as_array().unwrap();
        let of = |name: &str| models.iter().find(|model| model["model"] == name).unwrap();
        near(of("seasonal_naive"), "/ratio_to_seasonal_naive", 1.0, 1e-9);
        near(of("last_value"), "/ratio_to_last_value", 1.0, 1e-9);
    }
    let workflows = scores["next_runs"].as_array().unwrap();
    let busiest = &workflows[0];
    assert!((0.0..0.3).contains(&busiest["brier_score"].as_f64().unwrap()), "{busiest}");
    let bins = busiest["reliability"].as_array().unwrap();
    let total: u64 = bins.iter().map(|bin| bin["runs"].as_u64().unwrap()).sum();
    assert!(bins.len() > 1 && total >= busiest["runs"].as_u64().unwrap(), "{busiest}");

    let words = with(&[]);
    assert!(words.status.success());
    for part in ["failure_rate (rate)", "seasonal_naive", "cost (dollars)\n  none: ", "Next runs", "Brier "] {
        assert!(text(&words.stdout).contains(part), "{part}: {}", text(&words.stdout));
    }
    refused(&["backtest", "--runs", &runs], "--repository OWNER/NAME is missing");
    refused(&[&base[..], &["--horizon", "31"]].concat(), "from 1 to 30");
    refused(&[&base[..], &["--rule", "x"]].concat(), "invalid option");
    refused(&["backtest", "--runs", "/nowhere/runs.jsonl", "--repository", "a/b"], "/nowhere/runs.jsonl");

    let empty = folder.file("empty.jsonl", "");
    let nothing = forerun(&["backtest", "--runs", &empty, "--repository", "a/b", "--now", now]);
    assert!(text(&nothing.stdout).contains("none: not enough data"), "{}", text(&nothing.stdout));
}
