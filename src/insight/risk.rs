//! How likely trouble is, 0–100, with its factors named.

use core::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, grouped, sort_by};
use crate::stats::{Lack, beta_sf};

use super::rate::failure_rate;
use super::{Direction, Forecast, ForecastDay, Metric, Rate, Trend, View, count_outcomes};

/// A failure rate above this is high (the critical level of the default alert rules).
const HIGH_FAILURE_RATE: f64 = 0.10;
/// Failures in a row on the default branch that give full points.
const FULL_STREAK: f64 = 5.0;
/// Percent over the window that give full points: of the failure rate, of the duration.
const FULL_RISE_PERCENT: (f64, f64) = (100.0, 50.0);
/// Flakiness and forecast failure rate that give full points.
const FULL_FLAKINESS: f64 = 0.10;
const FULL_FORECAST: f64 = 0.20;
/// Days with values that a trend or a forecast asks for.
const DAYS_OF_SERIES: usize = 5;

/// The risk of a view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    /// 0 (none) to 100; `None` without decided attempts.
    pub score: Option<f64>,
    /// The word for it.
    pub level: Option<RiskLevel>,
    /// What it is made of, largest first.
    pub factors: Vec<RiskFactor>,
}

/// The word for a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskLevel {
    /// Below 25.
    Low,
    /// Below 50.
    Medium,
    /// Below 75.
    High,
    /// 75 and above.
    Critical,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RiskFactor {
    /// Short name (`failure rate`, `failure streak`, …).
    pub name: String,
    /// Points it adds to the score.
    pub points: f64,
    /// Points it could add at most.
    pub maximum: f64,
    /// The numbers behind it, as a sentence.
    pub reason: String,
}

impl RiskLevel {
    /// The word for a score of 0–100.
    pub fn of(score: f64) -> Self {
        match score {
            75.0.. => Self::Critical,
            50.0.. => Self::High,
            25.0.. => Self::Medium,
            _ => Self::Low,
        }
    }
}

/// Risk of a view: the sum of the points of six factors, 100 at most.
///
/// | factor | points |
/// |---|---|
/// | failure rate | 30 × P(rate > 10 %) under Jeffreys' posterior |
/// | failure streak | 20 × min(1, failures in a row at the end of the default branch, of the workflow with most / 5) |
/// | failure trend | 15 × min(1, rise over the window / 100 %), where the rise is beyond chance |
/// | duration trend | 10 × min(1, rise over the window / 50 %), likewise |
/// | flakiness | 10 × min(1, flaky commits / 10 %) |
/// | forecast | 15 × min(1, mean forecast failure rate / 20 %) |
pub fn assess_risk(view: &View<'_>, flakiness: &Rate, trends: &[Trend], forecast: Option<&Forecast>) -> Risk {
    let failures = failure_rate(&count_outcomes(view));
    if failures.denominator == 0 {
        return Risk { score: None, level: None, factors: Vec::new() };
    }
    let mut factors = vec![
        failure_factor(&failures),
        streak_factor(view),
        trend_factor("failure trend", 15.0, FULL_RISE_PERCENT.0, own_trend(trends, Metric::FailureRate)),
        trend_factor("duration trend", 10.0, FULL_RISE_PERCENT.1, own_trend(trends, Metric::Duration)),
        flakiness_factor(flakiness),
        forecast_factor(forecast),
    ];
    sort_by(&mut factors, |a, b| b.points.total_cmp(&a.points));
    let score = factors.iter().map(|factor| factor.points).sum::<f64>().clamp(0.0, 100.0);
    Risk { score: Some(score), level: Some(RiskLevel::of(score)), factors }
}

fn factor(name: &str, maximum: f64, share: f64, reason: String) -> RiskFactor {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    RiskFactor { name: name.to_owned(), points: maximum * share, maximum, reason }
}

fn failure_factor(failures: &Rate) -> RiskFactor {
    let (failed, decided) = (failures.numerator, failures.denominator);
    let chance = beta_sf(HIGH_FAILURE_RATE, failed as f64 + 0.5, (decided - failed) as f64 + 0.5).unwrap_or_default();
    let rate = 100.0 * failures.value.unwrap_or_default();
    let reason = format!(
        "{} of {} attempts failed ({rate:.1} %); the chance that the true rate is above 10 % is {}",
        grouped(failed),
        grouped(decided),
        certainty(chance)
    );
    factor("failure rate", 30.0, chance, reason)
}

/// A chance in percent; never told as quite impossible or quite certain.
fn certainty(chance: f64) -> String {
    match 100.0 * chance {
        percent if percent < 1.0 => "below 1 %".to_owned(),
        percent if percent > 99.0 => "above 99 %".to_owned(),
        percent => format!("{percent:.0} %"),
    }
}

