//! The general charts filled with what moved: days as lines with bands, changes as markers, hours of the week, days of the
//! year, forecasts beside what was measured. Draws nothing itself.

use std::sync::Arc;

use crate::domain::{Period, Zone};
use crate::insight::{
    Ahead, BacktestDay, Changepoint, DayLevel, DayMedian, Forecast, ForecastMetric, KeptOutcome, Metric, SeasonCell,
    Subject,
};
use crate::view::{date, format};

use super::{
    Calendar, CalendarDay, Fan, FanDay, HeatCell, HeatMap, KeptForecast, LineBand, LinePoint, Marker, MarkerKind,
    PastDay, Quantity, Tone,
};

/// Fewer attempts than these make no value of an hour of the week, or of a day.
const LEAST_COUNT: u64 = 5;
/// Longer names are cut in a marker's label.
const NAME_CHARACTERS: usize = 28;

/// A metric day by day.
pub fn day_line(metric: Metric, days: &[DayLevel], zone: Arc<Zone>) -> LineBand {
    let median = |day: &DayLevel, median: Option<DayMedian>| LinePoint {
        start: day.start,
        value: median.map(|median| median.seconds),
        interval: median.and_then(|median| median.interval),
        count: median.map_or(0, |median| median.count),
    };
    let point = |day: &DayLevel| match metric {
        Metric::Duration => median(day, day.duration),
        Metric::QueueTime => median(day, day.queue),
        Metric::FailureRate | Metric::SuccessRate => LinePoint {
            start: day.start,
            value: day.failures.value,
            interval: day.failures.low.zip(day.failures.high),
            count: day.failures.denominator,
        },
        // Of a day cut by the window, or not over yet, the number says nothing beside those of whole days.
        Metric::Volume => LinePoint {
            start: day.start,
            value: day.is_whole.then_some(day.attempts as f64),
            interval: None,
            count: day.attempts,
        },
    };
    let (title, value_name, counted, quantity) = match metric {
        Metric::Duration => ("Duration by day", "Typical duration", "passed attempts", Quantity::Seconds),
        Metric::QueueTime => ("Queue time by day", "Typical wait", "attempts", Quantity::Seconds),
        Metric::FailureRate | Metric::SuccessRate => {
            ("Failure rate by day", "Failure rate", "decided attempts", Quantity::Share)
        }
        Metric::Volume => ("Attempts by day", "Attempts", "attempts", Quantity::Count),
    };
    LineBand {
        title,
        value_name,
        band_name: "95 % interval",
        counted,
        quantity,
        points: days.iter().map(point).collect(),
        level: None,
        zone,
    }
}

/// The changes of a metric's levels as markers, those of single jobs left out.
pub fn change_markers(metric: Metric, changes: &[Changepoint]) -> Vec<Marker> {
    let is_shown = |change: &&Changepoint| {
        change.metric == metric && matches!(change.subject, Subject::Workflow { .. } | Subject::Repository)
    };
    let marker = |change: &Changepoint| {
        let name = match &change.subject {
            Subject::Workflow { workflow, .. } => shortened(workflow),
            _ => String::from("All"),
        };
        let by = change.change_percent.map_or_else(|| "changed".to_owned(), format::signed_percent);
        Marker { at: change.at, label: format!("{name} {by}"), kind: MarkerKind::ChangePoint }
    };
    changes.iter().filter(is_shown).map(marker).collect()
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_CHARACTERS {
        return name.to_owned();
    }
    let cut: String = name.chars().take(NAME_CHARACTERS - 1).collect();
    format!("{cut}…")
}

/// A metric by hour of the week.
pub fn week_map(metric: Metric, cells: &[SeasonCell], period: Period, zone: &Zone) -> HeatMap {
    let (title, value_name, counted, quantity) = match metric {
        Metric::FailureRate | Metric::SuccessRate => {
            ("Failure rate by hour of the week", "Failure rate", "decided attempts", Quantity::Share)
        }
        Metric::Duration => ("Duration by hour of the week", "Median duration", "decided attempts", Quantity::Seconds),
        Metric::QueueTime => ("Queue time by hour of the week", "Median wait", "attempts", Quantity::Seconds),
        Metric::Volume => ("Attempts by hour of the week", "Attempts", "attempts", Quantity::Count),
    };
    let cell = |cell: &SeasonCell| {
        let rate = (cell.decided > 0).then(|| cell.failed as f64 / cell.decided as f64);
        let (value, count) = match metric {
            Metric::FailureRate | Metric::SuccessRate => (rate, cell.decided),
            Metric::Duration => (cell.median_duration_seconds, cell.decided),
            Metric::QueueTime => (cell.median_queue_seconds, cell.attempts),
            Metric::Volume => ((cell.attempts > 0).then_some(cell.attempts as f64), cell.attempts),
        };
        HeatCell { value, count }
    };
    let least_count = if metric == Metric::Volume { 1 } else { LEAST_COUNT };
    let cells = cells.iter().map(cell).collect();
    HeatMap { title, span: date::span(period, zone), value_name, quantity, counted, least_count, cells }
}

