//! Why it failed, what GitHub noted, and what else ran on the same commit.

use forerun::insight::{CommitAttempt, Confidence, ErrorExample, JobAnnotation, RunReport};
use leptos::prelude::*;

use crate::components::{Explanation, Moment, Panel, badge};
use crate::state::use_app;
use crate::words::{Tone, error_category, event, outcome};

use super::ATTEMPT;

/// Whether there is something to give reasons for.
fn has_failed(report: &RunReport) -> bool {
    report.details.outcome.is_failed() || !report.failures.is_empty()
}

/// Why it failed; nothing where it did not.
pub fn reasons(report: &RunReport) -> Option<AnyView> {
    has_failed(report).then(|| why(report))
}

fn why(report: &RunReport) -> AnyView {
    let explanation = Explanation::of(
        "The kind of trouble is told from GitHub's conclusion, from what GitHub noted on the job, or else from the names \
         of the failed step and its job. Logs are not read.",
    );
    let failures = report.failures.iter().map(failure).collect_view();
    let none = report.failures.is_empty().then(|| {
        view! { <p class="muted">"No failed job of this attempt is stored, so that nothing tells why."</p> }
    });
    // The telling ones stand with their failures.
    let is_other = |note: &&JobAnnotation| {
        report.failures.iter().all(|failure| failure.message.as_deref() != Some(note.message.as_str()))
    };
    let notes = report.annotations.iter().filter(is_other).map(|note| {
        view! { <li><p class="note-text">{note.message.clone()}</p></li> }
    });
    let notes: Vec<_> = notes.collect();
    let notes = (!notes.is_empty()).then(|| {
        view! {
            <details class="more">
                <summary>{format!("{} more notes of GitHub", notes.len())}</summary>
                <ul class="trouble-list">{notes}</ul>
            </details>
        }
    });
    view! {
        <Panel title="Why it failed" class="half" explanation=Some(explanation)>
            {none}
            <ul class="trouble-list">{failures}</ul>
            {notes}
        </Panel>
    }
    .into_any()
}

fn failure(failure: &ErrorExample) -> AnyView {
    let place = match (&failure.job, &failure.step) {
        (job, Some(step)) if !job.is_empty() => format!("{job} / {step}"),
        (job, None) if !job.is_empty() => job.clone(),
        _ => "The whole run".to_owned(),
    };
    let certainty = match failure.verdict.confidence {
        Confidence::High => "stated",
        Confidence::Medium => "by the name of the step",
        Confidence::Low => "a guess",
    };
    let evidence = Some(&failure.verdict.evidence).filter(|evidence| !evidence.is_empty());
    let evidence = evidence.map(|evidence| format!(": “{evidence}”"));
    let message = failure.message.clone().map(|message| view! { <p class="note-text">{message}</p> });
    view! {
        <li>
            <p>
                <strong>{place}</strong>
            </p>
            <p class="muted">
                {badge(error_category(failure.verdict.category), Tone::Neutral)} " " {certainty} {evidence}
            </p>
            {message}
        </li>
    }
    .into_any()
}

/// What else ran on its commit: beside the differences, or below where the reasons stand there.
pub fn same_commit(report: &RunReport) -> AnyView {
    let verdict = if report.is_flaky_evidence {
        view! {
            <p>
                {badge("Flaky", Tone::Warning)}
                " This workflow both failed and passed on this commit: the code alone does not explain it."
            </p>
        }
        .into_any()
    } else if report.same_commit.is_empty() && report.progress.is_some() {
        view! { <p class="muted">"Nothing else of this workflow ran on this commit so far."</p> }.into_any()
    } else if report.same_commit.is_empty() {
        view! { <p class="muted">"This workflow ran once on this commit, so that nothing tells whether it is flaky."</p> }
            .into_any()
    } else {
        let over = if report.progress.is_some() { " that are over" } else { "" };
        view! { <p class="muted">{format!("All attempts on this commit{over} agree.")}</p> }.into_any()
    };
    let rows = (!report.same_commit.is_empty())
        .then(|| view! { <ul class="stretches">{report.same_commit.iter().map(line).collect_view()}</ul> });
    view! {
        <Panel title="Same commit" class=if has_failed(report) { "" } else { "half" }>
            {verdict}
            {rows}
        </Panel>
    }
    .into_any()
}

fn line(other: &CommitAttempt) -> AnyView {
    let (word, tone) = outcome(other.outcome);
    let app = use_app();
    let (run_id, attempt) = (other.run_id, other.attempt);
    let href =
        app.route.with_untracked(|route| route.of_run(run_id).with_detail(ATTEMPT, &attempt.to_string()).to_hash());
    view! {
        <li>
            <span>
                <a href=href>{format!("#{}, attempt {attempt}", other.run_number)}</a>
                " "
                <span class="muted">{event(&other.event)} " · " <Moment at=other.started_at /></span>
            </span>
            {badge(word, tone)}
        </li>
    }
    .into_any()
}
