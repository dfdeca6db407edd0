//! The whole report: every question that is asked of a view, each worked out once. Adds no number of its own.

use serde::{Deserialize, Serialize};

use crate::domain::Period;
use crate::stats::Lack;

use super::summary::{HORIZON_DAYS, summarise_with};
use super::{
    AlertBook, AlertInputs, Clusters, CostSummary, Dora, ErrorSummary, FailureFindings, Flakiness, Forecast,
    ForecastMetric, Insight, JobAnnotation, Maturity, Movements, NextRun, View, WhatIf, analyse_movements, ask_what_if,
    assess_maturity, daily_dollars, examine_failures, forecast, forecast_all, forecast_cost,
    predict_next_runs_by_context, replay_book, summarise_cost, summarise_dora,
};

/// Days that a forecast of the cost remembers, and one that may be cut in two.
const FORECAST_MEMORY_DAYS: i64 = 366;
/// Days before the window that an alert about the cost looks at, and one that may be cut in two.
const ALERT_MEMORY_DAYS: i64 = 36;

/// Everything that is known of a view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// What the overview shows.
    pub insight: Insight,
    /// Trends of everything that can be followed, changes of level, seasons, anomalies, drift.
    pub movements: Movements,
    /// The next 7 days: failure rate, duration, volume, cost.
    pub forecasts: Vec<Forecast>,
    /// Chance that the next run of the busiest workflow fails, by branch and event.
    pub next_run_contexts: Vec<NextRun>,
    /// What fails and passes on the same commit.
    pub flakiness: Flakiness,
    /// Failures that come together.
    pub clusters: Clusters,
    /// Why attempts failed.
    pub errors: ErrorSummary,
    /// The alerts that the settings' rules have raised over the window.
    pub alerts: AlertBook,
    /// What it cost.
    pub cost: Result<CostSummary, Lack>,
    /// What could be saved.
    pub what_ifs: Result<Vec<WhatIf>, Lack>,
    /// Delivery.
    pub dora: Dora,
    /// How mature the repository's CI is.
    pub maturity: Maturity,
}

/// All of it. `annotations` are what GitHub noted on failed jobs, as far as that was read. O(n log n) in attempts and jobs.
pub fn examine(view: &View<'_>, annotations: &[JobAnnotation]) -> Findings {
    let daily_dollars = cost_days(view);
    let mut forecasts = forecast_all(view, HORIZON_DAYS);
    let failure_rate = forecasts.iter().find(|forecast| forecast.metric == ForecastMetric::FailureRate).cloned();
    let failure_rate = failure_rate.unwrap_or_else(|| forecast(view, ForecastMetric::FailureRate, HORIZON_DAYS));
    forecasts.push(forecast_cost(view, &daily_dollars, HORIZON_DAYS));
    let insight = summarise_with(view, failure_rate);
    let FailureFindings { flakiness, clusters, errors } = examine_failures(view, annotations);
    let dora = summarise_dora(view);
    let maturity = assess_maturity(view, &dora, &insight.flakiness, &insight.trends);
    Findings {
        insight,
        movements: analyse_movements(view),
        forecasts,
        next_run_contexts: predict_next_runs_by_context(view),
        flakiness,
        clusters,
        errors,
        alerts: replay_book(view, &view.settings.alert_rules, AlertInputs { daily_dollars: &daily_dollars }),
        cost: summarise_cost(view),
        what_ifs: ask_what_if(view),
        dora,
        maturity,
    }
}

/// Dollars a local day, also of the days before the window that forecasts and alerts about the cost rest on.
pub fn cost_days(view: &View<'_>) -> Vec<(i64, f64)> {
    let (alerts, forecasts) =
        (view.period.start.plus_days(-ALERT_MEMORY_DAYS), view.now.plus_days(-FORECAST_MEMORY_DAYS));
    daily_dollars(&view.over(Period { start: alerts.min(forecasts), end: view.now.max(view.period.end) }))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DAY, JobRow, Row, START, World};
    use super::super::{AlertState, summarise, summarise_flakiness};
    use super::*;
    use crate::domain::Window;

    /// `days` days of 12 runs; every 9th fails, of the last days every 2nd.
    fn history(days: u32, bad_days: u32) -> Vec<Row> {
        let row = |number: u32| {
            let every = if number / 12 >= days - bad_days { 2 } else { 9 };
            let state = if number.is_multiple_of(every) { "failure" } else { "success" };
            let job = JobRow { state, completed: 105 + i64::from(number % 7) * 20, ..JobRow::default() };
            Row { state, named_jobs: vec![job], ..Row::at(u64::from(number) + 1, START + number * (DAY / 12)) }
        };
        (0..days * 12).map(row).collect()
    }

    #[test]
    fn agrees_with_each_question_asked_alone() {
        let world = World::of(&history(80, 3)).with_window(Window::LastDays(30));
        let view = world.view();
        let found = examine(&view, &[]);
        assert_eq!(found.insight, summarise(&view));
        assert_eq!(found.insight.forecast, found.forecasts[0]);
        assert_eq!(found.movements, analyse_movements(&view));
        assert_eq!(found.forecasts.iter().map(|forecast| forecast.metric).collect::<Vec<_>>(), ForecastMetric::ALL);
        assert_eq!(found.insight.flakiness, summarise_flakiness(&view));
        assert_eq!(found.cost, summarise_cost(&view));
        assert!(found.alerts.open.iter().any(|alert| alert.state == AlertState::Firing), "half of the runs fail");
        assert!(found.errors.examined_attempts > 0 && found.maturity.level.is_ok());
    }

    /// Alerts and forecasts about the cost look further back than a short window.
    #[test]
    fn dollars_reach_back_beyond_the_window() {
        let world = World::of(&history(80, 3)).with_window(Window::LastDays(7));
        let days = cost_days(&world.view());
        assert!((79..=81).contains(&days.len()) && days.iter().all(|day| day.1 >= 0.0), "{}", days.len());
        let cost = examine(&world.view(), &[]).forecasts.pop().unwrap();
        assert!(cost.metric == ForecastMetric::Cost && cost.days.is_ok(), "{:?}", cost.days);
    }

    #[test]
    fn nothing_and_little_lack_what_they_lack() {
        for rows in [vec![], history(1, 0)[..1].to_vec(), history(2, 1)] {
            let world = World::of(&rows);
            let found = examine(&world.view(), &[]);
            let written = format!("{found:?}");
            assert!(!written.contains("NaN") && !written.contains("inf,") && !written.contains("inf)"), "{written}");
            let bytes = postcard::to_allocvec(&found).unwrap();
            assert_eq!(postcard::from_bytes::<Findings>(&bytes).unwrap(), found);
        }
    }
}
