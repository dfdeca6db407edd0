//! What all charts promise: words that say what the marks show, and marks that stay inside the picture.

use std::sync::Arc;

use proptest::prelude::*;

use super::sample::{FIRST_DAY, forecast, overview};
use super::*;
use crate::domain::{Outcome, SECONDS_PER_DAY, Timestamp, Zone};
use crate::engine::{Overview, WorkflowChoice};
use crate::insight::{Direction, ForecastDay, Metric, Trend};

const SIZE: Size = Size { width: 640.0, height: 240.0, pixel_ratio: 1.0 };

/// With plain spaces for those that do not break, which look the same here.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn zone() -> Arc<Zone> {
    Arc::new(Zone::default())
}

fn all_charts(overview: &Overview) -> [Box<dyn Chart>; 4] {
    let workflows = Arc::new(vec![WorkflowChoice { id: 1, label: "CI".to_owned() }]);
    [
        Box::new(SuccessChart::new(overview, zone())),
        Box::new(OutcomeChart::new(overview, zone())),
        Box::new(DurationChart::new(overview, workflows, zone())),
        Box::new(ForecastChart::new(overview, zone())),
    ]
}

fn places(mark: &Mark) -> Vec<(f64, f64)> {
    match mark {
        Mark::Box { x, y, width, height, .. } => vec![(*x, *y), (x + width, y + height)],
        Mark::Area { outline: at, .. } | Mark::Line { points: at, .. } | Mark::Points { at, .. } => at.clone(),
        Mark::Label { at, .. } => vec![*at],
    }
}

/// Every place of every mark is inside the picture, every stop has its values and the stops ascend.
pub(super) fn check_scene(chart: &dyn Chart, size: Size) {
    let scene = chart.scene(size);
    for (x, y) in scene.marks.iter().flat_map(places) {
        let is_inside = (-1.0..=size.width + 1.0).contains(&x) && (-1.0..=size.height + 1.0).contains(&y);
        assert!(is_inside, "{}: ({x}, {y}) at {size:?}", chart.title());
    }
    assert!(scene.stops.windows(2).all(|pair| pair[0].x <= pair[1].x), "{}", chart.title());
    assert!(scene.stops.iter().all(|stop| chart.readout(stop.key).is_some()), "{}", chart.title());
    let table = chart.table();
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", chart.title());
}

fn week() -> Overview {
    overview(
        &[(9, 1), (0, 0), (10, 0), (3, 1), (4, 4), (0, 0), (0, 0)],
        &[(0, 200.0, Outcome::Failed), (90_000, 310.0, Outcome::Passed), (100_000, 500.0, Outcome::Passed)],
    )
}

fn expected_days() -> Vec<ForecastDay> {
    let day = |number: i64| ForecastDay {
        start: Timestamp((FIRST_DAY + 7 + number) * SECONDS_PER_DAY),
        expected_runs: Some(12.4),
        value: 0.1 + 0.01 * number as f64,
        interval_80: (0.05, 0.2),
        interval_95: (0.0, 0.3),
        failures: None,
    };
    (0..7).map(day).collect()
}

fn trend(direction: Direction) -> Trend {
    Trend {
        metric: Metric::Duration,
        window_days: 7.0,
        count: 20,
        unit: "runs".to_owned(),
        method: "log_ols_ar1".to_owned(),
        direction: Ok(direction),
        percent_per_week: Some(3.25),
        percent_per_week_interval: None,
        percent_over_window: None,
        p_value: None,
        theil_sen_percent_per_week: None,
        mann_kendall_p_value: None,
        line: Some((300.0, 400.0)),
    }
}

