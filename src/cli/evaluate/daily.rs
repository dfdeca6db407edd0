//! What happened day by day, counted straight from records: what forecasts are held against.

use forerun::domain::Attempt;
use forerun::stats::median;

/// What is forecast and counted, a UTC day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DailyMetric {
    /// Failed / decided attempts.
    FailureRate,
    /// Median duration of passed attempts, seconds.
    Duration,
    /// Attempts.
    Volume,
}

impl DailyMetric {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::FailureRate, Self::Duration, Self::Volume];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::FailureRate => "failure rate",
            Self::Duration => "duration",
            Self::Volume => "volume",
        }
    }
}

/// One metric's days, without gaps; days that have no value are `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct DailyValues {
    first_day: i64,
    values: Vec<Option<f64>>,
}

impl DailyValues {
    /// The days of some attempts, from that of the first to that of the last.
    pub fn of(metric: DailyMetric, attempts: &[&Attempt]) -> Self {
        let days = || attempts.iter().map(|attempt| attempt.started_at.day());
        let (Some(first_day), Some(last_day)) = (days().min(), days().max()) else {
            return Self { first_day: 0, values: Vec::new() };
        };
        let mut of_day: Vec<Vec<&Attempt>> = vec![Vec::new(); (last_day - first_day + 1) as usize];
        for attempt in attempts {
            if let Some(day) = of_day.get_mut((attempt.started_at.day() - first_day) as usize) {
                day.push(attempt);
            }
        }
        Self { first_day, values: of_day.iter().map(|day| value(metric, day)).collect() }
    }

    /// The value of a day.
    pub fn at(&self, day: i64) -> Option<f64> {
        let index = usize::try_from(day - self.first_day).ok()?;
        self.values.get(index).copied().flatten()
    }

    /// The newest value before `origin` on the weekday of `day`.
    pub fn same_weekday(&self, day: i64, origin: i64) -> Option<f64> {
        let weeks = (day - origin).div_euclid(7) + 1;
        (weeks..weeks + 6).find_map(|back| self.at(day - 7 * back))
    }

    /// The newest value before `origin`.
    pub fn last(&self, origin: i64) -> Option<f64> {
        (self.first_day..origin).rev().find_map(|day| self.at(day))
    }

    /// Mean value before `origin`; `None` where that is 0 or nothing is known.
    pub fn level(&self, origin: i64) -> Option<f64> {
        let mean = super::tally::mean((self.first_day..origin).filter_map(|day| self.at(day)));
        mean.filter(|&mean| mean > 0.0)
    }

    /// Mean distance of a day's value before `origin` from that of a week before: what errors are scaled by. `None` below
    /// seven such pairs, or where all are alike.
    pub fn scale(&self, origin: i64) -> Option<f64> {
        let pair = |day: i64| Some((self.at(day)? - self.at(day - 7)?).abs());
        let distances: Vec<f64> = (self.first_day..origin).filter_map(pair).collect();
        super::tally::mean(distances.iter().copied()).filter(|&mean| distances.len() >= 7 && mean > 1e-9)
    }
}

fn value(metric: DailyMetric, day: &[&Attempt]) -> Option<f64> {
    let count = |state: &str| day.iter().filter(|attempt| attempt.state == state).count() as f64;
    let (passed, failed) = (count("success"), count("failure") + count("timed_out") + count("startup_failure"));
    match metric {
        DailyMetric::FailureRate => (passed + failed > 0.0).then(|| failed / (passed + failed)),
        DailyMetric::Volume => Some(day.len() as f64),
        DailyMetric::Duration => {
            let passed = day.iter().filter(|attempt| attempt.state == "success");
            let seconds = passed.map(|attempt| attempt.updated_at.seconds_since(attempt.started_at) as f64);
            median(&mut seconds.collect::<Vec<f64>>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(values: &[Option<f64>]) -> DailyValues {
        DailyValues { first_day: 100, values: values.to_vec() }
    }

    #[test]
    fn baselines_see_the_past_only() {
        let days: Vec<Option<f64>> = (0..28).map(|day| Some(f64::from(day))).collect();
        let days = values(&days);
        assert_eq!((days.same_weekday(114, 114), days.same_weekday(120, 114)), (Some(7.0), Some(13.0)));
        assert_eq!((days.same_weekday(121, 114), days.last(114)), (Some(7.0), Some(13.0)));
        assert_eq!((days.scale(114), days.scale(110)), (Some(7.0), None));
        assert_eq!((days.level(103), days.level(100)), (Some(1.0), None));
        assert_eq!((days.at(99), days.at(128)), (None, None));
        let gaps = values(&[Some(1.0), None, None, None, None, None, None, None, None]);
        assert_eq!(
            (gaps.last(108), gaps.same_weekday(108, 108), gaps.same_weekday(107, 107)),
            (Some(1.0), None, Some(1.0))
        );
    }
}
