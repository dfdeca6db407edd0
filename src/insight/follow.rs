//! Works out the trends of a view: durations, failure rate, volume and queue time over its own window and over the last 7, 30 and
//! 90 days.

use crate::domain::{DayWalk, SECONDS_PER_DAY, Timestamp, sort_by_key};
use crate::stats::{
    Autocorrelated, Lack, LogisticTrend, ln_of_whole, logistic, logistic_trend, mann_kendall, mean, median, ols_ar1,
    theil_sen,
};

use super::delivery::queue_seconds;
use super::volume::{day_count, each_day};
use super::{Direction, Metric, Trend, View};

/// More attempts than this are first reduced to daily medians.
const MOST_ATTEMPTS: usize = 2_000;
/// Fewest successes of a day that make a median.
const FEWEST_OF_A_DAY: usize = 3;
/// Fewest points of a duration trend.
const FEWEST_POINTS: usize = 10;
/// Fewest days of a daily trend.
const FEWEST_DAYS: usize = 5;
/// Fewest decided attempts of a failure-rate trend.
const FEWEST_DECIDED: usize = 20;
/// Points that the second opinion looks at pair by pair.
const MOST_PAIRED_POINTS: usize = 200;
/// Windows of the standing trends, in days.
const WINDOWS: [i64; 3] = [7, 30, 90];

/// Trends of duration, failure rate, volume and queue time: over the view's own window, then over 7, 30 and 90 days before now.
pub fn follow_trends(view: &View<'_>) -> Vec<Trend> {
    let of = |view: &View<'_>| {
        [follow_duration(view), follow_failure_rate(view), follow_volume(view), follow_queue_time(view)]
    };
    let own = of(view).into_iter();
    own.chain(WINDOWS.into_iter().flat_map(|days| of(&view.last_days(days)))).collect()
}

/// Trend of the duration of passed attempts, by `log_ols_ar1` on ln seconds over time.
///
/// Workflows are not pooled as they are: from each ln duration the median of its workflow in the window is subtracted (and
/// the median of all added), so that running a long workflow more often does not look like getting slower. Up to 2,000
/// attempts count one by one; more are reduced to a median a local day with at least 3 successes, unless fewer than 10 such
/// days are left.
pub fn follow_duration(view: &View<'_>) -> Trend {
    view.memo.duration_trend.get_or_init(|| duration_trend(view)).clone()
}

fn duration_trend(view: &View<'_>) -> Trend {
    let seconds: Vec<(u32, f64)> = view.passed_durations().filter(|&(_, seconds)| seconds > 0.0).collect();
    follow_seconds(view, Metric::Duration, &seconds)
}

/// Trend of the queue time, likewise: of each attempt the median over its executed jobs. A wait of less than a second
/// counts as one.
pub fn follow_queue_time(view: &View<'_>) -> Trend {
    view.memo.queue_trend.get_or_init(|| queue_trend(view)).clone()
}

fn queue_trend(view: &View<'_>) -> Trend {
    if view.columns.jobs.is_empty() {
        return follow_seconds(view, Metric::QueueTime, &[]);
    }
    let waits = view.rows.iter().filter_map(|&row| Some((row, attempt_queue_seconds(view, row)?)));
    follow_seconds(view, Metric::QueueTime, &waits.collect::<Vec<_>>())
}

/// Median over an attempt's executed jobs of how long they waited, at least a second; `None` where that is unknown.
pub(super) fn attempt_queue_seconds(view: &View<'_>, row: u32) -> Option<f64> {
    let mut waits: Vec<f64> = queue_seconds(view, row).flatten().collect();
    if waits.is_empty() {
        return None;
    }
    median(&mut waits).map(|seconds| seconds.max(1.0))
}

/// The trend of positive seconds of attempts, each workflow against itself.
fn follow_seconds(view: &View<'_>, metric: Metric, seconds: &[(u32, f64)]) -> Trend {
    let (points, level) = centred_logarithms(view, seconds);
    log_trend(view, metric, points, level)
}

/// The trend of logarithms of seconds in any order, each less its own level; `level` is that of all.
pub(super) fn log_trend(view: &View<'_>, metric: Metric, mut points: Vec<(Timestamp, f64)>, level: f64) -> Trend {
    let mut unit = "attempts";
    if points.len() > MOST_ATTEMPTS {
        let daily = daily_medians(view, &points);
        if daily.len() >= FEWEST_POINTS {
            (points, unit) = (daily, "days");
        }
    }
    sort_by_key(&mut points, |point| point.0);
    let x: Vec<f64> = points.iter().map(|&(time, _)| view.days_into_window(time)).collect();
    let y: Vec<f64> = points.iter().map(|&(_, value)| value + level).collect();
    fit_log_trend(metric, &x, &y, unit, view.period.days())
}