/// The longest of the workflows' streaks: one that is green hides no other that is red.
fn streak_factor(view: &View<'_>) -> RiskFactor {
    let rows = view.decided_on_default_branch();
    let mut streaks: BTreeMap<u16, (usize, bool)> = BTreeMap::new();
    for &row in rows.iter().rev() {
        let (streak, is_over) = streaks.entry(view.workflow(row)).or_default();
        *is_over |= view.outcome(row) == Outcome::Passed;
        *streak += usize::from(!*is_over);
    }
    let longest = streaks.into_iter().map(|(workflow, (streak, _))| (streak, Reverse(workflow))).max();
    let (streak, workflow) = longest.map_or((0, None), |(streak, Reverse(workflow))| (streak, Some(workflow)));
    let name =
        workflow.and_then(|workflow| Some(view.columns.workflows.entries.get(usize::from(workflow))?.name.as_str()));
    let reason = match (view.default_branch, name, streak) {
        (None, ..) => "the default branch is not known".to_owned(),
        (Some(branch), None, _) => format!("no passed or failed attempts on {branch} in this window"),
        (Some(branch), Some(_), 0) => format!("every workflow's last run on {branch} passed"),
        (Some(branch), Some(name), 1) => format!("the last run of {name} on {branch} failed"),
        (Some(branch), Some(name), streak) => {
            format!("the last {} runs of {name} on {branch} failed", grouped(streak as u64))
        }
    };
    factor("failure streak", 20.0, streak as f64 / FULL_STREAK, reason)
}

/// Why a trend or a forecast is not known. Of five they count days, of more attempts.
fn missing(lack: &Lack) -> String {
    match lack {
        Lack::TooFewPoints { have, need } => {
            let unit = if *need <= DAYS_OF_SERIES { "days" } else { "attempts" };
            format!("not enough data ({have} of {need} {unit})")
        }
        other => other.to_string(),
    }
}

/// The first trend of a metric is that of the view's own window.
fn own_trend(trends: &[Trend], metric: Metric) -> Option<&Trend> {
    trends.iter().find(|trend| trend.metric == metric)
}

fn trend_factor(name: &str, maximum: f64, full: f64, trend: Option<&Trend>) -> RiskFactor {
    let Some(trend) = trend else { return factor(name, maximum, 0.0, "no trend was worked out".to_owned()) };
    let percent = trend.percent_over_window.unwrap_or_default();
    match &trend.direction {
        Ok(Direction::Up) => {
            let reason = format!("rose by {percent:.0} % over {}, beyond chance", trend.window_text());
            factor(name, maximum, percent / full, reason)
        }
        Ok(_) => factor(name, maximum, 0.0, "does not rise beyond chance".to_owned()),
        Err(lack) => factor(name, maximum, 0.0, missing(lack)),
    }
}

fn flakiness_factor(flakiness: &Rate) -> RiskFactor {
    let rate = flakiness.value.unwrap_or_default();
    let (flaky, commits) = (flakiness.numerator, flakiness.denominator);
    let reason =
        format!("in {} of {} cases a workflow both failed and passed on a commit", grouped(flaky), grouped(commits));
    factor("flakiness", 10.0, rate / FULL_FLAKINESS, reason)
}

fn forecast_factor(forecast: Option<&Forecast>) -> RiskFactor {
    let Some(forecast) = forecast else { return factor("forecast", 15.0, 0.0, "no forecast was made".to_owned()) };
    match &forecast.days {
        Ok(days) if !days.is_empty() => {
            let mean = ForecastDay::expected_share_of(days).unwrap_or_default();
            let reason =
                format!("{:.1} % of the runs of the next {} days are expected to fail", 100.0 * mean, days.len());
            factor("forecast", 15.0, mean / FULL_FORECAST, reason)
        }
        Ok(_) => factor("forecast", 15.0, 0.0, "no day is forecast".to_owned()),
        Err(lack) => factor("forecast", 15.0, 0.0, missing(lack)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DAY, Row, START, World};
    use super::*;

    #[test]
    fn a_green_workflow_hides_no_red_one() {
        let run = |number: u32, workflow: &'static str, state: &'static str| Row {
            workflow,
            state,
            ..Row::at(u64::from(number), START + number * DAY / 10)
        };
        let check = |rows: &[Row], points: f64, reason: &str| {
            let world = World::of(rows);
            let found = streak_factor(&world.view());
            assert_eq!((found.points, found.reason.as_str()), (points, reason));
        };
        let red = ["success", "failure", "failure"];
        let mut rows: Vec<Row> = (1..).zip(red).map(|(number, state)| run(number, "Lint", state)).collect();
        rows.push(run(4, "CI", "success"));
        check(&rows, 8.0, "the last 2 runs of Lint on main failed");
        rows.push(run(5, "Lint", "success"));
        check(&rows, 0.0, "every workflow's last run on main passed");
        rows.push(run(6, "CI", "failure"));
        check(&rows, 4.0, "the last run of CI on main failed");
    }

    #[test]
    fn what_is_missing_is_named() {
        let check = |have, need, expected: &str| assert_eq!(missing(&Lack::TooFewPoints { have, need }), expected);
        check(1, 5, "not enough data (1 of 5 days)");
        check(8, 20, "not enough data (8 of 20 attempts)");
        assert_eq!(missing(&Lack::NoVariation), "no variation in the data");
    }
}
