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
