//! From insight to documents: one conversion, no arithmetic beyond picking.

use crate::domain::{Repository, Timestamp};
use crate::github::ApiBase;
use crate::insight::{
    Comparison, Day, EarlyWarning, Forecast, Health, Insight, NextRun, Recommendation, Risk, Trend, View,
    WorkflowSummary,
};

use super::assess::latest_attempts;
use super::document::{
    ChanceFactorSection, ComparisonSection, CoverageSection, Dashboard, DaySection, EarlyWarningSection, FilterSection,
    ForecastDaySection, ForecastSection, HealthPartSection, HealthSection, KpiSection, ModelSection, NextRunSection,
    PerformanceDocument, PredictiveAnalysis, RecommendationSection, Report, RepositorySection, RiskFactorSection,
    RiskSection, TrendAnalysis, TrendSection, WorkflowSection,
};
use super::parts::Statement;

/// What a report is about, beside the view.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// Where it came from.
    pub api_base: &'a ApiBase,
    /// Whether the data are simulated.
    pub is_demo: bool,
    /// When the report is made.
    pub made_at: Timestamp,
}

/// The whole report of a view.
pub fn build(subject: Subject<'_>, view: &View<'_>, insight: &Insight) -> Report {
    Report {
        schema: "forerun/report/1".to_owned(),
        timestamp: subject.made_at.to_rfc3339(),
        repository: RepositorySection {
            name: subject.repository.name.to_string(),
            default_branch: view.default_branch.map(str::to_owned),
            api_base: subject.api_base.to_string(),
            is_demo: subject.is_demo,
        },
        filter: filter(view),
        coverage: coverage(view),
        performance: performance(view, insight),
        dashboard: dashboard(insight),
        trend_analysis: TrendAnalysis {
            schema: "forerun/trend_analysis/1".to_owned(),
            trends: insight.trends.iter().map(trend).collect(),
            comparisons: insight.comparisons.iter().map(comparison).collect(),
        },
        predictive_analysis: PredictiveAnalysis {
            schema: "forerun/predictive_analysis/1".to_owned(),
            failure_forecast: forecast(&insight.forecast),
            next_runs: insight.next_runs.iter().map(next_run).collect(),
            early_warnings: insight.early_warnings.iter().map(early_warning).collect(),
            risk: risk(&insight.risk),
        },
        recommendations: insight.recommendations.iter().map(recommendation).collect(),
    }
}

/// The word that serde writes for a unit variant.
pub(super) fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn filter(view: &View<'_>) -> FilterSection {
    FilterSection {
        window: view.filter.window.label(),
        from: view.period.start.to_rfc3339(),
        to: view.period.end.to_rfc3339(),
        workflow_id: view.filter.workflow_id,
        branch: view.filter.branch.clone(),
        event: view.filter.event.clone(),
        rule: view.filter.rule.word().to_owned(),
        time_zone: view.zone.name.clone(),
    }
}

fn coverage(view: &View<'_>) -> CoverageSection {
    use crate::domain::AttemptColumns;
    let attempts = &view.columns.attempts;
    let span = view.columns.first_and_last_start();
    let with_jobs = view.rows.iter().filter(|&&row| attempts.has_flag(row as usize, AttemptColumns::JOBS_FETCHED));
    CoverageSection {
        attempts: view.rows.len() as u64,
        attempts_stored: attempts.len() as u64,
        jobs_stored: view.columns.jobs.len() as u64,
        attempts_with_jobs: with_jobs.count() as u64,
        first_attempt_at: span.map(|(first, _)| first.to_rfc3339()),
        last_attempt_at: span.map(|(_, last)| last.to_rfc3339()),
    }
}

fn performance(view: &View<'_>, insight: &Insight) -> PerformanceDocument {
    PerformanceDocument {
        schema: "forerun/performance/1".to_owned(),
        performance_score: insight.performance.value,
        performance_status: insight.performance.label.map(|label| word(&label)),
        latest: latest_attempts(view, insight),
        workflows: insight.workflows.iter().map(workflow).collect(),
    }
}

