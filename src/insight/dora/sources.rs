//! What counts as a deployment here: which workflows and events, how often, and what was left out. Counts; decides
//! nothing that `deployments` does not.

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, sort_by};

use super::super::View;
use super::super::kpi::Deployments;
use super::deployments::deployment_rows;

/// What counts as a deployment in a view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeploymentSources {
    /// By workflow and event, most deployments first.
    pub sources: Vec<DeploymentSource>,
    /// Passed or failed attempts of such workflows or events that pull requests started: previews.
    pub previews: u64,
    /// Others whose deploying jobs, or all jobs, were skipped.
    pub skipped: u64,
}

/// Deployments of one workflow, started by one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentSource {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// What to call it.
    pub workflow: String,
    /// GitHub's word for the event.
    pub event: String,
    /// Whether the event makes them deployments; else the workflow's name does.
    pub by_event: bool,
    /// Deployments that passed.
    pub passed: u64,
    /// Deployments that failed.
    pub failed: u64,
}

/// Names the deployments of a view.
pub fn name_deployments(view: &View<'_>) -> DeploymentSources {
    let rows = deployment_rows(view);
    let mut counts: Vec<((u16, u8), (u64, u64))> = Vec::new();
    for &row in &rows {
        let key = (view.workflow(row), view.event(row));
        let place = counts.iter().position(|(other, _)| *other == key).unwrap_or_else(|| {
            counts.push((key, (0, 0)));
            counts.len() - 1
        });
        if let Some((_, (passed, failed))) = counts.get_mut(place) {
            if view.outcome(row) == Outcome::Passed {
                *passed += 1;
            } else {
                *failed += 1;
            }
        }
    }
    let event_of = |event: u8| String::from_utf8_lossy(view.columns.events.get(u32::from(event))).into_owned();
    let mut sources: Vec<DeploymentSource> = counts
        .into_iter()
        .map(|((workflow, event), (passed, failed))| {
            let event = event_of(event);
            DeploymentSource {
                workflow_id: view.columns.workflows.entries.get(usize::from(workflow)).map_or(0, |entry| entry.id),
                workflow: view.columns.workflows.label(workflow),
                by_event: event == "deployment" || event == "deployment_status",
                event,
                passed,
                failed,
            }
        })
        .collect();
    let all = |source: &DeploymentSource| source.passed + source.failed;
    sort_by(&mut sources, |a, b| {
        all(b).cmp(&all(a)).then(a.workflow_id.cmp(&b.workflow_id)).then(a.event.cmp(&b.event))
    });
    let deployments = Deployments::of(view);
    let named = view.rows.iter().filter(|&&row| view.outcome(row).is_decided() && deployments.contains(view, row));
    let (mut previews, mut others) = (0_u64, 0_u64);
    for &row in named {
        if view.columns.events.get(u32::from(view.event(row))).starts_with(b"pull_request") {
            previews += 1;
        } else {
            others += 1;
        }
    }
    DeploymentSources { sources, previews, skipped: others - rows.len() as u64 }
}
