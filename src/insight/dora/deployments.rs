//! Which attempts deployed, how long commits waited for that, and which deployments failed.

use serde::{Deserialize, Serialize};

use crate::domain::{NO_TEXT, Outcome, SECONDS_PER_DAY, SECONDS_PER_HOUR, Timestamp};
use crate::stats::Lack;

use super::super::kpi::{Deployments, names_deployment};
use super::super::{Quantiles, Rate, View};
use super::restore::end;

/// A deployment of an older commit within this time after another took that one back.
const TAKEN_BACK_WITHIN_SECONDS: i64 = SECONDS_PER_DAY;
/// Four Keys' cut-offs of the lead time, hours.
const LEAD_TIME_HOURS: [(i64, LeadTimeClass); 4] = [
    (24, LeadTimeClass::OneDay),
    (168, LeadTimeClass::OneWeek),
    (730, LeadTimeClass::OneMonth),
    (6 * 730, LeadTimeClass::SixMonths),
];

/// From commit to deployment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeadTime {
    /// Seconds over the commits deployed in the window.
    pub seconds: Quantiles,
    /// By the median.
    pub class: LeadTimeClass,
    /// Of these commits: seen for the first time by the deployment itself, so that it tells nothing of the wait before.
    pub first_seen_when_deployed: u64,
    /// What this means.
    pub definition: String,
}

/// Four Keys' word for a lead time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadTimeClass {
    /// Below 24 hours.
    OneDay,
    /// Below 168 hours.
    OneWeek,
    /// Below 730 hours.
    OneMonth,
    /// Below six times that.
    SixMonths,
    /// Longer.
    Longer,
}

/// Which share of deployments failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeFailureRate {
    /// Failed or taken back / passed or failed deployments.
    pub rate: Rate,
    /// Deployments that failed themselves.
    pub failed: u64,
    /// Deployments that passed, but gave way within 24 hours to a commit deployed before them.
    pub taken_back: u64,
    /// What this means.
    pub definition: String,
}

/// Attempts that deployed or failed to, by start: those that [`Deployments`] knows, without pull requests (previews) and
/// without attempts whose deploying jobs, or all jobs, were skipped.
pub(super) fn deployment_rows(view: &View<'_>) -> Vec<u32> {
    let deployments = Deployments::of(view);
    let is_preview = |event: &[u8]| event.starts_with(b"pull_request");
    let previews: Vec<bool> = view.columns.events.iter().map(is_preview).collect();
    let deployed = |row: u32| {
        view.outcome(row).is_decided()
            && deployments.contains(view, row)
            && !previews.get(usize::from(view.event(row))).copied().unwrap_or_default()
            && has_deployed(view, row)
    };
    view.chronological_where(deployed)
}

/// Whether a job ran that can have deployed; true where no jobs are stored.
fn has_deployed(view: &View<'_>, row: u32) -> bool {
    let jobs = view.jobs(row);
    if jobs.is_empty() {
        return true;
    }
    let is_deploying = |job: usize| {
        let number = view.columns.jobs.name.get(job).copied().unwrap_or(NO_TEXT);
        view.columns.text(number).is_some_and(names_deployment)
    };
    let any_named = jobs.into_iter().any(is_deploying);
    view.executed_jobs(row).any(|job| !any_named || is_deploying(job))
}

/// How long each commit waited for its first successful deployment.
pub(super) struct LeadTimes {
    /// The deploying attempt and the seconds.
    pub times: Vec<(u32, f64)>,
    /// Of these: the commit's first stored run is the deployment itself.
    pub first_seen_when_deployed: u64,
}

