//! Puts the questions to the library and turns its answers into what the scorers judge. The one place that knows both.

use forerun::domain::{AlertRule, AlertScope};
use forerun::insight::{self, AlertInputs, FailuresAhead, FlakyState, ForecastMetric, Metric, Subject, View};
use forerun::simulate::labelled::LabelledMetric;

use super::alerts::FoundAlert;
use super::changepoints::FoundChange;
use super::daily::DailyMetric;
use super::trends::{Followed, SaidTrend};

/// What moved in a view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moved {
    /// Changepoints of workflows.
    pub changes: Vec<FoundChange>,
    /// Directions of workflows.
    pub trends: Vec<SaidTrend>,
}

/// One day to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SaidDay {
    /// UTC day.
    pub day: i64,
    /// Expected value.
    pub value: f64,
    /// 80 % interval.
    pub interval_80: (f64, f64),
    /// 95 % interval.
    pub interval_95: (f64, f64),
    /// What the intervals of a failure rate rest on.
    pub failures: Option<FailuresAhead>,
}

/// The chance that the next run of a workflow fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SaidChance {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// The chance.
    pub chance: f64,
    /// Share of failures so far.
    pub base_rate: f64,
}

/// All firings of one rule over a history.
#[derive(Clone, Debug, PartialEq)]
pub struct Replayed {
    /// Name of the rule.
    pub rule: String,
    /// Whether it is about each workflow, or about the repository.
    pub is_per_workflow: bool,
    /// Workflow (`None`: the repository) and alert.
    pub found: Vec<(Option<u64>, FoundAlert)>,
}

/// Default alerts as they would have been over the history.
pub fn alerts(view: &View<'_>) -> Vec<Replayed> {
    let dollars = insight::daily_dollars(view);
    let rules = AlertRule::defaults();
    let book = insight::replay_book(view, &rules, AlertInputs { daily_dollars: &dollars });
    let all = || book.closed.iter().chain(&book.open);
    let replayed = |rule: AlertRule| {
        let of_rule = all().filter(|alert| alert.key.rule_id == rule.id);
        let found = of_rule.map(|alert| {
            let found = FoundAlert { opened_at: alert.opened_at, resolved_at: alert.resolved_at };
            (alert.key.subject.workflow_id(), found)
        });
        Replayed { found: found.collect(), is_per_workflow: rule.scope == AlertScope::EachWorkflow, rule: rule.id }
    };
    rules.iter().cloned().map(replayed).collect()
}

/// Changepoints and directions of workflows.
pub fn movements(view: &View<'_>) -> Moved {
    let movements = insight::analyse_movements(view);
    let of_workflow = |subject: &Subject| match subject {
        Subject::Workflow { workflow_id, .. } => Some(*workflow_id),
        _ => None,
    };
    let change = |change: &insight::Changepoint| {
        let workflow_id = of_workflow(&change.subject)?;
        Some(FoundChange { workflow_id, metric: labelled(change.metric)?, at: change.at })
    };
    let trend = |trend: &insight::SubjectTrend| {
        let followed = labelled(trend.trend.metric).map(Followed::Labelled);
        let metric = followed.or((trend.trend.metric == Metric::Volume).then_some(Followed::Volume))?;
        let direction = trend.trend.direction.as_ref().ok().copied();
        Some(SaidTrend { workflow_id: Some(of_workflow(&trend.subject)?), metric, period: view.period, direction })
    };
    Moved {
        changes: movements.changepoints.iter().filter_map(change).collect(),
        trends: movements.trends.iter().filter_map(trend).collect(),
    }
}

fn labelled(metric: Metric) -> Option<LabelledMetric> {
    match metric {
        Metric::Duration => Some(LabelledMetric::Duration),
        Metric::FailureRate => Some(LabelledMetric::FailureRate),
        Metric::QueueTime => Some(LabelledMetric::QueueTime),
        Metric::Volume | Metric::SuccessRate => None,
    }
}

/// Jobs called flaky.
pub fn flaky_jobs(view: &View<'_>) -> Vec<(u64, String)> {
    let subjects = insight::examine_flakiness(view).subjects;
    let flaky = subjects.into_iter().filter(|subject| subject.state == FlakyState::Flaky);
    let job = |subject: insight::FlakySubject| match subject.subject {
        Subject::Job { workflow_id, job, .. } => Some((workflow_id, job)),
        _ => None,
    };
    flaky.filter_map(job).collect()
}

/// The coming 7 days of each metric that is counted here; none where the data do not allow it.
pub fn forecasts(view: &View<'_>) -> Vec<(DailyMetric, Vec<SaidDay>)> {
    let said = |day: &insight::ForecastDay| SaidDay {
        day: day.start.day(),
        value: day.value,
        interval_80: day.interval_80,
        interval_95: day.interval_95,
        failures: day.failures,
    };
    let of_metric = |forecast: insight::Forecast| {
        let metric = match forecast.metric {
            ForecastMetric::FailureRate => DailyMetric::FailureRate,
            ForecastMetric::Duration => DailyMetric::Duration,
            ForecastMetric::Volume => DailyMetric::Volume,
            ForecastMetric::Cost => return None,
        };
        Some((metric, forecast.days.ok()?.iter().map(said).collect()))
    };
    insight::forecast_all(view, 7).into_iter().filter_map(of_metric).collect()
}

/// Chances of the next runs of the active workflows.
pub fn next_runs(view: &View<'_>) -> Vec<SaidChance> {
    let said = |next: insight::NextRun| {
        Some(SaidChance { workflow_id: next.workflow_id, chance: next.chance.ok()?.0, base_rate: next.base_rate? })
    };
    insight::predict_next_runs(view).into_iter().filter_map(said).collect()
}
