//! The charts of the overview, over a made-up one.

use std::sync::Arc;

use forerun::domain::{KpiKind, Outcome};
use forerun::engine::{Overview, Point};
use forerun::insight::{
    Day, DurationSummary, Forecast, ForecastDay, ForecastMetric, Health, HealthPart, Insight, Kpi, OutcomeCounts,
    PartKind, PerformanceScore, Quantiles, Rate, RetrySummary, Risk, SignalSummary, Subject,
};
use leptos::prelude::*;

use crate::charts::{DurationScatter, ForecastFan, OutcomeBars, SuccessChart};

use super::made_up::{MadeUp, day, days};
use super::{group, sample};

const DAYS: i64 = 60;

/// The group.
pub fn section() -> AnyView {
    let overview = Signal::stored(Arc::new(overview()));
    let workflows = Signal::stored(Arc::default());
    let chart = |title: &'static str, is_wide: bool, chart: AnyView| sample(title, is_wide, chart);
    group(
        "Charts of the overview",
        vec![
            chart("Success rate", false, view! { <SuccessChart overview /> }.into_any()),
            chart("Outcomes", false, view! { <OutcomeBars overview /> }.into_any()),
            chart("Durations", true, view! { <DurationScatter overview workflows /> }.into_any()),
            chart("Failure forecast", true, view! { <ForecastFan overview /> }.into_any()),
        ],
    )
}

fn overview() -> Overview {
    let mut random = MadeUp::new(21);
    let mut day_of = |number: i64| {
        let runs = if number % 7 >= 5 { random.below(5) } else { 20 + random.below(30) };
        let failed = (runs as f64 * 0.15 * random.share()) as u64;
        let cancelled_by_hand = runs / 12;
        let passed = runs - failed - cancelled_by_hand;
        Day {
            start: day(number),
            counts: OutcomeCounts { passed, failed, cancelled_by_hand, ..OutcomeCounts::default() },
            success: Rate::of(passed, passed + failed),
            median_duration_seconds: (passed > 0).then_some(300.0),
            p95_duration_seconds: None,
        }
    };
    let all: Vec<Day> = (0..DAYS).map(&mut day_of).collect();
    let sum = |part: fn(&OutcomeCounts) -> u64| all.iter().map(|day| part(&day.counts)).sum::<u64>();
    let (passed, failed) = (sum(|counts| counts.passed), sum(|counts| counts.failed));
    let counts = OutcomeCounts { passed, failed, ..OutcomeCounts::default() };
    let points: Vec<Point> = (0..1_500_i64).map(|number| point(&mut random, number)).collect();
    let quantiles = Quantiles { median: Some(290.0), p95: Some(700.0), p99: Some(1_300.0), ..Quantiles::default() };
    let insight = Insight {
        period: days(DAYS),
        now: day(DAYS),
        counts,
        success: Rate::of(passed, passed + failed),
        retries: RetrySummary::default(),
        durations: DurationSummary { quantiles, ..DurationSummary::default() },
        queue: None,
        signal: SignalSummary::default(),
        flakiness: Rate::default(),
        performance: PerformanceScore { value: None, label: None, count: 0 },
        health: health(),
        days: all,
        trends: Vec::new(),
        comparisons: Vec::new(),
        forecast: forecast(),
        next_runs: Vec::new(),
        early_warnings: Vec::new(),
        risk: Risk { score: None, level: None, factors: Vec::new() },
        recommendations: Vec::new(),
        workflows: Vec::new(),
    };
    Overview {
        revision: 0,
        insight,
        points_total: points.len() as u64,
        points,
        outside: 0,
        changepoints: Vec::new(),
        alerts: Vec::new(),
        running: Vec::new(),
        record: None,
    }
}

fn point(random: &mut MadeUp, number: i64) -> Point {
    Point {
        started_at: day(0).plus_seconds(number * DAYS * 86_400 / 1_500),
        duration_seconds: random.duration(300.0) as f32,
        outcome: match random.outcome(0.08) {
            Outcome::Excluded => Outcome::Passed,
            outcome => outcome,
        },
        run_id: number as u64,
        workflow: 0,
    }
}

fn forecast() -> Forecast {
    let metric = ForecastMetric::FailureRate;
    let day_of = |number: i64| ForecastDay {
        start: day(DAYS + number),
        expected_runs: Some(31.0),
        value: 0.08,
        interval_80: (0.05, 0.12),
        interval_95: (0.02, 0.17),
        failures: None,
    };
    Forecast {
        subject: Subject::Repository,
        metric,
        made_at: day(DAYS),
        horizon_days: 7,
        unit: metric.unit().to_owned(),
        count: DAYS as u64,
        days: Ok((0..7).map(day_of).collect()),
        model: None,
        candidates: Vec::new(),
        confidence: Some(0.82),
        backtest: None,
        week_error: None,
    }
}

fn health() -> Health {
    let kind = KpiKind::SuccessRate;
    let kpi =
        Kpi { kind, workflow: None, value: None, target: 0.95, floor: 0.75, score: None, sample: 0, missing: None };
    let part =
        HealthPart { kind: PartKind::Reliability, weight: 0.4, score: None, kpis: vec![kpi], missing: Vec::new() };
    Health { score: Ok(80.0), interval: None, level: None, parts: vec![part] }
}
