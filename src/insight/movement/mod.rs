//! What moved: trends of everything that can be followed, changes of level with their commits, seasons, single values that
//! do not belong, drift from a baseline; with false discoveries kept rare over all that was looked at together. Judges no
//! cause and advises nothing.

mod anomaly;
mod cause;
mod change;
mod commits;
mod discovery;
mod drift;
mod rate_change;
mod recent;
mod rhythm;
mod season;
mod subject_trend;
mod subjects;
mod weekdays;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::domain::{Period, sort_by};

pub use anomaly::Anomaly;
pub use cause::{ChangeCause, ChangePart, CommitBetween};
pub use change::{Changepoint, Level};
pub use drift::{Drift, DriftState};
pub use recent::{RecentChanges, recent_changes};
pub use rhythm::{Cycle, Rhythm};
pub use season::{Season, SeasonCell};
pub use subject_trend::SubjectTrend;

use super::View;
use discovery::{FALSE_DISCOVERY_RATE, Family};
use subjects::{JobSeries, Point, WorkflowSeries};

/// Everything that moved in a view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Movements {
    /// The instants it is about.
    pub period: Period,
    /// Trends over the window: of the whole view, of each workflow, then of jobs and steps, the busiest first.
    pub trends: Vec<SubjectTrend>,
    /// Changes of level, newest first.
    pub changepoints: Vec<Changepoint>,
    /// By hour and weekday.
    pub season: Season,
    /// Runs and days that do not belong, newest first.
    pub anomalies: Vec<Anomaly>,
    /// Each workflow's duration and failure rate against its baseline.
    pub drifts: Vec<Drift>,
    /// How many series were tested for trends, changes, seasons and drift; all their p-values were adjusted together.
    pub tested: u64,
    /// How many runs and days were looked at for anomalies; adjusted together likewise.
    pub screened: u64,
    /// Share of false ones that is accepted among what is called a movement (Benjamini and Hochberg).
    pub false_discovery_rate: f64,
    /// Workflows that were looked at one by one: at most the 50 with most attempts.
    pub workflows_examined: u64,
    /// Workflows left out.
    pub workflows_left_out: u64,
    /// Jobs that were looked at, by name: at most the 40 that take most time.
    pub jobs_examined: u64,
    /// Jobs left out.
    pub jobs_left_out: u64,
    /// Steps that were looked at, by name, of these jobs: likewise.
    pub steps_examined: u64,
    /// Steps of these jobs left out.
    pub steps_left_out: u64,
}

/// All of it. O(n log n) in attempts and jobs.
pub fn analyse_movements(view: &View<'_>) -> Movements {
    let (series, workflows_left_out) = subjects::workflow_series(view);
    let queues = subjects::queue_series(&series);
    let jobs = subjects::job_series(&series);
    let mut family = Family::default();
    let mut trends = subject_trend::follow_subjects(view, &series, &jobs, &mut family);
    let changepoints = search_all(view, &series, &queues, &jobs, &mut family);
    let rhythms = rhythm::find_rhythms(&season::days(view, &series), &mut family);
    // Levels begin at the changes that survive what has been tested so far.
    let known = change::keep_discoveries(changepoints.clone(), &family.adjusted());
    let drifts = drift::follow_drift(&series, &known, &mut family);
    let (anomalies, screened) = anomaly::find_anomalies(view, &series, &known);
    let adjusted = family.adjusted();
    subject_trend::keep_discoveries(&mut trends, &adjusted);
    let changepoints = change::keep_discoveries(changepoints, &adjusted);
    let mut trends: Vec<SubjectTrend> = trends.into_iter().map(|trend| trend.0).collect();
    subject_trend::note_steps(&mut trends, &changepoints);
    Movements {
        period: view.period,
        trends,
        changepoints,
        season: Season { cells: season::cells(view), rhythms: rhythm::keep_discoveries(rhythms, &adjusted) },
        anomalies,
        drifts: drift::keep_discoveries(drifts, &adjusted),
        tested: adjusted.len() as u64,
        screened,
        false_discovery_rate: FALSE_DISCOVERY_RATE,
        workflows_examined: series.len() as u64,
        workflows_left_out,
        jobs_examined: jobs.jobs.len() as u64,
        jobs_left_out: jobs.jobs_left_out,
        steps_examined: jobs.steps.len() as u64,
        steps_left_out: jobs.steps_left_out,
    }
}

/// Changes of the level of durations and failure rates by workflow, newest first; of at most the 50 busiest workflows.
/// Their p-values are adjusted over these series alone.
pub fn find_changepoints(view: &View<'_>) -> Vec<Changepoint> {
    let (series, _) = subjects::workflow_series(view);
    let mut family = Family::default();
    let found = search_workflows(&series, &mut family);
    change::keep_discoveries(found, &family.adjusted())
}

/// Changes of workflows, of the queues before their jobs, and of jobs, with their numbers in the family.
fn search_all(
    view: &View<'_>,
    series: &[WorkflowSeries<'_>],
    queues: &[Vec<Point>],
    jobs: &JobSeries,
    family: &mut Family,
) -> Vec<(Changepoint, usize)> {
    let mut found = search_workflows(series, family);
    for (workflow, points) in series.iter().zip(queues) {
        found.extend(change::search_queue(workflow, points, family));
    }
    for job in &jobs.jobs {
        found.extend(change::search_job(view, job, family));
    }
    found
}

/// Changes of workflows with their numbers in the family.
fn search_workflows(series: &[WorkflowSeries<'_>], family: &mut Family) -> Vec<(Changepoint, usize)> {
    let mut found = Vec::new();
    for workflow in series {
        found.extend(change::search_workflow(workflow, family));
        found.extend(rate_change::search_failures(workflow, family));
    }
    sort_by(&mut found, |a, b| b.0.at.cmp(&a.0.at));
    found
}
