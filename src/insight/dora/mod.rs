//! Delivery in the terms of DORA, where the data allow: how long the default branch stays broken, how much gets through,
//! and how often, how fast and how safely it is deployed. Each answer carries its definition.

mod class;
mod deployments;
mod frequency;
mod restore;
mod sources;
mod weeks;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::domain::{NO_TEXT, Outcome, SECONDS_PER_DAY};
use crate::stats::Lack;

use super::View;

pub use class::{DoraClass, DoraClasses, classify_dora};
pub use deployments::{ChangeFailureRate, LeadTime, LeadTimeClass};
pub use frequency::{DeploymentFrequency, FrequencyClass};
pub use restore::{Downtime, RestoreTime};
pub use sources::{DeploymentSource, DeploymentSources, name_deployments};
pub use weeks::{DeliveryWeek, weekly_delivery};

use deployments::{deployment_rows, summarise_change_failures, summarise_lead_time};
use frequency::summarise_frequency;
use restore::summarise_restore;

/// The four keys and what runs alone tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dora {
    /// How long the default branch stayed red.
    pub restore_default_branch: Result<RestoreTime, Lack>,
    /// What got through on the default branch.
    pub throughput: Result<Throughput, Lack>,
    /// How often was deployed.
    pub deployment_frequency: Result<DeploymentFrequency, Lack>,
    /// How long a commit took to be deployed.
    pub lead_time: Result<LeadTime, Lack>,
    /// Which share of deployments failed.
    pub change_failure_rate: Result<ChangeFailureRate, Lack>,
    /// How long a failed deployment stood.
    pub restore_service: Result<RestoreTime, Lack>,
}

/// What got through on the default branch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Throughput {
    /// Attempts that passed there.
    pub passed_runs: u64,
    /// Different commits pushed there that a workflow ran on: merges, squashed or not, and direct pushes.
    pub commits: u64,
    /// Days of 24 hours that window and history cover.
    pub days: f64,
    /// Passed attempts a day.
    pub passed_runs_per_day: f64,
    /// Commits a day.
    pub commits_per_day: f64,
    /// What this means.
    pub definition: String,
}

/// All of it for a view.
pub fn summarise_dora(view: &View<'_>) -> Dora {
    let default_branch = default_branch_rows(view);
    let deployments = deployment_rows(view);
    let needs = |rows: &[u32]| if rows.is_empty() { Err(no_deployment()) } else { Ok(()) };
    Dora {
        restore_default_branch: default_branch.as_ref().map_err(Clone::clone).map(|rows| {
            summarise_restore(
                view,
                rows,
                "For each workflow on the default branch: from the end of the first failed run to the end of the next \
                 passed one, by start. Confirmed: at least two failed runs in a row, ended by two passed ones, up to the \
                 end of the first of these.",
            )
        }),
        throughput: default_branch.and_then(|rows| throughput(view, &rows)),
        deployment_frequency: needs(&deployments).and_then(|()| summarise_frequency(view, &deployments)),
        lead_time: needs(&deployments).and_then(|()| summarise_lead_time(view, &deployments)),
        change_failure_rate: needs(&deployments).map(|()| summarise_change_failures(view, &deployments)),
        restore_service: needs(&deployments).map(|()| {
            summarise_restore(
                view,
                &deployments,
                "For each workflow that deploys: from the end of the first failed deployment to the end of the next \
                 passed one. Confirmed: at least two failed in a row, ended by two passed ones.",
            )
        }),
    }
}

fn no_deployment() -> Lack {
    Lack::undefined("no deployment is known: none passed or failed in this window")
}

/// Decided attempts on the default branch by start.
fn default_branch_rows(view: &View<'_>) -> Result<Vec<u32>, Lack> {
    if view.default_branch.is_none() {
        return Err(Lack::undefined("the default branch is not known"));
    }
    let rows = view.decided_on_default_branch();
    if rows.is_empty() {
        return Err(Lack::undefined("no run has passed or failed on the default branch in this window"));
    }
    Ok(rows)
}

/// Days of 24 hours that window and history cover.
pub(super) fn covered_days(view: &View<'_>) -> f64 {
    let begin = view.oldest().map_or(view.period.start, |oldest| oldest.max(view.period.start));
    view.period.end.min(view.now).seconds_since(begin).max(0) as f64 / SECONDS_PER_DAY as f64
}

fn throughput(view: &View<'_>, rows: &[u32]) -> Result<Throughput, Lack> {
    let days = covered_days(view);
    if days < 1.0 {
        return Err(Lack::TooFewPoints { have: 0, need: 1 });
    }
    let push = view.columns.events.find(b"push");
    let mut seen = vec![false; view.columns.commits.len()];
    let (mut passed_runs, mut commits) = (0_u64, 0_u64);
    for &row in rows {
        passed_runs += u64::from(view.outcome(row) == Outcome::Passed);
        let commit = view.commit(row);
        if commit == NO_TEXT || push != Some(u32::from(view.event(row))) {
            continue;
        }
        if let Some(seen) = seen.get_mut(commit as usize).filter(|seen| !**seen) {
            *seen = true;
            commits += 1;
        }
    }
    Ok(Throughput {
        passed_runs,
        commits,
        days,
        passed_runs_per_day: passed_runs as f64 / days,
        commits_per_day: commits as f64 / days,
        definition: "Passed runs, and different commits pushed, on the default branch, for each day of 24 hours that \
                     window and history cover."
            .to_owned(),
    })
}