#[test]
fn summaries_say_what_is_shown() {
    let mut overview = week();
    let check = |overview: &Overview, expected: [&str; 4]| {
        assert_eq!(all_charts(overview).map(|chart| plain(&chart.summary())), expected);
    };
    let success = "Success rate by day, 5 – 11 Oct 2026: 81.2 % overall (26 of 32). Lowest 50.0 % on Fri 9 Oct 2026, \
                   highest 100 % on Wed 7 Oct 2026. Target 95.0 % reached on 1 of 4 days.";
    let outcomes = "Outcomes of 32 attempts, 5 – 11 Oct 2026: 26 passed, 6 failed. Busiest day Wed 7 Oct 2026 with 10.";
    let durations = "Duration of 3 attempts, 5 – 11 Oct 2026: from 3 min 20 s to 8 min 20 s; of passed attempts the median is \
                     5 min 00 s and P95 10 min 00 s.";
    let lack =
        "Failure rate, 5 – 11 Oct 2026: 18.8 %. No forecast: not enough data (12 of 20 passed or failed attempts).";
    check(&overview, [success, outcomes, &format!("{durations} No trend was computed."), lack]);

    overview.insight.trends.push(trend(Direction::Up));
    overview.insight.forecast = forecast(Some(expected_days()), Some(0.9));
    let rising = format!("{durations} Trend: rising (+3.2 % a week).");
    let expected = "Failure rate, 5 – 11 Oct 2026: 18.8 %. Expected for the next 7 days: 10.0 % to 16.0 %; the 95 % \
                    intervals reach up to 30.0 %.";
    check(&overview, [success, outcomes, &rising, expected]);
}

#[test]
fn a_window_without_runs_says_so() {
    let summaries = all_charts(&overview(&[(0, 0), (0, 0)], &[])).map(|chart| (chart.is_empty(), chart.summary()));
    let expected = [
        "Success rate, 5 – 6 Oct 2026: no run has passed or failed.",
        "Outcomes, 5 – 6 Oct 2026: no attempts.",
        "Duration, 5 – 6 Oct 2026: no run has a known duration.",
        "No run has passed or failed lately, and there is no forecast.",
    ];
    assert_eq!(summaries, expected.map(|text| (true, text.to_owned())));
}

#[test]
fn readouts_tell_the_values_of_a_stop() {
    let mut overview = week();
    overview.insight.forecast = forecast(Some(expected_days()), None);
    let last = |number: usize| {
        let charts = all_charts(&overview);
        let key = charts[number].scene(SIZE).stops.last().map(|stop| stop.key);
        key.and_then(|key| charts[number].readout(key)).map(|readout| plain(&readout.sentence()))
    };
    let check = |number: usize, expected: &str| assert_eq!(last(number).as_deref(), Some(expected));
    check(0, "Fri 9 Oct 2026: Success rate 50.0 %, Passed 4 of 8, 95 % interval 45.0 % to 55.0 %");
    check(1, "Sun 11 Oct 2026: All 0");
    check(2, "6 Oct 2026, 03:46: Duration 8 min 20 s, Outcome Passed, Workflow CI");
    check(
        3,
        "Sun 18 Oct 2026: Expected 16.0 %, 80 % interval 5.0 % to 20.0 %, 95 % interval 0 % to 30.0 %, Expected runs 12",
    );
}

#[test]
fn weak_forecasts_are_told_as_such() {
    let check = |confidence: Option<f64>, expected: &str| {
        let mut overview = week();
        overview.insight.forecast = forecast(Some(expected_days()), confidence);
        let note = ForecastChart::new(&overview, zone()).note().unwrap_or_default();
        let note = plain(&note);
        assert!(note.starts_with(expected), "{note}");
    };
    check(Some(0.69), "Low confidence (69.0 %)");
    check(Some(0.7), "Confidence 70.0 %");
    check(None, "Confidence unknown");
}

#[test]
fn the_success_line_breaks_on_days_without_runs() {
    let overview = overview(&[(9, 1), (0, 0), (10, 0), (4, 1), (4, 4), (0, 0), (0, 0)], &[]);
    let scene = SuccessChart::new(&overview, zone()).scene(SIZE);
    let is_series = |mark: &&Mark| matches!(mark, Mark::Line { tone: Tone::Accent, .. });
    let lines: Vec<usize> = scene.marks.iter().filter(is_series).map(|mark| places(mark).len()).collect();
    assert_eq!(lines, [3], "the first day stands alone, the next three belong together");
    assert_eq!(scene.stops.iter().map(|stop| stop.key).collect::<Vec<_>>(), [0, 2, 3, 4]);
}