/// The failure rate of each day of a year.
pub fn failure_calendar(days: &[DayLevel], zone: Arc<Zone>) -> Calendar {
    let day =
        |day: &DayLevel| CalendarDay { start: day.start, value: day.failures.value, count: day.failures.denominator };
    // A short history starts where it starts, not in an empty year.
    let first = days.iter().position(|day| day.attempts > 0).unwrap_or(days.len());
    Calendar {
        title: "Failure rate of each day",
        value_name: "Failure rate",
        quantity: Quantity::Share,
        counted: "decided attempts",
        least_count: LEAST_COUNT,
        days: days.get(first..).unwrap_or_default().iter().map(day).collect(),
        zone,
    }
}

fn looks(metric: ForecastMetric) -> (&'static str, &'static str, Quantity, Tone) {
    match metric {
        ForecastMetric::FailureRate => ("Failure rate ahead", "Failure rate", Quantity::Share, Tone::Failed),
        ForecastMetric::Duration => ("Duration ahead", "Typical duration", Quantity::Seconds, Tone::Text),
        ForecastMetric::Volume => ("Attempts ahead", "Attempts", Quantity::Count, Tone::Text),
        ForecastMetric::Cost => ("Cost ahead", "Cost", Quantity::Dollars, Tone::Text),
    }
}

/// What was measured, what is expected of the next `horizon_days`, and what had been expected.
pub fn forecast_fan(
    forecast: &Forecast,
    ahead: &Ahead,
    kept: &[KeptOutcome],
    horizon_days: u32,
    zone: Arc<Zone>,
) -> Fan {
    let (title, value_name, quantity, tone) = looks(forecast.metric);
    let expected = forecast.days.as_deref().unwrap_or_default();
    let expected = expected.get(..horizon_days as usize).unwrap_or(expected);
    let mut past: Vec<PastDay> = ahead
        .measured
        .iter()
        .map(|day| PastDay { start: day.start, value: day.value, count: day.count, is_running: false })
        .collect();
    // Days between what was measured and what is expected (today) have their place too.
    let ends = past.last().map(|day| day.start).zip(expected.first().map(|day| day.start));
    if let Some((last, first)) = ends {
        let between = zone.local_day(last) + 1..zone.local_day(first);
        let unknown = |day: i64| PastDay { start: zone.day_start(day), value: None, count: 0, is_running: true };
        past.extend(between.map(unknown));
    }
    let day_of = |day: &crate::insight::ForecastDay| FanDay {
        start: day.start,
        value: day.value,
        interval_80: day.interval_80,
        interval_95: day.interval_95,
    };
    let kept = kept.iter().filter(|kept| kept.metric == forecast.metric).map(|kept| KeptForecast {
        // Kept days are days of UTC: each is drawn on the local day of the same date.
        start: zone.day_start(kept.start.day()),
        value: kept.value,
        interval: kept.interval_80,
        came_true: kept.happened.map(|happened| is_inside(kept.interval_80, happened)),
    });
    let kept = kept.collect();
    Fan { title, value_name, quantity, tone, past, expected: expected.iter().map(day_of).collect(), kept, zone }
}

/// What would have been said of past days, and what happened.
pub fn backtest_fan(metric: ForecastMetric, days: &[BacktestDay], zone: Arc<Zone>) -> Fan {
    let (_, value_name, quantity, tone) = looks(metric);
    let past = |day: &BacktestDay| PastDay {
        start: day.start,
        value: Some(day.happened),
        count: super::daily::FIRM_RUNS,
        is_running: false,
    };
    let kept = |day: &BacktestDay| {
        let interval = day.interval_80?;
        let came_true = Some(is_inside(interval, day.happened));
        Some(KeptForecast { start: day.start, value: day.value, interval, came_true })
    };
    let title = "Past days, foretold from the days before";
    let (past, kept) = (days.iter().map(past).collect(), days.iter().filter_map(kept).collect());
    Fan { title, value_name, quantity, tone, past, expected: Vec::new(), kept, zone }
}

fn is_inside((low, high): (f64, f64), value: f64) -> bool {
    low <= value && value <= high
}

#[cfg(test)]
mod tests {
    use super::super::Chart;
    use super::*;
    use crate::domain::{SECONDS_PER_DAY, Timestamp};
    use crate::insight::{ForecastDay, Level, MeasuredDay, Rate};

    fn day(number: i64) -> Timestamp {
        Timestamp(number * SECONDS_PER_DAY)
    }

    fn zone() -> Arc<Zone> {
        Arc::new(Zone::default())
    }

    fn level(number: i64, attempts: u64) -> DayLevel {
        let duration = Some(DayMedian { seconds: 300.0, interval: Some((280.0, 330.0)), count: attempts });
        let failures = Rate::of(attempts / 4, attempts);
        DayLevel { start: day(number), is_whole: number != 20_002, attempts, failures, duration, queue: None }
    }

