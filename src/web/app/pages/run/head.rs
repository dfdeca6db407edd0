//! Which run: outcome, attempts, and what GitHub says of it.

use forerun::domain::Outcome;
use forerun::insight::{AttemptLine, RunDetails, RunProgress, RunReport};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Moment, badge, commit_reference, run_reference, workflow_reference};
use crate::links;
use crate::pages::overview::running::{PASSED, expected_end};
use crate::platform::intl;
use crate::state::App;
use crate::words::{NOTHING, counted, event, or_nothing, outcome, reason_of};

use super::ATTEMPT;

/// Outcome, facts, attempts to choose.
pub fn head(app: App, report: &RunReport) -> AnyView {
    let details = &report.details;
    let (word, tone) = outcome(details.outcome);
    let github = app.open_repository().filter(|repository| !repository.is_demo).map(|repository| {
        let href = links::run(&repository, details.run_id);
        view! {
            <a href=href target="_blank" rel="noreferrer">
                "Open on GitHub"
            </a>
        }
    });
    view! {
        <section class="subject" aria-label="This run">
            <div class="subject-name">
                {badge(word, tone)}
                {github}
            </div>
            {why_ended(details)}
            {report.progress.as_ref().map(|progress| under_way(app, details, progress))}
            <dl class="facts">
                {fact("Workflow", workflow_reference(details.workflow_id, details.workflow.clone()))}
                {fact("Branch", branch(details))}
                {fact("Event", event(&details.event).into_any())}
                {fact("Commit", details.commit.as_deref().map_or_else(|| NOTHING.into_any(), commit_reference))}
                {fact("Started", view! { <Moment at=details.started_at /> }.into_any())}
                {fact("Started by", details.actor.clone().unwrap_or_else(|| NOTHING.to_owned()).into_any())}
            </dl>
            {attempts(app, report)}
        </section>
    }
    .into_any()
}

fn fact(name: &'static str, value: AnyView) -> AnyView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

fn branch(details: &RunDetails) -> AnyView {
    let branch = details.branch.clone().unwrap_or_else(|| "not known".to_owned());
    let fork = details.is_from_fork.then_some(" (a fork's)");
    view! { {branch} {fork} }.into_any()
}

/// Why it was cancelled, or what a word of GitHub's that is counted nowhere was.
fn why_ended(details: &RunDetails) -> Option<AnyView> {
    let sentence = match details.outcome {
        Outcome::Superseded => {
            let newer = details.superseded_by.map(|run_id| run_reference(run_id, "Show the newer run"));
            view! {
                "Cancelled: a newer run of the same workflow, branch and event was created before this one ended. "
                {newer}
            }
            .into_any()
        }
        Outcome::CancelledByHand => {
            "Cancelled, and no newer run took over: by a person, or by a job of the same workflow.".into_any()
        }
        Outcome::TimedOut => "Stopped by a time limit. Counts as failed.".into_any(),
        Outcome::Excluded => {
            format!("GitHub calls it “{}”; it counts in no rate.", details.state.replace('_', " ")).into_any()
        }
        Outcome::Passed | Outcome::Failed | Outcome::Unfinished => return None,
    };
    Some(view! { <p class="muted">{sentence}</p> }.into_any())
}

/// What a run does that has not ended: since when, how far, until when.
fn under_way(app: App, details: &RunDetails, progress: &RunProgress) -> AnyView {
    if progress.is_lost {
        return view! { <p class="muted">"Had not ended when it was last read. What became of it since is not known."</p> }
            .into_any();
    }
    let state = if progress.is_working { "Runs" } else { "Waits" };
    let jobs = jobs_text(progress);
    let expected = progress.expected.as_ref().map_err(|lack| reason_of(lack, PASSED));
    let read = app.open_repository().and_then(|open| open.synced_at).map(|at| format!("As of {}. ", intl::hour(at)));
    view! {
        <p>
            {format!("{state} since {}{jobs}. ", intl::hour(details.started_at))}
            <span class="muted">{read}</span> {expected_end(expected)}
        </p>
    }
    .into_any()
}

/// How many jobs run, wait and are over; nothing where none is stored.
fn jobs_text(progress: &RunProgress) -> String {
    let (running, waiting, done) = (progress.jobs_running, progress.jobs_waiting, progress.jobs_done);
    if running + waiting + done == 0 {
        return String::new();
    }
    let running = counted(running, "job runs", "jobs run");
    let waiting = if waiting == 1 { "1 waits".to_owned() } else { format!("{} wait", format::count(waiting)) };
    let done = if done == 1 { "1 is done".to_owned() } else { format!("{} are done", format::count(done)) };
    format!(": {running}, {waiting}, {done}")
}

fn attempts(app: App, report: &RunReport) -> Option<AnyView> {
    let present = report.details.attempt;
    let link = |line: &AttemptLine| {
        let number = line.attempt;
        let (word, tone) = outcome(line.outcome);
        let href = move || app.route.with(|route| route.with_detail(ATTEMPT, &number.to_string()).to_hash());
        let took = or_nothing(line.duration_seconds, format::duration);
        view! {
            <a href=href aria-current=(number == present).then_some("true")>
                {format!("Attempt {number}")}
                {badge(word, tone)}
                <span class="muted">{took}</span>
            </a>
        }
    };
    let links = report.attempts.iter().map(link).collect_view();
    (report.attempts.len() > 1).then(|| {
        view! {
            <nav class="choice-links" aria-label="Attempts">
                {links}
            </nav>
        }
        .into_any()
    })
}
