//! How far forecasts of seven days together erred on the series' own past: days' errors partly cancel out, and partly do
//! not (a busy week is busy on all its days), so that neither adding up the days' bounds nor taking days as independent
//! tells how sure a week is. Foretells nothing.

use std::collections::BTreeMap;

use crate::stats::quantile;

use super::models::Point;
use super::rolling::Told;
use super::scale::Scale;
use super::weekdays::WEEK;
use super::{Forecast, ForecastMetric};

/// Weeks of the past, most of them overlapping, that an interval needs: five that do not overlap.
const FEWEST_WEEKS: usize = 5 * WEEK;
/// It rests on so many of the newest, as the days' intervals do.
const MOST_WEEKS: usize = 100;
/// Days of a week that must have a rate or duration.
const FEWEST_DAYS: usize = 4;
/// Share of weeks to hold.
const HELD: f64 = 0.8;

/// Seven days together, as they were foretold and as they came.
#[derive(Clone, Copy, Debug, Default)]
struct Week {
    said: f64,
    happened: f64,
    weight: f64,
    days: usize,
}

/// Half the width of the 80 % interval of the next seven days together, on the scale of errors, in standard deviations where
/// it is a rate: the quantile of the errors that the same way of forecasting made over the newest 100 weeks (rolling origin,
/// by up to six days overlapping), corrected for how few of them do not overlap. `None` where fewer than 35 are known.
pub(super) fn week_error(metric: ForecastMetric, points: &[Point], lead: usize, told: &[Told]) -> Option<f64> {
    let scale = Scale::of(metric);
    let mut weeks: BTreeMap<usize, Week> = BTreeMap::new();
    for told in told.iter().filter(|told| told.step < WEEK) {
        let runs = points.get(told.origin + lead + told.step).map_or(0, |point| point.counts.1);
        let weight = if scale == Scale::Share { runs as f64 } else { 1.0 };
        let week = weeks.entry(told.origin).or_default();
        week.said += weight * told.said.failures.map_or(told.said.value, |failures| failures.share);
        week.happened += weight * told.happened;
        week.weight += weight;
        week.days += 1;
    }
    let fewest = if is_sum(metric) { WEEK } else { FEWEST_DAYS };
    // What has not come yet is no week: only the last six origins lack days for that.
    let errors = weeks.values().filter(|week| week.days >= fewest && week.weight > 0.0).filter_map(|week| {
        let over = if is_sum(metric) { 1.0 } else { week.weight };
        let even = |value: f64| scale.model(value / over).map(|value| scale.even(value));
        Some((even(week.said)? - even(week.happened)?).abs() / deviation(scale, week.weight))
    });
    let errors: Vec<f64> = errors.collect();
    if errors.len() < FEWEST_WEEKS {
        return None;
    }
    let newest = errors.get(errors.len().saturating_sub(MOST_WEEKS)..)?;
    let apart = newest.len() as f64 / WEEK as f64;
    quantile(newest, (HELD * (1.0 + 1.0 / apart)).min(1.0))
}

/// Whether a week is the sum of its days; else it is their mean.
pub(super) fn is_sum(metric: ForecastMetric) -> bool {
    matches!(metric, ForecastMetric::Volume | ForecastMetric::Cost)
}

/// Of a rate the binomial standard deviation in arcsin √p.
fn deviation(scale: Scale, runs: f64) -> f64 {
    if scale == Scale::Share { 0.5 / runs.max(1.0).sqrt() } else { 1.0 }
}