fn workflow(summary: &WorkflowSummary) -> WorkflowSection {
    WorkflowSection {
        workflow_name: summary.label.clone(),
        workflow_id: summary.workflow_id,
        path: summary.path.clone(),
        outcomes: (&summary.counts).into(),
        success: summary.success.into(),
        first_try: summary.retries.first_try.into(),
        final_success: summary.retries.final_success.into(),
        duration: summary.durations.quantiles.into(),
        performance_score: summary.performance.value,
        performance_status: summary.performance.label.map(|label| word(&label)),
    }
}

fn dashboard(insight: &Insight) -> Dashboard {
    Dashboard {
        schema: "forerun/dashboard/1".to_owned(),
        health: health(&insight.health),
        outcomes: (&insight.counts).into(),
        success: insight.success.into(),
        first_try: insight.retries.first_try.into(),
        final_success: insight.retries.final_success.into(),
        green_only_after_retry: insight.retries.green_only_after_retry,
        flakiness: insight.flakiness.into(),
        duration: insight.durations.quantiles.into(),
        approximate_durations: insight.durations.approximate,
        invalid_durations: insight.durations.invalid,
        queue_time: insight.queue.as_ref().map(|queue| queue.quantiles.into()),
        time_to_signal: insight.signal.time_to_signal.into(),
        pull_request_validation: insight.signal.pull_request_validation.into(),
        apdex: insight.signal.apdex,
        days: insight.days.iter().map(day).collect(),
    }
}

fn health(health: &Health) -> HealthSection {
    let kpi = |kpi: &crate::insight::Kpi| KpiSection {
        name: word(&kpi.kind),
        value: kpi.value,
        target: kpi.target,
        floor: kpi.floor,
        score: kpi.score,
        sample: kpi.sample,
        missing: kpi.missing.clone(),
    };
    HealthSection {
        score: Statement::of(health.score.clone()),
        interval_low: health.interval.map(|(low, _)| low),
        interval_high: health.interval.map(|(_, high)| high),
        level: health.level.map(|level| word(&level)),
        parts: health
            .parts
            .iter()
            .map(|part| HealthPartSection {
                name: word(&part.kind),
                weight: part.weight,
                score: part.score,
                kpis: part.kpis.iter().map(kpi).collect(),
                missing: part.missing.clone(),
            })
            .collect(),
    }
}

fn day(day: &Day) -> DaySection {
    DaySection {
        start: day.start.to_rfc3339(),
        passed: day.counts.passed,
        failed: day.counts.failed,
        cancelled: day.counts.superseded + day.counts.cancelled_by_hand,
        excluded: day.counts.excluded,
        unfinished: day.counts.unfinished,
        success_rate: day.success.value,
        median_duration_seconds: day.median_duration_seconds,
    }
}

fn trend(trend: &Trend) -> TrendSection {
    TrendSection {
        metric: word(&trend.metric),
        window_days: trend.window_days,
        count: trend.count,
        unit: trend.unit.clone(),
        method: trend.method.clone(),
        direction: Statement::of(trend.direction.clone().map(|direction| word(&direction))),
        percent_per_week: trend.percent_per_week,
        percent_per_week_low: trend.percent_per_week_interval.map(|(low, _)| low),
        percent_per_week_high: trend.percent_per_week_interval.map(|(_, high)| high),
        percent_over_window: trend.percent_over_window,
        p_value: trend.p_value,
        theil_sen_percent_per_week: trend.theil_sen_percent_per_week,
        mann_kendall_p_value: trend.mann_kendall_p_value,
    }
}

fn comparison(comparison: &Comparison) -> ComparisonSection {
    ComparisonSection {
        metric: word(&comparison.metric),
        current: comparison.current,
        previous: comparison.previous,
        current_count: comparison.counts.0,
        previous_count: comparison.counts.1,
        change_percent: comparison.change_percent,
        p_value: comparison.p_value,
        change: word(&comparison.change),
    }
}

