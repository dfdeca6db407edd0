//! The whole report: every question that is asked of a view, each worked out once, and only when it is asked. Adds no
//! number of its own.

use core::cell::OnceCell;

use crate::domain::Period;
use crate::stats::Lack;

use super::cost::cost_per_run;
use super::flaky::{CommitMark, commit_marks, rate_of};
use super::health::health_of;
use super::kpi::Facts;
use super::recommend::{Grounds, recommend};
use super::waste::summarise_waste;
use super::{
    AlertBook, AlertInputs, Changepoint, Clusters, Comparison, CostSummary, Direction, Dora, EarlyWarning,
    ErrorSummary, FailurePatterns, Flakiness, Forecast, ForecastMetric, Insight, JobAnnotation, Maturity, Movements,
    NextRun, PerformanceScore, QueueSummary, Rate, Recommendation, RetrySummary, Risk, Trend, View, WhatIf,
    WorkflowSummary, analyse_movements, ask_what_if, assess_maturity, assess_risk, compare_with_before, count_outcomes,
    daily_dollars, find_changepoints, find_failure_patterns, follow_trends, forecast, forecast_all, forecast_cost,
    predict_next_runs, predict_next_runs_by_context, replay_book, success_rate, summarise_cost, summarise_days,
    summarise_dora, summarise_durations, summarise_errors, summarise_performance, summarise_queue, summarise_retries,
    summarise_signal, summarise_workflows, warn_early,
};

/// Days ahead of the forecasts.
const HORIZON_DAYS: u32 = 7;
/// Days that a forecast of the cost remembers, and one that may be cut in two.
const FORECAST_MEMORY_DAYS: i64 = 366;
/// Days before the window that an alert about the cost looks at, and one that may be cut in two.
const ALERT_MEMORY_DAYS: i64 = 36;

/// Everything that can be known of a view; each answer is worked out when it is first asked for, by whoever asks.
#[derive(Debug)]
pub struct Findings<'a> {
    view: &'a View<'a>,
    annotations: &'a [JobAnnotation],
    errors: OnceCell<ErrorSummary>,
}

/// What has been found of a view: it stays with the view's memory, for the next question about the same attempts.
#[derive(Debug, Default)]
pub(super) struct Found {
    insight: OnceCell<Insight>,
    performance: OnceCell<PerformanceScore>,
    workflows: OnceCell<Vec<WorkflowSummary>>,
    recommendations: OnceCell<Vec<Recommendation>>,
    trends: OnceCell<Vec<Trend>>,
    comparisons: OnceCell<Vec<Comparison>>,
    changepoints: OnceCell<Vec<Changepoint>>,
    next_runs: OnceCell<Vec<NextRun>>,
    next_run_contexts: OnceCell<Vec<NextRun>>,
    early_warnings: OnceCell<Vec<EarlyWarning>>,
    risk: OnceCell<Risk>,
    movements: OnceCell<Movements>,
    forecasts: OnceCell<Vec<Forecast>>,
    alerts: OnceCell<AlertBook>,
    cost: OnceCell<Result<CostSummary, Lack>>,
    what_ifs: OnceCell<Result<Vec<WhatIf>, Lack>>,
    dora: OnceCell<Dora>,
    maturity: OnceCell<Maturity>,
    patterns: OnceCell<FailurePatterns>,
    daily_dollars: OnceCell<Vec<(i64, f64)>>,
    failure_forecast: OnceCell<Forecast>,
    marks: OnceCell<Vec<CommitMark>>,
    retries: OnceCell<RetrySummary>,
    queue: OnceCell<Option<QueueSummary>>,
}

/// All of it, on demand. `annotations` are what GitHub noted on failed jobs, as far as that was read. O(n log n) in attempts
/// and jobs, should everything be asked for.
pub fn examine<'a>(view: &'a View<'a>, annotations: &'a [JobAnnotation]) -> Findings<'a> {
    Findings { view, annotations, errors: OnceCell::new() }
}