    fn change(metric: Metric, subject: Subject) -> Changepoint {
        let level = Level { value: 100.0, low: 90.0, high: 110.0, count: 50 };
        Changepoint {
            subject,
            metric,
            at: day(20_003),
            run_id: 17,
            run_number: 3,
            before: level,
            after: Level { value: 123.0, ..level },
            change_percent: Some(23.0),
            change_percent_interval: None,
            p_value: 0.0,
            adjusted_p: 0.0,
            confidence: 1.0,
            is_worse: true,
            commit_before: None,
            commit_after: None,
            commits_between: None,
            slow_mode_changed: None,
            smallest_visible_percent: None,
        }
    }

    #[test]
    fn each_metric_has_its_line() {
        let days = [level(20_000, 8), level(20_001, 0), level(20_002, 12)];
        let check = |metric: Metric, values: [Option<f64>; 3]| {
            let line = day_line(metric, &days, zone());
            assert_eq!(line.points.iter().map(|point| point.value).collect::<Vec<_>>(), values, "{metric:?}");
        };
        check(Metric::Duration, [Some(300.0); 3]);
        check(Metric::FailureRate, [Some(0.25), None, Some(0.25)]);
        check(Metric::Volume, [Some(8.0), Some(0.0), None]);
        check(Metric::QueueTime, [None; 3]);
        assert!(day_line(Metric::QueueTime, &days, zone()).is_empty());
    }

    #[test]
    fn days_before_the_first_stored_attempt_are_no_days_without_attempts() {
        let before = DayLevel { is_whole: false, ..level(20_000, 0) };
        let line = day_line(Metric::Volume, &[before, level(20_001, 0), level(20_003, 5)], zone());
        assert_eq!(line.points.iter().map(|point| point.value).collect::<Vec<_>>(), [None, Some(0.0), Some(5.0)]);
        assert_eq!(line.known_count(), 2);
    }

    #[test]
    fn changes_of_workflows_are_marked_with_their_size() {
        let workflow = Subject::Workflow { workflow_id: 1, workflow: "A workflow with a very long name indeed".into() };
        let job = Subject::Job { workflow_id: 1, workflow: "CI".into(), job: "test".into() };
        let changes = [change(Metric::Duration, workflow), change(Metric::Duration, job)];
        let markers = change_markers(Metric::Duration, &changes);
        assert_eq!(markers.len(), 1);
        assert_eq!(markers[0].label, format!("A workflow with a very long… {}", format::signed_percent(23.0)));
        assert!(change_markers(Metric::FailureRate, &changes).is_empty());
    }

    #[test]
    fn hours_and_days_are_filled() {
        let cell = SeasonCell { attempts: 10, decided: 8, failed: 2, ..SeasonCell::default() };
        let period = Period { start: day(20_000), end: day(20_030) };
        let check = |metric: Metric, expected: HeatCell| {
            assert_eq!(week_map(metric, &[cell], period, &zone()).cells, [expected], "{metric:?}");
        };
        check(Metric::FailureRate, HeatCell { value: Some(0.25), count: 8 });
        check(Metric::Volume, HeatCell { value: Some(10.0), count: 10 });
        check(Metric::Duration, HeatCell { value: None, count: 8 });
        let calendar = failure_calendar(&[level(1, 0), level(2, 0), level(3, 8)], zone());
        assert_eq!((calendar.days.len(), calendar.days[0].start), (1, day(3)));
    }

    #[test]
    fn the_fan_leaves_no_gap_before_the_forecast() {
        let expected = |number: i64| ForecastDay {
            start: day(number),
            expected_runs: None,
            value: 2.0,
            interval_80: (1.0, 3.0),
            interval_95: (0.0, 4.0),
            failures: None,
        };
        let metric = ForecastMetric::Cost;
        let forecast = Forecast {
            subject: Subject::Repository,
            metric,
            made_at: day(12),
            horizon_days: 7,
            unit: "dollars".to_owned(),
            count: 30,
            days: Ok((13..20).map(expected).collect()),
            model: None,
            candidates: Vec::new(),
            confidence: None,
            backtest: None,
            week_error: None,
        };
        let measured = (8..12).map(|number| MeasuredDay { start: day(number), value: Some(2.0), count: 9 }).collect();
        let ahead = Ahead { metric, measured, tomorrow: None, week: None };
        let (made_at, interval_80) = (day(9), (1.0, 1.5));
        let kept = KeptOutcome { metric, made_at, start: day(10), value: 1.2, interval_80, happened: Some(2.0) };
        let other = KeptOutcome { metric: ForecastMetric::Volume, ..kept };
        let fan = forecast_fan(&forecast, &ahead, &[kept, other], 3, zone());
        assert_eq!((fan.past.len(), fan.expected.len()), (5, 3));
        assert!(fan.past[4].is_running && fan.past[4].start == day(12));
        assert_eq!(fan.kept.iter().map(|kept| kept.came_true).collect::<Vec<_>>(), [Some(false)]);
    }
}
