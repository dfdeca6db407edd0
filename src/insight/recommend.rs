//! What to do about it, each with the numbers that speak for it.

use serde::{Deserialize, Serialize};

use crate::domain::{KpiKind, Settings, grouped, sort_by, sort_by_key};

use super::p_value::p_value_text;
use super::rate::failure_rate;
use super::waste::Waste;
use super::{
    Changepoint, Direction, DurationQuality, Metric, QueueSummary, Rate, RetrySummary, Subject, View, WorkflowSummary,
};

/// Nothing is said of a workflow with fewer passed or failed attempts.
const FEWEST_RUNS: u64 = 20;
/// Nothing is said of waiting with fewer jobs.
const FEWEST_JOBS: u64 = 20;
/// Most workflows named for one kind of trouble.
const MOST_NAMED: usize = 3;
/// A share of wasted time above this is worth a word, above the second it is urgent.
const WASTE_SHARES: (f64, f64) = (0.15, 0.40);

/// One piece of advice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recommendation {
    /// Of what kind.
    pub kind: RecommendationKind,
    /// How urgent.
    pub priority: Priority,
    /// GitHub's number of the workflow it is about, if one.
    pub workflow_id: Option<u64>,
    /// One line.
    pub title: String,
    /// The reason, in numbers.
    pub reason: String,
    /// What would change, in numbers.
    pub expected_effect: String,
}

/// What the advice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecommendationKind {
    /// Failures.
    Reliability,
    /// Retries that pass.
    Flakiness,
    /// Durations.
    Speed,
    /// Waiting for runners.
    Queue,
    /// Work thrown away.
    Waste,
    /// Missing data.
    Data,
}

/// How urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Now.
    High,
    /// Soon.
    Medium,
    /// When there is time.
    Low,
}

/// What advice rests on, beside the view.
#[derive(Clone, Copy, Debug)]
pub struct Grounds<'a> {
    /// Each workflow.
    pub workflows: &'a [WorkflowSummary],
    /// Commits on which a workflow both failed and passed.
    pub flakiness: &'a Rate,
    /// Retries, and what they cost.
    pub retries: &'a RetrySummary,
    /// Waiting for runners, where jobs are stored.
    pub queue: Option<&'a QueueSummary>,
    /// Lasting changes of level, newest first.
    pub changepoints: &'a [Changepoint],
}

/// What to do about what is known, most urgent first. Nothing where nothing is wrong, or where the data are too
/// few to say.
pub fn recommend(view: &View<'_>, grounds: &Grounds<'_>) -> Vec<Recommendation> {
    let settings = view.settings;
    let mut all = Vec::new();
    all.extend(largest(grounds, |workflow| about_failures(workflow, settings)));
    all.extend(about_flakiness(grounds));
    all.extend(largest(grounds, |workflow| about_rising_duration(workflow, grounds.changepoints)));
    all.extend(largest(grounds, |workflow| about_long_duration(workflow, settings)));
    all.extend(about_queue(grounds, settings));
    all.extend(about_waste(&super::waste::summarise_waste(view)));
    if !all.is_empty() {
        all.extend(about_data(view));
    }
    sort_by_key(&mut all, |recommendation| recommendation.priority);
    all
}

/// The recommendations of the workflows for which `weigh` finds the most to gain.
fn largest(
    grounds: &Grounds<'_>,
    weigh: impl Fn(&WorkflowSummary) -> Option<(f64, Recommendation)>,
) -> impl Iterator<Item = Recommendation> {
    let mut found: Vec<(f64, Recommendation)> = grounds.workflows.iter().filter_map(weigh).collect();
    sort_by(&mut found, |a, b| b.0.total_cmp(&a.0));
    found.into_iter().take(MOST_NAMED).map(|(_, recommendation)| recommendation)
}

fn target(settings: &Settings, kind: KpiKind) -> Option<(f64, f64)> {
    settings.kpi_target(kind).map(|target| (target.target, target.floor))
}

