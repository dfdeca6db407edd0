//! Jobs and steps in time.

use std::sync::Arc;

use forerun::domain::{Outcome, Timestamp};
use forerun::insight::{RunJob, RunReport, RunStep};
use forerun::view::chart::{Chart, Timeline, TimelineRow};
use forerun::view::route::Page;
use leptos::prelude::*;

use crate::charts::ChartFigure;
use crate::components::{Explanation, Panel, TabLink, chosen_tab, tab_links};
use crate::state::App;

use super::tiles::PATH;

/// The name of the choice in the address.
const ROWS: &str = "rows";
const CHOICES: &[TabLink] = &[TabLink::new("", "Jobs"), TabLink::new("steps", "Jobs and steps")];

/// The panel.
pub fn timeline(app: App, report: &Arc<RunReport>, now: Timestamp) -> AnyView {
    if report.jobs.is_empty() {
        let href = move || app.href(Page::Data);
        let sentence = if report.has_jobs {
            "This attempt ended before any job began."
        } else {
            "Jobs cost one request an attempt; those of this one have not been read."
        };
        return view! {
            <Panel title="Timeline">
                <p class="muted">{sentence} " " <a href=href>"See what is stored"</a></p>
            </Panel>
        }
        .into_any();
    }
    let rows = chosen_tab(app, ROWS, CHOICES);
    let report = Arc::clone(report);
    let chart = Memo::new_with_compare(
        move |_| -> Arc<dyn Chart> { Arc::new(chart_of(&report, rows.get() == "steps", now)) },
        |_, _| true,
    );
    view! {
        <Panel
            title="Timeline"
            note="A thin frame is waiting for a runner, a bar is work; the critical path is underlined."
            explanation=Some(Explanation::of(PATH))
        >
            {tab_links(app, ROWS, "Rows of the time line", CHOICES)}
            <ChartFigure chart=chart.into() />
        </Panel>
    }
    .into_any()
}

fn chart_of(report: &RunReport, with_steps: bool, now: Timestamp) -> Timeline {
    let details = &report.details;
    // What was carried over from an earlier attempt would stretch the picture over the pause between.
    let is_shown = |job: &&RunJob| job.is_executed || job.outcome == Outcome::Unfinished;
    let rows = report.jobs.iter().filter(is_shown).flat_map(|job| {
        let steps = if with_steps { job.steps.as_slice() } else { &[] };
        let steps = steps.iter().filter(|step| step.started_at.is_some());
        core::iter::once(of_job(job)).chain(steps.map(of_step))
    });
    Timeline {
        title: "Jobs of the run",
        span: format!("Run #{}, attempt {}", details.run_number, details.attempt),
        rows: rows.collect(),
        now,
    }
}

fn of_job(job: &RunJob) -> TimelineRow {
    TimelineRow {
        name: job.name.clone(),
        depth: 0,
        queued_at: job.created_at,
        started_at: job.started_at,
        completed_at: job.completed_at,
        outcome: job.outcome,
        is_critical: job.is_critical,
    }
}

fn of_step(step: &RunStep) -> TimelineRow {
    TimelineRow {
        name: step.name.clone(),
        depth: 1,
        queued_at: None,
        started_at: step.started_at,
        completed_at: step.completed_at,
        outcome: step.outcome,
        is_critical: false,
    }
}
