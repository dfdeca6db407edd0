//! Scores forecasts: coverage of their intervals, and their errors beside those of two forecasts that cost nothing.

use forerun::simulate::labelled::Class;

use super::daily::DailyMetric;
use super::tally::{Share, head, line, mean, percent, two_decimals};

/// Coverage may differ from nominal by so much.
const COVERAGE_ROOM: f64 = 0.03;
/// Errors may exceed those of the seasonal naive forecast in a class by so much before it counts as worse: the standard
/// error of the ratio with some hundred forecasts.
const RATIO_ROOM: f64 = 0.02;

/// One forecast day that has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForecastPoint {
    /// Of what.
    pub metric: DailyMetric,
    /// The class of the repository; `None` for real ones.
    pub class: Option<Class>,
    /// 1: the first forecast day.
    pub horizon: u32,
    /// What was said.
    pub value: f64,
    /// 80 % interval.
    pub interval_80: (f64, f64),
    /// 95 % interval.
    pub interval_95: (f64, f64),
    /// Failed attempts that were to be expected, of a failure rate.
    pub expected_failures: Option<f64>,
    /// What happened.
    pub actual: f64,
    /// What happened on the newest same weekday known.
    pub naive: Option<f64>,
    /// What happened on the newest day known.
    pub last: Option<f64>,
    /// Mean distance of days from those a week before, at the time of the forecast.
    pub scale: Option<f64>,
    /// Mean of the days before the forecast.
    pub level: Option<f64>,
}

impl ForecastPoint {
    /// An error in a unit that repositories share: rates have one, all else is measured by its level.
    fn shared(&self, value: f64) -> Option<f64> {
        let unit = if self.metric == DailyMetric::FailureRate { 1.0 } else { self.level? };
        Some((value - self.actual).abs() / unit)
    }

    fn is_inside(&self, (low, high): (f64, f64)) -> bool {
        // An end told to nine digits holds what it was meant to.
        let room = 1e-9 * (1.0 + self.actual.abs());
        (low - room..=high + room).contains(&self.actual)
    }
}

/// Figures of some points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForecastFigures {
    /// Points.
    pub count: usize,
    /// Share inside the 80 % interval.
    pub coverage_80: Option<f64>,
    /// Share inside the 95 % interval.
    pub coverage_95: Option<f64>,
    /// Mean absolute error in multiples of the scale.
    pub mase: Option<f64>,
    /// Sum of absolute errors over that of the seasonal naive forecast, on the days for which both are known.
    pub against_naive: Option<f64>,
    /// The same of squared errors.
    pub against_naive_squared: Option<f64>,
    /// Sum of absolute errors over that of the last value.
    pub against_last: Option<f64>,
}

/// Figures of the points that are chosen.
pub fn figures(points: &[ForecastPoint], is_meant: impl Fn(&ForecastPoint) -> bool) -> ForecastFigures {
    let meant = || points.iter().filter(|point| is_meant(point));
    let ratio = |baseline: fn(&ForecastPoint) -> Option<f64>, power: i32| {
        let pair = |point: &ForecastPoint| point.shared(point.value).zip(point.shared(baseline(point)?));
        let (own, other) = meant()
            .filter_map(pair)
            .fold((0.0, 0.0), |sum, (own, other)| (sum.0 + own.powi(power), sum.1 + other.powi(power)));
        (other > 0.0).then(|| own / other)
    };
    ForecastFigures {
        count: meant().count(),
        coverage_80: Share::of_items(meant(), |point| point.is_inside(point.interval_80)).value(),
        coverage_95: Share::of_items(meant(), |point| point.is_inside(point.interval_95)).value(),
        mase: mean(meant().filter_map(|point| Some((point.value - point.actual).abs() / point.scale?))),
        against_naive: ratio(|point| point.naive, 1),
        against_naive_squared: ratio(|point| point.naive, 2),
        against_last: ratio(|point| point.last, 1),
    }
}

/// The section on forecasts of simulated repositories.
pub fn section(points: &[ForecastPoint]) -> String {
    let mut text = String::from(
        "## Forecasts\n\nMade for the first workflow of each repository at 10 instants in the second half of its history, from the attempts that\n\
         had ended by then; held against the 7 days that followed. *MASE*: mean absolute error in multiples of the mean distance of\n\
         a day from that a week before. *Against naive* and *against last*: the sum of absolute errors over that of the newest\n\
         value of the same weekday and of the newest day; *squared*: of squared errors. Below 1 is better; judged are\n\
         absolute errors. Coverage counts days whose value lies inside or on the interval: of a rate of few runs there are few\n\
         possible values, so that an interval can hold more than it says.\n",
    );
    for metric in DailyMetric::ALL {
        text.extend(["\n### ", &capital(metric.name()), "\n\n", &table_head("class")]);
        for class in Class::ALL {
            let is_meant = |point: &ForecastPoint, horizon: u32| {
                point.metric == metric && point.class == Some(class) && point.horizon == horizon
            };
            let of_class = |point: &ForecastPoint| point.metric == metric && point.class == Some(class);
            let all = figures(points, of_class);
            let is_worse = all.against_naive.is_some_and(|ratio| ratio > 1.0 + RATIO_ROOM);
            let mark = if is_worse { "**missed**: worse than naive" } else { "" };
            let (next, week) =
                (figures(points, |point| is_meant(point, 1)), figures(points, |point| is_meant(point, 7)));
            text += &row(class.name(), &all, (&next, &week), mark);
        }
        let of_metric = |point: &ForecastPoint| point.metric == metric;
        let all = figures(points, of_metric);
        let mut missed = Vec::new();
        for (name, coverage, nominal) in [("80 %", all.coverage_80, 0.8), ("95 %", all.coverage_95, 0.95)] {
            if coverage.is_some_and(|coverage| (coverage - nominal).abs() > COVERAGE_ROOM) {
                missed.push(format!("**missed**: coverage of {name}"));
            }
        }
        if all.against_naive.is_some_and(|ratio| ratio >= 1.0) {
            missed.push("**missed**: not better than naive".to_owned());
        }
        let (next, week) = (
            figures(points, |point| point.metric == metric && point.horizon == 1),
            figures(points, |point| point.metric == metric && point.horizon == 7),
        );
        text += &row("all", &all, (&next, &week), &missed.join("; "));
    }
    text + "\n" + &by_expected_failures(points)
}

