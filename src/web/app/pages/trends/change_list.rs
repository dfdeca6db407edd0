//! When levels changed: newest or largest first, each with what stands behind it.

use std::sync::Arc;

use forerun::domain::{SECONDS_PER_DAY, sort_by};
use forerun::engine::{StoredRepository, Trends};
use forerun::insight::{Changepoint, Metric, Subject};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Day, Explanation, Icon, IconName, Panel, SelectField};
use crate::platform::intl;
use crate::state::{App, use_app};
use crate::words::movement::{counted_values, what_changed};
use crate::words::{Tone, counted, metric_value, p_value};

use super::super::linked::{commits_link, run_link, subject_link};
use super::causes;

/// So many are shown at once; the rest is behind "more".
const SHOWN: usize = 5;
/// A change of a job so near to one of its workflow is told there.
const NEAR_SECONDS: i64 = 2 * SECONDS_PER_DAY;

/// The panel.
pub fn panel(trends: Signal<Arc<Trends>>) -> AnyView {
    let app = use_app();
    let explanation = trends.with_untracked(explanation);
    let is_by_size = Memo::new(move |_| app.route.with(|route| route.detail("order") == Some("largest")));
    let choices = [("", "Newest first"), ("largest", "Largest first")];
    let choices = choices.map(|(value, text)| (value.to_owned(), text.to_owned())).to_vec();
    let choose = Callback::new(move |value: String| app.go(app.route.get_untracked().with_detail("order", &value)));
    let chosen = Signal::derive(move || if is_by_size.get() { "largest".to_owned() } else { String::new() });
    let note = move || {
        trends.with(|trends| {
            format!(
                "Levels that shifted and stayed shifted, {}: looked for in {} {}.",
                intl::period(trends.recent.looked_at),
                if trends.recent.looked_at == trends.movements.period { "the" } else { "this and the" },
                if trends.recent.looked_at == trends.movements.period { "window" } else { "window before" },
            )
        })
    };
    let body = move || {
        let repository = app.open_repository();
        trends.with(|trends| list(app, trends, repository.as_ref(), is_by_size.get()))
    };
    view! {
        <Panel title="Changes" class="wide" explanation=Some(explanation)>
            <p class="panel-note">{note}</p>
            <div class="panel-tools">
                <SelectField
                    id="changes-order"
                    label="Order"
                    choices=Signal::stored(choices)
                    chosen=chosen
                    on_choose=choose
                />
            </div>
            {body}
        </Panel>
    }
    .into_any()
}

fn explanation(trends: &Arc<Trends>) -> Explanation {
    let movements = &trends.movements;
    Explanation::of(
        "Ranks before and after every moment are compared; a change is kept only where both sides differ beyond chance after \
         allowing for the likeness of neighbouring runs, for all moments tried, and for all series looked at together (at \
         most 5 % of what is named here may be false). Under it stand the jobs and steps whose medians moved most: up to \
         200 passed attempts on each side. Jobs run side by side, so their seconds do not add up to the workflow's.",
    )
    .fact("Series tested", format::count(movements.tested))
    .fact("Workflows looked at", looked_at(movements.workflows_examined, movements.workflows_left_out))
    .fact("Jobs looked at", looked_at(movements.jobs_examined, movements.jobs_left_out))
}

fn looked_at(examined: u64, left_out: u64) -> String {
    match left_out {
        0 => format::count(examined),
        left_out => format!("{} (busiest; {} left out)", format::count(examined), format::count(left_out)),
    }
}

