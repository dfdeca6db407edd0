//! Scores forecasts: coverage of their intervals, and their errors beside those of two forecasts that cost nothing.

use forerun::insight::FailuresAhead;
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
    /// What the intervals of a failure rate rest on.
    pub failures: Option<FailuresAhead>,
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

    /// How far it counts as inside the 80 % interval where ties are told apart, 0–1.
    fn share_inside_80(&self) -> f64 {
        let plain = || f64::from(self.is_inside(self.interval_80));
        self.failures.map_or_else(plain, |failures| failures.share_inside_80(self.interval_80, self.actual))
    }

    /// The same of the 95 % interval.
    fn share_inside_95(&self) -> f64 {
        let plain = || f64::from(self.is_inside(self.interval_95));
        self.failures.map_or_else(plain, |failures| failures.share_inside_95(self.interval_95, self.actual))
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
    /// Share inside the 80 % and the 95 % interval, ties told apart.
    pub exact: [Option<f64>; 2],
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
        exact: [mean(meant().map(ForecastPoint::share_inside_80)), mean(meant().map(ForecastPoint::share_inside_95))],
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
         absolute errors. *Holds* counts days whose value lies inside or on the interval.\n\n\
         A failure rate takes few values, mostly 0, and no interval of such a number holds exactly 80 %: one that holds 0 alone\n\
         may hold 95 %, and one without 0 the other 5 %. So its intervals are those whose forecast probability is *at least* 80\n\
         or 95 %, and *holds* shows by how much it is more. Whether the probabilities are right is told by *ties told apart*: a\n\
         day on the upper edge counts as inside by the part of the edge's probability that is needed for exactly 80 or 95 %.\n\
         This is how often the randomised probability integral transform of the day lies in a stretch that long; it does so in\n\
         80 and 95 % of days if the forecast distribution is right, and of a number with few values nothing else does (Czado,\n\
         Gneiting and Held 2009, Predictive model assessment for count data, Biometrics 65). It is what is judged, and it can\n\
         miss on both sides: too sure of 0 falls below, too wide rises above. Of the other metrics both are the same.\n",
    );
    for metric in DailyMetric::ALL {
        text.extend(["\n### ", &capital(metric.name()), "\n\n", &table_head("class", has_ties(metric))]);
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
            text += &row(class.name(), has_ties(metric), &all, (&next, &week), mark);
        }
        let of_metric = |point: &ForecastPoint| point.metric == metric;
        let all = figures(points, of_metric);
        let mut missed = Vec::new();
        for (name, coverage, nominal) in [("80 %", all.exact[0], 0.8), ("95 %", all.exact[1], 0.95)] {
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
        text += &row("all", has_ties(metric), &all, (&next, &week), &missed.join("; "));
    }
    text + "\n" + &by_expected_failures(points)
}

/// Whether days lie on the ends of their intervals more often than by chance.
fn has_ties(metric: DailyMetric) -> bool {
    metric == DailyMetric::FailureRate
}

/// Coverage of failure rates by how many failures a day was to bring, from fewest to most.
fn by_expected_failures(points: &[ForecastPoint]) -> String {
    let mut text = String::from(
        "Failure rates by the failed attempts to expect on the day. *Of 0*: days on which nothing failed.\n\n",
    );
    text += &head(&[
        "expected failures",
        "days",
        "of 0",
        "80 % holds",
        "95 % holds",
        "80 %, ties told apart",
        "95 %, ties told apart",
    ]);
    let borders = [0.0, 0.2, 0.5, 1.0, 2.0, 4.0, f64::INFINITY];
    for (from, to) in borders.iter().zip(borders.iter().skip(1)) {
        let is_meant = |point: &&ForecastPoint| {
            point.class.is_some() && point.failures.is_some_and(|failures| (*from..*to).contains(&failures.expected))
        };
        let meant: Vec<ForecastPoint> = points.iter().filter(is_meant).copied().collect();
        let all = figures(&meant, |_| true);
        let name = if to.is_finite() { format!("{from}–{to}") } else { format!("{from} and more") };
        let of_zero = Share::of_items(&meant, |point| point.actual == 0.0).value();
        let mut cells = vec![name, all.count.to_string()];
        let shares = [of_zero, all.coverage_80, all.coverage_95, all.exact[0], all.exact[1]];
        cells.extend(shares.map(percent));
        text += &line(&cells);
    }
    text
}

fn table_head(of_rows: &str, has_ties: bool) -> String {
    let mut names = vec![of_rows, "days", "80 % holds", "95 % holds"];
    names.extend(has_ties.then_some(["80 %, ties told apart", "95 %, ties told apart"]).into_iter().flatten());
    names.extend(["MASE, day 1 / 7", "against naive, day 1 / 7 / all", "squared, all", "against last, all", ""]);
    head(&names)
}

fn row(
    name: &str,
    has_ties: bool,
    all: &ForecastFigures,
    (next, week): (&ForecastFigures, &ForecastFigures),
    mark: &str,
) -> String {
    let pair = [next.mase, week.mase].map(two_decimals).join(" / ");
    let against = [next.against_naive, week.against_naive, all.against_naive].map(two_decimals).join(" / ");
    let mut cells = vec![name.to_owned(), all.count.to_string(), percent(all.coverage_80), percent(all.coverage_95)];
    cells.extend(has_ties.then_some(all.exact.map(percent)).into_iter().flatten());
    cells.extend([
        pair,
        against,
        two_decimals(all.against_naive_squared),
        two_decimals(all.against_last),
        mark.to_owned(),
    ]);
    line(&cells)
}

/// A table of the points of one real repository, a row a metric.
pub fn table_by_metric(points: &[ForecastPoint]) -> String {
    let mut text = table_head("metric", true);
    for metric in DailyMetric::ALL {
        let of = |horizon: Option<u32>| {
            figures(points, |point| point.metric == metric && horizon.is_none_or(|horizon| point.horizon == horizon))
        };
        text += &row(metric.name(), true, &of(None), (&of(Some(1)), &of(Some(7))), "");
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
            failures: None,
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
        assert_eq!(found.exact, [found.coverage_80, found.coverage_95]);
        let unscaled = ForecastPoint { scale: None, level: None, ..point(1.0, 1.0) };
        assert_eq!(figures(&[unscaled], |_| true).mase, None);
        assert!(section(&[point(10.0, 20.0)]).contains("**missed**: not better than naive"));
    }

    #[test]
    fn a_day_on_the_edge_counts_in_part() {
        // Nothing fails on nine days of ten: 0 alone holds 90 %, and eight ninths of it 80 %.
        let failures = FailuresAhead { expected: 0.1, share: 0.02, edge_80: (0.0, 8.0 / 9.0), edge_95: (0.1, 0.5) };
        let day = |actual: f64| ForecastPoint {
            metric: DailyMetric::FailureRate,
            interval_80: (0.0, 0.05),
            interval_95: (0.0, 0.1),
            failures: Some(failures),
            ..point(0.05, actual)
        };
        let mut days = vec![day(0.0); 9];
        days.push(day(0.1));
        let found = figures(&days, |_| true);
        assert_eq!((found.coverage_80, found.coverage_95), (Some(0.9), Some(1.0)));
        let [inner, outer] = found.exact.map(Option::unwrap);
        assert!((inner - 0.8).abs() < 1e-12 && (outer - 0.95).abs() < 1e-12, "{inner} {outer}");
        assert!(section(&days).contains("| 0–0.2 | 10 | 90.0 % | 90.0 % | 100.0 % | 80.0 % | 95.0 % |"));
    }
}
