//! What stands behind a change: the jobs and steps that grew most, the wait, the commits.

use forerun::insight::{ChangeCause, ChangePart, CommitBetween, Subject};
use forerun::view::format;
use leptos::prelude::*;

use crate::state::App;
use crate::words::movement::{short_commit, signed_duration};
use crate::words::{NOTHING, or_nothing};

use super::super::linked::run_link;

/// Fewer seconds of waiting are not worth a word.
const LEAST_WAIT_SECONDS: f64 = 2.0;

/// All of it.
pub fn view_of(app: App, cause: &ChangeCause) -> AnyView {
    let first =
        |parts: &[ChangePart]| parts.first().map(|part| format!("{} ({})", name(part), signed_duration(part.seconds)));
    let verb = if cause.seconds >= 0.0 { "Grew" } else { "Shrank" };
    let lead = match (first(&cause.jobs), first(&cause.steps)) {
        (Some(job), Some(step)) => Some(format!("{verb} most: job {job}, in it or beside it step {step}.")),
        (Some(job), None) => Some(format!("{verb} most: job {job}.")),
        (None, Some(step)) => Some(format!("{verb} most: step {step}.")),
        (None, None) => None,
    };
    let lead = lead.unwrap_or_else(|| {
        if cause.attempts.0.min(cause.attempts.1) < 5 {
            format!(
                "Jobs are stored of too few of these runs to say which of them moved ({} before, {} after).",
                cause.attempts.0, cause.attempts.1
            )
        } else {
            "No single job or step moved along.".to_owned()
        }
    });
    let wait = cause.queue_seconds.filter(|(before, after)| (after - before).abs() >= LEAST_WAIT_SECONDS);
    let wait = wait.map(|(before, after)| {
        format!(" Waiting for runners: {} → {}.", format::duration(before), format::duration(after))
    });
    let has_parts = !cause.jobs.is_empty() || !cause.steps.is_empty() || !cause.commits.is_empty();
    let details = has_parts.then(|| details(app, cause));
    view! {
        <p>{lead} {wait}</p>
        {details}
    }
    .into_any()
}

fn name(part: &ChangePart) -> String {
    match &part.subject {
        Subject::Job { job, .. } => job.clone(),
        Subject::Step { job, step, .. } => format!("{job} / {step}"),
        Subject::Repository | Subject::Workflow { .. } => String::new(),
    }
}

fn details(app: App, cause: &ChangeCause) -> AnyView {
    let row = |kind: &'static str| {
        move |part: &ChangePart| {
            let seconds = |value: Option<f64>| or_nothing(value, format::duration);
            view! {
                <tr>
                    <th scope="row">{name(part)}</th>
                    <td data-label="Kind">{kind}</td>
                    <td class="number" data-label="Median before">{seconds(part.before_seconds)}</td>
                    <td class="number" data-label="Median after">{seconds(part.after_seconds)}</td>
                    <td class="number" data-label="Growth">{signed_duration(part.seconds)}</td>
                    <td class="number muted" data-label="Times before / after">{format!("{} / {}", part.counts.0, part.counts.1)}</td>
                </tr>
            }
        }
    };
    let rows = (cause.jobs.iter().map(row("Job")).collect_view(), cause.steps.iter().map(row("Step")).collect_view());
    let commit = |commit: &CommitBetween| {
        let title = if commit.title.is_empty() { NOTHING.to_owned() } else { commit.title.clone() };
        view! { <li><span class="commit">{short_commit(&commit.commit)}</span> " " {run_link(app, commit.run_id, title)}</li> }
    };
    let commits = (!cause.commits.is_empty()).then(|| {
        view! {
            <h3>"First run with the change"</h3>
            <ul class="commits">{cause.commits.iter().map(commit).collect_view()}</ul>
        }
    });
    let table = (!cause.jobs.is_empty() || !cause.steps.is_empty()).then(|| {
        view! {
            <div class="table-scroll" tabindex="0" role="region" aria-label="Jobs and steps that moved">
                <table class="stacking-table">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"Kind"</th>
                            <th scope="col" class="number">"Median before"</th>
                            <th scope="col" class="number">"Median after"</th>
                            <th scope="col" class="number">"Growth"</th>
                            <th scope="col" class="number">"Times before / after"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <details class="more">
            <summary>"Jobs, steps and commits"</summary>
            {table}
            {commits}
        </details>
    }
    .into_any()
}
