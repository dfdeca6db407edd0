//! Sentences from made-up numbers: each case that changes the words.

use crate::domain::{Columns, Filter, Settings, SuccessRule, Timestamp, Window, Zone};
use crate::insight::{
    self, Alert, AlertKey, AlertState, Change, Changepoint, Comparison, Context, Forecast, ForecastDay, HealthLevel,
    HealthPart, Insight, Level, Metric, NextRun, OutcomeCounts, PartKind, Rate, Reading, Severity, Subject,
};
use crate::stats::Lack;

use super::*;

const NOW: &str = "2026-11-21T14:05:00Z";

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// What an overview says; begins as that of an empty history.
struct Case {
    insight: Insight,
    changepoints: Vec<Changepoint>,
    alerts: Vec<Alert>,
    filter: Filter,
}

impl Case {
    fn new(window: Window) -> Self {
        let filter = Filter { window, ..Filter::default() };
        let (zone, settings, columns) = (Zone::default(), Settings::default(), Columns::default());
        let context =
            Context { zone: &zone, settings: &settings, default_branch: Some("main"), is_private: true, now: at(NOW) };
        let prepared = insight::prepare(&columns, &settings);
        let insight = insight::summarise(&insight::select(&columns, &prepared, &filter, context));
        Self { insight, changepoints: Vec::new(), alerts: Vec::new(), filter }
    }

    /// So many passed and failed in the last 30 days.
    fn of(passed: u64, failed: u64) -> Self {
        let mut case = Self::new(Window::LastDays(30));
        case.insight.counts = OutcomeCounts { passed, failed, ..OutcomeCounts::default() };
        case.insight.success = Rate::of(passed, passed + failed);
        case.insight.comparisons.clear();
        case
    }

    fn health(mut self, score: f64) -> Self {
        self.insight.health.score = Ok(score);
        self.insight.health.level = Some(HealthLevel::of(score));
        self
    }

    fn parts(mut self, parts: [(PartKind, f64, Option<f64>); 2]) -> Self {
        let part = |(kind, weight, score)| HealthPart { kind, weight, score, kpis: Vec::new(), missing: Vec::new() };
        self.insight.health.parts = parts.map(part).to_vec();
        self
    }

    fn compared(mut self, metric: Metric, previous: f64, current: f64, change: Change) -> Self {
        self.insight.comparisons.push(Comparison {
            metric,
            current: Some(current),
            previous: Some(previous),
            counts: (100, 100),
            change_percent: None,
            p_value: Some(0.01),
            change,
        });
        self
    }

    fn shifted(mut self, metric: Metric, workflow: &str, before: f64, after: f64, is_worse: bool) -> Self {
        self.changepoints.push(Changepoint {
            subject: Subject::Workflow { workflow_id: 1, workflow: workflow.to_owned() },
            metric,
            at: at("2026-11-03"),
            run_id: 7,
            run_number: 7,
            before: level(before),
            after: level(after),
            change_percent: (before != 0.0).then(|| 100.0 * (after / before - 1.0)),
            change_percent_interval: None,
            p_value: 1e-6,
            adjusted_p: 1e-5,
            confidence: 1.0,
            is_worse,
            commit_before: None,
            commit_after: Some("1a2b3c4d5e6f".to_owned()),
            commits_between: None,
            slow_mode_changed: None,
            smallest_visible_percent: None,
        });
        self
    }

    fn foretold(mut self, value: f64, interval_80: (f64, f64), confidence: Option<f64>) -> Self {
        let day = ForecastDay {
            start: at("2026-11-22"),
            expected_runs: Some(10.0),
            value,
            interval_80,
            interval_95: interval_80,
            failures: None,
        };
        self.insight.forecast = Forecast { days: Ok(vec![day; 7]), confidence, ..self.insight.forecast };
        self
    }

    fn next(mut self, workflow: &str, chance: f64) -> Self {
        self.insight.next_runs.push(NextRun {
            workflow_id: 1,
            workflow: workflow.to_owned(),
            branch: insight::BranchKind::Any,
            event: None,
            chance: Ok((chance, (0.0, 1.0))),
            factors: Vec::new(),
            base_rate: None,
            count: 40,
            method: insight::ChanceMethod::DiscountedBeta,
            record: None,
        });
        self
    }