/// From the creation of a commit's first stored run, whatever the filter, to the end of its first successful deployment.
pub(super) fn lead_times(view: &View<'_>, deployments: &[u32]) -> LeadTimes {
    let attempts = &view.columns.attempts;
    // Rows are by creation, so that the first one of a commit is its oldest.
    let mut first_rows = vec![u32::MAX; view.columns.commits.len()];
    for (row, &commit) in (0_u32..).zip(&attempts.commit) {
        if let Some(first) = first_rows.get_mut(commit as usize).filter(|first| **first == u32::MAX) {
            *first = row;
        }
    }
    let mut found = LeadTimes { times: Vec::new(), first_seen_when_deployed: 0 };
    for &row in deployments.iter().filter(|&&row| view.outcome(row) == Outcome::Passed) {
        let Some(first) = first_rows.get_mut(view.commit(row) as usize) else { continue };
        // Taken, so that later deployments of the commit do not count.
        let first = core::mem::replace(first, u32::MAX);
        if first == u32::MAX {
            continue;
        }
        found.first_seen_when_deployed += u64::from(view.run_id(first) == view.run_id(row));
        let created = Timestamp(i64::from(view.created_seconds(first)));
        found.times.push((row, end(view, row).seconds_since(created).max(0) as f64));
    }
    found
}

/// The lead times of a view together.
pub(super) fn summarise_lead_time(view: &View<'_>, deployments: &[u32]) -> Result<LeadTime, Lack> {
    let LeadTimes { times, first_seen_when_deployed } = lead_times(view, deployments);
    let mut seconds: Vec<f64> = times.into_iter().map(|(_, seconds)| seconds).collect();
    let quantiles = Quantiles::of(&mut seconds);
    let median = quantiles.median.ok_or_else(|| Lack::undefined("no commit is known that was deployed"))?;
    let within = |(hours, _): &&(i64, LeadTimeClass)| median < (hours * SECONDS_PER_HOUR) as f64;
    Ok(LeadTime {
        seconds: quantiles,
        class: LEAD_TIME_HOURS.iter().find(within).map_or(LeadTimeClass::Longer, |&(_, class)| class),
        first_seen_when_deployed,
        definition: "For each commit deployed: from the creation of its first stored run to the end of its first \
                     successful deployment. Time before the first run, and on other commits before a squash, is not \
                     seen."
            .to_owned(),
    })
}

/// A deployment failed, or was taken back: within 24 hours its workflow successfully deployed a commit that it had
/// deployed before.
pub(super) fn summarise_change_failures(view: &View<'_>, deployments: &[u32]) -> ChangeFailureRate {
    let (mut failed, mut taken_back) = (0_u64, 0_u64);
    let mut by_workflow: Vec<Vec<u32>> = vec![Vec::new(); view.columns.workflows.entries.len()];
    for &row in deployments {
        if view.outcome(row).is_failed() {
            failed += 1;
        } else if let Some(passed) = by_workflow.get_mut(usize::from(view.workflow(row))) {
            passed.push(row);
        }
    }
    let mut seen = vec![false; view.columns.commits.len()];
    for passed in &by_workflow {
        let mut before: Option<u32> = None;
        for &row in passed {
            let commit = view.commit(row) as usize;
            let deployed_before = seen.get(commit).copied().unwrap_or_default();
            if let Some(before) = before.filter(|&before| deployed_before && view.commit(before) != view.commit(row)) {
                let later = view.started(row).seconds_since(view.started(before));
                taken_back += u64::from(later <= TAKEN_BACK_WITHIN_SECONDS);
            }
            if let Some(seen) = seen.get_mut(commit) {
                *seen = true;
            }
            before = Some(row);
        }
        for &row in passed {
            if let Some(seen) = seen.get_mut(view.commit(row) as usize) {
                *seen = false;
            }
        }
    }
    ChangeFailureRate {
        rate: Rate::of(failed + taken_back, deployments.len() as u64),
        failed,
        taken_back,
        definition: "Deployments that failed, or passed and were followed within 24 hours by a successful deployment, by \
                     the same workflow, of another commit that it had deployed before; out of all that passed or failed."
            .to_owned(),
    }
}