fn fit_log_trend(metric: Metric, x: &[f64], ln_seconds: &[f64], unit: &str, window_days: f64) -> Trend {
    let lacking = |lack| Trend::lacking(metric, window_days, x.len() as u64, unit, "log_ols_ar1", lack);
    let enough = Lack::unless_enough(x.len(), FEWEST_POINTS).and_then(|()| covers_window(x, window_days));
    let fit = match enough.and_then(|()| ols_ar1(x, ln_seconds)) {
        Ok(fit) => fit,
        Err(lack) => return lacking(lack),
    };
    let over_window = growth_percent(fit.slope * window_days);
    let line = (fit.intercept.exp(), (fit.intercept + fit.slope * window_days).exp());
    Trend {
        direction: over_window
            .map(|over_window| Direction::of(over_window, fit.p_value))
            .ok_or_else(|| Lack::undefined("the change is beyond any measure")),
        percent_per_week: growth_percent(7.0 * fit.slope),
        percent_per_week_interval: weekly_interval(&fit),
        percent_over_window: over_window,
        p_value: Some(fit.p_value),
        theil_sen_percent_per_week: theil_sen(x, ln_seconds, MOST_PAIRED_POINTS)
            .ok()
            .and_then(|line| growth_percent(7.0 * line.slope)),
        mann_kendall_p_value: mann_kendall_p(ln_seconds),
        line: Some(line).filter(|line| line.0.is_finite() && line.1.is_finite()),
        ..lacking(Lack::NoVariation)
    }
}

/// `(start, ln seconds − median of the workflow)` of attempts, and the median of all.
fn centred_logarithms(view: &View<'_>, seconds: &[(u32, f64)]) -> (Vec<(Timestamp, f64)>, f64) {
    let mut by_workflow: Vec<Vec<(Timestamp, f64)>> = vec![Vec::new(); view.columns.workflows.entries.len()];
    let mut all = Vec::with_capacity(seconds.len());
    for &(row, seconds) in seconds {
        if let Some(part) = by_workflow.get_mut(usize::from(view.workflow(row))) {
            // Medians of waits may lie between two seconds.
            let value = if seconds.fract() > 0.0 { seconds.ln() } else { ln_of_whole(seconds as u32) };
            part.push((view.started(row), value));
            all.push(value);
        }
    }
    for part in &mut by_workflow {
        let centre = median(&mut part.iter().map(|point| point.1).collect::<Vec<_>>()).unwrap_or_default();
        for point in part {
            point.1 -= centre;
        }
    }
    (by_workflow.concat(), median(&mut all).unwrap_or_default())
}

fn daily_medians(view: &View<'_>, points: &[(Timestamp, f64)]) -> Vec<(Timestamp, f64)> {
    let times = || points.iter().map(|point| point.0);
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return Vec::new() };
    // A day at either end for clocks that are set back.
    let (first, last) = (view.zone.local_day(first) - 1, view.zone.local_day(last) + 1);
    let mut by_day: Vec<Vec<f64>> = vec![Vec::new(); day_count(first, last)];
    let mut walk = DayWalk::new(view.zone);
    for (time, value) in points {
        let day = walk.day(u32::try_from(time.0).unwrap_or_default());
        if let Some(values) = usize::try_from(day - first).ok().and_then(|position| by_day.get_mut(position)) {
            values.push(*value);
        }
    }
    let noon = |day: i64| view.zone.day_start(day).plus_seconds(SECONDS_PER_DAY / 2);
    let filled = (first..).zip(by_day).filter(|(_, values)| values.len() >= FEWEST_OF_A_DAY);
    filled.filter_map(|(day, mut values)| Some((noon(day), median(&mut values)?))).collect()
}

/// Trend of failed / decided a local day, by a quasi-binomial logistic model. Changes are those of the fitted rate: over
/// the week in the middle of the window, and from its start to its end.
pub fn follow_failure_rate(view: &View<'_>) -> Trend {
    view.memo.failure_trend.get_or_init(|| failure_trend(view)).clone()
}