impl Findings<'_> {
    /// Mean performance score.
    pub fn performance(&self) -> &PerformanceScore {
        self.found().performance.get_or_init(|| summarise_performance(self.view))
    }

    /// Each workflow, most attempts first.
    pub fn workflows(&self) -> &[WorkflowSummary] {
        self.found().workflows.get_or_init(|| summarise_workflows(self.view))
    }

    /// What to do, most urgent first.
    pub fn recommendations(&self) -> &[Recommendation] {
        self.found().recommendations.get_or_init(|| {
            // Only what got slower is asked for a step, which takes its time.
            let is_rising = |workflow: &WorkflowSummary| workflow.duration_trend.direction == Ok(Direction::Up);
            let is_any_rising = self.workflows().iter().any(is_rising);
            let grounds = Grounds {
                changepoints: if is_any_rising { self.changepoints() } else { &[] },
                workflows: self.workflows(),
                flakiness: &self.flakiness_rate(),
                retries: self.retries(),
                queue: self.queue(),
            };
            recommend(self.view, &grounds)
        })
    }

    /// Standing trends: of the view's own window, then of 7, 30 and 90 days.
    pub fn trends(&self) -> &[Trend] {
        self.found().trends.get_or_init(|| follow_trends(self.view))
    }

    /// The window against the one before.
    pub fn comparisons(&self) -> &[Comparison] {
        self.found().comparisons.get_or_init(|| compare_with_before(self.view))
    }

    /// Chance that the next run of each active workflow fails.
    pub fn next_runs(&self) -> &[NextRun] {
        self.found().next_runs.get_or_init(|| predict_next_runs(self.view))
    }

    /// The same for the busiest workflow, by branch and event.
    pub fn next_run_contexts(&self) -> &[NextRun] {
        self.found().next_run_contexts.get_or_init(|| predict_next_runs_by_context(self.view))
    }

    /// What is getting worse.
    pub fn early_warnings(&self) -> &[EarlyWarning] {
        self.found().early_warnings.get_or_init(|| warn_early(self.view))
    }

    /// Risk with its factors.
    pub fn risk(&self) -> &Risk {
        self.found().risk.get_or_init(|| {
            assess_risk(self.view, &self.flakiness_rate(), self.trends(), Some(self.failure_forecast()))
        })
    }

    /// Trends of everything that can be followed, changes of level, seasons, anomalies, drift.
    pub fn movements(&self) -> &Movements {
        self.found().movements.get_or_init(|| analyse_movements(self.view))
    }

    /// The next 7 days: failure rate, duration, volume, cost.
    pub fn forecasts(&self) -> &[Forecast] {
        self.found().forecasts.get_or_init(|| {
            let cost = forecast_cost(self.view, self.daily_dollars(), HORIZON_DAYS);
            let [duration, volume] = [ForecastMetric::Duration, ForecastMetric::Volume].map(|of| self.forecast(of));
            vec![self.failure_forecast().clone(), duration, volume, cost]
        })
    }

    /// The same for another number of days, 1–30.
    pub fn forecasts_of(&self, horizon_days: u32) -> Vec<Forecast> {
        if horizon_days == HORIZON_DAYS {
            return self.forecasts().to_vec();
        }
        let mut forecasts = forecast_all(self.view, horizon_days);
        forecasts.push(forecast_cost(self.view, self.daily_dollars(), horizon_days));
        forecasts
    }

    /// The alerts that the settings' rules have raised over the window.
    pub fn alerts(&self) -> &AlertBook {
        self.found().alerts.get_or_init(|| {
            replay_book(self.view, &self.view.settings.alert_rules, AlertInputs { daily_dollars: self.daily_dollars() })
        })
    }

    /// What it cost.
    pub fn cost(&self) -> &Result<CostSummary, Lack> {
        self.found().cost.get_or_init(|| summarise_cost(self.view))
    }

    /// What could be saved.
    pub fn what_ifs(&self) -> &Result<Vec<WhatIf>, Lack> {
        self.found().what_ifs.get_or_init(|| ask_what_if(self.view))
    }

    /// Delivery.
    pub fn dora(&self) -> &Dora {
        self.found().dora.get_or_init(|| summarise_dora(self.view))
    }

    /// How mature the repository's CI is.
    pub fn maturity(&self) -> &Maturity {
        self.found()
            .maturity
            .get_or_init(|| assess_maturity(self.view, self.dora(), &self.flakiness_rate(), self.trends()))
    }

    /// Changes of level of each workflow.
    pub fn changepoints(&self) -> &[Changepoint] {
        self.found().changepoints.get_or_init(|| find_changepoints(self.view))
    }

    fn found(&self) -> &Found {
        self.view.memo.found.get_or_init(Box::default)
    }

    fn patterns(&self) -> &FailurePatterns {
        self.found().patterns.get_or_init(|| find_failure_patterns(self.view))
    }

    /// Dollars a local day, as [`cost_days`].
    pub fn daily_dollars(&self) -> &[(i64, f64)] {
        self.found().daily_dollars.get_or_init(|| cost_days(self.view))
    }

    fn failure_forecast(&self) -> &Forecast {
        self.found().failure_forecast.get_or_init(|| self.forecast(ForecastMetric::FailureRate))
    }

    fn marks(&self) -> &[CommitMark] {
        self.found().marks.get_or_init(|| commit_marks(self.view))
    }

    fn retries(&self) -> &RetrySummary {
        self.found().retries.get_or_init(|| summarise_retries(self.view))
    }

    fn queue(&self) -> Option<&QueueSummary> {
        self.found().queue.get_or_init(|| summarise_queue(self.view)).as_ref()
    }

    /// What the overview shows.
    pub fn insight(&self) -> &Insight {
        self.found().insight.get_or_init(|| {
            let view = self.view;
            let counts = count_outcomes(view);
            let success = success_rate(&counts, view.filter.rule);
            let durations = summarise_durations(view);
            let signal = summarise_signal(view);
            let flakiness = self.flakiness_rate();
            let facts = Facts {
                success: &success,
                flakiness: &flakiness,
                durations: &durations,
                queue: self.queue(),
                signal: &signal,
                waste: &summarise_waste(view),
                cost: &cost_per_run(view),
            };
            Insight {
                period: view.period,
                now: view.now,
                health: health_of(view, &facts, self.marks()),
                counts,
                success,
                retries: self.retries().clone(),
                durations,
                queue: self.queue().cloned(),
                signal,
                flakiness,
                performance: *self.performance(),
                days: summarise_days(view),
                trends: self.trends().to_vec(),
                comparisons: self.comparisons().to_vec(),
                forecast: self.failure_forecast().clone(),
                next_runs: self.next_runs().to_vec(),
                early_warnings: self.early_warnings().to_vec(),
                risk: self.risk().clone(),
                recommendations: self.recommendations().to_vec(),
                workflows: self.workflows().to_vec(),
            }
        })
    }

    /// What fails and passes on the same commit.
    pub fn flakiness(&self) -> &Flakiness {
        &self.patterns().flakiness
    }

    /// Failures that come together.
    pub fn clusters(&self) -> &Clusters {
        &self.patterns().clusters
    }

    /// Why attempts failed.
    pub fn errors(&self) -> &ErrorSummary {
        self.errors.get_or_init(|| summarise_errors(self.view, self.annotations))
    }

    fn flakiness_rate(&self) -> Rate {
        rate_of(self.marks())
    }

    fn forecast(&self, metric: ForecastMetric) -> Forecast {
        forecast(self.view, metric, HORIZON_DAYS)
    }
}