/// A workflow whose failure rate is beyond chance above what the success target allows.
fn about_failures(workflow: &WorkflowSummary, settings: &Settings) -> Option<(f64, Recommendation)> {
    let failures = failure_rate(&workflow.counts);
    let (wanted, floor) = target(settings, KpiKind::SuccessRate)?;
    let (rate, low, high) = (failures.value?, failures.low?, failures.high?);
    let (failed, decided) = (failures.numerator, failures.denominator);
    let allowed = 1.0 - wanted;
    if decided < FEWEST_RUNS || low <= allowed {
        return None;
    }
    let avoidable = failed as f64 - allowed * decided as f64;
    let recommendation = Recommendation {
        kind: RecommendationKind::Reliability,
        priority: if rate > 1.0 - floor { Priority::High } else { Priority::Medium },
        workflow_id: Some(workflow.workflow_id),
        title: format!("Find out why {} fails", workflow.label),
        reason: format!(
            "{} of {} attempts failed: {}, with 95 % certainty between {} and {}.",
            grouped(failed),
            grouped(decided),
            percent(rate),
            percent(low),
            percent(high)
        ),
        expected_effect: format!(
            "At the target of {} about {} of these {} failures would not have happened.",
            percent(wanted),
            grouped(avoidable.round() as u64),
            grouped(failed)
        ),
    };
    Some((avoidable, recommendation))
}

fn about_flakiness(grounds: &Grounds<'_>) -> Option<Recommendation> {
    let (flaky, retries) = (grounds.flakiness, grounds.retries);
    if flaky.numerator < 2 || flaky.denominator < FEWEST_RUNS || flaky.low? <= 0.01 {
        return None;
    }
    Some(Recommendation {
        kind: RecommendationKind::Flakiness,
        priority: if flaky.value? > 0.10 { Priority::High } else { Priority::Medium },
        workflow_id: None,
        title: "Look for tests that fail by chance".to_owned(),
        reason: format!(
            "In {} of {} cases of a workflow on a commit ({}) it both failed and passed; {} runs became green only after a retry.",
            grouped(flaky.numerator),
            grouped(flaky.denominator),
            percent(flaky.value?),
            grouped(retries.green_only_after_retry)
        ),
        expected_effect: format!(
            "Up to {} retries and {} of repeated work would not have been needed.",
            grouped(retries.retries),
            duration(retries.retry_seconds as f64)
        ),
    })
}

/// Where durations rose in one step, the step is told: a line through it would give its size another number.
fn about_rising_duration(workflow: &WorkflowSummary, changepoints: &[Changepoint]) -> Option<(f64, Recommendation)> {
    let trend = &workflow.duration_trend;
    let (rise, p_value, line) = (trend.percent_over_window?, trend.p_value?, trend.line?);
    if trend.direction != Ok(Direction::Up) || workflow.durations.quantiles.count < FEWEST_RUNS {
        return None;
    }
    let step = changepoints.iter().find(|change| {
        change.metric == Metric::Duration
            && change.is_worse
            && matches!(change.subject, Subject::Workflow { workflow_id, .. } if workflow_id == workflow.workflow_id)
    });
    let (before, after) = step.map_or(line, |step| (step.before.value, step.after.value));
    let rise = step.and_then(|step| step.change_percent).unwrap_or(rise);
    let how = match step {
        Some(step) => format!("in one step, first seen in run {}", step.run_number),
        None => format!("over {}", trend.window_text()),
    };
    let p_value = step.map_or(p_value, |step| step.adjusted_p);
    let lost = (after - before).max(0.0);
    let recommendation = Recommendation {
        kind: RecommendationKind::Speed,
        priority: if rise > 25.0 { Priority::High } else { Priority::Medium },
        workflow_id: Some(workflow.workflow_id),
        title: format!("Find out what made {} slower", workflow.label),
        reason: format!(
            "The typical run went from {} to {} {how} ({rise:+.0} %, {}).",
            duration(before),
            duration(after),
            p_value_text(p_value)
        ),
        expected_effect: format!("Back at the old level each run would be {} shorter.", duration(lost)),
    };
    Some((lost * workflow.durations.quantiles.count as f64, recommendation))
}

/// A workflow whose median is beyond the floor of the duration KPI.
fn about_long_duration(workflow: &WorkflowSummary, settings: &Settings) -> Option<(f64, Recommendation)> {
    let (wanted, floor) = target(settings, KpiKind::MedianDuration)?;
    let quantiles = &workflow.durations.quantiles;
    let (median, p95) = (quantiles.median?, quantiles.p95?);
    if quantiles.count < FEWEST_RUNS || median <= floor || workflow.duration_trend.direction == Ok(Direction::Up) {
        return None;
    }
    let saved = (median - wanted) * quantiles.count as f64;
    let recommendation = Recommendation {
        kind: RecommendationKind::Speed,
        priority: Priority::Medium,
        workflow_id: Some(workflow.workflow_id),
        title: format!("Make {} faster", workflow.label),
        reason: format!(
            "Half of its {} successful runs took more than {}, one in twenty more than {}; the limit is {}.",
            grouped(quantiles.count),
            duration(median),
            duration(p95),
            duration(floor)
        ),
        expected_effect: format!(
            "At the target of {} these runs would have taken {} less in all.",
            duration(wanted),
            duration(saved)
        ),
    };
    Some((saved, recommendation))
}