#[test]
fn bars_stand_on_one_another() {
    let scene = OutcomeChart::new(&overview(&[(9, 1)], &[]), zone()).scene(SIZE);
    let boxes: Vec<(Tone, f64, f64)> = scene
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Box { y, height, tone, .. } if matches!(tone, Tone::Passed | Tone::Failed) => {
                Some((*tone, *y, *height))
            }
            _ => None,
        })
        .collect();
    let [(Tone::Passed, passed_top, passed), (Tone::Failed, failed_top, failed)] = boxes[..] else {
        panic!("{boxes:?}");
    };
    assert!((failed_top + failed - passed_top).abs() < 1e-9 && (passed / failed - 9.0).abs() < 0.5, "{boxes:?}");
}

#[test]
fn long_tails_get_a_logarithmic_axis() {
    let labels = |highest: f32| {
        let points: Vec<_> =
            (0..50).map(|n| (n * 600, if n == 7 { highest } else { 300.0 }, Outcome::Passed)).collect();
        let scene = DurationChart::new(&overview(&[(1, 0)], &points), Arc::default(), zone()).scene(SIZE);
        let label = |mark: &Mark| match mark {
            Mark::Label { text, anchor: Anchor::End, .. } => Some(plain(text)),
            _ => None,
        };
        scene.marks.iter().filter_map(label).collect::<Vec<_>>().join(" | ")
    };
    assert_eq!(labels(600.0), "0 s | 2 min | 4 min | 6 min | 8 min | 10 min");
    assert_eq!(labels(21_600.0), "10 min | 1 h | 6 h");
}

#[test]
fn long_windows_are_summed() {
    let check = |days: usize, width: f64, expected: Option<&str>| {
        let overview = overview(&vec![(5, 1); days], &[]);
        let size = Size { width, ..SIZE };
        for chart in &all_charts(&overview)[..2] {
            assert_eq!(chart.scene(size).caption, expected, "{} of {days} days", chart.title());
            check_scene(chart.as_ref(), size);
        }
    };
    check(90, 640.0, None);
    check(181, 1_400.0, Some("by week"));
    check(90, 200.0, Some("by week"));
    check(3_000, 320.0, Some("by month"));
}

#[test]
fn a_poster_holds_title_days_date_and_legend() {
    let words = Words { made: "21 Nov 2026, 14:05", filter: "main", zone: &Zone::default() };
    let poster = Poster::new(&SuccessChart::new(&week(), zone()), SIZE, None, &words);
    let text = |mark: &Mark| match mark {
        Mark::Label { text, .. } => Some(plain(text)),
        _ => None,
    };
    let texts: Vec<_> = poster.frame.marks.iter().filter_map(text).collect();
    let expected = [
        "Success rate",
        "5 – 11 Oct 2026 · main",
        "Forerun, 21 Nov 2026, 14:05",
        "Success rate",
        "95 % interval",
        "Target 95.0 %",
        "Under 5 attempts",
    ];
    assert_eq!(texts, expected);
    let bounds = poster.size;
    assert!(poster.frame.marks.iter().flat_map(places).all(|(x, y)| x <= bounds.width && y <= bounds.height));
}

proptest! {
    #[test]
    fn every_chart_stays_inside_its_picture(
        days in prop::collection::vec((0..40_u64, 0..9_u64), 0..400),
        durations in prop::collection::vec((-100_000..3_000_000_i64, 0.0..1e6_f32, 0..7_usize), 0..80),
        width in 60.0..1_600.0_f64,
        height in 60.0..400.0_f64,
        has_forecast: bool,
    ) {
        let points: Vec<_> = durations.iter().map(|&(at, seconds, which)| (at, seconds, Outcome::ALL[which])).collect();
        let mut overview = overview(&days, &points);
        overview.insight.trends.push(trend(Direction::Down));
        if has_forecast {
            overview.insight.forecast = forecast(Some(expected_days()), Some(0.5));
        }
        for chart in all_charts(&overview) {
            let size = Size { width, height, pixel_ratio: 2.0 };
            check_scene(chart.as_ref(), size);
            let Some(extent) = chart.extent() else { continue };
            let part = Period { start: extent.start.plus_seconds(extent.seconds() / 3), end: extent.end };
            let scene = chart.scene_of(size, Some(part));
            prop_assert!(scene.stops.iter().all(|stop| chart.readout(stop.key).is_some()));
            prop_assert!(scene.stops.windows(2).all(|pair| pair[0].x <= pair[1].x));
        }
    }
}