fn list(app: App, trends: &Trends, repository: Option<&StoredRepository>, is_by_size: bool) -> AnyView {
    let all = &trends.recent.changes;
    let (mut main, mut jobs): (Vec<&Changepoint>, Vec<&Changepoint>) =
        all.iter().partition(|change| !matches!(change.subject, Subject::Job { .. } | Subject::Step { .. }));
    jobs.retain(|job| !main.iter().any(|change| tells_of(change, job)));
    if is_by_size {
        let size = |change: &Changepoint| change.change_percent.map_or(f64::INFINITY, f64::abs);
        sort_by(&mut main, |a, b| size(b).total_cmp(&size(a)));
        sort_by(&mut jobs, |a, b| size(b).total_cmp(&size(a)));
    }
    if main.is_empty() && jobs.is_empty() {
        return view! { <p class="muted">"No lasting change of durations, failure rates or queue times."</p> }
            .into_any();
    }
    let row = |change: &&Changepoint| row(app, trends, change, repository);
    let rows = |changes: &[&Changepoint]| changes.iter().map(row).collect_view();
    let more = |label: String, changes: &[&Changepoint]| {
        (!changes.is_empty()).then(|| {
            view! {
                <details class="more">
                    <summary>{label}</summary>
                    <ul class="sentences">{rows(changes)}</ul>
                </details>
            }
        })
    };
    let rest = main.get(SHOWN..).unwrap_or_default();
    let none = main.is_empty().then(|| view! { <p class="muted">"No workflow as a whole changed."</p> });
    view! {
        {none}
        <ul class="sentences">{rows(main.get(..SHOWN).unwrap_or(&main))}</ul>
        {more(format!("{} more", rest.len()), rest)}
        {more(format!("{} alone", counted(jobs.len() as u64, "job", "jobs")), &jobs)}
    }
    .into_any()
}

/// Whether the change of a job is the one of its workflow, seen closer.
fn tells_of(change: &Changepoint, job: &Changepoint) -> bool {
    change.metric == Metric::Duration
        && change.subject.workflow_id() == job.subject.workflow_id()
        && change.is_worse == job.is_worse
        && change.at.seconds_since(job.at).abs() <= NEAR_SECONDS
}

fn row(app: App, trends: &Trends, change: &Changepoint, repository: Option<&StoredRepository>) -> AnyView {
    let rises = change.after.value > change.before.value;
    let (icon, tone) =
        (if rises { IconName::Up } else { IconName::Down }, if change.is_worse { Tone::Bad } else { Tone::Good });
    let value = |value: f64| metric_value(change.metric, value);
    let counted =
        format!("{} before, {} after", counted_values(&change.subject, change.before.count), change.after.count);
    let interval = change.change_percent_interval.map(|(low, high)| {
        format!(" · 95\u{a0}% interval {} to {}", format::signed_percent(low), format::signed_percent(high))
    });
    let cache = (change.slow_mode_changed == Some(true))
        .then_some("Runs come in two speeds, and the share of slow ones changed: look at caches first.");
    let commits = change.commit_before.as_deref().zip(change.commit_after.as_deref()).filter(|(a, b)| a != b);
    let commits = commits.map(|(before, after)| {
        let seen = change.commits_between.filter(|&count| count > 0);
        let seen = seen.map(|count| format!(" ({} between)", counted_commits(count)));
        view! { " · commits " {commits_link(repository, before, after)} {seen} }
    });
    let is_of_workflow = matches!(change.subject, Subject::Workflow { .. }) && change.metric == Metric::Duration;
    let cause = trends
        .recent
        .causes
        .iter()
        .find(|cause| {
            is_of_workflow && Some(cause.workflow_id) == change.subject.workflow_id() && cause.at == change.at
        })
        .map(|cause| causes::view_of(app, cause));
    view! {
        <li class=tone.class()>
            <Icon name=icon />
            <div>
                <p class="sentence">
                    {subject_link(app, &change.subject)} " " {what_changed(change)} " on " <Day at=change.at /> ": "
                    {value(change.before.value)} " → " {value(change.after.value)}
                </p>
                {cause}
                {cache.map(|cache| view! { <p>{cache}</p> })}
                <p class="muted">
                    "First run of the new level: " {run_link(app, change.run_id, format!("#{}", change.run_number))} {commits}
                </p>
                <p class="muted">{counted} ", " {p_value(change.adjusted_p)} {interval}</p>
            </div>
        </li>
    }
    .into_any()
}

fn counted_commits(count: u64) -> String {
    counted(count, "commit", "commits")
}
