//! Puts the questions to the library and turns its answers into what the scorers judge. The one place that knows both.

use forerun::insight::{self, Direction, FlakyState, Metric, Subject, View};
use forerun::simulate::labelled::LabelledMetric;

use super::alerts::FoundAlert;
use super::changepoints::FoundChange;
use super::daily::DailyMetric;
use super::trends::Followed;

/// A direction that was said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Said {
    /// Of what; `None`: nothing that is judged.
    pub metric: Option<Followed>,
    /// The direction; `None` where the data do not tell.
    pub direction: Option<Direction>,
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

/// Default alerts over the history; `None`: nothing in the library replays them.
pub fn alerts(_: &View<'_>) -> Option<Vec<Replayed>> {
    None
}

/// Changepoints of workflows; `None`: nothing in the library looks for them.
pub fn changepoints(_: &View<'_>) -> Option<Vec<FoundChange>> {
    None
}

/// Jobs called flaky; `None`: nothing in the library looks for them.
pub fn flaky_jobs(view: &View<'_>) -> Option<Vec<(u64, String)>> {
    let subjects = insight::examine_flakiness(view).subjects;
    let flaky = subjects.into_iter().filter(|subject| subject.state == FlakyState::Flaky);
    let job = |subject: insight::FlakySubject| match subject.subject {
        Subject::Job { workflow_id, job, .. } => Some((workflow_id, job)),
        _ => None,
    };
    Some(flaky.filter_map(job).collect())
}

/// Directions of a view of one workflow.
pub fn trends(view: &View<'_>) -> Vec<Said> {
    let trends = [insight::follow_duration(view), insight::follow_failure_rate(view), insight::follow_volume(view)];
    let said = |trend: &insight::Trend| Said {
        metric: match trend.metric {
            Metric::Duration => Some(Followed::Labelled(LabelledMetric::Duration)),
            Metric::FailureRate => Some(Followed::Labelled(LabelledMetric::FailureRate)),
            Metric::QueueTime => Some(Followed::Labelled(LabelledMetric::QueueTime)),
            Metric::Volume => Some(Followed::Volume),
            Metric::SuccessRate => None,
        },
        direction: trend.direction.as_ref().ok().copied(),
    };
    trends.iter().map(said).collect()
}

/// The coming 7 days; none where the data do not allow it or nothing forecasts the metric.
pub fn forecast(view: &View<'_>, metric: DailyMetric) -> Vec<SaidDay> {
    if metric != DailyMetric::FailureRate {
        return Vec::new();
    }
    let days = insight::predict_failure_rate(view).days.unwrap_or_default();
    let said = |day: &insight::ForecastDay| SaidDay {
        day: day.start.day(),
        value: day.rate,
        interval_80: day.interval_80,
        interval_95: day.interval_95,
    };
    days.iter().map(said).collect()
}

/// Chances of the next runs of the active workflows.
pub fn next_runs(view: &View<'_>) -> Vec<SaidChance> {
    let said = |next: insight::NextRun| {
        Some(SaidChance { workflow_id: next.workflow_id, chance: next.chance.ok()?.0, base_rate: next.base_rate? })
    };
    insight::predict_next_runs(view).into_iter().filter_map(said).collect()
}
