//! The evidence about one subject: its state, what will end it, the commits, the history.

use std::sync::Arc;

use forerun::domain::SECONDS_PER_DAY;
use forerun::engine::Failures;
use forerun::insight::{FlakyEvidence, FlakyState, FlakySubject};
use forerun::view::format;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::components::{Moment, attempt_reference, badge, commit_reference, workflow_reference};
use crate::state::use_app;
use crate::words::{counted, reason};

use super::subjects::{chosen, closed};
use super::words;

/// Clean runs and days that end flakiness, as `insight` counts them.
const CLEAN: (u64, i64) = (20, 14);
const HEADING: &str = "flaky-evidence";

/// The section; nothing where the address names no subject.
pub fn section(answer: Signal<Arc<Failures>>) -> AnyView {
    let app = use_app();
    let position = Memo::new(move |_| answer.with(|failures| app.route.with(|route| chosen(route, failures))));
    Effect::new(move |before: Option<Option<usize>>| {
        let position = position.get();
        // A shared link opens at the top; a press on a row leads here.
        if position.is_some() && before.is_some_and(|before| before != position) {
            request_animation_frame(show_heading);
        }
        position
    });
    let shown = move || {
        let position = position.get()?;
        answer.with(|failures| failures.flakiness.subjects.get(position).map(evidence))
    };
    shown.into_any()
}

fn show_heading() {
    let heading = web_sys::window().and_then(|window| window.document()?.get_element_by_id(HEADING));
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        heading.focus().ok();
    }
}

fn evidence(subject: &FlakySubject) -> AnyView {
    let app = use_app();
    let close = move |_| app.go(closed(&app.route.get_untracked()));
    let (word, tone) = words::state(subject.state);
    let name = words::subject(&subject.subject);
    let workflow = subject.subject.workflow_id().map(|id| workflow_reference(id, "Open the workflow"));
    let since = subject.since.map(|at| view! { " since " <Moment at /> });
    let commits = if subject.newest.is_empty() {
        view! { <p class="muted">"No commit of this window has both a failure and a pass."</p> }.into_any()
    } else {
        view! {
            <div class="table-scroll">
                <table class="flaky-evidence-table">
                    <caption class="visually-hidden">"Commits on which it failed and passed, newest first"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Commit"</th>
                            <th scope="col">"Failed"</th>
                            <th scope="col">"Passed"</th>
                            <th scope="col">"Evidence"</th>
                            <th scope="col">"Found"</th>
                        </tr>
                    </thead>
                    <tbody>{subject.newest.iter().map(line).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="panel flaky-evidence" aria-labelledby=HEADING>
            <header class="panel-head">
                <h2 id=HEADING tabindex="-1">
                    {format!("Evidence: {name}")}
                </h2>
                <button type="button" class="button" on:click=close>
                    "Close"
                </button>
            </header>
            <p>{badge(word, tone)} {since} " · " {workflow}</p>
            <p>{outlook(subject)}</p>
            {commits}
            {history(subject)}
        </section>
    }
    .into_any()
}

/// Why it is in its state, and what will end it.
fn outlook(subject: &FlakySubject) -> AnyView {
    match subject.state {
        FlakyState::Broken => {
            "Its last outcomes on the main branch failed on 3 commits or more, with no pass between. The first pass \
                               there ends this state."
                .into_any()
        }
        FlakyState::Flaky => {
            let clean = subject.clean_runs.unwrap_or_default().min(CLEAN.0);
            let quiet = subject.newest.first().map(|newest| newest.found_at.plus_seconds(CLEAN.1 * SECONDS_PER_DAY));
            let earliest = quiet.map(|at| view! { ", so not before " <Moment at /> });
            view! {
                {format!(
                    "It failed and passed on the same commit at least twice within 14 days. It is healthy again after 14 days \
                     without new evidence and {} runs that passed at the first try ({clean} so far)",
                    CLEAN.0,
                )}
                {earliest}
                "."
            }
            .into_any()
        }
        FlakyState::Undefined => {
            let why = subject.undefined_because.as_ref().map(|lack| reason(&lack.to_string())).unwrap_or_default();
            let seldom = if subject.groups.repeated > 0 { "hardly ever" } else { "never" };
            format!(
                "It failed on {} and was {seldom} run again on the same commit ({why}). Run a failed job again once: a \
                 pass shows a flake, another failure a real fault.",
                counted(subject.groups.failing, "commit", "commits")
            )
            .into_any()
        }
        FlakyState::Healthy => "Too little evidence to call it flaky: 2 flaky commits within 14 days would.".into_any(),
    }
}

fn line(evidence: &FlakyEvidence) -> AnyView {
    let (strength, why) = words::strength(evidence.strength);
    let step =
        evidence.failed_step.clone().map(|step| view! { <small class="muted path">{format!("step {step}")}</small> });
    view! {
        <tr>
            <th scope="row">{commit_reference(&evidence.commit)}</th>
            <td>{attempt_reference(evidence.failed_run_id, evidence.failed_attempt)} {step}</td>
            <td>{attempt_reference(evidence.passed_run_id, evidence.passed_attempt)}</td>
            <td>
                {strength} <small class="muted path">{why}</small>
            </td>
            <td class="nowrap">
                <Moment at=evidence.found_at />
            </td>
        </tr>
    }
    .into_any()
}

fn history(subject: &FlakySubject) -> AnyView {
    if subject.transitions.is_empty() {
        return ().into_any();
    }
    let entry = |transition: &forerun::insight::FlakyTransition| {
        let (word, tone) = words::state(transition.state);
        view! {
            <li>
                {badge(word, tone)}
                <Moment at=transition.at />
            </li>
        }
    };
    let lost = subject.wasted_jobs.iter().map(|wasted| {
        let labels =
            if wasted.labels.is_empty() { "unknown runner".to_owned() } else { wasted.labels.replace('\n', ", ") };
        let jobs = counted(wasted.jobs, "job", "jobs");
        view! { <li>{format!("{labels}: {jobs}, {}", format::duration(wasted.seconds))}</li> }
    });
    let lost = lost.collect_view();
    let has_lost = !subject.wasted_jobs.is_empty();
    view! {
        <div class="flaky-history">
            <div>
                <h3>"Changes of state, newest first"</h3>
                <ol>{subject.transitions.iter().rev().map(entry).collect_view()}</ol>
            </div>
            {has_lost
                .then(|| {
                    view! {
                        <div>
                            <h3>"Work lost in this window"</h3>
                            <ul class="plain-list">{lost}</ul>
                        </div>
                    }
                })}
        </div>
    }
    .into_any()
}
