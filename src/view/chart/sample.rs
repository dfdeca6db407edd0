//! Overviews for the tests of charts.

use crate::domain::{KpiKind, Outcome, Period, SECONDS_PER_DAY, Timestamp};
use crate::engine::{Overview, Point};
use crate::insight::{
    Day, DurationSummary, Forecast, ForecastDay, ForecastMetric, ForecastModel, Health, HealthPart, Insight, Kpi,
    OutcomeCounts, PartKind, PerformanceScore, Quantiles, Rate, RetrySummary, Risk, SignalSummary, Subject,
};

/// Monday 5 October 2026.
pub(super) const FIRST_DAY: i64 = 20_731;

/// An overview of days that each have `(passed, failed)`, with one point of `seconds` for every one of `durations`.
pub(super) fn overview(days: &[(u64, u64)], durations: &[(i64, f32, Outcome)]) -> Overview {
    let start = |day: usize| Timestamp((FIRST_DAY + day as i64) * SECONDS_PER_DAY);
    let day = |(number, &(passed, failed)): (usize, &(u64, u64))| Day {
        start: start(number),
        counts: OutcomeCounts { passed, failed, ..OutcomeCounts::default() },
        success: rate(passed, passed + failed),
        median_duration_seconds: (passed > 0).then_some(300.0),
        p95_duration_seconds: (passed > 0).then_some(600.0),
    };
    let (passed, failed) = days.iter().fold((0, 0), |sums, day| (sums.0 + day.0, sums.1 + day.1));
    let point = |&(second, duration_seconds, outcome): &(i64, f32, Outcome)| Point {
        started_at: start(0).plus_seconds(second),
        duration_seconds,
        outcome,
        run_id: 1,
        workflow: 0,
    };
    let end = start(days.len());
    let insight = Insight {
        period: Period { start: start(0), end },
        now: end,
        counts: OutcomeCounts { passed, failed, ..OutcomeCounts::default() },
        success: rate(passed, passed + failed),
        retries: RetrySummary::default(),
        durations: DurationSummary {
            quantiles: Quantiles { median: Some(300.0), p95: Some(600.0), p99: Some(700.0), ..Quantiles::default() },
            ..DurationSummary::default()
        },
        queue: None,
        signal: SignalSummary::default(),
        flakiness: Rate::default(),
        performance: PerformanceScore { value: None, label: None, count: 0 },
        health: health(),
        days: days.iter().enumerate().map(day).collect(),
        trends: Vec::new(),
        comparisons: Vec::new(),
        forecast: forecast(None, None),
        next_runs: Vec::new(),
        early_warnings: Vec::new(),
        risk: Risk { score: None, level: None, factors: Vec::new() },
        recommendations: Vec::new(),
        workflows: Vec::new(),
    };
    let points = durations.iter().map(point).collect();
    let points_total = durations.len() as u64;
    let (changepoints, alerts) = (Vec::new(), Vec::new());
    Overview {
        revision: 1,
        insight,
        points,
        points_total,
        outside: 0,
        changepoints,
        alerts,
        running: Vec::new(),
        record: None,
    }
}

/// A forecast of these days; `None` for one that lacks points.
pub(super) fn forecast(days: Option<Vec<ForecastDay>>, confidence: Option<f64>) -> Forecast {
    // Read, because this layer has no word for what the analysis lacks.
    let lack = || serde_json::from_str(r#"{"too_few_points":{"have":12,"need":20}}"#).unwrap();
    Forecast {
        subject: Subject::Repository,
        metric: ForecastMetric::FailureRate,
        made_at: Timestamp(0),
        horizon_days: 7,
        unit: "rate".to_owned(),
        count: 40,
        model: days.is_some().then_some(ForecastModel::Combination),
        days: days.ok_or_else(lack),
        candidates: Vec::new(),
        confidence,
        backtest: None,
        week_error: None,
    }
}

fn rate(numerator: u64, denominator: u64) -> Rate {
    let value = (denominator > 0).then(|| numerator as f64 / denominator as f64);
    let (low, high) = (value.map(|value| value * 0.9), value.map(|value| value + 0.1 * (1.0 - value)));
    Rate { numerator, denominator, value, low, high }
}

fn health() -> Health {
    let kind = KpiKind::SuccessRate;
    let kpi =
        Kpi { kind, workflow: None, value: None, target: 0.95, floor: 0.75, score: None, sample: 0, missing: None };
    let kind = PartKind::Reliability;
    let part = HealthPart { kind, weight: 0.4, score: None, kpis: vec![kpi], missing: Vec::new() };
    Health { score: Ok(80.0), interval: None, level: None, parts: vec![part] }
}