fn failure_trend(view: &View<'_>) -> Trend {
    const METHOD: &str = "quasi_binomial_logit";
    let (metric, window_days) = (Metric::FailureRate, view.period.days());
    let (days, counts) = daily_decided(view);
    let decided: u64 = counts.iter().map(|count| count.1).sum();
    let lacking = |lack| Trend::lacking(metric, window_days, days.len() as u64, "days", METHOD, lack);
    let enough = Lack::unless_enough(decided as usize, FEWEST_DECIDED)
        .and_then(|()| Lack::unless_enough(days.len(), FEWEST_DAYS))
        .and_then(|()| covers_window(&days, window_days));
    match enough.and_then(|()| logistic_trend(&days, &counts)) {
        Ok(fit) => rate_trend(window_days, METHOD, &days, &counts, &fit),
        Err(lack) => lacking(lack),
    }
}

fn rate_trend(window_days: f64, method: &str, days: &[f64], counts: &[(u64, u64)], fit: &LogisticTrend) -> Trend {
    let middle = fit.intercept + fit.slope * window_days / 2.0;
    let weekly = |slope: f64| change_percent(logistic(middle - 3.5 * slope), logistic(middle + 3.5 * slope));
    let line = (logistic(fit.intercept), logistic(fit.intercept + fit.slope * window_days));
    let over_window = change_percent(line.0, line.1);
    let rates: Vec<f64> = counts.iter().map(|&(k, n)| k as f64 / n as f64).collect();
    let mean =
        counts.iter().map(|count| count.0).sum::<u64>() as f64 / counts.iter().map(|count| count.1).sum::<u64>() as f64;
    let robust = theil_sen(days, &rates, MOST_PAIRED_POINTS).ok().map(|line| 100.0 * 7.0 * line.slope / mean);
    let interval = weekly(fit.slope_interval.0).zip(weekly(fit.slope_interval.1));
    Trend {
        direction: over_window
            .map(|over_window| Direction::of(over_window, fit.p_value))
            .ok_or_else(|| Lack::undefined("the rate starts at nothing")),
        percent_per_week: weekly(fit.slope),
        percent_per_week_interval: interval,
        percent_over_window: over_window,
        p_value: Some(fit.p_value),
        theil_sen_percent_per_week: robust.filter(|percent| percent.is_finite()),
        mann_kendall_p_value: mann_kendall_p(&rates),
        line: Some(line),
        ..Trend::lacking(Metric::FailureRate, window_days, days.len() as u64, "days", method, Lack::NoVariation)
    }
}

/// `(failed, decided)` of each local day with decided attempts, and the day's noon in days into the window.
fn daily_decided(view: &View<'_>) -> (Vec<f64>, Vec<(u64, u64)>) {
    let starts = || view.rows.iter().map(|&row| view.started(row));
    let (Some(first), Some(last)) = (starts().min(), starts().max()) else { return (Vec::new(), Vec::new()) };
    // A day at either end for clocks that are set back.
    let (first, last) = (view.zone.local_day(first) - 1, view.zone.local_day(last) + 1);
    let mut counted = vec![(0, 0); day_count(first, last)];
    each_day(view, first, |row, day| {
        if let Some((failed, decided)) = counted.get_mut(day) {
            let outcome = view.outcome(row);
            *failed += u64::from(outcome.is_failed());
            *decided += u64::from(outcome.is_decided());
        }
    });
    let noon = |day: i64| view.days_into_window(view.zone.day_start(day).plus_seconds(SECONDS_PER_DAY / 2));
    (first..).zip(counted).filter(|(_, count)| count.1 > 0).map(|(day, count)| (noon(day), count)).unzip()
}

/// Trend of the attempts a day, by a straight line through the counts of whole local days (`ols_ar1`); days without
/// attempts count as 0, days before the first stored attempt are unknown and left out. Percentages are of the mean count,
/// since a line through counts may begin at nothing.
pub fn follow_volume(view: &View<'_>) -> Trend {
    view.memo.volume_trend.get_or_init(|| volume_trend(view)).clone()
}