    fn alert(mut self, severity: Severity) -> Self {
        let key = AlertKey { rule_id: "failure_rate".to_owned(), subject: Subject::Repository };
        let reading = Reading {
            key: key.clone(),
            metric: crate::domain::AlertMetric::FailureRate,
            evaluated_at: at(NOW),
            value: Ok(0.2),
            interval: None,
            baseline: None,
            sample: 60,
            baseline_sample: 0,
            p_value: None,
            adjusted_p_value: None,
            severity: Some(severity),
            level: None,
            is_clear: false,
            evidence_run_ids: Vec::new(),
            explanation: None,
        };
        self.alerts.push(Alert {
            key,
            severity,
            state: AlertState::Firing,
            opened_at: at(NOW),
            worsened_at: None,
            acknowledged_at: None,
            snoozed_until: None,
            escalated_at: None,
            resolved_at: None,
            silent_since: None,
            peak: 0.2,
            reading,
            current: None,
            end: None,
        });
        self
    }

    fn filtered(mut self, change: impl FnOnce(&mut Filter)) -> Self {
        change(&mut self.filter);
        self
    }

    fn changed(mut self, change: impl FnOnce(&mut Insight)) -> Self {
        change(&mut self.insight);
        self
    }

    fn with_told<R>(&self, tell: impl FnOnce(Told<'_>) -> R) -> R {
        tell(Told {
            insight: &self.insight,
            changepoints: &self.changepoints,
            alerts: &self.alerts,
            filter: &self.filter,
            zone: &Zone::default(),
        })
    }

    fn summary(&self) -> Summary {
        self.with_told(summarise)
    }
}

fn level(value: f64) -> Level {
    Level { value, low: value, high: value, count: 50 }
}

/// With plain spaces for those that do not break, which look the same here.
fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn tells_how_it_stands() {
    let check = |case: &Case, expected: &str| assert_eq!(plain(&case.summary().state), expected);
    check(&Case::new(Window::LastDays(7)), "In the last 7 days, nothing ran of this repository.");
    check(&Case::new(Window::LastHours(1)), "In the last hour, nothing ran of this repository.");
    check(&Case::new(Window::All), "In everything stored, nothing ran of this repository.");
    check(
        &Case::of(0, 0).changed(|insight| {
            insight.counts = OutcomeCounts { superseded: 1, cancelled_by_hand: 2, unfinished: 1, ..Default::default() };
        }),
        "In the last 30 days, nothing of this repository passed or failed: of 4 attempts, 3 cancelled and 1 still running.",
    );
    check(
        &Case::of(1, 0),
        "In the last 30 days, 1 of 1 attempt passed (without cancelled ones) of this repository, too few to call it healthy or not.",
    );
    check(
        &Case::of(431, 81)
            .health(62.4)
            .parts([(PartKind::Reliability, 0.4, Some(80.0)), (PartKind::Efficiency, 0.2, Some(10.0))]),
        "This repository needs attention, with a health score of 62 out of 100 (held back most by wasted time and waiting): 84.2 % of 512 \
         attempts passed (without cancelled ones) in the last 30 days.",
    );
    check(
        &Case::of(5_120, 0).health(99.9),
        "This repository is healthy, with a health score of 99 out of 100: 100 % of 5 120 attempts passed (without cancelled ones) \
         in the last 30 days.",
    );
    check(
        &Case::of(0, 40).health(0.0),
        "This repository is in bad health, with a health score of 0 out of 100: 0 % of 40 attempts passed (without cancelled ones) \
         in the last 30 days.",
    );
    check(
        &Case::of(90, 10).health(75.0).filtered(|filter| filter.rule = SuccessRule::Strict),
        "This repository is in fair health, with a health score of 75 out of 100: 90.0 % of 100 attempts passed (a cancelled one \
         counts as failed) in the last 30 days.",
    );
}

#[test]
fn tells_open_alerts() {
    let check = |case: Case, expected: &str| {
        let state = plain(&case.summary().state);
        assert!(state.ends_with(expected), "{state}");
    };
    let fine = || Case::of(100, 0).health(95.0);
    check(fine(), "in the last 30 days.");
    check(fine().alert(Severity::Warning), "; 1 alert is open.");
    check(fine().alert(Severity::Critical), "; 1 alert is open, a critical one.");
    check(fine().alert(Severity::Critical).alert(Severity::Warning), "; 2 alerts are open, 1 of them critical.");
    check(fine().alert(Severity::Critical).alert(Severity::Critical), "; 2 alerts are open, all of them critical.");
    check(
        fine().alert(Severity::Warning).filtered(|filter| filter.branch = Some("main".to_owned())),
        "; 1 alert is open for the whole repository.",
    );
    // Alerts alone: nothing ran in the window.
    check(
        Case::new(Window::LastHours(24)).alert(Severity::Critical),
        "nothing ran of this repository; 1 alert is open, a critical one.",
    );
}

#[test]
fn names_what_is_filtered() {
    let check = |case: Case, expected: &str| {
        let state = plain(&case.summary().state);
        assert!(state.starts_with(expected), "{state}");
    };
    let healthy = || Case::of(100, 0).health(95.0);
    check(
        healthy().filtered(|filter| filter.branch = Some("main".to_owned())),
        "This repository on the branch “main” is healthy",
    );
    check(
        healthy().filtered(|filter| filter.event = Some("pull_request".to_owned())),
        "This repository for the event “pull request” is healthy",
    );
    check(healthy().filtered(|filter| filter.workflow_id = Some(9)), "This workflow is healthy");
    check(
        healthy().filtered(|filter| filter.branch = Some("a\nb\u{202e}c".to_owned())),
        "This repository on the branch “a b c” is healthy",
    );
    check(healthy().changed(|insight| insight.period.end = at("2026-11-01")), "This repository was healthy");
}

#[test]
fn is_not_called_healthy_beside_a_critical_alert() {
    let check = |case: Case, expected: &str| {
        let state = plain(&case.summary().state);
        assert!(state.starts_with(expected), "{state}");
    };
    let by_score = "This repository is healthy by its score alone, with a health score of 95 out of 100";
    let healthy = || Case::of(100, 2).health(95.0);
    check(healthy().alert(Severity::Critical), by_score);
    check(healthy().alert(Severity::Warning).alert(Severity::Critical), by_score);
    check(healthy().alert(Severity::Warning), "This repository is healthy, with");
    check(Case::of(100, 2).health(75.0).alert(Severity::Critical), "This repository is in fair health, with");
    let past = |insight: &mut Insight| insight.period.end = at("2026-11-01");
    check(healthy().alert(Severity::Critical).changed(past), "This repository was healthy, with");
}

#[test]
fn tells_what_changed() {
    let check = |case: &Case, expected: &str| assert_eq!(plain(&case.summary().change), expected);
    let some = || Case::of(100, 20);
    check(&Case::of(0, 0), "Whether anything changed cannot be told.");
    check(&some(), "No lasting change of durations or failure rates was found.");
    check(
        &some().compared(Metric::Duration, 300.0, 310.0, Change::Unchanged),
        "Compared with the 30 days before, all workflows together show no change beyond chance.",
    );
    check(
        &some().compared(Metric::Duration, 300.0, 310.0, Change::Unknown),
        "Too little is known of the 30 days before to compare with.",
    );
    check(
        &some()
            .compared(Metric::QueueTime, 6.0, 18.0, Change::Worse)
            .compared(Metric::Duration, 310.0, 425.0, Change::Worse)
            .compared(Metric::SuccessRate, 0.93, 0.842, Change::Worse)
            .compared(Metric::FailureRate, 0.07, 0.158, Change::Worse),
        "Compared with the 30 days before, fewer attempts pass (84.2 %, before 93.0 %), attempts take longer \
         (typically 7 min 05 s, before 5 min 10 s) and jobs wait longer for a runner (typically 18 s, before 6 s).",
    );
    check(
        &some().compared(Metric::Volume, 15.0, 22.04, Change::Different),
        "Compared with the 30 days before, there is more to run (22.0 a day, before 15.0 a day).",
    );
    check(
        &some().shifted(Metric::Duration, "CI", 300.0, 429.0, true),
        "What stands out: “CI” has been slower by 43.0 % since 3 Nov 2026, first seen at commit 1a2b3c4.",
    );
    check(
        &some().shifted(Metric::FailureRate, "Nightly", 0.0, 0.12, true),
        "What stands out: “Nightly” has failed more often (12.0 %, before 0 %) since 3 Nov 2026, first seen at commit \
         1a2b3c4.",
    );
}

#[test]
fn the_worst_shift_still_in_force_stands_out() {
    let check = |case: Case, expected: &str| {
        let change = plain(&case.summary().change);
        assert!(change.contains(expected), "{change}");
    };
    let some = || Case::of(100, 20).compared(Metric::Duration, 300.0, 310.0, Change::Unchanged);
    // A large gain stands behind a small loss; what came back is over.
    check(
        some()
            .shifted(Metric::Duration, "Fast", 400.0, 100.0, false)
            .shifted(Metric::Duration, "Slow", 300.0, 360.0, true)
            .shifted(Metric::Duration, "Slow", 300.0, 900.0, true),
        "all workflows together show no change beyond chance; what stands out: “Slow” has been slower by 20.0 % since 3 Nov 2026, first seen at \
         commit 1a2b3c4 (and one other lasting shift).",
    );
    check(
        some()
            .shifted(Metric::QueueTime, "A", 60.0, 20.0, false)
            .shifted(Metric::Duration, "B", 60.0, 59.0, false)
            .shifted(Metric::Duration, "C", 60.0, 58.0, false),
        "“A” has waited less for runners by 66.7 % since 3 Nov 2026, first seen at commit 1a2b3c4 (and 2 other lasting shifts).",
    );
}

#[test]
fn tells_what_to_expect() {
    let check = |case: &Case, expected: &str| assert_eq!(plain(&case.summary().outlook), expected);
    let some = || Case::of(84, 16);
    check(
        &some().changed(|insight| insight.forecast.days = Err(Lack::TooFewPoints { have: 8, need: 20 })),
        "What the coming days bring cannot be told yet: not enough data (8 of 20 passed or failed attempts).",
    );
    check(
        &some().changed(|insight| insight.forecast.days = Ok(Vec::new())),
        "What the coming days bring cannot be told.",
    );
    check(
        &some().foretold(0.16, (0.05, 0.31), Some(0.8)),
        "Over the next 7 days, expect about 16 % of attempts to fail, about as many as in this window, most days between \
         5 % and 31 %.",
    );
    check(
        &some().foretold(0.4, (0.4, 0.4), Some(0.5)),
        "Over the next 7 days, expect about 40 % of attempts to fail, more than in this window (take this as a hint: such \
         forecasts have not been good here).",
    );
    check(
        &some().foretold(0.001, (0.0, 0.002), None),
        "Over the next 7 days, expect about 1 % of attempts to fail, fewer than in this window, most days between 0 % and \
         1 % (take this as a hint: too little is past to know how good it is).",
    );
    check(
        &some().foretold(0.0, (0.0, 0.0), Some(1.0)),
        "Over the next 7 days, expect no failures, as there have been none.",
    );
    check(
        &some()
            .changed(|insight| insight.forecast.days = Err(Lack::undefined("a month is missing")))
            .next("Lint", 0.4)
            .next("Nightly", 0.62)
            .next("Deploy", 0.55),
        "What the coming days bring cannot be told yet: a month is missing; the next run of “Nightly” will more likely \
         fail than pass (62 %).",
    );
}

#[test]
fn extremes_make_no_nonsense() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 0.0, 1.0] {
        let case = Case::of(u64::MAX / 4, u64::MAX / 4)
            .health(value)
            .foretold(value, (value, value), Some(value))
            .compared(Metric::Duration, value, -value, Change::Worse)
            .shifted(Metric::Duration, "", value, -value, true)
            .next("x", value);
        let Summary { state, change, outlook } = case.summary();
        for text in [state, change, outlook] {
            assert!(text.ends_with('.') && !text.contains("NaN") && !text.contains("inf"), "{value}: {text}");
        }
    }
}

#[test]
fn leaves_the_page_as_text() {
    let case = Case::of(3, 1).filtered(|filter| filter.branch = Some("a*b<c>_d".to_owned()));
    let heading = case.with_told(|told| Heading::of(told, "octo/app", "last 30 days", "a*b"));
    assert_eq!(plain(&heading.about), "last 30 days (22 Oct – 21 Nov 2026), a*b");
    let summary = case.summary();
    let text = plain(&summary.to_text(&heading));
    assert!(
        text.starts_with("octo/app, last 30 days (22 Oct – 21 Nov 2026), a*b\n\nIn the last 30 days, 3 of 4"),
        "{text}"
    );
    assert!(text.ends_with("\n\nForerun, 21 Nov 2026\n"), "{text}");
    let markdown = plain(&summary.to_markdown(&heading));
    assert!(markdown.contains("- **State:** ") && markdown.contains("“a\\*b&lt;c>\\_d”"), "{markdown}");
    let twice = case.with_told(|told| Heading::of(told, "octo/app", "22 Oct – 21 Nov 2026", ""));
    assert_eq!(plain(&twice.about), "22 Oct – 21 Nov 2026");
}