fn about_queue(grounds: &Grounds<'_>, settings: &Settings) -> Option<Recommendation> {
    let quantiles = grounds.queue?.quantiles;
    let (wanted, floor) = target(settings, KpiKind::QueueTime)?;
    let (median, p90) = (quantiles.median?, quantiles.p90?);
    if quantiles.count < FEWEST_JOBS || p90 <= 2.0 * wanted {
        return None;
    }
    Some(Recommendation {
        kind: RecommendationKind::Queue,
        priority: if p90 > floor { Priority::High } else { Priority::Medium },
        workflow_id: None,
        title: "Shorten the wait for runners".to_owned(),
        reason: format!(
            "One in ten of {} jobs waited more than {} for a runner; half waited more than {}.",
            grouped(quantiles.count),
            duration(p90),
            duration(median)
        ),
        expected_effect: format!(
            "At the target of {} the slowest tenth of the jobs would start at least {} earlier.",
            duration(wanted),
            duration(p90 - wanted)
        ),
    })
}

fn about_waste(waste: &Waste) -> Option<Recommendation> {
    let share = waste.share()?;
    if share <= WASTE_SHARES.0 || waste.attempts < FEWEST_RUNS {
        return None;
    }
    let saved = |name: &str, seconds: f64| {
        format!("Without {name} up to {} of machine time would be saved.", duration(seconds))
    };
    let rounded = format!(
        "{} are billed and not worked; what merging short jobs saves is told beside the cost.",
        duration(waste.rounding_seconds)
    );
    let [cancelled, reruns, rounding] = ["cancelled runs", "re-runs", "rounding each job up to a whole minute"];
    let kinds = [
        (
            waste.cancelled_seconds,
            "End sooner what will be cancelled",
            cancelled,
            saved(cancelled, waste.cancelled_seconds),
        ),
        (waste.rerun_seconds, "Avoid re-running whole workflows", reruns, saved(reruns, waste.rerun_seconds)),
        (waste.rounding_seconds, "Look at very short jobs", rounding, rounded),
    ];
    let parts = kinds.each_ref().map(|(seconds, _, name, _)| format!("{} {name}", duration(*seconds)));
    let (_, title, _, effect) = kinds.into_iter().reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    Some(Recommendation {
        kind: RecommendationKind::Waste,
        priority: if share > WASTE_SHARES.1 { Priority::High } else { Priority::Low },
        workflow_id: None,
        title: title.to_owned(),
        reason: format!(
            "{} of {}, counted in whole minutes, led to nothing: {}.",
            percent(share),
            duration(waste.total_seconds),
            parts.join(", ")
        ),
        expected_effect: effect,
    })
}

/// Worth saying only beside other advice: jobs show where the time goes.
fn about_data(view: &View<'_>) -> Option<Recommendation> {
    let quality =
        |wanted: DurationQuality| view.rows.iter().filter(|&&row| view.duration_quality(row) == wanted).count();
    let (approximate, exact) = (quality(DurationQuality::Approximate), quality(DurationQuality::Exact));
    let finished = grouped((approximate + exact) as u64);
    (approximate > exact && approximate as u64 >= FEWEST_RUNS).then(|| Recommendation {
        kind: RecommendationKind::Data,
        priority: Priority::Low,
        workflow_id: None,
        title: "Fetch the jobs of more runs".to_owned(),
        reason: format!("The jobs of {} of {finished} finished runs are not stored.", grouped(approximate as u64)),
        expected_effect: format!(
            "{} durations would be exact, and queue times and waste known.",
            grouped(approximate as u64)
        ),
    })
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// Seconds in the two units a person would use, written as the pages write them.
fn duration(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    match (seconds / 3_600, seconds / 60) {
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min {:02} s", seconds % 60),
        (hours, minutes) => format!("{hours} h {:02} min", minutes % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        let found = [0.4, 59.0, 60.0, 3_599.0, 3_600.0, 100_000.0, f64::NAN].map(duration);
        assert_eq!(found, ["0 s", "59 s", "1 min 00 s", "59 min 59 s", "1 h 00 min", "27 h 46 min", "0 s"]);
    }
}