fn volume_trend(view: &View<'_>) -> Trend {
    const METHOD: &str = "ols_ar1";
    let (metric, window_days) = (Metric::Volume, view.period.days());
    let (x, counts): (Vec<f64>, Vec<f64>) =
        daily_volume(view).into_iter().map(|(noon, count)| (view.days_into_window(noon), count)).unzip();
    let lacking = |lack| Trend::lacking(metric, window_days, x.len() as u64, "days", METHOD, lack);
    let enough = Lack::unless_enough(x.len(), FEWEST_DAYS).and_then(|()| covers_window(&x, window_days));
    let fit = match enough.and_then(|()| ols_ar1(&x, &counts)) {
        Ok(fit) => fit,
        Err(lack) => return lacking(lack),
    };
    let Some(mean_count) = mean(&counts).filter(|&mean| mean > 0.0) else { return lacking(Lack::NoVariation) };
    let percent = |change: f64| 100.0 * change / mean_count;
    let over_window = percent(fit.slope * window_days);
    Trend {
        direction: Ok(Direction::of(over_window, fit.p_value)),
        percent_per_week: Some(percent(7.0 * fit.slope)),
        percent_per_week_interval: Some((percent(7.0 * fit.slope_interval.0), percent(7.0 * fit.slope_interval.1))),
        percent_over_window: Some(over_window),
        p_value: Some(fit.p_value),
        theil_sen_percent_per_week: theil_sen(&x, &counts, MOST_PAIRED_POINTS)
            .ok()
            .map(|line| percent(7.0 * line.slope)),
        mann_kendall_p_value: mann_kendall_p(&counts),
        line: Some((fit.intercept.max(0.0), (fit.intercept + fit.slope * window_days).max(0.0))),
        ..lacking(Lack::NoVariation)
    }
}

/// Attempts of each whole local day of the window since the first stored attempt, with the day's noon.
pub(super) fn daily_volume(view: &View<'_>) -> Vec<(Timestamp, f64)> {
    let Some((first, last)) = whole_days(view) else { return Vec::new() };
    let noon = |day: i64| view.zone.day_start(day).plus_seconds(SECONDS_PER_DAY / 2);
    let mut counts = vec![0_u32; day_count(first, last)];
    each_day(view, first, |_, day| {
        if let Some(count) = counts.get_mut(day) {
            *count += 1;
        }
    });
    (first..).zip(counts).map(|(day, count)| (noon(day), f64::from(count))).collect()
}

/// Attempts a day: the mean over the whole local days of the window, and how many these are. A window of 30 × 24 hours
/// begins and ends within a day; its trend, its forecast and the test of a difference count whole local days too, so that
/// a mean over 24-hour days would be another number than the one that is tested.
pub(super) fn attempts_a_day(view: &View<'_>) -> (Option<f64>, u64) {
    let counts: Vec<f64> = daily_volume(view).into_iter().map(|(_, count)| count).collect();
    (mean(&counts), counts.len() as u64)
}

/// First and last local day that lie whole in the window, after the first stored attempt and before now.
pub(super) fn whole_days(view: &View<'_>) -> Option<(i64, i64)> {
    let start = view.period.start.max(view.oldest()?);
    let end = view.period.end.min(view.now);
    let zone = view.zone;
    let first = zone.local_day(start) + i64::from(zone.day_start(zone.local_day(start)) < start);
    let last = zone.local_day(end) - 1;
    (start < end && first <= last).then_some((first, last))
}

fn weekly_interval(fit: &Autocorrelated) -> Option<(f64, f64)> {
    growth_percent(7.0 * fit.slope_interval.0).zip(growth_percent(7.0 * fit.slope_interval.1))
}

/// A line through a fraction of the window must not be drawn out over all of it: the points have to span half.
fn covers_window(x: &[f64], window_days: f64) -> Result<(), Lack> {
    let first = x.iter().copied().fold(f64::INFINITY, f64::min);
    let last = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if 2.0 * (last - first) >= window_days {
        return Ok(());
    }
    Err(Lack::undefined(&format!("the data cover only {} of {}", length(last - first), length(window_days))))
}

/// A length of time as one says it, without digits that tell nothing.
fn length(days: f64) -> String {
    match days {
        days if days < 1.5 / 24.0 => "an hour or less".to_owned(),
        days if days < 1.0 => format!("about {:.0} hours", 24.0 * days),
        days if days < 1.5 => "1 day".to_owned(),
        days => format!("{days:.0} days"),
    }
}

fn mann_kendall_p(values: &[f64]) -> Option<f64> {
    mann_kendall(values).ok()?.test.map(|(_, p)| p)
}

/// 100·(e^change − 1).
pub(super) fn growth_percent(change: f64) -> Option<f64> {
    Some(100.0 * change.exp_m1()).filter(|percent| percent.is_finite())
}

/// 100 × (to − from) / from.
pub(super) fn change_percent(from: f64, to: f64) -> Option<f64> {
    Some(100.0 * (to - from) / from).filter(|percent| percent.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_told_as_one_says_them() {
        let check = |days: f64, expected: &str| assert_eq!(length(days), expected, "{days}");
        check(0.0, "an hour or less");
        check(0.1, "about 2 hours");
        check(1.0, "1 day");
        check(10.5, "10 days");
        check(30.0, "30 days");
    }
}