/// What the overview shows of a view.
pub fn summarise(view: &View<'_>) -> Insight {
    examine(view, &[]).insight().clone()
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
    use super::super::{AlertState, forecast_all, summarise_flakiness};
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
        // Asked of a view that remembers nothing.
        let afresh = world.view();
        assert_eq!(found.movements(), &analyse_movements(&afresh));
        assert_eq!(found.insight(), &summarise(&world.view()));
        assert_eq!(found.insight().trends, follow_trends(&world.view()));
        assert_eq!(found.insight().workflows, summarise_workflows(&world.view()));
        assert_eq!(found.insight().forecast, found.forecasts()[0]);
        assert_eq!(found.forecasts()[..3], forecast_all(&view, HORIZON_DAYS));
        assert_eq!(found.forecasts().iter().map(|forecast| forecast.metric).collect::<Vec<_>>(), ForecastMetric::ALL);
        assert_eq!(found.insight().flakiness, summarise_flakiness(&view));
        assert_eq!(found.cost(), &summarise_cost(&view));
        assert!(found.alerts().open.iter().any(|alert| alert.state == AlertState::Firing), "half of the runs fail");
        assert!(found.errors().examined_attempts > 0 && found.maturity().level.is_ok());
    }

    /// Alerts and forecasts about the cost look further back than a short window.
    #[test]
    fn dollars_reach_back_beyond_the_window() {
        let world = World::of(&history(80, 3)).with_window(Window::LastDays(7));
        let days = cost_days(&world.view());
        assert!((79..=81).contains(&days.len()) && days.iter().all(|day| day.1 >= 0.0), "{}", days.len());
        let view = world.view();
        let cost = examine(&view, &[]).forecasts().last().cloned().unwrap();
        assert!(cost.metric == ForecastMetric::Cost && cost.days.is_ok(), "{:?}", cost.days);
    }

    #[test]
    fn nothing_and_little_lack_what_they_lack() {
        for rows in [vec![], history(1, 0)[..1].to_vec(), history(2, 1)] {
            let world = World::of(&rows);
            let view = world.view();
            let found = examine(&view, &[]);
            holds_numbers_and_is_read_again(found.insight());
            holds_numbers_and_is_read_again(found.movements());
            holds_numbers_and_is_read_again(&found.forecasts().to_vec());
            holds_numbers_and_is_read_again(&found.next_run_contexts().to_vec());
            holds_numbers_and_is_read_again(found.patterns());
            holds_numbers_and_is_read_again(found.errors());
            holds_numbers_and_is_read_again(&found.changepoints().to_vec());
            holds_numbers_and_is_read_again(found.alerts());
            holds_numbers_and_is_read_again(found.cost());
            holds_numbers_and_is_read_again(found.what_ifs());
            holds_numbers_and_is_read_again(found.dora());
            holds_numbers_and_is_read_again(found.maturity());
        }
    }

    fn holds_numbers_and_is_read_again<T>(part: &T)
    where
        T: core::fmt::Debug + PartialEq + serde::Serialize + serde::de::DeserializeOwned,
    {
        let written = format!("{part:?}");
        assert!(!written.contains("NaN") && !written.contains("inf,") && !written.contains("inf)"), "{written}");
        let bytes = postcard::to_allocvec(part).unwrap();
        assert_eq!(&postcard::from_bytes::<T>(&bytes).unwrap(), part);
    }
}