impl Forecast {
    /// The 80 % interval of the next seven days together around what is expected of them; `runs` are the decided attempts
    /// to expect. `None` where too few weeks of the past could be foretold.
    pub(super) fn week_interval(&self, value: f64, runs: f64) -> Option<(f64, f64)> {
        let scale = Scale::of(self.metric);
        let centre = scale.even(scale.model(value)?);
        let half = self.week_error? * deviation(scale, runs);
        let (low, high) = (scale.natural_of_even(centre - half), scale.natural_of_even(centre + half));
        // The value may lie beyond only where arithmetic rounds.
        (low.is_finite() && high.is_finite()).then(|| (low.min(value), high.max(value)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::rolling::roll;
    use super::*;
    use crate::stats::SplitMix64;

    /// Counts a day about 40; `carried` is how much of what a day is busier than that the next one is too.
    fn counts(seed: u64, days: usize, carried: f64) -> Vec<f64> {
        let mut random = SplitMix64::new(seed);
        let mut busier = 0.0;
        let day = |_| {
            busier = carried * busier + (1.0 - carried * carried).sqrt() * (random.unit() - 0.5);
            (40.0 * (1.0 + 0.8 * busier)).round()
        };
        (0..days).map(day).collect()
    }

    fn points(values: &[f64]) -> Vec<Point> {
        let scale = Scale::of(ForecastMetric::Volume);
        values.iter().map(|&value| Point { value: scale.model(value), counts: (0, value as u64) }).collect()
    }

    #[test]
    fn four_of_five_weeks_are_held_and_added_bounds_are_wider() {
        let metric = ForecastMetric::Volume;
        for carried in [0.0, 0.6] {
            let (mut held, mut all, mut width, mut added) = (0.0, 0.0, 0.0, 0.0);
            for seed in 1..=60 {
                let values = counts(seed * 17, 140 + WEEK, carried);
                let (known, coming) = values.split_at(140);
                let known = points(known);
                let rolled = roll(metric, &known, 1, WEEK);
                let forecast = Forecast { week_error: week_error(metric, &known, 1, &rolled.told), ..empty(metric) };
                let value: f64 = rolled.days.iter().map(|said| said.value).sum();
                let (low, high) = forecast.week_interval(value, 1.0).unwrap();
                let came: f64 = coming.iter().sum();
                held += f64::from(low <= came && came <= high);
                all += 1.0;
                width += high - low;
                let bounds = rolled.days.iter().filter_map(|said| said.intervals);
                added += bounds.map(|[(low, high), _]| high - low).sum::<f64>();
            }
            assert!((0.7..=0.93).contains(&(held / all)), "carried {carried}: {held} of {all}");
            assert!(width < if carried > 0.0 { 0.9 } else { 0.6 } * added, "carried {carried}: {width} {added}");
        }
    }

    fn empty(metric: ForecastMetric) -> Forecast {
        let world = super::super::super::testing::World::of(&[]);
        super::super::forecast(&world.view(), metric, 7)
    }

    #[test]
    fn a_short_past_tells_nothing_of_weeks() {
        for (metric, days) in [(ForecastMetric::Volume, 40), (ForecastMetric::Volume, 8), (ForecastMetric::Volume, 0)] {
            let known = points(&counts(3, days, 0.0));
            let rolled = roll(metric, &known, 1, WEEK);
            assert_eq!(week_error(metric, &known, 1, &rolled.told), None, "{days}");
        }
        // Three days ahead hold no week.
        let known = points(&counts(3, 140, 0.0));
        assert_eq!(
            week_error(ForecastMetric::Volume, &known, 1, &roll(ForecastMetric::Volume, &known, 1, 3).told),
            None
        );
        assert_eq!(empty(ForecastMetric::Volume).week_interval(5.0, 1.0), None);
    }

    #[test]
    fn rates_and_durations_have_weeks_too() {
        let mut random = SplitMix64::new(5);
        let rates: Vec<Point> = (0..120)
            .map(|_| {
                let failed = (0..12).filter(|_| random.unit() < 0.1).count() as u64;
                Point { value: Some(failed as f64 / 12.0), counts: (failed, 12) }
            })
            .collect();
        let durations: Vec<Point> =
            (0..120).map(|_| Point { value: Some(5.0 + 0.2 * random.unit()), counts: (0, 12) }).collect();
        for (metric, points, value, widest) in
            [(ForecastMetric::FailureRate, rates, 0.1, 0.12), (ForecastMetric::Duration, durations, 160.0, 30.0)]
        {
            let rolled = roll(metric, &points, 1, WEEK);
            let forecast = Forecast { week_error: week_error(metric, &points, 1, &rolled.told), ..empty(metric) };
            let (low, high) = forecast.week_interval(value, 84.0).unwrap();
            assert!(low < value && value < high && high - low < widest, "{metric:?}: {low} {high}");
        }
    }
}