/// Coverage of failure rates by how many failures a day was to bring, from fewest to most.
fn by_expected_failures(points: &[ForecastPoint]) -> String {
    let mut text = String::from(
        "Failure rates by the failed attempts to be expected on the day. Where next to none are, nearly every day has the rate 0,\n\
         and whatever interval holds 0 holds nearly every day: no interval of such a rate holds 80 %. *Of 0*: days on which\n\
         nothing failed.\n\n",
    );
    text += &head(&["expected failures", "days", "of 0", "80 % holds", "95 % holds"]);
    let borders = [0.0, 0.2, 0.5, 1.0, 2.0, 4.0, f64::INFINITY];
    for (from, to) in borders.iter().zip(borders.iter().skip(1)) {
        let is_meant = |point: &&ForecastPoint| {
            point.class.is_some() && point.expected_failures.is_some_and(|failures| (*from..*to).contains(&failures))
        };
        let meant: Vec<ForecastPoint> = points.iter().filter(is_meant).copied().collect();
        let all = figures(&meant, |_| true);
        let name = if to.is_finite() { format!("{from}–{to}") } else { format!("{from} and more") };
        let of_zero = Share::of_items(&meant, |point| point.actual == 0.0).value();
        text +=
            &line(&[name, all.count.to_string(), percent(of_zero), percent(all.coverage_80), percent(all.coverage_95)]);
    }
    text
}

fn table_head(of_rows: &str) -> String {
    head(&[
        of_rows,
        "days",
        "80 % holds",
        "95 % holds",
        "MASE, day 1 / 7",
        "against naive, day 1 / 7 / all",
        "squared, all",
        "against last, all",
        "",
    ])
}

fn row(name: &str, all: &ForecastFigures, (next, week): (&ForecastFigures, &ForecastFigures), mark: &str) -> String {
    let pair = [next.mase, week.mase].map(two_decimals).join(" / ");
    let against = [next.against_naive, week.against_naive, all.against_naive].map(two_decimals).join(" / ");
    line(&[
        name.to_owned(),
        all.count.to_string(),
        percent(all.coverage_80),
        percent(all.coverage_95),
        pair,
        against,
        two_decimals(all.against_naive_squared),
        two_decimals(all.against_last),
        mark.to_owned(),
    ])
}

/// A table of the points of one real repository, a row a metric.
pub fn table_by_metric(points: &[ForecastPoint]) -> String {
    let mut text = table_head("metric");
    for metric in DailyMetric::ALL {
        let of = |horizon: Option<u32>| {
            figures(points, |point| point.metric == metric && horizon.is_none_or(|horizon| point.horizon == horizon))
        };
        text += &row(metric.name(), &of(None), (&of(Some(1)), &of(Some(7))), "");
    }
    text
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(value: f64, actual: f64) -> ForecastPoint {
        ForecastPoint {
            metric: DailyMetric::Volume,
            class: Some(Class::Quiet),
            horizon: 1,
            value,
            interval_80: (8.0, 12.0),
            interval_95: (6.0, 14.0),
            expected_failures: None,
            actual,
            naive: Some(14.0),
            last: None,
            scale: Some(2.0),
            level: Some(1.0),
        }
    }

    #[test]
    fn figures_are_what_they_say() {
        let found = figures(&[point(10.0, 12.0), point(10.0, 13.0), point(10.0, 20.0)], |_| true);
        assert_eq!((found.coverage_80, found.coverage_95), (Some(1.0 / 3.0), Some(2.0 / 3.0)));
        assert_eq!((found.mase, found.against_naive), (Some(2.5), Some(15.0 / 9.0)));
        assert_eq!(found.against_last, None);
        assert_eq!(figures(&[], |_| true).coverage_80, None);
        let unscaled = ForecastPoint { scale: None, level: None, ..point(1.0, 1.0) };
        assert_eq!(figures(&[unscaled], |_| true).mase, None);
        assert!(section(&[point(10.0, 20.0)]).contains("**missed**: not better than naive"));
    }
}