fn forecast(forecast: &Forecast) -> ForecastSection {
    let days = forecast.days.clone().map(|days| {
        days.iter()
            .map(|day| ForecastDaySection {
                start: day.start.to_rfc3339(),
                expected_runs: day.expected_runs,
                failure_rate: day.value,
                interval_80_low_rate: day.interval_80.0,
                interval_80_high_rate: day.interval_80.1,
                interval_95_low_rate: day.interval_95.0,
                interval_95_high_rate: day.interval_95.1,
            })
            .collect()
    });
    let candidates = forecast.candidates.iter().map(|candidate| ModelSection {
        model: word(&candidate.model),
        error_rate: candidate.error,
        relative_error: candidate.relative_error,
        mase: candidate.mase,
        origins: candidate.origins,
    });
    let backtest = forecast.backtest.as_ref();
    ForecastSection {
        method: forecast.model.as_ref().map(word),
        count: forecast.count,
        days: Statement::of(days),
        candidates: candidates.collect(),
        confidence: forecast.confidence,
        backtest_days: backtest.map_or(0, |backtest| backtest.days),
        backtest_coverage_80_rate: backtest.map(|backtest| backtest.coverage_80),
        backtest_coverage_95_rate: backtest.map(|backtest| backtest.coverage_95),
        backtest_error_rate: backtest.map(|backtest| backtest.error),
        backtest_naive_error_rate: backtest.map(|backtest| backtest.error_seasonal_naive),
        backtest_mase: backtest.and_then(|backtest| backtest.mase),
        backtest_interval_score_95: backtest.map(|backtest| backtest.interval_score_95),
    }
}

fn next_run(next: &NextRun) -> NextRunSection {
    let interval = next.chance.as_ref().ok().map(|&(_, interval)| interval);
    let record = next.record.as_ref();
    let factor = |factor: &crate::insight::ChanceFactor| ChanceFactorSection {
        name: factor.name.clone(),
        percentage_points: factor.points,
    };
    NextRunSection {
        workflow_name: next.workflow.clone(),
        workflow_id: next.workflow_id,
        failure_chance: Statement::of(next.chance.clone().map(|(chance, _)| chance)),
        interval_80_low: interval.map(|(low, _)| low),
        interval_80_high: interval.map(|(_, high)| high),
        factors: next.factors.iter().map(factor).collect(),
        base_failure_rate: next.base_rate,
        count: next.count,
        method: word(&next.method),
        brier_score: record.map(|record| record.brier),
        brier_score_of_base_rate: record.map(|record| record.brier_base),
        log_loss: record.map(|record| record.log_loss),
        log_loss_of_base_rate: record.map(|record| record.log_loss_base),
        discrimination: record.and_then(|record| record.discrimination),
    }
}

fn early_warning(warning: &EarlyWarning) -> EarlyWarningSection {
    EarlyWarningSection {
        kind: word(&warning.kind),
        workflow_id: warning.subject.workflow_id(),
        level_before: warning.before,
        level_now: warning.now,
        threshold: warning.threshold,
        chance: warning.chance,
        since: warning.since.to_rfc3339(),
        evidence: warning.evidence.clone(),
    }
}

fn risk(risk: &Risk) -> RiskSection {
    RiskSection {
        score: risk.score,
        level: risk.level.map(|level| word(&level)),
        factors: risk
            .factors
            .iter()
            .map(|factor| RiskFactorSection {
                name: factor.name.clone(),
                points: factor.points,
                maximum: factor.maximum,
                reason: factor.reason.clone(),
            })
            .collect(),
    }
}

fn recommendation(recommendation: &Recommendation) -> RecommendationSection {
    RecommendationSection {
        kind: word(&recommendation.kind),
        priority: word(&recommendation.priority),
        workflow_id: recommendation.workflow_id,
        title: recommendation.title.clone(),
        reason: recommendation.reason.clone(),
        expected_effect: recommendation.expected_effect.clone(),
    }
}
